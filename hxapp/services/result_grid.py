"""The result grid: indicators by the periods of a year, or by the ward and its neighbourhoods for one period."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from hxapp.domain.indicators import Basis, OverAreas, OverTime, PartKind, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.words import format_number, sort_key
from hxapp.services.area_sums import days_of, held_areas
from hxapp.services.figures import Figure, Series, from_january
from hxapp.services.grid_sections import Section, in_sections
from hxapp.services.indicator_marks import CONTRADICTS, DOUBTFUL, ESTIMATED, is_doubtful, may_be_doubtful
from hxapp.services.indicator_order import Line, held_indicators, in_order
from hxapp.services.neighbourhoods import ward
from hxapp.services.pieces import Cell, told, told_areas
from hxapp.services.result_cells import cells, year_periods
from hxapp.services.targets import year_targets
from hxapp.services.typed_results import NOTHING_TYPED

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

__all__ = ["AreaColumn", "GridCell", "GridRow", "ResultGrid", "Section", "Spot", "area_grid", "year_grid"]


class Spot(StrEnum):
    """What a cell is: typed there, following from others, empty, not due by the rhythm, or of a head."""

    TYPED = "typed"
    DERIVED = "derived"
    EMPTY = "empty"
    NOT_DUE = "not_due"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of the grid, with what the clerk should know of it in `marks`."""

    figure: Figure | None
    spot: Spot
    marks: tuple[str, ...] = ()
    _typed: Cell | None = field(default=None, repr=False)
    _of: tuple[Period, Basis] | None = field(default=None, repr=False)

    @property
    def typed_text(self) -> str:
        """What an editor begins with: what was typed in this very cell, of the basis and stage of the grid.

        '' for everything else, also for a figure that was typed in the other stage.
        """
        return "" if self._typed is None else _as_typed(self._typed)

    @property
    def made_of(self) -> str:
        """What a derived figure comes from: 'tháng 1, 2, 3', '12/15 tổ dân phố'; '' for a typed one."""
        if self.spot is not Spot.DERIVED or self.figure is None:
            return ""
        here = [cell.areas for cell in self.figure.pieces if (cell.period, cell.basis) == self._of and cell.areas]
        return told_areas(here) if here else told(self.figure.pieces)


@dataclass(eq=False, slots=True)
class GridRow:
    """An indicator's line in the grid, in the order and with the number it has in the indicator table.

    `section` is the key of the section it stands in, None where the grid has none for it. A head of a compound takes
    no figure.
    """

    id: uuid.UUID
    parent_id: uuid.UUID | None
    part_kind: PartKind | None
    number: str
    headline: bool
    further: bool
    depth: int
    is_head: bool
    name: str
    short_name: str
    unit: str
    clause: str
    wording: str
    rhythm: Rhythm
    over_time: OverTime
    over_areas: OverAreas
    decimals: int | None
    section: Hashable | None
    _find: Callable[[Hashable], GridCell] = field(repr=False)
    _cells: dict[Hashable, GridCell] = field(default_factory=dict, repr=False)

    def cell(self, key: Hashable) -> GridCell:
        """The cell under a column: of the period of a year's grid, of the area's id in the grid of neighbourhoods."""
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = self._find(key)
        return found


@dataclass(frozen=True, slots=True)
class AreaColumn:
    """A column of the grid of neighbourhoods: the whole ward, or one of those that existed in the period."""

    id: uuid.UUID
    name: str
    is_ward: bool


@dataclass(frozen=True, slots=True)
class ResultGrid:
    """The rows of a grid, the sections they stand in (each before what stands under it), and the columns."""

    sections: tuple[Section, ...]
    rows: tuple[GridRow, ...]
    columns: tuple[Period, ...] | tuple[AreaColumn, ...]


def year_grid(
    reading: Reading,
    year: int,
    periods: Sequence[Period],
    stage: Stage = Stage.FINAL,
    basis: Basis = Basis.IN_PERIOD,
) -> ResultGrid:
    """The year's indicators with the ward's figures for each of the periods."""
    area_id = ward(reading)
    years = sorted({period.year for period in periods})
    found = cells(reading, {area_id}, [one for each in years for one in year_periods(each)])[area_id]

    def finder(line: Line) -> Callable[[Hashable], GridCell]:
        look = _Look(line, stage, basis)
        series = look.series(found)

        def find(period: Hashable) -> GridCell:
            assert isinstance(period, Period)
            return look.cell(series, period)

        return find

    return _grid(reading, year, area_id, tuple(periods), finder)


