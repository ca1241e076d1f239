"""How an indicator's figure went over two years, and the way to its plan: what a small drawing shows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import select

from hxapp.domain import units
from hxapp.domain.assigned import of_assigned
from hxapp.domain.bands import Band, decimals_of, exactly, rounded, telling
from hxapp.domain.indicators import Better, OverTime, Stage, Typed
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator, Target
from hxapp.services.figures import Series, printed
from hxapp.services.neighbourhoods import ward
from hxapp.services.result_cells import year_cells
from hxapp.services.targets import HeldTarget, main_target, year_targets
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import INDICATOR

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

_SHARES = {"%": 100, "‰": 1000, "lần": 1}


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The figure that is judged at the end of a period."""

    period: Period
    value: Decimal
    stage: Stage


@dataclass(frozen=True, slots=True)
class Trend:
    """Figures of the year before and of the year, and the straight way to the plan.

    `low` and `high` are what the plan comes to in the indicator's own figures; both None where it has none. The way
    begins on 1 January at `start` (0 for what sums, else last year's figure; None where nothing tells it) and ends at
    `goal`, the nearer end of the plan; `needed` is where it stands at the end of the period. `missing` is how far the
    period's figure is from `goal`, 0 when it is reached.
    """

    period: Period
    points: tuple[TrendPoint, ...]
    low: Decimal | None = None
    high: Decimal | None = None
    start: Decimal | None = None
    goal: Decimal | None = None
    needed: Decimal | None = None
    missing: Decimal | None = None


def trend(session: Reading, indicator_id: uuid.UUID, year: int, period: Period, stage: Stage = Stage.FINAL) -> Trend:
    """The trend of one indicator, seen at the period; without points when it is not in the book."""
    row = session.execute(
        select(
            INDICATOR.c.better, INDICATOR.c.over_time, INDICATOR.c.rhythm, INDICATOR.c.decimals, INDICATOR.c.unit
        ).where(INDICATOR.c.id == indicator_id, live(INDICATOR))
    ).first()
    if row is None:
        return Trend(period, ())
    area_id = ward(session)
    series = Series(year_cells(session, area_id, period.year).get(indicator_id, ()), row.over_time, row.decimals)
    points = tuple(
        TrendPoint(one, figure.value, figure.stage)
        for one in _periods(row.rhythm, period.year)
        if (figure := series.judged(one, stage)) is not None and figure.value is not None
    )
    target = main_target([one for one in year_targets(session, year, area_id) if one.indicator_id == indicator_id])
    base = printed(series.whole_year(period.year - 1), row.decimals)
    now = printed(series.judged(period, stage), row.decimals)
    if target is None:
        return Trend(period, points)
    return _with_goal(
        Trend(period, points),
        target,
        row.better,
        row.over_time,
        row.unit or "",
        base,
        now,
    )


def _periods(rhythm: Rhythm, year: int) -> list[Period]:
    """The months of both years for what is collected by month, else the quarters."""
    if rhythm is Rhythm.MONTHLY:
        return [Period.month(one, month) for one in (year - 1, year) for month in range(1, 13)]
    return [Period.quarter(one, quarter) for one in (year - 1, year) for quarter in range(1, 5)]


def _with_goal(
    bare: Trend,
    held: HeldTarget,
    better: Better,
    over_time: OverTime,
    unit: str,
    base: Decimal | None,
    now: Decimal | None,
) -> Trend:
    low, high = plan_ends(held, better, unit, base)
    if low is None and high is None:
        return bare
    changes = held.target.is_change
    side = better
    if changes and held.typed is Typed.CHANGE and better is not Better.NONE:
        side = Better.HIGHER  # a change is better the larger it is in the sense asked
    elif changes and better is not Better.NONE:
        side = Better.HIGHER if held.target.is_increase else Better.LOWER
    band = Band(low, high, side)
    end = band.floor if band.floor is not None else band.ceiling
    assert end is not None
    start = _start(held, over_time, base)
    share = bare.period.elapsed_share if not bare.period.ends_year else Fraction(1)
    decimals = max(decimals_of(now, base, *held.target.bounds), 0)
    needed = None
    if start is not None:
        ahead = not _begins_anew(over_time, held) and (
            (side is Better.LOWER and start <= end) or (side is not Better.LOWER and start >= end)
        )
        start = end if ahead else start
        way = start + (end - start) * share
        needed = telling(way, way if now is None else Fraction(now), decimals)
    missing = None
    if now is not None:
        short = Fraction(0)
        if band.floor is not None:
            short = max(band.floor - Fraction(now), short)
        if band.ceiling is not None:
            short = max(Fraction(now) - band.ceiling, short)
        missing = exactly(short)
    return Trend(
        bare.period,
        bare.points,
        low=None if low is None else exactly(low),
        high=None if high is None else exactly(high),
        start=None if start is None else rounded(start, decimals),
        goal=exactly(end),
        needed=needed,
        missing=missing,
    )


def _begins_anew(over_time: OverTime, held: HeldTarget) -> bool:
    """Whether the figure begins every year at nothing."""
    return over_time is OverTime.SUM or (held.target.is_change and held.typed is Typed.CHANGE)


def _start(held: HeldTarget, over_time: OverTime, base: Decimal | None) -> Fraction | None:
    if _begins_anew(over_time, held):
        return Fraction(0)
    return None if base is None else Fraction(base)


def plan_ends(
    held: HeldTarget, better: Better, unit: str, base: Decimal | None
) -> tuple[Fraction | None, Fraction | None]:
    """What the target's figures come to in the indicator's own: a change from its base, a share of what was assigned.

    Both None where it has no figure, or where the base or the assigned figure is missing.
    """
    target = held.target
    low, high = (None if bound is None else Fraction(bound) for bound in target.bounds)
    if target.comparator is Comparator.TEXT_ONLY:
        return None, None
    if target.comparator is Comparator.MAINTAIN and not target.has_figure:
        kept = None if base is None else Fraction(base)
        return kept, kept
    if target.comparator is Comparator.RELATIVE_TO_PLAN:
        return (None, None) if held.assigned is None else of_assigned(target, Fraction(held.assigned), better)
    if not target.is_change:
        scale = _scale(target, unit, base)
        return (None, None) if scale is None else _multiplied(low, high, scale)
    if held.typed is Typed.LEVEL:
        if base is None:
            return None, None
        start = Fraction(base)
        share = _SHARES.get(target.unit or "")
        of_rate = "%" in unit or "‰" in unit  # a per cent of a rate is a point
        relative = share is not None and (not of_rate or target.unit == "lần")
        own = units.factor(target.unit, unit) if target.unit and unit else Fraction(1)
        scale = abs(start) / share if relative and share is not None else own
        if scale is None:
            return None, None
        sense = 1 if target.is_increase else -1
        ends = sorted(start + sense * scale * bound for bound in (low, high) if bound is not None)
        if len(ends) == 2:
            return ends[0], ends[1]
        # An open change ('tăng trên 3') is open on the side it leads to.
        return (ends[0], None) if (low is not None) is target.is_increase else (None, ends[0])
    return low, high


def _scale(target: Target, unit: str, base: Decimal | None) -> Fraction | None:
    """What the target's figures are multiplied by to be in the indicator's unit; None where nothing tells."""
    if target.unit == "lần" and target.baseline is not None and not units.same(unit, "lần"):
        return None if base is None else Fraction(base)
    return units.factor(target.unit, unit) if target.unit and unit else Fraction(1)


def _multiplied(
    low: Fraction | None, high: Fraction | None, scale: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    return None if low is None else low * scale, None if high is None else high * scale
