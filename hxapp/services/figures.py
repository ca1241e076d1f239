"""Figures of an indicator: what was typed for its periods, and what follows from it for others."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from sqlalchemy import Text, select, type_coerce

from hxapp.domain.indicators import Basis, OverTime, Stage, add_up
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.domain.words import format_number
from hxapp.services.pieces import Cell, averaged, months_of, summed
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import RESULT
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

NOTHING_AROSE = "không phát sinh"
# A rate is so many hundredths or thousandths; it alone may be typed as two counts.
_SCALES = {"%": Decimal(100), "‰": Decimal(1000)}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown; a derived one was not typed but follows from what was."""

    value: Decimal | None
    text: str
    stage: Stage
    derived: bool = False
    counts: tuple[Decimal, Decimal] | None = None
    nothing_arose: bool = False
    words: str | None = None
    verdict: State | None = None

    @property
    def counts_text(self) -> str:
        """The two counts a rate was typed as, '' without."""
        return "" if self.counts is None else counts_text(self.counts)


def rate_sign(unit: str | None) -> str | None:
    """'%' or '‰' where the unit is that of a rate ('%', '%/năm'); None for an amount."""
    return next((sign for sign in _SCALES if sign in (unit or "")), None)


def ratio(counts: tuple[Decimal, Decimal], unit: str | None) -> Decimal | None:
    """The rate that two counts make, unrounded; None where the unit is no rate or nothing is counted."""
    part, whole = counts
    sign = rate_sign(unit)
    if sign is None or not whole:
        return None
    with localcontext() as context:
        context.prec = 40
        return part * _SCALES[sign] / whole


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value as printed with so many decimals, half up."""
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def printed(figure: Figure | None, decimals: int | None) -> Decimal | None:
    """The figure's value as it is printed, with so many decimals; None prints what was typed."""
    if figure is None or figure.value is None or decimals is None:
        return None if figure is None else figure.value
    return rounded(figure.value, decimals)


def year_cells(
    session: Reading, area_id: uuid.UUID, year: int, only: Collection[uuid.UUID] | None = None
) -> Mapping[uuid.UUID, tuple[Cell, ...]]:
    """The area's typed cells of the year and the year before, by indicator; `only` those of some.

    A period's key begins with its year; a span, from one day to another, is none of a year's periods.
    """
    key = type_coerce(RESULT.c.period, Text)
    asked = (
        select(
            RESULT.c.indicator_id,
            RESULT.c.period,
            RESULT.c.basis,
            RESULT.c.stage,
            RESULT.c.value,
            RESULT.c.decimals,
            RESULT.c.numerator,
            RESULT.c.denominator,
            RESULT.c.words,
            RESULT.c.verdict,
            RESULT.c.nothing_arose,
            RESULT.c.note,
            RESULT.c.source,
        )
        .where(
            live(RESULT),
            RESULT.c.area_id == area_id,
            key >= f"{year - 1:04}",
            key < f"{year + 1:04}",
            ~key.contains(".."),
        )
        .order_by(RESULT.c.indicator_id, RESULT.c.period, RESULT.c.basis, RESULT.c.stage)
    )
    rows = session.execute(asked if only is None else asked.where(RESULT.c.indicator_id.in_(only)))
    found: dict[uuid.UUID, list[Cell]] = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(
            Cell(
                row.period,
                row.basis,
                row.stage,
                as_typed(row.value, row.decimals),
                counts_of(row.numerator, row.denominator),
                row.words,
                row.verdict,
                row.nothing_arose,
                row.note or "",
                row.source or "",
            )
        )
    return {indicator_id: tuple(cells) for indicator_id, cells in found.items()}


def counts_of(numerator: Decimal | None, denominator: Decimal | None) -> tuple[Decimal, Decimal] | None:
    """The two counts of a rate, with the decimals they need; None when it was not typed so."""
    part, whole = as_typed(numerator, None), as_typed(denominator, None)
    return None if part is None or whole is None else (part, whole)


def counts_text(counts: tuple[Decimal, Decimal]) -> str:
    """The two counts as they are typed: '9.842/9.905'."""
    return f"{format_number(counts[0])}/{format_number(counts[1])}"


