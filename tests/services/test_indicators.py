"""The indicator table of a period: which rows, in which order, with which figures, ratings and marks."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.documents import DocumentKind, Restates
from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Basis, Better, OverAreas, OverTime, PartKind, Stage, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator, Target
from hxapp.services import indicator_edits, indicators, settings
from hxapp.services.indicators import IndicatorRow
from hxapp.services.results import set_result
from hxapp.storage.database import Database
from hxapp.storage.tables import Area
from tests.services.building import (
    MOMENT,
    NINE_MONTHS,
    Q1,
    Q2,
    Q3,
    Q4,
    SIX_MONTHS,
    WHOLE_YEAR,
    YEAR,
    at_least,
    between,
    exactly,
    make_clause,
    make_department,
    make_document,
    make_indicator,
    make_person,
    make_target,
    the_row,
)

SUM = {"unit": "tỷ đồng", "over_time": OverTime.SUM}
GROWTH = Target(
    comparator=Comparator.INCREASE_BY_BETWEEN,
    low=Decimal(16),
    high=Decimal("16.5"),
    unit="%",
    baseline="so với năm 2021",
)


def lines(session: Session, period: Period = Q2, year: int = YEAR) -> list[tuple[str, str, int]]:
    return [(row.number, row.name, row.depth) for row in indicators.list_rows(session, year, period)]


def type_all(session: Session, indicator_id: uuid.UUID, typed: dict[str, str], **options: Any) -> None:
    for key, text in typed.items():
        set_result(session, indicator_id, Period.parse(key), text, **options)


def text_of(row: IndicatorRow, name: str) -> str | None:
    figure = getattr(row, name)
    return None if figure is None else figure.text


# Rows and their order


def test_numbered_ones_come_in_document_order_each_with_its_parts_then_the_lettered_ones(book: Database) -> None:
    with book.begin("Thêm") as session:
        later, first = make_clause(session, "C.II.2", position=5), make_clause(session, "C.II.1", position=4)
        make_indicator(session, "Trong phần C, sau", at_least("1"), target_clause_id=later)
        make_indicator(session, "Số mười", at_least("1"), target_number="10")
        eight = make_indicator(session, "Việc làm", at_least("1"), target_number="8")
        make_indicator(session, "Hai", at_least("1"), target_number="2")
        make_indicator(session, "Trong phần C, trước", at_least("1"), target_clause_id=first)
        part = make_indicator(session, "Xuất khẩu", at_least("1"), parent_id=eight, part_kind=PartKind.OF_WHICH)
        rows = indicators.list_rows(session, YEAR, Q2)
    assert [(row.number, row.name, row.depth) for row in rows] == [
        ("2", "Hai", 0),
        ("8", "Việc làm", 0),
        ("", "Xuất khẩu", 1),
        ("10", "Số mười", 0),
        ("a", "Trong phần C, trước", 0),
        ("b", "Trong phần C, sau", 0),
    ]
    assert [row.headline for row in rows] == [True, True, False, True, False, False]
    assert [row.further for row in rows] == [False, False, False, False, True, True]
    assert (rows[2].id, rows[2].parent_id, rows[2].part_kind) == (part, eight, PartKind.OF_WHICH)


def test_letters_go_as_an_office_writes_them(book: Database) -> None:
    with book.begin("Thêm") as session:
        for number in range(25):
            make_indicator(session, f"Chỉ tiêu {number:02}", at_least("1"))
        letters = [number for number, _, _ in lines(session)]
    assert letters == [*"abcdđeghiklmnopqrstuvxy", "aa", "ab"]


def test_binned_rows_other_years_and_other_areas_are_left_out(book: Database) -> None:
    with book.begin("Thêm") as session:
        kept = make_indicator(session, "Còn", at_least("1"), target_number="1")
        make_indicator(session, "Năm sau", at_least("1"), target_year=2023)
        gone = make_indicator(session, "Đã xóa", at_least("1"))
        indicator_edits.remove(session, [gone], MOMENT)
        area = Area(kind="neighbourhood", name="Tổ dân phố 1")
        session.add(area)
        session.flush()
        make_indicator(session, "Của tổ dân phố", at_least("1"), target_area_id=area.id)
        make_indicator(session, "Của quý", at_least("1"), target_period=Q2)
        make_indicator(session, "Không có mức")
        part = make_indicator(session, "Phần", at_least("1"), parent_id=kept)
        indicator_edits.remove(session, [part], MOMENT)
        assert lines(session) == [("1", "Còn", 0)]
        assert lines(session, Period.quarter(2023, 2), 2023) == [("a", "Năm sau", 0)]


def test_the_first_documents_target_stands_in_the_table_and_the_others_are_statements(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_document(session, title="Nghị quyết", position=1)
        plan = make_document(session, title="Kế hoạch 12", kind=DocumentKind.PLAN)
        of_plan = make_clause(session, "II.3", document_id=plan)
        indicator_id = make_indicator(session, "Thu nhập", at_least("60", "triệu đồng"), unit="triệu đồng")
        other = make_target(
            session,
            indicator_id,
            at_least("62", "triệu đồng"),
            document_id=plan,
            clause_id=of_plan,
            wording="62 triệu đồng",
        )
        row = the_row(session, "Thu nhập", Q2)
    assert row.target is not None and row.target.low == 60
    (statement,) = row.statements
    assert (statement.target_id, statement.clause, statement.wording, statement.restates) == (
        other,
        "Kế hoạch 12, mục II.3",
        "62 triệu đồng",
        None,
    )
    assert row.outcomes == ()


def test_a_row_says_where_it_stands_and_who_answers_for_it(book: Database) -> None:
    with book.begin("Thêm") as session:
        clause = make_clause(session, "A.II")
        department = make_department(session, "Văn phòng – Thống kê", short_name="VP-TK", binned_at=MOMENT)
        leader = make_person(session, "Trần Văn Mẫu")
        indicator_id = make_indicator(
            session,
            "Tỷ lệ lao động phi nông nghiệp",
            exactly("83"),
            unit="%",
            short_name="Lao động phi nông nghiệp",
            department_id=department,
            leader_id=leader,
            note="theo điều tra",
            decimals=1,
            target_clause_id=clause,
            target_number="7",
            target_wording="83%",
        )
        row = the_row(session, "Tỷ lệ lao động phi nông nghiệp", Q2)
    assert row.id == indicator_id
    assert (row.clause, row.number, row.wording, row.unit) == ("A.II.7", "7", "83%", "%")
    assert (row.short_name, row.indicator_note, row.decimals) == ("Lao động phi nông nghiệp", "theo điều tra", 1)
    assert (row.department_id, row.department, row.leader_id, row.leader) == (
        department,
        "VP-TK",
        leader,
        "Trần Văn Mẫu",
    )
    assert row.target == exactly("83")


def test_a_clause_that_ends_in_the_number_has_it_once(book: Database) -> None:
    with book.begin("Thêm") as session:
        clause = make_clause(session, "A.II.7")
        make_indicator(session, "Bảy", exactly("83"), target_clause_id=clause, target_number="7")
        assert the_row(session, "Bảy", Q2).clause == "A.II.7"


# Compounds, repeats, further figures


def test_a_compounds_head_has_no_figure_and_the_worst_state_of_its_parts(book: Database) -> None:
    with book.begin("Thêm") as session:
        clause = make_clause(session, "A.II")
        head = make_indicator(
            session,
            "Cơ sở và lao động",
            Target(),
            target_number="6",
            target_clause_id=clause,
            target_wording="> 10 cơ sở, với > 50 lao động",
        )
        flows: dict[str, Any] = {"over_time": OverTime.SUM, "parent_id": head}
        first = make_indicator(session, "Số cơ sở", at_least("10", "cơ sở"), unit="cơ sở", **flows)
        second = make_indicator(session, "Số lao động", at_least("50", "lao động"), unit="lao động", **flows)
        set_result(session, first, WHOLE_YEAR, "12")
        set_result(session, second, WHOLE_YEAR, "31")
        rows = indicators.list_rows(session, YEAR, WHOLE_YEAR)
    assert [row.rating.state for row in rows] == [State.NOT_MET, State.MET, State.NOT_MET]
    assert (rows[0].is_head, rows[0].wording, rows[0].target, rows[0].clause) == (True, "", None, "A.II.6")
    assert "“Số lao động” không đạt" in rows[0].rating.why
    assert (rows[0].in_period, rows[0].percent_text) == (None, "")
    assert [row.is_head for row in rows[1:]] == [False, False]
    assert indicators.count_states(rows) == {State.NOT_MET: 1}


def test_a_head_without_a_target_of_its_own_takes_number_and_clause_of_its_parts(book: Database) -> None:
    with book.begin("Thêm") as session:
        head = make_indicator(session, "Gộp")
        clause = make_clause(session, "A.II")
        make_indicator(session, "Phần", at_least("10"), parent_id=head, target_number="6", target_clause_id=clause)
        rows = indicators.list_rows(session, YEAR, Q2)
    assert [(row.number, row.name, row.headline, row.is_head) for row in rows] == [
        ("6", "Gộp", True, True),
        ("", "Phần", False, False),
    ]
    assert rows[0].clause == "A.II.6"


def test_a_whole_with_a_part_of_it_is_rated_by_its_own_figure(book: Database) -> None:
    with book.begin("Thêm") as session:
        whole = make_indicator(session, "Việc làm", at_least("100", "lao động"), unit="lao động", target_number="8")
        make_indicator(session, "Xuất khẩu", at_least("10"), parent_id=whole, part_kind=PartKind.OF_WHICH)
        set_result(session, whole, WHOLE_YEAR, "120")
        rows = indicators.list_rows(session, YEAR, WHOLE_YEAR)
    assert [row.rating.state for row in rows] == [State.MET, State.NO_FIGURE]
    assert not rows[0].is_head
    assert indicators.count_states(rows) == {State.MET: 1}


def test_a_repeated_and_a_contradicting_statement_make_no_rows_but_are_kept_beside(book: Database) -> None:
    with book.begin("Thêm") as session:
        clause = make_clause(session, "C.II.3")
        indicator_id = make_indicator(
            session, "Giá trị trên một hecta", exactly("110", "triệu đồng"), target_number="2", unit="triệu đồng"
        )
        judged = the_row(session, "Giá trị trên một hecta", Q2).target_id
        above = Target(comparator=Comparator.GT, low=Decimal(110), strict=True, unit="triệu đồng")
        make_target(
            session,
            indicator_id,
            above,
            judged=False,
            restates_id=judged,
            restates=Restates.CONTRADICTS,
            clause_id=clause,
            wording="trên 110 triệu đồng",
            quote="trong năm trên 110 triệu đồng",
        )
        elsewhere = make_indicator(session, "Giá trị sản xuất bình quân")
        make_target(
            session,
            elsewhere,
            exactly("110", "triệu đồng"),
            judged=False,
            restates_id=judged,
            restates=Restates.REPEATS,
            wording="110 triệu đồng",
        )
        rows = indicators.list_rows(session, YEAR, Q2)
    assert [row.name for row in rows] == ["Giá trị trên một hecta"]
    assert [(one.clause, one.wording, one.quote, one.restates) for one in rows[0].statements] == [
        ("C.II.3", "trên 110 triệu đồng", "trong năm trên 110 triệu đồng", Restates.CONTRADICTS),
        ("", "110 triệu đồng", "", Restates.REPEATS),
    ]
    assert rows[0].outcomes == ()


def test_a_further_figure_of_the_same_thing_has_an_outcome_of_its_own(book: Database) -> None:
    with book.begin("Thêm") as session:
        indicator_id = make_indicator(session, "Giá trị dịch vụ", between("250", "300", "tỷ đồng"), **SUM)
        make_target(session, indicator_id, GROWTH, judged=False, wording="tăng từ 16-16,5%")
        set_result(session, indicator_id, Period.whole_year(2021), "240")
        set_result(session, indicator_id, WHOLE_YEAR, "260")
        row = the_row(session, "Giá trị dịch vụ", WHOLE_YEAR)
        assert row.rating.state is State.MET
        assert row.outcomes == (("tăng từ 16-16,5%", State.NOT_MET),)
        set_result(session, indicator_id, WHOLE_YEAR, "279")
        assert the_row(session, "Giá trị dịch vụ", WHOLE_YEAR).outcomes == (("tăng từ 16-16,5%", State.MET),)
        assert the_row(session, "Giá trị dịch vụ", WHOLE_YEAR).statements == ()


def test_numbered_and_further_indicators_are_counted_apart(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_indicator(session, "Số một", at_least("1"), target_number="1")
        make_indicator(session, "Số hai", at_least("1"), target_number="2", rhythm=Rhythm.YEARLY)
        other = make_indicator(session, "Trong phần C", at_least("1"))
        make_indicator(session, "Phần của nó", at_least("1"), parent_id=other, part_kind=PartKind.OF_WHICH)
        rows = indicators.list_rows(session, YEAR, Q2)
    assert indicators.count_states(rows) == {State.NO_FIGURE: 1, State.NOT_DUE: 1}
    assert indicators.count_further(rows) == {State.NO_FIGURE: 1}


# Figures of a period


@pytest.mark.parametrize(
    ("typed", "period", "shown"),
    [
        ({"2022-Q1": "1,5", "2022-Q2": "2"}, Q2, "3,5"),
        ({"2022-Q1": "1,5"}, Q1, "1,5"),
        ({"2022-M01": "1", "2022-M02": "1", "2022-M03": "1,25", "2022-Q1": "9"}, Q1, "9"),
        ({"2022-M01": "1", "2022-M02": "1", "2022-M03": "1,25"}, Q1, "3,25"),
        ({"2022-M01": "1", "2022-M02": "1", "2022-M03": "1", "2022-Q2": "4"}, SIX_MONTHS, "7"),
        ({"2022-6M": "5", "2022-Q3": "2"}, Q3, "7"),
        ({"2022-Q1": "1", "2022-Q2": "2", "2022-Q3": "3", "2022-Q4": "4"}, WHOLE_YEAR, "10"),
        ({"2022-Q1": "kps", "2022-Q2": "2"}, Q2, "2"),
        ({"2022-Q1": "kps", "2022-Q2": "kps"}, Q2, "không phát sinh"),
        ({"2022-Q2": "2"}, Q2, None),
        ({"2022-Q1": "1", "2022-Q3": "2"}, Q3, None),
    ],
)
def test_a_flow_is_summed_from_the_finest_whole_set(
    book: Database, typed: dict[str, str], period: Period, shown: str | None
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), rhythm=Rhythm.MONTHLY, **SUM)
        type_all(session, indicator_id, typed)
        row = the_row(session, "Thu", period)
    assert text_of(row, "cumulative") == shown
    assert row.cumulative is None or row.cumulative.derived


def test_a_typed_quarter_stands_before_its_months_and_the_difference_is_marked(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), rhythm=Rhythm.MONTHLY, **SUM)
        type_all(session, indicator_id, {"2022-M01": "1", "2022-M02": "1", "2022-M03": "1", "2022-Q1": "9"})
        type_all(session, indicator_id, {"2022-Q2": "4"})
        assert text_of(the_row(session, "Thu", Q2), "cumulative") == "13"
        assert the_row(session, "Thu", Q1).marks == ("không khớp",)
        assert "không khớp" not in the_row(session, "Thu", Q2).marks


@pytest.mark.parametrize(
    ("typed", "period", "shown"),
    [
        # The furthest cumulative figure that was typed, then what came after it.
        ({"2022-Q1": "10", "2022-Q2": "12", "2022-6M": "24", "2022-Q3": "6"}, Q3, "30"),
        ({"2022-Q1": "10", "2022-Q2": "12", "2022-Q3": "6", "2022-9M": "29", "2022-Q4": "5"}, WHOLE_YEAR, "34"),
        # The coarsest pieces.
        ({"2022-Q1": "10", "2022-M04": "1", "2022-M05": "1", "2022-M06": "1", "2022-Q2": "12"}, SIX_MONTHS, "22"),
        # What was typed as just those months before what only covers them.
        ({"2022-Q1": "10", "2022-3M": "11", "2022-Q2": "12"}, Q2, "23"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_sum_starts_from_the_furthest_typed_figure_in_whatever_order_it_was_typed(
    book: Database, typed: dict[str, str], period: Period, shown: str, turned: bool
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), rhythm=Rhythm.MONTHLY, **SUM)
        type_all(session, indicator_id, dict(reversed(typed.items())) if turned else typed)
        assert text_of(the_row(session, "Thu", period), "cumulative") == shown


def test_final_pieces_come_before_an_estimate_that_goes_further(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        set_result(session, indicator_id, NINE_MONTHS, "40", stage=Stage.ESTIMATE)
        type_all(session, indicator_id, {"2022-Q1": "10", "2022-Q2": "10", "2022-Q3": "9", "2022-Q4": "8"})
        row = the_row(session, "Thu", WHOLE_YEAR)
        assert row.cumulative is not None
        assert (row.cumulative.text, row.cumulative.stage) == ("37", Stage.FINAL)


@pytest.mark.parametrize(
    ("over_time", "typed", "period", "marked"),
    [
        (OverTime.SUM, {"2022-Q1": "10", "2022-Q2": "12", "2022-6M": "24"}, Q2, True),
        (OverTime.SUM, {"2022-Q1": "10", "2022-Q2": "12", "2022-6M": "22"}, Q2, False),
        (OverTime.SUM, {"2022-Q1": "1", "2022-Q2": "1", "2022-Q3": "1", "2022-Q4": "1", "2022": "5"}, Q4, True),
        (OverTime.SUM, {"2022-Q1": "kps", "2022-Q2": "kps", "2022-6M": "0"}, SIX_MONTHS, False),
        (OverTime.LATEST, {"2022-Q3": "82,7", "2022-9M": "82,1"}, Q3, True),
        (OverTime.LATEST, {"2022-Q3": "82,7", "2022-9M": "82,70"}, NINE_MONTHS, False),
        (OverTime.LATEST, {"2022-Q2": "82,7", "2022-9M": "82,1"}, NINE_MONTHS, False),
        (OverTime.NONE, {"2022-Q4": "13,9", "2022": "12,8"}, WHOLE_YEAR, False),
        (OverTime.NONE, {"2022-Q1": "13,9", "2022-3M": "12,8"}, Q1, True),
        (OverTime.AVERAGE, {"2022-Q1": "13", "2022-Q2": "15", "2022-6M": "14,2"}, Q2, False),
    ],
)
def test_typed_figures_that_contradict_each_other_are_marked(
    book: Database, over_time: OverTime, typed: dict[str, str], period: Period, marked: bool
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", at_least("4"), unit="%", over_time=over_time)
        type_all(session, indicator_id, typed)
        assert ("không khớp" in the_row(session, "Chỉ tiêu", period).marks) is marked


def test_an_estimate_does_not_contradict_a_final_figure(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("4"), unit="%")
        set_result(session, indicator_id, Q3, "82,7")
        set_result(session, indicator_id, Q3, "82", stage=Stage.ESTIMATE)
        set_result(session, indicator_id, NINE_MONTHS, "82", stage=Stage.ESTIMATE)
        assert "không khớp" not in the_row(session, "Tỷ lệ", Q3).marks


def test_of_a_level_the_periods_own_figure_comes_first(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("4"), unit="%")
        type_all(session, indicator_id, {"2022-Q3": "82,7", "2022-9M": "82,1"})
        third, nine = the_row(session, "Tỷ lệ", Q3), the_row(session, "Tỷ lệ", NINE_MONTHS)
        assert (text_of(third, "in_period"), text_of(third, "cumulative")) == ("82,7", "82,7")
        assert (text_of(nine, "in_period"), text_of(nine, "cumulative")) == ("82,1", "82,1")


def test_a_typed_figure_is_shown_as_typed_before_a_derived_one(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        type_all(session, indicator_id, {"2022-Q1": "1", "2022-Q2": "2", "2022-6M": "3,2"})
        assert text_of(the_row(session, "Thu", Q2), "cumulative") == "3,2"
        six = the_row(session, "Thu", SIX_MONTHS)
        assert (text_of(six, "in_period"), text_of(six, "cumulative")) == ("3,2", "3,2")
        assert six.in_period is not None and not six.in_period.derived
        set_result(session, indicator_id, Q2, "3,4", basis=Basis.CUMULATIVE)
        assert text_of(the_row(session, "Thu", Q2), "cumulative") == "3,4"
        assert text_of(the_row(session, "Thu", SIX_MONTHS), "in_period") == "3,2"


def test_a_typed_cumulative_figure_is_a_piece_of_a_later_sum_but_not_of_an_average(book: Database) -> None:
    with book.begin("Nhập") as session:
        flow = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        mean = make_indicator(session, "Bình quân", at_least("4"), unit="%", over_time=OverTime.AVERAGE)
        for indicator_id in (flow, mean):
            set_result(session, indicator_id, Q2, "5", basis=Basis.CUMULATIVE)
            set_result(session, indicator_id, Q3, "2")
        assert text_of(the_row(session, "Thu", Q3), "cumulative") == "7"
        assert the_row(session, "Bình quân", Q3).cumulative is None


def test_a_period_that_is_no_whole_months_has_no_sum(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), rhythm=Rhythm.MONTHLY, **SUM)
        type_all(session, indicator_id, {"2022-M01": "1", "2022-M02": "1"})
        row = the_row(session, "Thu", Period.parse("2022-01-01..2022-02-14"))
    assert (row.in_period, row.cumulative, row.rating.state) == (None, None, State.NO_FIGURE)


def test_a_quarter_follows_from_its_months(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), rhythm=Rhythm.MONTHLY, **SUM)
        type_all(session, indicator_id, {"2022-M04": "1", "2022-M05": "2", "2022-M06": "3"})
        row = the_row(session, "Thu", Q2)
    assert row.in_period is not None
    assert (row.in_period.text, row.in_period.derived, row.cumulative) == ("6", True, None)


def test_a_flow_without_its_earlier_periods_says_so_instead_of_rating_a_piece(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        set_result(session, indicator_id, Q2, "2")
        row = the_row(session, "Thu", Q2)
        assert (row.rating.state, row.marks) == (State.NO_FIGURE, ("thiếu kỳ trước",))
        assert "chưa đủ các kỳ trước" in row.rating.why
        set_result(session, indicator_id, Q1, "2")
        row = the_row(session, "Thu", Q2)
        assert (row.rating.state, row.marks) == (State.LIKELY, ())


def test_a_level_stands_for_every_period_that_ends_on_its_day(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("83"), unit="%")
        type_all(session, indicator_id, {"2022-Q2": "82", "2022-Q3": "82,7"})
        third, nine = the_row(session, "Tỷ lệ", Q3), the_row(session, "Tỷ lệ", NINE_MONTHS)
        assert third.in_period is not None and third.cumulative is not None and nine.in_period is not None
        assert (third.in_period.text, third.in_period.derived) == ("82,7", False)
        assert (third.cumulative.text, third.cumulative.derived) == ("82,7", True)
        assert (nine.in_period.text, nine.in_period.derived) == ("82,7", True)
        fourth = the_row(session, "Tỷ lệ", Q4)
        assert (fourth.in_period, fourth.cumulative, fourth.rating.state) == (None, None, State.NO_FIGURE)


def test_an_average_is_taken_over_pieces_of_one_length(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Bình quân", at_least("1"), over_time=OverTime.AVERAGE, unit="%")
        type_all(session, indicator_id, {"2022-Q1": "14,0", "2022-Q2": "15,1"})
        assert text_of(the_row(session, "Bình quân", Q2), "cumulative") == "14,6"
        type_all(session, indicator_id, {"2022-Q1": "", "2022-M03": "10"}, now=MOMENT)
        assert the_row(session, "Bình quân", Q2).cumulative is None


@pytest.mark.parametrize("over_time", [OverTime.NONE, OverTime.AVERAGE])
def test_a_later_period_alone_is_not_judged_as_the_year(book: Database, over_time: OverTime) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Rời", exactly("5"), unit="%", over_time=over_time)
        type_all(session, indicator_id, {"2021": "4", "2021-Q4": "3", "2022-Q4": "5"})
        row = the_row(session, "Rời", Q4)
        assert (row.cumulative, row.rating.state, row.marks) == (None, State.NO_FIGURE, ("thiếu kỳ trước",))
        assert "số lũy kế" in row.rating.why
        assert (row.percent_text, row.versus_text) == ("", "")
        set_result(session, indicator_id, Q4, "5,2", basis=Basis.CUMULATIVE)
        row = the_row(session, "Rời", Q4)
        assert (row.rating.state, row.marks, row.versus_text) == (State.EXCEEDED, (), "+1,2 điểm %")


def test_a_first_quarter_and_words_are_judged_as_they_stand(book: Database) -> None:
    with book.begin("Nhập") as session:
        first = make_indicator(session, "Rời", exactly("5"), unit="%", over_time=OverTime.NONE)
        set_result(session, first, Period.whole_year(2021), "5")
        set_result(session, first, Q1, "5")
        assert the_row(session, "Rời", Q1).rating.state is State.LIKELY
        worded = make_indicator(session, "Danh hiệu", Target(), over_time=OverTime.NONE, value_kind=ValueKind.WORDS)
        set_result(session, worded, Q4, "đạt")
        assert the_row(session, "Danh hiệu", Q4).rating.state is State.MET


def test_final_figures_come_before_estimates_unless_estimates_are_asked_for(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        set_result(session, indicator_id, WHOLE_YEAR, "5", stage=Stage.ESTIMATE)
        row = the_row(session, "Thu", WHOLE_YEAR)
        assert (text_of(row, "in_period"), row.marks, row.rating.state) == ("5", ("ước",), State.ESTIMATE_MET)
        set_result(session, indicator_id, WHOLE_YEAR, "3")
        row = the_row(session, "Thu", WHOLE_YEAR)
        assert (text_of(row, "in_period"), row.marks, row.rating.state) == ("3", (), State.NOT_MET)
        row = the_row(session, "Thu", WHOLE_YEAR, stage=Stage.ESTIMATE)
        assert (text_of(row, "in_period"), row.rating.state) == ("5", State.ESTIMATE_MET)


def test_a_sum_of_final_figures_comes_before_an_estimate_of_the_year(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        set_result(session, indicator_id, WHOLE_YEAR, "9", stage=Stage.ESTIMATE)
        type_all(session, indicator_id, {"2022-Q1": "1", "2022-Q2": "1", "2022-Q3": "1"})
        set_result(session, indicator_id, Q4, "2", stage=Stage.ESTIMATE)
        assert text_of(the_row(session, "Thu", WHOLE_YEAR), "cumulative") == "9"
        set_result(session, indicator_id, Q4, "1,5")
        row = the_row(session, "Thu", WHOLE_YEAR)
        assert row.cumulative is not None
        assert (row.cumulative.text, row.cumulative.stage) == ("4,5", Stage.FINAL)


def test_a_sum_with_an_estimate_in_it_is_an_estimate(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        set_result(session, indicator_id, Q1, "1", stage=Stage.ESTIMATE)
        set_result(session, indicator_id, Q2, "2")
        row = the_row(session, "Thu", Q2)
        assert row.cumulative is not None and row.in_period is not None
        assert (row.cumulative.stage, row.in_period.stage, row.marks) == (Stage.ESTIMATE, Stage.FINAL, ("ước",))


def test_asked_for_estimates_only_the_latest_piece_of_a_sum_is_one(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), **SUM)
        for period, final, estimate in ((Q1, "1", "10"), (Q2, "2", "20")):
            set_result(session, indicator_id, period, final)
            set_result(session, indicator_id, period, estimate, stage=Stage.ESTIMATE)
        assert text_of(the_row(session, "Thu", Q2), "cumulative") == "3"
        assert text_of(the_row(session, "Thu", Q2, stage=Stage.ESTIMATE), "cumulative") == "21"


def test_last_years_same_period_is_final_even_beside_estimates(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("4"), unit="%")
        set_result(session, indicator_id, Q2.same_last_year, "80")
        set_result(session, indicator_id, Q2.same_last_year, "70", stage=Stage.ESTIMATE)
        set_result(session, indicator_id, Q2, "82", stage=Stage.ESTIMATE)
        row = the_row(session, "Tỷ lệ", Q2, stage=Stage.ESTIMATE)
    assert (text_of(row, "last_year"), row.versus_text) == ("80", "+2 điểm %")


def test_a_level_follows_from_the_period_that_is_nearest(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("4"), unit="%", rhythm=Rhythm.MONTHLY)
        type_all(session, indicator_id, {"2022-6M": "81", "2022-Q2": "82"})
        assert text_of(the_row(session, "Tỷ lệ", Period.month(YEAR, 6)), "in_period") == "82"


@pytest.mark.parametrize(
    ("over_time", "typed", "shown", "derived"),
    [
        (OverTime.SUM, {"2021": "40,5"}, "40,5", False),
        (OverTime.SUM, {"2021-Q1": "10", "2021-Q2": "10", "2021-Q3": "10", "2021-Q4": "9,5"}, "39,5", True),
        (OverTime.SUM, {"2021-Q1": "10", "2021-Q2": "10", "2021-Q3": "10"}, None, False),
        (OverTime.LATEST, {"2021-Q3": "81", "2021-Q4": "81,6"}, "81,6", True),
        (OverTime.LATEST, {"2021-Q3": "81"}, None, False),
    ],
)
def test_last_years_figure_is_the_typed_one_or_follows_from_its_periods(
    book: Database, over_time: OverTime, typed: dict[str, str], shown: str | None, derived: bool
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4", "tỷ đồng"), unit="tỷ đồng", over_time=over_time)
        type_all(session, indicator_id, typed)
        row = the_row(session, "Thu", Q2)
    assert text_of(row, "previous") == shown
    assert row.previous is None or row.previous.derived is derived


def test_an_estimate_of_last_year_serves_until_the_final_figure_arrives(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("99"), unit="%")
        last_year = Period.whole_year(2021)
        set_result(session, indicator_id, last_year, "97", stage=Stage.ESTIMATE)
        previous = the_row(session, "Tỷ lệ", Q2).previous
        assert previous is not None and (previous.text, previous.stage) == ("97", Stage.ESTIMATE)
        set_result(session, indicator_id, last_year, "97,9")
        previous = the_row(session, "Tỷ lệ", Q2).previous
        assert previous is not None and (previous.text, previous.stage) == ("97,9", Stage.FINAL)


@pytest.mark.parametrize(
    ("values", "then", "now", "text"),
    [
        (SUM, {"2021-Q1": "40", "2021-Q2": "46"}, {"2022-Q1": "40", "2022-Q2": "50,04"}, "104,7%"),
        ({"unit": "%"}, {"2021-Q2": "80,5"}, {"2022-Q2": "82,7"}, "+2,2 điểm %"),
        ({"unit": "%"}, {"2021-Q2": "82,7"}, {"2022-Q2": "80,5"}, "-2,2 điểm %"),
        ({"unit": "%"}, {"2021-Q2": "75"}, {"2022-Q2": "75,0"}, "0,0 điểm %"),
        ({"unit": "‰"}, {"2021-Q2": "1"}, {"2022-Q2": "1,2"}, "+0,2 điểm ‰"),
        (SUM, {"2021-Q1": "0", "2021-Q2": "kps"}, {"2022-Q1": "1", "2022-Q2": "1"}, ""),
        (SUM, {"2021-Q2": "1"}, {"2022-Q1": "1", "2022-Q2": "1"}, ""),
        ({"unit": "%"}, {}, {"2022-Q2": "75"}, ""),
    ],
)
def test_the_same_period_of_last_year_is_compared_in_per_cent_or_points(
    book: Database, values: dict[str, Any], then: dict[str, str], now: dict[str, str], text: str
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", at_least("4"), **values)
        type_all(session, indicator_id, then | now)
        assert the_row(session, "Chỉ tiêu", Q2).versus_text == text


def test_figures_are_printed_with_the_indicators_decimals_and_keep_what_was_typed(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("99"), unit="%", decimals=1)
        set_result(session, indicator_id, Q2, "1.234,56")
        figure = the_row(session, "Tỷ lệ", Q2).in_period
        assert figure is not None
        assert (figure.text, figure.value) == ("1.234,6", Decimal("1234.56"))


# Ratings


def test_the_value_as_printed_is_judged_and_rounding_that_decides_is_marked(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Tỷ lệ", at_least("99.4"), unit="%", decimals=1)
        set_result(session, indicator_id, WHOLE_YEAR, "9.842/9.905")
        row = the_row(session, "Tỷ lệ", WHOLE_YEAR)
        assert (row.rating.state, row.marks) == (State.MET, ("do làm tròn",))
        set_result(session, indicator_id, WHOLE_YEAR, "99,4")
        row = the_row(session, "Tỷ lệ", WHOLE_YEAR)
        assert (row.rating.state, row.marks) == (State.MET, ())


def test_last_years_figure_is_printed_too_before_it_is_compared(book: Database) -> None:
    fall = Target(
        comparator=Comparator.DECREASE_BY_BETWEEN,
        low=Decimal("0.7"),
        high=Decimal("0.9"),
        unit="%",
        baseline="so với năm 2021",
        direction="lower_is_better",
    )
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Hộ nghèo", fall, unit="%", better=Better.LOWER, decimals=2)
        type_all(session, indicator_id, {"2021": "3,425", "2022": "2,73"})
        row = the_row(session, "Hộ nghèo", WHOLE_YEAR)
        assert (row.rating.state, row.marks, row.versus_text) == (State.MET, ("do làm tròn",), "-0,70 điểm %")
        assert "từ 3,43%" in row.rating.why and "0,695 điểm %" in row.rating.why
        set_result(session, indicator_id, Period.whole_year(2021), "3,434")
        row = the_row(session, "Hộ nghèo", WHOLE_YEAR)
        assert (row.rating.state, row.marks) == (State.MET, ())


@pytest.mark.parametrize(
    ("name", "values", "typed", "marked"),
    [
        ("Tỷ lệ hộ có điện", {"unit": "%"}, "829", True),
        ("Tỷ lệ hộ có điện", {"unit": "%"}, "-5", True),
        ("Tỷ lệ hộ có điện", {"unit": "%"}, "100", False),
        ("Hộ có điện", {"unit": "%", "over_areas": OverAreas.RATIO}, "100,1", True),
        ("Hộ có điện", {"unit": "%"}, "829", False),
        ("Tỷ lệ tăng dân số tự nhiên", {"unit": "%", "over_areas": OverAreas.RATIO}, "-0,2", False),
        ("Tỷ lệ thực hiện kế hoạch vốn", {"unit": "%"}, "108", False),
        ("Số hộ có điện", {"unit": "hộ"}, "829", False),
    ],
)
def test_a_share_beyond_its_whole_is_doubted_not_refused(
    book: Database, name: str, values: dict[str, Any], typed: str, marked: bool
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, name, at_least("83", values["unit"]), **values)
        set_result(session, indicator_id, WHOLE_YEAR, typed)
        row = the_row(session, name, WHOLE_YEAR)
        assert row.in_period is not None
        assert ("nghi vấn" in row.marks) is marked


def test_a_base_of_which_nothing_arose_is_told(book: Database) -> None:
    more = Target(comparator=Comparator.INCREASE_BY, low=Decimal(5), high=Decimal(5), unit="người")
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Người", more, unit="người", over_time=OverTime.SUM)
        type_all(session, indicator_id, {"2021": "kps", "2022": "6"})
        assert "năm 2021 không phát sinh" in the_row(session, "Người", WHOLE_YEAR).rating.why


def test_outside_its_rhythm_a_row_is_not_due(book: Database) -> None:
    with book.begin("Nhập") as session:
        make_indicator(session, "Hộ nghèo", at_least("1"), rhythm=Rhythm.YEARLY, better=Better.LOWER)
        third, fourth = the_row(session, "Hộ nghèo", Q3), the_row(session, "Hộ nghèo", Q4)
    assert (third.due, third.rating.state) == (False, State.NOT_DUE)
    assert (fourth.due, fourth.rating.state) == (True, State.NO_FIGURE)


def test_a_level_on_its_way_is_rated_from_last_years_figure(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu gom rác", exactly("100"), unit="%", decimals=1)
        set_result(session, indicator_id, Q3, "98,2")
        assert the_row(session, "Thu gom rác", Q3).rating.state is State.NOT_COMPARABLE
        set_result(session, indicator_id, Period.whole_year(2021), "96,5")
        row = the_row(session, "Thu gom rác", Q3)
        assert row.rating.state is State.UNLIKELY
        assert "99,1%" in row.rating.why
        assert row.percent_text == "-1,8 điểm %"


def test_a_target_relative_to_an_assigned_figure_is_judged_twice(book: Database) -> None:
    with book.begin("Nhập") as session:
        target = Target(
            comparator=Comparator.RELATIVE_TO_PLAN,
            low=Decimal(5),
            high=Decimal(10),
            unit="%",
            plan_basis="over_plan",
        )
        indicator_id = make_indicator(
            session, "Thu ngân sách", target, over_time=OverTime.SUM, unit="triệu đồng", target_assigned=Decimal(4150)
        )
        set_result(session, indicator_id, WHOLE_YEAR, "4.200")
        row = the_row(session, "Thu ngân sách", WHOLE_YEAR)
    assert row.assigned == 4150
    assert (row.rating.state, row.rating.against_assigned) == (State.NOT_MET, State.EXCEEDED)


def test_a_change_that_is_typed_as_such_needs_no_base(book: Database) -> None:
    with book.begin("Nhập") as session:
        target = Target(comparator=Comparator.INCREASE_BY, low=Decimal(10), strict=True, unit="cơ sở")
        indicator_id = make_indicator(
            session, "Cơ sở mới", target, over_time=OverTime.SUM, unit="cơ sở", target_typed=Typed.CHANGE
        )
        set_result(session, indicator_id, WHOLE_YEAR, "12")
        assert the_row(session, "Cơ sở mới", WHOLE_YEAR).rating.state is State.MET


def test_an_open_bound_counts_as_the_book_has_decided(book: Database) -> None:
    with book.begin("Nhập") as session:
        target = Target(comparator=Comparator.GT, low=Decimal(99), strict=True, unit="%")
        indicator_id = make_indicator(session, "Bảo hiểm y tế", target, unit="%")
        set_result(session, indicator_id, WHOLE_YEAR, "99,4")
        assert the_row(session, "Bảo hiểm y tế", WHOLE_YEAR).rating.state is State.MET
        settings.set_exceed_open_bound(session, True)
        assert the_row(session, "Bảo hiểm y tế", WHOLE_YEAR).rating.state is State.EXCEEDED


def test_an_indicator_that_only_has_figures_of_other_years_is_not_listed(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Cũ", at_least("1"), target_year=2021)
        set_result(session, indicator_id, Period.whole_year(2021), "1")
        assert lines(session) == []


def test_a_book_without_its_ward_is_explained(book: Database) -> None:
    with book.begin("Hỏng") as session:
        session.query(Area).update({"binned_at": MOMENT})
        with pytest.raises(HxError, match="toàn phường"):
            indicators.list_rows(session, YEAR, Q2)


def test_listing_reads_in_a_handful_of_statements_however_many_rows(book: Database) -> None:
    with book.begin("Thêm") as session:
        for number in range(40):
            indicator_id = make_indicator(session, f"Chỉ tiêu {number}", at_least("1"), unit="%")
            set_result(session, indicator_id, Q2, "2")
    sent: list[str] = []
    with book.read() as session:
        sa.event.listen(session, "before_cursor_execute", lambda *args: sent.append(args[2]))
        rows = indicators.list_rows(session, YEAR, Q2)
    assert len(rows) == 40
    assert len(sent) <= 10
