"""What hangs on a document beside its clauses: who carries it out, who receives it, its programmes."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.documents import DocumentRole
from hxapp.storage.mapped.base import Base, Binnable, Row, to
from hxapp.storage.mapped.documents import SourceDocument
from hxapp.storage.mapped.office import Department
from hxapp.storage.types import Word


class DocumentDuty(Row, Binnable, Base):
    """A department that carries out a whole document, or watches over it (part D of a resolution)."""

    __tablename__ = "document_duty"
    document_id: Mapped[uuid.UUID] = mapped_column(to(SourceDocument.id), index=True)
    department_id: Mapped[uuid.UUID] = mapped_column(to(Department.id), index=True)
    role: Mapped[DocumentRole] = mapped_column(Word(DocumentRole))
    wording: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)


class Recipient(Row, Binnable, Base):
    """A receiver of a document (nơi nhận), as printed."""

    __tablename__ = "recipient"
    document_id: Mapped[uuid.UUID] = mapped_column(to(SourceDocument.id), index=True)
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Programme(Row, Binnable, Base):
    """A key programme (chương trình trọng điểm) of a document."""

    __tablename__ = "programme"
    document_id: Mapped[uuid.UUID] = mapped_column(to(SourceDocument.id), index=True)
    number: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
