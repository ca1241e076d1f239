"""Opening one of two parted copies says so over the tabs; both sides can be read, and nothing is told twice."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hxapp import app
from hxapp.services import backups
from hxapp.services.backups import BackupReason
from hxapp.ui import book_watches, parted_watch
from hxapp.ui.dialogs.parted import PartedDialog
from hxapp.ui.dialogs.restore import RestoreDialog
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences, RecentBook
from hxapp.ui.quiet_line import NoticeLine
from tests.services.building import add_people
from tests.ui.building import all_of
from tests.ui.conftest import SEPTEMBER, Said


@pytest.fixture
def book(practice_file: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copy(practice_file, tmp_path / "Sổ thực hành.hxdb"))
    add_people(path, "Một")
    return path


@pytest.fixture
def other(book: Path, tmp_path: Path, preferences: Preferences) -> Path:
    """A copy that was open on this PC once."""
    (tmp_path / "USB").mkdir()
    path = Path(shutil.copy(book, tmp_path / "USB" / book.name))
    preferences.add_recent(RecentBook(path, "Sổ thực hành", SEPTEMBER.astimezone(dt.UTC), True))
    return path


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "hxapp.ini")


@pytest.fixture
def window(place: Path, preferences: Preferences, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = app.make_window(preferences, lambda: SEPTEMBER, None, tmp_path, None)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def line_of(qtbot: QtBot, window: MainWindow, path: Path) -> NoticeLine | None:
    """What stands over the tabs once the book is open and was looked at."""
    assert window.open_book(path)
    qtbot.waitUntil(lambda: window.watches is not None)
    assert window.view is not None and window.watches is not None
    window.watches.look_for_copies()
    assert window.watches.parted is not None
    job = window.watches.parted._job
    assert job is not None
    qtbot.waitUntil(lambda: not job.running, timeout=20_000)
    return next(iter(all_of(window.view, NoticeLine)), None)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[PartedDialog]:
    """The dialogs that were shown; each stays as it is."""
    return caught(monkeypatch, PartedDialog)


def caught(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog]) -> list[Any]:
    """The dialogs of this kind, from now on, instead of being shown."""
    found: list[Any] = []

    def show(dialog: QDialog) -> None:
        found.append(dialog)

    monkeypatch.setattr(kind, "exec", show)
    return found


def test_both_sides_are_told_and_read_and_known_once_the_clerk_says_so(
    qtbot: QtBot, window: MainWindow, book: Path, other: Path, shown: list[PartedDialog]
) -> None:
    assert line_of(qtbot, window, book) is None
    assert window.close_book()
    add_people(other, "Hai", "Ba")
    add_people(book, "Bốn")
    line = line_of(qtbot, window, book)
    assert line is not None
    for words in ("tách nhau từ", str(other), "2 việc mà ở đây không có", "1 việc mà bên đó không có"):
        assert words in line.text.text()
    line.look.click()
    (dialog,) = shown
    titles = [dialog.tabs.tabText(number) for number in range(dialog.tabs.count())]
    assert titles == ["Chỉ có ở bản kia (2)", "Chỉ có ở sổ đang mở (1)"]
    assert window.view is not None and all_of(window.view, NoticeLine) == [line]  # looking alone settles nothing
    dialog.know.click()
    qtbot.waitUntil(lambda: window.view is not None and not all_of(window.view, NoticeLine))
    assert window.close_book()
    assert line_of(qtbot, window, book) is None
    assert window.close_book()
    add_people(other, "Năm")
    assert line_of(qtbot, window, book) is not None


def test_it_is_looked_for_of_itself_once_the_window_stands(
    qtbot: QtBot, window: MainWindow, book: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_watches, "_AFTER_MS", 0)
    add_people(other, "Hai")
    assert window.open_book(book)
    qtbot.waitUntil(lambda: window.view is not None and bool(all_of(window.view, NoticeLine)), timeout=20_000)


def test_put_aside_it_comes_back_the_next_time(qtbot: QtBot, window: MainWindow, book: Path, other: Path) -> None:
    add_people(other, "Hai")
    line = line_of(qtbot, window, book)
    assert line is not None
    assert "mới hơn sổ đang mở: thêm 1 việc" in line.text.text()
    line.later.click()
    qtbot.waitUntil(lambda: window.view is not None and not all_of(window.view, NoticeLine))
    assert window.close_book()
    assert line_of(qtbot, window, book) is not None


def test_the_other_copy_can_be_opened_from_there(
    qtbot: QtBot, window: MainWindow, book: Path, other: Path, shown: list[PartedDialog]
) -> None:
    add_people(other, "Hai")
    line = line_of(qtbot, window, book)
    assert line is not None
    line.look.click()
    shown[0].other.click()
    qtbot.waitUntil(lambda: window.view is not None and window.view.context.database.path == other)


def test_a_backup_of_the_other_leads_to_restoring(
    qtbot: QtBot,
    window: MainWindow,
    book: Path,
    other: Path,
    place: Path,
    shown: list[PartedDialog],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_people(other, "Hai")
    backups.back_up(other, place, BackupReason.ASKED, SEPTEMBER)
    other.unlink()
    line = line_of(qtbot, window, book)
    assert line is not None
    assert "bản sao lưu “" in line.text.text()
    line.look.click()
    led = caught(monkeypatch, RestoreDialog)
    shown[0].other.click()
    assert led


def test_what_a_restore_gave_up_with_open_eyes_is_not_told_again(
    qtbot: QtBot, window: MainWindow, book: Path, place: Path, said: Said
) -> None:
    older = backups.back_up(book, place, BackupReason.ASKED, SEPTEMBER)
    add_people(book, "Hai")
    backups.back_up(book, place, BackupReason.ASKED, SEPTEMBER + dt.timedelta(minutes=1))
    assert line_of(qtbot, window, book) is None
    assert window.restore_book(book, older)
    assert line_of(qtbot, window, book) is None


def test_a_settings_file_that_was_spoilt_knows_nothing(preferences: Preferences) -> None:
    book = uuid.uuid4()
    for spoilt in ("[1]", "{", '{"x": 1}', '{"00": "y"}'):
        preferences.set_text(f"copies/{book.hex}", spoilt)
        assert parted_watch.known(preferences, book) == {}
