"""The one table model of all tabs: columns are data, rows are handed in, raw values are sorted.

A tab says once what its columns are and hands rows over; it never writes a model of its own:

    model = TableModel(
        (
            Column("number", "TT", lambda r: r.number, width=44, fixed=True),
            Column("name", "Chỉ tiêu", lambda r: r.name, stretch=True, fixed=True, tree=True),
            Column("result", "TH quý III", lambda r: r.in_period.text if r.in_period else "",
                   value=lambda r: r.in_period and r.in_period.value, second="nhập tại đây", width=96,
                   align=Align.FIGURE, typed=True, editable=lambda r: r.due, save=self._save_result),
        ),
        key=lambda r: r.id, parent=lambda r: r.parent_id,
        row_look=lambda r: RowLook(edge=Tone.RED) if r.rating.state is State.NOT_MET else RowLook(),
    )
    model.set_rows(services_rows)        # keeps editor, selection and folding wherever the rows are the same ones

`save(row, text)` writes in a transaction of the tab's own and raises HxError to refuse: the text then stays in its
cell with the sentence beside it. `TableModel(…, save_block=…)` takes cells of several columns as one action: with it
the grid pastes, fills and empties blocks. `SortProxy` sorts siblings among each other, folds, and filters.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hxapp.domain.errors import HxError
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
LOOK_ROLE = ROW_ROLE + 1
ROW_LOOK_ROLE = ROW_ROLE + 2
KEY_ROLE = ROW_ROLE + 3
SECOND_ROLE = ROW_ROLE + 4

Index = QModelIndex | QPersistentModelIndex


class Align(Enum):
    """How a column's text stands. FIGURE puts the commas under each other, integers too."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"
    FIGURE = "figure"


class Line(NamedTuple):
    """A small line under a cell's text ('so với mức giao: ● có khả năng đạt')."""

    text: str
    tone: Tone = Tone.THIRD
    sign: Sign | None = None


@dataclass(frozen=True)
class Look:
    """How a cell is dressed.

    `sign` stands before the text. In a figure cell `suffix` is the small grey unit after it ('điểm %'), `mark` and
    `mark_text` stand small at the left ('≈', '3/4'). `fill` GREY is 'not due', AMBER asks something of the clerk.
    `ring` is the small amber ring after the text: 'cần xác nhận'.
    """

    sign: Sign | None = None
    sign_tone: Tone = Tone.GREY
    tone: Tone = Tone.TEXT
    bold: bool = False
    italic: bool = False
    small: bool = False
    suffix: str = ""
    mark: Sign | None = None
    mark_text: str = ""
    mark_tone: Tone = Tone.SECOND
    below: tuple[Line, ...] = ()
    fill: Tone | None = None
    ring: bool = False


@dataclass(frozen=True)
class RowLook:
    """How a whole row is dressed: `edge` the 3-pixel line at its left (RED: late or unmet), `section` a head row of a
    group, `span` lets the name run over the empty cells after it, `quiet` greys the row (binned, not applicable)."""

    edge: Tone | None = None
    section: bool = False
    span: bool = False
    quiet: bool = False


PLAIN = Look()
PLAIN_ROW = RowLook()
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TYPED = _SHOWN | Qt.ItemFlag.ItemIsEditable


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True)
class Column:
    """One column.

    `text(row)` is what stands in the cell, `value(row)` what sorts (Decimal, int, date, str, None last; without it the
    text). `second` is the head's small second line, `width` logical pixels at 100 %. `typed` is the one column with
    the accent head and the tint. `fixed` stays when the others are moved sideways; exactly one column is `stretch`
    and takes the spare width. `gives_way`: 0 never, else 1 goes first, 2 next, while the name would be too narrow.
    `editable(row)`, with `save(row, text)` and, for pasted blocks, `save_many` (`TableTab.writing` makes both);
    `closed(row)` says why a cell takes nothing and what to do; `edit_text(row)` is what the editor starts from
    (default: the text); `elsewhere(row)` where the figure comes from that is shown but was not typed in the cell.
    With `choices(row)` the editor is a list of (what `save` receives, word shown). `tree` indents and holds the arrow.
    """

    key: str
    heading: str
    text: Callable[[Any], str]
    value: Callable[[Any], object] | None = None
    second: str = ""
    width: int = 100
    align: Align = Align.LEFT
    look: Callable[[Any], Look] | None = None
    tip: Callable[[Any], str] | None = None
    save: Callable[[Any, str], None] | None = None
    save_many: Callable[[Sequence[tuple[Any, str]]], None] | None = None
    editable: Callable[[Any], bool] = _always
    closed: Callable[[Any], str] | None = None
    edit_text: Callable[[Any], str] | None = None
    elsewhere: Callable[[Any], str] | None = None
    choices: Callable[[Any], Sequence[tuple[str, str]]] | None = None
    typed: bool = False
    fixed: bool = False
    stretch: bool = False
    tree: bool = False
    gives_way: int = 0
    sortable: bool = True

    def sort_value(self, row: Any) -> object:
        return self.text(row) if self.value is None else self.value(row)

    def may_edit(self, row: Any) -> bool:
        return self.save is not None and self.editable(row)


