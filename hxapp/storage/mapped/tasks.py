"""Tasks, who and where they are done, and the notes on them."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.tasks import Priority, TaskRole, TaskState
from hxapp.storage.mapped.base import Base, Binnable, Row, live_unique, to
from hxapp.storage.mapped.document_parts import Programme
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.due import Due
from hxapp.storage.mapped.office import Area, Department, Person
from hxapp.storage.types import Word


class Task(Row, Binnable, Due, Base):
    """A task (nhiệm vụ): a document's wording or a clerk's own, as a tree under clauses or under none."""

    __tablename__ = "task"
    parent_id: Mapped[uuid.UUID | None] = mapped_column(to("task.id"), index=True)
    document_id: Mapped[uuid.UUID | None] = mapped_column(to(SourceDocument.id), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(to(Clause.id), index=True)
    programme_id: Mapped[uuid.UUID | None] = mapped_column(to(Programme.id), index=True)
    year: Mapped[int] = mapped_column(index=True)
    wording: Mapped[str]
    quote: Mapped[str | None]
    product: Mapped[str | None]
    lead_department_id: Mapped[uuid.UUID | None] = mapped_column(to(Department.id), index=True)
    leader_id: Mapped[uuid.UUID | None] = mapped_column(to(Person.id), index=True)
    watcher_id: Mapped[uuid.UUID | None] = mapped_column(to(Department.id), index=True)
    starts_on: Mapped[dt.date | None]
    priority: Mapped[Priority] = mapped_column(Word(Priority), default=Priority.NORMAL)
    state: Mapped[TaskState] = mapped_column(Word(TaskState), default=TaskState.NOT_STARTED)
    percent: Mapped[int] = mapped_column(default=0)
    finished_on: Mapped[dt.date | None]
    accepted_on: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)


class TaskDepartment(Row, Binnable, Base):
    """A department that coordinates in a task, or an outside partner of it."""

    __tablename__ = "task_department"
    task_id: Mapped[uuid.UUID] = mapped_column(to(Task.id), index=True)
    department_id: Mapped[uuid.UUID] = mapped_column(to(Department.id), index=True)
    role: Mapped[TaskRole] = mapped_column(Word(TaskRole))
    __table_args__ = (live_unique("uq_task_department", "task_id", "department_id"),)


class Place(Row, Binnable, Base):
    """A place a task names that is no neighbourhood (a planning area, a river, a road)."""

    __tablename__ = "place"
    name: Mapped[str]
    area_id: Mapped[uuid.UUID | None] = mapped_column(to(Area.id), index=True)
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_place_name", "name"),)


class TaskPlace(Row, Binnable, Base):
    """Where a task is done: a neighbourhood or another named place."""

    __tablename__ = "task_place"
    task_id: Mapped[uuid.UUID] = mapped_column(to(Task.id), index=True)
    area_id: Mapped[uuid.UUID | None] = mapped_column(to(Area.id), index=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(to(Place.id), index=True)


class ProgressNote(Row, Binnable, Base):
    """A dated note on a task (tình hình thực hiện)."""

    __tablename__ = "progress_note"
    task_id: Mapped[uuid.UUID] = mapped_column(to(Task.id), index=True)
    noted_on: Mapped[dt.date]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
