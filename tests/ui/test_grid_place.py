"""The clerk's place in the grid, and keys where nothing is typed: rows that go, filters, empty years, Del, hints."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hxapp.ui.context import Context
from hxapp.ui.tabs.indicators import IndicatorsTab
from tests.ui.building import Sheet, make_grid, make_line
from tests.ui.conftest import Said
from tests.ui.test_grid import editor_of

Key = Qt.Key


def test_after_a_row_that_is_gone_the_next_one_is_stood_in(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    with qtbot.waitSignal(grid.row_changed) as told:
        sheet.model.set_rows([line for line in sheet.lines if line.id != 62])
    assert told.args == [7]
    assert grid.current_key() == 7
    assert grid.currentIndex().column() == 3
    sheet.model.set_rows([line for line in sheet.lines if line.id in (1, 6)])  # none stands after it: the one before
    assert grid.current_key() == 6


def test_a_year_without_rows_and_back_is_the_same_place(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    with qtbot.waitSignal(grid.row_changed) as told:
        sheet.model.set_rows([])
    assert told.args == [None]
    assert grid.current_key() is None
    sheet.model.set_rows([make_line(900), make_line(901)])  # another year's own rows
    assert grid.current_key() is None
    sheet.model.set_rows(sheet.lines)
    assert grid.current_key() == 62
    assert grid.currentIndex().column() == 3


def test_a_filter_that_goes_again_leaves_the_place(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    with qtbot.waitSignal(grid.row_changed):  # a panel shows no row that is not there
        sheet.proxy.set_query("thu nhap")
    assert sheet.ids() == [8]
    assert grid.current_key() in (None, 8)
    sheet.proxy.set_query("")
    assert grid.current_key() == 62
    assert grid.currentIndex().column() == 3


def test_whoever_works_in_a_row_that_a_filter_found_stays_there(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    sheet.proxy.set_query("duong giao thong")
    assert sheet.ids() == [7]
    place = grid.visualRect(sheet.proxy.index_of(7, 3)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(grid, Key.Key_5)
    qtbot.keyClick(editor_of(grid), Key.Key_Return)
    assert sheet.saved == [(7, "5")]
    sheet.proxy.set_query("")
    assert grid.current_key() == 7


@pytest.mark.parametrize(
    ("key", "column", "said"),
    [(8, "figure", "chưa đến kỳ"), (1, "name", "Nhập ở cột “TH quý III”"), (6, "name", "chỉ để xem. Sửa")],
)
def test_typing_where_nothing_is_typed_says_why_and_what_to_do(qtbot: QtBot, key: int, column: str, said: str) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.has_panel = True
    grid.show_key(key, column)
    qtbot.keyClick(grid, Key.Key_5)
    bubble = grid.delegate.bubble
    assert not grid.is_editing()
    assert bubble.isVisible()
    assert said in bubble.reason
    assert bubble.grab().height() < 110  # a hint has no keys beneath it
    qtbot.keyClick(grid, Key.Key_Up)
    assert not bubble.isVisible()


def test_a_list_without_a_panel_says_nothing_of_columns_that_are_only_read(qtbot: QtBot) -> None:
    grid = make_grid(qtbot, Sheet())
    grid.show_key(1, "name")
    qtbot.keyClick(grid, Key.Key_5)
    assert not grid.delegate.bubble.isVisible()


def test_del_in_a_typed_cell_that_takes_nothing_never_speaks_of_the_row(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(8, "figure")
    with qtbot.assertNotEmitted(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)
    assert "chưa đến kỳ" in grid.delegate.bubble.reason


def test_del_over_several_figures_empties_them_after_asking(qtbot: QtBot, said: Said) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    flags = QItemSelectionModel.SelectionFlag.Select
    grid.show_key(61, "figure")
    for key in (62, 7, 8):
        grid.selectionModel().select(sheet.proxy.index_of(key, 3), flags)
    said.answers = [1, 0]
    with qtbot.assertNotEmitted(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)
        assert sheet.saved == []
        qtbot.keyClick(grid, Key.Key_Delete)
    assert "2 ô" in said.texts[0]  # the empty one and the one that is not due are none of it
    assert sheet.saved == [(61, ""), (62, "")]


def test_del_over_cells_of_several_columns_is_about_their_rows(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(61, "figure")
    grid.selectionModel().select(sheet.proxy.index_of(62, 1), QItemSelectionModel.SelectionFlag.Select)
    with qtbot.waitSignal(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)
    assert sheet.saved == []


def focus_of() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def test_f6_leads_the_keyboard_from_the_grid_to_the_panel_to_the_strip_and_back(
    qtbot: QtBot, practice: Context
) -> None:
    tab = IndicatorsTab(practice)
    qtbot.addWidget(tab)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.activateWindow()
    tab.grid.setFocus()
    tab.toggle_panel()
    assert tab.panel is not None
    places = []
    for _ in range(3):
        qtbot.keyClick(focus_of(), Key.Key_F6)
        focus = focus_of()
        places.append(next(one for one in (tab.grid, tab.panel, tab.strip) if focus is one or one.isAncestorOf(focus)))
    assert places == [tab.panel, tab.strip, tab.grid]
    tab.toggle_panel()
    qtbot.keyClick(tab.grid, Key.Key_F6)
    assert tab.strip.isAncestorOf(focus_of())
