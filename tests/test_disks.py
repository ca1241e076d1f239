"""Volumes of this PC told from Linux' lists and Windows' answers, and where backups of a book go."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from hxapp import disks
from hxapp.disks import BACKUPS, Drive, Volume

PLENTY = 10**11


def volume(root: Path, disk: str = "sda", **other: object) -> Volume:
    facts = {"identity": root.name, "label": "", "removable": False, "free": PLENTY, "total": 2 * PLENTY, **other}
    return Volume(root, disk=disk, **facts)  # type: ignore[arg-type]


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Roots of disks, as letters are."""
    roots = {letter: tmp_path / letter for letter in "CDEFG"}
    for root in roots.values():
        root.mkdir()
    return roots


def chosen(book: Path, home: Path, *found: Volume) -> Path:
    return disks.backup_folder(book, home, found)


def test_another_disk_comes_before_another_part_of_the_same_and_that_before_the_home(places: dict[str, Path]) -> None:
    c, d, e = places["C"], places["D"], places["E"]
    book, home = c / "sổ" / "Sổ.hxdb", c / "AppData" / "HXApp"
    book.parent.mkdir()
    own, part, other = volume(c), volume(d, free=2 * PLENTY), volume(e, "sdb")
    assert chosen(book, home, own, part, other) == e / BACKUPS
    assert chosen(book, home, own, part) == d / BACKUPS
    assert chosen(book, home, own) == home / BACKUPS


def test_the_place_that_has_backups_already_stays_the_place(places: dict[str, Path]) -> None:
    c, d, e = places["C"], places["D"], places["E"]
    (d / BACKUPS).mkdir()
    found = (volume(c), volume(d), volume(e, "sdb", free=9 * PLENTY))
    assert chosen(c / "Sổ.hxdb", c / "home", *found) == d / BACKUPS


def test_of_equal_disks_the_one_with_the_most_room(places: dict[str, Path]) -> None:
    c, d, e = places["C"], places["D"], places["E"]
    assert chosen(c / "Sổ.hxdb", c / "home", volume(c), volume(d, "sdb"), volume(e, "sdc", free=9 * PLENTY)).parent == e


def test_never_on_a_removable_or_full_disk_or_in_a_cloud(places: dict[str, Path]) -> None:
    c, d, e, f = (places[letter] for letter in "CDEF")
    cloud = f / "OneDrive - UBND"
    cloud.mkdir()
    found = (
        volume(c),
        volume(d, "sdb", removable=True),
        volume(e, "sdc", free=100_000_000),
        volume(cloud, "sdd"),
        volume(places["G"], "sde", label="Google Drive"),
    )
    assert chosen(c / "Sổ.hxdb", c / "home", *found) == c / "home" / BACKUPS


def test_what_cannot_be_written_is_passed_over_and_nothing_stays_there(places: dict[str, Path]) -> None:
    c, d = places["C"], places["D"]
    (d / BACKUPS).write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    home = c / "home"
    assert chosen(c / "Sổ.hxdb", home, volume(c), volume(d, "sdb")) == home / BACKUPS
    assert not home.exists()
    home.write_text("cũng là một tệp", encoding="utf-8")
    assert chosen(c / "Sổ.hxdb", home, volume(c), volume(d, "sdb")) == c / BACKUPS


def test_looking_for_places_makes_none(places: dict[str, Path]) -> None:
    c, d = places["C"], places["D"]
    found = disks.backup_places(c / "Sổ.hxdb", c / "home", (volume(c), volume(d, "sdb")))
    assert found == (d / BACKUPS, c / "home" / BACKUPS, c / BACKUPS)
    assert [*c.iterdir(), *d.iterdir()] == []


