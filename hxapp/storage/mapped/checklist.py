"""The urban-civilisation checklist: criteria sets, rounds and assessments."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy.orm import Mapped

from hxapp.domain.checklist import CriterionKind, Outcome, RoundKind
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator
from hxapp.storage.mapped.base import CELLS, Base, Binnable, Row
from hxapp.storage.mapped.due import Due
from hxapp.storage.schema.checklist import ASSESSMENT, CRITERIA_SET, CRITERIA_STATEMENT, CRITERION, ROUND


class CriteriaSet(Row, Binnable, Base):
    """A criteria set (bộ tiêu chí) with its legal basis, its own names for its two levels, and its days in force."""

    __table__ = CRITERIA_SET
    code: Mapped[str]
    title: Mapped[str]
    basis: Mapped[str]
    group_word: Mapped[str]
    criterion_word: Mapped[str]
    in_force_from: Mapped[dt.date | None]
    in_force_to: Mapped[dt.date | None]
    needs_confirmation: Mapped[bool]
    note: Mapped[str | None]
    position: Mapped[int]


class CriteriaStatement(Row, Binnable, Base):
    """What a document says of a set ('20/24'): shown as the document's words, never as an outcome of ours."""

    __table__ = CRITERIA_STATEMENT
    document_id: Mapped[uuid.UUID]
    clause_id: Mapped[uuid.UUID | None]
    set_id: Mapped[uuid.UUID]
    met: Mapped[int]
    total: Mapped[int]
    quote: Mapped[str]


class Criterion(Row, Binnable, Base):
    """A line of a criteria set: a group (tiêu chuẩn) when it has no parent, else a criterion (tiêu chí) in it."""

    __table__ = CRITERION
    set_id: Mapped[uuid.UUID]
    parent_id: Mapped[uuid.UUID | None]
    code: Mapped[str]
    title: Mapped[str]
    kind: Mapped[CriterionKind]
    comparator: Mapped[Comparator | None]
    threshold: Mapped[Decimal | None]
    threshold_decimals: Mapped[int | None]
    unit: Mapped[str | None]
    metric: Mapped[str | None]
    remembered_threshold: Mapped[str | None]
    needs_confirmation: Mapped[bool]
    note: Mapped[str | None]
    position: Mapped[int]


class Round(Row, Binnable, Base):
    """A round of assessment (vòng đánh giá) of one set: by the ward itself, or checked by a superior."""

    __table__ = ROUND
    set_id: Mapped[uuid.UUID]
    kind: Mapped[RoundKind]
    name: Mapped[str]
    period: Mapped[Period]
    held_on: Mapped[dt.date | None]
    position: Mapped[int]


class Assessment(Row, Binnable, Due, Base):
    """The assessment (đánh giá) of one criterion in one round; its id is derived from both.

    `missing` and `next_step` with its department and deadline are the road map of an unmet criterion.
    """

    __table__ = ASSESSMENT
    round_id: Mapped[uuid.UUID]
    criterion_id: Mapped[uuid.UUID]
    outcome: Mapped[Outcome]
    value: Mapped[Decimal | None]
    decimals: Mapped[int | None]
    remark: Mapped[str | None]
    evidence: Mapped[str | None]
    missing: Mapped[str | None]
    next_step: Mapped[str | None]
    department_id: Mapped[uuid.UUID | None]


def assessment_id(round_id: uuid.UUID, criterion_id: uuid.UUID) -> uuid.UUID:
    """The identity of an assessment's cell, the same on every PC."""
    return uuid.uuid5(CELLS, f"assessment/{round_id}/{criterion_id}")
