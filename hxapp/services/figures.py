"""Figures of an indicator: what was typed for its periods, and what follows from it for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from hxapp.domain.indicators import Basis, OverTime, Stage, add_up
from hxapp.domain.periods import Period, PeriodKind
from hxapp.domain.ratings import State
from hxapp.domain.words import format_number
from hxapp.services.pieces import Cell, Pieces, is_whole, months_of

NOTHING_AROSE = "không phát sinh"
# A rate is so many hundredths or thousandths; it alone may be typed as two counts.
_SCALES = {"%": Decimal(100), "‰": Decimal(1000)}
COUNTED_DECIMALS = 1
"""With how many decimals a rate is kept that two counts make, where its indicator does not say."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown; a derived one was not typed but follows from what was.

    `pieces` are the cells it comes from: the one it was typed in, or those that make it.
    """

    value: Decimal | None
    text: str
    stage: Stage
    derived: bool = False
    counts: tuple[Decimal, Decimal] | None = None
    nothing_arose: bool = False
    words: str | None = None
    verdict: State | None = None
    pieces: tuple[Cell, ...] = field(default=(), compare=False, repr=False)

    @property
    def counts_text(self) -> str:
        """The two counts a rate was typed as, '' without."""
        return "" if self.counts is None else counts_text(self.counts)


def rate_sign(unit: str | None) -> str | None:
    """'%' or '‰' where the unit is that of a rate ('%', '%/năm'); None for an amount."""
    return next((sign for sign in _SCALES if sign in (unit or "")), None)


def rate_scale(unit: str | None) -> Decimal | None:
    """What a share is multiplied by to be a rate of that unit; None for an amount."""
    sign = rate_sign(unit)
    return None if sign is None else _SCALES[sign]


def ratio(counts: tuple[Decimal, Decimal], unit: str | None) -> Decimal | None:
    """The rate that two counts make, unrounded; None where the unit is no rate or nothing is counted."""
    part, whole = counts
    scale = rate_scale(unit)
    if scale is None or not whole:
        return None
    with localcontext() as context:
        context.prec = 40
        return part * scale / whole


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value as printed with so many decimals, half up."""
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def printed(figure: Figure | None, decimals: int | None) -> Decimal | None:
    """The figure's value as it is printed, with so many decimals; None prints what was typed."""
    if figure is None or figure.value is None or decimals is None:
        return None if figure is None else figure.value
    return rounded(figure.value, decimals)


def counts_text(counts: tuple[Decimal, Decimal]) -> str:
    """The two counts as they are typed: '9.842/9.905'."""
    return f"{format_number(counts[0])}/{format_number(counts[1])}"


@lru_cache(maxsize=1024)  # a grid asks for the same dozen periods thousands of times
def from_january(period: Period) -> Period:
    """The period from 1 January to the last day of this one."""
    return period.cumulative


