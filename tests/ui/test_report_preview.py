"""Reports on screen: the chosen one's pages, another period, and files that are whole."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from hxapp.domain.periods import Period
from hxapp.reports import REPORTS
from hxapp.ui import bookshelf, files, wheel
from hxapp.ui.context import Context
from hxapp.ui.dialogs import report_preview
from hxapp.ui.dialogs.report_preview import ReportPreview
from hxapp.ui.preferences import Preferences
from tests.pdfs import page_count
from tests.ui.conftest import Said

NOON = dt.datetime(2022, 9, 12, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def context(practice_file: Path, tmp_path: Path) -> Iterator[Context]:
    path = Path(shutil.copy(practice_file, tmp_path / "Sổ.hxdb"))
    made, _ = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), lambda: NOON)
    made.move(year=2022, period=Period.quarter(2022, 3))
    yield made
    made.close()


def make_preview(qtbot: QtBot, context: Context, name: str = "") -> ReportPreview:
    dialog = ReportPreview(context, name)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def painted(dialog: ReportPreview) -> QImage:
    return dialog.view.grab().toImage()


def test_every_report_shows_its_pages(qtbot: QtBot, context: Context) -> None:
    dialog = make_preview(qtbot, context)
    assert [dialog.list.item(n).text() for n in range(dialog.list.count())] == [entry.title for entry in REPORTS]
    seen = set()
    for number, entry in enumerate(REPORTS):
        dialog.list.setCurrentRow(number)
        assert dialog.report is not None, entry.name
        assert dialog.view.sheets
        assert dialog.count.text().startswith(f"{len(dialog.view.sheets)} trang A4")
        picture = painted(dialog)
        seen.add(bytes(picture.constBits()))
    assert len(seen) == len(REPORTS)


def test_it_begins_with_the_tab_s_report_and_follows_the_period(qtbot: QtBot, context: Context) -> None:
    dialog = make_preview(qtbot, context, "nhiem-vu")
    entry = dialog.entry()
    assert entry is not None and entry.name == "nhiem-vu"
    dialog.list.setCurrentRow(0)
    before = painted(dialog)
    dialog.period.choose(Period.quarter(2022, 2))
    dialog.period.activated.emit(dialog.period.currentIndex())
    assert painted(dialog) != before


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_saving_writes_the_file_and_says_where(
    qtbot: QtBot, context: Context, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    dialog = make_preview(qtbot, context)
    path = tmp_path / f"Bảng chỉ tiêu.{kind}"
    monkeypatch.setattr(files, "save_as", lambda *_: path)
    (dialog.pdf if kind == "pdf" else dialog.excel).click()
    assert said.texts == [f"Đã ghi “{path}”."]
    if kind == "pdf":
        assert page_count(path) == len(dialog.view.sheets)
    else:
        assert openpyxl.load_workbook(path).worksheets[0].max_row > 10


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, context: Context, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make_preview(qtbot, context)
    monkeypatch.setattr(files, "save_as", lambda *_: tmp_path / "không có" / "x.pdf")
    dialog.pdf.click()
    assert len(said.texts) == 1
    assert "Đã ghi" not in said.texts[0]


def test_the_pages_fit_the_width(qtbot: QtBot, context: Context) -> None:
    dialog = make_preview(qtbot, context)
    dialog.resize(900, 600)
    assert dialog.view.width() <= dialog.area.viewport().width()
    narrow = dialog.view.width()
    dialog.resize(1400, 600)
    assert dialog.view.width() > narrow


def test_the_keys_of_pages_leaf_through_them_also_from_the_list(qtbot: QtBot, context: Context) -> None:
    dialog = make_preview(qtbot, context, "nhiem-vu")
    pages = len(dialog.view.sheets)
    assert pages > 2
    assert dialog.area.page.text() == f"Trang 1/{pages}"
    dialog.list.setFocus()
    for _ in range(2 * pages):
        qtbot.keyClick(dialog.list, Qt.Key.Key_PageDown)
    assert dialog.area.page.text() == f"Trang {pages}/{pages}"
    assert dialog.entry() is not None and dialog.entry().name == "nhiem-vu"  # type: ignore[union-attr]
    bar = dialog.area.verticalScrollBar()
    at_end = bar.value()
    qtbot.keyClick(dialog, Qt.Key.Key_PageUp)
    assert bar.value() < at_end
    dialog.list.setCurrentRow(0)
    assert dialog.area.current_page() == 1


def test_it_begins_at_the_top_of_the_first_page_whatever_its_size(qtbot: QtBot, context: Context) -> None:
    dialog = make_preview(qtbot, context, "nhiem-vu")
    bar = dialog.area.verticalScrollBar()
    assert bar.value() == 0
    dialog.resize(700, 400)
    dialog.area.larger.click()
    assert bar.value() == 0
    bar.setValue(bar.maximum() // 2)
    page = dialog.area.current_page()
    dialog.area.larger.click()
    assert abs(dialog.area.current_page() - page) <= 1


def test_zoom_holds_for_the_next_report_until_the_width_is_fitted_again(qtbot: QtBot, context: Context) -> None:
    dialog = make_preview(qtbot, context, "nhiem-vu")
    fitted = dialog.view.zoom
    dialog.area.larger.click()
    assert dialog.view.zoom == pytest.approx(fitted * 1.25)
    larger = dialog.view.zoom
    dialog.list.setCurrentRow(0)
    assert dialog.view.zoom == larger
    dialog.resize(1000, 600)
    assert dialog.view.zoom == larger
    qtbot.keyClick(dialog.list, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert dialog.view.zoom == pytest.approx(fitted)
    for _ in range(20):
        dialog.area.larger.click()
    assert dialog.area.percent.text() == "300%"
    assert not dialog.area.larger.isEnabled()
    dialog.area.fit.click()
    assert dialog.view.width() <= dialog.area.viewport().width()


def test_what_is_printed_to_a_file_gets_a_name_that_a_file_may_have(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []

    class Noted:
        def __init__(self, printer: QPrinter, parent: object) -> None:
            names.append(printer.docName())

        def exec(self) -> int:
            return 0

    monkeypatch.setattr(report_preview, "can_print", lambda: True)
    monkeypatch.setattr(report_preview, "QPrintDialog", Noted)
    monkeypatch.setattr(wheel, "guard", lambda dialog: None)
    dialog = make_preview(qtbot, context, "tong-quan")
    dialog.print.click()
    assert "2022" in names[0]
    assert not set(names[0]) & set('/\\:*?"<>|')


def test_without_a_printer_the_clerk_is_told(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    """Windows' own dialog does not even come there."""
    dialog = make_preview(qtbot, context, "tong-quan")
    monkeypatch.setattr(report_preview, "QPrinterInfo", Mock(availablePrinterNames=list))
    monkeypatch.setattr(report_preview, "QPrintDialog", None)
    monkeypatch.setattr(sys, "platform", "win32")
    dialog.print.click()
    (text,) = said.texts
    assert "chưa cài máy in" in text and "PDF" in text
