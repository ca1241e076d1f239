"""The grid that shows a table: fixed first columns, columns that give way by width, rows as high as their text.

    grid = Grid(model, proxy, "indicators", context.preferences)
    grid.row_changed.connect(panel.show_row)     # key of the current row, None when there is none
    grid.opened.connect(...)                     # double click on a cell that is not typed into
    grid.removal_asked.connect(...)              # Del in a column that is not typed into
    if not grid.finish_editing(): return         # before anything that would take the cell away

The clerk's place is kept: another order, a filter that goes again, another year and back; after a row that was put away
he stands in the next one. Del empties cells of a typed column (several after asking) and is about rows elsewhere.
Ctrl+C, Ctrl+V, Ctrl+D (fill down) and Ctrl+R (fill right) go over several columns where the table has a `save_block`;
Tab, arrows, Home and End then reach the columns beside the screen, and Enter after Tabs returns to where they began.
Sideways: TT and name always stay; Ctrl+→ and Ctrl+← (or the arrows in the head) bring the hidden columns. Which go
first when room is short is `Column.gives_way`; `hidden_columns()` names them for the status line.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from hxapp.ui.columns import choose_columns, last_shift
from hxapp.ui.editing import EditingDelegate
from hxapp.ui.head import HeadView
from hxapp.ui.laid_table import ROW_HEIGHT, LaidTable
from hxapp.ui.place import KeptPlace
from hxapp.ui.preferences import Preferences
from hxapp.ui.sorting import SortProxy
from hxapp.ui.steps import Steps
from hxapp.ui.table import Index, TableModel

_ELSEWHERE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier

_AWAY = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})


class Grid(LaidTable):
    """A table on screen. See the module for its signals and its keys."""

    row_changed = Signal(object)
    opened = Signal(object)
    removal_asked = Signal()
    refused = Signal(str)

    def __init__(
        self,
        table: TableModel,
        proxy: SortProxy,
        name: str,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(table, proxy, name, preferences, parent)
        self._many = False
        self._keys = tuple(column.key for column in table.columns)
        self.steps = Steps(self)
        self.mark_row = False
        self.has_panel = False  # a side panel, where what is only shown here can be edited
        self.setObjectName("grid")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setMouseTracking(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setTabKeyNavigation(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(20)
        self.head = HeadView(self)
        self.setHorizontalHeader(self.head)
        self.delegate = EditingDelegate(self)
        self.setItemDelegate(self.delegate)
        self._place = KeptPlace(self)
        proxy.modelAboutToBeReset.connect(self._before_reset)
        proxy.about_to_change.connect(self._place.keep)
        self.setModel(proxy)
        self.setSortingEnabled(True)
        proxy.modelReset.connect(self._on_reset)
        proxy.shown_changed.connect(self._on_shown_changed)
        proxy.dataChanged.connect(self._on_data_changed)
        proxy.headerDataChanged.connect(self.lay_out)
        self.head.sectionResized.connect(self.on_section_resized)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.verticalScrollBar().valueChanged.connect(self.delegate.bubble.hide)
        self.lay_out()

    # What a tab asks -----------------------------------------------------------------------------------------------

    def current_key(self) -> Hashable | None:
        """The key of the row the cell frame stands in."""
        index = self.currentIndex()
        return self.key_at(index) if index.isValid() else None

    def current_row(self) -> Any:
        """The row the cell frame stands in, None when there is none."""
        index = self.currentIndex()
        return self.proxy.row_at(index) if index.isValid() else None

    def selected_rows(self) -> list[Any]:
        """The rows with a selected cell, from top to bottom; without any the row of the cell frame."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        if not numbers and self.currentIndex().isValid():
            numbers = [self.currentIndex().row()]
        return [self.proxy.row_at(self.proxy.index(number, 0)) for number in numbers]

    def show_key(self, key: Hashable, column: str | None = None) -> bool:
        """Bring the row with that key into sight and stand in it; False when there is no such row.

        Without `column` in the one that was worked in: whoever takes back a figure does not stand on a name then.
        """
        here = self.currentIndex()
        self.proxy.reveal(key)
        number = here.column() if here.isValid() else self.stretch()
        if column is not None:
            number = self.table.column_of(column)
        index = self.proxy.index_of(key, number)
        if index.isValid():
            self.stand(index)
            self._place.forget()
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return index.isValid()

    def finish_editing(self) -> bool:
        """End the typing that goes on, saving it; False when it was refused and stays in its cell."""
        return self.delegate.finish()

    def stand(self, index: QModelIndex) -> None:
        """Move the cell frame and select that cell alone, whatever keys are held."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def is_editing(self) -> bool:
        return self.delegate.editor is not None

    # What the delegate asks ----------------------------------------------------------------------------------------

    def is_current(self, index: Index) -> bool:
        return index == self.currentIndex()

    def is_row_marked(self, index: Index) -> bool:
        """Whether the cell is tinted: one of several selected, or TT (with `mark_row` the whole row) of the current."""
        if self._many:
            return self.selectionModel().isSelected(index)
        return index.row() == self.currentIndex().row() and (self.mark_row or self.is_first(index))

    def neighbour(self, index: Index, down: int, right: int) -> tuple[Hashable, int] | None:
        """Where typing goes on from a cell: the next cell of the column that can be typed into, or the next one."""
        if down:
            column = self.steps.column_below(index, down)
            numbers = range(index.row() + down, self.proxy.rowCount() if down > 0 else -1, down)
            cells = [self.proxy.index(number, column) for number in numbers]
            goal = next((cell for cell in cells if cell.flags() & Qt.ItemFlag.ItemIsEditable), None)
            goal = goal or next(iter(cells), self.proxy.index(index.row(), index.column()))
        elif right:
            goal = self.steps.after(index, right)
        else:
            return None
        return self.key_at(goal), goal.column()

    def go_to(self, goal: tuple[Hashable, int] | None) -> None:
        """Stand in the cell that `neighbour` named, if it is still shown."""
        if goal is not None and (index := self.proxy.index_of(*goal)).isValid():
            self.bring(index.column())
            self.stand(index)
            self.scrollTo(index)

    # Sideways ------------------------------------------------------------------------------------------------------

    @property
    def preferences(self) -> Preferences | None:
        """Where what the clerk chose is kept."""
        return self._preferences

    def bring(self, number: int) -> None:
        """Move the columns sideways, as little as need be, until that one is shown."""
        if not self.isColumnHidden(number) or (self.is_editing() and not self.finish_editing()):
            return
        columns, room = self.table.columns, self.viewport().width()
        last = last_shift(columns, self._widths, room)
        for shift in sorted(range(last + 1), key=lambda one: abs(one - self._shift)):
            if number in choose_columns(columns, self._widths, room, shift).shown:
                self._shift = shift
                self.lay_out()
                return

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        goal = self.steps.goal(action, modifiers)
        return super().moveCursor(action, modifiers) if goal is None else goal

    # Changes -------------------------------------------------------------------------------------------------------

    def _before_reset(self) -> None:
        self.delegate.give_up()
        self._place.keep()

    def _on_reset(self) -> None:
        self.delegate.forget_tails()
        keys = tuple(column.key for column in self.table.columns)
        if keys != self._keys:  # other columns begin at their left
            self._keys, self._shift = keys, 0
        self.lay_out()
        self._place.come_back()

    def _on_shown_changed(self) -> None:
        self.lay_out_rows()
        self._place.come_back_if_shown()

    def _on_data_changed(self) -> None:
        self.delegate.forget_tails()
        self.lay_out_rows()
        if self.currentIndex().isValid():
            self.row_changed.emit(self.current_key())

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.delegate.bubble.hide()
        self.viewport().update()
        if current.row() != previous.row() or not current.isValid():
            self.row_changed.emit(self.current_key())

    def _on_selection_changed(self) -> None:
        self._many = len(self.selectionModel().selectedIndexes()) > 1
        self.viewport().update()

    # Mouse, wheel and keys -----------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.proxy.rowCount():
            typed = next((n for n in self._shown.shown if self.table.columns[n].typed), self.stretch())
            self.stand(self.proxy.index(0, typed))
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.is_editing():
            self.delegate.bubble.hide()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._place.forget()
        self.steps.forget_tabs()
        if not self.finish_editing():
            return
        self.delegate.bubble.hide()
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._is_on_arrow(index, event):
            self.toggle(index)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable and not self._is_on_arrow(index, event):
            self.opened.emit(self.current_key())
            return
        super().mouseDoubleClickEvent(event)

    def _is_on_arrow(self, index: QModelIndex, event: QMouseEvent) -> bool:
        if not self.is_foldable(index) or not self.table.columns[index.column()].tree:
            return False
        return event.position().x() < self.visualRect(index).left() + 24 + 14 * self.depth_of(index)

    def toggle(self, index: Index) -> None:
        """Fold or open the row."""
        key = self.key_at(index)
        self.proxy.set_folded(key, not self.proxy.is_folded(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        sideways = event.angleDelta().x() or (
            event.angleDelta().y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.move_sideways(-1 if sideways > 0 else 1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """A letter jumps nowhere: Telex types letters, and a jump would be a shortcut nobody asked for."""

    def event(self, event: QEvent) -> bool:
        # Ctrl+arrows and Del are the grid's own, before a shortcut of the window takes them.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Paste)
            if own or event.key() == Qt.Key.Key_Delete or _fills(event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._place.forget()  # whoever works in a row stands there by his own will
        hinted = self.delegate.bubble.isVisible()
        self.delegate.bubble.hide()
        key, modifiers = event.key(), event.modifiers()
        index = self.currentIndex()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in _AWAY:
            self.steps.forget_tabs()
        if event.matches(QKeySequence.StandardKey.Copy):
            from hxapp.ui import clipboard

            clipboard.copy(self)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif self.steps.reach(key, modifiers):
            pass
        elif _fills(event):
            self._fill(right=key == Qt.Key.Key_R)
        elif control and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.move_sideways(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._on_enter(index, -1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Delete and index.isValid():
            self._on_delete(index)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not modifiers and self._folds(index, key):
            self.toggle(index)
        elif key == Qt.Key.Key_Right and not modifiers and self._is_last(index):
            self.move_sideways(1)
        elif key == Qt.Key.Key_Escape and hinted:
            pass
        elif index.isValid() and _is_typed(event) and not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._say_closed(index)
        else:
            super().keyPressEvent(event)

    def _on_enter(self, index: QModelIndex, down: int) -> None:
        if 0 <= index.row() + down < self.proxy.rowCount():
            column = self.steps.column_below(index, down)
            self.go_to((self.key_at(index.siblingAtRow(index.row() + down)), column))

    def _on_delete(self, index: QModelIndex) -> None:
        """Empty what is typed into; elsewhere Del is about the row."""
        column = self.table.columns[index.column()]
        columns = {i.column() for i in self.selectionModel().selectedIndexes()} | {index.column()}
        if column.save is None or column.choices is not None or (len(columns) > 1 and not self.table.takes_blocks):
            self.removal_asked.emit()
        elif self._many:
            from hxapp.ui import blocks

            self._say(blocks.empty(self))
        elif not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._say_closed(index)
        elif column.elsewhere is not None and (reason := column.elsewhere(self.proxy.row_at(index))):
            self._hint(index, reason)
        else:
            self._say(self.table.commit(self.proxy.mapToSource(index), "") or "")

    def _fill(self, right: bool) -> None:
        from hxapp.ui import blocks

        self._say(blocks.fill(self, right))

    def _say(self, reason: str) -> None:
        if reason:
            self.refused.emit(reason)

    def _say_closed(self, index: QModelIndex) -> None:
        """Typing where nothing is typed: say why, and where to type instead."""
        if self.table.columns[index.column()].save is None and not self.has_panel and not self.table.closed:
            return
        self._hint(index, self.table.why_closed(self.proxy.row_at(index), index.column()))

    def _hint(self, index: QModelIndex, reason: str) -> None:
        area = self.visualRect(index)
        area.moveTopLeft(self.viewport().mapTo(self.window(), area.topLeft()))
        self.delegate.bubble.show_hint(area, reason)

    def _folds(self, index: QModelIndex, key: int) -> bool:
        if not index.isValid() or not self.table.columns[index.column()].tree or not self.is_foldable(index):
            return False
        return self.is_folded(index) == (key == Qt.Key.Key_Right)

    def _is_last(self, index: QModelIndex) -> bool:
        """Whether only columns that gave way stand at the right of the cell."""
        here = index.column()
        last = bool(self._shown.shown) and here == self._shown.shown[-1] and self.more_at_right()
        return last and self.steps.beside(here, 1) == here

    def _paste(self) -> None:
        from hxapp.ui import clipboard

        self._say(self.table.closed or clipboard.paste(self))


def _fills(event: QKeyEvent) -> bool:
    """Ctrl+D or Ctrl+R, and no other key held."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return held == Qt.KeyboardModifier.ControlModifier and event.key() in (Qt.Key.Key_D, Qt.Key.Key_R)


def _is_typed(event: QKeyEvent) -> bool:
    """Whether the key would write something into a cell."""
    return not event.modifiers() & _ELSEWHERE and bool(event.text().strip()) and event.text().isprintable()
