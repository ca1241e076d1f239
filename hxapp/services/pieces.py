"""Which typed cells make up a figure that was not typed: the fewest and surest that cover its months once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State

Months = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What was typed for one period, basis and stage; a cell may hold only a note."""

    period: Period
    basis: Basis
    stage: Stage
    value: Decimal | None = None
    counts: tuple[Decimal, Decimal] | None = None
    words: str | None = None
    verdict: State | None = None
    nothing_arose: bool = False
    note: str = ""
    source: str = ""

    @property
    def has_figure(self) -> bool:
        return self.value is not None or self.words is not None or self.nothing_arose or self.verdict is not None

    @property
    def counted(self) -> Decimal | None:
        """The figure as it is added: nothing arose is 0; None for words."""
        return Decimal(0) if self.nothing_arose and self.value is None else self.value


def months_of(period: Period) -> Months | None:
    """The first and last month of a period of whole months within one year; None for another."""
    ends = Period.month(period.year, period.last.month).last == period.last
    if period.first.year != period.year or period.first.day != 1 or not ends:
        return None
    return period.first.month, period.last.month


def summed(cells: Iterable[Cell], year: int, months: Months, stage: Stage) -> list[Cell] | None:
    """The cells whose sum is the flow of the months; None when none cover them.

    Final cells before estimates, but the last piece of the stage asked. What counts from January goes as far as the
    furthest such cell that was typed; the rest, and any other stretch, is taken from the fewest cells.
    """
    first, last = months
    slots = _slots(cells, year, months, stage, cumulative=True)
    if first > 1:
        found = _fewest(slots, first, last, stage)
        return None if found is None else found[1]
    made = []
    for (begin, until), head in slots.items():
        rest = _fewest(slots, until + 1, last, stage) if begin == 1 else None
        if rest is not None:
            unsure, tail = rest
            made.append((unsure + _unsure(head, (begin, until), last, stage), -until, [head, *tail]))
    return min(made, key=lambda one: one[:2])[2] if made else None


def averaged(cells: Iterable[Cell], year: int, months: Months, stage: Stage) -> list[Cell] | None:
    """Cells of one length, shortest first, that cover the months: an average of unequal ones would be none."""
    first, last = months
    slots = _slots(cells, year, months, stage, cumulative=False)
    for length in range(1, last - first + 1):
        ends = [(begin, begin + length - 1) for begin in range(first, last + 1, length)]
        if ends[-1][1] == last and all(piece in slots for piece in ends):
            return [slots[piece] for piece in ends]
    return None


def _slots(
    cells: Iterable[Cell], year: int, months: Months, stage: Stage, *, cumulative: bool
) -> Mapping[Months, Cell]:
    """The one cell to take for each stretch of months within, but not the whole of, the months asked."""
    first, last = months
    found: dict[Months, Cell] = {}
    for cell in cells:
        covered = months_of(cell.period)
        if covered is None or cell.period.year != year or cell.counted is None:
            continue
        if cell.basis is Basis.CUMULATIVE:
            if not cumulative:
                continue
            covered = (1, covered[1])
        if covered == months or not first <= covered[0] <= covered[1] <= last:
            continue
        held = found.get(covered)
        if held is None or _rank(cell, covered, last, stage) < _rank(held, covered, last, stage):
            found[covered] = cell
    return found


def _rank(cell: Cell, covered: Months, last: int, stage: Stage) -> tuple[int, bool, bool, str]:
    """Of cells for the same months: the surer, then the one typed as just that ('9 tháng' before lũy kế of quý III)."""
    exact = cell.basis is Basis.IN_PERIOD and cell.period == cell.period.cumulative
    return _unsure(cell, covered, last, stage), not exact, cell.basis is Basis.IN_PERIOD, cell.period.key


def _unsure(cell: Cell, covered: Months, last: int, stage: Stage) -> int:
    """How many months stand by a cell of another stage than wanted: final, and at the end what was asked."""
    wanted = stage if covered[1] == last else Stage.FINAL
    return 0 if cell.stage is wanted else covered[1] - covered[0] + 1


def _fewest(slots: Mapping[Months, Cell], first: int, last: int, stage: Stage) -> tuple[int, list[Cell]] | None:
    """The cover with the fewest unsure months, then the fewest cells, then the longest first; None when none does."""
    best: dict[int, tuple[int, int, tuple[int, ...], list[Cell]]] = {first - 1: (0, 0, (), [])}
    for end in range(first, last + 1):
        for (begin, until), cell in slots.items():
            if until != end or begin - 1 not in best:
                continue
            unsure, count, starts, before = best[begin - 1]
            way = (
                unsure + _unsure(cell, (begin, until), last, stage),
                count + 1,
                (*starts, begin - until),
                [*before, cell],
            )
            if end not in best or way[:3] < best[end][:3]:
                best[end] = way
    found = best.get(last)
    return None if found is None else (found[0], found[3])
