"""Assessing criteria (đánh giá): outcome, measured value, evidence, and the road map of what is not met."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hxapp.domain.checklist import Outcome, suggested_outcome
from hxapp.domain.deadlines import Deadline
from hxapp.domain.errors import Refused
from hxapp.domain.words import format_number, tidy
from hxapp.services.departments import check_department
from hxapp.services.fields import LONGEST_TEXT, decimals_of, number
from hxapp.storage.bin import live
from hxapp.storage.cells import write_cell
from hxapp.storage.mapped.checklist import Assessment, Criterion, Round, assessment_id
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

_BLANK: dict[str, Any] = {
    "outcome": Outcome.NOT_ASSESSED,
    "value": None,
    "decimals": None,
    "remark": None,
    "evidence": None,
    "missing": None,
    "next_step": None,
    "department_id": None,
    "due_wording": None,
    "due_precision": None,
    "due_last_day": None,
}


@dataclass(frozen=True, slots=True)
class AssessmentEdit:
    """The assessment of one criterion as a form holds it; `value` and `deadline` are text, '' for none.

    `missing` is what is lacking; `next_step`, its department and its deadline are the road map.
    """

    outcome: Outcome = Outcome.NOT_ASSESSED
    value: str = ""
    remark: str = ""
    evidence: str = ""
    missing: str = ""
    next_step: str = ""
    department_id: uuid.UUID | None = None
    deadline: str = ""


def number_of(text: str, unit: str | None, field: str) -> Decimal:
    """The figure that was typed, with or without its unit after it; Refused with the field."""
    value = number(text, field, unit)
    if value is None:
        raise Refused(f"“{tidy(text)}” chưa có con số. Hãy nhập một con số, ví dụ 82,7.", field)
    return value


def assessment_of(session: Reading, round_id: uuid.UUID, criterion_id: uuid.UUID) -> AssessmentEdit:
    """The assessment as a form shows it; a criterion that was not touched yet has an empty one."""
    held = _held(session, round_id, criterion_id)
    if not held.exists:
        return AssessmentEdit()
    return AssessmentEdit(
        outcome=held.cell.outcome,
        value=held.value_text,
        remark=held.cell.remark or "",
        evidence=held.cell.evidence or "",
        missing=held.cell.missing or "",
        next_step=held.cell.next_step or "",
        department_id=held.cell.department_id,
        deadline=held.cell.due_wording or "",
    )


def save_assessment(session: Session, round_id: uuid.UUID, criterion_id: uuid.UUID, edit: AssessmentEdit) -> None:
    """Writes the form over the assessment; Refused, with the field, for what is not taken.

    A value that was changed judges, where the threshold is confirmed and the outcome was not changed along with it.
    """
    held = _held(session, round_id, criterion_id)
    check_department(session, edit.department_id)
    values: dict[str, Any] = {
        "outcome": edit.outcome,
        "remark": _text(edit.remark, "remark", "Nhận xét"),
        "evidence": _text(edit.evidence, "evidence", "Minh chứng"),
        "missing": _text(edit.missing, "missing", "Nội dung còn thiếu"),
        "next_step": _text(edit.next_step, "next_step", "Việc tiếp theo"),
        "department_id": edit.department_id,
    }
    if tidy(edit.deadline) != (held.cell.due_wording or ""):
        values |= _deadline(edit.deadline, held.year)
    if tidy(edit.value) != held.value_text:
        values |= _value(held, edit.value)
        if edit.outcome is held.outcome:
            values["outcome"] = _outcome_after(held, values["value"])
    _write(session, round_id, criterion_id, held, values)


def set_outcome(session: Session, round_id: uuid.UUID, criterion_id: uuid.UUID, outcome: Outcome) -> None:
    """Sets the outcome by hand; whatever else the assessment holds stays."""
    held = _held(session, round_id, criterion_id)
    if held.exists and held.outcome is outcome:
        return
    _write(session, round_id, criterion_id, held, {"outcome": outcome})


def set_value(session: Session, round_id: uuid.UUID, criterion_id: uuid.UUID, text: str) -> None:
    """Writes the measured value ('' takes it away) and, where the threshold is confirmed, the outcome it makes.

    Refused (field "value") for what is no number, and for a group.
    """
    held = _held(session, round_id, criterion_id)
    if tidy(text) == held.value_text:
        return
    values = _value(held, text)
    values["outcome"] = _outcome_after(held, values["value"])
    _write(session, round_id, criterion_id, held, values)


@dataclass(frozen=True, slots=True)
class _Held:
    """The criterion, and what the book holds of its cell; `cell` has no value in any column when there is none."""

    cell: Any
    threshold: Decimal | None
    value: Decimal | None

    @property
    def exists(self) -> bool:
        return self.cell.held_id is not None

    @property
    def outcome(self) -> Outcome:
        return self.cell.outcome if self.exists else Outcome.NOT_ASSESSED

    @property
    def year(self) -> int:
        return int(self.cell.period.last.year)

    @property
    def value_text(self) -> str:
        return "" if self.value is None else format_number(self.value)

    def suggested(self, value: Decimal | None) -> Outcome | None:
        cell = self.cell
        return suggested_outcome(cell.kind, cell.comparator, self.threshold, cell.needs_confirmation, value)


def _held(session: Reading, round_id: uuid.UUID, criterion_id: uuid.UUID) -> _Held:
    row = session.execute(
        sa.select(
            Criterion.parent_id,
            Criterion.kind,
            Criterion.comparator,
            Criterion.threshold,
            Criterion.threshold_decimals,
            Criterion.unit,
            Criterion.needs_confirmation,
            Round.period,
            Assessment.id.label("held_id"),
            Assessment.outcome,
            Assessment.value,
            Assessment.decimals,
            Assessment.remark,
            Assessment.evidence,
            Assessment.missing,
            Assessment.next_step,
            Assessment.department_id,
            Assessment.due_wording,
        )
        .join(Round, Round.set_id == Criterion.set_id)
        .outerjoin(
            Assessment,
            sa.and_(Assessment.round_id == Round.id, Assessment.criterion_id == Criterion.id, live(Assessment)),
        )
        .where(live(Criterion, Round), Criterion.id == criterion_id, Round.id == round_id)
    ).first()
    if row is None:
        raise Refused(
            "Tiêu chí hoặc vòng đánh giá này không còn trong sổ (có thể vừa bị xóa). Hãy tải lại trang rồi chọn lại."
        )
    return _Held(row, as_typed(row.threshold, row.threshold_decimals), as_typed(row.value, row.decimals))


def _value(held: _Held, text: str) -> dict[str, Any]:
    if held.cell.parent_id is None:
        raise Refused(
            "Dòng này là một nhóm tiêu chí, không có giá trị đo. Hãy nhập giá trị ở tiêu chí bên dưới.", "value"
        )
    if not tidy(text):
        return {"value": None, "decimals": None}
    value = number_of(text, held.cell.unit, "value")
    return {"value": value, "decimals": decimals_of(value)}


def _outcome_after(held: _Held, value: Decimal | None) -> Outcome:
    """The outcome once the value is written: what the threshold says of it; an outcome that only the old value made
    goes with that value, one that was set by hand stays."""
    suggested = held.suggested(value)
    if suggested is not None:
        return suggested
    made_by_value = value is None and held.outcome is held.suggested(held.value)
    return Outcome.NOT_ASSESSED if made_by_value else held.outcome


def _deadline(text: str, year: int) -> dict[str, Any]:
    deadline = Deadline.read(text, year) if tidy(text) else None
    return {
        "due_wording": deadline.wording if deadline else None,
        "due_precision": deadline.precision if deadline else None,
        "due_last_day": deadline.last_day if deadline else None,
    }


def _text(text: str, field: str, called: str) -> str | None:
    """The text with its lines (evidence is listed line by line), each tidied; None for nothing."""
    lines = [tidy(line) for line in text.splitlines()]
    kept = "\n".join(line for line in lines if line)
    if len(kept) > LONGEST_TEXT:
        raise Refused(
            f"{called} dài {len(kept)} ký tự, nhiều nhất là {LONGEST_TEXT}. Hãy viết gọn lại.",
            field,
        )
    return kept or None


def _write(session: Session, round_id: uuid.UUID, criterion_id: uuid.UUID, held: _Held, values: dict[str, Any]) -> None:
    blank = {} if held.exists else _BLANK  # a cell that lay in the bin comes back empty
    write_cell(
        session,
        Assessment,
        assessment_id(round_id, criterion_id),
        round_id=round_id,
        criterion_id=criterion_id,
        **{**blank, **values},
    )
