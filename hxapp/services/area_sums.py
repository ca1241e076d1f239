"""The ward's figure as its neighbourhoods (tổ dân phố) make it, where nobody typed one: added up by the file itself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Text,
    UnaryExpression,
    and_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql.operators import custom_op

from hxapp.domain.indicators import Basis, OverAreas, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period
from hxapp.services.figures import COUNTED_DECIMALS, rate_scale
from hxapp.services.pieces import Cell
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import INDICATOR, RESULT
from hxapp.storage.schema.office import AREA
from hxapp.storage.types import SCALE

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

_UNIT: int = 10**SCALE
_WIDE = Context(prec=80)
# Words as the file holds them: read here, a large list takes a fifth less time than by the columns' own types.
BASES = {word.value: word for word in Basis}
STAGES = {word.value: word for word in Stage}
_WAYS = {word.value: word for word in OverAreas}
# What comes from neighbourhoods without knowing how much each of them weighs.
_ADDED = (OverAreas.SUM, OverAreas.AVERAGE, OverAreas.RATIO)


@dataclass(frozen=True, slots=True)
class AreaDays:
    """An area and the days it existed."""

    id: uuid.UUID
    kind: AreaKind
    name: str
    first: dt.date
    last: dt.date
    position: int

    @property
    def is_ward(self) -> bool:
        """Whether it is the whole ward as it is now."""
        return self.kind is AreaKind.WARD and self.last == dt.date.max

    def exists_in(self, first: dt.date, last: dt.date) -> bool:
        """Whether it existed on one of the days, first and last included."""
        return self.first <= last and first <= self.last


@dataclass(slots=True)
class _Made:
    """What the neighbourhoods typed for one period, basis and stage of an indicator; sums are of millionths."""

    period: Period
    basis: Basis
    stage: Stage
    over_areas: OverAreas
    areas: int
    idle: int
    counted: int
    decimals: int
    lowest: int
    total_high: int
    total_low: int
    part_high: int
    part_low: int
    whole_high: int
    whole_low: int
    unit: str | None
    printed: int | None

    @property
    def place(self) -> tuple[Period, Basis, Stage]:
        """Which of the indicator's cells it is."""
        return self.period, self.basis, self.stage

    @property
    def part(self) -> int:
        return _UNIT * self.part_high + self.part_low

    @property
    def whole(self) -> int:
        return _UNIT * self.whole_high + self.whole_low

    def add(self, other: _Made) -> None:
        """Takes in what further neighbourhoods typed for the same cell."""
        self.areas += other.areas
        self.idle += other.idle
        self.counted += other.counted
        self.decimals = max(self.decimals, other.decimals)
        self.lowest = min(self.lowest, other.lowest)
        self.total_high += other.total_high
        self.total_low += other.total_low
        self.part_high += other.part_high
        self.part_low += other.part_low
        self.whole_high += other.whole_high
        self.whole_low += other.whole_low

    def exact(self) -> tuple[int, int] | None:
        """The ward's figure, unrounded, as a fraction; None where the neighbourhoods' make none."""
        if self.over_areas is OverAreas.RATIO:
            scale = rate_scale(self.unit)
            # One rate without its counts, and nobody knows what it is a rate of.
            if scale is None or not self.counted or self.counted + self.idle < self.areas:
                return None
            return self.part * int(scale), self.whole
        total = _UNIT * self.total_high + self.total_low
        return total, _UNIT if self.over_areas is OverAreas.SUM else _UNIT * self.areas

    def cell(self, existing: int) -> Cell | None:
        """The ward's cell, made of so many of the `existing` neighbourhoods; None where they make none."""
        place = self.place
        told = (self.areas, max(existing, self.areas))
        if self.idle == self.areas:
            return Cell(*place, nothing_arose=True, areas=told)
        exact = self.exact()
        if exact is None:
            return None
        if self.over_areas is OverAreas.RATIO:
            decimals = COUNTED_DECIMALS if self.printed is None else self.printed
            counts = (_amount(self.part), _amount(self.whole))
            return Cell(*place, _rounded(*exact, decimals), counts, areas=told)
        decimals = self.decimals if self.over_areas is OverAreas.SUM else max(self.decimals, self.printed or 0)
        return Cell(*place, _rounded(*exact, decimals), areas=told)

    def contradicts(self, typed: Cell, existing: int) -> bool:
        """Whether the typed figure of the ward can't be that of its neighbourhoods, to the decimals it was typed with.

        While some have not told theirs, only a sum that is past it already can't.
        """
        value, exact = typed.counted, (0, 1) if self.idle == self.areas else self.exact()
        if value is None or exact is None:
            return False
        exponent = value.as_tuple().exponent
        made = _rounded(*exact, max(0, -exponent) if isinstance(exponent, int) else 0)
        if self.areas < existing:
            return self.over_areas is OverAreas.SUM and self.lowest >= 0 and made > value
        return made != value


