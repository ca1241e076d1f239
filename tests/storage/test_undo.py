"""Taking actions back and doing them again: exactly, in their order, and around what was changed since."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.domain.history import ActionKind
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.storage import history, undo
from hxapp.storage.database import Database
from hxapp.storage.history import Action
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.indicators import RESULT
from hxapp.storage.schema.together import TOGETHER, with_its_own
from hxapp.storage.tables import Area, Base, Department, Person, Result, Setting, SourceDocument, Task
from hxapp.storage.undo import Reason, TakenBack
from tests.storage.building import MOMENT, STEPS, fill, make, make_book, opened, other_values, rows_of, steps_with

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Database]:
    with opened(tmp_path) as database:
        yield database


def rows(database: Database) -> Rows:
    """Every row of the book's own tables, as the file holds them."""
    with database.read() as connection:
        return {
            name: sorted(
                (tuple(row) for row in connection.exec_driver_sql(f'SELECT *, typeof(id) FROM "{name}"')), key=repr
            )
            for name in BOOK_TABLES.tables
        }


def last(database: Database) -> Action:
    with database.read() as connection:
        return history.actions(connection)[-1]


def take_back(database: Database, action: Action) -> TakenBack:
    with database.begin(f"Hoàn tác “{action.name}”", ActionKind.UNDO, of_id=action.id) as session:
        return undo.take_back(session, action.id)


def do_again(database: Database, action: Action) -> TakenBack:
    with database.begin(f"Làm lại “{action.name}”", ActionKind.REDO, of_id=action.id) as session:
        return undo.do_again(session, action.id)


def steps(database: Database, since: dt.datetime = LONG_AGO) -> tuple[str | None, str | None, str]:
    with database.read() as connection:
        found = undo.steps(connection, since)
    undo_name, redo_name = (one.name if one is not None else None for one in (found.undo, found.redo))
    return undo_name, redo_name, found.why_not


def test_every_table_is_undone_and_done_again(book: Database) -> None:
    """Three rows in each table made, each changed in every field, one deleted: back and forth, bit for bit."""
    states = [rows(book)]
    done = []
    with book.begin("Thêm") as session:
        fill(session)
    done.append(last(book))
    states.append(rows(book))
    with book.begin("Sửa") as session:
        for table in Base.metadata.sorted_tables:
            (key,) = session.execute(sa.select(table.c.id).order_by(table.c.id).limit(1)).one()
            ids = {
                one.name: session.execute(sa.select(one.c.id)).scalars().all()[-1] for one in BOOK_TABLES.sorted_tables
            }
            values = other_values(table, ids)
            session.execute(sa.update(table).where(table.c.id == key).values(values))
    done.append(last(book))
    states.append(rows(book))
    with book.begin("Xóa") as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(sa.delete(table))
    done.append(last(book))
    states.append(rows(book))
    assert all(one != other for one, other in itertools.pairwise(states))
    for action, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        assert take_back(book, action).left == ()
        assert rows(book) == before
    for action, after in zip(done, states[1:], strict=True):
        assert do_again(book, action).left == ()
        assert rows(book) == after
    assert book.check() == []


def test_one_user_action_at_a_time_back_and_forth(book: Database) -> None:
    assert steps(book) == (None, None, "Hôm nay chưa có việc nào để hoàn tác.")
    actions = []
    for name in ("Một", "Hai"):
        with book.begin(name) as session:
            make(session, Department, name=name)
        actions.append(last(book))
    assert steps(book) == ("Hai", None, "")
    take_back(book, actions[1])
    assert steps(book) == ("Một", "Hai", "")
    take_back(book, actions[0])
    assert steps(book)[:2] == (None, "Một")
    do_again(book, actions[0])
    assert steps(book) == ("Một", "Hai", "")
    do_again(book, actions[1])
    take_back(book, actions[1])
    with book.begin("Ba") as session:
        make(session, Department, name="Ba")
    assert steps(book) == ("Ba", None, "")


