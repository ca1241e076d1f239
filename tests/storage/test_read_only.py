"""Books that are only read: nothing is written and no file is made, what changes is seen, and copies are sound."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.storage import lock, read_only
from hxapp.storage.database import Database
from hxapp.storage.read_only import Copied
from hxapp.storage.tables import Area
from tests.storage.building import STEPS, make, make_book, steps_with
from tests.storage.test_opening import as_a_plain_user, as_here, needs_modes, newer_book, picture, plain_folder

__all__ = ["plain_folder"]


def reading(path: Path, **more: Any) -> Database:
    return Database.open(path, STEPS, reading_only=True, **more)


def areas(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(sa.select(Area.name).order_by(Area.name)).scalars())


def add(database: Database, name: str) -> None:
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area, name=name)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A closed book with one neighbourhood."""
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    add(database, "Tổ 1")
    database.close()
    return path


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are made, apart from everybody else's."""
    folder = tmp_path / "tạm"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_nothing_is_written_and_no_file_is_made(book: Path, tmp_path: Path) -> None:
    before = picture(tmp_path)
    database = reading(book)
    assert database.read_only and database.copy is None and database.path == book
    assert areas(database) == ["Tổ 1"]
    assert database.check() == []
    assert picture(tmp_path) == before  # no lock, no journal while it is open
    for writing in (lambda: database.begin("Thêm tổ dân phố"), database.try_out):
        with pytest.raises(HxError, match=r"chỉ để xem.*Hãy"), writing() as session:
            make(session, Area)
    with database.job() as job:
        assert areas(job) == ["Tổ 1"]
        with pytest.raises(HxError, match="chỉ để xem"), job.begin("Thêm tổ dân phố"):
            pass
    with database.read() as connection, pytest.raises((RuntimeError, sa.exc.OperationalError)):
        connection.execute(sa.delete(Area))
    database.close()
    assert picture(tmp_path) == before


def test_sqlite_itself_would_refuse_to_write(book: Path) -> None:
    database = reading(book)
    with database._engine.connect() as connection:
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM area")
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM area")
    database.close()


WRITING = """
import sys
from pathlib import Path
from hxapp.storage.database import Database
from hxapp.storage.tables import Area
from hxapp.domain.neighbourhoods import AreaKind

database = Database.open(Path(sys.argv[1]), Path(sys.argv[2]))
for line in sys.stdin:
    with database.begin("Thêm tổ dân phố") as session:
        session.add(Area(kind=list(AreaKind)[0], name=line.strip()))
    print("ok", flush=True)
"""


