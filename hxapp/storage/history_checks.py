"""Whether a book is what its history says, and history in step with itself; set by set, in SQLite.

History holds nearly every value twice: what a change left is what the next one found, and what the last one left is
what stands in the row. So a value that was spoilt, there or here, contradicts its neighbour. Who did what when stands
once only; that is compared with an earlier copy of the same book.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.storage.checks import Fault, FaultKind, guarded, quoted
from hxapp.storage.value_checks import is_moment, is_text

# Two values are the same when they are equal and of one kind: 1 and 1.0 are not, nor '7' and 7.
_OTHER = "({0} IS NOT {1} OR typeof({0}) <> typeof({1}))"

_PREPARE = (
    "DROP TABLE IF EXISTS temp.last_entry",
    "DROP TABLE IF EXISTS temp.last_value",
    "CREATE TEMP TABLE last_entry (table_id, row_id, change_id, kind, PRIMARY KEY (table_id, row_id)) WITHOUT ROWID",
    "INSERT INTO last_entry SELECT table_id, row_id, max(id), kind FROM main.row_change GROUP BY table_id, row_id",
    "CREATE TEMP TABLE last_value (row_id, field_id, now, change_id, PRIMARY KEY (row_id, field_id)) WITHOUT ROWID",
    """INSERT INTO last_value SELECT c.row_id, f.field_id, f.now, max(f.change_id)
    FROM main.row_change c JOIN main.field_change f ON f.change_id = c.id GROUP BY c.row_id, f.field_id""",
)


@dataclass(frozen=True)
class Tracked:
    """A table and its fields by the numbers that history knows them by."""

    number: int
    name: str
    fields: tuple[tuple[int, str], ...]


def faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What contradicts history, and where history contradicts itself."""
    yield from guarded(lambda: _actions(connection))
    tables = yield from _known(connection)
    yield from guarded(lambda: _entries(connection))
    yield from guarded(lambda: _chains(connection, tables))
    yield from differences(connection, tables)


def differences(connection: sqlite3.Connection, tables: list[Tracked] | None = None) -> Iterator[Fault]:
    """Where the rows of these tables, or of all, are not what history last said of them.

    Leaves `temp.last_value` and `temp.last_entry` behind: the last of each field and row that history knows.
    """
    if tables is None:
        tables = known(connection)
    for statement in _PREPARE:
        connection.execute(statement)
    for table in tables:
        yield from guarded(lambda table=table: _against(connection, table))  # type: ignore[misc]


def known(connection: sqlite3.Connection) -> list[Tracked]:
    """The tables that history tells of, with their fields but the identity, by their numbers."""
    reading = _known(connection)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            tables: list[Tracked] = end.value
            return tables


def past_faults(connection: sqlite3.Connection, earlier: sqlite3.Connection) -> Iterator[Fault]:
    """The actions and copies that `earlier`, an earlier copy of this book, tells otherwise.

    Nothing where the two have parted: what both were when they did can't be told from here.
    """
    last = earlier.execute("SELECT max(id) FROM action").fetchone()[0]
    if last is None or _past(earlier, last)[-1:] != _past(connection, last)[-1:]:
        return
    replicas = "SELECT id, hex(identity), made_at, hex(place) FROM replica ORDER BY id"
    known = {row[0]: row for row in connection.execute(replicas)}
    for row in earlier.execute(replicas):
        if known.get(row[0]) != row:
            yield Fault(FaultKind.PAST, "replica", present=known.get(row[0]), recorded=row, detail=str(row[0]))
    then, now = ({row[0]: row for row in _past(one, last)} for one in (earlier, connection))
    for number in sorted(then.keys() | now.keys()):
        if then.get(number) != now.get(number):
            yield Fault(
                FaultKind.PAST, "action", present=now.get(number), recorded=then.get(number), detail=str(number)
            )


_ACTION = "id, replica_id, sequence, kind, name, who, moment"
_LATER = ("of_id", "person_id", "reverse")


def _past(connection: sqlite3.Connection, last: int) -> list[tuple[Any, ...]]:
    """The actions up to that number as an earlier schema may have them too."""
    has = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('action')")}
    more = "".join(f", {name}" if name in has else ", NULL" for name in _LATER)
    return connection.execute(f"SELECT {_ACTION}{more} FROM action WHERE id <= ? ORDER BY id", (last,)).fetchall()


