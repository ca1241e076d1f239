"""The result grid in a large book: opening it, and pasting a block of 60 × 12; each beside its floor.

60 indicators by month in 15 neighbourhoods over 5 years (54,000 results), a quarter of them typed for the ward too.

python -m pytest -m benchmark -s tests/benchmarks/test_result_grid.py
"""

from __future__ import annotations

import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hxapp.domain.documents import BookOrigin
from hxapp.domain.indicators import Basis, OverAreas, OverTime, PartKind, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.services import books, indicators, results
from hxapp.services.neighbourhoods import ward
from hxapp.services.result_grid import ResultGrid, area_grid, year_grid
from hxapp.storage import connections
from hxapp.storage.database import Database
from hxapp.storage.schema.indicators import RESULT
from hxapp.storage.tables import Area, result_id
from tests.benchmarks.test_history import bare_book, in_turn
from tests.services.building import MOMENT, SEED, STEPS, at_least, make_clause, make_indicator

pytestmark = pytest.mark.benchmark
INDICATORS, AREAS = 60, 15
YEARS = range(2018, 2023)
YEAR = YEARS[-1]
MONTHS = [Period.month(YEAR, month) for month in range(1, 13)]
ROUNDS = 15
MOST, FRAME = 2.0, 0.016
MOST_BY_AREA = 8.0
"""A cell of each neighbourhood costs more than its row, and the SELECTs read little else."""
MOST_PASTED, GRACE = 3.0, 0.030


