"""A book comes back from its backup: the loss is told, the former file stays, and a failure changes nothing."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.services import backups, books, people, restoring
from hxapp.services.backups import BackupFacts, BackupReason, Broken
from hxapp.storage import history, lock
from hxapp.storage.recognise import Damaged
from tests.books import make_empty_book
from tests.services.building import SEED, STEPS, add_people
from tests.storage.building import rows_of

NOW = dt.datetime(2022, 9, 12, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def names(path: Path) -> list[str]:
    database = books.open_book(path, STEPS)
    with database.read() as session:
        found = [row.name for row in people.list_rows(session)]
    database.close()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "Phường Đông Hòa"
    folder.mkdir()
    made = folder / "Sổ.hxdb"
    make_empty_book(made)
    add_people(made, "Một")
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "Sao lưu"


@pytest.fixture
def backup(path: Path, place: Path) -> BackupFacts:
    return backups.back_up(path, place, BackupReason.ASKED, NOW)


def test_the_backup_takes_the_books_place_and_the_former_file_stays(path: Path, backup: BackupFacts) -> None:
    saved = rows_of(path)
    add_people(path, "Hai", "Ba")
    present = rows_of(path)
    done = restoring.restore(path, backup, NOW)
    assert done.kept is not None and done.kept.name == f"Sổ.truoc-khoi-phuc.{NOW.astimezone():%Y-%m-%d %Hh%Mm%S}.hxdb"
    assert rows_of(path) == saved
    assert rows_of(done.kept) == present
    assert rows_of(backup.path) == saved
    assert names(path) == ["Một"]
    assert sorted(file.name for file in path.parent.iterdir()) == sorted([path.name, done.kept.name])


def test_what_would_be_lost_is_told(path: Path, backup: BackupFacts) -> None:
    assert restoring.lost_by(path, backup).count == 0
    add_people(path, "Hai", "Ba")
    lost = restoring.lost_by(path, backup)
    assert (lost.count, [(one.name, one.who) for one in lost.actions], lost.unknown) == (
        2,
        [("Thêm Ba", "Trần Văn Mẫu"), ("Thêm Hai", "Trần Văn Mẫu")],
        False,
    )
    path.write_bytes(b"x" * 5000)
    assert restoring.lost_by(path, backup).unknown


def test_a_backup_of_a_copy_that_went_its_own_way_is_told_as_such(path: Path, place: Path, backup: BackupFacts) -> None:
    copy = path.with_name("Sổ mang về nhà.hxdb")
    copy.write_bytes(path.read_bytes())
    add_people(copy, "Ở nhà")
    add_people(path, "Ở cơ quan")
    other = backups.back_up(copy, place, BackupReason.ASKED, NOW + dt.timedelta(hours=1))
    lost = restoring.lost_by(path, other)
    assert (lost.parted, [one.name for one in lost.actions]) == (True, ["Thêm Ở cơ quan"])
    assert not restoring.lost_by(path, backup).parted
    beside = path.with_name("Sổ mang về nhà.truoc-khoi-phuc.2022-09-12 15h42m00.hxdb")
    beside.write_bytes(copy.read_bytes())
    assert beside not in [one.path for one in restoring.candidates(path, (place,))]


def test_a_book_is_not_its_own_backup(path: Path) -> None:
    with pytest.raises(HxError, match="là chính sổ cần khôi phục"):
        restoring.restore(path, backups.facts_of(path), NOW)


def test_the_present_book_can_be_brought_back_in_turn(path: Path, place: Path, backup: BackupFacts) -> None:
    add_people(path, "Hai")
    kept = restoring.restore(path, backup, NOW).kept
    (again,) = (one for one in restoring.candidates(path, (place,)) if one.path == kept)
    assert isinstance(again, BackupFacts) and again.reason is BackupReason.RESTORE
    restoring.restore(path, again, NOW)
    assert names(path) == ["Một", "Hai"]


def test_a_restored_book_goes_on_as_a_copy_of_its_own(path: Path, backup: BackupFacts) -> None:
    add_people(path, "Hai")
    restoring.restore(path, backup, NOW)
    add_people(path, "Hai khác")
    database = books.open_book(path, STEPS)
    with database.read() as session:
        first, last = history.actions(session)[1], history.actions(session)[-1]
    database.close()
    assert last.name == "Thêm Hai khác"
    assert last.replica != first.replica


def test_candidates_are_found_for_a_damaged_and_for_a_missing_book(
    path: Path, place: Path, backup: BackupFacts, tmp_path: Path
) -> None:
    other = tmp_path / "Khác.hxdb"
    books.create(other, STEPS, SEED, BookOrigin.EMPTY, year=2022, now=NOW)
    backups.back_up(other, place, BackupReason.ASKED, NOW)
    assert [one.path for one in restoring.candidates(path, (place,))] == [backup.path]
    path.write_bytes(b"\0" * 100)
    assert [one.path for one in restoring.candidates(path, (place,))] == [backup.path]
    path.unlink()
    assert [one.path for one in restoring.candidates(path, (place,))] == [backup.path]
    assert restoring.restore(path, backup, NOW).kept is None
    assert names(path) == ["Một"]


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\x00", b"x" * 9000])
def test_a_damaged_book_leads_to_its_backups_and_is_kept(path: Path, backup: BackupFacts, damage: bytes) -> None:
    path.write_bytes(damage)
    with pytest.raises(Damaged):
        books.open_book(path, STEPS)
    done = restoring.restore(path, backup, NOW)
    assert done.kept is not None and done.kept.read_bytes() == damage
    assert names(path) == ["Một"]


def test_a_rehearsal_says_what_would_come_and_leaves_nothing(path: Path, backup: BackupFacts) -> None:
    before = {file: file.stat().st_mtime_ns for file in path.parent.iterdir()}
    assert restoring.rehearse(backup, STEPS)["người"] == 1
    assert {file: file.stat().st_mtime_ns for file in path.parent.iterdir()} == before
    data = bytearray(backup.path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    backup.path.write_bytes(data)
    with pytest.raises(HxError):
        restoring.rehearse(backup, STEPS)


def test_a_damaged_backup_restores_nothing(path: Path, backup: BackupFacts) -> None:
    before = path.read_bytes()
    data = bytearray(backup.path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    backup.path.write_bytes(data)
    with pytest.raises(HxError, match=r"Chưa khôi phục được sổ .* bị hỏng\. Hãy chọn một bản khác"):
        restoring.restore(path, backup, NOW)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_full_disk_is_told_as_trouble_of_restoring(
    path: Path, backup: BackupFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("hxapp.storage.whole_files.beside", full)
    with pytest.raises(HxError) as refused:
        restoring.restore(path, backup, NOW)
    assert "Chưa khôi phục được sổ" in str(refused.value) and "đã đầy" in str(refused.value)
    assert "sao lưu" not in str(refused.value)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_book_that_somebody_has_open_is_not_replaced(path: Path, backup: BackupFacts) -> None:
    database = books.open_book(path, STEPS)
    with pytest.raises(lock.Held):
        restoring.restore(path, backup, NOW)
    database.close()
    restoring.restore(path, backup, NOW)


def test_a_journal_of_the_former_book_never_meets_the_new_one(path: Path, backup: BackupFacts) -> None:
    journal = path.with_name(path.name + "-journal")
    path.write_bytes(b"x" * 9000)
    journal.write_bytes(b"y" * 600)
    done = restoring.restore(path, backup, NOW)
    assert not journal.exists()
    assert done.kept is not None and done.kept.read_bytes() == b"x" * 9000
    assert names(path) == ["Một"]


def test_where_second_names_are_not_to_be_had_the_former_file_is_copied(
    path: Path, backup: BackupFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(path, "Hai")
    present = rows_of(path)

    def link(source: object, to: object) -> None:
        raise OSError("no second names here")

    monkeypatch.setattr(os, "link", link)
    done = restoring.restore(path, backup, NOW)
    assert done.kept is not None and rows_of(done.kept) == present
    assert names(path) == ["Một"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child that is killed at a chosen step needs fork")
def test_wherever_it_is_killed_a_whole_book_lies_at_the_path(
    path: Path, backup: BackupFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child dies at each file operation in turn; the last one gets through."""
    add_people(path, "Hai")
    for step in range(40):
        if _killed_at(step, lambda: restoring.restore(path, backup, NOW)) == 0:
            break
        assert names(path) in (["Một", "Hai"], ["Một"])
    assert step > 5
    assert names(path) == ["Một"]


