"""Reads a sheet of ours back: finds its columns and rows wherever they were moved, and says what was changed in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.periods import Period
from hxapp.domain.words import match_key, tidy
from hxapp.excel.cells import RawCell, value_of
from hxapp.excel.layout import Field
from hxapp.excel.marks import (
    CODE_PREFIX,
    FORMAT_VERSION,
    HEAD_KEY,
    HEAD_LINES,
    HIDDEN_SHEET,
    KEY_CODE,
    KEY_HEADING,
    PERIOD_LINE,
)
from hxapp.excel.opening import Opened, open_workbook
from hxapp.excel.plan import CellValue, RefusedCell

_NOT_OURS = (
    "Tệp “{name}” không phải do HX App xuất ra, hoặc đã mất trang ẩn “hx”, hàng ẩn trên tiêu đề cột hay cột mã dòng. "
    "Hãy xuất lại từ chương trình, chép số liệu vào tệp đó rồi nhập."
)


@dataclass
class ReadRow:
    """A row of the sheet: its key as written, and its cells by field code with their addresses.

    `heads` tells a row of ours that only heads others. `values` are filled once the fields are known.
    """

    row: int
    key_text: str = ""
    heads: bool = False
    cells: dict[str, RawCell] = field(default_factory=dict)
    values: dict[str, CellValue] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    refused: list[RefusedCell] = field(default_factory=list)

    @property
    def key(self) -> uuid.UUID | None:
        return uuid.UUID(self.key_text) if self.key_text and not self.heads else None


@dataclass(frozen=True)
class Reading:
    """What a file of ours holds: what it is of, its rows, and by row key the values as they were once written out."""

    what: str
    book: uuid.UUID
    year: int
    period: Period
    facts: dict[str, str]
    title: str
    columns: frozenset[str]
    rows: tuple[ReadRow, ...]
    written: dict[str, dict[str, str]]


def read(path: Path) -> Reading:
    """The file's facts and raw rows; HxError when it is not ours, or names another period than it was written for."""
    opened = open_workbook(path)
    hidden = _sheet(opened.values, HIDDEN_SHEET)
    found = _find(opened.values)
    if hidden is None or found is None:
        raise HxError(_NOT_OURS.format(name=path.name))
    sheet, code_row, columns = found
    facts, written = _hidden(hidden)
    try:
        book, year, period, what = (
            uuid.UUID(facts["book"]),
            int(facts["year"]),
            Period.parse(facts["period"]),
            facts["what"],
        )
    except (KeyError, ValueError, HxError) as error:
        raise HxError(_NOT_OURS.format(name=path.name)) from error
    if facts.get("format") != FORMAT_VERSION:
        raise HxError(
            f"Tệp “{path.name}” do bản HX App khác xuất ra, bản này chưa đọc được. Hãy xuất lại từ chương trình này."
        )
    rows = _rows(opened, sheet, code_row, columns)
    _same_head(sheet, rows, {PERIOD_LINE: period.label, **{line: facts[line] for line in HEAD_LINES if line in facts}})
    return Reading(what, book, year, period, facts, sheet.title, frozenset(columns), rows, written)


def understood(reading: Reading, fields: tuple[Field, ...]) -> None:
    """Turns the raw cells of every row into values of their fields; a cell that is none is noted as refused."""
    for row in reading.rows:
        written = reading.written.get(row.key_text, {})
        for one in fields:
            cell = row.cells.get(one.code)
            if cell is None:
                continue
            row.values[one.code] = cell.text or None
            if isinstance(cell.value, str) and cell.text == written.get(one.code) and not cell.error:
                continue  # as it was written out
            try:
                row.values[one.code] = value_of(one, cell)
            except Refused as error:
                row.refused.append(RefusedCell(row.addresses[one.code], str(error)))


def _sheet(workbook: Workbook, name: str) -> Worksheet | None:
    found = [one for one in workbook.worksheets if one.title == name and isinstance(one, Worksheet)]
    return found[0] if found else None


def _contents(sheet: Worksheet) -> dict[tuple[int, int], Cell]:
    """The cells that hold something, by row and column.

    Never by the sheet's used range, which a stray format stretches over a million rows.
    """
    return {
        place: cell for place, cell in sorted(sheet._cells.items()) if isinstance(cell, Cell) and cell.value is not None
    }


