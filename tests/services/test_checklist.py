"""The checklist: sets of a year, rounds, criteria in a round, values that judge, road maps, lines of a set."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.checklist import CriterionKind, Outcome, RoundKind
from hxapp.domain.deadlines import Precision
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator
from hxapp.services import assessments, checklist, criteria, round_edits
from hxapp.services.assessments import AssessmentEdit
from hxapp.services.checklist import CriterionRow
from hxapp.services.criteria import CriterionEdit
from hxapp.services.rounds import round_for
from hxapp.storage.database import Database
from hxapp.storage.tables import Assessment, CriteriaStatement, assessment_id
from tests.services.task_building import (
    NOW,
    YEAR,
    a_criterion,
    a_department,
    a_document,
    a_round,
    a_set,
    a_share,
    book,
    statements,
    undone,
)
from tests.storage.building import make

MET, NOT_MET, NOT_ASSESSED, NOT_APPLICABLE = (
    Outcome.MET, Outcome.NOT_MET, Outcome.NOT_ASSESSED, Outcome.NOT_APPLICABLE,
)  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with book(tmp_path_factory.mktemp("checklist")) as opened:
        yield opened


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with undone(database) as session:
        yield session


class Small:
    """A set of one group: two criteria of yes or no, and one that asks for at least 90 %."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.id = a_set(session)
        self.group = a_criterion(session, self.id, "1")
        self.first = a_criterion(session, self.id, "1.1", self.group)
        self.second = a_criterion(session, self.id, "1.2", self.group)
        self.share = a_share(session, self.id, "1.3", self.group)
        self.round = a_round(session, self.id)

    def rows(self, round_id: uuid.UUID | None = None) -> tuple[CriterionRow, ...]:
        return checklist.list_rows(self.session, self.id, round_id or self.round)

    def row(self, code: str, round_id: uuid.UUID | None = None) -> CriterionRow:
        return next(row for row in self.rows(round_id) if row.code == code)

    def set(self, outcomes: dict[uuid.UUID, Outcome], round_id: uuid.UUID | None = None) -> None:
        for criterion, outcome in outcomes.items():
            assessments.set_outcome(self.session, round_id or self.round, criterion, outcome)


@pytest.fixture
def small(session: Session) -> Small:
    return Small(session)


# sets and rounds


def test_a_year_has_the_sets_in_force_on_some_day_of_it(session: Session) -> None:
    first = a_set(session, "TT02", in_force_from=dt.date(2013, 3, 15), in_force_to=dt.date(2022, 4, 14), position=1)
    a_set(session, "QD04", in_force_from=dt.date(2022, 4, 15), position=2)
    a_set(session, "RIENG", position=3)
    gone = a_set(session, "BO", binned_at=NOW)

    def codes(year: int) -> list[str]:
        return [one.code for one in checklist.list_sets(session, year)]

    assert codes(2012) == ["RIENG"]
    assert codes(2021) == ["TT02", "RIENG"]
    assert codes(2022) == ["TT02", "QD04", "RIENG"]
    assert codes(2023) == ["QD04", "RIENG"]
    a_round(session, first, "2023-Q1")
    a_round(session, gone, "2023-Q1")
    a_round(session, first, "2024", binned_at=NOW)
    assert codes(2023) == ["TT02", "QD04", "RIENG"]
    assert codes(2024) == ["QD04", "RIENG"]


def test_a_document_of_the_year_may_state_how_a_set_stands(session: Session) -> None:
    set_id = a_set(session)
    make(session, CriteriaStatement, document_id=a_document(session), set_id=set_id, met=20, total=24)
    later = a_document(session, year_from=2023, year_to=2023)
    make(session, CriteriaStatement, document_id=later, set_id=set_id, met=22, total=24)
    gone = a_document(session, binned_at=NOW)
    make(session, CriteriaStatement, document_id=gone, set_id=set_id, met=1, total=24)
    stated = {year: checklist.list_sets(session, year)[0].statement for year in (2021, 2022, 2023)}
    assert stated == {2021: "", 2022: "20/24", 2023: "22/24"}


