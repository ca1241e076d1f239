"""Relative to an assigned figure: two outcomes, against the assigned figure and against the document's bound of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from hxapp.domain.plan_share import RangeEnd
from hxapp.domain.ratings import State, judge
from hxapp.domain.targets import Target
from tests.domain.building import Q2, Q3, make_case, make_target
from tests.domain.ratings.table import (
    AWAITING,
    EST_EXCEEDED,
    EST_MET,
    ESTIMATE,
    EXCEEDED,
    FLOW,
    LIKELY,
    LOWER,
    MET,
    NONE,
    NOT_MET,
    PASSES,
    RATE,
    UNKNOWN,
    UNLIKELY,
    asked,
    due,
    is_one_sentence,
)


class Two(NamedTuple):
    """A case, its outcome and column against the document's bound, then both against the assigned figure."""

    target: Target
    value: str
    more: dict[str, Any]
    state: State
    shown: str
    against: State | None
    of_given: str
    says: str
    pace: str = ""
    given_pace: str = ""


def relative(basis: str, low: str | None, high: str | None = None, **more: Any) -> Target:
    return make_target("relative_to_plan", low, high, plan_basis=basis, unit="%", **more)


BEYOND = relative("over_plan", "5", "10")
BARE = make_target("relative_to_plan")
BUDGET: dict[str, Any] = {"assigned": "5200", "unit": "triệu đồng"} | FLOW
COVERED: dict[str, Any] = {"assigned": "92.5"} | RATE
FIRES: dict[str, Any] = {"assigned": "30", "unit": "vụ"} | LOWER
ZERO: dict[str, Any] = {"assigned": "0", "unit": "triệu đồng"} | FLOW
OWED: dict[str, Any] = {"assigned": "-20", "unit": "tỷ đồng"}

