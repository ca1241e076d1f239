"""What hangs on a document beside its clauses: who carries it out, who receives it, its programmes."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Mapped

from hxapp.domain.documents import DocumentRole
from hxapp.storage.mapped.base import Base, Binnable, Row
from hxapp.storage.schema.document_parts import DOCUMENT_DUTY, PROGRAMME, RECIPIENT


class DocumentDuty(Row, Binnable, Base):
    """A department that carries out a whole document, or watches over it (part D of a resolution)."""

    __table__ = DOCUMENT_DUTY
    document_id: Mapped[uuid.UUID]
    department_id: Mapped[uuid.UUID]
    role: Mapped[DocumentRole]
    wording: Mapped[str | None]
    position: Mapped[int]


class Recipient(Row, Binnable, Base):
    """A receiver of a document (nơi nhận), as printed."""

    __table__ = RECIPIENT
    document_id: Mapped[uuid.UUID]
    name: Mapped[str]
    position: Mapped[int]


class Programme(Row, Binnable, Base):
    """A key programme (chương trình trọng điểm) of a document."""

    __table__ = PROGRAMME
    document_id: Mapped[uuid.UUID]
    number: Mapped[str]
    name: Mapped[str]
    position: Mapped[int]
