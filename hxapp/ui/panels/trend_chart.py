"""A small drawing: an indicator's figures over two years, the plan, and the way that leads to it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hxapp.domain.periods import Period, PeriodKind
from hxapp.domain.words import format_number, roman
from hxapp.services.trend import Trend, TrendPoint
from hxapp.ui import palette, signs
from hxapp.ui.cells import metrics
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

_HEIGHT = 148
_FOOT = 32
_TOP = 14
_LAST_YEAR = "#8A96A3"


class TrendChart(QWidget):
    """Draws a `Trend`; `words` says the same for readers of the screen. Hidden while there is nothing to draw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trend: Trend | None = None
        self.starts_anew = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def show_trend(self, trend: Trend | None, starts_anew: bool) -> None:
        """Show the trend; `starts_anew` tells that figures begin every year at nothing."""
        self.trend, self.starts_anew = trend, starts_anew
        drawn = trend is not None and bool(trend.points)
        self.setAccessibleName(words(trend) if trend is not None else "")
        self.setToolTip(self.accessibleName())
        self.setVisible(drawn)
        self.update()

    # Painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        trend = self.trend
        if trend is None or not trend.points:
            return
        small = palette.font(10)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = _span(trend)
        labels = [format_number(value) for value in (low, high)]
        left = max(metrics(small).horizontalAdvance(text) for text in labels) + 8
        goal = "" if trend.goal is None else f"KH {format_number(trend.goal)}"
        right = self.width() - max(metrics(small).horizontalAdvance(goal) + 6, 10)
        plot = QRectF(left, _TOP, right - left, self.height() - _TOP - _FOOT)
        self._place = _Place(plot, float(low), float(high), trend.period.year)
        self._paint_frame(painter, small, labels, trend)
        self._paint_goal(painter, small, goal, trend)
        self._paint_lines(painter, trend)
        self._paint_now(painter, trend)
        painter.end()

    def _paint_frame(self, painter: QPainter, font: QFont, labels: list[str], trend: Trend) -> None:
        plot, place = self._place.plot, self._place
        painter.setFont(font)
        painter.setPen(QPen(QColor(palette.ROW_LINE), 1))
        for part in (0.0, 0.5, 1.0):
            y = plot.top() + plot.height() * part
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(QPen(QColor(palette.SECTION_LINE), 1))
        middle = place.x_of_share(1, 0.0)
        painter.drawLine(QPointF(middle, plot.top() - 4), QPointF(middle, plot.bottom() + 4))
        painter.setPen(Tone.THIRD.text)
        for text, y in ((labels[1], plot.top()), (labels[0], plot.bottom())):
            painter.drawText(
                QRectF(0, y - 8, plot.left() - 5, 16),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                text,
            )
        for year in (0, 1):
            for quarter in (1, 2, 3, 4):
                x = place.x_of_share(year, quarter / 4)
                shown = Period.quarter(trend.period.year - 1 + year, quarter)
                now = shown.last == trend.period.last
                painter.setFont(palette.font(10, bold=now))
                painter.setPen(Tone.TEXT.text if now else Tone.THIRD.text)
                painter.drawText(
                    QRectF(x - 16, plot.bottom() + 3, 32, 13), Qt.AlignmentFlag.AlignCenter, roman(quarter)
                )
            painter.setFont(font)
            painter.setPen(Tone.THIRD.text)
            centre = place.x_of_share(year, 0.5)
            painter.drawText(
                QRectF(centre - 50, plot.bottom() + 15, 100, 14),
                Qt.AlignmentFlag.AlignCenter,
                f"năm {trend.period.year - 1 + year}",
            )

    def _paint_goal(self, painter: QPainter, font: QFont, text: str, trend: Trend) -> None:
        place, plot = self._place, self._place.plot
        if trend.goal is None:
            return
        begin = place.x_of_share(1, 0.0)
        if trend.low is not None and trend.high is not None and trend.low != trend.high:
            upper, lower = place.y_of(trend.high), place.y_of(trend.low)
            painter.fillRect(QRectF(begin, upper, plot.right() - begin, lower - upper), Tone.GREEN.tint)
        y = place.y_of(trend.goal)
        painter.setPen(QPen(QColor(palette.SECOND), 1.2))
        painter.drawLine(QPointF(begin, y), QPointF(plot.right(), y))
        painter.setFont(font)
        painter.setPen(Tone.SECOND.text)
        painter.drawText(QRectF(plot.right() + 4, y - 8, 90, 16), Qt.AlignmentFlag.AlignVCenter, text)
        if trend.start is not None and trend.needed is not None:
            pen = QPen(Tone.AMBER.sign, 1.2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(
                QPointF(begin, place.y_of(trend.start)), QPointF(place.x_of_share(1, 1.0), place.y_of(trend.goal))
            )

    def _paint_lines(self, painter: QPainter, trend: Trend) -> None:
        place = self._place
        before = [point for point in trend.points if point.period.year < trend.period.year]
        now = [point for point in trend.points if point.period.year == trend.period.year]
        joined = before[-1:] if not self.starts_anew and before and before[-1].period.ends_year else []
        for points, colour in ((before, _LAST_YEAR), ([*joined, *now], palette.ACCENT)):
            line = QPolygonF([place.of(point) for point in points])
            painter.setPen(QPen(QColor(colour), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        for point in trend.points:
            monthly = point.period.kind is PeriodKind.MONTH
            colour = _LAST_YEAR if point.period.year < trend.period.year else palette.ACCENT
            painter.setBrush(QColor(colour))
            painter.drawEllipse(place.of(point), 1.8 if monthly else 2.8, 1.8 if monthly else 2.8)

    def _paint_now(self, painter: QPainter, trend: Trend) -> None:
        """The period's own figure and what was needed by then, with their numbers on opposite sides."""
        place = self._place
        bold = palette.font(11, bold=True)
        point = next((one for one in trend.points if one.period.last == trend.period.last), None)
        needed = trend.needed if not trend.period.ends_year else None
        x = place.x_of_share(1, float(trend.period.elapsed_share))
        above = point is None or needed is None or needed >= point.value
        if needed is not None:
            at = QPointF(x, place.y_of(needed))
            signs.paint(painter, Sign.DIAMOND, QRectF(at.x() - 5, at.y() - 5, 10, 10), Tone.AMBER.sign, 8)
            text = f"cần {format_number(needed)}"
            if above:  # beside it, clear of the plan's line
                at -= QPointF(metrics(palette.font(11)).horizontalAdvance(text) / 2 + 7, -7)
            self._write(painter, palette.font(11), Tone.AMBER.text, text, at, above)
        if point is not None:
            at = place.of(point)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.ACCENT))
            painter.drawEllipse(at, 3.8, 3.8)
            self._write(painter, bold, Tone.ACCENT.text, format_number(point.value), at, not above)

    def _write(self, painter: QPainter, font: QFont, colour: QColor, text: str, at: QPointF, above: bool) -> None:
        width = metrics(font).horizontalAdvance(text)
        x = min(max(at.x() - width / 2, 0.0), self.width() - width - 1)
        y = at.y() - 20 if above else at.y() + 5
        area = QRectF(x, min(max(y, 0.0), self._place.plot.bottom() - 13), width + 1, 15)
        veil = QColor(palette.SURFACE)
        veil.setAlpha(215)
        painter.fillRect(area.adjusted(-1, 2, 1, -2), veil)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)


