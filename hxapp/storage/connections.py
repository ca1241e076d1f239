"""How a book's file is connected to: address, pragmas, explicit transactions, and a tidy end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Pool, create_engine, event
from sqlalchemy.engine import ExceptionContext

from hxapp.domain.errors import HxError

BUSY_SECONDS = 3.0
TORN = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY, sqlite3.SQLITE_READONLY_CANTLOCK)
"""What SQLite says of a book whose journal would have to be rolled back, to whom only reads."""
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
    return set_up(bare(path), foreign_keys=foreign_keys)


def set_up(connection: sqlite3.Connection, *, foreign_keys: bool = True) -> sqlite3.Connection:
    """Makes a connection that only looked one that writes; it is closed when that fails."""
    return _with(connection, *_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}")


def _with(connection: sqlite3.Connection, *pragmas: str) -> sqlite3.Connection:
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        connection.close()
        raise
    return connection


def bare(path: Path) -> sqlite3.Connection:
    """A connection that only looks: nothing is set; SQLite rolls back a journal left by a killed program."""
    return _open(_address(path))


def looking(path: Path) -> sqlite3.Connection:
    """A connection that can't write, not even roll back a left-over journal: it refuses to read then (`is_torn`)."""
    return _with(_open(_address(path, "ro")), "query_only=ON", "trusted_schema=OFF")


def _open(address: str) -> sqlite3.Connection:
    # SQLite itself keeps threads apart; ours are kept apart by Database, but for a backup (`storage.backup`).
    return sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=sqlite3.threadsafety < 3
    )


def is_torn(path: Path) -> bool:
    """Whether a killed program left a journal that has to be rolled back before the book can be read."""
    try:
        with closing(looking(path)) as connection:
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", 0) in TORN
    return False


def tidy(connection: sqlite3.Connection) -> None:
    """Removes the empty journal file; for the last connection to a book, just before it closes."""
    try:
        connection.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.Error:
        pass  # the empty file is harmless, and another program may be using it


def make_engine(
    path: Path,
    pool: type[Pool],
    *,
    foreign_keys: bool = True,
    connecting: Callable[[], sqlite3.Connection] | None = None,
) -> Engine:
    """An engine on the file whose transactions begin as the connection's option `BEGIN` says (by default to write).

    `connecting` makes its connections otherwise than `connect`.
    """
    creator = connecting or (lambda: connect(path, foreign_keys=foreign_keys))
    engine = create_engine("sqlite+pysqlite://", creator=creator, poolclass=pool, hide_parameters=True)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "handle_error", _on_error)
    return engine


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's connection beneath SQLAlchemy's."""
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _address(path: Path, mode: str = "rw") -> str:
    posix = path.absolute().as_posix()
    root = "" if posix.startswith("/") else "/"
    return f"file://{root}{quote(posix, safe='/:', errors='surrogateescape')}?mode={mode}"


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN IMMEDIATE"))


def _on_error(context: ExceptionContext) -> BaseException | None:
    # A value that a column type refuses is the user's to mend: it leaves SQLAlchemy as itself, not wrapped.
    return context.original_exception if isinstance(context.original_exception, HxError) else None
