"""What stands in a table without rows: why it is empty, and buttons for what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp.ui.shut import SHUT, shut


class EmptyState(QWidget):
    """A sentence in the middle of the table over a line of buttons, the first of them the one meant.

    It fills `table`, the table's viewport, whatever size that takes.
    """

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        table.installEventFilter(self)
        self._label = QLabel(self)
        self._label.setObjectName("emptyText")
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: list[QPushButton] = []
        self._offered: tuple[QAction, ...] = ()
        self._line = QHBoxLayout()
        self._line.setSpacing(10)
        self._line.addStretch(1)
        self._line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addStretch(2)
        layout.addWidget(self._label)
        layout.addLayout(self._line)
        layout.addStretch(3)
        self._fill(table)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._fill(watched)
        return False

    def _fill(self, table: QWidget) -> None:
        self.setGeometry(table.rect().adjusted(40, 20, -40, -20))

    def text(self) -> str:
        """The sentence shown."""
        return self._label.text()

    def say(self, text: str, actions: Sequence[QAction] = ()) -> None:
        """Show that sentence and a button for each action."""
        self._label.setText(text)
        if tuple(actions) == self._offered:
            return
        self._offered = tuple(actions)
        for button in self.buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for number, action in enumerate(self._offered):
            button = QPushButton(action.text(), self)
            button.setProperty("filled", number == 0)
            button.clicked.connect(action.trigger)
            if action.property(SHUT):
                shut(button)
            self._line.insertWidget(1 + number, button)
            self.buttons.append(button)