def _actions(connection: sqlite3.Connection) -> Iterator[Fault]:
    if connection.execute("SELECT count(*) FROM running_action").fetchone() != (0,):
        yield Fault(FaultKind.HISTORY, "running_action", detail="running")
    for number, identity, made_at, place in connection.execute("SELECT id, identity, made_at, place FROM replica"):
        right = _is_bytes(identity) and is_moment(made_at) and (place is None or _is_bytes(place))
        if not right:
            yield Fault(FaultKind.HISTORY, "replica", detail=f"replica {number}")
    kinds = {kind.value for kind in ActionKind}
    counted: dict[object, int] = {}
    for row in connection.execute(f"SELECT {_ACTION}, of_id, person_id, reverse FROM action ORDER BY id"):
        number, replica, sequence, kind, name, who, moment, of_id, person, reverse = row
        right = (
            kind in kinds
            and is_text(name)
            and bool(name)
            and all(text is None or is_text(text) for text in (who, reverse))
            and is_moment(moment)
            and (of_id is None or (type(of_id) is int and of_id < number))
            and (person is None or _is_bytes(person))
            and (of_id is not None) == (kind in (ActionKind.UNDO.value, ActionKind.REDO.value))
        )
        if not right:
            yield Fault(FaultKind.HISTORY, "action", present=name, detail=f"action {number}")
        expected = counted.get(replica, 0) + 1
        if sequence != expected or type(sequence) is not int:
            yield Fault(FaultKind.HISTORY, "action", present=sequence, recorded=expected, detail=f"sequence {number}")
        counted[replica] = sequence if type(sequence) is int else expected


def _known(connection: sqlite3.Connection) -> Generator[Fault, None, list[Tracked]]:
    """The tables that history knows, by the names that are true; a generator that returns them."""
    rows = connection.execute(
        "SELECT t.id, t.name, f.id, f.name FROM recorded_table t JOIN recorded_field f ON f.table_id = t.id"
        " WHERE t.ended_by IS NULL AND f.ended_by IS NULL ORDER BY t.id, f.id"
    ).fetchall()
    held: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for table, name, field, column in rows:
        held.setdefault((table, name), []).append((field, column))
    tables = []
    for (number, name), fields in held.items():
        real = {one for (one,) in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))}
        names = {one for _, one in fields}
        if names != real:
            yield Fault(FaultKind.HISTORY, name, detail="fields", present=", ".join(sorted(map(str, names ^ real))))
        if real:
            kept = tuple((field, column) for field, column in fields if column in real and column != "id")
            tables.append(Tracked(number, name, kept))
    from hxapp.storage.schema.base import BOOK_TABLES

    for missing in sorted(BOOK_TABLES.tables.keys() - {table.name for table in tables}):
        yield Fault(FaultKind.HISTORY, missing, detail="table")
    return tables


