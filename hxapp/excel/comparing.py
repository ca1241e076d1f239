"""Whether a cell or a name still says what it said: equal values as equal text."""

from __future__ import annotations

import datetime as dt

from hxapp.domain.errors import Refused
from hxapp.domain.words import parse_sheet_number
from hxapp.excel.layout import Field, Kind
from hxapp.excel.marks import canonical
from hxapp.excel.plan import CellValue


def comparable(one: Field, value: CellValue | dt.date) -> str:
    """Equal values of the field as equal text: '82,7' and '82,7%' are 82.7, choices and words match in any case."""
    if one.kind is Kind.FIGURE and isinstance(value, str):
        try:
            return canonical(parse_sheet_number(value.rstrip().removesuffix("%")))
        except Refused:
            return canonical(value).casefold()
    return canonical(value).casefold() if one.choices else canonical(value)


def same_name(name: str) -> str:
    """A row's name, so that rows of one name have equal texts."""
    return canonical(name).casefold()
