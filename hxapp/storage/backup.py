"""A copy of a book that is proved before it counts: by SQLite's backup, in small steps that keep nobody from saving.

SQLite begins a copy anew when another connection writes the book. After a few such restarts the copy goes on through
the connection that writes (its own writes go into the copy at once, see https://www.sqlite.org/c3ref/backup_finish.html),
and where there is none, inside one reading, during which a writer waits.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.storage import connections, whole_files
from hxapp.storage.recognise import APPLICATION_ID

Told = Callable[[int, int, str], None]
"""Hears how far the work is (done, of how many, at what) and may raise to end it."""

_STEP = 512 * 1024  # bytes: a millisecond or two, between two of which everybody may write
_PAUSE = 0.003  # seconds between two steps
_SYNCED = (
    4 * 1024 * 1024
)  # bytes: all at once, the disk would keep a save of the book waiting until it has written them
_RESTARTS = 3
_PATIENCE = 60.0  # seconds that one writer may hold the book
_COPYING, _PROVING = "Đang chép sổ…", "Đang kiểm tra bản sao…"


class NotCopied(HxError):
    """A copy that could not be made: `cause` is why, for whoever makes one for something else than a backup.

    `damaged` says that what was to be copied is not whole.
    """

    def __init__(self, to: Path, cause: str, advice: str, *, damaged: bool = False) -> None:
        super().__init__(f"Chưa sao lưu được thành “{to.name}”: {cause}. {advice}. Không để lại tệp dở dang nào.")
        self.cause, self.damaged = cause, damaged


def copy_book(
    source: sqlite3.Connection | Path,
    to: Path,
    progress: Told | None = None,
    *,
    writer: sqlite3.Connection | None = None,
    prepare: Callable[[sqlite3.Connection], None] | None = None,
) -> None:
    """Copies a book to the new file `to`, which takes its name when it is written to the disk, opened and checked.

    `source` is the book's path, or a connection of the calling thread. `writer` is the connection that others write
    the book through meanwhile, in whatever thread: it is only given to SQLite's backup. `prepare` may change the copy
    before it is checked. `progress` ends the work by raising.

    HxError when the copy can't be made or is not sound, or `to` is there already; whatever fails, no file is left.
    """
    if os.path.lexists(to):
        raise HxError(f"Đã có “{to}”. Bản sao không ghi đè lên tệp có sẵn: hãy chọn tên khác.")
    if not to.parent.is_dir():
        raise HxError(f"Không có thư mục “{to.parent}” để sao lưu. Hãy cắm lại ổ đĩa hoặc chọn nơi khác.")
    told = progress or (lambda done, total, text: None)
    with explained(to):
        part = whole_files.beside(to)
        try:
            if isinstance(source, Path):
                with closing(reader(source)) as book:
                    _make(book, writer, part, to, told, prepare)
            else:
                _make(source, writer, part, to, told, prepare)
            whole_files.take_name(part, to)
        finally:
            whole_files.discard(part)
        whole_files.settle(to.parent)


def prove(path: Path) -> None:
    """HxError unless the closed file at `path` is a sound book through and through."""
    try:
        with closing(connections.looking(path)) as connection:
            sound = _is_sound(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR):
            raise HxError(f"Chưa đọc được “{path}”. Hãy kiểm tra ổ đĩa còn nối với máy rồi làm lại.") from error
        sound = False
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise HxError(f"Bản sao “{path}” bị hỏng, không dùng được. Hãy chọn một bản khác.")


@contextmanager
def explained(to: Path) -> Iterator[None]:
    """Trouble with the disk inside the block, told as trouble of copying to `to`."""
    try:
        yield
    except sqlite3.Error as error:
        if (told := _trouble(getattr(error, "sqlite_errorcode", 0) & 0xFF, to)) is None:
            raise
        raise told from error
    except OSError as error:
        code = _BY_ERRNO.get(error.errno or 0, sqlite3.SQLITE_IOERR)
        raise _trouble(code, to) or error from error


_BY_ERRNO = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.ENOENT: sqlite3.SQLITE_CANTOPEN,
    errno.ENOTDIR: sqlite3.SQLITE_CANTOPEN,
}


def _trouble(code: int, to: Path) -> NotCopied | None:
    folder = to.parent
    if code == sqlite3.SQLITE_FULL:
        advice = "Hãy xóa bớt tệp không cần đến trên ổ đó, hoặc chọn nơi sao lưu khác"
        return NotCopied(to, f"ổ đĩa chứa “{folder}” đã đầy", advice)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        advice = "Hãy bỏ khóa ghi của ổ đĩa, hoặc chọn nơi sao lưu khác"
        return NotCopied(to, f"không được phép ghi vào “{folder}”", advice)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        cause = f"ổ đĩa chứa sổ hoặc “{folder}” không đọc ghi được nữa (có thể USB đã bị rút)"
        return NotCopied(to, cause, "Hãy cắm lại ổ đĩa rồi sao lưu lại")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return NotCopied(to, *_BUSY)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return NotCopied(to, *_DAMAGED, damaged=True)
    return None


_BUSY = ("sổ đang bận vì một việc khác", "Hãy chờ việc đó xong rồi sao lưu lại")
_DAMAGED = (
    "tệp sổ bị hỏng",
    "Hãy giữ nguyên tệp và các bản sao lưu cũ, rồi khôi phục từ bản sao lưu gần nhất còn tốt",
)


def reader(path: Path) -> sqlite3.Connection:
    """A connection of our own; only where a killed program left the book unfinished does it roll that back."""
    return connections.bare(path) if connections.is_torn(path) else connections.looking(path)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a book says of itself, and how many rows its tables have (their last number where rows are numbered)."""

    application: int
    version: int
    identity: bytes | None
    counts: dict[str, int]

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> _Said:
        application, version = (_pragma(connection, name) for name in ("application_id", "user_version"))
        names = {name for (name,) in connection.execute(_TABLES).fetchall()}
        counts = {}
        for name in sorted(names):
            asked = "max(id)" if name in _NUMBERED else "count(*)"
            if name not in _UNCOUNTED:
                counts[name] = connection.execute(f'SELECT {asked} FROM "{name}"').fetchone()[0] or 0
        row = connection.execute("SELECT id FROM book").fetchone() if "book" in names else None
        return cls(application, version, row[0] if row else None, counts)


