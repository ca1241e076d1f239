"""The result grid: the indicator table's rows and figures by periods or neighbourhoods, in sections, each cell told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.indicators import Basis, OverAreas, OverTime, PartKind, Stage, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Target
from hxapp.services import indicators
from hxapp.services.indicator_marks import CONTRADICTS, DOUBTFUL, ESTIMATED
from hxapp.services.neighbourhoods import ward
from hxapp.services.result_grid import AreaColumn, GridCell, GridRow, ResultGrid, Spot, area_grid, year_grid
from hxapp.services.results import set_result, set_verdict
from hxapp.storage.database import Database
from tests.books import make_practice_book
from tests.services.building import (
    NINE_MONTHS,
    Q1,
    Q2,
    Q3,
    Q4,
    SIX_MONTHS,
    STEPS,
    WHOLE_YEAR,
    YEAR,
    at_least,
    make_area,
    make_clause,
    make_document,
    make_indicator,
)

MONTHS = [Period.month(YEAR, month) for month in range(1, 13)]
QUARTERS = [Q1, Q2, SIX_MONTHS, Q3, NINE_MONTHS, Q4, WHOLE_YEAR]


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    database = Database.open(make_practice_book(tmp_path_factory.mktemp("lưới")), STEPS)
    with database.try_out() as session:
        yield session
    database.close()


def flow(session: Session, name: str = "Số hộ", **values: Any) -> uuid.UUID:
    filled = {"unit": "hộ", "rhythm": Rhythm.MONTHLY, "over_time": OverTime.SUM, "over_areas": OverAreas.SUM} | values
    return make_indicator(session, name, at_least("10", filled["unit"]), **filled)


def the_row(grid: ResultGrid, name: str = "Số hộ") -> GridRow:
    (found,) = [row for row in grid.rows if row.name == name]
    return found


def the_cell(session: Session, period: Period, name: str = "Số hộ", **how: Any) -> GridCell:
    return the_row(year_grid(session, YEAR, [period], **how), name).cell(period)


def told(cell: GridCell) -> tuple[Spot, str, str]:
    return cell.spot, "" if cell.figure is None else cell.figure.text, cell.made_of


# Cells --------------------------------------------------------------------------------------------------------------


def test_a_cell_is_typed_where_it_was_typed_and_derived_elsewhere(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session)
        for number, text in enumerate(("1", "2,50", "4"), 1):
            set_result(session, indicator, Period.month(YEAR, number), text)
        set_result(session, indicator, Q2, "10")
        set_result(session, indicator, Q3, "30", basis=Basis.CUMULATIVE)
        row = the_row(year_grid(session, YEAR, [*MONTHS, *QUARTERS]))
        assert told(row.cell(MONTHS[1])) == (Spot.TYPED, "2,50", "")
        assert row.cell(MONTHS[1]).typed_text == "2,50"
        assert told(row.cell(MONTHS[3])) == (Spot.EMPTY, "", "")
        assert told(row.cell(Q1)) == (Spot.DERIVED, "7,50", "tháng 1, 2, 3")
        assert row.cell(Q1).typed_text == ""
        assert told(row.cell(SIX_MONTHS)) == (Spot.DERIVED, "17,50", "tháng 1, 2, 3, quý II")
        assert told(row.cell(Q3)) == (Spot.EMPTY, "", "")
        assert told(row.cell(NINE_MONTHS)) == (Spot.DERIVED, "30", "lũy kế quý III")
        summed = the_row(year_grid(session, YEAR, QUARTERS, Stage.FINAL, Basis.CUMULATIVE))
        assert told(summed.cell(Q3)) == (Spot.TYPED, "30", "")
        assert told(summed.cell(Q2)) == (Spot.DERIVED, "17,50", "tháng 1, 2, 3, quý II")
        assert told(summed.cell(Q4)) == (Spot.EMPTY, "", "")


def test_what_begins_the_year_is_one_cell_under_either_basis(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session)
        for period in (MONTHS[0], SIX_MONTHS, WHOLE_YEAR):
            set_result(session, indicator, period, "9")
            cell = the_cell(session, period, basis=Basis.CUMULATIVE)
            assert (cell.spot, cell.typed_text) == (Spot.TYPED, "9")


@pytest.mark.parametrize(
    ("values", "typed", "text"),
    [
        ({}, "12,50", "12,50"),
        ({"decimals": 1}, "12,56", "12,56"),
        ({}, "1.234.567", "1.234.567"),
        ({}, "kps", "kps"),
        ({"unit": "%", "over_time": OverTime.LATEST}, "9.842/9.905", "9.842/9.905"),
        ({"value_kind": ValueKind.WORDS}, "Đã xong  8/12 tuyến", "Đã xong 8/12 tuyến"),
    ],
)
def test_the_typed_text_typed_again_gives_the_same_cell(
    book: Database, values: dict[str, Any], typed: str, text: str
) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session, **values)
        set_result(session, indicator, Q2, typed)
        before = the_cell(session, Q2)
        assert before.typed_text == text
        set_result(session, indicator, Q2, before.typed_text)
        assert the_cell(session, Q2) == before


def test_a_verdict_alone_is_its_word(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = make_indicator(session, "Số hộ", Target(), value_kind=ValueKind.TITLE, rhythm=Rhythm.YEARLY)
        set_result(session, indicator, WHOLE_YEAR, "đạt")
        verdict = the_cell(session, WHOLE_YEAR).figure
        assert verdict is not None and verdict.verdict is not None
        set_result(session, indicator, WHOLE_YEAR, "")
        set_verdict(session, indicator, WHOLE_YEAR, verdict.verdict)
        assert the_cell(session, WHOLE_YEAR).typed_text == "đạt"


def test_outside_the_rhythm_a_cell_is_not_due_unless_it_has_a_figure(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session, rhythm=Rhythm.QUARTERLY)
        set_result(session, indicator, MONTHS[2], "5")
        row = the_row(year_grid(session, YEAR, MONTHS))
        assert [row.cell(period).spot for period in MONTHS[:4]] == [
            Spot.NOT_DUE,
            Spot.NOT_DUE,
            Spot.TYPED,
            Spot.NOT_DUE,
        ]
        assert row.cell(MONTHS[5]).spot is Spot.EMPTY


def test_the_other_stage_is_shown_where_only_it_was_typed_but_is_not_typed_here(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session)
        set_result(session, indicator, Q1, "5", stage=Stage.ESTIMATE)
        cell = the_cell(session, Q1)
        assert (told(cell), cell.typed_text, cell.marks) == ((Spot.TYPED, "5", ""), "", (ESTIMATED,))
        estimate = the_cell(session, Q1, stage=Stage.ESTIMATE)
        assert (estimate.typed_text, estimate.marks) == ("5", (ESTIMATED,))
        set_result(session, indicator, Q1, "6")
        assert (the_cell(session, Q1).typed_text, the_cell(session, Q1).marks) == ("6", ())


def test_doubts_stand_at_the_cell_and_basis_that_they_concern(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session)
        for period, text in ((MONTHS[0], "1"), (MONTHS[1], "1"), (MONTHS[2], "1"), (Q1, "4"), (Q2, "5")):
            set_result(session, indicator, period, text)
        set_result(session, indicator, Q2, "8", basis=Basis.CUMULATIVE)
        grids = {basis: year_grid(session, YEAR, QUARTERS, Stage.FINAL, basis) for basis in Basis}
        marked = {
            basis: [period.key for period in QUARTERS if CONTRADICTS in the_row(grid).cell(period).marks]
            for basis, grid in grids.items()
        }
        assert marked == {Basis.IN_PERIOD: ["2022-Q1", "2022-6M"], Basis.CUMULATIVE: ["2022-Q1", "2022-Q2", "2022-6M"]}
        rate = flow(session, "Tỷ lệ hộ có nước sạch", unit="%", over_time=OverTime.LATEST)
        set_result(session, rate, Q1, "101")
        set_result(session, rate, Q2, "99")
        row = the_row(year_grid(session, YEAR, QUARTERS), "Tỷ lệ hộ có nước sạch")
        assert [row.cell(period).marks for period in (Q1, Q2)] == [(DOUBTFUL,), ()]


def test_a_head_takes_no_figure_but_its_parts_do(book: Database) -> None:
    with book.begin("Nhập") as session:
        head = make_indicator(session, "Cơ sở và lao động", Target(), target_number="6", rhythm=Rhythm.MONTHLY)
        part = flow(session, parent_id=head)
        set_result(session, part, Q1, "5")
        grid = year_grid(session, YEAR, [Q1])
        over = the_row(grid, "Cơ sở và lao động")
        assert (over.is_head, told(over.cell(Q1))) == (True, (Spot.HEAD, "", ""))
        under = the_row(grid)
        assert (under.depth, under.parent_id, under.part_kind) == (1, head, PartKind.COMPOUND)
        assert told(under.cell(Q1)) == (Spot.TYPED, "5", "")


def test_a_cell_is_found_once(book: Database) -> None:
    with book.begin("Nhập") as session:
        flow(session)
        row = the_row(year_grid(session, YEAR, [Q1]))
        assert row.cell(Q1) is row.cell(Q1)


# Neighbourhoods -----------------------------------------------------------------------------------------------------


def test_columns_are_the_ward_and_the_neighbourhoods_of_the_period(book: Database) -> None:
    with book.begin("Nhập") as session:
        second = make_area(session, "Tổ 10", position=901)
        first = make_area(session, "Tổ 9", position=901)
        ended = make_area(session, "Tổ cũ", position=900, valid_to=dt.date(YEAR, 3, 31))
        name = session.scalars(sa.text("SELECT name FROM area WHERE kind = 'ward'")).one()
        whole = AreaColumn(ward(session), name, is_ward=True)
        areas = [AreaColumn(first, "Tổ 9", is_ward=False), AreaColumn(second, "Tổ 10", is_ward=False)]
        assert area_grid(session, YEAR, Q2).columns == (whole, *areas)
        before = AreaColumn(ended, "Tổ cũ", is_ward=False)
        assert area_grid(session, YEAR, Q1).columns == (whole, *areas, before)
        assert area_grid(session, YEAR, Q2, Stage.FINAL, Basis.CUMULATIVE).columns == (whole, *areas, before)


def test_each_neighbourhood_has_its_own_figures_and_the_ward_what_they_make(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session)
        first, second, third = (make_area(session, f"Tổ {number}") for number in (1, 2, 3))
        for month in MONTHS[3:6]:
            set_result(session, indicator, month, "2", area_id=first)
        set_result(session, indicator, Q2, "5", area_id=second)
        set_result(session, indicator, Q1, "100", area_id=third)
        row = the_row(area_grid(session, YEAR, Q2))
        assert told(row.cell(first)) == (Spot.DERIVED, "6", "tháng 4, 5, 6")
        assert told(row.cell(second)) == (Spot.TYPED, "5", "")
        assert told(row.cell(third)) == (Spot.EMPTY, "", "")
        assert told(row.cell(ward(session))) == (Spot.DERIVED, "5", "1/3 tổ dân phố")
        row = the_row(area_grid(session, YEAR, Q2, Stage.FINAL, Basis.CUMULATIVE))
        assert row.cell(third).spot is Spot.EMPTY
        assert told(row.cell(second)) == (Spot.EMPTY, "", "")
        set_result(session, indicator, Q1, "1", area_id=second)
        row = the_row(area_grid(session, YEAR, SIX_MONTHS))
        assert told(row.cell(second)) == (Spot.DERIVED, "6", "quý I, II")


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("period", [MONTHS[0], MONTHS[4], Q2, SIX_MONTHS, WHOLE_YEAR], ids=lambda period: period.key)
def test_the_wards_column_is_that_of_the_years_grid(practice: Session, period: Period, basis: Basis) -> None:
    whole = ward(practice)
    year = year_grid(practice, YEAR, [period], Stage.FINAL, basis)
    areas = area_grid(practice, YEAR, period, Stage.FINAL, basis)
    assert [row.id for row in areas.rows] == [row.id for row in year.rows]
    assert [row.cell(whole) for row in areas.rows] == [row.cell(period) for row in year.rows]


# Rows and sections --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("period", [MONTHS[4], MONTHS[8], *QUARTERS], ids=lambda period: period.key)
def test_rows_and_figures_are_those_of_the_indicator_table(practice: Session, period: Period, stage: Stage) -> None:
    listed = {row.id: row for row in indicators.list_rows(practice, YEAR, period, stage)}
    for basis in Basis:
        grid = year_grid(practice, YEAR, [period], stage, basis)
        assert {row.id for row in grid.rows} == set(listed)
        for row in grid.rows:
            other = listed[row.id]
            for name in ("number", "headline", "further", "depth", "is_head", "name", "unit", "clause", "wording"):
                assert getattr(row, name) == getattr(other, name), (row.name, name)
            figure = other.in_period if basis is Basis.IN_PERIOD else other.cumulative
            shown = row.cell(period).figure
            assert (figure is None) is (shown is None), row.name
            if figure is not None and shown is not None:
                assert (shown.value, shown.text, shown.stage) == (figure.value, figure.text, figure.stage), row.name


def test_the_sample_stands_under_its_sectors(practice: Session) -> None:
    grid = year_grid(practice, YEAR, QUARTERS)
    titles = [(one.clause, one.further) for one in grid.sections if one.parent is None]
    assert titles == [("A.II", False), ("A", True), ("C", True)]
    keys = [one.key for one in grid.sections]
    assert len(set(keys)) == len(keys)
    assert all(one.parent is None or keys.index(one.parent) < keys.index(one.key) for one in grid.sections)
    assert {row.section for row in grid.rows} <= set(keys)
    assert [row.number for row in grid.rows if row.headline] == [str(number) for number in range(1, 15)]


def tree(grid: ResultGrid) -> list[tuple[str, str]]:
    """The rows by name, each with the titles of its sections from the topmost down."""
    sections = {one.key: one for one in grid.sections}

    def path(key: Any) -> str:
        if key is None:
            return ""
        one = sections[key]
        above = path(one.parent)
        return f"{above} / {one.title}" if above else one.title

    return [(row.name, path(row.section)) for row in grid.rows]


def test_clauses_are_sections_in_their_order_and_parts_stay_under_their_head(book: Database) -> None:
    with book.begin("Nhập") as session:
        over = make_clause(session, "A", title="Chỉ tiêu")
        first = make_clause(session, "A.I", parent_id=over, title="Kinh tế")
        second = make_clause(session, "A.II", parent_id=over, title="Xã hội")
        make_clause(session, "A.III", parent_id=over, title="Không có gì")
        flow(session, "Hai", target_number="2", target_clause_id=second)
        one = flow(session, "Một", target_number="1", target_clause_id=first)
        flow(session, "Phần", parent_id=one, part_kind=PartKind.OF_WHICH, target_clause_id=second)
        flow(session, "Khác", target_clause_id=second)
        grid = year_grid(session, YEAR, [Q1])
        assert tree(grid) == [("Một", "Kinh tế"), ("Phần", "Kinh tế"), ("Hai", "Xã hội"), ("Khác", "Xã hội")]
        assert [(one.clause, one.further) for one in grid.sections] == [("A.I", False), ("A.II", False), ("A.II", True)]


def test_a_document_is_a_section_only_where_it_tells_something_apart(book: Database) -> None:
    with book.begin("Nhập") as session:
        flow(session, "Không mục")
        assert tree(year_grid(session, YEAR, [Q1])) == [("Không mục", "")]
        clause = make_clause(session, "A", title="Kinh tế")
        flow(session, "Có mục", target_clause_id=clause)
        document = "Nghị quyết năm 2022"
        assert tree(year_grid(session, YEAR, [Q1])) == [
            ("Không mục", document),
            ("Có mục", f"{document} / Kinh tế"),
        ]
        plan = make_document(session, title="Kế hoạch của phường")
        flow(session, "Theo kế hoạch", target_document_id=plan)
        assert tree(year_grid(session, YEAR, [Q1]))[-1] == ("Theo kế hoạch", "Kế hoạch của phường")


@pytest.mark.parametrize("count", [2, 30])
def test_a_grid_takes_as_many_statements_whatever_its_size(book: Database, count: int) -> None:
    with book.begin("Nhập") as session:
        areas = [make_area(session, f"Tổ {number}") for number in range(count)]
        clause = make_clause(session, "A")
        for number in range(count):
            indicator = flow(session, f"Chỉ tiêu {number}", target_clause_id=clause)
            set_result(session, indicator, Q1, "2", area_id=areas[0])
    sent: list[str] = []
    with book.read() as reading:
        sa.event.listen(reading, "before_cursor_execute", lambda *args: sent.append(args[2]))
        for grid in (year_grid(reading, YEAR, QUARTERS), area_grid(reading, YEAR, Q1)):
            for row in grid.rows:
                for column in grid.columns:
                    row.cell(column if isinstance(column, Period) else column.id)
    assert len(sent) == 19


def test_a_year_without_anything_has_an_empty_grid(book: Database) -> None:
    with book.read() as reading:
        grid = year_grid(reading, YEAR, QUARTERS)
    assert (grid.rows, grid.sections, grid.columns) == ((), (), tuple(QUARTERS))


def test_a_grid_may_reach_over_two_years(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator = flow(session)
        earlier = Period.quarter(YEAR - 1, 4)
        set_result(session, indicator, earlier, "3")
        set_result(session, indicator, Q1, "4")
        row = the_row(year_grid(session, YEAR, [earlier, Q1]))
        assert [told(row.cell(period))[1] for period in (earlier, Q1)] == ["3", "4"]


def test_rows_answer_after_the_reading_has_ended(book: Database) -> None:
    """A window asks when it paints."""
    with book.begin("Nhập") as session:
        set_result(session, flow(session), Q1, "4")
    with book.read() as reading:
        row = the_row(year_grid(reading, YEAR, [Q1]))
    assert told(row.cell(Q1)) == (Spot.TYPED, "4", "")
