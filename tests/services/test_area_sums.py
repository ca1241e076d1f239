"""The ward's figure from its neighbourhoods: added as the indicator says, said of how many, never over a typed one."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Basis, OverAreas, OverTime, PartKind, Stage
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.services.indicator_marks import CONTRADICTS
from hxapp.services.neighbourhoods import ward
from hxapp.services.pieces import Cell, told
from hxapp.services.result_cells import year_cells
from hxapp.services.results import Entry, set_result, set_result_note, set_results
from hxapp.storage.database import Database
from hxapp.storage.tables import Area
from tests.services.building import (
    MOMENT,
    NINE_MONTHS,
    Q1,
    Q2,
    Q3,
    WHOLE_YEAR,
    YEAR,
    at_least,
    make_area,
    make_indicator,
    the_row,
)


def measured(session: Session, over_areas: OverAreas, **values: Any) -> uuid.UUID:
    filled = {"unit": "hộ", "over_time": OverTime.SUM, "rhythm": Rhythm.MONTHLY, "over_areas": over_areas} | values
    return make_indicator(session, "Số hộ", at_least("10", filled["unit"]), **filled)


def type_in(session: Session, indicator: uuid.UUID, period: Period, **typed: str) -> None:
    """What each neighbourhood, by name, typed for the period."""
    for name, text in typed.items():
        area = session.scalar(sa.select(Area.id).where(Area.name == name)) or make_area(session, name)
        set_result(session, indicator, period, text, area_id=area)


def the_cell(session: Session, indicator: uuid.UUID, period: Period = Q1) -> Cell | None:
    found = year_cells(session, ward(session), YEAR).get(indicator, ())
    return next((cell for cell in found if cell.period == period), None)


def made(session: Session, indicator: uuid.UUID, period: Period) -> tuple[str, tuple[int, int] | None]:
    """What the neighbourhoods make, and of how many."""
    cell = the_cell(session, indicator, period)
    assert cell is not None
    return str(cell.value), cell.areas


def test_a_sum_is_of_the_neighbourhoods_that_told_theirs_and_says_of_how_many(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        make_area(session, "Tổ im lặng")
        type_in(session, indicator, Q1, a="4", b="2,5")
        cell = the_cell(session, indicator)
        assert cell is not None
        assert (str(cell.value), cell.areas, cell.is_typed) == ("6.5", (2, 3), False)
        row = the_row(session, "Số hộ", Q1)
        assert row.in_period is not None and row.cumulative is not None
        assert (row.in_period.text, row.in_period.derived) == ("6,5", True)
        assert (row.cumulative.text, row.rating.state) == ("6,5", State.LIKELY)


def test_it_goes_into_the_sums_of_time(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        type_in(session, indicator, Q1, a="4", b="2")
        set_result(session, indicator, Q2, "10")
        type_in(session, indicator, Q3, a="1", b="kps")
        figure = the_row(session, "Số hộ", NINE_MONTHS).in_period
        assert figure is not None
        assert (figure.value, figure.derived) == (Decimal(17), True)
        assert told(figure.pieces) == "quý I, II, III (2/2 tổ dân phố)"


def test_what_arose_nowhere_did_not_arise_in_the_ward(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        type_in(session, indicator, Q1, a="kps", b="kps")
        cell = the_cell(session, indicator)
        assert cell is not None and (cell.nothing_arose, cell.value, cell.areas) == (True, None, (2, 2))
        type_in(session, indicator, Q1, b="0")
        cell = the_cell(session, indicator)
        assert cell is not None and (cell.nothing_arose, cell.value) == (False, Decimal(0))


@pytest.mark.parametrize(
    ("printed", "typed", "mean"),
    [
        (None, ("1", "2"), "2"),
        (None, ("1,0", "2"), "1.5"),
        (None, ("-1", "-2"), "-2"),
        (2, ("1", "2", "2"), "1.67"),
        (None, ("1", "kps"), "1"),
    ],
)
def test_a_mean_is_rounded_half_up_to_what_was_typed_or_is_printed(
    book: Database, printed: int | None, typed: tuple[str, ...], mean: str
) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.AVERAGE, over_time=OverTime.LATEST, decimals=printed)
        type_in(session, indicator, Q1, **{f"Tổ {number}": text for number, text in enumerate(typed)})
        cell = the_cell(session, indicator)
        assert cell is not None and str(cell.value) == mean


def test_a_rate_is_sum_by_sum_of_the_counts(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.RATIO, unit="%", over_time=OverTime.LATEST)
        type_in(session, indicator, Q1, a="1/2", b="9/10", c="kps")
        cell = the_cell(session, indicator)
        assert cell is not None
        assert (str(cell.value), cell.counts, cell.areas) == ("83.3", (Decimal(10), Decimal(12)), (3, 3))
        figure = the_row(session, "Số hộ", Q1).in_period
        assert figure is not None and figure.counts_text == "10/12"


def test_a_rate_without_its_counts_leaves_the_ward_without_one(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.RATIO, unit="%", over_time=OverTime.LATEST)
        type_in(session, indicator, Q1, a="1/2", b="90")
        assert the_cell(session, indicator) is None


@pytest.mark.parametrize("over_areas", [OverAreas.NONE, OverAreas.WEIGHTED])
def test_what_is_not_added_over_areas_stays_with_them(book: Database, over_areas: OverAreas) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, over_areas)
        type_in(session, indicator, Q1, a="4", b="2")
        assert the_cell(session, indicator) is None
        assert the_row(session, "Số hộ", Q1).in_period is None


def test_a_typed_figure_of_the_ward_wins_and_a_difference_is_marked(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        type_in(session, indicator, Q1, a="4", b="2")
        set_result(session, indicator, Q1, "6,0")
        row = the_row(session, "Số hộ", Q1)
        assert row.in_period is not None
        assert (row.in_period.text, row.in_period.derived) == ("6,0", False)
        assert CONTRADICTS not in row.marks
        set_result(session, indicator, Q1, "7")
        row = the_row(session, "Số hộ", Q1)
        assert row.in_period is not None and row.in_period.text == "7"
        assert CONTRADICTS in row.marks
        set_result(session, indicator, Q1, "")
        row = the_row(session, "Số hộ", Q1)
        assert row.in_period is not None and (row.in_period.text, row.in_period.derived) == ("6", True)
        assert CONTRADICTS not in row.marks


def test_stages_are_held_apart(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        type_in(session, indicator, Q1, a="4", b="2")
        set_result(session, indicator, Q1, "9", stage=Stage.ESTIMATE)
        row = the_row(session, "Số hộ", Q1)
        assert row.in_period is not None and (row.in_period.text, CONTRADICTS in row.marks) == ("6", False)
        estimate = the_row(session, "Số hộ", Q1, stage=Stage.ESTIMATE).in_period
        assert estimate is not None and (estimate.text, estimate.derived) == ("9", False)


def test_while_some_are_missing_only_a_sum_past_the_ward_is_a_difference(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        make_area(session, "Tổ im lặng")
        type_in(session, indicator, Q1, a="4", b="2")
        set_result(session, indicator, Q1, "8")
        assert CONTRADICTS not in the_row(session, "Số hộ", Q1).marks
        set_result(session, indicator, Q1, "5")
        assert CONTRADICTS in the_row(session, "Số hộ", Q1).marks
        type_in(session, indicator, Q1, b="-2")
        set_result(session, indicator, Q1, "1")
        assert CONTRADICTS not in the_row(session, "Số hộ", Q1).marks  # the third may have fallen too


def test_a_note_that_stands_alone_stays_beside_what_is_made(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        set_result_note(session, indicator, Q1, note="chờ tổ 3", source="Mặt trận")
        type_in(session, indicator, Q1, a="4", b="2")
        row = the_row(session, "Số hộ", Q1)
        assert row.in_period is not None and (row.in_period.text, row.note, row.source) == ("6", "chờ tổ 3", "Mặt trận")


def test_a_neighbourhood_counts_in_the_periods_in_which_it_existed(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        ended = make_area(session, "Tổ cũ", valid_to=dt.date(YEAR, 4, 30))
        for period in (Q1, Q2):
            type_in(session, indicator, period, **{"Tổ cũ": "1", "Tổ 1": "2"})
        begun = make_area(session, "Tổ mới", valid_from=dt.date(YEAR, 5, 1))
        for period in (Q2, Q3):
            type_in(session, indicator, period, **{"Tổ mới": "4", "Tổ 1": "2"})
        assert [made(session, indicator, period) for period in (Q1, Q2, Q3)] == [
            ("3", (2, 2)),
            ("7", (3, 3)),
            ("6", (2, 2)),
        ]
        # Its days are mended later: what was typed outside of them is kept, and not added.
        session.execute(sa.update(Area).where(Area.id == ended).values(valid_to=dt.date(YEAR, 3, 31)))
        assert made(session, indicator, Q2) == ("6", (2, 2))
        with pytest.raises(Refused, match=r"“Tổ mới” chỉ có từ 01/05/2022, nên không có số liệu kỳ Quý I/2022"):
            set_result(session, indicator, Q1, "3", area_id=begun)
        with pytest.raises(Refused, match="“Tổ cũ” chỉ có đến 31/03/2022"):
            set_result(session, indicator, Q3, "3", area_id=ended)
        set_result(session, indicator, Q2, "", area_id=ended)


def test_what_a_neighbourhood_in_the_bin_typed_is_not_added(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        type_in(session, indicator, Q1, a="4", b="2")
        gone = session.scalars(sa.select(Area.id).where(Area.name == "b")).one()
        session.execute(sa.update(Area).where(Area.id == gone).values(binned_at=MOMENT))
        assert made(session, indicator, Q1) == ("4", (1, 1))
        with pytest.raises(Refused, match="không còn trong sổ"):
            set_result(session, indicator, Q1, "3", area_id=gone)
        session.execute(sa.update(Area).where(Area.id == gone).values(binned_at=None))
        assert made(session, indicator, Q1) == ("6", (2, 2))


def test_amounts_that_together_are_more_than_a_cell_holds_are_added(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM, unit="đồng")
        largest = "9.000.000.000.000,000001"
        type_in(session, indicator, Q1, a=largest, b=largest, c="-0,5")
        cell = the_cell(session, indicator)
        assert cell is not None and cell.value == Decimal("17999999999999.500002")


def test_a_neighbourhood_has_only_what_was_typed_there(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = measured(session, OverAreas.SUM)
        type_in(session, indicator, Q1, a="4", b="2")
        area = session.scalars(sa.select(Area.id).where(Area.name == "a")).one()
        (cell,) = year_cells(session, area, YEAR)[indicator]
        assert (cell.value, cell.is_typed) == (Decimal(4), True)


def test_a_part_is_held_against_what_the_neighbourhoods_make_of_its_whole(book: Database) -> None:
    with book.begin("Nhập") as session:
        whole = measured(session, OverAreas.SUM)
        part = make_indicator(
            session, "Hộ nghèo", at_least("1", "hộ"), unit="hộ", parent_id=whole, part_kind=PartKind.OF_WHICH
        )
        type_in(session, whole, Q1, a="4", b="2")
        with pytest.raises(Refused, match="“Hộ nghèo” là 7 hộ, không được lớn hơn “Số hộ” là 6 hộ"):
            set_result(session, part, Q1, "7")
        set_result(session, part, Q1, "6")


# Against a plain reference ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """A cell of the plain reference: a figure, two counts, or nothing (which arose nowhere)."""

    area: int
    period: Period
    basis: Basis
    stage: Stage
    value: Fraction | None
    decimals: int = 0
    counts: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        if self.counts is not None:
            return f"{self.counts[0]}/{self.counts[1]}"
        if self.value is None:
            return "kps"
        digits = f"{int(abs(self.value) * 10**self.decimals):0{self.decimals + 1}d}"
        sign = "-" if self.value < 0 else ""
        whole, rest = digits[: len(digits) - self.decimals], digits[len(digits) - self.decimals :]
        return f"{sign}{whole},{rest}" if rest else f"{sign}{whole}"


Days = tuple[dt.date, dt.date]
PERIODS = (*(Period.month(YEAR, month) for month in (1, 2, 6)), Q1, Q2, Period.months(YEAR, 6), WHOLE_YEAR)


def expected(
    over_areas: OverAreas, printed: int | None, typed: Iterable[Typed], days: list[Days]
) -> Mapping[tuple[Period, Basis, Stage], tuple[Decimal | None, tuple[int, int]]]:
    """The ward's cells: the value, None where nothing arose, and of how many of how many."""
    found: dict[tuple[Period, Basis, Stage], list[Typed]] = {}
    for one in typed:
        found.setdefault((one.period, one.basis, one.stage), []).append(one)
    sums: dict[tuple[Period, Basis, Stage], tuple[Decimal | None, tuple[int, int]]] = {}
    for place, cells in found.items():
        period, basis, _ = place
        first = dt.date(YEAR, 1, 1) if basis is Basis.CUMULATIVE else period.first
        there = {number for number, (begun, ended) in enumerate(days) if begun <= period.last and ended >= first}
        own = [one for one in cells if one.area in there]
        if not own or over_areas in (OverAreas.NONE, OverAreas.WEIGHTED):
            continue
        values = [one.value or Fraction(0) for one in own]
        decimals = max(one.decimals for one in own)
        if all(one.value is None for one in own):
            sums[place] = (None, (len(own), len(there)))
            continue
        if over_areas is OverAreas.SUM:
            exact = sum(values, Fraction(0))
        elif over_areas is OverAreas.AVERAGE:
            exact, decimals = sum(values, Fraction(0)) / len(own), max(decimals, printed or 0)
        else:
            counts = [one.counts for one in own if one.counts is not None]
            if len(counts) + sum(one.value is None for one in own) < len(own):
                continue
            exact = Fraction(100 * sum(part for part, _ in counts), sum(whole for _, whole in counts))
            decimals = 1 if printed is None else printed
        sums[place] = (half_up(exact, decimals), (len(own), len(there)))
    return sums


