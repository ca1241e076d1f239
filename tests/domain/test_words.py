"""Words: tidying, matching, Vietnamese order, numbers and dates both ways."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import unicodedata
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hxapp.domain.errors import Refused
from hxapp.domain.words import (
    LIMIT,
    date_of,
    format_date,
    format_number,
    match_key,
    matches,
    nfc,
    parse_date,
    parse_number,
    parse_sheet_number,
    quoted,
    roman,
    sort_key,
    tidy,
)

ANY_TEXT = st.text(max_size=30) | st.text("0123456789.,- −+ ", max_size=16)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# Text


def test_nfc_composes_and_keeps_everything_else() -> None:
    assert nfc(decomposed("Tổ dân phố số 5\n")) == "Tổ dân phố số 5\n"


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  Tổ   dân\tphố \n", "Tổ dân phố"),
        ("Hương\u00a0Xuân", "Hương Xuân"),
        ("Hương\u2009Xuân\u3000", "Hương Xuân"),
        ("Hương\u200bXuân", "HươngXuân"),
        ("chỉ\u00ad tiêu\ufeff", "chỉ tiêu"),
        ("dòng một\r\ndòng hai", "dòng một dòng hai"),
        ("\u200b \u200b", ""),
        (decomposed("kế hoạch"), "kế hoạch"),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Ủy ban nhân dân", "uy ban"),
        ("Uỷ ban nhân dân", "uy ban"),
        ("uy ban", "ỦY BAN"),
        ("Uỷ ban", "ủy ban"),
        (decomposed("Uỷ ban"), "ủy ban"),
        ("Ủy ban", decomposed("uỷ ban")),
        ("Tỷ lệ hộ nghèo", "tỉ lệ"),
        ("Lí Thường Kiệt", "Lý Thường Kiệt"),
        ("Đường Lê Đức Thọ", "duong le duc tho"),
        ("Hoà bình", "hòa"),
        ("Hương\u00a0Xuân", "hương xuân"),
        ("chỉ\u00adtiêu\u200b", "chitieu"),
        ("diện tích (m²)", "m2"),
        ("Dịch vụ – Thương mại", "vụ - thương"),
        ("Chỉ tiêu hộ nghèo", "nghèo chỉ"),
        ("bất kỳ", ""),
        ("bất kỳ", "  "),
    ],
)
def test_a_query_finds_text_however_either_is_spelled(text: str, query: str) -> None:
    assert matches(text, query)


@pytest.mark.parametrize(("text", "query"), [("Ủy ban", "uy bang"), ("Hương Xuân", "hương thủy"), ("", "a")])
def test_every_word_of_the_query_must_occur(text: str, query: str) -> None:
    assert not matches(text, query)


@given(ANY_TEXT)
def test_a_match_key_is_the_same_for_both_unicode_forms_and_for_both_cases(text: str) -> None:
    assert match_key(decomposed(text)) == match_key(nfc(text))
    assert match_key("đẾ" + text) == match_key("Đế" + text)


def test_quoted_text_is_tidy_and_short() -> None:
    assert quoted(" 12a\n") == "'12a'"
    assert quoted("x" * 40) == f"'{'x' * 40}'"
    assert quoted("x" * 41) == f"'{'x' * 39}…'"
    assert quoted("abcdef", 4) == "'abc…'"


# Order


def in_order(*texts: str) -> None:
    shuffled = list(texts)
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == list(texts)
    assert sorted(map(decomposed, shuffled), key=sort_key) == list(map(decomposed, texts))


def test_the_alphabet() -> None:
    in_order(*"aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_tones_in_the_order_of_dictionaries() -> None:
    in_order("ma", "mà", "mả", "mã", "má", "mạ")


def test_all_letters_of_a_word_count_before_its_tones() -> None:
    in_order("ba", "bà", "bạ", "bác", "ban", "bàn bạc", "băn", "bẵng", "bâng", "ca")
    in_order("hoà", "hoan", "hoàn", "hoang")


def test_word_by_word_as_dictionaries_do() -> None:
    in_order("an", "an bình", "an toàn", "án", "án phí", "anh", "ánh")
    in_order("Hoa Bình", "Hoa Xuân", "Hòa An", "Hỏa Lò")


def test_case_counts_last() -> None:
    in_order("anh", "Anh", "ánh", "Ánh")


def test_numbers_by_value_before_letters_and_after_signs() -> None:
    in_order("(phường)", "2", "10", "a")
    in_order("Tổ 2", "Tổ 10", "Tổ 10a", "Tổ 10b", "Tổ 11", "Tổ dân phố")
    in_order("A.II.1.9", "A.II.1.10")
    in_order("9" * 5000, "1" + "0" * 5000)  # longer than int() takes


def test_blanks_around_and_inside_do_not_count() -> None:
    words = sort_key("Hương Xuân")[0]
    assert sort_key("  Hương\u00a0 Xuân ")[0] == words


def test_empty_text_stands_first() -> None:
    in_order("", "-", "0", "a")


@given(st.lists(ANY_TEXT | st.text("aáàăâđdeê 10", max_size=6), max_size=6))
def test_any_texts_can_be_sorted_and_equal_places_are_equal_texts(texts: list[str]) -> None:
    sorted(texts, key=sort_key)
    for text in texts:
        for other in texts:
            assert (sort_key(text) == sort_key(other)) == (tidy(text) == tidy(other))


# Numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0", None, "0"),
        ("1234.5", None, "1.234,5"),
        ("82.70", None, "82,70"),
        ("999", None, "999"),
        ("1000", None, "1.000"),
        ("-1234567.25", None, "-1.234.567,25"),
        ("-0.00", None, "0,00"),
        ("1E+3", None, "1.000"),
        ("0.000001", None, "0,000001"),
        ("12345678901234567890123456789012345.5", None, "12.345.678.901.234.567.890.123.456.789.012.345,5"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.05", 1, "0,1"),
        ("-0.04", 1, "0,0"),
        ("7", 2, "7,00"),
        ("999.96", 1, "1.000,0"),
        ("12345678901234567890123456789012345.5", 1, "12.345.678.901.234.567.890.123.456.789.012.345,5"),
    ],
)
def test_format_number(value: str, decimals: int | None, text: str) -> None:
    with localcontext(prec=5):  # whatever the context of the caller is
        assert format_number(Decimal(value), decimals) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_only_numbers_are_written(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal(value))


CLEAR = [
    ("0", "0"),
    ("06", "6"),
    ("007,50", "7.50"),
    ("12", "12"),
    ("12,5", "12.5"),
    ("82,70", "82.70"),
    ("0,9", "0.9"),
    ("0.9", "0.9"),
    ("1.25", "1.25"),
    ("1.2500", "1.2500"),
    ("0.250", "0.250"),
    ("0,250", "0.250"),
    ("1.234,5", "1234.5"),
    ("1.234,567", "1234.567"),
    ("1.234.567", "1234567"),
    ("12.345.678,25", "12345678.25"),
    ("1234,567", "1234.567"),
    ("1234567", "1234567"),
    ("1 234", "1234"),
    ("1\u00a0234\u202f567,5", "1234567.5"),
    ("1 234.5", "1234.5"),
    ("-5", "-5"),
    ("−5", "-5"),
    ("–0,5", "-0.5"),
    ("- 5", "-5"),
    ("+0,6", "0.6"),
    ("-0", "0"),
    ("-0,00", "0.00"),
    ("１２，５", "12.5"),
    ("－１．２３４，５", "-1234.5"),
    ("  12,5\u200b ", "12.5"),
    ("9.223.372.036.853,999999", "9223372036853.999999"),
    ("0" * 50 + "1", "1"),
]


@pytest.mark.parametrize(("text", "value"), [*CLEAR, ("1.250", "1250"), ("2.345", "2345"), ("1,250", "1.250")])
def test_a_typed_number(text: str, value: str) -> None:
    number = parse_number(text)
    assert str(number) == value  # the exponent, too: it keeps the decimals typed


@pytest.mark.parametrize(
    ("text", "value"),
    [*CLEAR, ("1,234.5", "1234.5"), ("1,234,567", "1234567"), ("1,234.567", "1234.567"), ("1234.567", "1234.567")],
)
def test_a_number_in_a_sheet(text: str, value: str) -> None:
    assert str(parse_sheet_number(text)) == value


NO_NUMBERS = [
    "12a", "a", "5%", "1.23.456", "1.234.56", "1.2.3", ",5", ".5", "5,", "5.", "1,2,3", "1 23", "12 34", "1 2345",
    "1..5", "1,,5", "1.234,5,6", "--5", "5-", "14–15", "3/4", "1e5", "٣", "½", "5²", "NaN", "Infinity", "0x10", "1_000",
    "0.250.000", "1 234.567.8", "1.234 567", "+-5",
]  # fmt: skip


@pytest.mark.parametrize("read", [parse_number, parse_sheet_number])
@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_named_and_told_how_to_write(read: type[Decimal], text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert f"'{text}' chưa phải là một số" in str(caught.value)
    assert "1.234,5" in str(caught.value)
    assert caught.value.field == "number"


@pytest.mark.parametrize("read", [parse_number, parse_sheet_number])
@pytest.mark.parametrize("text", ["", "  ", "\u200b", "-", "+"])
def test_no_figure_at_all_is_refused(read: type[Decimal], text: str) -> None:
    with pytest.raises(Refused, match=r"Chưa có con số nào\. Hãy viết"):
        read(text)


@pytest.mark.parametrize("read", [parse_number, parse_sheet_number])
def test_a_seventh_decimal_is_refused(read: type[Decimal]) -> None:
    with pytest.raises(Refused, match=r"'0,1234567' có 7 chữ số thập phân\. Hãy làm tròn"):
        read("0,1234567")


@pytest.mark.parametrize("read", [parse_number, parse_sheet_number])
@pytest.mark.parametrize(
    "text", ["9.223.372.036.854", "-9223372036854", "1" * 5000, "123,456" + ",789" * 900, "9" * 300 + ".567"]
)
def test_a_number_too_large_for_a_book_is_refused(read: type[Decimal], text: str) -> None:
    with pytest.raises(Refused, match="quá lớn") as caught:
        read(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1,234,567", "Hãy viết 1.234.567."),
        ("1,234.5", "Hãy viết 1.234,5."),
        ("1234.567", "Hãy viết 1.234.567 hoặc 1.234,567."),
        ("06.250", "Hãy viết 6.250 hoặc 6,250."),
        ("-1,234.5", "Hãy viết -1.234,5."),
        ("-1 234.567", "Hãy viết -1.234.567 hoặc -1.234,567."),
        ("1 234.567", "Hãy viết 1.234.567 hoặc 1.234,567."),
    ],
)
def test_foreign_spelling_on_the_keyboard_is_told_the_right_one(text: str, right: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_number(text)
    assert right in str(caught.value)
    assert f"'{text}'" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "large", "small"),
    [
        ("1.250", "1250", "1,250"),
        ("1,250", "1250", "1,250"),
        ("06,250", "06250", "06,250"),
        ("-12.345", "-12345", "-12,345"),
        ("100,000", "100000", "100,000"),
    ],
)
def test_a_number_in_a_sheet_with_two_readings_is_refused_with_both(text: str, large: str, small: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_sheet_number(text)
    assert f"'{text}' đọc được hai cách: {large} hoặc {small}." in str(caught.value)
    assert caught.value.field == "number"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None, min_value=-LIMIT + 1, max_value=LIMIT - 1))
def test_what_is_written_reads_back_with_its_decimals(value: Decimal) -> None:
    value = value.quantize(Decimal("0.000001")) if int(value.as_tuple().exponent) < -6 else value
    text = format_number(value)
    back = parse_number(text)
    assert back == value
    assert format_number(back) == text


@given(ANY_TEXT)
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for read in (parse_number, parse_sheet_number):
        with contextlib.suppress(Refused):
            value = read(text)
            assert value.is_finite() and abs(value) < LIMIT and -6 <= int(value.as_tuple().exponent) <= 0


@given(st.text("0123456789.,", min_size=1, max_size=9))
def test_keyboard_and_sheet_agree_wherever_both_take_a_text(text: str) -> None:
    try:
        typed, imported = parse_number(text), parse_sheet_number(text)
    except Refused:
        return
    assert str(typed) == str(imported)


# Dates


@pytest.mark.parametrize(
    "text",
    ["5/1/2022", "05/01/2022", "5-1-2022", "5.1.2022", "5/1/22", " 05 / 01 / 2022 ", "ngày 5/1/2022",
     "ngày 05 tháng 01 năm 2022", decomposed("Ngày 5 tháng 1 năm 2022"), "2022-01-05", "０５/０１/２０２２"],
)  # fmt: skip
def test_a_date(text: str) -> None:
    assert parse_date(text) == dt.date(2022, 1, 5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/02/2022", "Ngày 31/02/2022 không có: tháng 2 năm 2022 chỉ có 28 ngày."),
        ("30/2/2024", "Ngày 30/02/2024 không có: tháng 2 năm 2024 chỉ có 29 ngày."),
        ("31-4-22", "Ngày 31/04/2022 không có: tháng 4 năm 2022 chỉ có 30 ngày."),
        ("6/15/2022", "Ngày 06/15/2022 không có: một năm chỉ có tháng 1 đến tháng 12."),
        ("0/1/2022", "Ngày 00/01/2022 không có: ngày trong tháng bắt đầu từ 1."),
        ("1/1/0000", "Ngày 01/01/0000 không có: năm bắt đầu từ 1."),
        ("ngày 31 tháng 6 năm 2022", "tháng 6 năm 2022 chỉ có 30 ngày"),
        ("5/1", "'5/1' chưa phải là một ngày. Hãy gõ ngày/tháng/năm"),
        ("5/1-2022", "'5/1-2022' chưa phải là một ngày"),
        ("5/1/202", "'5/1/202' chưa phải là một ngày"),
        ("hôm nay", "'hôm nay' chưa phải là một ngày"),
        ("", "Chưa có ngày nào"),
        ("x" * 500, "…' chưa phải là một ngày"),
    ],
)
def test_what_is_no_date_is_refused_with_why(text: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_date(text)
    assert why in str(caught.value)
    assert caught.value.field == "date"
    assert len(str(caught.value)) < 200


@given(st.dates())
def test_a_written_date_reads_back(date: dt.date) -> None:
    assert parse_date(format_date(date)) == date
    assert parse_date(date.isoformat()) == date
    assert date_of(date.day, date.month, date.year) == date


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "I"),
        (4, "IV"),
        (9, "IX"),
        (14, "XIV"),
        (40, "XL"),
        (90, "XC"),
        (444, "CDXLIV"),
        (2022, "MMXXII"),
        (3999, "MMMCMXCIX"),
    ],
)
def test_roman(number: int, numeral: str) -> None:
    assert roman(number) == numeral


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_roman_has_its_bounds(number: int) -> None:
    with pytest.raises(ValueError, match="3999"):
        roman(number)
