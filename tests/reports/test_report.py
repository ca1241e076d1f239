"""The description itself: where cells stand, and the lines of a head."""

from __future__ import annotations

from hxapp.reports.report import (
    NO_OFFICE,
    Cell,
    HeadStyle,
    Letterhead,
    Run,
    column_numbers,
    item,
    place_head,
    place_row,
    plain,
    section,
    total,
)


def test_head_cells_skip_what_a_cell_above_covers() -> None:
    head = ((Cell("TT", rows=2), Cell("So sánh", span=2), Cell("Ghi chú", rows=2)), (Cell("a"), Cell("b")))
    places = {
        plain(place.cell.text): (place.row, place.column, place.rows, place.columns) for place in place_head(head, 4)
    }
    assert places == {
        "TT": (0, 0, 2, 1),
        "So sánh": (0, 1, 1, 2),
        "Ghi chú": (0, 3, 2, 1),
        "a": (1, 1, 1, 1),
        "b": (1, 2, 1, 1),
    }


def test_head_spans_over_the_edge_are_cut() -> None:
    (only,) = place_head(((Cell("x", span=9, rows=9),),), 3)
    assert (only.rows, only.columns) == (1, 3)


def test_short_rows_fill_the_width() -> None:
    assert [(place.column, place.columns) for place in place_row(section("I", "KINH TẾ"), 5)] == [(0, 1), (1, 4)]
    assert [(place.column, place.columns) for place in place_row(total("Cộng"), 3)] == [(0, 3)]
    assert [(place.column, place.columns) for place in place_row(item("1"), 3)] == [(0, 1), (1, 1), (2, 1)]
    assert [(place.column, place.columns) for place in place_row(item(*"abcdef"), 3)] == [(0, 1), (1, 1), (2, 1)]


def test_a_section_always_holds_to_the_next_row() -> None:
    assert section("A").keep_with_next


def test_column_numbers_and_plain_text() -> None:
    assert column_numbers(3) == ("(1)", "(2)", "(3)")
    assert plain((Run("a "), Run("b", bold=True))) == "a b"


def test_lines_of_the_head_leave_room_for_the_pen() -> None:
    head = Letterhead("  Ủy ban nhân dân phường X ", "", "X", 2022, "BC-UBND")
    assert head.office_name() == "ỦY BAN NHÂN DÂN PHƯỜNG X"
    assert " ".join(head.number_line().split()) == "Số: /BC-UBND"
    assert head.number_line().count("\u00a0") == 9
    assert " ".join(head.day_line().split()) == "X, ngày tháng năm 2022"
    assert Letterhead(number=None).number_line() == ""
    assert Letterhead().office_name() == NO_OFFICE
    assert " ".join(Letterhead().day_line().split()) == "Ngày tháng năm"
    assert " ".join(Letterhead(number="BC/ĐU", style=HeadStyle.PARTY).number_line().split()) == "Số -BC/ĐU"
