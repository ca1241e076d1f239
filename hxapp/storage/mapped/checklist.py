"""The urban-civilisation checklist: criteria sets, rounds and assessments."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.checklist import CriterionKind, Outcome, RoundKind
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator
from hxapp.storage.mapped.base import CELLS, Base, Binnable, Row, live_unique, to
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.due import Due
from hxapp.storage.mapped.office import Department
from hxapp.storage.types import PeriodKey, Word


class CriteriaSet(Row, Binnable, Base):
    """A criteria set (bộ tiêu chí) with its legal basis, its own names for its two levels, and its days in force."""

    __tablename__ = "criteria_set"
    code: Mapped[str]
    title: Mapped[str]
    basis: Mapped[str]
    group_word: Mapped[str]
    criterion_word: Mapped[str]
    in_force_from: Mapped[dt.date | None]
    in_force_to: Mapped[dt.date | None]
    needs_confirmation: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_criteria_set_code", "code"),)


class CriteriaStatement(Row, Binnable, Base):
    """What a document says of a set ('20/24'): shown as the document's words, never as an outcome of ours."""

    __tablename__ = "criteria_statement"
    document_id: Mapped[uuid.UUID] = mapped_column(to(SourceDocument.id), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(to(Clause.id), index=True)
    set_id: Mapped[uuid.UUID] = mapped_column(to(CriteriaSet.id), index=True)
    met: Mapped[int]
    total: Mapped[int]
    quote: Mapped[str]


class Criterion(Row, Binnable, Base):
    """A line of a criteria set: a group (tiêu chuẩn) when it has no parent, else a criterion (tiêu chí) in it."""

    __tablename__ = "criterion"
    set_id: Mapped[uuid.UUID] = mapped_column(to(CriteriaSet.id))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(to("criterion.id"), index=True)
    code: Mapped[str]
    title: Mapped[str]
    kind: Mapped[CriterionKind] = mapped_column(Word(CriterionKind), default=CriterionKind.YES_NO)
    comparator: Mapped[Comparator | None] = mapped_column(Word(Comparator))
    threshold: Mapped[Decimal | None]
    threshold_decimals: Mapped[int | None]
    unit: Mapped[str | None]
    metric: Mapped[str | None]
    remembered_threshold: Mapped[str | None]
    needs_confirmation: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_criterion_code", "set_id", "code"),)


class Round(Row, Binnable, Base):
    """A round of assessment (vòng đánh giá) of one set: by the ward itself, or checked by a superior."""

    __tablename__ = "round"
    set_id: Mapped[uuid.UUID] = mapped_column(to(CriteriaSet.id))
    kind: Mapped[RoundKind] = mapped_column(Word(RoundKind))
    name: Mapped[str]
    period: Mapped[Period] = mapped_column(PeriodKey)
    held_on: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_round_name", "set_id", "name"),)


class Assessment(Row, Binnable, Due, Base):
    """The assessment (đánh giá) of one criterion in one round; its id is derived from both.

    `missing` and `next_step` with its department and deadline are the road map of an unmet criterion.
    """

    __tablename__ = "assessment"
    round_id: Mapped[uuid.UUID] = mapped_column(to(Round.id))
    criterion_id: Mapped[uuid.UUID] = mapped_column(to(Criterion.id), index=True)
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome), default=Outcome.NOT_ASSESSED)
    value: Mapped[Decimal | None]
    decimals: Mapped[int | None]
    remark: Mapped[str | None]
    evidence: Mapped[str | None]
    missing: Mapped[str | None]
    next_step: Mapped[str | None]
    department_id: Mapped[uuid.UUID | None] = mapped_column(to(Department.id), index=True)
    __table_args__ = (live_unique("uq_assessment_cell", "round_id", "criterion_id"),)


def assessment_id(round_id: uuid.UUID, criterion_id: uuid.UUID) -> uuid.UUID:
    """The identity of an assessment's cell, the same on every PC."""
    return uuid.uuid5(CELLS, f"assessment/{round_id}/{criterion_id}")
