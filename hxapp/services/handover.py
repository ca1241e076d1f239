"""Handing duties over (bàn giao): one person's indicators and open tasks go to another, in one action.

The minutes are made from what the action changed, as history tells it: they can be printed again at any later time, and
say nothing else than what was done.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, select

from hxapp.domain.deadlines import Precision
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.history import ActionKind
from hxapp.domain.words import format_date, sort_key
from hxapp.services.people import OPEN_STATES
from hxapp.storage import history
from hxapp.storage.bin import live
from hxapp.storage.schema.documents import CLAUSE
from hxapp.storage.schema.history import ACTION
from hxapp.storage.schema.indicators import INDICATOR, TARGET
from hxapp.storage.schema.office import PERSON
from hxapp.storage.schema.tasks import TASK

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

_NAMED = "Bàn giao việc của"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody answers for: an indicator, or a task with its deadline and state as they stand now."""

    id: uuid.UUID
    number: str
    name: str
    due: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """What somebody answers for: indicators, and the tasks that are still open."""

    indicators: tuple[Duty, ...] = ()
    tasks: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One who gives or takes over, as they are called now."""

    id: uuid.UUID
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Handover:
    """A handing over that stands in the history; `moment` is UTC."""

    action_id: int
    moment: dt.datetime
    giver: Side
    taker: Side
    duties: Duties


def duties_of(session: Reading, person_id: uuid.UUID) -> Duties:
    """What can be handed over by the person."""
    indicators = _indicators(session, INDICATOR.c.leader_id == person_id)
    tasks = _tasks(session, (TASK.c.leader_id == person_id) & TASK.c.state.in_(OPEN_STATES))
    return Duties(indicators, tasks)


def named(giver: str, taker: str) -> str:
    """What history calls the action."""
    return f"{_NAMED} {giver} cho {taker}"


def hand_over(
    session: Session,
    giver_id: uuid.UUID,
    taker_id: uuid.UUID,
    *,
    indicators: Collection[uuid.UUID],
    tasks: Collection[uuid.UUID],
    last_day: dt.date | None = None,
) -> int:
    """Makes `taker_id` answer for what is named, and ends the giver's time in the post where `last_day` is given.

    Gives the number of duties. Refused when there is nothing to hand over, when both are the same person, and when one
    of the duties is not the giver's (any more).
    """
    from hxapp.storage.mapped.indicators import Indicator
    from hxapp.storage.mapped.office import Person
    from hxapp.storage.mapped.tasks import Task

    if giver_id == taker_id:
        raise Refused("Người nhận phải là một người khác với người bàn giao. Hãy chọn lại người nhận.", "taker")
    giver, taker = session.get(Person, giver_id), session.get(Person, taker_id)
    if giver is None or giver.binned_at is not None:
        raise Refused("Người bàn giao không còn trong sổ. Hãy chọn lại trong danh sách.", "giver")
    if taker is None or taker.binned_at is not None or taker.valid_to is not None:
        raise Refused("Người nhận không còn giữ chức vụ. Hãy chọn lại trong danh sách.", "taker")
    if not indicators and not tasks:
        raise Refused("Chưa chọn việc nào để bàn giao. Hãy đánh dấu ít nhất một chỉ tiêu hoặc nhiệm vụ.")
    held = duties_of(session, giver_id)
    known = {duty.id for duty in (*held.indicators, *held.tasks)}
    if not known.issuperset((*indicators, *tasks)):
        raise Refused(
            f"Có việc đã chọn không còn do {giver.name} phụ trách. Hãy mở lại cửa sổ bàn giao để xem danh sách mới."
        )
    for indicator in session.scalars(select(Indicator).where(Indicator.id.in_(indicators))):
        indicator.leader_id = taker_id
    for task in session.scalars(select(Task).where(Task.id.in_(tasks))):
        task.leader_id = taker_id
    if last_day is not None:
        if giver.valid_from is not None and last_day < giver.valid_from:
            raise Refused(
                f"Ngày thôi làm {format_date(last_day)} sớm hơn ngày {giver.name} bắt đầu "
                f"({format_date(giver.valid_from)}). Hãy sửa lại ngày.",
                "last_day",
            )
        giver.valid_to = last_day
    session.flush()
    return len(indicators) + len(tasks)


def list_handovers(session: Reading) -> tuple[Handover, ...]:
    """What was handed over in this book and not taken back, the latest first."""
    numbers = session.execute(
        select(ACTION.c.id)
        .where(ACTION.c.kind == ActionKind.USER, ACTION.c.name.startswith(_NAMED, autoescape=True))
        .order_by(ACTION.c.id.desc())
    ).scalars()
    found = (_read(session, number) for number in list(numbers) if not _taken_back(session, number))
    return tuple(one for one in found if one is not None)


def read_handover(session: Reading, action_id: int) -> Handover:
    """One of them; HxError when the action handed nothing over."""
    found = _read(session, action_id)
    if found is None:
        raise HxError("Lần bàn giao này không còn việc nào trong sổ. Hãy chọn lần bàn giao khác.")
    return found


def _read(session: Reading, action_id: int) -> Handover | None:
    moment = session.execute(select(ACTION.c.moment).where(ACTION.c.id == action_id)).scalar_one()
    moved = [
        (change.table, change.row_id, *change.fields["leader_id"])
        for change in history.changes(session, action_id=action_id)
        if "leader_id" in change.fields
    ]
    sides = {(was, now) for *_, was, now in moved}
    if len(sides) != 1:
        return None
    ((was, now),) = sides
    giver, taker = _side(session, was), _side(session, now)
    if giver is None or taker is None:
        return None
    ids = {table: [row for name, row, *_ in moved if name == table] for table in ("indicator", "task")}
    duties = Duties(
        _indicators(session, INDICATOR.c.id.in_(ids["indicator"])), _tasks(session, TASK.c.id.in_(ids["task"]))
    )
    return Handover(action_id, moment, giver, taker, duties)


def _taken_back(session: Reading, action_id: int) -> bool:
    last = session.execute(
        select(ACTION.c.kind).where(ACTION.c.of_id == action_id).order_by(ACTION.c.id.desc()).limit(1)
    ).scalar()
    return last is ActionKind.UNDO


def _side(session: Reading, stored: bytes | None) -> Side | None:
    if stored is None:
        return None
    row = session.execute(
        select(PERSON.c.id, PERSON.c.name, PERSON.c.post).where(PERSON.c.id == uuid.UUID(bytes=stored))
    ).first()
    return None if row is None else Side(row.id, row.name, row.post or "")


def _indicators(session: Reading, condition: ColumnElement[bool]) -> tuple[Duty, ...]:
    rows = session.execute(
        select(INDICATOR.c.id, INDICATOR.c.name, INDICATOR.c.position).where(live(INDICATOR), condition)
    ).all()
    numbers = dict(
        session.execute(
            select(TARGET.c.indicator_id, TARGET.c.number)
            .where(live(TARGET), TARGET.c.number.is_not(None), TARGET.c.indicator_id.in_([row.id for row in rows]))
            .order_by(TARGET.c.year)
        ).all()
    )
    ordered = sorted(rows, key=lambda row: (row.id not in numbers, sort_key(numbers.get(row.id, "")), row.position))
    return tuple(Duty(row.id, numbers.get(row.id) or "", row.name) for row in ordered)


def _tasks(session: Reading, condition: ColumnElement[bool]) -> tuple[Duty, ...]:
    rows = session.execute(
        select(TASK, CLAUSE.c.number.label("clause"))
        .outerjoin(CLAUSE, CLAUSE.c.id == TASK.c.clause_id)
        .where(live(TASK), condition)
    ).all()
    ordered = sorted(rows, key=lambda row: (row.year, row.clause is None, sort_key(row.clause or ""), row.position))
    return tuple(Duty(row.id, row.clause or "", row.wording, _due(row), row.state.label) for row in ordered)


def _due(row: Row[Any]) -> str:
    if row.due_precision is Precision.DAY and row.due_last_day is not None:
        return format_date(row.due_last_day)
    return row.due_wording or ""
