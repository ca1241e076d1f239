"""What a list of tasks shows around them: clauses, documents, the latest notes, places, coordinating departments."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.documents import DocumentKind
from hxapp.storage.bin import live
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.office import Area, Department
from hxapp.storage.mapped.tasks import Place, ProgressNote, TaskDepartment, TaskPlace


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
    session: Session, of_documents: set[uuid.UUID], named: set[uuid.UUID | None]
) -> dict[uuid.UUID, ClauseHead]:
    """The live clauses of the documents that the tasks name, by themselves or by a clause, in document order."""
    of_named = sa.select(Clause.document_id).where(Clause.id.in_([key for key in named if key is not None]))
    rows = session.execute(
        sa.select(Clause.id, Clause.document_id, Clause.parent_id, Clause.number, Clause.title)
        .join(SourceDocument, SourceDocument.id == Clause.document_id)
        .where(live(Clause, SourceDocument), Clause.document_id.in_(of_documents) | Clause.document_id.in_(of_named))
        .order_by(Clause.position, Clause.number)
    )
    found = {row.id: ClauseHead(row.document_id, row.parent_id, row.number, row.title) for row in rows}
    # A clause whose parent is in the bin stands at the top.
    return {
        key: clause if clause.parent_id in found else replace(clause, parent_id=None) for key, clause in found.items()
    }


def documents(session: Session, identities: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The titles of the live documents, resolutions first, then in the office's order."""
    rows = session.execute(
        sa.select(SourceDocument.id, SourceDocument.title)
        .where(live(SourceDocument), SourceDocument.id.in_(identities))
        .order_by(
            SourceDocument.kind != DocumentKind.RESOLUTION,
            SourceDocument.position,
            SourceDocument.issued_on,
            SourceDocument.title,
        )
    )
    return {row.id: row.title for row in rows}


def latest_notes(session: Session) -> dict[uuid.UUID, Note]:
    """The latest note of each task that has any."""
    order = sa.func.row_number().over(
        partition_by=ProgressNote.task_id,
        order_by=(ProgressNote.noted_on.desc(), ProgressNote.position.desc(), ProgressNote.id),
    )
    ranked = (
        sa.select(ProgressNote.task_id, ProgressNote.noted_on, ProgressNote.text, order.label("place"))
        .where(live(ProgressNote))
        .subquery()
    )
    rows = session.execute(sa.select(ranked.c.task_id, ranked.c.noted_on, ranked.c.text).where(ranked.c.place == 1))
    return {task_id: Note(noted_on, text) for task_id, noted_on, text in rows}


def places(session: Session) -> dict[uuid.UUID, str]:
    """The places of each task that names any, as text."""
    rows = session.execute(
        sa.select(TaskPlace.task_id, sa.func.coalesce(Area.name, Place.name))
        .outerjoin(Area, sa.and_(Area.id == TaskPlace.area_id, live(Area)))
        .outerjoin(Place, sa.and_(Place.id == TaskPlace.place_id, live(Place)))
        .where(live(TaskPlace), sa.or_(Area.id.is_not(None), Place.id.is_not(None)))
        .order_by(TaskPlace.task_id, Area.position, Place.position, sa.func.coalesce(Area.name, Place.name))
    )
    return _joined((task_id, name) for task_id, name in rows)


def coordinating(session: Session) -> dict[uuid.UUID, str]:
    """The departments that coordinate in each task that has any, as text; outside partners stand last."""
    rows = session.execute(
        sa.select(TaskDepartment.task_id, sa.func.coalesce(Department.short_name, Department.name))
        .join(Department, Department.id == TaskDepartment.department_id)
        .where(live(TaskDepartment))
        .order_by(TaskDepartment.task_id, TaskDepartment.role, Department.position, Department.name)
    )
    return _joined((task_id, name) for task_id, name in rows)


def _joined(named: Iterable[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    return {key: ", ".join(name for _, name in group) for key, group in groupby(named, key=lambda pair: pair[0])}
