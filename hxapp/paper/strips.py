"""The pieces a page is filled with: strips of full text width, and the marks painted on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from hxapp.paper.measures import HAIRLINE_PT, mm, pt
from hxapp.paper.text import Words
from hxapp.reports.report import Align, Fill, Sign

GREY = "#969696"


class Mark(Protocol):
    """Something painted on a strip, in dots from the strip's top left corner."""

    def paint(self, painter: QPainter) -> None: ...


@dataclass(frozen=True)
class Writing:
    """Words at a place."""

    words: Words
    x: float
    y: float
    width: float
    align: Align = Align.LEFT
    colour: str = "black"

    def paint(self, painter: QPainter) -> None:
        self.words.paint(painter, self.x, self.y, self.width, self.align, self.colour)


@dataclass(frozen=True)
class Rule:
    """A straight line; `thick` in points, `dashed` for the line across a chart."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: float = HAIRLINE_PT
    dashed: bool = False

    def paint(self, painter: QPainter) -> None:
        pen = QPen(QColor("black"), pt(self.thick))
        pen.setCapStyle(Qt.PenCapStyle.SquareCap if not self.dashed else Qt.PenCapStyle.FlatCap)
        if self.dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(QLineF(self.x1, self.y1, self.x2, self.y2))


@dataclass(frozen=True)
class Box:
    """A rectangle in one of the four fills; the hatch is drawn in lines, since a brush pattern follows the device."""

    x: float
    y: float
    width: float
    height: float
    fill: Fill = Fill.WHITE
    outline: bool = True

    def paint(self, painter: QPainter) -> None:
        colour = {Fill.BLACK: "black", Fill.GREY: GREY}.get(self.fill, "white")
        rect = QRectF(self.x, self.y, self.width, self.height)
        painter.fillRect(rect, QColor(colour))
        pen = QPen(QColor("black"), pt(HAIRLINE_PT))
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        if self.fill is Fill.HATCH:
            self._hatch(painter)
        if self.outline:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)

    def _hatch(self, painter: QPainter) -> None:
        """Rising lines, 1.1 mm apart."""
        step = mm(1.1)
        distance = step
        while distance < self.width + self.height:
            left = max(0.0, distance - self.height)
            right = min(self.width, distance)
            painter.drawLine(QLineF(self.x + left, self.y + distance - left, self.x + right, self.y + distance - right))
            distance += step


@dataclass(frozen=True)
class Shape:
    """A sign as a painted shape of `size` dots, its middle at (x, y)."""

    sign: Sign
    x: float
    y: float
    size: float

    def paint(self, painter: QPainter) -> None:
        half = self.size / 2
        hollow = self.sign in (Sign.RING, Sign.BOX)
        painter.setPen(QPen(QColor("black"), pt(0.7)) if hollow else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QBrush(QColor("white" if hollow else "black")))
        painter.save()
        painter.translate(self.x, self.y)
        if self.sign in (Sign.DOT, Sign.RING):
            painter.drawEllipse(QPointF(0, 0), half, half)
        elif self.sign in (Sign.SQUARE, Sign.BOX):
            painter.drawRect(QRectF(-half, -half, self.size, self.size))
        elif self.sign is Sign.DASH:
            painter.drawRect(QRectF(-half, -half / 5, self.size, half / 2.5))
        else:
            corners = {
                Sign.TRIANGLE: ((0, -1), (1, 0.85), (-1, 0.85)),
                Sign.DOWN: ((0, 1), (1, -0.85), (-1, -0.85)),
                Sign.DIAMOND: ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
            }[self.sign]
            painter.drawPolygon(QPolygonF([QPointF(x * half, y * half) for x, y in corners]))
        painter.restore()


class Keep(IntEnum):
    """How a strip holds to the next one: SOFT gives way when the whole group is taller than a page, HARD after it."""

    NO = 0
    SOFT = 1
    HARD = 2


@dataclass(frozen=True)
class Strip:
    """A piece of the page that is not cut. Heights in dots.

    `before` is the gap above, dropped at the top of a page. `opener` is repeated over the strip when it opens a page.
    `group` names the table it belongs to: where a group stops on a page, `closing` is painted. `split` cuts a strip
    that is taller than a page: called with the room on this page and on the following ones. `scale` below 1 shrinks.
    """

    height: float
    marks: tuple[Mark, ...]
    keep: Keep = Keep.NO
    before: float = 0.0
    opener: tuple[Strip, ...] = ()
    group: int = 0
    closing: tuple[Mark, ...] = ()
    split: Callable[[float, float], list[Strip]] | None = None
    scale: float = 1.0
    anchor: bool = False
    """Whether a signature is in good company with this strip (a table's item)."""
