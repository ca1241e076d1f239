"""'Ai đã sửa gì': pages, filters, what an action changed; the history of a row, a field and a cell."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa

from hxapp.domain.history import ActionKind
from hxapp.domain.indicators import Basis
from hxapp.services import bin as bin_service
from hxapp.services import history_list, indicator_edits, row_history, task_edits
from hxapp.services.history_list import Subject, Wanted
from hxapp.services.results import set_result
from hxapp.services.row_history import Place, Spot
from hxapp.storage.database import Database
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.tables import Indicator, ProgressNote
from tests.services import task_building
from tests.services.building import LATER, MOMENT, Q2, Q3, YEAR, at_least, make_indicator

VIETNAM = dt.timezone(dt.timedelta(hours=7))


def names(book: Database, wanted: Wanted | None = None, count: int = 3) -> list[str]:
    """The newest actions, as far as they were done in the test."""
    with book.read() as reading:
        found = history_list.page(reading, wanted, VIETNAM).actions
    return [one.name for one in found if one.name != "Dọn"][:count]


@pytest.fixture
def done(book: Database) -> dict[str, uuid.UUID]:
    """Three actions by different people on different things."""
    book.sign("Lê Thị Mẫu")
    with book.begin("Thêm Thu ngân sách") as session:
        indicator = make_indicator(session, "Thu ngân sách", at_least("50", "tỷ đồng"), unit="tỷ đồng")
    book.sign(None)
    with book.begin("Nhập số quý II", ActionKind.IMPORT) as session:
        set_result(session, indicator, Q2, "12,5")
    book.sign("Trần Văn Thử")
    with book.begin("Thêm nhiệm vụ") as session:
        task = task_edits.add(session, YEAR, task_building.edit("Chỉnh trang vỉa hè"), MOMENT.date())
    book.sign(None)
    return {"indicator": indicator, "task": task}


def test_the_newest_stands_first_and_says_who_when_and_how_much(book: Database, done: dict[str, uuid.UUID]) -> None:
    assert names(book) == ["Thêm nhiệm vụ", "Nhập số quý II", "Thêm Thu ngân sách"]
    with book.read() as reading:
        newest = history_list.page(reading).actions[0]
        assert (newest.who, newest.kind, newest.changes) == ("Trần Văn Thử", ActionKind.USER, 1)
        assert newest.moment.utcoffset() == dt.timedelta(0)
        assert {"Lê Thị Mẫu", "Trần Văn Thử", ""} <= set(history_list.who_acted(reading))


def test_filters_leave_what_is_wanted(book: Database, done: dict[str, uuid.UUID]) -> None:
    assert names(book, Wanted(who="Lê Thị Mẫu"), 1) == ["Thêm Thu ngân sách"]
    assert names(book, Wanted(who=""), 1) == ["Nhập số quý II"]
    assert names(book, Wanted(kind=ActionKind.IMPORT), 1) == ["Nhập số quý II"]
    assert names(book, Wanted(subject=Subject.TASKS), 1) == ["Thêm nhiệm vụ"]
    assert names(book, Wanted(subject=Subject.INDICATORS), 2) == ["Nhập số quý II", "Thêm Thu ngân sách"]
    assert names(book, Wanted(subject=Subject.INDICATORS, who="Trần Văn Thử")) == []


def test_words_are_found_without_accents_in_names_people_and_things(book: Database, done: dict[str, uuid.UUID]) -> None:
    # The import's own name does not say what it changed: the thing's name does.
    assert names(book, Wanted(text="ngan sach"), 2) == ["Nhập số quý II", "Thêm Thu ngân sách"]
    assert names(book, Wanted(text="VỈA hè"), 1) == ["Thêm nhiệm vụ"]
    assert names(book, Wanted(text="tran van thu"), 1) == ["Thêm nhiệm vụ"]
    assert names(book, Wanted(text="không có gì như thế")) == []


def test_days_are_those_of_the_clerks_clock(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.read() as reading:
        newest = history_list.page(reading).actions[0]
    today = newest.moment.astimezone(VIETNAM).date()
    assert names(book, Wanted(first=today, last=today), 1) == ["Thêm nhiệm vụ"]
    assert names(book, Wanted(first=today + dt.timedelta(days=1))) == []
    assert names(book, Wanted(last=today - dt.timedelta(days=1))) == []
    far = dt.timezone(dt.timedelta(hours=14))
    with book.read() as reading:
        there = newest.moment.astimezone(far).date()
        assert history_list.page(reading, Wanted(first=there, last=there), far).actions[0].id == newest.id


def test_pages_follow_each_other_without_a_gap(book: Database, done: dict[str, uuid.UUID]) -> None:
    for number in range(7):
        with book.begin(f"Sửa {number}") as session:
            set_result(session, done["indicator"], Q2, str(100 + number))
    with book.read() as reading:
        whole = [one.id for one in history_list.page(reading, most=10_000).actions]
        met: list[int] = []
        before = None
        while True:
            page = history_list.page(reading, before=before, most=3)
            met += [one.id for one in page.actions]
            before = page.older
            if before is None:
                break
        filtered = history_list.page(reading, Wanted(subject=Subject.INDICATORS), most=2)
        assert [one.name for one in filtered.actions] == ["Sửa 6", "Sửa 5"]
        further = history_list.page(reading, Wanted(subject=Subject.INDICATORS), before=filtered.older, most=2)
        assert [one.name for one in further.actions] == ["Sửa 4", "Sửa 3"]
    assert met == whole and len(set(met)) == len(met)


def test_an_action_tells_its_own_changes_and_no_others(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.read() as reading:
        for action in history_list.page(reading, most=5).actions:
            told = history_list.told(reading, action.id, most=10_000)
            assert {one.action_id for one in told.changes} <= {action.id}
            assert len(told.changes) + told.quiet == action.changes
    with book.read() as reading:
        _, of_import, _ = history_list.page(reading).actions[:3]
        (cell,) = history_list.told(reading, of_import.id).changes
        assert cell.sentence == "Thu ngân sách, Quý II/2022: (trống) → 12,5 tỷ đồng"


def test_a_large_action_is_told_part_by_part(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.begin("Nhập nhiều", ActionKind.IMPORT) as session:
        for number in range(25):
            make_indicator(session, f"Chỉ tiêu {number:02}")
    with book.read() as reading:
        action = history_list.page(reading).actions[0]
        assert action.changes == 25
        first = history_list.told(reading, action.id, most=10)
        assert len(first.changes) == 10 and first.further is not None
        second = history_list.told(reading, action.id, after=first.further, most=10)
        third = history_list.told(reading, action.id, after=second.further or 0, most=10)
        assert third.further is None
        rows = [one.row for one in (*first.changes, *second.changes, *third.changes)]
    assert rows == [f"Chỉ tiêu {number:02}" for number in range(25)]


def test_what_only_keeps_order_is_counted(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.begin("Đổi thứ tự") as session:
        session.execute(sa.update(Indicator).values(position=Indicator.position + 1))
    with book.read() as reading:
        action = history_list.page(reading).actions[0]
        told = history_list.told(reading, action.id)
    assert told.changes == () and told.quiet == action.changes > 0


def test_a_rows_history_has_what_hangs_on_it(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.begin("Sửa tên") as session:
        edit = indicator_edits.edit_of(session, done["indicator"], YEAR)
        indicator_edits.save(session, done["indicator"], YEAR, replace(edit, name="Thu ngân sách phường"))
    with book.read() as reading:
        spot = Spot("indicator", done["indicator"])
        own = row_history.history_of(reading, [spot])
        along = row_history.history_of(reading, [spot], along=True)
    assert [entry.action.name for entry in own] == ["Sửa tên", "Thêm Thu ngân sách"]
    assert {entry.change.table for entry in along} == {"indicator", "target", "result"}
    assert [entry.change.number for entry in along] == sorted((e.change.number for e in along), reverse=True)
    assert along[0].action.name == "Sửa tên"


def test_a_rows_history_has_what_hung_on_it_and_is_gone(book: Database, done: dict[str, uuid.UUID]) -> None:
    note = uuid.uuid4()
    with book.begin("Ghi") as session:
        session.add(
            ProgressNote(id=note, task_id=done["task"], noted_on=dt.date(2022, 3, 2), text="Đã đo đạc", position=1)
        )
    with book.begin("Xóa") as session:
        session.execute(sa.delete(ProgressNote).where(ProgressNote.id == note))
    with book.read() as reading:
        entries = row_history.history_of(reading, [Spot("task", done["task"])], along=True)
        spots = row_history.hanging_spots(reading, Spot("task", done["task"]), {"progress_note"})
    assert [entry.change.row_id for entry in entries[:2]] == [note, note]
    assert spots == (Spot("progress_note", note),)
    assert "Đã đo đạc" in entries[1].change.sentence


def test_a_fields_history_is_of_that_field_alone(book: Database, done: dict[str, uuid.UUID]) -> None:
    for values in ({"percent": 20}, {"product": "Báo cáo"}, {"percent": 60}):
        with book.begin("Sửa") as session:
            edit = replace(task_edits.edit_of(session, done["task"]), **values)
            task_edits.save(session, done["task"], edit, MOMENT.date())
    with book.begin("Bỏ vào thùng rác") as session:
        bin_service.throw(session, "task", [done["task"]], LATER)
    with book.read() as reading:
        entries = row_history.history_of(reading, [Spot("task", done["task"], ("percent",))])
    told = [[(one.was, one.now) for one in entry.change.fields] for entry in entries]
    assert told == [[], [("20%", "60%")], [("0%", "20%")], [("(trống)", "0%")]]
    assert entries[0].change.deed == "bỏ vào thùng rác"


def test_a_cells_history_is_of_that_period(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.begin("Quý III") as session:
        set_result(session, done["indicator"], Q3, "20")
    with book.begin("Quý II") as session:
        set_result(session, done["indicator"], Q2, "13,0")
    with book.read() as reading:
        spots = row_history.cell_spots(
            reading, "result", indicator_id=done["indicator"], period=Q2, basis=Basis.IN_PERIOD
        )
        entries = row_history.history_of(reading, spots)
    assert [entry.action.name for entry in entries] == ["Quý II", "Nhập số quý II"]


def test_a_longer_history_goes_on(book: Database, done: dict[str, uuid.UUID]) -> None:
    for number in range(6):
        with book.begin(f"Sửa {number}") as session:
            set_result(session, done["indicator"], Q2, str(100 + number))
    with book.read() as reading:
        spots = row_history.cell_spots(reading, "result", indicator_id=done["indicator"], period=Q2)
        first = row_history.history_of(reading, spots, most=4)
        second = row_history.history_of(reading, spots, before=first[-1].change.number, most=4)
    assert [entry.action.name for entry in (*first, *second)] == [
        *(f"Sửa {number}" for number in reversed(range(6))),
        "Nhập số quý II",
    ]


def test_a_click_leads_to_the_line_on_screen(book: Database, done: dict[str, uuid.UUID]) -> None:
    with book.read() as reading:
        task, of_import, added = history_list.page(reading).actions[:3]
        changes = {
            one.table: one for act in (task, of_import, added) for one in history_list.told(reading, act.id).changes
        }
        assert row_history.place_of(reading, changes["result"]) == Place("indicators", done["indicator"])
        assert row_history.place_of(reading, changes["target"]) == Place("indicators", done["indicator"])
        assert row_history.place_of(reading, changes["task"]) == Place("tasks", done["task"])
    with book.begin("Bỏ") as session:
        bin_service.throw(session, "task", [done["task"]], LATER)
    with book.read() as reading:
        assert row_history.place_of(reading, changes["task"]) is None
        binned = history_list.told(reading, history_list.page(reading).actions[0].id).changes[0]
        assert binned.sentence == "Bỏ vào thùng rác: Chỉnh trang vỉa hè"


def test_every_table_is_of_one_subject() -> None:
    of_subjects = [name for subject in Subject for name in subject.tables]
    assert sorted(of_subjects) == sorted(BOOK_TABLES.tables)
    assert all(history_list.kind_label(kind) for kind in ActionKind)


def test_only_what_is_shown_is_read(book: Database, done: dict[str, uuid.UUID]) -> None:
    """A page of a long book asks as much as one of a short one, and hands on no more rows."""
    with book.begin("Đọc") as session, task_building.statements(session) as sent:
        history_list.page(session, most=2)
    short = len(sent)
    for number in range(40):
        with book.begin(f"Sửa {number}") as session:
            set_result(session, done["indicator"], Q2, str(number))
    with book.begin("Đọc") as session, task_building.statements(session) as sent:
        page = history_list.page(session, most=2)
        assert [one.name for one in page.actions] == ["Sửa 39", "Sửa 38"] or len(page.actions) == 2
    assert len(sent) == short
