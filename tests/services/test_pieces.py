"""Pieces of a figure: which cells cover its months, and how they are told."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.services.pieces import Cell, Pieces, told

YEAR = 2022
MONTHS = [Period.month(YEAR, month) for month in range(1, 13)]
QUARTERS = [Period.quarter(YEAR, quarter) for quarter in range(1, 5)]


def cell(
    period: Period, value: int = 1, *, cumulative: bool = False, areas: tuple[int, int] | None = None, **more: Stage
) -> Cell:
    basis = Basis.CUMULATIVE if cumulative else Basis.IN_PERIOD
    return Cell(period, basis, more.get("stage", Stage.FINAL), Decimal(value), areas=areas)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([cell(MONTHS[2]), cell(MONTHS[0]), cell(MONTHS[1])], "tháng 1, 2, 3"),
        ([cell(QUARTERS[0]), cell(QUARTERS[1])], "quý I, II"),
        ([cell(Period.months(YEAR, 6)), cell(QUARTERS[2])], "6 tháng, quý III"),
        ([cell(MONTHS[0]), cell(MONTHS[1]), cell(QUARTERS[1]), cell(MONTHS[6])], "tháng 1, 2, quý II, tháng 7"),
        ([cell(QUARTERS[1], cumulative=True), cell(MONTHS[6])], "lũy kế quý II, tháng 7"),
        ([cell(Period.months(YEAR, 6), cumulative=True)], "6 tháng"),
        ([cell(Period.whole_year(YEAR))], "năm"),
        ([cell(MONTHS[0], areas=(15, 15)), cell(MONTHS[1], areas=(12, 15))], "tháng 1, 2 (12/15 tổ dân phố)"),
        ([cell(MONTHS[0], areas=(14, 14)), cell(MONTHS[1])], "tháng 1, 2 (14/14 tổ dân phố)"),
        ([], ""),
    ],
)
def test_pieces_are_told_by_their_periods_in_order(cells: list[Cell], said: str) -> None:
    assert told(cells) == said


@pytest.mark.parametrize("seed", range(40))
def test_months_alone_are_covered_as_among_other_cells(seed: int) -> None:
    """The short way for months alone against the way for all cells, which a quarter further on makes them take."""
    chance = random.Random(seed)
    months = chance.sample(MONTHS[:9], chance.randint(4, 9))
    cells = [cell(month, chance.randint(0, 9), stage=chance.choice(list(Stage))) for month in months]
    alone, among = Pieces(cells), Pieces([*cells, cell(QUARTERS[3])])
    for first in range(1, 10):
        for last in range(first, 10):
            for stage in Stage:
                asked = (YEAR, (first, last), stage)
                assert alone.summed(*asked) == among.summed(*asked)
                assert alone.averaged(*asked) == among.averaged(*asked)
                assert alone.summed(YEAR - 1, (first, last), stage) is None


def test_what_was_typed_is_taken_before_what_neighbourhoods_make() -> None:
    made = cell(QUARTERS[0], 5, cumulative=True, areas=(2, 2))
    typed = cell(Period.months(YEAR, 3), 6)
    for cells in ([made, typed], [typed, made]):
        assert Pieces([*cells, cell(QUARTERS[1])]).summed(YEAR, (1, 6), Stage.FINAL) == [typed, cell(QUARTERS[1])]