TABLE = [
    Two(
        BEYOND, "5460", BUDGET, MET, "100,0%", EXCEEDED, "105,0%",
        ", tức từ 5.460 đến 5.720 triệu đồng; thực hiện 5.460",
    ),
    Two(BEYOND, "5459", BUDGET, NOT_MET, "100,0%", EXCEEDED, "105,0%", "thiếu 1 triệu đồng; so với mức giao: vượt."),
    Two(BEYOND, "5720", BUDGET, MET, "104,8%", EXCEEDED, "110,0%", "đạt; so với mức giao: vượt."),
    Two(BEYOND, "5721", BUDGET, EXCEEDED, "104,8%", EXCEEDED, "110,0%", "vượt 1 triệu đồng; so với mức giao: vượt."),
    Two(BEYOND, "5200", BUDGET, NOT_MET, "95,2%", MET, "100,0%", "thiếu 260 triệu đồng; so với mức giao: đạt."),
    Two(BEYOND, "5199", BUDGET, NOT_MET, "95,2%", NOT_MET, "100,0%", "so với mức giao: không đạt."),
    Two(BEYOND, "0", BUDGET, NOT_MET, "0,0%", NOT_MET, "0,0%", "thiếu 5.460 triệu đồng"),
    Two(BEYOND, "5460", BUDGET | ESTIMATE, EST_MET, "100,0%", EST_EXCEEDED, "105,0%", "so với mức giao: ước vượt."),
    Two(BEYOND, "5460", BUDGET | {"range_end": RangeEnd.HIGH}, MET, "95,5%", EXCEEDED, "105,0%", "đạt"),
    Two(BEYOND, "5460", {"unit": "triệu đồng"} | FLOW, AWAITING, "", None, "", "chưa nhập mức được giao"),
    Two(
        BARE, "5460", {"unit": "triệu đồng"} | FLOW, AWAITING, "", None, "",
        "Kế hoạch đạt và vượt chỉ tiêu giao nhưng",
    ),
    Two(BEYOND, "0", ZERO, MET, "0 triệu đồng", MET, "0 triệu đồng", "Mức giao 0 triệu đồng"),
    Two(BEYOND, "5", ZERO, EXCEEDED, "+5 triệu đồng", EXCEEDED, "+5 triệu đồng", "vượt 5 triệu đồng"),
    Two(BARE, "-1", ZERO, NOT_MET, "-1 triệu đồng", NOT_MET, "-1 triệu đồng", "thiếu 1 triệu đồng"),
    Two(BEYOND, "-19", OWED, MET, "0 tỷ đồng", EXCEEDED, "+1 tỷ đồng", ", tức từ -19 đến -18 tỷ đồng"),
    Two(BEYOND, "-20", OWED, NOT_MET, "-1 tỷ đồng", MET, "0 tỷ đồng", "thiếu 1 tỷ đồng"),
    Two(relative("over_plan", "8", "8"), "5616", BUDGET, MET, "100,0%", EXCEEDED, "108,0%", ", tức 5.616 triệu đồng"),
    Two(relative("over_plan", "8", "8"), "5617", BUDGET, EXCEEDED, "100,0%", EXCEEDED, "108,0%", "vượt 1 triệu đồng"),
    Two(
        relative("over_plan", "8"), "5700", BUDGET, MET, "101,5%", EXCEEDED, "109,6%",
        ", tức từ 5.616 triệu đồng trở lên",
    ),
    Two(relative("over_plan", "8"), "5700", BUDGET | PASSES, EXCEEDED, "101,5%", EXCEEDED, "109,6%", "vượt 84 triệu"),
    Two(relative("of_plan", "100", "100"), "5200", BUDGET, MET, "100,0%", MET, "100,0%", "đạt 100% chỉ tiêu giao"),
    Two(relative("of_plan", "100", "100"), "5201", BUDGET, EXCEEDED, "100,0%", EXCEEDED, "100,0%", "vượt 1 triệu đồng"),
    Two(relative("of_plan", "100"), "5201", BUDGET, MET, "100,0%", EXCEEDED, "100,0%", "đạt; so với mức giao: vượt."),
    Two(
        relative("of_plan", "95", "95"), "4940", BUDGET, MET, "100,0%", NOT_MET, "95,0%",
        "so với mức giao: không đạt.",
    ),
    Two(
        relative("of_plan", "105", strict=True), "5460", BUDGET, NOT_MET, "100,0%", EXCEEDED, "105,0%",
        "mới bằng, chưa vượt mức này; so với mức giao: vượt.",
    ),
    Two(relative("of_plan", "105", strict=True), "5461", BUDGET, MET, "100,0%", EXCEEDED, "105,0%", "đạt"),
    Two(
        relative("of_plan", "95", strict=True), "5200", BUDGET, MET, "105,3%", MET, "100,0%",
        "đạt; so với mức giao: đạt.",
    ),
    Two(BARE, "5200", BUDGET, MET, "100,0%", MET, "100,0%", "đạt; so với mức giao: đạt."),
    Two(BARE, "5201", BUDGET, EXCEEDED, "100,0%", EXCEEDED, "100,0%", "vượt 1 triệu đồng"),
    Two(BARE, "5199", BUDGET, NOT_MET, "100,0%", NOT_MET, "100,0%", "thiếu 1 triệu đồng"),
    Two(BARE, "92.5", COVERED, MET, "0,0 điểm %", MET, "0,0 điểm %", "đạt"),
    Two(BARE, "92.6", COVERED, EXCEEDED, "+0,1 điểm %", EXCEEDED, "+0,1 điểm %", "vượt 0,1 điểm %"),
    Two(BARE, "92.4", COVERED | NONE, NOT_MET, "-0,1 điểm %", NOT_MET, "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Two(BARE, "92.6", COVERED | NONE, NOT_MET, "+0,1 điểm %", NOT_MET, "+0,1 điểm %", "quá 0,1 điểm %"),
    # 100 % has no vượt, assigned or not.
    Two(
        BARE, "100.1", {"assigned": "100"} | RATE, MET, "+0,1 điểm %", MET, "+0,1 điểm %",
        "đạt; so với mức giao: đạt.",
    ),
    Two(relative("of_plan", None, "100"), "30", FIRES, MET, "0 vụ", MET, "0 vụ", ", tức không quá 30 vụ"),
    Two(relative("of_plan", None, "100"), "31", FIRES, NOT_MET, "+1 vụ", NOT_MET, "+1 vụ", "quá 1 vụ"),
    Two(relative("of_plan", None, "100"), "29", FIRES, MET, "-1 vụ", EXCEEDED, "-1 vụ", "so với mức giao: vượt."),
    Two(BEYOND, "28.5", FIRES, MET, "0,0 vụ", EXCEEDED, "-1,5 vụ", ", tức từ 27 đến 28,5 vụ"),
    Two(BEYOND, "29", FIRES, NOT_MET, "+0,5 vụ", EXCEEDED, "-1 vụ", "quá 0,5 vụ"),
    Two(
        BEYOND, "4000", BUDGET | {"period": Q3}, UNLIKELY, "73,3%", LIKELY, "76,9%",
        "; chia đều thì hết quý III cần đạt 4.095 triệu đồng, nay 4.000 triệu đồng, chậm 95 triệu đồng; "
        "so với mức giao cần đạt 3.900 triệu đồng: có khả năng đạt.",
        "≥ 4095 linear", "≥ 3900 linear",
    ),
    Two(
        BEYOND, "4095", BUDGET | {"period": Q3}, LIKELY, "75,0%", LIKELY, "78,8%", "đúng mức cần",
        "≥ 4095 linear", "≥ 3900 linear",
    ),
    Two(
        BEYOND, "3899", BUDGET | {"period": Q3}, UNLIKELY, "71,4%", UNLIKELY, "75,0%", ": khó đạt.",
        "≥ 4095 linear", "≥ 3900 linear",
    ),
    Two(
        BARE, "93", {"assigned": "96", "base": "90", "period": Q2} | RATE, LIKELY, "-3 điểm %", LIKELY, "-3 điểm %",
        "; từ 90% (năm 2021) thì hết quý II cần đạt 93%, nay 93%, đúng mức cần", "≥ 93 from_base", "≥ 93 from_base",
    ),
    Two(
        BARE, "93", {"assigned": "96", "period": Q2} | RATE, UNKNOWN, "-3 điểm %", UNKNOWN, "-3 điểm %",
        "Chưa có số liệu năm 2021 nên chưa biết hết quý II cần đạt bao nhiêu.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.target.plan_basis}-{row.value}-{row.state}")
def test_table(row: Two) -> None:
    rating = judge(make_case(row.target, row.value, **row.more))
    assert (rating.state, rating.percent_text) == (row.state, row.shown), rating.why
    assert (rating.against_assigned, rating.assigned_percent_text) == (row.against, row.of_given), rating.why
    assert row.says in rating.why, rating.why
    assert is_one_sentence(rating.why), rating.why
    assert due(rating.pace) == asked(row.pace)
    assert due(rating.assigned_pace) == asked(row.given_pace)
    assert (str(rating.course) if rating.course else "") == row.pace.rpartition(" ")[2]
