"""Source documents and their clauses."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped

from hxapp.domain.documents import DocumentKind, OfficeKind
from hxapp.storage.mapped.base import Base, Binnable, Row
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT


class SourceDocument(Row, Binnable, Base):
    """A source document (văn bản nguồn): resolution, assignment, plan, conclusion."""

    __table__ = SOURCE_DOCUMENT
    kind: Mapped[DocumentKind]
    issuer_kind: Mapped[OfficeKind | None]
    issuer: Mapped[str | None]
    number: Mapped[str | None]
    issued_on: Mapped[dt.date | None]
    title: Mapped[str]
    year_from: Mapped[int]
    year_to: Mapped[int]
    concretises_id: Mapped[uuid.UUID | None]
    amends_id: Mapped[uuid.UUID | None]
    position: Mapped[int]


class Clause(Row, Binnable, Base):
    """A clause (mục) of a document: its number as printed ('C.II.3'), its title, and the goal it states."""

    __table__ = CLAUSE
    document_id: Mapped[uuid.UUID]
    parent_id: Mapped[uuid.UUID | None]
    number: Mapped[str]
    title: Mapped[str]
    goal: Mapped[str | None]
    position: Mapped[int]
