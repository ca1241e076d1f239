"""How a cell is measured, painted and edited: wrapped text that is never cut, figures on the comma, signs, edges.

One delegate serves every table; what differs stands in `Look`, `RowLook` and `Column`.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from hxapp.ui import palette, signs
from hxapp.ui.palette import Tone
from hxapp.ui.table import PLAIN_ROW, Align, Column, Index, Look, RowLook

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

PAD = 7
SIGN_STEP = 17  # from a sign's left edge to its text
INDENT = 14
_ARROW_STEP = 14
_LEAST_HEIGHT = 27
_AIR = 6
_EDGE = 3
_TIP_WIDTH = 440
_FIGURE = re.compile(r"[-+−–]?[\d.]+(,\d+)?")


@cache
def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


@lru_cache(maxsize=8192)
def _wrapped(text: str, font: QFont, width: int) -> tuple[str, ...]:
    if "\n" not in text and advance(text, font) <= width:
        return (text.rstrip(),)
    lines: list[str] = []
    option = _wrapping()
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            lines.append(_piece(paragraph, line.textStart(), line.textStart() + line.textLength()).rstrip())
        layout.endLayout()
    return tuple(lines) or ("",)


def _piece(text: str, start: int, end: int) -> str:
    """The letters from one place to another as Qt counts them: those outside the first plane take two places."""
    if max(text, default="") <= "\uffff":
        return text[start:end]
    return text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le")


def wrap(text: str, font: QFont, width: float) -> tuple[str, ...]:
    """The lines of `text` in `width` logical pixels; a word that is wider is broken, never cut."""
    return _wrapped(text, font, math.floor(width))


@lru_cache(maxsize=64)
def metrics(font: QFont) -> QFontMetricsF:
    return QFontMetricsF(font)


@lru_cache(maxsize=8192)
def advance(text: str, font: QFont) -> float:
    """How wide the text is in one line; a table asks for the same words and figures again and again."""
    return metrics(font).horizontalAdvance(text)


@lru_cache(maxsize=64)
def line_height(font: QFont) -> int:
    return math.floor(metrics(font).height())


def cell_font(look: Look, row: RowLook, stretch: bool) -> QFont:
    """The font of a cell's text; the name of a head row is semibold."""
    return palette.font(11 if look.small else 12, bold=look.bold or (row.section and stretch), italic=look.italic)


class _Area(NamedTuple):
    """Where a cell's text stands: its left edge and width inside the cell."""

    left: int
    width: int


