"""The people of a book: listed with what they answer for, told apart, and how their actions are signed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.tasks import TaskState
from hxapp.services import departments, people
from hxapp.services.people import PersonEdit
from hxapp.storage import history
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Person, Task
from tests.services.building import MOMENT, make_department, make_person
from tests.storage.building import make

DAY = dt.date(2022, 6, 30)


def test_people_are_listed_with_what_they_answer_for(book: Database) -> None:
    with book.begin("Thêm") as session:
        office = make_department(session, "Văn phòng")
        first = people.add(session, PersonEdit("Trần Văn Mẫu", "Chủ tịch", office))
        people.add(session, PersonEdit("Lê Thị Thử", valid_from=dt.date(2021, 1, 1), valid_to=DAY))
        for state in (TaskState.IN_PROGRESS, TaskState.DONE, TaskState.CANCELLED, TaskState.PAUSED):
            make(session, Task, leader_id=first, state=state, year=2022)
        make(session, Task, leader_id=first, state=TaskState.IN_PROGRESS, year=2022, binned_at=MOMENT)
    with book.read() as session:
        present, left = people.list_rows(session)
    assert (present.name, present.post, present.department) == ("Trần Văn Mẫu", "Chủ tịch", "Văn phòng")
    assert (present.tasks, present.indicators, present.has_left) == (2, 0, False)
    assert (left.name, left.valid_to, left.has_left) == ("Lê Thị Thử", DAY, True)


def test_who_has_left_is_offered_for_nothing_new(book: Database) -> None:
    with book.begin("Thêm") as session:
        person = people.add(session, PersonEdit("Trần Văn Mẫu"))
        assert [one.name for one in departments.list_people(session)] == ["Trần Văn Mẫu"]
        people.save(session, person, PersonEdit("Trần Văn Mẫu", valid_to=DAY))
        assert departments.list_people(session) == ()
        assert people.edit_of(session, person) == PersonEdit("Trần Văn Mẫu", valid_to=DAY)


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (PersonEdit("  "), "name"),
        (PersonEdit("ê" * 301), "name"),
        (PersonEdit("Lê Thị Thử", valid_from=DAY, valid_to=dt.date(2022, 6, 29)), "valid_to"),
        (PersonEdit("trần văn mẫu", "CHỦ TỊCH"), "post"),
        (PersonEdit("Lê Thị Thử", department_id=uuid.uuid4()), "department_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(book: Database, edit: PersonEdit, field: str) -> None:
    with book.begin("Thêm") as session:
        people.add(session, PersonEdit("Trần Văn Mẫu", "Chủ tịch"))
        with pytest.raises(Refused) as refused:
            people.add(session, edit)
        assert refused.value.field == field


def test_one_name_twice_is_signed_with_the_post(book: Database) -> None:
    with book.begin("Thêm") as session:
        first = people.add(session, PersonEdit("Trần Văn Mẫu", "Chủ tịch"))
        assert people.called(session, first) == "Trần Văn Mẫu"
        second = people.add(session, PersonEdit("Trần Văn Mẫu", "Công chức Tài chính"))
        assert people.called(session, first) == "Trần Văn Mẫu (Chủ tịch)"
        assert people.called(session, second) == "Trần Văn Mẫu (Công chức Tài chính)"


def test_who_is_gone_is_nobody(book: Database) -> None:
    with book.begin("Thêm") as session:
        gone = make_person(session, "Người Cũ", binned_at=MOMENT)
        assert people.called(session, gone) is None
        for wanted in (gone, uuid.uuid4()):
            with pytest.raises(HxError, match="không còn trong sổ"):
                people.edit_of(session, wanted)
            with pytest.raises(HxError, match="không còn trong sổ"):
                people.save(session, wanted, PersonEdit("Ai đó"))


def test_actions_carry_who_did_them(book: Database) -> None:
    with book.begin("Thêm") as session:
        person = people.add(session, PersonEdit("Trần Văn Mẫu"))
    book.sign("Trần Văn Mẫu", person)
    try:
        with book.begin("Sửa") as session:
            session.execute(sa.update(Area).values(note="mới"))
        with book.read() as connection:
            last = history.actions(connection)[-1]
        assert (last.name, last.who, last.person_id) == ("Sửa", "Trần Văn Mẫu", person)
    finally:
        book.sign(None)
    with book.begin("Xóa") as session:
        session.execute(sa.delete(Person))
    with book.read() as connection:
        assert history.actions(connection)[-2].person_id == person
        assert history.actions(connection)[-1].who is None