def test_the_line_goes_on_after_reopening_and_ends_with_the_day(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    before = rows_of(path)["department"]
    database = Database.open(path, STEPS)
    with database.begin("Thêm") as session:
        make(session, Department, name="Một")
    database.close()
    database = Database.open(path, STEPS)
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    assert steps(database, tomorrow)[0] is None
    assert steps(database)[0] == "Thêm"
    take_back(database, last(database))
    database.close()
    assert rows_of(path)["department"] == before


def test_an_action_with_a_way_back_of_its_own_ends_the_line(book: Database) -> None:
    with book.begin("Thêm") as session:
        make(session, Department, name="Một")
    with book.begin("Chốt số liệu", reverse="Mở lại kỳ") as session:
        make(session, Setting, name="chốt")
    assert steps(book) == (None, None, "Việc “Chốt số liệu” không hoàn tác được. Cách quay lại: Mở lại kỳ.")


def test_another_programs_changes_end_the_line(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    with database.begin("Thêm") as session:
        make(session, Department, name="Một")
    database.close()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE department SET short_name = 'x'")
    database = Database.open(path, STEPS)
    assert steps(database)[0] is None
    assert "chương trình khác" in steps(database)[2]
    database.close()


def test_nothing_before_a_step_is_undone(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    with database.begin("Thêm") as session:
        make(session, Department, name="Một")
    action = last(database)
    database.close()
    database = Database.open(path, steps_with(tmp_path, "op.execute('UPDATE department SET position = 7')"))
    assert steps(database)[:2] == (None, None)
    assert "đã được nâng cấp sau việc “Thêm”" in steps(database)[2]
    with pytest.raises(HxError, match="đã được nâng cấp sau việc “Thêm”"):
        take_back(database, action)
    database.close()


def test_what_was_changed_since_stays_and_is_told(book: Database) -> None:
    with book.begin("Nhập") as session:
        ids = [make(session, Department, name=name, short_name="cũ", position=1).id for name in ("Một", "Hai", "Ba")]
    made = last(book)
    with book.begin("Nhập lại") as session:
        session.execute(sa.update(Department).values(short_name="nhập", position=5))
    changed = last(book)
    with book.begin("Sửa tay") as session:
        session.execute(sa.update(Department).where(Department.id == ids[0]).values(short_name="sửa tay"))
    done = take_back(book, changed)
    assert [(one.row_id, one.field, one.reason, one.expected, one.present) for one in done.left] == [
        (ids[0], "short_name", Reason.CHANGED, "nhập", "sửa tay")
    ]
    with book.read() as connection:
        held: dict[str, str] = dict(
            connection.exec_driver_sql("SELECT name, short_name || position FROM department").all()
        )
    assert held == {"Một": "sửa tay1", "Hai": "cũ1", "Ba": "cũ1"}
    done = take_back(book, made)
    assert {(one.row_id, one.field) for one in done.left} == {(ids[0], "short_name")}
    assert done.rows["department"] == frozenset(ids[1:])
    with book.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM department").scalars().all() == ["Một"]


def test_a_figure_and_its_decimals_are_put_back_together_or_not_at_all(book: Database) -> None:
    with book.begin("Nhập 13,2") as session:
        key = make(session, Result, value=Decimal("13.2"), decimals=1, note="cũ").id
    with book.begin("Nhập 15 từ tệp") as session:
        session.execute(sa.update(Result).values(value=Decimal(15), decimals=0, note="từ tệp"))
    imported = last(book)
    with book.begin("Gõ 16") as session:
        session.execute(sa.update(Result).values(value=Decimal(16)))
    done = take_back(book, imported)
    assert [(one.row_id, one.field) for one in done.left] == [(key, "value")]
    with book.read() as connection:
        held = connection.execute(sa.select(RESULT.c.value, RESULT.c.decimals, RESULT.c.note)).one()
    assert tuple(held) == (16, 0, "cũ")


def test_every_number_of_decimals_goes_with_its_figure() -> None:
    for table in BOOK_TABLES.tables.values():
        for column in table.columns:
            amount = column.name.removesuffix("decimals").rstrip("_") or "value"
            if column.name.endswith("decimals") and amount in table.c:
                assert {amount, column.name} <= with_its_own(table.name, amount), (table.name, column.name)
    for table_name, groups in TOGETHER.items():
        assert all(group <= set(BOOK_TABLES.tables[table_name].c.keys()) for group in groups), table_name


def test_a_row_that_others_need_stays_with_what_it_needs_itself(book: Database) -> None:
    with book.begin("Nhập") as session:
        department = make(session, Department, name="Một")
        person = make(session, Person, name="Trần Văn Mẫu", department_id=department.id)
        alone = make(session, Department, name="Hai")
        ids = (department.id, person.id, alone.id)
    action = last(book)
    with book.begin("Giao") as session:
        make(session, Task, leader_id=ids[1])
    done = take_back(book, action)
    assert {(one.table, one.row_id, one.reason) for one in done.left} == {
        ("person", ids[1], Reason.NEEDED),
        ("department", ids[0], Reason.NEEDED),
    }
    with book.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM department").scalars().all() == ["Một"]
    assert book.check() == []


def test_a_key_to_a_row_that_is_gone_is_not_put_back(book: Database) -> None:
    with book.begin("Thêm") as session:
        first, second = (make(session, Department, name=name).id for name in ("Một", "Hai"))
        person = make(session, Person, name="Trần Văn Mẫu", department_id=first, post="cũ").id
    with book.begin("Chuyển") as session:
        session.execute(sa.update(Person).values(department_id=second, post="mới"))
    moved = last(book)
    with book.begin("Xóa") as session:
        session.execute(sa.delete(Department).where(Department.id == first))
    done = take_back(book, moved)
    assert [(one.row_id, one.field, one.reason) for one in done.left] == [(person, "department_id", Reason.PARENT_GONE)]
    with book.read() as connection:
        assert connection.exec_driver_sql("SELECT post, department_id FROM person").one() == ("cũ", second.bytes)
    assert book.check() == []


def test_rows_that_came_back_or_went_since_are_told(book: Database) -> None:
    with book.begin("Thêm") as session:
        one, other = (make(session, Department, name=name).id for name in ("Một", "Hai"))
    with book.begin("Sửa và xóa") as session:
        session.execute(sa.update(Department).where(Department.id == one).values(short_name="x"))
        session.execute(sa.delete(Department).where(Department.id == other))
    action = last(book)
    with book.begin("Ngược lại") as session:
        session.execute(sa.delete(Department).where(Department.id == one))
        make(session, Department, id=other, name="Hai mới")
    with book.begin("Giữ lại một thay đổi") as session:
        make(session, Department, name="Ba")
        done = undo.take_back(session, action.id)
    assert {(left.row_id, left.reason) for left in done.left} == {(one, Reason.GONE), (other, Reason.THERE)}
    assert done.count == 0


def test_unique_values_that_changed_places_go_back(book: Database) -> None:
    with book.begin("Thêm") as session:
        for name in ("Tổ 1", "Tổ 2", "Tổ 3"):
            make(session, Area, kind=AreaKind.NEIGHBOURHOOD, name=name)
    before = rows(book)
    with book.begin("Xoay vòng tên") as session:
        for was, now in (("Tổ 1", "tạm"), ("Tổ 2", "Tổ 1"), ("Tổ 3", "Tổ 2"), ("tạm", "Tổ 3")):
            session.execute(sa.update(Area).where(Area.name == was).values(name=now))
    after = rows(book)
    action = last(book)
    assert take_back(book, action).left == ()
    assert rows(book) == before
    assert do_again(book, action).left == ()
    assert rows(book) == after


def test_a_name_that_is_taken_by_now_is_refused_and_nothing_moves(book: Database) -> None:
    with book.begin("Thêm") as session:
        first = make(session, Department, name="Một").id
    with book.begin("Xóa và đổi") as session:
        make(session, Department, name="Hai")
        session.execute(sa.update(Department).where(Department.id == first).values(binned_at=MOMENT))
    action = last(book)
    with book.begin("Thêm lại") as session:
        make(session, Department, name="Một")
    before = rows(book)
    with pytest.raises(HxError, match="dùng mất tên"):
        take_back(book, action)
    assert rows(book) == before
    assert last(book).name == "Thêm lại"


def test_guards_see_what_is_put_back(tmp_path: Path) -> None:
    seen: list[frozenset[uuid.UUID]] = []
    path = make_book(tmp_path)
    database = Database.open(path, STEPS, guards=(lambda session, touched: seen.append(touched.rows("department")),))
    with database.begin("Thêm") as session:
        key = make(session, Department, name="Một").id
    take_back(database, last(database))
    database.close()
    assert seen == [frozenset({key})] * 2


def test_a_taken_back_import_is_known_as_such(book: Database) -> None:
    with book.begin("Nhập", ActionKind.IMPORT) as session:
        make(session, Department, name="Một")
    action = last(book)
    with book.begin("Sau đó") as session:
        make(session, Department, name="Hai")
    take_back(book, action)
    with book.read() as connection:
        assert undo.is_taken_back(connection, action.id)
    # Taken back out of its turn it is a step of its own, which can be taken back itself.
    assert steps(book)[0] == "Hoàn tác “Nhập”"
    take_back(book, last(book))
    assert steps(book) == ("Sau đó", "Hoàn tác “Nhập”", "")
    with book.read() as connection:
        assert not undo.is_taken_back(connection, action.id)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_goes_back_to_its_start_and_forth_to_its_end(book: Database, seed: int) -> None:
    chance = random.Random(seed)
    with book.begin("Nền") as session:
        fill(session)
    states, done = [rows(book)], []
    for number in range(25):
        with book.begin(f"Việc {number}") as session:
            for _ in range(chance.randint(1, 4)):
                _some_change(session, chance)
        if last(book).name == f"Việc {number}":
            done.append(last(book))
            states.append(rows(book))
    assert len(done) > 20
    for action, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        assert take_back(book, action).left == ()
        assert rows(book) == before
    for action, after in zip(done, states[1:], strict=True):
        assert do_again(book, action).left == ()
        assert rows(book) == after


def _some_change(session: Any, chance: random.Random) -> None:
    table = chance.choice((Area, Department, Person, SourceDocument, Task, Setting)).__table__
    keys = session.execute(sa.select(table.c.id).order_by(table.c.id)).scalars().all()
    what = chance.choice(("add", "change", "change", "bin"))
    if what == "add" or not keys:
        make(session, {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}[table])
    elif what == "change" or "binned_at" not in table.c:
        ids = {one.name: session.execute(sa.select(one.c.id)).scalars().all()[0] for one in BOOK_TABLES.sorted_tables}
        session.execute(sa.update(table).where(table.c.id == chance.choice(keys)).values(other_values(table, ids)))
    else:
        session.execute(sa.update(table).where(table.c.id == chance.choice(keys)).values(binned_at=MOMENT))
