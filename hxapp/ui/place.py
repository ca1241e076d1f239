"""Where the clerk stands in a grid, kept over filters, folding, other orders and other years."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionModel

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid


class _Place(NamedTuple):
    """The cell, the selected rows, the other rows from the next one on, and how far the grid is scrolled."""

    key: Hashable
    column: int
    selected: frozenset[Hashable]
    beside: tuple[Hashable, ...]
    scrolled: int


class KeptPlace:
    """The place of a grid: noted before its rows change (`keep`), taken again after that where it is shown.

    Where a filter or another year put the cell frame is no place of the clerk's, until he does something there.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._place: _Place | None = None
        self._put: Hashable | None = None

    def forget(self) -> None:
        """The clerk does something where he stands: that is his place now."""
        self._place = None

    def keep(self) -> None:
        """Note where the clerk stands."""
        grid = self._grid
        key = grid.current_key()
        if key is None or (self._place is not None and key == self._put and key != self._place.key):
            return
        index, rows = grid.currentIndex(), grid.proxy.rowCount()
        near = [*range(index.row() + 1, rows), *range(index.row() - 1, -1, -1)]
        self._place = _Place(
            key,
            index.column(),
            frozenset(grid.key_at(one) for one in grid.selectionModel().selectedIndexes()),
            tuple(grid.key_at(grid.proxy.index(number, 0)) for number in near),
            grid.verticalScrollBar().value(),
        )

    def come_back(self) -> None:
        """The rows are others: back to the same one, or to the one after a row that was put away."""
        grid, place = self._grid, self._place
        if place is None:
            return
        if self._stand_in(place.key, place.column):
            flags = QItemSelectionModel.SelectionFlag.Select
            for other in place.selected - {place.key}:
                if (cell := grid.proxy.index_of(other, place.column)).isValid():
                    grid.selectionModel().select(cell, flags)
            grid.verticalScrollBar().setValue(place.scrolled)
            return
        gone = grid.table.place_of(place.key) is None
        if gone and any(self._stand_in(key, place.column) for key in place.beside):
            self._place = None
            grid.verticalScrollBar().setValue(place.scrolled)
            grid.scrollTo(grid.currentIndex())
            return
        self._put = grid.current_key()
        grid.row_changed.emit(self._put)

    def come_back_if_shown(self) -> None:
        """Other rows are shown: once the clerk's is again he stands in it, unless he went elsewhere meanwhile."""
        grid, place = self._grid, self._place
        if place is None or grid.current_key() == place.key:
            return
        if self._stand_in(place.key, place.column):
            grid.scrollTo(grid.currentIndex())
        else:
            self._put = grid.current_key()
            grid.row_changed.emit(self._put)

    def _stand_in(self, key: Hashable, column: int) -> bool:
        last = len(self._grid.table.columns) - 1  # in fewer columns than before he stands in the last
        index = self._grid.proxy.index_of(key, min(max(column, 0), last))
        if index.isValid():
            self._put = key
            self._grid.stand(index)
        return index.isValid()
