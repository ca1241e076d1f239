"""The description of a report: what stands on it and in which order, without a word about pages, fonts or files.

A builder fills these frozen classes once; paper draws them on pages and `as_workbook` writes them as a workbook.
Lengths are millimetres, type sizes are points. Every text may hold line breaks ("\\n").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

NO_OFFICE = "(chưa khai báo cơ quan)"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
PRACTICE_MARK = "SỔ THỰC HÀNH – SỐ LIỆU KHÔNG CÓ THẬT"

_AREA = re.compile(r"\s+(?=(?:PHƯỜNG|XÃ|THỊ TRẤN|THỊ XÃ|QUẬN|HUYỆN|THÀNH PHỐ|TỈNH)\s)")


class Align(Enum):
    """How a cell's text stands between the cell's sides; DECIMAL puts the commas of a column under each other."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    DECIMAL = "decimal"


class Sign(Enum):
    """The signs a cell may carry; paper paints them as shapes, Excel gets the character."""

    DOT = "●"
    RING = "○"
    TRIANGLE = "▲"
    DOWN = "▼"
    DIAMOND = "◆"
    SQUARE = "■"
    BOX = "□"
    DASH = "–"


class RowKind(Enum):
    """What a row is to its table; page breaks and weight follow from it.

    SECTION heads what follows and never ends a page; an ITEM and its PARTs stay together; TOTAL stays with the row
    before it; NOTE is small print inside the table and stays with the row before it as well.
    """

    SECTION = "section"
    ITEM = "item"
    PART = "part"
    TOTAL = "total"
    NOTE = "note"


class Fill(Enum):
    """How a bar is filled: a printer without colour tells these four apart."""

    BLACK = "black"
    GREY = "grey"
    HATCH = "hatch"
    WHITE = "white"


class HeadStyle(Enum):
    """LETTER: office and national title side by side, number and day under them. SHEET: the office alone at the left,
    the day over the signature (how a table that stands alone is headed). PARTY: the Party's own head."""

    LETTER = "letter"
    SHEET = "sheet"
    PARTY = "party"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one dress; `size` in points, None for the size around it."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None


Text = str | tuple[Run, ...]


def plain(text: Text) -> str:
    """The words of `text` without their dress."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


@dataclass(frozen=True)
class Cell:
    """One cell. `value` with `decimals` is what Excel gets as a typed cell; paper shows `text` only.

    `span` counts columns, `rows` head rows (used in heads alone). `align` None takes the column's. `small` is one point
    below the table's size. `lines` above 0 is the most that paper writes: it cuts between words and leaves '…', before
    `tail` where the text ends with it. Excel gets the whole text.
    """

    text: Text = ""
    value: Decimal | date | None = None
    decimals: int = 0
    bold: bool = False
    italic: bool = False
    small: bool = False
    sign: Sign | None = None
    span: int = 1
    rows: int = 1
    align: Align | None = None
    lines: int = 0
    tail: str = ""


@dataclass(frozen=True)
class Row:
    """One row. Too few cells: in SECTION, TOTAL and NOTE rows the last one spans the rest, elsewhere blanks follow.

    `repeat` (a SECTION) shows the row again under the head when its items go on on the next page.
    """

    kind: RowKind
    cells: tuple[Cell, ...]
    keep_with_next: bool = False
    repeat: bool = False


def _cells(cells: tuple[Cell | str, ...]) -> tuple[Cell, ...]:
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def section(*cells: Cell | str, repeat: bool = False) -> Row:
    """A row that heads the rows after it."""
    return Row(RowKind.SECTION, _cells(cells), keep_with_next=True, repeat=repeat)


def item(*cells: Cell | str, keep_with_next: bool = False) -> Row:
    """An ordinary row."""
    return Row(RowKind.ITEM, _cells(cells), keep_with_next)


def part(*cells: Cell | str) -> Row:
    """A row that belongs to the item above it; with an empty first cell it shares the item's number."""
    return Row(RowKind.PART, _cells(cells))


