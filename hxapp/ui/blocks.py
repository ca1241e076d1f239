"""Several cells of a grid at once: which are chosen, filling and emptying them, and naming what is refused.

All of a block is written in one action or nothing is; every refused cell is named with its row and its column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.words import tidy
from hxapp.ui import messages
from hxapp.ui.pasted_cells import number_text
from hxapp.ui.table import Align, Column, Index

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

MOST_NAMED = 12
# A box with them must stay on a screen of 911×512: so many lines of so many letters.
_ROOM = 18
_LINE = 64
_LONGEST_NAME = 36
_LONGEST_REASON = 76
_FEW = 3  # of so many the whole of each sentence is said
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|“)")


class Target(NamedTuple):
    """A cell of the table that a text is meant for."""

    row: Any
    column: Column
    key: Hashable  # of the row
    number: int  # of the column
    name: str  # what the row is called


Found = Sequence[tuple[Target, str]]
"""Refused cells, each with the sentence why."""


def target(grid: Grid, index: Index) -> Target:
    """The cell of the table that an index of the grid shows."""
    return targets(grid, index, (index.column(),))[0]


def targets(grid: Grid, index: Index, numbers: Iterable[int]) -> list[Target]:
    """The cells of the table in the row that an index shows, by the numbers of their columns."""
    row, key = grid.proxy.row_at(index), grid.key_at(index)
    name = row_name(grid, row)
    return [Target(row, grid.table.columns[number], key, number, name) for number in numbers]


def row_name(grid: Grid, row: Any) -> str:
    """What the row is called in a sentence."""
    return next((tidy(column.text(row)) for column in grid.table.columns if column.stretch), "")


def exact_text(row: Any, column: Column) -> str:
    """What a cell hands on: what was typed in it, else the figure that it shows, as exact as it is known."""
    typed = column.text(row) if column.edit_text is None else column.edit_text(row)
    if typed or column.choices is not None:
        return typed
    value = column.sort_value(row)
    if column.align is Align.FIGURE and isinstance(value, Decimal):
        return number_text(value)
    return column.text(row)


def follows(row: Any, column: Column) -> bool:
    """Whether the cell shows a figure that was not typed in it but follows from others."""
    typed = column.save is None or column.edit_text is None or bool(column.edit_text(row))
    return not typed and bool(column.text(row))


def takes_nothing(grid: Grid, row: Any) -> bool:
    """Whether no cell of the row is typed into (a heading between the rows): a fill passes over it."""
    return not any(column.may_edit(row) for column in grid.table.columns)


# Refusals ------------------------------------------------------------------------------------------------------------


def refusal(undone: str, found: Found) -> str:
    """The sentences about refused cells; `undone` says what was not done: 'Chưa dán ô nào'."""
    if len(found) == 1:
        cell, reason = found[0]
        return f"{undone}. Ở dòng “{cell.name}”, cột “{cell.column.heading}”: {reason}"
    lines = []
    room = _ROOM
    for cell, reason in found[:MOST_NAMED]:
        why = reason if len(found) <= _FEW else _cut(_SENTENCE.split(reason)[0], _LONGEST_REASON)
        lines.append(f"– {_cut(cell.name, _LONGEST_NAME)}, {cell.column.heading}: {why}")
        room -= math.ceil(len(lines[-1]) / _LINE)
        if room < 0 and len(found) > _FEW:
            lines.pop()
            break
    if len(found) > len(lines):
        lines.append(f"… và {len(found) - len(lines)} ô nữa.")
    return "\n".join([f"{undone}: {len(found)} ô không ghi được. Hãy sửa các ô này rồi làm lại.", *lines])


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def refused_places(error: HxError, count: int) -> Sequence[tuple[int, str]]:
    """Which of `count` cells a refusal names, by their numbers, and why; none when it is about the block as such."""
    from hxapp.services.results import BlockRefused

    if isinstance(error, BlockRefused):
        return error.found
    return ((0, str(error)),) if count == 1 and isinstance(error, Refused) else ()


def write(grid: Grid, cells: Sequence[tuple[Target, str]], deed: str) -> None:
    """Write the cells in one action; HxError when none was written."""
    grid.table.write([(cell.row, cell.column, text) for cell, text in cells], deed)


def _write_or_say(grid: Grid, cells: Sequence[tuple[Target, str]], deed: str) -> str:
    """'' when it is written, else why nothing was."""
    undone = f"Chưa {deed.lower()} ô nào"
    try:
        write(grid, cells, deed)
    except HxError as error:
        found = [(cells[at][0], reason) for at, reason in refused_places(error, len(cells))]
        return refusal(undone, found) if found else f"{undone}. {error}"
    return ""


# Filling and emptying ------------------------------------------------------------------------------------------------


def fill(grid: Grid, right: bool = False) -> str:
    """Hand the first row of the selection on to the others (`right`: the first column); '' or why nothing was written.

    A selection of one row takes what stands above it, of one column what stands left of it, as in Excel. Where nothing
    stands nothing is handed on, nor downwards what follows from figures that are handed on beside it.
    """
    if grid.table.closed:
        return grid.table.closed
    chosen = [i for i in chosen_cells(grid) if grid.table.columns[i.column()].save is not None]
    if not chosen:
        return "Hãy chọn các ô số liệu cần điền rồi thử lại."
    lines: dict[int, list[Index]] = {}
    for index in chosen:
        lines.setdefault(index.row() if right else index.column(), []).append(index)
    single = len({i.column() if right else i.row() for i in chosen}) == 1
    handed: list[tuple[Index, list[Index]]] = []  # a source and what takes it
    for line in lines.values():
        line.sort(key=lambda i: (i.column(), i.row()) if right else (i.row(), i.column()))
        line = [i for i in line if not takes_nothing(grid, grid.proxy.row_at(i))]
        source = _before(grid, line[0], right) if single and line else next(iter(line), None)
        if source is not None and _text_of(grid, source):
            handed.append((source, line if single else line[1:]))
    typed = [(source, taking) for source, taking in handed if not _follows_at(grid, source)]
    cells = [
        (target(grid, index), _text_of(grid, source))
        for source, taking in (handed if right or not typed else typed)
        for index in taking
    ]
    if not cells:
        where = "bên trái" if right else "phía trên"
        return f"Không có gì để điền: ô nguồn ({where}, hoặc ô đầu vùng chọn) đang trống."
    shut = shut_cells(grid, [cell for cell, _ in cells])
    return refusal("Chưa điền ô nào", shut) if shut else _write_or_say(grid, cells, "Điền")


def _text_of(grid: Grid, index: Index) -> str:
    return exact_text(grid.proxy.row_at(index), grid.table.columns[index.column()])


def _follows_at(grid: Grid, index: Index) -> bool:
    return follows(grid.proxy.row_at(index), grid.table.columns[index.column()])


def _before(grid: Grid, index: Index, right: bool) -> Index | None:
    """The cell above (or left) that something can be taken from."""
    if right:
        numbers = [n for n in grid.steps.columns() if n < index.column() and grid.table.columns[n].save is not None]
        return grid.proxy.index(index.row(), numbers[-1]) if numbers else None
    above = (grid.proxy.index(number, index.column()) for number in range(index.row() - 1, -1, -1))
    return next((one for one in above if not takes_nothing(grid, grid.proxy.row_at(one))), None)


def empty(grid: Grid) -> str:
    """Empty the selected cells that are typed into, several after asking; '' or why nothing was emptied."""
    cells = [
        (target(grid, i), "")
        for i in chosen_cells(grid)
        if i.flags() & Qt.ItemFlag.ItemIsEditable and i.data(Qt.ItemDataRole.EditRole)
    ]
    if not cells:
        return ""
    headings = list(dict.fromkeys(cell.column.heading for cell, _ in cells))
    where = f"cột “{headings[0]}”" if len(headings) == 1 else f"{len(headings)} cột “{headings[0]}” … “{headings[-1]}”"
    question = f"Xóa nội dung của {len(cells)} ô đang chọn ở {where}? Các dòng vẫn còn."
    if len(cells) == 1 or messages.ask(grid, question, f"Xóa {len(cells)} ô"):
        return _write_or_say(grid, cells, "Xóa")
    return ""


def shut_cells(grid: Grid, cells: Iterable[Target]) -> Found:
    """The cells that take nothing, each with why."""
    return [
        (cell, grid.table.why_closed(cell.row, cell.number)) for cell in cells if not cell.column.may_edit(cell.row)
    ]


# Where ---------------------------------------------------------------------------------------------------------------


def chosen_cells(grid: Grid) -> list[Index]:
    """The selected cells of those columns, row by row; without a selection the one that is stood in."""
    columns = set(grid.steps.columns())
    found = [index for index in grid.selectionModel().selectedIndexes() if index.column() in columns]
    if not found and grid.currentIndex().column() in columns:
        found = [grid.currentIndex()]
    return sorted(found, key=lambda index: (index.row(), index.column()))


def select(grid: Grid, cells: Iterable[Target]) -> None:
    """Select the block that the cells lie in, as far as it is shown, and stand in its first cell."""
    cells = list(cells)
    keys = dict.fromkeys(cell.key for cell in cells)
    rows = [index.row() for key in keys if (index := grid.proxy.index_of(key)).isValid()]
    columns = {cell.number for cell in cells}
    if not rows:
        return
    first = grid.proxy.index(min(rows), min(columns))
    block = QItemSelection(first, grid.proxy.index(max(rows), max(columns)))
    grid.stand(first)
    grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
