"""Cells of a clipboard in our writing: raw values, percentages, days and errors; text by one decimal sign."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hxapp.domain.errors import HxError
from hxapp.ui.pasted_cells import (
    COMMA,
    DOT,
    Kind,
    PastedCell,
    figure_text,
    is_ambiguous,
    likely_sign,
    number_text,
    of_format,
    raw_value,
    read_text,
    sheet_cell,
)


@pytest.mark.parametrize(
    ("code", "percent", "kind"),
    [
        ("General", False, Kind.NUMBER),
        ("Standard", False, Kind.NUMBER),
        ("#,##0.00", False, Kind.NUMBER),
        ('#,##0 "đồng/tháng"', False, Kind.NUMBER),  # letters of a day, but inside quotes
        ("#,##0\\d", False, Kind.NUMBER),
        ("[Red]#,##0;[$₫-42A]#,##0", False, Kind.NUMBER),
        ('0"%"', False, Kind.NUMBER),  # 12,5 with a sign behind it, no percentage
        ("0.00%", True, Kind.NUMBER),
        ("Percent", True, Kind.NUMBER),
        ("Short Date", False, Kind.DATE),
        ("Medium Time", False, Kind.DATE),
        ("dd\\/mm\\/yyyy", False, Kind.DATE),
        ("DD/MM/YYYY", False, Kind.DATE),
        ("[h]:mm", False, Kind.DATE),
        ("BOOLEAN", False, Kind.TEXT),
        ("@", False, Kind.NUMBER),
    ],
)
def test_a_number_format_tells_what_a_raw_value_is(code: str, percent: bool, kind: Kind) -> None:
    assert of_format(code) == (percent, kind)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("1250.5", "1.250,5"),
        ("1250", "1.250"),
        ("0.30000000000000004", "0,3"),
        ("1.0253680000000001", "1,025368"),
        ("900000000000.09998", "900.000.000.000,1"),
        ("12.3456785", "12,345679"),
        ("1E+3", "1.000"),
        ("-3.250", "-3,25"),
        ("1E-9", "0"),
        ("1E-999999", "0"),
    ],
)
def test_raw_values_come_with_the_digits_that_a_sheet_keeps(raw: str, shown: str) -> None:
    value = raw_value(raw)
    assert value is not None
    assert number_text(value) == shown


@pytest.mark.parametrize("raw", ["1e+400000", "-1E+999999", "99999999999999999999", "9300000000000"])
@pytest.mark.parametrize("code", ["General", "0%"])
def test_a_raw_value_that_no_book_holds_is_refused_with_what_to_do(raw: str, code: str) -> None:
    cell = sheet_cell("", raw, code)
    with pytest.raises(HxError, match="quá lớn"):
        assert cell is not None
        figure_text(cell, COMMA)


def test_a_tiny_percentage_is_nothing() -> None:
    cell = sheet_cell("", "1E-999999", "0%")
    assert cell is not None
    assert figure_text(cell, COMMA) == "0%"


@pytest.mark.parametrize("raw", ["", "NaN", "Infinity", "abc", "1,250,000.5", "9" * 80])
def test_what_is_no_raw_value_is_none(raw: str) -> None:
    assert raw_value(raw) is None


def test_libreoffice_writes_its_raw_values_by_its_own_language() -> None:
    assert raw_value("1250,5") == raw_value("1250.5") == Decimal("1250.5")


def test_a_percentage_keeps_its_sign_so_that_the_book_judges_whether_it_fits() -> None:
    cell = sheet_cell("12,5%", "0.125", "0.0%")
    assert cell == PastedCell("12,5%", Kind.NUMBER, Decimal("12.500"), percent=True)
    assert figure_text(cell, COMMA) == "12,5%"
    shown = sheet_cell("12.5%", "0.125")  # no format told: by what it shows
    assert shown is not None
    assert figure_text(shown, COMMA) == "12,5%"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (sheet_cell("31/05/2022", "44712", "dd/mm/yyyy"), "ngày giờ"),
        (sheet_cell("2023/3/24", "45009"), "ngày giờ"),
        (sheet_cell("3-thg 4", "44654", "d\\-mmm"), "kiểu Text"),  # '3/4' typed into a sheet
        (sheet_cell("#N/A", "0"), "#N/A"),  # LibreOffice gives an error the raw value 0
        (sheet_cell("#DIV/0!"), "#DIV/0!"),
        (sheet_cell("Err:502", "0"), "Err:502"),
        (sheet_cell("#####", "1250"), "cột hẹp"),
    ],
)
def test_days_and_errors_are_no_figures_and_say_what_to_do(cell: PastedCell, said: str) -> None:
    with pytest.raises(HxError, match=said):
        figure_text(cell, COMMA)


@pytest.mark.parametrize(
    ("text", "by_comma", "by_dot"),
    [
        ("1.250", "1.250", "1,250"),
        ("1,250", "1,250", "1.250"),
        ("12,5", "12,5", None),
        ("12.5", None, "12,5"),
        ("1.234.567,8", "1.234.567,8", None),
        ("1,234,567.80", None, "1.234.567,80"),
        ("1 234,5", "1.234,5", None),
        ("0.250", None, "0,250"),  # no group begins with 0
        ("82,70", "82,70", None),  # the decimals that were written stay
        ("12", "12", "12"),
        ("-1,5", "-1,5", None),
        ("−7", "-7", "-7"),
        ("(1.250)", "-1.250", "-1,250"),
        ("12,5%", "12,5%", None),
        ("1.250 tỷ đồng", "1.250 tỷ đồng", "1,250 tỷ đồng"),
        ("3/4", "3/4", "3/4"),
        ("9.842/9.905", "9.842/9.905", "9,842/9,905"),
        ("1.25,3", None, None),
        ("3/4/2022", None, None),
        ("1.25E+03", None, None),
        ("Đạt 12 tiêu chí", "Đạt 12 tiêu chí", "Đạt 12 tiêu chí"),  # for an indicator in words
    ],
)
def test_text_is_read_by_the_decimal_sign(text: str, by_comma: str | None, by_dot: str | None) -> None:
    for sign, wanted in ((COMMA, by_comma), (DOT, by_dot)):
        if wanted is None:
            with pytest.raises(HxError):
                read_text(text, sign)
        else:
            assert read_text(text, sign) == wanted


def test_which_texts_are_two_numbers() -> None:
    assert [text for text in ("1.250", "12", "12,5", "1,250", "3/4", "Đạt 12") if is_ambiguous(text)] == [
        "1.250",
        "1,250",
    ]


def test_the_block_itself_shows_its_decimal_sign_where_it_can() -> None:
    assert likely_sign(["1.250", "12"], COMMA) == (COMMA, "")
    assert likely_sign(["1.250", "12.5"], COMMA) == (DOT, "12.5")
    assert likely_sign(["1.250", "12.5", "7,25"], COMMA) == (COMMA, "")  # they disagree: the region's
    assert likely_sign(["1,250"], DOT) == (DOT, "")


def test_only_numbers_known_by_their_text_alone_are_unsure() -> None:
    assert PastedCell("12").unsure
    assert not PastedCell("kps").unsure
    assert not PastedCell("1,250", Kind.NUMBER, Decimal("1.25")).unsure
    assert not PastedCell("12", typed="12").unsure
