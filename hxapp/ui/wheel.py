"""The wheel never changes a value: over a list, a date or a number it scrolls what lies around.

Our own lists (`ChoiceBox`) see to it themselves; `guard` is for the fields of Qt's own dialogs.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget


class WheelGuard(QObject):
    """An event filter that hands the wheel on to what lies around."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # the parent, usually a scroll area, gets it
            return True
        return False


def guard(window: QWidget) -> None:
    """Keep the values of all fields in `window` from the wheel."""
    made = WheelGuard(window)
    for kind in (QComboBox, QAbstractSpinBox, QSlider):
        field: QWidget
        for field in window.findChildren(kind):
            field.installEventFilter(made)
            if field.focusPolicy() == Qt.FocusPolicy.WheelFocus:  # else the next key typed would change it
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
