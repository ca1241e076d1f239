"""Words shaped for paper: broken into lines by our own rules, measured once, drawn the same on every device."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Any, cast

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from hxapp.paper import fonts
from hxapp.paper.breaking import SPACES, Break, clean, opportunities
from hxapp.paper.measures import BASELINE, LINE_PITCH, pt
from hxapp.reports.report import Align, Run, Text

_ENDLESS = 30_000_000.0
# What does not stand before '…'.
_LOOSE_ENDS = " \t\n,;:.–-(“"
_BLANKS = SPACES + "\n"


@lru_cache(maxsize=256)
def _font(family: str, size: float, bold: bool, italic: bool, spacing: float) -> QFont:
    """A font sized in dots, so that no screen scale touches it; without fallback faces, ligatures and hinting."""
    font = QFont(family)
    font.setPixelSize(max(1, round(pt(size))))
    font.setBold(bold)
    font.setItalic(italic)
    font.setWordSpacing(spacing)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    # A ligature would be one letter for whoever copies the text out of the PDF.
    font.setFeature(QFont.Tag("liga"), 0)
    return font


@dataclass(frozen=True)
class Style:
    """The dress of a text: size in points, weight, slant."""

    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Letters:
    """A stretch of cleaned text in one dress."""

    text: str
    style: Style


class Line:
    """One shaped line: its text, width and pitch in dots."""

    def __init__(self, letters: tuple[Letters, ...], size: float, spacing: float = 0.0) -> None:
        self.letters = letters
        self.text = "".join(part.text for part in letters)
        self.size = max((part.style.size for part in letters if part.text), default=size)
        self.pitch = pt(self.size) * LINE_PITCH
        self._layout = _shape(letters, size, spacing)
        line = self._layout.lineAt(0)
        self.width = line.naturalTextWidth() if line.isValid() else 0.0
        self._ascent = line.ascent() if line.isValid() else 0.0

    def x_at(self, position: int) -> float:
        """Where the letter at `position` starts."""
        line = self._layout.lineAt(0)
        if not line.isValid():
            return 0.0
        where = line.cursorToX(position)
        # PySide gives x and the position it was moved to, where C++ returns x alone.
        return float(where[0]) if isinstance(where, tuple) else float(cast(float, where))

    def paint(self, painter: QPainter, x: float, top: float) -> None:
        """Draw the line with the top of its pitch at `top`."""
        if self.text:
            self._layout.draw(painter, QPointF(x, top + pt(self.size) * BASELINE - self._ascent))


def _shape(letters: tuple[Letters, ...], size: float, spacing: float) -> QTextLayout:
    """One endless line of these letters."""
    family = fonts.serif_family()
    first = letters[0].style if letters else Style(size)
    text = "".join(part.text for part in letters)
    layout = QTextLayout(text, _font(family, first.size, first.bold, first.italic, spacing))
    option = QTextOption()
    option.setUseDesignMetrics(True)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    if len(letters) > 1:
        formats, start = [], 0
        for part in letters:
            # The fields are there, only PySide's stubs leave them out.
            stretch: Any = QTextLayout.FormatRange()
            stretch.start, stretch.length = start, len(part.text)
            dress = QTextCharFormat()
            style = part.style
            dress.setFont(_font(family, style.size, style.bold, style.italic, spacing))
            stretch.format = dress
            formats.append(stretch)
            start += len(part.text)
        layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(_ENDLESS)
        line.setPosition(QPointF(0, 0))
    layout.endLayout()
    return layout


@dataclass(frozen=True)
class Words:
    """A text broken into lines for one width."""

    lines: tuple[Line, ...]
    indent: float = 0.0

    @property
    def height(self) -> float:
        """The sum of the lines' pitches, in dots."""
        return sum(line.pitch for line in self.lines)

    @property
    def width(self) -> float:
        """The width of the widest line, in dots."""
        return max((line.width for line in self.lines), default=0.0)

    def take(self, limit: float) -> tuple[Words, Words]:
        """The lines that fit into `limit` (at least one) and those left over."""
        count, used = 0, 0.0
        for line in self.lines:
            used += line.pitch
            if count and used > limit:
                break
            count += 1
        return Words(self.lines[:count], self.indent), Words(self.lines[count:])

    def paint(self, painter: QPainter, x: float, y: float, width: float, align: Align, colour: str = "black") -> None:
        """Draw the lines inside `width`, the first one's top at `y`."""
        painter.setPen(QColor(colour))
        for number, line in enumerate(self.lines):
            rest = width - line.width
            shift = {Align.CENTER: rest / 2, Align.RIGHT: rest}.get(align, 0.0)
            line.paint(painter, x + shift + (self.indent if number == 0 else 0.0), y)
            y += line.pitch


def _dressed(text: Text, style: Style) -> list[Letters]:
    """Cleaned stretches of `text`; a run's own dress is added to the one around it."""
    return [
        Letters(clean(run.text), Style(run.size or style.size, style.bold or run.bold, style.italic or run.italic))
        for run in _runs(text)
    ]


