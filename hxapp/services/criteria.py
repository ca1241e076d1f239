"""Changing the lines of a criteria set: groups (tiêu chuẩn) and criteria (tiêu chí) with their thresholds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.checklist import THRESHOLDS, CriterionKind
from hxapp.domain.errors import Refused
from hxapp.domain.targets import Comparator
from hxapp.domain.words import format_number, tidy
from hxapp.services import bin as the_bin
from hxapp.services.assessments import number_of
from hxapp.services.fields import decimals_of, needed, optional
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.checklist import CriteriaSet, Criterion
from hxapp.storage.schema.checklist import CRITERION
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_CODE = 20
_GONE = "Tiêu chí này không còn trong sổ. Hãy tải lại trang rồi chọn lại."
LONGEST_TITLE = 1000


@dataclass(frozen=True, slots=True)
class CriterionEdit:
    """A line of a set as a form holds it; `threshold` is text ('90'), '' for none.

    While a line `needs_confirmation`, its threshold never judges.
    """

    code: str
    title: str
    kind: CriterionKind = CriterionKind.YES_NO
    comparator: Comparator | None = None
    threshold: str = ""
    unit: str = ""
    needs_confirmation: bool = False


def criterion_edit_of(session: Reading, criterion_id: uuid.UUID) -> CriterionEdit:
    """The line as a form shows it; Refused when it is not in the book any more."""
    row = live_row(session, CRITERION, criterion_id)
    if row is None:
        raise Refused(_GONE)
    threshold = as_typed(row.threshold, row.threshold_decimals)
    return CriterionEdit(
        code=row.code,
        title=row.title,
        kind=row.kind,
        comparator=row.comparator,
        threshold="" if threshold is None else format_number(threshold),
        unit=row.unit or "",
        needs_confirmation=row.needs_confirmation,
    )


def add_criterion(
    session: Session, set_id: uuid.UUID, edit: CriterionEdit, parent_id: uuid.UUID | None = None
) -> uuid.UUID:
    """A new criterion in the group, or without one a new group; Refused, with the field, for what is not taken."""
    if session.scalar(sa.select(CriteriaSet.id).where(live(CriteriaSet), CriteriaSet.id == set_id)) is None:
        raise Refused("Bộ tiêu chí này không còn trong sổ. Hãy tải lại trang rồi chọn lại.", "set_id")
    if parent_id is not None:
        parent = _row(session, parent_id)
        if parent.set_id != set_id or parent.parent_id is not None:
            raise Refused(
                f"“{parent.code}” không phải là một nhóm của bộ tiêu chí này. Hãy chọn nhóm để thêm vào.", "parent_id"
            )
    position = session.scalar(sa.select(sa.func.max(Criterion.position)).where(Criterion.set_id == set_id)) or 0
    row = Criterion(id=uuid.uuid4(), set_id=set_id, parent_id=parent_id, position=position + 1)
    _write(session, row, edit)
    session.add(row)
    session.flush()
    return row.id


def save_criterion(session: Session, criterion_id: uuid.UUID, edit: CriterionEdit) -> None:
    """Writes the form over the line; Refused, with the field, for what is not taken.

    Outcomes that stand are left: a changed threshold says so by what it suggests.
    """
    _write(session, _row(session, criterion_id), edit)
    session.flush()


def remove_criteria(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts lines into the bin, a group with its criteria; their assessments are not shown until they are back."""
    the_bin.throw(session, "criterion", ids, now)


def restore_criteria(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings lines back from the bin, each with what went in with it; Refused when a live line has the code."""
    the_bin.restore(session, [("criterion", identity) for identity in ids])


def _row(session: Session, criterion_id: uuid.UUID) -> Criterion:
    row = session.scalar(sa.select(Criterion).where(live(Criterion), Criterion.id == criterion_id))
    if row is None:
        raise Refused(_GONE)
    return row


def _write(session: Session, row: Criterion, edit: CriterionEdit) -> None:
    code = needed(edit.code, "code", "Mã tiêu chí", LONGEST_CODE)
    title = needed(edit.title, "title", "Nội dung tiêu chí", LONGEST_TITLE)
    unit = optional(edit.unit, "unit", "Đơn vị tính", LONGEST_CODE)
    holder = session.scalar(
        sa.select(Criterion.title).where(
            live(Criterion), Criterion.set_id == row.set_id, Criterion.code == code, Criterion.id != row.id
        )
    )
    if holder is not None:
        raise Refused(f"Mã “{code}” đã dùng cho “{holder}”. Hãy đặt mã khác.", "code")
    comparator, threshold = _threshold(edit)
    row.code, row.title, row.kind, row.unit = code, title, edit.kind, unit
    row.comparator, row.threshold = comparator, threshold
    row.threshold_decimals = decimals_of(threshold)
    row.needs_confirmation = edit.needs_confirmation


def _threshold(edit: CriterionEdit) -> tuple[Comparator | None, Decimal | None]:
    """The comparison and its figure: both or neither; a criterion of yes or no has none."""
    if edit.kind is CriterionKind.YES_NO:
        return None, None
    text = tidy(edit.threshold)
    if edit.comparator is not None and edit.comparator not in THRESHOLDS:
        signs = ", ".join(THRESHOLDS.values())
        raise Refused(
            f"Ngưỡng của tiêu chí không dùng được phép so sánh “{edit.comparator.label}”. Hãy chọn một trong: {signs}.",
            "comparator",
        )
    if not text and edit.comparator is None and edit.needs_confirmation:
        return None, None
    if not text:
        raise Refused(
            "Tiêu chí theo ngưỡng mà chưa có con số của ngưỡng. "
            "Hãy nhập ngưỡng, hoặc để trống cả phép so sánh và đánh dấu “cần xác nhận”.",
            "threshold",
        )
    if edit.comparator is None:
        raise Refused(
            f"Ngưỡng {text} chưa có phép so sánh. Hãy chọn một trong: {', '.join(THRESHOLDS.values())}.", "comparator"
        )
    return edit.comparator, number_of(text, edit.unit, "threshold")
