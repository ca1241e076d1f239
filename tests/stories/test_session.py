"""The session ends with a book open, and screens come and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from hxapp import app
from hxapp.storage import lock
from hxapp.ui import bookshelf
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from hxapp.ui.session_end import SessionEnd
from tests.stories.conftest import NOON, Said


@pytest.fixture
def end(window: MainWindow) -> SessionEnd:
    """What listens to the application, called by hand: the session of the tests goes on."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = SessionEnd(application, window)
    application.commitDataRequest.disconnect(made.on_asked)
    application.aboutToQuit.disconnect(made.on_ending)
    return made


def type_without_enter(qtbot: QtBot, window: MainWindow, text: str) -> Any:
    """Open the practice book and type into the first result that can be written; gives the row and its tab."""
    window.open_practice()
    view = window.view
    assert view is not None
    names = [tab.name for tab in view.tabs]
    view.show_tab(names.index("indicators"))
    tab: Any = view.current()
    tab.grid.setFocus()
    number = tab.model.columns[tab.model.column_of("number")]
    row = next(one for one in tab.model.rows if number.text(one) == "14")
    assert tab.grid.show_key(row.id, "result")
    qtbot.keyClick(tab.grid, Qt.Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return tab, row.id


def test_what_is_typed_is_saved_before_the_session_ends_and_the_book_is_closed(
    qtbot: QtBot, window: MainWindow, end: SessionEnd, folder: Path, said: Said
) -> None:
    tab, key = type_without_enter(qtbot, window, "38")
    book = folder / bookshelf.PRACTICE_FILE
    end.on_asked(None)
    place = tab.model.place_of(key)
    assert tab.model.index(place, tab.model.column_of("result")).data() == "38,0"
    assert window.view is not None and lock.file_of(book).exists()  # another program may still keep the session
    end.on_ending()
    assert window.view is None and not lock.file_of(book).exists()
    assert Preferences(folder / "hxapp.ini").last_book() == book
    assert said.texts == []


def test_what_the_book_refuses_does_not_keep_the_session(
    qtbot: QtBot, window: MainWindow, end: SessionEnd, folder: Path
) -> None:
    type_without_enter(qtbot, window, "abc")
    end.on_asked(None)
    end.on_ending()
    assert window.view is None
    again = app.make_window(Preferences(folder / "again.ini"), lambda: NOON, None, folder, folder / "Sổ thực hành.hxdb")
    qtbot.addWidget(again)
    assert again.view is not None and not again.view.context.read_only
    again.close_book()


def test_a_window_of_a_screen_that_is_gone_comes_back_onto_one_that_is_there(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    preferences = Preferences(folder / "screens.ini")
    window.move(QPoint(6000, 4000))
    preferences.set_geometry(window.saveGeometry())
    preferences.save()
    back = app.make_window(Preferences(folder / "screens.ini"), lambda: NOON, None, folder)
    qtbot.addWidget(back)
    back.fit_screen()
    assert QApplication.primaryScreen().availableGeometry().contains(back.frameGeometry().center())
    window.fit_screen()  # a screen that goes while the window stands on it
    assert QApplication.primaryScreen().availableGeometry().contains(window.frameGeometry().topLeft())


def test_the_end_of_a_program_whose_window_was_closed_changes_nothing(
    window: MainWindow, end: SessionEnd, folder: Path
) -> None:
    window.open_practice()
    window.close()
    assert Preferences(folder / "hxapp.ini").last_book() == folder / bookshelf.PRACTICE_FILE
    end.on_ending()
    assert Preferences(folder / "hxapp.ini").last_book() == folder / bookshelf.PRACTICE_FILE
