"""What a cell from outside says: as the clerk sees it in Excel, or refused with what to do next."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from hxapp.domain.errors import Refused
from hxapp.excel.cells import RawCell, value_of
from hxapp.excel.layout import Field, Kind

FIGURE = Field("result", "TH quý II", 12, Kind.FIGURE, typed=True)
TEXT = Field("note", "Ghi chú", 20, typed=True)
DATE = Field("deadline", "Hạn hoàn thành", 14, Kind.DATE, typed=True)


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (82.4, "General", Decimal("82.4")),
        (1250, "#,##0", Decimal(1250)),
        (0.1 + 0.2, "0.0", Decimal("0.3")),
        (0.824, "0.0%", "82,4%"),  # what the cell shows
        (0.824, "[$-42A]0%", "82,4%"),
        (1, "0%", "100%"),
        (82.4, '0.0"%"', Decimal("82.4")),  # a sign that is only printed
        (82.4, "0.0\\%", Decimal("82.4")),
        ("82,4%", "@", "82,4%"),
        ("1.234,5", "@", Decimal("1234.5")),
        (" 99 ", "@", Decimal(99)),
        ("\u00a0", "@", None),
        ("3/4", "@", "3/4"),
        ("Không phát sinh", "General", "Không phát sinh"),
        (12, '[$-42A]"ước "#,##0', Decimal(12)),
    ],
)
def test_a_figure_is_what_the_cell_shows(value: object, number_format: str, read: object) -> None:
    assert value_of(FIGURE, RawCell(value, number_format)) == read


@pytest.mark.parametrize(
    ("value", "number_format", "word"),
    [
        ("1.250", "@", "hai cách"),
        ("1,250", "@", "hai cách"),
        ("1.250%", "@", "hai cách"),
        (1_250_000, "#,##0,", "1.250.000"),  # shown as 1,250
        (0.75, "# ?/?", "phân số"),
        (dt.datetime(2022, 3, 4), "d-mmm", "04/03/2022"),  # 3/4, or 4/3, as Excel likes to read it
        (dt.time(8, 30), "h:mm", "giờ"),
        (dt.timedelta(hours=30), "[h]:mm", "giờ"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
    ],
)
def test_a_figure_that_may_be_another_is_refused(value: object, number_format: str, word: str) -> None:
    with pytest.raises(Refused, match="Hãy") as caught:
        value_of(FIGURE, RawCell(value, number_format))
    assert word in str(caught.value)


def test_a_formula_gives_its_result_as_shown_and_none_without_one() -> None:
    third = 100 / 3
    assert value_of(FIGURE, RawCell(third, "0.0", formula=True)) == Decimal("33.3")
    assert value_of(FIGURE, RawCell(third / 100, "0%", formula=True)) == "33%"
    assert value_of(FIGURE, RawCell(12.345, "0.0", formula=True)) == Decimal("12.345")  # a book keeps that much
    assert value_of(FIGURE, RawCell(33.3333333, "0.0")) == Decimal("33.3333333")  # typed so: refused where it is saved
    with pytest.raises(Refused, match="không lưu kết quả"):
        value_of(FIGURE, RawCell(None, formula=True))
    with pytest.raises(Refused, match="Unmerge"):
        value_of(TEXT, RawCell(None, merged=True))


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (2022, "General", "2022"),  # a year, not 2.022
        (1250, "#,##0", "1.250"),
        (12.5, "General", "12,5"),
        (0.5, "0%", "50%"),
        (dt.datetime(1975, 4, 30), "dd/mm/yyyy", "30/04/1975"),
        ("Biên bản 1  \r\n  Biên bản 2\n", "General", "Biên bản 1\nBiên bản 2"),
        ("  \n ", "General", None),
        ("=1+1 là hai", "@", "=1+1 là hai"),
    ],
)
def test_a_text_is_what_the_cell_shows_with_its_lines(value: object, number_format: str, read: object) -> None:
    assert value_of(TEXT, RawCell(value, number_format)) == read


def test_a_deadline_is_a_day_or_words_but_no_number_dressed_as_a_day() -> None:
    assert value_of(DATE, RawCell(dt.datetime(2022, 12, 15, 17, 0), "dd/mm/yyyy")) == "15/12/2022"
    assert value_of(DATE, RawCell("quý IV/2022")) == "quý IV/2022"
    for day in (dt.datetime(1905, 7, 14), dt.datetime(1970, 1, 1)):  # 2022 in a date format; 'no date' of programs
        with pytest.raises(Refused, match="không thể là hạn"):
            value_of(DATE, RawCell(day, "dd/mm/yyyy"))
