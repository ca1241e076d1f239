"""Greys what changes the book, for good, while the book is only read: whoever enables it later is overruled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

WHY = "Sổ đang mở chỉ để xem nên không sửa được. Muốn sửa, hãy bấm “Thử mở để ghi” ở đầu cửa sổ."

SHUT = "shut"
"""The property of what is greyed so."""


def shut(*things: QAction | QWidget) -> None:
    """Disable these actions and widgets until they are gone."""
    for thing in things:
        if thing.property(SHUT):
            continue
        thing.setProperty(SHUT, True)
        thing.setEnabled(False)
        thing.setToolTip(WHY)
        if isinstance(thing, QAction):
            thing.enabledChanged.connect(lambda enabled, action=thing: action.setEnabled(False) if enabled else None)
        else:
            thing.installEventFilter(_Keeper(thing))


class _Keeper(QObject):
    """Disables its widget again as soon as somebody enabled it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return False
