"""Which typed cells make up a figure that was not typed: the fewest and surest that cover its months once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, PeriodKind
from hxapp.domain.ratings import State

Months = tuple[int, int]


class Cell(NamedTuple):
    """What stands for one period, basis and stage; a cell may hold only a note. (A tuple: a grid makes thousands.)

    `areas` tells of a ward's cell that was not typed but made from neighbourhoods: of how many, and how many there
    are. `disagrees` tells of a typed one that the neighbourhoods come to another figure.
    """

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
    areas: tuple[int, int] | None = None
    disagrees: bool = False

    @property
    def is_typed(self) -> bool:
        """Whether somebody typed the figure here."""
        return self.has_figure and self.areas is None

    @property
    def has_figure(self) -> bool:
        return self.value is not None or self.words is not None or self.nothing_arose or self.verdict is not None

    @property
    def counted(self) -> Decimal | None:
        """The figure as it is added: nothing arose is 0; None for words."""
        return Decimal(0) if self.nothing_arose and self.value is None else self.value


def told(cells: Iterable[Cell]) -> str:
    """The cells by their periods, in order: 'tháng 1, 2, 3', '6 tháng, quý III', 'lũy kế quý II'.

    Where neighbourhoods make them, the fewest that told one: 'tháng 1, 2 (12/15 tổ dân phố)'.
    """
    ordered = sorted(cells, key=lambda cell: cell.period)
    names: list[str] = []
    before = ""
    for cell in ordered:
        kind, _, number = cell.period.short_label.rpartition(" ")
        if cell.basis is Basis.CUMULATIVE and cell.period != cell.period.cumulative:
            kind = f"{cell.basis.label} {kind}"
        numbered = cell.period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER)
        names.append(number if numbered and kind == before else f"{kind} {number}".strip())
        before = kind if numbered else ""
    counts = [cell.areas for cell in ordered if cell.areas is not None]
    return f"{', '.join(names)} ({told_areas(counts)})" if counts else ", ".join(names)


def told_areas(counts: Sequence[tuple[int, int]]) -> str:
    """Of how many neighbourhoods, the fewest: '12/15 tổ dân phố'."""
    made, existing = min(counts, key=lambda count: count[0] - count[1])
    return f"{made}/{existing} {AreaKind.NEIGHBOURHOOD.label.lower()}"


def months_of(period: Period) -> Months | None:
    """The first and last month of a period of whole months within one year; None for another."""
    ends = Period.month(period.year, period.last.month).last == period.last
    if period.first.year != period.year or period.first.day != 1 or not ends:
        return None
    return period.first.month, period.last.month


def is_whole(cell: Cell, stage: Stage) -> bool:
    """Whether other figures of the stage can be held against the cell's: it has one, of all neighbourhoods."""
    return cell.stage is stage and cell.counted is not None and (cell.areas is None or cell.areas[0] == cell.areas[1])


