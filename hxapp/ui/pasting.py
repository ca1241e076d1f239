"""What the clipboard holds, as a block of cells: our own cells, Excel's and WPS's sheet, a table with raw values, text.

In that order: the first that tells raw values counts. Excel and WPS put 'XML Spreadsheet' on Windows' clipboard, WPS
also `x:num` into its HTML; LibreOffice puts `sdval` there, written by the language that `sdnum` names first. What comes
from Word or a page, and Excel's HTML alone, has no raw values: then the plain text is taken, read by a decimal sign.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from PySide6.QtCore import QLocale, QMimeData

from hxapp.domain.errors import HxError
from hxapp.domain.words import tidy
from hxapp.ui.pasted_cells import COMMA, DOT, MOST_CELLS, Block, PastedCell, sheet_cell, too_many
from hxapp.ui.pasted_sheets import read_sheet

OWN = "application/x-hxapp-cells"
SHEET = 'application/x-qt-windows-mime;value="XML Spreadsheet"'  # how Qt names a clipboard format it does not know
_MOST_LETTERS = 4_000_000
_WIDEST = 2000  # a span; wider ones are a slip or malice


def read(mime: QMimeData) -> Block | None:
    """The block on the clipboard, None when it holds no text; HxError when there is too much of it."""
    return _own(mime) or _sheet(mime) or _table(mime) or _text(mime)


def region_sign() -> str:
    """The decimal sign of this PC's region, by which plain text is read."""
    return COMMA if QLocale.system().decimalPoint() == COMMA else DOT


# Our own cells -------------------------------------------------------------------------------------------------------


def own_data(cells: Sequence[Sequence[PastedCell | None]]) -> bytes:
    """Our own format: what was typed in each cell, so that what is copied here is pasted here exactly."""
    rows = [[None if one is None else [one.text, one.typed, one.column, one.follows] for one in line] for line in cells]
    return json.dumps({"rows": rows}, ensure_ascii=False).encode()


def _own(mime: QMimeData) -> Block | None:
    if not mime.hasFormat(OWN):
        return None
    try:
        rows = json.loads(bytes(mime.data(OWN).data()))["rows"]
        found = {
            (row, column): PastedCell(str(one[0]), typed=str(one[1]), column=str(one[2]), follows=bool(one[3]))
            for row, line in enumerate(rows)
            for column, one in enumerate(line)
            if one is not None and one[1]
        }
        return Block(found, len(rows), max((len(line) for line in rows), default=0))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None  # another program's, by the same name


# Excel's and WPS's sheet ---------------------------------------------------------------------------------------------


def _sheet(mime: QMimeData) -> Block | None:
    sheet = read_sheet(bytes(mime.data(SHEET).data())) if mime.hasFormat(SHEET) else None
    if sheet is None or not sheet.block.cells:
        return None
    block = sheet.block
    if sheet.hidden and mime.hasText() and len(_lines(mime.text())) == block.height - len(sheet.hidden):
        return _without(block, sheet.hidden)
    return block


def _without(block: Block, hidden: frozenset[int]) -> Block:
    """The rows that are seen: those a filter hides are not in the plain text either."""
    places = {row: number for number, row in enumerate(sorted(set(range(block.height)) - hidden))}
    cells = {(places[row], column): cell for (row, column), cell in block.cells.items() if row in places}
    return Block(cells, len(places), block.width)


# A table with raw values ---------------------------------------------------------------------------------------------


def _table(mime: QMimeData) -> Block | None:
    if not mime.hasHtml():
        return None
    html = mime.html()
    if len(html) > _MOST_LETTERS:
        return None
    reader = _TableReader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # Python's reader takes no unknown '<![…]>'
        return None
    if not reader.cells or (not reader.has_raw and mime.hasText()):
        return None
    return Block(reader.cells, reader.height, reader.width)


@dataclass
class _Open:
    """The cell that is being read."""

    attributes: dict[str, str | None]
    pieces: list[str] = field(default_factory=list)


