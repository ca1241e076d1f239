"""Source documents (văn bản nguồn) of a year, their clauses (mục) and programmes (chương trình trọng điểm)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from hxapp.domain.documents import DocumentKind
from hxapp.domain.words import sort_key
from hxapp.storage.bin import live
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A source document; `years` are the years it holds for, `number` and `issuer` may be empty."""

    id: uuid.UUID
    kind: DocumentKind
    title: str
    number: str
    issued_on: dt.date | None
    issuer: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause of a document; `number` is the whole one as cited ('C.II.3'), `goal` what it strives for."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    number: str
    title: str
    goal: str


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A key programme of a document of the year."""

    id: uuid.UUID
    number: str
    name: str


def list_documents(session: Reading, year: int) -> tuple[DocumentRow, ...]:
    """The documents that hold for the year: resolutions first, the year's own before a term's, then as ordered."""
    rows = session.execute(
        select(
            SOURCE_DOCUMENT.c.id,
            SOURCE_DOCUMENT.c.kind,
            SOURCE_DOCUMENT.c.title,
            SOURCE_DOCUMENT.c.number,
            SOURCE_DOCUMENT.c.issued_on,
            SOURCE_DOCUMENT.c.issuer,
            SOURCE_DOCUMENT.c.year_from,
            SOURCE_DOCUMENT.c.year_to,
            SOURCE_DOCUMENT.c.position,
        ).where(live(SOURCE_DOCUMENT), SOURCE_DOCUMENT.c.year_from <= year, SOURCE_DOCUMENT.c.year_to >= year)
    ).all()
    ordered = sorted(
        rows,
        key=lambda row: (
            row.kind is not DocumentKind.RESOLUTION,
            row.year_from != row.year_to,
            row.position,
            row.issued_on or dt.date.max,
            sort_key(row.number or ""),
            sort_key(row.title),
        ),
    )
    return tuple(
        DocumentRow(
            row.id,
            row.kind,
            row.title,
            row.number or "",
            row.issued_on,
            row.issuer or "",
            tuple(range(row.year_from, row.year_to + 1)),
        )
        for row in ordered
    )


def clauses(session: Reading, document_id: uuid.UUID) -> tuple[ClauseRow, ...]:
    """The clauses of a document in its own order, each followed by those under it."""
    rows = session.execute(
        select(
            CLAUSE.c.id, CLAUSE.c.parent_id, CLAUSE.c.number, CLAUSE.c.title, CLAUSE.c.goal, CLAUSE.c.position
        ).where(live(CLAUSE), CLAUSE.c.document_id == document_id)
    ).all()
    known = {row.id for row in rows}
    under = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.position, sort_key(row.number))):
        under[row.parent_id if row.parent_id in known else None].append(row)
    ordered: list[ClauseRow] = []
    waiting = under[None][::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(ClauseRow(row.id, row.parent_id, row.number, row.title, row.goal or ""))
        waiting += under[row.id][::-1]
    return tuple(ordered)


def programmes(session: Reading, year: int) -> tuple[ProgrammeRow, ...]:
    """The key programmes of the documents that hold for the year, in their order."""
    from hxapp.storage.mapped.document_parts import Programme  # only the tasks ask for programmes

    found: list[ProgrammeRow] = []
    for document in list_documents(session, year):
        rows = session.execute(
            select(Programme.id, Programme.number, Programme.name, Programme.position).where(
                live(Programme), Programme.document_id == document.id
            )
        ).all()
        ordered = sorted(rows, key=lambda row: (row.position, sort_key(row.number)))
        found += [ProgrammeRow(row.id, row.number, row.name) for row in ordered]
    return tuple(found)


def ensure_document(session: Session, year: int) -> uuid.UUID:
    """The document that what a clerk adds for the year belongs to: its first resolution, else its first document.

    A year without any document gets 'Nghị quyết năm N', whose number and day are still empty.
    """
    held = list_documents(session, year)
    if held:
        return held[0].id
    from hxapp.storage.mapped.documents import SourceDocument

    row = SourceDocument(
        id=uuid.uuid4(),
        kind=DocumentKind.RESOLUTION,
        title=f"Nghị quyết năm {year}",
        year_from=year,
        year_to=year,
        position=(session.scalar(select(func.max(SOURCE_DOCUMENT.c.position))) or 0) + 1,
    )
    session.add(row)
    session.flush()
    return row.id
