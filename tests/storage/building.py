"""Builds books and rows for the storage tests: what a test does not say is filled in, plainly and legally."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.periods import Period
from hxapp.storage import history, migrate
from hxapp.storage.database import Database
from hxapp.storage.history import Action, Change
from hxapp.storage.tables import Base
from hxapp.storage.types import Amount, Key, PeriodKey, UtcTime, Word

STEPS = Path(__file__).resolve().parents[2] / "db"
NEXT = migrate.newest(STEPS) + 1
MOMENT = dt.datetime(2022, 3, 4, 5, 6, 7, 890123, tzinfo=dt.UTC)
_serial = itertools.count(1)
R = TypeVar("R", bound=Base)


def make_book(folder: Path, name: str = "Sổ thử.hxdb") -> Path:
    """A closed, empty book: a copy of one that the program made."""
    path = folder / name
    path.write_bytes(_made())
    return path


@cache
def _made() -> bytes:
    with tempfile.TemporaryDirectory(prefix="hxapp-") as folder:
        path = Path(folder) / "Sổ.hxdb"
        Database.create(path, STEPS).close()
        return path.read_bytes()


def steps_with(folder: Path, *bodies: str, head: str = "") -> Path:
    """A copy of the steps, followed by further ones with the given bodies of upgrade(), `head` before each."""
    steps = folder / "các bước 100%"
    shutil.copytree(STEPS, steps, ignore=shutil.ignore_patterns("__pycache__", "seed"), dirs_exist_ok=True)
    for number, body in enumerate(bodies, NEXT):
        indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
        (steps / "versions" / f"{number:04d}_thu.py").write_text(
            f'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{number:04d}"\n'
            f'down_revision = "{number - 1:04d}"\n{head}\n\n\ndef upgrade():\n{indented}\n',
            encoding="utf-8",
        )
    return steps


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    """An empty book, open for the length of a block."""
    database = Database.open(make_book(folder), STEPS)
    try:
        yield database
    finally:
        database.close()


def make(session: Session, table: type[R], **values: Any) -> R:
    """A row with the given values; other needed columns get a legal value, needed parents are made."""
    for column in sa.inspect(table).columns:
        if column.name in values or column.nullable or column.default is not None:
            continue
        values[column.name] = _value(session, column, next(_serial))
    row = table(**values)
    session.add(row)
    session.flush()
    return row


def fill(session: Session) -> dict[str, int]:
    """Three rows in every table with every column filled (one of them in the bin); returns the counts by table."""
    ids: dict[str, list[uuid.UUID]] = {}
    for table in Base.metadata.sorted_tables:
        name = table.name
        mapped = next(mapper for mapper in Base.registry.mappers if mapper.local_table is table)
        ids[name] = [uuid.uuid4() for _ in range(3)]
        for turn in range(3):
            values: dict[str, Any] = {"id": ids[name][turn]}
            for column in mapped.columns:
                if column.foreign_keys:
                    target = next(iter(column.foreign_keys)).column.table.name
                    values[column.name] = ids[target][turn]
                elif column.name == "binned_at":
                    values[column.name] = MOMENT if turn == 2 else None
                elif column.name != "id":
                    values[column.name] = _plain(column, next(_serial))
            session.add(mapped.class_(**values))
    session.flush()
    return {name: len(made) for name, made in ids.items()}


def other_values(table: sa.Table, ids: dict[str, uuid.UUID]) -> dict[str, Any]:
    """Values for every column of a row in the bin but its identity, other ones at each call; keys point at `ids`."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            values[column.name] = ids[next(iter(column.foreign_keys)).column.table.name]
        elif column.name == "binned_at":
            values[column.name] = MOMENT + dt.timedelta(seconds=next(_serial))
        elif column.name != "id":
            values[column.name] = _plain(column, next(_serial))
    return values


def last_action(database: Database) -> tuple[Action, list[Change]]:
    """The newest action of a book and what it changed."""
    with database.read() as connection:
        action = history.actions(connection)[-1]
        return action, history.changes(connection, action_id=action.id)


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a closed book, with column names, as SQLite holds them."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for name in sorted(names):
            columns = sorted(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))
            listed = ", ".join(f'typeof("{column}"), "{column}"' for column in columns)
            found[name] = [tuple(columns), *sorted(connection.execute(f"SELECT {listed} FROM {name}"), key=repr)]
        return found


def _value(session: Session, column: sa.Column[Any], serial: int) -> Any:
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table
        parent = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is target)
        return make(session, parent).id
    return _plain(column, serial)


def _plain(column: sa.Column[Any], serial: int) -> Any:
    kind = column.type
    if isinstance(kind, Word):
        words = list(kind.words.__members__.values())
        return words[serial % len(words)]
    if isinstance(kind, PeriodKey):
        return Period.parse(f"20{20 + serial % 70}-Q{1 + serial % 4}")
    if isinstance(kind, Amount):
        return Decimal(serial).scaleb(-3)
    if isinstance(kind, UtcTime):
        return MOMENT + dt.timedelta(seconds=serial)
    if isinstance(kind, sa.Date):
        return dt.date(2022, 1, 1) + dt.timedelta(days=serial)
    if isinstance(kind, sa.Boolean):
        return serial % 2 == 0
    if isinstance(kind, sa.Integer):
        return serial % 7
    assert not isinstance(kind, Key)
    return f"Chữ số {serial}"
