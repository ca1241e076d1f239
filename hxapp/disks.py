"""The volumes of this PC: fixed or removable, known again under another letter, and where backups of a book go."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from hxapp import known_folders

BACKUPS = "HX App sao lưu"
"""What the folder of backups is called, wherever it lies."""
_ROOM = 500_000_000  # bytes that a disk must have free to be chosen of itself


@dataclass(frozen=True, slots=True)
class Volume:
    """A place that Windows gives a letter, or that is mounted.

    `identity` is the volume's own, whatever letter it gets ('' where it has none); `disk` is the device it lies on, so
    that two volumes of one disk are told from two disks. `free` and `total` are bytes.
    """

    root: Path
    identity: str
    disk: str
    label: str
    removable: bool
    free: int
    total: int

    @property
    def called(self) -> str:
        """As a clerk knows it: 'USB CUA TOI (E:)'."""
        place = str(self.root).rstrip("\\/") or str(self.root)
        return f"{self.label} ({place})" if self.label else place


def volumes() -> tuple[Volume, ...]:
    """The fixed and removable volumes of this PC; network drives and discs are none."""
    return _on_windows() if sys.platform == "win32" else linux_volumes()


def volume_of(path: Path, found: Iterable[Volume]) -> Volume | None:
    """The volume that a path lies on: the one with the longest root above it."""
    above = [one for one in found if path.absolute().is_relative_to(one.root)]
    return max(above, key=lambda one: len(one.root.parts), default=None)


def volume_called(identity: str, found: Iterable[Volume]) -> Volume | None:
    """The volume of that identity, wherever it is plugged in now; None when it is not."""
    return next((one for one in found if identity and one.identity == identity), None)


# Where backups go --------------------------------------------------------------------------------------------------


def backup_folder(book: Path, home: Path, found: tuple[Volume, ...] | None = None) -> Path:
    """Where backups of the book go: on another fixed disk than the book's, else under `home`, the program's own data.

    Of other disks the one that has backups already, then another device before another part of the same one, then the
    one with the most room. Never on a removable disk or in a folder that a cloud keeps in step; beside the book only
    where nothing else can be written. A book on a removable disk that `home` lies on too (a program that is carried
    along) leaves nothing on the PC it is plugged into.
    """
    return next((one for one in backup_places(book, home, found) if _can_hold(one)), book.parent / BACKUPS)


def backup_places(book: Path, home: Path, found: tuple[Volume, ...] | None = None) -> tuple[Path, ...]:
    """Where backups of the book may lie on this PC, the best place first; nothing is made or looked into."""
    found = volumes() if found is None else found
    own = volume_of(book, found)
    others = [
        one
        for one in found
        if not one.removable and one.free >= _ROOM and (own is None or one.root != own.root) and not is_cloud(one.root)
    ]
    others = [one for one in others if not _is_cloud_name(one.label)]  # Google Drive calls itself a fixed disk
    disk = own.disk if own is not None else ""
    others.sort(key=lambda one: (not (one.root / BACKUPS).is_dir(), bool(disk) and one.disk == disk, -one.free))
    if own is not None and own.removable and volume_of(home, found) == own:
        others = []
    places = [*(one.root / BACKUPS for one in others), home / BACKUPS, book.parent / BACKUPS]
    return tuple(dict.fromkeys(places))


def room_of(folder: Path) -> tuple[int, int]:
    """Free and all bytes of the disk that a folder lies on, or will lie on."""
    import shutil

    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total


def file_system(path: Path) -> str:
    """How the disk of a path is formatted: 'NTFS', 'exFAT', 'ext4'; '' where the system doesn't tell."""
    if sys.platform == "win32":
        return _windows_file_system(path)
    places = [line.split(" ")[1:3] for line in _lines(Path("/proc/self/mounts")) if line.count(" ") > 2]
    above = [(len(at), kind) for at, kind in places if path.absolute().is_relative_to(_unescaped(at))]
    return max(above)[1] if above else ""


