"""One field of a panel or a dialog: label, editor, the place of its refusal; and texts as high as their words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from hxapp.ui.cells import wrap
from hxapp.ui.choices import ChoiceBox

_MOST_LINES = 12


class Field(QWidget):
    """One field: label, editor, and the place of its refusal.

    Signals: `left()`: the clerk is through with it; `menu_wanted(at)`: the right mouse button, or the menu key, on it.
    """

    left = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, name: str, label: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.label, self.editor = name, label, editor
        self._saved: Any = None
        self.escape_gives_up = True  # else Escape is for whoever holds the field
        self.refusal = QLabel(self)
        self.refusal.setObjectName("refusal")
        self.refusal.setWordWrap(True)
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(2)
        if label and not isinstance(editor, QCheckBox):
            caption = QLabel(label, self)
            caption.setObjectName("caption")
            caption.setBuddy(editor)
            layout.addWidget(caption)
        layout.addWidget(editor)
        layout.addWidget(self.refusal)
        editor.setAccessibleName(label)
        editor.installEventFilter(self)
        if isinstance(editor, QPlainTextEdit):
            editor.viewport().installEventFilter(self)  # where the right mouse button is heard
        if isinstance(editor, QLineEdit):
            editor.returnPressed.connect(self.left)
        elif isinstance(editor, QComboBox):
            editor.activated.connect(lambda _: self.left.emit())
            if (line := editor.lineEdit()) is not None:
                line.installEventFilter(self)
                line.returnPressed.connect(self.left)
        elif isinstance(editor, QCheckBox):
            editor.clicked.connect(lambda _: self.left.emit())

    def value(self) -> Any:
        """What stands in the field: text, a choice's value (or the typed word of an open choice), or a bool."""
        editor = self.editor
        if isinstance(editor, ChoiceBox):
            return editor.value()
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText()
        return editor.text() if isinstance(editor, QLineEdit) else None

    def fill(self, value: Any) -> None:
        """Show a saved value; what was refused before is gone."""
        editor = self.editor
        blocked = editor.blockSignals(True)
        if isinstance(editor, ChoiceBox):
            editor.choose(value)
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText("" if value is None else str(value))
            fit(editor)
        elif isinstance(editor, QLineEdit):
            editor.setText("" if value is None else str(value))
            editor.setCursorPosition(0)
        editor.blockSignals(blocked)
        self._saved = self.value()
        self.show_refusal("")

    @property
    def is_changed(self) -> bool:
        return bool(self.value() != self._saved)

    @property
    def is_refused(self) -> bool:
        return not self.refusal.isHidden()

    def mark_saved(self) -> None:
        self._saved = self.value()
        self.show_refusal("")

    def give_up(self) -> None:
        """Back to the saved value."""
        self.fill(self._saved)

    def show_refusal(self, sentence: str) -> None:
        """Show why the field was not taken; '' takes it away."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        self.editor.setProperty("refused", bool(sentence))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
                self.left.emit()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.escape_gives_up
            and (self.is_changed or self.is_refused)
        ):
            self.give_up()
            return True
        elif isinstance(event, QContextMenuEvent):
            self.menu_wanted.emit(event.globalPos())
            return True
        return False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def menu(self) -> QMenu:
        """What the editor itself offers: cut, copy, paste; an empty menu for a list to choose from."""
        editor = self.editor
        line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
        made = line.createStandardContextMenu() if isinstance(line, (QLineEdit, QPlainTextEdit)) else None
        if made is None:
            return QMenu(self)
        if made.actions():
            made.addSeparator()
        return made


def fit(area: QPlainTextEdit) -> None:
    """Make a text area as high as its text, from two to twelve lines; a longer text scrolls in it."""
    room = area.viewport().width() - 2 * area.document().documentMargin()
    lines = max(sum(len(wrap(line, area.font(), room)) for line in area.toPlainText().split("\n")), 2)
    bars = Qt.ScrollBarPolicy
    area.setVerticalScrollBarPolicy(bars.ScrollBarAsNeeded if lines > _MOST_LINES else bars.ScrollBarAlwaysOff)
    frame = max(area.height() - area.viewport().height(), 8)  # the style sheet's edge and padding
    step = area.fontMetrics().lineSpacing() + 1
    area.setFixedHeight(round(min(lines, _MOST_LINES) * step + 2 * area.document().documentMargin() + min(frame, 12)))


class TextArea(QPlainTextEdit):
    """A text of several lines, as high as its text, from two to twelve lines; Tab leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        fit(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
