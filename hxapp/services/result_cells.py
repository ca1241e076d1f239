"""The cells of results as the book holds them: what was typed in areas, and what the ward's neighbourhoods make."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from hxapp.domain.periods import Period
from hxapp.services.area_sums import BASES, STAGES, area_sums, given, held_areas, of_cells, place_as_stored
from hxapp.services.pieces import Cell
from hxapp.storage.schema.indicators import RESULT
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from hxapp.storage.database import Reading


def year_cells(
    session: Reading, area_id: uuid.UUID, year: int, only: Collection[uuid.UUID] | None = None
) -> Mapping[uuid.UUID, tuple[Cell, ...]]:
    """The area's cells of the year and the year before, by indicator; `only` those of some.

    The ward's are those that were typed and those that its neighbourhoods make.
    """
    return cells(session, {area_id}, [*year_periods(year - 1), *year_periods(year)], only)[area_id]


def year_periods(year: int) -> tuple[Period, ...]:
    """Every period of which a figure may be kept in the year; a span, from one day to another, is none of them."""
    return (
        *(Period.month(year, number) for number in range(1, 13)),
        *(Period.quarter(year, number) for number in range(1, 5)),
        *(Period.months(year, number) for number in range(1, 13)),
    )


def cells(
    session: Reading,
    area_ids: Collection[uuid.UUID],
    periods: Collection[Period],
    only: Collection[uuid.UUID] | None = None,
) -> Mapping[uuid.UUID, Mapping[uuid.UUID, tuple[Cell, ...]]]:
    """The cells of areas for these periods: by area, then by indicator."""
    statement = _statement(many=len(area_ids) > 1, some=only is not None)
    asked = {"areas": list(area_ids), "periods": list(periods), "only": list(only or ())}
    typed: dict[uuid.UUID, dict[uuid.UUID, list[Cell]]] = {area_id: defaultdict(list) for area_id in area_ids}
    by_key = {period.key: period for period in periods}
    for area_id, indicator_id, key, basis, stage, *figure, note, source in session.execute(statement, asked).all():
        value, decimals, numerator, denominator, words, verdict, nothing_arose = figure
        typed[area_id][indicator_id].append(
            Cell(
                by_key[key],
                BASES[basis],
                STAGES[stage],
                as_typed(value, decimals),
                counts_of(numerator, denominator),
                words,
                verdict,
                nothing_arose,
                note or "",
                source or "",
            )
        )
    found = {area: {one: tuple(own) for one, own in held.items()} for area, held in typed.items()}
    areas = held_areas(session)
    for whole in [area.id for area in areas if area.is_ward and area.id in found]:
        found[whole] = area_sums(session, areas, periods, only).among(found[whole])
    return found


@cache
def _statement(*, many: bool, some: bool) -> Select[Any]:
    """What was typed in one area or in many, of all indicators or of some."""
    asked = (
        select(
            RESULT.c.area_id,
            RESULT.c.indicator_id,
            *place_as_stored(),
            RESULT.c.value,
            RESULT.c.decimals,
            RESULT.c.numerator,
            RESULT.c.denominator,
            RESULT.c.words,
            RESULT.c.verdict,
            RESULT.c.nothing_arose,
            RESULT.c.note,
            RESULT.c.source,
        )
        .where(of_cells(many=many))
        .order_by(RESULT.c.period, RESULT.c.indicator_id, RESULT.c.basis, RESULT.c.stage)
    )
    return asked.where(RESULT.c.indicator_id.in_(given("only"))) if some else asked


def counts_of(numerator: Decimal | None, denominator: Decimal | None) -> tuple[Decimal, Decimal] | None:
    """The two counts of a rate, with the decimals they need; None when it was not typed so."""
    if numerator is None or denominator is None:
        return None
    part, whole = as_typed(numerator, None), as_typed(denominator, None)
    return None if part is None or whole is None else (part, whole)
