"""Books come and go in the window: practice, new, recent, what cannot be opened, and what is remembered."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from hxapp import app
from hxapp.domain.documents import BookOrigin
from hxapp.domain.periods import Period
from hxapp.ui import bookshelf, files
from hxapp.ui.dialogs.new_book import NewBookDialog
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from hxapp.ui.tabs import TABS
from hxapp.ui.top_bar import PRACTICE
from tests.stories.conftest import NOON, Said


def make_book(folder: Path, name: str, origin: BookOrigin = BookOrigin.EMPTY) -> Path:
    path = folder / name
    bookshelf.make_book(path, origin, NOON, None, 2022)
    return path


def test_one_click_opens_the_practice_book_and_it_says_what_it_is(
    qtbot: QtBot, window: MainWindow, folder: Path, said: Said
) -> None:
    qtbot.mouseClick(window.start.buttons[3], Qt.MouseButton.LeftButton)
    assert said.texts == []
    view = window.view
    assert view is not None
    assert window.windowTitle() == f"{view.title()} – {PRACTICE}"
    assert "Hương Xuân" in view.title() and "2022" in view.title()
    assert view.bar.practice.isVisible()
    assert (folder / bookshelf.PRACTICE_FILE).is_file()
    assert window.close_book()
    qtbot.mouseClick(window.start.buttons[3], Qt.MouseButton.LeftButton)  # the same book again, not a second one
    assert len(list(folder.glob("*.hxdb"))) == 1
    assert window.view is not None


def test_every_tab_is_shown_by_the_keys_and_fits_small_windows(qtbot: QtBot, window: MainWindow, said: Said) -> None:
    window.open_practice()
    view = window.view
    assert view is not None
    view.show_tab(0)
    shown = []
    for _ in TABS:
        tab = view.current()
        assert tab is not None and tab.isVisible()
        shown.append(tab.name)
        for size in ((1366, 728), (1092, 582), (960, 508), (911, 512)):
            window.resize(*size)
            QApplication.processEvents()
            assert (window.width(), window.height()) == size  # nothing keeps the window wide
        qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert shown == [kind.name for kind in TABS]
    assert view.number == 0
    assert said.texts == []


def test_a_new_book_is_asked_for_made_and_opened(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewBookDialog)
        dialog.fields["name"].editor.setText("Ủy ban nhân dân phường An Hòa")  # type: ignore[attr-defined]
        dialog.accept()

    QTimer.singleShot(0, fill)
    qtbot.mouseClick(window.start.buttons[0], Qt.MouseButton.LeftButton)
    assert window.view is not None
    assert "An Hòa · Năm 2022" in window.windowTitle()
    assert not window.view.bar.practice.isVisible()
    assert (folder / "Ủy ban nhân dân phường An Hòa 2022.hxdb").is_file()


def test_giving_up_a_new_book_keeps_the_open_one(
    window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open_book(make_book(folder, "a.hxdb"))
    view = window.view
    monkeypatch.setattr(NewBookDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    window.new_book()
    assert window.view is view
    assert [path.name for path in folder.glob("*.hxdb")] == ["a.hxdb"]


def test_opening_another_book_closes_the_first_and_lets_go_of_its_file(window: MainWindow, folder: Path) -> None:
    first, second = make_book(folder, "a.hxdb"), make_book(folder, "b.hxdb")
    assert window.open_book(first)
    assert window.open_book(second)
    assert window.view is not None
    assert window.view.context.database.path == second
    first.rename(folder / "c.hxdb")
    assert not (folder / "a.hxdb-journal").exists()


@pytest.mark.parametrize("kind", ["text", "empty", "half", "foreign", "missing"])
def test_what_is_no_book_is_told_and_left_as_it_was(window: MainWindow, folder: Path, said: Said, kind: str) -> None:
    path = folder / "lạ.hxdb"
    if kind == "text":
        path.write_text("đây là văn bản", encoding="utf-8")
    elif kind == "empty":
        path.touch()
    elif kind == "half":
        content = make_book(folder, "sổ.hxdb").read_bytes()
        path.write_bytes(content[: len(content) // 2])
    elif kind == "foreign":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE a (b)")
        connection.commit()
        connection.close()
    before = path.read_bytes() if path.exists() else None
    assert not window.open_book(path)
    assert len(said.texts) == 1
    assert "lạ.hxdb" in said.texts[0]
    assert (path.read_bytes() if path.exists() else None) == before
    assert window.view is None
    assert window.start.isVisible()


def test_the_window_remembers_book_tab_place_and_size(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    path = make_book(folder, "a.hxdb")
    window.open_book(path)
    assert window.view is not None
    window.view.show_tab(len(TABS) - 1)
    window.view.context.move(period=Period.months(2022, 9))
    window.resize(780, 600)  # the plugin that draws in memory has a small screen
    window.close()
    preferences = Preferences(folder / "hxapp.ini")
    assert preferences.last_book() == path
    again = app.make_window(preferences, lambda: NOON, None, folder)
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    assert (again.width(), again.height()) == (780, 600)
    assert [card.book.path for card in again.start.cards] == [path]
    assert again.open_book(path)
    assert again.view is not None
    assert again.view.number == len(TABS) - 1
    assert again.view.context.period == Period.months(2022, 9)
    again.close()


def test_a_book_given_at_the_start_that_cannot_be_opened_is_told_over_the_window(
    qtbot: QtBot, folder: Path, said: Said
) -> None:
    path = folder / "văn bản.hxdb"
    path.write_text("đây là văn bản", encoding="utf-8")
    made = app.make_window(Preferences(folder / "hxapp.ini"), lambda: NOON, None, folder, path)
    qtbot.addWidget(made)
    assert "không phải là sổ" in said.texts[0]
    assert made.isVisible()
    assert made.start.isVisible()
    made.close()


@pytest.mark.qt_log_ignore("^QWindowsWindow::setGeometry: Unable to set geometry")
def test_a_window_larger_than_the_screen_fills_it(qtbot: QtBot, window: MainWindow) -> None:
    screen = window.screen().availableGeometry()
    window.resize(screen.width() - 100, screen.height() - 100)
    window.fit_screen()
    assert not window.isMaximized()
    window.resize(screen.width() + 300, screen.height())
    window.fit_screen()
    assert window.isMaximized()


def test_at_150_percent_estimate_and_final_can_still_be_chosen(qtbot: QtBot, window: MainWindow) -> None:
    window.start.practice_wanted.emit()
    assert window.view is not None
    window.resize(910, 512)
    bar = window.view.bar
    qtbot.waitUntil(lambda: bar.width() == 910)
    assert bar.stage.isVisible()
    assert bar.practice.isVisible()


def test_a_closed_book_is_not_the_last_one(window: MainWindow, folder: Path) -> None:
    window.open_book(make_book(folder, "a.hxdb"))
    window.close_book()
    window.close()
    assert Preferences(folder / "hxapp.ini").last_book() is None


def test_a_book_that_moved_is_found_with_choose_file(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_book(folder, "a.hxdb")
    window.open_book(path)
    window.close_book()
    moved = path.rename(folder / "b.hxdb")
    window.start.reload()
    monkeypatch.setattr(files, "open_one", lambda *_: moved)
    window.start.cards[0].buttons[1].click()
    assert window.view is not None
    assert [book.path for book in window.preferences.recent()] == [moved]


def test_the_menu_offers_what_can_be_done(window: MainWindow, folder: Path) -> None:
    window.menu.aboutToShow.emit()
    assert not window.menu.export_sheet.isEnabled()
    window.open_book(make_book(folder, "a.hxdb"))
    window.menu.aboutToShow.emit()
    assert window.menu.print_report.isEnabled()
    window.menu.recent.aboutToShow.emit()
    assert any("a.hxdb" in action.text() for action in window.menu.recent.actions())
    keys = {action.shortcut().toString() for action in window.actions()} - {""}
    assert {"Ctrl+N", "Ctrl+O", "Ctrl+P", "Ctrl+F", "F4", "Ctrl+PgDown", "Ctrl+PgUp"} <= keys
    assert not [key for key in keys if len(key) == 1]  # no single letters
