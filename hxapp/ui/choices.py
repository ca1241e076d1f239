"""A list to choose from whose values stay what they are: Qt's own item data makes plain text of an enum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class ChoiceBox(QComboBox):
    """A combo box over (value, word) pairs; `free` lets another word be typed, without any completion."""

    def __init__(
        self, choices: Sequence[tuple[Any, str]] = (), *, free: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        if free:
            self.setEditable(True)
            self.setCompleter(None)  # type: ignore[arg-type]  # no inline completion
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these instead, none chosen; tells nobody."""
        blocker = QSignalBlocker(self)
        self.clear()
        self._values = [value for value, _ in choices]
        self.addItems([word for _, word in choices])
        self.setCurrentIndex(-1)
        del blocker

    def value(self) -> Any:
        """The chosen value, None when none is; in a free box the typed word when it is not among the choices."""
        if self.isEditable():
            text = self.currentText().strip()
            at = next((number for number in range(self.count()) if self.itemText(number) == text), -1)
            return self._values[at] if at >= 0 else text
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel chooses nothing; what lies around scrolls."""
        event.ignore()

    def choose(self, value: Any) -> None:
        """Show that value; what is not among the choices clears the box, or is typed into a free one."""
        at = next((number for number, held in enumerate(self._values) if held == value), -1)
        self.setCurrentIndex(at)
        if at < 0 and self.isEditable():
            self.setEditText("" if value is None else str(value))
