"""Changing source documents (văn bản nguồn): one as a form holds it, into the bin and back with all that cites it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.documents import DocumentKind
from hxapp.domain.errors import Refused
from hxapp.domain.words import sort_key, tidy
from hxapp.services import bin as the_bin
from hxapp.services.fields import needed, optional
from hxapp.services.settings import YEARS
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.indicators import Indicator, TargetRow
from hxapp.storage.mapped.tasks import Task
from hxapp.storage.schema.documents import SOURCE_DOCUMENT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_TITLE = 500
LONGEST_NUMBER = 60

# An indicator with its parts is counted once.
WHOLE = sa.func.coalesce(Indicator.parent_id, Indicator.id)

_GONE = "Văn bản này không còn trong sổ (có thể vừa bị bỏ vào thùng rác). Hãy đóng rồi mở lại danh sách văn bản."


@dataclass(frozen=True, slots=True)
class DocumentEdit:
    """A source document as a form holds it; the years are texts ('2022'), `year_to` '' for a document of one year.

    `concretises_id` is the document that this one carries out, `amends_id` the one it changes.
    """

    title: str
    kind: DocumentKind = DocumentKind.RESOLUTION
    issuer: str = ""
    number: str = ""
    issued_on: dt.date | None = None
    year_from: str = ""
    year_to: str = ""
    concretises_id: uuid.UUID | None = None
    amends_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes into the bin together with documents or clauses: how many clauses, indicators' plans and tasks."""

    clauses: int
    indicators: int
    tasks: int

    @property
    def text(self) -> str:
        """'3 mục, 2 chỉ tiêu và 3 nhiệm vụ'; '' for nothing."""
        counts = ((self.clauses, "mục"), (self.indicators, "chỉ tiêu"), (self.tasks, "nhiệm vụ"))
        said = [f"{count} {word}" for count, word in counts if count]
        return " và ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def usual_title(kind: DocumentKind, year: int) -> str:
    """What a document is called until the clerk names it: 'Nghị quyết năm 2022'."""
    return f"{kind.label} năm {year}"


def edit_of(session: Reading, document_id: uuid.UUID) -> DocumentEdit:
    """The document as a form shows it; Refused when it is not in the book any more."""
    row = live_row(session, SOURCE_DOCUMENT, document_id)
    if row is None:
        raise Refused(_GONE)
    return DocumentEdit(
        title=row.title,
        kind=row.kind,
        issuer=row.issuer or "",
        number=row.number or "",
        issued_on=row.issued_on,
        year_from=str(row.year_from),
        year_to="" if row.year_to == row.year_from else str(row.year_to),
        concretises_id=row.concretises_id,
        amends_id=row.amends_id,
    )


