"""Tasks: the tree under the clauses, what parents take from their parts, counts, the form's rules, the bin."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.deadlines import Precision
from hxapp.domain.documents import DocumentKind
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.tasks import Priority, TaskRole, TaskState
from hxapp.services import task_edits, task_tree, tasks
from hxapp.services.task_edits import TaskEdit
from hxapp.services.tasks import ARISEN
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Person, Place, Programme, ProgressNote, Task, TaskDepartment, TaskPlace
from tests.services.task_building import (
    NOW,
    TODAY,
    YEAR,
    a_clause,
    a_department,
    a_document,
    a_note,
    a_task,
    book,
    edit,
    named,
    statements,
    undone,
)
from tests.storage.building import make


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with book(tmp_path_factory.mktemp("tasks")) as opened:
        yield opened


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with undone(database) as session:
        yield session


def listed(session: Session) -> tuple[tasks.TaskRow, ...]:
    return tasks.list_rows(session, YEAR, TODAY)


def outline(session: Session) -> list[tuple[int, str, str]]:
    return [(row.depth, row.number, row.wording) for row in listed(session)]


# the tree


def test_tasks_stand_under_their_clauses_in_document_order(session: Session) -> None:
    document = a_document(session)
    c = a_clause(session, document, "C", "Nhiệm vụ")
    first = a_clause(session, document, "C.I", "Dịch bệnh", c)
    second = a_clause(session, document, "C.II", "Kinh tế", c)
    below = a_clause(session, document, "C.II.1", "Dịch vụ", second)
    a_clause(session, document, "C.III", "Không có việc", c)
    a_clause(session, document, "A", "Mục tiêu")
    parent = a_task(session, "Bán đấu giá", clause_id=below, document_id=document)
    a_task(session, "Khu một", parent_id=parent, clause_id=below, document_id=document)
    a_task(session, "Chung", clause_id=second, document_id=document)
    a_task(session, "Chống dịch", clause_id=first, document_id=document)
    a_task(session, "Việc tự thêm")
    a_task(session, "Năm khác", clause_id=first, year=2023)
    assert outline(session) == [
        (0, "C.I", "Dịch bệnh"),
        (1, "", "Chống dịch"),
        (0, "C.II", "Kinh tế"),
        (1, "", "Chung"),
        (1, "C.II.1", "Dịch vụ"),
        (2, "", "Bán đấu giá"),
        (3, "", "Khu một"),
        (0, "", "Nhiệm vụ phát sinh"),
        (1, "", "Việc tự thêm"),
    ]
    rows = listed(session)
    assert named(rows, "Khu một").clause == "C.II.1"
    assert named(rows, "Khu một").parent_key == parent
    assert named(rows, "Dịch vụ").parent_key == second
    assert [row.id for row in rows if row.parent_key is None] == [first, second, ARISEN]
    assert [row.wording for row in rows if row.is_clause] == [
        "Dịch bệnh", "Kinh tế", "Dịch vụ", "Nhiệm vụ phát sinh",
    ]  # fmt: skip


def test_the_one_clause_over_all_has_a_row_once_a_task_stands_right_under_it(session: Session) -> None:
    document = a_document(session)
    c = a_clause(session, document, "C", "Nhiệm vụ")
    a_task(session, "Chống dịch", clause_id=a_clause(session, document, "C.I", "Dịch bệnh", c))
    assert outline(session) == [(0, "C.I", "Dịch bệnh"), (1, "", "Chống dịch")]
    a_task(session, "Chung", clause_id=c)
    assert outline(session) == [
        (0, "C", "Nhiệm vụ"),
        (1, "", "Chung"),
        (1, "C.I", "Dịch bệnh"),
        (2, "", "Chống dịch"),
    ]


def test_documents_have_rows_of_their_own_once_several_have_tasks(session: Session) -> None:
    plan = a_document(session, "Kế hoạch của UBND", kind=DocumentKind.PLAN, position=0)
    resolution = a_document(session, "Nghị quyết", position=1)
    a_task(session, "Làm đường", clause_id=a_clause(session, plan, "I", "Đầu tư"))
    assert outline(session) == [(0, "I", "Đầu tư"), (1, "", "Làm đường")]
    a_task(session, "Chống dịch", clause_id=a_clause(session, resolution, "C.I", "Dịch bệnh"))
    assert outline(session) == [
        (0, "", "Nghị quyết"),
        (1, "C.I", "Dịch bệnh"),
        (2, "", "Chống dịch"),
        (0, "", "Kế hoạch của UBND"),
        (1, "I", "Đầu tư"),
        (2, "", "Làm đường"),
    ]


def test_a_task_of_a_document_without_a_clause_stands_under_the_document(session: Session) -> None:
    document = a_document(session, "Thông báo kết luận")
    a_task(session, "Báo cáo lại", document_id=document)
    assert outline(session) == [(0, "", "Thông báo kết luận"), (1, "", "Báo cáo lại")]


def test_what_is_in_the_bin_is_not_listed(session: Session) -> None:
    document = a_document(session)
    gone = a_clause(session, document, "C.I", "Đã bỏ")
    task = a_task(session, "Việc còn", clause_id=gone)
    a_task(session, "Việc bỏ", binned_at=NOW)
    session.execute(sa.text("UPDATE clause SET binned_at = '2022-09-12T08:42:00.000000Z'"))
    assert [row.id for row in listed(session)] == [ARISEN, task]
    task_edits.remove(session, [task], NOW)
    assert listed(session) == ()


def test_a_row_names_who_does_what_where(session: Session) -> None:
    land = a_department(session, "Địa chính – Xây dựng – Đô thị và Môi trường", short_name="Địa chính – Xây dựng")
    office = a_department(session, "Văn phòng")
    front = a_department(session, "Mặt trận", position=2)
    youth = a_department(session, "Thị đoàn", position=1, outside=True)
    leader = make(session, Person, name="Trần Thị Lan").id
    programme = make(session, Programme, document_id=a_document(session), name="Phát triển đô thị").id
    task = a_task(
        session, "Mở đường", product="Đường rộng 6 m", lead_department_id=land, watcher_id=office, leader_id=leader,
        programme_id=programme, priority=Priority.HIGH, deadline="quý II/2022",
    )  # fmt: skip
    for department, role in ((youth, TaskRole.PARTNER), (front, TaskRole.COORDINATES)):
        make(session, TaskDepartment, task_id=task, department_id=department, role=role)
    make(session, TaskDepartment, task_id=task, department_id=office, binned_at=NOW)
    make(session, TaskPlace, task_id=task, area_id=make(session, Area, name="Tổ dân phố 3").id)
    make(session, TaskPlace, task_id=task, place_id=make(session, Place, name="sông Bồ").id)
    make(session, TaskPlace, task_id=task, place_id=make(session, Place, name="cầu").id, binned_at=NOW)
    row = named(listed(session), "Mở đường")
    assert (row.department_id, row.department, row.watcher) == (land, "Địa chính – Xây dựng", "Văn phòng")
    assert (row.leader_id, row.leader, row.programme) == (leader, "Trần Thị Lan", "Phát triển đô thị")
    assert (row.coordinating, row.product, row.priority) == ("Mặt trận, Thị đoàn", "Đường rộng 6 m", Priority.HIGH)
    assert set(row.places.split(", ")) == {"Tổ dân phố 3", "sông Bồ"}
    assert row.deadline is not None and row.deadline.wording == "quý II/2022"
    assert row.standing.late and row.standing.text == "quá 74 ngày"


def test_the_latest_note_is_the_one_of_the_latest_day(session: Session) -> None:
    task = a_task(session, "Việc")
    a_note(session, task, dt.date(2022, 9, 6), "Đã làm đất", position=1)
    a_note(session, task, dt.date(2022, 9, 6), "Chờ cây giống", position=2)
    a_note(session, task, dt.date(2022, 8, 30), "Gõ sau, nói về ngày trước", position=3)
    a_note(session, task, dt.date(2022, 9, 10), "Đã bỏ", binned_at=NOW)
    row = named(listed(session), "Việc")
    assert (row.latest_note, row.latest_note_on) == ("Chờ cây giống", dt.date(2022, 9, 6))
    assert [note.text for note in tasks.notes(session, task)] == [
        "Chờ cây giống", "Đã làm đất", "Gõ sau, nói về ngày trước",
    ]  # fmt: skip


def test_the_list_takes_the_same_few_statements_whatever_its_length(session: Session) -> None:
    clause = a_clause(session, a_document(session), "C.I")
    for _ in range(3):
        a_note(session, a_task(session, clause_id=clause), TODAY, "Xong một phần")
    with statements(session) as few:
        listed(session)
    for _ in range(40):
        a_note(session, a_task(session, clause_id=clause), TODAY, "Xong một phần")
    with statements(session) as many:
        assert len(listed(session)) == 44
    assert len(many) == len(few) <= 6


# what parents take from their parts


def test_a_parent_takes_percent_and_state_from_its_parts(session: Session) -> None:
    parent = a_task(session, "Bán đấu giá", state=TaskState.NOT_STARTED, percent=7)
    a_task(session, "Khu một", parent_id=parent, state=TaskState.IN_PROGRESS, percent=60)
    a_task(session, "Khu hai", parent_id=parent)
    a_task(session, "Khu ba", parent_id=parent, state=TaskState.CANCELLED, percent=90)
    a_task(session, "Canh gác", parent_id=parent, deadline="thường xuyên", state=TaskState.IN_PROGRESS)
    row = named(listed(session), "Bán đấu giá")
    assert (row.percent, row.state, row.derived) == (30, TaskState.IN_PROGRESS, True)
    assert (row.has_children, row.task_count) == (True, 4)
    assert named(listed(session), "Canh gác").percent is None
    assert not named(listed(session), "Khu một").derived


def test_a_parent_is_done_when_its_parts_are(session: Session) -> None:
    parent = a_task(session, "Cả việc", deadline="30/6/2022")
    done: dict[str, Any] = {"state": TaskState.DONE, "percent": 100, "accepted_on": TODAY, "parent_id": parent}
    a_task(session, "Một", finished_on=dt.date(2022, 5, 1), **done)
    second = a_task(session, "Hai", finished_on=dt.date(2022, 6, 20), **done)
    row = named(listed(session), "Cả việc")
    assert (row.state, row.percent, row.accepted) == (TaskState.DONE, 100, True)
    assert row.finished_on == dt.date(2022, 6, 20)
    assert not row.standing.late
    session.execute(sa.update(Task).where(Task.id == second).values(accepted_on=None))
    assert not named(listed(session), "Cả việc").accepted


def test_a_part_without_a_deadline_is_held_to_the_one_above(session: Session) -> None:
    parent = a_task(session, "Cả việc", deadline="31/8/2022")
    a_task(session, "Theo cha", parent_id=parent)
    a_task(session, "Hạn riêng", parent_id=parent, deadline="30/9/2022")
    rows = listed(session)
    follows = named(rows, "Theo cha")
    assert follows.deadline is None and follows.due is not None and follows.due.wording == "31/8/2022"
    assert follows.standing.text == "quá 12 ngày"
    assert named(rows, "Hạn riêng").standing.text == "còn 18 ngày"
    assert named(rows, "Cả việc").late_count == 1


def test_a_clause_row_counts_the_tasks_beneath_it(session: Session) -> None:
    document = a_document(session)
    second = a_clause(session, document, "C.II", "Kinh tế")
    below = a_clause(session, document, "C.II.4", "Đất đai", second)
    parent = a_task(session, "Đấu giá", clause_id=below)
    a_task(session, "Khu một", parent_id=parent, deadline="31/8/2022", percent=60, state=TaskState.IN_PROGRESS)
    a_task(session, "Khu hai", parent_id=parent, deadline="15/9/2022", percent=0)
    a_task(session, "Quy hoạch", clause_id=below, deadline="quý I/2022", percent=71, state=TaskState.IN_PROGRESS)
    a_task(session, "Chung", clause_id=second, deadline="10/10/2022", percent=100, state=TaskState.IN_PROGRESS)
    rows = listed(session)
    clause = named(rows, "Đất đai")
    assert (clause.late_count, clause.week_count, clause.month_count, clause.task_count) == (2, 1, 1, 3)
    over = named(rows, "Kinh tế")
    assert (over.late_count, over.week_count, over.month_count, over.task_count) == (2, 1, 2, 4)
    assert clause.percent == 51  # 30 of the auction, 71 of the planning: 50.5, half up
    assert over.percent == 67
    assert over.state is None and over.derived and not over.standing.late


# the flat list and the counts


def test_by_deadline_late_ones_stand_first_and_finished_ones_last(session: Session) -> None:
    clause = a_clause(session, a_document(session), "C.I")
    a_task(session, "không hạn")
    a_task(session, "thường xuyên", deadline="thường xuyên", state=TaskState.IN_PROGRESS)
    a_task(session, "xong", deadline="1/1/2022", state=TaskState.DONE, finished_on=dt.date(2022, 1, 1), percent=100)
    a_task(session, "cuối năm", deadline="trong năm 2022")
    a_task(session, "trễ ít", deadline="31/8/2022", clause_id=clause)
    parent = a_task(session, "cả việc", deadline="tháng 2/2022")
    a_task(session, "tuần này", deadline="15/9/2022", parent_id=parent)
    a_task(session, "trễ nhiều", parent_id=parent)
    flat = tasks.by_deadline(listed(session))
    order = [row.wording for row in flat]
    assert order[:4] == ["trễ nhiều", "trễ ít", "tuần này", "cuối năm"]
    assert set(order[4:6]) == {"không hạn", "thường xuyên"}
    assert order[6:] == ["xong"]
    assert {(row.depth, row.parent_key) for row in flat} == {(0, None)}
    assert flat[1].number == "C.I"


def test_counts_are_over_tasks_without_parts(session: Session) -> None:
    parent = a_task(session, "Cha", deadline="1/2/2022")
    late = a_task(session, "Trễ", parent_id=parent, deadline="31/8/2022")
    a_task(session, "Bảy ngày", parent_id=parent, deadline="19/9/2022")
    a_task(session, "Tám ngày", deadline="20/9/2022")
    a_task(session, "Ba mươi mốt ngày", deadline="13/10/2022")
    a_task(session, "Hôm nay", deadline="12/9/2022")
    reported: dict[str, Any] = {"state": TaskState.DONE, "percent": 100, "finished_on": TODAY, "deadline": "31/12/2022"}
    a_task(session, "Chờ", **reported)
    a_task(session, "Đã nhận", accepted_on=TODAY, **reported)
    a_task(session, "Hủy", deadline="1/1/2022", state=TaskState.CANCELLED)
    a_note(session, late, dt.date(2022, 7, 1), "Đã họp")
    counts = tasks.count_tasks(listed(session), TODAY, dt.date(2022, 7, 1))
    assert (counts.total, counts.late, counts.week, counts.month, counts.silent, counts.awaiting) == (8, 1, 2, 3, 4, 1)
    assert tasks.count_tasks(listed(session), TODAY, dt.date(2022, 7, 2)).silent == 5
    assert tasks.count_tasks(listed(session), TODAY).silent == 4


def test_each_count_is_the_number_of_rows_its_predicate_picks(session: Session) -> None:
    clause = a_clause(session, a_document(session), "C.I")
    parent = a_task(session, "Cha", clause_id=clause, deadline="1/2/2022", state=TaskState.DONE)
    a_task(session, "Con", parent_id=parent, state=TaskState.DONE, percent=100, finished_on=TODAY)
    a_task(session, "Trễ", clause_id=clause, deadline="1/2/2022")
    rows = listed(session)
    assert [row.wording for row in rows if tasks.is_late(row)] == ["Trễ"]
    assert [row.wording for row in rows if tasks.is_awaiting(row)] == ["Con"]
    assert [row.wording for row in rows if tasks.is_silent(row)] == ["Trễ"]
    assert [row.wording for row in rows if tasks.is_counted(row)] == ["Con", "Trễ"]
    assert named(rows, "Con").state_text == "hoàn thành, chờ xác nhận"


# the form


def test_a_form_comes_back_as_it_was_saved(session: Session) -> None:
    document = a_document(session)
    lead, office, front = (a_department(session, name) for name in ("Địa chính", "Văn phòng", "Mặt trận"))
    form = TaskEdit(
        wording="Mở đường",
        department_id=lead,
        leader_id=make(session, Person, name="Trần Thị Lan").id,
        deadline="quý IV/2022",
        state=TaskState.IN_PROGRESS,
        percent=40,
        priority=Priority.HIGH,
        product="Đường",
        clause_id=a_clause(session, document, "C.IV"),
        programme_id=make(session, Programme, document_id=document).id,
        coordinating=(office, front),
        watcher_id=office,
    )
    task = task_edits.add(session, YEAR, form, TODAY)
    held = task_edits.edit_of(session, task)
    assert replace(held, coordinating=()) == replace(form, coordinating=())
    assert set(held.coordinating) == {office, front}
    with statements(session) as sent:
        task_edits.save(session, task, held, TODAY)
    assert [one for one in sent if not one.lstrip().startswith(("SELECT", "WITH"))] == []


def test_a_form_takes_the_same_few_statements_whatever_stands_beside_it(session: Session) -> None:
    clause = a_clause(session, a_document(session), "C.I")
    whole = a_task(session, "Trên", clause_id=clause)
    part = task_edits.add(session, YEAR, edit("Phần", parent_id=whole), TODAY)

    def sent() -> list[int]:
        session.expire_all()
        with statements(session) as read:
            held = task_edits.edit_of(session, part)
        with statements(session) as written:
            task_edits.save(session, part, replace(held, note="Xong một phần"), TODAY)
        with statements(session) as added:
            task_edits.add(session, YEAR, edit("Mới", parent_id=whole), TODAY)
        return [len(read), len(written), len(added)]

    few = sent()
    for _ in range(40):
        a_note(session, a_task(session, clause_id=clause), TODAY, "Xong một phần")
        a_task(session, parent_id=whole)
    assert sent() == few
    assert max(few) <= 10


def test_a_form_reads_no_task_that_stands_beside_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = a_task(session, "Trên")
    part, beside = a_task(session, "Phần", parent_id=whole), a_task(session, "Bên cạnh", parent_id=whole)
    a_task(session, "Dưới", parent_id=part)
    read: list[uuid.UUID] = []
    entry = task_tree._entry

    def noted(row: Any) -> task_tree.Entry:
        read.append(row.id)
        return entry(row)

    monkeypatch.setattr(task_tree, "_entry", noted)
    saved(session, part, wording="Phần đầu")
    assert part in read
    assert beside not in read


def test_a_branch_is_what_the_tree_of_the_year_has(session: Session) -> None:
    document = a_document(session)
    clause = a_clause(session, document, "C.I")
    top = a_task(session, "Trên", document_id=document, clause_id=clause, deadline="quý III/2022")
    middle = a_task(session, "Giữa", parent_id=top)
    first = a_task(session, "Một", parent_id=middle, state=TaskState.DONE, percent=100, finished_on=TODAY)
    a_task(session, "Hai", parent_id=middle, percent=40, state=TaskState.IN_PROGRESS, deadline="tháng 5/2022")
    a_task(session, "Bên cạnh", parent_id=top)
    a_task(session, "Trong thùng rác", parent_id=middle, binned_at=NOW)
    alone = a_task(session, "Dưới việc năm trước", parent_id=a_task(session, year=YEAR - 1))
    roots = task_tree.trees(session, YEAR)
    for task in (top, middle, first, alone):
        assert task_tree.branch(session, YEAR, task) == task_tree.find(roots, task)
    assert [one.id for one in task_tree.line_of(session, YEAR, first)] == [first, middle, top]
    assert task_tree.branch(session, YEAR + 1, top) is None


def test_a_new_task_stands_last_and_belongs_to_the_document_of_its_clause(session: Session) -> None:
    document = a_document(session)
    clause = a_clause(session, document, "C.I", "Dịch bệnh")
    a_task(session, "Trước", clause_id=clause)
    task = task_edits.add(session, YEAR, edit("Sau", clause_id=clause), TODAY)
    assert [row.wording for row in listed(session)] == ["Dịch bệnh", "Trước", "Sau"]
    assert session.get_one(Task, task).document_id == document


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (edit(" "), "wording"),
        (edit("x" * 2001), "wording"),
        (edit(deadline="31/02/2022"), "deadline"),
        (edit(deadline="khi nào xong"), "deadline"),
        (edit(percent=101), "percent"),
        (edit(percent=-1), "percent"),
        (edit(department_id=uuid.uuid4()), "department_id"),
        (edit(leader_id=uuid.uuid4()), "leader_id"),
        (edit(watcher_id=uuid.uuid4()), "watcher_id"),
        (edit(programme_id=uuid.uuid4()), "programme_id"),
        (edit(clause_id=uuid.uuid4()), "clause_id"),
        (edit(parent_id=uuid.uuid4()), "parent_id"),
        (edit(coordinating=(uuid.uuid4(),)), "coordinating"),
        (edit(finished_on=TODAY), "finished_on"),
        (edit(state=TaskState.DONE, finished_on=TODAY + dt.timedelta(1)), "finished_on"),
        (edit(accepted_on=TODAY), "accepted_on"),
        (edit(state=TaskState.DONE, accepted_on=TODAY - dt.timedelta(1)), "accepted_on"),
        (edit(state=TaskState.DONE, percent=80), "percent"),
        (edit(note="Xong", noted_on=TODAY + dt.timedelta(1)), "noted_on"),
        (edit(note="x" * 2001), "note"),
        (edit(product="x" * 2001), "product"),
    ],
)
def test_what_is_not_taken_is_refused_beside_its_field(session: Session, form: TaskEdit, field: str) -> None:
    with pytest.raises(Refused) as refused:
        task_edits.add(session, YEAR, form, TODAY)
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_a_wording_of_two_thousand_characters_is_taken(session: Session) -> None:
    task = task_edits.add(session, YEAR, edit("ế" * 2000), TODAY)
    assert task_edits.edit_of(session, task).wording == "ế" * 2000


def test_a_deadline_is_kept_with_its_precision_and_can_be_emptied(session: Session) -> None:
    task = task_edits.add(session, YEAR, edit(deadline="  quý I/2022 "), TODAY)
    row = session.get_one(Task, task)
    assert (row.due_wording, row.due_precision, row.due_last_day) == (
        "quý I/2022", Precision.QUARTER, dt.date(2022, 3, 31),
    )  # fmt: skip
    task_edits.save(session, task, edit(), TODAY)
    assert (row.due_wording, row.due_precision, row.due_last_day) == (None, None, None)


def test_a_deadline_whose_words_did_not_change_keeps_its_day(session: Session) -> None:
    task = a_task(session, deadline="quý I/2022")
    session.get_one(Task, task).due_last_day = dt.date(2022, 3, 25)
    task_edits.save(session, task, replace(task_edits.edit_of(session, task), wording="Sửa lời"), TODAY)
    assert session.get_one(Task, task).due_last_day == dt.date(2022, 3, 25)


def saved(session: Session, task: uuid.UUID, **changed: Any) -> TaskEdit:
    task_edits.save(session, task, replace(task_edits.edit_of(session, task), **changed), TODAY)
    return task_edits.edit_of(session, task)


def test_finishing_makes_it_a_hundred_per_cent_today(session: Session) -> None:
    task = a_task(session, percent=40, state=TaskState.IN_PROGRESS, deadline="30/9/2022")
    held = saved(session, task, state=TaskState.DONE)
    assert (held.state, held.percent, held.finished_on) == (TaskState.DONE, 100, TODAY)


def test_finishing_after_the_deadline_is_told_so(session: Session) -> None:
    task = a_task(session, deadline="31/8/2022")
    assert saved(session, task, state=TaskState.DONE).state is TaskState.DONE_LATE
    assert saved(session, task, finished_on=dt.date(2022, 8, 31)).state is TaskState.DONE
    assert saved(session, task, deadline="15/8/2022").state is TaskState.DONE_LATE
    task_edits.assign(session, [task], deadline="quý III/2022")
    assert task_edits.edit_of(session, task).state is TaskState.DONE


def test_a_hundred_per_cent_does_not_finish_by_itself(session: Session) -> None:
    task = a_task(session, percent=40, state=TaskState.IN_PROGRESS)
    held = saved(session, task, percent=100)
    assert (held.state, held.percent, held.finished_on) == (TaskState.IN_PROGRESS, 100, None)


def test_opening_a_finished_task_again_takes_its_days_away(session: Session) -> None:
    task = a_task(session, percent=100, state=TaskState.DONE, finished_on=TODAY, accepted_on=TODAY)
    held = saved(session, task, state=TaskState.IN_PROGRESS)
    assert (held.state, held.percent, held.finished_on, held.accepted_on) == (TaskState.IN_PROGRESS, 100, None, None)


def test_a_finished_task_stays_at_a_hundred_per_cent(session: Session) -> None:
    task = a_task(session, percent=100, state=TaskState.DONE, finished_on=TODAY)
    with pytest.raises(Refused, match="đang thực hiện") as refused:
        saved(session, task, percent=90)
    assert refused.value.field == "percent"


def test_percent_starts_a_task_and_not_started_is_nothing_done(session: Session) -> None:
    task = a_task(session)
    assert saved(session, task, percent=10).state is TaskState.IN_PROGRESS
    assert saved(session, task, state=TaskState.NOT_STARTED).percent == 0
    saved(session, task, state=TaskState.IN_PROGRESS, percent=10)
    with pytest.raises(Refused) as refused:
        saved(session, task, state=TaskState.NOT_STARTED, percent=20)
    assert refused.value.field == "percent"


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", TaskState.DONE), ("percent", 50), ("finished_on", TODAY), ("accepted_on", TODAY)],
)
def test_what_parts_decide_is_not_changed_from_above(session: Session, field: str, value: object) -> None:
    parent = a_task(session, "Cha", state=TaskState.DONE, percent=100, finished_on=TODAY)
    a_task(session, "Con", parent_id=parent, percent=30, state=TaskState.IN_PROGRESS)
    held = task_edits.edit_of(session, parent)
    assert (held.state, held.percent, held.finished_on) == (TaskState.IN_PROGRESS, 30, None)
    with pytest.raises(Refused, match="1 phần việc") as refused:
        saved(session, parent, **{field: value})
    assert refused.value.field == field
    assert saved(session, parent, wording="Lời mới").wording == "Lời mới"


def test_a_note_is_added_to_those_that_stand(session: Session) -> None:
    task = task_edits.add(session, YEAR, edit(note="Đã họp", noted_on=dt.date(2022, 9, 1)), TODAY)
    saved(session, task, note="  Đã ký ")
    saved(session, task, note="Đã gửi")
    saved(session, task, note=" ")
    assert task_edits.edit_of(session, task).note == ""
    assert tasks.notes(session, task) == (
        tasks.Note(TODAY, "Đã gửi"), tasks.Note(TODAY, "Đã ký"), tasks.Note(dt.date(2022, 9, 1), "Đã họp"),
    )  # fmt: skip


def test_coordinating_departments_come_and_go_and_keep_their_part(session: Session) -> None:
    office, front = a_department(session, "Văn phòng"), a_department(session, "Mặt trận")
    youth = a_department(session, "Thị đoàn", outside=True)
    task = task_edits.add(session, YEAR, edit(coordinating=(office, youth, office)), TODAY)
    roles = {row.department_id: row.role for row in session.scalars(sa.select(TaskDepartment))}
    assert roles == {office: TaskRole.COORDINATES, youth: TaskRole.PARTNER}
    session.execute(sa.update(TaskDepartment).values(role=TaskRole.PARTNER))
    assert saved(session, task, coordinating=(front,)).coordinating == (front,)
    assert set(saved(session, task, coordinating=(front, office)).coordinating) == {front, office}
    (back,) = session.scalars(sa.select(TaskDepartment).where(TaskDepartment.department_id == office))
    assert back.role is TaskRole.PARTNER


# moving about


def test_a_task_does_not_move_beneath_itself(session: Session) -> None:
    top = a_task(session, "Trên")
    middle = a_task(session, "Giữa", parent_id=top)
    bottom = a_task(session, "Dưới", parent_id=middle)
    for parent in (top, bottom):
        with pytest.raises(Refused) as refused:
            saved(session, top, parent_id=parent)
        assert refused.value.field == "parent_id"
    assert saved(session, bottom, parent_id=top).parent_id == top


def test_parts_go_along_with_the_clause_of_their_task(session: Session) -> None:
    document = a_document(session)
    first, second = a_clause(session, document, "C.I"), a_clause(session, document, "C.II")
    top = task_edits.add(session, YEAR, edit("Trên", clause_id=first), TODAY)
    part = task_edits.add(session, YEAR, edit("Phần", parent_id=top), TODAY)
    assert task_edits.edit_of(session, part).clause_id == first
    saved(session, top, clause_id=second)
    session.expire_all()
    assert task_edits.edit_of(session, part).clause_id == second
    with pytest.raises(Refused) as refused:
        saved(session, part, clause_id=first)
    assert refused.value.field == "clause_id"
    assert saved(session, part, parent_id=None, clause_id=first).clause_id == first


def test_a_task_taken_out_of_its_clause_is_nobodys(session: Session) -> None:
    task = task_edits.add(session, YEAR, edit(clause_id=a_clause(session, a_document(session), "C.I")), TODAY)
    saved(session, task, clause_id=None)
    assert [row.id for row in listed(session)] == [ARISEN, task]


def test_a_parent_is_of_the_same_year_and_alive(session: Session) -> None:
    for parent in (a_task(session, year=2023), a_task(session, binned_at=NOW)):
        with pytest.raises(Refused) as refused:
            task_edits.add(session, YEAR, edit(parent_id=parent), TODAY)
        assert refused.value.field == "parent_id"


# many at once, the bin, acceptance


def test_many_tasks_take_one_value_together(session: Session) -> None:
    lead, office = a_department(session, "Địa chính"), a_department(session, "Văn phòng")
    leader = make(session, Person).id
    first, second, other = (
        a_task(session, name, lead_department_id=office, leader_id=leader, deadline="1/1/2022") for name in "abc"
    )
    task_edits.assign(session, [first, second], department_id=lead, watcher_id=office, deadline="quý IV/2022")
    for task in (first, second):
        held = task_edits.edit_of(session, task)
        assert (held.department_id, held.leader_id, held.watcher_id) == (lead, leader, office)
        assert held.deadline == "quý IV/2022"
    assert task_edits.edit_of(session, other).department_id == office
    task_edits.assign(session, [first], leader_id=None, deadline="")
    assert (task_edits.edit_of(session, first).leader_id, task_edits.edit_of(session, first).deadline) == (None, "")
    assert task_edits.edit_of(session, first).department_id == lead


@pytest.mark.parametrize(
    ("field", "value"),
    [("department_id", uuid.uuid4()), ("leader_id", uuid.uuid4()), ("watcher_id", uuid.uuid4()), ("deadline", "mai")],
)
def test_a_value_for_many_is_refused_beside_its_field(session: Session, field: str, value: Any) -> None:
    task = a_task(session)
    with pytest.raises(Refused) as refused:
        task_edits.assign(session, [task], **{field: value})
    assert refused.value.field == field


def test_a_deleted_task_takes_its_parts_along_and_comes_back_with_them(session: Session) -> None:
    top = a_task(session, "Trên")
    part = a_task(session, "Phần", parent_id=top)
    earlier = a_task(session, "Bỏ từ trước", parent_id=top)
    a_note(session, part, TODAY, "Đã họp")
    task_edits.remove(session, [earlier], NOW - dt.timedelta(days=1))
    task_edits.remove(session, [top], NOW)
    session.expire_all()
    assert listed(session) == ()
    assert {row.binned_at for row in session.scalars(sa.select(Task).where(Task.id.in_([top, part])))} == {NOW}
    with pytest.raises(Refused):
        task_edits.edit_of(session, top)
    task_edits.restore(session, [top])
    session.expire_all()
    assert [row.wording for row in listed(session)] == ["Nhiệm vụ phát sinh", "Trên", "Phần"]
    assert named(listed(session), "Phần").latest_note == "Đã họp"
    assert session.scalar(sa.select(sa.func.count()).select_from(ProgressNote)) == 1


def test_a_task_that_is_not_there_is_said_so(session: Session) -> None:
    with pytest.raises(HxError, match="không còn trong sổ"):
        task_edits.save(session, uuid.uuid4(), edit(), TODAY)


def test_what_was_reported_done_is_accepted_apart(session: Session) -> None:
    parent = a_task(session, "Cha")
    done: dict[str, Any] = {"state": TaskState.DONE, "percent": 100, "finished_on": TODAY, "parent_id": parent}
    first, second = a_task(session, "Một", **done), a_task(session, "Hai", **done)
    task_edits.accept(session, [parent], TODAY)
    assert named(listed(session), "Cha").accepted
    task_edits.accept(session, [second], None)
    rows = listed(session)
    assert [row.id for row in rows if tasks.is_awaiting(row)] == [second]
    assert task_edits.edit_of(session, first).accepted_on == TODAY
    with pytest.raises(Refused) as refused:
        task_edits.accept(session, [second], TODAY - dt.timedelta(days=1))
    assert refused.value.field == "accepted_on"
    open_one = a_task(session, "Chưa xong")
    with pytest.raises(Refused, match="Chưa xong"):
        task_edits.accept(session, [open_one], TODAY)