class CellDelegate(QStyledItemDelegate):
    """Paints and edits the cells of a Grid."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self.grid = grid
        self._tails: dict[tuple[int, int], float] = {}

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """A cell's tip in lines: Qt would set a long sentence in one, wider than the screen."""
        tip = index.data(Qt.ItemDataRole.ToolTipRole) if event.type() == QEvent.Type.ToolTip else None
        if not tip:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), "\n".join(wrap(tip, QToolTip.font(), _TIP_WIDTH)), view)
        return True

    # Measuring -----------------------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._column(index).width, self.height_of(index, self.grid.text_width(index)))

    def height_of(self, index: Index, width: int) -> int:
        """The height that all of the cell's text needs in a cell `width` wide."""
        column, look, row, text = self._dressed(index)
        if not text and not look.below:
            return _LEAST_HEIGHT
        font = cell_font(look, row, column.stretch)
        area = self._area(index, column, look, width)
        if column.align is Align.FIGURE and _FIGURE.fullmatch(text):
            lines = 1
        else:
            lines = len(wrap(text, font, area.width))
        small = palette.font(11)
        below = sum(len(wrap(line.text, small, area.width - _sign_step(line.sign, 13))) for line in look.below)
        text_height = lines * line_height(font) + below * line_height(small)
        return max(_LEAST_HEIGHT, math.ceil(text_height + _AIR))

    def takes_one_line(self, row: Any, column: Column) -> bool:
        """Whether a cell is sure to need the least height only: it is empty, or a figure by itself."""
        if column.align is not Align.FIGURE:
            return False
        text = column.text(row)
        return (not text or _FIGURE.fullmatch(text) is not None) and not self.grid.table.look_of(row, column).below

    def forget_tails(self) -> None:
        """The rows are others: measure anew how much stands after the comma."""
        self._tails.clear()

    def _area(self, index: Index, column: Column, look: Look, width: int) -> _Area:
        left = PAD
        if column.tree:
            left += self.grid.depth_of(index) * INDENT
            if self.grid.is_foldable(index):
                left += _ARROW_STEP
        left += _sign_step(look.sign, SIGN_STEP)
        right = PAD + (12 if look.ring else 0)
        return _Area(left, max(width - left - right, 24))

    def _column(self, index: Index) -> Column:
        return self.grid.table.columns[index.column()]

    def _dressed(self, index: Index) -> tuple[Column, Look, RowLook, str]:
        """The cell's column, looks and text, asked of the table itself: by way of Qt each answer takes far longer."""
        table, column = self.grid.table, self._column(index)
        row = self.grid.proxy.row_at(index)
        return column, table.look_of(row, column), table.row_look_of(row), column.text(row)

    # Painting ------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column, look, row, text = self._dressed(index)
        rect = _rect(option)
        painter.save()
        painter.setClipRect(rect)
        palette.fill(painter, rect, self._background(index, column, look, row, option))
        span = self.grid.span_of(index, row)
        if span is not None:
            index, rect = span
            column, look, row, text = self._dressed(index)
        self._paint_text(painter, rect, index, column, look, row, text)
        rect = _rect(option)
        line = palette.colour(palette.ROW_LINE)
        palette.fill(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), line)
        if span is None or self.grid.ends_span(_rect(option), span[1]):
            palette.fill(painter, QRect(rect.right(), rect.top(), 1, rect.height()), line)
        if row.edge is not None and self.grid.is_first(index):
            palette.fill(painter, QRect(rect.left(), rect.top(), _EDGE, rect.height()), row.edge.sign)
        if self.grid.is_current(index) and span is None:
            self._paint_frame(painter, rect)
        painter.restore()

    def _background(
        self, index: Index, column: Column, look: Look, row: RowLook, option: QStyleOptionViewItem
    ) -> QColor:
        if look.fill is Tone.GREY:
            return palette.colour(palette.NOT_DUE)
        if self.grid.is_row_marked(index):
            return palette.colour(palette.ACCENT_TINT)
        if look.fill is not None:
            return look.fill.tint
        if row.section:
            return palette.colour(palette.HEAD)
        return palette.colour(palette.ACCENT_LIGHT if column.typed else palette.SURFACE)

    def _paint_frame(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        colour = palette.colour(palette.ACCENT if self.grid.hasFocus() else "#9DB8D2")
        inner = rect.adjusted(0, 0, -1, -1)
        for side in (
            QRect(inner.left(), inner.top(), inner.width(), 2),
            QRect(inner.left(), inner.bottom() - 1, inner.width(), 2),
            QRect(inner.left(), inner.top(), 2, inner.height()),
            QRect(inner.right() - 1, inner.top(), 2, inner.height()),
        ):
            palette.fill(painter, side, colour)

    def _paint_text(
        self, painter: QPainter, rect: QRect, index: Index, column: Column, look: Look, row: RowLook, text: str
    ) -> None:
        if not (text or column.tree or look.sign or look.mark or look.mark_text or look.below or look.ring):
            return
        if look.mark is not None and not (text or look.below):
            signs.paint(painter, look.mark, QRectF(rect).adjusted(0, 0, -1, -1), look.mark_tone.sign)
            return
        font = cell_font(look, row, column.stretch)
        area = self._area(index, column, look, rect.width())
        small = palette.font(11)
        figure = column.align is Align.FIGURE and _FIGURE.fullmatch(text) is not None
        lines = (text,) if figure else wrap(text, font, area.width) if text else ()
        step, small_step = line_height(font), line_height(small)
        below = [(line, wrap(line.text, small, area.width - _sign_step(line.sign, 13))) for line in look.below]
        height = len(lines) * step + sum(len(pieces) for _, pieces in below) * small_step
        y = rect.top() + max((rect.height() - 1 - height) / 2, 0.0)
        left = rect.left() + area.left
        tone = Tone.SECOND if row.quiet else look.tone
        self._paint_arrow(painter, rect, index, column, look, y + step / 2)
        if look.sign is not None:
            middle = QRectF(left - SIGN_STEP, y, signs.SIZE, step)
            signs.paint(painter, look.sign, middle, look.sign_tone.sign)
        self._paint_mark(painter, rect, look, y, step)
        painter.setFont(font)
        painter.setPen(tone.text)
        if figure:
            self._paint_figure(painter, rect, index, look, font, text, y)
        else:
            ascent, x = metrics(font).ascent(), float(left)
            for number, line in enumerate(lines):
                if column.align is not Align.LEFT:
                    x = left + _shift(column.align, area.width - advance(line, font))
                painter.drawText(QPointF(x, y + number * step + ascent), line)
            if look.ring:
                widest = x + advance(lines[-1], font) if lines else 0.0
                ring = QRectF(widest + 1, y - 1, 9, 9)
                signs.paint(painter, signs.Sign.SMALL_RING, ring, Tone.AMBER.sign, 9)
        y += len(lines) * step
        painter.setFont(small)
        for below_line, pieces in below:
            start = left
            if below_line.sign is not None:
                signs.paint(painter, below_line.sign, QRectF(left, y, 9, small_step), below_line.tone.sign, 8)
                start += 13
            painter.setPen(below_line.tone.text)
            for piece in pieces:
                painter.drawText(QPointF(start, y + metrics(small).ascent()), piece)
                y += small_step

    def _paint_arrow(
        self, painter: QPainter, rect: QRect, index: Index, column: Column, look: Look, middle: float
    ) -> None:
        if column.tree and self.grid.is_foldable(index):
            sign = signs.Sign.RIGHT if self.grid.is_folded(index) else signs.Sign.DOWN
            x = rect.left() + PAD + self.grid.depth_of(index) * INDENT
            signs.paint(painter, sign, QRectF(x, middle - 6, 8, 12), palette.colour(palette.SECOND), 9)

    def _paint_mark(self, painter: QPainter, rect: QRect, look: Look, y: float, step: int) -> None:
        x = float(rect.left() + PAD)
        if look.mark is not None:
            signs.paint(painter, look.mark, QRectF(x, y, 10, step), look.mark_tone.sign)
            x += 14
        if look.mark_text:
            small = palette.font(10.5)
            painter.setFont(small)
            painter.setPen(look.mark_tone.text)
            painter.drawText(
                QPointF(x, y + (step + metrics(small).ascent() - metrics(small).descent()) / 2), look.mark_text
            )

    def _paint_figure(
        self, painter: QPainter, rect: QRect, index: Index, look: Look, font: QFont, text: str, y: float
    ) -> None:
        """The figure with its comma where the column's commas are; the unit small and grey after it."""
        whole, comma, decimals = text.partition(",")
        tail = comma + decimals
        whole_width = advance(whole, font)
        x = rect.right() - PAD - self._tail_width(index.column())
        x = max(x, rect.left() + PAD + whole_width)
        baseline = y + metrics(font).ascent()
        painter.drawText(QPointF(x - whole_width, baseline), whole)
        painter.drawText(QPointF(x, baseline), tail)
        if look.suffix:
            x += advance(tail, font) + _gap(look.suffix)
            painter.setFont(palette.font(10.5))
            painter.setPen(Tone.THIRD.text)
            painter.drawText(QPointF(x, baseline), look.suffix)

    def _tail_width(self, number: int) -> float:
        """How much room the longest decimals and units of the column take after the comma."""
        key = (number, self.grid.table.revision)
        if key not in self._tails:
            column = self.grid.table.columns[number]
            widest = 0.0
            for row in self.grid.table.rows:
                text = column.text(row)
                if not _FIGURE.fullmatch(text):
                    continue
                look = self.grid.table.look_of(row, column)
                tail = "".join(text.partition(",")[1:])
                width = advance(tail, cell_font(look, PLAIN_ROW, False))
                if look.suffix:
                    width += _gap(look.suffix) + advance(look.suffix, palette.font(10.5))
                widest = max(widest, width)
            self._tails[key] = widest
        return self._tails[key]


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect  # type: ignore[attr-defined]  # Qt's stubs leave it out
    return rect


def _gap(suffix: str) -> int:
    return 1 if suffix == "%" else 3


def _sign_step(sign: signs.Sign | None, step: int) -> int:
    return 0 if sign is None else step


def _shift(align: Align, spare: float) -> float:
    if align in (Align.RIGHT, Align.FIGURE):
        return max(spare, 0.0)
    return max(spare / 2, 0.0) if align is Align.CENTER else 0.0


def plain_text(value: Any) -> str:
    """What goes to the clipboard for a cell: one line, no tab."""
    return " ".join(str(value or "").split())