def total(*cells: Cell | str) -> Row:
    """A sum or count row; it stays with the row before it."""
    return Row(RowKind.TOTAL, _cells(cells))


def note(text: Text) -> Row:
    """Small print across the whole table."""
    return Row(RowKind.NOTE, (Cell(text, small=True),))


@dataclass(frozen=True)
class Column:
    """One column: its heading for a one-row head, its width and where its text stands.

    Widths are shares of the text's width: paper stretches their sum to it.
    """

    heading: str
    width_mm: float
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """Rows under a head. `head` empty: one row of the columns' headings. `numbers`: the column-number row, if any.

    Each row of `head` lists its cells from left to right and leaves out the places that a cell above covers.
    `pad_mm` is the gap over and under the words of a row. `name` is what Excel calls the sheet of one table of several.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: tuple[tuple[Cell, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    size: float = 11
    pad_mm: float = 0.7
    name: str = ""

    def head_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The head as given, or the columns' headings as its only row."""
        return self.head or (tuple(Cell(column.heading) for column in self.columns),)


def column_numbers(count: int) -> tuple[str, ...]:
    """'(1)' to '(count)', for a table without formulas in its column numbers."""
    return tuple(f"({number})" for number in range(1, count + 1))


@dataclass(frozen=True)
class PlacedCell:
    """A head cell with the place it takes: first row and column, and the rows and columns it covers."""

    cell: Cell
    row: int
    column: int
    rows: int
    columns: int


def place_head(rows: tuple[tuple[Cell, ...], ...], columns: int) -> tuple[PlacedCell, ...]:
    """Where each head cell stands; spans that reach over the table's edge are cut there."""
    taken: set[tuple[int, int]] = set()
    placed: list[PlacedCell] = []
    for row_index, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row_index, column) in taken:
                column += 1
            if column >= columns:
                break
            width = 1
            while width < cell.span and column + width < columns and (row_index, column + width) not in taken:
                width += 1
            height = min(cell.rows, len(rows) - row_index)
            placed.append(PlacedCell(cell, row_index, column, height, width))
            taken.update((r, c) for r in range(row_index, row_index + height) for c in range(column, column + width))
            column += width
    return tuple(placed)


def place_row(row: Row, columns: int) -> tuple[PlacedCell, ...]:
    """The cells of a body row with the columns each covers; together they cover the table's whole width."""
    cells = list(row.cells[:columns]) or [Cell()]
    placed: list[PlacedCell] = []
    column = 0
    for index, cell in enumerate(cells):
        if column >= columns:
            break
        width = min(max(1, cell.span), columns - column)
        if index == len(cells) - 1 and row.kind in (RowKind.SECTION, RowKind.TOTAL, RowKind.NOTE):
            width = columns - column
        placed.append(PlacedCell(cell, 0, column, 1, width))
        column += width
    placed.extend(PlacedCell(Cell(), 0, rest, 1, 1) for rest in range(column, columns))
    return tuple(placed)


@dataclass(frozen=True)
class Heading:
    """A bold line over what follows; it never ends a page."""

    text: Text
    size: float = 13


@dataclass(frozen=True)
class Paragraph:
    """Running text; `first_line_mm` indents its first line, `lines` above 0 is the most that paper writes."""

    text: Text
    size: float = 13
    align: Align = Align.LEFT
    justify: bool = False
    italic: bool = False
    first_line_mm: float = 0
    lines: int = 0


@dataclass(frozen=True)
class Figure:
    """One place in the band of figures: '16/36' with 'hoàn thành' after it, a caption above, small lines below."""

    caption: str
    figure: str
    after: str = ""
    lines: tuple[Text, ...] = ()
    share: float = 1


