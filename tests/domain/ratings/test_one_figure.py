"""At least, at most and single figures: đạt at v; vượt past a single one; past an open bound by the book's setting."""

from __future__ import annotations

import pytest

from tests.domain.ratings.table import (
    EXCEEDED,
    LOWER,
    MET,
    NONE,
    NOT_MET,
    PASSES,
    RATE,
    Row,
    amount,
    check,
    named,
    rate,
)

EVEN = "mới bằng, chưa vượt mức này"

AT_LEAST = [
    Row(amount("ge", "350"), "350", {}, MET, "0", "100,0%", "Kế hoạch từ 350 tấn trở lên; thực hiện 350 tấn, đạt."),
    Row(amount("ge", "350"), "350.1", {}, MET, "0.1", "100,0%", "thực hiện 350,1 tấn, đạt."),
    Row(amount("ge", "350"), "349.9", {}, NOT_MET, "-0.1", "100,0%", "thiếu 0,1 tấn"),
    Row(amount("ge", "350"), "500", {}, MET, "150", "142,9%", "đạt"),
    Row(amount("ge", "350"), "0", {}, NOT_MET, "-350", "0,0%", "thiếu 350 tấn"),
    Row(amount("ge", "350"), "-12", {}, NOT_MET, "-362", "-3,4%", "thực hiện -12 tấn, thiếu 362 tấn"),
    Row(amount("ge", "350"), "350.1", PASSES, EXCEEDED, "0.1", "100,0%", "vượt 0,1 tấn"),
    Row(amount("ge", "350"), "350", PASSES, MET, "0", "100,0%", ", đạt."),
    Row(amount("ge", "350"), "349.9", PASSES, NOT_MET, "-0.1", "100,0%", "thiếu 0,1 tấn"),
    Row(amount("ge", "0"), "0", {}, MET, "0", "0 tấn", "đạt"),
    Row(amount("ge", "0"), "-0.5", {}, NOT_MET, "-0.5", "-0,5 tấn", "thiếu 0,5 tấn"),
    Row(amount("ge", "-20"), "-20", {}, MET, "0", "0 tấn", "Kế hoạch từ -20 tấn trở lên"),
    Row(amount("ge", "-20"), "-21", {}, NOT_MET, "-1", "-1 tấn", "thiếu 1 tấn"),
    Row(rate("ge", "92.5"), "92.5", {}, MET, "0.0", "0,0 điểm %", "đạt"),
    Row(rate("ge", "92.5"), "92.4", {}, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(rate("ge", "100"), "100", PASSES, MET, "0", "0 điểm %", "đạt"),
    Row(rate("ge", "100"), "100.1", PASSES, MET, "0.1", "+0,1 điểm %", "đạt"),
    Row(rate("ge", "30"), "29", NONE, NOT_MET, "-1", "-1 điểm %", "thiếu 1 điểm %"),
    Row(rate("ge", "30"), "31", NONE | PASSES, MET, "1", "+1 điểm %", "đạt"),
    Row(rate("ge", "30"), "31", LOWER | PASSES, MET, "1", "+1 điểm %", "đạt"),
]

MORE_THAN = [
    Row(rate("gt", "99"), "99", {}, NOT_MET, "0", "0 điểm %", f"Kế hoạch > 99%; thực hiện 99%, {EVEN}."),
    Row(rate("gt", "99"), "99.0", PASSES, NOT_MET, "0.0", "0,0 điểm %", EVEN),
    Row(rate("gt", "99"), "99.01", {}, MET, "0.01", "+0,01 điểm %", "đạt"),
    Row(rate("gt", "99"), "99.01", PASSES, EXCEEDED, "0.01", "+0,01 điểm %", "vượt 0,01 điểm %"),
    Row(rate("gt", "99"), "98.99", {}, NOT_MET, "-0.01", "-0,01 điểm %", "thiếu 0,01 điểm %"),
    Row(amount("gt", "0", unit="mô hình"), "0", {}, NOT_MET, "0", "0 mô hình", EVEN),
    Row(amount("gt", "0", unit="mô hình"), "1", {}, MET, "1", "+1 mô hình", "đạt"),
    Row(amount("gt", "50", unit="lao động"), "50", LOWER, NOT_MET, "0", "0 lao động", EVEN),
]

SINGLE_UPWARDS = [
    Row(amount("eq", "62.5"), "62.5", {}, MET, "0.0", "100,0%", "Kế hoạch 62,5 tấn; thực hiện 62,5 tấn, đạt."),
    Row(amount("eq", "62.5"), "62.6", {}, EXCEEDED, "0.1", "100,2%", "vượt 0,1 tấn"),
    Row(amount("eq", "62.5"), "62.4", {}, NOT_MET, "-0.1", "99,8%", "thiếu 0,1 tấn"),
    Row(amount("eq", "62.5"), "62.51", {}, EXCEEDED, "0.01", "100,0%", "vượt 0,01 tấn"),
    Row(amount("eq", "1250", approx=True), "1249", {}, NOT_MET, "-1", "99,9%", "Kế hoạch khoảng 1.250 tấn"),
    Row(amount("eq", "0"), "0", {}, MET, "0", "0 tấn", "đạt"),
    Row(amount("eq", "0"), "3", {}, EXCEEDED, "3", "+3 tấn", "vượt 3 tấn"),
    Row(amount("eq", "-8", unit="tỷ đồng"), "-7", {}, EXCEEDED, "1", "+1 tỷ đồng", "vượt 1 tỷ đồng"),
    Row(amount("eq", "-8", unit="tỷ đồng"), "-9", {}, NOT_MET, "-1", "-1 tỷ đồng", "thiếu 1 tỷ đồng"),
    Row(rate("eq", "100"), "100.1", {}, MET, "0.1", "+0,1 điểm %", "đạt"),
    Row(rate("eq", "100"), "99.9", {}, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(rate("eq", "100"), "101", {"unit": "% hộ"}, MET, "1", "+1 điểm %", "đạt"),
    Row(amount("eq", "19", unit="tiêu chí", out_of="24"), "20", {}, EXCEEDED, "1", "105,3%", "19/24 tiêu chí"),
    Row(amount("eq", "24", unit="tiêu chí", out_of="24"), "25", {}, MET, "1", "104,2%", "24/24 tiêu chí"),
]

AT_MOST = [
    Row(
        rate("le", None, "3.5"),
        "3.5",
        LOWER,
        MET,
        "0.0",
        "0,0 điểm %",
        "Kế hoạch không quá 3,5%; thực hiện 3,5%, đạt.",
    ),
    Row(rate("le", None, "3.5"), "3.6", LOWER, NOT_MET, "0.1", "+0,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("le", None, "3.5"), "3.4", LOWER, MET, "-0.1", "-0,1 điểm %", "đạt"),
    Row(rate("le", None, "3.5"), "3.4", LOWER | PASSES, EXCEEDED, "-0.1", "-0,1 điểm %", "vượt, thấp hơn 0,1 điểm %"),
    Row(rate("le", None, "3.5"), "3.5", LOWER | PASSES, MET, "0.0", "0,0 điểm %", "đạt"),
    Row(amount("le", None, "0", unit="vụ"), "0", LOWER, MET, "0", "0 vụ", "đạt"),
    Row(amount("le", None, "0", unit="vụ"), "1", LOWER, NOT_MET, "1", "+1 vụ", "quá 1 vụ"),
    Row(amount("le", None, "5", unit="hạng"), "6", LOWER, NOT_MET, "1", "+1 hạng", "thực hiện hạng 6, cao hơn 1 hạng"),
    Row(rate("lt", None, "0.5"), "0.5", LOWER, NOT_MET, "0.0", "0,0 điểm %", "mới bằng, chưa dưới mức này"),
    Row(rate("lt", None, "0.5"), "0.50", LOWER | PASSES, NOT_MET, "0.00", "0,00 điểm %", "chưa dưới mức này"),
    Row(rate("lt", None, "0.5"), "0.49", LOWER, MET, "-0.01", "-0,01 điểm %", "đạt"),
    Row(
        rate("lt", None, "0.5"),
        "0.49",
        LOWER | PASSES,
        EXCEEDED,
        "-0.01",
        "-0,01 điểm %",
        "vượt, thấp hơn 0,01 điểm %",
    ),
    Row(amount("le", None, "90", unit="trẻ"), "91", {}, NOT_MET, "1", "101,1%", "quá 1 trẻ"),
    Row(amount("le", None, "90", unit="trẻ"), "80", PASSES, MET, "-10", "88,9%", "đạt"),
]

SINGLE_DOWNWARDS = [
    Row(amount("eq", "0.8", unit="‰"), "0.8", LOWER, MET, "0.0", "0,0 điểm ‰", "đạt"),
    Row(amount("eq", "0.8", unit="‰"), "0.7", LOWER, EXCEEDED, "-0.1", "-0,1 điểm ‰", "vượt, thấp hơn 0,1 điểm ‰"),
    Row(amount("eq", "0.8", unit="‰"), "0.9", LOWER, NOT_MET, "0.1", "+0,1 điểm ‰", "quá 0,1 điểm ‰"),
    Row(amount("eq", "0", unit="hộ"), "0", LOWER, MET, "0", "0 hộ", "đạt"),
    Row(amount("eq", "0", unit="hộ"), "2", LOWER, NOT_MET, "2", "+2 hộ", "quá 2 hộ"),
    Row(rate("eq", "-1"), "-1.5", LOWER, EXCEEDED, "-0.5", "-0,5 điểm %", "vượt, thấp hơn 0,5 điểm %"),
    Row(rate("eq", "6"), "5.9", LOWER | RATE | PASSES, EXCEEDED, "-0.1", "-0,1 điểm %", "vượt, thấp hơn 0,1 điểm %"),
]

WITHOUT_A_SIDE = [
    Row(rate("eq", "47"), "47.0", NONE, MET, "0.0", "0,0 điểm %", "đạt"),
    Row(rate("eq", "47"), "47.1", NONE, NOT_MET, "0.1", "+0,1 điểm %", "quá 0,1 điểm %"),
    Row(rate("eq", "47"), "46.9", NONE | PASSES, NOT_MET, "-0.1", "-0,1 điểm %", "thiếu 0,1 điểm %"),
    Row(amount("eq", "9860", unit="người"), "9861", NONE, NOT_MET, "1", "+1 người", "quá 1 người"),
    Row(amount("le", None, "9860", unit="người"), "9000", NONE | PASSES, MET, "-860", "-860 người", "đạt"),
]

TABLE = [*AT_LEAST, *MORE_THAN, *SINGLE_UPWARDS, *AT_MOST, *SINGLE_DOWNWARDS, *WITHOUT_A_SIDE]


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_table(row: Row) -> None:
    check(row)
