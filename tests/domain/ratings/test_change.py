"""A change judges the change, typed or from levels by the base: per cent of an amount is relative, of a rate points."""

from __future__ import annotations

import pytest

from tests.domain.building import make_target
from tests.domain.ratings.table import (
    CHANGE,
    EXCEEDED,
    FLOW,
    LOWER,
    MET,
    MONEY,
    NONE,
    NOT_MET,
    PASSES,
    RATE,
    UNKNOWN,
    Row,
    amount,
    check,
    named,
    rate,
)

SINCE_2021 = "so với năm 2021"
POOR = rate("decrease_by_between", "0.5", "0.6", baseline=SINCE_2021)
POORER = {"base": "3.43"} | LOWER | RATE

RATE_FROM_LEVELS = [
    Row(
        POOR, "2.93", POORER, MET, "0.00", "",
        "Kế hoạch giảm từ 0,5 đến 0,6% so với năm 2021; từ 3,43% (năm 2021) thực hiện 2,93% là giảm 0,50 điểm %, đạt.",
    ),
    Row(POOR, "2.94", POORER, NOT_MET, "-0.01", "", "là giảm 0,49 điểm %, thiếu 0,01 điểm %"),
    Row(POOR, "2.83", POORER, MET, "0.10", "", "giảm 0,60 điểm %, đạt"),
    Row(POOR, "2.82", POORER, EXCEEDED, "0.11", "", "giảm 0,61 điểm %, vượt 0,01 điểm %"),
    Row(POOR, "3.43", POORER, NOT_MET, "-0.50", "", "thực hiện 3,43%, không đổi, thiếu 0,5"),
    Row(POOR, "3.50", POORER, NOT_MET, "-0.57", "", "là tăng 0,07 điểm %, thiếu 0,57 điểm %"),
    Row(POOR, "2.82", POORER | NONE, NOT_MET, "0.11", "", "quá 0,01 điểm %"),
    Row(POOR, "2.94", POORER | NONE, NOT_MET, "-0.01", "", "thiếu 0,01 điểm %"),
    Row(POOR, "2.9", LOWER | RATE, UNKNOWN, None, "", "Chưa có số liệu năm 2021 nên không tính được mức giảm."),
    Row(POOR, "0", {"base": "0"} | LOWER | RATE, NOT_MET, "-0.5", "", "từ 0% (năm 2021) thực hiện 0%, không đổi"),
    Row(POOR, "2.9", POORER | {"base_year": 2019}, UNKNOWN, None, "", "là của năm 2019 nên chưa so được"),
    Row(rate("decrease_by", "1"), "5.2", {"base": "6.2"} | LOWER | RATE, MET, "0.0", "", "giảm 1,0 điểm %, đạt"),
    Row(rate("decrease_by", "1"), "5.1", {"base": "6.2"} | LOWER | RATE, EXCEEDED, "0.1", "", "vượt 0,1 điểm %"),
    Row(rate("decrease_by", "1"), "5.3", {"base": "6.2"} | LOWER | RATE, NOT_MET, "-0.1", "", "thiếu 0,1 điểm %"),
    Row(rate("increase_by", "2"), "83.5", {"base": "81.5"} | RATE, MET, "0.0", "", "tăng 2,0 điểm %, đạt"),
    Row(rate("increase_by", "2"), "83.6", {"base": "81.5"} | RATE, EXCEEDED, "0.1", "", "vượt 0,1 điểm %"),
    Row(rate("increase_by", "2"), "83.4", {"base": "81.5"} | RATE, NOT_MET, "-0.1", "", "tăng 1,9 điểm %, thiếu 0,1"),
    Row(rate("increase_by", "2", above=True), "83.6", {"base": "81.5"} | RATE, MET, "0.1", "", "đạt"),
    Row(
        rate("increase_by", "2", above=True), "83.6", {"base": "81.5"} | RATE | PASSES, EXCEEDED, "0.1", "",
        "vượt 0,1 điểm %",
    ),
    Row(
        rate("increase_by", "2", strict=True), "83.5", {"base": "81.5"} | RATE | PASSES, NOT_MET, "0.0", "",
        "mới bằng, chưa vượt mức này",
    ),
    Row(amount("increase_by", None, "0.1", "‰"), "1.3", {"base": "1.2", "unit": "‰"} | LOWER, MET, "0", "", "đạt"),
    Row(
        amount("increase_by", None, "0.1", "‰"), "1.31", {"base": "1.2", "unit": "‰"} | LOWER, NOT_MET, "0.01", "",
        "tăng 0,11 điểm ‰, quá 0,01 điểm ‰",
    ),
    Row(
        amount("increase_by", None, "0.1", "‰"), "1.1", {"base": "1.2", "unit": "‰"} | LOWER | PASSES, EXCEEDED,
        "-0.2", "", "là giảm 0,1 điểm ‰, vượt, thấp hơn 0,2 điểm ‰",
    ),
    Row(make_target("decrease_by", "0.5"), "5.7", {"base": "6.2"} | LOWER | RATE, MET, "0.0", "", "giảm 0,5 điểm %"),
    Row(make_target("decrease_by", "0.5"), "5.8", {"base": "6.2"} | LOWER | RATE, NOT_MET, "-0.1", "", "0,4 điểm %"),
    # A change is better the larger it is in the sense asked, also of what is better low.
    Row(rate("increase_by_between", "1", "2"), "12.5", {"base": "10"} | LOWER | RATE, EXCEEDED, "1.5", "", "vượt 0,5"),
    Row(amount("decrease_by", "0.2", unit="‰"), "1.48", {"base": "1.5"} | LOWER | RATE, MET, "0", "", "0,02 điểm %"),
    Row(
        rate("increase_by", "5"), "2.1", {"base": "-2.9"} | RATE, MET, "0.0", "",
        "từ -2,9% (năm 2021) thực hiện 2,1% là tăng 5,0 điểm %, đạt",
    ),
    Row(
        rate("increase_by", "2"), "83.5", {"base": "81.5", "base_estimated": True} | RATE, MET, "0.0", "",
        "từ 81,5% (năm 2021, ước)",
    ),
]  # fmt: skip