def _find(workbook: Workbook) -> tuple[Worksheet, int, dict[str, int]] | None:
    """The sheet with our row of field codes, that row, and the column of each code."""
    found: list[tuple[Worksheet, int, dict[str, int]]] = []
    for sheet in workbook.worksheets:
        if sheet.title == HIDDEN_SHEET or not isinstance(sheet, Worksheet):
            continue
        rows: dict[int, list[Cell]] = {}
        for (row, _), cell in _contents(sheet).items():
            if isinstance(cell.value, str) and cell.value.strip().startswith(CODE_PREFIX):
                rows.setdefault(row, []).append(cell)
        coded = ((row, _codes(cells)) for row, cells in rows.items())
        first = next(((sheet, row, columns) for row, columns in coded if KEY_CODE in columns), None)
        if first is not None:
            found.append(first)
    if len(found) > 1:
        names = "”, “".join(sheet.title for sheet, _, _ in found)
        raise HxError(
            f"Tệp có {len(found)} trang cùng là bảng của HX App: “{names}”. Hãy giữ lại một trang rồi nhập lại."
        )
    return found[0] if found else None


def _codes(cells: list[Cell]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for cell in cells:
        code = str(cell.value).strip().removeprefix(CODE_PREFIX)
        if code in columns:
            raise HxError(
                f"Ô {cell.coordinate}: cột này bị chép thành hai (cùng mã “{code}”). "
                "Hãy xóa cột chép thêm rồi nhập lại."
            )
        columns[code] = cell.column
    return columns


def _hidden(sheet: Worksheet) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The facts, and the kept values by row key."""
    facts: dict[str, str] = {}
    written: dict[str, dict[str, str]] = {}
    codes: list[str] = []
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in _contents(sheet).items():
        rows.setdefault(row, {})[column] = str(cell.value)
    for texts in rows.values():
        first = texts.get(1, "")
        if first.startswith(CODE_PREFIX):
            codes = [texts.get(column, "").removeprefix(CODE_PREFIX) for column in range(1, max(texts) + 1)]
        elif codes:
            written[tidy(first)] = {code: texts.get(at, "") for at, code in enumerate(codes[1:], start=2)}
        elif first:
            facts[first] = texts.get(2, "")
    return facts, written


def _same_head(sheet: Worksheet, rows: tuple[ReadRow, ...], lines: dict[str, str]) -> None:
    """Refuses a head that was changed to another period or round: the figures would land in the wrong one."""
    first = min((row.row for row in rows), default=sheet.max_row + 1)
    for (row, _), cell in _contents(sheet).items():
        said, colon, what = tidy(cell.value if isinstance(cell.value, str) else "").partition(":")
        if row >= first or not colon:
            continue
        for line, meant in lines.items():
            if match_key(said) == match_key(line.rstrip(": ")) and match_key(what) != match_key(meant):
                raise HxError(
                    f"Ô {sheet.title}!{cell.coordinate} ghi “{said}: {what.strip()}”, nhưng tệp này được xuất cho "
                    f"{meant}. Muốn nhập cho nơi khác, hãy chọn kỳ hoặc vòng đó trong chương trình và xuất tệp mới; "
                    "muốn nhập đúng như khi xuất, hãy sửa lại ô này. Sổ chưa thay đổi gì."
                )


def _rows(opened: Opened, sheet: Worksheet, code_row: int, columns: dict[str, int]) -> tuple[ReadRow, ...]:
    """The rows that hold something in our columns: those with a key wherever they stand, others under the head."""
    formulas = opened.formulas[sheet.title]
    known = set(columns.values())
    rows: list[ReadRow] = []
    top: int | None = None
    for number in dict.fromkeys(row for row, column in _contents(formulas) if column in known):
        key = sheet.cell(number, columns[KEY_CODE])
        text = tidy(str(key.value or ""))
        is_head = match_key(text) == match_key(KEY_HEADING)
        if top is None and number != code_row and (text or is_head):
            top = number
        if number != code_row and not is_head and top is not None:
            rows.append(_row(sheet, formulas, number, columns, text))
    return tuple(rows)


def _row(sheet: Worksheet, formulas: Worksheet, number: int, columns: dict[str, int], key_text: str) -> ReadRow:
    row = ReadRow(number)
    for code, column in columns.items():
        cell, formula = sheet.cell(number, column), formulas.cell(number, column)
        address = f"{sheet.title}!{cell.coordinate}"
        if code == KEY_CODE:
            _read_key(row, key_text, address)
            continue
        row.addresses[code] = address
        row.cells[code] = RawCell(
            cell.value,
            cell.number_format,
            formula=formula.data_type == "f",
            error=cell.data_type == "e",
            merged=isinstance(cell, MergedCell),
        )
    return row


def _read_key(row: ReadRow, text: str, address: str) -> None:
    row.heads = text.startswith(HEAD_KEY)
    if row.heads:
        row.key_text = text
    elif text:
        try:
            row.key_text = str(uuid.UUID(text))
        except ValueError:
            row.refused.append(
                RefusedCell(
                    address, f"Mã dòng “{text[:40]}” đã bị sửa. Hãy lấy lại mã cũ, hoặc xóa mã nếu đây là dòng mới."
                )
            )
