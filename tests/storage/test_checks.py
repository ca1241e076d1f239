"""The glance at opening and the full check of the file: what each finds, what it costs, and that it can be ended."""

from __future__ import annotations

import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.storage import checks, history_checks, migrate
from hxapp.storage.checks import Fault, FaultKind
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Base, Task
from tests.services.damaging import behind, schema_edited
from tests.storage.building import MOMENT, STEPS, fill, make, make_book

K = FaultKind


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with rows in every table, some changed, one removed and made again."""
    path = make_book(tmp_path_factory.mktemp("sổ"))
    database = Database.open(path, STEPS)
    with database.begin("Thêm") as session:
        fill(session)
        gone = make(session, Area, name="Tổ bỏ đi", note="cũ")
        key = gone.id
    with database.begin("Sửa") as session:
        session.execute(sa.update(Task).values(percent=Task.percent + 1, product=None))
        session.execute(sa.update(Area).where(Area.id == key).values(note=None))
    with database.begin("Bỏ") as session:
        session.execute(sa.delete(Area).where(Area.id == key))
    with database.begin("Làm lại") as session:
        make(session, Area, id=key, name="Tổ bỏ đi", position=3)
    database.close()
    return path


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "Sổ.hxdb"))


def nobody(_done: int, _total: int, _text: str) -> None:
    pass


def full(path: Path) -> list[Fault]:
    with closing(sqlite3.connect(path)) as source, closing(checks.private_copy(source, nobody)) as copy:
        return checks.full(copy, checks.newest_schema(STEPS), nobody)


def test_a_whole_book_has_no_fault(book: Path) -> None:
    assert full(book) == []


@pytest.mark.parametrize("version", sorted(checks.SHAPES))
def test_every_version_s_shape_is_known(tmp_path: Path, version: int) -> None:
    steps = tmp_path / "các bước"
    shutil.copytree(STEPS, steps, ignore=shutil.ignore_patterns("__pycache__", "seed"))
    for file in (steps / "versions").glob("*.py"):
        if int(file.name[:4]) > version:
            file.unlink()
    migrate.build(tmp_path / "sổ.hxdb", steps)
    with closing(sqlite3.connect(tmp_path / "sổ.hxdb")) as connection:
        assert checks.shape(connection) == checks.SHAPES[version]
    assert max(checks.SHAPES) == migrate.newest(STEPS)


@pytest.mark.parametrize(
    ("edit", "values"),
    [
        ("UPDATE sqlite_master SET sql = replace(sql, 'wording TEXT', 'xording TEXT') WHERE name = 'task'", ()),
        ("DELETE FROM sqlite_master WHERE name = 'content' OR tbl_name = 'content'", ()),
        ("UPDATE sqlite_master SET sql = ? WHERE name = 'area' AND type = 'table'", ("CREATE TABLE area (id, name)",)),
    ],
)
def test_a_book_without_one_of_its_columns_is_refused_at_opening(
    book: Path, edit: str, values: tuple[object, ...]
) -> None:
    schema_edited(book, edit, values)
    before = book.read_bytes()
    with pytest.raises(HxError, match="bị hỏng"):
        Database.open(book, STEPS)
    assert book.read_bytes() == before


def test_the_glance_stops_when_its_time_is_over(book: Path) -> None:
    with behind(book) as connection:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " INSERT INTO area (id, kind, name, position) SELECT randomblob(16), 'neighbourhood', 'Tổ ' || i, i FROM n"
        )
    with closing(sqlite3.connect(book)) as connection:
        assert checks.glance(connection, 0) is None  # it did not get to the end
        counting = (
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT max(i) FROM n"
        )
        assert connection.execute(counting).fetchone() == (200_000,)  # nothing is left that would end other work
        assert checks.glance(connection, 60) is True
    assert checks.OPENING_SECONDS <= 0.2


def test_the_glance_tells_a_broken_file(book: Path) -> None:
    data = bytearray(book.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    data[3 * size : 4 * size] = bytes(size)
    book.write_bytes(data)
    with closing(sqlite3.connect(book)) as connection:
        assert checks.glance(connection) is False


def one(connection: sqlite3.Connection, statement: str) -> Any:
    return connection.execute(statement).fetchone()[0]


BREAKS: list[tuple[str, Callable[[sqlite3.Connection], object], tuple[FaultKind, str, str]]] = [
    ("amount is text", lambda c: c.execute("UPDATE result SET value = 'x'"), (K.VALUE, "result", "value")),
    ("amount is a float", lambda c: c.execute("UPDATE result SET value = 1.5"), (K.VALUE, "result", "value")),
    (
        "a day that is none",
        lambda c: c.execute("UPDATE task SET due_last_day = '2022-02-31'"),
        (K.VALUE, "task", "due_last_day"),
    ),
    (
        "a key too short",
        lambda c: c.execute("UPDATE person SET department_id = x'00'"),
        (K.VALUE, "person", "department_id"),
    ),
    ("letters not composed", lambda c: c.execute("UPDATE area SET note = 'e' || char(769)"), (K.VALUE, "area", "note")),
    (
        "bytes that are no text",
        lambda c: c.execute("UPDATE area SET note = CAST(x'ff41' AS TEXT)"),
        (K.VALUE, "area", "note"),
    ),
    ("no period", lambda c: c.execute("UPDATE round SET period = '2022-Q9'"), (K.VALUE, "round", "period")),
    ("no word", lambda c: c.execute("UPDATE task SET state = 'xong'"), (K.VALUE, "task", "state")),
    ("neither yes nor no", lambda c: c.execute("UPDATE target SET judged = 2"), (K.VALUE, "target", "judged")),
    ("no moment", lambda c: c.execute("UPDATE area SET binned_at = 'hôm qua'"), (K.VALUE, "area", "binned_at")),
    ("another figure", lambda c: c.execute("UPDATE result SET value = value + 1"), (K.DIFFERS, "result", "value")),
    ("a value cleared", lambda c: c.execute("UPDATE task SET quote = NULL"), (K.DIFFERS, "task", "quote")),
    ("a cleared value back", lambda c: c.execute("UPDATE task SET product = 'có'"), (K.DIFFERS, "task", "product")),
    (
        "a field never told of",
        lambda c: c.execute("UPDATE area SET superior = 'cấp trên' WHERE name = 'Tổ bỏ đi'"),
        (K.DIFFERS, "area", "superior"),
    ),
    (
        "a row nobody made",
        lambda c: c.execute("INSERT INTO place (id, name, position) VALUES (randomblob(16), 'x', 0)"),
        (K.UNRECORDED, "place", ""),
    ),
    ("a row that is gone", lambda c: c.execute("DELETE FROM progress_note"), (K.GONE, "progress_note", "")),
    (
        "a key to nowhere",
        lambda c: c.execute("UPDATE task SET leader_id = randomblob(16)"),
        (K.KEY, "task", "leader_id"),
    ),
    (
        "a table's own step",
        lambda c: c.execute("UPDATE alembic_version SET version_num = '0001'"),
        (K.FACTS, "alembic_version", ""),
    ),
    ("another version", lambda c: c.execute("PRAGMA user_version = 77"), (K.FACTS, "", "")),
    ("another program's", lambda c: c.execute("PRAGMA application_id = 77"), (K.FACTS, "", "")),
    ("an index is missing", lambda c: c.execute("DROP INDEX ix_task_year"), (K.OBJECT, "ix_task_year", "")),
    ("a table too many", lambda c: c.execute("CREATE TABLE lạ (x)"), (K.OBJECT, "lạ", "")),
    (
        "an action goes on",
        lambda c: c.execute("INSERT INTO running_action VALUES (1)"),
        (K.HISTORY, "running_action", ""),
    ),
    ("a gap", lambda c: c.execute("UPDATE action SET sequence = 9 WHERE id = 2"), (K.HISTORY, "action", "")),
    (
        "a kind of action",
        lambda c: c.execute("UPDATE action SET kind = 'usex' WHERE id = 2"),
        (K.HISTORY, "action", ""),
    ),
    (
        "a moment of an action",
        lambda c: c.execute("UPDATE action SET moment = '2022-13-01T00:00:00.000000Z'"),
        (K.HISTORY, "action", ""),
    ),
    (
        "an undo of nothing",
        lambda c: c.execute("UPDATE action SET kind = 'undo' WHERE id = 2"),
        (K.HISTORY, "action", ""),
    ),
    ("a replica", lambda c: c.execute("UPDATE replica SET identity = x'0102'"), (K.HISTORY, "replica", "")),
    (
        "an old value",
        lambda c: c.execute("UPDATE field_change SET was = 77 WHERE was IS NOT NULL"),
        (K.HISTORY, "task", "percent"),
    ),
    (
        "a value in between",
        lambda c: c.execute("UPDATE field_change SET now = 'mới' WHERE now = 'cũ'"),
        (K.HISTORY, "area", "note"),
    ),
    (
        "a kind of change",
        lambda c: c.execute("UPDATE row_change SET kind = 'i' WHERE kind = 'u'"),
        (K.HISTORY, "task", ""),
    ),
    ("an order", lambda c: c.execute("UPDATE row_change SET action_id = 2 WHERE id = 1"), (K.HISTORY, "area", "")),
    (
        "a change of no field",
        lambda c: c.execute("DELETE FROM field_change WHERE change_id = (SELECT max(change_id) FROM field_change)"),
        (K.HISTORY, "area", ""),
    ),
    (
        "a field's name",
        lambda c: c.execute("UPDATE recorded_field SET name = 'notx' WHERE name = 'note'"),
        (K.HISTORY, "area", ""),
    ),
    (
        "a table's name",
        lambda c: c.execute("UPDATE recorded_table SET name = 'arex' WHERE name = 'area'"),
        (K.HISTORY, "area", ""),
    ),
    (
        "a kept file",
        lambda c: c.execute("INSERT INTO content VALUES (randomblob(32), 1, x'00')"),
        (K.CONTENT, "content", ""),
    ),
]


@pytest.mark.parametrize(("break_it", "wanted"), [one[1:] for one in BREAKS], ids=[one[0] for one in BREAKS])
def test_what_is_broken_is_found_where_it_is(
    book: Path, break_it: Callable[[sqlite3.Connection], object], wanted: tuple[FaultKind, str, str]
) -> None:
    with behind(book) as connection:
        break_it(connection)
    found = full(book)
    assert wanted in {(one.kind, one.table, one.field) for one in found}
    if wanted[0] in (K.VALUE, K.DIFFERS, K.UNRECORDED, K.GONE):
        assert all(one.row_id is not None and len(one.row_id) == 16 for one in found if one.table == wanted[1])


def test_a_difference_tells_both_values(book: Path) -> None:
    with behind(book) as connection:
        connection.execute("UPDATE area SET note = 'khác' WHERE rowid = 1")
        key = one(connection, "SELECT id FROM area WHERE rowid = 1")
    with closing(sqlite3.connect(book)) as connection:
        told = connection.execute(
            "SELECT f.now FROM field_change f JOIN row_change c ON c.id = f.change_id JOIN recorded_field n"
            " ON n.id = f.field_id WHERE c.row_id = ? AND n.name = 'note'",
            (key,),
        ).fetchone()[0]
    (fault,) = full(book)
    assert (fault.row_id, fault.field, fault.present, fault.recorded) == (key, "note", "khác", told)


def test_missing_and_strange_triggers_are_found(book: Path) -> None:
    with closing(sqlite3.connect(book)) as connection:
        connection.execute("DROP TRIGGER history_area_update")
        connection.execute("CREATE TRIGGER mine AFTER INSERT ON area BEGIN SELECT 1; END")
    assert {(one.kind, one.table, one.detail) for one in full(book)} == {
        (K.OBJECT, "history_area_update", "trigger"),
        (K.OBJECT, "mine", "trigger"),
    }


def test_an_index_out_of_step_is_told_as_one(book: Path) -> None:
    """The index is one of another column for a moment: what is written meanwhile is not in it as it should be."""
    name = "ix_task_year"
    with closing(sqlite3.connect(book)) as connection:
        right = one(connection, f"SELECT sql FROM sqlite_master WHERE name = '{name}'")
    wrong = right.replace("(year)", "(percent)")
    schema_edited(book, "UPDATE sqlite_master SET sql = ? WHERE name = ?", (wrong, name))
    with closing(sqlite3.connect(book, isolation_level=None)) as connection:
        connection.execute(f"REINDEX {name}")
    schema_edited(book, "UPDATE sqlite_master SET sql = ? WHERE name = ?", (right, name))
    found = full(book)
    assert {(one.kind, one.table) for one in found} == {(K.INDEX, name)}


def test_every_table_is_looked_at(book: Path) -> None:
    """A row nobody made is found in each of the book's tables."""
    for table in Base.metadata.sorted_tables:
        with behind(book) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute(f"UPDATE {table.name} SET id = ? WHERE rowid = 1", (uuid.uuid4().bytes,))
    found = full(book)
    for kind in (K.UNRECORDED, K.GONE):
        assert {one.table for one in found if one.kind is kind} == set(Base.metadata.tables)


