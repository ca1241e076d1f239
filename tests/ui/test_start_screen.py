"""The first screen: recent books, and why one cannot be opened with the way out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hxapp import paths
from hxapp.domain.documents import BookOrigin
from hxapp.ui import bookshelf
from hxapp.ui.preferences import Preferences, RecentBook
from hxapp.ui.start_screen import StartScreen
from tests.ui.building import all_of

NOON = dt.datetime(2022, 9, 12, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "sổ" / "Sổ.hxdb"
    bookshelf.make_book(path, BookOrigin.EMPTY, NOON, None, 2022)
    return path


def make_screen(qtbot: QtBot, tmp_path: Path, *books: Path) -> StartScreen:
    preferences = Preferences(tmp_path / "hxapp.ini")
    for path in reversed(books):
        preferences.add_recent(RecentBook(path, f"Phường {path.stem}", NOON))
    screen = StartScreen(preferences, paths.ICONS / "hxapp-256.png", lambda: NOON)
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    return screen


def test_the_four_ways_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    screen = make_screen(qtbot, tmp_path)
    signals = (screen.new_wanted, screen.open_wanted, screen.sample_wanted, screen.practice_wanted)
    for button, signal in zip(screen.buttons, signals, strict=True):
        assert button.height() >= 50
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert screen.cards == []


def test_a_good_book_opens_by_its_button_a_double_click_and_enter(qtbot: QtBot, tmp_path: Path, book: Path) -> None:
    screen = make_screen(qtbot, tmp_path, book)
    card = screen.cards[0]
    assert card.trouble is None
    with qtbot.waitSignal(screen.book_wanted) as wanted:
        qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert wanted.args == [book]
    with qtbot.waitSignal(screen.book_wanted):
        qtbot.mouseDClick(card, Qt.MouseButton.LeftButton)
    card.setFocus()
    with qtbot.waitSignal(screen.book_wanted):
        qtbot.keyClick(card, Qt.Key.Key_Return)


def test_a_missing_book_says_so_and_is_found_again(qtbot: QtBot, tmp_path: Path, book: Path) -> None:
    away = book.with_name("đi.hxdb")
    book.rename(away)
    screen = make_screen(qtbot, tmp_path, book)
    assert screen.cards[0].trouble is not None
    assert screen.cards[0].trouble.missing
    assert any("Không thấy tệp" in label.text() for label in all_of(screen.cards[0], QLabel))
    with qtbot.waitSignal(screen.other_file_wanted):
        screen.cards[0].buttons[1].click()
    away.rename(book)
    screen.cards[0].buttons[2].click()
    assert screen.cards[0].trouble is None


def test_a_missing_book_can_be_struck_off(qtbot: QtBot, tmp_path: Path) -> None:
    screen = make_screen(qtbot, tmp_path, tmp_path / "không có.hxdb")
    screen.cards[0].buttons[0].click()
    assert screen.cards == []


def test_damaged_books_are_told_and_left_untouched(qtbot: QtBot, tmp_path: Path, book: Path) -> None:
    text, empty, half = (book.with_name(name) for name in ("chữ.hxdb", "rỗng.hxdb", "nửa.hxdb"))
    text.write_text("đây không phải sổ", encoding="utf-8")
    empty.touch()
    content = book.read_bytes()
    half.write_bytes(content[: len(content) // 2])
    before = {path: path.read_bytes() for path in (text, empty, half)}
    screen = make_screen(qtbot, tmp_path, text, empty, half, book)
    troubles = [card.trouble for card in screen.cards]
    assert [trouble is not None and not trouble.missing for trouble in troubles] == [True, True, True, False]
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(path.name for path in book.parent.iterdir()) == ["Sổ.hxdb", "chữ.hxdb", "nửa.hxdb", "rỗng.hxdb"]


def test_the_book_that_is_offered_has_the_focus(qtbot: QtBot, tmp_path: Path, book: Path) -> None:
    screen = make_screen(qtbot, tmp_path, tmp_path / "mất.hxdb", book)
    screen.activateWindow()
    qtbot.waitUntil(screen.cards[1].hasFocus)
