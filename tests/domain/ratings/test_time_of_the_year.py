"""The words by the time of the year, which the period and the stage tell; and the kinds of value that are no number."""

from __future__ import annotations

import pytest

from hxapp.domain.indicators import Stage, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State, judge
from tests.domain.building import Q1, Q2, Q3, make_case, make_target
from tests.domain.ratings.table import (
    EST_EXCEEDED,
    EST_MET,
    EST_NOT_MET,
    ESTIMATE,
    EXCEEDED,
    FLOW,
    LEVEL,
    LIKELY,
    LOWER,
    MET,
    NO_FIGURE,
    NOT_MET,
    UNKNOWN,
    UNLIKELY,
    Row,
    amount,
    check,
    is_one_sentence,
    named,
)

# The words for what lies past the target, at it, and short of it, when a year's target is 60 and last year had 60.
RUNNING = (LIKELY, LIKELY, UNLIKELY)
YEAR_END = {Stage.ESTIMATE: (EST_EXCEEDED, EST_MET, EST_NOT_MET), Stage.FINAL: (EXCEEDED, MET, NOT_MET)}
TIMES = [
    ("2022-M01", True),
    ("2022-Q1", True),
    ("2022-6M", True),
    ("2022-9M", True),
    ("2022-11M", True),
    ("2022-M11", True),
    ("2022-01-01..2022-12-30", True),
    ("2022-M12", False),
    ("2022-Q4", False),
    ("2022", False),
    ("2022-07-01..2022-12-31", False),
    ("2021-01-01..2025-12-31", False),
]


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(("period", "running"), TIMES)
def test_a_figure(period: str, running: bool, stage: Stage) -> None:
    when = {"period": Period.parse(period), "stage": stage, "rhythm": Rhythm.MONTHLY, "base": "60"}
    states = tuple(judge(make_case(amount("eq", "60"), value, **when)).state for value in ("61", "60", "59"))
    assert states == (RUNNING if running else YEAR_END[stage])


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(("period", "running"), TIMES)
def test_a_judgement_by_hand(period: str, running: bool, stage: Stage) -> None:
    when = {"period": Period.parse(period), "stage": stage, "rhythm": Rhythm.MONTHLY}
    given = (EXCEEDED, MET, NOT_MET)
    states = tuple(judge(make_case(make_target("text_only"), None, verdict=one, **when)).state for one in given)
    assert states == (RUNNING if running else YEAR_END[stage])


@pytest.mark.parametrize("kind", ValueKind)
def test_without_a_figure_or_a_judgement_there_is_none(kind: ValueKind) -> None:
    rating = judge(make_case(make_target("text_only"), None, kind=kind))
    assert rating.state is NO_FIGURE
    assert rating.why == "Chưa có kết quả quý IV/2022."


