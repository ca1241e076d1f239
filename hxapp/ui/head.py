"""A table's head: two lines, the accent head of the typed column, the order's arrow, and the way to hidden columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QToolButton

from hxapp.ui import palette, signs
from hxapp.ui.cells import PAD, advance, line_height, wrap
from hxapp.ui.palette import Tone
from hxapp.ui.table import Align

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

_SINGLE, _DOUBLE = 28, 36


class HeadView(QHeaderView):
    """The horizontal head of a Grid."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid = grid
        self.setSectionsClickable(True)
        self.setSortIndicatorClearable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._back = self._button(signs.Sign.LEFT, "Các cột bên trái (Ctrl+←)", -1)
        self._on = self._button(signs.Sign.RIGHT, "Các cột đang ẩn (Ctrl+→)", 1)
        self.sectionHandleDoubleClicked.connect(grid.forget_width)

    def _button(self, sign: signs.Sign, tip: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("headArrow")
        button.setIcon(signs.icon(sign, palette.ACCENT, 10))
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._grid.move_sideways(step))
        button.hide()
        return button

    def show_arrows(self, back: bool, on: bool) -> None:
        """Offer the way to columns that are not shown."""
        self._back.setVisible(back)
        self._on.setVisible(on)
        self._place_arrows()

    def _place_arrows(self) -> None:
        x = self.width()
        for button in (self._on, self._back):
            if not button.isHidden():
                x -= 18
                button.setGeometry(x, 1, 18, self.height() - 2)

    def _arrows_from(self) -> int:
        """Where the arrows begin, which would cover a heading at the right."""
        return min((button.x() for button in (self._on, self._back) if not button.isHidden()), default=self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_arrows()

    def sizeHint(self) -> QSize:
        columns = self._grid.table.columns
        lines = max((self._lines(number)[2] for number in range(len(columns))), default=1)
        height = _SINGLE if lines == 1 else max(_DOUBLE, lines * line_height(palette.font(11)) + 6)
        return QSize(self.length(), height)

    def _lines(self, number: int) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        column = self._grid.table.columns[number]
        room = max(self.sectionSize(number), 0 if not self.isSectionHidden(number) else column.width) - PAD
        if not self.isSectionHidden(number) and self.sectionViewportPosition(number) + room + PAD >= self.width() - 1:
            room -= self.width() - self._arrows_from()  # the arrows stand over the last one
        room = room if room > 20 else column.width
        first = wrap(column.heading, palette.font(11, bold=True), room)
        second = wrap(column.second, palette.font(10), room) if column.second else ()
        return first, second, len(first) + len(second)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._grid.finish_editing():
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._grid.keep_dragged_widths()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        column = self._grid.table.columns[logicalIndex]
        first, second, _ = self._lines(logicalIndex)
        painter.save()
        palette.fill(painter, rect, palette.colour(palette.ACCENT_TINT if column.typed else palette.HEAD))
        line = palette.colour(palette.SECTION_LINE)
        palette.fill(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), line)
        palette.fill(painter, QRect(rect.right(), rect.top() + 6, 1, rect.height() - 12), line)
        if column.typed:
            palette.fill(
                painter, QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), palette.colour(palette.ACCENT)
            )
        bold, small = palette.font(11, bold=True), palette.font(10)
        height = len(first) * line_height(bold) + len(second) * line_height(small)
        y = rect.top() + (rect.height() - height) / 2
        for lines, font, tone in ((first, bold, Tone.SECOND), (second, small, Tone.THIRD)):
            painter.setFont(font)
            painter.setPen((Tone.ACCENT if column.typed else tone).text)
            for text in lines:
                width = advance(text, font)
                left = rect.left() + PAD
                spare = rect.width() - 2 * PAD - width
                if column.align is not Align.LEFT:
                    left += round(spare / 2) if column.align in (Align.CENTER, Align.FIGURE) else round(spare)
                left = max(rect.left() + 3, min(left, int(self._arrows_from() - 2 - width)))
                painter.drawText(QRectF(left, y, width + 2, line_height(font)), Qt.AlignmentFlag.AlignVCenter, text)
                y += line_height(font)
        if self.sortIndicatorSection() == logicalIndex:
            self._paint_order(painter, rect)
        painter.restore()

    def _paint_order(self, painter: QPainter, rect: QRect) -> None:
        at = QRectF(rect.center().x() - 4, rect.top() + 1, 8, 5)
        if self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder:
            signs.paint(painter, signs.Sign.DOWN, at, palette.colour(palette.ACCENT), 7)
        else:
            painter.translate(at.center())
            painter.scale(1, -1)
            painter.translate(-at.center())
            signs.paint(painter, signs.Sign.DOWN, at, palette.colour(palette.ACCENT), 7)
