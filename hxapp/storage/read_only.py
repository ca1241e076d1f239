"""A book that is only read: the file itself as long as SQLite can read it without writing, else a copy of it.

Never `immutable=1`: it would read over a left-over journal as if it were not there.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.storage import connections, lock, migrate, recognise
from hxapp.storage.trouble import explained, reason

_PAGES = 1000  # a step of a copy: 4 MB, between two of which others may write
_MOST_STEPS = 500  # after that many steps somebody writes all the time: the rest is copied in one
_ATTEMPTS = 3
_FOLDER, _IN_USE = "hxapp-xem-", "dang-xem"
_YOUNG = 600.0  # seconds
_log = logging.getLogger(__name__)


class Copied(Enum):
    """Why a book is shown as a copy: it lies on a share, a killed program left it unfinished, or it is older."""

    ASKED = "asked"
    UNFINISHED = "unfinished"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Copy:
    """Which copy is read in the book's place: why, as of when (UTC), and the folder that goes with it.

    `held` says that the folder is in use; one that a killed program left is removed with the next copy.
    """

    why: Copied
    moment: dt.datetime
    folder: Path
    held: lock.Lock | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is read: the file, the copy it is of the book (None for the book itself), and a connection to it."""

    file: Path
    copy: Copy | None
    connection: sqlite3.Connection


def find(path: Path, steps: Path, *, as_copy: bool) -> Shown:
    """What to read of the book at `path`, which is never written, and beside which no file is made.

    `as_copy` asks for a checked copy, for a book on a share; an unfinished or an older book is always read as one.
    HxError when it is no sound book or a newer one.
    """
    newest = migrate.newest(steps)
    if connections.is_torn(path):
        return _copy(path, steps, newest, Copied.UNFINISHED, _copy_files)
    version, connection = recognise.recognise(path, newest, reading_only=True)
    if version == newest and not as_copy:
        return Shown(path, None, connection)
    connection.close()
    return _copy(path, steps, newest, Copied.ASKED if version == newest else Copied.OLDER, _copy_pages)


def discard(copy: Copy | None) -> None:
    """Removes a copy that is read no more."""
    if copy is not None:
        if copy.held is not None:
            copy.held.release()
        shutil.rmtree(copy.folder, ignore_errors=True)


def _sweep() -> None:
    """Removes the copies that killed programs left: they hold a book's content."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with contextlib.suppress(OSError, lock.Busy):
            if time.time() - folder.stat().st_mtime > _YOUNG:  # a younger one may be just in the making
                with lock.hold_file(folder / _IN_USE, lock.this_holder(None)):
                    pass
                shutil.rmtree(folder, ignore_errors=True)


def _new_folder() -> tuple[Path, lock.Lock | None]:
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
    try:
        return folder, lock.hold_file(folder / _IN_USE, lock.this_holder(None))
    except (OSError, lock.Busy):
        return folder, None


def _copy(path: Path, steps: Path, newest: int, why: Copied, make: Callable[[Path, Path], None]) -> Shown:
    """A copy in a folder of its own that only this user reads: recovered, upgraded and checked there."""
    with explained(f"Chưa chép được sổ “{path}” để xem", files=True):
        _sweep()
        copy = Copy(why, dt.datetime.now(dt.UTC), *_new_folder())
        file = copy.folder / path.name
        try:
            make(path, file)
            version, connection = recognise.recognise(file, newest)
            connection.close()
            if version < newest:
                _upgrade(file, steps)
            return Shown(file, copy, connections.looking(file))
        except HxError as error:
            discard(copy)
            raise HxError(str(error).replace(str(file), str(path))) from error
        except BaseException:
            discard(copy)
            raise


def _upgrade(file: Path, steps: Path) -> None:
    try:
        migrate.upgrade(file, steps)
    except HxError:
        raise
    except Exception as error:
        if reason(error) is not None:
            raise
        _log.exception("upgrading a copy failed")
        raise HxError(
            f"Sổ “{file}” thuộc bản HX App cũ và chưa nâng cấp được để xem. "
            "Hãy dùng bản HX App cũ để mở sổ và gửi tệp nhật ký lỗi cho người hỗ trợ."
        ) from error


def _copy_pages(path: Path, to: Path) -> None:
    """By SQLite, one state of the book even while another program writes it."""
    steps = 0

    def count(status: int, left: int, total: int) -> None:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS:
            raise _Restless

    with closing(connections.looking(path)) as book, closing(sqlite3.connect(to, isolation_level=None)) as copy:
        for pragma in ("synchronous=OFF", "journal_mode=OFF"):  # what is not finished is thrown away
            copy.execute(f"PRAGMA {pragma}").close()
        try:
            book.backup(copy, pages=_PAGES, progress=count, sleep=0.05)
        except _Restless:
            book.backup(copy)


def _copy_files(path: Path, to: Path) -> None:
    """The book with the journal that a killed program left; nobody writes it, which is seen afterwards."""
    journals = (path.with_name(path.name + "-journal"), to.with_name(to.name + "-journal"))
    for _ in range(_ATTEMPTS):
        before = _traces(path), _traces(journals[0])
        shutil.copyfile(path, to)
        shutil.copyfile(*journals)
        if before == (_traces(path), _traces(journals[0])):
            return
    raise HxError(
        f"Sổ “{path}” đang được chương trình khác ghi, nên chưa chép được để xem. Hãy chờ ít phút rồi mở lại."
    )


def _traces(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


class _Restless(Exception):
    """A copy in small steps is begun again and again because somebody writes."""