class _TableReader(HTMLParser):
    """The cells of the first table that has any, with the raw values and formats that stand beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[tuple[int, int], PastedCell] = {}
        self.has_raw = False
        self.height = self.width = 0
        self._styles: dict[str, tuple[str, str | None]] = {}  # of a class: its parent, its own format
        self._style: list[str] | None = None
        self._tables = 0
        self._done = False
        self._row, self._at, self._hidden = -1, 0, False
        self._covered: dict[int, int] = {}  # columns that a cell above reaches into: up to which row
        self._open: _Open | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "style":
            self._style = []
        elif tag == "table":
            self._tables += 1
        elif self._done or self._tables != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self._hidden = "display:none" in (found.get("style") or "").replace(" ", "")
            if not self._hidden:
                self._row, self._at = self._row + 1, 0
                self.height = self._row + 1
        elif tag in ("td", "th") and self._row >= 0:
            self._end_cell()
            self._open = None if self._hidden else _Open(found)
        elif tag in ("br", "p", "div") and self._open is not None:
            self._open.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if self._style is not None:
            self._style.append(data)
        elif self._open is not None and self._tables == 1:
            self._open.pieces.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style" and self._style is not None:
            self._read_styles("".join(self._style))
            self._style = None
        elif tag == "table":
            if self._tables == 1:
                self._end_cell()
                self._done = bool(self.cells)
            self._tables = max(self._tables - 1, 0)
        elif tag in ("td", "th", "tr") and self._tables == 1:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._open is None:
            return
        found, text = self._open.attributes, "".join(self._open.pieces)
        self._open = None
        while self._covered.get(self._at, -1) >= self._row:
            self._at += 1
        across, down = _span(found.get("colspan")), _span(found.get("rowspan"))
        if down > 1:
            self._covered.update(dict.fromkeys(range(self._at, self._at + across), self._row + down - 1))
        cell = self._read(found, text)
        if cell is not None:
            if len(self.cells) >= MOST_CELLS:
                raise too_many()
            self.cells[self._row, self._at] = cell
        self._at += across
        self.width = max(self.width, self._at)

    def _read(self, found: dict[str, str | None], text: str) -> PastedCell | None:
        if (error := found.get("x:err")) is not None:
            return sheet_cell(error)
        raw, code = found.get("x:num"), self._format_of(found)
        if "x:num" in found and not raw:  # the number is as it stands; with groups in it that is for the decimal sign
            shown = tidy(text)
            raw = None if re.fullmatch(r"-?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", shown) else shown
        elif raw is None and (raw := found.get("sdval")) is not None:
            parts = (found.get("sdnum") or "").split(";", 2)
            code = parts[2] if len(parts) == 3 else "General"
        cell = sheet_cell(text, raw, code)
        self.has_raw = self.has_raw or raw is not None
        return cell

    def _format_of(self, found: dict[str, str | None]) -> str | None:
        """The number format of a cell: its own, or that of its class and what the class comes from."""
        if (own := _declared(found.get("style") or "", "mso-number-format")) is not None:
            return own
        name = (found.get("class") or "").partition(" ")[0]
        for _ in range(8):
            parent, own = self._styles.get(name, ("", None))
            if own is not None or not parent:
                return own
            name = parent
        return None

    def _read_styles(self, sheet: str) -> None:
        for match in re.finditer(r"\.(\w+)\s*\{([^{}]*)\}", sheet):
            parent = _declared(match[2], "mso-style-parent") or ""
            self._styles[match[1]] = parent, _declared(match[2], "mso-number-format")


def _declared(style: str, name: str) -> str | None:
    """What a style says of that name; the quotes and the escapes of its letters are taken away."""
    match = re.search(rf'{name}\s*:\s*("(?:[^"\\]|\\.)*"|[^;"]+)', style)
    if match is None:
        return None
    return re.sub(r"\\(.)", r"\1", match[1].strip().strip('"').replace(r"\0022", '"'))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _WIDEST) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1


# Plain text ----------------------------------------------------------------------------------------------------------

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*)')


def _text(mime: QMimeData) -> Block | None:
    text = mime.text() if mime.hasText() else ""
    if len(text) > _MOST_LETTERS:
        raise HxError("Phần vừa chép quá lớn. Hãy chép riêng vùng số liệu rồi dán lại.")
    cells: dict[tuple[int, int], PastedCell] = {}
    lines = _lines(text)
    for row, line in enumerate(lines):
        for column, shown in enumerate(line):
            cell = sheet_cell(shown)
            if cell is not None:
                if len(cells) >= MOST_CELLS:
                    raise too_many()
                cells[row, column] = cell
    return Block(cells, len(lines), max(len(line) for line in lines)) if cells else None


def _lines(text: str) -> list[list[str]]:
    """The cells of plain text: tabs and line ends part them, but not inside quotes, where a cell has several lines.

    Quotes that hold no tab, line end or doubled quote are the cell's own words.
    """
    text = text.partition("\0")[0].replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    lines: list[list[str]] = [[]]
    at = 0
    while True:
        match = _CELL.match(text, at)
        assert match is not None  # an empty cell matches too
        inner = match[1]
        own = inner is not None and any(mark in inner for mark in ("\t", "\n", '""'))
        lines[-1].append(inner.replace('""', '"') if inner is not None and own else match[0])
        at = match.end()
        if at >= len(text):
            return lines
        if text[at] == "\n":
            lines.append([])
        at += 1
