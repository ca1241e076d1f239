"""Where keys lead in a grid: beside the screen too, to the first figure, and with Enter to where the Tabs began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView

from hxapp.ui.table import Align, Index

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

_Move = QAbstractItemView.CursorAction
_KEYS: dict[int, QAbstractItemView.CursorAction] = {
    Qt.Key.Key_Left: _Move.MoveLeft,
    Qt.Key.Key_Right: _Move.MoveRight,
    Qt.Key.Key_Up: _Move.MoveUp,
    Qt.Key.Key_Down: _Move.MoveDown,
    Qt.Key.Key_Home: _Move.MoveHome,
    Qt.Key.Key_End: _Move.MoveEnd,
    Qt.Key.Key_PageUp: _Move.MovePageUp,
    Qt.Key.Key_PageDown: _Move.MovePageDown,
}


class Steps:
    """The steps of a grid. In a table that takes blocks they go on to columns that wait beside the screen."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._begun: tuple[int, int] | None = None  # the row of the last Tabs, and the column they began in
        self._anchor = QPersistentModelIndex()  # where a selection by keys began
        self._reached = QPersistentModelIndex()  # how far it went

    def columns(self) -> list[int]:
        """The columns that steps and blocks go through: those on screen, in a table of blocks those beside it too.

        A column that gave way to the others for want of room is not one of them.
        """
        grid = self._grid
        return [
            number
            for number, column in enumerate(grid.table.columns)
            if not grid.isColumnHidden(number) or (grid.table.takes_blocks and not column.gives_way)
        ]

    def beside(self, number: int, right: int) -> int:
        """The column `right` steps beside that one, or the outermost."""
        columns = self.columns()
        at = columns.index(number) + right if number in columns else 0
        return columns[min(max(at, 0), len(columns) - 1)]

    def after(self, index: Index, right: int) -> QModelIndex:
        """The cell that Tab leads to; in a table that takes blocks from the last one to the next row's first figure."""
        grid, number = self._grid, self.beside(index.column(), right)
        row = index.row() + right
        if grid.table.takes_blocks and number == index.column() and 0 <= row < grid.proxy.rowCount():
            return grid.proxy.index(row, self._first() if right > 0 else self.columns()[-1])
        return grid.proxy.index(index.row(), number)

    def tabbed(self, index: Index, right: int) -> None:
        """Tab leaves that cell."""
        if self._begun is None or self._begun[0] != index.row():
            self._begun = (index.row(), index.column()) if right > 0 else None

    def forget_tabs(self) -> None:
        """The clerk went elsewhere by other keys, or with the mouse."""
        self._begun = None

    def column_below(self, index: Index, down: int) -> int:
        """The column that Enter leads to: its own, after Tabs the one in which they began."""
        begun = self._begun
        return begun[1] if begun is not None and begun[0] == index.row() and down > 0 else index.column()

    def goal(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex | None:
        """The cell a key leads to in a table that takes blocks, brought on screen; None where Qt's own way is right."""
        grid, index = self._grid, self._grid.currentIndex()
        if not grid.table.takes_blocks or not index.isValid():
            return None
        row, number = index.row(), index.column()
        if action in (_Move.MoveHome, _Move.MoveEnd):
            home = action == _Move.MoveHome
            number = self._first() if home else self.columns()[-1]
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                row = 0 if home else grid.proxy.rowCount() - 1
        elif action in (_Move.MoveNext, _Move.MovePrevious):
            right = 1 if action == _Move.MoveNext else -1
            self.tabbed(index, right)
            after = self.after(index, right)
            row, number = after.row(), after.column()
        elif action in (_Move.MoveRight, _Move.MoveLeft):
            number = self.beside(number, 1 if action == _Move.MoveRight else -1)
        else:
            return None
        grid.bring(number)
        return grid.proxy.index(row, number)

    def reach(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Extend the selection by a key held with Shift, in a table that takes blocks; whether it was such a key.

        Qt's own way needs the cell where it began on screen.
        """
        grid, index = self._grid, self._grid.currentIndex()
        action = _KEYS.get(key) if modifiers & Qt.KeyboardModifier.ShiftModifier else None
        if action is None or not grid.table.takes_blocks or not index.isValid():
            return False
        alone = len(grid.selectionModel().selectedIndexes()) <= 1
        if alone or self._reached != index or not self._anchor.isValid():
            self._anchor = QPersistentModelIndex(index)
        goal = grid.moveCursor(action, modifiers)
        self._reached = QPersistentModelIndex(goal)
        rows, columns = zip(*((one.row(), one.column()) for one in (self._anchor, goal)), strict=True)
        model, flags = grid.proxy, QItemSelectionModel.SelectionFlag
        block = QItemSelection(model.index(min(rows), min(columns)), model.index(max(rows), max(columns)))
        grid.selectionModel().setCurrentIndex(goal, flags.NoUpdate)
        grid.selectionModel().select(block, flags.ClearAndSelect)
        grid.scrollTo(goal)
        return True

    def _first(self) -> int:
        """The first cell that is typed into, as Home leads to the first one beside frozen columns in Excel."""
        columns = list(enumerate(self._grid.table.columns))
        typed = [number for number, column in columns if column.save is not None]
        return next(iter(typed or [number for number, column in columns if column.align is Align.FIGURE]), 0)
