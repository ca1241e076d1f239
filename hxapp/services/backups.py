"""Backups (sao lưu) of a book: making one, what each holds, which ones stay, and a second place for the newest.

A backup is an ordinary book file '<book's name>.<day and time>.<reason>.hxdb' in '<place>/<the book's identity>/'; the
contents of its files lie beside it in 'noi-dung' (`hxapp.storage.contents`), and beside each month's own lies a plain
export.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from hxapp.domain.errors import HxError
from hxapp.domain.file_names import BOOK_SUFFIX, LONGEST_PATH
from hxapp.storage import backup, connections, contents, whole_files
from hxapp.storage.recognise import APPLICATION_ID

if TYPE_CHECKING:
    from hxapp.storage.backup import Told
    from hxapp.storage.database import Database

SUFFIX = BOOK_SUFFIX
EXPORT_SUFFIX = ".zip"


class BackupReason(StrEnum):
    """What a backup was made for, as its file's name says it."""

    DAY = "ngay"
    TIME = "gio"
    UPGRADE = "nang-cap"
    IMPORT = "nhap"
    RESTORE = "khoi-phuc"
    ASKED = "tay"
    REPAIR = "sua"
    MONTH = "thang"
    CLOSE = "dong"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    BackupReason.DAY: "đầu ngày",
    BackupReason.TIME: "mỗi 30 phút",
    BackupReason.UPGRADE: "trước khi nâng cấp sổ",
    BackupReason.IMPORT: "trước khi nhập Excel",
    BackupReason.RESTORE: "trước khi khôi phục",
    BackupReason.ASKED: "người dùng sao lưu",
    BackupReason.REPAIR: "trước khi sửa sổ",
    BackupReason.MONTH: "đầu ngày, giữ cho cả tháng",
    BackupReason.CLOSE: "khi đóng sổ",
}
_BESIDE = {"truoc-nang-cap": BackupReason.UPGRADE, "truoc-khoi-phuc": BackupReason.RESTORE}
_NAME = re.compile(r"(.+)\.(\d{4}-\d\d-\d\d \d\dh\d\dm\d\d)(?:-\d+)?\.(" + "|".join(BackupReason) + r")\.hxdb")
_OLD_NAME = re.compile(r"(.+)\.(truoc-nang-cap|truoc-khoi-phuc)\b.*\.hxdb")
_MOMENT = "%Y-%m-%d %Hh%Mm%S"
_PART = re.compile(r"hx-[0-9a-f]{32}\.part(-journal)?")
_LEAST_STEM = 16
_PART_AGE = dt.timedelta(days=1)
_COUNTED = {
    "indicator": "chỉ tiêu",
    "result": "kết quả",
    "task": "nhiệm vụ",
    "assessment": "đánh giá tiêu chí",
    "source_document": "văn bản",
    "person": "người",
}


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a sound backup holds; moments are UTC, `counts` are live rows by subject ('chỉ tiêu': 71).

    `last_…` tell the last action in it, None in a book from before there was history. `vector` is how far it had come:
    the last sequence of each replica.
    """

    path: Path
    made_at: dt.datetime
    reason: BackupReason
    book: uuid.UUID
    version: int
    size: int
    counts: dict[str, int]
    last_moment: dt.datetime | None
    last_who: str | None
    last_name: str | None
    vector: dict[uuid.UUID, int]

    @property
    def folder(self) -> Path:
        """Where the contents of its files lie."""
        return self.path.parent / contents.FOLDER

    @property
    def export(self) -> Path:
        """Where its plain export lies, if it has one."""
        return self.path.with_suffix(EXPORT_SUFFIX)


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is called like a backup and is no sound one; it is never removed."""

    path: Path
    made_at: dt.datetime
    size: int
    why: str


Found: TypeAlias = BackupFacts | Broken


# Making ------------------------------------------------------------------------------------------------------------


