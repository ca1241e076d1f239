"""The signs, painted as shapes: they look alike on every machine, whatever its fonts hold.

`paint` draws one centred in a rectangle; `pixmap` and `icon` serve labels and buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

SIZE = 10.0  # logical pixels, the side of a sign's square


class Sign(Enum):
    """What can be painted; the value is the nearest character, for copying and for readers of the screen."""

    TRIANGLE = "▲"
    DOT = "●"
    DIAMOND = "◆"
    SQUARE = "■"
    RING = "○"
    DASH = "–"
    HALF = "◐"
    TICK = "✓"
    PAUSE = "‖"
    CLOCK = "◷"
    CROSS = "✕"
    PLUS = "+"
    ARROW = "→"
    SAME = "="
    BARRED = "⊘"
    ABOUT = "≈"
    QUERY = "?"
    SMALL_RING = "°"
    RIGHT = "›"
    DOWN = "⌄"
    UP = "⌃"
    LEFT = "‹"
    # Icons of buttons and menus, drawn by the same hand.
    MENU = "≡"
    SEARCH = "⌕"
    IN = "⤓"
    OUT = "⤒"
    PRINT = "⎙"
    PANEL = "◨"
    MORE = "…"
    BOOK = "▤"
    FOLDER = "▱"
    PENCIL = "✎"
    SHEET = "▥"
    CLIP = "⌇"
    BIN = "▽"
    TREE = "⊢"
    LIST = "☰"


def paint(painter: QPainter, sign: Sign, rect: QRectF, colour: QColor, side: float = SIZE) -> None:
    """Draw `sign` in `colour`, `side` logical pixels wide, in the middle of `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(side / 10.0, side / 10.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    _DRAWN[sign](painter, colour)
    painter.restore()


@lru_cache(maxsize=256)
def pixmap(sign: Sign, colour: str, side: float = SIZE, ratio: float = 1.0) -> QPixmap:
    """The sign as a picture `side` logical pixels wide, with a little air; sharp at the screen's `ratio`."""
    whole = round(side + 4)
    made = QPixmap(QSize(round(whole * ratio), round(whole * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, sign, QRectF(0, 0, whole, whole), QColor(colour), side)
    painter.end()
    return made


@lru_cache(maxsize=256)
def icon(sign: Sign, colour: str, side: float = SIZE) -> QIcon:
    """The sign as an icon, sharp at 100, 150 and 200 %."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        made.addPixmap(pixmap(sign, colour, side, ratio))
    return made


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _pen(painter: QPainter, colour: QColor, width: float = 1.3) -> None:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _filled(*points: tuple[float, float]) -> Callable[[QPainter, QColor], None]:
    def draw(painter: QPainter, colour: QColor) -> None:
        painter.drawPolygon(_polygon(*points))

    return draw


def _strokes(width: float, *lines: tuple[tuple[float, float], ...]) -> Callable[[QPainter, QColor], None]:
    def draw(painter: QPainter, colour: QColor) -> None:
        _pen(painter, colour, width)
        for line in lines:
            painter.drawPolyline(_polygon(*line))

    return draw


def _dot(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QPointF(0, 0), 4.4, 4.4)


def _square(painter: QPainter, colour: QColor) -> None:
    painter.drawRect(QRectF(-4.2, -4.2, 8.4, 8.4))


def _ring(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.5)
    painter.drawEllipse(QPointF(0, 0), 3.8, 3.8)


def _small_ring(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.3)
    painter.drawEllipse(QPointF(0, 0), 2.4, 2.4)


def _half(painter: QPainter, colour: QColor) -> None:
    half = QPainterPath()
    half.moveTo(0, -4)
    half.arcTo(QRectF(-4, -4, 8, 8), 90, 180)
    half.closeSubpath()
    painter.drawPath(half)
    _pen(painter, colour, 1.3)
    painter.drawEllipse(QPointF(0, 0), 4, 4)


def _pause(painter: QPainter, colour: QColor) -> None:
    painter.drawRect(QRectF(-3.4, -4, 2.2, 8))
    painter.drawRect(QRectF(1.2, -4, 2.2, 8))


def _clock(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.3)
    painter.drawEllipse(QPointF(0, 0), 4.3, 4.3)
    painter.drawPolyline(_polygon((0, -2.4), (0, 0), (1.9, 1)))


def _barred(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.3)
    painter.drawEllipse(QPointF(0, 0), 4.2, 4.2)
    painter.drawLine(QPointF(2.9, -2.9), QPointF(-2.9, 2.9))


def _about(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.4)
    for y in (-1.7, 1.7):
        wave = QPainterPath(QPointF(-3.6, y + 0.6))
        wave.cubicTo(-1.6, y - 2.2, 1.2, y + 2.2, 3.6, y - 0.6)
        painter.drawPath(wave)


def _query(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.6)
    hook = QPainterPath(QPointF(-2.4, -2.4))
    hook.cubicTo(-2.2, -5.2, 2.6, -5.2, 2.5, -2.4)
    hook.cubicTo(2.4, -0.6, 0, -0.6, 0, 1.5)
    painter.drawPath(hook)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(0, 4), 0.95, 0.95)


def _search(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.2)
    painter.drawEllipse(QPointF(-0.8, -0.8), 3.4, 3.4)
    painter.drawLine(QPointF(1.8, 1.8), QPointF(4.4, 4.4))


def _print(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.0)
    painter.drawPolyline(_polygon((-2.6, -1.6), (-2.6, -4.4), (2.6, -4.4), (2.6, -1.6)))
    painter.drawPolyline(_polygon((-2.6, 2.2), (-4.6, 2.2), (-4.6, -1.6), (4.6, -1.6), (4.6, 2.2), (2.6, 2.2)))
    painter.drawRect(QRectF(-2.6, 0.6, 5.2, 3.9))


def _panel(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.0)
    painter.drawRect(QRectF(-4.6, -4.1, 9.2, 8.2))
    painter.drawLine(QPointF(1.4, -4.1), QPointF(1.4, 4.1))


def _more(painter: QPainter, colour: QColor) -> None:
    for x in (-3.4, 0.0, 3.4):
        painter.drawEllipse(QPointF(x, 0), 0.95, 0.95)


def _book(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.0)
    painter.drawRoundedRect(QRectF(-4, -4.6, 8, 9.2), 1, 1)
    painter.drawLine(QPointF(-2, -4.6), QPointF(-2, 4.6))
    for y in (-2.2, -0.2):
        painter.drawLine(QPointF(-0.2, y), QPointF(2.4, y))


def _sheet(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.0)
    painter.drawRoundedRect(QRectF(-3.8, -4.6, 7.6, 9.2), 1, 1)
    for y in (-2.2, 0.0, 2.2):
        painter.drawLine(QPointF(-1.8, y), QPointF(1.8, y))


def _bin(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.0)
    painter.drawPolyline(_polygon((-3.2, -2.6), (-2.5, 4.5), (2.5, 4.5), (3.2, -2.6)))
    painter.drawLine(QPointF(-4.3, -2.6), QPointF(4.3, -2.6))
    painter.drawPolyline(_polygon((-1.4, -2.6), (-1.4, -4.3), (1.4, -4.3), (1.4, -2.6)))


def _clip(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.1)
    path = QPainterPath(QPointF(3.6, -1.4))
    path.lineTo(-0.6, 2.8)
    path.cubicTo(-2.6, 4.6, -4.8, 2.4, -3.0, 0.4)
    path.lineTo(1.2, -3.8)
    path.cubicTo(2.6, -5.0, 4.2, -3.6, 3.0, -2.2)
    path.lineTo(-1.2, 2.0)
    painter.drawPath(path)


_DRAWN: dict[Sign, Callable[[QPainter, QColor], None]] = {
    Sign.TRIANGLE: _filled((0, -4.6), (5, 4.2), (-5, 4.2)),
    Sign.DOT: _dot,
    Sign.DIAMOND: _filled((0, -5.2), (5.2, 0), (0, 5.2), (-5.2, 0)),
    Sign.SQUARE: _square,
    Sign.RING: _ring,
    Sign.DASH: _strokes(1.8, ((-3.4, 0), (3.4, 0))),
    Sign.HALF: _half,
    Sign.TICK: _strokes(1.8, ((-4.2, 0.4), (-1.2, 3.4), (4.4, -3.4))),
    Sign.PAUSE: _pause,
    Sign.CLOCK: _clock,
    Sign.CROSS: _strokes(1.9, ((-3.6, -3.6), (3.6, 3.6)), ((-3.6, 3.6), (3.6, -3.6))),
    Sign.PLUS: _strokes(1.9, ((-4, 0), (4, 0)), ((0, -4), (0, 4))),
    Sign.ARROW: _strokes(1.7, ((-4.4, 0), (4.2, 0)), ((0.8, -3.2), (4.2, 0), (0.8, 3.2))),
    Sign.SAME: _strokes(1.5, ((-3.8, -1.7), (3.8, -1.7)), ((-3.8, 1.7), (3.8, 1.7))),
    Sign.BARRED: _barred,
    Sign.ABOUT: _about,
    Sign.QUERY: _query,
    Sign.SMALL_RING: _small_ring,
    Sign.RIGHT: _strokes(1.4, ((-1.6, -3.4), (1.9, 0), (-1.6, 3.4))),
    Sign.LEFT: _strokes(1.4, ((1.6, -3.4), (-1.9, 0), (1.6, 3.4))),
    Sign.DOWN: _strokes(1.4, ((-3.4, -1.6), (0, 1.9), (3.4, -1.6))),
    Sign.UP: _strokes(1.4, ((-3.4, 1.6), (0, -1.9), (3.4, 1.6))),
    Sign.MENU: _strokes(1.2, ((-4.6, -3.2), (4.6, -3.2)), ((-4.6, 0), (4.6, 0)), ((-4.6, 3.2), (4.6, 3.2))),
    Sign.SEARCH: _search,
    Sign.IN: _strokes(
        1.1,
        ((0, -4.4), (0, 1.6)),
        ((-2.4, -0.6), (0, 1.8), (2.4, -0.6)),
        ((-4.4, 2), (-4.4, 4.4), (4.4, 4.4), (4.4, 2)),
    ),
    Sign.OUT: _strokes(
        1.1, ((0, 2), (0, -4.2)), ((-2.4, -2), (0, -4.4), (2.4, -2)), ((-4.4, 2), (-4.4, 4.4), (4.4, 4.4), (4.4, 2))
    ),
    Sign.PRINT: _print,
    Sign.PANEL: _panel,
    Sign.MORE: _more,
    Sign.BOOK: _book,
    Sign.FOLDER: _strokes(
        1.1, ((-4.6, 3.8), (-4.6, -3.8), (-1.4, -3.8), (-0.2, -2.4), (4.6, -2.4), (4.6, 3.8), (-4.6, 3.8))
    ),
    Sign.PENCIL: _strokes(
        1.1, ((-4.2, 4.2), (-3.4, 1.4), (2.2, -4.2), (4.2, -2.2), (-1.4, 3.4), (-4.2, 4.2)), ((1, -3), (3, -1))
    ),
    Sign.SHEET: _sheet,
    Sign.CLIP: _clip,
    Sign.BIN: _bin,
    Sign.TREE: _strokes(
        1.1,
        ((-4, -4.2), (-1, -4.2)),
        ((-2.8, -4.2), (-2.8, 3), (0.4, 3)),
        ((-2.8, -0.8), (0.4, -0.8)),
        ((1.4, -0.8), (4.4, -0.8)),
        ((1.4, 3), (4.4, 3)),
    ),
    Sign.LIST: _strokes(1.1, ((-4.4, -3), (4.4, -3)), ((-4.4, 0), (4.4, 0)), ((-4.4, 3), (1.6, 3))),
}
