"""A book that is only read: it says why, every way to change it is off or refused in words, and the ways on work."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hxapp import app, paths
from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.services import settings
from hxapp.storage import lock
from hxapp.storage.database import Database
from hxapp.storage.lock import Holder, Lock, NoWriting
from hxapp.storage.read_only import Copied
from hxapp.ui import book_menu, bookshelf
from hxapp.ui.book_view import BookView
from hxapp.ui.dialogs.waiting import WaitingDialog
from hxapp.ui.exchange import Exchange
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from hxapp.ui.tabs.table_tab import TableTab
from tests.storage.building import STEPS
from tests.ui.conftest import SEPTEMBER, Said

READ, WAIT = 0, 1
AN = Holder("PC-VP1", "An", dt.datetime(2022, 9, 12, 8, 15).astimezone(), process=1)


@pytest.fixture
def book(tmp_path: Path, practice_file: Path) -> Path:
    path = tmp_path / "Sổ thử.hxdb"
    path.write_bytes(practice_file.read_bytes())
    return path


@pytest.fixture
def held(book: Path) -> Iterator[Lock]:
    """Another program on another PC has the book."""
    with lock.hold(book, AN) as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = app.make_window(Preferences(tmp_path / "hxapp.ini"), lambda: SEPTEMBER, None, tmp_path)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close_book()
    made.close()
    made.deleteLater()


@pytest.fixture
def view(window: MainWindow, book: Path, held: Lock, said: Said) -> BookView:
    """The window with the book open to be read while another program has it."""
    said.answers = [READ]
    assert window.open_book(book)
    said.texts.clear()
    assert window.view is not None
    window.view.context.move(year=2022, period=Period.quarter(2022, 3))
    return window.view


def text_of(view: BookView) -> str:
    assert view.banner is not None
    return view.banner.text.text()


# Opening


def test_a_held_book_is_offered_to_be_read(window: MainWindow, book: Path, held: Lock, said: Said) -> None:
    assert not window.open_book(book)  # dismissed
    assert said.texts[0].startswith(f"Sổ “{book}” đang được mở để ghi trên máy PC-VP1, người dùng An, từ 08:15")
    assert said.offered == [("Mở để xem", "Chờ đến khi sổ rảnh", "Thôi")]
    assert window.view is None
    said.answers = [READ]
    assert window.open_book(book)
    assert window.view is not None and window.view.context.read_only
    assert text_of(window.view).startswith("Chỉ xem: sổ đang được mở để ghi trên máy PC-VP1, người dùng An, từ 08:15")
    assert window.view.status.saved.text() == "Chỉ xem"


def test_a_free_book_has_no_banner(window: MainWindow, book: Path) -> None:
    assert window.open_book(book)
    assert window.view is not None and window.view.banner is None and not window.view.context.read_only


def test_whoever_waits_writes_once_the_book_is_free(
    window: MainWindow, book: Path, held: Lock, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def execute(dialog: WaitingDialog) -> int:
        dialog.look()
        assert dialog.timer.isActive()
        seen.append(dialog.text.text())
        held.release()
        dialog.look()
        assert not dialog.timer.isActive()
        return dialog.result()

    monkeypatch.setattr(WaitingDialog, "exec", execute)
    said.answers = [WAIT]
    assert window.open_book(book)
    assert "PC-VP1" in seen[0]
    assert window.view is not None and not window.view.context.read_only


def test_waiting_can_be_stopped(
    window: MainWindow, book: Path, held: Lock, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute(dialog: WaitingDialog) -> int:
        dialog.show()
        dialog.stop.click()
        assert not dialog.timer.isActive()
        return dialog.result()

    monkeypatch.setattr(WaitingDialog, "exec", execute)
    said.answers = [WAIT]
    assert not window.open_book(book)
    assert window.view is None and QApplication.activeModalWidget() is None


def test_a_book_where_nothing_can_be_written_is_shown_without_a_question(
    window: MainWindow, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, holder: Holder) -> Lock:
        raise NoWriting("Không được phép ghi vào thư mục.")

    monkeypatch.setattr(lock, "hold", refuse)
    assert window.open_book(book)
    assert window.view is not None and window.view.context.read_only
    assert text_of(window.view).startswith("Chỉ xem: nơi đặt sổ không ghi được.")
    assert "chép" in text_of(window.view)
    monkeypatch.undo()
    assert window.view.banner is not None
    window.view.banner.writing.click()
    QApplication.processEvents()
    assert not window.view.context.read_only


def test_over_a_share_a_copy_with_its_moment_is_read_and_renewed(
    window: MainWindow, book: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "is_on_share", lambda path: path == book)
    writer = Database.open(book, STEPS, who="An")
    # Another PC's: this process tells apart by the file, so the writer's handle is taken out of its list.
    writer._shared._books.clear()
    said.answers = [READ]
    assert window.open_book(book)
    view = window.view
    assert view is not None and view.context.database.copy is not None
    assert view.context.database.copy.why is Copied.ASKED
    local = view.context.database.copy.moment.astimezone(SEPTEMBER.tzinfo)
    assert text_of(view).startswith(f"Chỉ xem bản chép lúc {local:%H:%M} ngày {local:%d/%m/%Y}: sổ đang được mở để ghi")
    assert "tự đổi" not in text_of(view)
    with writer.begin("Đổi năm") as session:
        settings.save_year(session, 2031)
    assert view.banner is not None
    view.banner.renewing.click()
    QApplication.processEvents()
    assert window.view is not view and window.view is not None
    with window.view.context.database.read() as session:
        assert settings.current_year(session) == 2031
    assert window.view.context.read_only
    window.close_book()
    writer.close()


# The banner's ways on


def test_a_live_view_follows_what_the_other_program_saves(
    qtbot: QtBot, window: MainWindow, view: BookView, book: Path, held: Lock
) -> None:
    import sqlite3

    with sqlite3.connect(book) as other:
        other.execute("UPDATE setting SET value = 'Phường Khác' WHERE name = 'office.name'")
    other.close()
    with qtbot.waitSignal(view.context.changed, timeout=5000):  # by its own timer, nobody asked
        pass
    assert "Phường Khác" in window.windowTitle()
    assert view.status.saved.text() == "Chỉ xem"


def test_trying_to_write_tells_that_it_is_held_still(view: BookView, window: MainWindow, held: Lock) -> None:
    assert view.banner is not None
    view.banner.writing.click()
    QApplication.processEvents()
    assert "vẫn đang giữ lúc 15:42" in text_of(view)
    assert window.view is view
    held.release()
    view.context.look_again()
    assert "sổ đã rảnh" in text_of(view)
    view.banner.writing.click()
    QApplication.processEvents()
    assert window.view is not view and window.view is not None
    assert not window.view.context.read_only and window.view.banner is None


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is not swapped there")
def test_a_swapped_book_is_told_and_read_anew(
    view: BookView, window: MainWindow, book: Path, practice_file: Path
) -> None:
    other = book.with_name("khác")
    other.write_bytes(practice_file.read_bytes())
    other.replace(book)
    view.context.look_again()
    assert "tệp khác" in text_of(view) and view.banner is not None
    view.banner.renewing.click()
    QApplication.processEvents()
    assert window.view is not view and window.view is not None
    assert window.view.context.read_only and "tệp khác" not in text_of(window.view)


def test_the_watch_ends_with_the_book(view: BookView, window: MainWindow) -> None:
    timer = view.context._timer
    assert timer is not None and timer.isActive()
    assert window.close_book()
    assert not timer.isActive()


# Every way to change something


def table_tabs(view: BookView) -> list[TableTab]:
    return [tab for tab in view.tabs if isinstance(tab, TableTab)]


def test_no_cell_is_typed_into(qtbot: QtBot, view: BookView, said: Said) -> None:
    assert len(table_tabs(view)) == 3
    for number, tab in enumerate(view.tabs):
        view.show_tab(number)
        if not isinstance(tab, TableTab):
            continue
        assert tab.proxy.rowCount() > 5
        for row in range(tab.proxy.rowCount()):
            for column in range(len(tab.model.columns)):
                assert not tab.proxy.index(row, column).flags() & Qt.ItemFlag.ItemIsEditable
        typed = next((n for n, column in enumerate(tab.model.columns) if column.typed), 2)
        tab.grid.setFocus()
        tab.grid.setCurrentIndex(tab.proxy.index(3, typed))
        qtbot.keyClicks(tab.grid, "7")
        assert not tab.grid.is_editing()
        assert "chỉ để xem" in tab.grid.delegate.bubble.reason
        qtbot.keyClick(tab.grid, Qt.Key.Key_Delete)
        assert "chỉ để xem" in said.texts.pop()
        QGuiApplication.clipboard().setText("12,5")
        qtbot.keyClick(tab.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert "chỉ để xem" in said.texts.pop()
        assert said.texts == []


LOOKING = {"Chi tiết F4", "Xuất Excel…", "In…", "Văn bản nguồn và mục…", "Sang bảng, bảng chi tiết, hàng nút"}
LOOKING |= {"Một kỳ", "Cả năm", "Tổ dân phố"}


def test_actions_that_change_the_book_are_greyed(view: BookView) -> None:
    for tab in table_tabs(view):
        tab.refresh()
        enabled = {action.text() for action in tab.actions() if action.isEnabled() and action.text()}
        enabled = {text for text in enabled if not text.startswith(("Lịch sử", "Xem"))}
        assert enabled <= LOOKING, tab.name
        tab.reload()  # what a tab allows by its rows does not bring them back
        assert {a.text() for a in tab.actions() if a.isEnabled() and a.text()} >= {"Xuất Excel…", "In…"}
        assert all(not a.isEnabled() for a in tab.actions() if "Thêm" in a.text() or "Bỏ" in a.text())
        button: QAbstractButton
        for button in tab.strip.findChildren(QAbstractButton):
            if button.text().startswith("Thêm"):
                assert not button.isEnabled()


def test_fields_of_panels_take_nothing(qtbot: QtBot, view: BookView) -> None:
    for number, tab in enumerate(view.tabs):
        if not isinstance(tab, TableTab):
            continue
        view.show_tab(number)
        key = next(key for key in map(tab.model.key_of, range(len(tab.model.rows))) if _has_fields(tab, key))
        panel = tab.panel
        assert panel is not None and panel.fields
        assert tab.grid.show_key(key)
        panel.show_row(key)
        for field in panel.fields.values():
            editor = field.editor
            if isinstance(editor, (QLineEdit, QPlainTextEdit)):
                assert editor.isReadOnly(), field.name
            else:
                assert not editor.isEnabled(), field.name
        button: QAbstractButton
        for button in panel.content.findChildren(QAbstractButton):
            assert not button.isEnabled(), button.text()
        assert panel.may_leave()


def _has_fields(tab: TableTab, key: object) -> bool:
    panel = tab.panel
    assert panel is not None
    if panel.isHidden():
        tab.toggle_panel()
    return tab.grid.show_key(key) and not panel.content.isHidden()


def test_the_menu_offers_no_import(window: MainWindow, view: BookView) -> None:
    view.show_tab(1)
    window.menu.allow()
    assert not window.menu.import_sheet.isEnabled()
    assert window.menu.export_sheet.isEnabled() and window.menu.print_report.isEnabled()


def test_an_import_that_is_asked_for_all_the_same_is_refused(
    window: MainWindow, view: BookView, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Exchange, "read", lambda exchange: pytest.fail("a file was asked for"))
    view.context.asked.emit("import")
    assert len(said.texts) == 1 and "chỉ để xem" in said.texts[0]


def test_dialogs_of_the_menu_open_and_change_nothing(view: BookView, window: MainWindow, book: Path) -> None:
    before = book.read_bytes()
    for entry in (*book_menu.BOOK, *book_menu.SAFETY):
        dialog = entry.make(view.context, window)
        assert isinstance(dialog, QDialog)
        dialog.show()
        action: QAction
        button: QAbstractButton
        for action in dialog.findChildren(QAction):
            if action.text().startswith(("Thêm", "Sửa", "Bỏ", "Lên", "Xuống", "Vào", "Ra")):
                assert not action.isEnabled(), (entry.text, action.text())
        for button in dialog.findChildren(QAbstractButton):
            if button.text().startswith(("Ghi", "Lấy lại", "Thêm", "Sửa", "Bỏ")):
                assert not button.isEnabled(), (entry.text, button.text())
        dialog.deleteLater()
    assert book.read_bytes() == before


def test_every_action_on_the_book_is_refused_in_words(view: BookView, book: Path) -> None:
    before = book.read_bytes()
    with pytest.raises(HxError, match="Thử mở để ghi"), view.context.database.begin("Sửa"):
        pass
    assert book.read_bytes() == before


# While a book is open nothing in the process but SQLite opens its file


def test_nothing_but_sqlite_opens_the_file_of_an_open_book(
    qtbot: QtBot, window: MainWindow, book: Path, tmp_path: Path, said: Said
) -> None:
    opened: list[str] = []
    watched = {str(book)}
    watching = [False]

    def hook(event: str, args: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and str(args[0]) in watched:
            opened.append(str(args[0]))

    sys.addaudithook(hook)  # it can't be taken away: it is only told to be still
    assert window.open_book(book)
    view = window.view
    assert view is not None
    watching[0] = True
    try:
        with book.open("rb"):
            pass
        assert opened == [str(book)]  # the hook sees such an opening
        opened.clear()
        view.context.move(year=2022, period=Period.quarter(2022, 3))
        for number in range(len(view.tabs)):
            view.show_tab(number)
            view.toggle_panel()
        with view.context.database.begin("Đổi năm") as session:
            settings.save_year(session, 2022)
        _type_a_result(view)
        window.preferences.save()
        window.start.reload()  # looks at the recent books, this one among them
        window.menu.recent.aboutToShow.emit()
        assert bookshelf.trouble_with(book) is None
        for entry in (*book_menu.BOOK, *book_menu.SAFETY):
            entry.make(view.context, window).deleteLater()
        _export_and_report(view, tmp_path)
        with view.context.database.job() as job:
            assert job.check() == []
        said.texts.clear()
        assert opened == []
    finally:
        watching[0] = False


def _type_a_result(view: BookView) -> None:
    view.show_tab(next(n for n, tab in enumerate(view.tabs) if tab.name == "indicators"))
    tab = view.current()
    assert isinstance(tab, TableTab)
    column = next(n for n, one in enumerate(tab.model.columns) if one.typed)
    row = next(n for n, one in enumerate(tab.model.rows) if tab.model.columns[column].may_edit(one))
    assert tab.model.commit(tab.model.index(row, column), "12,5") is None


def _export_and_report(view: BookView, folder: Path) -> None:
    from hxapp import excel
    from hxapp.reports import REPORTS, as_workbook

    period, today = Period.quarter(2022, 3), view.context.today
    with view.context.database.read() as session:
        excel.export(session, "indicators", folder / "chi-tieu.xlsx", year=2022, period=period, today=today)
        as_workbook.write(REPORTS[0].build(session, period, today), folder / "bao-cao.xlsx")


def test_holders_are_plain_facts() -> None:
    assert dataclasses.replace(AN, user="Bình").words().startswith("trên máy PC-VP1, người dùng Bình")
