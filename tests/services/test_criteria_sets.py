"""Criteria sets: those of the program, whole, and those of the office's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from hxapp.domain.checklist import RoundKind
from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.services import checklist, criteria_sets
from hxapp.services.criteria_sets import SetEdit
from hxapp.storage.database import Database
from hxapp.storage.tables import CriteriaStatement, Criterion
from tests.services.building import SEED, YEAR

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
        line = checklist.add_criterion(session, first, checklist.CriterionEdit("1", "Vỉa hè thông thoáng"))
        checklist.add_round(session, first, "Tự đánh giá", RoundKind.SELF, Period.quarter(YEAR, 1), None)
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
