"""The trend: figures of two years, what the plan comes to, and the way that leads to it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hxapp import paths
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period
from hxapp.services import indicator_edits, indicators
from hxapp.services.trend import Trend, trend
from hxapp.storage.database import Database
from tests.books import make_practice_book

Q3 = Period.quarter(2022, 3)


@pytest.fixture(scope="module")
def practice_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_practice_book(tmp_path_factory.mktemp("trend"))


@pytest.fixture
def session(practice_book: Path, tmp_path: Path) -> Iterator[Session]:
    database = Database.open(Path(shutil.copy(practice_book, tmp_path / "a.hxdb")), paths.DB)
    with database.try_out() as opened:
        yield opened
    database.close()


def of(session: Session, number: str, period: Period = Q3, stage: Stage = Stage.FINAL) -> Trend:
    rows = indicators.list_rows(session, 2022, period)
    return trend(session, next(row.id for row in rows if row.number == number), 2022, period, stage)


def test_a_level_goes_from_last_years_figure_to_the_plan(session: Session) -> None:
    found = of(session, "13")
    assert [point.period.key for point in found.points][-2:] == ["2022-Q2", "2022-Q3"]
    assert [str(point.value) for point in found.points][3:] == ["96.5", "96.9", "97.6", "98.2"]
    assert (found.low, found.high, found.start, found.goal) == (
        Decimal(100),
        Decimal(100),
        Decimal("96.5"),
        Decimal(100),
    )
    assert str(found.needed) == "99.1"  # 96,5 and three quarters of the way to 100, as its why-sentence has it
    assert found.missing == Decimal("1.8")


def test_what_sums_begins_at_nothing_and_shows_what_has_come_in(session: Session) -> None:
    found = of(session, "2")
    assert str(found.points[-1].value) == "86.4"
    assert (found.start, found.needed, found.missing) == (Decimal(0), Decimal("82.5"), Decimal("23.6"))


def test_a_plan_relative_to_an_assigned_figure_comes_to_figures(session: Session) -> None:
    found = of(session, "3")
    assert (found.low, found.high, found.goal) == (Decimal("4357.5"), Decimal(4565), Decimal("4357.5"))


def test_a_change_of_a_rate_leads_to_the_nearer_end_of_its_band(session: Session) -> None:
    found = of(session, "10", Period.whole_year(2022))
    # 3,42% less 0,7 to 0,9 points
    assert (found.low, found.high, found.goal) == (Decimal("2.52"), Decimal("2.72"), Decimal("2.72"))
    assert found.missing is None


def test_a_level_that_began_beyond_its_plan_needs_no_more_than_the_plan(session: Session) -> None:
    found = of(session, "12")  # > 98%, and 98,1% last year
    assert (found.start, found.needed) == (Decimal(98), Decimal(98))
    assert found.missing == 0


def test_a_figure_to_be_lowered_is_missing_while_it_is_above(session: Session) -> None:
    found = of(session, "n")
    assert (found.goal, found.missing) == (Decimal("12.5"), Decimal("0.4"))
    assert str(found.needed) == "12.7"


def test_at_the_end_of_the_year_the_plan_itself_is_needed(session: Session) -> None:
    found = of(session, "13", Period.whole_year(2022))
    assert found.needed == found.goal == 100


def test_words_have_no_way_and_a_missing_indicator_no_points(session: Session) -> None:
    found = of(session, "q", Period.whole_year(2022))
    assert (found.goal, found.needed, found.points) == (None, None, ())
    row = next(row for row in indicators.list_rows(session, 2022, Q3) if row.number == "13")
    indicator_edits.remove(session, [row.id], dt.datetime(2022, 9, 12, tzinfo=dt.UTC))
    assert trend(session, row.id, 2022, Q3).points == ()