def others(session: Reading, document_id: uuid.UUID | None = None) -> tuple[tuple[uuid.UUID, str], ...]:
    """The documents of all years that this one may concretise or amend, by their titles, the latest first."""
    rows = session.execute(
        sa.select(SourceDocument.id, SourceDocument.title, SourceDocument.number, SourceDocument.year_from).where(
            live(SourceDocument), SourceDocument.id != document_id if document_id is not None else sa.true()
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (-row.year_from, sort_key(row.title)))
    return tuple((row.id, f"{row.title} (số {row.number})" if row.number else row.title) for row in ordered)


def issuers(session: Reading) -> tuple[str, ...]:
    """The bodies that issued documents of the book, each once."""
    found = session.scalars(sa.select(SourceDocument.issuer).where(live(SourceDocument)).distinct())
    return tuple(sorted((one for one in found if one), key=sort_key))


def add(session: Session, edit: DocumentEdit) -> uuid.UUID:
    """A new document after those there are; Refused, with the field, for what is not taken."""
    last = session.scalar(sa.select(sa.func.max(SourceDocument.position)))
    row = SourceDocument(id=uuid.uuid4(), position=(last or 0) + 1)
    _write(session, row, edit)
    session.add(row)
    session.flush()
    return row.id


def save(session: Session, document_id: uuid.UUID, edit: DocumentEdit) -> None:
    """Writes the form over the document.

    Refused, with the field, for what is not taken, and for years that would leave its targets or tasks outside.
    """
    row = _row(session, document_id)
    _write(session, row, edit)
    _check_cited_years(session, row)
    session.flush()


def carried(session: Reading, ids: Collection[uuid.UUID]) -> Carried:
    """What would go into the bin with these documents."""
    return Carried(
        clauses=_count(session, sa.select(sa.func.count(Clause.id)).where(live(Clause), Clause.document_id.in_(ids))),
        indicators=_count(
            session,
            sa.select(sa.func.count(WHOLE.distinct()))
            .join(TargetRow, TargetRow.indicator_id == Indicator.id)
            .where(live(TargetRow, Indicator), TargetRow.document_id.in_(ids)),
        ),
        tasks=_count(session, sa.select(sa.func.count(Task.id)).where(live(Task), Task.document_id.in_(ids))),
    )


def remove(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts the documents into the bin, each with its clauses and with the targets and tasks that it asks for.

    The indicators stay, with their results and what other documents plan for them.
    """
    the_bin.throw(session, "document", ids, now)


def restore(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings documents back from the bin, each with exactly what went in with it."""
    the_bin.restore(session, [("document", identity) for identity in ids])


def _row(session: Session, document_id: uuid.UUID) -> SourceDocument:
    row = session.scalar(sa.select(SourceDocument).where(live(SourceDocument), SourceDocument.id == document_id))
    if row is None:
        raise Refused(_GONE)
    return row


def _write(session: Session, row: SourceDocument, edit: DocumentEdit) -> None:
    title = needed(edit.title, "title", "Tên văn bản", LONGEST_TITLE)
    issuer = optional(edit.issuer, "issuer", "Cơ quan ban hành")
    number = optional(edit.number, "number", "Số, ký hiệu", LONGEST_NUMBER)
    first = _year(edit.year_from, "year_from")
    last = _year(edit.year_to, "year_to") if tidy(edit.year_to) else first
    if last < first:
        raise Refused(f"Năm cuối {last} sớm hơn năm đầu {first}. Hãy sửa lại, hoặc để trống năm cuối.", "year_to")
    _check_same(session, row.id, title, number, issuer, first, last)
    _check_link(session, row, edit.concretises_id, "concretises_id")
    _check_link(session, row, edit.amends_id, "amends_id")
    row.kind, row.title, row.issuer, row.number, row.issued_on = edit.kind, title, issuer, number, edit.issued_on
    row.year_from, row.year_to = first, last
    row.concretises_id, row.amends_id = edit.concretises_id, edit.amends_id


def _year(text: str, field: str) -> int:
    typed = tidy(text)
    if not typed.isdecimal() or int(typed) not in YEARS:
        said = f"Năm “{typed}” không dùng được" if typed else "Năm áp dụng còn trống"
        raise Refused(f"{said}. Hãy ghi một năm từ {YEARS[0]} đến {YEARS[-1]}.", field)
    return int(typed)


def _check_same(
    session: Session,
    document_id: uuid.UUID,
    title: str,
    number: str | None,
    issuer: str | None,
    first: int,
    last: int,
) -> None:
    """The same document is not there twice: the same name for the same years, with the same number and body."""
    same = session.scalar(
        sa.select(SourceDocument.id).where(
            live(SourceDocument),
            SourceDocument.id != document_id,
            SourceDocument.title == title,
            SourceDocument.number.is_not_distinct_from(number),
            SourceDocument.issuer.is_not_distinct_from(issuer),
            SourceDocument.year_from <= last,
            SourceDocument.year_to >= first,
        )
    )
    if same is not None:
        raise Refused(
            f"Sổ đã có “{title}” của các năm này, cùng số và cơ quan ban hành. "
            "Hãy mở văn bản đó để sửa, hoặc đặt tên khác.",
            "title",
        )


def _check_link(session: Session, row: SourceDocument, other_id: uuid.UUID | None, field: str) -> None:
    """A document stands on another one of the book, never on itself, not even by a round."""
    if other_id is None or other_id == getattr(row, field):
        return
    link = SourceDocument.concretises_id if field == "concretises_id" else SourceDocument.amends_id
    links = dict(session.execute(sa.select(SourceDocument.id, link).where(live(SourceDocument))).all())
    if other_id not in links:
        raise Refused("Văn bản đã chọn không còn trong sổ. Hãy chọn lại trong danh sách.", field)
    seen: set[uuid.UUID] = set()
    following: uuid.UUID | None = other_id
    while following is not None and following not in seen:
        if following == row.id:
            word = "cụ thể hóa" if field == "concretises_id" else "sửa đổi"
            raise Refused(
                f"Văn bản đã chọn lại {word} chính văn bản này, hai văn bản không thể {word} lẫn nhau. "
                "Hãy chọn văn bản khác, hoặc bỏ trống.",
                field,
            )
        seen.add(following)
        following = links.get(following)


def _check_cited_years(session: Session, row: SourceDocument) -> None:
    """What the document asks for stays within the years it holds for."""
    for table, word in ((TargetRow, "chỉ tiêu"), (Task, "nhiệm vụ")):
        outside = session.scalar(
            sa.select(table.year)
            .where(live(table), table.document_id == row.id)
            .where(sa.or_(table.year < row.year_from, table.year > row.year_to))
            .order_by(table.year)
        )
        if outside is not None:
            raise Refused(
                f"Văn bản đang có {word} của năm {outside}, nên các năm áp dụng phải gồm cả năm {outside}. "
                f"Hãy giữ năm đó, hoặc chuyển {word} sang văn bản khác trước.",
                "year_from" if outside < row.year_from else "year_to",
            )


def _count(session: Reading, statement: sa.Select[int]) -> int:
    return session.scalar(statement) or 0