@dataclass(frozen=True)
class Figures:
    """A band of big figures side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar; `text` is written in it where it fits."""

    value: Decimal
    fill: Fill = Fill.GREY
    text: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar with its label; `text` stands after it."""

    label: str
    segments: tuple[Segment, ...]
    text: str = ""
    bold: bool = False

    def length(self) -> Decimal:
        """The sum of the segments; a negative one counts nothing."""
        return sum((max(segment.value, Decimal(0)) for segment in self.segments), Decimal(0))


@dataclass(frozen=True)
class Bars:
    """A bar chart without colour. `mark` is a line across all bars at a value, with its words below.

    `maximum` is the value of the full width; None takes the longest bar or the mark. `label_lines` above 0 is the most
    lines that paper gives a label.
    """

    title: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[Fill, str], ...] = ()
    mark: tuple[Decimal, str] | None = None
    maximum: Decimal | None = None
    label_lines: int = 0


@dataclass(frozen=True)
class Charts:
    """Bar charts side by side."""

    charts: tuple[Bars, ...]


Block = Heading | Paragraph | Table | Figures | Bars | Charts


@dataclass(frozen=True)
class Letterhead:
    """Who the paper is from. `number` is what follows the blank for the number ('BC-UBND'; None: no number line).

    `office` empty shows NO_OFFICE. `year` None leaves the year blank too. `label` stands at the right of a SHEET
    ('Biểu số 01').
    """

    office: str = ""
    superior: str = ""
    place: str = ""
    year: int | None = None
    number: str | None = ""
    style: HeadStyle = HeadStyle.LETTER
    label: str = ""

    def office_name(self) -> str:
        """The office in capitals, or the words that stand in for a missing one."""
        name = self.office.strip()
        return name.upper() if name else NO_OFFICE

    def number_line(self) -> str:
        """'Số:         /BC-UBND' with nine blanks for pen or stamp; '' when there is no number line."""
        if self.number is None:
            return ""
        if self.style is HeadStyle.PARTY:
            return "Số" + BLANK * 9 + (f"-{self.number}" if self.number else "")
        return "Số:" + BLANK * 9 + (f"/{self.number}" if self.number else "")

    def day_line(self) -> str:
        """'Hương Xuân, ngày       tháng       năm 2022' with blanks for pen or stamp."""
        blank = BLANK * (5 if self.style is HeadStyle.PARTY else 7)
        start = f"{self.place.strip()}, ngày" if self.place.strip() else "Ngày"
        year = f"năm\u00a0{self.year}" if self.year is not None else "năm" + BLANK * 7
        return f"{start}{blank}tháng{blank}{year}"


BLANK = "\u00a0"


def area_below(name: str) -> str:
    """An office's name in capitals with its area ('PHƯỜNG …') on a line of its own."""
    return _AREA.sub("\n", name, count=1)


@dataclass(frozen=True)
class Signatures:
    """Who signs. `powers` are the lines over the post ('TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'); an empty name leaves
    room for the pen. `drafter_title` None: the signer alone. `room_mm` is for hand and seal."""

    powers: tuple[str, ...] = ()
    post: str = ""
    name: str = ""
    drafter_title: str | None = "NGƯỜI LẬP BIỂU"
    drafter: str = ""
    room_mm: float = 25


@dataclass(frozen=True)
class Report:
    """One report: head, titles, blocks in their order, signatures.

    `title` is the type ('BÁO CÁO') or a table's own title, `subject` the lines under it, `lines` what stands in italics
    under both. `practice_mark` and `foot` (at the left of 'trang x/y') stand on every page. `file_stem` is the name
    offered for a file, without its ending.

    A report with `shorter` stands on one page: these tell the same with ever less, and paper draws the fullest that
    fits. None is taller than the one before it but the last, which may start anew with `shorter` of its own. Excel gets
    the report itself.
    """

    title: str
    subject: str = ""
    lines: tuple[str, ...] = ()
    landscape: bool = False
    head: Letterhead | None = field(default_factory=Letterhead)
    blocks: tuple[Block, ...] = ()
    signatures: Signatures | None = None
    practice_mark: str | None = None
    foot: str = ""
    file_stem: str = "bao-cao"
    shorter: tuple[Report, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """The tables in their order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