KEEP = make_target("maintain")
THREE = make_target("eq", "3")
LEVELS = [
    Row(
        KEEP, "3", {"base": "3"} | LEVEL, MET, "0", "0 mức độ",
        "Kế hoạch duy trì mức độ 3 như năm 2021; thực hiện mức độ 3, đạt.",
    ),
    Row(KEEP, "2", {"base": "3"} | LEVEL, NOT_MET, "-1", "-1 mức độ", "thực hiện mức độ 2, thấp hơn 1 mức độ"),
    Row(
        KEEP, "3", {"base": "2"} | LEVEL, MET, "1", "+1 mức độ",
        "Kế hoạch duy trì mức độ 2 như năm 2021; thực hiện mức độ 3, đạt.",
    ),
    Row(KEEP, "3", LEVEL, UNKNOWN, None, "", "Chưa có số liệu năm 2021"),
    Row(THREE, "3", LEVEL, MET, "0", "0 mức độ", "Kế hoạch mức độ 3; thực hiện mức độ 3, đạt."),
    # Levels are steps, not amounts: two of three are no two thirds.
    Row(THREE, "2", LEVEL, NOT_MET, "-1", "-1 mức độ", "thấp hơn 1 mức độ"),
    Row(make_target("eq", "2"), "3", LEVEL, EXCEEDED, "1", "+1 mức độ", "vượt 1 mức độ"),
    Row(make_target("ge", "2"), "3", LEVEL, MET, "1", "+1 mức độ", "Kế hoạch từ mức độ 2 trở lên"),
    Row(make_target("between", "2", "3"), "2", LEVEL, MET, "0", "0 mức độ", "từ mức độ 2 đến mức độ 3"),
    Row(amount("eq", "2", unit="mức độ"), "2", LEVEL | {"unit": "mức độ"}, MET, "0", "0 mức độ", "Kế hoạch mức độ 2"),
    Row(THREE, "2", LEVEL | ESTIMATE, EST_NOT_MET, "-1", "-1 mức độ", "ước thực hiện mức độ 2"),
    Row(make_target("text_only"), "2", LEVEL, UNKNOWN, None, "", "Mức kế hoạch bằng lời"),
    # On the way only whole steps are due.
    Row(
        THREE, "2", LEVEL | {"base": "1", "period": Q2}, LIKELY, "-1", "-1 mức độ",
        "Từ mức độ 1 (năm 2021) lên mức độ 3 thì hết quý II cần đạt mức độ 2; nay mức độ 2, đúng mức cần.",
        "≥ 2 from_base",
    ),
    Row(THREE, "1", LEVEL | {"base": "1", "period": Q3}, UNLIKELY, "-2", "-2 mức độ", "chậm 1 mức độ", "≥ 2 from_base"),
    Row(THREE, "2", LEVEL | {"base": "2", "period": Q3}, LIKELY, "-1", "-1 mức độ", "đúng mức cần", "≥ 2 from_base"),
    Row(THREE, "1", LEVEL | {"base": "2", "period": Q1}, UNLIKELY, "-2", "-2 mức độ", "chậm 1 mức độ", "≥ 2 from_base"),
    Row(
        make_target("le", None, "1"), "3", LEVEL | LOWER | {"base": "3", "period": Q1}, LIKELY, "2", "+2 mức độ",
        "xuống mức độ 1 thì hết quý I cần còn mức độ 3", "≤ 3 from_base",
    ),
    Row(KEEP, "3", LEVEL | {"base": "3", "period": Q1}, LIKELY, "0", "0 mức độ", "Cần giữ mức độ 3", "≥ 3 steady"),
]  # fmt: skip


@pytest.mark.parametrize("row", LEVELS, ids=named)
def test_a_level(row: Row) -> None:
    check(row)


BY_HAND = [
    # A title is held or it is not: there is nothing past it.
    (ValueKind.TITLE, "text_only", EXCEEDED, MET),
    (ValueKind.TITLE, "text_only", MET, MET),
    (ValueKind.TITLE, "text_only", NOT_MET, NOT_MET),
    (ValueKind.TITLE, "maintain", MET, MET),
    (ValueKind.WORDS, "text_only", EXCEEDED, EXCEEDED),
    (ValueKind.WORDS, "maintain", EXCEEDED, MET),
    (ValueKind.OBJECT, "text_only", EXCEEDED, EXCEEDED),
    (ValueKind.LEVEL, "text_only", MET, MET),
    (ValueKind.LEVEL, "maintain", NOT_MET, NOT_MET),
    (ValueKind.WORDS, "text_only", UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("kind", "comparator", "verdict", "state"), BY_HAND)
def test_titles_and_words_are_judged_by_hand(kind: ValueKind, comparator: str, verdict: State, state: State) -> None:
    rating = judge(make_case(make_target(comparator), None, kind=kind, verdict=verdict))
    assert rating.state is state
    assert rating.why.endswith(f"đánh giá: {state.label}.") and is_one_sentence(rating.why)
    assert (rating.difference, rating.percent_text, rating.pace) == (None, "", None)


def test_nothing_arose() -> None:
    flow = judge(make_case(amount("eq", "60"), None, nothing_arose=True, period=Q2, **FLOW))
    assert (flow.state, flow.percent_text) == (UNLIKELY, "0,0%")
    rate_ = judge(make_case(make_target("eq", "60", unit="%"), None, nothing_arose=True))
    assert (rate_.state, rate_.why) == (
        UNKNOWN,
        "Không phát sinh trong quý IV/2022 nên không có gì để so với kế hoạch.",
    )
