"""Indicators, their targets and results."""

from __future__ import annotations

import uuid
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Basis, Better, OverAreas, OverTime, PartKind, PriceBasis, Stage, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.storage.mapped.base import CELLS, Base, Binnable, Row, live_unique, to
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.office import Area, Department, Person
from hxapp.storage.types import PeriodKey, Word


class Indicator(Row, Binnable, Base):
    """An indicator (chỉ tiêu): what is measured, year after year. A part stands under its head.

    `name` is printed as the document wrote it, `short_name` serves the screen. `decimals` is how many a figure is
    printed with; None prints what was typed.
    """

    __tablename__ = "indicator"
    parent_id: Mapped[uuid.UUID | None] = mapped_column(to("indicator.id"), index=True)
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
    department_id: Mapped[uuid.UUID | None] = mapped_column(to(Department.id), index=True)
    leader_id: Mapped[uuid.UUID | None] = mapped_column(to(Person.id), index=True)
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
    indicator_id: Mapped[uuid.UUID] = mapped_column(to(Indicator.id))
    document_id: Mapped[uuid.UUID] = mapped_column(to(SourceDocument.id), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(to(Clause.id), index=True)
    year: Mapped[int]
    area_id: Mapped[uuid.UUID] = mapped_column(to(Area.id), index=True)
    department_id: Mapped[uuid.UUID | None] = mapped_column(to(Department.id), index=True)
    period: Mapped[Period] = mapped_column(PeriodKey)
    number: Mapped[str | None]
    wording: Mapped[str]
    quote: Mapped[str | None]
    judged: Mapped[bool] = mapped_column(default=True)
    restates_id: Mapped[uuid.UUID | None] = mapped_column(to("target.id"), index=True)
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
        live_unique("uq_target_judged", "indicator_id", "document_id", "year", "area_id", "period", where="judged"),
        Index("ix_target_year", "year", "indicator_id"),
    )


class Result(Row, Binnable, Base):
    """A result (kết quả thực hiện) of an indicator for a period and area; its id is derived from the coordinates.

    Estimate and final of one cell are two rows. `nothing_arose` is 'không phát sinh', which is neither 0 nor blank.
    A rate may be typed as its two counts, both kept; `verdict` judges words by hand.
    """

    __tablename__ = "result"
    indicator_id: Mapped[uuid.UUID] = mapped_column(to(Indicator.id))
    period: Mapped[Period] = mapped_column(PeriodKey)
    area_id: Mapped[uuid.UUID] = mapped_column(to(Area.id), index=True)
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
        live_unique("uq_result_cell", "indicator_id", "period", "area_id", "basis", "stage"),
        Index("ix_result_period", "period", "indicator_id"),
    )


def result_id(indicator_id: uuid.UUID, period: Period, area_id: uuid.UUID, basis: Basis, stage: Stage) -> uuid.UUID:
    """The identity of a result's cell, the same on every PC."""
    return uuid.uuid5(CELLS, f"result/{indicator_id}/{period.key}/{area_id}/{basis.value}/{stage.value}")
