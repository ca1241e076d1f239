"""Pace: a flow by the year gone by, last year's shape or a drawn plan; a level from its base; what is kept all year."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hxapp.domain.pace import Course, share_come_in
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import judge
from tests.domain.building import MAY, Q1, Q2, Q3, make_case, make_target
from tests.domain.ratings.table import (
    CHANGE,
    ESTIMATE,
    EVERY_MONTH,
    FLOW,
    JUNE,
    LIKELY,
    LOWER,
    MONEY,
    NINE,
    NO_FIGURE,
    NONE,
    NOT_DUE,
    PASSES,
    RATE,
    UNKNOWN,
    UNLIKELY,
    Row,
    amount,
    check,
    named,
    rate,
)

TONS = amount("eq", "480")
THEFTS = amount("le", None, "20", unit="vụ")
EARLY = Period.parse("2022-01-01..2022-03-15")  # 74 days of 365

FLOWS = [
    Row(
        TONS, "120", {"period": Q1} | FLOW, LIKELY, "-360", "25,0%",
        "Cả năm cần đạt 480 tấn, chia đều thì hết quý I cần đạt 120 tấn; nay 120 tấn, đúng mức cần.", "≥ 120 linear",
    ),
    Row(TONS, "119.9", {"period": Q1} | FLOW, UNLIKELY, "-360.1", "25,0%", "chậm 0,1 tấn", "≥ 120 linear"),
    Row(TONS, "120.1", {"period": Q1} | FLOW, LIKELY, "-359.9", "25,0%", "nhanh hơn 0,1 tấn", "≥ 120 linear"),
    Row(TONS, "0", {"period": Q1} | FLOW, UNLIKELY, "-480", "0,0%", "nay 0 tấn, chậm 120 tấn", "≥ 120 linear"),
    Row(TONS, "-6", {"period": Q1} | FLOW, UNLIKELY, "-486", "-1,3%", "nay -6 tấn, chậm 126 tấn", "≥ 120 linear"),
    Row(TONS, "500", {"period": Q1} | FLOW | PASSES, LIKELY, "20", "104,2%", "nhanh hơn 380 tấn", "≥ 120 linear"),
    Row(TONS, "200", {"period": MAY} | EVERY_MONTH | FLOW, LIKELY, "-280", "41,7%", "hết tháng 5", "≥ 200 linear"),
    Row(TONS, "240", {"period": JUNE} | FLOW, LIKELY, "-240", "50,0%", "hết 6 tháng cần đạt 240", "≥ 240 linear"),
    Row(TONS, "359", {"period": NINE} | FLOW | ESTIMATE, UNLIKELY, "-121", "74,8%", "chậm 1 tấn", "≥ 360 linear"),
    Row(
        TONS, "97", {"period": EARLY} | EVERY_MONTH | FLOW, UNLIKELY, "-383", "20,2%",
        "hết ngày 15/03/2022 cần đạt 97,3 tấn; nay 97 tấn, chậm 0,3 tấn", "≥ 7104/73 linear",
    ),
    Row(
        amount("gt", "480"), "120", {"period": Q1} | FLOW, UNLIKELY, "-360", "25,0%",
        "hết quý I cần đạt trên 120 tấn; nay 120 tấn, mới bằng", "> 120 linear",
    ),
    Row(amount("ge", "0"), "0", {"period": Q1} | FLOW, LIKELY, "0", "0 tấn", "nay 0 tấn", "≥ 0 linear"),
    Row(amount("ge", "-8"), "-2", {"period": Q1} | FLOW, LIKELY, "6", "+6 tấn", "hết quý I cần đạt -2", "≥ -2 linear"),
    Row(amount("between", "480", "520"), "240", {"period": Q2} | FLOW, LIKELY, "-240", "50,0%", "", "≥ 240 linear"),
    Row(
        THEFTS, "10", {"period": Q2} | FLOW | LOWER, LIKELY, "-10", "-10 vụ",
        "Cả năm không được quá 20 vụ, chia đều thì hết quý II không được quá 10 vụ; nay 10 vụ", "≤ 10 linear",
    ),
    Row(THEFTS, "11", {"period": Q2} | FLOW | LOWER, UNLIKELY, "-9", "-9 vụ", "quá 1 vụ", "≤ 10 linear"),
    Row(THEFTS, "0", {"period": Q2} | FLOW | LOWER, LIKELY, "-20", "-20 vụ", "dưới mức này 10 vụ", "≤ 10 linear"),
    Row(amount("eq", "0"), "0", {"period": Q2} | FLOW | LOWER, LIKELY, "0", "0 tấn", "không được quá 0", "≤ 0 linear"),
    Row(
        amount("between", "16", "20", unit="vụ"), "11", {"period": Q2} | FLOW | LOWER, UNLIKELY, "-5", "-5 vụ",
        "hết quý II không được quá 10 vụ; nay 11 vụ, quá 1 vụ", "≤ 10 linear",
    ),
    Row(
        amount("between", "60", "64"), "65", {"period": Q2} | FLOW | NONE, UNLIKELY, "5", "+5 tấn",
        "Cả năm không được quá 64 tấn; nay 65 tấn, quá 1 tấn", "30 – 64 linear",
    ),
    Row(
        amount("between", "60", "64"), "29", {"period": Q2} | FLOW | NONE, UNLIKELY, "-31", "-31 tấn",
        "hết quý II cần đạt 30 tấn; nay 29 tấn, chậm 1 tấn", "30 – 64 linear",
    ),
    Row(
        amount("eq", "480"), None, {"period": Q1, "nothing_arose": True} | FLOW, UNLIKELY, "-480", "0,0%",
        "nay 0 tấn (không phát sinh), chậm 120 tấn", "≥ 120 linear",
    ),
]  # fmt: skip

# Last year 90 of 600 had come in by March; the drawn plan has 84 of 480 by then.
SHAPE: dict[str, Any] = {"period": Q1, "share": share_come_in(Decimal(90), Decimal(600)), "by": Course.LAST_YEAR} | FLOW
DRAWN: dict[str, Any] = {"period": Q1, "share": share_come_in(Decimal(84), Decimal(480)), "by": Course.DRAWN} | FLOW
HARVEST: dict[str, Any] = {"period": Q3, "share": Fraction(1), "by": Course.DRAWN} | FLOW
FALLOW: dict[str, Any] = {"period": Q1, "share": Fraction(0), "by": Course.DRAWN} | FLOW
SHAPES = [
    Row(
        TONS, "72", SHAPE, LIKELY, "-408", "15,0%",
        "Cả năm cần đạt 480 tấn, theo tiến độ năm trước thì hết quý I cần đạt 72 tấn; nay 72 tấn, đúng mức cần.",
        "≥ 72 last_year",
    ),
    Row(TONS, "71.9", SHAPE, UNLIKELY, "-408.1", "15,0%", "chậm 0,1 tấn", "≥ 72 last_year"),
    Row(
        TONS, "84", DRAWN, LIKELY, "-396", "17,5%",
        "Cả năm cần đạt 480 tấn, theo kế hoạch từng tháng thì hết quý I cần đạt 84 tấn", "≥ 84 drawn",
    ),
    Row(TONS, "83", DRAWN, UNLIKELY, "-397", "17,3%", "chậm 1 tấn", "≥ 84 drawn"),
    Row(
        TONS, "479", HARVEST, UNLIKELY, "-1", "99,8%",
        "Cả năm cần đạt 480 tấn, theo kế hoạch từng tháng thì hết quý III cần đạt đủ; nay 479 tấn, chậm 1 tấn.",
        "≥ 480 drawn",
    ),
    Row(
        TONS, "0", FALLOW, LIKELY, "-480", "0,0%",
        "theo kế hoạch từng tháng thì hết quý I chưa cần có; nay 0 tấn", "≥ 0 drawn",
    ),
    Row(amount("gt", "480"), "0", FALLOW, LIKELY, "-480", "0,0%", "chưa cần có; nay 0 tấn", "≥ 0 drawn"),
    Row(THEFTS, "3", SHAPE | LOWER, LIKELY, "-17", "-17 vụ", "hết quý I không được quá 3 vụ", "≤ 3 last_year"),
    Row(THEFTS, "4", SHAPE | LOWER, UNLIKELY, "-16", "-16 vụ", "quá 1 vụ", "≤ 3 last_year"),
    # A shape is of what comes in; a level knows only its base.
    Row(
        rate("eq", "90"), "85", SHAPE | {"over_time": "latest", "base": "80"}, LIKELY, "-5", "-5 điểm %", "",
        "≥ 82.5 from_base",
    ),
]  # fmt: skip

WATER = rate("eq", "94")
POVERTY = rate("le", None, "2")
LEVELS = [
    Row(
        WATER, "91", {"period": Q2, "base": "88"}, LIKELY, "-3", "-3 điểm %",
        "Từ 88% (năm 2021) lên 94% thì hết quý II cần đạt 91%; nay 91%, đúng mức cần.", "≥ 91 from_base",
    ),
    Row(
        WATER, "90.9", {"period": Q2, "base": "88"}, UNLIKELY, "-3.1", "-3,1 điểm %", "chậm 0,1 điểm %",
        "≥ 91 from_base",
    ),
    Row(WATER, "95", {"period": Q2, "base": "88"}, LIKELY, "1", "+1 điểm %", "nhanh hơn 4 điểm %", "≥ 91 from_base"),
    Row(
        WATER, "1.5", {"period": Q1, "base": "0"}, UNLIKELY, "-92.5", "-92,5 điểm %", "chậm 22,0 điểm %",
        "≥ 23.5 from_base",
    ),
    Row(
        rate("eq", "3"), "-1", {"period": Q2, "base": "-5"}, LIKELY, "-4", "-4 điểm %", "Từ -5% (năm 2021)",
        "≥ -1 from_base",
    ),
    Row(
        WATER, "91", {"period": Q2}, UNKNOWN, "-3", "-3 điểm %",
        "Chưa có số liệu năm 2021 nên chưa biết hết quý II cần",
    ),
    Row(
        WATER, "91", {"period": Q2, "base_nothing_arose": True}, UNKNOWN, "-3", "-3 điểm %",
        "Không phát sinh trong năm 2021 nên không có mức để so.",
    ),
    Row(
        WATER, "91", {"period": Q2, "base": "88", "base_estimated": True}, LIKELY, "-3", "-3 điểm %",
        "Từ 88% (năm 2021, ước)", "≥ 91 from_base",
    ),
    # A year that began past its target keeps to the target, not to what it had.
    Row(
        WATER, "94", {"period": Q2, "base": "96"}, LIKELY, "0", "0 điểm %",
        "Năm 2021 đã ở mức 96% nên cần giữ từ 94% trở lên; nay 94%, giữ được.", "≥ 94 from_base",
    ),
    Row(WATER, "93.9", {"period": Q2, "base": "96"}, UNLIKELY, "-0.1", "-0,1 điểm %", "thấp hơn 0,1", "≥ 94 from_base"),
    Row(WATER, "94", {"period": Q2, "base": "94"}, LIKELY, "0", "0 điểm %", "giữ được", "≥ 94 from_base"),
    Row(
        rate("gt", "94"), "94", {"period": Q2, "base": "94"}, UNLIKELY, "0", "0 điểm %",
        "Cần đạt trên 94%; nay 94%, mới bằng, chưa vượt mức này.", "> 94 from_base",
    ),
    Row(
        POVERTY, "2.5", {"period": Q2, "base": "3"} | LOWER, LIKELY, "0.5", "+0,5 điểm %",
        "Từ 3% (năm 2021) xuống 2% thì hết quý II cần còn 2,5%; nay 2,5%, đúng mức cần.", "≤ 2.5 from_base",
    ),
    Row(
        POVERTY, "2.6", {"period": Q2, "base": "3"} | LOWER, UNLIKELY, "0.6", "+0,6 điểm %", "chậm 0,1",
        "≤ 2.5 from_base",
    ),
    Row(
        POVERTY, "1.8", {"period": Q2, "base": "1.5"} | LOWER, LIKELY, "-0.2", "-0,2 điểm %",
        "Năm 2021 đã ở mức 1,5% nên cần giữ không quá 2%; nay 1,8%, giữ được.", "≤ 2 from_base",
    ),
    Row(
        rate("between", "94", "96"), "91", {"period": Q2, "base": "88"}, LIKELY, "-3", "-3 điểm %", "lên 94%",
        "≥ 91 from_base",
    ),
    Row(
        rate("between", "1", "2"), "2.5", {"period": Q2, "base": "3"} | LOWER, LIKELY, "1.5", "+1,5 điểm %",
        "xuống 2%", "≤ 2.5 from_base",
    ),
    Row(
        rate("eq", "40"), "38", {"period": Q2, "base": "36"} | NONE, LIKELY, "-2", "-2 điểm %",
        "Từ 36% (năm 2021) lên 40% thì hết quý II cần đạt 38%", "38 – 40 from_base",
    ),
    Row(
        rate("eq", "40"), "40.1", {"period": Q2, "base": "36"} | NONE, UNLIKELY, "0.1", "+0,1 điểm %",
        "Cả năm cần đúng 40%; nay 40,1%, cao hơn 0,1 điểm %.", "38 – 40 from_base",
    ),
    Row(
        amount("ge", "30", unit="ha"), "20", {"period": Q2, "base": "10"}, LIKELY, "-10", "66,7%", "lên 30 ha",
        "≥ 20 from_base",
    ),
    Row(
        amount("eq", "2", unit="lần", baseline="so với năm 2021"), "27", {"period": Q2, "base": "18", "unit": "ha"},
        LIKELY, "-9", "75,0%", "lên 36 ha thì hết quý II cần đạt 27 ha", "≥ 27 from_base",
    ),
]  # fmt: skip

POOR = rate("decrease_by_between", "0.5", "0.6", baseline="so với năm 2021")
POORER: dict[str, Any] = {"base": "3.4", "period": Q2} | LOWER | RATE
GROWTH = rate("increase_by_between", "15", "15.5", baseline="so với năm 2021")
NEW = amount("increase_by", "12", unit="cơ sở", strict=True)
CHANGES = [
    Row(
        POOR, "3.15", POORER, LIKELY, "-0.25", "",
        "Cả năm cần giảm 0,5 điểm % thì hết quý II cần giảm 0,25 điểm %; "
        "từ 3,4% (năm 2021) nay 3,15% là giảm 0,25 điểm %, đúng mức cần.",
        "≤ 3.15 from_base",
    ),
    Row(POOR, "3.16", POORER, UNLIKELY, "-0.26", "", "chậm 0,01 điểm %", "≤ 3.15 from_base"),
    Row(POOR, "3.4", POORER, UNLIKELY, "-0.5", "", "không đổi, chậm 0,25 điểm %", "≤ 3.15 from_base"),
    Row(POOR, "2.7", POORER, LIKELY, "0.2", "", "nhanh hơn 0,45 điểm %", "≤ 3.15 from_base"),
    Row(POOR, "3.0", POORER | NONE, LIKELY, "-0.1", "", "", "2.8 – 3.15 from_base"),
    Row(POOR, "2.7", POORER | NONE, UNLIKELY, "0.2", "", "cao hơn 0,1 điểm %", "2.8 – 3.15 from_base"),
    Row(POOR, "3.1", {"period": Q2} | LOWER | RATE, UNKNOWN, None, "", "không tính được mức giảm"),
    Row(
        GROWTH, "138", {"period": Q2, "base": "240"} | MONEY | FLOW, LIKELY, "-138", "50,0%",
        "Kế hoạch tăng từ 15 đến 15,5% so với 240 tỷ đồng (năm 2021), tức cả năm cần đạt 276 tỷ đồng, "
        "chia đều thì hết quý II cần đạt 138 tỷ đồng; nay 138 tỷ đồng, đúng mức cần.",
        "≥ 138 linear",
    ),
    Row(
        GROWTH, "137", {"period": Q2, "base": "240"} | MONEY | FLOW, UNLIKELY, "-139", "49,6%", "chậm 1 tỷ",
        "≥ 138 linear",
    ),
    Row(
        GROWTH, "42", SHAPE | {"base": "240"} | MONEY, LIKELY, "-234", "15,2%",
        "tức cả năm cần đạt 276 tỷ đồng, theo tiến độ năm trước thì hết quý I cần đạt 41,4 tỷ đồng", "≥ 41.4 last_year",
    ),
    Row(
        rate("increase_by", "15"), "258", {"period": Q2, "base": "240"} | MONEY, LIKELY, "-18", "93,5%",
        "hết quý II cần tăng 7,5%; từ 240 tỷ đồng (năm 2021) nay 258 tỷ đồng là tăng 7,5%", "≥ 258 from_base",
    ),
    Row(
        GROWTH, "15", {"period": Q2} | CHANGE | MONEY, LIKELY, "0", "0 điểm %",
        "Cần tăng từ 15 đến 15,5%; nay tăng 15%, đúng mức cần.", "≥ 15 steady",
    ),
    Row(
        GROWTH, "15.2", {"period": Q2} | CHANGE | MONEY, LIKELY, "0.2", "+0,2 điểm %",
        "Cần tăng từ 15 đến 15,5%; nay tăng 15,2%, đủ mức cần.", "≥ 15 steady",
    ),
    Row(
        GROWTH, "14.9", {"period": Q2} | CHANGE | MONEY | FLOW, UNLIKELY, "-0.1", "-0,1 điểm %", "thấp hơn 0,1",
        "≥ 15 steady",
    ),
    Row(POOR, "0.25", {"period": Q2} | CHANGE | LOWER | RATE, LIKELY, "-0.25", "", "đúng mức cần", "≥ 0.25 linear"),
    Row(
        POOR, "0.24", {"period": Q2} | CHANGE | LOWER | RATE, UNLIKELY, "-0.26", "", "chậm 0,01 điểm %",
        "≥ 0.25 linear",
    ),
    Row(
        NEW, "6", {"period": Q2} | CHANGE | FLOW, UNLIKELY, "-6", "50,0%",
        "Cả năm cần tăng trên 12 cơ sở, chia đều thì hết quý II cần tăng trên 6 cơ sở; nay tăng 6 cơ sở, mới bằng",
        "> 6 linear",
    ),
    Row(NEW, "7", {"period": Q2} | CHANGE | FLOW, LIKELY, "-5", "58,3%", "nhanh hơn 1 cơ sở", "> 6 linear"),
    Row(
        NEW, "2", SHAPE | CHANGE, LIKELY, "-10", "16,7%",
        "theo tiến độ năm trước thì hết quý I cần tăng trên 1,8 cơ sở", "> 1.8 last_year",
    ),
]  # fmt: skip

OUTSIDE_THE_RHYTHM = [
    Row(TONS, "40", {"period": MAY} | FLOW, NOT_DUE, None, "", "Kỳ thu thập hằng quý, tháng 5/2022 chưa đến kỳ."),
    Row(TONS, None, {"period": MAY} | FLOW, NOT_DUE, None, "", "chưa đến kỳ"),
    Row(WATER, "90", {"period": Q1, "rhythm": Rhythm.HALF_YEARLY}, NOT_DUE, None, "", "Kỳ thu thập 6 tháng một lần"),
    Row(POVERTY, "2", {"period": Q3, "rhythm": Rhythm.YEARLY} | LOWER, NOT_DUE, None, "", "Kỳ thu thập hằng năm"),
    Row(make_target("maintain"), "2", {"period": Q3, "rhythm": Rhythm.YEARLY}, NOT_DUE, None, "", "quý III/2022"),
    Row(
        rate("eq", "5"), None, {"period": Q3, "nothing_arose": True, "rhythm": Rhythm.YEARLY}, NOT_DUE, None, "",
        "hằng năm",
    ),
    Row(TONS, None, {"period": Q1} | FLOW, NO_FIGURE, None, "", "Chưa có số liệu quý I/2022."),
]  # fmt: skip


@pytest.mark.parametrize("row", [*FLOWS, *SHAPES, *LEVELS, *CHANGES, *OUTSIDE_THE_RHYTHM], ids=named)
def test_table(row: Row) -> None:
    check(row)


def test_every_course_has_its_words() -> None:
    assert len({course.label for course in Course}) == 5


@pytest.mark.parametrize("period", ["2022", "2022-Q4", "2022-M12", "2021-01-01..2025-12-31"])
def test_at_the_years_end_nothing_is_due_but_the_target(period: str) -> None:
    rating = judge(make_case(TONS, "480", period=Period.parse(period), **FLOW))
    assert (rating.pace, rating.course, rating.state.label) == (None, None, "đạt")


@pytest.mark.parametrize(
    ("so_far", "whole", "share"),
    [
        ("90", "600", Fraction(3, 20)),
        ("0", "600", Fraction(0)),
        ("600", "600", Fraction(1)),
        ("601", "600", None),
        ("-1", "600", None),
        ("0", "0", None),
        ("5", "-10", None),
    ],
)
def test_what_had_come_in_of_a_year(so_far: str, whole: str, share: Fraction | None) -> None:
    assert share_come_in(Decimal(so_far), Decimal(whole)) == share
