"""Parts of an indicator: named parts of a compound, and 'trong đó' of a whole, which a part never exceeds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from hxapp.domain import units
from hxapp.domain.states import State
from hxapp.domain.targets import Comparator, Target

_WORST_FIRST = (
    State.NOT_MET,
    State.ESTIMATE_NOT_MET,
    State.UNLIKELY,
    State.NO_FIGURE,
    State.AWAITING_ASSIGNMENT,
    State.NOT_COMPARABLE,
    State.NOT_DUE,
    State.LIKELY,
    State.ESTIMATE_MET,
    State.MET,
    State.ESTIMATE_EXCEEDED,
    State.EXCEEDED,
)

# What people are counted as: 'xuất khẩu lao động 10-12 người' is part of '100-120 lao động'.
_PEOPLE = frozenset({"người", "lao động", "đảng viên", "bác sĩ", "bác sỹ", "học sinh", "trẻ", "cán bộ"})


def worst(states: Iterable[State]) -> State:
    """The state of a compound head: met only when all its parts are, so the worst of them.

    A part that is not met decides at once; else a part that cannot be judged yet. Parts that differ in being
    estimates make an estimate of the whole.
    """
    found = set(states)
    if not found:
        return State.NO_FIGURE
    state = min(found, key=_WORST_FIRST.index)
    return State.ESTIMATE_MET if state is State.MET and State.ESTIMATE_EXCEEDED in found else state


def exceeds_whole(part: Decimal, part_unit: str | None, whole: Decimal, whole_unit: str | None) -> bool | None:
    """Whether a part is more than the whole it is counted in, an error; None where their units do not compare."""
    scale = _scale(part_unit, whole_unit)
    return None if scale is None else Fraction(part) * scale > Fraction(whole)


def asks_more_than_whole(part: Target, whole: Target) -> bool:
    """Whether no figures can meet both: all that meet the part's target are more than the most of its whole."""
    like = part.is_change is whole.is_change and part.is_decrease is whole.is_decrease
    relative = Comparator.RELATIVE_TO_PLAN in (part.comparator, whole.comparator)
    scale = _scale(part.unit, whole.unit)
    if part.low is None or whole.high is None or scale is None or relative or not like:
        return False
    least, most = Fraction(part.low) * scale, Fraction(whole.high)
    return least > most or (least == most and (part.strict or whole.strict))


def _scale(part: str | None, whole: str | None) -> Fraction | None:
    """How many of the whole's unit make one of the part's. A unit that is not written is the other's, of a count."""
    if not (part and whole):
        rates = any("%" in unit or "‰" in unit for unit in (part, whole) if unit)
        return None if rates else Fraction(1)
    if {part.lower(), whole.lower()} <= _PEOPLE:
        return Fraction(1)
    return units.factor(part, whole)
