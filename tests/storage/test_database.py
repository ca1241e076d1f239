"""The open book: actions, readings, jobs in other threads, listeners, and what is left beside the file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.storage.database import APPLICATION_ID, Database
from hxapp.storage.schema.office import AREA
from hxapp.storage.tables import Area, Department, Place, TaskPlace
from tests.storage.building import STEPS, make, make_book, opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading


def count(session: Reading, table: type[Area | Department] = Area) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def pragma(session: Reading, name: str) -> object:
    return session.execute(sa.text(f"PRAGMA {name}")).scalar_one()


def in_thread(work: Callable[[], None]) -> None:
    """Runs the work in another thread and raises here what it raised there."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(work).result(30)


# Actions and readings


def test_an_action_is_kept_when_it_ends(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    first = Database.open(path, STEPS)
    with first.begin("Thêm tổ dân phố") as session:
        make(session, Area, name="Tổ dân phố 1")
    first.close()
    again = Database.open(path, STEPS)
    with again.read() as session:
        assert session.execute(sa.select(Area.name)).scalars().all() == ["Tổ dân phố 1"]
    again.close()


def test_an_exception_undoes_the_whole_action(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(ZeroDivisionError), database.begin("Thêm tổ dân phố") as session:
            make(session, Area)
            make(session, Department)
            raise ZeroDivisionError
        with database.read() as session:
            assert count(session) == count(session, Department) == 0


def test_rows_of_one_action_are_written_in_any_order(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm tổ dân phố") as session:
            ward = make(session, Area, name="Phường")
            session.delete(ward)
            session.flush()
            child = Area(parent_id=ward.id, kind=ward.kind, name="Tổ dân phố 1")
            session.add(child)
            session.flush()  # its parent is written after it
            session.add(Area(id=ward.id, kind=ward.kind, name="Phường"))
        with database.read() as session:
            assert count(session) == 2


def test_an_action_goes_on_after_a_refused_row_in_a_nested_transaction(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        database.listen(told.append)
        with database.begin("Nhập tệp") as session:
            make(session, Department, name="Công an")
            for name in ("Công an", "Dân quân"):
                with suppress(sa.exc.IntegrityError), session.begin_nested():
                    make(session, Department, name=name)
        with database.read() as session:
            names = session.execute(sa.select(Department.name).order_by(Department.name)).scalars().all()
    assert names == ["Công an", "Dân quân"]
    assert told == [frozenset({"department"})]


def test_a_row_that_points_nowhere_undoes_the_action(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(sa.exc.IntegrityError), database.begin("Thêm địa điểm") as session:
            area = make(session, Area)
            make(session, Place, area_id=area.id)
            session.delete(area)
        with database.read() as session:
            assert count(session) == 0
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area)  # the book is as usable as before


def test_what_an_action_changed_is_read_by_its_own_lists(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Đổi tên") as session:
        area = make(session, Area, name="Tổ 1")
        area.name = "Tổ 2"  # not flushed by anybody
        assert session.scalars(sa.select(AREA.c.name)).all() == ["Tổ 2"]


@pytest.mark.parametrize(
    "statement",
    [sa.delete(Area), sa.delete(Area.__table__), sa.text("DELETE FROM area"), sa.text("CREATE TABLE other (x)")],
    ids=["orm", "core", "text", "schema"],
)
def test_a_reading_refuses_statements_that_write(tmp_path: Path, statement: sa.Executable) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(RuntimeError, match="writes nothing"), database.read() as session:
            session.execute(statement)
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area)  # after a reading the connection writes again


def test_the_pragmas_of_an_open_book(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.read() as session:
            assert pragma(session, "journal_mode") == "truncate"
            assert pragma(session, "synchronous") == 2  # FULL
            assert pragma(session, "foreign_keys") == 1
            assert pragma(session, "trusted_schema") == 0
            assert pragma(session, "application_id") == APPLICATION_ID
        with database.job() as job, job.begin("Nhập tệp") as session:
            assert pragma(session, "journal_mode") == "truncate"
            assert pragma(session, "synchronous") == 2
            assert pragma(session, "foreign_keys") == 1
            assert pragma(session, "cache_spill") == 0


def test_one_session_at_a_time_on_one_connection(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with (
            database.begin("Thêm tổ dân phố") as session,
            pytest.raises(RuntimeError, match="one action or one reading"),
            database.read(),
        ):
            pass
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area)


def test_a_closed_book_is_used_no_more(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        database.close()
        database.close()
        with pytest.raises(RuntimeError, match="closed"), database.read():
            pass
        with pytest.raises(RuntimeError, match="closed"), database.begin("Thêm tổ dân phố"):
            pass
        with pytest.raises(RuntimeError, match="closed"), database.job():
            pass


# The file


def test_nothing_lies_beside_a_closed_book(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    database = Database.open(path, STEPS)
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    database.close()
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_lies_beside_a_book_closed_while_a_job_still_ran(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    with database.job() as job:
        with job.begin("Nhập tệp") as session:
            make(session, Area)
        database.close()
        with job.read() as session:
            assert count(session) == 1
    assert list(tmp_path.iterdir()) == [path]
    Database.open(path, STEPS).close()


def test_a_closed_book_can_be_renamed_and_replaced(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    Database.open(path, STEPS).close()
    path.rename(tmp_path / "khác.hxdb")
    make_book(tmp_path, "mới.hxdb").replace(tmp_path / "khác.hxdb")
    Database.open(tmp_path / "khác.hxdb", STEPS).close()


def test_the_check_of_a_sound_book_finds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm tổ dân phố") as session:
            make(session, TaskPlace)
        assert database.check() == []


def test_the_check_names_rows_that_point_nowhere(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    with closing(sqlite3.connect(path)) as outside:
        outside.execute(
            "INSERT INTO place (id, name, area_id, position) VALUES (zeroblob(16), 'Hói', randomblob(16), 0)"
        )
        outside.commit()
    database = Database.open(path, STEPS)
    findings = database.check()
    database.close()
    assert findings == ["Bảng place: dòng số 1 trỏ tới một dòng không có trong bảng area."]


def test_the_check_looks_at_history_too(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    with closing(sqlite3.connect(path)) as outside:
        outside.execute("INSERT INTO field_change VALUES (7, 1, NULL, 'x')")  # rows of this table have no number
        outside.commit()
    database = Database.open(path, STEPS)
    findings = database.check()
    database.close()
    assert findings == ["Bảng field_change: một dòng trỏ tới một dòng không có trong bảng row_change."]


def test_the_check_tells_damage(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    with closing(sqlite3.connect(path)) as outside:
        page_size = outside.execute("PRAGMA page_size").fetchone()[0]
        page = outside.execute("SELECT rootpage FROM sqlite_master WHERE name = 'uq_area_name'").fetchone()[0]
    with path.open("r+b") as file:  # as a failing disk would
        file.seek((page - 1) * page_size)
        file.write(b"\xff" * page_size)
    findings = database.check()
    database.close()
    assert findings
    assert all("hỏng" in finding for finding in findings)


# Trouble


def test_a_busy_book_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hxapp.storage.connections.BUSY_SECONDS", 0.05)
    with opened(tmp_path) as database:
        with closing(sqlite3.connect(database.path, isolation_level=None)) as outside:
            outside.execute("BEGIN IMMEDIATE")
            with pytest.raises(HxError, match="Chưa lưu được “Sửa chỉ tiêu”: sổ đang bận"):
                database.begin("Sửa chỉ tiêu").__enter__()
            outside.execute("ROLLBACK")
        with database.begin("Sửa chỉ tiêu") as session:
            make(session, Area)


def test_a_full_disk_undoes_the_action_and_is_told_in_words(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.read() as session:
            pages = pragma(session, "page_count")
            session.execute(sa.text(f"PRAGMA max_page_count={pages}"))
        told: list[frozenset[str]] = []
        database.listen(told.append)
        with pytest.raises(HxError, match=r"đã đầy.*Sổ vẫn như trước"), database.begin("Nhập tệp") as session:
            for number in range(2000):
                make(session, Area, name=f"Tổ dân phố {number}")
        assert told == []
        with database.read() as session:
            assert count(session) == 0
            session.execute(sa.text("PRAGMA max_page_count=100000"))
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area)
        assert database.check() == []


@pytest.mark.skipif(not hasattr(sqlite3, "SQLITE_READONLY_DBMOVED"), reason="an SQLite that cannot tell")
def test_a_book_moved_while_open_is_told_in_words(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        away = tmp_path / "chỗ khác.hxdb"
        try:
            database.path.rename(away)
        except PermissionError:
            pytest.skip("this system keeps an open file in its place")
        with pytest.raises(HxError, match="đổi tên"), database.begin("Thêm tổ dân phố") as session:
            make(session, Area)
        away.rename(database.path)
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area)


# Threads


def test_the_held_connection_stays_in_its_thread(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        for use in (database.read().__enter__, database.begin("Sửa").__enter__, database.close):
            with pytest.raises(RuntimeError, match=r"Database\.job"):
                in_thread(use)  # type: ignore[arg-type]
        with database.read() as session:
            assert count(session) == 0


def test_a_job_writes_from_another_thread_and_the_window_reads_meanwhile(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        written, seen = threading.Event(), threading.Event()

        def work() -> None:
            with database.job() as job, job.begin("Nhập tệp") as session:
                rows = [{"kind": kind, "name": f"Tổ dân phố {number} {'x' * 500}"} for number in range(5000)]
                session.execute(sa.insert(Area), rows)  # more than fits SQLite's cache
                written.set()
                assert seen.wait(30)

        with database.begin("Thêm tổ dân phố") as session:
            kind = make(session, Area).kind
        thread = threading.Thread(target=work)
        thread.start()
        assert written.wait(30)
        with database.read() as reading:
            assert count(reading) == 1
        seen.set()
        thread.join(30)
        with database.read() as reading:
            assert count(reading) == 5001


def test_a_job_that_fails_leaves_nothing_and_lets_go(tmp_path: Path) -> None:
    with opened(tmp_path) as database:

        def work() -> None:
            with database.job() as job, job.begin("Nhập tệp") as session:
                make(session, Area)
                raise KeyError("hủy")

        with pytest.raises(KeyError):
            in_thread(work)
        with database.begin("Thêm tổ dân phố") as session:
            assert count(session) == 0
            make(session, Area)


# Listeners


@pytest.mark.parametrize(
    "way", ["add", "change", "delete", "bulk", "orm update", "core insert", "core update", "core delete", "text"]
)
def test_listeners_hear_the_written_tables_once(tmp_path: Path, way: str) -> None:
    told: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        with database.begin("Thêm tổ dân phố") as session:
            kind = make(session, Area, name="cũ").kind
        database.listen(told.append)
        with database.begin("Sửa tổ dân phố") as session:
            write_area(session, way, kind)
        assert told == [frozenset({"area"})]


def write_area(session: Session, way: str, kind: object) -> None:
    plain = sa.inspect(Area).local_table
    assert isinstance(plain, sa.Table)
    statements: dict[str, sa.Executable] = {
        "bulk": sa.insert(Area),
        "orm update": sa.update(Area).values(note="mới"),
        "core insert": sa.insert(plain).values(kind=kind, name="mới"),
        "core update": sa.update(plain).values(note="mới"),
        "core delete": sa.delete(plain),
        "text": sa.text("UPDATE area SET note = 'mới'"),
    }
    if way in ("add", "change", "delete"):
        row = session.execute(sa.select(Area)).scalar_one()
        if way == "add":
            make(session, Area)
        elif way == "change":
            row.note = "mới"
        else:
            session.delete(row)
    elif way == "bulk":
        session.execute(statements[way], [{"kind": kind, "name": str(number)} for number in range(3)])
    else:
        session.execute(statements[way])


def test_listeners_hear_all_tables_of_an_action_together(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        database.listen(told.append)
        with database.begin("Thêm") as session:
            make(session, Area)
            make(session, Department)
        assert told == [frozenset({"area", "department"})]


def test_listeners_hear_nothing_of_readings_failures_and_idle_actions(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        database.listen(told.append)
        with database.read() as session:
            count(session)
        with database.begin("Không đổi gì") as session:
            count(session)
        with pytest.raises(ValueError, match="thôi"), database.begin("Thêm") as session:
            make(session, Area)
            raise ValueError("thôi")
    assert told == []


def test_a_listener_that_stops_hears_no_more_and_others_do(tmp_path: Path) -> None:
    one: list[frozenset[str]] = []
    two: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        stop = database.listen(one.append)
        database.listen(two.append)
        stop()
        stop()
        with database.begin("Thêm") as session:
            make(session, Area)
    assert one == []
    assert len(two) == 1


def test_a_listener_may_read_and_write_the_saved_state(tmp_path: Path) -> None:
    seen: list[int] = []
    with opened(tmp_path) as database:

        def told(tables: frozenset[str]) -> None:
            with database.read() as session:
                seen.append(count(session))
            if "area" in tables:
                with database.begin("Ghi tiếp") as session:
                    make(session, Department)

        database.listen(told)
        with database.begin("Thêm") as session:
            make(session, Area)
    assert seen == [1, 1]


def test_a_job_tells_the_same_listeners_in_its_own_thread(tmp_path: Path) -> None:
    told: list[tuple[frozenset[str], int]] = []
    with opened(tmp_path) as database:
        database.listen(lambda tables: told.append((tables, threading.get_ident())))
        job_thread: list[int] = []

        def work() -> None:
            job_thread.append(threading.get_ident())
            with database.job() as job, job.begin("Nhập tệp") as session:
                make(session, Area)

        in_thread(work)
    assert told == [(frozenset({"area"}), job_thread[0])]


def test_what_is_tried_out_is_undone_and_told_to_nobody(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        database.listen(told.append)
        before = database.path.read_bytes()
        with database.try_out() as session:
            make(session, Area, name="Tổ dân phố thử")
            assert session.execute(sa.select(sa.func.count()).select_from(Area)).scalar_one() == 1
        assert (database.path.read_bytes(), told) == (before, [])
        with database.read() as session:
            assert session.execute(sa.select(sa.func.count()).select_from(Area)).scalar_one() == 0


def test_an_error_while_trying_out_leaves_the_book_usable(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(ZeroDivisionError), database.try_out():
            _ = 1 / 0
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area)