def test_without_an_argument_the_volumes_of_the_pc_are_asked(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    c, d = places["C"], places["D"]
    monkeypatch.setattr(disks, "volumes", lambda: (volume(c), volume(d, "sdb")))
    assert disks.backup_folder(c / "Sổ.hxdb", c / "home") == d / BACKUPS


def test_a_volume_is_known_again_under_another_letter(places: dict[str, Path]) -> None:
    found = (volume(places["C"]), volume(places["F"], identity="ABCD-1234"))
    assert disks.volume_called("ABCD-1234", found) is found[1]
    assert disks.volume_called("other", found) is None
    nameless = (volume(places["D"], identity=""),)
    assert disks.volume_called("", nameless) is None


def test_a_path_lies_on_the_volume_with_the_longest_root_above_it(places: dict[str, Path]) -> None:
    c = places["C"]
    inner = c / "gắn"
    found = (volume(c), volume(inner, "sdb"))
    assert disks.volume_of(inner / "x" / "Sổ.hxdb", found) is found[1]
    assert disks.volume_of(c / "gắng.hxdb", found) is found[0]
    assert disks.volume_of(Path("/khác/Sổ.hxdb"), found) is None


def test_room_is_that_of_the_disk_that_a_missing_folder_will_lie_on(tmp_path: Path) -> None:
    free, total = disks.room_of(tmp_path / "chưa" / "có")
    assert 0 < free <= total == disks.room_of(tmp_path)[1]


@pytest.mark.parametrize(
    ("path", "is_cloud"),
    [
        ("C:\\Users\\Hong\\OneDrive\\Sổ", True),
        ("C:\\Users\\Hong\\OneDrive - UBND phường\\Sổ", True),
        ("G:\\My Drive", True),
        ("G:\\Drive của tôi\\x", True),
        ("/home/hong/Dropbox (Personal)/x", True),
        ("/home/hong/Boxes/x", False),
        ("D:\\HX App sao lưu", False),
        ("D:\\Sổ OneDrive cũ", False),
    ],
)
def test_folders_that_a_cloud_keeps_in_step_are_told_by_their_names(path: str, is_cloud: bool) -> None:
    assert disks.is_cloud(Path(path), {}) is is_cloud


def test_onedrive_says_where_its_folder_is(tmp_path: Path) -> None:
    environment = {"OneDriveCommercial": str(tmp_path / "Đám mây")}
    assert disks.is_cloud(tmp_path / "Đám mây" / "Sổ", environment)
    assert not disks.is_cloud(tmp_path / "khác", environment)


@pytest.mark.skipif(sys.platform == "win32", reason="the lists are Linux' own, and name its paths")
def test_volumes_of_linux_are_told_from_its_lists(tmp_path: Path) -> None:
    usb, inner = tmp_path / "media" / "USB CUA TOI", tmp_path / "data"
    usb.mkdir(parents=True)
    inner.mkdir()
    blocks, by_uuid, dev = tmp_path / "block", tmp_path / "by-uuid", tmp_path / "dev"
    for disk, part, removable in (("sda", "sda1", "0"), ("sdb", "sdb1", "1")):
        (blocks / disk / part).mkdir(parents=True)
        (blocks / disk / "removable").write_text(removable + "\n")
        (blocks / disk / part / "partition").write_text("1\n")
        (blocks / part).symlink_to(blocks / disk / part)
    by_uuid.mkdir()
    dev.mkdir()
    (by_uuid / "ABCD-1234").symlink_to(dev / "sdb1")
    mounts = tmp_path / "mounts"
    escaped = str(usb).replace(" ", "\\040")
    mounts.write_text(
        "proc /proc proc rw 0 0\n"
        "overlay / overlay rw 0 0\n"
        f"/dev/sda1 {inner} ext4 rw 0 0\n"
        f"/dev/sdb1 {escaped} vfat rw 0 0\n"
        f"/dev/sdb1 {tmp_path} vfat rw 0 0\n"
        f"/dev/sdc1 {tmp_path / 'không có'} vfat rw 0 0\n",
        encoding="utf-8",
    )
    found = disks.linux_volumes(mounts, by_uuid, blocks, lambda root: (5, 9))
    assert [one.root for one in found] == [Path("/"), inner, usb]
    fixed, stick = found[1:]
    assert (fixed.disk, fixed.removable, fixed.label) == ("sda", False, "")
    assert fixed.identity.startswith("dev-")
    assert stick == Volume(usb, "ABCD-1234", "sdb", "USB CUA TOI", True, 5, 9)
    assert stick.called == f"USB CUA TOI ({usb})"
    assert disks.linux_volumes(tmp_path / "missing", by_uuid, blocks) == ()


def test_volumes_of_windows_are_fixed_and_removable_disks_with_a_medium() -> None:
    fixed, usb_disk, stick, empty, network = (
        Drive("C", 3, 0x1234ABCD, "", 0, 11, 5, 9),
        Drive("E", 3, 0xBEEF, "O CUNG NGOAI", 1, 7, 5, 9),
        Drive("F", 2, 0x1, "USB CUA TOI", -1, -1, 5, 9),
        Drive("G", 2, 0, "", -1, -1, 0, 0),
        Drive("Z", 4, 0x2, "chung", -1, -1, 5, 9),
    )
    found = disks.windows_volumes((fixed, usb_disk, stick, empty, network))
    assert [(one.identity, one.disk, one.removable) for one in found] == [
        ("1234abcd", "0", False),
        ("0000beef", "1", True),
        ("00000001", "F", True),
    ]
    assert disks.windows_volumes((Drive("D", 3, 0, "", 0, 11, 5, 9),))[0].identity == ""
    assert found[2].called.startswith("USB CUA TOI (F:")


def test_a_program_and_a_book_on_one_usb_disk_leave_nothing_on_the_pc(tmp_path: Path) -> None:
    pc, usb = tmp_path / "pc", tmp_path / "usb"
    for root in (pc, usb):
        root.mkdir()
    found = (
        Volume(pc, "a", "sda", "", False, 90_000_000_000, 100_000_000_000),
        Volume(usb, "b", "sdb", "USB", True, 90_000_000_000, 100_000_000_000),
    )
    beside = usb / "HX App" / "Dữ liệu HX App"
    book = usb / "Sổ.hxdb"
    assert disks.backup_places(book, beside, found) == (beside / BACKUPS, usb / BACKUPS)
    assert disks.backup_places(book, pc / "HXApp", found)[0] == pc / BACKUPS  # an installed program keeps them here


def test_the_format_of_a_disk_is_told(tmp_path: Path) -> None:
    if sys.platform == "linux":
        assert re.fullmatch(r"[a-z][\w.]*", disks.file_system(tmp_path))
    assert isinstance(disks.file_system(tmp_path), str)


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows for its drives")
def test_windows_itself_tells_the_drive_that_windows_lies_on() -> None:
    found = disks._on_windows()
    system = disks.volume_of(Path.home(), found)
    assert system is not None and not system.removable
    assert 0 < system.free <= system.total
    assert disks.file_system(Path.home())
