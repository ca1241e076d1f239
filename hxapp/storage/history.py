"""The history of a book: an action is begun and ended here, and read again; its entries are written by triggers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, select

from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.storage import connections
from hxapp.storage.schema.history import (
    ACTION,
    FIELD_CHANGE,
    RECORDED_FIELD,
    RECORDED_TABLE,
    REPLICA,
    ROW_CHANGE,
)
from hxapp.storage.types import Composed, UtcTime

if TYPE_CHECKING:
    from hxapp.storage.database import Reading


# Every action asks these; told to the driver as they are, since SQLAlchemy takes longer over them than SQLite.
_LAST = """
    SELECT (SELECT max(id) FROM row_change), r.id, r.place, a.sequence
    FROM (SELECT (SELECT max(id) FROM replica) AS replica, (SELECT max(id) FROM action) AS action) last
    LEFT JOIN replica r ON r.id = last.replica LEFT JOIN action a ON a.id = last.action AND a.replica_id = r.id"""
_BEGIN_REPLICA = "INSERT INTO replica (identity, made_at, place) VALUES (?, ?, ?)"
_ADD = "INSERT INTO action (replica_id, sequence, kind, name, who, moment) VALUES (?, ?, ?, ?, ?, ?)"
# Apart, because the action of an early step is written before these columns are there.
_ADD_MORE = """
    INSERT INTO action (replica_id, sequence, kind, name, who, moment, of_id, person_id, reverse)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_TOUCHED = "SELECT name FROM recorded_table WHERE id IN (SELECT table_id FROM row_change WHERE id > ?)"


@dataclass(frozen=True)
class Touched:
    """The rows that the running action has changed so far, whoever asked for it and in whatever way."""

    _connection: Connection
    action_id: int
    _last_before: int

    @cached_property
    def tables(self) -> frozenset[str]:
        """The names of the tables with a changed row; empty when the action changed nothing."""
        found = connections.driver(self._connection).execute(_TOUCHED, (self._last_before,)).fetchall()
        return frozenset(name for (name,) in found)

    def rows(self, table: str) -> frozenset[uuid.UUID]:
        """The identities of the table's changed rows, those that are gone among them."""
        return frozenset(self._connection.scalars(self.ids(table))) if table in self.tables else frozenset()

    def ids(self, table: str) -> Select[uuid.UUID]:
        """The same as a query, for another one's IN: an import touches more rows than a statement has parameters."""
        named = select(RECORDED_TABLE.c.id).where(RECORDED_TABLE.c.name == table, RECORDED_TABLE.c.ended_by.is_(None))
        since = ROW_CHANGE.c.id > self._last_before
        return select(ROW_CHANGE.c.row_id).where(since, ROW_CHANGE.c.table_id == named.scalar_subquery()).distinct()


@dataclass(frozen=True, slots=True)
class Signed:
    """Who acts: as they are called (the login of the PC where nobody said more), and their row of the book's people."""

    who: str | None = None
    person_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What is being done: its name in Vietnamese, where it comes from, and how it is taken back.

    `of_id` is the action that an undo takes back or a redo does again; `reverse` names the own way back of what undo
    shall leave alone ('Mở lại kỳ').
    """

    name: str
    kind: ActionKind = ActionKind.USER
    of_id: int | None = None
    reverse: str | None = None


def add_action(connection: Connection, place: bytes, deed: Deed, signed: Signed) -> tuple[int, int]:
    """The number of a new action, the next one of the replica written at this place, and of the last change before."""
    driver, dialect = connections.driver(connection), connection.dialect
    moment = UtcTime().process_bind_param(dt.datetime.now(dt.UTC), dialect)
    last_change, replica, last_place, sequence = driver.execute(_LAST).fetchone()
    if replica is None or last_place != place:
        replica, sequence = driver.execute(_BEGIN_REPLICA, (uuid.uuid4().bytes, moment, place)).lastrowid, 0
    name, who, reverse = (
        Composed().process_bind_param(text, dialect) for text in (deed.name, signed.who, deed.reverse)
    )
    person = signed.person_id.bytes if signed.person_id is not None else None
    values: tuple[object, ...] = (replica, (sequence or 0) + 1, deed.kind.value, name, who, moment)
    more = (deed.of_id, person, reverse)
    adding, values = (_ADD, values) if more == (None, None, None) else (_ADD_MORE, (*values, *more))
    return int(driver.execute(adding, values).lastrowid or 0), last_change or 0


def begin(connection: Connection, place: bytes, deed: Deed, signed: Signed) -> Touched:
    """Begins a user's action inside the open transaction; what it changes from here on is its own."""
    action, before = add_action(connection, place, deed, signed)
    connections.driver(connection).execute("INSERT INTO running_action VALUES (?)", (action,)).close()
    return Touched(connection, action, before)