class _Place:
    """Where a figure stands: two years side by side, `low` to `high` from bottom to top."""

    def __init__(self, plot: QRectF, low: float, high: float, year: int) -> None:
        self.plot, self._low, self._high, self._year = plot, low, high, year

    def x_of_share(self, year: int, share: float) -> float:
        return self.plot.left() + self.plot.width() * (year + share) / 2

    def y_of(self, value: Decimal) -> float:
        return self.plot.bottom() - (float(value) - self._low) / (self._high - self._low) * self.plot.height()

    def of(self, point: TrendPoint) -> QPointF:
        year = 1 if point.period.year == self._year else 0
        return QPointF(self.x_of_share(year, float(point.period.elapsed_share)), self.y_of(point.value))


def _span(trend: Trend) -> tuple[Decimal, Decimal]:
    """The lowest and highest figure of the drawing, at round numbers a little beyond what is shown."""
    shown = [point.value for point in trend.points]
    shown += [one for one in (trend.low, trend.high, trend.start, trend.needed, trend.goal) if one is not None]
    low, high = min(shown), max(shown)
    width = high - low or abs(high) or Decimal(1)
    step = Decimal(1).scaleb((width / 4).adjusted())
    for factor in (1, 2, 5, 10):
        if width / (step * factor) <= 5:
            step *= factor
            break
    bottom = (low / step).to_integral_value("ROUND_FLOOR") * step
    top = (high / step).to_integral_value("ROUND_CEILING") * step
    if bottom == top:
        bottom, top = bottom - step, top + step
    return _plain(bottom), _plain(top)


def _plain(value: Decimal) -> Decimal:
    value = value.normalize()
    return value if int(value.as_tuple().exponent) <= 0 else value.quantize(Decimal(1))


def words(trend: Trend) -> str:
    """The drawing as a sentence."""
    figures = [f"{point.period.label}: {format_number(point.value)}" for point in trend.points]
    if trend.goal is not None:
        figures.append(f"kế hoạch năm {trend.period.year}: {format_number(trend.goal)}")
    if trend.needed is not None and not trend.period.ends_year:
        figures.append(f"theo tiến độ cần {format_number(trend.needed)}")
    return "; ".join(figures)
