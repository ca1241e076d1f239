"""Writes a sheet of ours: what a clerk sees, ready to print, and what the import needs to find everything again."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hxapp import NAME
from hxapp.excel.layout import Field, Kind, Place, SheetCell, SheetFormat, SheetRow
from hxapp.excel.marks import (
    CODE_PREFIX,
    FORMAT_VERSION,
    HEAD_KEY,
    HIDDEN_SHEET,
    KEY_CODE,
    KEY_HEADING,
    PERIOD_LINE,
    canonical,
)
from hxapp.storage.whole_files import save_whole

FONT = "Times New Roman"
SIZE = 11
_SMALL, _LARGE = 10, 14
_LINE_POINTS = 14.2  # of one line of text in this type and size
_FILTER_BUTTON = 2.5  # units of width that the arrow of the filter takes from a head
_MOST_POINTS = 409.0  # Excel's highest row
_UNIT_POINTS = 5.25  # of one unit of a column's width
_TROUBLE = "A11B11"
_LINE = Side(style="thin", color="C3CCD5")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="F6F8FA")
_TYPED_HEAD_FILL = PatternFill("solid", fgColor="E7F0F8")
_TYPED_FILL = PatternFill("solid", fgColor="F3F8FC")
_SECTION_FILL = PatternFill("solid", fgColor="F3F5F7")
_DATE, _TEXT = "dd/mm/yyyy", "@"
_VIETNAMESE = "[$-42A]"  # where the program asks the cell (LibreOffice) and not Windows, dots group and commas divide
_ESTIMATED = '"ước "'
_COUNTS = re.compile(r"[0-9.,]+/[0-9.,]+")
_FORMULA_STARTS = ("=", "+", "-", "@")


def write(
    path: Path,
    form: SheetFormat,
    place: Place,
    fields: tuple[Field, ...],
    rows: tuple[SheetRow, ...],
    *,
    book: uuid.UUID,
    lines: tuple[str, ...],
    practice_mark: str | None,
) -> None:
    """Write the workbook whole or not at all; HxError when the file cannot be written."""
    workbook = Workbook()
    workbook.properties.creator = NAME
    workbook.properties.title = form.title
    workbook.calculation = CalcProperties(fullCalcOnLoad=False)  # nothing to work out: closing must not ask to save
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = form.title
    keyed = {str(one.key) if one.key else f"{HEAD_KEY} {at}": one for at, one in enumerate(rows, start=1)}
    _Sheet(sheet, form, place, fields).write(keyed, lines, practice_mark)
    _keep(workbook.create_sheet(HIDDEN_SHEET), form, place, fields, keyed, book)
    save_whole(path, workbook.save)


class _Sheet:
    """Writes the visible sheet from the top down."""

    def __init__(self, sheet: Worksheet, form: SheetFormat, place: Place, fields: tuple[Field, ...]) -> None:
        self.sheet = sheet
        self.form = form
        self.place = place
        self.fields = fields
        self.key_column = len(fields) + 1

    def write(self, rows: dict[str, SheetRow], lines: tuple[str, ...], practice_mark: str | None) -> None:
        row = 1
        for text, font, centred in self._over_the_table(lines, practice_mark):
            self._wide(row, text, font, centred)
            row += 1
        codes, head = row, row + 1
        self._codes(codes)
        self._head(head)
        for index, (key, one) in enumerate(rows.items(), start=head + 1):
            self._row(index, key, one)
        last = head + len(rows)
        self._choices(head + 1, max(last, head + 1) + 200)
        self._page(head, last)

    def _over_the_table(self, lines: tuple[str, ...], practice_mark: str | None) -> Iterator[tuple[str, Font, bool]]:
        if practice_mark:
            yield practice_mark, _font(bold=True, color=_TROUBLE), False
        yield lines[0], _font(bold=True), False
        yield f"{self.form.title} năm {self.place.year}".upper(), _font(_LARGE, bold=True), True
        for line in lines[1:]:
            yield line, _font(italic=True), True
        yield f"{PERIOD_LINE}{self.place.period.label}", _font(italic=True), True
        yield "", _font(), False

    def _wide(self, row: int, text: str, font: Font, centred: bool) -> None:
        """A line over the whole table; centred without merging, which would stand in the way of moving columns."""
        cell = self.sheet.cell(row, 1)
        _put(cell, SheetCell(text))
        cell.font = font
        if centred:
            for column in range(1, self.key_column):
                self.sheet.cell(row, column).alignment = Alignment(horizontal="centerContinuous", vertical="center")
        self.sheet.row_dimensions[row].height = (font.size or SIZE) * 1.5

    def _codes(self, row: int) -> None:
        for column, code in enumerate([*(field.code for field in self.fields), KEY_CODE], start=1):
            self.sheet.cell(row, column).value = f"{CODE_PREFIX}{code}"
        self.sheet.row_dimensions[row].hidden = True

    def _head(self, row: int) -> None:
        lines = 1
        for column, field in enumerate(self.fields, start=1):
            cell = self.sheet.cell(row, column)
            cell.value = field.heading
            cell.font = _font(bold=True)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _BORDER
            cell.fill = _TYPED_HEAD_FILL if field.typed else _HEAD_FILL
            self.sheet.column_dimensions[get_column_letter(column)].width = field.width
            lines = max(lines, _lines(field.heading, field.width - _FILTER_BUTTON, True))
        self.sheet.cell(row, self.key_column).value = KEY_HEADING
        self.sheet.column_dimensions[get_column_letter(self.key_column)].hidden = True
        self.sheet.row_dimensions[row].height = lines * _LINE_POINTS + 8

    def _row(self, row: int, key: str, one: SheetRow) -> None:
        lines = 1
        for column, field in enumerate(self.fields, start=1):
            cell = self.sheet.cell(row, column)
            value = one.cells.get(field.code, SheetCell())
            _put(cell, value)
            if field.kind is Kind.DATE:
                cell.number_format = _DATE  # a day typed in another order is seen at once
            bold = one.bold or value.trouble
            cell.font = _font(bold=bold, italic=value.estimate, color=_TROUBLE if value.trouble else None)
            indent = one.depth if field is self._name_field() else 0
            cell.alignment = _alignment(field, value, indent)
            cell.border = _BORDER
            if one.key is None:
                cell.fill = _SECTION_FILL
            elif field.typed:
                cell.fill = _TYPED_FILL
            if isinstance(value.value, str):
                lines = max(lines, _lines(value.value, field.width - 2 * indent, bold))
        self.sheet.cell(row, self.key_column).value = key
        self.sheet.row_dimensions[row].height = min(lines * _LINE_POINTS + 4, _MOST_POINTS)

    def _name_field(self) -> Field:
        return next(field for field in self.fields if field.code == self.form.new_needs)

    def _choices(self, first: int, last: int) -> None:
        for column, field in enumerate(self.fields, start=1):
            if not field.choices:
                continue
            rule = DataValidation(type="list", formula1=f'"{",".join(field.choices)}"', allow_blank=True)
            rule.errorTitle = "Chưa đúng"
            rule.error = f"Hãy chọn một trong: {', '.join(field.choices)}."[:250]
            letter = get_column_letter(column)
            rule.add(f"{letter}{first}:{letter}{last}")
            self.sheet.add_data_validation(rule)

    def _page(self, head: int, last: int) -> None:
        sheet = self.sheet
        right = get_column_letter(len(self.fields))
        sheet.freeze_panes = f"C{head + 1}"
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(self.key_column)}{max(last, head + 1)}"
        sheet.print_title_rows = f"{head}:{head}"
        sheet.print_area = f"A1:{right}{max(last, head)}"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.top, margins.bottom = 12 / 25.4, 15 / 25.4
        margins.left = margins.right = 10 / 25.4
        margins.header = margins.footer = 7 / 25.4
        sheet.print_options.horizontalCentered = True
        if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
            sheet.oddFooter.center.text = "trang &P/&N"
            sheet.oddFooter.center.font, sheet.oddFooter.center.size = FONT, _SMALL
        sheet.sheet_view.showGridLines = False


@cache
def _font(size: int = SIZE, bold: bool = False, italic: bool = False, color: str | None = None) -> Font:
    return Font(name=FONT, size=size, bold=bold, italic=italic, color=color)


@cache
def _aligned(horizontal: str, indent: int) -> Alignment:
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=True, indent=indent)


def _alignment(field: Field, value: SheetCell, indent: int) -> Alignment:
    if field.kind is Kind.FIGURE or isinstance(value.value, Decimal):
        return _aligned("right", 1)
    return _aligned("center" if field.centred or field.kind is Kind.DATE else "left", indent)


def _put(cell: object, value: SheetCell) -> None:
    """A number as a number, a text as text whatever it starts with."""
    assert isinstance(cell, Cell)
    if isinstance(value.value, Decimal):
        cell.value = value.value
        decimals = "." + "0" * value.decimals if value.decimals else ""
        cell.number_format = f"{_VIETNAMESE}{_ESTIMATED if value.estimate else ''}#,##0{decimals}"
        return
    if isinstance(value.value, dt.date):
        cell.value = value.value
        cell.number_format = _DATE
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value.value or "")
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if value.estimate or _COUNTS.fullmatch(text):
        cell.number_format = _TEXT  # else Excel makes a day of '3/4' as soon as somebody types over it
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True  # else Excel reads the cell as a formula as soon as somebody edits it


def _lines(text: str, width: float, bold: bool = False) -> int:
    """About how many lines a text takes in a column of so many units, broken between words."""
    room = max(20.0, width * _UNIT_POINTS - 5)
    size = SIZE * (1.06 if bold else 1.0)
    count = 0
    for line in text.split("\n"):
        count += 1
        used = 0.0
        for word in line.split(" "):
            long = sum(map(_em, word)) * size
            if used and used + long > room:
                count, used = count + 1, 0.0
            count += int(long // room)
            used += long % room + _em(" ") * size
    return count


@cache
def _em(letter: str) -> float:
    """The letter's width in ems of the sheet's type, a little generous."""
    base = unicodedata.normalize("NFD", letter)[0]
    if base in " .,:;'|!()[]-/ijltfr":
        return 0.33
    if base in "mwMW%–…":
        return 0.82
    return 0.7 if base.isupper() else 0.5


def _keep(
    sheet: Worksheet,
    form: SheetFormat,
    place: Place,
    fields: tuple[Field, ...],
    rows: dict[str, SheetRow],
    book: uuid.UUID,
) -> None:
    """The hidden sheet: what the file is of, and every value as it was written."""
    facts = {
        "format": FORMAT_VERSION,
        "what": form.name,
        "book": str(book),
        "year": str(place.year),
        "period": place.period.key,
        **{name: fact for name, fact in place.extra.items() if fact},
    }
    row = 1
    for name, fact in facts.items():
        sheet.cell(row, 1).value = name
        _put(sheet.cell(row, 2), SheetCell(fact))
        row += 1
    row += 1
    for column, code in enumerate([KEY_CODE, *(field.code for field in fields)], start=1):
        sheet.cell(row, column).value = f"{CODE_PREFIX}{code}"
    for key, one in rows.items():
        row += 1
        sheet.cell(row, 1).value = key
        for column, field in enumerate(fields, start=2):
            text = canonical(one.cells.get(field.code, SheetCell()).value)
            if text:
                _put(sheet.cell(row, column), SheetCell(text))
    sheet.sheet_state = "hidden"
