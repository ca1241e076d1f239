"""Tasks, who and where they are done, and the notes on them."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped

from hxapp.domain.tasks import Priority, TaskRole, TaskState
from hxapp.storage.mapped.base import Base, Binnable, Row
from hxapp.storage.mapped.due import Due
from hxapp.storage.schema.tasks import PLACE, PROGRESS_NOTE, TASK, TASK_DEPARTMENT, TASK_PLACE


class Task(Row, Binnable, Due, Base):
    """A task (nhiệm vụ): a document's wording or a clerk's own, as a tree under clauses or under none."""

    __table__ = TASK
    parent_id: Mapped[uuid.UUID | None]
    document_id: Mapped[uuid.UUID | None]
    clause_id: Mapped[uuid.UUID | None]
    programme_id: Mapped[uuid.UUID | None]
    year: Mapped[int]
    wording: Mapped[str]
    quote: Mapped[str | None]
    product: Mapped[str | None]
    lead_department_id: Mapped[uuid.UUID | None]
    leader_id: Mapped[uuid.UUID | None]
    watcher_id: Mapped[uuid.UUID | None]
    starts_on: Mapped[dt.date | None]
    priority: Mapped[Priority]
    state: Mapped[TaskState]
    percent: Mapped[int]
    finished_on: Mapped[dt.date | None]
    accepted_on: Mapped[dt.date | None]
    position: Mapped[int]


class TaskDepartment(Row, Binnable, Base):
    """A department that coordinates in a task, or an outside partner of it."""

    __table__ = TASK_DEPARTMENT
    task_id: Mapped[uuid.UUID]
    department_id: Mapped[uuid.UUID]
    role: Mapped[TaskRole]


class Place(Row, Binnable, Base):
    """A place a task names that is no neighbourhood (a planning area, a river, a road)."""

    __table__ = PLACE
    name: Mapped[str]
    area_id: Mapped[uuid.UUID | None]
    position: Mapped[int]


class TaskPlace(Row, Binnable, Base):
    """Where a task is done: a neighbourhood or another named place."""

    __table__ = TASK_PLACE
    task_id: Mapped[uuid.UUID]
    area_id: Mapped[uuid.UUID | None]
    place_id: Mapped[uuid.UUID | None]


class ProgressNote(Row, Binnable, Base):
    """A dated note on a task (tình hình thực hiện)."""

    __table__ = PROGRESS_NOTE
    task_id: Mapped[uuid.UUID]
    noted_on: Mapped[dt.date]
    text: Mapped[str]
    position: Mapped[int]
