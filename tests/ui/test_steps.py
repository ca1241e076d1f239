"""Where keys lead in a table of months: Tab and arrows beside the screen, Home and End, Enter to where Tabs began."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hxapp.ui.grid import Grid
from tests.ui.month_sheet import MonthSheet, choose, chosen, make_month_grid

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def at(grid: Grid) -> tuple[int, str]:
    """Where the cell frame stands; it must be on screen."""
    index = grid.currentIndex()
    assert not grid.isColumnHidden(index.column())
    return grid.key_at(index), grid.table.columns[index.column()].key


def type_in(qtbot: QtBot, grid: Grid, text: str, key: Qt.Key) -> None:
    qtbot.keyClicks(grid, text[:1])
    editor = grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, key)


@pytest.mark.parametrize("key", [Key.Key_Right, Key.Key_Tab])
def test_right_and_tab_go_on_to_the_months_beside_the_screen_and_back(qtbot: QtBot, key: Qt.Key) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    grid.show_key(2, "m1")
    seen = [at(grid)[1]]
    for _ in range(11):
        qtbot.keyClick(grid, key)
        seen.append(at(grid)[1])
    assert seen == [f"m{n}" for n in range(1, 13)]
    back = Key.Key_Left if key == Key.Key_Right else Key.Key_Backtab
    for _ in range(11):
        qtbot.keyClick(grid, back)
    assert at(grid) == (2, "m1")


def test_right_at_the_last_month_shows_what_gave_way(qtbot: QtBot) -> None:
    sheet = MonthSheet(width=40)
    grid = make_month_grid(qtbot, sheet, 820)
    assert grid.hidden_columns() == ("ĐVT",)
    grid.show_key(2, "m12")
    qtbot.keyClick(grid, Key.Key_Right)
    assert "ĐVT" not in grid.hidden_columns()


def test_typing_a_year_goes_through_all_months(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    grid.show_key(4, "m1")
    for month in range(1, 13):
        assert at(grid) == (4, f"m{month}")
        type_in(qtbot, grid, f"{month}0", Key.Key_Tab)
    assert sheet.typed(4) == {month: f"{month}0" for month in range(1, 13)}


def test_tab_in_the_last_month_goes_on_in_the_next_row(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    grid.show_key(1, "m12")
    type_in(qtbot, grid, "5", Key.Key_Tab)
    assert at(grid) == (2, "m1")
    qtbot.keyClick(grid, Key.Key_End)
    qtbot.keyClick(grid, Key.Key_Tab)  # without typing too
    assert at(grid) == (200, "m1")
    grid.show_key(2, "id")
    qtbot.keyClick(grid, Key.Key_Backtab)
    assert at(grid) == (1, "m12")
    grid.show_key(4, "m12")
    type_in(qtbot, grid, "6", Key.Key_Tab)  # the last of all
    assert at(grid) == (4, "m12")


def test_enter_after_tabs_returns_to_where_they_began_in_the_next_row(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    type_in(qtbot, grid, "1", Key.Key_Tab)
    type_in(qtbot, grid, "2", Key.Key_Tab)
    type_in(qtbot, grid, "3", Key.Key_Return)
    assert at(grid) == (2, "m4")
    qtbot.keyClick(grid, Key.Key_Tab)  # without typing too
    qtbot.keyClick(grid, Key.Key_Tab)
    qtbot.keyClick(grid, Key.Key_Return)
    assert at(grid) == (200, "m4")


def test_an_arrow_that_ends_typing_leads_to_the_cell_beneath_whatever_tabs_were_before(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    type_in(qtbot, grid, "1", Key.Key_Tab)
    type_in(qtbot, grid, "2", Key.Key_Down)
    assert at(grid) == (2, "m5")


def test_arrows_after_tabs_end_that(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    qtbot.keyClick(grid, Key.Key_Tab)
    qtbot.keyClick(grid, Key.Key_Right)
    qtbot.keyClick(grid, Key.Key_Return)
    assert at(grid) == (2, "m6")


def test_home_and_end_lead_to_the_first_and_the_last_figure(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    grid.show_key(2, "m3")
    qtbot.keyClick(grid, Key.Key_End)
    assert at(grid) == (2, "m12")
    qtbot.keyClick(grid, Key.Key_Home)
    assert at(grid) == (2, "m1")
    qtbot.keyClick(grid, Key.Key_End, CONTROL)
    assert at(grid) == (4, "m12")
    qtbot.keyClick(grid, Key.Key_Home, CONTROL)
    assert at(grid) == (100, "m1")
    sheet.model.close("Sổ đang mở để xem.")
    qtbot.keyClick(grid, Key.Key_End)
    qtbot.keyClick(grid, Key.Key_Home)
    assert at(grid) == (100, "m1")


def test_shift_reaches_over_the_edge_of_the_screen(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    grid.show_key(2, "m2")
    qtbot.keyClick(grid, Key.Key_End, SHIFT)
    assert chosen(grid) == [(2, f"m{n}") for n in range(2, 13)]
    qtbot.keyClick(grid, Key.Key_Up, SHIFT)
    qtbot.keyClick(grid, Key.Key_Left, SHIFT)
    assert chosen(grid) == [(key, f"m{n}") for key in (1, 2) for n in range(2, 12)]
    assert at(grid) == (1, "m11")
    qtbot.keyClick(grid, Key.Key_Left)  # without Shift one cell again, and the next reach begins there
    assert chosen(grid) == [(1, "m10")]
    qtbot.keyClick(grid, Key.Key_Left, SHIFT)
    assert chosen(grid) == [(1, "m9"), (1, "m10")]
    grid.show_key(1, "m9")  # where it reached to, but alone now
    qtbot.keyClick(grid, Key.Key_Down, SHIFT)
    assert chosen(grid) == [(1, "m9"), (2, "m9")]


def test_ctrl_a_selects_every_cell(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(2, "m3")
    qtbot.keyClick(grid, Key.Key_A, CONTROL)
    assert len(chosen(grid)) == 6 * 15
    assert at(grid) == (2, "m3")


def test_a_block_that_was_selected_stays_while_rows_are_handed_in_again(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m1"), (2, "m2"))
    sheet.model.set_rows(sheet.years)
    assert chosen(grid) == [(1, "m1"), (1, "m2"), (2, "m1"), (2, "m2")]