def _can_hold(folder: Path) -> bool:
    """Whether a folder can be made and written; nothing stays behind: whoever uses it makes it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
    finally:
        for one in missing:
            with suppress(OSError):
                one.rmdir()


# Folders that a cloud keeps in step --------------------------------------------------------------------------------

_CLOUD = re.compile(
    r"(onedrive|dropbox|google ?drive|googledrive|my drive|drive của tôi|icloud ?drive|icloud~.*|com~apple~clouddocs|"
    r"box|box sync|nextcloud|owncloud|mega|megasync|pcloud ?drive)( - .*| \(.*\)|-.*)?"
)


CLOUD_WORDS = (
    "Thư mục này được OneDrive (hoặc dịch vụ đám mây khác) tự đồng bộ, nên sổ sớm muộn sẽ bị tách đôi hoặc mất phần "
    "vừa nhập. Hãy đặt sổ ở thư mục khác, ví dụ “HX App” trên ổ D: đóng sổ, chuyển tệp sang đó rồi mở lại."
)
"""Why a book does not belong into such a folder, and what to do."""


def is_cloud(path: Path, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a path lies in a folder that OneDrive, Google Drive, Dropbox … keeps in step with a cloud.

    Told by the names that these programs give their folders, and by what OneDrive says of its own.
    """
    parts = PureWindowsPath(path).parts if "\\" in str(path) else path.parts
    return any(_is_cloud_name(part) for part in parts) or known_folders.is_in_onedrive(path, environment)


def _is_cloud_name(name: str) -> bool:
    return _CLOUD.fullmatch(name.lower()) is not None


# Linux -------------------------------------------------------------------------------------------------------------

_REMOVABLE_ROOTS = ("/media/", "/run/media/", "/mnt/usb")


def linux_volumes(
    mounts: Path = Path("/proc/self/mounts"),
    by_uuid: Path = Path("/dev/disk/by-uuid"),
    blocks: Path = Path("/sys/class/block"),
    room: Callable[[Path], tuple[int, int]] | None = None,
) -> tuple[Volume, ...]:
    """The mounted block devices, and what lies under '/' whatever that is."""
    identities = _identities(by_uuid)
    found: dict[Path, Volume] = {}
    seen: set[str] = set()
    for line in _lines(mounts):
        device, at, *_ = [*line.split(" "), ""]
        root = Path(_unescaped(at))
        if not (device.startswith("/dev/") and device not in seen) and str(root) != "/":
            continue
        name = os.path.realpath(device).rsplit("/", 1)[-1] if device.startswith("/dev/") else ""
        try:
            free, total = (room or _statvfs)(root)
            identity = identities.get(name) or f"dev-{root.stat().st_dev:x}"
            if not root.is_dir():
                continue  # a single file that a container mounts
        except OSError:
            continue
        seen.add(device)
        disk = _disk_of(name, blocks)
        removable = _flag(blocks / disk / "removable") or str(root).startswith(_REMOVABLE_ROOTS)
        label = root.name if removable else ""
        found[root] = Volume(root, identity, disk, label, removable, free, total)
    return tuple(found.values())


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []


