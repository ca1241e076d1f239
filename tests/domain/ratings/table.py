"""What the tables of cases are written in: one row a case, and how a rating is held against its row."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from hxapp.domain.bands import Band
from hxapp.domain.indicators import Better, OverTime, Stage, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import Rating, State, judge
from hxapp.domain.targets import Target
from tests.domain.building import make_case, make_target, number

EXCEEDED, MET, NOT_MET = State.EXCEEDED, State.MET, State.NOT_MET
LIKELY, UNLIKELY, UNKNOWN = State.LIKELY, State.UNLIKELY, State.NOT_COMPARABLE
EST_EXCEEDED, EST_MET, EST_NOT_MET = State.ESTIMATE_EXCEEDED, State.ESTIMATE_MET, State.ESTIMATE_NOT_MET
NO_FIGURE, NOT_DUE, AWAITING = State.NO_FIGURE, State.NOT_DUE, State.AWAITING_ASSIGNMENT

LOWER: dict[str, Any] = {"better": Better.LOWER}
NONE: dict[str, Any] = {"better": Better.NONE}
FLOW: dict[str, Any] = {"over_time": OverTime.SUM}
CHANGE: dict[str, Any] = {"typed": Typed.CHANGE}
ESTIMATE: dict[str, Any] = {"stage": Stage.ESTIMATE}
PASSES: dict[str, Any] = {"exceed_open_bound": True}  # the book's setting
MONEY: dict[str, Any] = {"unit": "tỷ đồng"}
RATE: dict[str, Any] = {"unit": "%"}
LEVEL: dict[str, Any] = {"kind": ValueKind.LEVEL}
JUNE, NINE = Period.months(2022, 6), Period.months(2022, 9)
EVERY_MONTH: dict[str, Any] = {"rhythm": Rhythm.MONTHLY}


class Row(NamedTuple):
    """A case and what is right of it. Unsaid: the year's end, final, a level that is better the higher.

    `off` is the difference, `shown` the column '% kế hoạch', `says` a part of the sentence of why. `pace` is what is
    due by the period's end and how that is reached: '≥ 82.5 linear', '≤ 4.6 from_base', '42 – 45 steady'.
    """

    target: Target
    value: str | None
    more: dict[str, Any]
    state: State
    off: str | None
    shown: str
    says: str
    pace: str = ""


def amount(kind: str, low: str | None, high: str | None = None, unit: str = "tấn", **more: Any) -> Target:
    return make_target(kind, low, high, unit=unit, **more)


def rate(kind: str, low: str | None, high: str | None = None, **more: Any) -> Target:
    return make_target(kind, low, high, unit="%", **more)


def named(row: Row) -> str:
    """The row's name in a list of tests."""
    return f"{row.target.comparator}-{row.value}-{row.state}"


def check(row: Row) -> Rating:
    rating = judge(make_case(row.target, row.value, **row.more))
    found = (rating.state, rating.difference, rating.percent_text)
    assert found == (row.state, number(row.off), row.shown), rating.why
    assert row.says in rating.why, rating.why
    assert is_one_sentence(rating.why), rating.why
    assert due(rating.pace) == asked(row.pace), rating.why
    assert (str(rating.course) if rating.course else "") == row.pace.rpartition(" ")[2]
    return rating


def is_one_sentence(why: str) -> bool:
    return why[0].isupper() and why.endswith(".") and ". " not in why and "  " not in why and "None" not in why


def due(pace: Band | None) -> tuple[str, Fraction | None, Fraction | None]:
    if pace is None:
        return "", None, None
    both = pace.floor is not None and pace.ceiling is not None
    sign = "–" if both else (">" if pace.strict else "≥") if pace.floor is not None else "<" if pace.strict else "≤"
    return sign, pace.floor, pace.ceiling


def asked(text: str) -> tuple[str, Fraction | None, Fraction | None]:
    words = text.split(" ")[:-1]
    if not words:
        return "", None, None
    if len(words) == 3:
        return "–", Fraction(words[0]), Fraction(words[2])
    bound = Fraction(words[1])
    return (words[0], bound, None) if words[0] in (">", "≥") else (words[0], None, bound)
