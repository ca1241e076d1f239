"""Copying cells for Excel and pasting a block of cells into a typed column, all of it or nothing.

Excel and LibreOffice put the raw value beside what they show (`x:num`, `sdval`); that is read where it is there. Plain
text is read as a sheet's text is: what could be two numbers is refused, not guessed.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from hxapp.domain.errors import HxError
from hxapp.domain.words import MOST_DECIMALS, format_number, parse_sheet_number, tidy
from hxapp.ui.cells import plain_text
from hxapp.ui.table import Align, Column

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

_MOST_CELLS = 5000


def copy(grid: Grid) -> None:
    """Put the selected cells on the clipboard: as text with tabs, and as a table with raw values for Excel."""
    chosen = [index for index in grid.selectionModel().selectedIndexes() if not grid.isColumnHidden(index.column())]
    if not chosen:
        return
    rows = sorted({index.row() for index in chosen})
    columns = sorted({index.column() for index in chosen})
    places = {(index.row(), index.column()) for index in chosen}
    lines, html = [], []
    for row in rows:
        cells, tags = [], []
        for number in columns:
            index = grid.proxy.index(row, number)
            text = plain_text(index.data()) if (row, number) in places else ""
            cells.append(text)
            tags.append(_tag(text, grid.table.columns[number], grid.proxy.row_at(index)))
        lines.append("\t".join(cells))
        html.append("<tr>" + "".join(tags) + "</tr>")
    data = QMimeData()
    data.setText("\n".join(lines))
    data.setHtml(
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>'
        + "".join(html)
        + "</table></body></html>"
    )
    QGuiApplication.clipboard().setMimeData(data)


def _tag(text: str, column: Column, row: Any) -> str:
    value = column.sort_value(row)
    if text and column.align is Align.FIGURE and isinstance(value, Decimal):
        return f'<td x:num="{value}" sdval="{value}">{escape(text)}</td>'
    return f"<td>{escape(text)}</td>"


def paste(grid: Grid) -> str:
    """Write the clipboard's block from the current cell on; '' when it is done, else why nothing was written."""
    start = grid.currentIndex()
    block = read_block(QGuiApplication.clipboard().mimeData())
    if not start.isValid() or not block:
        return ""
    if sum(len(line) for line in block) > _MOST_CELLS:
        return f"Vùng vừa chép có hơn {_MOST_CELLS:,} ô. Hãy chép riêng cột số liệu rồi dán lại.".replace(",", ".")
    cells = _targets(grid, block)
    if isinstance(cells, str):
        return cells
    if not cells:
        return ""
    column = grid.table.columns[cells[0][0]]
    if column.save_many is None:
        return f"Cột “{column.heading}” không dán được nhiều ô. Hãy nhập từng ô."
    try:
        column.save_many([(row, text if raw else _figure(grid, row, text, column)) for _, row, text, raw in cells])
    except HxError as error:
        return f"Chưa dán ô nào. {error}"
    return ""


def read_block(data: QMimeData) -> list[list[tuple[str, bool]]]:
    """The clipboard's cells by rows: their text, and whether it is a raw value (already in our writing)."""
    if data.hasHtml():
        reader = _TableReader()
        reader.feed(data.html())
        if reader.has_raw:
            return reader.rows
    text = data.text().replace("\r\n", "\n").removesuffix("\n")
    return [[(tidy(cell), False) for cell in line.split("\t")] for line in text.split("\n")] if text else []


def _targets(grid: Grid, block: list[list[tuple[str, bool]]]) -> list[tuple[int, Any, str, bool]] | str:
    """The cells that receive something: column, row, text, raw; or why the block does not fit."""
    start = grid.currentIndex()
    shown = [n for n in range(len(grid.table.columns)) if not grid.isColumnHidden(n)]
    first = shown.index(start.column()) if start.column() in shown else 0
    if len(block) == 1 and len(block[0]) == 1:
        places = [(i.row(), i.column()) for i in grid.selectionModel().selectedIndexes()]
        wanted = [(row, number, *block[0][0]) for row, number in sorted(places or [(start.row(), start.column())])]
    else:
        wanted = []
        for down, line in enumerate(block):
            for right, (text, raw) in enumerate(line):
                if not text:
                    continue
                if start.row() + down >= grid.proxy.rowCount() or first + right >= len(shown):
                    return "Vùng vừa chép lớn hơn phần bảng còn lại từ ô đang đứng. Chưa dán ô nào."
                wanted.append((start.row() + down, shown[first + right], text, raw))
    cells = []
    for number, column, text, raw in wanted:
        index = grid.proxy.index(number, column)
        row = grid.proxy.row_at(index)
        if not grid.table.columns[column].may_edit(row):
            heading = grid.table.columns[column].heading
            return (
                f"Ô “{heading}” của dòng “{_name(grid, row)}” không nhập được, nên chưa dán ô nào. "
                "Hãy chép đúng cột số liệu rồi dán lại từ ô đầu tiên."
            )
        cells.append((column, row, text, raw))
    if len({column for column, *_ in cells}) > 1:
        return "Vùng vừa chép trải qua nhiều cột nhập liệu. Hãy dán từng cột một."
    return cells


def _figure(grid: Grid, row: Any, text: str, column: Column) -> str:
    """A figure of plain text in our writing; HxError when it can be read in two ways. Words stay as they are."""
    if column.align is not Align.FIGURE or not any(letter.isdigit() for letter in text) or "/" in text:
        return text
    try:
        return format_number(parse_sheet_number(text))
    except HxError as error:
        raise HxError(f"Ở dòng “{_name(grid, row)}”: {error}") from error


def _name(grid: Grid, row: Any) -> str:
    """What the row is called in a sentence."""
    return next((column.text(row) for column in grid.table.columns if column.stretch), "")


class _TableReader(HTMLParser):
    """The cells of the first table, with the raw values that Excel and LibreOffice keep."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, bool]]] = []
        self.has_raw = False
        self._inside = False
        self._raw: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            found = dict(attrs)
            self._raw = _in_our_writing(found.get("x:num") or found.get("sdval"))
            self.has_raw = self.has_raw or self._raw is not None
            self._inside, self._text = True, ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._inside:
            self._inside = False
            self.rows[-1].append((tidy(self._text), False) if self._raw is None else (self._raw, True))


def _in_our_writing(raw: str | None) -> str | None:
    if not raw:
        return None
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    value = round(value, MOST_DECIMALS).normalize()
    return format_number(value if value == 0 or int(value.as_tuple().exponent) <= 0 else value.quantize(Decimal(1)))