def test_the_check_can_be_ended_at_any_step(book: Path) -> None:
    class GivenUpError(Exception):
        pass

    texts: list[str] = []

    def count(_done: int, _total: int, text: str) -> None:
        texts.append(text)

    with closing(sqlite3.connect(book)) as source, closing(checks.private_copy(source, nobody)) as copy:
        checks.full(copy, checks.newest_schema(STEPS), count)
        assert len(texts) >= 7
        for last in range(1, len(texts)):
            left = iter(range(last))

            def stop(_done: int, _total: int, _text: str, left: Iterator[int] = left) -> None:
                if next(left, None) is None:
                    raise GivenUpError

            with pytest.raises(GivenUpError):
                checks.full(copy, checks.newest_schema(STEPS), stop)


def test_a_long_statement_asks_whether_to_go_on(book: Path) -> None:
    class GivenUpError(Exception):
        pass

    def give_up() -> None:
        raise GivenUpError

    with closing(sqlite3.connect(book)) as connection:
        endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        with pytest.raises(GivenUpError), checks.interruptible(connection, give_up):
            connection.execute(endless)
        assert one(connection, "SELECT count(*) FROM area") > 0


def test_copying_can_be_ended_and_leaves_the_book_to_others(book: Path) -> None:
    with closing(sqlite3.connect(book)) as source:

        def write(done: int, total: int, _text: str) -> None:
            assert 0 <= done <= total
            with closing(sqlite3.connect(book, timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")
                other.rollback()

        checks.private_copy(source, write).close()

        def stop(_done: int, _total: int, _text: str) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            checks.private_copy(source, stop)


# The past ----------------------------------------------------------------------------------------------------------


def past(book: Path, earlier: Path) -> list[Fault]:
    with closing(sqlite3.connect(book)) as now, closing(sqlite3.connect(earlier)) as then:
        return list(history_checks.past_faults(now, then))


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE action SET name = 'Sủa' WHERE id = 2",
        "UPDATE action SET who = 'Ai đó' WHERE id = 2",
        "UPDATE action SET moment = '2022-01-01T00:00:00.000000Z' WHERE id = 2",
        "UPDATE replica SET made_at = '2022-01-01T00:00:00.000000Z'",
        "DELETE FROM action WHERE id = 2",
    ],
)
def test_who_did_what_when_is_compared_with_an_earlier_copy(book: Path, made: Path, spoil: str) -> None:
    database = Database.open(book, STEPS)
    with database.begin("Làm tiếp") as session:
        make(session, Area, binned_at=MOMENT)
    database.close()
    assert past(book, made) == []
    with behind(book) as connection:
        connection.execute(spoil)
    (fault,) = past(book, made)
    assert fault.kind is K.PAST


def test_copies_that_have_parted_are_not_compared(book: Path, made: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(made, tmp_path / "khác.hxdb"))
    for path in (book, other):
        database = Database.open(path, STEPS)
        with database.begin(f"Ở {path.name}") as session:
            make(session, Area, binned_at=MOMENT)
        database.close()
    assert past(book, other) == []


def test_a_year_s_book_is_checked_in_some_seconds(book: Path) -> None:
    """60 indicators, 15 neighbourhoods, 12 months: as many cells, each with its history. The bound is generous."""
    database = Database.open(book, STEPS)
    with database.begin("Nhập cả năm") as session:
        task = make(session, Task, percent=0).id
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10800)"
            " INSERT INTO progress_note (id, task_id, noted_on, text, position)"
            " SELECT randomblob(16), ?, '2022-01-31', 'Đã làm xong phần việc ' || i, i FROM n",
            (task.bytes,),
        )
    database.close()
    started = time.perf_counter()
    assert full(book) == []
    assert time.perf_counter() - started < 20
