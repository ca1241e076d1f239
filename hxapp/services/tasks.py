"""The tasks (nhiệm vụ) of a year as a screen shows them: the tree under the clauses, the flat list, the counts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.deadlines import Deadline
from hxapp.domain.tasks import Priority, Standing, TaskState, standing
from hxapp.services import task_context
from hxapp.services.task_context import Note
from hxapp.services.task_tree import Node, mean_percent, trees
from hxapp.storage.bin import live
from hxapp.storage.schema.tasks import PROGRESS_NOTE, TASK

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

__all__ = [
    "ARISEN",
    "MONTH",
    "WEEK",
    "Note",
    "TaskCounts",
    "TaskRow",
    "by_deadline",
    "count_tasks",
    "is_awaiting",
    "is_counted",
    "is_due",
    "is_late",
    "is_silent",
    "list_rows",
    "notes",
    "quote",
]

# The identity of the row over the tasks that no document asked for: it is no row of the book.
ARISEN = uuid.UUID("b3a1f0d4-6c57-4b0e-9a55-2f6d0c9be411")
ARISEN_TITLE = "Nhiệm vụ phát sinh"
WEEK = 7
MONTH = 30

_NOWHERE = Standing(late=False, days_left=None, text="")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task, or a row over tasks: a clause, a document, the arisen tasks.

    `deadline` is the task's own; `due` is what `standing` counts by: the own one, else that of the nearest task
    above. `derived` tells that `state` and `percent` come from what lies beneath. `percent` is None for a standing
    duty that nobody put a percent on. `late_count`, `week_count` and `month_count` count the `task_count` tasks
    beneath (a task without parts counts itself); those due in a month hold those due in a week. `number` is the
    clause's number on a clause row, and on a task in the list by deadline; `clause` is it everywhere.
    """

    id: uuid.UUID
    is_clause: bool
    parent_key: uuid.UUID | None
    depth: int
    number: str
    clause: str
    wording: str
    product: str
    department_id: uuid.UUID | None
    department: str
    leader_id: uuid.UUID | None
    leader: str
    watcher: str
    deadline: Deadline | None
    due: Deadline | None
    standing: Standing
    state: TaskState | None
    state_text: str
    percent: int | None
    derived: bool
    finished_on: dt.date | None
    latest_note: str
    latest_note_on: dt.date | None
    programme: str
    places: str
    coordinating: str
    priority: Priority
    late_count: int
    week_count: int
    month_count: int
    task_count: int
    accepted: bool
    has_children: bool


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks without parts there are, and how many are late, due in 7 and in 30 days, without a note since
    the given day, and reported done but not yet accepted."""

    total: int
    late: int
    week: int
    month: int
    silent: int
    awaiting: int


def list_rows(session: Reading, year: int, today: dt.date) -> tuple[TaskRow, ...]:
    """The tasks of the year as a tree under the clauses that have any, and last those that no document asked for.

    A document has a row of its own over its clauses where several documents have tasks, or where one has tasks that
    name no clause. The one clause over all tasks of a document ('C. Nhiệm vụ và giải pháp') tells nothing apart and
    has no row.
    """
    return _Listing(session, year, today).rows()


def by_deadline(rows: Iterable[TaskRow]) -> tuple[TaskRow, ...]:
    """The counted tasks as a flat list: late ones first, then by the last day that keeps the deadline, then those
    without one, and at the end what is finished or cancelled."""
    flat = [replace(row, depth=0, parent_key=None, number=row.clause) for row in rows if is_counted(row)]
    return tuple(sorted(flat, key=_urgency))


def count_tasks(rows: Iterable[TaskRow], today: dt.date, since: dt.date | None = None) -> TaskCounts:
    """The counts over the table; `since` is the first day of the period that wants a note (without it, any note does).

    Each count is the number of rows that the predicate of its name picks.
    """
    counted = [row for row in rows if is_counted(row)]
    return TaskCounts(
        total=len(counted),
        late=sum(map(is_late, counted)),
        week=sum(is_due(row, WEEK) for row in counted),
        month=sum(is_due(row, MONTH) for row in counted),
        silent=sum(is_silent(row, since) for row in counted),
        awaiting=sum(map(is_awaiting, counted)),
    )


def is_counted(row: TaskRow) -> bool:
    """Whether the row is a task without parts: a task with parts is counted by them."""
    return not row.is_clause and not row.has_children


def is_late(row: TaskRow) -> bool:
    """Whether the task is counted, and late."""
    return is_counted(row) and row.standing.late


def is_due(row: TaskRow, days: int) -> bool:
    """Whether the task is counted, and its last day comes within so many days from today."""
    return is_counted(row) and row.standing.due_within(days)


def is_silent(row: TaskRow, since: dt.date | None = None) -> bool:
    """Whether the task is counted, goes on, and nothing was noted on it since the given day (or ever)."""
    if not is_counted(row) or _is_closed(row):
        return False
    return row.latest_note_on is None or (since is not None and row.latest_note_on < since)


def is_awaiting(row: TaskRow) -> bool:
    """Whether the task is counted, was reported done, and is not yet accepted."""
    return is_counted(row) and row.state is not None and row.state.is_done and not row.accepted


def notes(session: Reading, task_id: uuid.UUID) -> tuple[Note, ...]:
    """The notes on a task, the latest first."""
    rows = session.execute(
        sa.select(PROGRESS_NOTE.c.noted_on, PROGRESS_NOTE.c.text)
        .where(live(PROGRESS_NOTE), PROGRESS_NOTE.c.task_id == task_id)
        .order_by(PROGRESS_NOTE.c.noted_on.desc(), PROGRESS_NOTE.c.position.desc(), PROGRESS_NOTE.c.id)
    )
    return tuple(Note(noted_on, text) for noted_on, text in rows)


def quote(session: Reading, task_id: uuid.UUID) -> str:
    """The document's own words that the task comes from; '' when it quotes none."""
    return session.scalar(sa.select(TASK.c.quote).where(live(TASK), TASK.c.id == task_id)) or ""


