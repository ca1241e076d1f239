"""Handing duties over: all or the ticked ones go in one action, and its minutes are read from the history."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from hxapp.domain.deadlines import Precision
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.history import ActionKind
from hxapp.domain.tasks import TaskState
from hxapp.services import handover, people
from hxapp.services.people import PersonEdit
from hxapp.storage.database import Database
from hxapp.storage.tables import Indicator, Task
from tests.services.building import MOMENT
from tests.storage.building import make

DAY = dt.date(2022, 6, 30)


@dataclass(frozen=True)
class Ward:
    """Two people; the first answers for an indicator, two open tasks and a finished one."""

    giver: uuid.UUID
    taker: uuid.UUID
    indicator: uuid.UUID
    tasks: tuple[uuid.UUID, uuid.UUID]
    done: uuid.UUID


@pytest.fixture
def ward(book: Database) -> Ward:
    with book.begin("Thêm") as session:
        giver = people.add(session, PersonEdit("Trần Văn Mẫu", "Phó Chủ tịch", valid_from=dt.date(2021, 7, 1)))
        taker = people.add(session, PersonEdit("Lê Thị Thử", "Chủ tịch"))
        indicator = make(session, Indicator, leader_id=giver, name="Thu ngân sách").id
        due = {"due_wording": "31/3/2022", "due_precision": Precision.DAY, "due_last_day": dt.date(2022, 3, 31)}
        first = make(session, Task, leader_id=giver, wording="Trồng cây", year=2022, position=1, **due)
        second = make(session, Task, leader_id=giver, wording="Làm đường", year=2022, position=2)
        done = make(session, Task, leader_id=giver, state=TaskState.DONE, year=2022).id
        make(session, Task, leader_id=giver, year=2022, binned_at=MOMENT)
        return Ward(giver, taker, indicator, (first.id, second.id), done)


def hand(book: Database, ward: Ward, **more: dt.date) -> None:
    with book.begin(handover.named("Trần Văn Mẫu", "Lê Thị Thử")) as session:
        number = handover.hand_over(
            session, ward.giver, ward.taker, indicators=[ward.indicator], tasks=ward.tasks[:1], **more
        )
        assert number == 2


def test_what_is_ticked_goes_and_the_rest_stays(book: Database, ward: Ward) -> None:
    with book.read() as session:
        held = handover.duties_of(session, ward.giver)
    assert [duty.name for duty in held.indicators] == ["Thu ngân sách"]
    assert [(duty.name, duty.due) for duty in held.tasks] == [("Trồng cây", "31/03/2022"), ("Làm đường", "")]
    hand(book, ward)
    with book.read() as session:
        assert [duty.id for duty in handover.duties_of(session, ward.giver).tasks] == [ward.tasks[1]]
        assert [duty.id for duty in handover.duties_of(session, ward.taker).tasks] == [ward.tasks[0]]
        (giver,) = (row for row in people.list_rows(session) if row.id == ward.giver)
        assert not giver.has_left


def test_the_minutes_say_what_the_action_did_even_later(book: Database, ward: Ward) -> None:
    hand(book, ward, last_day=DAY)
    with book.begin("Sửa") as session:
        task = session.get(Task, ward.tasks[0])
        assert task is not None
        task.leader_id = None
    with book.read() as session:
        (done,) = handover.list_handovers(session)
        assert handover.read_handover(session, done.action_id) == done
        (giver,) = (row for row in people.list_rows(session) if row.id == ward.giver)
    assert (done.giver.name, done.giver.post, done.taker.name) == ("Trần Văn Mẫu", "Phó Chủ tịch", "Lê Thị Thử")
    assert [duty.id for duty in done.duties.indicators] == [ward.indicator]
    assert [duty.id for duty in done.duties.tasks] == [ward.tasks[0]]
    assert giver.valid_to == DAY


def test_what_was_taken_back_has_no_minutes(book: Database, ward: Ward) -> None:
    hand(book, ward)
    with book.read() as session:
        (done,) = handover.list_handovers(session)
    with book.begin("Hoàn tác", ActionKind.UNDO, of_id=done.action_id) as session:
        for cls, key in ((Indicator, ward.indicator), (Task, ward.tasks[0])):
            row = session.get(cls, key)
            assert row is not None
            row.leader_id = ward.giver  # type: ignore[attr-defined]
    with book.read() as session:
        assert handover.list_handovers(session) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda ward: {"taker_id": ward.giver}, "một người khác"),
        (lambda ward: {"taker_id": uuid.uuid4()}, "Người nhận không còn"),
        (lambda ward: {"giver_id": uuid.uuid4()}, "Người bàn giao không còn"),
        (lambda ward: {"tasks": [], "indicators": []}, "Chưa chọn việc nào"),
        (lambda ward: {"tasks": [ward.done]}, "không còn do Trần Văn Mẫu phụ trách"),
        (lambda ward: {"last_day": dt.date(2021, 6, 30)}, "sớm hơn ngày Trần Văn Mẫu bắt đầu"),
    ],
)
def test_what_cannot_be_handed_over_is_refused(
    book: Database, ward: Ward, change: Callable[[Ward], dict[str, object]], said: str
) -> None:
    wanted = {
        "giver_id": ward.giver,
        "taker_id": ward.taker,
        "indicators": [ward.indicator],
        "tasks": list(ward.tasks),
        **change(ward),
    }
    with pytest.raises(Refused, match=said), book.begin("Bàn giao") as session:
        handover.hand_over(session, **wanted)  # type: ignore[arg-type]
    with book.read() as session:
        assert len(handover.duties_of(session, ward.giver).tasks) == 2


def test_an_action_that_handed_nothing_over_has_no_minutes(book: Database, ward: Ward) -> None:
    with book.begin("Bàn giao việc của A cho B") as session:
        people.add(session, PersonEdit("Người Mới"))
    with book.read() as session:
        assert handover.list_handovers(session) == ()
        from hxapp.storage import history

        with pytest.raises(HxError, match="không còn việc nào"):
            handover.read_handover(session, history.actions(session)[-1].id)
