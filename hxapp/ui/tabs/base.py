"""A tab: one screen of the book, which reloads itself when what it shows was changed and it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from hxapp.domain.errors import HxError
from hxapp.ui import messages
from hxapp.ui.context import Context


class Tab(QWidget):
    """What the window asks of every screen.

    A subclass sets `name` ('indicators'), `title` ('Chỉ tiêu'), `subjects` (the table names it shows), `sheet` (what
    the command line and Excel call it, '' when it has none) and `report` (its report's name), and says in `reload` how
    it reads the book. `reload` is called when the tab is shown for the first time, when one of its subjects changed
    and when the place did; hidden tabs only become stale.

    Signal: `status_changed()`: `hidden_text()` or `status_text()` says something else.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    subjects: ClassVar[frozenset[str]] = frozenset()
    sheet: ClassVar[str] = ""
    report: ClassVar[str] = ""
    has_panel: ClassVar[bool] = False
    searchable: ClassVar[bool] = True

    status_changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._stale = True
        self._shown_once = False
        context.changed.connect(self._on_changed)
        context.place_changed.connect(self._on_place_changed)

    # What a subclass says ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the book anew and show it."""
        raise NotImplementedError

    def show_row(self, row_id: object) -> bool:
        """Bring that row into sight; False when the tab has no such row."""
        return False

    def show_chip(self, key: str) -> None:
        """Filter by the chip of that key."""

    def search(self, text: str) -> None:
        """Show what holds these words."""

    def status_text(self) -> str:
        """What the status line tells of the tab ('38 nhiệm vụ, 5 mục lớn')."""
        return ""

    def hidden_text(self) -> str:
        """What the tab does not show for want of room, and how to see it; '' when nothing is hidden."""
        return ""

    def may_leave(self) -> bool:
        """Whether the tab, its place or the book may be left: nothing typed is unsaved or refused."""
        return True

    def toggle_panel(self) -> None:
        """Show or hide the side panel (F4)."""

    def remove_selected(self) -> None:
        """Put the selected rows into the bin (Del), after asking."""

    def sheet_choice(self) -> Mapping[str, str]:
        """What else decides what is exported: the ids of the set and the round that are shown ('set', 'round')."""
        return {}

    def actions_offered(self) -> tuple[QAction, ...]:
        """What the tab itself offers in its strip and in the window's menu."""
        return ()

    # When it reloads -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Reload if something changed since the last time."""
        if not self._stale:
            return
        self._stale = False
        try:
            self.reload()
        except HxError as error:
            messages.refuse(self, error)
        self.status_changed.emit()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & self.subjects:
            self._become_stale()

    def _on_place_changed(self) -> None:
        self._become_stale()

    def _become_stale(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


class TabEntry(NamedTuple):
    """A tab as the bar names it; `load` imports its class when the tab is first shown, so that a start pays for one."""

    name: str
    title: str
    load: Callable[[], type[Tab]]
