"""The window: the start screen or one open book, the book's menu, and what the keys do everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QStackedWidget

from hxapp import NAME, VERSION, paths
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.storage.lock import Held, NoWriting
from hxapp.storage.recognise import Damaged
from hxapp.ui import book_menu, bookshelf, jobs, messages, palette, room, signs
from hxapp.ui.book_menu import Entry
from hxapp.ui.book_view import BookView
from hxapp.ui.context import Context
from hxapp.ui.crash import CrashReporter
from hxapp.ui.preferences import Preferences
from hxapp.ui.shut import WHY
from hxapp.ui.signs import Sign
from hxapp.ui.tabs import TABS
from hxapp.ui.top_bar import PRACTICE

if TYPE_CHECKING:
    from hxapp.services.backups import BackupFacts
    from hxapp.services.checking import Finding
    from hxapp.ui.backup_watch import BackupWatch
    from hxapp.ui.check_watch import CheckWatch
    from hxapp.ui.exchange import Exchange
    from hxapp.ui.start_screen import StartScreen

_CHECKS_AFTER_MS = 2_000


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
        self._checks: CheckWatch | None = None
        self._backups: BackupWatch | None = None
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
        self.first_painted.connect(self._watch_backups)

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
        except Held as held:
            return self._offer_reading(path, held)
        except Damaged as damaged:
            return self._offer_restoring(path, damaged)
        except HxError as error:
            self.show_start()
            self.show()  # at the start of the program the sentence would stand alone on the desk
            messages.refuse(self, error)
            return False
        self._context = context
        try:
            self.view = BookView(context, facts, TABS, self.menu, self)
        except (TypeError, ValueError, LookupError) as error:
            return self._check_spoilt(path, context, error)
        self.view.title_changed.connect(self._show_title)
        self.view.writing_wanted.connect(lambda: self._open_anew(path, None))
        self.view.renewal_wanted.connect(lambda: self._open_anew(path, context.reading_because))
        context.asked.connect(self._on_asked)
        context.restore_wanted.connect(lambda backup: self._restore_later(path, backup))
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self._show_title(self.view.title())
        self._allow_book_actions()
        if self._painted:
            self._watch_backups()
        view = self.view
        QTimer.singleShot(_CHECKS_AFTER_MS, view, lambda: self._watch_checks(view))
        return True

    def _check_spoilt(self, path: Path, context: Context, error: Exception) -> bool:
        """A book that opens and has values nobody can show leads to its check; whether it is open in the end."""
        import logging

        from hxapp.ui.dialogs.checks import ChecksDialog

        logging.getLogger("hxapp").error("a book can't be shown", exc_info=error)
        halves: list[BookView] = list(self.findChildren(BookView))
        for half in halves:
            half.setParent(None)
            half.deleteLater()
        self._context = None
        self.show_start()
        self.show()
        messages.refuse(
            self,
            f"Sổ “{path}” có giá trị hỏng nên chưa hiện được. Hãy xem chỗ hỏng trong phần kiểm tra sổ sắp mở, "
            "rồi sửa ở đó hoặc khôi phục từ bản sao lưu.",
        )
        dialog = ChecksDialog(context, self)
        chosen: list[BackupFacts] = []
        context.restore_wanted.connect(chosen.append)
        dialog.exec()
        mended = dialog.repaired
        dialog.deleteLater()
        jobs.wait_for_all()
        context.close()
        context.deleteLater()
        if chosen:
            self._restore_later(path, chosen[0])
            return False
        return mended and self.open_book(path)

    def _watch_backups(self) -> None:
        """From now on the open book is backed up; a book that is only read is its writer's to back up."""
        if self.view is None or self._context is None or self._context.read_only or self._backups is not None:
            return
        from hxapp.ui.backup_watch import BackupWatch

        self._backups = BackupWatch(self._context, self.view.facts, self.view)
        self._backups.noticed.connect(self.view.status.show_notice)
        self._backups.start()

    def _watch_checks(self, view: BookView) -> None:
        """What opening had no time to check is checked while nobody waits."""
        if self.view is not view or self._context is None:
            return
        from hxapp.ui.check_watch import CheckWatch

        self._checks = CheckWatch(self._context, view.facts.identity, view)
        self._checks.found.connect(self._on_faults)
        self._checks.start()

    def _on_faults(self, findings: tuple[Finding, ...]) -> None:
        from hxapp.ui import check_watch

        view, context = self.view, self._context
        if view is None or context is None:
            return
        line = check_watch.CheckBanner(findings, view)
        view.add_line(line)

        def look() -> None:
            from hxapp.ui.dialogs.checks import ChecksDialog

            line.deleteLater()
            self.open_entry(Entry("", None, lambda context, window: ChecksDialog(context, window, findings)))

        def put_aside() -> None:
            check_watch.put_aside(context, view.facts.identity, findings)
            line.deleteLater()

        line.look_wanted.connect(look)
        line.put_aside.connect(put_aside)

    def _offer_restoring(self, path: Path, damaged: Damaged) -> bool:
        """A damaged book leads straight to its backups; whether it is open in the end."""
        from hxapp.ui.dialogs.restore import RestoreDialog

        self.show_start()
        self.show()
        if messages.choose(self, str(damaged), ("Khôi phục từ bản sao lưu…", "Thôi")) != 0:
            return False
        chosen: list[BackupFacts] = []
        salvaged: list[Path] = []
        dialog = RestoreDialog(path, self.preferences, self._clock(), self, damaged=True)
        dialog.chosen.connect(chosen.append)
        dialog.opened_wanted.connect(salvaged.append)
        dialog.exec()
        dialog.deleteLater()
        if salvaged:
            return self.open_book(salvaged[0])
        return bool(chosen) and self.restore_book(path, chosen[0])

    def _restore_later(self, path: Path, backup: BackupFacts) -> None:
        """Asked for by a dialog over the book's own view: not before it is closed."""
        QTimer.singleShot(0, self, lambda: self.restore_book(path, backup))

    def restore_book(self, path: Path, backup: BackupFacts) -> bool:
        """Close the book, bring the backup back in its place, and open it; trouble is told, the book is as it was."""
        from hxapp.services import restoring

        if not self._close_view():
            return False
        try:
            done = restoring.restore(path, backup, self._clock(), paths.user_name())
        except HxError as error:
            self.show_start()
            messages.refuse(self, error)
            return False
        opened = self.open_book(path)
        if opened:
            kept = f" Tệp sổ trước đó được giữ ở “{done.kept}”." if done.kept is not None else ""
            messages.tell(self, f"Đã khôi phục sổ “{path}”.{kept}")
        return opened

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

    def _offer_reading(self, path: Path, held: Held) -> bool:
        """Another program has the book: it can be read meanwhile, or waited for."""
        from hxapp.ui.dialogs.waiting import WaitingDialog

        self.show_start()
        self.show()
        answer = messages.choose(self, str(held), ("Mở để xem", "Chờ đến khi sổ rảnh", "Thôi"))
        if answer == 0:
            return self.open_book(path, held)
        if answer == 1:
            dialog = WaitingDialog(path, held.holder, self)
            free = dialog.exec() == QDialog.DialogCode.Accepted
            dialog.deleteLater()
            return free and self.open_book(path)
        return False

    def _open_anew(self, path: Path, reading_because: NoWriting | None) -> None:
        """Asked for by a button of the view that goes with it: not before the click is over."""
        QTimer.singleShot(0, self, lambda: self.open_book(path, reading_because))

    def close_book(self) -> bool:
        """Close the open book and show the start screen; False when something typed is refused and keeps it open."""
        if not self._close_view():
            return False
        self.show_start()
        return True

    def _close_view(self) -> bool:
        if self.view is None or self._context is None:
            return True
        if not self.view.may_leave():
            return False
        if self._checks is not None:
            self._checks.stop()
            self._checks = None
        if not jobs.wait_for_all():
            return False
        if self._backups is not None:
            self._backups.finish()
            self._backups = None
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

    # Menu and keys -------------------------------------------------------------------------------------------------

    def _build_menu(self) -> None:
        menu = self.menu
        menu.setToolTipsVisible(True)
        self._add("Tạo sổ mới…", Sign.PLUS, self.new_book, QKeySequence.StandardKey.New)
        self._add("Mở sổ…", Sign.FOLDER, self.choose_book, QKeySequence.StandardKey.Open)
        menu.addMenu(self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        self._add("Tạo từ nghị quyết mẫu năm 2022…", Sign.SHEET, lambda: self.new_book(BookOrigin.SAMPLE))
        self._add("Mở sổ thực hành", Sign.PENCIL, self.open_practice)
        menu.addSeparator()
        self.undo_action = self._add("Hoàn tác", None, lambda: self._step("undo"), QKeySequence.StandardKey.Undo)
        self.redo_action = self._add("Làm lại", None, lambda: self._step("redo"))
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
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
        menu.aboutToShow.connect(self._name_steps)
        menu.aboutToShow.connect(self._paint_signs)
        menu.aboutToHide.connect(self._allow_book_actions)

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
        writable = self._context is not None and not self._context.read_only
        for action in (self.undo_action, self.redo_action):
            action.setEnabled(writable)
        if not writable:
            self.import_action.setEnabled(False)

    def _step(self, which: str) -> None:
        """Undo or redo; inside a field Qt gives these keys to the field, for what is typed there."""
        from hxapp.ui import undoing

        if self.view is not None:
            (undoing.undo if which == "undo" else undoing.redo)(self.view)

    def _name_steps(self) -> None:
        """Both entries say what they would do; the keys work whatever the menu last said."""
        from hxapp.ui import undoing

        if self.view is None or self._context is None or self._context.read_only:
            return
        with messages.refusing(self):
            for action, offer in zip((self.undo_action, self.redo_action), undoing.offered(self.view), strict=True):
                action.setText(offer.text.replace("&", "&&"))
                action.setToolTip(offer.why_not)
                action.setEnabled(offer.may)

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


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
