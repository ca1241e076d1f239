"""Criteria sets: those of the program, whole, and those of the office's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from hxapp.domain.checklist import Outcome, RoundKind
from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.services import assessments, checklist, criteria, criteria_sets, round_edits
from hxapp.services import bin as the_bin
from hxapp.services.criteria_sets import SetEdit
from hxapp.storage.database import Database
from hxapp.storage.tables import CriteriaStatement, Criterion
from tests.services.building import LATER, MOMENT, SEED, YEAR

CODE = "tt-02-2013-phuong"
OWN = SetEdit("Tuyến phố văn minh", "Quyết định của phường", in_force_from=dt.date(YEAR, 1, 1))


def test_the_programs_set_comes_whole_and_once(book: Database) -> None:
    with book.begin("Thêm") as session:
        (offered,) = criteria_sets.supplied_sets(session, SEED, YEAR)
        assert (offered.code, offered.short_basis) == (CODE, "Thông tư 02/2013")
        set_id = criteria_sets.add_supplied_set(session, SEED, offered.code)
    with book.read() as session:
        (shown,) = checklist.list_sets(session, YEAR)
        assert (shown.id, shown.statement) == (set_id, "")
        rows = checklist.list_rows(session, set_id, None)
        assert [row.is_group for row in rows].count(True) == 5
        assert [row.is_group for row in rows].count(False) == 24
        assert next(row for row in rows if row.code == "1.1").threshold_text == "≥ 90%"
        assert any(row.needs_confirmation for row in rows)
        assert session.scalar(sa.select(sa.func.count()).select_from(CriteriaStatement)) == 0
        assert criteria_sets.supplied_sets(session, SEED, YEAR) == ()
    with pytest.raises(Refused, match="đã có trong sổ"), book.begin("Thêm lần nữa") as session:
        criteria_sets.add_supplied_set(session, SEED, CODE)
    with book.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Criterion)) == 29


@pytest.mark.parametrize(("year", "offered"), [(2012, 0), (2013, 1), (2022, 1), (2023, 0)])
def test_the_programs_set_is_offered_only_for_the_years_it_holds_in(book: Database, year: int, offered: int) -> None:
    with book.read() as session:
        assert len(criteria_sets.supplied_sets(session, SEED, year)) == offered


def test_a_set_the_program_does_not_have_is_refused(book: Database) -> None:
    with pytest.raises(Refused, match="không có bộ tiêu chí “xyz”"), book.begin("Thêm") as session:
        criteria_sets.add_supplied_set(session, SEED, "xyz")


def test_an_own_set_takes_lines_and_rounds_like_any_other(book: Database) -> None:
    with book.begin("Thêm") as session:
        first = criteria_sets.add_own_set(session, replace(OWN, group_word="Nhóm", criterion_word="Nội dung"), YEAR)
        second = criteria_sets.add_own_set(session, replace(OWN, title="Tuyến phố, văn minh"), YEAR)
        line = criteria.add_criterion(session, first, criteria.CriterionEdit("1", "Vỉa hè thông thoáng"))
        round_edits.add_round(session, first, "Tự đánh giá", RoundKind.SELF, Period.quarter(YEAR, 1), None)
    with book.read() as session:
        sets = checklist.list_sets(session, YEAR)
        assert [one.id for one in sets] == [first, second]
        assert (sets[0].group_word, sets[0].criterion_word, sets[0].basis) == ("Nhóm", "Nội dung", OWN.basis)
        assert len({one.code for one in sets}) == 2
        assert [row.id for row in checklist.list_rows(session, first, None)] == [line]
        assert checklist.list_sets(session, YEAR - 1) == ()
        assert len(checklist.list_sets(session, YEAR + 1)) == 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 301}),
        ("title", {"title": OWN.title}),
        ("group_word", {"title": "Khác", "group_word": ""}),
        ("criterion_word", {"title": "Khác", "criterion_word": "x" * 41}),
        ("in_force_from", {"title": "Khác", "in_force_from": dt.date(YEAR + 1, 1, 1)}),
        ("in_force_to", {"title": "Khác", "in_force_to": dt.date(YEAR - 1, 12, 31)}),
        ("in_force_to", {"title": "Khác", "in_force_from": dt.date(YEAR, 5, 1), "in_force_to": dt.date(YEAR, 4, 30)}),
    ],
)
def test_what_an_own_set_does_not_take_is_refused_beside_its_field(
    book: Database, field: str, changes: dict[str, object]
) -> None:
    with book.begin("Thêm") as session:
        criteria_sets.add_own_set(session, OWN, YEAR)
    with pytest.raises(Refused) as refused, book.begin("Thêm") as session:
        criteria_sets.add_own_set(session, replace(OWN, **changes), YEAR)  # type: ignore[arg-type]
    assert refused.value.field == field
    with book.read() as session:
        assert len(checklist.list_sets(session, YEAR)) == 1


def test_a_set_is_changed_by_its_form_and_keeps_its_code(book: Database) -> None:
    changed = SetEdit("Phố văn minh", "Quyết định 9", "Nhóm", "Nội dung", dt.date(YEAR, 2, 1), dt.date(YEAR, 12, 31))
    with book.begin("Sửa") as session:
        set_id = criteria_sets.add_own_set(session, OWN, YEAR)
        criteria_sets.add_own_set(session, replace(OWN, title="Khác"), YEAR)
        (before, _) = checklist.list_sets(session, YEAR)
        assert criteria_sets.set_edit_of(session, set_id) == OWN
        criteria_sets.save_set(session, set_id, replace(OWN, basis=""), YEAR)  # its own title is not taken by itself
        criteria_sets.save_set(session, set_id, changed, YEAR)
    with book.read() as session:
        assert criteria_sets.set_edit_of(session, set_id) == changed
        (after, _) = checklist.list_sets(session, YEAR)
        assert (after.code, after.title, after.criterion_word) == (before.code, "Phố văn minh", "Nội dung")
    for field, edit in (
        ("title", replace(changed, title="Khác")),
        ("in_force_from", replace(changed, in_force_from=dt.date(YEAR + 1, 1, 1))),
        ("group_word", replace(changed, group_word=" ")),
    ):
        with pytest.raises(Refused) as refused, book.begin("Sửa") as session:
            criteria_sets.save_set(session, set_id, edit, YEAR)
        assert refused.value.field == field


def test_a_set_goes_and_comes_with_its_lines_and_rounds(book: Database) -> None:
    with book.begin("Bỏ") as session:
        set_id = criteria_sets.add_own_set(session, OWN, YEAR)
        group = criteria.add_criterion(session, set_id, criteria.CriterionEdit("1", "Vỉa hè"))
        line = criteria.add_criterion(session, set_id, criteria.CriterionEdit("1.1", "Thông thoáng"), group)
        gone = criteria.add_criterion(session, set_id, criteria.CriterionEdit("1.2", "Bỏ trước"), group)
        period = Period.quarter(YEAR, 1)
        round_id = round_edits.add_round(session, set_id, "Tự đánh giá", RoundKind.SELF, period, None)
        assessments.set_outcome(session, round_id, line, Outcome.MET)
        criteria.remove_criteria(session, [gone], MOMENT)
        criteria_sets.remove_sets(session, [set_id], LATER)
        assert checklist.list_sets(session, YEAR) == ()
        assert [(row.kind, row.name) for row in the_bin.list_bin(session)] == [
            ("criteria_set", OWN.title),
            ("criterion", "Bỏ trước"),
        ]
        with pytest.raises(Refused, match=f"thuộc “{OWN.title}”"):
            the_bin.restore(session, [("criterion", gone)])
        with pytest.raises(Refused, match="không còn trong sổ"):
            criteria_sets.save_set(session, set_id, OWN, YEAR)
        again = criteria_sets.add_own_set(session, OWN, YEAR)
        with pytest.raises(Refused, match=f"khác mang “{OWN.title}”"):
            criteria_sets.restore_sets(session, [set_id])
        criteria_sets.remove_sets(session, [again], LATER)
        criteria_sets.restore_sets(session, [set_id])
        assert [row.id for row in checklist.list_rows(session, set_id, round_id)] == [group, line]
        assert checklist.list_rows(session, set_id, round_id)[1].outcome is Outcome.MET


def test_the_programs_set_is_offered_again_from_the_bin_and_comes_back_as_it_was(book: Database) -> None:
    with book.begin("Bỏ") as session:
        set_id = criteria_sets.add_supplied_set(session, SEED, CODE)
        line = checklist.list_rows(session, set_id, None)[1]
        criteria.save_criterion(session, line.id, criteria.CriterionEdit("1.1", "Nội dung đã sửa"))
        criteria_sets.remove_sets(session, [set_id], MOMENT)
        assert [one.code for one in criteria_sets.supplied_sets(session, SEED, YEAR)] == [CODE]
        assert criteria_sets.add_supplied_set(session, SEED, CODE) == set_id
        assert the_bin.list_bin(session) == ()
        assert checklist.list_rows(session, set_id, None)[1].title == "Nội dung đã sửa"
