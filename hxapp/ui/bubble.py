"""The sheet beside a cell: why a text was not taken and the keys that lead on, or why nothing is typed there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from hxapp.ui import palette, signs
from hxapp.ui.cells import line_height, metrics, wrap
from hxapp.ui.palette import Tone

_WIDTH = 352
_PAD = 12
_LEGEND_HEIGHT = 30


class Bubble(QWidget):
    """A small sheet over the window; takes neither focus nor mouse."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.reason = ""
        self._old = ""
        self._is_hint = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_beside(self, editor: QWidget, reason: str, old: str) -> None:
        """Show why `editor`'s text is refused: at its right, or under or over it where there is no room."""
        self._is_hint, self._old = False, old
        self._show(QRect(editor.mapTo(editor.window(), QPoint(0, 0)), editor.size()), reason)

    def show_hint(self, area: QRect, reason: str) -> None:
        """Show beside an area of the window why nothing is typed there; the next key or click takes it away."""
        self._is_hint, self._old = True, ""
        self._show(area, reason)

    def _show(self, at: QRect, reason: str) -> None:
        self.reason = reason
        self.setAccessibleName(reason)
        window = self._owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        size = self._size()
        x, y = at.right() + 10, at.top() - 6
        if x + size.width() > window.width() - 4:
            x = max(min(at.left(), window.width() - size.width() - 4), 4)
            y = at.bottom() + 6
            if y + size.height() > window.height() - 4:
                y = at.top() - size.height() - 6
        y = max(min(y, window.height() - size.height() - 4), 4)
        self.setGeometry(QRect(QPoint(x, y), size))
        self.show()
        self.raise_()
        self.update()

    def _lines(self) -> tuple[str, ...]:
        return wrap(self.reason, palette.font(12), _WIDTH - 2 * _PAD)

    def _size(self) -> QSize:
        text = len(self._lines()) * line_height(palette.font(12))
        if self._is_hint:
            return QSize(_WIDTH, 2 * _PAD + text)
        head = line_height(palette.font(12, bold=True)) + 6
        return QSize(_WIDTH, _PAD + head + text + 10 + _LEGEND_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.fillPath(path, QColor(palette.SURFACE))
        painter.setPen(QColor(palette.FIELD_LINE if self._is_hint else "#E3A39B"))
        painter.drawPath(path)
        y = float(_PAD) if self._is_hint else self._paint_head(painter)
        body = palette.font(12)
        painter.setFont(body)
        painter.setPen(Tone.TEXT.text)
        for line in self._lines():
            painter.drawText(_PAD, round(y + metrics(body).ascent()), line)
            y += line_height(body)
        if not self._is_hint:
            self._paint_keys(painter, y + 9)
        painter.end()

    def _paint_head(self, painter: QPainter) -> float:
        """The sign and 'not saved'; where the reason begins."""
        bold = palette.font(12, bold=True)
        signs.paint(painter, signs.Sign.SQUARE, QRectF(_PAD, _PAD, 10, line_height(bold)), Tone.RED.sign, 9)
        painter.setFont(bold)
        painter.setPen(Tone.RED.text)
        painter.drawText(_PAD + 17, round(_PAD + metrics(bold).ascent()), "Chưa ghi vào sổ")
        return float(_PAD + line_height(bold) + 6)

    def _paint_keys(self, painter: QPainter, y: float) -> None:
        """The keys that lead on, under a line."""
        small = palette.font(11)
        painter.fillRect(QRectF(1, y, self.width() - 2, 1), QColor(palette.ROW_LINE))
        back = f"trở lại: {self._old}" if self._old else "bỏ phần vừa nhập"
        x = float(_PAD)
        for key, words in (("Enter", "ghi lại sau khi sửa"), ("Esc", back)):
            painter.setFont(small)
            box = QRectF(x, y + 6, metrics(small).horizontalAdvance(key) + 12, 19)
            painter.setPen(QColor(palette.FIELD_LINE))
            painter.setBrush(QColor(palette.HEAD))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(Tone.SECOND.text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
            x = box.right() + 7
            room = self.width() - x - _PAD
            shown = metrics(small).elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(x, y + 6, room, 19), Qt.AlignmentFlag.AlignVCenter, shown)
            x += metrics(small).horizontalAdvance(shown) + 14
