"""What our sheets carry besides what people see: field codes, row keys, and the values as they were written out.

A hidden row over the heads holds each column's code, so that a moved column is found again; a hidden column holds each
row's key. A hidden sheet says which book, year and period the file is of, and keeps each value as it was written:
an import takes what the user changed in the file, and leaves alone what changed in the book since.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hxapp.domain.words import format_date, tidy
from hxapp.excel.plan import CellValue

FORMAT_VERSION = "1"
HIDDEN_SHEET = "hx"
KEY_CODE = "key"
HEAD_KEY = "mục"  # with a number in the key column of a row that heads others: nothing is read back from it
CODE_PREFIX = "hx:"
KEY_HEADING = "Mã dòng (xin giữ nguyên)"
PERIOD_LINE = "Kỳ báo cáo: "
ROUND_LINE = "Vòng đánh giá: "
HEAD_LINES = (ROUND_LINE,)  # further lines over the table that say where its figures go; kept among the facts

# Names of the facts in the hidden sheet's first rows; the kept values follow after a blank row.
FACTS = ("format", "what", "book", "year", "period")


def canonical(value: CellValue | dt.date) -> str:
    """A value so that equal ones are equal text: '82.7' for 82,70, words composed and without odd blanks."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, Decimal):
        plain = format(value.normalize(), "f")
        return "0" if plain in ("-0", "0") else plain
    return tidy(value)
