"""Indicators, their targets and results."""

from __future__ import annotations

import uuid
from decimal import Decimal

from sqlalchemy.orm import Mapped

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Basis, Better, OverAreas, OverTime, PartKind, PriceBasis, Stage, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.storage.mapped.base import CELLS, Base, Binnable, Row
from hxapp.storage.schema.indicators import INDICATOR, RESULT, TARGET


class Indicator(Row, Binnable, Base):
    """An indicator (chỉ tiêu): what is measured, year after year. A part stands under its head.

    `name` is printed as the document wrote it, `short_name` serves the screen. `decimals` is how many a figure is
    printed with; None prints what was typed.
    """

    __table__ = INDICATOR
    parent_id: Mapped[uuid.UUID | None]
    part_kind: Mapped[PartKind | None]
    name: Mapped[str]
    short_name: Mapped[str | None]
    unit: Mapped[str | None]
    value_kind: Mapped[ValueKind]
    better: Mapped[Better]
    over_time: Mapped[OverTime]
    over_areas: Mapped[OverAreas]
    price_basis: Mapped[PriceBasis | None]
    rhythm: Mapped[Rhythm]
    decimals: Mapped[int | None]
    department_id: Mapped[uuid.UUID | None]
    leader_id: Mapped[uuid.UUID | None]
    note: Mapped[str | None]
    position: Mapped[int]


class TargetRow(Row, Binnable, Base):
    """A target (mức kế hoạch) of an indicator, for a year, in a document; it keeps the document's wording.

    The columns comparator … direction are the thirteen fields of `hxapp.domain.targets.Target`. `number` is the
    document's own number of a numbered indicator ('6'); further figures have none and are counted apart. One target
    of an indicator and document is `judged`; another statement of it says by `restates_id` what it repeats or
    contradicts. `assigned` is the figure given later by a superior to a target that is relative to it.
    """

    __table__ = TARGET
    indicator_id: Mapped[uuid.UUID]
    document_id: Mapped[uuid.UUID]
    clause_id: Mapped[uuid.UUID | None]
    year: Mapped[int]
    area_id: Mapped[uuid.UUID]
    department_id: Mapped[uuid.UUID | None]
    period: Mapped[Period]
    number: Mapped[str | None]
    wording: Mapped[str]
    quote: Mapped[str | None]
    judged: Mapped[bool]
    restates_id: Mapped[uuid.UUID | None]
    restates: Mapped[Restates | None]
    typed: Mapped[Typed]
    name: Mapped[str | None]
    of_which: Mapped[bool]
    comparator: Mapped[Comparator]
    low: Mapped[Decimal | None]
    low_decimals: Mapped[int | None]
    high: Mapped[Decimal | None]
    high_decimals: Mapped[int | None]
    strict: Mapped[bool]
    approx: Mapped[bool]
    unit: Mapped[str | None]
    per: Mapped[str | None]
    baseline: Mapped[str | None]
    plan_basis: Mapped[str | None]
    out_of: Mapped[Decimal | None]
    direction: Mapped[str]
    assigned: Mapped[Decimal | None]
    assigned_decimals: Mapped[int | None]
    position: Mapped[int]


class Result(Row, Binnable, Base):
    """A result (kết quả thực hiện) of an indicator for a period and area; its id is derived from the coordinates.

    Estimate and final of one cell are two rows. `nothing_arose` is 'không phát sinh', which is neither 0 nor blank.
    A rate may be typed as its two counts, both kept; `verdict` judges words by hand.
    """

    __table__ = RESULT
    indicator_id: Mapped[uuid.UUID]
    period: Mapped[Period]
    area_id: Mapped[uuid.UUID]
    basis: Mapped[Basis]
    stage: Mapped[Stage]
    value: Mapped[Decimal | None]
    decimals: Mapped[int | None]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    words: Mapped[str | None]
    verdict: Mapped[State | None]
    nothing_arose: Mapped[bool]
    source: Mapped[str | None]
    note: Mapped[str | None]


def result_id(indicator_id: uuid.UUID, period: Period, area_id: uuid.UUID, basis: Basis, stage: Stage) -> uuid.UUID:
    """The identity of a result's cell, the same on every PC."""
    return uuid.uuid5(CELLS, f"result/{indicator_id}/{period.key}/{area_id}/{basis.value}/{stage.value}")