class AreaSums:
    """What the neighbourhoods typed in some years, added up for each cell of the ward."""

    def __init__(self, areas: Sequence[AreaDays], made: Mapping[uuid.UUID, Sequence[_Made]]) -> None:
        self._areas = areas
        self._made = made
        self._counts: dict[tuple[Period, Basis], int] = {}

    def among(self, own: Mapping[uuid.UUID, Sequence[Cell]]) -> dict[uuid.UUID, tuple[Cell, ...]]:
        """The ward's own cells by indicator, with those that only neighbourhoods make.

        A typed figure wins; a note that stands without a figure stays beside what is made.
        """
        found = {indicator: tuple(cells) for indicator, cells in own.items()}
        for indicator, made in self._made.items():
            cells = {(cell.period, cell.basis, cell.stage): cell for cell in own.get(indicator, ())}
            alone = []
            for one in made:
                existing = self._existing(one.period, one.basis)
                typed = cells.get(one.place) if cells else None
                if typed is not None and typed.has_figure:
                    if one.contradicts(typed, existing):
                        cells[one.place] = typed._replace(disagrees=True)
                elif (cell := one.cell(existing)) is None:
                    continue
                elif typed is None:
                    alone.append(cell)
                else:
                    cells[one.place] = cell._replace(note=typed.note, source=typed.source)
            found[indicator] = (*cells.values(), *alone)
        return found

    def _existing(self, period: Period, basis: Basis) -> int:
        found = self._counts.get((period, basis))
        if found is None:
            days = days_of(period, basis)
            found = self._counts[period, basis] = sum(area.exists_in(*days) for area in self._areas)
        return found


def held_areas(session: Reading) -> list[AreaDays]:
    """The ward and the neighbourhoods, past ones too."""
    rows = session.execute(
        select(AREA.c.id, AREA.c.kind, AREA.c.name, AREA.c.valid_from, AREA.c.valid_to, AREA.c.position)
        .where(live(AREA))
        .order_by(AREA.c.id)
    )
    return [
        AreaDays(row.id, row.kind, row.name, row.valid_from or dt.date.min, row.valid_to or dt.date.max, row.position)
        for row in rows
    ]


def area_sums(
    session: Reading, held: Sequence[AreaDays], periods: Collection[Period], only: Collection[uuid.UUID] | None = None
) -> AreaSums:
    """What the neighbourhoods among the areas typed for these periods, of all or `only` some indicators.

    Sum and mean are of all their figures, 'không phát sinh' being 0; sum ÷ sum needs the two counts of each. A
    neighbourhood counts in the periods in which it existed, if only for a day.
    """
    areas = [area for area in held if area.kind is AreaKind.NEIGHBOURHOOD]
    if not areas or not periods:
        return AreaSums((), {})
    opens = min(period.cumulative.first for period in periods)
    closes = max(period.last for period in periods)
    dated = {one.id: one for one in areas if one.first > opens or one.last < closes}
    asked = {
        "areas": [one.id for one in areas],
        "dated": list(dated),
        "periods": list(periods),
        "only": list(only or ()),
    }
    statement = _statement(apart=bool(dated), some=only is not None)
    made: dict[uuid.UUID, list[_Made]] = {}
    by_key = {period.key: period for period in periods}
    for indicator, apart, key, basis, stage, *sums, way in session.execute(statement, asked).all():
        one = _Made(by_key[key], BASES[basis], STAGES[stage], _WAYS[way], *sums)
        if apart is not None and not dated[apart].exists_in(*days_of(one.period, one.basis)):
            continue
        beside = made.setdefault(indicator, [])
        same = next((other for other in beside if other.place == one.place), None) if dated else None
        if same is None:
            beside.append(one)
        else:
            same.add(one)
    return AreaSums(areas, made)


