"""Backs the open book up while the clerk works: first change of a day, every 30 minutes of change, and at closing.

A second place (a USB disk, known again by its volume) gets the newest backups when it is plugged in. Trouble stands in
the line at the foot of the window, never in a box.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
import traceback
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from hxapp import disks, paths
from hxapp.domain import thinning
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.services.books import BookFacts
from hxapp.ui import jobs
from hxapp.ui.context import Context
from hxapp.ui.preferences import Preferences

if TYPE_CHECKING:
    from hxapp.services.backup_places import Thinned
    from hxapp.storage.database import Database

EVERY = dt.timedelta(minutes=30)
AGAIN = dt.timedelta(minutes=10)
"""After trouble the next try waits so long."""
OUTSIDE_WITHIN = dt.timedelta(days=7)
LOOKS_EVERY_MS = 60_000
FIRST_LOOK_MS = 5_000
CLOSING_SECONDS = 4.0
"""The most that copying may keep a window from closing."""

_log = logging.getLogger("hxapp")


# The second place --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """A folder on a volume that comes and goes; `called` is how the clerk knew it when it was chosen."""

    identity: str
    folder: str
    called: str


def second_place(preferences: Preferences) -> SecondPlace | None:
    """The second place that was chosen on this PC, for all its books."""
    identity, folder = preferences.text("backups/second"), preferences.text("backups/second-folder")
    return SecondPlace(identity, folder, preferences.text("backups/second-called")) if identity and folder else None


def choose_second_place(preferences: Preferences, place: SecondPlace | None) -> None:
    """Remembers the second place, or that there is none."""
    for key, value in zip(
        ("second", "second-folder", "second-called"),
        (place.identity, place.folder, place.called) if place is not None else ("", "", ""),
        strict=True,
    ):
        preferences.set_text(f"backups/{key}", value)


def carried_at(preferences: Preferences, book: uuid.UUID) -> dt.datetime | None:
    """When the book's newest backup was last seen to lie at the second place (UTC)."""
    return _moment(preferences, book, "outside")


def note_carried(preferences: Preferences, book: uuid.UUID, now: dt.datetime) -> None:
    """The book's newest backup lies at the second place now."""
    _note(preferences, book, "outside", now)


def carry(
    book: Path, identity: uuid.UUID, volume: disks.Volume, folder: str, now: dt.datetime, report: jobs.Report
) -> bool:
    """Copies the newest backups to the volume and thins what lies there, in the calling thread; whether any lie there.

    HxError when they can't be copied.
    """
    from hxapp.services import backup_places, backups

    to = volume.root / folder
    backup_places.carry_out(disks.backup_folder(book, paths.data_folder()), identity, to, report)
    backup_places.thin(to, now, thinning.limit_of(volume.total))
    return any(isinstance(one, backups.BackupFacts) for one in backups.list_backups([to], identity))


# The watch ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Outcome:
    """What the job's thread leaves for a window that closes before it hears of the job's end."""

    made: bool = False


class _Late(Exception):
    """The window has waited long enough for the backup at closing."""


