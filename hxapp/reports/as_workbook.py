"""A report as an Excel workbook: one sheet for each table, typed cells, ready to print on A4."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hxapp import NAME
from hxapp.reports.excel_cells import decimals_of, excel_width, number_format, put_dressed, put_text, sheet_name
from hxapp.reports.report import (
    MOTTO,
    PARTY,
    STATE,
    Align,
    Bars,
    Block,
    Cell,
    Charts,
    Column,
    Figures,
    Heading,
    HeadStyle,
    Letterhead,
    Paragraph,
    Report,
    Row,
    RowKind,
    Signatures,
    Table,
    Text,
    area_below,
    place_head,
    place_row,
    plain,
)
from hxapp.reports.text_widths import lines
from hxapp.storage.whole_files import save_whole

FONT = "Times New Roman"

_NO_TABLE = Table((Column("", 60), Column("", 105)), ())
_HAIR = Side(style="thin", color="000000")
_LINE_POINTS = 1.25
# What a cell's sides take of its width, with the breadth by which programs measure letters differently.
_SIDES_MM = 1.8
# A head further down is not frozen: it would fill a small screen.
_LAST_FROZEN = 14
_HORIZONTAL = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.DECIMAL: "center"}


def write(report: Report, path: Path) -> None:
    """Write the report as .xlsx: a sheet for each of its tables, the other blocks with the table they stand before.

    Numbers and dates arrive typed, text never as a formula. Raises HxError when the folder is missing or the file
    cannot be written; an older file is then untouched.
    """
    book = Workbook()
    book.properties.creator = NAME
    book.properties.title = report.title
    first = book.active
    if isinstance(first, Worksheet):
        book.remove(first)
    parts = _parts(report.blocks)
    names: set[str] = set()
    for number, (before, table, after) in enumerate(parts, start=1):
        name = sheet_name(_table_name(table, before, number, len(parts)), names)
        names.add(name.casefold())
        writer = _SheetWriter(book.create_sheet(name), report, table or _NO_TABLE)
        writer.write_sheet(before, table, after, opening=number == 1, ending=number == len(parts))
    save_whole(path, book.save)


def _parts(blocks: Iterable[Block]) -> list[tuple[list[Block], Table | None, list[Block]]]:
    """The blocks by sheet: what stands before a table, the table, and (on the last sheet) what stands after."""
    parts: list[tuple[list[Block], Table | None, list[Block]]] = []
    waiting: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            parts.append((waiting, block, []))
            waiting = []
        elif parts and isinstance(block, Paragraph) and not waiting:
            # A note under a table belongs to it.
            parts[-1][2].append(block)
        else:
            waiting.append(block)
    if parts:
        parts[-1][2].extend(waiting)
        return parts
    return [(waiting, None, [])]


def _table_name(table: Table | None, before: list[Block], number: int, count: int) -> str:
    """What the sheet is called: the table's name, else the heading over it."""
    if table is not None and table.name:
        return table.name
    headings = [plain(block.text) for block in before if isinstance(block, Heading)]
    if headings and count > 1:
        return headings[-1]
    return "Báo cáo" if count == 1 else f"Bảng {number}"


def _edge(item: HeaderFooterItem | None, side: str, text: str) -> None:
    """Put a text at one side of the header or footer."""
    if item is not None and text:
        getattr(item, side).text = text


