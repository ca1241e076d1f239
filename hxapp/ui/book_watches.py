"""What goes on behind an open book once its window stands: its backups, and the checks that opening had no time for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from hxapp.ui.book_menu import Entry
from hxapp.ui.book_view import BookView

if TYPE_CHECKING:
    from hxapp.services.checking import Finding
    from hxapp.ui.backup_watch import BackupWatch
    from hxapp.ui.check_watch import CheckWatch

_CHECKS_AFTER_MS = 2_000


class BookWatches(QObject):
    """The watches of one view. `open_entry` shows a dialog over the window, as for an entry of its menu."""

    def __init__(self, view: BookView, open_entry: Callable[[Entry], object]) -> None:
        super().__init__(view)
        self._view, self._open_entry = view, open_entry
        self.backups: BackupWatch | None = None
        self.checks: CheckWatch | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.check)

    def start(self) -> None:
        """From now on the book is backed up, and a little later checked; one that is only read is its writer's."""
        from hxapp.ui.backup_watch import BackupWatch

        if self.backups is None and not self._view.context.read_only:
            self.backups = BackupWatch(self._view.context, self._view.facts, self._view)
            self.backups.noticed.connect(self._view.status.show_notice)
            self.backups.start()
        self._later.start(_CHECKS_AFTER_MS)

    def check(self) -> None:
        """Check now, while nobody waits."""
        from hxapp.ui.check_watch import CheckWatch

        if self.checks is None:
            self.checks = CheckWatch(self._view.context, self._view.facts.identity, self._view)
            self.checks.found.connect(self._on_faults)
            self.checks.start()

    def stop_checks(self) -> None:
        """Give up a check that goes on, or was to come: the book is about to close."""
        self._later.stop()
        if self.checks is not None:
            self.checks.stop()
            self.checks = None

    def finish(self) -> None:
        """Make the last backup of what was changed; the book closes right after."""
        if self.backups is not None:
            self.backups.finish()
            self.backups = None

    def _on_faults(self, findings: tuple[Finding, ...]) -> None:
        from hxapp.ui import check_watch

        context = self._view.context
        line = check_watch.CheckBanner(findings, self._view)
        self._view.add_line(line)

        def make(context: object, window: object) -> QDialog:
            from hxapp.ui.dialogs.checks import ChecksDialog

            return ChecksDialog(self._view.context, self._view.window(), findings)

        def look() -> None:
            line.deleteLater()
            self._open_entry(Entry("", None, make))

        def put_aside() -> None:
            check_watch.put_aside(context, self._view.facts.identity, findings)
            line.deleteLater()

        line.look_wanted.connect(look)
        line.put_aside.connect(put_aside)
