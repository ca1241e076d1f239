"""Takes an action of the book's history back, and does it again: by the values that history holds, whatever the action.

Nothing here knows what a table is for, so whatever a later feature changes can be undone without asking. An action is
taken back change by change from its last to its first, which passes only through states the book was in. A value is put
back where the action's own still stands; what was changed since stays, and is told (`Left`).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from hxapp.domain.errors import HxError
from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.storage import connections, history, triggers
from hxapp.storage.history import Action, Change
from hxapp.storage.schema.history import ACTION
from hxapp.storage.schema.together import with_its_own

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

_MOST_PARAMETERS = 500

_AFTER_STEP = "Sổ đã được nâng cấp sau việc “{name}”, nên việc đó không hoàn tác được nữa. Hãy sửa lại bằng tay."
_AFTER_OUTSIDE = "Một chương trình khác đã ghi vào sổ sau đó, nên những việc trước không hoàn tác được nữa."
_OWN_WAY = "Việc “{name}” không hoàn tác được. Cách quay lại: {reverse}."
_NOTHING = "Hôm nay chưa có việc nào để hoàn tác."
_TAKEN = (
    "Chưa làm được vì có dòng mới đã dùng mất tên hoặc số của dòng cần đưa trở lại. "
    "Hãy đổi tên hoặc số của dòng mới rồi làm lại."
)


@dataclass(frozen=True, slots=True)
class Steps:
    """What can be taken back and done again now; where nothing can be taken back, `why_not` says why."""

    undo: Action | None
    redo: Action | None
    why_not: str


class Reason(Enum):
    """Why something of an action stays as it is."""

    CHANGED = "changed"
    """Its value was changed since."""
    GONE = "gone"
    """The row is not there any more."""
    THERE = "there"
    """The row that would come back is there already."""
    NEEDED = "needed"
    """Rows made since point at the row that would go."""
    PARENT_GONE = "parent gone"
    """The row it points at is not there any more."""


@dataclass(frozen=True, slots=True)
class Left:
    """What was left as it is: of a row one field, or with `field` None the whole row.

    `expected` is what the action had left there, `present` what stands now, both as the file holds them.
    """

    table: str
    row_id: uuid.UUID
    field: str | None
    reason: Reason
    expected: Any = None
    present: Any = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of it: the rows that were changed, by table, and what was left."""

    rows: Mapping[str, frozenset[uuid.UUID]]
    left: tuple[Left, ...]

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def steps(session: Reading, since: dt.datetime) -> Steps:
    """What Ctrl+Z and Ctrl+Y would do: one user's action at a time, none from before `since`."""
    undo: list[Action] = []
    redo: list[Action] = []
    why_not = _NOTHING
    for action in _since(session, since):
        if action.kind is ActionKind.UNDO and undo and undo[-1].id == action.of_id:
            redo.append(undo.pop())
        elif action.kind is ActionKind.REDO and redo and redo[-1].id == action.of_id:
            undo.append(redo.pop())
        elif action.kind in (ActionKind.STEP, ActionKind.OUTSIDE) or action.reverse is not None:
            why_not = _why_not(action, undo)
            undo, redo = [], []
        else:  # an import that was taken back later than in its turn is a step of its own
            undo.append(action)
            redo = []
    return Steps(undo[-1] if undo else None, redo[-1] if redo else None, "" if undo else why_not)


def take_back(session: Session, action_id: int) -> TakenBack:
    """Puts back what the action changed, inside the running one.

    HxError when a step to a newer schema lies between, or a name or number is taken by another row by now.
    """
    changes = history.changes(session, action_id=action_id)
    _no_step_since(session, action_id)
    return _Moving(session).move([_turned(change) for change in reversed(changes)])


def do_again(session: Session, action_id: int) -> TakenBack:
    """Changes again what the action changed, inside the running one; as for `take_back`."""
    _no_step_since(session, action_id)
    return _Moving(session).move(history.changes(session, action_id=action_id))


def is_taken_back(session: Reading, action_id: int) -> bool:
    """Whether the action was taken back and not done again since."""
    last = session.execute(
        select(ACTION.c.id, ACTION.c.kind).where(ACTION.c.of_id == action_id).order_by(ACTION.c.id.desc()).limit(1)
    ).first()
    # The taking back may have been taken back itself.
    return last is not None and last.kind is ActionKind.UNDO and not is_taken_back(session, last.id)


def _since(session: Reading, since: dt.datetime) -> list[Action]:
    """The actions since that moment in their order; one from before it ends the line, whatever the clock said later."""
    found = []
    rows = session.execute(select(ACTION).order_by(ACTION.c.id.desc()))
    for row in rows:
        if row.moment < since:
            break
        found.append(
            Action(
                row.id,
                uuid.UUID(int=0),
                row.sequence,
                row.kind,
                row.name,
                row.who,
                row.moment,
                row.of_id,
                row.person_id,
                row.reverse,
            )
        )
    rows.close()
    return found[::-1]


