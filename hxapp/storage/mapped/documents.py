"""Source documents and their clauses."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.documents import DocumentKind, OfficeKind
from hxapp.storage.mapped.base import Base, Binnable, Row, live_unique, to
from hxapp.storage.types import Word


class SourceDocument(Row, Binnable, Base):
    """A source document (văn bản nguồn): resolution, assignment, plan, conclusion."""

    __tablename__ = "source_document"
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    issuer_kind: Mapped[OfficeKind | None] = mapped_column(Word(OfficeKind))
    issuer: Mapped[str | None]
    number: Mapped[str | None]
    issued_on: Mapped[dt.date | None]
    title: Mapped[str]
    year_from: Mapped[int]
    year_to: Mapped[int]
    concretises_id: Mapped[uuid.UUID | None] = mapped_column(to("source_document.id"), index=True)
    amends_id: Mapped[uuid.UUID | None] = mapped_column(to("source_document.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class Clause(Row, Binnable, Base):
    """A clause (mục) of a document: its number as printed ('C.II.3'), its title, and the goal it states."""

    __tablename__ = "clause"
    document_id: Mapped[uuid.UUID] = mapped_column(to(SourceDocument.id))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(to("clause.id"), index=True)
    number: Mapped[str]
    title: Mapped[str]
    goal: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_clause_number", "document_id", "number"),)
