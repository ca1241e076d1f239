"""Source documents and their clauses."""

from __future__ import annotations

from sqlalchemy import Date, Integer, Table

from hxapp.domain.documents import DocumentKind, OfficeKind
from hxapp.storage.schema.base import BOOK_TABLES, bin_mark, identity, live_unique, needed, optional, to
from hxapp.storage.types import Composed, Key, Word

SOURCE_DOCUMENT = Table(
    "source_document",
    BOOK_TABLES,
    identity(),
    needed("kind", Word(DocumentKind)),
    optional("issuer_kind", Word(OfficeKind)),
    optional("issuer", Composed),
    optional("number", Composed),
    optional("issued_on", Date),
    needed("title", Composed),
    needed("year_from", Integer),
    needed("year_to", Integer),
    optional("concretises_id", Key, to("source_document.id"), index=True),
    optional("amends_id", Key, to("source_document.id"), index=True),
    needed("position", Integer, default=0),
    bin_mark(),
)

CLAUSE = Table(
    "clause",
    BOOK_TABLES,
    identity(),
    needed("document_id", Key, to(SOURCE_DOCUMENT)),
    optional("parent_id", Key, to("clause.id"), index=True),
    needed("number", Composed),
    needed("title", Composed),
    optional("goal", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_clause_number", "document_id", "number"),
)
