"""Qt's own windows speak Vietnamese: every word that they show is read, and only names may be foreign."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QLocale, QModelIndex, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QAction, QContextMenuEvent, QUndoStack
from PySide6.QtPrintSupport import QPageSetupDialog, QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QColorDialog,
    QComboBox,
    QDateTimeEdit,
    QDockWidget,
    QErrorMessage,
    QFileDialog,
    QFontDialog,
    QGroupBox,
    QInputDialog,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QProgressDialog,
    QPushButton,
    QScrollBar,
    QSpinBox,
    QTabBar,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QTreeView,
    QWidget,
    QWizard,
    QWizardPage,
)

from hxapp.domain.errors import HxError
from hxapp.ui import qt_texts
from hxapp.ui.files import FileFacts
from tests.ui.foreign_words import foreign

Found = TypeVar("Found", bound=QObject)

TRANSLATIONS = Path(__file__).resolve().parents[2] / "resources" / "translations"
# The name of the file that the dialogs below are about.
OURS = "việc.txt"


def inside(top: QObject, kind: type[Found]) -> list[Found]:
    """What of this kind is inside `top`."""
    return cast("list[Found]", top.findChildren(kind))


def named(top: QObject, kind: type[Found], name: str) -> Found:
    """The one inside `top` with this object name."""
    return next(one for one in inside(top, kind) if one.objectName() == name)


def texts(top: QObject) -> Iterator[str]:
    """Every text of a window and of what is inside it, seen or told to a screen reader."""
    for one in (top, *top.findChildren(QObject)):
        for name in (
            *("text", "title", "windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName"),
            *("accessibleDescription", "placeholderText", "prefix", "suffix", "specialValueText", "toPlainText"),
        ):
            ask = getattr(one, name, None)
            if ask is not None:
                yield ask()
        if isinstance(one, QComboBox):
            yield from (one.itemText(index) for index in range(one.count()))
        elif isinstance(one, QTabBar):
            yield from (one.tabText(index) + "\n" + one.tabToolTip(index) for index in range(one.count()))
        elif isinstance(one, QAbstractItemView) and (model := one.model()) is not None:
            index = one.rootIndex()
            across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
            yield from (str(model.headerData(place, across) or "") for place in range(model.columnCount(index)))
            yield from (str(model.headerData(place, down) or "") for place in range(model.rowCount(index)))
            if one.objectName() == "sidebar":
                yield str(model.index(0, 0).data())


def check(top: QObject, *, least: int = 1, ours: tuple[str, ...] = ()) -> None:
    """Fail on a foreign word in `top`, or where it shows fewer than `least` texts with letters."""
    found = [text for text in texts(top) if any(letter.isalpha() for letter in text) and text not in ours]
    assert [(text, left) for text in found if (left := foreign(text))] == []
    assert len(found) >= least


def meanwhile(look: Callable[[QWidget], None], run: Callable[[], object]) -> None:
    """Do what opens a window that waits for an answer, look at it, and send it away."""
    looked: list[QWidget] = []

    def visit() -> None:
        window = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if window is None:
            timer.start()
            return
        looked.append(window)
        try:
            look(window)
        finally:
            window.close()

    timer = QTimer(singleShot=True, interval=5)
    timer.timeout.connect(visit)
    timer.start()
    run()
    timer.stop()
    assert looked


@pytest.fixture
def as_qt_is(qapp: QApplication) -> Iterator[None]:
    """Qt without our texts for one test, whichever test dressed the application before."""
    dressed, before = bool(inside(qapp, QTranslator)), QLocale()
    remove(qapp)
    yield
    remove(qapp)
    if dressed:
        qt_texts.install(qapp, TRANSLATIONS)
    QLocale.setDefault(before)


@pytest.fixture
def vietnamese(qapp: QApplication, as_qt_is: None) -> None:
    """Qt's texts in Vietnamese for one test."""
    qt_texts.install(qapp, TRANSLATIONS)


def remove(app: QCoreApplication) -> None:
    for translator in inside(app, QTranslator):
        app.removeTranslator(translator)
        translator.setParent(None)


class TestLoading:
    """What install changes, and what it says when it cannot."""

    def test_texts_and_locale(self, vietnamese: None) -> None:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Hủy"
        assert (QLocale().language(), QLocale().territory()) == (QLocale.Language.Vietnamese, QLocale.Country.Vietnam)
        assert QLocale().toString(1234.5) == "1.234,5"
        assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight

    def test_twice_is_once(self, qapp: QApplication, vietnamese: None) -> None:
        qt_texts.install(qapp, TRANSLATIONS)
        assert len(inside(qapp, QTranslator)) == 1

    @pytest.mark.usefixtures("as_qt_is")
    @pytest.mark.parametrize("kept", [0, 100, 30_000])
    def test_damaged(self, qapp: QApplication, tmp_path: Path, kept: int) -> None:
        (tmp_path / "qtbase_vi.qm").write_bytes((TRANSLATIONS / "qtbase_vi.qm").read_bytes()[:kept])
        self.refused(qapp, tmp_path, "bị hỏng")

    @pytest.mark.usefixtures("as_qt_is")
    def test_missing(self, qapp: QApplication, tmp_path: Path) -> None:
        # Qt would find this one by itself.
        shutil.copy(TRANSLATIONS / "qtbase_vi.qm", tmp_path / "qtbase_vi.qm.qm")
        self.refused(qapp, tmp_path, "bị thiếu")

    def refused(self, app: QApplication, folder: Path, words: str) -> None:
        before = QLocale()
        with pytest.raises(HxError, match=words) as caught:
            qt_texts.install(app, folder)
        assert "Hãy cài lại HX App" in str(caught.value)
        assert QLocale() == before
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


