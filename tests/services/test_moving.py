"""A book moves to another PC in one file: all of it comes back, and nothing of a file that is not what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.services import backup_places, backups, books, moving, moving_file, people
from hxapp.services.backups import BackupFacts, BackupReason
from hxapp.services.moving import Packed
from hxapp.services.people import PersonEdit
from hxapp.storage import contents
from tests.books import make_empty_book
from tests.services.building import SEED, STEPS
from tests.storage.building import rows_of

NOW = dt.datetime(2022, 9, 12, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))
BYTES = b"m\xc3\xa2u" * 5000
Lie = Callable[[dict[str, Any], dict[str, bytes]], None]


def add(path: Path, name: str) -> None:
    database = books.open_book(path, STEPS)
    with database.begin(f"Thêm {name}") as session:
        people.add(session, PersonEdit(name))
    database.close()


def back_up(path: Path, minutes: int = 0) -> BackupFacts:
    moment = NOW + dt.timedelta(minutes=minutes)
    return backups.back_up(path, path.parent / "Sao lưu", BackupReason.ASKED, moment)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a person and the content of a file, only to be copied."""
    made = tmp_path_factory.mktemp("gốc") / "Sổ phường.hxdb"
    make_empty_book(made)
    database = books.open_book(made, STEPS)
    with database.begin("Thêm tệp") as session:
        contents.put(session, BYTES)
        people.add(session, PersonEdit("Một"))
    database.close()
    return made


@pytest.fixture(scope="module")
def package(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Packed, Path]:
    """The book with two backups, each with the content of a file, and the settings; and where the book lies."""
    path = Path(shutil.copy(origin, tmp_path_factory.mktemp("gói") / origin.name))
    one = back_up(path)
    add(path, "Hai")
    two = back_up(path, 10)
    settings = path.with_name("hxapp.ini")
    settings.write_bytes(b"[tables]\nx=1\n")
    return moving.pack(path, [one.path, two.path], settings, path.with_name("Sổ.hxmove"), NOW), path


