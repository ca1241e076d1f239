"""Copying cells for Excel, WPS and LibreOffice, and pasting a block of cells into typed columns, all of it or nothing.

What is copied carries three forms: our own (exact), a table with raw values, and text. What is pasted is read by
`pasting`; a number that is known by its text alone is shown with what it would become before anything is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from hxapp.domain.errors import HxError
from hxapp.ui import blocks, pasting
from hxapp.ui.blocks import Target
from hxapp.ui.cells import plain_text
from hxapp.ui.pasted_cells import MOST_CELLS, Block, Kind, PastedCell, figure_text, likely_sign, too_many
from hxapp.ui.table import Align, Column

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

_UNDONE = "Chưa dán ô nào"
_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
    "<style>br {mso-data-placement:same-cell;} .text {mso-number-format:'\\@';}</style></head><body><table>"
)


class Landing(NamedTuple):
    """A cell of the clipboard and the one of the table that it is meant for."""

    target: Target
    cell: PastedCell

    @property
    def unsure(self) -> bool:
        """Whether the decimal sign decides what is written."""
        return self.target.column.align is Align.FIGURE and self.cell.unsure

    def text(self, sign: str) -> str:
        """What would be written; HxError when the cell holds nothing that can be."""
        column, cell = self.target.column, self.cell
        if column.align is Align.FIGURE:
            return figure_text(cell, sign)
        if cell.kind is Kind.ERROR:
            raise HxError(f"Ô báo lỗi {cell.text} ở bảng tính. Hãy sửa ở đó rồi chép lại.")
        same = cell.typed is not None and (column.choices is None or cell.column == column.key)
        return cell.typed if same and cell.typed is not None else cell.text


# Copying -------------------------------------------------------------------------------------------------------------


def copy(grid: Grid) -> None:
    """Put the selected cells on the clipboard: as our own, as a table with raw values, and as text with tabs."""
    chosen = blocks.chosen_cells(grid)
    if not chosen:
        return
    rows = sorted({index.row() for index in chosen})
    columns = sorted({index.column() for index in chosen})
    places = {(index.row(), index.column()) for index in chosen}
    lines, html, own = [], [], []
    for number in rows:
        row = grid.proxy.row_at(grid.proxy.index(number, columns[0]))
        cells, tags = [], []
        exact: list[PastedCell | None] = []
        for at in columns:
            column = grid.table.columns[at]
            inside = (number, at) in places
            text = plain_text(column.text(row)) if inside else ""
            cells.append(text)
            tags.append(_tag(text, column, row))
            exact.append(_own_cell(text, column, row) if inside else None)
        lines.append("\t".join(cells))
        html.append("<tr>" + "".join(tags) + "</tr>")
        own.append(exact)
    data = QMimeData()
    data.setText("\n".join(lines))
    data.setHtml(_HEAD + "".join(html) + "</table></body></html>")
    data.setData(pasting.OWN, pasting.own_data(own))
    QGuiApplication.clipboard().setMimeData(data)


def _own_cell(text: str, column: Column, row: Any) -> PastedCell:
    return PastedCell(
        text, typed=blocks.exact_text(row, column), column=column.key, follows=blocks.follows(row, column)
    )


def _tag(text: str, column: Column, row: Any) -> str:
    """A cell with its raw value: Excel reads `x:num`, LibreOffice `sdval` by the language that `sdnum` names."""
    value = column.sort_value(row) if text and column.align is Align.FIGURE else None
    if isinstance(value, Decimal):
        return f'<td align="right" x:num="{value:f}" sdval="{value:f}" sdnum="1033;">{escape(text)}</td>'
    return f'<td class="text" x:str sdnum="1033;0;@">{escape(text)}</td>' if text else "<td></td>"


# Pasting -------------------------------------------------------------------------------------------------------------


def paste(grid: Grid) -> str:
    """Write the clipboard's block from the current cell on; '' when it is done or given up, else why it was not."""
    if not grid.currentIndex().isValid():
        return ""
    try:
        block = pasting.read(QGuiApplication.clipboard().mimeData())
        landings = [] if block is None or not block.cells else _landings(grid, block)
    except HxError as error:
        return f"{_UNDONE}. {error}"
    if block is None or not landings:
        return ""
    targets = [one.target for one in landings]
    shut = blocks.shut_cells(grid, targets)
    if shut:
        return blocks.refusal(_UNDONE, shut)
    done = _previewed(grid, landings) if any(one.unsure for one in landings) else _write(grid, landings)
    if done is None and not block.is_single:
        blocks.select(grid, targets)
    return done or ""


