"""The file '*.hxmove': a zip of just what its list 'hxmove.json' names, with the size and SHA-256 of each.

What such a file says is never believed: names, sizes and bytes are proved, and nothing is written here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import stat
import unicodedata
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hxapp.domain.errors import HxError
from hxapp.services import backups as book_backups
from hxapp.storage import contents, migrate

if TYPE_CHECKING:
    from hxapp.storage.backup import Told

SUFFIX = ".hxmove"
FORMAT = 1
"""Of the package itself; the version of the book's schema is told beside it."""
MOST_BYTES = 20 * 1024**3
MOST_FILES = 20_000
MOST_SETTINGS = 1024**2
"""What is more than this is no package of ours (bytes, and number of files)."""

_MOST_LIST = 8 * 1024**2

KIND = "hxapp-move"
LIST, SETTINGS = "hxmove.json", "thiet-lap.ini"
BOOK, BACKUPS, CONTENTS = "so/", "sao-luu/", f"sao-luu/{contents.FOLDER}/"
"""Where the book, its backups and the contents of their files lie in it."""
AT_ONCE = 1024**2
"""Bytes that are read and written at a time."""
_HASH = re.compile("[0-9a-f]{64}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package: its name there, its bytes and their SHA-256 (hex)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself: `made_at` is UTC, `version` the book's schema, `counts` its rows by subject."""

    path: Path
    made_at: dt.datetime
    program: str
    book: uuid.UUID
    version: int
    counts: dict[str, int]
    items: tuple[Item, ...]

    @property
    def book_item(self) -> Item:
        return next(one for one in self.items if one.name.startswith(BOOK))

    @property
    def book_name(self) -> str:
        """The name of the book's file on the old PC."""
        return self.book_item.name.removeprefix(BOOK)

    @property
    def backups(self) -> tuple[Item, ...]:
        """The backups in it, the contents of their files not counted."""
        return tuple(one for one in self.items if one.name.startswith(BACKUPS) and not is_content(one.name))

    @property
    def has_settings(self) -> bool:
        return any(one.name == SETTINGS for one in self.items)

    @property
    def size(self) -> int:
        """The bytes of all that is unpacked."""
        return sum(one.size for one in self.items)


# Reading -----------------------------------------------------------------------------------------------------------


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Package]]:
    """The package, its list read, everything in it as the list says, as far as sizes and names tell; or HxError."""
    try:
        packed = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise HxError(f"Không tìm thấy “{path}”. Hãy cắm lại USB rồi chọn lại tệp.") from error
    except OSError as error:
        raise HxError(f"Không đọc được “{path}”. Hãy kiểm tra USB hoặc ổ đĩa còn nối với máy rồi chọn lại.") from error
    except _READING as error:
        raise HxError(foreign(path)) from error
    with packed:
        entries = packed.infolist()
        if len(entries) > MOST_FILES + 1:
            raise HxError(too_much(path))
        described = next((one for one in entries if one.filename == LIST), None)
        if described is None or described.file_size > _MOST_LIST:
            raise HxError(foreign(path))
        try:
            raw = json.loads(b"".join(_bytes(packed, described, path)))
        except (ValueError, RecursionError) as error:
            raise HxError(damaged(path)) from error
        package = _read(path, raw)
        _agree(package, entries)
        yield packed, package