class Series:
    """The figures of one indicator and area over two years, typed and derived.

    Over time they add up as `over_time` says; `decimals` is how many they are printed with, None as typed. A final
    cell is taken before an estimate, unless the estimate is asked for.
    """

    def __init__(self, cells: Iterable[Cell], over_time: OverTime, decimals: int | None) -> None:
        self._cells = tuple(cells)
        self._over_time = over_time
        self._decimals = decimals
        # By the last day: whatever tells a period's figure, alone or as the last piece of it, ends with the period.
        self._ending: dict[dt.date, list[Cell]] = {}
        self._may_contradict = False
        for cell in self._cells:
            if cell.has_figure:
                beside = self._ending.setdefault(cell.period.last, [])
                beside.append(cell)
                # Months alone, one cell for each, can't contradict one another.
                alone = cell.basis is Basis.IN_PERIOD and cell.period.kind is PeriodKind.MONTH
                if len(beside) > 1 or not alone or cell.disagrees:
                    self._may_contradict = True
        self._pieces: dict[Stage | None, Pieces] = {}

    def __bool__(self) -> bool:
        """Whether there is any figure to show."""
        return bool(self._ending)

    def cell(self, period: Period, stage: Stage, basis: Basis = Basis.IN_PERIOD) -> Cell | None:
        """The cell that was typed there, one with a figure before one that holds only a note."""
        cells = [cell for cell in self._cells if cell.period == period and cell.basis is basis]
        return min(cells, key=lambda cell: (not cell.has_figure, cell.stage is not stage), default=None)

    def typed(self, period: Period, stage: Stage, basis: Basis) -> Cell | None:
        """The cell with a figure that somebody typed for just that; None where nobody did."""
        for cell in self._alone(period, basis):
            if cell.stage is stage and cell.areas is None:
                return cell
        return None

    def in_period(self, period: Period, stage: Stage) -> Figure | None:
        """The figure of the period alone; of a period that begins the year's count it is the cumulative one."""
        if from_january(period) == period:
            return self.cumulative(period, stage)
        return self._choose([(cell, False) for cell in self._alone(period, Basis.IN_PERIOD)], period, stage)

    def cumulative(self, period: Period, stage: Stage) -> Figure | None:
        """The figure from 1 January to the period's last day."""
        whole, alone = from_january(period), Basis.IN_PERIOD
        here = [(cell, cell.basis is alone and cell.period != whole) for cell in self._until(period, whole)]
        return self._choose(here, whole, stage)

    def judged(self, period: Period, stage: Stage) -> Figure | None:
        """The figure a target of the year is compared with: the cumulative one.

        A number of a later period alone says nothing of the year, so where there is no cumulative one there is none;
        words and a verdict stand for themselves.
        """
        found = self.cumulative(period, stage)
        if found is not None or self._over_time is OverTime.SUM:
            return found
        alone = self.in_period(period, stage)
        if alone is None or (period.first.month, period.first.day) == (1, 1):
            return alone
        return None if alone.value is not None or alone.nothing_arose else alone

    def contradicts(self, period: Period, basis: Basis | None = None) -> bool:
        """Whether figures that must be one differ: of the same months, a sum and its pieces, the ward and its areas.

        Of the period alone, from 1 January, or without a basis of both. Estimates are only held against estimates,
        final figures against final ones; what not all neighbourhoods have told is held against nothing.
        """
        if not self._may_contradict or period.last not in self._ending:
            return False
        until = from_january(period)
        if (basis is not Basis.IN_PERIOD or until == period) and self._contradict(self._until(period, until), until):
            return True
        if basis is Basis.CUMULATIVE or until == period:
            return False
        return self._contradict(self._alone(period, Basis.IN_PERIOD), period)

    def _contradict(self, here: Sequence[Cell], period: Period) -> bool:
        """Whether cells that tell the period's figure differ among themselves, or the first from its pieces."""
        if any(cell.disagrees for cell in here):
            return True
        for stage in Stage:
            told = [cell for cell in here if is_whole(cell, stage)]
            if len(told) > 1 and any(cell.counted != told[0].counted for cell in told):
                return True
            if told and self._over_time is OverTime.SUM and self._differs(told[0], period, stage):
                return True
        return False

    def _differs(self, typed: Cell, period: Period, stage: Stage) -> bool:
        """Whether the pieces of the period come to another figure than was typed for it."""
        months = months_of(period)
        if months is None or months[0] == months[1]:
            return False
        pieces = self._pieces_of(stage).summed(period.year, months, stage)
        return pieces is not None and sum(cell.counted or 0 for cell in pieces) != typed.counted

    def _pieces_of(self, stage: Stage | None) -> Pieces:
        """What can be pieces: all cells, or those of a stage that can be held against others."""
        found = self._pieces.get(stage)
        if found is None:
            cells = [cell for ending in self._ending.values() for cell in ending]
            found = Pieces(cell for cell in cells if stage is None or is_whole(cell, stage))
            self._pieces[stage] = found
        return found

    def _alone(self, period: Period, basis: Basis) -> list[Cell]:
        """The cells with a figure of just that period and basis."""
        return [cell for cell in self._ending.get(period.last, ()) if cell.basis is basis and cell.period == period]

    def _until(self, period: Period, whole: Period) -> list[Cell]:
        """The cells that tell the figure of the `whole`, from 1 January to the period's end, the one to take first.

        What was typed comes before what neighbourhoods make. What is latest stands at the end of every period that
        ends there, so the period's own cell comes first.
        """
        ending = self._ending.get(period.last)
        if ending is None:
            return []
        latest = self._over_time is OverTime.LATEST
        here = [cell for cell in ending if latest or cell.basis is Basis.CUMULATIVE or cell.period.first == whole.first]
        if len(here) < 2:
            return here
        alone = Basis.IN_PERIOD
        return sorted(
            here,
            key=lambda cell: (
                cell.areas is not None,
                latest and cell.period != period,
                not (cell.period == period == whole and cell.basis is alone),
                cell.basis is alone,
                cell.period != period,
                -cell.period.first.toordinal(),
            ),
        )

    def whole_year(self, year: int) -> Figure | None:
        """The figure of a whole year, final where there is one."""
        return self.cumulative(Period.whole_year(year), Stage.FINAL)

    def _choose(self, typed: list[tuple[Cell, bool]], period: Period, stage: Stage) -> Figure | None:
        """The first cell of the stage asked, else what follows from cells of that stage, else the other stage.

        Each cell comes with whether it only stands for the figure, without having been typed as that.
        """
        asked = next((self.shown(cell, derived=stands) for cell, stands in typed if cell.stage is stage), None)
        if asked is not None:
            return asked
        derived = self._derived(period, stage)
        if not typed or (derived is not None and derived.stage is stage):
            return derived
        cell, stands = typed[0]
        return self.shown(cell, derived=stands)

    def _derived(self, period: Period, stage: Stage) -> Figure | None:
        ending = self._ending.get(period.last)
        if self._over_time is OverTime.NONE or ending is None:
            return None
        if self._over_time is OverTime.LATEST:
            latest = min(
                ending,
                key=lambda cell: (cell.stage is not stage, cell.areas is not None, -cell.period.first.toordinal()),
            )
            return self.shown(latest, derived=True)
        months = months_of(period)
        if months is None:
            return None
        held = self._pieces_of(None)
        find = held.summed if self._over_time is OverTime.SUM else held.averaged
        cells = find(period.year, months, stage)
        if cells is None:
            return None
        pieces = tuple(cells)
        stage = Stage.ESTIMATE if [cell for cell in pieces if cell.stage is Stage.ESTIMATE] else Stage.FINAL
        if not [cell for cell in pieces if not cell.nothing_arose]:
            return Figure(None, NOTHING_AROSE, stage, derived=True, nothing_arose=True, pieces=pieces)
        value = add_up([cell.counted or Decimal(0) for cell in pieces], self._over_time)
        return None if value is None else Figure(value, self._text(value), stage, derived=True, pieces=pieces)

    def shown(self, cell: Cell, *, derived: bool = False) -> Figure:
        """The cell's figure, as what was typed there or as what only follows from it."""
        derived, pieces = derived or cell.areas is not None, (cell,)
        if cell.nothing_arose:
            return Figure(None, NOTHING_AROSE, cell.stage, derived, nothing_arose=True, pieces=pieces)
        text = self._text(cell.value) if cell.value is not None else cell.words or ""
        if not text and cell.verdict is not None:
            text = cell.verdict.label
        return Figure(
            cell.value,
            text,
            cell.stage,
            derived,
            counts=cell.counts,
            words=cell.words,
            verdict=cell.verdict,
            pieces=pieces,
        )

    def _text(self, value: Decimal) -> str:
        return format_number(value, self._decimals)
