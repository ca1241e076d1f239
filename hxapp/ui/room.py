"""Windows no larger than the screen they open on: a screen of 1366×768 at 150 % holds 910×512."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 40)  # what the system draws around a window


def fit(window: QWidget, width: int, height: int) -> bool:
    """Give the window that size, or what the screen has room for; whether it had room for all of it."""
    room = window.screen().availableGeometry().size() - _FRAME
    size = QSize(width, height).boundedTo(room)
    window.resize(size)
    return size == QSize(width, height)
