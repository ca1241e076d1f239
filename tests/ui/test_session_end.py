"""Log-off with a book open: what is typed is saved, nothing is asked, and the book is closed properly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from hxapp.ui import messages
from hxapp.ui.session_end import SessionEnd

real_show = messages.show


class Host:
    """A window that asks something whenever it is asked something."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def keep_typed(self) -> bool:
        self.done.append(f"keep {messages.ask(None, 'Bỏ?', 'Bỏ')}")
        return False

    def leave(self) -> None:
        messages.refuse(None, "Không ghi được.")
        self.done.append("leave")


class Application(QObject):
    """The two signals of the application, without its end."""

    commitDataRequest = Signal(object)  # noqa: N815 - Qt's name
    aboutToQuit = Signal()  # noqa: N815


def test_nobody_is_asked_and_the_book_stays_open_until_the_session_ends(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "show", real_show)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: pytest.fail("a box at log-off"))
    host, application = Host(), Application()
    SessionEnd(application, host)  # type: ignore[arg-type]
    application.commitDataRequest.emit(None)
    assert host.done == ["keep False"]
    application.aboutToQuit.emit()
    assert host.done == ["keep False", "leave"]


def test_afterwards_messages_are_shown_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(1))
    with messages.silenced():
        assert real_show(None, QMessageBox.Icon.Question, "?", ("Có", "Không"), 1) == 1
    assert shown == []
    real_show(None, QMessageBox.Icon.Question, "?", ("Có", "Không"), 1)
    assert shown == [1]


def test_the_application_itself_has_these_signals(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    end = SessionEnd(application, Host())
    assert application.commitDataRequest.disconnect(end.on_asked)
    assert application.aboutToQuit.disconnect(end.on_ending)
