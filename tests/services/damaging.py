"""Changes a closed book behind the program's back: with its triggers away, as damage and other programs do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def behind(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection on which nothing is recorded; triggers are there again afterwards, word by word."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        held = connection.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, *_ in held:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield connection
        left = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        for _, sql, table in held:
            if table in left:
                connection.execute(sql)
        connection.execute("COMMIT")


def schema_edited(path: Path, statement: str, values: tuple[object, ...] = ()) -> None:
    """Edits the file's list of its own parts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(statement, values)
