"""Two starts on one PC: the window that is there comes to the front, with the book that the second start was given.

The first start holds a lock in the settings folder; a second one leaves a request beside it, waits until the first has
taken it away, and ends. A first one that doesn't answer (it hangs, or is just closing) stops nobody: the second opens
a window of its own, and the lock of the book keeps them apart. Qt is imported only by the one that listens.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hxapp.storage import lock
from hxapp.storage.lock import Busy, Lock

if TYPE_CHECKING:
    from PySide6.QtCore import QFileSystemWatcher
    from PySide6.QtWidgets import QWidget

LOCK = "hxapp.khoa"
_REQUEST = "hxapp-mo-"
PATIENCE = 5.0  # seconds that a second start waits for an answer
_PAUSE = 0.05
_STALE = 2 * PATIENCE  # seconds after which a request is that of a start that was killed


class Seat:
    """The right to be the PC's one window of this user; without a lock where the settings folder has none."""

    def __init__(self, folder: Path, held: Lock | None) -> None:
        self._folder, self._held = folder, held
        self._watcher: QFileSystemWatcher | None = None

    def listen(self, window: QWidget, open_book: Callable[[Path], None]) -> None:
        """From now on do what further starts ask; to be called when the window stands."""
        if self._held is None:
            return
        from PySide6.QtCore import QFileSystemWatcher

        self._watcher = QFileSystemWatcher([str(self._folder)], window)
        self._watcher.directoryChanged.connect(lambda _: self.answer(window, open_book))
        self.answer(window, open_book)  # asked while the window was being made

    def answer(self, window: QWidget, open_book: Callable[[Path], None]) -> None:
        """Take away the requests that are there, and do what they ask."""
        for request in self._folder.glob(f"{_REQUEST}*"):
            try:
                asked_at, text = request.stat().st_mtime, request.read_text(encoding="utf-8")
                request.unlink()  # the answer: whoever asked ends now
                book = json.loads(text)["book"]
            except (OSError, ValueError, TypeError, KeyError):
                continue
            if time.time() - asked_at < _STALE:
                come_to_front(window)
                if isinstance(book, str):
                    open_book(Path(book))

    def leave(self) -> None:
        """Let the next start be the first one."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        if self._held is not None:
            self._held.release()
            self._held = None


def take(folder: Path, book: Path | None, patience: float = PATIENCE) -> Seat | None:
    """The seat in this settings folder; None when the window that is there has taken over what was asked for."""
    request: Path | None = None
    until = time.monotonic() + patience
    try:
        while True:
            try:
                return Seat(folder, lock.hold_file(folder / LOCK, lock.this_holder(None)))
            except Busy as busy:
                if request is None:
                    request = _ask(folder, book, busy.holder.process)
                elif not request.exists():
                    return None
                if request is None or time.monotonic() > until:
                    return Seat(folder, None)
                time.sleep(_PAUSE)
            except OSError:
                return Seat(folder, None)
    finally:
        _withdraw(request)


def come_to_front(window: QWidget) -> None:
    """Show the window over those of other programs, as far as the system lets a program do so."""
    from PySide6.QtCore import Qt

    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.SetForegroundWindow(int(window.winId()))


def _ask(folder: Path, book: Path | None, process: int) -> Path | None:
    """Leave a request in a file of its own; None when it can't be written."""
    if sys.platform == "win32" and process:
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(process)  # the start that the user made may hand this on
    asked = {"book": None if book is None else str(book.absolute())}
    request = folder / f"{_REQUEST}{uuid.uuid4().hex}"
    part = request.with_name(f"part-{request.name}")
    try:
        part.write_text(json.dumps(asked), encoding="utf-8")
        part.rename(request)
    except OSError:
        _withdraw(part)
        return None
    return request


def _withdraw(request: Path | None) -> None:
    if request is not None:
        with contextlib.suppress(OSError):
            request.unlink()
