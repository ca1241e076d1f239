"""Our own sheets as somebody with Excel edits them."""

from __future__ import annotations

from pathlib import Path

import openpyxl


def type_in_excel(sheet: Path, figure: int, first: int = 0, count: int | None = None) -> None:
    """Puts a figure into the result's column of the rows that have a unit, from the `first` on, so many of them."""
    workbook = openpyxl.load_workbook(sheet)
    page = workbook.worksheets[0]
    (head,) = (row for row in page.iter_rows(max_row=8) if any(cell.value == "hx:result" for cell in row))
    places = {cell.value: number for number, cell in enumerate(head)}
    below = [row for row in page.iter_rows(min_row=(head[0].row or 0) + 2) if row[places["hx:unit"]].value]
    for row in below[first : None if count is None else first + count]:
        row[places["hx:result"]].value = figure
    workbook.save(sheet)
