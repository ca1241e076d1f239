"""Parts ('trong đó') against their wholes as results are written: a part never exceeds its whole, in any period."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hxapp.domain.indicators import Stage
from hxapp.domain.parts import exceeds_whole
from hxapp.domain.periods import Period, periods_of
from hxapp.domain.words import format_number
from hxapp.services.figures import Figure, Series, rate_sign
from hxapp.services.pieces import Cell
from hxapp.services.typed_results import Measured

Cells = Mapping[uuid.UUID, Sequence[Cell]]
_Found = tuple[Period, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Written:
    """A figure that is written: its place among those that are written together, its indicator and period."""

    at: int
    indicator_id: uuid.UUID
    period: Period


def refusals(
    part: Measured, whole: Measured, written: Sequence[Written], before: Cells, after: Cells
) -> Iterator[tuple[int, str]]:
    """Which of the figures `written` of an area and year put the part out of order, each with the sentence of why.

    What is shown is compared, typed or derived, estimate or final, once all is written: at the periods themselves,
    and at every later one of the year that only the new figures put out of order. Of part and whole written for the
    same period the part is to blame.
    """
    if not written:
        return
    ordered = sorted(written, key=lambda one: (one.period, one.indicator_id != part.id))
    own = {one.period for one in written}
    old: frozenset[_Found] | None = None
    told: set[int] = set()
    for found in _out_of_order(part, whole, after, own):
        period = found[0]
        if period in own:
            blamed = next(one for one in ordered if one.period == period)
        else:
            if old is None:
                old = frozenset(_out_of_order(part, whole, before, own))
            if found in old:
                continue
            until = [one for one in ordered if one.period.last <= period.last]
            latest = until[-1].period
            blamed = next(one for one in until if one.period == latest)
        if blamed.at not in told:
            told.add(blamed.at)
            yield blamed.at, _sentence(part, whole, blamed, found)


def _sentence(part: Measured, whole: Measured, blamed: Written, found: _Found) -> str:
    period, inside, total = found
    at = "" if period == blamed.period else f"{period.label}: "
    if blamed.indicator_id == part.id:
        said = (
            f"“{part.called}” là {_said(inside, part.unit)}, không được lớn hơn “{whole.called}” "
            f"là {_said(total, whole.unit)}."
        )
    else:
        said = (
            f"“{whole.called}” là {_said(total, whole.unit)}, không được nhỏ hơn phần “{part.called}” "
            f"là {_said(inside, part.unit)}."
        )
    mended = whole if blamed.indicator_id == part.id else part
    return f"{at}{said} Nếu số của “{mended.called}” sai thì sửa ở đó trước, rồi nhập lại ô này."


def _out_of_order(part: Measured, whole: Measured, cells: Cells, own: Iterable[Period]) -> Iterator[_Found]:
    """Where the part's figure as shown is larger than the whole's: at the `own` periods, then at those after them."""
    inside = Series(cells.get(part.id, ()), part.over_time, part.decimals)
    total = Series(cells.get(whole.id, ()), whole.over_time, whole.decimals)
    if not inside or not total:
        return
    first = sorted(own)
    later = sorted(
        one for one in periods_of(first[0].year) if one not in first and one.last >= min(day.last for day in first)
    )
    for period in (*first, *later):
        for stage in (Stage.FINAL, Stage.ESTIMATE):
            for pair in (
                (inside.in_period(period, stage), total.in_period(period, stage)),
                (inside.cumulative(period, stage), total.cumulative(period, stage)),
            ):
                small, large = map(_counted, pair)
                if small is not None and large is not None and exceeds_whole(small, part.unit, large, whole.unit):
                    yield period, small, large


def _counted(figure: Figure | None) -> Decimal | None:
    if figure is None:
        return None
    return Decimal(0) if figure.nothing_arose else figure.value


def _said(value: Decimal, unit: str | None) -> str:
    value = value.normalize()
    shown = format_number(value if int(value.as_tuple().exponent) <= 0 else value.quantize(Decimal(1)))
    return f"{shown} {unit}" if unit and rate_sign(unit) is None else f"{shown}{unit or ''}"
