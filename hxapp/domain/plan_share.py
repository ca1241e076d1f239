"""The column '% kế hoạch': a result as a per cent of its plan, or how far above or below it lies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hxapp.domain.bands import exactly, rounded
from hxapp.domain.words import format_number

LEVEL_UNIT = "mức độ"
# What is named before its number; a difference is counted all the same: 'mức độ 3', but 'thiếu 1 mức độ'.
ORDINALS = (LEVEL_UNIT, "hạng")


class RangeEnd(StrEnum):
    """Which figure of a range the '% kế hoạch' is counted against: a setting of the office, said in the head."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"

    @property
    def label(self) -> str:
        return {RangeEnd.LOW: "mức thấp", RangeEnd.MIDDLE: "mức giữa", RangeEnd.HIGH: "mức cao"}[self]


@dataclass(frozen=True, slots=True)
class PlanShare:
    """How a result stands to the plan's figure: the difference in its unit, the per cent (of 100) or the points."""

    difference: Decimal | None = None
    percent: Decimal | None = None
    points: Decimal | None = None
    text: str = ""


def reference(low: Fraction | None, high: Fraction | None, end: RangeEnd) -> Fraction:
    """The plan's figure that a result is compared with; of an open plan its only one."""
    if low is None or high is None:
        return low if low is not None else high if high is not None else Fraction(0)
    return {RangeEnd.LOW: low, RangeEnd.MIDDLE: (low + high) / 2, RangeEnd.HIGH: high}[end]


def ratio(value: Decimal, plan: Fraction, unit: str | None) -> PlanShare:
    """For amounts and flows; a plan of nothing has no per cent, so the difference stands there."""
    if plan <= 0:
        return difference(value, plan, unit)
    percent = rounded(Fraction(value) / plan * 100, 1)
    return PlanShare(exactly(Fraction(value) - plan, value), percent, text=f"{format_number(percent)}%")


def difference(value: Decimal, plan: Fraction, unit: str | None) -> PlanShare:
    """For rates (in points), for what shall go down and for what is kept (in the unit)."""
    off = exactly(Fraction(value) - plan, value)
    text = f"{'+' if off > 0 else ''}{gap(off, unit)}"
    return PlanShare(off, points=off if unit and unit[0] in "%‰" else None, text=text)


def unshown(value: Decimal, plan: Fraction) -> PlanShare:
    """For a change of a rate: the column stays empty."""
    return PlanShare(exactly(Fraction(value) - plan, value))


def amount(value: Decimal, unit: str | None) -> str:
    """A figure with its unit: '98,2%', '110 triệu đồng', 'mức độ 3'."""
    return f"{unit} {format_number(value)}" if unit in ORDINALS else _counted(value, unit)


def gap(value: Decimal, unit: str | None) -> str:
    """A difference with its unit; between rates it is in points: '0,9 điểm %', '0,2 điểm ‰'."""
    return f"{format_number(value)} điểm {unit[0]}" if unit and unit[0] in "%‰" else _counted(value, unit)


def _counted(value: Decimal, unit: str | None) -> str:
    if not unit:
        return format_number(value)
    return f"{format_number(value)}{'' if unit[0] in '%‰' else ' '}{unit}"
