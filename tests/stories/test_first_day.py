"""The first day: a figure, a deadline, an outcome, a sheet out and in, the printed page; and all of it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from hxapp.ui import files
from hxapp.ui.dialogs.import_preview import ImportPreview
from hxapp.ui.dialogs.report_preview import ReportPreview
from hxapp.ui.main_window import MainWindow
from hxapp.ui.tabs.table_tab import TableTab
from tests.pdfs import page_texts
from tests.stories.conftest import Said

Key = Qt.Key


def go_to(window: MainWindow, name: str) -> Any:
    """The tab of that name, shown by the bar's own signal."""
    assert window.view is not None
    number = [tab.name for tab in window.view.tabs].index(name)
    window.view.bar.tab_chosen.emit(number)
    tab = window.view.current()
    assert isinstance(tab, TableTab) and tab.name == name
    tab.grid.setFocus()
    return tab


def row(tab: Any, column: str, text: str) -> Any:
    """The row of the book whose cell in that column reads so."""
    cell = tab.model.columns[tab.model.column_of(column)]
    return next(one for one in tab.model.rows if cell.text(one) == text)


def shown(tab: Any, key: object, column: str) -> str:
    place = tab.model.place_of(key)
    return str(tab.model.index(place, tab.model.column_of(column)).data())


def type_in(qtbot: QtBot, tab: Any, key: object, column: str, text: str) -> None:
    """Stand in the cell, F2, type over what is there, Enter."""
    assert tab.grid.show_key(key, column)
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Key.Key_Return)


def choose_in(qtbot: QtBot, tab: Any, key: object, column: str, word: str) -> None:
    """Stand in the cell, F2, take a word of its list."""
    assert tab.grid.show_key(key, column)
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QComboBox)
    editor.hidePopup()
    editor.setCurrentIndex(editor.findText(word))
    editor.activated.emit(editor.currentIndex())


def change_sheet(path: Path, number: str, value: float) -> None:
    """What the specialist does in Excel: one figure typed over another."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(cell for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("TH quý III"))
    line = next(cells for cells in sheet.iter_rows() if str(cells[0].value) == number)
    next(cell for cell in line if cell.column == head.column).value = value
    book.save(path)


def test_the_first_day(
    qtbot: QtBot, window: MainWindow, folder: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.start.practice_wanted.emit()
    assert window.view is not None
    book = window.view.context.database.path

    # A figure, refused once and then taken; a deadline; an outcome.
    tab = go_to(window, "indicators")
    waste = row(tab, "number", "14").id
    assert shown(tab, waste, "result") == ""
    type_in(qtbot, tab, waste, "result", "82,,7")
    assert tab.grid.is_editing()
    assert not tab.may_leave()
    qtbot.keyClick(tab.grid.delegate.editor, Key.Key_Escape)
    type_in(qtbot, tab, waste, "result", "88,5")
    assert shown(tab, waste, "result") == "88,5"

    tab = go_to(window, "tasks")
    task = next(one for one in tab.model.rows if tab.model.columns[tab.model.column_of("deadline")].editable(one)).id
    type_in(qtbot, tab, task, "deadline", "30/11/2022")

    tab = go_to(window, "checklist")
    line = row(tab, "code", "2.3").id
    choose_in(qtbot, tab, line, "own", "Đạt")
    assert tab.head.count.text() == "22/24"

    # Out to a sheet, changed there, back through the preview.
    tab = go_to(window, "indicators")
    sheet, pdf = folder / "Chỉ tiêu.xlsx", folder / "Một trang.pdf"
    monkeypatch.setattr(files, "save_as", lambda *_: sheet)
    window.menu.aboutToShow.emit()
    window.menu.export_sheet.trigger()
    qtbot.waitUntil(lambda: said.texts == [f"Đã xuất “{sheet}”."])
    change_sheet(sheet, "1", 15.4)
    offered: list[str] = []

    def accept(preview: ImportPreview) -> QDialog.DialogCode:
        offered.append(preview.write.text())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(files, "open_one", lambda *_: sheet)
    monkeypatch.setattr(ImportPreview, "exec", accept)
    window.menu.import_sheet.trigger()
    qtbot.waitUntil(lambda: said.texts[1:] == ["Đã ghi vào sổ: 1 ô thay đổi, 0 dòng mới."])
    assert offered == ["Ghi 1 ô vào sổ"]
    growth = row(tab, "number", "1").id
    qtbot.waitUntil(lambda: shown(tab, growth, "result") == "15,4")

    # The page for the leader.
    def print_page(preview: ReportPreview) -> QDialog.DialogCode:
        preview.list.setCurrentRow(preview.list.count() - 1)
        preview.pdf.click()
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(files, "save_as", lambda *_: pdf)
    monkeypatch.setattr(ReportPreview, "exec", print_page)
    window.menu.print_report.trigger()
    assert said.texts[2:] == [f"Đã ghi “{pdf}”."]
    (text,) = page_texts(pdf)
    assert "SỔ THỰC HÀNH" in text
    assert "22/24" in text

    # Closed and opened again, all is where it was left.
    assert window.close_book()
    assert window.open_book(book)
    assert window.view is not None
    current = window.view.current()
    assert current is not None and current.name == "indicators"
    assert (shown(current, waste, "result"), shown(current, growth, "result")) == ("88,5", "15,4")
    assert shown(go_to(window, "tasks"), task, "deadline") == "30/11/2022"
    assert go_to(window, "checklist").head.count.text() == "22/24"
    assert len(said.texts) == 3
