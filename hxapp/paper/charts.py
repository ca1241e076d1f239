"""Bar charts in black, white, grey and hatch, with their figures as text."""

from __future__ import annotations

from decimal import Decimal

from hxapp.paper.measures import mm, pt
from hxapp.paper.strips import Box, Mark, Rule, Strip, Writing
from hxapp.paper.text import Style, Words, wrap, wrap_at_most
from hxapp.reports.report import Align, Bar, Bars, Fill, Segment

TITLE_SIZE = 10.0
LABEL_SIZE = 9.0
INNER_SIZE = 8.0
BAR_MM = 3.0
GAP_MM = 0.9
BETWEEN_MM = 6.0
LABEL_SHARE = 0.52


def chart(bars: Bars, width: float) -> Strip:
    """One chart over the width given, in dots."""
    height, marks = _draw(bars, 0.0, width)
    return Strip(height, tuple(marks), before=pt(6))


def charts(side_by_side: tuple[Bars, ...], width: float) -> Strip:
    """Charts next to each other in equal widths, as one piece."""
    gap = mm(BETWEEN_MM)
    one = (width - gap * (len(side_by_side) - 1)) / len(side_by_side)
    marks: list[Mark] = []
    height = 0.0
    for index, bars in enumerate(side_by_side):
        tall, drawn = _draw(bars, index * (one + gap), one)
        height = max(height, tall)
        marks += drawn
    return Strip(height, tuple(marks), before=pt(6))


def _full(bars: Bars) -> Decimal:
    """The value that takes the whole width; never zero."""
    lengths = [bar.length() for bar in bars.bars]
    if bars.maximum is not None:
        lengths.append(bars.maximum)
    if bars.mark is not None:
        lengths.append(bars.mark[0])
    return max([*lengths, Decimal(0)]) or Decimal(1)


def _draw(bars: Bars, left: float, width: float) -> tuple[float, list[Mark]]:
    """Height and marks of a chart whose left side is at `left`."""
    marks: list[Mark] = []
    y = 0.0
    if bars.title:
        title = wrap(bars.title, Style(TITLE_SIZE, bold=True), width)
        marks.append(Writing(title, left, 0.0, width))
        y = title.height + mm(0.8)
    texts = [wrap(bar.text, Style(LABEL_SIZE, bold=bar.bold), width * 0.3) for bar in bars.bars]
    labels = [wrap_at_most(bar.label, Style(LABEL_SIZE), width * LABEL_SHARE, bars.label_lines) for bar in bars.bars]
    label_width = max((label.width for label in labels), default=0.0)
    text_width = max((text.width for text in texts), default=0.0)
    start = left + label_width + mm(1.2)
    room = max(mm(5), left + width - text_width - mm(1.2) - start)
    scale = room / float(_full(bars))
    first = y
    for bar, label, text in zip(bars.bars, labels, texts, strict=True):
        tall = max(mm(BAR_MM), label.height, text.height) + mm(GAP_MM)
        marks.append(Writing(label, left, y + (tall - label.height) / 2, label_width, Align.RIGHT))
        end_of_text = left + width - text_width
        marks.append(Writing(text, end_of_text, y + (tall - text.height) / 2, text_width, Align.RIGHT))
        marks += _bar(bar, start, y + (tall - mm(BAR_MM)) / 2, scale)
        y += tall
    marks.append(Rule(start, first, start, y))
    if bars.mark is not None:
        y = _mark_line(bars.mark, marks, (first, y), (start, left, width), scale)
    if bars.legend:
        y = _legend(bars.legend, marks, left, y + mm(0.8), width)
    return y + mm(0.8), marks


def _bar(bar: Bar, x: float, y: float, scale: float) -> list[Mark]:
    marks: list[Mark] = []
    for segment in bar.segments:
        length = max(0.0, float(segment.value)) * scale
        if length <= 0:
            continue
        marks.append(Box(x, y, length, mm(BAR_MM), segment.fill))
        marks += _inside(segment, x, y, length)
        x += length
    return marks


def _inside(segment: Segment, x: float, y: float, length: float) -> list[Mark]:
    """The segment's own text, left out where it does not fit; a white patch keeps it readable on hatch and grey."""
    words = wrap(segment.text, Style(INNER_SIZE), mm(60))
    if not segment.text or words.width + mm(0.8) > length:
        return []
    middle = x + length / 2
    top = y + (mm(BAR_MM) - words.height) / 2
    marks: list[Mark] = []
    if segment.fill in (Fill.HATCH, Fill.GREY):
        patch = words.width + mm(0.8)
        marks.append(Box(middle - patch / 2, y + mm(0.3), patch, mm(BAR_MM - 0.6), outline=False))
    colour = "white" if segment.fill is Fill.BLACK else "black"
    marks.append(Writing(words, x, top, length, Align.CENTER, colour))
    return marks


def _mark_line(
    mark: tuple[Decimal, str],
    marks: list[Mark],
    span: tuple[float, float],
    place: tuple[float, float, float],
    scale: float,
) -> float:
    """The dashed line across the bars and its words under it; gives the new lower edge."""
    value, text = mark
    top, bottom = span
    start, left, width = place
    x = start + max(0.0, float(value)) * scale
    marks.append(Rule(x, top, x, bottom + mm(0.6), thick=0.75, dashed=True))
    words = wrap(text, Style(LABEL_SIZE), width)
    from_left = min(max(left, x - words.width / 2), left + width - words.width)
    marks.append(Writing(words, from_left, bottom + mm(0.6), words.width))
    return bottom + mm(0.6) + words.height


def _legend(legend: tuple[tuple[Fill, str], ...], marks: list[Mark], left: float, y: float, width: float) -> float:
    """Small boxes with their words, in as many lines as they need; gives the new lower edge."""
    box, gap, between = mm(4.0), mm(1.0), mm(4.0)
    entries: list[tuple[Fill, Words]] = [
        (fill, wrap(text, Style(LABEL_SIZE), width - box - gap)) for fill, text in legend
    ]
    x, tall = left, 0.0
    for fill, words in entries:
        need = box + gap + words.width
        if x > left and x + need > left + width:
            x, y, tall = left, y + tall, 0.0
        marks.append(Box(x, y + mm(0.6), box, mm(2.4), fill))
        marks.append(Writing(words, x + box + gap, y, words.width))
        x += need + between
        tall = max(tall, words.height)
    return y + tall