def _why_not(action: Action, undo: list[Action]) -> str:
    if action.reverse == "":  # nothing lies before it
        return _NOTHING
    if action.reverse is not None:
        return _OWN_WAY.format(name=action.name, reverse=action.reverse)
    if action.kind is ActionKind.OUTSIDE:
        return _AFTER_OUTSIDE
    return _AFTER_STEP.format(name=undo[-1].name) if undo else _NOTHING


def _no_step_since(session: Session, action_id: int) -> None:
    name = session.execute(select(ACTION.c.name).where(ACTION.c.id == action_id)).scalar_one()
    later = select(ACTION.c.id).where(ACTION.c.id > action_id, ACTION.c.kind == ActionKind.STEP)
    if session.execute(later.limit(1)).first() is not None:
        raise HxError(_AFTER_STEP.format(name=name))


_TURNED = {ChangeKind.INSERT: ChangeKind.DELETE, ChangeKind.DELETE: ChangeKind.INSERT}


def _turned(change: Change) -> Change:
    """The same change the other way round."""
    fields = {name: (now, was) for name, (was, now) in change.fields.items()}
    kind = _TURNED.get(change.kind, ChangeKind.UPDATE)
    return Change(change.id, change.action_id, change.table, change.row_id, kind, fields)


@dataclass(slots=True)
class _Row:
    """How a row must stand for all its moves: there or not, and these fields so; and what keeps it from moving."""

    there: bool
    goes: bool = False
    expected: dict[str, Any] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    stays: bool = False


_Rows = dict[tuple[str, uuid.UUID], _Row]