def back_up(
    book: Database | Path,
    folder: Path,
    reason: BackupReason,
    now: dt.datetime,
    progress: Told | None = None,
) -> BackupFacts:
    """Makes a proved backup of the book in its own folder of that place, which is made where it is missing.

    The first one of a day is the month's own when that has none yet, and has a plain export beside it. HxError when it
    can't be made: no file is left then. What `progress` raises ends it in the same way.
    """
    path = book if isinstance(book, Path) else book.path
    writer = None if isinstance(book, Path) else book.copying_source()
    identity = identity_of(path)
    place = folder / identity.hex
    try:
        whole_files.make_folder(place)
        _clear_parts(place, now)
    except OSError as error:
        raise HxError(
            f"Không ghi được vào nơi sao lưu “{folder}”. Hãy kiểm tra ổ đĩa còn nối với máy và cho ghi, "
            "hoặc chọn nơi sao lưu khác."
        ) from error
    if reason is BackupReason.DAY and not _has_months_own(place, now):
        reason = BackupReason.MONTH
    to = _free_name(place, path.stem, reason, now)
    backup.copy_book(
        path, to, progress, writer=writer, prepare=lambda copy: contents.leave(copy, place / contents.FOLDER)
    )
    if reason is BackupReason.MONTH:
        from hxapp.storage import plain_export  # once a month

        plain_export.export(to, to.with_suffix(EXPORT_SUFFIX))
    return facts_of(to)


def back_up_before_import(database: Database, folder: Path, now: dt.datetime, progress: Told | None = None) -> None:
    """The backup without which no sheet is written into the book; HxError that says so when it can't be made."""
    try:
        back_up(database, folder, BackupReason.IMPORT, now, progress)
    except HxError as error:
        raise HxError(f"{error} Trước khi nhập phải có một bản sao lưu, nên chưa nhập gì vào sổ.") from error


def identity_of(path: Path) -> uuid.UUID:
    """The identity of the book at `path`, asked of SQLite alone; HxError when it can't be read."""
    try:
        with closing(backup.reader(path)) as connection:
            row = connection.execute("SELECT id FROM book").fetchone()
        if row is not None:
            return uuid.UUID(bytes=row[0])
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise HxError(f"Chưa đọc được sổ “{path}” để sao lưu. Hãy kiểm tra ổ đĩa chứa sổ rồi làm lại.") from error
    raise HxError(f"Sổ “{path}” thiếu dòng ghi nguồn gốc của nó. Hãy mở bản sao lưu gần nhất của sổ.")


def complete(path: Path, folder: Path) -> int:
    """Brings the contents of its files back into a closed copy of a backup; `folder` is `BackupFacts.folder`.

    HxError, and the copy as it was, when one is missing there or damaged; how many it brought.
    """
    with backup.explained(path):
        return contents.complete(path, folder)


def stem_in(place: Path, stem: str) -> str:
    """What the names of a book's backups begin with in that folder: its stem, shortened where Windows asks for it."""
    longest = f"/.0000-00-00 00h00m00-99.{max(BackupReason, key=len)}{SUFFIX}-journal"
    room = max(LONGEST_PATH - len(str(place.absolute())) - len(longest), _LEAST_STEM)
    return stem if len(stem) <= room else stem[:room].rstrip(" .")


def _free_name(place: Path, stem: str, reason: BackupReason, now: dt.datetime) -> Path:
    moment = now.astimezone().strftime(_MOMENT)
    stem = stem_in(place, stem)
    to = place / f"{stem}.{moment}.{reason}{SUFFIX}"
    count = 1
    while to.exists():
        count += 1
        to = place / f"{stem}.{moment}-{count}.{reason}{SUFFIX}"
    return to


def _has_months_own(place: Path, now: dt.datetime) -> bool:
    local = now.astimezone()
    own = (one for one in _named(place) if one[2] is BackupReason.MONTH)
    return any((made.astimezone().year, made.astimezone().month) == (local.year, local.month) for _, made, _ in own)


def _clear_parts(place: Path, now: dt.datetime) -> None:
    """Removes what a killed program left unfinished; a day later nobody writes it any more."""
    for file in place.iterdir():
        if _PART.fullmatch(file.name):
            with suppress(OSError):
                if now - dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC) > _PART_AGE:
                    file.unlink()


# Looking -----------------------------------------------------------------------------------------------------------


def facts_of(path: Path, *, whole: bool = False) -> BackupFacts:
    """What the backup at `path` holds; HxError when it is no sound one. `whole` reads every page of it."""
    reason, made_at = _told_by_name(path)
    try:
        size = path.stat().st_size
        with closing(connections.looking(path)) as connection:
            return _facts(connection, path, made_at, reason, size, whole)
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        raise HxError(_unsound(path)) from error


def list_backups(folders: Iterable[Path], book: uuid.UUID | None = None) -> tuple[Found, ...]:
    """The backups in these places, the newest first: of one book, or of all; missing places have none.

    Copies that upgrading and restoring left in a folder itself (the book's own) count too.
    """
    found: dict[Path, Found] = {}
    for folder in folders:
        wanted = [folder / book.hex] if book is not None else _books(folder)
        for path, made_at, _ in (one for place in (folder, *wanted) for one in _named(place, place == folder)):
            facts = _looked_at(path, made_at)
            if book is None or isinstance(facts, Broken) or facts.book == book:
                found.setdefault(path, facts)
    return tuple(sorted(found.values(), key=lambda one: (one.made_at, one.path.name), reverse=True))


