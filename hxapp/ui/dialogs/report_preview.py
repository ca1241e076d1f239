"""Reports on screen as they will be printed: choose one and its period, look at the pages, print or save."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hxapp import paths
from hxapp.domain import file_names
from hxapp.domain.periods import Period, periods_of
from hxapp.domain.words import format_date
from hxapp.paper import fonts
from hxapp.paper.output import file_title, print_on, write_pdf
from hxapp.paper.pages import pages
from hxapp.reports import REPORTS, ReportEntry
from hxapp.reports.report import Report
from hxapp.ui import files, messages, room, wheel
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.pages_view import PagesArea


def can_print() -> bool:
    """Whether there is something to print on: without a printer Windows' own dialog says nothing and does not come.

    Elsewhere the dialog also prints to a file.
    """
    return sys.platform != "win32" or bool(QPrinterInfo.availablePrinterNames())


class ReportPreview(QDialog):
    """Left the reports and the period, right the pages; buttons print, write a PDF or a workbook.

    With `single`, a title and what builds it from a reading of the book, it shows that one paper alone.
    """

    def __init__(
        self,
        context: Context,
        name: str = "",
        parent: QWidget | None = None,
        *,
        single: tuple[str, Callable[[Any], Report]] | None = None,
    ) -> None:
        fonts.load(paths.FONTS)  # the window has loaded those of the screen only
        super().__init__(parent)
        self._context, self._single = context, single
        self.setWindowTitle("In báo cáo" if single is None else single[0])
        room.fit(self, 1160, 680)
        self.report: Report | None = None
        self.list = QListWidget(self)
        self.list.setObjectName("reports")
        for entry in REPORTS:
            item = QListWidgetItem(entry.title)
            item.setData(Qt.ItemDataRole.UserRole, entry.name)
            item.setSizeHint(QSize(0, self.list.fontMetrics().height() + 12))
            self.list.addItem(item)
        offered = periods_of(context.year)
        offered = offered if context.period in offered else (*offered, context.period)
        self.period = ChoiceBox([(period, period.label) for period in offered], parent=self)
        self.period.setMaxVisibleItems(24)
        self.period.choose(context.period)
        self.count = QLabel(self)
        self.count.setObjectName("quiet")
        self.count.setWordWrap(True)
        self.print = fill_button(QPushButton("In…", self))
        self.pdf = QPushButton("Lưu PDF…", self)
        self.excel = QPushButton("Lưu Excel…", self)
        close = QPushButton("Đóng", self)
        left = QVBoxLayout()
        left.setContentsMargins(12, 12, 8, 12)
        for text, widget in (("Báo cáo", self.list), ("Kỳ báo cáo", self.period)):
            caption = QLabel(text, self)
            caption.setObjectName("caption")
            left.addWidget(caption)
            left.addWidget(widget, 1 if widget is self.list else 0)
            if single is not None:
                caption.hide()
                widget.hide()
        if single is not None:
            left.addStretch(1)
        left.addWidget(self.count)
        for button in (self.print, self.pdf, self.excel, close):
            button.setAutoDefault(False)
            left.addWidget(button)
        side = QWidget(self)
        side.setLayout(left)
        side.setFixedWidth(250)
        self.area = PagesArea(self)
        self.view = self.area.view
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(self.area.framed(), 1)
        self.list.installEventFilter(self)
        self.print.clicked.connect(self._on_print)
        self.pdf.clicked.connect(self._on_pdf)
        self.excel.clicked.connect(self._on_excel)
        close.clicked.connect(self.reject)
        names = [entry.name for entry in REPORTS]
        if names:
            self.list.setCurrentRow(names.index(name) if name in names else 0)
        self.list.currentRowChanged.connect(self.rebuild)
        self.period.activated.connect(self.rebuild)
        self.rebuild()

    def entry(self) -> ReportEntry | None:
        """The chosen report."""
        row = self.list.currentRow()
        return REPORTS[row] if 0 <= row < len(REPORTS) else None

    def rebuild(self) -> None:
        """Build the report anew and show its pages."""
        entry, period = self.entry(), self.period.value()
        self.report = None
        with messages.refusing(self), self._context.database.read() as session:
            if self._single is not None:
                self.report = self._single[1](session)
            elif entry is not None and isinstance(period, Period):
                self.report = entry.build(session, period, self._context.today)
        sheets = pages(self.report) if self.report is not None else ()
        self.area.show_pages(sheets)
        self.count.setText(f"{len(sheets)} trang A4" + (" nằm ngang" if sheets and sheets[0].landscape else ""))
        for button in (self.print, self.pdf, self.excel):
            button.setEnabled(self.report is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list would take the keys of pages for itself."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.area.take_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that leaf through pages and zoom do so wherever the focus is."""
        if not self.area.take_key(event):
            super().keyPressEvent(event)

    def _on_print(self) -> None:
        if self.report is None:
            return
        if not can_print():
            messages.tell(self, "Máy này chưa cài máy in nào. Hãy cài máy in trong Settings của Windows, hoặc lưu PDF.")
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(file_names.safe_file_name(file_title(self.report)))  # it becomes a file's name, too
        dialog = QPrintDialog(printer, self)
        wheel.guard(dialog)
        if dialog.exec():
            with messages.refusing(self):
                print_on(self.report, printer)

    def _on_pdf(self) -> None:
        self._save("pdf", files.PDF, ".pdf", write_pdf)

    def _on_excel(self) -> None:
        from hxapp.reports import as_workbook

        self._save("excel", files.EXCEL, ".xlsx", as_workbook.write)

    def _save(self, kind: str, kinds: str, suffix: str, write: object) -> None:
        if self.report is None:
            return
        folder = files.last_folder(self._context.preferences, kind)
        name = f"{self.list.currentItem().text()} – {self.period.currentText()}"
        if self._single is not None:
            name = f"{self._single[0]} – {format_date(self._context.today)}"
        path = files.save_as(self, "Lưu báo cáo", folder, name, kinds, suffix)
        if path is None:
            return
        report = self.report
        with messages.refusing(self, lambda: messages.tell(self, f"Đã ghi “{path}”.")):
            write(report, Path(path))  # type: ignore[operator]
            files.keep_folder(self._context.preferences, kind, path)
