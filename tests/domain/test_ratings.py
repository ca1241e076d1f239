"""Ratings: the table of cases by product.md 'Ratings', and what the column '% kế hoạch' shows of each."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hxapp.domain.indicators import Better, OverTime, Stage, Typed
from hxapp.domain.periods import Period, Rhythm, periods_of
from hxapp.domain.plan_share import RangeEnd
from hxapp.domain.ratings import Case, State, judge, worst
from hxapp.domain.targets import Target
from tests.domain.building import MAY, Q1, Q2, Q3, YEAR, figures, make_case, make_target, targets

LOWER: dict[str, Any] = {"better": Better.LOWER}
NONE: dict[str, Any] = {"better": Better.NONE}
FLOW: dict[str, Any] = {"over_time": OverTime.SUM}
CHANGE: dict[str, Any] = {"typed": Typed.CHANGE}
ESTIMATE: dict[str, Any] = {"stage": Stage.ESTIMATE}
PASSES: dict[str, Any] = {"exceed_open_bound": True}
MONEY: dict[str, Any] = {"unit": "tỷ đồng"}
RATE: dict[str, Any] = {"unit": "%"}

EXCEEDED, MET, NOT_MET = State.EXCEEDED, State.MET, State.NOT_MET
LIKELY, UNLIKELY, UNKNOWN = State.LIKELY, State.UNLIKELY, State.NOT_COMPARABLE

Row = tuple[Target, str | None, dict[str, Any], State, str]


def tons(kind: str, low: str | None, high: str | None = None, **more: Any) -> Target:
    return make_target(kind, low, high, unit="tấn", **more)


def rate(kind: str, low: str | None, high: str | None = None, **more: Any) -> Target:
    return make_target(kind, low, high, unit="%", **more)


# Target, figure, what else holds, state, and what the column '% kế hoạch' shows. Unsaid: year end, final, higher side.
AT_LEAST: list[Row] = [
    (tons("ge", "40"), "40", {}, MET, "100,0%"),
    (tons("ge", "40"), "39.9", {}, NOT_MET, "99,8%"),
    (tons("ge", "40"), "41", {}, MET, "102,5%"),
    (tons("ge", "40"), "41", PASSES, EXCEEDED, "102,5%"),
    (tons("ge", "40"), "40", PASSES, MET, "100,0%"),
    (rate("gt", "99"), "99", {}, NOT_MET, "0 điểm %"),
    (rate("gt", "99"), "99.1", {}, MET, "+0,1 điểm %"),
    (rate("gt", "99"), "99.1", PASSES, EXCEEDED, "+0,1 điểm %"),
    (rate("gt", "99"), "99.00", PASSES, NOT_MET, "0,00 điểm %"),
    (rate("ge", "100"), "100.2", PASSES, MET, "+0,2 điểm %"),
    (tons("ge", "0"), "0", {}, MET, "0 tấn"),
    (rate("ge", "-1.5"), "-1.6", {}, NOT_MET, "-0,1 điểm %"),
    (rate("ge", "5"), "6", LOWER | PASSES, MET, "+1 điểm %"),
    (rate("ge", "5"), "4", NONE, NOT_MET, "-1 điểm %"),
]
AT_MOST: list[Row] = [
    (rate("le", None, "5"), "5", LOWER, MET, "0 điểm %"),
    (rate("le", None, "5"), "5.01", LOWER, NOT_MET, "+0,01 điểm %"),
    (rate("le", None, "5"), "4", LOWER, MET, "-1 điểm %"),
    (rate("le", None, "5"), "4", LOWER | PASSES, EXCEEDED, "-1 điểm %"),
    (rate("le", None, "5"), "5", LOWER | PASSES, MET, "0 điểm %"),
    (rate("lt", None, "3.8"), "3.8", LOWER, NOT_MET, "0,0 điểm %"),
    (rate("lt", None, "3.8"), "3.7", LOWER, MET, "-0,1 điểm %"),
    (make_target("le", None, "3", unit="hạng"), "5", LOWER, NOT_MET, "+2 hạng"),
    (make_target("le", None, "100", unit="trẻ"), "101", {}, NOT_MET, "101,0%"),
    (make_target("le", None, "100", unit="trẻ"), "90", PASSES, MET, "90,0%"),
    (make_target("le", None, "100", unit="trẻ"), "90", NONE | PASSES, MET, "-10 trẻ"),
]
SINGLE: list[Row] = [
    (rate("eq", "83"), "83", {}, MET, "0 điểm %"),
    (rate("eq", "83"), "83.0", {}, MET, "0,0 điểm %"),
    (rate("eq", "83"), "83.1", {}, EXCEEDED, "+0,1 điểm %"),
    (rate("eq", "83"), "82.9", {}, NOT_MET, "-0,1 điểm %"),
    (tons("eq", "110"), "115.5", {}, EXCEEDED, "105,0%"),
    (rate("eq", "12.5"), "12.5", LOWER, MET, "0,0 điểm %"),
    (rate("eq", "12.5"), "12.4", LOWER, EXCEEDED, "-0,1 điểm %"),
    (rate("eq", "12.5"), "12.6", LOWER, NOT_MET, "+0,1 điểm %"),
    (make_target("eq", "0", unit="hộ"), "0", LOWER, MET, "0 hộ"),
    (make_target("eq", "0", unit="hộ"), "1", LOWER, NOT_MET, "+1 hộ"),
    (rate("eq", "45"), "45", NONE, MET, "0 điểm %"),
    (rate("eq", "45"), "45.1", NONE, NOT_MET, "+0,1 điểm %"),
    (rate("eq", "45"), "44.9", NONE, NOT_MET, "-0,1 điểm %"),
    (rate("eq", "100"), "100", {}, MET, "0 điểm %"),
    (rate("eq", "100"), "100.4", {}, MET, "+0,4 điểm %"),
    (rate("eq", "100"), "99.9", {}, NOT_MET, "-0,1 điểm %"),
    (tons("eq", "100"), "101", {}, EXCEEDED, "101,0%"),
    (make_target("eq", "24", unit="tiêu chí", out_of="24"), "24", {}, MET, "100,0%"),
    (make_target("eq", "20", unit="tiêu chí", out_of="24"), "21", {}, EXCEEDED, "105,0%"),
    (rate("eq", "5", approx=True), "4.9", {}, NOT_MET, "-0,1 điểm %"),
]
RANGE: list[Row] = [
    (rate("between", "14", "15"), "14", {}, MET, "0 điểm %"),
    (rate("between", "14", "15"), "15", {}, MET, "+1 điểm %"),
    (rate("between", "14", "15"), "15.1", {}, EXCEEDED, "+1,1 điểm %"),
    (rate("between", "14", "15"), "13.9", {}, NOT_MET, "-0,1 điểm %"),
    (tons("between", "40", "45"), "42", {}, MET, "105,0%"),
    (tons("between", "40", "45"), "42", {"range_end": RangeEnd.HIGH}, MET, "93,3%"),
    (tons("between", "40", "45"), "42", {"range_end": RangeEnd.MIDDLE}, MET, "98,8%"),
    (rate("between", "4", "5"), "3.9", LOWER, EXCEEDED, "-0,1 điểm %"),
    (rate("between", "4", "5"), "5.0", LOWER, MET, "+1,0 điểm %"),
    (rate("between", "4", "5"), "5.1", LOWER, NOT_MET, "+1,1 điểm %"),
    (rate("between", "40", "45"), "45.1", NONE, NOT_MET, "+5,1 điểm %"),
    (rate("between", "40", "45"), "39.9", NONE, NOT_MET, "-0,1 điểm %"),
    (rate("between", "40", "45"), "45", NONE | PASSES, MET, "+5 điểm %"),
    (rate("between", "98", "100"), "100.1", {}, MET, "+2,1 điểm %"),
    (rate("between", "90", "100"), "80", LOWER, EXCEEDED, "-10 điểm %"),
]
KEPT: list[Row] = [
    (rate("maintain", "75"), "75.0", {}, MET, "0,0 điểm %"),
    (rate("maintain", "75"), "80", PASSES, MET, "+5 điểm %"),
    (rate("maintain", "75"), "74.9", {}, NOT_MET, "-0,1 điểm %"),
    (rate("maintain", "5"), "4", LOWER, MET, "-1 điểm %"),
    (rate("maintain", "5"), "6", LOWER, NOT_MET, "+1 điểm %"),
    (rate("maintain", "42"), "42", NONE, MET, "0 điểm %"),
    (rate("maintain", "42"), "43", NONE, NOT_MET, "+1 điểm %"),
    (rate("maintain", "10", "15"), "12", {}, MET, "+2 điểm %"),
    (rate("maintain", "10", "15"), "16", {}, MET, "+6 điểm %"),
    (rate("maintain", "10", "15"), "9", {}, NOT_MET, "-1 điểm %"),
    (rate("maintain", "90", strict=True), "90", {}, NOT_MET, "0 điểm %"),
    (tons("maintain", "350"), "360", {}, MET, "+10 tấn"),
    (make_target("maintain"), "75", {"base": "75"} | RATE, MET, "0 điểm %"),
    (make_target("maintain"), "74", {"base": "75"} | RATE, NOT_MET, "-1 điểm %"),
    (make_target("maintain"), "74", RATE, UNKNOWN, ""),
    (rate("maintain", "75"), "75", {"period": Q1}, LIKELY, "0 điểm %"),
    (rate("maintain", "75"), "74", {"period": Q1, "base": "70"}, UNLIKELY, "-1 điểm %"),
    (tons("maintain", "400"), "100", {"period": Q1} | FLOW, LIKELY, "-300 tấn"),
]

POOR = rate("decrease_by_between", "0.7", "0.9", baseline="so với năm 2021")
GROWTH = rate("increase_by_between", "16", "16.5", baseline="so với năm 2021")
NEW = make_target("increase_by", "10", strict=True, unit="cơ sở")
CHANGES: list[Row] = [
    (POOR, "4.4", {"base": "5.2"} | LOWER | RATE, MET, ""),
    (POOR, "4.5", {"base": "5.2"} | LOWER | RATE, MET, ""),
    (POOR, "4.51", {"base": "5.2"} | LOWER | RATE, NOT_MET, ""),
    (POOR, "4.3", {"base": "5.2"} | LOWER | RATE, MET, ""),
    (POOR, "4.2", {"base": "5.2"} | LOWER | RATE, EXCEEDED, ""),
    (POOR, "5.6", {"base": "5.2"} | LOWER | RATE, NOT_MET, ""),
    (POOR, "4.2", {"base": "5.2"} | NONE | RATE, NOT_MET, ""),
    (POOR, "4.4", LOWER | RATE, UNKNOWN, ""),
    (POOR, "4.4", {"base": "5.2", "base_year": 2018} | LOWER | RATE, UNKNOWN, ""),
    (POOR, "0.8", CHANGE | LOWER | RATE, MET, ""),
    (POOR, "1.0", CHANGE | LOWER | RATE, EXCEEDED, ""),
    (POOR, "0.6", CHANGE | LOWER | RATE, NOT_MET, ""),
    (GROWTH, "290", {"base": "250"} | MONEY | FLOW, MET, "100,0%"),
    (GROWTH, "291.25", {"base": "250"} | MONEY | FLOW, MET, "100,4%"),
    (GROWTH, "291.5", {"base": "250"} | MONEY | FLOW, EXCEEDED, "100,5%"),
    (GROWTH, "289", {"base": "250"} | MONEY | FLOW, NOT_MET, "99,7%"),
    (GROWTH, "289", {"base": "0"} | MONEY | FLOW, UNKNOWN, ""),
    (GROWTH, "16.2", CHANGE | MONEY, MET, "+0,2 điểm %"),
    (GROWTH, "15.9", CHANGE | MONEY, NOT_MET, "-0,1 điểm %"),
    (rate("increase_by", "3"), "78", {"base": "75"} | RATE, MET, ""),
    (rate("increase_by", "3"), "78", {"base": "75"} | MONEY, EXCEEDED, "101,0%"),
    (rate("increase_by", "5", above=True), "80", {"base": "75"} | RATE, MET, ""),
    (rate("increase_by", "5", above=True), "81", {"base": "75"} | RATE | PASSES, EXCEEDED, ""),
    (rate("increase_by", None, "3", strict=True), "77", {"base": "75"} | LOWER | RATE, MET, ""),
    (rate("increase_by", None, "3", strict=True), "78", {"base": "75"} | LOWER | RATE, NOT_MET, ""),
    (make_target("increase_by", "0.5", unit="lần"), "150", {"base": "100"} | MONEY, MET, "100,0%"),
    (make_target("decrease_by", "260", unit="hộ"), "700", {"base": "1000", "unit": "hộ"} | LOWER, EXCEEDED, "-40 hộ"),
    (make_target("decrease_by", "260", unit="hộ"), "740", {"base": "1000", "unit": "hộ"} | LOWER, MET, "0 hộ"),
    (make_target("decrease_by", "260", unit="hộ"), "200", CHANGE | FLOW | LOWER, NOT_MET, "76,9%"),
    (rate("increase_by", None, "5"), "4", CHANGE | PASSES | MONEY, MET, "-1 điểm %"),
    (rate("increase_by", None, "5"), "4", CHANGE | PASSES | MONEY | LOWER, EXCEEDED, "-1 điểm %"),
    (rate("decrease_by", None, "5"), "4", CHANGE | PASSES | MONEY | LOWER, MET, "-1 điểm %"),
    (rate("decrease_by", None, "5"), "4", CHANGE | PASSES | MONEY, EXCEEDED, "-1 điểm %"),
    (NEW, "11", CHANGE | FLOW | PASSES | LOWER, EXCEEDED, "110,0%"),
    (NEW, "10", CHANGE | FLOW, NOT_MET, "100,0%"),
    (NEW, "11", CHANGE | FLOW, MET, "110,0%"),
    (NEW, "11", CHANGE | FLOW | PASSES, EXCEEDED, "110,0%"),
    (NEW, "-1", CHANGE | FLOW, NOT_MET, "-10,0%"),
]

LEVEL: dict[str, Any] = {"base": "96.5"}
CRIMES = rate("decrease_by_between", "5", "10")
RUNNING: list[Row] = [
    (rate("eq", "100"), "98.2", {"period": Q3} | LEVEL, UNLIKELY, "-1,8 điểm %"),
    (rate("eq", "100"), "99.2", {"period": Q3} | LEVEL, LIKELY, "-0,8 điểm %"),
    (rate("eq", "100"), "99.125", {"period": Q3} | LEVEL, LIKELY, "-0,875 điểm %"),
    (rate("eq", "100"), "99.1", {"period": Q3} | LEVEL, UNLIKELY, "-0,9 điểm %"),
    (rate("eq", "100"), "99.2", {"period": Q3}, UNKNOWN, "-0,8 điểm %"),
    (rate("eq", "100"), "100", {"period": Q3} | LEVEL, LIKELY, "0 điểm %"),
    (rate("eq", "80"), "83", {"period": Q2, "base": "70"} | ESTIMATE, LIKELY, "+3 điểm %"),
    (rate("between", "14", "15"), "13.4", {"period": Q2, "base": "12.8"}, LIKELY, "-0,6 điểm %"),
    (rate("between", "14", "15"), "13.3", {"period": Q2, "base": "12.8"}, UNLIKELY, "-0,7 điểm %"),
    (rate("between", "14", "15"), "14", {"period": Q2, "base": "16"}, LIKELY, "0 điểm %"),
    (rate("gt", "99"), "99.2", {"period": Q1, "base": "99.5"}, LIKELY, "+0,2 điểm %"),
    (rate("gt", "99"), "99", {"period": Q1, "base": "99"}, UNLIKELY, "0 điểm %"),
    (rate("le", None, "4"), "4.6", {"period": Q2, "base": "5.2"} | LOWER, LIKELY, "+0,6 điểm %"),
    (rate("le", None, "4"), "4.7", {"period": Q2, "base": "5.2"} | LOWER, UNLIKELY, "+0,7 điểm %"),
    (rate("le", None, "4"), "3.9", {"period": Q2, "base": "3"} | LOWER, LIKELY, "-0,1 điểm %"),
    (rate("between", "4", "5"), "5.2", {"period": Q2, "base": "5.4"} | LOWER, LIKELY, "+1,2 điểm %"),
    (rate("between", "4", "5"), "5.3", {"period": Q2, "base": "5.4"} | LOWER, UNLIKELY, "+1,3 điểm %"),
    (rate("eq", "45"), "43", {"period": Q2, "base": "40"} | NONE, LIKELY, "-2 điểm %"),
    (rate("eq", "45"), "42", {"period": Q2, "base": "40"} | NONE, UNLIKELY, "-3 điểm %"),
    (rate("eq", "45"), "46", {"period": Q2, "base": "40"} | NONE, UNLIKELY, "+1 điểm %"),
    (rate("eq", "45"), "47", {"period": Q2, "base": "50"} | NONE, LIKELY, "+2 điểm %"),
    (tons("eq", "110"), "82.5", {"period": Q3} | FLOW, LIKELY, "75,0%"),
    (tons("eq", "110"), "82.4", {"period": Q3} | FLOW, UNLIKELY, "74,9%"),
    (tons("between", "40", "45"), "20", {"period": Q2} | FLOW, LIKELY, "50,0%"),
    (tons("between", "40", "45"), "50", {"period": Q2} | FLOW, LIKELY, "125,0%"),
    (tons("ge", "12"), "5", {"period": MAY, "rhythm": Rhythm.MONTHLY} | FLOW, LIKELY, "41,7%"),
    (tons("ge", "10"), "4", {"period": MAY, "rhythm": Rhythm.MONTHLY} | FLOW, UNLIKELY, "40,0%"),
    (tons("gt", "12"), "3", {"period": Q1} | FLOW, UNLIKELY, "25,0%"),
    (tons("gt", "12"), "2", {"period": Q1, "share": Fraction(1, 10)} | FLOW, LIKELY, "16,7%"),
    (make_target("le", None, "10", unit="vụ"), "7", {"period": Q3} | FLOW | LOWER, LIKELY, "-3 vụ"),
    (make_target("le", None, "10", unit="vụ"), "8", {"period": Q3} | FLOW | LOWER, UNLIKELY, "-2 vụ"),
    (tons("between", "40", "44"), "44", {"period": Q2} | FLOW | NONE, LIKELY, "+4 tấn"),
    (tons("between", "40", "44"), "45", {"period": Q2} | FLOW | NONE, UNLIKELY, "+5 tấn"),
    (tons("between", "40", "44"), "19", {"period": Q2} | FLOW | NONE, UNLIKELY, "-21 tấn"),
    (NEW, "8", {"period": Q3} | CHANGE | FLOW, LIKELY, "80,0%"),
    (NEW, "7", {"period": Q3} | CHANGE | FLOW, UNLIKELY, "70,0%"),
    (POOR, "4.9", {"period": Q2, "base": "5.2"} | LOWER | RATE, UNLIKELY, ""),
    (POOR, "4.8", {"period": Q2, "base": "5.2"} | LOWER | RATE, LIKELY, ""),
    (POOR, "4.0", {"period": Q2, "base": "5.2"} | LOWER | RATE, LIKELY, ""),
    (POOR, "0.35", {"period": Q2} | CHANGE | LOWER | RATE, LIKELY, ""),
    (GROWTH, "145", {"period": Q2, "base": "250"} | MONEY | FLOW, LIKELY, "50,0%"),
    (GROWTH, "144.9", {"period": Q2, "base": "250"} | MONEY | FLOW, UNLIKELY, "50,0%"),
    (GROWTH, "15.9", {"period": Q2} | CHANGE | MONEY, UNLIKELY, "-0,1 điểm %"),
    (GROWTH, "16", {"period": Q2} | CHANGE | MONEY, LIKELY, "0 điểm %"),
    (CRIMES, "47.5", {"period": Q2, "base": "100", "unit": "vụ"} | FLOW | LOWER, LIKELY, "-47,5 vụ"),
    (CRIMES, "48", {"period": Q2, "base": "100", "unit": "vụ"} | FLOW | LOWER, UNLIKELY, "-47 vụ"),
    (CRIMES, "47", {"period": Q2, "base": "100", "unit": "vụ"} | FLOW | NONE, LIKELY, "-48 vụ"),
    (CRIMES, "44", {"period": Q2, "base": "100", "unit": "vụ"} | FLOW | NONE, UNLIKELY, "-51 vụ"),
    (CRIMES, "96", {"period": Q2, "base": "100", "unit": "vụ"} | FLOW | NONE, UNLIKELY, "+1 vụ"),
]  # fmt: skip

TABLE = [*AT_LEAST, *AT_MOST, *SINGLE, *RANGE, *KEPT, *CHANGES, *RUNNING]


@pytest.mark.parametrize(("target", "value", "more", "state", "shown"), TABLE)
def test_table(target: Target, value: str | None, more: dict[str, Any], state: State, shown: str) -> None:
    rating = judge(make_case(target, value, **more))
    assert (rating.state, rating.percent_text) == (state, shown), rating.why


@pytest.mark.parametrize(
    ("target", "value", "more", "state", "shown"), [row for row in TABLE if row[3] in (EXCEEDED, MET, NOT_MET)]
)
def test_an_estimate_of_the_year_says_so(
    target: Target, value: str, more: dict[str, Any], state: State, shown: str
) -> None:
    rating = judge(make_case(target, value, **({"period": YEAR} | more | ESTIMATE)))
    expected = {EXCEEDED: State.ESTIMATE_EXCEEDED, MET: State.ESTIMATE_MET, NOT_MET: State.ESTIMATE_NOT_MET}
    assert rating.state is expected[state]
    assert rating.percent_text == shown


def over(low: str | None, high: str | None = None, basis: str = "over_plan", **more: Any) -> Target:
    return make_target("relative_to_plan", low, high, plan_basis=basis, unit="%", **more)


OWED: dict[str, Any] = {"assigned": "-100", "unit": "tỷ đồng"}
GIVEN: dict[str, Any] = {"assigned": "4150", "unit": "triệu đồng"} | FLOW
BARE = make_target("relative_to_plan")
RELATIVE = [
    (over("5", "10"), "4357.5", GIVEN, MET, EXCEEDED, "100,0%", "105,0%"),
    (over("5", "10"), "4565", GIVEN, MET, EXCEEDED, "104,8%", "110,0%"),
    (over("5", "10"), "4566", GIVEN, EXCEEDED, EXCEEDED, "104,8%", "110,0%"),
    (over("5", "10"), "4357.4", GIVEN, NOT_MET, EXCEEDED, "100,0%", "105,0%"),
    (over("5", "10"), "4150", GIVEN, NOT_MET, MET, "95,2%", "100,0%"),
    (over("5", "10"), "4149", GIVEN, NOT_MET, NOT_MET, "95,2%", "100,0%"),
    (over("5", "10"), "3186.2", GIVEN | {"period": Q3}, UNLIKELY, LIKELY, "73,1%", "76,8%"),
    (over("5", "10"), "3300", GIVEN | {"period": Q3}, LIKELY, LIKELY, "75,7%", "79,5%"),
    (over("5", "10"), "3100", GIVEN | {"period": Q3}, UNLIKELY, UNLIKELY, "71,1%", "74,7%"),
    (over("5", "10"), "4500", GIVEN | ESTIMATE, State.ESTIMATE_MET, State.ESTIMATE_EXCEEDED, "103,3%", "108,4%"),
    (over("5"), "4600", GIVEN, MET, EXCEEDED, "105,6%", "110,8%"),
    (over("5"), "4600", GIVEN | PASSES, EXCEEDED, EXCEEDED, "105,6%", "110,8%"),
    (over("8", "8"), "4482", GIVEN, MET, EXCEEDED, "100,0%", "108,0%"),
    (over("100", "100", "of_plan"), "4150", GIVEN, MET, MET, "100,0%", "100,0%"),
    (over("105", None, "of_plan", strict=True), "4357.5", GIVEN, NOT_MET, EXCEEDED, "100,0%", "105,0%"),
    (make_target("relative_to_plan"), "4150", GIVEN, MET, MET, "100,0%", "100,0%"),
    (make_target("relative_to_plan"), "4200", GIVEN, EXCEEDED, EXCEEDED, "101,2%", "101,2%"),
    (make_target("relative_to_plan"), "4100", GIVEN, NOT_MET, NOT_MET, "98,8%", "98,8%"),
    (BARE, "4", {"assigned": "5"} | RATE | LOWER, EXCEEDED, EXCEEDED, "-1 điểm %", "-1 điểm %"),
    (BARE, "90", {"assigned": "90", "period": Q2} | RATE, UNKNOWN, UNKNOWN, "0 điểm %", "0 điểm %"),
    (over("5", "10"), "-93", OWED, MET, EXCEEDED, "+2 tỷ đồng", "+7 tỷ đồng"),
    (over("5", "10"), "-96", OWED, NOT_MET, EXCEEDED, "-1 tỷ đồng", "+4 tỷ đồng"),
    (over("90", "100", "of_plan"), "-95", OWED, MET, EXCEEDED, "+5 tỷ đồng", "+5 tỷ đồng"),
    (over("90", "100", "of_plan"), "-101", OWED, NOT_MET, NOT_MET, "-1 tỷ đồng", "-1 tỷ đồng"),
    (over("5", "10"), "95", {"assigned": "100", "unit": "vụ"} | LOWER, MET, EXCEEDED, "0 vụ", "-5 vụ"),
    (over("5", "10"), "96", {"assigned": "100", "unit": "vụ"} | LOWER, NOT_MET, EXCEEDED, "+1 vụ", "-4 vụ"),
    (over("5", "10"), "89", {"assigned": "100", "unit": "vụ"} | LOWER, EXCEEDED, EXCEEDED, "-6 vụ", "-11 vụ"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "value", "more", "state", "against", "shown", "of_given"), RELATIVE)
def test_relative_targets_have_two_outcomes(
    target: Target, value: str, more: dict[str, Any], state: State, against: State, shown: str, of_given: str
) -> None:
    rating = judge(make_case(target, value, **more))
    assert (rating.state, rating.against_assigned) == (state, against)
    assert (rating.percent_text, rating.assigned_percent_text) == (shown, of_given)


def test_before_judging() -> None:
    target = rate("eq", "100")
    assert judge(make_case(target, "98", period=MAY)).state is State.NOT_DUE
    assert judge(make_case(target, None, period=MAY)).state is State.NOT_DUE
    assert judge(make_case(target, "98", period=Q3, rhythm=Rhythm.YEARLY, base="90")).state is State.NOT_DUE
    assert judge(make_case(target, None)).state is State.NO_FIGURE
    assert judge(make_case(over("5", "10"), None)).state is State.NO_FIGURE
    waiting = judge(make_case(over("5", "10"), "4150", **FLOW))
    assert (waiting.state, waiting.against_assigned, waiting.percent_text) == (State.AWAITING_ASSIGNMENT, None, "")


def test_nothing_arose_is_nothing_for_a_flow_and_no_figure_for_a_rate() -> None:
    assert judge(make_case(tons("ge", "12"), None, nothing_arose=True, period=Q1, **FLOW)).state is UNLIKELY
    ceiling = make_target("le", None, "10", unit="vụ")
    assert judge(make_case(ceiling, None, nothing_arose=True, **(FLOW | LOWER))).state is MET
    assert judge(make_case(NEW, None, nothing_arose=True, **CHANGE)).state is NOT_MET
    assert judge(make_case(tons("ge", "12"), "13", nothing_arose=True, **FLOW)).state is MET
    rated = judge(make_case(rate("eq", "100"), None, nothing_arose=True))
    assert rated.state is UNKNOWN and rated.why.startswith("Không phát sinh")


@pytest.mark.parametrize(
    ("verdict", "more", "state"),
    [
        (MET, {}, MET),
        (EXCEEDED, {}, EXCEEDED),
        (NOT_MET, {}, NOT_MET),
        (MET, {"period": Q2}, LIKELY),
        (EXCEEDED, {"period": Q2}, LIKELY),
        (NOT_MET, {"period": Q2}, UNLIKELY),
        (LIKELY, {}, MET),
        (UNLIKELY, {}, NOT_MET),
        (MET, ESTIMATE, State.ESTIMATE_MET),
        (NOT_MET, ESTIMATE, State.ESTIMATE_NOT_MET),
        (UNKNOWN, {}, UNKNOWN),
    ],
)
def test_words_and_titles_are_judged_by_hand(verdict: State, more: dict[str, Any], state: State) -> None:
    assert judge(make_case(make_target("text_only"), None, verdict=verdict, **more)).state is state


def test_a_title_that_is_kept_is_never_exceeded_and_a_figure_is_judged_by_itself() -> None:
    assert judge(make_case(make_target("maintain"), None, verdict=EXCEEDED)).state is MET
    assert judge(make_case(make_target("maintain"), "1", verdict=NOT_MET, base="1")).state is NOT_MET
    assert judge(make_case(rate("eq", "83"), "84", verdict=NOT_MET)).state is EXCEEDED
    assert judge(make_case(make_target("text_only"), "3")).state is UNKNOWN


def test_judged_as_printed_and_told_where_the_unrounded_value_judges_otherwise() -> None:
    printed = judge(make_case(rate("ge", "90"), "90.0", unrounded="89.96"))
    assert printed.state is MET
    assert printed.why == "Kế hoạch từ 90% trở lên; thực hiện 90,0%, đạt; số chưa làm tròn 89,96% thì không đạt."
    alike = judge(make_case(rate("ge", "90"), "90.1", unrounded="90.06"))
    assert "chưa làm tròn" not in alike.why
    change = judge(make_case(GROWTH, "289.9", base="250", **(MONEY | FLOW)))
    assert change.state is MET
    assert change.why.endswith("là tăng 16,0%, đạt; số chưa làm tròn 15,96% thì không đạt.")
    flow = judge(make_case(GROWTH, "145.0", base="250", unrounded="144.96", period=Q2, **(MONEY | FLOW)))
    assert flow.state is LIKELY
    assert flow.why.endswith("đúng mức cần; số chưa làm tròn 144,96 tỷ đồng thì khó đạt.")
    typed = judge(make_case(NEW, "8", unrounded="7.4", period=Q3, **(CHANGE | FLOW)))
    assert typed.why.endswith("nhanh hơn 0,5 cơ sở; số chưa làm tròn 7,4 cơ sở thì khó đạt.")
    given = judge(make_case(over("5", "10"), "4150", unrounded="4149.6", **GIVEN))
    assert (given.state, given.against_assigned) == (NOT_MET, MET)
    assert given.why.endswith(
        "so với mức giao: đạt; số chưa làm tròn 4.149,6 triệu đồng thì so với mức giao không đạt."
    )


def test_numbers_of_a_rating() -> None:
    amount = judge(make_case(tons("eq", "110"), "86.4", period=Q3, **FLOW))
    assert (amount.difference, amount.percent, amount.points) == (Decimal("-23.6"), Decimal("78.5"), None)
    points = judge(make_case(rate("between", "14", "15"), "14.6"))
    assert (points.difference, points.percent, points.points) == (Decimal("0.6"), None, Decimal("0.6"))
    change = judge(make_case(POOR, "4.4", base="5.2", **(LOWER | RATE)))
    assert (change.difference, change.percent, change.points) == (Decimal("0.1"), None, None)


def test_without_its_unit_of_measure_a_change_is_of_a_rate_unless_it_sums() -> None:
    target = rate("increase_by", "10", baseline="so với năm 2021")
    assert judge(make_case(target, "85", base="75")).state is MET
    assert judge(make_case(target, "82.5", base="75", **FLOW)).state is MET


def test_the_year_a_document_compares_with_decides_which_base_serves() -> None:
    target = rate("decrease_by", "3", baseline="so với năm 2018")
    assert judge(make_case(target, "5", base="9", **(LOWER | RATE))).state is UNKNOWN
    assert judge(make_case(target, "5", base="9", base_year=2018, **(LOWER | RATE))).state is EXCEEDED


def test_a_compound_is_as_its_worst_part() -> None:
    assert worst([MET, EXCEEDED]) is MET
    assert worst([EXCEEDED, EXCEEDED]) is EXCEEDED
    assert worst([LIKELY, UNLIKELY]) is UNLIKELY
    assert worst([NOT_MET, State.NO_FIGURE]) is NOT_MET
    assert worst([MET, State.NO_FIGURE]) is State.NO_FIGURE
    assert worst([State.NOT_DUE, State.NOT_DUE]) is State.NOT_DUE
    assert worst([State.NOT_DUE, LIKELY]) is State.NOT_DUE
    assert worst([MET, State.ESTIMATE_EXCEEDED]) is State.ESTIMATE_MET
    assert worst([State.ESTIMATE_NOT_MET, MET]) is State.ESTIMATE_NOT_MET
    assert worst([]) is State.NO_FIGURE


def test_every_state_has_its_word_and_its_side() -> None:
    assert len({state.label for state in State}) == 12
    assert {state for state in State if state.is_trouble} == {UNLIKELY, State.ESTIMATE_NOT_MET, NOT_MET}
    good = {LIKELY, State.ESTIMATE_MET, State.ESTIMATE_EXCEEDED, MET, EXCEEDED}
    assert {state for state in State if state.is_good} == good
    assert len({end.label for end in RangeEnd}) == 3


_figure = st.none() | figures | st.decimals(-1000, 1000, places=3)
_cases = st.builds(
    Case,
    target=targets(),
    better=st.sampled_from(Better),
    over_time=st.sampled_from(OverTime),
    typed=st.sampled_from(Typed),
    period=st.sampled_from(periods_of(2022)) | st.just(Period.parse("2021-01-01..2025-12-31")),
    stage=st.sampled_from(Stage),
    rhythm=st.sampled_from(Rhythm),
    value=_figure,
    base=_figure,
    assigned=_figure,
    unrounded=_figure,
    nothing_arose=st.booleans(),
    verdict=st.none() | st.sampled_from(State),
    exceed_open_bound=st.booleans(),
    unit=st.sampled_from([None, "", "%", "‰", "tỷ đồng", "%/năm"]),
    range_end=st.sampled_from(RangeEnd),
)


@given(_cases)
@settings(max_examples=400, deadline=None)
def test_any_case_has_a_state_that_fits_its_time_and_one_clean_sentence(case: Case) -> None:
    rating = judge(case)
    by_hand = case.verdict is not None and rating.state is case.verdict
    if case.running and not by_hand:
        assert rating.state in (UNKNOWN, State.NO_FIGURE, State.NOT_DUE, State.AWAITING_ASSIGNMENT, LIKELY, UNLIKELY)
    elif not by_hand:
        assert rating.state not in (LIKELY, UNLIKELY)
        assert case.stage is Stage.FINAL or rating.state not in (EXCEEDED, MET, NOT_MET)
    assert rating.why.endswith(".") and "  " not in rating.why and rating.why[0].isupper()
    assert "None" not in rating.why and "E+" not in rating.why


@given(_cases, st.decimals(0, 50, places=1))
@settings(max_examples=200, deadline=None)
def test_a_better_figure_is_never_rated_worse(case: Case, step: Decimal) -> None:
    if case.target.is_change or case.target.is_open or case.better is Better.NONE or case.value is None:
        return
    better = case.value + step if case.better is Better.HIGHER else case.value - step
    order = [
        NOT_MET,
        State.ESTIMATE_NOT_MET,
        UNLIKELY,
        LIKELY,
        State.ESTIMATE_MET,
        MET,
        State.ESTIMATE_EXCEEDED,
        EXCEEDED,
    ]
    before, after = (
        judge(replace(case, value=value, unrounded=None, verdict=None)).state for value in (case.value, better)
    )
    if before in order:
        assert order.index(after) >= order.index(before)


# The base and the units


def test_a_figure_is_judged_against_the_base_as_printed_and_the_unrounded_ones_are_told() -> None:
    poor = {"better": Better.LOWER, "unit": "%"}
    printed = judge(make_case(POOR, "2.73", base="3.43", unrounded="2.725", base_unrounded="3.424", **poor))
    assert printed.state is MET
    assert printed.why.endswith("; số chưa làm tròn 0,699 điểm % thì không đạt.")
    same = judge(make_case(POOR, "2.73", base="3.43", unrounded="2.725", base_unrounded="3.425", **poor))
    assert (same.state, "chưa làm tròn" in same.why) == (MET, False)
    kept = judge(make_case(make_target("maintain"), "98.1", base="98.1", base_unrounded="98.14", **RATE))
    assert kept.state is MET
    assert kept.why.endswith("; so với 98,14% chưa làm tròn (năm 2021) thì không đạt.")
    flow = judge(make_case(GROWTH, "143", base="250", base_unrounded="250.4", period=Q2, **MONEY, **FLOW))
    assert flow.state is UNLIKELY
    near = {"period": Q2} | MONEY | FLOW
    assert "chưa làm tròn" in judge(make_case(GROWTH, "145", base="250", base_unrounded="250.4", **near)).why


@pytest.mark.parametrize(
    ("target", "value", "more", "state", "shown"),
    [
        (make_target("eq", "40", unit="tỷ đồng"), "40000", {"unit": "triệu đồng"}, MET, "100,0%"),
        (make_target("eq", "40", unit="tỷ đồng"), "38500", {"unit": "Triệu đồng"}, NOT_MET, "96,3%"),
        (make_target("ge", "1.2", unit="nghìn tỷ đồng"), "1200", {"unit": "tỉ đồng"}, MET, "100,0%"),
        (make_target("eq", "4150", unit="triệu đồng"), "4.2", {"unit": "tỷ đồng"}, EXCEEDED, "101,2%"),
        (make_target("increase_by", "500", unit="triệu đồng"), "4.5", {"unit": "tỷ đồng", "base": "4"}, MET, "100,0%"),
        (make_target("eq", "1", unit="%"), "10", {"unit": "‰"}, MET, "0 điểm ‰"),
        (make_target("eq", "62", unit="triệu đồng"), "62", {"unit": "triệu đồng/người"}, MET, "100,0%"),
        (make_target("eq", "40", unit="tỷ đồng"), "40", {"unit": "hộ"}, UNKNOWN, ""),
        (make_target("eq", "10", unit="%"), "10", {"unit": "hộ"}, UNKNOWN, ""),
    ],
)
def test_a_target_in_another_unit_is_brought_to_the_indicators(
    target: Target, value: str, more: dict[str, Any], state: State, shown: str
) -> None:
    rating = judge(make_case(target, value, **more))
    assert (rating.state, rating.percent_text) == (state, shown), rating.why
    if state is UNKNOWN:
        assert f"bằng {target.unit}, kết quả tính bằng hộ" in rating.why


def test_times_of_last_year_are_judged_by_last_years_figure() -> None:
    twice = make_target("eq", "2", unit="lần", baseline="so với năm 2021")
    rating = judge(make_case(twice, "472", base="236", **MONEY))
    assert (rating.state, rating.percent_text) == (MET, "100,0%")
    assert rating.why.startswith("Kế hoạch gấp 2 lần so với 236 tỷ đồng (năm 2021) là 472 tỷ đồng; ")
    assert judge(make_case(twice, "471", base="236", **MONEY)).state is NOT_MET
    assert judge(make_case(twice, "471", base="236", base_unrounded="235.5", **MONEY)).why.endswith("thì đạt.")
    ranged = make_target("between", "2", "2.5", unit="lần", baseline="so với năm 2021")
    assert judge(make_case(ranged, "591", base="236", **MONEY)).state is EXCEEDED
    assert judge(make_case(twice, "472", **MONEY)).state is UNKNOWN
    other = make_target("eq", "2", unit="lần", baseline="so với năm 2020")
    assert judge(make_case(other, "472", base="236", **MONEY)).state is UNKNOWN
    itself = judge(make_case(twice, "2", base="1.5", unit="lần"))
    assert itself.state is MET


def test_a_base_of_which_nothing_arose_says_so() -> None:
    more = make_target("increase_by", "5", unit="người", baseline="so với năm 2021")
    people = {"unit": "người", "base_nothing_arose": True}
    rating = judge(make_case(more, "6", **people, **FLOW))
    assert (rating.state, "năm 2021 không phát sinh" in rating.why) == (EXCEEDED, True)
    assert "Không phát sinh trong năm 2021" in judge(make_case(more, "6", **people)).why
    relative = judge(make_case(GROWTH, "6", base_nothing_arose=True, **MONEY, **FLOW))
    assert (relative.state, relative.why.startswith("Năm 2021 không phát sinh")) == (UNKNOWN, True)
    level = judge(make_case(rate("eq", "80"), "70", base_nothing_arose=True, period=Q2, **RATE))
    assert (level.state, level.why) == (UNKNOWN, "Không phát sinh trong năm 2021 nên không có mức để so.")
