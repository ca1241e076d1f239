"""Sheets out and in through the window: jobs, preview, one write; trouble is told and changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from hxapp import disks, excel, paths
from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.services import backups, indicators
from hxapp.services.backups import BackupFacts, BackupReason
from hxapp.ui import bookshelf
from hxapp.ui.context import Context
from hxapp.ui.dialogs.import_preview import ImportPreview
from hxapp.ui.exchange import Exchange
from hxapp.ui.preferences import Preferences
from hxapp.ui.tabs.base import Tab
from tests.books import make_sample_book
from tests.ui.conftest import Said

NOON = dt.datetime(2022, 9, 12, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
QUARTER = Period.quarter(2022, 2)


class SheetTab(Tab):
    """A tab whose sheet is that of the indicators."""

    name, title, sheet = "indicators", "Chỉ tiêu", "indicators"

    def reload(self) -> None:
        pass


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    path = make_sample_book(tmp_path / "Sổ.hxdb")
    made, _ = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), lambda: NOON)
    made.move(year=2022, period=QUARTER)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def results(context: Context) -> dict[str, str]:
    with context.database.read() as session:
        rows = indicators.list_rows(session, 2022, QUARTER)
    return {row.name: row.in_period.text for row in rows if row.in_period is not None}


def edit(path: Path, changes: list[Any]) -> list[str]:
    """Type into the result column of the first rows; gives the addresses."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("TH quý II")]
    column, row = heads[0].column, heads[0].row
    assert column is not None and row is not None
    first = row + 1
    addresses = []
    for number, value in enumerate(changes):
        cell = sheet.cell(first + number, column)
        cell.value = value
        addresses.append(f"{sheet.title}!{cell.coordinate}")
    book.save(path)
    return addresses


def export(qtbot: QtBot, context: Context, window: QWidget, said: Said, path: Path) -> Exchange:
    exchange = Exchange(context, window, None)
    exchange.export_to(SheetTab(context), path)
    qtbot.waitUntil(lambda: bool(said.texts))
    return exchange


def answer_preview(monkeypatch: pytest.MonkeyPatch, accept: bool) -> list[str]:
    """Answer the preview to come; gives what its button said."""
    seen: list[str] = []

    def run(preview: ImportPreview) -> QDialog.DialogCode:
        seen.append(preview.write.text())
        return QDialog.DialogCode.Accepted if accept else QDialog.DialogCode.Rejected

    monkeypatch.setattr(ImportPreview, "exec", run)
    return seen


def test_exported_changed_and_read_back_through_the_preview(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Chỉ tiêu – Quý II.xlsx"
    exchange = export(qtbot, context, window, said, path)
    assert said.texts == [f"Đã xuất “{path}”."]
    edit(path, [15.2, 29.4])
    seen = answer_preview(monkeypatch, accept=True)
    before = results(context)
    exchange.read_from(path)
    qtbot.waitUntil(lambda: len(said.texts) == 2)
    assert said.texts[1] == "Đã ghi vào sổ: 2 ô thay đổi, 0 dòng mới."
    assert seen == ["Ghi 2 ô vào sổ"]
    after = results(context)
    assert set(after.values()) - set(before.values()) == {"15,2", "29,4"}
    (backup,) = backups.list_backups([disks.backup_folder(context.database.path, paths.data_folder())])
    assert isinstance(backup, BackupFacts)
    assert backup.reason is BackupReason.IMPORT
    assert backup.last_name == "Tạo sổ mới"  # as it was before the sheet


def test_without_a_backup_nothing_is_written(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise HxError("Ổ đĩa đã đầy.")

    path = tmp_path / "x.xlsx"
    exchange = export(qtbot, context, window, said, path)
    edit(path, [15.2])
    answer_preview(monkeypatch, accept=True)
    monkeypatch.setattr(backups, "back_up", fails)
    exchange.read_from(path)
    qtbot.waitUntil(lambda: len(said.texts) == 2)
    assert said.texts[1].startswith("Ổ đĩa đã đầy.") and "chưa nhập gì vào sổ" in said.texts[1]
    assert results(context) == {}


def test_giving_up_in_the_preview_writes_nothing(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    exchange = export(qtbot, context, window, said, path)
    edit(path, [15.2])
    seen = answer_preview(monkeypatch, accept=False)
    with qtbot.assertNotEmitted(context.changed, wait=200):
        exchange.read_from(path)
        qtbot.waitUntil(lambda: bool(seen))
    assert results(context) == {}


def test_an_unchanged_sheet_has_nothing_to_write(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    export(qtbot, context, window, said, path)
    with context.database.try_out() as session:
        plan = excel.read_plan(session, path, context.today)
    preview = ImportPreview(plan, path.name)
    qtbot.addWidget(preview)
    assert not preview.write.isEnabled()
    assert preview.write.text() == "Không có gì để ghi"


def test_refused_cells_are_told_with_their_address_and_can_be_filtered(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    export(qtbot, context, window, said, path)
    addresses = edit(path, [15.2, "82,,7"])
    with context.database.try_out() as session:
        plan = excel.read_plan(session, path, context.today)
    preview = ImportPreview(plan, path.name)
    qtbot.addWidget(preview)
    with qtbot.waitExposed(preview):
        preview.show()
    counts = {chip.key: chip.count for chip in preview.strip.chips()}
    assert (counts["changed"], counts["refused"], counts["new"]) == (1, 1, 0)
    preview.strip.choose("refused")
    shown = preview.proxy.rows_shown()
    assert [row.cell for _, row in shown] == [addresses[1]]
    assert shown[0][1].reason
    assert "1 ô bị từ chối" in preview.summary.text()
    with qtbot.assertNotEmitted(preview.accepted):
        qtbot.keyClick(preview.grid, Qt.Key.Key_Return)


def test_a_file_that_is_no_sheet_of_ours_is_told_and_changes_nothing(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path
) -> None:
    path = tmp_path / "giả.xlsx"
    path.write_text("không phải bảng tính", encoding="utf-8")
    Exchange(context, window, None).read_from(path)
    qtbot.waitUntil(lambda: bool(said.texts))
    assert "giả.xlsx" in said.texts[0]


def test_a_folder_that_is_gone_is_told(
    qtbot: QtBot, context: Context, window: QWidget, said: Said, tmp_path: Path
) -> None:
    exchange = Exchange(context, window, None)
    exchange.export_to(SheetTab(context), tmp_path / "không có" / "x.xlsx")
    qtbot.waitUntil(lambda: bool(said.texts))
    assert "Đã xuất" not in said.texts[0]
