"""Whether each value of a book is of its column's kind as the file holds it, and each kept file still its own bytes."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text
from sqlalchemy.types import TypeEngine

from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.storage.checks import Fault, FaultKind, quoted
from hxapp.storage.tables import Base
from hxapp.storage.types import Amount, Composed, Key, PeriodKey, UtcTime, Word

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z")


def faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """The values of the book's own tables that are none of their column's kind."""
    for table in Base.metadata.sorted_tables:
        yield from _table(connection, table)


def contents(connection: sqlite3.Connection) -> Iterator[Fault]:
    """The kept files whose bytes are not those that their key is made from, or not as many as they should be."""
    import hashlib

    for key, size, data in connection.execute("SELECT sha256, size, data FROM content"):
        right = isinstance(data, bytes) and len(data) == size and hashlib.sha256(data).digest() == key
        if not right:
            yield Fault(FaultKind.CONTENT, "content", key if isinstance(key, bytes) else None)


def is_legal(column: Column[Any], value: object) -> bool:
    """Whether the file may hold this in the column."""
    return column.nullable is True if value is None else _legal(column.type)(value)


def is_moment(value: object) -> bool:
    """Whether it is a moment in UTC as the program, or a trigger, writes one."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_text(value: object) -> bool:
    """Whether it is text that a file can hold faithfully, composed."""
    if not isinstance(value, str):
        return False
    return (value.isascii() and "\0" not in value) or (
        not _NOT_TEXT.search(value) and unicodedata.is_normalized("NFC", value)
    )


def _table(connection: sqlite3.Connection, table: Table) -> Iterator[Fault]:
    columns = list(table.columns)
    checked = [(number, column, _legal(column.type)) for number, column in enumerate(columns)]
    at = [column.name for column in columns].index("id")
    listed = ", ".join(quoted(column.name) for column in columns)
    for row in connection.execute(f"SELECT {listed} FROM {quoted(table.name)}"):
        for number, column, legal in checked:
            value = row[number]
            if not (column.nullable if value is None else legal(value)):
                key = row[at] if isinstance(row[at], bytes) else None
                yield Fault(FaultKind.VALUE, table.name, key, column.name, present=value)


def _legal(kind: TypeEngine[Any]) -> Callable[[Any], bool]:
    """What tells a legal value that is not empty."""
    if isinstance(kind, Key):
        return lambda value: type(value) is bytes and len(value) == 16
    if isinstance(kind, Word):
        words = {str(one.value) for one in kind.words}
        return lambda value: type(value) is str and value in words
    if isinstance(kind, PeriodKey):
        return _is_period
    if isinstance(kind, UtcTime):
        return is_moment
    if isinstance(kind, Composed | Text):
        return is_text
    if isinstance(kind, Boolean):
        return lambda value: type(value) is int and value in (0, 1)
    if isinstance(kind, Date):
        return _is_day
    if isinstance(kind, Amount | Integer):
        return lambda value: type(value) is int
    return lambda _: True


def _is_period(value: object) -> bool:
    try:
        return type(value) is str and Period.parse(value).key == value
    except (HxError, ValueError):
        return False


def _is_day(value: object) -> bool:
    try:
        return type(value) is str and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