@pytest.fixture
def path(origin: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "Máy cũ"
    folder.mkdir()
    return Path(shutil.copy(origin, folder / origin.name))


@pytest.fixture
def to(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder / "Sổ.hxmove"


@pytest.fixture
def packed(package: tuple[Packed, Path], to: Path) -> None:
    """The package of the book and its two backups lies at `to`."""
    shutil.copy(package[0].path, to)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "Máy mới"


def unpack(to: Path, new: Path) -> moving.Unpacked:
    return moving.unpack(to, new / "Sổ", new / "Sao lưu", STEPS)


def files(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


# There and back


def test_book_backups_and_settings_come_back(package: tuple[Packed, Path], packed: None, to: Path, new: Path) -> None:
    done, path = package
    assert (done.backups, done.left_out, done.size) == (2, (), to.stat().st_size)
    seen = moving.look(to, STEPS)
    assert (seen.book_name, len(seen.backups), seen.has_settings) == ("Sổ phường.hxdb", 2, True)
    assert seen.counts["người"] == 2
    assert seen.made_at == NOW
    got = unpack(to, new)
    assert got.book == new / "Sổ" / "Sổ phường.hxdb"
    assert (got.backups, got.settings) == (2, b"[tables]\nx=1\n")
    assert rows_of(got.book) == rows_of(path)
    listed = backups.list_backups([new / "Sao lưu"], seen.book)
    assert [one.made_at for one in listed] == [NOW + dt.timedelta(minutes=10), NOW]
    first = listed[1]
    assert isinstance(first, BackupFacts)
    assert backups.complete(first.path, first.folder) == 1  # the contents of its files came along
    add(got.book, "Ba")  # and the book is one to work in


def test_what_the_open_book_has_just_saved_goes_along(path: Path, to: Path, new: Path) -> None:
    database = books.open_book(path, STEPS)
    with database.begin("Thêm") as session:
        people.add(session, PersonEdit("Vừa ghi"))
    moving.pack(database, [], None, to, NOW)
    with database.read() as session:
        held = {row.name for row in people.list_rows(session)}
    database.close()
    got = unpack(to, new)
    assert got.settings is None and got.backups == 0
    database = books.open_book(got.book, STEPS)
    with database.read() as session:
        assert {row.name for row in people.list_rows(session)} == held == {"Một", "Vừa ghi"}
    database.close()


def test_only_the_newest_backups_go_along(path: Path, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_BACKUPS", 2)
    made = [back_up(path, minutes) for minutes in range(4)]
    moving.pack(path, [one.path for one in made], None, to, NOW)
    names = {one.name.split("/")[-1] for one in moving.look(to, STEPS).backups}
    assert names == {one.path.name for one in made[2:]}


def test_a_backup_that_lies_in_two_places_goes_along_once(path: Path, to: Path, tmp_path: Path) -> None:
    made = back_up(path)
    backup_places.carry_out(path.parent / "Sao lưu", made.book, tmp_path / "USB")
    (other,) = backups.list_backups([tmp_path / "USB"], made.book)
    assert moving.pack(path, [made.path, other.path], None, to, NOW).backups == 1
    assert len(moving.look(to, STEPS).backups) == 1


def test_a_bad_backup_is_left_out_and_said(path: Path, to: Path) -> None:
    good, bad = back_up(path), back_up(path, 1)
    bad.path.write_bytes(b"\0" * 9000)
    packed = moving.pack(path, [good.path, bad.path], None, to, NOW)
    assert (packed.backups, packed.left_out) == (1, (bad.path,))


def test_a_backup_without_the_content_of_its_files_is_left_out(path: Path, to: Path) -> None:
    made = back_up(path)
    (content,) = made.folder.iterdir()
    content.write_bytes(b"khac")
    packed = moving.pack(path, [made.path], None, to, NOW)
    assert (packed.backups, packed.left_out) == (0, (made.path,))


def test_a_backup_beside_the_book_is_found_again_among_the_others(path: Path, to: Path, new: Path) -> None:
    beside = path.with_name("Sổ phường.truoc-khoi-phuc.2022-09-01 08h00m00.hxdb")
    beside.write_bytes(path.read_bytes())
    moving.pack(path, [beside], None, to, NOW)
    unpack(to, new)
    (found,) = backups.list_backups([new / "Sao lưu"], backups.identity_of(path))
    assert isinstance(found, BackupFacts) and found.reason is BackupReason.RESTORE


def test_a_failure_leaves_the_former_package_and_no_other_file(path: Path, to: Path, packed: None) -> None:
    before = to.read_bytes()

    class Given(Exception):
        pass

    def give_up(done: int, total: int, text: str) -> None:
        if text.startswith("Đang ghi"):
            raise Given

    with pytest.raises(Given):
        moving.pack(path, [], None, to, NOW, give_up)
    assert to.read_bytes() == before
    assert files(to.parent) == [to.name]
    with pytest.raises(HxError, match="Không có thư mục"):
        moving.pack(path, [], None, to.parent / "không có" / "x.hxmove", NOW)


# Names that are taken


def test_nothing_is_written_over(packed: None, to: Path, new: Path) -> None:
    (new / "Sổ").mkdir(parents=True)
    (new / "Sổ" / "Sổ phường.hxdb").write_bytes(b"cua toi")
    got = unpack(to, new)
    assert got.book.name == "Sổ phường (2).hxdb"
    assert (new / "Sổ" / "Sổ phường.hxdb").read_bytes() == b"cua toi"
    kept = files(new / "Sao lưu")
    again = unpack(to, new)
    assert again.book.name == "Sổ phường (3).hxdb"
    assert files(new / "Sao lưu") == kept  # the same backups are not written twice


def test_another_backup_of_that_name_stays_and_both_are_listed(packed: None, to: Path, new: Path) -> None:
    seen = moving.look(to, STEPS)
    place = new / "Sao lưu" / seen.book.hex
    place.mkdir(parents=True)
    name = seen.backups[0].name.split("/")[-1]
    (place / name).write_bytes(b"khac")
    unpack(to, new)
    assert (place / name).read_bytes() == b"khac"
    listed = backups.list_backups([new / "Sao lưu"])
    assert sum(isinstance(one, BackupFacts) for one in listed) == 2 and len(listed) == 3


def test_a_left_over_journal_is_not_taken_for_the_new_books(packed: None, to: Path, new: Path) -> None:
    (new / "Sổ").mkdir(parents=True)
    (new / "Sổ" / "Sổ phường.hxdb-journal").write_bytes(b"x" * 600)
    assert unpack(to, new).book.name == "Sổ phường (2).hxdb"


def test_a_damaged_content_that_lies_there_is_mended(packed: None, to: Path, new: Path) -> None:
    content = new / "Sao lưu" / moving.look(to, STEPS).book.hex / contents.FOLDER / hashlib.sha256(BYTES).hexdigest()
    content.parent.mkdir(parents=True)
    content.write_bytes(b"hong")
    unpack(to, new)
    assert content.read_bytes() == BYTES


def test_giving_up_leaves_nothing(packed: None, to: Path, new: Path) -> None:
    class Given(Exception):
        pass

    seen: list[int] = []

    def give_up(done: int, total: int, text: str) -> None:
        seen.append(done)
        if done == total:
            raise Given

    with pytest.raises(Given):
        moving.unpack(to, new / "Sổ", new / "Sao lưu", STEPS, give_up)
    assert len(seen) > 2  # the book and backups were out already
    assert not new.exists()


def test_too_little_room_is_told(packed: None, to: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)
    with pytest.raises(HxError, match="không đủ chỗ"):
        unpack(to, new)
    assert not new.exists()


# Files that are not what they say


def forge(source: Path, to: Path, lie: Lie) -> Path:
    """The package with other words in its list and other files beside it; the hashes are those of `lie`."""
    with zipfile.ZipFile(source) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    told = json.loads(held.pop(moving_file.LIST))
    lie(told, held)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in held.items():
            packed.writestr(name, data)
        packed.writestr(moving_file.LIST, json.dumps(told))
    return to


def item(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def carrying(name: str) -> Lie:
    """A further file that the list names rightly."""

    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        told["files"].append(item(name, b"x"))
        held[name] = b"x"

    return lie


def refused(to: Path, new: Path, match: str) -> None:
    """Both ways in refuse it in words, and nothing is made."""
    with pytest.raises(HxError, match=match):
        moving.look(to, STEPS)
    with pytest.raises(HxError, match=match):
        unpack(to, new)
    assert not new.exists()


FOREIGN, DAMAGED, TOO_MUCH, NEWER = "không phải là tệp chuyển máy", "bị hỏng", "nhiều dữ liệu hơn", "mới hơn"


@pytest.mark.parametrize(
    "name",
    [
        "../x.hxdb",
        "sao-luu/../../x.hxdb",
        "sao-luu/..\\x.hxdb",
        "/etc/x.hxdb",
        "sao-luu/C:x.hxdb",
        "sao-luu/con.hxdb",
        "sao-luu/NUL .hxdb",
        "sao-luu/.hxdb",
        "sao-luu/x.exe",
        "sao-luu/x.hxdb.",
        "sao-luu/a/x.hxdb",
        "sao-luu/noi-dung/../x.hxdb",
        "sao-luu/noi-dung/x",
        "so/x.hxdb",
        "SAO-LUU/x.hxdb",
        "khac.txt",
    ],
)
def test_no_name_leads_elsewhere(packed: None, to: Path, new: Path, name: str) -> None:
    refused(forge(to, to.with_name("x.hxmove"), carrying(name)), new, FOREIGN)


def test_names_that_differ_by_their_case_alone_are_refused(packed: None, to: Path, new: Path) -> None:
    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        for name in ("sao-luu/a.hxdb", "sao-luu/A.hxdb"):
            carrying(name)(told, held)

    refused(forge(to, to.with_name("x.hxmove"), lie), new, FOREIGN)


def test_what_the_list_does_not_name_is_refused(packed: None, to: Path, new: Path) -> None:
    def more(told: dict[str, Any], held: dict[str, bytes]) -> None:
        held["sao-luu/them.hxdb"] = b"x"

    def fewer(told: dict[str, Any], held: dict[str, bytes]) -> None:
        del held[moving_file.SETTINGS]

    for lie in (more, fewer):
        refused(forge(to, to.with_name("x.hxmove"), lie), new, DAMAGED)


def test_a_file_that_is_there_twice_is_refused(packed: None, to: Path, new: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(to, "a") as zipped:
            zipped.writestr(moving_file.SETTINGS, b"[tables]\nx=1\n")
    refused(to, new, DAMAGED)


def test_links_are_refused(packed: None, to: Path, new: Path) -> None:
    data = b"/etc/passwd"
    made = forge(to, to.with_name("x.hxmove"), lambda told, held: told["files"].append(item("sao-luu/x.hxdb", data)))
    link = zipfile.ZipInfo("sao-luu/x.hxdb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(made, "a") as zipped:
        zipped.writestr(link, data)
    refused(made, new, FOREIGN)


def test_every_changed_byte_of_a_content_is_found(packed: None, to: Path, new: Path) -> None:
    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        name = next(name for name in held if name.startswith("so/"))
        held[name] = held[name][:-1] + bytes([held[name][-1] ^ 1])

    refused(forge(to, to.with_name("x.hxmove"), lie), new, DAMAGED)


def test_a_torn_or_spoilt_file_is_refused(packed: None, to: Path, new: Path) -> None:
    whole = to.read_bytes()
    to.write_bytes(whole[: len(whole) // 2])
    refused(to, new, FOREIGN)
    middle = len(whole) // 2
    to.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :])
    refused(to, new, DAMAGED)
    to.write_bytes(b"khong phai zip")
    refused(to, new, FOREIGN)
    refused(to.parent, new, "Không đọc được")
    to.unlink()
    refused(to, new, "Không tìm thấy")


def test_a_zip_of_something_else_is_refused(tmp_path: Path, new: Path) -> None:
    other = tmp_path / "x.hxmove"
    with zipfile.ZipFile(other, "w") as zipped:
        zipped.writestr("word/document.xml", "<x/>")
    refused(other, new, FOREIGN)
    with zipfile.ZipFile(other, "w") as zipped:
        zipped.writestr(moving_file.LIST, "[" * 100_000)
    refused(other, new, DAMAGED)


def test_a_newer_programs_file_is_refused(packed: None, to: Path, new: Path) -> None:
    def newer_format(told: dict[str, Any], held: dict[str, bytes]) -> None:
        told["format"] = moving_file.FORMAT + 1
        del told["files"]

    def newer_book(told: dict[str, Any], held: dict[str, bytes]) -> None:
        told["book"]["version"] = 10_000

    for lie in (newer_format, newer_book):
        refused(forge(to, to.with_name("x.hxmove"), lie), new, NEWER)


def test_a_book_that_is_none_is_refused(packed: None, to: Path, new: Path) -> None:
    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        entry = next(one for one in told["files"] if one["name"].startswith("so/"))
        held[entry["name"]] = b"khong phai so" * 1000
        entry.update(item(entry["name"], held[entry["name"]]))

    made = forge(to, to.with_name("x.hxmove"), lie)
    with pytest.raises(HxError, match=DAMAGED):
        unpack(made, new)
    assert not new.exists()


def test_another_books_backup_is_refused(packed: None, to: Path, new: Path) -> None:
    other = to.with_name("khác.hxdb")
    books.create(other, STEPS, SEED, BookOrigin.EMPTY, year=2022, now=NOW)
    data = other.read_bytes()

    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        told["files"].append(item("sao-luu/x.hxdb", data))
        held["sao-luu/x.hxdb"] = data

    made = forge(to, to.with_name("x.hxmove"), lie)
    with pytest.raises(HxError, match=FOREIGN):
        unpack(made, new)
    assert not new.exists()


def test_a_backup_without_its_contents_is_refused(packed: None, to: Path, new: Path) -> None:
    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        for name in [one for one in held if moving_file.is_content(one)]:
            del held[name]
            told["files"] = [one for one in told["files"] if one["name"] != name]

    with pytest.raises(HxError, match=DAMAGED):
        unpack(forge(to, to.with_name("x.hxmove"), lie), new)
    assert not new.exists()


# Bombs


def test_more_than_may_be_is_refused_by_what_it_declares(
    packed: None, to: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_file, "MOST_BYTES", moving.look(to, STEPS).size - 1)
    refused(to, new, TOO_MUCH)
    monkeypatch.undo()
    monkeypatch.setattr(moving_file, "MOST_FILES", 2)
    refused(to, new, TOO_MUCH)
    monkeypatch.undo()
    monkeypatch.setattr(moving_file, "MOST_SETTINGS", 3)
    refused(to, new, TOO_MUCH)


def test_what_unpacks_to_more_than_it_declares_is_refused(packed: None, to: Path, new: Path) -> None:
    """The zip's own directory and the list tell 1,000 bytes; the stream holds 5 MB."""
    name, real = "sao-luu/bom.hxdb", b"\0" * 5_000_000
    told_size = 1000

    def lie(told: dict[str, Any], held: dict[str, bytes]) -> None:
        told["files"].append(item(name, real) | {"size": told_size})
        held[name] = real

    made = forge(to, to.with_name("x.hxmove"), lie)
    data = made.read_bytes()
    true, false = (number.to_bytes(4, "little") for number in (len(real), told_size))
    assert data.count(true) == 2  # in the header of the file and in the directory
    made.write_bytes(data.replace(true, false))
    refused(made, new, DAMAGED)
    short = forge(to, to.with_name("y.hxmove"), lie)  # the list alone lies
    refused(short, new, DAMAGED)
