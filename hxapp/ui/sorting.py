"""What of a table is shown and in which order: folding, words, chips and sorting, over the one table model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal

from hxapp.domain.words import matches, sort_key, tidy
from hxapp.ui.table import Index, TableModel

Predicate = Callable[[Any], bool]


class SortProxy(QSortFilterProxyModel):
    """Shows a TableModel's rows in tree order or sorted among siblings.

    While words or a chip filter, folding does not count: whatever fits is shown with the rows above it. Typing in a
    filtered or sorted table moves no row until `refresh`, so that the place under the cursor stays.
    Signals: `shown_changed()`: other rows are shown, or in another order; `about_to_change()`: before that.
    """

    about_to_change = Signal()
    shown_changed = Signal()

    def __init__(self, source: TableModel, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self.source = source
        self._folded: set[Hashable] = set()
        self._query = ""
        self._chip: Predicate | None = None
        self._sort_column = -1
        self._descending = False
        self._shown: list[bool] = []
        self._ranks: list[int] = []
        self._known = -1
        self._places: dict[int, int] = {}
        self.setDynamicSortFilter(False)
        for moved in (self.modelReset, self.layoutChanged, self.rowsInserted, self.rowsRemoved):
            moved.connect(lambda *_: self._places.clear())
        self.setSourceModel(source)
        super().sort(0)
        source.modelReset.connect(self.shown_changed)

    # What a tab does -----------------------------------------------------------------------------------------------

    @property
    def query(self) -> str:
        return self._query

    @property
    def is_filtered(self) -> bool:
        return bool(self._query) or self._chip is not None

    def set_query(self, text: str) -> None:
        """Show the rows that hold every word of `text`, with or without accents; what stands under them comes too."""
        text = tidy(text)
        if text != self._query:
            self._query = text
            self.refresh()

    def set_chip(self, predicate: Predicate | None) -> None:
        """Show the rows for which `predicate(row)` is true, None all of them."""
        self._chip = predicate
        self.refresh()

    def set_folded(self, key: Hashable, folded: bool) -> None:
        """Fold or open one row; unknown keys are kept for rows to come."""
        self.fold((key,), folded)

    def fold(self, keys: Iterable[Hashable], folded: bool = True) -> None:
        """Fold or open several rows at once."""
        before = len(self._folded)
        (self._folded.update if folded else self._folded.difference_update)(keys)
        if len(self._folded) != before:
            self.refresh()

    def fold_all(self, folded: bool = True) -> None:
        """Fold every row that can be folded, or open all."""
        model = self.source
        self._folded = {model.key_of(n) for n in range(len(model.rows)) if model.is_foldable(n)} if folded else set()
        self.refresh()

    def is_folded(self, key: Hashable) -> bool:
        return key in self._folded and not self.is_filtered

    def reveal(self, key: Hashable) -> None:
        """Make the row with that key shown: opens what stands over it and lifts filters that hide it."""
        place = self.source.place_of(key)
        if place is None:
            return
        above = self.source.parent_of(place)
        while above >= 0:
            self._folded.discard(self.source.key_of(above))
            above = self.source.parent_of(above)
        self._known = -1
        self._recount()
        if not self._shown[place]:
            self._query, self._chip = "", None
        self.refresh()

    def refresh(self) -> None:
        """Filter and sort anew."""
        self.about_to_change.emit()
        self._known = -1
        self.invalidate()
        self.shown_changed.emit()

    def row_at(self, index: Index) -> Any:
        """The row handed in, for an index of this proxy."""
        return self.source.rows[self.place_at(index)]

    def place_at(self, index: Index) -> int:
        """The source row number of an index of this proxy; Qt is asked once a row, as a table asks for every cell."""
        number = index.row()
        if number not in self._places:
            self._places[number] = self.mapToSource(index).row()
        return self._places[number]

    def index_of(self, key: Hashable, column: int = 0) -> QModelIndex:
        """Where the row with that key is shown; invalid when it is not."""
        place = self.source.place_of(key)
        return QModelIndex() if place is None else self.mapFromSource(self.source.index(place, column))

    def rows_shown(self) -> list[Any]:
        """The rows as they stand on screen."""
        return [self.row_at(self.index(number, 0)) for number in range(self.rowCount())]

    # Qt's questions ------------------------------------------------------------------------------------------------

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, -1 for the order in which the rows were handed in."""
        sortable = 0 <= column < len(self.source.columns) and self.source.columns[column].sortable
        self._sort_column = column if sortable else -1
        self._descending = order == Qt.SortOrder.DescendingOrder
        self.refresh()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        self._recount()
        return self._shown[source_row]

    def lessThan(self, left: Index, right: Index) -> bool:
        self._recount()
        return self._ranks[left.row()] < self._ranks[right.row()]

    def _recount(self) -> None:
        if self._known != self.source.revision or len(self._shown) != len(self.source.rows):
            self._known = self.source.revision
            self._shown = self._filtered() if self.is_filtered else self._unfolded()
            self._ranks = self._ranked()

    def _unfolded(self) -> list[bool]:
        shown: list[bool] = []
        for number in range(len(self.source.rows)):
            above = self.source.parent_of(number)
            shown.append(above < 0 or (shown[above] and self.source.key_of(above) not in self._folded))
        return shown

    def _filtered(self) -> list[bool]:
        model = self.source
        said = [self._says(row) for row in model.rows]
        fits = [self._chip is None or self._chip(row) for row in model.rows]
        under = list(said)  # what a fitting row holds is found with it
        for number in range(len(model.rows)):
            above = model.parent_of(number)
            under[number] = said[number] or (above >= 0 and under[above])
        shown = [a and b for a, b in zip(under, fits, strict=True)]
        for number in range(len(model.rows) - 1, -1, -1):
            above = model.parent_of(number)
            if shown[number] and above >= 0:
                shown[above] = True
        return shown

    def _says(self, row: Any) -> bool:
        if not self._query:
            return True
        return matches(" ".join(column.text(row) for column in self.source.columns), self._query)

    def _ranked(self) -> list[int]:
        model = self.source
        ranks = [0] * len(model.rows)
        order: list[int] = []
        stack = [-1]
        while stack:
            number = stack.pop()
            if number >= 0:
                order.append(number)
            stack.extend(reversed(self._sorted(model.children_of(number))))
        for rank, number in enumerate(order):
            ranks[number] = rank
        return ranks

    def _sorted(self, siblings: list[int]) -> list[int]:
        if self._sort_column < 0:
            return siblings
        column = self.source.columns[self._sort_column]
        values = {number: column.sort_value(self.source.rows[number]) for number in siblings}
        filled = [number for number in siblings if values[number] not in (None, "")]
        filled.sort(key=lambda number: order_key(values[number]), reverse=self._descending)
        return filled + [number for number in siblings if values[number] in (None, "")]


def order_key(value: object) -> tuple[Any, ...]:
    """A value's place in an ascending sort: figures by size, dates by day, texts as Vietnamese dictionaries do."""
    if isinstance(value, (bool, int, Decimal)):
        return (0, value)
    if isinstance(value, dt.date):
        return (1, value.toordinal())
    return (2, sort_key(str(value)))
