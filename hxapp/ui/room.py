"""Windows in reach, and no larger than the screen they open on: a screen of 1366×768 at 150 % holds 910×512."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 40)  # what the system draws around a window


_GRIP = QSize(120, 24)  # of a title bar, so much must be in reach to move its window


def bring_back(window: QWidget) -> None:
    """Move a window that lies where no screen is any more onto the first one."""
    frame = window.frameGeometry()
    bar = QRect(frame.topLeft(), QSize(frame.width(), _GRIP.height()))
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry() & bar
        if seen.width() >= _GRIP.width() and seen.height() >= _GRIP.height() // 2:
            return
    window.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())


def set_least(window: QWidget, width: int, height: int) -> None:
    """Let nobody make the window smaller than that, but for a screen that has not so much room."""
    window.setMinimumSize(QSize(width, height).boundedTo(window.screen().availableGeometry().size() - _FRAME))


def fit(window: QWidget, width: int, height: int) -> bool:
    """Give the window that size, or what the screen has room for; whether it had room for all of it."""
    room = window.screen().availableGeometry().size() - _FRAME
    size = QSize(width, height).boundedTo(room)
    window.resize(size)
    return size == QSize(width, height)
