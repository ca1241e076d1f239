"""How a table is laid out and painted: what a step of scrolling paints, the last heading, a sign by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from hxapp.ui import palette
from hxapp.ui.cells import CellDelegate
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import Align, Column, Index, Look
from tests.ui.building import Sheet, make_grid, make_line


def test_a_step_of_scrolling_paints_only_the_rows_that_come_into_sight(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = make_grid(qtbot, Sheet([make_line(number) for number in range(100)]))
    QApplication.processEvents()
    painted: set[int] = set()
    paint = CellDelegate.paint

    def noted(delegate: CellDelegate, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painted.add(index.row())
        paint(delegate, painter, option, index)

    monkeypatch.setattr(CellDelegate, "paint", noted)
    grid.viewport().repaint()
    seen = len(painted)
    painted.clear()
    grid.verticalScrollBar().setValue(3 * grid.rowHeight(0))
    QApplication.processEvents()
    assert 3 <= len(painted) <= 5 < seen
    assert min(painted) >= seen - 1


def test_below_the_last_row_the_table_is_white(qtbot: QtBot) -> None:
    grid = make_grid(qtbot, Sheet([make_line(1)]))
    picture = grid.viewport().grab().toImage()
    below = QPoint(20, grid.viewport().height() - 20)
    assert picture.pixelColor(below * picture.devicePixelRatio()) == QColor(palette.SURFACE)


def test_the_last_heading_stands_beside_the_arrow_to_hidden_columns(qtbot: QtBot) -> None:
    more = [Column(f"m{number}", f"Tháng {number}", lambda _: "", width=62) for number in range(1, 13)]
    grid = make_grid(qtbot, Sheet(extra=more), width=700)
    assert grid.hidden_columns()
    shown = [number for number in range(len(grid.table.columns)) if not grid.isColumnHidden(number)]
    first, _, lines = grid.head._lines(shown[-1])
    assert lines == 2 and first[0] == "Tháng"
    assert grid.head._lines(shown[-2])[2] == 1
    assert grid.head.height() >= 36  # room for both


def test_a_sign_without_a_text_stands_in_the_middle_of_its_cell(qtbot: QtBot) -> None:
    dash = Look(mark=Sign.DASH, mark_tone=Tone.TEXT)
    column = Column("due", "Kỳ", lambda _: "", width=80, align=Align.FIGURE, look=lambda _: dash)
    grid = make_grid(qtbot, Sheet([make_line(1)], extra=[column]))
    index = grid.proxy.index(0, grid.table.column_of("due"))
    picture = grid.viewport().grab(grid.visualRect(index)).toImage()
    inked = [
        (x, y)
        for x in range(2, picture.width() - 2)
        for y in range(2, picture.height() - 2)
        if picture.pixelColor(x, y).lightness() < 128
    ]
    assert inked
    middle = (sum(x for x, _ in inked) / len(inked), sum(y for _, y in inked) / len(inked))
    assert abs(middle[0] - picture.width() / 2) < 2 and abs(middle[1] - picture.height() / 2) < 2