class BackupWatch(QObject):
    """Watches one book that is open for writing.

    Signal: `noticed(words, sentence)`: what the status line shows, and the whole of it; both empty when all is well.
    """

    noticed = Signal(str, str)

    def __init__(self, context: Context, facts: BookFacts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._facts = context, facts
        self._since: dt.datetime | None = None  # the first change that no backup holds
        self._covering: dt.datetime | None = None  # the first change that the running job's backup will hold
        self._outcome = _Outcome()
        self._job: jobs.Job | None = None
        self._failed_at: dt.datetime | None = None
        self._trouble: dict[str, tuple[str, str]] = {}
        self._plugged = False
        self._to_carry = True
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        context.changed.connect(self._on_changed)

    def start(self) -> None:
        """Looks every minute from now on, for the first time in a moment."""
        self._timer.start()
        QTimer.singleShot(FIRST_LOOK_MS, self, self.look)

    def finish(self) -> None:
        """The book closes, and no job runs any more: a last backup where there are changes that none holds yet.

        Trouble is only logged, and the window waits a few seconds at most.
        """
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        self._context.changed.disconnect(self._on_changed)
        self._settle(self._outcome.made)
        if self._since is None:
            return
        from hxapp.services import backups

        until = time.monotonic() + CLOSING_SECONDS

        def report(done: int, total: int, text: str) -> None:
            if time.monotonic() > until:
                raise _Late

        database, now = self._context.database, self._context.now
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            folder = disks.backup_folder(database.path, paths.data_folder())
            backups.back_up(database, folder, backups.BackupReason.CLOSE, now, report)
            _note(self._context.preferences, self._facts.identity, "made", now)
        except Exception as error:  # noqa: BLE001 - the window closes whatever became of the backup
            _log_trouble("at closing", error)
        finally:
            QApplication.restoreOverrideCursor()

    def look(self) -> None:
        """What is due by now: a backup, else a look for the second place."""
        if self._stopped or self._busy():
            return
        now = self._context.now
        if self._since is not None and self._may_try(now) and (self._is_new_day(now) or not _within(self._since, now)):
            self._back_up()
        else:
            self._look_outside()
        self._show_outside()

    def _on_changed(self, _tables: frozenset[str]) -> None:
        now = self._context.now
        if self._since is None:
            self._since = now
        if not self._busy() and self._is_new_day(now) and self._may_try(now):
            self._back_up()

    def _busy(self) -> bool:
        if self._job is not None and self._job.running:
            return True
        if self._job is not None:  # cancelled together with all others: nobody told us
            self._settle(self._outcome.made)
        return False

    def _settle(self, made: bool) -> None:
        """The job has ended: what its backup was to hold is held, or is to be backed up still."""
        if self._covering is not None and not made:
            self._since = self._covering
        self._covering = self._job = None

    def _is_new_day(self, now: dt.datetime) -> bool:
        last = _moment(self._context.preferences, self._facts.identity, "made")
        return last is None or last.astimezone(now.tzinfo).date() != now.date()

    def _may_try(self, now: dt.datetime) -> bool:
        return self._failed_at is None or not dt.timedelta() <= now - self._failed_at < AGAIN

    # Backing up ----------------------------------------------------------------------------------------------------

    def _back_up(self) -> None:
        database, now = self._context.database, self._context.now
        of_day = self._is_new_day(now)
        self._covering, self._since = self._since, None
        outcome = self._outcome = _Outcome()

        def work(report: jobs.Report) -> Thinned:
            return _made(database, of_day, now, report, outcome)

        self._job = self._context.run(work, lambda thinned: self._on_made(thinned, now), self._on_not_made)

    def _on_made(self, thinned: Thinned, now: dt.datetime) -> None:
        if self._stopped:
            return
        self._note_made(now)
        self._tell("thinned", "Nơi sao lưu gần đầy" if thinned.sentence else "", thinned.sentence)
        self._look_outside()

    def _note_made(self, now: dt.datetime) -> None:
        self._settle(made=True)
        self._failed_at, self._to_carry = None, True
        _note(self._context.preferences, self._facts.identity, "made", now)
        self._tell("made", "", "")

    def _on_not_made(self, error: Exception) -> None:
        if self._stopped:
            return
        _log_trouble("while working", error)
        if self._outcome.made:  # only thinning failed: the next one thins
            self._note_made(self._context.now)
            return
        self._settle(made=False)
        self._failed_at = self._context.now
        self._tell("made", "Chưa sao lưu được", _sentence(error))

    # Outside -------------------------------------------------------------------------------------------------------

    def _look_outside(self) -> None:
        second = second_place(self._context.preferences)
        if second is None or self._busy():
            return
        path, now, identity = self._context.database.path, self._context.now, self._facts.identity
        was_plugged, to_carry = self._plugged, self._to_carry

        def work(report: jobs.Report) -> tuple[bool, bool]:
            volume = disks.volume_called(second.identity, disks.volumes())
            if volume is None or (was_plugged and not to_carry):
                return volume is not None, False
            return True, carry(path, identity, volume, second.folder, now, report)

        self._job = self._context.run(work, lambda found: self._on_looked(*found), self._on_not_carried)

    def _on_looked(self, plugged: bool, carried: bool) -> None:
        if self._stopped:
            return
        self._settle(made=True)
        if plugged and (self._to_carry or not self._plugged):
            self._to_carry = False
        self._plugged = plugged
        if carried:
            note_carried(self._context.preferences, self._facts.identity, self._context.now)
        if plugged:
            self._tell("carried", "", "")
        self._show_outside()

    def _on_not_carried(self, error: Exception) -> None:
        if self._stopped:
            return
        _log_trouble("to the second place", error)
        self._settle(made=True)
        self._plugged, self._to_carry = True, False  # not every minute: with the next backup, or when plugged in anew
        self._tell("carried", "Chưa sao lưu ra ngoài được", _sentence(error))

    def _show_outside(self) -> None:
        self._tell("outside", *outside_words(self._context.preferences, self._facts, self._context.now))

    # Telling -------------------------------------------------------------------------------------------------------

    def _tell(self, about: str, words: str, sentence: str) -> None:
        """Tells the gravest that there is to tell, when it is another than before."""
        before = self._gravest()
        self._trouble[about] = (words, sentence)
        if before != self._gravest():
            self.noticed.emit(*self._gravest())

    def _gravest(self) -> tuple[str, str]:
        told = (self._trouble.get(about, ("", "")) for about in ("made", "carried", "thinned", "outside"))
        return next((one for one in told if one[0]), ("", ""))


def outside_words(preferences: Preferences, facts: BookFacts, now: dt.datetime) -> tuple[str, str]:
    """'Chưa sao lưu ra ngoài 9 ngày' and what to do about it; empty while a week has not gone by, or for practice."""
    second = second_place(preferences)
    waiting = now - (carried_at(preferences, facts.identity) or facts.made_at)
    if facts.origin is BookOrigin.PRACTICE or waiting <= OUTSIDE_WITHIN:
        return "", ""
    words = f"Chưa sao lưu ra ngoài {waiting.days} ngày"
    if second is None:
        return words, (
            f"{words}: mọi bản sao lưu đều nằm trên máy này. Hãy cắm một USB, rồi vào trình đơn “Lịch sử và an toàn”, "
            "mục “Sao lưu…”, bấm “Chọn nơi sao lưu thứ hai…”."
        )
    return words, f"{words}. Hãy cắm “{second.called}” vào máy: các bản sao lưu mới nhất được tự chép sang."


def _made(database: Database, of_day: bool, now: dt.datetime, report: jobs.Report, outcome: _Outcome) -> Thinned:
    """A backup (the day's first or not) and what thinning removed after it, in the job's thread."""
    from hxapp.services import backup_places, backups

    folder = disks.backup_folder(database.path, paths.data_folder())
    reason = backups.BackupReason.DAY if of_day else backups.BackupReason.TIME
    backups.back_up(database, folder, reason, now, report)
    outcome.made = True
    return backup_places.thin(folder, now, thinning.limit_of(disks.room_of(folder)[1]))


def _within(since: dt.datetime, now: dt.datetime) -> bool:
    """Whether it is too early still; a clock that was set back makes it due."""
    return dt.timedelta() <= now - since < EVERY


def _moment(preferences: Preferences, book: uuid.UUID, what: str) -> dt.datetime | None:
    with suppress(ValueError):
        moment = dt.datetime.fromisoformat(preferences.text(f"backups/{book.hex}-{what}"))
        return moment if moment.tzinfo is not None else None
    return None


def _note(preferences: Preferences, book: uuid.UUID, what: str, now: dt.datetime) -> None:
    preferences.set_text(f"backups/{book.hex}-{what}", now.astimezone(dt.UTC).isoformat())


def _sentence(error: Exception) -> str:
    if isinstance(error, HxError):
        return str(error)
    return "Chưa sao lưu được vì một lỗi ngoài dự kiến; chương trình sẽ tự thử lại. Sổ không bị ảnh hưởng."


def _log_trouble(when: str, error: Exception) -> None:
    """Where it went wrong; of an unexpected error not its words, which may hold a piece of the book."""
    if isinstance(error, HxError):
        _log.warning("no backup %s: %s", when, error)
    else:
        places = "".join(traceback.format_tb(error.__traceback__))
        _log.warning("no backup %s: %s\n%s", when, type(error).__name__, places)
