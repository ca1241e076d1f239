"""Reports on screen as they will be printed: choose one and its period, look at the pages, print or save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hxapp import paths
from hxapp.domain.periods import Period, periods_of
from hxapp.paper import fonts
from hxapp.paper.output import file_title, print_on, write_pdf
from hxapp.paper.pages import Page, pages, paint_page
from hxapp.reports import REPORTS, ReportEntry
from hxapp.reports.report import Report
from hxapp.ui import files, messages, room, wheel
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button

_PIXELS_PER_POINT = 96 / 72
_GAP = 16


class PagesView(QWidget):
    """The pages one under the other, drawn by the very function that prints them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheets: tuple[Page, ...] = ()
        self._scale = 1.0

    def show_pages(self, sheets: tuple[Page, ...], width: int) -> None:
        """Show the sheets, as wide as `width` allows, at most at their real size and a half."""
        self.sheets = sheets
        self.fit(width)

    def fit(self, width: int) -> None:
        if not self.sheets:
            return
        widest = max(sheet.size_points[0] for sheet in self.sheets) * _PIXELS_PER_POINT
        self._scale = min(max((width - 2 * _GAP) / widest, 0.3), 1.5) * _PIXELS_PER_POINT
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        width = max((sheet.size_points[0] for sheet in self.sheets), default=0.0) * self._scale
        height = sum(sheet.size_points[1] * self._scale + _GAP for sheet in self.sheets) + _GAP
        return QSize(round(width) + 2 * _GAP, round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        y = float(_GAP)
        for sheet in self.sheets:
            width, height = (length * self._scale for length in sheet.size_points)
            area = QRectF((self.width() - width) / 2, y, width, height)
            if area.intersects(QRectF(event.rect())):
                painter.fillRect(area, QColor("white"))
                painter.setPen(QColor("#C3CCD5"))
                painter.drawRect(area)
                painter.save()
                painter.setClipRect(area)
                painter.translate(area.topLeft())
                painter.scale(self._scale, self._scale)
                paint_page(painter, sheet)
                painter.restore()
            y += height + _GAP
        painter.end()


class ReportPreview(QDialog):
    """Left the reports and the period, right the pages; buttons print, write a PDF or a workbook."""

    def __init__(self, context: Context, name: str = "", parent: QWidget | None = None) -> None:
        fonts.load(paths.FONTS)  # the window has loaded those of the screen only
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("In báo cáo")
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
        left.addWidget(self.count)
        for button in (self.print, self.pdf, self.excel, close):
            button.setAutoDefault(False)
            left.addWidget(button)
        side = QWidget(self)
        side.setLayout(left)
        side.setFixedWidth(250)
        self.view = PagesView()
        self.area = QScrollArea(self)
        self.area.setWidget(self.view)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setStyleSheet("QScrollArea { background: #DDE3E9; }")
        self.view.setStyleSheet("background: #DDE3E9;")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(self.area, 1)
        self.area.viewport().installEventFilter(self)
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
        if entry is not None and isinstance(period, Period):
            with messages.refusing(self), self._context.database.read() as session:
                self.report = entry.build(session, period, self._context.today)
        sheets = pages(self.report) if self.report is not None else ()
        self.view.show_pages(sheets, self._room())
        self.area.verticalScrollBar().setValue(0)
        self.count.setText(f"{len(sheets)} trang A4" + (" nằm ngang" if sheets and sheets[0].landscape else ""))
        for button in (self.print, self.pdf, self.excel):
            button.setEnabled(self.report is not None)

    def _room(self) -> int:
        return max(self.area.viewport().width(), 400)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.view.fit(self._room())
        return False

    def _on_print(self) -> None:
        if self.report is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(file_title(self.report))
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
        title = self.list.currentItem().text()
        name = f"{title} – {self.period.currentText()}"
        path = files.save_as(self, "Lưu báo cáo", folder, name, kinds, suffix)
        if path is None:
            return
        report = self.report
        with messages.refusing(self, lambda: messages.tell(self, f"Đã ghi “{path}”.")):
            write(report, Path(path))  # type: ignore[operator]
            files.keep_folder(self._context.preferences, kind, path)
