"""One open book: bar, tabs, status line; leads from tab to tab and asks before anything typed would be lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from hxapp.domain.documents import BookOrigin
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period, PeriodKind, periods_of
from hxapp.services import books
from hxapp.services.books import BookFacts
from hxapp.ui import messages
from hxapp.ui.context import Context
from hxapp.ui.status_line import StatusLine
from hxapp.ui.tabs.base import Tab, TabEntry
from hxapp.ui.top_bar import TopBar

if TYPE_CHECKING:
    from hxapp.ui.reading_banner import ReadingBanner


class BookView(QWidget):
    """The tabs of one book.

    Signals: `title_changed(str)`; of a book that is only read `writing_wanted()`, `renewal_wanted()`: it shall be
    opened anew, for writing or to be read. `other_wanted(path)`: another copy of it shall be opened in its place.
    """

    title_changed = Signal(str)
    writing_wanted = Signal()
    renewal_wanted = Signal()
    other_wanted = Signal(object)

    def __init__(
        self,
        context: Context,
        facts: BookFacts,
        tabs: Sequence[TabEntry],
        menu: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.facts = context, facts
        self.practice = facts.origin is BookOrigin.PRACTICE
        self.bar = TopBar([tab.title for tab in tabs], menu, self.practice, self)
        self.stack = QStackedWidget(self)
        self.status = StatusLine(self)
        self._entries = tuple(tabs)
        self._made: dict[int, Tab] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        self.banner = self._make_banner(layout) if context.read_only else None
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.status)
        self.bar.tab_chosen.connect(self.show_tab)
        self.bar.year_chosen.connect(self._on_year)
        self.bar.period_chosen.connect(lambda period: self._move(period=period))
        self.bar.stage_chosen.connect(lambda stage: self._move(stage=stage))
        self.bar.searched.connect(self._on_searched)
        self.bar.search_left.connect(self._on_search_left)
        context.row_wanted.connect(self.show_row)
        context.changed.connect(self._on_changed)
        context.place_changed.connect(self._show_place)
        self.status.show_book(context.database.path)
        if context.read_only:
            self.status.show_reading()
        else:
            self.status.show_saved(context.now)
        self._show_place()
        if self._entries:
            names = [entry.name for entry in self._entries]
            last = context.preferences.text("window/tab")
            self.show_tab(names.index(last) if last in names else 0)

    def _make_banner(self, layout: QVBoxLayout) -> ReadingBanner:
        from hxapp.ui.reading_banner import ReadingBanner

        banner = ReadingBanner(self.context, self)
        banner.writing_wanted.connect(self.writing_wanted)
        banner.renewal_wanted.connect(self.renewal_wanted)
        layout.addWidget(banner)
        return banner

    def add_line(self, line: QWidget) -> None:
        """Put a line of the book's own between the bar and the tabs."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.stack), line)

    def showEvent(self, event: QShowEvent) -> None:
        """A book that opens can be worked in at once: the keys are the tab's, not those of the first button."""
        super().showEvent(event)
        tab = self.current()
        if tab is not None and not event.spontaneous():  # a minimised window comes back as it was left
            tab.setFocus()

    # What the window asks ------------------------------------------------------------------------------------------

    def current(self) -> Tab | None:
        """The tab that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Tab) else None

    @property
    def tabs(self) -> list[Tab]:
        """All tabs in the order of the bar; those that were not shown yet are made."""
        return [self._tab(number) for number in range(len(self._entries))]

    @property
    def number(self) -> int:
        """The number of the tab that is shown."""
        return next((number for number, tab in self._made.items() if tab is self.current()), 0)

    def _tab(self, number: int) -> Tab:
        """The tab of that number, made when it is first wanted: a window opens as quickly as its first tab."""
        if number not in self._made:
            tab = self._made[number] = self._entries[number].load()(self.context, self.stack)
            tab.status_changed.connect(self._show_status)
            self.stack.addWidget(tab)
        return self._made[number]

    def show_tab(self, number: int) -> bool:
        """Show another tab; False when what is typed in this one is refused and keeps it."""
        left = self.current()
        if left is not None and number != self.number and not left.may_leave():
            self.bar.show_tab(self.number, left.searchable)
            return False
        tab = self._tab(number)
        tab.refresh()  # before it is shown: trouble comes out here, not inside Qt
        self.stack.setCurrentWidget(tab)
        self.bar.show_tab(number, tab.searchable)
        if tab.searchable:
            tab.search(self.bar.search.text())
        self.context.preferences.set_text("window/tab", tab.name)
        if not self.bar.search.hasFocus():
            tab.setFocus()
        self._show_status()
        return True

    def step_tab(self, step: int) -> None:
        """The tab beside this one (Ctrl+PgDn, Ctrl+PgUp), round and round."""
        if self._entries:
            self.show_tab((self.number + step) % len(self._entries))

    def show_row(self, name: str, row_id: object, chip: str) -> None:
        """Lead to a row or to a chip's rows of the tab of that name."""
        number = next((n for n, entry in enumerate(self._entries) if entry.name == name), None)
        if number is None or not self.show_tab(number):
            return
        self.bar.search.clear()
        tab = self._tab(number)
        if row_id is not None and not tab.show_row(row_id):
            messages.tell(self, "Dòng này không còn trong bảng: có thể đã bỏ vào thùng rác hoặc thuộc năm khác.")
        elif row_id is None:
            tab.show_chip(chip)

    def stand_at(self, name: str, row_id: object) -> None:
        """Go to a row that has just changed, if the tab of that name shows it."""
        number = next((n for n, entry in enumerate(self._entries) if entry.name == name), None)
        if number is not None and self.show_tab(number):
            self._tab(number).show_row(row_id)

    def toggle_panel(self) -> None:
        """Show or hide the tab's side panel (F4)."""
        tab = self.current()
        if tab is not None:
            tab.toggle_panel()

    def may_leave(self) -> bool:
        """Whether the book may be closed: nothing typed is unsaved or refused."""
        tab = self.current()
        return tab is None or tab.may_leave()

    def title(self) -> str:
        """What the window is called: the office and the year, and that a practice book is one."""
        return f"{self.facts.office.shown_name} · Năm {self.context.year}"

    # Slots ---------------------------------------------------------------------------------------------------------

    def _move(self, *, year: int | None = None, period: Period | None = None, stage: Stage | None = None) -> None:
        if self.may_leave():
            self.context.move(year=year, period=period, stage=stage)
        self._show_place()

    def _on_year(self, year: int) -> None:
        """The same kind of period in the other year."""
        now = self.context.period
        same = [p for p in periods_of(year) if p.kind is now.kind and p.number == now.number]
        fallback = Period.whole_year(year)
        self._move(year=year, period=same[0] if same and now.kind is not PeriodKind.SPAN else fallback)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if not self.context.read_only:
            self.status.show_saved(self.context.now)
        if tables & {"setting", "source_document"}:
            with self.context.database.read() as session:
                self.facts = books.facts(session)
            self._show_place()

    def _show_place(self) -> None:
        years = sorted({*self.facts.years, self.context.year})
        self.bar.show_place([*years, years[-1] + 1], self.context.period, self.context.stage)
        self.title_changed.emit(self.title())

    def _show_status(self) -> None:
        tab = self.current()
        if tab is not None:
            self.status.show_tab(tab.status_text(), tab.hidden_text())

    def _on_searched(self, text: str) -> None:
        tab = self.current()
        if tab is not None and tab.searchable:
            tab.search(text)

    def _on_search_left(self) -> None:
        tab = self.current()
        if tab is not None:
            tab.setFocus()