def area_grid(
    reading: Reading,
    year: int,
    period: Period,
    stage: Stage = Stage.FINAL,
    basis: Basis = Basis.IN_PERIOD,
) -> ResultGrid:
    """The year's indicators with the figures of the ward and of each neighbourhood for the period."""
    days = days_of(period, basis)
    whole = ward(reading)
    areas = [
        area
        for area in held_areas(reading)
        if area.id == whole or (area.kind is AreaKind.NEIGHBOURHOOD and area.exists_in(*days))
    ]
    areas.sort(key=lambda area: (area.id != whole, area.last != dt.date.max, area.position, sort_key(area.name)))
    telling = [one for one in year_periods(period.year) if _may_tell(one, period, basis)]
    found = cells(reading, [area.id for area in areas], telling)

    def finder(line: Line) -> Callable[[Hashable], GridCell]:
        look = _Look(line, stage, basis)

        def find(area_id: Hashable) -> GridCell:
            assert isinstance(area_id, uuid.UUID)
            return look.cell(look.series(found[area_id]), period)

        return find

    columns = tuple(AreaColumn(area.id, area.name, area.id == whole) for area in areas)
    return _grid(reading, year, whole, columns, finder)


def _may_tell(one: Period, period: Period, basis: Basis) -> bool:
    """Whether a figure of the one period can be part of the other's, or stand for it."""
    first, last = days_of(period, Basis.CUMULATIVE if period.cumulative == period else basis)
    return one.last == last or (first <= one.first and one.last < last)


def _grid(
    reading: Reading,
    year: int,
    area_id: uuid.UUID,
    columns: tuple[Period, ...] | tuple[AreaColumn, ...],
    finder: Callable[[Line], Callable[[Hashable], GridCell]],
) -> ResultGrid:
    """The grid; `finder` gives for each line what finds its cells."""
    held = held_indicators(reading)
    lines = in_order(held, [one for one in year_targets(reading, year, area_id) if one.indicator_id in held])
    sections, placed = in_sections(reading, lines)
    return ResultGrid(sections, tuple(_row(line, section, finder(line)) for line, section in placed), columns)


def _row(line: Line, section: Hashable | None, find: Callable[[Hashable], GridCell]) -> GridRow:
    held = line.held
    return GridRow(
        id=held.id,
        parent_id=held.parent_id,
        part_kind=held.part_kind,
        number=line.number,
        headline=line.headline,
        further=line.further,
        depth=line.depth,
        is_head=line.is_head,
        name=held.name,
        short_name=held.short_name or "",
        unit=held.unit or "",
        clause=line.clause,
        wording="" if line.main is None or line.is_head else line.main.wording,
        rhythm=held.rhythm,
        over_time=held.over_time,
        over_areas=held.over_areas,
        decimals=held.decimals,
        section=section,
        _find=find,
    )


_HEAD = GridCell(None, Spot.HEAD)
_EMPTY = GridCell(None, Spot.EMPTY)
_NOT_DUE = GridCell(None, Spot.NOT_DUE)


class _Look:
    """What the cells of one line look like, in a grid of that stage and basis."""

    def __init__(self, line: Line, stage: Stage, basis: Basis) -> None:
        self._held = line.held
        self._is_head = line.is_head
        self._stage = stage
        self._basis = basis
        self._main = line.main
        self._may_be_doubtful: bool | None = None

    def series(self, found: Mapping[uuid.UUID, Sequence[Cell]]) -> Series:
        """The figures of the line's indicator among the cells of an area."""
        return Series(found.get(self._held.id, ()), self._held.over_time, self._held.decimals)

    def cell(self, series: Series, period: Period) -> GridCell:
        """The cell of the period: what was typed in it, else what the series shows there."""
        if self._is_head:
            return _HEAD
        # What begins the year is one figure under either basis, and is kept as the period's.
        stage, basis = self._stage, Basis.IN_PERIOD if period == from_january(period) else self._basis
        own = series.typed(period, stage, basis)
        if own is not None:
            figure: Figure | None = series.shown(own)
        elif basis is Basis.CUMULATIVE:
            figure = series.cumulative(period, stage)
        else:
            figure = series.in_period(period, stage)
        if figure is None:
            return _EMPTY if self._held.rhythm.due_in(period) else _NOT_DUE
        place, marks = (period, basis), self._marks(series, figure, period)
        if own is not None:
            return GridCell(figure, Spot.TYPED, marks, own, place)
        if not figure.derived:
            if any((piece.period, piece.basis) == place for piece in figure.pieces):  # typed in the other stage
                return GridCell(figure, Spot.TYPED, marks, None, place)
            figure = replace(figure, derived=True)
        return GridCell(figure, Spot.DERIVED, marks, None, place)

    def _marks(self, series: Series, figure: Figure, period: Period) -> tuple[str, ...]:
        marks: tuple[str, ...] = (ESTIMATED,) if figure.stage is Stage.ESTIMATE else ()
        if series.contradicts(period, self._basis):
            marks = (*marks, CONTRADICTS)
        if not is_doubtful(figure):
            return marks
        if self._may_be_doubtful is None:
            self._may_be_doubtful = may_be_doubtful(self._held, self._main)
        return (*marks, DOUBTFUL) if self._may_be_doubtful else marks


def _as_typed(cell: Cell) -> str:
    """What typed again gives the same cell."""
    if cell.nothing_arose:
        return NOTHING_TYPED
    if cell.counts is not None:
        return "/".join(map(format_number, cell.counts))
    if cell.value is not None:
        return format_number(cell.value)
    return cell.words or (cell.verdict.label if cell.verdict is not None else "")