class _SheetWriter:
    """Writes one sheet from the top down."""

    def __init__(self, sheet: Worksheet, report: Report, table: Table) -> None:
        self.sheet = sheet
        self.report = report
        self.table = table
        self.row = 1
        self.count = max(1, len(table.columns))
        text_mm = 252.0 if report.landscape else 165.0
        total = sum(column.width_mm for column in table.columns) or 1.0
        self.widths = [column.width_mm * text_mm / total for column in table.columns] or [text_mm]
        for index, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = excel_width(width)
        # The column after which the right half of the sheet starts.
        self.half = max(1, min(self.count - 1, self._columns_within(text_mm * 0.45))) if self.count > 1 else 1
        self._set_up_page()

    def write_sheet(
        self, before: list[Block], table: Table | None, after: list[Block], *, opening: bool, ending: bool
    ) -> None:
        """Everything on the sheet; `opening` and `ending` tell the report's first and last sheet."""
        if self.report.practice_mark:
            self._wide(self.report.practice_mark, bold=True, align="center")
        if opening and self.report.head is not None:
            self._letterhead(self.report.head)
        for title in (self.report.title, self.report.subject):
            self._wide(title, size=13, bold=True, align="center")
        for line in self.report.lines:
            self._wide(line, italic=True, align="center")
        self.row += 1
        for block in before:
            self._block(block)
        if table is not None:
            self._table()
        for block in after:
            self._block(block)
        if ending and self.report.signatures is not None:
            self._signatures(self.report.signatures)

    def _columns_within(self, millimetres: float) -> int:
        used, count = 0.0, 0
        for width in self.widths:
            used += width
            if used > millimetres + 1:
                break
            count += 1
        return count

    def _set_up_page(self) -> None:
        sheet = self.sheet
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape" if self.report.landscape else "portrait"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.top = margins.bottom = 20 / 25.4
        margins.left, margins.right = 30 / 25.4, 15 / 25.4
        margins.header = margins.footer = 9 / 25.4
        footer, header = sheet.oddFooter, sheet.oddHeader
        # As on paper: beside the book's note there is no room in the middle.
        _edge(footer, "right" if self.report.foot else "center", "Trang &P/&N")
        _edge(footer, "left", self.report.foot.replace("&", "&&"))
        _edge(header, "center", (self.report.practice_mark or "").replace("&", "&&"))
        sheet.sheet_view.showGridLines = False

    # Text across the sheet

    def _wide(
        self,
        text: Text,
        *,
        size: float = 12,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
    ) -> None:
        """One text across all columns, on a row high enough for it."""
        if not plain(text).strip():
            return
        self._stretch(text, 1, self.count, size=size, bold=bold, italic=italic, align=align)
        self.row += 1

    def _stretch(
        self,
        text: Text,
        first: int,
        last: int,
        *,
        size: float = 12,
        bold: bool = False,
        italic: bool = False,
        align: str = "center",
    ) -> None:
        """A text over columns `first` to `last` of the current row; the row grows with it."""
        cell = self.sheet.cell(self.row, first)
        put_dressed(cell, text, Font(name=FONT, size=size, bold=bold and isinstance(text, str), italic=italic))
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        self._grow(text, first - 1, last, size, bold=bold)

    def _grow(self, text: Text, first: int, last: int, size: float, *, bold: bool = False) -> None:
        """Make the current row high enough for a text over the columns from `first` up to `last`.

        Not every program fits a row to wrapped text by itself, and none does for merged cells.
        """
        width = sum(self.widths[first:last]) - _SIDES_MM
        need = lines(text, width, size, bold=bold) * size * _LINE_POINTS + 2
        dimension = self.sheet.row_dimensions[self.row]
        dimension.height = max(dimension.height or 0, need)

    def _in_half(self, name: str) -> str:
        """An office's name, its area on a line of its own where the left half is too narrow for both."""
        width = sum(self.widths[: self.half]) - _SIDES_MM
        return area_below(name) if lines(name, width, 12, bold=True) > 1 else name

    def _pair(
        self,
        left: str,
        right: str,
        *,
        size: float = 12,
        bold: bool = False,
        light_left: bool = False,
        italic_right: bool = False,
        align: str = "center",
    ) -> None:
        """A text in each half of the sheet; on a sheet of one column, under each other."""
        if self.count == 1:
            self._wide(left, size=size, bold=bold and not light_left, align=align)
            self._wide(right, size=size, bold=bold and not italic_right, italic=italic_right, align=align)
            return
        if left:
            self._stretch(left, 1, self.half, size=size, bold=bold and not light_left, align=align)
        if right:
            bold_right = bold and not italic_right
            self._stretch(
                right, self.half + 1, self.count, size=size, bold=bold_right, italic=italic_right, align=align
            )
        self.row += 1

    def _letterhead(self, head: Letterhead) -> None:
        superior = head.superior.strip().upper()
        left = [*([superior] if superior else []), head.office_name()]
        right = {
            HeadStyle.LETTER: [STATE, MOTTO],
            HeadStyle.PARTY: [PARTY],
            HeadStyle.SHEET: [head.label],
        }[head.style]
        for index in range(max(len(left), len(right))):
            name = left[index] if index < len(left) else ""
            light = bool(superior) and index == 0
            self._pair(self._in_half(name), right[index] if index < len(right) else "", bold=True, light_left=light)
        day = "" if head.style is HeadStyle.SHEET else head.day_line()
        if head.number_line() or day:
            self._pair(head.number_line(), day, italic_right=True)

    def _signatures(self, signatures: Signatures) -> None:
        head = self.report.head
        self.row += 1
        if head is not None and head.style is HeadStyle.SHEET:
            self._pair("", head.day_line(), italic_right=True)
        right = [text for text in (*signatures.powers, signatures.post) if text]
        left = [signatures.drafter_title] if signatures.drafter_title else []
        for index in range(max(len(left), len(right))):
            self._pair(left[index] if index < len(left) else "", right[index] if index < len(right) else "", bold=True)
        self.row += 4
        self._pair(signatures.drafter if left else "", signatures.name, bold=True)

    # Blocks

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._wide(block.text, size=12, bold=True)
            case Paragraph():
                self._wide(block.text, size=11, italic=block.italic)
            case Figures():
                for figure in block.figures:
                    tail = [plain(line) for line in figure.lines]
                    words = "; ".join(part for part in (f"{figure.figure} {figure.after}".strip(), *tail) if part)
                    self._pair(figure.caption, words, align="left")
            case Bars():
                self._bars(block)
            case Charts():
                for chart in block.charts:
                    self._bars(chart)
            case Table():
                raise AssertionError("a table has a sheet of its own")

    def _bars(self, bars: Bars) -> None:
        """A chart's figures: a bar of one stretch as a typed number, of several as its words."""
        self._wide(bars.title, bold=True)
        for bar in bars.bars:
            row = self.row
            words = bar.text or "; ".join(segment.text for segment in bar.segments if segment.text)
            self._pair(bar.label, words or " ", align="left")
            if len(bar.segments) == 1 and self.count > 1:
                value = bar.segments[0].value
                cell = self.sheet.cell(row, self.half + 1)
                cell.value = value
                cell.number_format = number_format(decimals_of(value), words)
        if bars.legend:
            self._wide(f"Thứ tự các số: {'; '.join(text for _, text in bars.legend)}", size=11, italic=True)

    # The table

    def _table(self) -> None:
        first = self.row
        self._head()
        sheet = self.sheet
        sheet.print_title_rows = f"{first}:{self.row - 1}"
        if self.row <= _LAST_FROZEN + 1:
            sheet.freeze_panes = f"{'C' if self.count > 6 else 'A'}{self.row}"
        for row in self.table.rows:
            self._body_row(row)

    def _head(self) -> None:
        rows = self.table.head_rows()
        size = self.table.size
        heights = [size * _LINE_POINTS + 4] * len(rows)
        placed = place_head(rows, self.count)
        for place in sorted(placed, key=lambda one: one.rows):
            width = sum(self.widths[place.column : place.column + place.columns])
            need = lines(place.cell.text, width - _SIDES_MM, size, bold=True) * size * _LINE_POINTS + 4
            missing = need - sum(heights[place.row : place.row + place.rows])
            for index in range(place.row, place.row + place.rows):
                heights[index] += max(0.0, missing) / place.rows
        for place in placed:
            top, left = self.row + place.row, place.column + 1
            bottom, right = top + place.rows - 1, left + place.columns - 1
            self._box(top, left, bottom, right)
            cell = self.sheet.cell(top, left)
            put_text(cell, plain(place.cell.text))
            cell.font = Font(name=FONT, size=size, bold=True, italic=place.cell.italic)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if place.rows > 1 or place.columns > 1:
                self.sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
        for index, height in enumerate(heights):
            self.sheet.row_dimensions[self.row + index].height = height
        self.row += len(rows)
        if self.table.numbers:
            for column, text in enumerate(self.table.numbers[: self.count], start=1):
                cell = self.sheet.cell(self.row, column)
                put_text(cell, text)
                cell.font = Font(name=FONT, size=9, italic=True)
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
                self._grow(text, column - 1, column, 9)
            self._box(self.row, 1, self.row, self.count)
            self.row += 1

    def _box(self, top: int, left: int, bottom: int, right: int) -> None:
        """Thin lines around every cell of a rectangle."""
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.sheet.cell(row, column).border = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)

    def _body_row(self, row: Row) -> None:
        self._box(self.row, 1, self.row, self.count)
        for place in place_row(row, self.count):
            cell = self.sheet.cell(self.row, place.column + 1)
            self._fill(cell, row, place.cell, place.column, place.columns)
            if place.columns > 1:
                last = place.column + place.columns
                self.sheet.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=place.column + 1, end_column=last
                )
            heavy = place.cell.bold or row.kind in (RowKind.SECTION, RowKind.TOTAL)
            size = self.table.size - (1 if place.cell.small else 0)
            self._grow(place.cell.text, place.column, place.column + place.columns, size, bold=heavy)
        self.row += 1

    def _fill(self, cell: SheetCell | MergedCell, row: Row, source: Cell, column: int, columns: int) -> None:
        text = plain(source.text)
        align = source.align or (Align.LEFT if columns > 1 else self.table.columns[column].align)
        heavy = row.kind in (RowKind.SECTION, RowKind.TOTAL) and isinstance(source.text, str)
        size = self.table.size - (1 if source.small else 0)
        font = Font(name=FONT, size=size, bold=source.bold or heavy, italic=source.italic)
        if source.value is None:
            sign = f"{source.sign.value} " if source.sign is not None else ""
            put_dressed(cell, (sign + text).strip() if isinstance(source.text, str) or sign else source.text, font)
            horizontal = _HORIZONTAL[align]
        else:
            cell.font = font
            cell.value = source.value
            if isinstance(source.value, Decimal):
                cell.number_format = number_format(source.decimals, text, source.sign)
                horizontal = "right" if align in (Align.DECIMAL, Align.RIGHT) else _HORIZONTAL[align]
            else:
                cell.number_format = "dd/mm/yyyy"
                horizontal = _HORIZONTAL[align]
        indent = 1 if row.kind is RowKind.PART and align is Align.LEFT and text else 0
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True, indent=indent)
