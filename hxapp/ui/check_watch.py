"""Checks the open book while nobody waits: soon after opening what there was no time for, and all of it once a week.

What is found stands as a quiet line over the tabs, which leads to the dialog 'Kiểm tra sổ'.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.ui import jobs
from hxapp.ui.context import Context

if TYPE_CHECKING:
    from hxapp.services.checking import Finding
    from hxapp.storage.database import Database

STARTS_AFTER_MS = 8_000
"""The clerk works first."""
EVERY = dt.timedelta(days=7)


class CheckWatch(QObject):
    """Watches one open book. Signal: `found(findings)`: something is wrong that was not put aside before."""

    found = Signal(object)

    def __init__(self, context: Context, book: uuid.UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._book = context, book
        self._job: jobs.Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.check)

    def start(self) -> None:
        """Checks in a while; a book that is only read is its writer's to check."""
        if not self._context.read_only:
            self._timer.start(STARTS_AFTER_MS)

    def stop(self) -> None:
        """The book closes: nothing begins any more, and what runs ends at its next step."""
        self._timer.stop()
        if self._job is not None and self._job.running:
            self._job.cancel()
        self._job = None

    def check(self) -> None:
        """Checks now, in a thread of its own: all of the book when that is due, else its file."""
        full = is_due(self._context, self._book)
        database = self._context.database
        earlier = earlier_copies(self._context, self._book) if full else None

        def work(report: jobs.Report) -> tuple[Finding, ...]:
            from hxapp.services import checking

            if earlier is not None:
                return checking.full_check(database, paths.DB, report, earlier.newest())
            return checking.quick_check(database, report)

        self._job = self._context.run(work, lambda findings: self._on_checked(findings, full), self._on_failed)

    def _on_checked(self, findings: tuple[Finding, ...], full: bool) -> None:
        if self._job is None:
            return  # stopped meanwhile
        if full:
            note_full_check(self._context, self._book)
        if findings and self._context.preferences.text(_key(self._book, "seen")) != _digest(findings):
            self.found.emit(findings)

    def _on_failed(self, error: Exception) -> None:
        if self._job is not None and not isinstance(error, HxError):
            raise error  # nobody else would tell; a busy disk is tried again the next time


def is_due(context: Context, book: uuid.UUID) -> bool:
    """Whether the whole book was last checked a week ago or earlier, on this PC; a clock set back makes it due."""
    with suppress(ValueError):
        last = dt.datetime.fromisoformat(context.preferences.text(_key(book, "full")))
        return not dt.timedelta() <= context.now - last < EVERY
    return True


def note_full_check(context: Context, book: uuid.UUID) -> None:
    """Remembers that the whole book was checked now."""
    context.preferences.set_text(_key(book, "full"), context.now.astimezone(dt.UTC).isoformat())


def put_aside(context: Context, book: uuid.UUID, findings: Sequence[Finding]) -> None:
    """The clerk has seen these: the line comes back only with others."""
    context.preferences.set_text(_key(book, "seen"), _digest(findings))


class Backups:
    """Where backups of the open book lie, for checks and repairs; asked in the thread that needs them."""

    def __init__(self, book: Path, identity: uuid.UUID, home: Path) -> None:
        self._book, self._identity, self._home = book, identity, home

    def newest(self) -> tuple[Path, ...]:
        """The newest backup that can be read through and through, if there is one."""
        from hxapp.services import backups

        good = backups.last_good(disks.backup_places(self._book, self._home), self._identity)
        return () if good is None else (good.path,)

    def make(self, database: Database, now: dt.datetime) -> None:
        """A backup before a repair; HxError when it can't be made."""
        from hxapp.services import backups

        folder = disks.backup_folder(self._book, self._home)
        backups.back_up(database, folder, backups.BackupReason.REPAIR, now)


def earlier_copies(context: Context, book: uuid.UUID) -> Backups:
    """The backups of the open book."""
    return Backups(context.database.path, book, paths.data_folder())


def said(findings: Sequence[Finding]) -> str:
    """What the line says: how much was found, and whether it is grave."""
    from hxapp.services.checking import Severity

    if any(one.severity is Severity.RESTORE for one in findings):
        return f"Kiểm tra sổ: thấy {len(findings)} chỗ hỏng. Hãy xem ngay, trước khi nhập thêm."
    if any(one.severity is Severity.MEND for one in findings):
        return f"Kiểm tra sổ: thấy {len(findings)} chỗ cần sửa. Số liệu khác vẫn dùng bình thường."
    return f"Kiểm tra sổ: thấy {len(findings)} chỗ cần lưu ý trong lịch sử cũ. Số liệu không bị ảnh hưởng."


def _digest(findings: Sequence[Finding]) -> str:
    return f"{zlib.crc32(chr(10).join(sorted(one.sentence for one in findings)).encode('utf-8', 'replace')):08x}"


def _key(book: uuid.UUID, what: str) -> str:
    return f"checks/{book.hex}-{what}"
