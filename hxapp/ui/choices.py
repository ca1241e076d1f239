"""A list to choose from whose values stay what they are: Qt's own item data makes plain text of an enum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QToolTip, QWidget

_WIDEST = 520
_BESIDE_WORD = 36  # padding and arrow


class ChoiceBox(QComboBox):
    """A combo box over (value, word) pairs; `free` lets another word be typed, without any completion."""

    def __init__(
        self, choices: Sequence[tuple[Any, str]] = (), *, free: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        self._aired = False
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Qt's own lets the wheel take the focus
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

    def choices(self) -> list[tuple[Any, str]]:
        """What is offered: values and words."""
        return [(value, self.itemText(number)) for number, value in enumerate(self._values)]

    def value(self) -> Any:
        """The chosen value, None when none is; in a free box the typed word when it is not among the choices."""
        if self.isEditable():
            text = self.currentText().strip()
            at = next((number for number in range(self.count()) if self.itemText(number) == text), -1)
            return self._values[at] if at >= 0 else text
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def showPopup(self) -> None:
        """The list is as wide as its longest word, however narrow the box."""
        if not self._aired:  # at the first opening: Qt makes the whole list for it
            self._aired = True
            self.setItemDelegate(QStyledItemDelegate(self))  # takes the style sheet's air around the words
        view = self.view()
        more = self.count() > self.maxVisibleItems()
        bar = view.verticalScrollBar().sizeHint().width() if more else 0
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + bar + 2 * view.frameWidth() + 2, _WIDEST))
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        """A word that is wider than the box can be read in its tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            room = self.width() - _BESIDE_WORD
            if self.fontMetrics().horizontalAdvance(self.currentText()) > room:
                QToolTip.showText(event.globalPos(), self.currentText(), self)
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel chooses nothing; what lies around scrolls."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter opens the list and stands at the first word that begins with it; only Enter or a click chooses."""
        alone = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if not self.isEditable() and alone and event.text().strip() and event.text().isprintable():
            self.showPopup()
            self.view().keyboardSearch(event.text())
            return
        super().keyPressEvent(event)

    def choose(self, value: Any) -> None:
        """Show that value; what is not among the choices clears the box, or is typed into a free one."""
        at = next((number for number, held in enumerate(self._values) if held == value), -1)
        self.setCurrentIndex(at)
        if at < 0 and self.isEditable():
            self.setEditText("" if value is None else str(value))