def test_rounds_stand_by_the_end_of_their_period(session: Session) -> None:
    set_id = a_set(session)
    for key in ("2022-9M", "2021", "2022-Q2"):
        a_round(session, set_id, key)
    checked = round_edits.add_round(
        session, set_id, "Thị xã kiểm tra", RoundKind.CHECKED, Period.parse("2022-M07"), dt.date(2022, 8, 25)
    )
    a_round(session, set_id, "2022", binned_at=NOW)
    rounds = checklist.list_rounds(session, set_id)
    assert [one.period.key for one in rounds] == ["2021", "2022-Q2", "2022-M07", "2022-9M"]
    assert rounds[2].id == checked and rounds[2].held_on == dt.date(2022, 8, 25)
    of_period = {
        key: found.period.key if (found := round_for(rounds, Period.parse(key))) else None
        for key in ("2020", "2022-M05", "2022-6M", "2022-M08", "2022-Q3", "2022")
    }
    assert of_period == {
        "2020": None,
        "2022-M05": "2021",
        "2022-6M": "2022-Q2",
        "2022-M08": "2022-Q2",
        "2022-Q3": "2022-9M",
        "2022": "2022-9M",
    }


def test_a_new_round_has_a_name_of_its_own_and_nothing_assessed(small: Small) -> None:
    small.set({small.first: MET})
    period = Period.parse("2022")
    new = round_edits.add_round(small.session, small.id, "  Cả năm ", RoundKind.SELF, period, None)
    assert {row.outcome for row in small.rows(new) if not row.is_group} == {NOT_ASSESSED}
    for name in ("Cả năm", " ", "x" * 301):
        with pytest.raises(Refused) as refused:
            round_edits.add_round(small.session, small.id, name, RoundKind.SELF, period, None)
        assert refused.value.field == "name"
    round_edits.save_round(small.session, new, "Cả năm", RoundKind.SELF, period, dt.date(2022, 12, 20))
    assert checklist.list_rounds(small.session, small.id)[-1].held_on == dt.date(2022, 12, 20)
    round_edits.remove_rounds(small.session, [new], NOW)
    assert len(checklist.list_rounds(small.session, small.id)) == 1
    with pytest.raises(HxError, match="không còn trong sổ"):
        assessments.set_outcome(small.session, new, small.first, MET)
    round_edits.restore_rounds(small.session, [new])
    assert len(checklist.list_rounds(small.session, small.id)) == 2
    with pytest.raises(Refused):
        round_edits.add_round(small.session, uuid.uuid4(), "Lạ", RoundKind.SELF, period, None)


# the rows


def test_a_group_stands_over_its_criteria_with_its_tally(small: Small) -> None:
    other = a_criterion(small.session, small.id, "2")
    small.set({small.first: MET, small.second: NOT_MET, small.share: NOT_APPLICABLE})
    rows = small.rows()
    assert [(row.code, row.depth, row.is_group) for row in rows] == [
        ("1", 0, True), ("1.1", 1, False), ("1.2", 1, False), ("1.3", 1, False), ("2", 0, True),
    ]  # fmt: skip
    assert rows[1].parent_id == small.group and rows[4].id == other
    tally = rows[0].tally
    assert tally is not None and (tally.met, tally.not_met, tally.not_applicable) == (1, 1, 1)
    assert [row.outcome for row in rows] == [NOT_MET, MET, NOT_MET, NOT_APPLICABLE, NOT_ASSESSED]
    whole = checklist.tally_of(rows)
    assert (whole.met, whole.not_met, whole.not_assessed, whole.not_applicable) == (1, 1, 0, 1)
    assert checklist.group_tally_of(rows).not_met == 1
    assert rows[1].tally is None


def test_a_group_is_met_when_all_in_it_is(small: Small) -> None:
    small.set({small.first: MET, small.second: MET})
    assert small.row("1").outcome is NOT_ASSESSED
    small.set({small.share: MET})
    assert small.row("1").outcome is MET


