"""The window: the start screen or one open book, the book's menu, and what the keys do everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QStackedWidget

from hxapp import NAME, VERSION, paths
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.ui import book_menu, bookshelf, jobs, messages, palette, room, signs
from hxapp.ui.book_menu import Entry
from hxapp.ui.book_view import BookView
from hxapp.ui.context import Context
from hxapp.ui.crash import CrashReporter
from hxapp.ui.preferences import Preferences
from hxapp.ui.signs import Sign
from hxapp.ui.tabs import TABS
from hxapp.ui.top_bar import PRACTICE

if TYPE_CHECKING:
    from hxapp.ui.exchange import Exchange
    from hxapp.ui.start_screen import StartScreen


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
        self.menu = QMenu(self)
        self._recent_menu = QMenu("Sổ gần đây", self)
        self._painted = False
        self._book_actions: list[QAction] = []
        self._signs: list[tuple[QAction, Sign]] = []  # painted when the menu is first opened
        self._build_menu()
        self._build_keys()
        self._stack = QStackedWidget(self)
        self._start: StartScreen | None = None
        self.setCentralWidget(self._stack)
        self.setMinimumSize(760, 440)
        self.resize(1366, 728)
        geometry = preferences.geometry()
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.setWindowTitle(NAME)
        self._allow_book_actions()

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
            start.book_wanted.connect(self.open_book)
            start.other_file_wanted.connect(self._on_other_file)
            self._stack.addWidget(start)
        return self._start

    # Books ---------------------------------------------------------------------------------------------------------

    def open_book(self, path: Path) -> bool:
        """Open a book in this window, closing the one that is open; False when it cannot be, which is told."""
        if not self._close_view():
            return False
        try:
            context, facts = bookshelf.open_book(path, self.preferences, self._clock)
        except HxError as error:
            self.show_start()
            self.show()  # at the start of the program the sentence would stand alone on the desk
            messages.refuse(self, error)
            return False
        self._context = context
        self.view = BookView(context, facts, TABS, self.menu, self)
        self.view.title_changed.connect(self._show_title)
        context.asked.connect(self._on_asked)
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self._show_title(self.view.title())
        self._allow_book_actions()
        return True

    def close_book(self) -> bool:
        """Close the open book and show the start screen; False when something typed is refused and keeps it open."""
        if not self._close_view():
            return False
        self.show_start()
        return True

    def _close_view(self) -> bool:
        if self.view is None or self._context is None:
            return True
        if not self.view.may_leave() or not jobs.wait_for_all():
            return False
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

    # Menu and keys -------------------------------------------------------------------------------------------------

    def _build_menu(self) -> None:
        menu = self.menu
        self._add("Tạo sổ mới…", Sign.PLUS, self.new_book, QKeySequence.StandardKey.New)
        self._add("Mở sổ…", Sign.FOLDER, self.choose_book, QKeySequence.StandardKey.Open)
        menu.addMenu(self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        self._add("Tạo từ nghị quyết mẫu năm 2022…", Sign.SHEET, lambda: self.new_book(BookOrigin.SAMPLE))
        self._add("Mở sổ thực hành", Sign.PENCIL, self.open_practice)
        menu.addSeparator()
        for entry in book_menu.BOOK:
            self._add_entry(entry, menu)
        if book_menu.SAFETY:
            safety = menu.addMenu("Lịch sử và an toàn")
            for entry in book_menu.SAFETY:
                self._add_entry(entry, safety)
            self._book_actions.append(safety.menuAction())
        menu.addSeparator()
        self.import_action = self._add("Nhập từ Excel…", Sign.IN, lambda: self._on_asked("import"))
        self.export_action = self._add("Xuất Excel…", Sign.OUT, lambda: self._on_asked("export"))
        self.print_action = self._add(
            "In báo cáo…", Sign.PRINT, lambda: self._on_asked("print"), QKeySequence.StandardKey.Print
        )
        menu.addSeparator()
        close = self._add("Đóng sổ", None, self.close_book)
        self._book_actions += [self.import_action, self.export_action, self.print_action, close]
        self._add(f"Giới thiệu {NAME}", None, self.show_about)
        self._add("Thoát", None, self.close)
        menu.aboutToShow.connect(self._allow_book_actions)
        menu.aboutToShow.connect(self._paint_signs)

    def _add(
        self,
        text: str,
        sign: Sign | None,
        done: Callable[[], object],
        keys: QKeySequence.StandardKey | None = None,
        menu: QMenu | None = None,
    ) -> QAction:
        action = QAction(text, self)
        if sign is not None:
            self._signs.append((action, sign))
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: done())
        (menu or self.menu).addAction(action)
        self.addAction(action)
        return action

    def _add_entry(self, entry: Entry, menu: QMenu) -> None:
        self._book_actions.append(self._add(entry.text, entry.sign, lambda: self.open_entry(entry), menu=menu))

    def _paint_signs(self) -> None:
        while self._signs:
            action, sign = self._signs.pop()
            action.setIcon(signs.icon(sign, palette.SECOND, 11))

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

    def _allow_book_actions(self) -> None:
        tab = self.view.current() if self.view is not None else None
        for action in self._book_actions:
            action.setEnabled(self.view is not None)
        self.export_action.setEnabled(tab is not None and bool(tab.sheet))

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for book in self.preferences.recent():
            name = str(book.path).replace("&", "&&")
            action = self._recent_menu.addAction(f"{book.title.replace('&', '&&')}  –  {name}")
            action.triggered.connect(lambda _=False, path=book.path: self.open_book(path))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction("(chưa có sổ nào)").setEnabled(False)

    def _on_asked(self, what: str) -> None:
        view, context = self.view, self._context
        if view is None or context is None or (tab := view.current()) is None or not tab.may_leave():
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
        """Name, version, and where settings and log lie."""
        messages.tell(
            self,
            f"{NAME} {VERSION}\nTheo dõi chỉ tiêu, nhiệm vụ và tiêu chí văn minh đô thị của phường.\n"
            f"Không cần mạng, không gửi số liệu ra ngoài máy.\n\nThiết lập và nhật ký: {self.preferences.path.parent}",
        )

    # The frame -----------------------------------------------------------------------------------------------------

    def fit_screen(self) -> None:
        """Fill a screen that has no room for the whole window (150 %, or another screen than the last time)."""
        if not self.isMaximized() and not room.fit(self, self.width(), self.height()):
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def show_start(self) -> None:
        """Show the start screen, its recent books looked at anew."""
        self.start.reload()
        self._stack.setCurrentWidget(self.start)
        self.setWindowTitle(NAME)
        self._allow_book_actions()

    def _show_title(self, title: str) -> None:
        practice = self.view is not None and self.view.practice
        self.setWindowTitle(f"{title} – {PRACTICE}" if practice else title)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        open_path = self._context.database.path if self._context is not None else None
        if not self._close_view():
            event.ignore()
            return
        self.preferences.set_last_book(open_path)
        self.preferences.set_geometry(self.saveGeometry())
        self.preferences.save()
        event.accept()
