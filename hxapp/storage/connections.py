"""How a book's file is connected to: address, pragmas, explicit transactions, and a tidy end."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Pool, create_engine, event
from sqlalchemy.engine import ExceptionContext

from hxapp.domain.errors import HxError

BUSY_SECONDS = 3.0
BEGIN = "hx_begin"
"""The execution option of a connection that says how its transaction begins."""

# TRUNCATE with FULL: with DELETE the removal of the journal is not synced, and a power cut can bring it back and undo
# an acknowledged save. cache_spill off: a large transaction stays in memory, so that others can read until its commit.
# recursive_triggers: even a row that a REPLACE removes is told to the triggers that write history.
_PRAGMAS = (
    "journal_mode=TRUNCATE",
    "synchronous=FULL",
    "trusted_schema=OFF",
    "cache_spill=OFF",
    "recursive_triggers=ON",
)


def connect(path: Path, *, foreign_keys: bool = True) -> sqlite3.Connection:
    """A connection to an existing file (never makes one), in the driver's autocommit mode: every BEGIN is ours."""
    connection = sqlite3.connect(_address(path), uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        for pragma in (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            connection.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        connection.close()
        raise
    return connection


def bare(path: Path) -> sqlite3.Connection:
    """A connection that only looks: nothing is set; SQLite rolls back a journal left by a killed program."""
    return sqlite3.connect(_address(path), uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def tidy(connection: sqlite3.Connection) -> None:
    """Removes the empty journal file; for the last connection to a book, just before it closes."""
    try:
        connection.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.Error:
        pass  # the empty file is harmless, and another program may be using it


def make_engine(path: Path, pool: type[Pool], *, foreign_keys: bool = True) -> Engine:
    """An engine on the file whose transactions begin as the connection's option `BEGIN` says (by default to write)."""
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: connect(path, foreign_keys=foreign_keys), poolclass=pool
    )
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "handle_error", _on_error)
    return engine


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's connection beneath SQLAlchemy's."""
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _address(path: Path) -> str:
    posix = path.absolute().as_posix()
    return f"file://{'' if posix.startswith('/') else '/'}{quote(posix, safe='/:', errors='surrogateescape')}?mode=rw"


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN IMMEDIATE"))


def _on_error(context: ExceptionContext) -> BaseException | None:
    # A value that a column type refuses is the user's to mend: it leaves SQLAlchemy as itself, not wrapped.
    return context.original_exception if isinstance(context.original_exception, HxError) else None