def _entries(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What became of rows, in an order that can be: made, changed, removed, made again."""
    words = ", ".join(f"'{kind.value}'" for kind in ChangeKind)
    statement = f"""
        SELECT id, name, row_id, kind, before, action_id < first FROM (
            SELECT c.id, t.name, c.row_id, c.kind, c.action_id,
                lag(c.kind) OVER (PARTITION BY c.table_id, c.row_id ORDER BY c.id) AS before,
                max(c.action_id) OVER (ORDER BY c.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS first
            FROM row_change c LEFT JOIN recorded_table t ON t.id = c.table_id)
        WHERE kind NOT IN ({words}) OR (kind = 'i') <> (before IS NULL OR before = 'd') OR action_id < first"""
    for number, table, row, kind, before, early in connection.execute(statement):
        detail = f"order {number}" if early else f"entry {number}"
        yield Fault(FaultKind.HISTORY, table or "", _key(row), detail=detail, present=kind, recorded=before)
    statement = """
        SELECT c.id, t.name, c.row_id FROM row_change c LEFT JOIN recorded_table t ON t.id = c.table_id
        WHERE NOT EXISTS (SELECT 1 FROM field_change f WHERE f.change_id = c.id)
        UNION SELECT c.id, t.name, c.row_id FROM field_change f JOIN row_change c ON c.id = f.change_id
        JOIN recorded_field n ON n.id = f.field_id LEFT JOIN recorded_table t ON t.id = c.table_id
        WHERE n.table_id <> c.table_id"""
    for number, table, row in connection.execute(statement):
        yield Fault(FaultKind.HISTORY, table or "", _key(row), detail=f"fields {number}")


def _chains(connection: sqlite3.Connection, tables: list[Tracked]) -> Iterator[Fault]:
    """What a change found is what the one before had left."""
    names = {number: (table.name, field) for table in tables for number, field in table.fields}
    statement = f"""
        SELECT row_id, field_id, change_id, was, before FROM (
            SELECT c.row_id, f.field_id, f.change_id, f.was,
                lag(f.now) OVER (PARTITION BY c.table_id, c.row_id, f.field_id ORDER BY f.change_id) AS before
            FROM row_change c JOIN field_change f ON f.change_id = c.id)
        WHERE {_OTHER.format("was", "before")}"""
    for row, field_id, change, was, before in connection.execute(statement):
        table, field = names.get(field_id, ("", ""))
        yield Fault(FaultKind.HISTORY, table, _key(row), field, present=was, recorded=before, detail=f"chain {change}")


def _against(connection: sqlite3.Connection, table: Tracked) -> Iterator[Fault]:
    """The table's rows against the last that history says of them."""
    name = quoted(table.name)
    unrecorded = f"""
        SELECT t.id FROM main.{name} t LEFT JOIN temp.last_entry e ON e.table_id = {table.number} AND e.row_id = t.id
        WHERE e.kind IS NULL OR e.kind = 'd'"""
    for (row,) in connection.execute(unrecorded).fetchall():
        yield Fault(FaultKind.UNRECORDED, table.name, _key(row))
    gone = f"""
        SELECT e.row_id FROM temp.last_entry e WHERE e.table_id = {table.number} AND e.kind <> 'd'
        AND NOT EXISTS (SELECT 1 FROM main.{name} t WHERE t.id = e.row_id)"""
    for (row,) in connection.execute(gone).fetchall():
        yield Fault(FaultKind.GONE, table.name, _key(row))
    if not table.fields:
        return
    names = dict(table.fields)
    value = "CASE v.field_id " + " ".join(f"WHEN {one} THEN t.{quoted(field)}" for one, field in table.fields) + " END"
    rows = f"""main.{name} t
        JOIN temp.last_entry e ON e.table_id = {table.number} AND e.row_id = t.id AND e.kind <> 'd'"""
    ours = ", ".join(map(str, names))
    changed = f"""
        SELECT t.id, v.field_id, {value}, v.now FROM {rows}
        JOIN temp.last_value v ON v.row_id = t.id AND v.field_id IN ({ours})
        WHERE {_OTHER.format(value, "v.now")}"""
    for row, number, present, recorded in connection.execute(changed).fetchall():
        yield Fault(FaultKind.DIFFERS, table.name, _key(row), names[number], present=present, recorded=recorded)
    # What history never told of a row was empty: where a row has more than was told, the fields are gone through.
    filled = " + ".join(f"(t.{quoted(field)} IS NOT NULL)" for _, field in table.fields)
    fuller = f"""
        SELECT t.rowid FROM {rows} WHERE {filled} >
        (SELECT count(v.now) FROM temp.last_value v WHERE v.row_id = t.id AND v.field_id IN ({ours}))"""
    for (rowid,) in connection.execute(fuller).fetchall():
        for number, field in table.fields:
            untold = f"""
                SELECT id, {quoted(field)} FROM main.{name} t WHERE rowid = {rowid} AND {quoted(field)} IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM temp.last_value v WHERE v.row_id = t.id AND v.field_id = {number})"""
            for row, present in connection.execute(untold):
                yield Fault(FaultKind.DIFFERS, table.name, _key(row), field, present=present)


def _is_bytes(value: object) -> bool:
    return type(value) is bytes and len(value) == 16


def _key(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None