def days_of(period: Period, basis: Basis) -> tuple[dt.date, dt.date]:
    """The first and last day that a figure of the period is of."""
    return (period.cumulative if basis is Basis.CUMULATIVE else period).first, period.last


def of_cells(*, many: bool) -> ColumnElement[bool]:
    """The condition that a result is of one of the `areas` and `periods` that a statement is given.

    Of many areas the results are found by their periods: each area has those of many years.
    """
    area: ColumnElement[uuid.UUID] = RESULT.c.area_id
    if many:
        area = UnaryExpression(area, operator=custom_op("+"), type_=area.type)  # SQLite looks for no index of it then
    return and_(live(RESULT), RESULT.c.period.in_(given("periods")), area.in_(given("areas")))


def given(name: str) -> BindParameter[Any]:
    """Several values that a statement is given by that name."""
    return bindparam(name, expanding=True)


def place_as_stored() -> tuple[ColumnElement[str], ...]:
    """Period, basis and stage of a result by the words the file holds."""
    return tuple(
        type_coerce(column, Text).label(column.name) for column in (RESULT.c.period, RESULT.c.basis, RESULT.c.stage)
    )


@cache
def _statement(*, apart: bool, some: bool) -> Select[Any]:
    """The sums by cell, of all indicators or `some`, in the order of `_Made`.

    What a `dated` neighbourhood typed stands `apart`, for Python knows which periods it existed in.
    """
    dated: ColumnElement[Any] = case((RESULT.c.area_id.in_(given("dated")), RESULT.c.area_id)) if apart else null()
    figured = and_(of_cells(many=True), or_(RESULT.c.value.is_not(None), RESULT.c.nothing_arose))
    sums = (
        select(
            RESULT.c.indicator_id,
            type_coerce(dated, RESULT.c.area_id.type).label("apart"),
            *place_as_stored(),
            func.count().label("areas"),
            func.sum(type_coerce(RESULT.c.nothing_arose, Integer)).label("idle"),
            func.count(RESULT.c.denominator).label("counted"),
            func.coalesce(func.max(RESULT.c.decimals), 0).label("decimals"),
            func.coalesce(func.min(type_coerce(RESULT.c.value, Integer)), 0).label("lowest"),
            *_halves(RESULT.c.value, "total"),
            *_halves(RESULT.c.numerator, "part"),
            *_halves(RESULT.c.denominator, "whole"),
        )
        .where(and_(figured, RESULT.c.indicator_id.in_(given("only"))) if some else figured)
        .group_by(RESULT.c.period, RESULT.c.indicator_id, RESULT.c.basis, RESULT.c.stage, *([dated] if apart else []))
        .subquery()
    )
    return (
        select(sums, INDICATOR.c.unit, INDICATOR.c.decimals.label("printed"), type_coerce(INDICATOR.c.over_areas, Text))
        .join(INDICATOR, INDICATOR.c.id == sums.c.indicator_id)
        .where(INDICATOR.c.over_areas.in_(_ADDED))
    )


def _halves(column: ColumnElement[Any], name: str) -> Iterator[ColumnElement[Any]]:
    """The sums of whole units and of the millionths beyond them: of many large amounts one sum would not fit."""
    stored = type_coerce(column, Integer)
    for half, called in ((stored // _UNIT, "high"), (stored % _UNIT, "low")):
        yield func.coalesce(func.sum(half), 0).label(f"{name}_{called}")


def _amount(millionths: int) -> Decimal:
    """The amount with the decimals it needs."""
    decimals = SCALE
    while decimals and not millionths % 10:
        millionths, decimals = millionths // 10, decimals - 1
    return Decimal(millionths).scaleb(-decimals, _WIDE)


def _rounded(numerator: int, denominator: int, decimals: int) -> Decimal:
    """The fraction with so many decimals, half up as an office rounds: away from zero."""
    scaled = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return Decimal(scaled if numerator >= 0 else -scaled).scaleb(-decimals, _WIDE)
