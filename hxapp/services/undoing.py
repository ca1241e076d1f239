"""Undo and redo as a user meets them: one action of today at a time, and an import as a whole, weeks later too."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from hxapp.domain.errors import HxError
from hxapp.domain.history import ActionKind
from hxapp.storage import undo as storage_undo
from hxapp.storage.bin import live
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import ACTION, RECORDED_TABLE, ROW_CHANGE
from hxapp.storage.undo import Left, Reason, Steps, TakenBack

if TYPE_CHECKING:
    from hxapp.storage.database import Database, Reading

_MOST_LETTERS = 80
_UNDO = "Hoàn tác"
_WHY: Mapping[Reason, str] = {
    Reason.CHANGED: "đã sửa tiếp sau đó",
    Reason.GONE: "không còn trong sổ",
    Reason.THERE: "đã có trong sổ",
    Reason.NEEDED: "đã có dòng khác gắn với dòng này",
    Reason.PARENT_GONE: "dòng mà nó gắn với không còn trong sổ",
}
_ALL_LEFT = (
    "Chưa hoàn tác được “{name}”: mọi số liệu của việc đó đã được sửa tiếp sau đó, nên được giữ nguyên. "
    "Hãy sửa lại bằng tay nếu cần."
)


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was taken back or done again: its name, the rows it concerned by table, and what was left."""

    name: str
    rows: Mapping[str, frozenset[uuid.UUID]]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """A sheet that was read in; `rows` counts the rows it touched, `moment` is UTC."""

    action_id: int
    name: str
    who: str
    moment: dt.datetime
    rows: int
    taken_back: bool


def start_of(now: dt.datetime) -> dt.datetime:
    """Where today begins at the place of `now`: what was done before is not undone any more."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def steps(session: Reading, now: dt.datetime) -> Steps:
    """What can be undone and redone now."""
    return storage_undo.steps(session, start_of(now))


def undo(database: Database, now: dt.datetime) -> Done:
    """Takes back the last action of today; HxError when there is none, or all of it was changed since."""
    with database.read() as session:
        found = steps(session, now)
    if found.undo is None:
        raise HxError(found.why_not)
    return _take_back(database, found.undo.id, found.undo.name)


def redo(database: Database, now: dt.datetime) -> Done:
    """Does again what was taken back last; HxError when there is nothing."""
    with database.read() as session:
        found = steps(session, now).redo
    if found is None:
        raise HxError("Không có việc nào vừa hoàn tác để làm lại.")
    with database.begin(named("Làm lại", found.name), ActionKind.REDO, of_id=found.id) as session:
        done = storage_undo.do_again(session, found.id)
        _refuse_nothing(done, found.name)
    return Done(found.name, done.rows, done.left)


def imports(session: Reading) -> tuple[Import, ...]:
    """All sheets that were read into the book, the latest first."""
    counted = (
        select(ROW_CHANGE.c.action_id, func.count(ROW_CHANGE.c.row_id.distinct()).label("rows"))
        .join(RECORDED_TABLE, RECORDED_TABLE.c.id == ROW_CHANGE.c.table_id)
        .join(ACTION, ACTION.c.id == ROW_CHANGE.c.action_id)
        .where(ACTION.c.kind == ActionKind.IMPORT)
        .group_by(ROW_CHANGE.c.action_id)
        .subquery()
    )
    rows = session.execute(
        select(ACTION.c.id, ACTION.c.name, ACTION.c.who, ACTION.c.moment, counted.c.rows)
        .join(counted, counted.c.action_id == ACTION.c.id)
        .order_by(ACTION.c.id.desc())
    ).all()
    return tuple(
        Import(row.id, row.name, row.who or "", row.moment, row.rows, storage_undo.is_taken_back(session, row.id))
        for row in rows
    )


def undo_import(database: Database, action_id: int) -> Done:
    """Takes a whole import back, whenever it was; HxError when it was taken back already, or all of it was changed."""
    with database.read() as session:
        name = _import_to_undo(session, action_id)
    return _take_back(database, action_id, name)


def try_import_undo(database: Database, action_id: int) -> Done:
    """What `undo_import` would do; nothing is kept."""
    with database.read() as session:
        name = _import_to_undo(session, action_id)
    with database.try_out() as session:
        done = storage_undo.take_back(session, action_id)
    return Done(name, done.rows, done.left)


def owners(session: Reading, name: str, field: str, ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """What the field of those rows points to ('id': the rows themselves), as far as they are in the book and live."""
    schema = BOOK_TABLES.tables[name]
    found = session.execute(select(schema.c[field]).where(schema.c.id.in_(ids), live(schema))).scalars()
    return frozenset(key for key in found if key is not None)


def left_words(session: Reading, left: Collection[Left]) -> tuple[str, ...]:
    """What was left as it is, a line each: the row, the field, and why."""
    from hxapp.services import history_words

    lines = []
    for one in left:
        row = history_words.row_label(session, one.table, one.row_id)
        if one.field is None or one.reason is not Reason.CHANGED:
            lines.append(f"{row}: {_WHY[one.reason]}")
            continue
        field = history_words.field_label(one.table, one.field)
        now = history_words.value_words(session, one.table, one.field, one.present, one.row_id) or "để trống"
        lines.append(f"{row}, {field}: nay là {now}")
    return tuple(lines)


def named(what: str, name: str) -> str:
    """'Hoàn tác “Sửa Thu ngân sách”', short enough for a line."""
    if what == _UNDO and name.startswith(f"{_UNDO} “"):  # an import's undo that is taken back itself
        what, name = "Bỏ hoàn tác", name[len(_UNDO) + 2 : -1]
    room = _MOST_LETTERS - len(what)
    short = name if len(name) <= room else f"{name[: room - 1].rstrip()}…"
    return f"{what} “{short}”"


def _import_to_undo(session: Reading, action_id: int) -> str:
    found = session.execute(
        select(ACTION.c.name).where(ACTION.c.id == action_id, ACTION.c.kind == ActionKind.IMPORT)
    ).scalar()
    if found is None:
        raise HxError("Lần nhập này không có trong sổ. Hãy mở lại danh sách các lần nhập.")
    if storage_undo.is_taken_back(session, action_id):
        raise HxError(f"Lần nhập “{found}” đã được hoàn tác rồi. Sổ không thay đổi gì.")
    return str(found)


def _take_back(database: Database, action_id: int, name: str) -> Done:
    with database.begin(named(_UNDO, name), ActionKind.UNDO, of_id=action_id) as session:
        done = storage_undo.take_back(session, action_id)
        _refuse_nothing(done, name)
    return Done(name, done.rows, done.left)


def _refuse_nothing(done: TakenBack, name: str) -> None:
    """An undo that changes nothing would leave no trace, and the next one would try the same again."""
    if not done.count:
        raise HxError(_ALL_LEFT.format(name=name))