GROWTH = rate("increase_by_between", "15", "15.5", baseline=SINCE_2021)
GREW = {"base": "240"} | MONEY | FLOW
FEWER = rate("decrease_by_between", "5", "10", baseline=SINCE_2021)
CASES = {"base": "40", "unit": "vụ"} | FLOW | LOWER
TEN = rate("increase_by", "10")

AMOUNT_FROM_LEVELS = [
    Row(
        GROWTH, "276", GREW, MET, "0", "100,0%",
        "từ 240 tỷ đồng (năm 2021) thực hiện 276 tỷ đồng là tăng 15,0%, đạt.",
    ),
    Row(GROWTH, "275.8", GREW, NOT_MET, "-0.2", "99,9%", "là tăng 14,9%, thiếu 0,1 điểm %"),
    Row(GROWTH, "277.2", GREW, MET, "1.2", "100,4%", "tăng 15,5%, đạt"),
    Row(GROWTH, "277.4", GREW, EXCEEDED, "1.4", "100,5%", "tăng 15,6%, vượt 0,1 điểm %"),
    Row(GROWTH, "240", GREW, NOT_MET, "-36", "87,0%", "không đổi, thiếu 15"),
    Row(GROWTH, "228", GREW, NOT_MET, "-48", "82,6%", "là giảm 5,0%, thiếu 20,0 điểm %"),
    Row(GROWTH, "0", GREW, NOT_MET, "-276", "0,0%", "là giảm 100,0%, thiếu 115,0 điểm %"),
    Row(GROWTH, "276", MONEY | FLOW, UNKNOWN, None, "", "không tính được mức tăng"),
    Row(
        GROWTH, "276", {"base": "0"} | MONEY | FLOW, UNKNOWN, None, "",
        "bằng 0 nên không tính được mức thay đổi theo %",
    ),
    Row(
        GROWTH, "276", {"base_nothing_arose": True} | MONEY | FLOW, UNKNOWN, None, "",
        "Năm 2021 không phát sinh nên không tính được",
    ),
    Row(TEN, "-45", {"base": "-50"} | MONEY | FLOW, MET, "0", "0 tỷ đồng", "là tăng 10,0%, đạt"),
    Row(TEN, "-44", {"base": "-50"} | MONEY | FLOW, EXCEEDED, "1", "+1 tỷ đồng", "tăng 12,0%, vượt 2,0 điểm %"),
    Row(TEN, "-46", {"base": "-50"} | MONEY | FLOW, NOT_MET, "-1", "-1 tỷ đồng", "tăng 8,0%, thiếu 2,0 điểm %"),
    Row(amount("increase_by", "5", unit="‰"), "2010", {"base": "2000"} | MONEY, MET, "0", "100,0%", "tăng 5,0‰, đạt"),
    Row(
        amount("increase_by", "5", unit="‰"), "2009", {"base": "2000"} | MONEY, NOT_MET, "-1", "100,0%",
        "thiếu 0,5 điểm ‰",
    ),
    Row(FEWER, "38", CASES, MET, "0", "0 vụ", "là giảm 5,0%, đạt"),
    Row(FEWER, "36", CASES, MET, "-2", "-2 vụ", "là giảm 10,0%, đạt"),
    Row(FEWER, "35", CASES, EXCEEDED, "-3", "-3 vụ", "là giảm 12,5%, vượt 2,5 điểm %"),
    Row(FEWER, "39", CASES, NOT_MET, "1", "+1 vụ", "là giảm 2,5%, thiếu 2,5 điểm %"),
    Row(FEWER, "0", CASES, EXCEEDED, "-38", "-38 vụ", "là giảm 100,0%"),
    Row(
        amount("increase_by", "1.5", unit="lần"), "50", {"base": "20"} | MONEY, MET, "0", "100,0%",
        "tăng 1,5 lần, đạt",
    ),
    Row(
        amount("increase_by", "1.5", unit="lần"), "48", {"base": "20"} | MONEY, NOT_MET, "-2", "96,0%",
        "thiếu 0,1 lần",
    ),
    Row(amount("decrease_by", "30", unit="hộ"), "82", {"base": "112", "unit": "hộ"} | LOWER, MET, "0", "0 hộ", "đạt"),
    Row(
        amount("decrease_by", "30", unit="hộ"), "83", {"base": "112", "unit": "hộ"} | LOWER, NOT_MET, "1", "+1 hộ",
        "từ 112 hộ (năm 2021) thực hiện 83 hộ là giảm 29 hộ, thiếu 1 hộ",
    ),
    Row(
        amount("decrease_by", "30", unit="hộ"), "81", {"base": "112", "unit": "hộ"} | LOWER, EXCEEDED, "-1", "-1 hộ",
        "giảm 31 hộ, vượt 1 hộ",
    ),
    Row(
        amount("increase_by", "3", unit="mô hình"), "3", {"base": "0", "unit": "mô hình"}, MET, "0", "100,0%",
        "từ 0 mô hình (năm 2021) thực hiện 3 mô hình là tăng 3 mô hình, đạt",
    ),
    Row(
        amount("increase_by", "3", unit="mô hình"), "2", {"base": "0", "unit": "mô hình"}, NOT_MET, "-1", "66,7%",
        "thiếu 1",
    ),
    Row(amount("increase_by", "3", unit="mô hình"), "2", {"unit": "mô hình"}, UNKNOWN, None, "", "mức tăng"),
    Row(
        amount("increase_by", "500", unit="triệu đồng"), "4.4", {"base": "4"} | MONEY, NOT_MET, "-0.1", "97,8%",
        "tăng 0,4 tỷ đồng, thiếu 0,1 tỷ đồng",
    ),
]  # fmt: skip