def _unescaped(text: str) -> str:
    """Blanks and the like stand as octal numbers in the list of mounts (fstab(5))."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _identities(by_uuid: Path) -> dict[str, str]:
    try:
        return {os.path.realpath(link).rsplit("/", 1)[-1]: link.name for link in by_uuid.iterdir()}
    except OSError:
        return {}


def _disk_of(name: str, blocks: Path) -> str:
    """The whole disk that a partition is of: 'sda' of 'sda1'."""
    if name and (blocks / name / "partition").exists():
        return os.path.realpath(blocks / name).rsplit("/", 2)[-2]
    return name


def _flag(file: Path) -> bool:
    try:
        return file.read_text(encoding="ascii").strip() == "1"
    except (OSError, ValueError):
        return False


def _statvfs(root: Path) -> tuple[int, int]:
    facts = os.statvfs(root)
    return facts.f_bavail * facts.f_frsize, facts.f_blocks * facts.f_frsize


# Windows -----------------------------------------------------------------------------------------------------------

_REMOVABLE_TYPE, _FIXED_TYPE = 2, 3  # GetDriveType
_REMOVABLE_BUSES = {4, 7, 12, 13}  # STORAGE_BUS_TYPE: 1394, USB, SD, MMC; a USB disk calls itself fixed


@dataclass(frozen=True, slots=True)
class Drive:
    """What Windows says of one letter: GetDriveType's kind, the volume's serial number and label, its device's number
    and bus (-1 where it doesn't say), free and all bytes."""

    letter: str
    kind: int
    serial: int
    label: str
    device: int
    bus: int
    free: int
    total: int


def windows_volumes(drives: Iterable[Drive]) -> tuple[Volume, ...]:
    """The volumes among the drives; those without a medium have none."""
    found = []
    for drive in drives:
        if drive.kind in (_REMOVABLE_TYPE, _FIXED_TYPE) and drive.total > 0:
            removable = drive.kind == _REMOVABLE_TYPE or drive.bus in _REMOVABLE_BUSES
            identity = f"{drive.serial:08x}" if drive.serial else ""
            disk = str(drive.device) if drive.device >= 0 else drive.letter
            root = Path(f"{drive.letter}:\\")
            found.append(Volume(root, identity, disk, drive.label, removable, drive.free, drive.total))
    return tuple(found)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def _on_windows() -> tuple[Volume, ...]:
        kernel = ctypes.windll.kernel32
        mask = kernel.GetLogicalDrives()
        former = ctypes.c_uint32()
        kernel.SetThreadErrorMode(1, ctypes.byref(former))  # no box that asks for a card in an empty reader
        try:
            letters = [chr(65 + number) for number in range(26) if mask & (1 << number)]
            return windows_volumes(_drive(letter) for letter in letters)
        finally:
            kernel.SetThreadErrorMode(former.value, None)

    def _windows_file_system(path: Path) -> str:
        name = ctypes.create_unicode_buffer(261)
        root = f"{path.absolute().anchor}"
        told = ctypes.windll.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, name, 261)
        return name.value if told else ""

    def _drive(letter: str) -> Drive:
        kernel = ctypes.windll.kernel32
        root = f"{letter}:\\"
        kind = int(kernel.GetDriveTypeW(root))
        if kind not in (_REMOVABLE_TYPE, _FIXED_TYPE):
            return Drive(letter, kind, 0, "", -1, -1, 0, 0)
        label, serial = ctypes.create_unicode_buffer(261), wintypes.DWORD()
        if not kernel.GetVolumeInformationW(root, label, 261, ctypes.byref(serial), None, None, None, 0):
            return Drive(letter, kind, 0, "", -1, -1, 0, 0)
        free, total = ctypes.c_ulonglong(), ctypes.c_ulonglong()
        kernel.GetDiskFreeSpaceExW(root, ctypes.byref(free), ctypes.byref(total), None)
        device, bus = _device(letter)
        return Drive(letter, kind, serial.value, label.value, device, bus, free.value, total.value)

    def _device(letter: str) -> tuple[int, int]:
        """The number of the device under a letter, and its bus (IOCTL_STORAGE_GET_DEVICE_NUMBER, …_QUERY_PROPERTY).

        Asked without any right to read, so that no administrator is needed.
        """
        kernel = ctypes.windll.kernel32
        kernel.CreateFileW.restype = wintypes.HANDLE
        handle = kernel.CreateFileW(f"\\\\.\\{letter}:", 0, 3, None, 3, 0, None)
        if handle in (None, wintypes.HANDLE(-1).value):
            return -1, -1
        handle = wintypes.HANDLE(handle)
        try:
            got, number, bus = wintypes.DWORD(), -1, -1
            numbers = (ctypes.c_uint32 * 3)()  # type, number, partition
            if kernel.DeviceIoControl(handle, 0x2D1080, None, 0, numbers, 12, ctypes.byref(got), None):
                number = int(numbers[1])
            query = (ctypes.c_uint32 * 3)()  # StorageDeviceProperty, PropertyStandardQuery
            answer = ctypes.create_string_buffer(1024)  # STORAGE_DEVICE_DESCRIPTOR: BusType at byte 28
            if kernel.DeviceIoControl(handle, 0x2D1400, query, 12, answer, 1024, ctypes.byref(got), None):
                bus = int.from_bytes(answer.raw[28:32], "little")
            return number, bus
        finally:
            kernel.CloseHandle(handle)

else:

    def _on_windows() -> tuple[Volume, ...]:
        return ()

    def _windows_file_system(path: Path) -> str:
        return ""
