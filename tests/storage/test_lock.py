"""One writer per book: the lock dies with its holder, says who it is, and its file never stays behind or misleads."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hxapp.domain.errors import HxError
from hxapp.storage import lock, migrate
from hxapp.storage.database import Database
from hxapp.storage.lock import Busy, Held, Holder, Lock, NoWriting
from hxapp.storage.tables import Area
from tests.storage.building import STEPS, make, make_book, steps_with
from tests.storage.test_opening import as_a_plain_user, as_here, needs_modes, plain_folder

__all__ = ["plain_folder"]

MORNING = dt.datetime(2022, 9, 12, 8, 15).astimezone()
AN = Holder("PC-VP1", "An", MORNING, process=4321)

HOLDING = """
import sys
from pathlib import Path
from hxapp.storage.database import Database

database = Database.open(Path(sys.argv[1]), Path(sys.argv[2]), who="Bình")
print("open", flush=True)
sys.stdin.readline()
database.close()
"""


@contextmanager
def another_program(path: Path, script: str = HOLDING) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the book open; killed at the end if it still runs."""
    command = [sys.executable, "-P", "-c", script, str(path), str(STEPS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=as_here()) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "open"
        try:
            yield other
        finally:
            other.kill()


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_second_opening_is_refused_and_told_who_has_the_book(tmp_path: Path) -> None:
    book = tmp_path / "Sổ.hxdb"
    with lock.hold(book, AN), pytest.raises(Held) as caught:
        lock.hold(book, lock.this_holder("Bình"))
    assert caught.value.holder == AN
    sentence = str(caught.value)
    assert f"Sổ “{book}” đang được mở để ghi trên máy PC-VP1, người dùng An, từ 08:15 ngày 12/09/2022." in sentence
    assert "Hãy" in sentence
    assert isinstance(caught.value, HxError)


def test_the_file_beside_the_book_tells_the_holder_and_goes_with_the_lock(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)
    database = Database.open(book, STEPS, who="Bình")
    file = tmp_path / f"{book.name}.khoa"
    facts = json.loads(file.read_text(encoding="utf-8"))  # others may read it while the book is open
    assert facts["user"] == "Bình" and facts["process"] == os.getpid() and facts["pc"] == lock.pc_name() != ""
    assert before <= dt.datetime.fromisoformat(facts["since"]) <= dt.datetime.now(dt.UTC)
    holder = lock.holder_of(book)
    assert holder is not None and holder.user == "Bình"
    database.close()
    assert names(tmp_path) == {book.name}
    assert lock.holder_of(book) is None


def test_a_leftover_file_is_nobodys(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    file = lock.file_of(book)
    file.write_text('{"pc": "PC-VP9", "user": "Cũ", "since": "2020-01-01T00:00:00+00:00"}', encoding="utf-8")
    assert lock.holder_of(book) is None
    database = Database.open(book, STEPS, who="Bình")
    assert "Cũ" not in file.read_text(encoding="utf-8")
    database.close()
    assert names(tmp_path) == {book.name}


@pytest.mark.parametrize("text", ["", "không phải JSON", '{"pc": 1}', "[]", "\x00" * 50, "{" * 9000])
def test_a_holder_who_cannot_be_read_is_told_as_unknown(tmp_path: Path, text: str) -> None:
    book = tmp_path / "Sổ.hxdb"
    with lock.hold(book, AN):
        lock.file_of(book).write_text(text, encoding="utf-8")
        with pytest.raises(Held, match="chưa rõ") as caught:
            lock.hold(book, AN)
    assert "Hãy" in str(caught.value)


def test_this_pc_is_called_so() -> None:
    assert f"trên máy này ({lock.pc_name()})" in lock.this_holder("An").words()


def test_another_process_holds_the_book_until_it_closes_it(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    with another_program(book) as other:
        with pytest.raises(Held, match="người dùng Bình"):
            Database.open(book, STEPS)
        with pytest.raises(Held):
            Database.open(book, STEPS)  # the refusal did not leave it open, or unlocked
        other.communicate("\n", timeout=30)
        assert other.returncode == 0
    assert names(tmp_path) == {book.name}
    Database.open(book, STEPS).close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="another way to end a process")
def test_a_killed_holder_asks_nothing_of_the_next(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    with another_program(book) as other:
        other.send_signal(signal.SIGKILL)
        other.wait(30)
    assert lock.file_of(book).exists()  # it was killed, so nobody removed it
    database = Database.open(book, STEPS)
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    database.close()
    assert names(tmp_path) == {book.name}


FORKING = """
import os, sys, time, warnings
from pathlib import Path
from hxapp.storage import lock

warnings.simplefilter("ignore")
held = lock.hold(Path(sys.argv[1]), lock.this_holder("Bình"))
reading, writing = os.pipe()
if os.fork() == 0:
    os.close(1)
    os.write(writing, b"x")
    time.sleep(60)
    os._exit(0)
os.read(reading, 1)
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks on this system")
def test_a_forked_child_does_not_keep_the_lock_alive(tmp_path: Path) -> None:
    book = tmp_path / "Sổ.hxdb"
    with another_program(book, FORKING) as other:
        with pytest.raises(Held):
            lock.hold(book, AN)
        other.send_signal(signal.SIGKILL)
        other.wait(30)
        lock.hold(book, AN).release()


def test_closing_another_handle_on_the_file_drops_nothing(tmp_path: Path) -> None:
    book = tmp_path / "Sổ.hxdb"
    with lock.hold(book, AN):
        lock.file_of(book).read_bytes()
        with pytest.raises(Held):
            lock.hold(book, AN)


def test_letting_go_twice_takes_nothing_from_the_next(tmp_path: Path) -> None:
    book = tmp_path / "Sổ.hxdb"
    first = lock.hold(book, AN)
    first.release()
    with lock.hold(book, AN):
        first.release()
        with pytest.raises(Held):
            lock.hold(book, AN)
    assert names(tmp_path) == set()


@pytest.mark.skipif(os.name == "nt", reason="an open file is not removed there")
def test_whoever_locked_a_removed_file_tries_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "Sổ.hxdb"
    holding = lock.hold(book, AN)
    plain, tries = lock._lock, []

    def lock_after_release(handle: int) -> bool:
        tries.append(handle)
        if len(tries) == 1:
            holding.release()  # between the other's opening of the file and its locking it
        return plain(handle)

    monkeypatch.setattr(lock, "_lock", lock_after_release)
    with lock.hold(book, AN):
        monkeypatch.undo()
        with pytest.raises(Held):
            lock.hold(book, AN)
    assert len(tries) > 1


@pytest.mark.skipif(os.name == "nt", reason="an open file is not removed there")
def test_a_removed_lock_file_is_taken_anew_before_the_next_write(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    database = Database.open(book, STEPS)
    lock.file_of(book).unlink()  # a clerk tidies the folder
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    with pytest.raises(Held):
        lock.hold(book, AN)
    lock.file_of(book).unlink()
    with lock.hold(book, AN), pytest.raises(Held, match="PC-VP1"), database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    database.close()
    assert names(tmp_path) == {book.name}


def test_a_file_system_that_renumbers_files_is_no_reason_to_refuse(tmp_path: Path) -> None:
    book = tmp_path / "Sổ.hxdb"
    with lock.hold(book, AN) as held:
        held._identity = (1, 2)
        held.keep()
        with pytest.raises(Held):
            lock.hold(book, AN)


@pytest.mark.skipif(os.name == "nt", reason="an open file is not swapped there")
def test_a_book_swapped_beneath_us_is_noticed_before_the_next_write(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    other = Path(shutil.copy(book, tmp_path / "bản khác.hxdb"))
    untouched = other.read_bytes()
    database = Database.open(book, STEPS)
    other.replace(book)
    for writing in (lambda: database.begin("Thêm tổ dân phố"), database.try_out):
        with pytest.raises(HxError, match="đã bị thay bằng một tệp khác"), writing() as session:
            make(session, Area)
    database.close()
    assert book.read_bytes() == untouched


# Where there can be no lock it is said at opening, never at saving


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_place_without_locks_is_told_at_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    book = make_book(tmp_path)

    def refuse(handle: int) -> bool:
        raise OSError(number, "no locks")

    monkeypatch.setattr(lock, "_lock", refuse)
    with pytest.raises(NoWriting, match=r"không giữ được quyền ghi.*Hãy"):
        Database.open(book, STEPS)
    assert not isinstance(NoWriting(""), Held)


def test_a_place_that_grants_locks_to_everybody_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = make_book(tmp_path)
    monkeypatch.setattr(lock, "_lock", lambda handle: True)
    with pytest.raises(NoWriting, match="không giữ được quyền ghi"):
        Database.open(book, STEPS)


def test_a_full_disk_holds_without_telling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    book = tmp_path / "Sổ.hxdb"
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        held = lock.hold(book, AN)
    with held, pytest.raises(Held, match="chưa rõ"):
        lock.hold(book, AN)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(HxError, match=r"Không còn thư mục.*Hãy"):
        lock.hold(tmp_path / "không có" / "Sổ.hxdb", AN)


@needs_modes
def test_a_folder_without_rights_is_told_and_may_be_read(plain_folder: Path) -> None:
    (plain_folder / "sổ").chmod(0o555)
    with as_a_plain_user(), pytest.raises(NoWriting, match="Không được phép ghi vào thư mục"):
        lock.hold(plain_folder / "sổ" / "Sổ thử.hxdb", AN)


@needs_modes
def test_another_users_leftover_is_replaced(plain_folder: Path) -> None:
    folder = plain_folder / "sổ"
    folder.chmod(0o777)
    book = folder / "Sổ thử.hxdb"
    file = lock.file_of(book)
    file.touch(0o644)  # the administrator's program was killed
    with as_a_plain_user(), lock.hold(book, AN):
        assert json.loads(file.read_text(encoding="utf-8"))["user"] == "An"
        with pytest.raises(Held):
            lock.hold(book, AN)
    assert not file.exists()


@needs_modes
def test_another_users_living_lock_is_respected(plain_folder: Path) -> None:
    folder = plain_folder / "sổ"
    folder.chmod(0o777)
    book = folder / "Sổ thử.hxdb"
    with lock.hold(book, AN), as_a_plain_user(), pytest.raises(Held, match="người dùng An"):
        lock.hold(book, lock.this_holder("Bình"))


# Who else takes it


def test_a_migration_holds_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = make_book(tmp_path)
    steps = steps_with(tmp_path, "pass")
    seen: list[str] = []
    plain = migrate.upgrade

    def upgrade(path: Path, folder: Path) -> None:
        with pytest.raises(Held) as caught:
            lock.hold(book, AN)
        seen.append(caught.value.holder.user)
        plain(path, folder)

    monkeypatch.setattr(migrate, "upgrade", upgrade)
    Database.open(book, steps, who="Bình").close()
    assert seen == ["Bình"]


def test_a_refused_opening_leaves_no_lock(tmp_path: Path) -> None:
    book = tmp_path / "Sổ.hxdb"
    book.write_text("không phải sổ" * 50, encoding="utf-8")
    with pytest.raises(HxError, match="không phải là sổ"):
        Database.open(book, STEPS)
    assert names(tmp_path) == {book.name}


def test_a_short_look_at_who_holds_it_does_not_stop_an_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "Sổ.hxdb"
    looking: list[Lock] = [lock.hold(book, AN)]
    monkeypatch.setattr(time, "sleep", lambda seconds: looking.pop().release() if looking else None)
    lock.hold(book, AN).release()
    assert not looking
    with lock.hold(book, AN), pytest.raises(Busy):
        lock.hold_file(lock.file_of(book), AN)