def test_a_group_with_unconfirmed_lines_is_met_only_by_hand(session: Session) -> None:
    set_id = a_set(session)
    group = a_criterion(session, set_id, "4", needs_confirmation=True)
    only = a_criterion(session, set_id, "4.1", group)
    round_id = a_round(session, set_id)
    assessments.set_outcome(session, round_id, only, MET)
    assert checklist.list_rows(session, set_id, round_id)[0].outcome is NOT_ASSESSED
    assessments.set_outcome(session, round_id, group, MET)
    assert checklist.list_rows(session, set_id, round_id)[0].outcome is MET
    assessments.set_outcome(session, round_id, group, NOT_ASSESSED)
    assessments.set_outcome(session, round_id, only, NOT_MET)
    assert checklist.list_rows(session, set_id, round_id)[0].outcome is NOT_MET


def test_without_a_round_nothing_is_assessed(small: Small) -> None:
    small.set({small.first: MET})
    rows = checklist.list_rows(small.session, small.id, None)
    assert {row.outcome for row in rows} == {None}
    assert checklist.tally_of(rows).not_assessed == 3
    assert rows[0].previous_tally is None


def test_the_round_before_is_of_the_same_kind_and_the_superior_speaks_last(small: Small) -> None:
    year_before = a_round(small.session, small.id, "2021")
    half = a_round(small.session, small.id, "2022-6M")
    early_check = a_round(small.session, small.id, "2022-M07", RoundKind.CHECKED)
    late_check = a_round(small.session, small.id, "2022-M08", RoundKind.CHECKED)
    small.set({small.first: MET, small.second: MET}, year_before)
    small.set({small.first: NOT_MET}, half)
    small.set({small.first: NOT_MET, small.second: NOT_MET}, early_check)
    small.set({small.first: MET, small.share: NOT_ASSESSED}, late_check)
    rows = {row.code: row for row in small.rows()}
    assert (rows["1.1"].previous, rows["1.1"].checked) == (NOT_MET, MET)
    assert (rows["1.2"].previous, rows["1.2"].checked) == (NOT_ASSESSED, None)
    assert rows["1.3"].checked is None
    group = rows["1"]
    assert group.previous_tally is not None and group.previous_tally.not_met == 1
    assert group.checked_tally is not None and (group.checked_tally.met, group.checked_tally.total) == (1, 1)
    assert {row.previous for row in small.rows(year_before)} == {None}
    assert small.row("1.2", late_check).previous is NOT_MET
    assert small.row("1.2", half).previous is MET


def test_the_list_takes_three_statements_whatever_its_length(small: Small) -> None:
    for number in range(30):
        criterion = a_criterion(small.session, small.id, f"1.{number + 10}", small.group)
        small.set({criterion: MET})
    with statements(small.session) as sent:
        assert len(small.rows()) == 34
    assert len(sent) == 3


def test_what_is_in_the_bin_counts_nowhere(small: Small) -> None:
    small.set({small.first: NOT_MET, small.second: MET, small.share: MET})
    criteria.remove_criteria(small.session, [small.first], NOW)
    assert [row.code for row in small.rows()] == ["1", "1.2", "1.3"]
    assert small.row("1").outcome is MET
    small.session.execute(sa.update(Assessment).values(binned_at=NOW))
    assert {row.outcome for row in small.rows()} == {NOT_ASSESSED}


def test_an_unmet_criterion_without_its_road_map_is_marked(small: Small) -> None:
    department = a_department(small.session, "Địa chính – Xây dựng – Đô thị", short_name="Địa chính – Xây dựng")
    small.set({small.first: MET, small.second: NOT_MET})
    assert [row.needs_road_map for row in small.rows()] == [False, False, True, False]
    whole = AssessmentEdit(NOT_MET, next_step="Khởi công", department_id=department, deadline="quý IV/2022")
    for lacking in ({"next_step": ""}, {"department_id": None}, {"deadline": ""}):
        assessments.save_assessment(small.session, small.round, small.second, replace(whole, **lacking))
        assert small.row("1.2").needs_road_map
    assessments.save_assessment(small.session, small.round, small.second, whole)
    row = small.row("1.2")
    assert not row.needs_road_map
    assert (row.next_step, row.department_id, row.department) == ("Khởi công", department, "Địa chính – Xây dựng")
    assert row.deadline is not None
    assert (row.deadline.wording, row.deadline.precision) == ("quý IV/2022", Precision.QUARTER)
    assert row.deadline.last_day == dt.date(2022, 12, 31)