@pytest.mark.usefixtures("vietnamese")
@pytest.mark.qt_log_ignore("^This plugin does not support", "^QPageSetupDialog: Cannot be used on non-native")
class TestWindows:
    """Qt's own dialogs and menus, opened."""

    @pytest.fixture
    def printer(self, tmp_path: Path) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / OURS))
        return printer

    def opened(self, window: QWidget, *, least: int = 1, ours: tuple[str, ...] = ()) -> None:
        window.show()
        QApplication.processEvents()
        check(window, least=least, ours=ours)
        window.close()

    def test_message_with_every_button(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Question, "Hỏi", "Có lưu không?")
        for button in QMessageBox.StandardButton:
            if button.value & 0x0FFFFC00 and button.name not in {"FirstButton", "LastButton", "ButtonMask"}:
                box.addButton(button)
        box.setDetailedText("Chi tiết")
        self.opened(box, least=20)
        details = next(button for button in inside(box, QPushButton) if button.text() == "Xem chi tiết")
        box.show()
        details.click()
        assert details.text() == "Ẩn chi tiết"
        box.close()

    @pytest.mark.parametrize("mode", list(QFileDialog.AcceptMode))
    @pytest.mark.parametrize("files", list(QFileDialog.FileMode))
    def test_files(self, tmp_path: Path, mode: QFileDialog.AcceptMode, files: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(directory=str(tmp_path))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(mode)
        dialog.setFileMode(files)
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        self.opened(dialog, least=25, ours=(str(tmp_path),))

    def test_sizes_types_and_days_of_files(self, tmp_path: Path) -> None:
        book = tmp_path / "Sổ 2022.hxdb"
        book.write_bytes(b"x" * 2_500_000)
        os.utime(book, (time.mktime((2022, 3, 7, 9, 5, 0, 0, 0, -1)),) * 2)
        (tmp_path / "in").mkdir()
        (tmp_path / "không đuôi").touch()
        dialog = QFileDialog(directory=str(tmp_path))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setProxyModel(FileFacts(dialog))
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        files = named(dialog, QTreeView, "treeView")
        model = files.model()

        def children() -> list[QModelIndex]:
            folder = files.rootIndex()
            return [model.index(row, 0, folder) for row in range(model.rowCount(folder))]

        def rows() -> dict[str, list[str]]:
            return {one.data(): [str(one.siblingAtColumn(place).data()) for place in (1, 2, 3)] for one in children()}

        dialog.show()
        self.wait_for(lambda: len(rows()) == 3)
        assert rows()[book.name] == ["2,4 MB", "Tệp HXDB", "07/03/2022 09:05"]
        assert rows()["in"][:2] == ["", "Thư mục"]
        assert rows()["không đuôi"][:2] == ["0 byte", "Tệp"]
        check(dialog, least=25, ours=(str(tmp_path),))
        files.setCurrentIndex(next(one for one in children() if one.data() == book.name))
        assert dialog.selectedFiles() == [book.as_posix()]
        dialog.close()

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Let Qt work until its own thread has read the folder; at most ten seconds."""
        end = time.monotonic() + 10
        while not holds() and time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        assert holds()

    def test_overwriting_a_file(self, tmp_path: Path) -> None:
        (tmp_path / OURS).touch()
        dialog = QFileDialog(directory=str(tmp_path))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(OURS)
        dialog.show()
        meanwhile(lambda box: self.question(box, "Đã có"), dialog.accept)
        dialog.close()

    def test_opening_what_is_not_there(self, tmp_path: Path) -> None:
        dialog = QFileDialog(directory=str(tmp_path))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.show()
        named(dialog, QLineEdit, "fileNameEdit").setText(OURS)
        meanwhile(lambda box: self.question(box, "Không tìm thấy tệp"), dialog.accept)
        dialog.close()

    def question(self, box: QWidget, words: str) -> None:
        assert isinstance(box, QMessageBox)
        assert words in box.text()
        text = box.text()
        box.setText(text.replace(OURS.removesuffix(".txt"), "").replace("txt", ""))
        check(box, least=2)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows prints by dialogs of its own")
    def test_printing(self, printer: QPrinter) -> None:
        dialog = QPrintDialog(printer)
        for option in QPrintDialog.PrintDialogOption:
            dialog.setOption(option)
        self.opened(dialog, least=30, ours=(printer.outputFileName(),))
        more = next(button for button in inside(dialog, QPushButton) if "Tùy chọn" in button.text())
        dialog.show()
        more.click()
        check(dialog, least=30, ours=(printer.outputFileName(),))
        properties = named(dialog, QPushButton, "properties")
        meanwhile(lambda window: check(window, least=30), properties.click)
        dialog.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows prints by dialogs of its own")
    def test_wrong_pages_to_print(self, printer: QPrinter) -> None:
        dialog = QPrintDialog(printer)
        dialog.show()
        pages = named(dialog, QLineEdit, "pagesLineEdit")
        named(dialog, QAbstractButton, "pagesRadioButton").setChecked(True)
        pages.setText("5-3")
        meanwhile(lambda box: check(box, least=2), dialog.accept)
        dialog.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows prints by dialogs of its own")
    def test_page_setup(self, printer: QPrinter) -> None:
        self.opened(QPageSetupDialog(printer), least=100)

    def test_preview(self, printer: QPrinter) -> None:
        dialog = QPrintPreviewDialog(printer)
        self.opened(dialog, least=30)

    def test_colours(self) -> None:
        dialog = QColorDialog()
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setOption(QColorDialog.ColorDialogOption.ShowAlphaChannel)
        self.opened(dialog, least=10)

    def test_small_dialogs(self) -> None:
        self.opened(QInputDialog(), least=3)
        progress = QProgressDialog()
        self.opened(progress, least=1)
        error = QErrorMessage()
        error.showMessage("Lỗi")
        self.opened(error, least=3)
        meanwhile(check, lambda: QMessageBox.warning(progress, "Cảnh báo", "Chưa xong."))

    def test_fonts(self) -> None:
        dialog = QFontDialog()
        dialog.setOption(QFontDialog.FontDialogOption.DontUseNativeDialog)
        dialog.show()
        # Names of fonts, of their faces and of writing systems fill its lists: only what stands around them is read.
        around = [label.text() for label in inside(dialog, QLabel)]
        around += [button.text() for button in inside(dialog, QAbstractButton)]
        around += [group.title() for group in inside(dialog, QGroupBox)]
        assert [text for text in around if foreign(text)] == []
        assert {"&Phông chữ", "&Cỡ chữ", "&Gạch dưới", "Chữ mẫu", "Đồng ý"} <= set(around)
        dialog.close()

    def test_wizard(self) -> None:
        wizard = QWizard()
        for button in ("HaveHelpButton", "HaveFinishButtonOnEarlyPages"):
            wizard.setOption(QWizard.WizardOption[button])
        for number in range(3):
            page = QWizardPage()
            page.setCommitPage(number == 1)
            wizard.addPage(page)
        wizard.show()
        for _ in range(3):
            check(wizard, least=3)
            wizard.next()
        wizard.close()

    def test_menus_of_texts(self) -> None:
        line = QLineEdit("chữ")
        line.setClearButtonEnabled(True)
        self.opened(line, ours=("chữ",), least=0)
        check(line.createStandardContextMenu(), least=7)
        browser = QTextBrowser()
        browser.setHtml('<a href="x">chữ</a>')
        check(browser.createStandardContextMenu(), least=2)
        browser.setReadOnly(False)
        check(browser.createStandardContextMenu(), least=7)

    @pytest.mark.parametrize(("kind", "least"), [(QSpinBox, 9), (QScrollBar, 7)])
    def test_menus_under_the_right_button(self, kind: type[QWidget], least: int) -> None:
        widget = kind()
        widget.show()
        place = widget.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
        meanwhile(lambda menu: check(menu, least=least), lambda: QApplication.sendEvent(widget, event))
        widget.close()

    def test_dates_and_keys(self) -> None:
        calendar = QCalendarWidget()
        self.opened(calendar, least=10)
        days = named(calendar, QAbstractItemView, "qt_calendar_calendarview").model()
        heads = [str(days.index(0, place).data() or "") for place in range(days.columnCount())]
        assert {"Th 2", "CN"} <= set(heads)
        months = [button for button in inside(calendar, QToolButton) if button.menu() is not None]
        for button in months:
            check(button.menu(), least=12)
        assert months
        edit = QDateTimeEdit()
        edit.setDisplayFormat("dddd dd MMMM hh:mm AP")
        self.opened(edit)
        self.opened(QKeySequenceEdit())
        undo = QUndoStack()
        assert undo.createUndoAction(edit).text().strip() == "Hoàn tác"
        assert undo.createRedoAction(edit).text().strip() == "Làm lại"

    def test_frames(self) -> None:
        window = QMainWindow()
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, QDockWidget("Khung", window))
        bar = window.addToolBar("Thanh công cụ")
        for number in range(30):
            bar.addAction(QAction(f"Việc {number}", bar))
        tabs = QTabWidget()
        tabs.setTabsClosable(True)
        for number in range(9):
            tabs.addTab(QWidget(), f"Thẻ {number}")
        window.setCentralWidget(tabs)
        window.resize(200, 200)
        self.opened(window, least=40)
