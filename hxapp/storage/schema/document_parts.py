"""What hangs on a document beside its clauses: who carries it out, who receives it, its programmes."""

from __future__ import annotations

from sqlalchemy import Integer, Table

from hxapp.domain.documents import DocumentRole
from hxapp.storage.schema.base import BOOK_TABLES, bin_mark, identity, needed, optional, to
from hxapp.storage.schema.documents import SOURCE_DOCUMENT
from hxapp.storage.schema.office import DEPARTMENT
from hxapp.storage.types import Composed, Key, Word

DOCUMENT_DUTY = Table(
    "document_duty",
    BOOK_TABLES,
    identity(),
    needed("document_id", Key, to(SOURCE_DOCUMENT), index=True),
    needed("department_id", Key, to(DEPARTMENT), index=True),
    needed("role", Word(DocumentRole)),
    optional("wording", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
)

RECIPIENT = Table(
    "recipient",
    BOOK_TABLES,
    identity(),
    needed("document_id", Key, to(SOURCE_DOCUMENT), index=True),
    needed("name", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
)

PROGRAMME = Table(
    "programme",
    BOOK_TABLES,
    identity(),
    needed("document_id", Key, to(SOURCE_DOCUMENT), index=True),
    needed("number", Composed),
    needed("name", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
)
