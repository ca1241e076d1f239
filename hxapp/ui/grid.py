"""The grid that shows a table: fixed first columns, columns that give way by width, rows as high as their text.

    grid = Grid(model, proxy, "indicators", context.preferences)
    grid.row_changed.connect(panel.show_row)     # key of the current row, None when there is none
    grid.opened.connect(...)                     # double click on a cell that is not typed into
    grid.removal_asked.connect(...)              # Del on a cell that is not typed into
    if not grid.finish_editing(): return         # before anything that would take the cell away

Sideways: TT and name always stay; Ctrl+→ and Ctrl+← (or the arrows in the head) bring the hidden columns. Which go
first when room is short is `Column.gives_way`; `hidden_columns()` names them for the status line.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from hxapp.ui.columns import Shown, choose_columns, last_shift
from hxapp.ui.editing import EditingDelegate
from hxapp.ui.head import HeadView
from hxapp.ui.preferences import Preferences
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Index, RowLook, TableModel

_ROW_HEIGHT = 27


class Grid(QTableView):
    """A table on screen. See the module for its signals and its keys."""

    row_changed = Signal(object)
    opened = Signal(object)
    removal_asked = Signal()
    columns_changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        table: TableModel,
        proxy: SortProxy,
        name: str,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.table, self.proxy, self.name = table, proxy, name
        self._preferences = preferences
        self._widths: dict[str, int] = preferences.widths(name) if preferences is not None else {}
        self._shift = 0
        self._shown = Shown((), (), 0)
        self._was_shown = False  # until then its width is none that anyone sees, and measuring rows for it is lost
        self._measured: tuple[Any, ...] = ()
        self._heights: dict[int, int] = {}
        self._laying = False
        self._dragged = False
        self._many = False
        self._kept: tuple[Hashable | None, int, set[Hashable], int] | None = None
        self.mark_row = False
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
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(20)
        self.head = HeadView(self)
        self.setHorizontalHeader(self.head)
        self.delegate = EditingDelegate(self)
        self.setItemDelegate(self.delegate)
        proxy.modelAboutToBeReset.connect(self._keep_place)
        self.setModel(proxy)
        self.setSortingEnabled(True)
        proxy.modelReset.connect(self._on_reset)
        proxy.shown_changed.connect(self.lay_out_rows)
        proxy.dataChanged.connect(self._on_data_changed)
        proxy.headerDataChanged.connect(self.lay_out)
        self.head.sectionResized.connect(self._on_section_resized)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.verticalScrollBar().valueChanged.connect(self.delegate.bubble.hide)
        self.lay_out()

    # What a tab asks -----------------------------------------------------------------------------------------------

    def current_key(self) -> Hashable | None:
        """The key of the row the cell frame stands in."""
        index = self.currentIndex()
        return self.table.key_of(self.proxy.mapToSource(index).row()) if index.isValid() else None

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
        """Bring the row with that key into sight and stand in it; False when there is no such row."""
        self.proxy.reveal(key)
        number = self.table.column_of(column) if column is not None else self._stretch()
        index = self.proxy.index_of(key, number)
        if index.isValid():
            self._stand(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return index.isValid()

    def finish_editing(self) -> bool:
        """End the typing that goes on, saving it; False when it was refused and stays in its cell."""
        return self.delegate.finish()

    def _stand(self, index: QModelIndex) -> None:
        """Move the cell frame and select that cell alone, whatever keys are held."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def is_editing(self) -> bool:
        return self.delegate.editor is not None

    def hidden_columns(self) -> tuple[str, ...]:
        """The headings of the columns that are not shown, in the order in which they gave way."""
        return tuple(self.table.columns[number].heading for number in self._shown.hidden)

    def move_sideways(self, step: int) -> None:
        """Show the next columns (1) or the former ones (-1); TT and name stay."""
        if not self.finish_editing():
            return
        last = last_shift(self.table.columns, self._widths, self.viewport().width())
        self._shift = min(max(self._shift + step, 0), last)
        self.lay_out()

    # Columns -------------------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Choose and size the columns for the width there is, then the rows."""
        if self._laying or not self.table.columns:
            return
        before = self._shown.hidden
        for _ in range(3):  # a scroll bar that comes or goes changes the width
            width = self.viewport().width()
            self._lay_out_columns(width)
            self.lay_out_rows()
            if self.viewport().width() == width:
                break
        if self._shown.hidden != before:
            self.columns_changed.emit()

    def _lay_out_columns(self, width: int) -> None:
        self._laying = True
        try:
            shown = choose_columns(self.table.columns, self._widths, width, self._shift)
            for number, column in enumerate(self.table.columns):
                visible = number in shown.shown
                if self.isColumnHidden(number) == visible:
                    self.setColumnHidden(number, not visible)
                if visible:
                    size = shown.stretch if column.stretch else self._widths.get(column.key, column.width)
                    if self.columnWidth(number) != size:
                        self.setColumnWidth(number, size)
            self._shown = shown
            self.head.show_arrows(self._shift > 0, self._more_at_right())
            self.head.updateGeometry()
            self.updateGeometries()
        finally:
            self._laying = False

    def _more_at_right(self) -> bool:
        last = last_shift(self.table.columns, self._widths, self.viewport().width())
        return bool(self._shown.hidden) and self._shift < last

    def lay_out_rows(self) -> None:
        """Give every row the height its text needs; what was measured holds for these rows and widths."""
        if not self._was_shown:
            return
        measured = (self.table.revision, tuple((number, self.columnWidth(number)) for number in self._shown.shown))
        if measured != self._measured:
            self._measured = measured
            self._heights.clear()
        heights = self.verticalHeader()
        for number in range(self.proxy.rowCount()):
            height = self._height_of(number)
            if heights.sectionSize(number) != height:
                heights.resizeSection(number, height)
        self.viewport().update()

    def _height_of(self, number: int) -> int:
        row = self.proxy.mapToSource(self.proxy.index(number, 0)).row()
        if row not in self._heights:
            height = _ROW_HEIGHT
            for column in self._shown.shown:
                index = self.proxy.index(number, column)
                height = max(height, self.delegate.height_of(index, self.text_width(index)))
            self._heights[row] = height
        return self._heights[row]

    def forget_width(self, number: int) -> None:
        """Back to the column's own width."""
        self._widths.pop(self.table.columns[number].key, None)
        self._dragged = False
        self._save_widths()
        self.lay_out()

    def keep_dragged_widths(self) -> None:
        """The mouse let go of a column's edge."""
        if self._dragged:
            self._dragged = False
            self._save_widths()
            self.lay_out()

    def _on_section_resized(self, number: int, old: int, new: int) -> None:
        column = self.table.columns[number] if number < len(self.table.columns) else None
        if not self._laying and column is not None and new > 0 and not column.stretch:
            self._widths[column.key] = new
            self._dragged = True

    def _save_widths(self) -> None:
        if self._preferences is not None:
            self._preferences.set_widths(self.name, self._widths)

    def _stretch(self) -> int:
        return next((number for number, column in enumerate(self.table.columns) if column.stretch), 0)

    # What the delegate asks ----------------------------------------------------------------------------------------

    def text_width(self, index: Index) -> int:
        """The width of a cell, or of the cells its text runs over."""
        stretch = self.table.columns[index.column()].stretch
        if stretch and self.table.row_look_of(self.proxy.row_at(index)).span:
            return sum(self.columnWidth(number) for number in self._spanned(index))
        return self.columnWidth(index.column())

    def span_of(self, index: Index, look: RowLook) -> tuple[QModelIndex, QRect] | None:
        """For a cell the name runs over: the name's cell and the whole area."""
        if not look.span or index.column() not in (spanned := self._spanned(index)):
            return None
        if len(spanned) == 1:
            return None
        name = index.model().index(index.row(), spanned[0])
        area = self.visualRect(name)
        area.setWidth(sum(self.columnWidth(number) for number in spanned))
        return name, area

    def _spanned(self, index: Index) -> list[int]:
        """The name's column and the shown ones after it that are empty in this row."""
        start = self._stretch()
        spanned = [start]
        row = self.proxy.row_at(index)
        for number in self._shown.shown:
            if number <= start:
                continue
            column = self.table.columns[number]
            look = self.table.look_of(row, column)
            if column.text(row) or look.sign is not None or look.below:
                break
            spanned.append(number)
        return spanned

    def ends_span(self, rect: QRect, area: QRect) -> bool:
        return rect.right() >= area.right()

    def depth_of(self, index: Index) -> int:
        return self.table.depth_of(self.proxy.mapToSource(index).row())

    def is_foldable(self, index: Index) -> bool:
        return self.table.is_foldable(self.proxy.mapToSource(index).row())

    def is_folded(self, index: Index) -> bool:
        return self.proxy.is_folded(self.table.key_of(self.proxy.mapToSource(index).row()))

    def is_first(self, index: Index) -> bool:
        return bool(self._shown.shown) and index.column() == self._shown.shown[0]

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
            numbers = range(index.row() + down, self.proxy.rowCount() if down > 0 else -1, down)
            cells = [self.proxy.index(number, index.column()) for number in numbers]
            goal = next((cell for cell in cells if cell.flags() & Qt.ItemFlag.ItemIsEditable), None)
            goal = goal or next(iter(cells), self.proxy.index(index.row(), index.column()))
        elif right:
            at = self._shown.shown.index(index.column()) + right if index.column() in self._shown.shown else 0
            at = min(max(at, 0), len(self._shown.shown) - 1)
            goal = self.proxy.index(index.row(), self._shown.shown[at])
        else:
            return None
        return self.table.key_of(self.proxy.mapToSource(goal).row()), goal.column()

    def go_to(self, goal: tuple[Hashable, int] | None) -> None:
        """Stand in the cell that `neighbour` named, if it is still shown."""
        if goal is not None and (index := self.proxy.index_of(*goal)).isValid():
            self._stand(index)
            self.scrollTo(index)

    # Changes -------------------------------------------------------------------------------------------------------

    def _keep_place(self) -> None:
        self.delegate.give_up()
        keys = {self.table.key_of(self.proxy.mapToSource(i).row()) for i in self.selectionModel().selectedIndexes()}
        index = self.currentIndex()
        self._kept = (self.current_key(), index.column(), keys, self.verticalScrollBar().value())

    def _on_reset(self) -> None:
        self.delegate.forget_tails()
        self.lay_out()
        if self._kept is None:
            return
        key, column, keys, scrolled = self._kept
        self._kept = None
        if key is None or not (index := self.proxy.index_of(key, max(column, 0))).isValid():
            self.row_changed.emit(None)
            return
        self._stand(index)
        flags = self.selectionModel().SelectionFlag.Select
        for other in keys - {key}:
            if (place := self.proxy.index_of(other, max(column, 0))).isValid():
                self.selectionModel().select(place, flags)
        self.verticalScrollBar().setValue(scrolled)

    def _on_data_changed(self) -> None:
        self.delegate.forget_tails()
        self.lay_out_rows()
        if self.currentIndex().isValid():
            self.row_changed.emit(self.current_key())

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.viewport().update()
        if current.row() != previous.row() or not current.isValid():
            self.row_changed.emit(self.current_key())

    def _on_selection_changed(self) -> None:
        self._many = len(self.selectionModel().selectedIndexes()) > 1
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.ApplicationFontChange):
            self._measured = ()
        super().changeEvent(event)

    # Mouse, wheel and keys -----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        index = self.currentIndex()
        seen = index.isValid() and self.viewport().rect().intersects(self.visualRect(index))
        super().resizeEvent(event)
        self.lay_out()
        if seen:  # rows got higher: the one that is worked in stays on the screen
            self.scrollTo(index)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.proxy.rowCount():
            typed = next((n for n in self._shown.shown if self.table.columns[n].typed), self._stretch())
            self._stand(self.proxy.index(0, typed))
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.finish_editing():
            return
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
        key = self.table.key_of(self.proxy.mapToSource(index).row())
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
            if own or event.key() == Qt.Key.Key_Delete:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        index = self.currentIndex()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            from hxapp.ui import clipboard

            clipboard.copy(self)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
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
        else:
            super().keyPressEvent(event)

    def _on_enter(self, index: QModelIndex, down: int) -> None:
        number = index.row() + down
        if 0 <= number < self.proxy.rowCount():
            self._stand(self.proxy.index(number, index.column()))

    def _on_delete(self, index: QModelIndex) -> None:
        column = self.table.columns[index.column()]
        if not index.flags() & Qt.ItemFlag.ItemIsEditable or column.choices is not None or self._many:
            self.removal_asked.emit()
            return
        reason = self.table.commit(self.proxy.mapToSource(index), "")
        if reason is not None:
            self.refused.emit(reason)

    def _folds(self, index: QModelIndex, key: int) -> bool:
        if not index.isValid() or not self.table.columns[index.column()].tree or not self.is_foldable(index):
            return False
        return self.is_folded(index) == (key == Qt.Key.Key_Right)

    def _is_last(self, index: QModelIndex) -> bool:
        return bool(self._shown.shown) and index.column() == self._shown.shown[-1] and self._more_at_right()

    def _paste(self) -> None:
        from hxapp.ui import clipboard

        reason = clipboard.paste(self)
        if reason:
            self.refused.emit(reason)