@dataclass(frozen=True, slots=True)
class _Over:
    """A row over tasks, while the tree is put together."""

    id: uuid.UUID
    number: str
    title: str
    tasks: list[Node] = field(default_factory=list)
    under: list[_Over] = field(default_factory=list)

    def all_tasks(self) -> list[Node]:
        return [*self.tasks, *(node for over in self.under for node in over.all_tasks())]


class _Listing:
    """One reading of the table: six statements, whatever the number of tasks."""

    def __init__(self, session: Reading, year: int, today: dt.date) -> None:
        self._today = today
        self._trees = trees(session, year)
        documents = {tree.document_id for tree in self._trees if tree.document_id is not None}
        self._clauses = task_context.clauses(session, documents, {tree.clause_id for tree in self._trees})
        self._documents = task_context.documents(
            session, {*documents, *(clause.document_id for clause in self._clauses.values())}
        )
        self._notes = task_context.latest_notes(session)
        self._places = task_context.places(session)
        self._coordinating = task_context.coordinating(session)

    def rows(self) -> tuple[TaskRow, ...]:
        rows: list[TaskRow] = []
        for over in self._overs():
            self._add_over(rows, over, None, 0)
        return tuple(rows)

    def _overs(self) -> list[_Over]:
        """The topmost rows: the clauses, or the documents over them, and the arisen tasks."""
        documents = {key: _Over(key, "", title) for key, title in self._documents.items()}
        arisen = _Over(ARISEN, "", ARISEN_TITLE)
        clauses = {key: _Over(key, clause.number, clause.title) for key, clause in self._clauses.items()}
        for tree in self._trees:
            if tree.clause_id in clauses:
                clauses[tree.clause_id].tasks.append(tree)
            elif tree.document_id in documents:
                documents[tree.document_id].tasks.append(tree)
            else:
                arisen.tasks.append(tree)
        for key, clause in self._clauses.items():
            parent = clauses.get(clause.parent_id) if clause.parent_id else None
            (parent or documents[clause.document_id]).under.append(clauses[key])
        for over in (*clauses.values(), *documents.values()):
            over.under[:] = [under for under in over.under if under.all_tasks()]
        shown = [over for over in documents.values() if over.all_tasks()]
        for document in shown:
            if len(document.under) == 1 and not document.under[0].tasks:
                document.under[:] = document.under[0].under
        if len(shown) == 1 and not shown[0].tasks:
            shown = shown[0].under
        return [*shown, arisen] if arisen.tasks else shown

    def _add_over(self, rows: list[TaskRow], over: _Over, parent: uuid.UUID | None, depth: int) -> None:
        place = len(rows)
        for node in over.tasks:
            self._add_task(rows, node, over.id, depth + 1)
        for under in over.under:
            self._add_over(rows, under, over.id, depth + 1)
        rows.insert(place, _over_row(over, rows[place:], parent, depth))

    def _add_task(self, rows: list[TaskRow], node: Node, parent: uuid.UUID, depth: int) -> None:
        place = len(rows)
        for child in node.children:
            self._add_task(rows, child, node.entry.id, depth + 1)
        rows.insert(place, self._task_row(node, rows[place:], parent, depth))

    def _task_row(self, node: Node, beneath: Sequence[TaskRow], parent: uuid.UUID, depth: int) -> TaskRow:
        entry = node.entry
        where = standing(node.due, node.state, node.finished_on, self._today)
        note = self._notes.get(entry.id)
        clause = self._clauses.get(node.clause_id) if node.clause_id else None
        row = TaskRow(
            id=entry.id,
            is_clause=False,
            parent_key=parent,
            depth=depth,
            number="",
            clause=clause.number if clause else "",
            wording=entry.wording,
            product=entry.product,
            department_id=entry.department_id,
            department=entry.department,
            leader_id=entry.leader_id,
            leader=entry.leader,
            watcher=entry.watcher,
            deadline=entry.deadline,
            due=node.due,
            standing=where,
            state=node.state,
            state_text=_state_text(node.state, node.accepted),
            percent=node.percent,
            derived=bool(node.children),
            finished_on=node.finished_on,
            latest_note=note.text if note else "",
            latest_note_on=note.on if note else None,
            programme=entry.programme,
            places=self._places.get(entry.id, ""),
            coordinating=self._coordinating.get(entry.id, ""),
            priority=entry.priority,
            late_count=0,
            week_count=0,
            month_count=0,
            task_count=0,
            accepted=node.accepted,
            has_children=bool(node.children),
        )
        return _counted(row, beneath or [row])


