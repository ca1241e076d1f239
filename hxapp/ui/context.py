"""What a tab is given: the open book, the place in it (year, period, stage), what changed, jobs and preferences.

A tab reads `context.database.read()`, writes in `with context.database.begin("Sửa chỉ tiêu") as session:` and hears
`changed` afterwards by itself; it never tells another tab anything. `show_row` leads to a row of another tab.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period
from hxapp.storage.database import Database
from hxapp.storage.lock import NoWriting
from hxapp.ui import jobs
from hxapp.ui.preferences import Preferences

_LOOK_EVERY = 2000  # milliseconds


class Context(QObject):
    """The open book and where the clerk stands in it.

    Signals: `changed(frozenset[str])`: a commit wrote these tables, from whatever thread; always in the UI's thread.
    `place_changed()`: year, period or stage is another. `row_wanted(tab name, row id or None, chip key or "")`: the
    window shows that tab and there that row or that filter. `asked(what)`: the tab asks the window to 'import',
    'export' or 'print' what it shows. `restore_wanted(backup)`: the window closes the book and brings that one back.
    `looked(sentence)`: a book that is only read was looked at again; '' or why it must be opened anew.
    """

    changed = Signal(object)
    place_changed = Signal()
    row_wanted = Signal(str, object, str)
    asked = Signal(str)
    restore_wanted = Signal(object)
    looked = Signal(str)
    _told = Signal(object)

    def __init__(
        self,
        database: Database,
        preferences: Preferences,
        clock: Callable[[], dt.datetime],
        *,
        year: int,
        period: Period,
        stage: Stage = Stage.FINAL,
        practice_day: dt.date | None = None,
        reading_because: NoWriting | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.database = database
        self.preferences = preferences
        self._clock = clock
        self._practice_day = practice_day
        self._year, self._period, self._stage = year, period, stage
        self._told.connect(self.changed)  # queued by Qt when a job's thread told it
        self._stop = database.listen(self._told.emit)
        self.reading_because = reading_because
        self._timer: QTimer | None = None
        if database.read_only:
            self._timer = QTimer(self)
            self._timer.setInterval(_LOOK_EVERY)
            self._timer.timeout.connect(self.look_again)
            self._timer.start()

    @property
    def read_only(self) -> bool:
        """Whether the book is only read: nothing is typed, and every action is refused in words."""
        return self.database.read_only

    def writes(self, *things: QAction | QWidget) -> None:
        """These change the book: they are greyed for good where it is only read."""
        if self.read_only:
            from hxapp.ui.shut import shut

            shut(*things)

    def look_again(self) -> None:
        """See whether another program has changed the book that is only read; `changed` follows, and `looked`."""
        try:
            self.database.look_again()
        except HxError as error:
            self.looked.emit(str(error))
        else:
            self.looked.emit("")

    @property
    def today(self) -> dt.date:
        """The day that deadlines are judged by: the PC's, but in a practice book the day of its story."""
        return self._practice_day or self._clock().date()

    @property
    def now(self) -> dt.datetime:
        """This moment at the PC's place, with its zone; services that note a moment take it as it is."""
        return self._clock()

    @property
    def year(self) -> int:
        return self._year

    @property
    def period(self) -> Period:
        return self._period

    @property
    def stage(self) -> Stage:
        return self._stage

    def move(self, *, year: int | None = None, period: Period | None = None, stage: Stage | None = None) -> None:
        """Stand elsewhere; `place_changed` follows when anything is another."""
        before = (self._year, self._period, self._stage)
        self._year = self._year if year is None else year
        self._period = self._period if period is None else period
        self._stage = self._stage if stage is None else stage
        if before != (self._year, self._period, self._stage):
            self.place_changed.emit()

    def show_row(self, tab: str, row_id: object | None = None, chip: str = "") -> None:
        """Lead to a row, or to the rows of one chip, on the tab of that name ('indicators', 'tasks', 'checklist')."""
        self.row_wanted.emit(tab, row_id, chip)

    def run(
        self,
        work: Callable[[jobs.Report], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        title: str = "",
        parent: Any = None,
    ) -> jobs.Job:
        """Long work off the UI's thread, see `jobs.run`; `work` opens `context.database.job()` itself."""
        return jobs.run(work, done, failed, title=title, parent=parent)

    def close(self) -> None:
        """Stop listening to the book and let go of its file."""
        if self._timer is not None:
            self._timer.stop()
        self._stop()
        self.database.close()
