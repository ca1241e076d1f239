"""Builds documents, clauses, tasks and criteria sets for the service tests: what a test does not say is plain."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.checklist import CriterionKind, RoundKind
from hxapp.domain.deadlines import Deadline
from hxapp.domain.documents import DocumentKind
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator
from hxapp.services.task_edits import TaskEdit
from hxapp.services.tasks import TaskRow
from hxapp.storage.database import Database
from hxapp.storage.tables import Clause, CriteriaSet, Criterion, Department, ProgressNote, Round, SourceDocument, Task
from tests.storage.building import make, opened

YEAR = 2022
TODAY = dt.date(2022, 9, 12)
NOW = dt.datetime(2022, 9, 12, 8, 42, tzinfo=dt.UTC)


@contextmanager
def book(folder: Path) -> Iterator[Database]:
    """An empty book, open for the length of a block."""
    with opened(folder) as database:
        yield database


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A session whose changes are undone at the end, so that the next test finds the book empty."""
    with database.begin("Thử") as session:
        yield session
        session.rollback()


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The SQL statements that the session sends within the block."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)


def a_document(session: Session, title: str = "Nghị quyết năm 2022", **values: Any) -> uuid.UUID:
    """A resolution of the year."""
    given = {"kind": DocumentKind.RESOLUTION, "year_from": YEAR, "year_to": YEAR, **values}
    return make(session, SourceDocument, title=title, **given).id


def a_clause(
    session: Session, document: uuid.UUID, number: str, title: str = "Mục", parent: uuid.UUID | None = None
) -> uuid.UUID:
    """A clause of the document; clauses stand in the order they were made."""
    position = len(session.scalars(sa.select(Clause.id)).all())
    return make(
        session, Clause, document_id=document, parent_id=parent, number=number, title=title, position=position
    ).id


def a_task(session: Session, wording: str = "Việc", *, deadline: str = "", **values: Any) -> uuid.UUID:
    """A task of the year; tasks stand in the order they were made."""
    if deadline:
        read = Deadline.read(deadline, YEAR)
        values |= {"due_wording": read.wording, "due_precision": read.precision, "due_last_day": read.last_day}
    position = len(session.scalars(sa.select(Task.id)).all())
    return make(session, Task, **{"wording": wording, "year": YEAR, "position": position, **values}).id


def a_note(session: Session, task: uuid.UUID, on: dt.date, text: str, **values: Any) -> None:
    """A progress note on the task."""
    make(session, ProgressNote, task_id=task, noted_on=on, text=text, **values)


def a_department(session: Session, name: str, **values: Any) -> uuid.UUID:
    """A department that exists."""
    return make(session, Department, name=name, **values).id


def a_set(session: Session, code: str = "TT02", **values: Any) -> uuid.UUID:
    """A criteria set that is always in force."""
    given = {"title": "Phường đạt chuẩn văn minh đô thị", "group_word": "Tiêu chuẩn", "criterion_word": "Tiêu chí"}
    return make(session, CriteriaSet, code=code, **{**given, **values}).id


def a_criterion(
    session: Session, set_id: uuid.UUID, code: str, parent: uuid.UUID | None = None, **values: Any
) -> uuid.UUID:
    """A criterion of yes or no in the group, or without one a group; they stand in the order they were made."""
    position = len(session.scalars(sa.select(Criterion.id)).all())
    given = {"title": f"Nội dung {code}", "kind": CriterionKind.YES_NO, "position": position, **values}
    return make(session, Criterion, set_id=set_id, parent_id=parent, code=code, **given).id


def a_share(session: Session, set_id: uuid.UUID, code: str, parent: uuid.UUID, **values: Any) -> uuid.UUID:
    """A criterion that asks for at least 90 %."""
    given = {
        "kind": CriterionKind.NUMERIC,
        "comparator": Comparator.GE,
        "threshold": Decimal(90),
        "threshold_decimals": 0,
        "unit": "%",
        **values,
    }
    return a_criterion(session, set_id, code, parent, **given)


def a_round(
    session: Session, set_id: uuid.UUID, period: str = "2022-9M", kind: RoundKind = RoundKind.SELF, **values: Any
) -> uuid.UUID:
    """A round of the ward's own for the period."""
    given = {"name": f"{kind.label} {period}", **values}
    return make(session, Round, set_id=set_id, kind=kind, period=Period.parse(period), **given).id


def edit(wording: str = "Việc", **values: Any) -> TaskEdit:
    """A form that says only what the test says."""
    return TaskEdit(wording=wording, **values)


def named(rows: tuple[TaskRow, ...], wording: str) -> TaskRow:
    """The one row of that wording."""
    (row,) = [row for row in rows if row.wording == wording]
    return row
