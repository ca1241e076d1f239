"""The clipboard format 'XML Spreadsheet' of Excel and WPS: cells with raw values, places, merges and number formats.

What is read is SpreadsheetML 2003 as both put it on the clipboard: UTF-8 with a zero byte after it, places relative to
the copied range. Markup that declares types or entities is nothing a clipboard holds, and not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from hxapp.domain.words import tidy
from hxapp.ui.pasted_cells import MOST_CELLS, Block, Kind, PastedCell, sheet_cell, too_many

MOST_BYTES = 16_000_000
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_FURTHEST = 2**21  # more than a sheet has rows


class _NotOne(Exception):
    """The data is no sheet that is read here."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The block, and the numbers of its rows that the sheet hides (a filter, a fold)."""

    block: Block
    hidden: frozenset[int]


def read_sheet(data: bytes) -> Sheet | None:
    """The cells of the first table; None for what is no such sheet. HxError for one with too many cells."""
    text = data.partition(b"\0")[0]
    if not text or len(text) > MOST_BYTES:
        return None
    reader = _Reader()
    try:
        reader.read(text)
    except (expat.ExpatError, _NotOne):
        return None
    return reader.sheet()


class _Reader:
    """Follows the elements of one sheet."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._formats: dict[str, tuple[str, str | None]] = {}  # of a style: its parent, its own format
        self._style = ""
        self._columns: dict[int, str] = {}  # the columns' styles
        self._column = self._row = self._at = 0
        self._row_style = ""
        self._tables = 0
        self._cells: dict[tuple[int, int], PastedCell] = {}
        self._hidden: set[int] = set()
        self._height = self._width = 0
        self._place = 0, 0
        self._cell_style = ""
        self._type: str | None = None
        self._pieces: list[str] = []

    def read(self, data: bytes) -> None:
        """Parse it; _NotOne or ExpatError when it is no sheet."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.Parse(data, True)

    def sheet(self) -> Sheet | None:
        """What was found; None when there was no table."""
        if not self._tables:
            return None
        height = max(self._height, 1 + max((row for row, _ in self._cells), default=-1))
        width = max(self._width, 1 + max((column for _, column in self._cells), default=-1))
        return Sheet(Block(self._cells, height, width), frozenset(self._hidden))

    def _on_start(self, full: str, attributes: Mapping[str, str]) -> None:
        space, _, name = full.rpartition(" ")
        name = name if space == _NAMESPACE else ""
        found = {key.rpartition(" ")[2]: value for key, value in attributes.items() if key.startswith(_NAMESPACE)}
        inside = self._path[-1] if self._path else ""
        self._path.append(name)
        if len(self._path) == 1 and name != "Workbook":
            raise _NotOne
        if name == "Style":
            self._style = found.get("ID", "")
            self._formats[self._style] = found.get("Parent", ""), None
        elif name == "NumberFormat" and inside == "Style":
            self._formats[self._style] = self._formats[self._style][0], found.get("Format", "General")
        elif name == "Table":
            self._tables += 1
            if self._tables == 1:
                self._height = _count(found.get("ExpandedRowCount"), 0)
                self._width = _count(found.get("ExpandedColumnCount"), 0)
        elif self._tables == 1:
            self._on_part(name, inside, found)

    def _on_part(self, name: str, inside: str, found: Mapping[str, str]) -> None:
        """A part of the first table: columns first, then rows of cells, each of which may tell its place."""
        if name == "Column" and inside == "Table":
            first = _count(found.get("Index"), self._column + 1)
            self._column = first + _count(found.get("Span"), 0)
            if style := found.get("StyleID"):
                for number in range(first, min(self._column, first + MOST_CELLS) + 1):
                    self._columns[number] = style
        elif name == "Row" and inside == "Table":
            self._row = _count(found.get("Index"), self._row + 1)
            self._at, self._row_style = 0, found.get("StyleID", "")
            span = _count(found.get("Span"), 0)
            if found.get("Hidden") == "1":
                self._hidden.update(range(self._row - 1, self._row + min(span, MOST_CELLS)))
            self._row += span
        elif name == "Cell" and inside == "Row":
            self._at = _count(found.get("Index"), self._at + 1)
            self._cell_style = found.get("StyleID") or self._row_style or self._columns.get(self._at, "")
            self._place = self._row - 1, self._at - 1
            self._at += _count(found.get("MergeAcross"), 0)
        elif name == "Data" and inside == "Cell":  # a comment has a Data of its own
            self._type, self._pieces = found.get("Type", "String"), []

    def _on_text(self, text: str) -> None:
        if self._type is not None:
            self._pieces.append(text)

    def _on_end(self, full: str) -> None:
        name = self._path.pop()
        if name != "Data" or self._type is None:
            return
        cell = self._cell(self._type, "".join(self._pieces))
        self._type = None
        if cell is not None:
            if len(self._cells) >= MOST_CELLS:
                raise too_many()
            self._cells[self._place] = cell

    def _cell(self, kind: str, text: str) -> PastedCell | None:
        if kind == "Number":
            return sheet_cell("", text, self._format(self._cell_style) or "General") or sheet_cell(text)
        if kind == "Boolean":
            return PastedCell("TRUE" if text.strip() == "1" else "FALSE")
        if kind == "DateTime":
            return PastedCell(_day(tidy(text)), Kind.DATE)
        if kind == "Error":
            return PastedCell(tidy(text) or "#N/A", Kind.ERROR)
        return sheet_cell(text)

    def _format(self, style: str) -> str | None:
        """The number format of a style, its own or that of the style it comes from."""
        for _ in range(8):
            parent, own = self._formats.get(style, ("", None))
            if own is not None or not parent:
                return own
            style = parent
        return None


def _refuse(*_: object) -> int:
    raise _NotOne


def _count(text: str | None, missing: int) -> int:
    """A number of rows or columns."""
    if text is None:
        return missing
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= _FURTHEST):
        raise _NotOne
    return int(text)


def _day(text: str) -> str:
    """'2022-05-31T00:00:00.000' as a sheet shows it: '31/05/2022', a time of the day as it is."""
    day, _, time = text.partition("T")
    parts = day.split("-")
    if len(parts) != 3 or parts[0] == "1899":
        return time.partition(".")[0] or text
    return "/".join(reversed(parts))