def _over_row(over: _Over, beneath: Sequence[TaskRow], parent: uuid.UUID | None, depth: int) -> TaskRow:
    row = TaskRow(
        id=over.id,
        is_clause=True,
        parent_key=parent,
        depth=depth,
        number=over.number,
        clause=over.number,
        wording=over.title,
        product="",
        department_id=None,
        department="",
        leader_id=None,
        leader="",
        watcher="",
        deadline=None,
        due=None,
        standing=_NOWHERE,
        state=None,
        state_text="",
        percent=mean_percent(over.all_tasks()),
        derived=True,
        finished_on=None,
        latest_note="",
        latest_note_on=None,
        programme="",
        places="",
        coordinating="",
        priority=Priority.NORMAL,
        late_count=0,
        week_count=0,
        month_count=0,
        task_count=0,
        accepted=False,
        has_children=bool(beneath),
    )
    return _counted(row, beneath)


def _counted(row: TaskRow, beneath: Iterable[TaskRow]) -> TaskRow:
    leaves = [one for one in beneath if is_counted(one)]
    return replace(
        row,
        late_count=sum(map(is_late, leaves)),
        week_count=sum(is_due(one, WEEK) for one in leaves),
        month_count=sum(is_due(one, MONTH) for one in leaves),
        task_count=len(leaves),
    )


def _state_text(state: TaskState, accepted: bool) -> str:
    return f"{state.label}, chờ xác nhận" if state.is_done and not accepted else state.label


def _is_closed(row: TaskRow) -> bool:
    return row.state is not None and row.state.is_closed


def _urgency(row: TaskRow) -> tuple[bool, bool, bool, dt.date]:
    last_day = row.due.last_day if row.due else None
    return _is_closed(row), not row.standing.late, last_day is None, last_day or dt.date.max
