"""The mapped tables of a book. Every row has a UUID; rows a clerk can delete carry the bin's mark."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hxapp.domain.checklist import CriterionKind, Outcome, RoundKind
from hxapp.domain.deadlines import Precision
from hxapp.domain.documents import BookOrigin, DocumentKind, DocumentRole, OfficeKind, Restates
from hxapp.domain.indicators import (
    Basis,
    Better,
    OverAreas,
    OverTime,
    PartKind,
    PriceBasis,
    Stage,
    Typed,
    ValueKind,
)
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.domain.tasks import Priority, TaskRole, TaskState
from hxapp.storage.types import Amount, Composed, Key, PeriodKey, UtcTime, Word

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Namespace of identities derived from coordinates: two PCs that type the same cell make the same row.
CELLS = uuid.UUID("6f1c2a52-0b5e-5d0a-9a3e-4f8d1b6c7e20")


class Base(DeclarativeBase):
    """All tables of a book."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {
        uuid.UUID: Key,
        Decimal: Amount,
        str: Composed,
        dt.datetime: UtcTime,
        dt.date: Date,
        bool: Boolean(create_constraint=False),
        int: Integer,
        Period: PeriodKey,
    }


class Row:
    """What every table has: its row's identity."""

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=uuid.uuid4, sort_order=-1)


class Binnable:
    """A row that can be deleted to the bin: marked with the moment, never removed while the year lasts."""

    binned_at: Mapped[dt.datetime | None] = mapped_column(UtcTime, sort_order=1)


def _to(column: str) -> ForeignKey:
    """A foreign key that is checked at the commit: within an action rows may be written in any order."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


def _live(name: str, *columns: str, where: str = "") -> Index:
    """A unique rule among the rows that are not in the bin."""
    condition = text(f"binned_at IS NULL{' AND ' + where if where else ''}")
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class Due:
    """A deadline with its precision: as written, how exact it is, and the last day that keeps it."""

    due_wording: Mapped[str | None]
    due_precision: Mapped[Precision | None] = mapped_column(Word(Precision))
    due_last_day: Mapped[dt.date | None]


class Book(Row, Base):
    """The book itself (sổ): one row."""

    __tablename__ = "book"
    origin: Mapped[BookOrigin] = mapped_column(Word(BookOrigin))
    made_at: Mapped[dt.datetime]


class Setting(Row, Base):
    """One office setting, kept with the data; its id is derived from its name."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(Text, unique=True)
    value: Mapped[str]


