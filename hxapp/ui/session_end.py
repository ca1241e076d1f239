"""Windows ends the session (log-off, shutdown, restart) with a book open: what is typed is saved, nothing is asked, and
the book is closed properly.

First all programs are asked whether the session may end; another one may still refuse, so the book stays open then.
Only when the session does end, Qt's loop ends with it.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QSessionManager

from hxapp.ui import messages


class Window(Protocol):
    """What is asked of the window."""

    def keep_typed(self) -> bool: ...
    def leave(self) -> None: ...


class SessionEnd(QObject):
    """Listens to the application, for its one window."""

    def __init__(self, application: QGuiApplication, window: Window) -> None:
        super().__init__(application)
        self._window = window
        # Directly: when this comes back the system goes on.
        application.commitDataRequest.connect(self.on_asked, Qt.ConnectionType.DirectConnection)
        application.aboutToQuit.connect(self.on_ending)

    def on_asked(self, _session: QSessionManager | None) -> None:
        """The session is about to end: what stands in a cell or a field goes into the book, or is given up."""
        with messages.silenced():
            self._window.keep_typed()

    def on_ending(self) -> None:
        """The program ends, whoever ended it."""
        with messages.silenced():
            self._window.leave()