NEW = amount("increase_by", "12", unit="cơ sở", strict=True)
MEMBERS = amount("increase_by", "20", unit="đảng viên")
HOUSEHOLDS = amount("decrease_by", "30", unit="hộ")

TYPED = [
    Row(POOR, "0.5", CHANGE | LOWER | RATE, MET, "0", "", "thực hiện giảm 0,5 điểm %, đạt"),
    Row(POOR, "0.49", CHANGE | LOWER | RATE, NOT_MET, "-0.01", "", "giảm 0,49 điểm %, thiếu 0,01 điểm %"),
    Row(POOR, "0.61", CHANGE | LOWER | RATE, EXCEEDED, "0.11", "", "vượt 0,01 điểm %"),
    Row(POOR, "0", CHANGE | LOWER | RATE, NOT_MET, "-0.5", "", "thực hiện không đổi, thiếu 0,5 điểm %"),
    Row(POOR, "-0.2", CHANGE | LOWER | RATE, NOT_MET, "-0.7", "", "thực hiện tăng 0,2 điểm %, thiếu 0,7 điểm %"),
    Row(GROWTH, "15", CHANGE | MONEY, MET, "0", "0 điểm %", "thực hiện tăng 15%, đạt"),
    Row(GROWTH, "14.9", CHANGE | MONEY, NOT_MET, "-0.1", "-0,1 điểm %", "tăng 14,9%, thiếu 0,1 điểm %"),
    Row(GROWTH, "15.6", CHANGE | MONEY, EXCEEDED, "0.6", "+0,6 điểm %", "vượt 0,1 điểm %"),
    Row(GROWTH, "-1.2", CHANGE | MONEY, NOT_MET, "-16.2", "-16,2 điểm %", "giảm 1,2%, thiếu 16,2 điểm %"),
    # A rate of growth is no flow, also where the amount that grows adds up.
    Row(GROWTH, "15.6", CHANGE | MONEY | FLOW, EXCEEDED, "0.6", "+0,6 điểm %", "vượt 0,1 điểm %"),
    Row(NEW, "12", CHANGE | FLOW, NOT_MET, "0", "100,0%", "tăng 12 cơ sở, mới bằng, chưa vượt mức này"),
    Row(NEW, "13", CHANGE | FLOW, MET, "1", "108,3%", "đạt"),
    Row(NEW, "13", CHANGE | FLOW | PASSES, EXCEEDED, "1", "108,3%", "vượt 1 cơ sở"),
    Row(NEW, "0", CHANGE | FLOW, NOT_MET, "-12", "0,0%", "không đổi, thiếu 12 cơ sở"),
    Row(NEW, "-2", CHANGE | FLOW, NOT_MET, "-14", "-16,7%", "giảm 2 cơ sở, thiếu 14 cơ sở"),
    Row(NEW, "12", CHANGE, NOT_MET, "0", "100,0%", "mới bằng"),
    Row(MEMBERS, "20", CHANGE | FLOW, MET, "0", "100,0%", "đạt"),
    Row(MEMBERS, "21", CHANGE | FLOW, EXCEEDED, "1", "105,0%", "vượt 1 đảng viên"),
    Row(MEMBERS, "19", CHANGE | FLOW, NOT_MET, "-1", "95,0%", "thiếu 1 đảng viên"),
    Row(MEMBERS, "21", CHANGE | FLOW | NONE, NOT_MET, "1", "105,0%", "quá 1 đảng viên"),
    Row(HOUSEHOLDS, "30", CHANGE | FLOW | LOWER, MET, "0", "100,0%", "thực hiện giảm 30 hộ, đạt"),
    Row(HOUSEHOLDS, "31", CHANGE | FLOW | LOWER, EXCEEDED, "1", "103,3%", "vượt 1 hộ"),
    Row(HOUSEHOLDS, "29", CHANGE | FLOW | LOWER, NOT_MET, "-1", "96,7%", "thiếu 1 hộ"),
    Row(MEMBERS, None, CHANGE | {"nothing_arose": True}, NOT_MET, "-20", "0,0%", "không phát sinh, thiếu 20 đảng viên"),
]