def half_up(exact: Fraction, decimals: int) -> Decimal:
    scaled = floor(abs(exact) * 10**decimals + Fraction(1, 2))
    return Decimal(scaled if exact >= 0 else -scaled).scaleb(-decimals)


def random_cell(chance: random.Random, over_areas: OverAreas, area: int) -> Typed:
    place = (area, chance.choice(PERIODS), chance.choice(list(Basis)), chance.choice(list(Stage)))
    kind = chance.random()
    if kind < 0.15:
        return Typed(*place, None)
    if over_areas is OverAreas.RATIO and kind < 0.97:
        whole = chance.randint(1, 400)
        part = chance.randint(0, whole)
        return Typed(*place, Fraction(100 * part, whole), 1, (part, whole))
    decimals = chance.choice((0, 0, 1, 3, 6))
    return Typed(*place, Fraction(chance.randint(-(10**5), 10**7), 10**decimals), decimals)


@pytest.mark.parametrize("seed", range(24))
def test_what_the_file_adds_up_is_what_a_plain_reference_does(book: Database, seed: int) -> None:
    chance = random.Random(seed)
    over_areas = list(OverAreas)[seed % len(OverAreas)]
    printed = chance.choice((None, 0, 2))
    days = [
        (
            dt.date(YEAR, chance.randint(1, 6), 15) if chance.random() < 0.3 else dt.date.min,
            dt.date(YEAR, chance.randint(6, 12), 15) if chance.random() < 0.3 else dt.date.max,
        )
        for _ in range(chance.randint(1, 6))
    ]
    typed = {
        (one.area, one.period, one.basis, one.stage): one
        for one in (random_cell(chance, over_areas, chance.randrange(len(days))) for _ in range(60))
    }
    with book.begin("Nhập") as session:
        unit = "%" if over_areas is OverAreas.RATIO else "hộ"
        indicator = measured(session, over_areas, unit=unit, decimals=printed)
        areas = [make_area(session, f"Tổ {number}") for number in range(len(days))]
        for basis in Basis:
            for stage in Stage:
                entries = [
                    Entry(indicator, one.period, one.text, areas[one.area])
                    for one in typed.values()
                    if (one.basis, one.stage) == (basis, stage)
                ]
                set_results(session, entries, basis=basis, stage=stage)
        for area, (begun, ended) in zip(areas, days, strict=True):
            known = {"valid_from": begun, "valid_to": ended}
            kept = {name: day for name, day in known.items() if day not in (dt.date.min, dt.date.max)}
            if kept:
                session.execute(sa.update(Area).where(Area.id == area).values(**kept))
        found = {
            (cell.period, cell.basis, cell.stage): (None if cell.nothing_arose else cell.value, cell.areas)
            for cell in year_cells(session, ward(session), YEAR).get(indicator, ())
        }
        right = expected(over_areas, printed, typed.values(), days)
        assert found == right
        assert {key: str(value) for key, (value, _) in found.items()} == {
            key: str(value) for key, (value, _) in right.items()
        }
