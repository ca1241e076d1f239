"""Reading descriptions in the report tests: rows, cells and headings by what stands in them."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path

from hxapp.domain.periods import Period
from hxapp.reports.report import Cell, Heading, Paragraph, Report, Row, RowKind, Table, place_head, place_row, plain
from tests.pdfs import page_texts

STEPS = Path(__file__).resolve().parents[2] / "db"
SEED = STEPS / "seed"
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
MOMENT = dt.datetime(2022, 9, 14, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2022, 9, 14)
YEAR = 2022
Q3, NINE_MONTHS, WHOLE_YEAR = Period.quarter(YEAR, 3), Period.months(YEAR, 9), Period.whole_year(YEAR)


def page_total(report: Report) -> int:
    """How many pages the report takes on paper; the test uses the fixture `paper`."""
    from hxapp.paper.pages import page_count

    return page_count(report)


def pdf_pages(report: Report) -> list[str]:
    """The words of each page of the PDF as a reader would copy them; the test uses the fixture `paper`."""
    from hxapp.paper.output import write_pdf

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        write_pdf(report, path)
        return page_texts(path)


def headings(table: Table) -> list[str]:
    """The lowest heading of every column."""
    found = [""] * len(table.columns)
    for place in place_head(table.head_rows(), len(table.columns)):
        for column in range(place.column, place.column + place.columns):
            found[column] = plain(place.cell.text)
    return found


def cell_of(table: Table, row: Row, heading: str) -> Cell:
    """The cell of a row under the heading that starts so."""
    column = next(place for place, text in enumerate(headings(table)) if text.startswith(heading))
    return next(
        place.cell
        for place in place_row(row, len(table.columns))
        if place.column <= column < place.column + place.columns
    )


def text_of(table: Table, row: Row, heading: str) -> str:
    return plain(cell_of(table, row, heading).text)


def rows_of(table: Table, *kinds: RowKind) -> list[Row]:
    return [row for row in table.rows if row.kind in kinds]


def the_row(table: Table, heading: str, text: str) -> Row:
    """The only row with that text under that heading."""
    found = [row for row in table.rows if text_of(table, row, heading) == text]
    assert len(found) == 1, f"{len(found)} rows with {text!r}"
    return found[0]


def words_of(report: Report) -> str:
    """All words of the blocks outside tables."""
    return "\n".join(plain(block.text) for block in report.blocks if isinstance(block, (Heading, Paragraph)))


def line_of(row: Row) -> str:
    """All words of a row."""
    return " | ".join(plain(cell.text) for cell in row.cells)


def numbers_in(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]
