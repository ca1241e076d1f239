"""Keep: đạt at the figure or on the better side of it, không đạt when worse, never vượt; with a range, inside."""

from __future__ import annotations

import pytest

from tests.domain.building import Q1, Q3, make_target
from tests.domain.ratings.table import (
    EST_NOT_MET,
    ESTIMATE,
    FLOW,
    LIKELY,
    LOWER,
    MET,
    MONEY,
    NONE,
    NOT_MET,
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

KEEP = make_target("maintain")
SINCE = make_target("maintain", baseline="so với năm 2020")

A_FIGURE = [
    Row(rate("maintain", "88"), "88", {}, MET, "0", "0 điểm %", "Kế hoạch duy trì 88%; thực hiện 88%, đạt."),
    Row(rate("maintain", "88"), "88.1", PASSES, MET, "0.1", "+0,1 điểm %", "đạt"),
    Row(rate("maintain", "88"), "87.9", {}, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(rate("maintain", "1.2"), "1.1", LOWER, MET, "-0.1", "-0,1 điểm %", "đạt"),
    Row(rate("maintain", "1.2"), "1.3", LOWER, NOT_MET, "0.1", "+0,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("maintain", "0"), "0", LOWER, MET, "0", "0 điểm %", "đạt"),
    Row(rate("maintain", "0"), "0.1", LOWER, NOT_MET, "0.1", "+0,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("maintain", "33"), "33.0", NONE, MET, "0.0", "0,0 điểm %", "đạt"),
    Row(rate("maintain", "33"), "33.1", NONE, NOT_MET, "0.1", "+0,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("maintain", "33"), "32.9", NONE, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(amount("maintain", "14", unit="mô hình"), "15", {}, MET, "1", "+1 mô hình", "đạt"),
    Row(rate("maintain", "88"), "87", ESTIMATE, EST_NOT_MET, "-1", "-1 điểm %", "ước thực hiện 87%"),
]

A_RANGE = [
    Row(rate("maintain", "10", "12"), "10", {}, MET, "0", "0 điểm %", "duy trì từ 10 đến 12%"),
    Row(rate("maintain", "10", "12"), "12", {}, MET, "2", "+2 điểm %", "đạt"),
    Row(rate("maintain", "10", "12"), "12.1", PASSES, MET, "2.1", "+2,1 điểm %", "đạt"),
    Row(rate("maintain", "10", "12"), "9.9", {}, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(rate("maintain", "10", "12"), "9.9", LOWER, MET, "-0.1", "-0,1 điểm %", "đạt"),
    Row(rate("maintain", "10", "12"), "12.1", LOWER, NOT_MET, "2.1", "+2,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("maintain", "10", "12"), "12", NONE, MET, "2", "+2 điểm %", "đạt"),
    Row(rate("maintain", "10", "12"), "12.1", NONE, NOT_MET, "2.1", "+2,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("maintain", "10", "12"), "9.9", NONE, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
]

AN_OPEN_BOUND = [
    Row(rate("maintain", "95", strict=True), "95", {}, NOT_MET, "0", "0 điểm %", "mới bằng, chưa vượt mức này"),
    Row(rate("maintain", "95", strict=True), "95.1", PASSES, MET, "0.1", "+0,1 điểm %", "đạt"),
    Row(rate("maintain", "95", above=True), "95", {}, MET, "0", "0 điểm %", "duy trì từ 95% trở lên"),
    Row(rate("maintain", "95", above=True), "94.9", {}, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(rate("maintain", None, "2", strict=True), "2", LOWER, NOT_MET, "0", "0 điểm %", "chưa dưới mức này"),
    Row(rate("maintain", None, "2", strict=True), "1.9", LOWER | PASSES, MET, "-0.1", "-0,1 điểm %", "đạt"),
    Row(rate("maintain", None, "2"), "2.1", NONE, NOT_MET, "0.1", "+0,1 điểm %", "quá 0,1 điểm %"),
]

LAST_YEARS_FIGURE = [
    Row(KEEP, "96.4", {"base": "96.4"} | RATE, MET, "0.0", "0,0 điểm %", "Kế hoạch duy trì 96,4%"),
    Row(KEEP, "96.5", {"base": "96.4"} | RATE | PASSES, MET, "0.1", "+0,1 điểm %", "đạt"),
    Row(KEEP, "96.3", {"base": "96.4"} | RATE, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(KEEP, "4", {"base": "5", "unit": "vụ"} | LOWER, MET, "-1", "-1 vụ", "đạt"),
    Row(KEEP, "0", {"base": "0", "unit": "vụ"} | LOWER, MET, "0", "0 vụ", "đạt"),
    Row(KEEP, "1", {"base": "0", "unit": "vụ"} | LOWER, NOT_MET, "1", "+1 vụ", "quá 1 vụ"),
    Row(KEEP, "-3", {"base": "-4"} | MONEY, MET, "1", "+1 tỷ đồng", "Kế hoạch duy trì -4 tỷ đồng"),
    Row(KEEP, "41", {"base": "40"} | NONE | RATE, NOT_MET, "1", "+1 điểm %", "quá 1 điểm %"),
    Row(KEEP, "96", RATE, UNKNOWN, None, "", "Chưa có số liệu năm 2021 nên chưa biết mức cần duy trì"),
    Row(SINCE, "96", {"base": "95"} | RATE, UNKNOWN, None, "", "là của năm 2021 nên chưa so được"),
    Row(SINCE, "96", {"base": "95", "base_year": 2020} | RATE, MET, "1", "+1 điểm %", "đạt"),
]

ALL_YEAR = [
    Row(
        rate("maintain", "88"), "88", {"period": Q1}, LIKELY, "0", "0 điểm %",
        "Cần giữ 88%; nay 88%, giữ được.", "≥ 88 steady",
    ),
    Row(
        rate("maintain", "88"), "87.9", {"period": Q1, "base": "80"}, UNLIKELY, "-0.1", "-0,1 điểm %",
        "thấp hơn 0,1 điểm %", "≥ 88 steady",
    ),
    Row(
        rate("maintain", "1.2"), "1.3", {"period": Q3} | LOWER, UNLIKELY, "0.1", "+0,1 điểm %",
        "cao hơn 0,1 điểm %", "≤ 1.2 steady",
    ),
    Row(
        rate("maintain", "10", "12"), "12.1", {"period": Q3} | NONE, UNLIKELY, "2.1", "+2,1 điểm %",
        "Cần giữ từ 10 đến 12%", "10 – 12 steady",
    ),
    Row(
        rate("maintain", "95", strict=True), "95", {"period": Q3}, UNLIKELY, "0", "0 điểm %",
        "mới bằng, chưa vượt mức này", "> 95 steady",
    ),
    Row(
        KEEP, "96.4", {"period": Q1, "base": "96.4"} | RATE, LIKELY, "0.0", "0,0 điểm %",
        "Cần giữ 96,4% như năm 2021", "≥ 96.4 steady",
    ),
    # What comes in over the year cannot be there in March: it is kept when it comes in as fast.
    Row(
        amount("maintain", "360"), "90", {"period": Q1} | FLOW, LIKELY, "-270", "-270 tấn",
        "Cả năm cần đạt 360 tấn, chia đều thì hết quý I cần đạt 90 tấn", "≥ 90 linear",
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", [*A_FIGURE, *A_RANGE, *AN_OPEN_BOUND, *LAST_YEARS_FIGURE, *ALL_YEAR], ids=named)
def test_table(row: Row) -> None:
    check(row)
