"""Pace: how far a result should be by the end of a period while the year runs (product.md, 'Ratings')."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from hxapp.domain.bands import Band, Place
from hxapp.domain.indicators import ValueKind

if TYPE_CHECKING:
    from hxapp.domain.cases import Case


class Course(StrEnum):
    """The way on which a year's target is reached.

    What comes in goes evenly with the year, as it did last year, or as a plan of the months has it; a level goes from
    last year's figure, and what is kept holds all year.
    """

    LINEAR = "linear"
    LAST_YEAR = "last_year"
    DRAWN = "drawn"
    FROM_BASE = "from_base"
    STEADY = "steady"

    @property
    def label(self) -> str:
        return {
            Course.LINEAR: "chia đều",
            Course.LAST_YEAR: "theo tiến độ năm trước",
            Course.DRAWN: "theo kế hoạch từng tháng",
            Course.FROM_BASE: "tính dần từ số liệu năm trước",
            Course.STEADY: "giữ cả năm",
        }[self]


def share_come_in(so_far: Decimal, whole: Decimal) -> Fraction | None:
    """How much of a year's whole had come in: last year's by the same day, or what a drawn plan has by then.

    None where that is no share: nothing came in all year, or what came in later was taken back.
    """
    return Fraction(so_far) / Fraction(whole) if 0 <= so_far <= whole and whole else None


@dataclass(frozen=True, slots=True)
class Question:
    """A figure put to a band: the figure as printed and exact, where the year began, and how it gets there.

    Where the band or the beginning follows from last year's figure, that figure unrounded makes the exact ones.
    """

    band: Band
    printed: Fraction
    exact: Fraction
    start: Fraction | None = None
    flows: bool = False
    steady: bool = False
    exact_band: Band | None = None
    exact_start: Fraction | None = None

    def exact_place(self, case: Case, due: Band) -> Place:
        """Where the exact figure lies to what is due by exact figures; `due` is that by printed ones."""
        if self.exact_band is None and self.exact_start is None:
            return due.place(self.exact)
        start = self.start if self.exact_start is None else self.exact_start
        exact = replace(self, band=self.exact_band or self.band, start=start)
        return (exact.due(case) or due).place(self.exact)

    def due(self, case: Case) -> Band | None:
        """The band that holds at the end of the case's period; None where nothing tells how far to be."""
        if not case.running:
            return self.band
        share = case.period.elapsed_share
        if self.flows:
            return self.band.flowing(case.share if case.share is not None else share)
        if self.steady:
            return replace(self.band, may_pass=False)
        if self.start is None:
            return None
        reached = self.band.reached(self.start, share)
        return reached.whole_steps(self.start) if case.kind is ValueKind.LEVEL else reached

    def course(self, case: Case) -> Course | None:
        """How the band at the end of the case's period was reached; None at the year's end."""
        if not case.running:
            return None
        if self.flows:
            return Course.LINEAR if case.share is None else case.by
        if self.steady:
            return Course.STEADY
        return Course.LINEAR if case.change_typed else Course.FROM_BASE
