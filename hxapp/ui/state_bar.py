"""Counts as areas: the bar of the indicators by state, and the squares of a group of criteria."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hxapp.domain.checklist import Outcome
from hxapp.domain.ratings import State
from hxapp.services.overview import CriterionMark
from hxapp.ui import labels, palette, signs
from hxapp.ui.cells import metrics
from hxapp.ui.palette import Tone
from hxapp.ui.pressable import Pressable
from hxapp.ui.signs import Sign

_LEAST = 34
_SIDE = 13


class _Piece(Pressable):
    """One state's part of the bar: its sign and count."""

    def __init__(self, state: State, count: int, pressed: Callable[[], object], parent: QWidget) -> None:
        label = labels.of_rating(state)
        super().__init__(f"{label.word}: {count}", pressed, parent)
        self.state, self.count, self._label = state, count, label
        self.setToolTip(self.text())

    def sizeHint(self) -> QSize:
        return QSize(_LEAST, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = self._label.tone
        ground = tone.text if self._label.trouble else tone.tint
        front = QColor(palette.SURFACE) if self._label.trouble else tone.text
        painter.setPen(QPen(QColor(palette.ACCENT) if self.hasFocus() else tone.sign, 2 if self.hasFocus() else 0.6))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        font = palette.font(12, bold=True)
        text = str(self.count)
        width = metrics(font).horizontalAdvance(text)
        x = (self.width() - width - 15) / 2
        if self._label.sign is not None:
            sign_colour = front if self._label.trouble else tone.sign
            signs.paint(painter, self._label.sign, QRectF(x, 0, 10, self.height()), sign_colour, 9)
        painter.setFont(font)
        painter.setPen(front)
        painter.drawText(QRectF(x + 15, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class StateBar(QWidget):
    """The states side by side, as wide as they count; each leads to its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pieces: list[_Piece] = []
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_states(self, counts: Sequence[tuple[State, int]], pressed: Callable[[State], object]) -> None:
        for piece in self.pieces:
            piece.setParent(None)
            piece.deleteLater()
        self.pieces = [_Piece(state, count, partial(pressed, state), self) for state, count in counts]
        for piece in self.pieces:
            piece.show()
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Every piece has room for its count; the rest of the width goes by count."""
        total = sum(piece.count for piece in self.pieces)
        spare = self.width() - _LEAST * len(self.pieces)
        x = 0.0
        for piece in self.pieces:
            width = _LEAST + spare * piece.count / total if total else _LEAST
            piece.setGeometry(QRect(round(x), 0, round(x + width) - round(x) - 2, self.height()))
            x += width


class SquareButton(Pressable):
    """One criterion: a quiet green square when met, a red one with a cross when not, an empty one when not assessed.

    A small plus tells that it was not met in the round before.
    """

    def __init__(self, mark: CriterionMark, pressed: Callable[[], object], parent: QWidget) -> None:
        super().__init__(f"{mark.code} {mark.title}: {mark.outcome.label}", pressed, parent, tabbed=False)
        self.mark = mark
        before = f" (vòng trước: {mark.previous.label})" if mark.previous not in (None, mark.outcome) else ""
        self.setToolTip(self.text() + before)
        self.setFixedSize(_SIDE + 2, _SIDE + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = QRectF(1.5, (self.height() - _SIDE) / 2, _SIDE - 1, _SIDE - 1)
        outcome, before = self.mark.outcome, self.mark.previous
        gained = outcome is Outcome.MET and before is Outcome.NOT_MET
        fill = {
            Outcome.MET: Tone.GREEN.sign if gained else QColor(palette.MET_SQUARE),
            Outcome.NOT_MET: Tone.RED.sign,
            Outcome.NOT_ASSESSED: QColor(palette.SURFACE),
            Outcome.NOT_APPLICABLE: QColor(palette.NOT_DUE),
        }[outcome]
        line = Tone.GREY.sign if outcome is Outcome.NOT_ASSESSED else fill
        focus = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(palette.ACCENT) if focus else line, 1.8 if focus else 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(side, 2, 2)
        sign = {Outcome.NOT_MET: Sign.CROSS, Outcome.NOT_APPLICABLE: Sign.DASH}.get(
            outcome, Sign.PLUS if gained else None
        )
        if sign is not None:
            colour = Tone.GREY.sign if outcome is Outcome.NOT_APPLICABLE else QColor(palette.SURFACE)
            signs.paint(painter, sign, side, colour, 8)
        painter.end()


class Squares(QWidget):
    """The criteria of a group as squares; a click leads to the criterion."""

    def __init__(
        self, marks: Sequence[CriterionMark], pressed: Callable[[CriterionMark], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        self.buttons = [SquareButton(mark, partial(pressed, mark), self) for mark in marks]
        for button in self.buttons:
            layout.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