class Series:
    """The figures of one indicator and area over two years, typed and derived.

    Over time they add up as `over_time` says; `decimals` is how many they are printed with, None as typed. A final
    cell is taken before an estimate, unless the estimate is asked for.
    """

    def __init__(self, cells: Iterable[Cell], over_time: OverTime, decimals: int | None) -> None:
        self._cells = tuple(cells)
        self._figured = tuple(cell for cell in self._cells if cell.has_figure)
        self._over_time = over_time
        self._decimals = decimals

    def cell(self, period: Period, stage: Stage, basis: Basis = Basis.IN_PERIOD) -> Cell | None:
        """The cell that was typed there, one with a figure before one that holds only a note."""
        cells = [cell for cell in self._cells if cell.period == period and cell.basis is basis]
        return min(cells, key=lambda cell: (not cell.has_figure, cell.stage is not stage), default=None)

    def in_period(self, period: Period, stage: Stage) -> Figure | None:
        """The figure of the period alone; of a period that begins the year's count it is the cumulative one."""
        if period.cumulative == period:
            return self.cumulative(period, stage)
        typed = [(cell, False) for cell in self._figured if cell.period == period and cell.basis is Basis.IN_PERIOD]
        return self._choose(typed, period, stage)

    def cumulative(self, period: Period, stage: Stage) -> Figure | None:
        """The figure from 1 January to the period's last day."""
        whole, alone = period.cumulative, Basis.IN_PERIOD
        here = [(cell, cell.basis is alone and cell.period != whole) for cell in self._until(period)]
        return self._choose(here, whole, stage)

    def judged(self, period: Period, stage: Stage) -> Figure | None:
        """The figure a target of the year is compared with: the cumulative one.

        A number of a later period alone says nothing of the year, so where there is no cumulative one there is none;
        words and a verdict stand for themselves.
        """
        found = self.cumulative(period, stage)
        if found is not None or self._over_time is OverTime.SUM:
            return found
        alone = self.in_period(period, stage)
        if alone is None or (period.first.month, period.first.day) == (1, 1):
            return alone
        return None if alone.value is not None or alone.nothing_arose else alone

    def contradicts(self, period: Period) -> bool:
        """Whether typed figures that must be one differ: of the same months, or a sum and what was typed as its pieces.

        Estimates are only held against estimates, final figures against final ones.
        """
        return any(self._contradicts(period, stage) for stage in Stage)

    def _contradicts(self, period: Period, stage: Stage) -> bool:
        same = [cell for cell in self._until(period) if cell.stage is stage and cell.counted is not None]
        if len({cell.counted for cell in same}) > 1:
            return True
        if self._over_time is not OverTime.SUM:
            return False
        alone = [
            cell
            for cell in self._figured
            if cell.period == period and cell.basis is Basis.IN_PERIOD and cell.stage is stage
        ]
        return any(
            cells and self._differ(cells[0], whole, stage)
            for cells, whole in ((same, period.cumulative), (alone, period))
        )

    def _differ(self, typed: Cell, period: Period, stage: Stage) -> bool:
        months = months_of(period)
        if months is None or typed.counted is None:
            return False
        pieces = summed([cell for cell in self._figured if cell.stage is stage], period.year, months, stage)
        return pieces is not None and sum(cell.counted or 0 for cell in pieces) != typed.counted

    def _until(self, period: Period) -> list[Cell]:
        """The cells that tell the figure from 1 January to the period's last day, the one to take first.

        What is latest stands at the end of every period that ends there, so the period's own cell comes first.
        """
        whole = period.cumulative
        latest = self._over_time is OverTime.LATEST
        here = [
            cell
            for cell in self._figured
            if cell.period.last == period.last
            and (latest or cell.basis is Basis.CUMULATIVE or cell.period.first == whole.first)
        ]
        alone = Basis.IN_PERIOD
        return sorted(
            here,
            key=lambda cell: (
                latest and cell.period != period,
                not (cell.period == period == whole and cell.basis is alone),
                cell.basis is alone,
                cell.period != period,
                -cell.period.first.toordinal(),
            ),
        )

    def whole_year(self, year: int) -> Figure | None:
        """The figure of a whole year, final where there is one."""
        return self.cumulative(Period.whole_year(year), Stage.FINAL)

    def _choose(self, typed: list[tuple[Cell, bool]], period: Period, stage: Stage) -> Figure | None:
        """The first cell of the stage asked, else what follows from cells of that stage, else the other stage.

        Each cell comes with whether it only stands for the figure, without having been typed as that.
        """
        asked = next((self._shown(*pair) for pair in typed if pair[0].stage is stage), None)
        if asked is not None:
            return asked
        derived = self._derived(period, stage)
        if not typed or (derived is not None and derived.stage is stage):
            return derived
        return self._shown(*typed[0])

    def _derived(self, period: Period, stage: Stage) -> Figure | None:
        if self._over_time is OverTime.NONE:
            return None
        if self._over_time is OverTime.LATEST:
            ending = [cell for cell in self._figured if cell.period.last == period.last]
            ending.sort(key=lambda cell: (cell.stage is not stage, -cell.period.first.toordinal()))
            return self._shown(ending[0], True) if ending else None
        months = months_of(period)
        if months is None:
            return None
        find = summed if self._over_time is OverTime.SUM else averaged
        cells = find(self._figured, period.year, months, stage)
        if cells is None:
            return None
        stage = Stage.ESTIMATE if any(cell.stage is Stage.ESTIMATE for cell in cells) else Stage.FINAL
        if all(cell.nothing_arose for cell in cells):
            return Figure(None, NOTHING_AROSE, stage, derived=True, nothing_arose=True)
        value = add_up([cell.counted or Decimal(0) for cell in cells], self._over_time)
        return None if value is None else Figure(value, self._text(value), stage, derived=True)

    def _shown(self, cell: Cell, derived: bool) -> Figure:
        if cell.nothing_arose:
            return Figure(None, NOTHING_AROSE, cell.stage, derived, nothing_arose=True)
        text = self._text(cell.value) if cell.value is not None else cell.words or ""
        if not text and cell.verdict is not None:
            text = cell.verdict.label
        return Figure(cell.value, text, cell.stage, derived, counts=cell.counts, words=cell.words, verdict=cell.verdict)

    def _text(self, value: Decimal) -> str:
        return format_number(value, self._decimals)
