"""The tasks of a year as they hang together: what each takes from the tasks beneath it and from those above."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hxapp.domain.deadlines import Deadline, Precision
from hxapp.domain.tasks import Priority, TaskState, derive_percent, derive_state
from hxapp.storage.bin import live
from hxapp.storage.schema.document_parts import PROGRAMME
from hxapp.storage.schema.office import DEPARTMENT, PERSON
from hxapp.storage.schema.tasks import TASK

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

_WATCHER = DEPARTMENT.alias()


@dataclass(frozen=True, slots=True)
class Entry:
    """One task as the book holds it, with the names it points to."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    document_id: uuid.UUID | None
    clause_id: uuid.UUID | None
    wording: str
    product: str
    department_id: uuid.UUID | None
    department: str
    leader_id: uuid.UUID | None
    leader: str
    watcher: str
    programme: str
    deadline: Deadline | None
    priority: Priority
    state: TaskState
    percent: int
    finished_on: dt.date | None
    accepted_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Node:
    """A task in its tree.

    With children, `state`, `percent`, `finished_on` and `accepted` are theirs; `percent` is None for a standing duty
    that nobody put a percent on. `due` is the deadline the task is held to: its own, else that of the nearest task
    above. Document and clause are those of the topmost task.
    """

    entry: Entry
    children: tuple[Node, ...]
    state: TaskState
    percent: int | None
    finished_on: dt.date | None
    accepted: bool
    due: Deadline | None
    document_id: uuid.UUID | None
    clause_id: uuid.UUID | None

    def walk(self) -> Iterator[Node]:
        """The task and all beneath it, in tree order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Node]:
        """The tasks beneath it (or itself) that have none beneath them: those that are counted."""
        return (node for node in self.walk() if not node.children)


def trees(session: Reading, year: int) -> tuple[Node, ...]:
    """The topmost live tasks of the year with all that stands beneath them, in their order.

    A task whose parent is in the bin, or of another year, stands at the top.
    """
    entries = _entries(session, _year_statement(), year)
    children: dict[uuid.UUID | None, list[Entry]] = {}
    for entry in entries.values():
        parent = entry.parent_id if entry.parent_id in entries else None
        children.setdefault(parent, []).append(entry)
    top = [_node(entry, children, None, None) for entry in children.get(None, ())]
    return tuple(top)


def branch(session: Reading, year: int, identity: uuid.UUID) -> Node | None:
    """The live task of the year with all beneath it, as it stands in `trees`, without reading the rest of the year."""
    entries = _entries(session, _branch_statement(), year, identity)
    line = _line(entries, identity)
    if not line:
        return None
    ids = {entry.id for entry in line}
    children: dict[uuid.UUID | None, list[Entry]] = {}
    for entry in entries.values():
        if entry.id not in ids:
            children.setdefault(entry.parent_id, []).append(entry)
    above = next((entry.deadline for entry in line[1:] if entry.deadline is not None), None)
    return _node(line[0], children, above, line[-1])


def line_of(session: Reading, year: int, identity: uuid.UUID) -> tuple[Entry, ...]:
    """The live task of the year and those it stands under, the topmost last; () when there is no such task."""
    return _line(_entries(session, _line_statement(), year, identity), identity)


def find(roots: Sequence[Node], identity: uuid.UUID) -> Node | None:
    """The node of the given task."""
    return next((node for root in roots for node in root.walk() if node.entry.id == identity), None)


def mean_percent(nodes: Sequence[Node]) -> int | None:
    """The mean percent of tasks that stand side by side: without the cancelled ones and the standing duties."""
    counted = [node for node in nodes if node.state is not TaskState.CANCELLED] or nodes
    percents = [node.percent for node in counted if node.percent is not None]
    return derive_percent(percents) if percents else None


def _node(
    entry: Entry, children: dict[uuid.UUID | None, list[Entry]], above: Deadline | None, top: Entry | None
) -> Node:
    top = top or entry
    due = entry.deadline or above
    beneath = tuple(_node(child, children, due, top) for child in children.get(entry.id, ()))
    state, percent = entry.state, _own_percent(entry)
    finished_on, accepted = entry.finished_on, entry.accepted_on is not None
    if beneath:
        state = derive_state([child.state for child in beneath])
        percent = mean_percent(beneath)
        days = [child.finished_on for child in beneath if child.finished_on is not None]
        finished_on = max(days, default=None) if state.is_done else None
        accepted = state.is_done and all(child.accepted for child in beneath if child.state.is_done)
    return Node(entry, beneath, state, percent, finished_on, accepted, due, top.document_id, top.clause_id)


def _line(entries: dict[uuid.UUID, Entry], identity: uuid.UUID) -> tuple[Entry, ...]:
    line: list[Entry] = []
    entry = entries.get(identity)
    while entry is not None:
        line.append(entry)
        entry = entries.get(entry.parent_id) if entry.parent_id is not None else None
    return tuple(line)


def _own_percent(entry: Entry) -> int | None:
    standing_duty = entry.deadline is not None and entry.deadline.precision is Precision.STANDING
    return None if standing_duty and entry.percent == 0 else entry.percent


def _entries(
    session: Reading, statement: sa.Select[*tuple[Any, ...]], year: int, identity: uuid.UUID | None = None
) -> dict[uuid.UUID, Entry]:
    """The tasks that the statement picks, in their order."""
    rows = session.execute(statement, {"year": year, "identity": identity})
    return {row.id: _entry(row) for row in rows}


# An import reads one task after the other: the statements are put together once.


@cache
def _year_statement() -> sa.Select[*tuple[Any, ...]]:
    """The live tasks of a year."""
    return (
        sa.select(
            TASK.c.id,
            TASK.c.parent_id,
            TASK.c.document_id,
            TASK.c.clause_id,
            TASK.c.wording,
            TASK.c.product,
            TASK.c.lead_department_id,
            sa.func.coalesce(DEPARTMENT.c.short_name, DEPARTMENT.c.name).label("department"),
            TASK.c.leader_id,
            PERSON.c.name.label("leader"),
            sa.func.coalesce(_WATCHER.c.short_name, _WATCHER.c.name).label("watcher"),
            PROGRAMME.c.name.label("programme"),
            TASK.c.due_wording,
            TASK.c.due_precision,
            TASK.c.due_last_day,
            TASK.c.priority,
            TASK.c.state,
            TASK.c.percent,
            TASK.c.finished_on,
            TASK.c.accepted_on,
        )
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == TASK.c.lead_department_id)  # names of the past are kept
        .outerjoin(PERSON, PERSON.c.id == TASK.c.leader_id)
        .outerjoin(_WATCHER, _WATCHER.c.id == TASK.c.watcher_id)
        .outerjoin(PROGRAMME, sa.and_(PROGRAMME.c.id == TASK.c.programme_id, live(PROGRAMME)))
        .where(live(TASK), TASK.c.year == sa.bindparam("year"))
        .order_by(TASK.c.position, TASK.c.id)
    )


@cache
def _line_statement() -> sa.Select[*tuple[Any, ...]]:
    """A live task of a year and those it stands under."""
    return _year_statement().where(TASK.c.id.in_(sa.select(_above().c.id)))


@cache
def _branch_statement() -> sa.Select[*tuple[Any, ...]]:
    """A live task of a year, those it stands under and those that stand under it."""
    found = _the_task().cte("beneath", recursive=True)
    step = sa.select(TASK.c.id, TASK.c.parent_id).join(found, TASK.c.parent_id == found.c.id)
    beneath = found.union(step.where(live(TASK), TASK.c.year == sa.bindparam("year")))
    return _year_statement().where(TASK.c.id.in_(sa.union(sa.select(_above().c.id), sa.select(beneath.c.id))))


def _above() -> sa.CTE:
    found = _the_task().cte("above", recursive=True)
    step = sa.select(TASK.c.id, TASK.c.parent_id).join(found, TASK.c.id == found.c.parent_id)
    return found.union(step.where(live(TASK), TASK.c.year == sa.bindparam("year")))


def _the_task() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(TASK.c.id, TASK.c.parent_id).where(
        live(TASK), TASK.c.year == sa.bindparam("year"), TASK.c.id == sa.bindparam("identity")
    )


def _entry(row: sa.Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        id=row.id,
        parent_id=row.parent_id,
        document_id=row.document_id,
        clause_id=row.clause_id,
        wording=row.wording,
        product=row.product or "",
        department_id=row.lead_department_id,
        department=row.department or "",
        leader_id=row.leader_id,
        leader=row.leader or "",
        watcher=row.watcher or "",
        programme=row.programme or "",
        deadline=stored_deadline(row.due_wording, row.due_precision, row.due_last_day),
        priority=row.priority,
        state=row.state,
        percent=row.percent,
        finished_on=row.finished_on,
        accepted_on=row.accepted_on,
    )


def stored_deadline(wording: str | None, precision: Precision | None, last_day: dt.date | None) -> Deadline | None:
    """The deadline that three columns of a row hold; None where there is none."""
    if wording is None or precision is None:
        return None
    return Deadline(wording, precision, last_day)
