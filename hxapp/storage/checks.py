"""Whether a book's file is whole: a glance at opening, and the full check of a private copy, each fault as plain facts.

The full check trusts nothing that the file says of itself: texts may be no texts, tables may be missing. It looks at a
copy that SQLite's backup makes in small batches, because whoever reads a book for seconds keeps everybody from saving.
What a fault means to a clerk is worded in `hxapp.services.checking`.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

OPENING_SECONDS = 0.1
"""How long the glance at opening may look; with the rest of its work it stays within 200 ms."""
MOST_FAULTS = 1000
"""A wholly spoilt book has no use for a longer list."""

_OPS = 5_000  # SQLite asks between so many of its own steps whether to go on: every millisecond or so
_LARGE = 100_000_000  # bytes: from here on the glance leaves out what evidence files fill
_COPIED_AT_ONCE = 200  # pages
_INDEX = r"index (\S+)$|missing from index (\S+)|entry in index (\S+)|entries in index (\S+)"

Told = Callable[[int, int, str], None]
"""Hears how far the work is (done, of how many, at what) and may raise to end it."""


class FaultKind(StrEnum):
    """What is wrong."""

    FILE = "file"
    """SQLite can't make out the file's structure, or a part of it."""
    INDEX = "index"
    """An index is not in step with its table."""
    KEY = "key"
    """A row points at one that is not there."""
    OBJECT = "object"
    """A table, index, trigger or view is missing, worded otherwise, or one too many."""
    FACTS = "facts"
    """What the file says of itself (whose it is, which schema) contradicts itself."""
    VALUE = "value"
    """A value is none of its column's kind."""
    DIFFERS = "differs"
    """A value is not what history last wrote of it."""
    UNRECORDED = "unrecorded"
    """History does not know the row, or says it is gone."""
    GONE = "gone"
    """History knows the row and not that it is gone."""
    HISTORY = "history"
    """History contradicts itself."""
    PAST = "past"
    """An action is not told as in an earlier copy of the book."""
    CONTENT = "content"
    """The bytes of a kept file are not those that were put in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which table, row and field, what is there and what should be, where that is known.

    `table` is the name of the index, trigger … for an `OBJECT`. Values are as the file holds them. `detail` says more,
    in SQLite's or the program's own words.
    """

    kind: FaultKind
    table: str = ""
    row_id: bytes | None = None
    field: str = ""
    present: Any = None
    recorded: Any = None
    detail: str = ""


def glance(connection: sqlite3.Connection, seconds: float = OPENING_SECONDS) -> bool | None:
    """Whether SQLite's quick check finds nothing wrong; None when there was no time to look at the whole book."""
    limit = time.perf_counter() + seconds
    pages, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    whole = pages * size < _LARGE
    connection.set_progress_handler(lambda: time.perf_counter() > limit, _OPS)
    try:
        if whole:
            return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name != "content" and connection.execute(f"PRAGMA quick_check('{name}')").fetchall() != [("ok",)]:
                return False
        return None
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return None
        raise
    finally:
        connection.set_progress_handler(None, 0)


SHAPES = {1: "b8ea98c5", 2: "9c454d9e", 3: "d10ba59a"}
"""By schema version what `shape` gives for it. A new step adds a line; a test makes each version and compares."""


def shape(connection: sqlite3.Connection) -> str:
    """A digest of the names of all tables and their columns: a book that lacks one can't be worked in."""
    from binascii import crc32  # a stronger digest takes longer to load than to make

    rows = connection.execute(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.name"
    )
    told = "\n".join(f"{table}.{column}" for table, column in rows)
    return f"{crc32(told.encode('utf-8', 'surrogateescape')):08x}"


@dataclass(frozen=True)
class Schema:
    """What a book of the newest schema holds: (type, name) of each table, index, trigger and view, and its wording."""

    version: int
    objects: dict[tuple[str, str], str]


