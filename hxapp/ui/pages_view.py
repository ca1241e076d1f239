"""Pages on screen, drawn by the very function that prints them: leafing through, zoom, and which page is seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from hxapp.paper.pages import Page, paint_page

_PIXELS_PER_POINT = 96 / 72
_GAP = 16
_LEAST, _LARGEST, _STEP = 0.3, 3.0, 1.25
_WIDEST_FIT = 1.5
_GROUND = "#DDE3E9"


class PagesView(QWidget):
    """The pages one under the other; `zoom` 1 is their real size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheets: tuple[Page, ...] = ()
        self.zoom = 1.0

    def show_pages(self, sheets: tuple[Page, ...], zoom: float) -> None:
        self.sheets = sheets
        self.zoom_to(zoom)

    def zoom_to(self, zoom: float) -> None:
        self.zoom = zoom
        self.setFixedSize(self.sizeHint())
        self.update()

    def fitting(self, width: int) -> float:
        """The zoom with which the widest page takes the width, at most its real size and a half."""
        widest = max((sheet.size_points[0] for sheet in self.sheets), default=595.0) * _PIXELS_PER_POINT
        return min(max((width - 2 * _GAP) / widest, _LEAST), _WIDEST_FIT)

    def sizeHint(self) -> QSize:
        scale = self.zoom * _PIXELS_PER_POINT
        width = max((sheet.size_points[0] for sheet in self.sheets), default=0.0) * scale
        return QSize(round(width) + 2 * _GAP, round(self.top_of(len(self.sheets))))

    def top_of(self, number: int) -> float:
        """Where the page with that number (from 0) begins; of the number after the last the whole height."""
        scale = self.zoom * _PIXELS_PER_POINT
        return _GAP + sum(sheet.size_points[1] * scale + _GAP for sheet in self.sheets[:number])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        scale = self.zoom * _PIXELS_PER_POINT
        for number, sheet in enumerate(self.sheets):
            width, height = (length * scale for length in sheet.size_points)
            area = QRectF((self.width() - width) / 2, self.top_of(number), width, height)
            if not area.intersects(QRectF(event.rect())):
                continue
            painter.fillRect(area, QColor("white"))
            painter.setPen(QColor("#C3CCD5"))
            painter.drawRect(area)
            painter.save()
            painter.setClipRect(area)
            painter.translate(area.topLeft())
            painter.scale(scale, scale)
            paint_page(painter, sheet)
            painter.restore()
        painter.end()


class PagesArea(QScrollArea):
    """The pages with a line over them: the page that is seen, smaller, larger, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: float | None = None  # None fits the width
        self.view = PagesView()
        self.view.setStyleSheet(f"background: {_GROUND};")
        self.setWidget(self.view)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setStyleSheet(f"QScrollArea {{ background: {_GROUND}; }}")
        self.page = QLabel()
        self.page.setObjectName("quiet")
        self.percent = QLabel()
        self.percent.setObjectName("quiet")
        self.percent.setMinimumWidth(self.percent.fontMetrics().horizontalAdvance("300%") + 4)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.smaller = self._button("–", "Thu nhỏ (Ctrl+-)")
        self.larger = self._button("+", "Phóng to (Ctrl++)")
        self.fit = self._button("Vừa chiều rộng", "Trang rộng vừa khung (Ctrl+0)")
        self.smaller.clicked.connect(lambda: self.zoom_by(1 / _STEP))
        self.larger.clicked.connect(lambda: self.zoom_by(_STEP))
        self.fit.clicked.connect(self.fit_width)
        self.verticalScrollBar().valueChanged.connect(self._tell)

    def framed(self) -> QWidget:
        """The area with its line over it."""
        frame = QWidget(self.parentWidget())
        line = QHBoxLayout()
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(4)
        line.addWidget(self.page)
        line.addStretch(1)
        for widget in (self.smaller, self.percent, self.larger, self.fit):
            line.addWidget(widget)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self, 1)
        return frame

    def show_pages(self, sheets: tuple[Page, ...]) -> None:
        """Show these from the first page on, in the zoom there is."""
        self.view.sheets = sheets
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def current_page(self) -> int:
        """The number (from 1) of the page in the upper half of the room."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        tops = [self.view.top_of(number) for number in range(len(self.view.sheets))]
        return max(sum(top <= middle for top in tops), 1)

    def zoom_by(self, factor: float) -> None:
        self._wanted = min(max(self.view.zoom * factor, _LEAST), _LARGEST)
        self._lay_out()

    def fit_width(self) -> None:
        self._wanted = None
        self._lay_out()

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether the key leafs or zooms, which is done then."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        bar = self.verticalScrollBar()
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() + (1 if event.key() == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        elif control and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(_STEP)
        elif control and event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif control and event.key() == Qt.Key.Key_0:
            self.fit_width()
        else:
            return False
        return True

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("stripButton")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _lay_out(self) -> None:
        """Zoom as wanted; what stands at the top stays there."""
        bar = self.verticalScrollBar()
        part = bar.value() / max(self.view.height(), 1)
        zoom = self.view.fitting(self.viewport().width()) if self._wanted is None else self._wanted
        self.view.zoom_to(zoom)
        bar.setValue(round(part * self.view.height()))
        self._tell()

    def _tell(self) -> None:
        pages = len(self.view.sheets)
        self.page.setText(f"Trang {self.current_page()}/{pages}" if pages else "")
        self.percent.setText(f"{round(self.view.zoom * 100)}%")
        self.smaller.setEnabled(self.view.zoom > _LEAST)
        self.larger.setEnabled(self.view.zoom < _LARGEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wanted is None:
            self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)