class _Moving:
    """Moves rows from one state to another inside the running action, by the driver: history is the triggers' work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._driver = connections.driver(session.connection())
        self._columns = {one.name: [name for _, name in one.fields] for one in triggers.known(session.connection())}
        self._left: list[Left] = []

    def move(self, moves: list[Change]) -> TakenBack:
        rows = self._expected(moves)
        for table in sorted({name for name, _ in rows}):
            self._compare(table, {key: row for (name, key), row in rows.items() if name == table})
        self._keep_parents(moves, rows)
        self._keep_needed(rows)
        done: dict[str, set[uuid.UUID]] = {}
        try:
            for shape, group in groupby(self._possible(moves, rows), key=lambda one: one[0]):
                self._write(shape, [values for _, values, _ in group], done)
        except sqlite3.IntegrityError as error:
            raise HxError(_TAKEN) from error
        self._session.expire_all()
        return TakenBack({table: frozenset(keys) for table, keys in done.items()}, tuple(self._left))

    def _expected(self, moves: list[Change]) -> _Rows:
        """How each row must stand before the first move."""
        rows: _Rows = {}
        for move in moves:
            row = rows.setdefault((move.table, move.row_id), _Row(there=move.kind is not ChangeKind.INSERT))
            row.goes = move.kind is ChangeKind.DELETE
            if not row.there:
                continue
            for name, (was, _) in move.fields.items():
                row.expected.setdefault(name, was)
            if move.kind is ChangeKind.DELETE:
                for name in self._columns[move.table]:
                    if name != "id":
                        row.expected.setdefault(name, None)
        return rows

    def _compare(self, table: str, rows: dict[uuid.UUID, _Row]) -> None:
        """Marks what stands otherwise now than the moves need it."""
        columns = self._columns[table]
        found: dict[uuid.UUID, dict[str, Any]] = {}
        listed = ", ".join(f'"{name}"' for name in columns)
        for ids in _batched(rows):
            marks = ", ".join("?" * len(ids))
            for values in self._driver.execute(
                f'SELECT {listed} FROM "{table}" WHERE id IN ({marks})', [key.bytes for key in ids]
            ):
                stands = dict(zip(columns, values, strict=True))
                found[uuid.UUID(bytes=stands["id"])] = stands
        for key, row in rows.items():
            if (key in found) is not row.there:
                row.stays = True
                self._left.append(Left(table, key, None, Reason.GONE if row.there else Reason.THERE))
                continue
            for name, expected in row.expected.items():
                held = found[key]
                if not _same(held[name], expected):
                    row.kept |= with_its_own(table, name)
                    self._left.append(Left(table, key, name, Reason.CHANGED, expected, held[name]))
            row.stays = row.goes and bool(row.kept)

    def _keep_parents(self, moves: list[Change], rows: _Rows) -> None:
        """A value that would point at a row that is gone is not put back."""
        links = self._links()
        ends: dict[tuple[str, uuid.UUID], dict[str, Any]] = {}
        for move in moves:
            if move.table in links and move.kind is not ChangeKind.DELETE:
                ends.setdefault((move.table, move.row_id), {}).update(
                    (name, now) for name, (_, now) in move.fields.items()
                )
        wanted: dict[tuple[str, str, str], dict[uuid.UUID, list[uuid.UUID]]] = {}
        for (table, key), values in ends.items():
            for column, parent in links[table]:
                if not rows[table, key].stays and values.get(column) is not None:
                    asked = wanted.setdefault((table, column, parent), {})
                    asked.setdefault(uuid.UUID(bytes=values[column]), []).append(key)
        for (table, column, parent), asked in wanted.items():
            for missing in asked.keys() - self._there(parent, asked.keys(), rows):
                for key in asked[missing]:
                    row = rows[table, key]
                    row.kept.add(column)
                    row.stays = row.stays or not row.there
                    self._left.append(Left(table, key, column if row.there else None, Reason.PARENT_GONE))

    def _there(self, table: str, ids: Iterable[uuid.UUID], rows: _Rows) -> set[uuid.UUID]:
        """Which of the rows are in the table, or come back by the moves."""
        ids = list(ids)
        found = {key for key in ids if (row := rows.get((table, key))) and not row.there and not row.stays}
        for some in _batched(ids):
            marks = ", ".join("?" * len(some))
            keys = [key.bytes for key in some]
            found |= {
                uuid.UUID(bytes=key)
                for (key,) in self._driver.execute(f'SELECT id FROM "{table}" WHERE id IN ({marks})', keys)
            }
        return found

    def _keep_needed(self, rows: _Rows) -> None:
        """A row that others point at, which do not go with it, stays; and so does what it points at itself."""
        links = [(table, column, parent) for table, held in self._links().items() for column, parent in held]
        again = True
        while again:
            again = False
            for table, column, parent in links:
                going = [key for (name, key), row in rows.items() if name == parent and row.goes and not row.stays]
                for ids in _batched(going):
                    marks = ", ".join("?" * len(ids))
                    statement = f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" IN ({marks})'
                    for child, needed in self._driver.execute(statement, [key.bytes for key in ids]).fetchall():
                        one = rows.get((table, uuid.UUID(bytes=child)))
                        if one is not None and not one.stays and (one.goes or self._leaves(one, column)):
                            continue
                        row = rows[parent, uuid.UUID(bytes=needed)]
                        if not row.stays:
                            row.stays = again = True
                            self._left.append(Left(parent, uuid.UUID(bytes=needed), None, Reason.NEEDED))

    @staticmethod
    def _leaves(row: _Row, column: str) -> bool:
        """Whether the moves take the row's key away from where it points now."""
        return column in row.expected and column not in row.kept

    def _links(self) -> dict[str, list[tuple[str, str]]]:
        """By table its keys: the column, and the table it points to."""
        found: dict[str, list[tuple[str, str]]] = {}
        for table in self._columns:
            for _, _, parent, column, *_ in self._driver.execute(f'PRAGMA foreign_key_list("{table}")'):
                found.setdefault(table, []).append((column, parent))
        return found

    def _possible(
        self, moves: list[Change], rows: _Rows
    ) -> Iterator[tuple[tuple[str, ChangeKind, tuple[str, ...]], list[Any], uuid.UUID]]:
        """The moves that can be made, each as its shape and the values for it."""
        for move in moves:
            row = rows[move.table, move.row_id]
            if row.stays:
                continue
            if move.kind is ChangeKind.DELETE:
                yield (move.table, move.kind, ()), [move.row_id.bytes], move.row_id
                continue
            kept = {name: now for name, (_, now) in move.fields.items() if name not in row.kept}
            if kept or move.kind is ChangeKind.INSERT:
                shape = (move.table, move.kind, tuple(kept))
                yield shape, [*kept.values(), move.row_id.bytes], move.row_id

    def _write(
        self, shape: tuple[str, ChangeKind, tuple[str, ...]], values: list[list[Any]], done: dict[str, set[uuid.UUID]]
    ) -> None:
        table, kind, names = shape
        if kind is ChangeKind.DELETE:
            statement = f'DELETE FROM "{table}" WHERE id = ?'
        elif kind is ChangeKind.INSERT:
            listed = ", ".join(f'"{name}"' for name in (*names, "id"))
            statement = f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * (len(names) + 1))})'
        else:
            set_to = ", ".join(f'"{name}" = ?' for name in names)
            statement = f'UPDATE "{table}" SET {set_to} WHERE id = ?'
        self._driver.executemany(statement, values).close()
        done.setdefault(table, set()).update(uuid.UUID(bytes=one[-1]) for one in values)


def _same(one: Any, other: Any) -> bool:
    """Whether the file holds the same: 1 and 1.0, or text and bytes of one look, are not."""
    return type(one) is type(other) and bool(one == other)


def _batched(ids: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    listed = list(ids)
    for start in range(0, len(listed), _MOST_PARAMETERS):
        yield listed[start : start + _MOST_PARAMETERS]
