"""Tasks, who and where they are done, and the notes on them."""

from __future__ import annotations

from sqlalchemy import Date, Integer, Table

from hxapp.domain.tasks import Priority, TaskRole, TaskState
from hxapp.storage.schema.base import BOOK_TABLES, bin_mark, identity, live_unique, needed, optional, to
from hxapp.storage.schema.document_parts import PROGRAMME
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT
from hxapp.storage.schema.due import deadline
from hxapp.storage.schema.office import AREA, DEPARTMENT, PERSON
from hxapp.storage.types import Composed, Key, Word

TASK = Table(
    "task",
    BOOK_TABLES,
    identity(),
    optional("parent_id", Key, to("task.id"), index=True),
    optional("document_id", Key, to(SOURCE_DOCUMENT), index=True),
    optional("clause_id", Key, to(CLAUSE), index=True),
    optional("programme_id", Key, to(PROGRAMME), index=True),
    needed("year", Integer, index=True),
    needed("wording", Composed),
    optional("quote", Composed),
    optional("product", Composed),
    optional("lead_department_id", Key, to(DEPARTMENT), index=True),
    optional("leader_id", Key, to(PERSON), index=True),
    optional("watcher_id", Key, to(DEPARTMENT), index=True),
    optional("starts_on", Date),
    needed("priority", Word(Priority), default=Priority.NORMAL),
    needed("state", Word(TaskState), default=TaskState.NOT_STARTED),
    needed("percent", Integer, default=0),
    optional("finished_on", Date),
    optional("accepted_on", Date),
    needed("position", Integer, default=0),
    *deadline(),
    bin_mark(),
)

TASK_DEPARTMENT = Table(
    "task_department",
    BOOK_TABLES,
    identity(),
    needed("task_id", Key, to(TASK), index=True),
    needed("department_id", Key, to(DEPARTMENT), index=True),
    needed("role", Word(TaskRole)),
    bin_mark(),
    live_unique("uq_task_department", "task_id", "department_id"),
)

PLACE = Table(
    "place",
    BOOK_TABLES,
    identity(),
    needed("name", Composed),
    optional("area_id", Key, to(AREA), index=True),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_place_name", "name"),
)

TASK_PLACE = Table(
    "task_place",
    BOOK_TABLES,
    identity(),
    needed("task_id", Key, to(TASK), index=True),
    optional("area_id", Key, to(AREA), index=True),
    optional("place_id", Key, to(PLACE), index=True),
    bin_mark(),
)

PROGRESS_NOTE = Table(
    "progress_note",
    BOOK_TABLES,
    identity(),
    needed("task_id", Key, to(TASK), index=True),
    needed("noted_on", Date),
    needed("text", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
)
