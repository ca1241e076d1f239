"""'Chuyển sang máy mới': a book, its newest backups and the settings of its PC in one file, and back on another PC.

Nothing of it takes a name on the new PC before it was proved, and never the name of another file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from hxapp import VERSION
from hxapp.domain.errors import HxError
from hxapp.services import backups as book_backups
from hxapp.services import moving_file
from hxapp.services.backups import BackupFacts
from hxapp.services.moving_file import Item, Package
from hxapp.storage import backup, connections, contents, whole_files

if TYPE_CHECKING:
    from hxapp.storage.backup import Told
    from hxapp.storage.database import Database

SUFFIX = moving_file.SUFFIX
MOST_BACKUPS = 10
"""How many of the newest sound backups go along."""
_MOMENT = "%Y-%m-%d %Hh%Mm%S"


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was written and proved: its bytes, how many backups are in it, and those that were no good."""

    path: Path
    size: int
    backups: int
    left_out: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Where the book lies now, how many backups lie beside those of this PC, and the settings file of the old one."""

    book: Path
    backups: int
    settings: bytes | None


# Packing -----------------------------------------------------------------------------------------------------------


def pack(
    book: Database | Path,
    backups: Sequence[Path],
    settings: Path | None,
    to: Path,
    now: dt.datetime,
    told: Told | None = None,
) -> Packed:
    """Writes the package `to`, whole or not at all: a proved copy of the book, its newest sound backups, the settings.

    `to` is replaced where it is there. What is no sound backup of the book is left out, and said. HxError when the
    package can't be written; what `told` raises ends the work in the same way.
    """
    report = told or moving_file.silent
    path = book if isinstance(book, Path) else book.path
    writer = None if isinstance(book, Path) else book.copying_source()
    chosen, left_out = _sound(backups, book_backups.identity_of(path), report)
    with tempfile.TemporaryDirectory(prefix="hxapp-") as name:
        copy = Path(name) / "so.hxdb"
        backup.copy_book(path, copy, report, writer=writer)
        facts = book_backups.facts_of(copy)
        sources = {f"{moving_file.BOOK}{moving_file.safe_name(path.stem)}{book_backups.SUFFIX}": copy}
        for one in chosen:
            sources[_name_for(one, path, sources)] = one.path
            for key in sorted(_left_behind(one.path)):
                sources[f"{moving_file.CONTENTS}{key.hex()}"] = one.folder / key.hex()
        if settings is not None and settings.is_file() and settings.stat().st_size <= moving_file.MOST_SETTINGS:
            sources[moving_file.SETTINGS] = settings

        def write(part: Path) -> None:
            with part.open("wb") as file:
                _write(file, sources, facts, now, report)
                file.flush()
                os.fsync(file.fileno())
            with moving_file.opened(part) as (packed, package):
                moving_file.prove(packed, package, report)

        whole_files.save_whole(to, write)
    with suppress(OSError):
        whole_files.settle(to.parent)
    return Packed(to, to.stat().st_size, len(chosen), left_out)


def _sound(backups: Sequence[Path], book: uuid.UUID, report: Told) -> tuple[tuple[BackupFacts, ...], tuple[Path, ...]]:
    """The newest sound backups of the book, with all contents of their files; and what is none."""
    found: list[BackupFacts] = []
    left_out: list[Path] = []
    for path in backups:
        try:
            facts = book_backups.facts_of(path)
        except HxError:
            left_out.append(path)
        else:
            # the same backup may lie in two places
            known = any(one.path.name.casefold() == path.name.casefold() for one in found)
            found += [facts] if facts.book == book and not known else []
    sound: list[BackupFacts] = []
    for facts in sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True):
        if len(sound) == MOST_BACKUPS:
            break
        report(len(sound), min(len(found), MOST_BACKUPS), "Đang kiểm tra các bản sao lưu…")
        try:
            backup.prove(facts.path)
            whole = all(_digest(facts.folder / key.hex()) == key for key in _left_behind(facts.path))
        except (HxError, OSError, sqlite3.Error):
            whole = False
        (sound if whole else left_out).append(facts if whole else facts.path)  # type: ignore[arg-type]
    return tuple(sound), tuple(left_out)


def _left_behind(path: Path) -> frozenset[bytes]:
    """The hashes of the contents that a backup has left to the folder beside it; those it holds itself are none."""
    with closing(connections.looking(path)) as connection:
        tables = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'content'"
        if connection.execute(tables).fetchone() is None:  # from before there were any
            return frozenset()
        return frozenset(key for (key,) in connection.execute("SELECT sha256 FROM content WHERE length(data) <> size"))


def _name_for(one: BackupFacts, book: Path, taken: dict[str, Path]) -> str:
    """The name of a backup as a place of backups has it; those that lay beside the book are called otherwise there."""
    if one.path.parent.name == one.book.hex and moving_file.is_plain(one.path.name):
        return f"{moving_file.BACKUPS}{one.path.name}"
    start = f"{moving_file.BACKUPS}{moving_file.safe_name(book.stem)}.{one.made_at.astimezone().strftime(_MOMENT)}"
    name, count = f"{start}.{one.reason}{book_backups.SUFFIX}", 1
    while name in taken:
        count += 1
        name = f"{start}-{count}.{one.reason}{book_backups.SUFFIX}"
    return name


def _write(file: IO[bytes], sources: dict[str, Path], facts: BackupFacts, now: dt.datetime, report: Told) -> None:
    total, done = sum(source.stat().st_size for source in sources.values()), 0
    items = []
    day = now.timetuple()[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, source in sources.items():
            digest, size = hashlib.sha256(), 0
            with source.open("rb") as opened, packed.open(_entry(name, day), "w", force_zip64=True) as member:
                while data := opened.read(moving_file.AT_ONCE):
                    report(done // 1024, total // 1024, "Đang ghi vào tệp…")
                    member.write(data)
                    digest.update(data)
                    size += len(data)
                    done += len(data)
            items.append(Item(name, size, digest.hexdigest()))
        described = {
            "kind": moving_file.KIND,
            "format": moving_file.FORMAT,
            "program": VERSION,
            "made_at": now.astimezone(dt.UTC).isoformat(),
            "book": {"id": facts.book.hex, "version": facts.version, "counts": facts.counts},
            "files": [asdict(one) for one in items],
        }
        packed.writestr(_entry(moving_file.LIST, day), json.dumps(described, ensure_ascii=False, indent=1))


def _entry(name: str, day: tuple[int, ...]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (max(day[0], 1980), *day[1:]))  # type: ignore[arg-type]
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


# Looking -----------------------------------------------------------------------------------------------------------


def look(path: Path, steps: Path, told: Told | None = None) -> Package:
    """What is in the package at `path`, each byte of it read and proved.

    HxError when it is none of ours, is damaged, would unpack to more than it says or than may be, names a place outside
    of itself, or is of a newer program than this one (whose steps of the schema are `steps`).
    """
    with moving_file.opened(path) as (packed, package):
        moving_file.not_newer(package, steps)
        moving_file.prove(packed, package, told or moving_file.silent)
    return package


# Unpacking ---------------------------------------------------------------------------------------------------------


def unpack(path: Path, folder: Path, backups_folder: Path, steps: Path, told: Told | None = None) -> Unpacked:
    """Puts the book into `folder` and its backups into its own folder of `backups_folder`; both are made if missing.

    A name that is taken gets ' (2)'; a backup that lies there already is not written again. HxError, and nothing left,
    when anything of it is not what it should be or can't be written; `look` says what is refused.
    """
    report = told or moving_file.silent
    with moving_file.opened(path) as (packed, package):
        moving_file.not_newer(package, steps)
        place = backups_folder / package.book.hex
        taking = _Taking(packed, package, report)
        try:
            with _explained(folder):
                taking.make_folder(folder)
                _has_room(folder, package.book_item.size)
                part = taking.write(package.book_item, folder)
                _is_of(package, part, whole=True)
            with _explained(backups_folder):
                backups = taking.take_backups(place)
            settings = taking.settings()
            with _explained(folder):
                book = taking.name(part, folder / package.book_name)
        except BaseException:
            taking.give_up()
            raise
    return Unpacked(book, backups, settings)


class _Taking:
    """Files on their way out of a package, and what was made of them so far."""

    def __init__(self, packed: zipfile.ZipFile, package: Package, report: Told) -> None:
        self._packed, self._package, self._report = packed, package, report
        self._done = 0
        self._made: list[Path] = []
        self._folders: list[Path] = []

    def make_folder(self, folder: Path) -> None:
        """Makes the folder where it is missing, with those above it."""
        self._folders += [one for one in (*reversed(folder.parents), folder) if not one.exists()]
        whole_files.make_folder(folder)

    def write(self, one: Item, folder: Path) -> Path:
        """A part file in the folder with the proved bytes, on the disk."""
        part = whole_files.beside(folder / "x")
        self._made.append(part)
        with part.open("r+b") as file:
            for data in moving_file.proved(self._packed, one, self._package.path):
                file.write(data)
                self._tell(len(data))
            file.flush()
            os.fsync(file.fileno())
        return part

    def take_backups(self, place: Path) -> int:
        """The backups with the contents of their files, which come first: a backup that has its name is complete."""
        package = self._package
        if not package.backups:
            return 0
        self.make_folder(place)
        _has_room(place, package.size - package.book_item.size)
        for one in (item for item in package.items if moving_file.is_content(item.name)):
            target = place / contents.FOLDER / one.name.removeprefix(moving_file.CONTENTS)
            if not _holds(target, one):
                self.make_folder(target.parent)
                part = self.write(one, target.parent)
                if target.exists():
                    part.replace(target)  # what lay there is damaged: a content is called by its hash
                else:
                    self.name(part, target)
        for one in package.backups:
            target = place / one.name.removeprefix(moving_file.BACKUPS)
            if _holds(target, one):
                self._tell(one.size)
                continue
            part = self.write(one, place)
            _is_of(package, part)
            if not all((place / contents.FOLDER / key.hex()).is_file() for key in _left_behind(part)):
                raise HxError(moving_file.damaged(package.path))
            self.name(part, target, lambda name, count: re.sub(r"(?=\.\d{4}-)|$", f" ({count})", name, count=1))
        return len(package.backups)

    def settings(self) -> bytes | None:
        one = next((item for item in self._package.items if item.name == moving_file.SETTINGS), None)
        return None if one is None else b"".join(moving_file.proved(self._packed, one, self._package.path))

    def name(self, part: Path, wanted: Path, other: Callable[[str, int], str] | None = None) -> Path:
        """Gives a part file the wanted name, or where that is taken the next free one."""
        to, count = wanted, 1
        while True:
            # SQLite would take a journal of that name for the new file's own, and write it over it
            if not any(os.path.lexists(to.with_name(to.name + end)) for end in ("", "-journal", "-wal")):
                with suppress(FileExistsError):
                    whole_files.take_name(part, to)
                    break
            count += 1
            to = wanted.with_name(other(wanted.name, count) if other else f"{wanted.stem} ({count}){wanted.suffix}")
        self._made.remove(part)
        self._made.append(to)
        whole_files.settle(to.parent)
        return to

    def give_up(self) -> None:
        """Removes what was made so far."""
        for file in self._made:
            whole_files.discard(file)
        for folder in reversed(self._folders):
            with suppress(OSError):
                folder.rmdir()

    def _tell(self, size: int) -> None:
        self._done += size
        self._report(self._done // 1024, self._package.size // 1024, "Đang lấy ra khỏi tệp…")


def _is_of(package: Package, part: Path, *, whole: bool = False) -> None:
    """HxError unless the part file is a sound book, or backup, of the package's book."""
    try:
        facts = book_backups.facts_of(part, whole=whole)
    except HxError as error:
        raise HxError(moving_file.damaged(package.path)) from error
    if facts.book != package.book or facts.version > package.version:
        raise HxError(moving_file.foreign(package.path))


def _holds(target: Path, one: Item) -> bool:
    with suppress(OSError):
        return target.stat().st_size == one.size and _digest(target).hex() == one.sha256
    return False


def _digest(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _has_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size:
        wanted = max(1, size // 1_000_000)
        raise HxError(
            f"Ổ đĩa chứa “{folder}” không đủ chỗ: cần khoảng {wanted} MB. Hãy xóa bớt tệp trên ổ đó hoặc chọn nơi khác."
        )


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HxError(
            f"Không ghi được vào “{folder}” ({error.strerror or error}). Hãy kiểm tra ổ đĩa còn nối với máy, còn chỗ "
            "và cho ghi, hoặc chọn thư mục khác. Chưa có gì được thêm vào máy này."
        ) from error
