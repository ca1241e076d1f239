"""Rows as the file holds them, many at once: those of the book, and those that are gone, from their history.

Values stay what the file holds; what they were at an earlier change is told from history as well.
"""

from __future__ import annotations

import bisect
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, column, select
from sqlalchemy import table as plain_table

from hxapp.domain.history import ChangeKind
from hxapp.storage.schema import book, checklist, document_parts, documents, indicators, office, tasks
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import FIELD_CHANGE, RECORDED_FIELD, RECORDED_TABLE, ROW_CHANGE

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

SUBJECTS = (book, checklist, document_parts, documents, indicators, office, tasks)
"""The modules whose tables have a history; they are loaded with this one."""

_MOST_AT_ONCE = 500  # parameters of one statement
Values = Mapping[str, Any]
T = TypeVar("T")


def key_of(value: object) -> uuid.UUID | None:
    """The identity that a stored value is; None for what is none."""
    return uuid.UUID(bytes=value) if isinstance(value, bytes) and len(value) == 16 else None


def schema_of(table: str) -> Table | None:
    """The table as it is mapped now; None for one that a later schema gave up."""
    return BOOK_TABLES.tables.get(table)


def referred(table: str, field: str) -> str | None:
    """The table that the field's keys are of; None for a field that holds no key of a row."""
    found = schema_of(table)
    if found is None or field not in found.c:
        return None
    return next((key.column.table.name for key in found.c[field].foreign_keys), None)


class Rows:
    """The rows of one reading of the book: read many at once by `want`, each only once, whether live or gone."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._held: dict[tuple[str, uuid.UUID], Values] = {}
        self._present: set[tuple[str, uuid.UUID]] = set()
        self._asked: set[tuple[str, uuid.UUID]] = set()
        self._past: dict[tuple[str, str], dict[uuid.UUID, tuple[list[int], list[Any]]]] = {}

    def want(self, table: str, ids: Iterable[uuid.UUID]) -> None:
        """Reads the rows that were not read before; those that the book does not have any more from history."""
        missing = {row for row in ids if (table, row) not in self._asked}
        self._asked.update((table, row) for row in missing)
        schema = schema_of(table)
        if not missing:
            return
        if schema is not None:
            names = [one.name for one in schema.columns]
            source = plain_table(table, *(column(name) for name in names))
            for some in parts(missing):
                chosen = select(source).where(source.c.id.in_([row.bytes for row in some]))
                for values in self._reading.execute(chosen):
                    row = key_of(values[names.index("id")])
                    if row is not None:
                        self._held[table, row] = dict(zip(names, values, strict=True))
                        self._present.add((table, row))
        self._want_gone(table, {row for row in missing if (table, row) not in self._present})

    def values(self, table: str, row: uuid.UUID) -> Values:
        """The stored values of a row that was wanted, of a gone one those it had last; empty where nothing is known."""
        return self._held.get((table, row), {})

    def is_live(self, table: str, row: uuid.UUID) -> bool:
        """Whether the row is in the book and not in the bin."""
        return (table, row) in self._present and self._held[table, row].get("binned_at") is None

    def want_past(self, table: str, field: str, ids: Collection[uuid.UUID]) -> None:
        """Reads how the field changed in the rows, for `at`."""
        known = self._past.setdefault((table, field), {})
        for row, number, was, _ in self._changes(table, {row for row in ids if row not in known}, field):
            numbers, values = known.setdefault(row, ([], []))
            numbers.append(number)
            values.append(was)
        for row in ids:
            known.setdefault(row, ([], []))

    def at(self, table: str, row: uuid.UUID, field: str, change: int) -> Any:
        """What the field held once the change with that number was made, of rows wanted with `want_past`."""
        numbers, values = self._past.get((table, field), {}).get(row, ([], []))
        later = bisect.bisect_right(numbers, change)
        return values[later] if later < len(values) else self.values(table, row).get(field)

    def _want_gone(self, table: str, ids: Collection[uuid.UUID]) -> None:
        """The last values of rows that are not there, whatever took them away."""
        found: dict[uuid.UUID, dict[str, Any]] = {}
        for row, _, was, (field, kind, now) in self._changes(table, ids):
            held = found.setdefault(row, {})
            held[field] = was if kind is ChangeKind.DELETE else now
        for row, values in found.items():
            self._held[table, row] = values

    def _changes(
        self, table: str, ids: Collection[uuid.UUID], field: str | None = None
    ) -> Iterator[tuple[uuid.UUID, int, Any, tuple[str, ChangeKind, Any]]]:
        """What history has of the rows, the oldest first: row, number, former value, (field, kind, new value)."""
        for some in parts(ids):
            chosen = (
                select(
                    ROW_CHANGE.c.row_id,
                    ROW_CHANGE.c.id,
                    FIELD_CHANGE.c.was,
                    RECORDED_FIELD.c.name,
                    ROW_CHANGE.c.kind,
                    FIELD_CHANGE.c.now,
                )
                .join(FIELD_CHANGE, FIELD_CHANGE.c.change_id == ROW_CHANGE.c.id)
                .join(RECORDED_FIELD, RECORDED_FIELD.c.id == FIELD_CHANGE.c.field_id)
                .join(RECORDED_TABLE, RECORDED_TABLE.c.id == ROW_CHANGE.c.table_id)
                .where(ROW_CHANGE.c.row_id.in_(some), RECORDED_TABLE.c.name == table)
                .order_by(ROW_CHANGE.c.id)
            )
            if field is not None:
                chosen = chosen.where(RECORDED_FIELD.c.name == field)
            for row, number, was, name, kind, now in self._reading.execute(chosen):
                yield row, number, was, (name, kind, now)


def parts(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, as many at once as a statement asks for."""
    left = iter(values)
    while some := list(islice(left, _MOST_AT_ONCE)):
        yield some