def _cut(letters: list[Letters], start: int, end: int) -> tuple[Letters, ...]:
    """The stretch from `start` to `end`, each letter in its dress."""
    pieces, offset = [], 0
    for part in letters:
        piece = part.text[max(0, start - offset) : max(0, end - offset)]
        if piece:
            pieces.append(Letters(piece, part.style))
        offset += len(part.text)
    return tuple(pieces)


def one_line(text: Text, style: Style) -> Line:
    """`text` on a single line, however long; line breaks in it become blanks."""
    letters = _dressed(text, style)
    return Line(tuple(Letters(part.text.replace("\n", " "), part.style) for part in letters), style.size)


def wrap(
    text: Text, style: Style, width: float, *, first_indent: float = 0.0, justify: bool = False, most: int = 0
) -> Words:
    """Break `text` into lines of at most `width` dots (a single letter may be wider).

    `most` above 0 is when to stop: whoever asks needs no more lines than that.
    """
    letters = _dressed(text, style)
    whole = "".join(part.text for part in letters)
    lines: list[Line] = []
    offset = 0
    for paragraph in whole.split("\n"):
        pieces = _cut(letters, offset, offset + len(paragraph))
        indent = first_indent if not lines else 0.0
        left = most - len(lines) if most else len(paragraph)
        lines.extend(islice(_wrap_paragraph(pieces, paragraph, style, width, indent, justify), max(1, left)))
        if 0 < most <= len(lines):
            break
        offset += len(paragraph) + 1
    return Words(tuple(lines), first_indent)


def wrap_at_most(
    text: Text,
    style: Style,
    width: float,
    lines: int,
    *,
    tail: str = "",
    first_indent: float = 0.0,
    justify: bool = False,
) -> Words:
    """Break `text` into at most so many lines (0: as many as it takes); what is cut off leaves '…'.

    It is cut between words where that keeps anything, and before `tail` where the text ends with it.
    """
    over = lines + 1 if lines else 0
    wrapped = partial(wrap, style=style, width=width, first_indent=first_indent, justify=justify, most=over)
    words = wrapped(text)
    if not lines or len(words.lines) <= lines:
        return words
    whole = "".join(run.text for run in _runs(text))
    end = tail if tail and whole.endswith(tail) and len(tail) < len(whole) else ""
    body = len(whole) - len(end)
    between = [at for at in range(1, body) if whole[at] in _BLANKS and whole[at - 1] not in _BLANKS]
    # No more letters than on those lines; every line may have lost the blank after it.
    most = sum(len(line.text) + 1 for line in words.lines[:lines])
    for places in (between, range(1, body)):
        for place in reversed(places):
            if place <= most:
                shorter = wrapped(_shortened(text, place, end))
                if len(shorter.lines) <= lines:
                    return shorter
    return Words(words.lines[:lines], words.indent)


def _shortened(text: Text, letters: int, end: str) -> Text:
    """The first letters of `text`, '…' and the end."""
    kept: list[Run] = []
    for run in _runs(text):
        kept.append(replace(run, text=run.text[:letters]))
        letters -= len(run.text)
        if letters <= 0:
            break
    last = kept[-1]
    return (*kept[:-1], replace(last, text=last.text.rstrip(_LOOSE_ENDS) + "…" + end))


def _runs(text: Text) -> tuple[Run, ...]:
    return (Run(text),) if isinstance(text, str) else text


def _wrap_paragraph(
    pieces: tuple[Letters, ...], text: str, style: Style, width: float, indent: float, justify: bool
) -> Iterator[Line]:
    """The lines of one paragraph, each shaped when it is asked for."""
    whole = Line(pieces, style.size)
    if whole.width <= width - indent:
        yield whole
        return
    breaks = opportunities(text)
    start = 0
    while start < len(text):
        room = width - (indent if not start else 0.0)
        end = _line_end(text, whole.x_at, breaks, start, room)
        stop = end
        while stop > start and text[stop - 1] in SPACES:
            stop -= 1
        line_letters = _cut(list(pieces), start, stop)
        line = Line(line_letters, style.size)
        gaps = line.text.count(" ")
        if justify and end < len(text) and gaps and line.width < room:
            line = Line(line_letters, style.size, (room - line.width) / gaps)
        yield line
        start = end


def _line_end(text: str, x_at: Callable[[int], float], breaks: dict[int, Break], start: int, room: float) -> int:
    """Where the line that starts at `start` ends: at the last of the most welcome breaks that fits."""
    limit = x_at(start) + room + 0.5

    def is_over(position: int) -> bool:
        stop = position
        while stop > start and text[stop - 1] in SPACES:
            stop -= 1
        return x_at(stop) > limit

    # One letter stands in any line.
    furthest = bisect_left(range(start + 2, len(text) + 1), True, key=is_over) + start + 1
    if furthest == len(text):
        return furthest
    best, welcome = furthest, breaks.get(furthest, Break.ANYWHERE)
    for position in range(furthest - 1, start, -1):
        if welcome is Break.FREE:
            break
        if breaks.get(position, Break.ANYWHERE) < welcome:
            best, welcome = position, breaks[position]
    return best
