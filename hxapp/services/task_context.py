"""What a list of tasks shows around them: clauses, documents, the latest notes, places, coordinating departments."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.documents import DocumentKind
from hxapp.storage.bin import live
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT
from hxapp.storage.schema.office import AREA, DEPARTMENT
from hxapp.storage.schema.tasks import PLACE, PROGRESS_NOTE, TASK_DEPARTMENT, TASK_PLACE

if TYPE_CHECKING:
    from hxapp.storage.database import Reading


@dataclass(frozen=True, slots=True)
class Note:
    """A progress note (tình hình thực hiện): the day it tells of, and its text."""

    on: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class ClauseHead:
    """A clause as a row over tasks."""

    document_id: uuid.UUID
    parent_id: uuid.UUID | None
    number: str
    title: str


def clauses(
    session: Reading, of_documents: set[uuid.UUID], named: set[uuid.UUID | None]
) -> dict[uuid.UUID, ClauseHead]:
    """The live clauses of the documents that the tasks name, by themselves or by a clause, in document order."""
    of_named = sa.select(CLAUSE.c.document_id).where(CLAUSE.c.id.in_([key for key in named if key is not None]))
    rows = session.execute(
        sa.select(CLAUSE.c.id, CLAUSE.c.document_id, CLAUSE.c.parent_id, CLAUSE.c.number, CLAUSE.c.title)
        .join(SOURCE_DOCUMENT, SOURCE_DOCUMENT.c.id == CLAUSE.c.document_id)
        .where(
            live(CLAUSE, SOURCE_DOCUMENT), CLAUSE.c.document_id.in_(of_documents) | CLAUSE.c.document_id.in_(of_named)
        )
        .order_by(CLAUSE.c.position, CLAUSE.c.number)
    )
    found = {row.id: ClauseHead(row.document_id, row.parent_id, row.number, row.title) for row in rows}
    # A clause whose parent is in the bin stands at the top.
    return {
        key: clause if clause.parent_id in found else replace(clause, parent_id=None) for key, clause in found.items()
    }


def documents(session: Reading, identities: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The titles of the live documents, resolutions first, then in the office's order."""
    rows = session.execute(
        sa.select(SOURCE_DOCUMENT.c.id, SOURCE_DOCUMENT.c.title)
        .where(live(SOURCE_DOCUMENT), SOURCE_DOCUMENT.c.id.in_(identities))
        .order_by(
            SOURCE_DOCUMENT.c.kind != DocumentKind.RESOLUTION,
            SOURCE_DOCUMENT.c.position,
            SOURCE_DOCUMENT.c.issued_on,
            SOURCE_DOCUMENT.c.title,
        )
    )
    return {row.id: row.title for row in rows}


def latest_notes(session: Reading) -> dict[uuid.UUID, Note]:
    """The latest note of each task that has any."""
    order = sa.func.row_number().over(
        partition_by=PROGRESS_NOTE.c.task_id,
        order_by=(PROGRESS_NOTE.c.noted_on.desc(), PROGRESS_NOTE.c.position.desc(), PROGRESS_NOTE.c.id),
    )
    ranked = (
        sa.select(PROGRESS_NOTE.c.task_id, PROGRESS_NOTE.c.noted_on, PROGRESS_NOTE.c.text, order.label("place"))
        .where(live(PROGRESS_NOTE))
        .subquery()
    )
    rows = session.execute(sa.select(ranked.c.task_id, ranked.c.noted_on, ranked.c.text).where(ranked.c.place == 1))
    return {task_id: Note(noted_on, text) for task_id, noted_on, text in rows}


def places(session: Reading) -> dict[uuid.UUID, str]:
    """The places of each task that names any, as text."""
    rows = session.execute(
        sa.select(TASK_PLACE.c.task_id, sa.func.coalesce(AREA.c.name, PLACE.c.name))
        .outerjoin(AREA, sa.and_(AREA.c.id == TASK_PLACE.c.area_id, live(AREA)))
        .outerjoin(PLACE, sa.and_(PLACE.c.id == TASK_PLACE.c.place_id, live(PLACE)))
        .where(live(TASK_PLACE), sa.or_(AREA.c.id.is_not(None), PLACE.c.id.is_not(None)))
        .order_by(TASK_PLACE.c.task_id, AREA.c.position, PLACE.c.position, sa.func.coalesce(AREA.c.name, PLACE.c.name))
    )
    return _joined((task_id, name) for task_id, name in rows)


def coordinating(session: Reading) -> dict[uuid.UUID, str]:
    """The departments that coordinate in each task that has any, as text; outside partners stand last."""
    rows = session.execute(
        sa.select(TASK_DEPARTMENT.c.task_id, sa.func.coalesce(DEPARTMENT.c.short_name, DEPARTMENT.c.name))
        .join(DEPARTMENT, DEPARTMENT.c.id == TASK_DEPARTMENT.c.department_id)
        .where(live(TASK_DEPARTMENT))
        .order_by(TASK_DEPARTMENT.c.task_id, TASK_DEPARTMENT.c.role, DEPARTMENT.c.position, DEPARTMENT.c.name)
    )
    return _joined((task_id, name) for task_id, name in rows)


def _joined(named: Iterable[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    return {key: ", ".join(name for _, name in group) for key, group in groupby(named, key=lambda pair: pair[0])}