class Area(Row, Binnable, Base):
    """The office's own unit (the whole ward) or a neighbourhood (tổ dân phố), with the days it exists."""

    __tablename__ = "area"
    parent_id: Mapped[uuid.UUID | None] = mapped_column(_to("area.id"), index=True)
    kind: Mapped[AreaKind] = mapped_column(Word(AreaKind))
    name: Mapped[str]
    code: Mapped[str | None]
    superior: Mapped[str | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    note: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (_live("uq_area_name", "kind", "name", where="valid_to IS NULL"),)


class Place(Row, Binnable, Base):
    """A place a task names that is no neighbourhood (a planning area, a river, a road)."""

    __tablename__ = "place"
    name: Mapped[str]
    area_id: Mapped[uuid.UUID | None] = mapped_column(_to("area.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (_live("uq_place_name", "name"),)


class Department(Row, Binnable, Base):
    """A department, union or partner (đơn vị) that leads, coordinates, acts, watches or receives."""

    __tablename__ = "department"
    name: Mapped[str]
    short_name: Mapped[str | None]
    outside: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (_live("uq_department_name", "name", where="valid_to IS NULL"),)


class Person(Row, Binnable, Base):
    """A person of the office: leaders in charge, specialists."""

    __tablename__ = "person"
    name: Mapped[str]
    post: Mapped[str | None]
    department_id: Mapped[uuid.UUID | None] = mapped_column(_to("department.id"), index=True)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)


class SourceDocument(Row, Binnable, Base):
    """A source document (văn bản nguồn): resolution, assignment, plan, conclusion."""

    __tablename__ = "source_document"
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    issuer_kind: Mapped[OfficeKind | None] = mapped_column(Word(OfficeKind))
    issuer: Mapped[str | None]
    number: Mapped[str | None]
    issued_on: Mapped[dt.date | None]
    title: Mapped[str]
    year_from: Mapped[int]
    year_to: Mapped[int]
    concretises_id: Mapped[uuid.UUID | None] = mapped_column(_to("source_document.id"), index=True)
    amends_id: Mapped[uuid.UUID | None] = mapped_column(_to("source_document.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class Clause(Row, Binnable, Base):
    """A clause (mục) of a document: its number as printed ('C.II.3'), its title, and the goal it states."""

    __tablename__ = "clause"
    document_id: Mapped[uuid.UUID] = mapped_column(_to("source_document.id"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(_to("clause.id"), index=True)
    number: Mapped[str]
    title: Mapped[str]
    goal: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (_live("uq_clause_number", "document_id", "number"),)


class DocumentDuty(Row, Binnable, Base):
    """A department that carries out a whole document, or watches over it (part D of a resolution)."""

    __tablename__ = "document_duty"
    document_id: Mapped[uuid.UUID] = mapped_column(_to("source_document.id"), index=True)
    department_id: Mapped[uuid.UUID] = mapped_column(_to("department.id"), index=True)
    role: Mapped[DocumentRole] = mapped_column(Word(DocumentRole))
    wording: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)


class Recipient(Row, Binnable, Base):
    """A receiver of a document (nơi nhận), as printed."""

    __tablename__ = "recipient"
    document_id: Mapped[uuid.UUID] = mapped_column(_to("source_document.id"), index=True)
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Programme(Row, Binnable, Base):
    """A key programme (chương trình trọng điểm) of a document."""

    __tablename__ = "programme"
    document_id: Mapped[uuid.UUID] = mapped_column(_to("source_document.id"), index=True)
    number: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Indicator(Row, Binnable, Base):
    """An indicator (chỉ tiêu): what is measured, year after year. A part stands under its head.

    `name` is printed as the document wrote it, `short_name` serves the screen. `decimals` is how many a figure is
    printed with; None prints what was typed.
    """

    __tablename__ = "indicator"
    parent_id: Mapped[uuid.UUID | None] = mapped_column(_to("indicator.id"), index=True)
    part_kind: Mapped[PartKind | None] = mapped_column(Word(PartKind))
    name: Mapped[str]
    short_name: Mapped[str | None]
    unit: Mapped[str | None]
    value_kind: Mapped[ValueKind] = mapped_column(Word(ValueKind), default=ValueKind.NUMBER)
    better: Mapped[Better] = mapped_column(Word(Better), default=Better.HIGHER)
    over_time: Mapped[OverTime] = mapped_column(Word(OverTime), default=OverTime.LATEST)
    over_areas: Mapped[OverAreas] = mapped_column(Word(OverAreas), default=OverAreas.NONE)
    price_basis: Mapped[PriceBasis | None] = mapped_column(Word(PriceBasis))
    rhythm: Mapped[Rhythm] = mapped_column(Word(Rhythm), default=Rhythm.QUARTERLY)
    decimals: Mapped[int | None]
    department_id: Mapped[uuid.UUID | None] = mapped_column(_to("department.id"), index=True)
    leader_id: Mapped[uuid.UUID | None] = mapped_column(_to("person.id"), index=True)
    note: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)


class TargetRow(Row, Binnable, Base):
    """A target (mức kế hoạch) of an indicator, for a year, in a document; it keeps the document's wording.

    The columns comparator … direction are the thirteen fields of `hxapp.domain.targets.Target`. `number` is the
    document's own number of a numbered indicator ('6'); further figures have none and are counted apart. One target
    of an indicator and document is `judged`; another statement of it says by `restates_id` what it repeats or
    contradicts. `assigned` is the figure given later by a superior to a target that is relative to it.
    """

    __tablename__ = "target"
    indicator_id: Mapped[uuid.UUID] = mapped_column(_to("indicator.id"))
    document_id: Mapped[uuid.UUID] = mapped_column(_to("source_document.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(_to("clause.id"), index=True)
    year: Mapped[int]
    area_id: Mapped[uuid.UUID] = mapped_column(_to("area.id"), index=True)
    department_id: Mapped[uuid.UUID | None] = mapped_column(_to("department.id"), index=True)
    period: Mapped[Period] = mapped_column(PeriodKey)
    number: Mapped[str | None]
    wording: Mapped[str]
    quote: Mapped[str | None]
    judged: Mapped[bool] = mapped_column(default=True)
    restates_id: Mapped[uuid.UUID | None] = mapped_column(_to("target.id"), index=True)
    restates: Mapped[Restates | None] = mapped_column(Word(Restates))
    typed: Mapped[Typed] = mapped_column(Word(Typed), default=Typed.LEVEL)
    name: Mapped[str | None]
    of_which: Mapped[bool] = mapped_column(default=False)
    comparator: Mapped[Comparator] = mapped_column(Word(Comparator))
    low: Mapped[Decimal | None]
    low_decimals: Mapped[int | None]
    high: Mapped[Decimal | None]
    high_decimals: Mapped[int | None]
    strict: Mapped[bool] = mapped_column(default=False)
    approx: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[str | None]
    per: Mapped[str | None]
    baseline: Mapped[str | None]
    plan_basis: Mapped[str | None]
    out_of: Mapped[Decimal | None]
    direction: Mapped[str]
    assigned: Mapped[Decimal | None]
    assigned_decimals: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        _live("uq_target_judged", "indicator_id", "document_id", "year", "area_id", "period", where="judged"),
        Index("ix_target_year", "year", "indicator_id"),
    )


class Result(Row, Binnable, Base):
    """A result (kết quả thực hiện) of an indicator for a period and area; its id is derived from the coordinates.

    Estimate and final of one cell are two rows. `nothing_arose` is 'không phát sinh', which is neither 0 nor blank.
    A rate may be typed as its two counts, both kept; `verdict` judges words by hand.
    """

    __tablename__ = "result"
    indicator_id: Mapped[uuid.UUID] = mapped_column(_to("indicator.id"))
    period: Mapped[Period] = mapped_column(PeriodKey)
    area_id: Mapped[uuid.UUID] = mapped_column(_to("area.id"), index=True)
    basis: Mapped[Basis] = mapped_column(Word(Basis))
    stage: Mapped[Stage] = mapped_column(Word(Stage))
    value: Mapped[Decimal | None]
    decimals: Mapped[int | None]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    words: Mapped[str | None]
    verdict: Mapped[State | None] = mapped_column(Word(State))
    nothing_arose: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = (
        _live("uq_result_cell", "indicator_id", "period", "area_id", "basis", "stage"),
        Index("ix_result_period", "period", "indicator_id"),
    )


class Task(Row, Binnable, Due, Base):
    """A task (nhiệm vụ): a document's wording or a clerk's own, as a tree under clauses or under none."""

    __tablename__ = "task"
    parent_id: Mapped[uuid.UUID | None] = mapped_column(_to("task.id"), index=True)
    document_id: Mapped[uuid.UUID | None] = mapped_column(_to("source_document.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(_to("clause.id"), index=True)
    programme_id: Mapped[uuid.UUID | None] = mapped_column(_to("programme.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    wording: Mapped[str]
    quote: Mapped[str | None]
    product: Mapped[str | None]
    lead_department_id: Mapped[uuid.UUID | None] = mapped_column(_to("department.id"), index=True)
    leader_id: Mapped[uuid.UUID | None] = mapped_column(_to("person.id"), index=True)
    watcher_id: Mapped[uuid.UUID | None] = mapped_column(_to("department.id"), index=True)
    starts_on: Mapped[dt.date | None]
    priority: Mapped[Priority] = mapped_column(Word(Priority), default=Priority.NORMAL)
    state: Mapped[TaskState] = mapped_column(Word(TaskState), default=TaskState.NOT_STARTED)
    percent: Mapped[int] = mapped_column(default=0)
    finished_on: Mapped[dt.date | None]
    accepted_on: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)


class TaskDepartment(Row, Binnable, Base):
    """A department that coordinates in a task, or an outside partner of it."""

    __tablename__ = "task_department"
    task_id: Mapped[uuid.UUID] = mapped_column(_to("task.id"), index=True)
    department_id: Mapped[uuid.UUID] = mapped_column(_to("department.id"), index=True)
    role: Mapped[TaskRole] = mapped_column(Word(TaskRole))
    __table_args__ = (_live("uq_task_department", "task_id", "department_id"),)


class TaskPlace(Row, Binnable, Base):
    """Where a task is done: a neighbourhood or another named place."""

    __tablename__ = "task_place"
    task_id: Mapped[uuid.UUID] = mapped_column(_to("task.id"), index=True)
    area_id: Mapped[uuid.UUID | None] = mapped_column(_to("area.id"), index=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(_to("place.id"), index=True)


class ProgressNote(Row, Binnable, Base):
    """A dated note on a task (tình hình thực hiện)."""

    __tablename__ = "progress_note"
    task_id: Mapped[uuid.UUID] = mapped_column(_to("task.id"), index=True)
    noted_on: Mapped[dt.date]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


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
    __table_args__ = (_live("uq_criteria_set_code", "code"),)


class CriteriaStatement(Row, Binnable, Base):
    """What a document says of a set ('20/24'): shown as the document's words, never as an outcome of ours."""

    __tablename__ = "criteria_statement"
    document_id: Mapped[uuid.UUID] = mapped_column(_to("source_document.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(_to("clause.id"), index=True)
    set_id: Mapped[uuid.UUID] = mapped_column(_to("criteria_set.id"), index=True)
    met: Mapped[int]
    total: Mapped[int]
    quote: Mapped[str]


class Criterion(Row, Binnable, Base):
    """A line of a criteria set: a group (tiêu chuẩn) when it has no parent, else a criterion (tiêu chí) in it."""

    __tablename__ = "criterion"
    set_id: Mapped[uuid.UUID] = mapped_column(_to("criteria_set.id"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(_to("criterion.id"), index=True)
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
    __table_args__ = (_live("uq_criterion_code", "set_id", "code"),)


class Round(Row, Binnable, Base):
    """A round of assessment (vòng đánh giá) of one set: by the ward itself, or checked by a superior."""

    __tablename__ = "round"
    set_id: Mapped[uuid.UUID] = mapped_column(_to("criteria_set.id"))
    kind: Mapped[RoundKind] = mapped_column(Word(RoundKind))
    name: Mapped[str]
    period: Mapped[Period] = mapped_column(PeriodKey)
    held_on: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (_live("uq_round_name", "set_id", "name"),)


class Assessment(Row, Binnable, Due, Base):
    """The assessment (đánh giá) of one criterion in one round; its id is derived from both.

    `missing` and `next_step` with its department and deadline are the road map of an unmet criterion.
    """

    __tablename__ = "assessment"
    round_id: Mapped[uuid.UUID] = mapped_column(_to("round.id"))
    criterion_id: Mapped[uuid.UUID] = mapped_column(_to("criterion.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome), default=Outcome.NOT_ASSESSED)
    value: Mapped[Decimal | None]
    decimals: Mapped[int | None]
    remark: Mapped[str | None]
    evidence: Mapped[str | None]
    missing: Mapped[str | None]
    next_step: Mapped[str | None]
    department_id: Mapped[uuid.UUID | None] = mapped_column(_to("department.id"), index=True)
    __table_args__ = (_live("uq_assessment_cell", "round_id", "criterion_id"),)


def result_id(indicator_id: uuid.UUID, period: Period, area_id: uuid.UUID, basis: Basis, stage: Stage) -> uuid.UUID:
    """The identity of a result's cell, the same on every PC."""
    return uuid.uuid5(CELLS, f"result/{indicator_id}/{period.key}/{area_id}/{basis.value}/{stage.value}")


def assessment_id(round_id: uuid.UUID, criterion_id: uuid.UUID) -> uuid.UUID:
    """The identity of an assessment's cell, the same on every PC."""
    return uuid.uuid5(CELLS, f"assessment/{round_id}/{criterion_id}")


def setting_id(name: str) -> uuid.UUID:
    """The identity of an office setting."""
    return uuid.uuid5(CELLS, f"setting/{name}")
