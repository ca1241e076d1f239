"""A table as strips: a head that repeats, and rows that are not cut."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial

from hxapp.paper.measures import mm, pt
from hxapp.paper.strips import Keep, Mark, Rule, Shape, Strip, Writing
from hxapp.paper.text import Line, Style, Words, one_line, wrap, wrap_at_most
from hxapp.reports.report import (
    Align,
    Cell,
    PlacedCell,
    Row,
    RowKind,
    Run,
    Table,
    place_head,
    place_row,
    plain,
)

PAD_SIDE = mm(0.85)
PART_INDENT = mm(2.6)
NUMBERS_SIZE = 9.0
TAIL_SCALE = 0.8
SIGN_SCALE = 0.62
_FIGURE = re.compile(r"^(?P<whole>[+\-−–]?\s?\d[\d.]*)(?P<part>,\d+)?(?P<tail>\s*(?:đ%|%|điểm %)?)$")


@dataclass(frozen=True)
class _Figure:
    """A figure split at its comma: the whole on one line, and the widths before and after."""

    line: Line
    before: float
    after: float


@dataclass(frozen=True)
class _Measured:
    """A body cell with its words broken for its width, or a figure that stands on the column's comma."""

    placed: PlacedCell
    words: Words
    align: Align
    left: float
    width: float
    figure: _Figure | None = None
    at_top: bool = False


