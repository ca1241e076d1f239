"""The window's menu: its entries, what they say now, and the keys that work whether it is open or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from hxapp import NAME
from hxapp.domain.documents import BookOrigin
from hxapp.ui import book_menu, messages, palette, signs
from hxapp.ui.book_menu import Entry
from hxapp.ui.book_view import BookView
from hxapp.ui.preferences import Preferences
from hxapp.ui.signs import Sign


class Host(Protocol):
    """What the menu asks of its window."""

    preferences: Preferences
    view: BookView | None

    def new_book(self, origin: BookOrigin = ...) -> None: ...
    def choose_book(self) -> None: ...
    def open_book(self, path: Path) -> bool: ...
    def open_practice(self) -> None: ...
    def open_entry(self, entry: Entry) -> None: ...
    def close_book(self) -> bool: ...
    def exchange(self, what: str) -> None: ...
    def step(self, which: str) -> None: ...
    def show_about(self) -> None: ...
    def close(self) -> bool: ...


class WindowMenu(QMenu):
    """Made once for the window; `allow` greys what the book on screen, or none, does not offer."""

    def __init__(self, host: Host, window: QMainWindow) -> None:
        super().__init__(window)
        self._host, self._window = host, window
        self._of_book: list[QAction] = []
        self._signs: list[tuple[QAction, Sign]] = []  # painted when the menu is first opened
        self.setToolTipsVisible(True)
        self._add("Tạo sổ mới…", Sign.PLUS, host.new_book, QKeySequence.StandardKey.New)
        self._add("Mở sổ…", Sign.FOLDER, host.choose_book, QKeySequence.StandardKey.Open)
        self.recent = QMenu("Sổ gần đây", self)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.addMenu(self.recent)
        self._add("Tạo từ nghị quyết mẫu năm 2022…", Sign.SHEET, lambda: host.new_book(BookOrigin.SAMPLE))
        self._add("Mở sổ thực hành", Sign.PENCIL, host.open_practice)
        self.addSeparator()
        self.undo = self._add("Hoàn tác", None, lambda: host.step("undo"), QKeySequence.StandardKey.Undo)
        self.redo = self._add("Làm lại", None, lambda: host.step("redo"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.addSeparator()
        for entry in book_menu.BOOK:
            self._add_entry(entry, self)
        safety = self.addMenu("Lịch sử và an toàn")
        for entry in book_menu.SAFETY:
            self._add_entry(entry, safety)
        self.addSeparator()
        self.import_sheet = self._add("Nhập từ Excel…", Sign.IN, lambda: host.exchange("import"))
        self.export_sheet = self._add("Xuất Excel…", Sign.OUT, lambda: host.exchange("export"))
        self.print_report = self._add(
            "In báo cáo…", Sign.PRINT, lambda: host.exchange("print"), QKeySequence.StandardKey.Print
        )
        self.addSeparator()
        close = self._add("Đóng sổ", None, host.close_book)
        self._of_book += [safety.menuAction(), self.import_sheet, self.export_sheet, self.print_report, close]
        self._add(f"Giới thiệu {NAME}", None, host.show_about)
        self._add("Thoát", None, host.close)
        self.aboutToShow.connect(self.allow)
        self.aboutToShow.connect(self.name_steps)
        self.aboutToShow.connect(self._paint_signs)
        self.aboutToHide.connect(self.allow)

    def allow(self) -> None:
        """Offer what the book on screen takes; the keys of undo and redo work whatever the menu said last."""
        view = self._host.view
        tab = view.current() if view is not None else None
        writable = view is not None and not view.context.read_only
        for action in self._of_book:
            action.setEnabled(view is not None)
        self.export_sheet.setEnabled(tab is not None and bool(tab.sheet))
        for action in (self.undo, self.redo, self.import_sheet):
            action.setEnabled(writable)

    def name_steps(self) -> None:
        """Undo and redo say what they would do, and why not."""
        from hxapp.ui import undoing

        view = self._host.view
        if view is None or view.context.read_only:
            return
        with messages.refusing(self._window):
            for action, offer in zip((self.undo, self.redo), undoing.offered(view), strict=True):
                action.setText(offer.text.replace("&", "&&"))
                action.setToolTip(offer.why_not)
                action.setEnabled(offer.may)

    def _add(
        self,
        text: str,
        sign: Sign | None,
        done: Callable[[], object],
        keys: QKeySequence.StandardKey | None = None,
        menu: QMenu | None = None,
    ) -> QAction:
        action = QAction(text, self._window)
        if sign is not None:
            self._signs.append((action, sign))
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: done())
        (menu or self).addAction(action)
        self._window.addAction(action)
        return action

    def _add_entry(self, entry: Entry, menu: QMenu) -> None:
        host = self._host
        self._of_book.append(self._add(entry.text, entry.sign, lambda: host.open_entry(entry), menu=menu))

    def _paint_signs(self) -> None:
        while self._signs:
            action, sign = self._signs.pop()
            action.setIcon(signs.icon(sign, palette.SECOND, 11))

    def _fill_recent(self) -> None:
        self.recent.clear()
        for book in self._host.preferences.recent():
            name = str(book.path).replace("&", "&&")
            action = self.recent.addAction(f"{book.title.replace('&', '&&')}  –  {name}")
            action.triggered.connect(lambda _=False, path=book.path: self._host.open_book(path))
        if self.recent.isEmpty():
            self.recent.addAction("(chưa có sổ nào)").setEnabled(False)
