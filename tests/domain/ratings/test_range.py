"""A range: đạt inside, vượt past the better end; without a better side không đạt past either."""

from __future__ import annotations

import pytest

from hxapp.domain.plan_share import RangeEnd
from tests.domain.building import YEAR
from tests.domain.ratings.table import (
    EST_EXCEEDED,
    EST_NOT_MET,
    ESTIMATE,
    EXCEEDED,
    LOWER,
    MET,
    NONE,
    NOT_MET,
    PASSES,
    Row,
    amount,
    check,
    named,
    rate,
)

RICE = amount("between", "320", "360")
GROWTH = rate("between", "12.5", "13")
TREES = amount("between", "0", "4", unit="vụ")
SHARE = rate("between", "38", "41")

HIGHER_IS_BETTER = [
    Row(RICE, "320", {}, MET, "0", "100,0%", "Kế hoạch từ 320 đến 360 tấn; thực hiện 320 tấn, đạt."),
    Row(RICE, "319.9", {}, NOT_MET, "-0.1", "100,0%", "thiếu 0,1 tấn"),
    Row(RICE, "340", {}, MET, "20", "106,3%", "đạt"),
    Row(RICE, "360", {}, MET, "40", "112,5%", "đạt"),
    Row(RICE, "360.1", {}, EXCEEDED, "40.1", "112,5%", "vượt 0,1 tấn"),
    Row(RICE, "0", {}, NOT_MET, "-320", "0,0%", "thiếu 320 tấn"),
    Row(RICE, "340", {"range_end": RangeEnd.MIDDLE}, MET, "0", "100,0%", "đạt"),
    Row(RICE, "340", {"range_end": RangeEnd.HIGH}, MET, "-20", "94,4%", "đạt"),
    Row(GROWTH, "12.49", {}, NOT_MET, "-0.01", "-0,01 điểm %", "thiếu 0,01 điểm %"),
    Row(GROWTH, "13.01", {}, EXCEEDED, "0.51", "+0,51 điểm %", "vượt 0,01 điểm %"),
    Row(GROWTH, "-0.2", {}, NOT_MET, "-12.7", "-12,7 điểm %", "thiếu 12,7 điểm %"),
    Row(rate("between", "-2", "-1"), "-1", {}, MET, "1", "+1 điểm %", "Kế hoạch từ -2 đến -1%"),
    Row(rate("between", "-2", "-1"), "-0.9", {}, EXCEEDED, "1.1", "+1,1 điểm %", "vượt 0,1 điểm %"),
    Row(rate("between", "-2", "-1"), "-2.1", {}, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(rate("between", "95", "100"), "100", {}, MET, "5", "+5 điểm %", "đạt"),
    Row(rate("between", "95", "100"), "100.5", PASSES, MET, "5.5", "+5,5 điểm %", "đạt"),
    Row(RICE, "361", {"period": YEAR} | ESTIMATE, EST_EXCEEDED, "41", "112,8%", "ước thực hiện 361 tấn, vượt 1 tấn"),
    Row(RICE, "319", {"period": YEAR} | ESTIMATE, EST_NOT_MET, "-1", "99,7%", "ước thực hiện 319 tấn, thiếu 1 tấn"),
]

LOWER_IS_BETTER = [
    Row(rate("between", "2.1", "2.4"), "2.4", LOWER, MET, "0.3", "+0,3 điểm %", "đạt"),
    Row(rate("between", "2.1", "2.4"), "2.41", LOWER, NOT_MET, "0.31", "+0,31 điểm %", "quá 0,01 điểm %"),
    Row(rate("between", "2.1", "2.4"), "2.1", LOWER, MET, "0.0", "0,0 điểm %", "đạt"),
    Row(rate("between", "2.1", "2.4"), "2.09", LOWER, EXCEEDED, "-0.01", "-0,01 điểm %", "vượt, thấp hơn 0,01 điểm %"),
    Row(TREES, "0", LOWER, MET, "0", "0 vụ", "đạt"),
    Row(TREES, "5", LOWER, NOT_MET, "5", "+5 vụ", "quá 1 vụ"),
]

WITHOUT_A_SIDE = [
    Row(SHARE, "38", NONE, MET, "0", "0 điểm %", "đạt"),
    Row(SHARE, "41", NONE, MET, "3", "+3 điểm %", "đạt"),
    Row(SHARE, "41.1", NONE, NOT_MET, "3.1", "+3,1 điểm %", "quá 0,1 điểm %"),
    Row(SHARE, "37.9", NONE, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(SHARE, "41.1", NONE | PASSES, NOT_MET, "3.1", "+3,1 điểm %", "quá 0,1 điểm %"),
    Row(amount("between", "9800", "9900", unit="người"), "9901", NONE, NOT_MET, "101", "+101 người", "quá 1 người"),
]


@pytest.mark.parametrize("row", [*HIGHER_IS_BETTER, *LOWER_IS_BETTER, *WITHOUT_A_SIDE], ids=named)
def test_table(row: Row) -> None:
    check(row)