def _write(grid: Grid, landings: Sequence[Landing]) -> str | None:
    """Write raw values and words; None when it is done, else why not."""
    cells, found = [], []
    for one in landings:
        try:
            cells.append((one.target, one.text(pasting.region_sign())))
        except HxError as error:
            found.append((one.target, str(error)))
    if not found:
        try:
            blocks.write(grid, cells, "Dán")
            return None
        except HxError as error:
            found = [(cells[at][0], reason) for at, reason in blocks.refused_places(error, len(cells))]
            if not found:
                return f"{_UNDONE}. {error}"
    return blocks.refusal(_UNDONE, found)


def _previewed(grid: Grid, landings: Sequence[Landing]) -> str | None:
    """Show what each cell would become; None when it was written then, '' when the clerk gave it up."""
    from hxapp.ui.dialogs.paste_preview import PastePreviewDialog

    texts = [one.cell.text for one in landings if one.unsure]
    sign, proof = likely_sign(texts, pasting.region_sign())
    dialog = PastePreviewDialog(
        landings, sign, proof, lambda cells: blocks.write(grid, cells, "Dán"), grid.preferences, grid.window()
    )
    accepted = dialog.exec() == PastePreviewDialog.DialogCode.Accepted
    dialog.deleteLater()
    return None if accepted else ""


def _landings(grid: Grid, block: Block) -> list[Landing]:
    """Each cell of the block with the cell of the table it is meant for; HxError when it does not fit in the table.

    It begins in the first selected cell. A single cell fills the whole selection, a block is repeated over one that is
    a multiple of it, as in Excel; a single cell and a single row pass over headings.
    """
    chosen = blocks.chosen_cells(grid)
    if not chosen:
        raise HxError("Ô đang đứng không hiện trên màn hình. Hãy chọn ô đầu tiên cần dán rồi dán lại.")
    if block.is_single:
        taking = [index for index in chosen if not blocks.takes_nothing(grid, grid.proxy.row_at(index))]
        return [Landing(blocks.target(grid, index), block.cells[0, 0]) for index in taking or chosen]
    columns = grid.steps.columns()
    top, left = chosen[0].row(), min(columns.index(index.column()) for index in chosen)
    _check_room(block, grid.proxy.rowCount() - top, len(columns) - left)
    rows = sorted({index.row() for index in chosen})
    across = len({index.column() for index in chosen})
    times_down, times_across = _repeats(block, len(chosen), rows, across)
    if len(block.cells) * times_down * times_across > MOST_CELLS:
        raise too_many()
    lines = [(down, _told(block, list(places))) for down, places in groupby(sorted(block.cells), key=itemgetter(0))]
    found: list[Landing] = []
    for down in range(times_down):
        for inside, places in lines:
            index = grid.proxy.index(top + down * block.height + inside, 0)
            if times_down > 1 and block.height == 1 and blocks.takes_nothing(grid, grid.proxy.row_at(index)):
                continue
            for right in range(times_across):
                numbers = [columns[left + right * block.width + place[1]] for place in places]
                meant = blocks.targets(grid, index, numbers)
                found += [Landing(target, block.cells[place]) for target, place in zip(meant, places, strict=True)]
    return found


def _told(block: Block, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of a row copied from here the cells that were typed: what follows from them follows again where they go."""
    typed = [place for place in places if not block.cells[place].follows]
    return typed or places


def _repeats(block: Block, count: int, rows: Sequence[int], across: int) -> tuple[int, int]:
    """How often a block stands down and across in the selected cells: once, unless they are a whole multiple of it."""
    whole = count == len(rows) * across and rows[-1] - rows[0] + 1 == len(rows)
    if not whole or len(rows) % block.height or across % block.width:
        return 1, 1
    return len(rows) // block.height, across // block.width


def _check_room(block: Block, rows: int, columns: int) -> None:
    """Whether what is not blank in the block fits into so many rows and columns; HxError says what to do."""
    tall = 1 + max(row for row, _ in block.cells)
    wide = 1 + max(column for _, column in block.cells)
    if tall > rows:
        raise HxError(
            f"Vùng vừa chép có {tall} dòng, từ ô đang đứng trở xuống chỉ còn {rows} dòng. "
            "Hãy chép bớt dòng, hoặc đứng ở dòng trên rồi dán lại."
        )
    if wide > columns:
        raise HxError(
            f"Vùng vừa chép có {wide} cột, từ ô đang đứng sang phải chỉ còn {columns} cột. "
            "Hãy chép đúng các cột số liệu, hoặc đứng ở cột bên trái rồi dán lại."
        )