TWICE = amount("eq", "2", unit="lần", baseline=SINCE_2021)
TIMES = [
    Row(TWICE, "36", {"base": "18", "unit": "ha"}, MET, "0", "100,0%", "gấp 2 lần so với 18 ha (năm 2021)"),
    Row(TWICE, "35", {"base": "18", "unit": "ha"}, NOT_MET, "-1", "97,2%", "thiếu 1 ha"),
    Row(TWICE, "37", {"base": "18", "unit": "ha"}, EXCEEDED, "1", "102,8%", "vượt 1 ha"),
    Row(TWICE, "36", {"unit": "ha"}, UNKNOWN, None, "", "không tính được gấp bao nhiêu lần"),
    Row(TWICE, "36", {"base": "0", "unit": "ha"}, UNKNOWN, None, "", "bằng 0 nên không tính được gấp bao nhiêu lần"),
    Row(
        TWICE, "36", {"base_nothing_arose": True, "unit": "ha"} | FLOW, UNKNOWN, None, "",
        "không phát sinh nên không tính được gấp bao nhiêu lần",
    ),
    Row(
        TWICE, "2", {"base": "1.4", "unit": "lần"}, MET, "0", "100,0%",
        "Kế hoạch gấp 2 lần so với năm 2021; thực hiện 2 lần",
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", [*RATE_FROM_LEVELS, *AMOUNT_FROM_LEVELS, *TYPED, *TIMES], ids=named)
def test_table(row: Row) -> None:
    check(row)
