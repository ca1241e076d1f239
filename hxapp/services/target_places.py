"""Where a target (mức kế hoạch) stands: in a document, under one of its clauses, with the document's own number."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from hxapp.domain.errors import Refused
from hxapp.services.documents import list_documents
from hxapp.storage.bin import live
from hxapp.storage.mapped.documents import Clause
from hxapp.storage.mapped.indicators import Indicator, TargetRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def place_of(target: TargetRow) -> tuple[uuid.UUID, uuid.UUID | None]:
    """The document and the clause."""
    return target.document_id, target.clause_id


def named_place(target: Any) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The place as a form names it: by the clause, or without one by the document."""
    return (None, target.clause_id) if target.clause_id is not None else (target.document_id, None)


def chosen_place(
    session: Session, year: int, document_id: uuid.UUID | None, clause_id: uuid.UUID | None
) -> tuple[uuid.UUID, uuid.UUID | None]:
    """Document and clause as chosen, the document that of the clause; Refused for one that is not the year's."""
    if clause_id is not None:
        document_id = session.scalar(select(Clause.document_id).where(live(Clause), Clause.id == clause_id))
        if document_id is None:
            raise Refused("Mục đã chọn không còn trong sổ. Hãy chọn lại mục trong danh sách.", "clause_id")
    if document_id is None or document_id not in {one.id for one in list_documents(session, year)}:
        raise Refused(
            f"Văn bản đã chọn không có trong các văn bản của năm {year}. Hãy chọn lại trong danh sách.", "document_id"
        )
    return document_id, clause_id


def move(
    session: Session, row: Indicator, target: TargetRow, document_id: uuid.UUID, clause_id: uuid.UUID | None
) -> None:
    """Moves the target, and those of the indicator's parts beside it; Refused where the document has a plan for it."""
    old = place_of(target)
    if old == (document_id, clause_id):
        return
    if document_id != target.document_id:
        held = select(TargetRow.id).where(
            live(TargetRow),
            TargetRow.indicator_id == row.id,
            TargetRow.document_id == document_id,
            TargetRow.year == target.year,
            TargetRow.area_id == target.area_id,
            TargetRow.period == target.period,
            TargetRow.judged,
        )
        if session.scalar(held) is not None:
            raise Refused(
                f"Văn bản đã chọn đã có mức kế hoạch cho “{row.short_name or row.name}”. Hãy chọn văn bản khác.",
                "document_id",
            )
    parts = select(TargetRow).where(
        live(TargetRow),
        TargetRow.year == target.year,
        TargetRow.document_id == old[0],
        TargetRow.clause_id == old[1] if old[1] is not None else TargetRow.clause_id.is_(None),
        TargetRow.indicator_id.in_(select(Indicator.id).where(live(Indicator), Indicator.parent_id == row.id)),
    )
    for one in (target, *session.scalars(parts)):
        one.document_id, one.clause_id = document_id, clause_id
    if document_id != old[0]:
        check_number(session, row, target, target.number)


def check_number(session: Session, row: Indicator, target: TargetRow, numbered: str | None) -> None:
    """A document numbers an indicator once, and no part of one; Refused (field "number")."""
    if numbered is None:
        return
    if row.parent_id is not None:
        raise Refused(
            f"Phần của một chỉ tiêu không mang số riêng. Hãy để trống ô số thứ tự của “{row.name}”.", "number"
        )
    taken = session.scalar(
        select(Indicator.name)
        .join(TargetRow, TargetRow.indicator_id == Indicator.id)
        .where(
            live(Indicator, TargetRow),
            TargetRow.document_id == target.document_id,
            TargetRow.year == target.year,
            TargetRow.number == numbered,
            TargetRow.judged,
            TargetRow.id != target.id,
        )
    )
    if taken is not None:
        raise Refused(
            f"Số {numbered} trong văn bản này đã là “{taken}”. Hãy chọn số khác, hoặc đổi số của chỉ tiêu đó trước.",
            "number",
        )