class Writer:
    """Another program that has the book open and adds a neighbourhood when told."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-P", "-c", WRITING, str(path), str(STEPS)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=as_here()
        )

    def add(self, name: str) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ok\n"


@pytest.fixture
def writer(book: Path) -> Iterator[Writer]:
    made = Writer(book)
    yield made
    made.process.kill()
    made.process.communicate()


def test_a_live_view_sees_what_the_other_program_saves(book: Path, writer: Writer) -> None:
    writer.add("Tổ 2")
    told: list[frozenset[str]] = []
    database = reading(book)
    database.listen(told.append)
    assert not database.look_again()  # what it saw at opening is no news
    assert not database.look_again()
    writer.add("Tổ 3")
    assert database.look_again()
    assert len(told) == 1 and {"area", "indicator", "task", "setting"} <= told[0]
    assert areas(database) == ["Tổ 1", "Tổ 2", "Tổ 3"]
    assert not database.look_again()
    with pytest.raises(lock.Held):
        lock.hold(book, lock.this_holder("An"))  # looking took nothing from the writer
    database.close()
    writer.add("Tổ 4")


def test_what_was_saved_between_opening_and_the_first_look_is_told(book: Path, writer: Writer) -> None:
    database = reading(book)
    assert areas(database) == ["Tổ 1"]
    writer.add("Tổ 2")
    assert database.look_again()
    database.close()


@pytest.mark.skipif(os.name == "nt", reason="an open file is not swapped there")
def test_a_view_of_a_swapped_book_must_be_opened_again(book: Path, tmp_path: Path) -> None:
    database = reading(book)
    Path(shutil.copy(book, tmp_path / "khác.hxdb")).replace(book)
    with pytest.raises(HxError, match=r"tệp khác.*mở lại"):
        database.look_again()
    database.close()


def test_a_view_of_an_upgraded_book_must_be_opened_again(book: Path) -> None:
    database = reading(book)
    database.look_again()
    with closing(sqlite3.connect(book)) as newer:
        newer.execute("PRAGMA user_version = 9000")
    with pytest.raises(HxError, match="nâng cấp"):
        database.look_again()
    database.close()


def test_a_copy_is_checked_has_its_moment_and_goes_with_its_view(
    book: Path, tmp_path: Path, temporary: Path, writer: Writer
) -> None:
    database = reading(book, as_copy=True)
    assert database.path == book and database.copy is not None and database.copy.why is Copied.ASKED
    assert database.copy.folder.parent == temporary
    if os.name != "nt":
        assert (database.copy.folder.stat().st_mode & 0o077) == 0
    writer.add("Tổ 2")
    assert not database.look_again()
    assert areas(database) == ["Tổ 1"]  # as of its moment
    with pytest.raises(HxError, match="chỉ để xem"), database.begin("Thêm"):
        pass
    first = database.copy.moment
    database.close()
    assert list(temporary.iterdir()) == []
    again = reading(book, as_copy=True)
    assert areas(again) == ["Tổ 1", "Tổ 2"]
    assert again.copy is not None and again.copy.moment >= first
    again.close()


def test_a_copy_is_one_state_of_a_book_that_is_written_all_the_time(
    book: Path, temporary: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_only, "_PAGES", 1)
    monkeypatch.setattr(read_only, "_MOST_STEPS", 3)
    database = reading(book, as_copy=True)
    assert areas(database) == ["Tổ 1"] and database.check() == []
    database.close()


def test_a_damaged_book_is_refused_by_its_own_name(book: Path, temporary: Path) -> None:
    page = 4096 * 3
    with book.open("r+b") as file:
        file.seek(page)
        file.write(b"\x5a" * 8192)
    for as_copy in (False, True):
        with pytest.raises(HxError, match=f"{re.escape(str(book))}.*bị hỏng"):
            reading(book, as_copy=as_copy)
    assert list(temporary.iterdir()) == []


def test_a_newer_book_is_refused_and_left_alone(tmp_path: Path, temporary: Path) -> None:
    path = tmp_path / "mới.hxdb"
    newer_book(path)
    before = picture(tmp_path)
    with pytest.raises(HxError, match="mới hơn"):
        reading(path)
    assert picture(tmp_path) == before


def test_an_older_book_is_upgraded_in_a_copy(book: Path, tmp_path: Path, temporary: Path) -> None:
    steps = steps_with(tmp_path, "op.execute(\"UPDATE area SET name = name || ' mới'\")")
    before = book.read_bytes()
    database = Database.open(book, steps, reading_only=True)
    assert database.copy is not None and database.copy.why is Copied.OLDER
    assert areas(database) == ["Tổ 1 mới"]
    database.close()
    assert book.read_bytes() == before
    assert list(temporary.iterdir()) == []


def test_a_failed_upgrade_of_a_copy_is_told_in_words(book: Path, tmp_path: Path, temporary: Path) -> None:
    with pytest.raises(HxError, match="nâng cấp"):
        Database.open(book, steps_with(tmp_path, "raise ZeroDivisionError"), reading_only=True)
    assert list(temporary.iterdir()) == []
    reading(book).close()


def test_a_copy_that_a_killed_program_left_goes_with_the_next(book: Path, temporary: Path) -> None:
    old, living = reading(book, as_copy=True), temporary / "hxapp-xem-khac"
    assert old.copy is not None
    left = temporary / "hxapp-xem-cu"
    for folder in (left, living):
        folder.mkdir()
        (folder / "Sổ.hxdb").write_bytes(b"x")
    long_ago = time.time() - 86400
    with lock.hold_file(living / "dang-xem", lock.this_holder("An")):
        for folder in (left, living, old.copy.folder):
            os.utime(folder, (long_ago, long_ago))
        (other := book.with_name("khác.hxdb")).write_bytes(book.read_bytes())
        again = reading(other, as_copy=True)
        assert again.copy is not None
        assert set(temporary.iterdir()) == {living, old.copy.folder, again.copy.folder}
    again.close()
    old.close()
    assert list(temporary.iterdir()) == [living]


def torn(book: Path, to: Path) -> Path:
    """The book as a killed program leaves it: changed pages in the file, and the journal that takes them back."""
    with closing(sqlite3.connect(book, isolation_level=None)) as killed:
        killed.execute("PRAGMA cache_size = 1")
        killed.execute("BEGIN IMMEDIATE")
        killed.execute("UPDATE area SET name = 'dở dang'")
        for _ in range(400):
            killed.execute("INSERT INTO book (id, origin, made_at) VALUES (randomblob(16), hex(zeroblob(400)), '')")
        shutil.copyfile(book, to)
        shutil.copyfile(book.with_name(book.name + "-journal"), to.with_name(to.name + "-journal"))
        killed.execute("ROLLBACK")
    return to


def test_an_unfinished_book_is_recovered_in_a_copy(book: Path, tmp_path: Path, temporary: Path) -> None:
    folder = tmp_path / "USB"
    folder.mkdir()
    path = torn(book, folder / "dở dang.hxdb")
    before = picture(folder)
    database = reading(path)
    assert database.copy is not None and database.copy.why is Copied.UNFINISHED
    assert areas(database) == ["Tổ 1"]
    assert database.check() == []
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM book").scalar_one() == 0
    database.close()
    assert picture(folder) == before
    assert list(temporary.iterdir()) == []


@needs_modes
@pytest.mark.parametrize("unfinished", [False, True], ids=["finished", "unfinished"])
def test_a_book_where_nothing_can_be_written_is_read(plain_folder: Path, unfinished: bool) -> None:
    folder = plain_folder / "sổ"
    path = folder / "Sổ thử.hxdb"
    database = Database.open(path, STEPS)
    add(database, "Tổ 1")
    database.close()
    if unfinished:
        path = torn(path, folder / "dở dang.hxdb")
    for file in folder.iterdir():
        file.chmod(0o444)
    before = picture(folder)
    folder.chmod(0o555)
    with as_a_plain_user():
        with pytest.raises(lock.NoWriting):
            Database.open(path, plain_folder / "steps")
        database = Database.open(path, plain_folder / "steps", reading_only=True)
        assert areas(database) == ["Tổ 1"]
        assert (database.copy is not None) is unfinished
        database.close()
    folder.chmod(0o755)
    assert picture(folder) == before


def test_a_view_whose_writer_was_killed_halfway_is_told_so(book: Path, tmp_path: Path, temporary: Path) -> None:
    path = Path(shutil.copy(book, tmp_path / "xem.hxdb"))
    database = reading(path)
    database.look_again()
    left = torn(book, tmp_path / "dở.hxdb")
    path.write_bytes(left.read_bytes())  # in the same file, as the writer would have
    shutil.copyfile(f"{left}-journal", f"{path}-journal")
    with pytest.raises(HxError, match=r"dừng giữa chừng.*mở lại"):
        database.look_again()
    database.close()


def test_the_same_book_is_not_opened_twice_to_be_read(book: Path) -> None:
    database = reading(book)
    with pytest.raises(HxError, match="đang mở trong chương trình này"):
        Database.open(book, STEPS)
    with pytest.raises(HxError, match="đang mở trong chương trình này"):
        reading(book)
    database.close()
    Database.open(book, STEPS).close()
