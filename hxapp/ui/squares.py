"""The criteria as small squares by group: one look tells how many are met, one click leads to the row.

squares = Squares(parent)
squares.set_groups(groups_of(rows))     # or any SquareGroups
squares.chosen.connect(...)             # the key of the clicked square
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hxapp.domain.checklist import Outcome
from hxapp.services.checklist import CriterionRow
from hxapp.ui import labels, palette, signs
from hxapp.ui.cells import metrics
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

_SIDE, _STEP, _GROUP_GAP = 12, 14, 9
_LABEL_HEIGHT = 14


@dataclass(frozen=True)
class Square:
    """One criterion: `key` is told when it is clicked, `tip` names it; `gained`: met now, and not the round before."""

    key: Hashable
    outcome: Outcome | None
    tip: str
    gained: bool = False


@dataclass(frozen=True)
class SquareGroup:
    """The squares of one group, over its code."""

    label: str
    squares: tuple[Square, ...]


def groups_of(rows: Iterable[CriterionRow]) -> tuple[SquareGroup, ...]:
    """The groups of a checklist as its rows stand; criteria without a group come first, under no code."""
    groups: list[tuple[str, list[Square]]] = []
    for row in rows:
        if row.is_group:
            groups.append((row.code, []))
            continue
        if not groups:
            groups.append(("", []))
        gained = row.outcome is Outcome.MET and row.previous not in (None, Outcome.MET)
        groups[-1][1].append(Square(row.id, row.outcome, tip_of(row.code, row.title, row.outcome, gained), gained))
    return tuple(SquareGroup(label, tuple(squares)) for label, squares in groups if squares)


def tip_of(code: str, title: str, outcome: Outcome | None, gained: bool = False) -> str:
    """'1.2 Công trình …: chưa đạt'."""
    said = "chưa có vòng đánh giá" if outcome is None else outcome.label
    return f"{code} {title}: {said}{', vòng trước chưa đạt' if gained else ''}"


class Squares(QWidget):
    """The squares. Signal: `chosen(key)`: a square was clicked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[SquareGroup, ...] = ()
        self._places: list[tuple[QRectF, Square]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_groups(self, groups: Sequence[SquareGroup]) -> None:
        """Show these groups."""
        self._groups = tuple(groups)
        self._places = []
        x = 1.0
        for group in self._groups:
            for square in group.squares:
                self._places.append((QRectF(x, 2, _SIDE, _SIDE), square))
                x += _STEP
            x += _GROUP_GAP
        counted = [square.outcome for _, square in self._places]
        words = [f"{counted.count(one)} {one.label}" for one in Outcome if one in counted]
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self.update()

    def square_at(self, at: QPointF) -> Square | None:
        """The square under a point of this widget."""
        return next((square for place, square in self._places if place.adjusted(-2, -3, 2, 16).contains(at)), None)

    def place_of(self, key: Hashable) -> QRectF | None:
        """Where the square of that key is drawn."""
        return next((place for place, square in self._places if square.key == key), None)

    def sizeHint(self) -> QSize:
        right = self._places[-1][0].right() + 2 if self._places else 0
        return QSize(round(right), 2 + _SIDE + 2 + _LABEL_HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.square_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        square = self.square_at(event.position())
        if square is not None and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(square.key)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            square = self.square_at(QPointF(event.pos()))
            if square is not None:
                QToolTip.showText(event.globalPos(), square.tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, square in self._places:
            _paint_square(painter, place, square)
        small = palette.font(10)
        painter.setFont(small)
        painter.setPen(Tone.THIRD.text)
        at = 0
        for group in self._groups:
            first, last = self._places[at][0], self._places[at + len(group.squares) - 1][0]
            at += len(group.squares)
            middle = (first.left() + last.right()) / 2 - metrics(small).horizontalAdvance(group.label) / 2
            painter.drawText(QPointF(middle, first.bottom() + 2 + metrics(small).ascent()), group.label)
        painter.end()


def _paint_square(painter: QPainter, place: QRectF, square: Square) -> None:
    """Met is filled, met anew has a plus, not met a cross, not assessed is hollow, not applicable has a dash."""
    fill, line, sign = {
        Outcome.MET: (QColor(palette.MET_SQUARE), None, None),
        Outcome.NOT_MET: (Tone.RED.sign, None, Sign.CROSS),
        Outcome.NOT_APPLICABLE: (Tone.GREY.tint, Tone.GREY.sign, Sign.DASH),
    }.get(square.outcome or Outcome.NOT_ASSESSED, (QColor(palette.SURFACE), Tone.GREY.sign, None))
    if square.gained:
        fill, sign = Tone.GREEN.sign, Sign.PLUS
    painter.setPen(Qt.PenStyle.NoPen if line is None else line)
    painter.setBrush(fill)
    painter.drawRect(place if line is None else place.adjusted(0.5, 0.5, -0.5, -0.5))
    if sign is not None:
        colour = labels.of_outcome(Outcome.NOT_APPLICABLE).tone.sign if sign is Sign.DASH else QColor(palette.SURFACE)
        signs.paint(painter, sign, place, colour, 8)