# values


def test_a_value_judges_against_a_confirmed_threshold(small: Small) -> None:
    for text, outcome in (("91,7", MET), ("90", MET), ("89,99%", NOT_MET), ("90,0 %", MET)):
        assessments.set_value(small.session, small.round, small.share, text)
        row = small.row("1.3")
        assert (row.outcome, row.suggested) == (outcome, outcome), text
    assert row.value is not None and row.value.value is not None
    assert (str(row.value.value), row.value.text, row.threshold_text) == ("90.0", "90,0%", "≥ 90%")


def test_an_unconfirmed_threshold_never_judges(session: Session) -> None:
    set_id = a_set(session)
    group = a_criterion(session, set_id, "4")
    share = a_share(session, set_id, "4.2", group, needs_confirmation=True, remembered_threshold="từ 90% trở lên")
    round_id = a_round(session, set_id)
    assessments.set_value(session, round_id, share, "95")
    row = checklist.list_rows(session, set_id, round_id)[1]
    assert (row.outcome, row.suggested, row.needs_confirmation) == (NOT_ASSESSED, None, True)
    assert row.value is not None and row.value.text == "95%"
    assert row.remembered == "từ 90% trở lên"


def test_a_value_of_a_criterion_of_yes_or_no_only_stands_there(small: Small) -> None:
    small.set({small.first: NOT_MET})
    assessments.set_value(small.session, small.round, small.first, "1.234,5")
    row = small.row("1.1")
    assert row.value is not None and row.value.text == "1.234,5"
    assert (row.outcome, row.suggested) == (NOT_MET, None)


def test_an_outcome_set_by_hand_stands_until_the_value_changes(small: Small) -> None:
    assessments.set_value(small.session, small.round, small.share, "95")
    small.set({small.share: NOT_MET})
    row = small.row("1.3")
    assert (row.outcome, row.suggested) == (NOT_MET, MET)
    assessments.set_value(small.session, small.round, small.share, "95")
    assert small.row("1.3").outcome is NOT_MET
    assessments.set_value(small.session, small.round, small.share, "")
    assert (small.row("1.3").outcome, small.row("1.3").value) == (NOT_MET, None)


def test_an_outcome_that_a_value_made_goes_with_it(small: Small) -> None:
    assessments.set_value(small.session, small.round, small.share, "95")
    assessments.set_value(small.session, small.round, small.share, " ")
    assert small.row("1.3").outcome is NOT_ASSESSED


@pytest.mark.parametrize("text", ["chín mươi", "9O", "1,2,3", "%"])
def test_what_is_no_number_is_refused(small: Small, text: str) -> None:
    assessments.set_value(small.session, small.round, small.share, "95")
    with pytest.raises(Refused) as refused:
        assessments.set_value(small.session, small.round, small.share, text)
    assert refused.value.field == "value"
    assert small.row("1.3").outcome is MET


def test_a_group_has_no_value(small: Small) -> None:
    with pytest.raises(Refused, match="nhóm") as refused:
        assessments.set_value(small.session, small.round, small.group, "90")
    assert refused.value.field == "value"


# the form