class Pieces:
    """The cells whose figures can be pieces of others, each with the months it is of."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._years: dict[int, list[tuple[Months, Cell]]] = {}
        for cell in cells:
            covered = months_of(cell.period)
            if covered is not None and cell.counted is not None:
                months = (1, covered[1]) if cell.basis is Basis.CUMULATIVE else covered
                self._years.setdefault(cell.period.year, []).append((months, cell))
        self._months = {year: _month_by_month(found) for year, found in self._years.items()}

    def summed(self, year: int, months: Months, stage: Stage) -> list[Cell] | None:
        """The cells whose sum is the flow of the months; None when none cover them.

        Final cells before estimates, but the last piece of the stage asked. What counts from January goes as far as
        the furthest such cell that was typed; the rest, and any other stretch, is taken from the fewest cells.
        """
        alone = self._months.get(year)
        if alone is not None:
            return _in_a_row(alone, months)
        first, last = months
        slots = self._slots(year, months, stage, cumulative=True)
        if not any(until == last for _, until in slots):
            return None
        if first > 1:
            fewest = _fewest(slots, first, last, stage)
            return None if fewest is None else fewest[1]
        made = []
        for (begin, until), head in slots.items():
            rest = _fewest(slots, until + 1, last, stage) if begin == 1 else None
            if rest is not None:
                unsure, tail = rest
                made.append((unsure + _unsure(head, (begin, until), last, stage), -until, [head, *tail]))
        return min(made, key=lambda one: one[:2])[2] if made else None

    def averaged(self, year: int, months: Months, stage: Stage) -> list[Cell] | None:
        """Cells of one length, shortest first, that cover the months: an average of unequal ones would be none."""
        alone = self._months.get(year)
        if alone is not None:
            return _in_a_row(alone, months)
        first, last = months
        slots = self._slots(year, months, stage, cumulative=False)
        for length in range(1, last - first + 1):
            ends = [(begin, begin + length - 1) for begin in range(first, last + 1, length)]
            if ends[-1][1] == last and all(piece in slots for piece in ends):
                return [slots[piece] for piece in ends]
        return None

    def _slots(self, year: int, months: Months, stage: Stage, *, cumulative: bool) -> Mapping[Months, Cell]:
        """The one cell to take for each stretch of months within, but not the whole of, the months asked."""
        first, last = months
        slots: dict[Months, Cell] = {}
        for covered, cell in self._years.get(year, ()):
            if covered == months or not first <= covered[0] <= covered[1] <= last:
                continue
            if cell.basis is Basis.CUMULATIVE and not cumulative:
                continue
            held = slots.get(covered)
            if held is None or _rank(cell, covered, last, stage) < _rank(held, covered, last, stage):
                slots[covered] = cell
        return slots


def _month_by_month(found: Sequence[tuple[Months, Cell]]) -> Mapping[int, Cell] | None:
    """The cells by their month where there is nothing to choose: each of a month alone, and one for each month."""
    alone = {months[1]: cell for months, cell in found if months[0] == months[1] and cell.basis is Basis.IN_PERIOD}
    return alone if len(alone) == len(found) else None


def _in_a_row(alone: Mapping[int, Cell], months: Months) -> list[Cell] | None:
    """The cells of all these months, which are several; None where one is missing."""
    cells = [alone[month] for month in range(months[0], months[1] + 1) if month in alone]
    return cells if 1 < len(cells) == months[1] - months[0] + 1 else None


def _rank(cell: Cell, covered: Months, last: int, stage: Stage) -> tuple[int, bool, bool, bool, str]:
    """Of cells for the same months: the surer, then what was typed, as that ('9 tháng' before lũy kế of quý III)."""
    alone = cell.basis is Basis.IN_PERIOD
    exact = alone and cell.period == cell.period.cumulative
    return _unsure(cell, covered, last, stage), cell.areas is not None, not exact, alone, cell.period.key


def _unsure(cell: Cell, covered: Months, last: int, stage: Stage) -> int:
    """How many months stand by a cell of another stage than wanted: final, and at the end what was asked."""
    wanted = stage if covered[1] == last else Stage.FINAL
    return 0 if cell.stage is wanted else covered[1] - covered[0] + 1


def _fewest(slots: Mapping[Months, Cell], first: int, last: int, stage: Stage) -> tuple[int, list[Cell]] | None:
    """The cover with the fewest unsure months, then the fewest cells, then the longest first; None when none does."""
    ending: dict[int, list[tuple[int, Cell]]] = {}
    for (begin, until), cell in slots.items():
        if begin >= first:
            ending.setdefault(until, []).append((begin, cell))
    best: dict[int, tuple[int, int, tuple[int, ...], list[Cell]]] = {first - 1: (0, 0, (), [])}
    for end in range(first, last + 1):
        for begin, cell in ending.get(end, ()):
            if begin - 1 not in best:
                continue
            unsure, count, starts, before = best[begin - 1]
            way = (
                unsure + _unsure(cell, (begin, end), last, stage),
                count + 1,
                (*starts, begin - end),
                [*before, cell],
            )
            if end not in best or way[:3] < best[end][:3]:
                best[end] = way
    found = best.get(last)
    return None if found is None else (found[0], found[3])
