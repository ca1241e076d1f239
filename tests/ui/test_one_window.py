"""Two starts on one PC: the first window comes to the front and opens what the second was given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hxapp import app, cli, paths
from hxapp.storage import lock
from hxapp.storage.lock import Holder
from hxapp.ui import one_window
from hxapp.ui.main_window import MainWindow
from hxapp.ui.one_window import Seat
from hxapp.ui.preferences import Preferences
from tests.storage.building import make_book as make_empty_book
from tests.storage.test_opening import as_here
from tests.ui.conftest import SEPTEMBER, Said

ASKING = """
import sys
from pathlib import Path
from hxapp.ui import one_window
seat = one_window.take(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None, 30)
print("taken over" if seat is None else "first")
print(sorted({name.split(".")[0] for name in sys.modules} & {"PySide6"}))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "HXApp"
    made.mkdir()
    return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = app.make_window(Preferences(tmp_path / "hxapp.ini"), lambda: SEPTEMBER, None, tmp_path)
    made.show()
    yield made
    made.close_book()
    made.close()
    made.deleteLater()


@pytest.fixture
def seat(folder: Path, window: MainWindow) -> Iterator[Seat]:
    taken = one_window.take(folder, None)
    assert taken is not None
    yield taken
    taken.leave()


def second_start(folder: Path, *book: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-c", ASKING, str(folder), *map(str, book)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=as_here())


def request(folder: Path, book: Path | None) -> Path:
    made = one_window._ask(folder, book, 0)
    assert made is not None
    return made


def test_a_second_start_hands_its_book_to_the_window_and_ends(
    qtbot: QtBot, folder: Path, seat: Seat, window: MainWindow, tmp_path: Path, practice_file: Path
) -> None:
    book = tmp_path / "Sổ thử.hxdb"
    book.write_bytes(practice_file.read_bytes())
    seat.listen(window, window.asked_for)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    with second_start(folder, book) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
        assert second.stdout is not None
        assert second.stdout.read().split("\n")[:2] == ["taken over", "[]"]  # before Qt was ever loaded
    assert window.view is not None and window.view.context.database.path == book
    assert not window.isMinimized()
    assert {file.name for file in folder.iterdir()} == {one_window.LOCK}


def test_a_start_without_a_book_only_brings_the_window_to_the_front(
    folder: Path, seat: Seat, window: MainWindow
) -> None:
    asked = request(folder, None)
    window.setWindowState(Qt.WindowState.WindowMinimized | Qt.WindowState.WindowMaximized)
    seat.listen(window, window.asked_for)  # it was asked while the window was being made
    assert not asked.exists()
    assert not window.isMinimized() and window.isMaximized()
    assert window.view is None


def test_the_book_that_is_open_stays_as_it_is(
    folder: Path, seat: Seat, window: MainWindow, tmp_path: Path, practice_file: Path
) -> None:
    book = tmp_path / "Sổ thử.hxdb"
    book.write_bytes(practice_file.read_bytes())
    window.open_book(book)
    view = window.view
    request(folder, tmp_path / "." / book.name)
    seat.answer(window, window.asked_for)
    assert window.view is view


def test_what_is_typed_and_refused_keeps_the_open_book(
    folder: Path, seat: Seat, window: MainWindow, tmp_path: Path, practice_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = [tmp_path / name for name in ("a.hxdb", "b.hxdb")]
    for book in books:
        book.write_bytes(practice_file.read_bytes())
    window.open_book(books[0])
    view = window.view
    assert view is not None
    monkeypatch.setattr(view, "may_leave", lambda: False)
    request(folder, books[1])
    seat.answer(window, window.asked_for)
    assert window.view is view and view.context.database.path == books[0]
    monkeypatch.undo()


def test_under_an_open_dialog_no_other_book_is_opened(
    qtbot: QtBot, folder: Path, seat: Seat, window: MainWindow, tmp_path: Path, said: Said
) -> None:
    from PySide6.QtWidgets import QDialog

    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.show()
    book = make_empty_book(tmp_path)
    request(folder, book)
    seat.answer(window, window.asked_for)
    assert len(said.texts) == 1 and str(book) in said.texts[0] and "Hãy đóng hộp thoại" in said.texts[0]
    assert window.view is None
    dialog.close()


@pytest.mark.parametrize("text", ["", "không phải JSON", "[]", '{"book": 5}', "{}"])
def test_a_request_that_cannot_be_read_is_taken_away(folder: Path, seat: Seat, window: MainWindow, text: str) -> None:
    asked = request(folder, None)
    asked.write_text(text, encoding="utf-8")
    seat.answer(window, window.asked_for)
    assert not asked.exists() and window.view is None


def test_the_request_of_a_killed_start_is_forgotten(
    folder: Path, seat: Seat, window: MainWindow, tmp_path: Path
) -> None:
    asked = request(folder, make_empty_book(tmp_path))
    long_ago = time.time() - 3600
    os.utime(asked, (long_ago, long_ago))
    seat.answer(window, window.asked_for)
    assert not asked.exists() and window.view is None


def test_a_window_that_does_not_answer_stops_nobody(folder: Path, seat: Seat) -> None:
    second = one_window.take(folder, None, patience=0.0)
    assert second is not None
    assert {file.name for file in folder.iterdir()} == {one_window.LOCK}  # its request is withdrawn
    second.leave()
    with pytest.raises(lock.Busy):  # leaving took nothing from the first
        lock.hold_file(folder / one_window.LOCK, Holder("", "", None))


def test_a_start_that_meets_a_closing_window_becomes_the_first(
    folder: Path, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: seat.leave())
    monkeypatch.setattr(lock, "_PATIENCE", ())
    second = one_window.take(folder, None)
    assert second is not None
    with pytest.raises(lock.Busy):
        lock.hold_file(folder / one_window.LOCK, Holder("", "", None))
    second.leave()
    assert list(folder.iterdir()) == []


def test_a_settings_folder_without_locks_stops_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch, window: MainWindow
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(38, "no locks")

    monkeypatch.setattr(lock, "hold_file", refuse)
    taken = one_window.take(folder, None)
    assert taken is not None
    taken.listen(window, window.asked_for)
    taken.leave()


def test_the_program_takes_its_seat_and_leaves_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[tuple[Path | None, bool]] = []

    def run(book: Path | None, seat: Seat) -> int:
        ran.append((book, (folder / one_window.LOCK).exists()))
        return 0

    monkeypatch.setattr(paths, "settings_folder", lambda: folder)
    monkeypatch.setattr(app, "run", run)
    assert cli.main(["--book", str(tmp_path / "a.hxdb")]) == 0
    assert ran == [(tmp_path / "a.hxdb", True)]
    assert list(folder.iterdir()) == []
    with lock.hold_file(folder / one_window.LOCK, Holder("", "", None)):
        answering = threading.Thread(target=_take_away, args=(folder, tmp_path / "a.hxdb"))
        answering.start()
        assert cli.main(["--book", str(tmp_path / "a.hxdb")]) == 0
        answering.join()
    assert len(ran) == 1


def _take_away(folder: Path, book: Path) -> None:
    """What the first window does with a request, in a thread of a test."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for asked in folder.glob("hxapp-mo-*"):
            assert json.loads(asked.read_text(encoding="utf-8")) == {"book": str(book)}
            asked.unlink()
            return