def test_a_form_comes_back_as_it_was_saved(small: Small) -> None:
    form = AssessmentEdit(
        outcome=NOT_MET,
        value="91,70",
        remark="Nhỏ hơn năm trước",
        evidence="Danh mục công trình\nBiên bản nghiệm thu",
        missing="Còn 1/12 công trình",
        next_step="Điều chỉnh giấy phép",
        department_id=a_department(small.session, "Địa chính"),
        deadline="31/10/2022",
    )
    assert assessments.assessment_of(small.session, small.round, small.share) == AssessmentEdit()
    assessments.save_assessment(small.session, small.round, small.share, form)
    assert assessments.assessment_of(small.session, small.round, small.share) == form
    row = small.row("1.3")
    assert (row.missing, row.remark, row.evidence_count) == ("Còn 1/12 công trình", "Nhỏ hơn năm trước", 2)
    emptied = AssessmentEdit(outcome=NOT_MET)
    assessments.save_assessment(small.session, small.round, small.share, emptied)
    assert assessments.assessment_of(small.session, small.round, small.share) == emptied


def test_a_changed_value_in_the_form_judges_unless_the_outcome_was_changed_too(small: Small) -> None:
    assessments.save_assessment(small.session, small.round, small.share, AssessmentEdit(value="95"))
    held = assessments.assessment_of(small.session, small.round, small.share)
    assert held.outcome is MET
    assessments.save_assessment(small.session, small.round, small.share, replace(held, value="80"))
    assert small.row("1.3").outcome is NOT_MET
    assessments.save_assessment(small.session, small.round, small.share, AssessmentEdit(NOT_APPLICABLE, value="85"))
    assert small.row("1.3").outcome is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (AssessmentEdit(value="nhiều"), "value"),
        (AssessmentEdit(deadline="31/02/2022"), "deadline"),
        (AssessmentEdit(department_id=uuid.uuid4()), "department_id"),
        (AssessmentEdit(remark="x" * 4001), "remark"),
        (AssessmentEdit(evidence="x" * 4001), "evidence"),
        (AssessmentEdit(missing="x" * 4001), "missing"),
        (AssessmentEdit(next_step="x" * 4001), "next_step"),
    ],
)
def test_what_is_not_taken_is_refused_beside_its_field(small: Small, form: AssessmentEdit, field: str) -> None:
    with pytest.raises(Refused) as refused:
        assessments.save_assessment(small.session, small.round, small.share, form)
    assert refused.value.field == field


def test_an_outcome_leaves_what_else_stands_in_the_assessment(small: Small) -> None:
    form = AssessmentEdit(NOT_MET, remark="Xem lại", next_step="Khởi công", deadline="quý IV/2022")
    assessments.save_assessment(small.session, small.round, small.first, form)
    small.set({small.first: MET})
    assert assessments.assessment_of(small.session, small.round, small.first) == replace(form, outcome=MET)


def test_one_cell_is_one_row_and_comes_out_of_the_bin_empty(small: Small) -> None:
    form = AssessmentEdit(NOT_MET, remark="Cũ", value="12", next_step="Cũ", deadline="quý IV/2022")
    assessments.save_assessment(small.session, small.round, small.first, form)
    small.session.execute(sa.update(Assessment).values(binned_at=NOW))
    assert assessments.assessment_of(small.session, small.round, small.first) == AssessmentEdit()
    small.set({small.first: MET})
    assert assessments.assessment_of(small.session, small.round, small.first) == AssessmentEdit(MET)
    (held,) = small.session.scalars(sa.select(Assessment.id))
    assert held == assessment_id(small.round, small.first)


def test_a_criterion_is_assessed_only_in_rounds_of_its_own_set(small: Small) -> None:
    foreign = a_round(small.session, a_set(small.session, "QD04"))
    with pytest.raises(HxError, match="không còn trong sổ"):
        assessments.set_outcome(small.session, foreign, small.first, MET)


# the lines of a set


def test_a_line_comes_back_as_it_was_saved(small: Small) -> None:
    form = CriterionEdit("1.4", "Nước sạch", CriterionKind.NUMERIC, Comparator.GT, "95,50", "%")
    new = criteria.add_criterion(small.session, small.id, form, small.group)
    assert criteria.criterion_edit_of(small.session, new) == form
    assert [row.code for row in small.rows()][-1] == "1.4"
    assert small.row("1.4").threshold_text == "> 95,50%"
    plain = CriterionEdit("1.5", "Nước", CriterionKind.YES_NO, needs_confirmation=True)
    criteria.save_criterion(small.session, new, plain)
    assert criteria.criterion_edit_of(small.session, new) == plain
    unknown = CriterionEdit("1.5", "Nước", CriterionKind.NUMERIC, unit="%", needs_confirmation=True)
    criteria.save_criterion(small.session, new, unknown)
    assert criteria.criterion_edit_of(small.session, new) == unknown