def last_good(folders: Iterable[Path], book: uuid.UUID) -> BackupFacts | None:
    """The newest backup of the book that can be read through and through."""
    for one in list_backups(folders, book):
        if isinstance(one, BackupFacts):
            with suppress(HxError):
                return facts_of(one.path, whole=True)
    return None


def _looked_at(path: Path, made_at: dt.datetime) -> Found:
    try:
        return facts_of(path)
    except HxError as error:
        size = 0
        with suppress(OSError):
            size = path.stat().st_size
        return Broken(path, made_at, size, str(error))


def _books(folder: Path) -> list[Path]:
    """The folders of books in a place."""
    try:
        return [one for one in folder.iterdir() if re.fullmatch("[0-9a-f]{32}", one.name) and one.is_dir()]
    except OSError:
        return []


def _named(place: Path, beside: bool = False) -> Iterator[tuple[Path, dt.datetime, BackupReason]]:
    """The files of a folder that are called like backups; with `beside` those that lie beside a book."""
    try:
        files = sorted(place.iterdir())
    except OSError:
        return
    pattern = _OLD_NAME if beside else _NAME
    for file in files:
        if pattern.fullmatch(file.name):
            with suppress(HxError, ValueError):
                reason, made_at = _told_by_name(file)
                yield file, made_at, reason


def _told_by_name(path: Path) -> tuple[BackupReason, dt.datetime]:
    """Reason and moment (UTC). Names tell the PC's own time; where they tell none, the file's last change does."""
    if match := _NAME.fullmatch(path.name):
        moment = dt.datetime.strptime(match[2], _MOMENT).astimezone()
        return BackupReason(match[3]), moment.astimezone(dt.UTC)
    try:
        moment = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except OSError as error:
        raise HxError(f"Không đọc được “{path}”. Hãy kiểm tra ổ đĩa còn nối với máy.") from error
    match = _OLD_NAME.fullmatch(path.name)
    return _BESIDE[match[2]] if match else BackupReason.ASKED, moment


def _unsound(path: Path) -> str:
    return f"“{path}” không phải là một bản sao lưu còn tốt. Hãy chọn một bản khác."


def _facts(
    connection: sqlite3.Connection, path: Path, made_at: dt.datetime, reason: BackupReason, size: int, whole: bool
) -> BackupFacts:
    def number(asked: str) -> int:
        return int(connection.execute(asked).fetchone()[0])

    version = number("PRAGMA user_version")
    pages = number("PRAGMA page_count") * number("PRAGMA page_size")
    if number("PRAGMA application_id") != APPLICATION_ID or version < 1 or pages > size:
        raise HxError(_unsound(path))
    if whole:
        backup.prove(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    counts = {
        called: number(
            f"SELECT count(*) FROM {table} WHERE binned_at IS NULL"
            if _bins(connection, table)
            else f"SELECT count(*) FROM {table}"
        )
        for table, called in _COUNTED.items()
        if table in names
    }
    row = connection.execute("SELECT id FROM book").fetchone()
    if row is None:
        raise HxError(_unsound(path))
    last, vector = None, {}
    if "action" in names:
        last = connection.execute("SELECT moment, who, name FROM action ORDER BY id DESC LIMIT 1").fetchone()
        vector = vector_of(connection)
    return BackupFacts(
        path,
        made_at,
        reason,
        uuid.UUID(bytes=row[0]),
        version,
        size,
        counts,
        dt.datetime.fromisoformat(last[0]) if last else None,
        last[1] if last else None,
        last[2] if last else None,
        vector,
    )


def vector_of(book: sqlite3.Connection) -> dict[uuid.UUID, int]:
    """How far the book had come: the last sequence of each replica that wrote in it."""
    reached = "SELECT r.identity, max(a.sequence) FROM action a JOIN replica r ON r.id = a.replica_id GROUP BY 1"
    return {uuid.UUID(bytes=replica): sequence for replica, sequence in book.execute(reached)}


def _bins(connection: sqlite3.Connection, table: str) -> bool:
    asked = "SELECT 1 FROM pragma_table_info(?) WHERE name = 'binned_at'"
    return connection.execute(asked, (table,)).fetchone() is not None
