"""Backups: proved before they count, listed by what they hold, thinned, carried out, and whole again when restored."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.errors import HxError
from hxapp.services import backup_places, backups
from hxapp.services.backups import BackupFacts, BackupReason, Broken
from hxapp.storage import backup, contents, plain_export, whole_files
from hxapp.storage.database import Database
from tests.books import STEPS, make_practice_book

NOW = dt.datetime(2026, 11, 25, 8, 30, 15, tzinfo=dt.UTC)
ROOM = 10**12


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_practice_book(tmp_path_factory.mktemp("made"))


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    (tmp_path / "sổ").mkdir()
    return Path(shutil.copy(made, tmp_path / "sổ" / made.name))


def big(path: Path) -> Database:
    """The book, open, with 10 MB in it that no packing makes less."""
    database = Database.open(path, STEPS)
    with database.begin("Làm sổ lớn") as session:
        for _ in range(40):
            contents.put(session, os.urandom(256_000))
        session.connection().exec_driver_sql("UPDATE setting SET value = 'x' WHERE name = 'office.place'")
    return database


def everything(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


def test_a_backup_holds_the_book_and_says_what_it_holds(book: Path, tmp_path: Path) -> None:
    facts = backups.back_up(book, tmp_path / "nơi", BackupReason.ASKED, NOW)
    assert everything(facts.path) == everything(book)
    assert facts.made_at == NOW
    assert facts.reason is BackupReason.ASKED
    assert facts.counts["nhiệm vụ"] == sum(row is not None for row in everything(book)["task"])
    assert facts.last_name == "Tạo sổ mới"
    assert sum(facts.vector.values()) == len(everything(book)["action"])
    assert [file.name for file in facts.path.parent.iterdir()] == [facts.path.name]
    assert backups.list_backups([tmp_path / "nơi"], facts.book) == (facts,)


def test_the_first_of_a_month_has_a_plain_export_with_every_value(book: Path, tmp_path: Path) -> None:
    facts = backups.back_up(book, tmp_path, BackupReason.DAY, NOW)
    assert facts.reason is BackupReason.MONTH
    assert backups.back_up(book, tmp_path, BackupReason.DAY, NOW + dt.timedelta(1)).reason is BackupReason.DAY
    held = everything(book)
    with zipfile.ZipFile(facts.export) as packed:
        assert set(packed.namelist()) == {*(f"{name}.csv" for name in held), plain_export.READ_ME}
        for name, rows in held.items():
            raw = packed.read(f"{name}.csv")
            assert raw.startswith(b"\xef\xbb\xbf")
            read = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
            with closing(sqlite3.connect(book)) as connection:
                heads = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            assert len(read) == len(rows)
            amounts = {"low", "high", "value", "score"} & set(heads) if name in ("target", "result") else set()
            for head in set(heads) - amounts - ({"data"} if name == "content" else set()):
                written = sorted(plain_export.as_text(row[heads.index(head)]) for row in rows)
                if all(not isinstance(row[heads.index(head)], int) for row in rows):
                    assert sorted(line[head] for line in read) == written, (name, head)


@pytest.mark.parametrize(("stored", "shown"), [(82_700_000, "82.7"), (-1, "-0.000001"), (0, "0"), (10**8, "100")])
def test_an_amount_is_a_decimal(stored: int, shown: str) -> None:
    assert plain_export.as_amount(stored) == shown


def test_no_two_values_of_a_cell_look_alike() -> None:
    assert [plain_export.as_text(one) for one in (None, "", "'", "''", "a'")] == ["", "''", "'''", "''''", "a'"]


def test_whoever_writes_all_the_time_is_in_the_copy_and_waits_for_nothing(book: Path, tmp_path: Path) -> None:
    """The copy is begun anew by other writers, so after a few times it goes on through the connection that writes."""
    database = big(book)
    failed: list[BaseException] = []
    made: list[Path] = []
    started = threading.Event()

    def work() -> None:
        try:
            writer = database.copying_source()
            backup.copy_book(book, tmp_path / "bản.hxdb", lambda *_: started.set(), writer=writer)
            made.append(tmp_path / "bản.hxdb")
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
            started.set()

    thread = threading.Thread(target=work)
    thread.start()
    started.wait(10)
    count = 0
    while thread.is_alive():
        count += 1
        thread.join(0.005)  # a hand needs longer
        with database.begin("Gõ") as session:
            session.connection().exec_driver_sql(f"UPDATE setting SET value = '{count}' WHERE name = 'office.place'")
    thread.join()
    database.close()
    assert not failed
    assert count > 3
    backup.prove(made[0])
    with closing(sqlite3.connect(made[0])) as copy:
        value, last = copy.execute(
            "SELECT (SELECT value FROM setting WHERE name = 'office.place'), (SELECT now FROM field_change"
            " ORDER BY change_id DESC LIMIT 1)"
        ).fetchone()
    assert value == last  # one state of the book, not parts of two


def test_a_copy_begun_anew_keeps_nothing_of_what_was_given_up(book: Path, tmp_path: Path) -> None:
    """Somebody writes whenever the copy is far along: what stood of it by then must not end up in the next one."""
    database = big(book)
    far, begun_anew = [0], [0]

    def write_when_far(done: int, total: int, text: str) -> None:
        begun_anew[0] += done < far[0]
        far[0] = done
        if done > total // 2 and begun_anew[0] < 4:
            with database.begin("Gõ") as session:
                asked = f"UPDATE setting SET value = '{done}' WHERE name = 'office.place'"
                session.connection().exec_driver_sql(asked)

    for number, writer in enumerate((None, database.copying_source())):
        far[0] = begun_anew[0] = 0
        backup.copy_book(book, tmp_path / f"bản {number}.hxdb", write_when_far, writer=writer)
        assert begun_anew[0] >= 4
        backup.prove(tmp_path / f"bản {number}.hxdb")
    database.close()


def test_given_up_or_without_room_nothing_is_left(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class GivenUp(Exception):
        pass

    def give_up(done: int, total: int, text: str) -> None:
        raise GivenUp

    to = tmp_path / "bản.hxdb"
    with pytest.raises(GivenUp):
        backup.copy_book(book, to, give_up)

    def full(part: Path, path: Path) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(whole_files, "take_name", full)
    with pytest.raises(HxError, match="đã đầy"):
        backup.copy_book(book, to)
    with pytest.raises(HxError, match="Không có thư mục"):
        backup.copy_book(book, tmp_path / "USB đã rút" / "bản.hxdb")
    assert [one.name for one in tmp_path.iterdir()] == ["sổ"]


def test_a_damaged_book_makes_no_backup_and_a_taken_name_stays(book: Path, tmp_path: Path) -> None:
    to = tmp_path / "bản.hxdb"
    to.write_text("của người khác", encoding="utf-8")
    with pytest.raises(HxError, match="Đã có"):
        backup.copy_book(book, to)
    assert to.read_text("utf-8") == "của người khác"
    to.unlink()
    with book.open("r+b") as file:
        for page in range(8, 30):
            file.seek(page * 4096)
            file.write(b"\x55" * 4096)
    with pytest.raises(HxError, match="hỏng"):
        backup.copy_book(book, to)
    assert [one.name for one in tmp_path.iterdir()] == ["sổ"]


def test_contents_lie_once_beside_the_backups_and_come_back_whole(book: Path, tmp_path: Path) -> None:
    place = tmp_path / "nơi"
    data = [b"a" * 100_000, b"b" * 50_000]
    with closing(sqlite3.connect(book)) as connection:  # no table of evidence yet
        for one in data:
            connection.execute("INSERT INTO content VALUES (?, ?, ?)", (hashlib.sha256(one).digest(), len(one), one))
        connection.commit()
    first = backups.back_up(book, place, BackupReason.ASKED, NOW)
    files = {file.name: file.stat().st_mtime_ns for file in first.folder.iterdir()}
    assert len(files) == 2
    second = backups.back_up(book, place, BackupReason.TIME, NOW + dt.timedelta(hours=1))
    assert {file.name: file.stat().st_mtime_ns for file in first.folder.iterdir()} == files
    restored = Path(shutil.copy(second.path, tmp_path / "khôi phục.hxdb"))
    assert backups.complete(restored, second.folder) == 2
    assert everything(restored)["content"] == everything(book)["content"]
    next(iter(first.folder.iterdir())).write_bytes(b"spoilt")
    again = Path(shutil.copy(second.path, tmp_path / "lần nữa.hxdb"))
    before = again.read_bytes()
    with pytest.raises(HxError, match="thiếu nội dung của 1 tệp"):
        backups.complete(again, second.folder)
    assert again.read_bytes() == before


def test_thinning_leaves_strangers_broken_ones_and_the_last_good_one(book: Path, tmp_path: Path) -> None:
    made = [backups.back_up(book, tmp_path, BackupReason.TIME, NOW - dt.timedelta(hours=n)) for n in (100, 101, 102)]
    place = made[0].path.parent
    stranger, broken = place / "ghi chú.txt", place / made[0].path.name.replace(".gio.", ".tay.")
    stranger.write_text("x")
    broken.write_bytes(b"spoilt")
    old = made[0].path.with_name(made[0].path.name.replace("2026", "2019"))
    shutil.copy(made[0].path, old)
    told = backup_places.thin(tmp_path, NOW, ROOM)
    assert set(told.removed) == {made[1].path, made[2].path}
    assert not told.sentence
    poor = backup_places.thin(tmp_path, NOW, 1)
    assert poor.early == (old,)
    assert "bỏ sớm 1 bản" in poor.sentence
    assert {one.name for one in place.iterdir()} == {stranger.name, broken.name, made[0].path.name}
    found = backups.list_backups([tmp_path])
    assert [type(one) for one in found] in ([BackupFacts, Broken], [Broken, BackupFacts])


def test_the_newest_go_to_the_second_place_once(book: Path, tmp_path: Path) -> None:
    first = backups.back_up(book, tmp_path / "nơi", BackupReason.ASKED, NOW)
    done = backup_places.carry_out(tmp_path / "nơi", first.book, tmp_path / "usb")
    assert [one.name for one in done] == [first.path.name]
    assert everything(done[0]) == everything(first.path)
    assert backup_places.carry_out(tmp_path / "nơi", first.book, tmp_path / "usb") == ()


def test_a_long_name_leaves_room_for_the_day_and_overwrites_nothing(book: Path, tmp_path: Path) -> None:
    long = book.rename(book.with_name("Sổ nghị quyết của phường Hương Xuân " + "a" * 80 + ".hxdb"))
    place = tmp_path / ("n" * 20)
    facts = [backups.back_up(long, place, BackupReason.ASKED, NOW) for _ in range(2)]
    assert len({one.path for one in facts}) == 2
    assert all(len(str(one.path)) + len("-journal") <= 259 for one in facts)
    assert all(one.path.name.startswith("Sổ nghị quyết") and one.made_at == NOW for one in facts)


def test_after_the_clock_was_set_back_no_backup_is_overwritten_or_thinned_away(book: Path, tmp_path: Path) -> None:
    place = tmp_path / "nơi"
    ahead = [backups.back_up(book, place, BackupReason.TIME, NOW + dt.timedelta(days=day)) for day in (40, 40, 400)]
    today = backups.back_up(book, place, BackupReason.TIME, NOW)
    backup_places.thin(place, NOW, ROOM)
    assert {one.path for one in backups.list_backups([place])} == {one.path for one in (*ahead, today)}
