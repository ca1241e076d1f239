"""Typing in a cell: Enter and Tab save and go on, Esc gives up, a refused text stays with its reason beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem, QWidget

from hxapp.ui import palette
from hxapp.ui.bubble import Bubble
from hxapp.ui.cells import CellDelegate
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.table import Align, Index

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

Key = Qt.Key
_FORWARD = {Key.Key_Return: (1, 0), Key.Key_Enter: (1, 0), Key.Key_Tab: (0, 1), Key.Key_Backtab: (0, -1)}


class EditingDelegate(CellDelegate):
    """The delegate with its editors. `finish` ends the typing that goes on: saved, or refused with the reason shown."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._editor: QWidget | None = None
        self._index: Index | None = None
        self._busy = False
        self.bubble = Bubble(grid)

    @property
    def editor(self) -> QWidget | None:
        """What is being typed into, if anything."""
        return self._editor

    # Qt's questions ------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._column(index)
        row = self.grid.proxy.row_at(index)
        editor: QWidget
        if column.choices is not None:
            box = ChoiceBox(column.choices(row), parent=parent)
            box.activated.connect(lambda _: self.finish(1, 0))
            QTimer.singleShot(0, box, box.showPopup)
            editor = box
        else:
            line = QLineEdit(parent)
            line.setFrame(False)
            line.setFont(palette.font(12, bold=column.typed))
            if column.align in (Align.RIGHT, Align.FIGURE):
                line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.textEdited.connect(self.bubble.hide)
            editor = line
        editor.setObjectName("cellEditor")
        editor.setProperty("refused", False)
        self._editor = editor
        self._index = index
        editor.destroyed.connect(self._on_destroyed)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if editor.property("filled"):
            return  # other cells changed: what is being typed stays
        editor.setProperty("filled", True)
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, ChoiceBox):
            editor.choose(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Qt's own way to save (it leaves the cell): the same way as ours, without going on."""
        self.finish()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(self.grid.visualRect(index))

    # Ending --------------------------------------------------------------------------------------------------------

    def finish(self, down: int = 0, right: int = 0) -> bool:
        """Save what is being typed and go `down` rows or `right` cells; False when it was refused and stays."""
        editor, index = self._editor, self._index
        if editor is None or index is None or self._busy:
            return not self._busy
        self._busy = True
        try:
            goal = self.grid.neighbour(index, down, right)
            reason = self.grid.proxy.source.commit(self.grid.proxy.mapToSource(index), _typed(editor))
            if reason is not None:
                self._refuse(editor, reason)
                return False
            self._close(editor)
            self.grid.go_to(goal)
            return True
        finally:
            self._busy = False

    def give_up(self) -> None:
        """Leave the cell as it was before typing."""
        if self._editor is not None:
            self._close(self._editor)

    def _close(self, editor: QWidget) -> None:
        self.bubble.hide()
        self._editor = self._index = None
        editor.removeEventFilter(self)
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)
        self.grid.setFocus()

    def _refuse(self, editor: QWidget, reason: str) -> None:
        editor.setProperty("refused", True)
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        old = str(self._index.data(Qt.ItemDataRole.EditRole) or "") if self._index is not None else ""
        self.bubble.show_beside(editor, reason, old)
        if self.grid.isVisible():
            QTimer.singleShot(0, editor, editor.setFocus)

    def _on_destroyed(self, editor: QObject | None = None) -> None:
        if self._editor is not None and editor is self._editor:
            self._editor = self._index = None
            self.bubble.hide()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if editor is not self._editor:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            return self._on_focus_out(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Key(event.key())
        if key in _FORWARD:
            down, right = _FORWARD[key]
            if down and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                down = -1
            if right and self._index is not None:
                self.grid.steps.tabbed(self._index, right)
            self.finish(down, right)
            return True
        if key == Key.Key_Escape:
            self.give_up()
            return True
        if isinstance(self._editor, QLineEdit):
            if key in (Key.Key_Up, Key.Key_Down):
                self.grid.steps.forget_tabs()
                self.finish(-1 if key == Key.Key_Up else 1, 0)
                return True
            if self._is_pad_dot(event):
                self._editor.insert(",")
                self.bubble.hide()
                return True
        return False

    def _is_pad_dot(self, event: QKeyEvent) -> bool:
        """The numeric pad's dot is the decimal sign, which is a comma here."""
        if self._index is None or self._column(self._index).align is not Align.FIGURE:
            return False
        on_pad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        return on_pad and event.text() == "."

    def _on_focus_out(self, event: QFocusEvent) -> bool:
        reason = event.reason()
        if reason in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            return True  # the clerk looks elsewhere; what is typed waits
        if QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None:
            return True
        self.finish()
        return True


def _typed(editor: QWidget) -> str:
    if isinstance(editor, ChoiceBox):
        return str(editor.value() or "")
    return editor.text() if isinstance(editor, QLineEdit) else ""
