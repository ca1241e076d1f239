"""The overview: counts, what is in trouble and why, tasks late and due, who owes what, the checklist."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.checklist import Outcome
from hxapp.domain.indicators import PartKind, Stage
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator, Target
from hxapp.domain.tasks import TaskState
from hxapp.services import assessments, indicators, results
from hxapp.services.assessments import AssessmentEdit
from hxapp.services.overview import NO_DEPARTMENT, DepartmentLine, Overview, TaskTotals, overview
from hxapp.storage.database import Database
from hxapp.storage.tables import CriteriaStatement
from tests.services.building import NINE_MONTHS, Q3, WHOLE_YEAR, at_least, make_department, make_indicator
from tests.services.task_building import (
    TODAY,
    YEAR,
    a_clause,
    a_criterion,
    a_document,
    a_note,
    a_round,
    a_set,
    a_share,
    a_task,
    statements,
)
from tests.storage.building import make


@pytest.fixture
def session(book: Database) -> Iterator[Session]:
    with book.begin("Thử") as session:
        yield session


def read(session: Session, period: Period = WHOLE_YEAR, stage: Stage = Stage.FINAL) -> Overview:
    return overview(session, YEAR, period, stage, TODAY)


def more_than(low: str, unit: str) -> Target:
    return Target(comparator=Comparator.GT, low=Decimal(low), strict=True, unit=unit)


# indicators


def test_an_empty_year_has_nothing_to_tell(session: Session) -> None:
    seen = read(session)
    assert (seen.states, seen.good, seen.total, seen.further_states) == ({}, 0, 0, {})
    assert (seen.trouble, seen.missing, seen.late, seen.week, seen.month, seen.by_department) == ((),) * 6
    assert seen.tasks.total == 0 and seen.task_totals == TaskTotals(0, 0, 0, 0, 0)
    assert seen.checklist is None


def test_indicators_are_counted_by_state_and_further_figures_apart(session: Session) -> None:
    for number, (name, value) in enumerate((("Bảo hiểm", "99"), ("Rác thải", "80"), ("Hộ nghèo", "")), start=1):
        indicator = make_indicator(session, name, at_least("95"), target_number=str(number))
        results.set_result(session, indicator, WHOLE_YEAR, value)
    further = make_indicator(session, "Chó dại", at_least("90"))
    results.set_result(session, further, WHOLE_YEAR, "70")
    seen = read(session)
    assert seen.states == {State.MET: 1, State.NOT_MET: 1, State.NO_FIGURE: 1}
    assert (seen.good, seen.total) == (1, 3)
    assert seen.further_states == {State.NOT_MET: 1}
    assert [(line.name, line.further, line.state) for line in seen.trouble] == [
        ("Rác thải", False, State.NOT_MET), ("Chó dại", True, State.NOT_MET),
    ]  # fmt: skip
    assert [(line.number, line.name) for line in seen.missing] == [("3", "Hộ nghèo")]


def test_trouble_says_what_was_asked_what_there_is_and_why(session: Session) -> None:
    department = make_department(session, "Địa chính")
    name = "Tỷ lệ thu gom và vận chuyển rác thải rắn sinh hoạt"
    indicator = make_indicator(
        session, name, at_least("95"), short_name="Rác thải", department_id=department,
        target_number="13", target_wording="trên 95%",
    )  # fmt: skip
    results.set_result(session, indicator, WHOLE_YEAR, "80,5")
    (line,) = read(session).trouble
    (row,) = indicators.list_rows(session, YEAR, WHOLE_YEAR)
    assert (line.id, line.number, line.name, line.is_part) == (indicator, "13", "Rác thải", False)
    assert (line.wording, line.result, line.department_id, line.department) == (
        "trên 95%", "80,5", department, "Địa chính",
    )  # fmt: skip
    assert line.why == row.rating.why != ""


def test_a_compound_is_in_trouble_once_and_a_part_of_a_whole_by_itself(session: Session) -> None:
    head = make_indicator(session, "Cơ sở và lao động")
    sites = make_indicator(session, "Cơ sở", more_than("10", "cơ sở"), parent_id=head, target_number="6")
    workers = make_indicator(
        session, "Lao động", more_than("50", "lao động"), parent_id=head, target_wording=">50 lao động"
    )
    jobs = make_indicator(session, "Việc làm", at_least("100", "lao động"), target_number="8")
    abroad = make_indicator(
        session, "Xuất khẩu lao động", at_least("10", "người"), parent_id=jobs, part_kind=PartKind.OF_WHICH
    )
    for indicator, value in ((sites, "12"), (workers, "31"), (jobs, "110"), (abroad, "5")):
        results.set_result(session, indicator, WHOLE_YEAR, value)
    trouble = read(session).trouble
    assert [(line.id, line.number, line.is_part) for line in trouble] == [(head, "6", False), (abroad, "8", True)]
    assert (trouble[0].wording, trouble[0].result) == (">50 lao động", "31")
    assert trouble[0].why.startswith("Lao động: ") and "31" in trouble[0].why


def test_the_worst_trouble_stands_first(session: Session) -> None:
    estimated = make_indicator(session, "Ước hụt", at_least("100", "người"), target_number="1")
    results.set_result(session, estimated, WHOLE_YEAR, "60", stage=Stage.ESTIMATE)
    final = make_indicator(session, "Hụt", at_least("100", "người"), target_number="2")
    results.set_result(session, final, WHOLE_YEAR, "60")
    further = make_indicator(session, "Trong phần C", at_least("100", "người"))
    results.set_result(session, further, WHOLE_YEAR, "60")
    assert [(line.name, line.state) for line in read(session).trouble] == [
        ("Hụt", State.NOT_MET), ("Ước hụt", State.ESTIMATE_NOT_MET), ("Trong phần C", State.NOT_MET),
    ]  # fmt: skip


def test_what_is_not_due_is_not_missing(session: Session) -> None:
    make_indicator(session, "Hộ nghèo", at_least("95"), rhythm=Rhythm.YEARLY, target_number="10")
    make_indicator(session, "Rác thải", at_least("95"), rhythm=Rhythm.QUARTERLY, target_number="13")
    assert [line.name for line in read(session, Q3).missing] == ["Rác thải"]
    assert len(read(session, WHOLE_YEAR).missing) == 2


def test_of_a_compound_its_parts_are_missing_not_the_head(session: Session) -> None:
    head = make_indicator(session, "Cơ sở và lao động")
    parts = [
        make_indicator(session, name, more_than("10", name.lower()), parent_id=head, target_number=number)
        for name, number in (("Cơ sở", "6"), ("Lao động", None))
    ]
    seen = read(session)
    assert seen.states == {State.NO_FIGURE: 1}
    assert [(line.id, line.number) for line in seen.missing] == [(part, "6") for part in parts]


# tasks


def test_tasks_late_and_due_stand_in_the_order_of_their_deadlines(session: Session) -> None:
    department = make_department(session, "Địa chính – Xây dựng – Đô thị", short_name="Địa chính")
    clause = a_clause(session, a_document(session), "C.II.4")
    late = a_task(session, "Đấu giá", deadline="31/8/2022", clause_id=clause, lead_department_id=department)
    a_note(session, late, dt.date(2022, 9, 9), "Còn 3 hộ")
    a_task(session, "Quy hoạch", deadline="quý I/2022")
    a_task(session, "Báo cáo", deadline="14/9/2022")
    a_task(session, "Hồ sơ", deadline="30/9/2022")
    a_task(session, "Cuối năm", deadline="trong năm 2022")
    seen = read(session)
    assert [line.wording for line in seen.late] == ["Quy hoạch", "Đấu giá"]
    assert [line.wording for line in seen.week] == ["Báo cáo"]
    assert [line.wording for line in seen.month] == ["Báo cáo", "Hồ sơ"]
    line = seen.late[1]
    assert (line.id, line.clause, line.department, line.department_id) == (late, "C.II.4", "Địa chính", department)
    assert (line.standing_text, line.late, line.days_left, line.latest_note) == ("quá 12 ngày", True, -12, "Còn 3 hộ")
    assert line.due is not None and line.due.wording == "31/8/2022"
    assert (seen.tasks.late, seen.tasks.week, seen.tasks.month) == (2, 1, 2)


def test_silence_is_counted_from_the_first_day_of_the_period(session: Session) -> None:
    a_note(session, a_task(session, "Việc"), dt.date(2022, 6, 30), "Đã họp")
    assert read(session, Q3).tasks.silent == 1
    assert read(session, NINE_MONTHS).tasks.silent == 0


def test_task_totals_add_up(session: Session) -> None:
    a_task(session, "Trễ", deadline="31/8/2022")
    a_task(session, "Còn hạn", deadline="30/9/2022")
    done: dict[str, Any] = {"deadline": "31/8/2022", "finished_on": dt.date(2022, 8, 30)}
    a_task(session, "Xong", state=TaskState.DONE, **done)
    a_task(session, "Xong muộn", state=TaskState.DONE_LATE, **done)
    a_task(session, "Hủy", deadline="31/8/2022", state=TaskState.CANCELLED)
    a_task(session, "Canh gác", deadline="thường xuyên")
    a_task(session, "Không hạn")
    assert read(session).task_totals == TaskTotals(dated=4, done=2, late=1, open=1, standing=1)


def test_each_department_has_its_line_the_most_late_first(session: Session) -> None:
    land = make_department(session, "Địa chính")
    culture = make_department(session, "Văn hóa")
    idle = make_department(session, "Công an")
    make_department(session, "Không có gì")
    a_task(session, "Một", deadline="31/8/2022", lead_department_id=culture)
    parent = a_task(session, "Cha", deadline="30/9/2022", lead_department_id=land)
    a_task(session, "Hai", parent_id=parent, lead_department_id=land)
    a_task(session, "Ba", deadline="14/9/2022", lead_department_id=land)
    a_task(session, "Bốn", deadline="trong năm 2022", lead_department_id=idle)
    a_task(session, "Không ai", deadline="1/1/2022")
    for name in ("Rác", "Đường"):
        make_indicator(session, name, at_least("95"), department_id=land)
    make_indicator(session, "Nhà văn hóa", at_least("95"))
    lines = read(session).by_department

    def told(line: DepartmentLine) -> tuple[uuid.UUID | None, str, int, int, int, int]:
        return line.id, line.name, line.late, line.week, line.month, line.missing

    assert [told(line) for line in lines] == [
        (culture, "Văn hóa", 1, 0, 0, 0),
        (land, "Địa chính", 0, 1, 2, 2),
        (idle, "Công an", 0, 0, 0, 0),
        (None, NO_DEPARTMENT, 1, 0, 0, 1),
    ]
    assert [line.has_open for line in lines] == [True, True, False, True]
    assert lines[1].totals == TaskTotals(dated=2, done=0, late=0, open=2, standing=0)
    assert sum(line.late for line in lines) == read(session).tasks.late


# the checklist


def test_the_checklist_tells_each_group_and_what_is_still_open(session: Session) -> None:
    set_id = a_set(session)
    make(session, CriteriaStatement, document_id=a_document(session), set_id=set_id, met=20, total=24)
    first, second = a_criterion(session, set_id, "1"), a_criterion(session, set_id, "2")
    works = a_share(session, set_id, "1.1", first)
    houses = a_criterion(session, set_id, "1.2", first)
    hall = a_criterion(session, set_id, "2.1", second)
    before, now = a_round(session, set_id, "2022-6M"), a_round(session, set_id, "2022-9M")
    a_round(session, set_id, "2022")
    assessments.set_outcome(session, before, houses, Outcome.NOT_MET)
    assessments.set_outcome(session, now, houses, Outcome.MET)
    department = make_department(session, "Địa chính")
    form = AssessmentEdit(
        Outcome.NOT_MET, missing="Chưa khởi công", next_step="Trình hồ sơ", department_id=department,
        deadline="quý IV/2022",
    )  # fmt: skip
    assessments.save_assessment(session, now, hall, form)
    line = read(session, Q3).checklist
    assert line is not None and line.round is not None
    assert (line.of.statement, line.round.id, line.tally.text) == ("20/24", now, "1/3")
    assert (line.group_tally.met, line.group_tally.not_met, line.group_tally.not_assessed) == (0, 1, 1)
    assert [(group.code, group.tally.text, group.outcome) for group in line.groups] == [
        ("1", "1/2", Outcome.NOT_ASSESSED), ("2", "0/1", Outcome.NOT_MET),
    ]  # fmt: skip
    marks = [(mark.id, mark.outcome, mark.previous) for mark in line.groups[0].marks]
    assert marks == [
        (works, Outcome.NOT_ASSESSED, Outcome.NOT_ASSESSED), (houses, Outcome.MET, Outcome.NOT_MET),
    ]  # fmt: skip
    assert [(one.id, one.outcome) for one in line.open] == [
        (hall, Outcome.NOT_MET), (works, Outcome.NOT_ASSESSED),
    ]  # fmt: skip
    unmet = line.open[0]
    assert (unmet.missing, unmet.next_step, unmet.department) == ("Chưa khởi công", "Trình hồ sơ", "Địa chính")
    assert unmet.deadline is not None and unmet.deadline.wording == "quý IV/2022"
    assert not unmet.needs_road_map
    assert line.open[1].threshold_text == "≥ 90%"


def test_without_a_round_until_then_nothing_is_open(session: Session) -> None:
    set_id = a_set(session)
    a_criterion(session, set_id, "1.1", a_criterion(session, set_id, "1"))
    a_round(session, set_id, "2022")
    line = read(session, Q3).checklist
    assert line is not None and (line.round, line.open, line.tally.text) == (None, (), "0/1")


def test_the_set_is_the_one_a_document_speaks_of_else_the_one_assessed(session: Session) -> None:
    first, second, third = (a_set(session, code, position=place) for place, code in enumerate("ABC"))

    def chosen() -> uuid.UUID:
        line = read(session).checklist
        assert line is not None
        return line.of.id

    assert chosen() == first
    a_round(session, second)
    assert chosen() == second
    make(session, CriteriaStatement, document_id=a_document(session), set_id=third)
    assert chosen() == third
    line = overview(session, YEAR, WHOLE_YEAR, Stage.FINAL, TODAY, first).checklist
    assert line is not None and line.of.id == first
    assert overview(session, YEAR, WHOLE_YEAR, Stage.FINAL, TODAY, uuid.uuid4()).checklist is None


def test_the_overview_takes_the_same_few_statements_whatever_the_book_holds(session: Session) -> None:
    set_id = a_set(session)
    group = a_criterion(session, set_id, "1")
    a_round(session, set_id)

    def fill(count: int) -> None:
        for _ in range(count):
            place = session.scalar(sa.text("SELECT count(*) FROM task"))
            a_task(session, f"Việc {place}", deadline="31/8/2022")
            make_indicator(session, f"Chỉ tiêu {place}", at_least("95"))
            a_criterion(session, set_id, f"1.{place}", group)

    fill(2)
    with statements(session) as few:
        read(session)
    fill(25)
    with statements(session) as many:
        read(session)
    assert len(many) == len(few)