def _killed_at(step: int, work: Callable[[], object]) -> int:
    """The exit code of a child that does the work and dies, without any cleaning up, before that file operation."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen = [0]
    for module, name in ((os, "link"), (os, "fsync"), (os, "replace"), (os, "rename"), (os, "unlink"), (os, "open")):
        real = getattr(module, name)

        def counting(*args: Any, real: Any = real, **more: Any) -> Any:
            seen[0] += 1
            if seen[0] > step:
                os._exit(9)
            return real(*args, **more)

        setattr(module, name, counting)
    try:
        work()
    finally:
        os._exit(8 if sys.exc_info()[0] is not None else 0)


def test_a_broken_backup_is_listed_as_such(path: Path, place: Path, backup: BackupFacts) -> None:
    backup.path.write_bytes(b"x" * 5000)
    (found,) = restoring.candidates(path, (place,))
    assert isinstance(found, Broken)


@pytest.mark.parametrize("stem", ["UBND P.", "Sổ nghị quyết " + "dài " * 20 + "hết"])
def test_a_spoilt_book_finds_its_backups_whatever_it_is_called(
    path: Path, tmp_path: Path, stem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their names alone, which are shortened where Windows would not take them whole."""
    place = tmp_path / "Sao lưu"
    monkeypatch.setattr(backups, "LONGEST_PATH", len(str(place)) + 33 + 64)
    book = path.rename(path.with_name(f"{stem}.hxdb"))
    made = backups.back_up(book, place, BackupReason.ASKED, NOW)
    assert (made.path.name.startswith(f"{stem}.")) is (len(stem) < 20)
    book.write_bytes(b"x" * 8192)
    found = restoring.candidates(book, (place,))
    assert [one.path for one in found] == [made.path]