@cache
def newest_schema(steps: Path) -> Schema:
    """The schema as the steps in `steps` make it, read off a book that is made for it and thrown away."""
    import tempfile
    from contextlib import closing

    from hxapp.storage import connections, migrate

    with tempfile.TemporaryDirectory(prefix="hx-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "mau.hxdb"
        path.touch()
        migrate.upgrade(path, steps)
        with closing(connections.bare(path)) as connection:
            return Schema(migrate.newest(steps), objects(connection))


def private_copy(source: sqlite3.Connection, told: Told) -> sqlite3.Connection:
    """A copy of the book in SQLite's own temporary file, page by page and so with all its faults; closing removes it.

    Between batches everybody may write. HxError never; sqlite3.Error when the disk gives no more.
    """
    copy = sqlite3.connect("", isolation_level=None)
    copy.text_factory = as_text

    def pages(_status: int, remaining: int, total: int) -> None:
        told(total - remaining, total, "Đang chép sổ ra bản tạm để kiểm tra…")

    try:
        source.backup(copy, pages=_COPIED_AT_ONCE, progress=pages, sleep=0.005)
    except BaseException:
        copy.close()
        raise
    return copy


def full(copy: sqlite3.Connection, schema: Schema, told: Told) -> list[Fault]:
    """Everything that is wrong with the book, in the order of the checks; at most `MOST_FAULTS`. Reads the whole book.

    What `told` raises ends the check and comes out.
    """
    from hxapp.storage import history_checks, value_checks

    parts: tuple[tuple[str, Callable[[], Iterable[Fault]]], ...] = (
        ("Đang kiểm tra cấu trúc tệp…", lambda: _file(copy)),
        ("Đang kiểm tra liên kết giữa các dòng…", lambda: _keys(copy)),
        ("Đang kiểm tra cấu trúc sổ…", lambda: [*_facts(copy, schema), *_against(copy, schema)]),
        ("Đang kiểm tra từng giá trị…", lambda: value_checks.faults(copy)),
        ("Đang đối chiếu với lịch sử…", lambda: history_checks.faults(copy)),
        ("Đang kiểm tra tệp minh chứng…", lambda: value_checks.contents(copy)),
    )
    found: list[Fault] = []
    for number, (text, look) in enumerate(parts):

        def going_on(number: int = number, text: str = text) -> None:
            told(number, len(parts), text)

        going_on()
        with interruptible(copy, going_on):
            found += guarded(look)
        if len(found) >= MOST_FAULTS:
            break
    told(len(parts), len(parts), "")
    return found[:MOST_FAULTS]


def guarded(look: Callable[[], Iterable[Fault]]) -> Iterator[Fault]:
    """The faults that are found until SQLite can't read on, which is one too."""
    try:
        yield from look()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own complaint may quote what is no text
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise
        yield Fault(FaultKind.FILE, detail=str(getattr(error, "sqlite_errorname", None) or type(error).__name__))


@contextmanager
def interruptible(connection: sqlite3.Connection, going_on: Callable[[], None]) -> Iterator[None]:
    """Inside, long statements ask `going_on` again and again; what it raises ends them and comes out."""
    raised: list[BaseException] = []

    def ask() -> bool:
        try:
            going_on()
        except BaseException as error:  # noqa: BLE001 - raised again below: SQLite would swallow it
            raised.append(error)
        return bool(raised)

    connection.set_progress_handler(ask, 40 * _OPS)
    try:
        yield
    except sqlite3.Error:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def plain_faults(connection: sqlite3.Connection) -> list[Fault]:
    """What SQLite itself finds: of the file's structure and of keys; for a book that is held, without a copy."""
    return [*guarded(lambda: _file(connection)), *guarded(lambda: _keys(connection))]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def as_text(held: bytes) -> str:
    """Text as it is, bytes that are none as half characters: no value is too broken to be looked at."""
    return held.decode("utf-8", "surrogateescape")


def _file(connection: sqlite3.Connection) -> Iterator[Fault]:
    for (finding,) in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})"):
        if finding != "ok":
            match = re.search(_INDEX, finding)
            name = next((one for one in match.groups() if one), "") if match else ""
            yield Fault(FaultKind.INDEX if name else FaultKind.FILE, name, detail=finding)


def _keys(connection: sqlite3.Connection) -> Iterator[Fault]:
    columns: dict[str, dict[int, tuple[str, str]]] = {}
    for table, rowid, _parent, number in connection.execute("PRAGMA foreign_key_check").fetchall():
        if table not in columns:
            listed = connection.execute('SELECT id, "from", "table" FROM pragma_foreign_key_list(?)', (table,))
            columns[table] = {one: (column, other) for one, column, other in listed}
        field, parent = columns[table].get(number, ("", ""))
        row = None
        if rowid is not None and field:
            shown = "id" if _has_column(connection, table, "id") else quoted(field)
            row = connection.execute(
                f"SELECT {shown}, {quoted(field)} FROM {quoted(table)} WHERE rowid = ?", (rowid,)
            ).fetchone()
        key, value = row or (None, None)
        yield Fault(FaultKind.KEY, table, key if isinstance(key, bytes) else None, field, present=value, detail=parent)


def _facts(connection: sqlite3.Connection, schema: Schema) -> Iterator[Fault]:
    from hxapp.storage.recognise import APPLICATION_ID

    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    if application != APPLICATION_ID:
        yield Fault(FaultKind.FACTS, detail="application_id", present=application, recorded=APPLICATION_ID)
    if version != schema.version:
        yield Fault(FaultKind.FACTS, detail="user_version", present=version, recorded=schema.version)
    steps = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if steps != [(f"{schema.version:04d}",)]:
        present = ", ".join(str(one) for (one,) in steps)
        yield Fault(
            FaultKind.FACTS, "alembic_version", detail="version_num", present=present, recorded=f"{schema.version:04d}"
        )


def _against(connection: sqlite3.Connection, schema: Schema) -> Iterator[Fault]:
    """What the book's own list of its parts has otherwise than the steps make it; tables first."""
    present = objects(connection)
    for kind, name in sorted(schema.objects.keys() | present.keys(), key=lambda one: (one[0] != "table", one)):
        held, wanted = present.get((kind, name)), schema.objects.get((kind, name))
        if held != wanted:
            yield Fault(FaultKind.OBJECT, name, present=held, recorded=wanted, detail=kind)


def objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(type, name) of each table, index, trigger and view of the file, and its wording."""
    # What SQLite makes by itself for unique columns has no wording; it comes and goes with its table. What ANALYZE
    # leaves is nobody's harm.
    rows = connection.execute("SELECT type, name, coalesce(sql, ''), tbl_name FROM sqlite_master").fetchall()
    return {
        (kind, name): " ".join((sql or table).split())
        for kind, name, sql, table in rows
        if not name.startswith("sqlite_stat")
    }


def _has_column(connection: sqlite3.Connection, table: str, column: str) -> bool:
    found = connection.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", (table, column))
    return found.fetchone() is not None
