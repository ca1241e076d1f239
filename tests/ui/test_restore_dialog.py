"""'Khôi phục từ bản sao lưu': the loss is read before, the window closes, restores and opens; damage leads here."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hxapp import app
from hxapp.services import backups, people
from hxapp.services.backups import BackupFacts, BackupReason
from hxapp.services.people import PersonEdit
from hxapp.ui import sitting
from hxapp.ui.dialogs.restore import RestoreDialog
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from tests.books import make_empty_book
from tests.ui.conftest import SEPTEMBER, Said


@pytest.fixture
def book(practice_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(practice_file, tmp_path / "Sổ thực hành.hxdb"))


@pytest.fixture
def window(place: Path, book: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = app.make_window(Preferences(tmp_path / "hxapp.ini"), lambda: SEPTEMBER, None, tmp_path, book)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def add(window: MainWindow, name: str) -> None:
    assert window.view is not None
    with window.view.context.database.begin(f"Thêm {name}") as session:
        people.add(session, PersonEdit(name))


def names(window: MainWindow) -> set[str]:
    assert window.view is not None
    with window.view.context.database.read() as session:
        return {row.name for row in people.list_rows(session)}


def names_in(book: Path) -> set[str]:
    with closing(sqlite3.connect(book)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM person WHERE binned_at IS NULL")}


def test_a_backup_is_restored_from_the_window(
    window: MainWindow, book: Path, place: Path, qtbot: QtBot, said: Said
) -> None:
    assert window.view is not None
    backups.back_up(window.view.context.database, place, BackupReason.ASKED, SEPTEMBER)
    add(window, "Hồ Văn Mẫu")
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER, window)
    qtbot.addWidget(dialog)
    dialog.chosen.connect(window.view.context.restore_wanted)
    assert dialog.backup is not None
    assert "sẽ mất 1 việc" in dialog.loss.text() and "Thêm Hồ Văn Mẫu" in dialog.loss.text()
    said.answers.append(0)
    dialog.choose()
    assert dialog.result() == QDialog.DialogCode.Accepted
    qtbot.waitUntil(lambda: len(said.texts) == 2)
    assert "Thêm Hồ Văn Mẫu" in said.texts[0]
    assert "Đã khôi phục sổ" in said.texts[1] and "truoc-khoi-phuc" in said.texts[1]
    assert "Hồ Văn Mẫu" not in names(window)
    add(window, "Lê Thị Thử")  # the restored book is open for writing
    assert "Lê Thị Thử" in names(window)


def test_a_rehearsal_says_what_would_come(
    window: MainWindow, book: Path, place: Path, qtbot: QtBot, said: Said
) -> None:
    assert window.view is not None
    backups.back_up(window.view.context.database, place, BackupReason.ASKED, SEPTEMBER)
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER, window)
    qtbot.addWidget(dialog)
    dialog.try_out()
    qtbot.waitUntil(lambda: bool(said.texts), timeout=20_000)
    assert "khôi phục được" in said.texts[0] and "nhiệm vụ" in said.texts[0]


def test_without_any_backup_it_says_where_to_look(window: MainWindow, book: Path, qtbot: QtBot) -> None:
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER, window)
    qtbot.addWidget(dialog)
    assert "Chưa tìm thấy bản sao lưu nào" in dialog.note.text()
    assert not dialog.restore.isEnabled() and not dialog.rehearse.isEnabled()


def test_a_damaged_book_leads_straight_to_its_backups(
    window: MainWindow, book: Path, place: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.view is not None
    backups.back_up(window.view.context.database, place, BackupReason.ASKED, SEPTEMBER)
    window.close_book()
    book.write_bytes(b"\0" * 40_000)

    def choose(dialog: RestoreDialog) -> int:
        assert isinstance(dialog.backup, BackupFacts)
        assert "không đọc được" in dialog.loss.text()
        dialog.choose()
        return dialog.result()

    monkeypatch.setattr(RestoreDialog, "exec", choose)
    said.answers += [0, 0]
    assert window.open_book(book)
    assert said.offered[0] == ("Khôi phục từ bản sao lưu…", "Thôi")
    assert "Đã khôi phục sổ" in said.texts[-1]
    assert len(names(window)) >= 4


def test_a_damaged_book_can_be_left_as_it_is(window: MainWindow, book: Path, said: Said) -> None:
    window.close_book()
    book.write_bytes(b"")
    assert not window.open_book(book)
    assert book.read_bytes() == b""


def test_moments_are_told_in_the_pcs_time(window: MainWindow, book: Path, place: Path, qtbot: QtBot) -> None:
    assert window.view is not None
    backups.back_up(window.view.context.database, place, BackupReason.ASKED, SEPTEMBER)
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER.replace(tzinfo=dt.timezone(dt.timedelta(hours=9))))
    qtbot.addWidget(dialog)
    assert dialog.backup is not None
    assert dialog._when(dialog.backup) == "12/09/2022 17:42"


def test_without_a_good_backup_what_can_be_read_is_salvaged(
    window: MainWindow, book: Path, said: Said, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window.close_book()
    before = names_in(book)
    damaged = b"\0" * 100 + book.read_bytes()[100:]
    book.write_bytes(damaged)

    def rescue(dialog: RestoreDialog) -> int:
        assert dialog.salvage.isVisibleTo(dialog) and not dialog.restore.isEnabled()
        dialog.salvage.click()
        qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted, timeout=30_000)
        return dialog.result()

    monkeypatch.setattr(RestoreDialog, "exec", rescue)
    said.answers += [0, 0, 0]
    assert window.open_book(book)
    assert "bị thay đổi" in said.texts[1] and said.offered[2] == ("Mở sổ cứu được", "Đóng")
    assert "nhiệm vụ" in said.texts[2] and "Không thấy thiếu dòng nào" in said.texts[2]
    assert window.view is not None
    salvaged = window.view.context.database.path
    assert salvaged.name == "Sổ thực hành.cuu-duoc.2022-09-12.hxdb"
    assert "Không thấy thiếu dòng nào" in salvaged.with_suffix(".txt").read_text(encoding="utf-8-sig")
    assert names(window) == before and book.read_bytes() == damaged


def test_garbage_is_not_salvaged_into_an_empty_book(window: MainWindow, book: Path, qtbot: QtBot, said: Said) -> None:
    window.close_book()
    book.write_bytes(b"\0" * 40_000)
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER, window, damaged=True)
    qtbot.addWidget(dialog)
    said.answers.append(0)
    dialog.rescue()
    qtbot.waitUntil(lambda: len(said.texts) == 2, timeout=30_000)
    assert "không tạo sổ mới" in said.texts[1]
    assert not list(book.parent.glob("*cuu-duoc*")) and dialog.salvage.isEnabled()


def test_a_sound_book_has_nothing_to_salvage(window: MainWindow, book: Path, qtbot: QtBot) -> None:
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER, window)
    qtbot.addWidget(dialog)
    assert not dialog.salvage.isVisibleTo(dialog)


def test_a_backup_that_lies_elsewhere_is_chosen_by_hand(
    window: MainWindow, book: Path, tmp_path: Path, qtbot: QtBot, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.view is not None
    usb = tmp_path / "USB"
    made = backups.back_up(window.view.context.database, usb, BackupReason.ASKED, SEPTEMBER)
    dialog = RestoreDialog(book, window.preferences, SEPTEMBER, window)
    qtbot.addWidget(dialog)
    assert dialog.backup is None
    monkeypatch.setattr("hxapp.ui.files.open_one", lambda *_: made.path)
    dialog.other.click()
    assert dialog.backup == made and dialog.restore.isEnabled()
    strange = make_empty_book(tmp_path / "Khác.hxdb")
    monkeypatch.setattr("hxapp.ui.files.open_one", lambda *_: strange)
    dialog.other.click()
    assert "của một sổ khác" in said.texts[-1]
    assert dialog.backup == made


def test_who_sat_here_and_is_not_in_the_backup_is_asked_for(
    window: MainWindow, book: Path, place: Path, said: Said
) -> None:
    assert window.view is not None
    context = window.view.context
    made = backups.back_up(context.database, place, BackupReason.ASKED, SEPTEMBER)
    with context.database.begin("Thêm") as session:
        person = people.add(session, PersonEdit("Hồ Văn Mẫu"))
    sitting.sit(window.preferences, window.view.facts.identity, person)
    assert window.restore_book(book, made)
    assert "không có trong bản đó: hãy chọn lại" in said.texts[-1]