def _read(path: Path, raw: Any) -> Package:
    if not isinstance(raw, dict) or raw.get("kind") != KIND or not isinstance(raw.get("format"), int):
        raise HxError(foreign(path))
    if raw["format"] > FORMAT:
        raise HxError(newer(path))
    try:
        book = raw["book"]
        items = tuple(Item(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in raw["files"])
        made_at = dt.datetime.fromisoformat(raw["made_at"]).astimezone(dt.UTC)
        counts = {str(word): int(number) for word, number in book["counts"].items()}
        return Package(
            path, made_at, str(raw["program"]), uuid.UUID(hex=book["id"]), int(book["version"]), counts, items
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise HxError(damaged(path)) from error


def _agree(package: Package, entries: list[zipfile.ZipInfo]) -> None:
    """HxError unless the zip holds just what the list says, under names that lead nowhere else."""
    path = package.path
    names = [one.name for one in package.items]
    if not all(map(_is_allowed, names)) or not all(_HASH.fullmatch(one.sha256) for one in package.items):
        raise HxError(foreign(path))
    if len({name.casefold() for name in names}) != len(names) or sum(name.startswith(BOOK) for name in names) != 1:
        raise HxError(foreign(path))
    if any(is_content(one.name) and one.name != f"{CONTENTS}{one.sha256}" for one in package.items):
        raise HxError(damaged(path))
    settings = next((one.size for one in package.items if one.name == SETTINGS), 0)
    if any(one.size < 0 for one in package.items) or package.size > MOST_BYTES or settings > MOST_SETTINGS:
        raise HxError(too_much(path))
    found = {one.filename: one for one in entries}
    if len(found) != len(entries) or set(found) != {*names, LIST}:
        raise HxError(damaged(path))
    for entry in entries:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or entry.is_dir() or entry.flag_bits & 1:
            raise HxError(foreign(path))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise HxError(foreign(path))
    if any(found[one.name].file_size != one.size for one in package.items):
        raise HxError(damaged(path))


def not_newer(package: Package, steps: Path) -> None:
    """HxError when the book needs a newer program than the one whose steps of the schema are `steps`."""
    if package.version > migrate.newest(steps):
        raise HxError(newer(package.path))


def prove(packed: zipfile.ZipFile, package: Package, report: Told) -> None:
    """HxError unless every byte in it is as the list tells."""
    done = 0
    for one in package.items:
        for data in proved(packed, one, package.path):
            done += len(data)
            report(done // 1024, package.size // 1024, "Đang kiểm tra tệp…")


def proved(packed: zipfile.ZipFile, one: Item, path: Path) -> Iterator[bytes]:
    """The bytes of a file of the package; HxError at the end unless they are those that the list tells."""
    digest = hashlib.sha256()
    for data in _bytes(packed, packed.getinfo(one.name), path):
        digest.update(data)
        yield data
    if digest.hexdigest() != one.sha256:
        raise HxError(damaged(path))


def _bytes(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """The bytes of an entry, never more than it declares, whatever its stream unpacks to."""
    left = entry.file_size
    try:
        with packed.open(entry) as member:
            while data := member.read(AT_ONCE):
                left -= len(data)
                if left < 0:
                    raise HxError(too_much(path))
                yield data
    except _READING as error:
        raise HxError(damaged(path)) from error
    if left:
        raise HxError(damaged(path))


_READING = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


# Names and sentences -----------------------------------------------------------------------------------------------


def is_content(name: str) -> bool:
    """Whether it is the content of a file that backups share."""
    return name.startswith(CONTENTS)


def _is_allowed(name: str) -> bool:
    if is_content(name):
        return _HASH.fullmatch(name.removeprefix(CONTENTS)) is not None
    for start in (BOOK, BACKUPS):
        if name.startswith(start):
            rest = name.removeprefix(start)
            return is_plain(rest) and rest.endswith(book_backups.SUFFIX) and rest != book_backups.SUFFIX
    return name == SETTINGS


def is_plain(name: str) -> bool:
    """Whether a name is one that Windows too takes for a file of the folder itself."""
    return not (
        len(name) > _LONGEST_NAME
        or _FORBIDDEN.search(name)
        or _DEVICE.match(name)
        or name != name.strip()
        or name.startswith(".")
        or name.endswith(".")
    )


def safe_name(stem: str) -> str:
    """A book's name that is plain wherever it goes."""
    name = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", stem)).split())[:100].strip(" .")
    return f"_{name}" if not name or _DEVICE.match(name) else name


def silent(done: int, total: int, text: str) -> None:
    """Hears of progress where nobody else does."""


def foreign(path: Path) -> str:
    """It is none of ours, or was made to look like one."""
    return (
        f"“{path}” không phải là tệp chuyển máy của HX App. Hãy chọn tệp có đuôi {SUFFIX} "
        "đã tạo trên máy cũ bằng mục “Chuyển sang máy mới…”."
    )


def damaged(path: Path) -> str:
    """It is one of ours no more."""
    return (
        f"Tệp chuyển máy “{path}” bị hỏng hoặc chép chưa đủ. Hãy chép lại từ máy cũ, hoặc tạo lại tệp đó trên máy cũ. "
        "Chưa có gì được thêm vào máy này."
    )


def newer(path: Path) -> str:
    """This program is too old for it."""
    return f"“{path}” do một bản HX App mới hơn tạo. Hãy cài bản HX App mới nhất trên máy này rồi nhận lại."


def too_much(path: Path) -> str:
    """It holds more than it says or than may be."""
    return f"“{path}” chứa nhiều dữ liệu hơn mức cho phép, nên không được mở ra. Hãy tạo lại tệp trên máy cũ."