_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
# History is only ever added to: its last number tells what counting would, and takes no time from whoever writes.
_NUMBERED = {"replica", "action", "row_change"}
_UNCOUNTED = {"field_change", "running_action"}


def _make(
    book: sqlite3.Connection,
    writer: sqlite3.Connection | None,
    part: Path,
    to: Path,
    told: Told,
    prepare: Callable[[sqlite3.Connection], None] | None,
) -> None:
    before = _pragma(book, "data_version")
    _copy(book, writer, part, told)
    with closing(_unguarded(part)) as copy:
        said = _Said.of(book)
        if before != _pragma(book, "data_version"):  # somebody wrote meanwhile: only the copy tells what it must hold
            said = replace(said, counts=_Said.of(copy).counts)
        if prepare is not None:
            prepare(copy)
    _sync(part)
    told(0, 0, _PROVING)
    with closing(connections.looking(part)) as copy:
        if not _is_sound(copy):
            raise NotCopied(to, *_DAMAGED, damaged=True)
        found = _Said.of(copy)
    if found != said:
        raise NotCopied(to, "bản chép không khớp với sổ", "Hãy sao lưu lại, hoặc chọn ổ đĩa khác")


def _unguarded(part: Path) -> sqlite3.Connection:
    """A connection to a copy in the making: one that is not finished is thrown away, so nothing guards its writes."""
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        for pragma in ("synchronous=OFF", "journal_mode=OFF"):
            copy.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        copy.close()
        raise
    return copy


def _copy(book: sqlite3.Connection, writer: sqlite3.Connection | None, part: Path, told: Told) -> None:
    pages = max(1, _STEP // _pragma(book, "page_size"))
    handle = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))

    def run(source: sqlite3.Connection, steps: _Steps) -> None:
        os.ftruncate(handle, 0)  # what a copy that was given up has left is no book
        with closing(_unguarded(part)) as copy:
            source.backup(copy, pages=pages, progress=steps, sleep=0.02)

    try:
        try:
            run(book, _Steps(handle, pages, told))
            return
        except _Restless:
            pass
        if writer is not None:
            run(writer, _Steps(handle, pages, told, most_restarts=None))
            return
        book.execute("BEGIN").close()
        try:
            book.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()  # the reading begins
            run(book, _Steps(None, pages, told))
        finally:
            book.execute("ROLLBACK").close()
    finally:
        os.close(handle)


class _Steps:
    """What happens between two steps: others get their turn, the disk what was copied, the user a sign of life."""

    def __init__(self, handle: int | None, pages: int, told: Told, most_restarts: int | None = _RESTARTS) -> None:
        self._handle, self._told, self._most = handle, told, most_restarts
        self._every = max(1, _SYNCED // (pages * 4096))
        self._count = self._restarts = 0
        self._left: int | None = None
        self._since = time.monotonic()

    def __call__(self, status: int, left: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() - self._since > _PATIENCE:
                raise HxError("Chưa sao lưu được: sổ đang bận vì một việc khác. Hãy chờ việc đó xong rồi sao lưu lại.")
            return
        self._since = time.monotonic()
        if self._left is not None and left > self._left:
            self._restarts += 1
            if self._most is not None and self._restarts > self._most:
                raise _Restless
        self._left = left
        self._count += 1
        self._told(total - left, total, _COPYING)
        if self._handle is not None:
            if self._count % self._every == 0:
                os.fsync(self._handle)
            time.sleep(_PAUSE)


class _Restless(Exception):
    """The copy is begun again and again because somebody writes."""


def _is_sound(connection: sqlite3.Connection) -> bool:
    try:
        return (
            # A row that points nowhere is the book's own fault, and no reason to leave it without a backup.
            connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            and _pragma(connection, "application_id") == APPLICATION_ID
            and _pragma(connection, "user_version") >= 1
        )
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        return False
    except UnicodeDecodeError:  # SQLite's own complaint quotes what is no text
        return False


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
