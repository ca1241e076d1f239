"""The window: the start screen or one open book, the book's menu, and what the keys do everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget

from hxapp import NAME, paths
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.storage.lock import Held, NoWriting
from hxapp.storage.recognise import Damaged
from hxapp.ui import bookshelf, jobs, messages, room
from hxapp.ui.book_menu import Entry
from hxapp.ui.book_view import BookView
from hxapp.ui.context import Context
from hxapp.ui.crash import CrashReporter
from hxapp.ui.preferences import Preferences
from hxapp.ui.shut import WHY
from hxapp.ui.tabs import TABS
from hxapp.ui.top_bar import PRACTICE
from hxapp.ui.window_menu import WindowMenu

if TYPE_CHECKING:
    from hxapp.services.backups import BackupFacts
    from hxapp.ui.book_watches import BookWatches
    from hxapp.ui.exchange import Exchange
    from hxapp.ui.start_screen import StartScreen

_ENDING_MS = 2_000
"""So long a job is waited for when the session ends."""


class MainWindow(QMainWindow):
    """Frames the tabs; what a book shows and does is decided below.

    Signal: `first_painted()`, once it stands on the screen, for what can wait until then.
    """

    first_painted = Signal()

    def __init__(
        self,
        preferences: Preferences,
        clock: Callable[[], dt.datetime],
        crashes: CrashReporter | None = None,
        books_folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.preferences, self._clock, self._crashes = preferences, clock, crashes
        self._books_folder = books_folder
        self.view: BookView | None = None
        self._exchange: Exchange | None = None
        self._context: Context | None = None
        self.watches: BookWatches | None = None
        self._painted = False
        self.menu = WindowMenu(self, self)
        self._build_keys()
        self._stack = QStackedWidget(self)
        self._start: StartScreen | None = None
        self.setCentralWidget(self._stack)
        room.set_least(self, 760, 440)
        self.resize(1366, 728)
        geometry = preferences.geometry()
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.setWindowTitle(NAME)
        self.menu.allow()
        self.first_painted.connect(self._watch)

    @property
    def start(self) -> StartScreen:
        """The start screen, made when it is first wanted."""
        if self._start is None:
            from hxapp.ui.start_screen import StartScreen

            start = self._start = StartScreen(self.preferences, paths.ICONS / "hxapp-256.png", self._clock, self)
            start.new_wanted.connect(self.new_book)  # a signal without arguments: an empty book
            start.open_wanted.connect(self.choose_book)
            start.sample_wanted.connect(lambda: self.new_book(BookOrigin.SAMPLE))
            start.practice_wanted.connect(self.open_practice)
            start.receive_wanted.connect(self.receive_book)
            start.about_wanted.connect(self.show_about)
            start.book_wanted.connect(self.open_book)
            start.other_file_wanted.connect(self._on_other_file)
            self._stack.addWidget(start)
        return self._start

    # Books ---------------------------------------------------------------------------------------------------------

    def open_book(self, path: Path, reading_because: NoWriting | None = None) -> bool:
        """Open a book in this window, closing the one that is open; False when it cannot be, which is told.

        One that another program has is offered to be read, or waited for; with `reading_because` it is read at once.
        """
        if not self._close_view():
            return False
        try:
            context, facts = bookshelf.open_book(path, self.preferences, self._clock, reading_because=reading_because)
        except (Held, Damaged) as trouble:
            return self._in_trouble(path, trouble)
        except HxError as error:
            self.show_start()
            self.show()  # at the start of the program the sentence would stand alone on the desk
            messages.refuse(self, error)
            return False
        try:
            view = BookView(context, facts, TABS, self.menu, self)
        except (TypeError, ValueError, LookupError) as error:
            for half in list[BookView](self.findChildren(BookView)):
                half.setParent(None)
                half.deleteLater()
            return self._in_trouble(path, error, context)
        self._context, self.view = context, view
        view.title_changed.connect(self._show_title)
        view.writing_wanted.connect(lambda: self._open_anew(path, None))
        view.renewal_wanted.connect(lambda: self._open_anew(path, context.reading_because))
        view.other_wanted.connect(lambda other: self._open_anew(other, None))
        context.asked.connect(self.exchange)
        context.restore_wanted.connect(lambda backup: self._restore_later(path, backup))
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        self._show_title(view.title())
        self.menu.allow()
        if self._painted:
            self._watch()
        return True

    def _in_trouble(self, path: Path, trouble: Exception, context: Context | None = None) -> bool:
        """Do what the clerk chooses for a book that can't simply be opened; whether one is open in the end."""
        from hxapp.ui import troubled_book

        self.show_start()
        self.show()  # at the start of the program the question would stand alone on the desk
        chosen = troubled_book.offer(self, path, trouble, self.preferences, self._clock(), context)
        if chosen is None:
            return False
        if chosen.backup is not None:
            return self.restore_book(chosen.path, chosen.backup)
        return self.open_book(chosen.path, chosen.reading_because)

    def _watch(self) -> None:
        """From now on the open book is watched; nothing of it keeps the window from standing."""
        if self.view is not None and self.watches is None:
            from hxapp.ui import opening_words
            from hxapp.ui.book_watches import BookWatches

            self.watches = BookWatches(self.view, self.open_entry)
            self.watches.start()
            opening_words.show(self.view)

    def _restore_later(self, path: Path, backup: BackupFacts) -> None:
        """Asked for by a dialog over the book's own view: not before it is closed."""
        QTimer.singleShot(0, self, lambda: self.restore_book(path, backup))

    def restore_book(self, path: Path, backup: BackupFacts) -> bool:
        """Close the book, bring the backup back in its place, and open it; trouble is told, the book is as it was."""
        from hxapp.services import restoring
        from hxapp.ui import parted_watch

        if not self._close_view():
            return False
        parted_watch.note_given_up(self.preferences, path)
        try:
            done = restoring.restore(path, backup, self._clock(), paths.user_name())
        except HxError as error:
            self.show_start()
            messages.refuse(self, error)
            return False
        opened = self.open_book(path)
        if opened:
            kept = f" Tệp sổ trước đó được giữ ở “{done.kept}”." if done.kept is not None else ""
            messages.tell(self, f"Đã khôi phục sổ “{path}”.{kept}{self._seat_lost()}")
        return opened

    def _seat_lost(self) -> str:
        """What is to be said where the one who sits here is not in the restored book."""
        from hxapp.ui import sitting

        view = self.view
        if view is None or not sitting.is_lost(view.context.database, self.preferences, view.facts.identity):
            return ""
        return " Người đang ngồi máy này không có trong bản đó: hãy chọn lại ở Sổ ▸ Người làm việc, bàn giao."

    def asked_for(self, path: Path) -> None:
        """A further start of the program was given this book: it is opened here, as if chosen from the menu."""
        if self._context is not None and _is_same(path, self._context.database.path):
            return
        if QApplication.activeModalWidget() is not None:
            messages.refuse(
                QApplication.activeModalWidget(),
                f"Chưa mở sổ “{path}” vì đang có một hộp thoại mở. Hãy đóng hộp thoại đó rồi mở lại sổ.",
            )
        else:
            self.open_book(path)

    def _open_anew(self, path: Path, reading_because: NoWriting | None) -> None:
        """Asked for by a button of the view that goes with it: not before the click is over."""
        QTimer.singleShot(0, self, lambda: self.open_book(path, reading_because))

    def close_book(self) -> bool:
        """Close the open book and show the start screen; False when something typed is refused and keeps it open."""
        if not self._close_view():
            return False
        self.show_start()
        return True

    def keep_typed(self) -> bool:
        """Save what is typed and not saved yet; False when the book refuses it."""
        return self._may_leave()

    def leave(self) -> None:
        """The program ends: close the book whatever is typed, and remember where everything stood."""
        if self._context is not None:
            self._note_place(self._context.database.path)
        self._close_view(anyway=True)

    def _close_view(self, *, anyway: bool = False) -> bool:
        if self.view is None or self._context is None:
            return True
        if not self.view.may_leave() and not anyway:
            return False
        if self.watches is not None:
            self.watches.stop_checks()
        if not jobs.wait_for_all(_ENDING_MS if anyway else jobs.CLOSING_MS) and not anyway:
            return False
        if self.watches is not None:
            self.watches.finish()
            self.watches = None
        view, context = self.view, self._context
        bookshelf.keep_place(context, view.facts)
        self.preferences.save()
        self.view = self._context = self._exchange = None
        self._stack.removeWidget(view)
        view.setParent(None)
        view.deleteLater()
        context.close()
        context.deleteLater()
        return True

    def new_book(self, origin: BookOrigin = BookOrigin.EMPTY) -> None:
        """Ask who the office is and where the book shall lie, make it and open it."""
        from hxapp.ui.dialogs.new_book import NewBookDialog

        if not self._may_leave():
            return
        dialog = NewBookDialog(origin, self._clock(), self._folder(), self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.open_book(dialog.path)
        dialog.deleteLater()

    def choose_book(self) -> None:
        """Ask for a book's file and open it."""
        from hxapp.ui import files

        if not self._may_leave():
            return
        path = files.open_one(self, "Mở sổ", files.last_folder(self.preferences, "books"), bookshelf.FILTER)
        if path is not None:
            files.keep_folder(self.preferences, "books", path)
            self.open_book(path)

    def receive_book(self) -> None:
        """Ask for the file that the old PC made for this one, take its book in and open it."""
        from hxapp.ui import files
        from hxapp.ui.dialogs import moving

        if not self._may_leave():
            return
        folder = files.last_folder(self.preferences, "moving")
        path = files.open_one(self, moving.RECEIVE.rstrip("…"), folder, moving.FILTER)
        if path is None:
            return
        files.keep_folder(self.preferences, "moving", path)
        dialog = moving.ReceiveDialog(path, self.preferences, self._folder(), self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.open_book(dialog.book)
        dialog.deleteLater()

    def open_practice(self) -> None:
        """Open the practice book, making it first when it is not there."""
        path = self._folder() / bookshelf.PRACTICE_FILE
        if not path.exists():
            with messages.refusing(self):
                bookshelf.make_book(path, BookOrigin.PRACTICE, self._clock(), None, None)
        if path.exists():
            self.open_book(path)

    def _folder(self) -> Path:
        return self._books_folder or paths.books_folder()

    def _may_leave(self) -> bool:
        return self.view is None or self.view.may_leave()

    def _on_other_file(self, old: Path) -> None:
        from hxapp.ui import files

        path = files.open_one(self, "Chọn tệp sổ", files.last_folder(self.preferences, "books"), bookshelf.FILTER)
        if path is not None and self.open_book(path) and path != old:
            self.preferences.forget_recent(old)

    # Keys and the menu ---------------------------------------------------------------------------------------------

    def _build_keys(self) -> None:
        keys_of: tuple[tuple[str, Callable[[BookView], object]], ...] = (
            ("Ctrl+PgDown", lambda view: view.step_tab(1)),
            ("Ctrl+PgUp", lambda view: view.step_tab(-1)),
            ("Ctrl+F", lambda view: view.bar.start_search()),
            ("F4", lambda view: view.toggle_panel()),
        )
        for keys, done in keys_of:
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(lambda _=False, done=done: self._with_view(done))
            self.addAction(action)

    def _with_view(self, done: Callable[[BookView], object]) -> None:
        if self.view is not None:
            done(self.view)

    def step(self, which: str) -> None:
        """Undo or redo; inside a field Qt gives these keys to the field, for what is typed there."""
        from hxapp.ui import undoing

        if self.view is not None:
            (undoing.undo if which == "undo" else undoing.redo)(self.view)

    def exchange(self, what: str) -> None:
        """'import' a sheet, 'export' the tab's, or 'print' its report."""
        view, context = self.view, self._context
        if view is None or context is None or (tab := view.current()) is None or not tab.may_leave():
            return
        if what == "import" and context.read_only:
            messages.refuse(self, WHY)
            return
        if self._exchange is None:
            from hxapp.ui.exchange import Exchange

            self._exchange = Exchange(context, self, self._crashes)
        exchange = self._exchange
        if what == "import":
            exchange.read()
        elif what == "export" and tab.sheet:
            exchange.export(tab)
        elif what == "print":
            self.show_reports(tab.report)

    # Dialogs -------------------------------------------------------------------------------------------------------

    def show_reports(self, name: str = "") -> None:
        """Preview, print and save reports, the tab's own first."""
        from hxapp.ui.dialogs.report_preview import ReportPreview

        if self._context is not None:
            with messages.refusing(self):
                dialog = ReportPreview(self._context, name, self)
                dialog.exec()
                dialog.deleteLater()

    def open_entry(self, entry: Entry) -> None:
        """Show the dialog of an entry of the menu; what is typed in the tab is kept first."""
        if self._context is not None and self._may_leave():
            with messages.refusing(self):
                dialog = entry.make(self._context, self)
                dialog.exec()
                dialog.deleteLater()

    def show_about(self) -> None:
        """Version, folders, licences, and a report for whoever helps."""
        from hxapp.ui.dialogs.about import AboutDialog

        dialog = AboutDialog(self._context, self)
        dialog.exec()
        dialog.deleteLater()

    # The frame -----------------------------------------------------------------------------------------------------

    def fit_screen(self) -> None:
        """Fill a screen that has no room for the whole window (150 %, or another screen than the last time); from one
        that is gone it comes back."""
        room.bring_back(self)
        if not self.isMaximized() and not room.fit(self, self.width(), self.height()):
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def show_start(self) -> None:
        """Show the start screen, its recent books looked at anew."""
        self.start.reload()
        self._stack.setCurrentWidget(self.start)
        self.setWindowTitle(NAME)
        self.menu.allow()

    def _show_title(self, title: str) -> None:
        practice = self.view is not None and self.view.practice
        self.setWindowTitle(f"{title} – {PRACTICE}" if practice else title)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        book = self._context.database.path if self._context is not None else None
        if not self._close_view():
            event.ignore()
            return
        self._note_place(book)
        event.accept()

    def _note_place(self, book: Path | None) -> None:
        """Remember where the window stood, and with which book."""
        self.preferences.set_last_book(book)
        self.preferences.set_geometry(self.saveGeometry())
        self.preferences.save()


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
