"""Things that lead somewhere when pressed: lines, figures and squares of the overview, by mouse and by keyboard alike.

Tab goes from line to line; the arrows go to what lies next in their direction, squares and cells included; Enter or
the space bar presses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from hxapp.ui import palette, signs
from hxapp.ui.cells import line_height, metrics, wrap
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

_STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
_PAD = 10
_SIGN = 17


class Pressable(QAbstractButton):
    """The base: focus, hover, keys. `name` is what a reader of the screen says; `tabbed` makes it a stop of Tab."""

    def __init__(
        self, name: str, pressed: Callable[[], object], parent: QWidget | None = None, *, tabbed: bool = True
    ) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tabbed else Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda _=False: pressed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in _STEPS:
            other = self._next(*_STEPS[key])
            if other is not None:
                other.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(self, 10, 30)

    def _next(self, right: int, down: int) -> Pressable | None:
        """The nearest one in that direction, what lies straight ahead before what lies aside."""
        page = self.window()
        here = self.mapTo(page, self.rect().center())
        best: tuple[int, Pressable] | None = None
        for other in cast(list[Any], page.findChildren(Pressable)):
            if other is self or not other.isVisible():
                continue
            there: QPoint = other.mapTo(page, other.rect().center()) - here
            ahead = there.x() * right + there.y() * down
            aside = abs(there.x() * down) + abs(there.y() * right)
            # Half of both lengths lies between neighbours of a row; less is the same place.
            if ahead <= 2:
                continue
            weight = ahead + 3 * aside
            if best is None or weight < best[0]:
                best = weight, other
        return None if best is None else best[1]

    def paint_ground(self, painter: QPainter, radius: float = 3) -> None:
        """The light ground under the mouse and the frame of the focus."""
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.ACCENT_LIGHT))
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class LineButton(Pressable):
    """One line of a list: sign, text that wraps, a small line under it, and at the right how late."""

    def __init__(
        self,
        text: str,
        pressed: Callable[[], object],
        *,
        sign: Sign | None = None,
        tone: Tone = Tone.GREY,
        below: str = "",
        right: str = "",
        right_tone: Tone = Tone.TEXT,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(" – ".join(part for part in (text, below, right) if part), pressed, parent)
        self.shown, self.sign, self.tone, self.below = text, sign, tone, below
        self.right_text, self.right_tone = right, right_tone
        self._font = palette.font(12, bold=bold)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # Measuring -----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 25)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = self._text_width(width)
        height = len(wrap(self.shown, self._font, room)) * line_height(self._font)
        small = palette.font(11)
        if self.below:
            height += len(wrap(self.below, small, room)) * line_height(small)
        return height + 9

    def _left(self) -> int:
        return _PAD + (_SIGN if self.sign is not None else 0)

    def _right(self) -> int:
        """The room of the text at the right; of short ones alike, so that lines stand under each other."""
        if not self.right_text:
            return 0
        return max(round(metrics(palette.font(12, bold=True)).horizontalAdvance(self.right_text)) + 8, 84)

    def _text_width(self, width: int) -> int:
        return max(width - self._left() - self._right() - _PAD, 90)

    # Painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter)
        room = self._text_width(self.width())
        step = line_height(self._font)
        y = 4.0
        if self.sign is not None:
            signs.paint(painter, self.sign, QRectF(_PAD, y, 10, step), self.tone.sign)
        painter.setFont(self._font)
        painter.setPen(Tone.TEXT.text)
        for line in wrap(self.shown, self._font, room):
            painter.drawText(QRectF(self._left(), y, room + 2, step), Qt.AlignmentFlag.AlignVCenter, line)
            y += step
        small = palette.font(11)
        painter.setFont(small)
        painter.setPen(Tone.THIRD.text)
        for line in wrap(self.below, small, room) if self.below else ():
            height = line_height(small)
            painter.drawText(QRectF(self._left(), y, room + 2, height), Qt.AlignmentFlag.AlignVCenter, line)
            y += height
        x = self.width() - _PAD - self._right()
        if self.right_text:
            painter.setFont(palette.font(12, bold=True))
            painter.setPen(self.right_tone.text)
            area = QRectF(x, 4, self._right(), step)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.right_text)
        painter.end()


class NumberButton(Pressable):
    """A count in a table: coloured and bold, a quiet dash for none (which leads nowhere)."""

    def __init__(
        self, count: int, name: str, tone: Tone, pressed: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(f"{name}: {count}", pressed, parent, tabbed=False)
        self.count, self.tone = count, tone
        self.setEnabled(count > 0)
        self.setToolTip(self.text() if count else "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(54, 25)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.count:
            self.paint_ground(painter)
        painter.setFont(palette.font(12, bold=bool(self.count)))
        painter.setPen(self.tone.text if self.count else QColor("#A3ACB6"))
        area = QRectF(self.rect()).adjusted(0, 0, -_PAD, 0)
        text = str(self.count) if self.count else "–"
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class BandFigure(Pressable):
    """One figure of the band at the head: the number large, beside it what it counts and a small line."""

    def __init__(
        self,
        figure: str,
        title: str,
        below: str,
        pressed: Callable[[], object],
        *,
        tone: Tone = Tone.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"{figure} {title}, {below}", pressed, parent)
        self.figure, self.title, self.below, self.tone = figure, title, below, tone
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(56, sum(line_height(font) for _, font, _ in self._lines(width)) + 8)

    def _lines(self, width: int) -> list[tuple[str, QFont, Tone]]:
        """The words beside the number, in the room there is."""
        head, small = palette.font(13, bold=True), palette.font(11)
        room = max(width - self._words_left() - 6, 60)
        return [
            *((line, head, Tone.TEXT) for line in wrap(self.title, head, room)),
            *((line, small, Tone.THIRD) for line in wrap(self.below, small, room)),
        ]

    def _words_left(self) -> float:
        return 8 + self._figure_width() + 11

    def sizeHint(self) -> QSize:
        words = max(
            metrics(palette.font(13, bold=True)).horizontalAdvance(self.title),
            metrics(palette.font(11)).horizontalAdvance(self.below),
        )
        return QSize(round(self._figure_width() + words) + 26, 56)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._words_left()) + 90, 56)

    def _figure_width(self) -> float:
        return metrics(palette.font(28, bold=True)).horizontalAdvance(self.figure)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter, 4)
        painter.setFont(palette.font(28, bold=True))
        painter.setPen(self.tone.text)
        area = QRectF(8, 0, self._figure_width() + 4, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.figure)
        x = self._words_left()
        room = self.width() - x - 2
        lines = self._lines(self.width())
        y = (self.height() - sum(line_height(font) for _, font, _ in lines)) / 2
        for text, font, tone in lines:
            painter.setFont(font)
            painter.setPen(tone.text)
            painter.drawText(QRectF(x, y, room + 4, line_height(font)), Qt.AlignmentFlag.AlignVCenter, text)
            y += line_height(font)
        painter.end()