class Large:
    """The large book, closed after the last measurement."""

    def __init__(self, folder: Path) -> None:
        path = folder / "Sổ lớn.hxdb"
        books.create(path, STEPS, SEED, BookOrigin.EMPTY, year=YEAR, now=MOMENT)
        self.book: Database = books.open_book(path, STEPS, "Nguyễn Văn Mẫu")
        chance = random.Random(7)
        with self.book.begin("Chuẩn bị") as session:
            self.indicators = list(self._indicators(session))
            self.areas = [self._area(session, f"Tổ dân phố {number}", number) for number in range(1, AREAS + 1)]
            rows = [row for year in YEARS for row in self._results(ward(session), year, chance)]
            session.connection().execute(sa.insert(RESULT), rows)

    def _indicators(self, session: Any) -> Iterator[uuid.UUID]:
        """Flows, levels, rates of two counts and means; every tenth is part of the one before."""
        clauses = [make_clause(session, f"A.{number}") for number in range(1, 6)]
        self.rates: set[uuid.UUID] = set()
        before: uuid.UUID | None = None
        for number in range(INDICATORS):
            over_time, over_areas, unit = (
                (OverTime.SUM, OverAreas.SUM, "triệu đồng"),
                (OverTime.LATEST, OverAreas.SUM, "hộ"),
                (OverTime.LATEST, OverAreas.RATIO, "%"),
                (OverTime.AVERAGE, OverAreas.AVERAGE, "điểm"),
            )[number % 4]
            whole: dict[str, Any] = {}
            if number % 20 == 12:
                whole = {"parent_id": before, "part_kind": PartKind.OF_WHICH}
                over_time, over_areas, unit = OverTime.LATEST, OverAreas.SUM, "hộ"
            before = make_indicator(
                session,
                f"Chỉ tiêu số {number} của phường",
                at_least("80", unit),
                unit=unit,
                rhythm=Rhythm.MONTHLY,
                over_time=over_time,
                over_areas=over_areas,
                target_number=None if whole else str(number + 1),
                target_clause_id=clauses[number // 12],
                **whole,
            )
            if over_areas is OverAreas.RATIO:
                self.rates.add(before)
            yield before

    def _area(self, session: Any, name: str, position: int) -> uuid.UUID:
        area = Area(id=uuid.uuid4(), kind=AreaKind.NEIGHBOURHOOD, name=name, position=position)
        session.add(area)
        session.flush()
        return area.id

    def _results(self, whole: uuid.UUID, year: int, chance: random.Random) -> Iterator[dict[str, object]]:
        for place, indicator in enumerate(self.indicators):
            for month in range(1, 13):
                parts = [chance.randrange(100) for _ in self.areas]
                typed = list(zip(self.areas, parts, strict=True))
                if place % 4 == 0 and place % 20 != 12:
                    typed.append((whole, sum(parts)))
                for area, part in typed:
                    yield self._result(indicator, Period.month(year, month), area, Decimal(part))

    def _result(self, indicator: uuid.UUID, period: Period, area: uuid.UUID, value: Decimal) -> dict[str, object]:
        counts = (value, Decimal(100)) if indicator in self.rates else (None, None)
        return {
            "id": result_id(indicator, period, area, Basis.IN_PERIOD, Stage.FINAL),
            "indicator_id": indicator,
            "period": period,
            "area_id": area,
            "basis": Basis.IN_PERIOD,
            "stage": Stage.FINAL,
            "value": value,
            "decimals": 0,
            "numerator": counts[0],
            "denominator": counts[1],
        }


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    made = Large(tmp_path_factory.mktemp("sổ"))
    yield made
    made.book.close()


def against_selects(large: Large, what: str, opened: Callable[[sa.Connection], object], most: float = MOST) -> None:
    """Opens it in turn with the very SELECTs that it sends, fetched as plain columns."""
    sent: list[tuple[str, Any]] = []
    with large.book.read() as reading:
        sa.event.listen(reading, "before_cursor_execute", lambda *args: sent.append((args[2], args[3])))
        opened(reading)

    def plain(turn: int) -> None:
        with large.book.read() as reading:
            driver = connections.driver(reading)
            for statement, values in sent:
                driver.execute(statement, values).fetchall()

    def ours(turn: int) -> None:
        with large.book.read() as reading:
            opened(reading)

    floor, taken = in_turn(plain, ours, rounds=ROUNDS)
    print(
        f"\n{what}: {1000 * taken:.1f} ms, its {len(sent)} SELECTs {1000 * floor:.1f} ms,"
        f" {taken / floor:.2f} times, {1000 * (taken - most * floor):.1f} ms beyond {most:.0f} times"
    )
    assert taken <= most * floor + FRAME


def all_cells(grid: ResultGrid) -> list[object]:
    keys = [column if isinstance(column, Period) else column.id for column in grid.columns]
    return [row.cell(key) for row in grid.rows for key in keys]


@pytest.mark.parametrize("basis", list(Basis))
def test_opening_the_grid_of_a_year(large: Large, basis: Basis) -> None:
    def opened(reading: sa.Connection) -> None:
        cells = all_cells(year_grid(reading, YEAR, MONTHS, Stage.FINAL, basis))
        assert len(cells) == INDICATORS * len(MONTHS)

    against_selects(large, f"year, {basis}", opened)


@pytest.mark.parametrize("period", [Period.month(YEAR, 6), Period.quarter(YEAR, 2)], ids=lambda period: period.key)
def test_opening_the_grid_of_neighbourhoods(large: Large, period: Period) -> None:
    def opened(reading: sa.Connection) -> None:
        cells = all_cells(area_grid(reading, YEAR, period))
        assert len(cells) == INDICATORS * (AREAS + 1)

    against_selects(large, f"neighbourhoods, {period.key}", opened, MOST_BY_AREA)


def test_opening_the_table_of_a_period(large: Large) -> None:
    def opened(reading: sa.Connection) -> None:
        assert len(indicators.list_rows(reading, YEAR, Period.quarter(YEAR, 2))) == INDICATORS

    against_selects(large, "one period", opened)


@pytest.mark.parametrize("whose", ["ward", "neighbourhood"])
def test_pasting_a_block(large: Large, whose: str) -> None:
    """A 60 × 12 block against the same rows and history rows written by sqlite3, with what a person would undo."""
    area = None if whose == "ward" else large.areas[0]
    names = [column.name for column in RESULT.columns]
    bare = bare_book(large.book.path)
    bare.execute("PRAGMA foreign_keys=OFF")
    changing = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
    insert = f"INSERT INTO result ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    upsert = f"{insert} ON CONFLICT (id) DO UPDATE SET {changing}"
    held: dict[str, list[tuple[object, ...]]] = {}

    def measured(turn: int) -> tuple[float, float]:
        entries = [
            results.Entry(one, period, f"{30 + (turn + place) % 50 if one in large.rates else 1000 + turn}", area)
            for place, one in enumerate(large.indicators)
            for period in MONTHS
        ]
        started = time.perf_counter()
        with large.book.begin("Dán 720 số liệu") as session:
            results.set_results(session, entries)
        ours = time.perf_counter() - started
        with large.book.read() as reading:
            driver = connections.driver(reading)
            last = driver.execute("SELECT max(id) FROM action").fetchone()[0]
            changes = f"SELECT * FROM row_change WHERE action_id = {last}"
            held["result"] = driver.execute(
                f"SELECT {', '.join(names)} FROM result WHERE id IN (SELECT row_id FROM ({changes}))"
            ).fetchall()
            for table, chosen in {
                "action": f"SELECT * FROM action WHERE id = {last}",
                "row_change": changes,
                "field_change": "SELECT f.* FROM row_change c JOIN field_change f ON f.change_id = c.id"
                f" WHERE c.action_id = {last}",
            }.items():
                held[table] = driver.execute(chosen).fetchall()
        assert len(held["result"]) == len(held["row_change"]) == len(entries)
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(upsert, held["result"])
        for table in ("action", "row_change", "field_change"):
            rows = held[table]
            bare.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        bare.execute("COMMIT")
        return ours, time.perf_counter() - started

    taken = [measured(turn) for turn in range(ROUNDS + 3)][3:]
    ours, floor = (statistics.median(column) for column in zip(*taken, strict=True))
    bare.close()
    print(
        f"\n60 × 12 pasted ({whose}): {1000 * ours:.1f} ms, by sqlite3 {1000 * floor:.1f} ms, {ours / floor:.2f} times,"
        f" {1000 * (ours - MOST_PASTED * floor):.1f} ms beyond {MOST_PASTED:.0f} times"
    )
    assert ours <= MOST_PASTED * floor + GRACE