SaveBlock = Callable[[Sequence[tuple[Any, Column, str]]], None]


@dataclass
class _Tree:
    """The rows' places in their tree, by source row number."""

    parents: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    children: dict[int, list[int]] = field(default_factory=dict)


class TableModel(QAbstractTableModel):
    """Rows and columns of one table; flat for Qt, a tree for whoever asks `parent_of`, `children_of`, `depth_of`."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        key: Callable[[Any], Hashable],
        parent: Callable[[Any], Hashable | None] | None = None,
        row_look: Callable[[Any], RowLook] | None = None,
        foldable: Callable[[Any], bool] = _always,
        save_block: SaveBlock | None = None,
        owner: QObject | None = None,
    ) -> None:
        """`save_block(cells)` writes cells (row, column, text) in one action, or raises HxError with nothing written.

        What is being done is then in `deed`, for the action's name: 'Dán', 'Điền' or 'Xóa'.
        """
        super().__init__(owner)
        self.columns: tuple[Column, ...] = tuple(columns)
        self.closed = ""
        self.deed = ""
        self.save_block = save_block
        self.takes_blocks = save_block is not None  # even where the book is only read: it is copied as it is pasted
        self._key, self._parent, self._row_look, self._foldable = key, parent, row_look, foldable
        self.rows: tuple[Any, ...] = ()
        self._keys: tuple[Hashable, ...] = ()
        self._places: dict[Hashable, int] = {}
        self._tree = _Tree()
        self.revision = 0

    # What a tab does -----------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows. The same rows in the same order are only repainted; anything else resets the model."""
        rows = tuple(rows)
        keys = tuple(self._key(row) for row in rows)
        tree = self._planted(rows, keys)
        if keys == self._keys and tree.parents == self._tree.parents:
            self.rows = rows
            self.revision += 1
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self.rows, self._keys, self._tree = rows, keys, tree
        self._places = {key: number for number, key in enumerate(keys)}
        self.revision += 1
        self.endResetModel()

    def set_table(self, columns: Sequence[Column], rows: Sequence[Any]) -> None:
        """Other columns and rows at once: no column is asked about a row that is not its own."""
        columns, rows = self._allowed(columns), tuple(rows)
        keys = tuple(self._key(row) for row in rows)
        tree = self._planted(rows, keys)
        heads = [(column.key, column.heading, column.second, column.width, column.typed) for column in columns]
        before = [(column.key, column.heading, column.second, column.width, column.typed) for column in self.columns]
        same = keys == self._keys and tree.parents == self._tree.parents
        same = same and [head[0] for head in heads] == [head[0] for head in before]
        if not same:
            self.beginResetModel()
        self.columns, self.rows, self._keys, self._tree = columns, rows, keys, tree
        self._places = {key: number for number, key in enumerate(keys)}
        self.revision += 1
        if not same:
            self.endResetModel()
            return
        if heads != before:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))

    def _allowed(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The columns, those of a closed table without what writes."""
        if not self.closed:
            return tuple(columns)
        return tuple(replace(column, save=None, save_many=None) for column in columns)

    def close(self, reason: str) -> None:
        """Let no cell be typed into from now on; `reason` is what whoever tries is told (`closed`)."""
        self.closed = reason
        self.save_block = None
        self.columns = self._allowed(self.columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other heads or getters (another period). With other keys the model is reset."""
        columns = self._allowed(columns)
        same = [column.key for column in columns] == [column.key for column in self.columns]
        if not same:
            self.beginResetModel()
        self.columns = columns
        self.revision += 1
        if not same:
            self.endResetModel()
            return
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(columns) - 1))

    def look_of(self, row: Any, column: Column) -> Look:
        """How that cell of the row looks."""
        return PLAIN if column.look is None else column.look(row)

    def row_look_of(self, row: Any) -> RowLook:
        """How the whole row looks."""
        return PLAIN_ROW if self._row_look is None else self._row_look(row)

    def why_closed(self, row: Any, number: int) -> str:
        """Why that cell of the row is not typed into, and what to do instead."""
        if self.closed:
            return self.closed
        column = self.columns[number]
        if column.closed is not None and (reason := column.closed(row)):
            return reason
        if column.save is not None:
            return "Ô này không nhập được."
        typed = next((one for one in self.columns if one.typed and one.may_edit(row)), None)
        where = f" Nhập ở cột “{typed.heading}” của dòng này." if typed is not None else ""
        return f"Cột “{column.heading}” chỉ để xem.{where} Sửa các mục khác ở bảng chi tiết (F4)."

    def column_of(self, key: str) -> int:
        """The number of the column with that key; KeyError when there is none."""
        for number, column in enumerate(self.columns):
            if column.key == key:
                return number
        raise KeyError(key)

    def place_of(self, key: Hashable) -> int | None:
        """The source row number of the row with that key."""
        return self._places.get(key)

    def key_of(self, number: int) -> Hashable:
        return self._keys[number]

    # The tree ------------------------------------------------------------------------------------------------------

    def parent_of(self, number: int) -> int:
        """The source row of the parent, -1 for a row at the top."""
        return self._tree.parents[number]

    def children_of(self, number: int) -> list[int]:
        """The source rows of the children; of -1 the rows at the top."""
        return self._tree.children.get(number, [])

    def depth_of(self, number: int) -> int:
        return self._tree.depths[number]

    def is_foldable(self, number: int) -> bool:
        return bool(self.children_of(number)) and self._foldable(self.rows[number])

    def _planted(self, rows: tuple[Any, ...], keys: tuple[Hashable, ...]) -> _Tree:
        """The rows' tree; a parent that is not among the rows before its child counts as none."""
        tree = _Tree()
        places: dict[Hashable, int] = {}
        for number, row in enumerate(rows):
            above = self._parent(row) if self._parent is not None else None
            parent = -1 if above is None else places.get(above, -1)
            tree.parents.append(parent)
            tree.depths.append(0 if parent < 0 else tree.depths[parent] + 1)
            tree.children.setdefault(parent, []).append(number)
            places[keys[number]] = number
        return tree

    # Qt's questions ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.EditRole:
            return column.text(row) if column.edit_text is None else column.edit_text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip(row) or None) if column.tip is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {column.text(row)}"
        if role == LOOK_ROLE:
            return self.look_of(row, column)
        if role == ROW_LOOK_ROLE:
            return self.row_look_of(row)
        if role == ROW_ROLE:
            return row
        if role == KEY_ROLE:
            return self._keys[index.row()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == SECOND_ROLE:
            return column.second
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TYPED if self.columns[index.column()].may_edit(self.rows[index.row()]) else _SHOWN

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        return role == Qt.ItemDataRole.EditRole and self.commit(index, str(value)) is None

    def commit(self, index: Index, text: str) -> str | None:
        """Save what was typed; None when saved, else the sentence of the refusal. Unchanged text saves nothing."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if column.save is None or not column.editable(row):
            return self.why_closed(row, index.column())
        if text == self.data(index, int(Qt.ItemDataRole.EditRole)):
            return None
        try:
            column.save(row, text)
        except HxError as error:
            return str(error)
        return None

    def write(self, cells: Sequence[tuple[Any, Column, str]], deed: str) -> None:
        """Write cells in one action, all or none; `deed` names it ('Dán', 'Điền', 'Xóa'). HxError says why not."""
        columns = list({column.key: column for _, column, _ in cells}.values())
        self.deed = deed
        if self.save_block is not None:
            self.save_block(cells)
        elif len(columns) > 1:
            raise HxError("Vùng này trải qua nhiều cột nhập liệu. Hãy làm từng cột một.")
        elif columns and columns[0].save_many is not None:
            columns[0].save_many([(row, text) for row, _, text in cells])
        elif columns:
            raise HxError(f"Cột “{columns[0].heading}” không ghi được nhiều ô một lần. Hãy nhập từng ô.")