def end(connection: Connection) -> None:
    """Ends the running action; its transaction is committed right after."""
    connections.driver(connection).execute("DELETE FROM running_action").close()


@dataclass(frozen=True, slots=True)
class Action:
    """What was done in one transaction; (replica, sequence) is its identity in every copy of the book."""

    id: int
    replica: uuid.UUID
    sequence: int
    kind: ActionKind
    name: str
    who: str | None
    moment: dt.datetime
    of_id: int | None = None
    person_id: uuid.UUID | None = None
    reverse: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a row: by field what it was and what it is, as the file holds values.

    An update has the changed fields; an insert and a delete those that were not empty.
    """

    id: int
    action_id: int
    table: str
    row_id: uuid.UUID
    kind: ChangeKind
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def actions(session: Reading) -> list[Action]:
    """All actions of the book, the oldest first."""
    rows = session.execute(
        select(
            ACTION.c.id,
            REPLICA.c.identity,
            ACTION.c.sequence,
            ACTION.c.kind,
            ACTION.c.name,
            ACTION.c.who,
            ACTION.c.moment,
            ACTION.c.of_id,
            ACTION.c.person_id,
            ACTION.c.reverse,
        )
        .join(REPLICA, REPLICA.c.id == ACTION.c.replica_id)
        .order_by(ACTION.c.id)
    )
    return [Action(*tuple(row)) for row in rows]


def changes(
    session: Reading,
    *,
    action_id: int | None = None,
    row_id: uuid.UUID | None = None,
    numbers: Select[Any] | Collection[int] | None = None,
) -> list[Change]:
    """The changes in the order they happened: all, or those of an action, of a row, or with these numbers.

    Fields have their present names.
    """
    kept: list[ColumnElement[bool]] = []
    if numbers is not None:
        kept.append(ROW_CHANGE.c.id.in_(numbers))
    if action_id is not None:
        kept.append(ROW_CHANGE.c.action_id == action_id)
    if row_id is not None:
        kept.append(ROW_CHANGE.c.row_id == row_id)
    rows = session.execute(
        select(
            ROW_CHANGE.c.id,
            ROW_CHANGE.c.action_id,
            RECORDED_TABLE.c.name,
            ROW_CHANGE.c.row_id,
            ROW_CHANGE.c.kind,
            RECORDED_FIELD.c.name,
            FIELD_CHANGE.c.was,
            FIELD_CHANGE.c.now,
        )
        .select_from(ROW_CHANGE)
        .join(RECORDED_TABLE, RECORDED_TABLE.c.id == ROW_CHANGE.c.table_id)
        .outerjoin(FIELD_CHANGE, FIELD_CHANGE.c.change_id == ROW_CHANGE.c.id)
        .outerjoin(RECORDED_FIELD, RECORDED_FIELD.c.id == FIELD_CHANGE.c.field_id)
        .where(*kept)
        .order_by(ROW_CHANGE.c.id, FIELD_CHANGE.c.field_id)
    )
    found: dict[int, Change] = {}
    for number, action, table, row, kind, name, was, now in rows:
        change = found.setdefault(number, Change(number, action, table, row, kind))
        if name is not None:
            change.fields[name] = (was, now)
    return list(found.values())
