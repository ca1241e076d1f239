"""What a book holds, seen without the program: its rows by plain SQL, and as they were before, told by its history."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = dict[str, dict[bytes, dict[str, Any]]]
"""By table, by identity, by column: each value as SQLite holds it."""

_HISTORY = {
    "action",
    "alembic_version",
    "content",
    "field_change",
    "recorded_field",
    "recorded_table",
    "replica",
    "row_change",
    "running_action",
}


def rows_of(connection: sqlite3.Connection) -> Rows:
    """Every row of the book's own tables."""
    found: Rows = {}
    names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    for (table,) in connection.execute(names).fetchall():
        if table in _HISTORY:
            continue
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        key = columns.index("id")
        found[table] = {row[key]: dict(zip(columns, row, strict=True)) for row in cursor}
    return found


def rows_in(path: Path) -> Rows:
    """The same of a closed book."""
    with closing(sqlite3.connect(path)) as connection:
        return rows_of(connection)


def digest(rows: Rows) -> str:
    """A short word that two books share only when they hold the same."""
    told = hashlib.sha256()
    for table in sorted(rows):
        told.update(repr((table, len(rows[table]))).encode())
        for key in sorted(rows[table]):
            told.update(repr(sorted(rows[table][key].items())).encode("utf-8", "surrogatepass"))
    return told.hexdigest()[:32]


def difference(one: Rows, other: Rows) -> list[str]:
    """Where two books differ, for whoever reads a failed test."""
    lines = []
    for table in sorted(one.keys() | other.keys()):
        first, second = one.get(table, {}), other.get(table, {})
        lines += [
            f"{table} {key.hex()}: {first.get(key)} / {second.get(key)}"
            for key in first.keys() | second.keys()
            if first.get(key) != second.get(key)
        ]
    return lines


def last_action(connection: sqlite3.Connection) -> int:
    """The number of the newest action."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM action").fetchone()[0])


def rows_before(connection: sqlite3.Connection, action: int) -> Rows:
    """The rows as they were right after that action, by taking back what history tells of the later ones.

    AssertionError where history and the rows contradict each other.
    """
    rows = rows_of(connection)
    changes = connection.execute(
        "SELECT c.id, t.name, c.row_id, c.kind FROM row_change c JOIN recorded_table t ON t.id = c.table_id"
        " WHERE c.action_id > ? ORDER BY c.id DESC",
        (action,),
    ).fetchall()
    for change, table, key, kind in changes:
        held = connection.execute(
            "SELECT f.name, c.was, c.now FROM field_change c JOIN recorded_field f ON f.id = c.field_id"
            " WHERE c.change_id = ?",
            (change,),
        ).fetchall()
        there = rows[table]
        if kind == "d":
            assert key not in there, f"{table}: a row that history calls gone is there"
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            there[key] = dict.fromkeys(columns) | {"id": key}
        for name, was, now in held:
            found = None if kind == "d" else there[key][name]
            assert found == now, f"{table}.{name}: {found!r} is not what history last wrote, {now!r}"
            there[key][name] = was
        if kind == "i":
            left = {name: value for name, value in there.pop(key).items() if name != "id" and value is not None}
            assert not left, f"{table}: history lacks fields of a new row: {left}"
    return rows
