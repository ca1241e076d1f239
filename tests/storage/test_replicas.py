"""Replicas: a copy never goes on with the sequence of the book it was copied from; a book at its place does."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.storage import history, replicas
from hxapp.storage.database import Database
from hxapp.storage.schema.history import REPLICA
from hxapp.storage.tables import Department
from tests.storage.building import STEPS, make, make_book


def save(path: Path, times: int = 1) -> None:
    database = Database.open(path, STEPS)
    for _ in range(times):
        with database.begin("Thêm đơn vị") as session:
            make(session, Department)
    database.close()


def sequences(path: Path) -> list[tuple[uuid.UUID, int]]:
    database = Database.open(path, STEPS)
    with database.read() as connection:
        found = [(one.replica, one.sequence) for one in history.actions(connection)]
    database.close()
    return found


def count(path: Path) -> int:
    database = Database.open(path, STEPS)
    with database.read() as connection:
        found = connection.execute(sa.select(sa.func.count()).select_from(REPLICA)).scalar_one()
    database.close()
    return int(found)


def test_a_book_at_its_place_goes_on_with_its_sequence(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    assert count(path) == 0  # nothing was done yet
    save(path, 2)
    save(path)
    ((replica, _), *_) = found = sequences(path)
    assert found == [(replica, 1), (replica, 2), (replica, 3)]


def test_a_copy_is_another_replica_from_its_first_action_on_and_the_original_stays(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    save(path)
    copy = tmp_path / "bản chép.hxdb"
    shutil.copy2(path, copy)
    before = copy.read_bytes()
    assert sequences(copy) == sequences(path)
    assert copy.read_bytes() == before  # looking at it makes it no other
    save(copy, 2)
    save(path, 2)
    (first, *ours), (same, *theirs) = sequences(path), sequences(copy)
    assert first == same
    assert ours == [(first[0], 2), (first[0], 3)]
    other = theirs[0][0]
    assert theirs == [(other, 1), (other, 2)]
    assert other != first[0]
    assert not set(ours) & set(theirs)


def test_a_copy_that_comes_back_to_the_first_place_is_a_third_replica(tmp_path: Path) -> None:
    """The book there may have gone on meanwhile, and some backup may know how."""
    path = make_book(tmp_path)
    save(path)
    copy = tmp_path / "USB.hxdb"
    shutil.copy2(path, copy)
    save(copy)
    path.write_bytes(copy.read_bytes())  # into the same file, as some systems copy over
    save(path)
    assert [sequence for _, sequence in sequences(path)] == [1, 1, 1]
    assert len({replica for replica, _ in sequences(path)}) == 3


def test_an_older_state_swapped_in_at_the_same_path_is_another_replica(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    save(path)
    backup = tmp_path / "sao lưu.hxdb"
    shutil.copy2(path, backup)
    save(path)
    lost = sequences(path)[-1]
    path.rename(tmp_path / "giữ lại.hxdb")
    backup.rename(path)
    save(path)
    assert lost not in sequences(path)


def test_an_action_that_fails_begins_no_replica(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    save(path)
    copy = tmp_path / "bản chép.hxdb"
    shutil.copy2(path, copy)
    database = Database.open(copy, STEPS)
    with pytest.raises(ZeroDivisionError), database.begin("Hỏng") as session:
        make(session, Department)
        raise ZeroDivisionError
    with database.begin("Không đổi gì"):
        pass
    with database.try_out() as session:
        make(session, Department)
    database.close()
    assert count(copy) == 1


def test_jobs_and_the_window_write_one_sequence(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    for _ in range(2):
        with database.begin("Thêm") as session:
            make(session, Department)
        with database.job() as job, job.begin("Nhập") as session:
            make(session, Department)
    database.close()
    assert [sequence for _, sequence in sequences(path)] == [1, 2, 3, 4]


def test_a_place_is_the_machine_the_path_and_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    here = replicas.place_of(Path("/sổ/a.hxdb"), (1, 2))
    assert here == replicas.place_of(Path("/sổ/a.hxdb"), (1, 2))
    others = [
        replicas.place_of(Path("/sổ/b.hxdb"), (1, 2)),
        replicas.place_of(Path("/sổ/a.hxdb"), (3, 2)),
        replicas.place_of(Path("/sổ/a.hxdb"), (1, 3)),
    ]
    monkeypatch.setattr(replicas, "_machine", lambda: "máy khác")
    others.append(replicas.place_of(Path("/sổ/a.hxdb"), (1, 2)))
    assert len({here, *others}) == 5
    assert len(here) == 16
    assert "sổ".encode() not in here
