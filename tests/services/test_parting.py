"""Two copies of a book that were both written since they parted: found where the other was seen, and told apart."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.services import backups, books, parting
from hxapp.services.backups import BackupReason
from hxapp.services.parting import Parting
from hxapp.storage.schema.office import PERSON
from hxapp.storage.tables import Person
from tests.books import make_empty_book, make_practice_book
from tests.services.building import STEPS, add_people

NOW = dt.datetime(2022, 9, 12, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def set_person(path: Path, **values: object) -> None:
    database = books.open_book(path, STEPS)
    with database.begin("Sửa người làm việc") as session:
        session.execute(sa.update(Person).where(PERSON.c.name == "Một").values(**values))
    database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "Sổ.hxdb"
    make_empty_book(made)
    add_people(made, "Một")
    return made


def copied(path: Path, name: str) -> Path:
    to = path.parent / "USB" / name
    to.parent.mkdir(exist_ok=True)
    return Path(shutil.copy(path, to))


def find(path: Path, *others: Path, places: tuple[Path, ...] = (), known: Mapping = {}) -> Parting | None:
    return parting.find(path, others, places, known)


def deeds(found: Parting) -> tuple[list[str], list[str]]:
    return [one.name for one in found.here.deeds], [one.name for one in found.there.deeds]


def test_copies_that_were_both_written_tell_of_each_other_since_when_and_what(path: Path) -> None:
    other = copied(path, "Sổ.hxdb")
    common = backups.facts_of(path).last_moment
    add_people(path, "Hai", "Ba")
    assert find(path, other) is None  # the other one has nothing of its own
    add_people(other, "Bốn")
    found, seen_there = find(path, other), find(other, path)
    assert found is not None and seen_there is not None
    assert found.parted and seen_there.parted
    assert found.since == seen_there.since == common
    assert deeds(found) == (["Thêm Ba", "Thêm Hai"], ["Thêm Bốn"])
    assert deeds(seen_there) == (["Thêm Bốn"], ["Thêm Ba", "Thêm Hai"])
    assert {one.who for one in found.there.deeds} == {"Trần Văn Mẫu"}
    assert (found.here.count, found.there.count) == (2, 1)
    assert not found.is_backup


def test_a_copy_that_only_stayed_behind_is_told_of_the_newer_one(path: Path) -> None:
    other = copied(path, "Sổ.hxdb")
    add_people(other, "Hai")
    found = find(path, other)
    assert found is not None
    assert not found.parted
    assert deeds(found) == ([], ["Thêm Hai"])


def test_what_is_known_is_told_again_only_when_more_was_written(path: Path) -> None:
    other = copied(path, "Sổ.hxdb")
    add_people(other, "Hai")
    found = find(path, other)
    assert found is not None
    assert find(path, other, known=found.vector) is None
    add_people(other, "Ba")
    again = find(path, other, known=found.vector)
    assert again is not None
    assert deeds(again) == ([], ["Thêm Ba", "Thêm Hai"])


def test_the_other_one_is_seen_by_its_backups_too(path: Path, tmp_path: Path) -> None:
    place = tmp_path / "Sao lưu"
    other = copied(path, "Sổ.hxdb")
    backups.back_up(path, place, BackupReason.ASKED, NOW)
    add_people(other, "Hai")
    backups.back_up(other, place, BackupReason.ASKED, NOW + dt.timedelta(hours=1))
    other.unlink()
    add_people(path, "Ba")
    found = find(path, other, places=(place,))
    assert found is not None
    assert found.is_backup
    assert deeds(found) == (["Thêm Ba"], ["Thêm Hai"])


def test_other_books_missing_and_damaged_ones_and_the_book_itself_are_passed_over(path: Path, tmp_path: Path) -> None:
    stranger, damaged = make_practice_book(tmp_path), tmp_path / "Hỏng.hxdb"
    add_people(stranger, "Hai")
    damaged.write_bytes(b"SQLite format 3\0" + bytes(4096))
    link = tmp_path / "Sổ cũ.hxdb"
    link.symlink_to(path)
    other = copied(path, "Sổ.hxdb")
    add_people(other, "Ba")
    found = find(path, tmp_path / "không có.hxdb", damaged, stranger, link, path, other)
    assert found is not None
    assert found.there.path == other
    assert find(damaged, other) is None


def test_what_both_changed_apart_is_told_with_both_values(path: Path) -> None:
    set_person(path, post="trước", valid_to=dt.date(2022, 12, 31))
    other = copied(path, "Sổ.hxdb")
    set_person(path, post="Công chức tài chính")
    set_person(other, post="Văn thư")
    for same in (path, other):
        set_person(same, valid_to=dt.date(2022, 11, 30))
    found = find(path, other)
    assert found is not None
    database = books.open_book(path, STEPS)
    with database.read() as reading:
        told = parting.told(reading, found.clashes)
    database.close()
    assert [(one.row, one.field, one.here, one.there) for one in told] == [
        ("Một", "Chức vụ", "Công chức tài chính", "Văn thư")
    ]
    set_person(other, post="Công chức tài chính")
    found = find(path, other)
    assert found is not None and found.clashes == ()


def test_a_row_that_only_one_side_changed_is_no_clash(path: Path) -> None:
    other = copied(path, "Sổ.hxdb")
    set_person(path, post="Công chức tài chính")
    add_people(other, "Hai")
    found = find(path, other)
    assert found is not None
    assert found.clashes == ()


def test_a_long_list_is_counted_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "MOST", 2)
    other = copied(path, "Sổ.hxdb")
    add_people(other, "Hai", "Ba", "Bốn")
    found = find(path, other)
    assert found is not None
    assert (found.there.count, deeds(found)[1]) == (3, ["Thêm Bốn", "Thêm Ba"])


def test_a_book_of_nobody_is_no_reason_to_stop(tmp_path: Path) -> None:
    with pytest.raises(HxError):
        backups.facts_of(tmp_path / "không có.hxdb")
    assert find(tmp_path / "không có.hxdb") is None