class TableLayout:
    """Measures one table for a text width; `strips` gives its pieces in order."""

    def __init__(self, table: Table, width: float, group: int) -> None:
        self.table = table
        self.group = group
        self.width = width
        shares = [max(column.width_mm, 0.1) for column in table.columns] or [1.0]
        self.edges = [0.0]
        for share in shares:
            self.edges.append(self.edges[-1] + width * share / sum(shares))
        self.count = len(shares)
        self.pad = mm(table.pad_mm)
        self.commas = self._commas()

    def strips(self) -> list[Strip]:
        """The head, then every row."""
        head = self._head()
        strips = [replace(head, before=mm(2.2), keep=Keep.HARD)]
        carried: Strip | None = None
        rows = self.table.rows
        for index, row in enumerate(rows):
            following = rows[index + 1] if index + 1 < len(rows) else None
            strip = self._row(row, following)
            if row.kind is RowKind.SECTION:
                carried = None
            opener = (head,) if carried is None else (head, carried)
            strips.append(replace(strip, opener=opener))
            if row.kind is RowKind.SECTION and row.repeat:
                carried = strip
        return strips

    # The head

    def _head(self) -> Strip:
        """All head rows and the column numbers as one piece."""
        rows = self.table.head_rows()
        placed = place_head(rows, self.count)
        words = {
            id(place): wrap(
                place.cell.text,
                Style(self.table.size, bold=not isinstance(place.cell.text, tuple), italic=place.cell.italic),
                self._inner(place)[1],
            )
            for place in placed
        }
        heights = [0.0] * len(rows)
        for place in sorted(placed, key=lambda one: one.rows):
            need = words[id(place)].height + 2 * self.pad
            have = sum(heights[place.row : place.row + place.rows])
            if need > have:
                for row in range(place.row, place.row + place.rows):
                    heights[row] += (need - have) / place.rows
        tops = [sum(heights[:index]) for index in range(len(rows) + 1)]
        marks: list[Mark] = []
        for place in placed:
            left, right = self.edges[place.column], self.edges[place.column + place.columns]
            top, bottom = tops[place.row], tops[place.row + place.rows]
            marks += _frame(left, top, right, bottom)
            text = words[id(place)]
            inner_left, inner_width = self._inner(place)
            marks.append(Writing(text, inner_left, top + (bottom - top - text.height) / 2, inner_width, Align.CENTER))
        height = tops[-1]
        if self.table.numbers:
            height = self._numbers(marks, height)
        return Strip(height, tuple(marks), group=self.group, closing=self._closing(height))

    def _numbers(self, marks: list[Mark], top: float) -> float:
        """The row of column numbers; gives the head's new height."""
        style = Style(NUMBERS_SIZE, italic=True)
        texts = [
            wrap(text, style, self.edges[index + 1] - self.edges[index] - mm(0.4))
            for index, text in enumerate(self.table.numbers[: self.count])
        ]
        bottom = top + max(text.height for text in texts) + mm(0.5)
        for index in range(self.count):
            left, right = self.edges[index], self.edges[index + 1]
            marks += _frame(left, top, right, bottom)
            if index < len(texts):
                text = texts[index]
                y = top + (bottom - top - text.height) / 2
                marks.append(Writing(text, left + mm(0.2), y, right - left - mm(0.4), Align.CENTER))
        return bottom

    def _closing(self, height: float) -> tuple[Mark, ...]:
        return (Rule(0.0, height, self.width, height),)

    # The rows

    def _inner(self, place: PlacedCell) -> tuple[float, float]:
        """Left side and width of the room for a cell's text."""
        left = self.edges[place.column] + PAD_SIDE
        return left, self.edges[place.column + place.columns] - PAD_SIDE - left

    def _style(self, row: Row, cell: Cell) -> Style:
        """Sections and totals are bold unless their runs say how they dress."""
        heavy = row.kind in (RowKind.SECTION, RowKind.TOTAL) and not isinstance(cell.text, tuple)
        size = self.table.size - (1 if cell.small else 0)
        return Style(size, bold=cell.bold or heavy, italic=cell.italic)

    def _align(self, row: Row, place: PlacedCell) -> Align:
        if place.cell.align is not None:
            return place.cell.align
        if place.columns > 1 or row.kind is RowKind.NOTE:
            return Align.LEFT
        return self.table.columns[place.column].align if self.table.columns else Align.LEFT

    def _figure(self, cell: Cell, style: Style) -> _Figure | None:
        """The cell's text as a figure, when it is one; what follows the number is smaller."""
        match = _FIGURE.match(plain(cell.text).strip())
        if match is None:
            return None
        whole, part, tail = match["whole"], match["part"] or "", match["tail"]
        runs: list[Run] = [Run(whole + part)]
        if tail:
            runs.append(Run(tail, size=style.size * TAIL_SCALE))
        line = one_line(tuple(runs), style)
        before = line.x_at(len(whole)) if part or tail else line.width
        return _Figure(line, before, line.width - before)

    def _commas(self) -> dict[int, tuple[float, float]]:
        """Of every DECIMAL column, the widest stretch before and after the comma: one block, centred in the column."""
        widest: dict[int, tuple[float, float]] = {}
        for row in self.table.rows:
            for place in place_row(row, self.count):
                if self._align(row, place) is not Align.DECIMAL:
                    continue
                figure = self._figure(place.cell, self._style(row, place.cell))
                if figure is not None:
                    before, after = widest.get(place.column, (0.0, 0.0))
                    widest[place.column] = (max(before, figure.before), max(after, figure.after))
        return widest

    def _measure(self, row: Row, place: PlacedCell, at_top: bool) -> _Measured:
        cell = place.cell
        style = self._style(row, cell)
        align = self._align(row, place)
        left, width = self._inner(place)
        if row.kind is RowKind.PART and align is Align.LEFT and place.column == self._text_column():
            left, width = left + PART_INDENT, width - PART_INDENT
        if cell.sign is not None:
            # The sign stands before the words; a centred cell is centred with it.
            room = pt(style.size)
            width -= room
            left += room
        figure = self._figure(cell, style) if align is Align.DECIMAL else None
        if figure is not None and figure.line.width > width:
            figure, align = None, Align.RIGHT
        if align is Align.DECIMAL:
            align = Align.CENTER
        words = Words((figure.line,)) if figure else wrap_at_most(cell.text, style, width, cell.lines, tail=cell.tail)
        return _Measured(place, words, align, left, width, figure, at_top)

    def _text_column(self) -> int:
        """The first column whose text stands at the left: where parts are indented."""
        columns = self.table.columns
        return next((index for index, column in enumerate(columns) if column.align is Align.LEFT), 0)

    def _row(self, row: Row, following: Row | None) -> Strip:
        shares_number = following is not None and _continues_number(following)
        cells = [
            self._measure(row, place, at_top=shares_number and place.column == 0)
            for place in place_row(row, self.count)
        ]
        keep = Keep.HARD if row.keep_with_next else Keep.NO
        if following is not None:
            if row.kind is RowKind.SECTION or following.kind in (RowKind.TOTAL, RowKind.NOTE):
                keep = Keep.HARD
            elif following.kind is RowKind.PART:
                keep = max(keep, Keep.SOFT)
        strip = self._strip(cells, open_above=_continues_number(row))
        return replace(
            strip,
            keep=keep,
            split=partial(self._split, cells),
            anchor=row.kind in (RowKind.ITEM, RowKind.PART),
        )

    def _strip(self, cells: list[_Measured], open_above: bool) -> Strip:
        """The row painted: its upper and side lines and its words; the lower line belongs to the row below."""
        height = max(cell.words.height for cell in cells) + 2 * self.pad
        marks: list[Mark] = []
        for cell in cells:
            place = cell.placed
            left, right = self.edges[place.column], self.edges[place.column + place.columns]
            if not (open_above and place.column == 0):
                marks.append(Rule(left, 0.0, right, 0.0))
            marks += [Rule(left, 0.0, left, height), Rule(right, 0.0, right, height)]
            marks += self._writing(cell, height)
        return Strip(height, tuple(marks), group=self.group, closing=self._closing(height))

    def _writing(self, cell: _Measured, height: float) -> list[Mark]:
        if not cell.words.lines:
            return []
        y = self.pad if cell.at_top else (height - cell.words.height) / 2
        left, width, align = cell.left, cell.width, cell.align
        if cell.figure is not None:
            before, after = self.commas[cell.placed.column]
            start = left + max(0.0, (width - before - after) / 2)
            left = min(start + before - cell.figure.before, left + width - cell.figure.line.width)
            left, width, align = max(left, cell.left), cell.figure.line.width, Align.LEFT
        marks: list[Mark] = [Writing(cell.words, left, y, width, align)]
        sign = cell.placed.cell.sign
        if sign is not None:
            first = cell.words.lines[0]
            slack = width - first.width
            text_left = left + {Align.CENTER: slack / 2, Align.RIGHT: slack}.get(align, 0.0)
            size = pt(first.size) * SIGN_SCALE
            place = cell.placed
            alone = (self.edges[place.column] + self.edges[place.column + place.columns]) / 2
            middle = text_left - size * 0.95 if first.text else alone
            marks.append(Shape(sign, middle, y + first.pitch / 2, size))
        return marks

    def _split(self, cells: list[_Measured], first_room: float, room: float) -> list[Strip]:
        """The one exception to 'a row is never cut': a row taller than a page goes on, line by line, on the next."""
        pieces: list[Strip] = []
        limit = first_room
        while any(cell.words.lines for cell in cells):
            taken, left = [], []
            for cell in cells:
                now, later = cell.words.take(max(0.0, limit - 2 * self.pad))
                taken.append(replace(cell, words=now, at_top=True))
                signless = replace(cell.placed, cell=replace(cell.placed.cell, sign=None))
                left.append(replace(cell, placed=signless, words=later, figure=None))
            pieces.append(self._strip(taken, open_above=False))
            cells, limit = left, room
        return pieces


def _continues_number(row: Row) -> bool:
    """Whether the row shares the number cell of the row above."""
    return (
        row.kind is RowKind.PART
        and bool(row.cells)
        and row.cells[0].span == 1
        and not plain(row.cells[0].text)
        and row.cells[0].sign is None
    )


def _frame(left: float, top: float, right: float, bottom: float) -> list[Mark]:
    return [
        Rule(left, top, right, top),
        Rule(left, top, left, bottom),
        Rule(right, top, right, bottom),
        Rule(left, bottom, right, bottom),
    ]