def numeric(**values: Any) -> CriterionEdit:
    return CriterionEdit(**{"code": "1.4", "title": "Nước sạch", "kind": CriterionKind.NUMERIC, **values})


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (CriterionEdit(" ", "Nước"), "code"),
        (CriterionEdit("1.1", "Nước"), "code"),
        (CriterionEdit("x" * 21, "Nước"), "code"),
        (CriterionEdit("1.4", ""), "title"),
        (CriterionEdit("1.4", "x" * 1001), "title"),
        (numeric(), "threshold"),
        (numeric(comparator=Comparator.GE), "threshold"),
        (numeric(comparator=Comparator.GE, needs_confirmation=True), "threshold"),
        (numeric(threshold="90"), "comparator"),
        (numeric(threshold="90", comparator=Comparator.BETWEEN), "comparator"),
        (numeric(threshold="nhiều", comparator=Comparator.GE), "threshold"),
    ],
)
def test_a_line_that_is_not_taken_is_refused_beside_its_field(small: Small, form: CriterionEdit, field: str) -> None:
    with pytest.raises(Refused) as refused:
        criteria.add_criterion(small.session, small.id, form, small.group)
    assert refused.value.field == field


def test_a_criterion_stands_in_a_group_of_its_set(small: Small) -> None:
    form = CriterionEdit("9", "Nước")
    foreign = a_criterion(small.session, a_set(small.session, "QD04"), "1")
    for parent in (small.first, foreign):
        with pytest.raises(Refused) as refused:
            criteria.add_criterion(small.session, small.id, form, parent)
        assert refused.value.field == "parent_id"
    with pytest.raises(Refused):
        criteria.add_criterion(small.session, uuid.uuid4(), form)
    group = criteria.add_criterion(small.session, small.id, form)
    assert (small.rows()[-1].id, small.rows()[-1].is_group) == (group, True)


def test_a_deleted_group_takes_its_criteria_along_and_comes_back_with_them(small: Small) -> None:
    small.set({small.first: MET})
    criteria.remove_criteria(small.session, [small.group], NOW)
    small.session.expire_all()
    assert small.rows() == ()
    criteria.restore_criteria(small.session, [small.group])
    small.session.expire_all()
    assert [row.code for row in small.rows()] == ["1", "1.1", "1.2", "1.3"]
    assert small.row("1.1").outcome is MET


def test_a_code_that_was_taken_meanwhile_stands_in_the_way_of_restoring(small: Small) -> None:
    criteria.remove_criteria(small.session, [small.first], NOW)
    criteria.add_criterion(small.session, small.id, CriterionEdit("1.1", "Khác"), small.group)
    with pytest.raises(Refused, match=r"1\.1"):
        criteria.restore_criteria(small.session, [small.first])


def test_a_threshold_that_is_confirmed_later_says_what_it_makes_of_the_values(session: Session) -> None:
    set_id = a_set(session)
    group = a_criterion(session, set_id, "4")
    share = a_share(session, set_id, "4.2", group, needs_confirmation=True, threshold=Decimal(95))
    round_id = a_round(session, set_id, f"{YEAR}")
    assessments.set_value(session, round_id, share, "91")
    assessments.set_outcome(session, round_id, share, MET)
    form = replace(criteria.criterion_edit_of(session, share), needs_confirmation=False)
    criteria.save_criterion(session, share, form)
    row = checklist.list_rows(session, set_id, round_id)[1]
    assert (row.outcome, row.suggested, row.threshold_text) == (MET, NOT_MET, "≥ 95%")
