"""What goes on behind an open book once its window stands: its backups, the checks that opening had no time for,
and whether another copy of it has what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from hxapp.ui.book_menu import RESTORE, Entry
from hxapp.ui.book_view import BookView

if TYPE_CHECKING:
    from hxapp.services.checking import Finding
    from hxapp.services.parting import Parting
    from hxapp.ui.backup_watch import BackupWatch
    from hxapp.ui.check_watch import CheckWatch
    from hxapp.ui.context import Context
    from hxapp.ui.parted_watch import PartedWatch
    from hxapp.ui.quiet_line import NoticeLine

_AFTER_MS = 2_000


class BookWatches(QObject):
    """The watches of one view. `open_entry` shows a dialog over the window, as for an entry of its menu."""

    def __init__(self, view: BookView, open_entry: Callable[[Entry], object]) -> None:
        super().__init__(view)
        self._view, self._open_entry = view, open_entry
        self.backups: BackupWatch | None = None
        self.checks: CheckWatch | None = None
        self.parted: PartedWatch | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look)

    def start(self) -> None:
        """From now on the book is backed up (not one that is only read: that is its writer's); a little later look."""
        from hxapp.ui.backup_watch import BackupWatch

        if self.backups is None and not self._view.context.read_only:
            self.backups = BackupWatch(self._view.context, self._view.facts, self._view)
            self.backups.noticed.connect(self._view.status.show_notice)
            self.backups.start()
        self._later.start(_AFTER_MS)

    def look(self) -> None:
        """What could wait until the clerk has begun to work: other copies, then the checks."""
        self.look_for_copies()
        self.check()

    def look_for_copies(self) -> None:
        """Look now whether another copy of the book has what this one lacks."""
        from hxapp.ui.parted_watch import PartedWatch

        if self.parted is None:
            self.parted = PartedWatch(self._view.context, self._view.facts.identity, self._view)
            self.parted.found.connect(self._on_parted)
            self.parted.look()

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
        if self.parted is not None:
            self.parted.stop()
            self.parted = None
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

        def make(_context: object, _window: object) -> QDialog:
            from hxapp.ui.dialogs.checks import ChecksDialog

            return ChecksDialog(self._view.context, self._view.window(), findings)

        line = self._tell(check_watch.said(findings), make)
        line.put_aside.connect(lambda: check_watch.put_aside(context, self._view.facts.identity, findings))

    def _on_parted(self, parting: Parting) -> None:
        from hxapp.ui import parted_watch

        context, identity = self._view.context, self._view.facts.identity

        def make(_context: object, _window: object) -> QDialog:
            from hxapp.ui.dialogs.parted import PartedDialog

            dialog = PartedDialog(context, parting, self._view.window())
            dialog.known.connect(know)
            dialog.known.connect(line.deleteLater)
            dialog.other_wanted.connect(other)
            return dialog

        def know() -> None:
            parted_watch.note(context.preferences, identity, parting.vector)

        def other() -> None:
            if parting.is_backup:
                self._open_entry(RESTORE)
            else:
                self._view.other_wanted.emit(parting.there.path)

        line = self._tell(parted_watch.said(parting, context.now.tzinfo), make, stays=True)

    def _tell(self, text: str, make: Callable[[Context, QWidget], QDialog], *, stays: bool = False) -> NoticeLine:
        """A line over the tabs that leads to a dialog; `stays` where looking alone does not settle it."""
        from hxapp.ui.quiet_line import NoticeLine

        line = NoticeLine(text, self._view)
        self._view.add_line(line)

        def look() -> None:
            if not stays:
                line.deleteLater()
            self._open_entry(Entry("", None, make))

        line.look_wanted.connect(look)
        line.put_aside.connect(line.deleteLater)
        return line
