"""Departments and people as choices: their order, finding one by what is typed, adding a new one."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from hxapp.domain.errors import Refused
from hxapp.services import departments
from hxapp.storage.database import Database
from tests.services.building import MOMENT, make_department, make_person


def test_choices_are_the_ones_of_now_in_the_offices_order(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_department(session, "Văn hóa – Xã hội", short_name="VH-XH", position=2)
        make_department(session, "Địa chính", position=1)
        make_department(session, "Công an", position=1)
        make_department(session, "Đã giải thể", valid_to=dt.date(2021, 12, 31))
        make_department(session, "Đã xóa", binned_at=MOMENT)
        rows = departments.list_departments(session)
    assert [(row.name, row.short_name) for row in rows] == [
        ("Công an", "Công an"),
        ("Địa chính", "Địa chính"),
        ("Văn hóa – Xã hội", "VH-XH"),
    ]


def test_people_are_listed_likewise(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_person(session, "Trần Văn Mẫu", position=2)
        make_person(session, "Lê Thị Thử", position=1)
        make_person(session, "Người Cũ", valid_to=dt.date(2021, 12, 31))
        assert [row.name for row in departments.list_people(session)] == ["Lê Thị Thử", "Trần Văn Mẫu"]


@pytest.mark.parametrize("typed", ["Văn hóa – Xã hội", "văn hoá - xã hội", "vh-xh", "  VAN HOA -  XA HOI "])
def test_a_department_is_found_as_people_type_it(book: Database, typed: str) -> None:
    with book.begin("Thêm") as session:
        held = make_department(session, "Văn hóa – Xã hội", short_name="VH-XH")
        assert departments.find_or_add_department(session, typed) == held
        assert len(departments.list_departments(session)) == 1


def test_a_new_name_is_added_last(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_department(session, "Văn phòng", position=7)
        added = departments.find_or_add_department(session, " Hội  Nông dân ")
        rows = departments.list_departments(session)
    assert [(row.name, row.id == added) for row in rows] == [("Văn phòng", False), ("Hội Nông dân", True)]


def test_names_that_differ_by_accents_only_are_told_apart_when_written_so(book: Database) -> None:
    with book.begin("Thêm") as session:
        first, second = make_person(session, "Trần Thị Hòa"), make_person(session, "Trần Thị Hoa")
        assert departments.find_or_add_person(session, "Trần Thị Hoa") == second
        assert departments.find_or_add_person(session, "Trần Thị Hòa") == first
        with pytest.raises(Refused, match="Có 2 người cùng ứng với") as refused:
            departments.find_or_add_person(session, "tran thi hoa")
    assert refused.value.field == "leader"


def test_an_empty_or_endless_name_is_refused(book: Database) -> None:
    with book.begin("Thêm") as session:
        with pytest.raises(Refused, match="Tên đơn vị còn trống") as refused:
            departments.find_or_add_department(session, "  ")
        assert refused.value.field == "department"
        with pytest.raises(Refused, match="nhiều nhất là 300"):
            departments.find_or_add_person(session, "ê" * 301)
        departments.find_or_add_person(session, "ê" * 300)
        assert [row.name for row in departments.list_people(session)] == ["ê" * 300]


def test_a_choice_that_is_gone_is_refused_beside_its_field(book: Database) -> None:
    with book.begin("Thêm") as session:
        departments.check_department(session, make_department(session))
        departments.check_person(session, None)
        with pytest.raises(Refused, match="Đơn vị đã chọn không còn") as refused:
            departments.check_department(session, make_department(session, "Đã xóa", binned_at=MOMENT), "watcher_id")
        assert refused.value.field == "watcher_id"
        with pytest.raises(Refused, match="Người phụ trách đã chọn không còn"):
            departments.check_person(session, uuid.uuid4())
