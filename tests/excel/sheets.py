"""Writes, finds and changes cells of exported sheets in tests, as a clerk would in Excel."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from hxapp import excel
from hxapp.domain.periods import Period
from hxapp.excel.plan import Plan
from hxapp.storage.database import Database

TODAY = dt.date(2022, 9, 12)
Q2 = Period.quarter(2022, 2)
WHAT = ("indicators", "tasks", "checklist")


_written: dict[tuple[str, Period, bytes], bytes] = {}


def export(book: Database, folder: Path, what: str, period: Period = Q2) -> Path:
    """The sheet of the book as it stands; a book with the same content, to the byte, gets the same file again."""
    path = folder / f"{what}.xlsx"
    key = (what, period, hashlib.sha256(book.path.read_bytes()).digest())
    if key in _written:
        path.write_bytes(_written[key])
        return path
    with book.read() as session:
        excel.export(session, what, path, year=period.year, period=period, today=TODAY)
    _written[key] = path.read_bytes()
    return path


def plan(book: Database, path: Path) -> Plan:
    with book.try_out() as session:
        return excel.read_plan(session, path, TODAY)


def take(book: Database, path: Path) -> Plan:
    """Import the file as the command line does."""
    with book.begin("Nhập từ Excel") as session:
        found = excel.read_plan(session, path, TODAY)
        excel.apply(session, found, TODAY)
        return found


class Sheet:
    """An exported sheet, open for changing."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.code_row = next(row for row in range(1, 20) if any(cell.value == "hx:key" for cell in sheet[row]))
        self.columns = {
            str(cell.value).removeprefix("hx:"): cell.column
            for cell in sheet[self.code_row]
            if isinstance(cell.value, str) and cell.value.startswith("hx:")
        }

    @property
    def first(self) -> int:
        return self.code_row + 2

    def row(self, name: str, code: str) -> int:
        """The row whose column `code` begins with `name`."""
        column = self.columns[code]
        for row in range(self.first, self.sheet.max_row + 1):
            if str(self.sheet.cell(row, column).value or "").startswith(name):
                return row
        raise AssertionError(f"no row {name!r}")

    def cell(self, row: int, code: str) -> Cell:
        found = self.sheet.cell(row, self.columns[code])
        assert isinstance(found, Cell)
        return found

    def set(self, row: int, code: str, value: Any) -> str:
        """Type a value; gives the cell's address as refusals name it."""
        cell = self.cell(row, code)
        cell.value = value
        return f"{self.sheet.title}!{cell.coordinate}"

    def keyed_rows(self) -> list[int]:
        column = self.columns["key"]
        return [
            row
            for row in range(self.first, self.sheet.max_row + 1)
            if len(str(self.sheet.cell(row, column).value or "")) == 36
        ]


@contextmanager
def changed(path: Path) -> Iterator[Sheet]:
    """The visible sheet, saved at the end."""
    workbook = load_workbook(path)
    yield Sheet(workbook.worksheets[0])
    workbook.save(path)
