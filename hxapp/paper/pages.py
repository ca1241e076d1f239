"""Pages of a report: where each strip stands, measured once for PDF, printer and preview alike."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter

from hxapp.paper.blocks import strips_of
from hxapp.paper.frame import head_strips, signature_strip
from hxapp.paper.measures import (
    A4_HEIGHT_MM,
    A4_WIDTH_MM,
    DOTS_PER_INCH,
    EDGE_LINE_MM,
    LEFT_MM,
    POINTS_PER_INCH,
    TOP_MM,
    mm,
    sheet_mm,
    text_height,
    text_width,
)
from hxapp.paper.strips import Keep, Strip
from hxapp.paper.text import Style, wrap
from hxapp.reports.report import Align, Heading, Report, Table

FOOT_SIZE = 11.0
FOOT_NOTE_SIZE = 9.0
MARK_SIZE = 12.0

# A table's head may take this share of a page; a taller one is shrunk, or it would leave no room for rows.
_HEAD_SHARE = 0.5
# A row taller than a page starts on the page before only where that leaves a decent piece of it.
_DECENT_ROOM = mm(40)
# The gap between a heading and its table.
_UNDER_HEADING = mm(0.6)


@dataclass(frozen=True)
class Placed:
    """A strip with its upper edge, in dots under the top margin."""

    strip: Strip
    y: float


@dataclass(frozen=True)
class Page:
    """One A4 page: its number, how many there are, and what stands on it."""

    number: int
    count: int
    landscape: bool
    placed: tuple[Placed, ...]
    practice_mark: str
    foot: str

    @property
    def size_points(self) -> tuple[float, float]:
        """Width and height of the sheet in points (1/72 inch)."""
        width, height = sheet_mm(self.landscape)
        return width / 25.4 * POINTS_PER_INCH, height / 25.4 * POINTS_PER_INCH


def pages(report: Report) -> tuple[Page, ...]:
    """The report's pages; at least one. Needs a QGuiApplication and the fonts loaded, but no printer.

    Of a report with shorter ones this is the fullest that stands on one page.
    """
    room = text_height(report.landscape)
    strips = _strips(fullest(report), text_width(report.landscape), room)
    if report.shorter:
        strips = _squeezed(strips, room)
    filler = _Filler(room)
    for chunk in _chunks(strips, Keep.SOFT):
        filler.place(chunk)
    sheets = filler.pages
    return tuple(
        Page(number, len(sheets), report.landscape, _closed(sheet), report.practice_mark or "", report.foot)
        for number, sheet in enumerate(sheets, start=1)
    )


def fullest(report: Report) -> Report:
    """The first of the report and its shorter ones that stands on one page, else the last."""
    room = text_height(report.landscape)
    while report.shorter:
        choices = (report, *report.shorter)
        place = bisect_left(choices[:-1], True, key=lambda one: height(one) <= room)
        if place < len(choices) - 1:
            return choices[place]
        report = choices[-1]
    return report


def height(report: Report) -> float:
    """How tall the report would be on a page without end, in dots."""
    return _total(_strips(report, text_width(report.landscape), text_height(report.landscape)))


def _total(strips: list[Strip]) -> float:
    return sum(strip.before + strip.height for strip in strips) - (strips[0].before if strips else 0.0)


def _squeezed(strips: list[Strip], height: float) -> list[Strip]:
    """What even the shortest words are too much for (a page of signers) is drawn smaller, so that it stays one page."""
    share = (height - 1) / max(_total(strips), 1.0)
    if share >= 1:
        return strips
    return [
        replace(strip, height=strip.height * share, before=strip.before * share, scale=strip.scale * share)
        for strip in strips
    ]


def page_count(report: Report) -> int:
    """How many pages the report has."""
    return len(pages(report))


def paint_page(painter: QPainter, page: Page) -> None:
    """Paint the whole sheet, its upper left corner at the painter's origin, one unit of the painter being one point.

    A caller that previews at 96 dots an inch scales the painter by 96 / 72 first; `page.size_points` is the sheet.
    """
    painter.save()
    painter.scale(POINTS_PER_INCH / DOTS_PER_INCH, POINTS_PER_INCH / DOTS_PER_INCH)
    _paint_edges(painter, page)
    painter.translate(mm(LEFT_MM), mm(TOP_MM))
    for placed in page.placed:
        painter.save()
        painter.translate(0.0, placed.y)
        if placed.strip.scale != 1.0:
            painter.scale(placed.strip.scale, placed.strip.scale)
        for mark in placed.strip.marks:
            mark.paint(painter)
        painter.restore()
    painter.restore()


def _paint_edges(painter: QPainter, page: Page) -> None:
    """The practice mark over the text, 'trang x/y' and the foot's note under it."""
    left, width = mm(LEFT_MM), text_width(page.landscape)
    sheet_height = mm(A4_WIDTH_MM if page.landscape else A4_HEIGHT_MM)
    if page.practice_mark:
        words = wrap(page.practice_mark, Style(MARK_SIZE, bold=True), width)
        words.paint(painter, left, mm(EDGE_LINE_MM) - words.height / 2, width, Align.CENTER)
    middle = sheet_height - mm(EDGE_LINE_MM)
    number = wrap(f"trang {page.number}/{page.count}", Style(FOOT_SIZE), width)
    number.paint(painter, left, middle - number.height / 2, width, Align.RIGHT if page.foot else Align.CENTER)
    if page.foot:
        note = wrap(page.foot, Style(FOOT_NOTE_SIZE, italic=True), width - number.width - mm(6))
        note.paint(painter, left, middle - note.height / 2, width, Align.LEFT)


def _strips(report: Report, width: float, height: float) -> list[Strip]:
    """All pieces in order, the signatures bound to the last rows."""
    strips = head_strips(report, width)
    under_heading = False
    for group, block in enumerate(report.blocks, start=1):
        pieces = [_bounded(strip, height) for strip in strips_of(block, width, group)]
        if under_heading and isinstance(block, Table):
            pieces[0] = replace(pieces[0], before=_UNDER_HEADING)
        strips += pieces
        under_heading = isinstance(block, Heading)
    if report.signatures is not None:
        _bind_signature(strips, height)
        strips.append(signature_strip(report.signatures, report.head, width))
    return strips


def _bounded(strip: Strip, height: float) -> Strip:
    """The strip with the heads it repeats, and itself when it is a head, no taller than their share of a page."""
    limit = height * _HEAD_SHARE
    if strip.split is None and strip.group and strip.height > limit and strip.keep is Keep.HARD:
        strip = _shrunk(strip, limit)
    return replace(strip, opener=tuple(_shrunk(one, limit) for one in strip.opener))


def _shrunk(strip: Strip, limit: float) -> Strip:
    """The strip scaled down to `limit` where it is taller."""
    if strip.height <= limit:
        return strip
    return replace(strip, height=limit, scale=limit / strip.height)


def _bind_signature(strips: list[Strip], height: float) -> None:
    """Keep everything from the last row of a table to the signatures together; at least the piece before them."""
    reach, used = len(strips) - 1, 0.0
    for index in range(len(strips) - 1, -1, -1):
        used += strips[index].height + strips[index].before
        if used > height * _HEAD_SHARE:
            break
        if strips[index].anchor:
            reach = index
            break
    for index in range(max(reach, 0), len(strips)):
        strips[index] = replace(strips[index], keep=Keep.HARD)


def _chunks(strips: list[Strip], weakest: Keep) -> list[list[Strip]]:
    """Strips that stay together, where a bond of at least `weakest` counts."""
    chunks: list[list[Strip]] = []
    together = False
    for strip in strips:
        if together:
            chunks[-1].append(strip)
        else:
            chunks.append([strip])
        together = strip.keep >= weakest
    return chunks


class _Filler:
    """Fills pages from the top."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.pages: list[list[Placed]] = [[]]
        self.y = 0.0

    def place(self, chunk: list[Strip]) -> None:
        """Put the chunk on this page, else on the next, else in pieces."""
        if self.y + self._need(chunk, opening=not self.pages[-1]) <= self.height:
            self._put(chunk)
        elif self._need(chunk, opening=True) <= self.height:
            self._turn()
            self._put(chunk)
        elif any(strip.keep is Keep.SOFT for strip in chunk[:-1]):
            for smaller in _chunks(chunk, Keep.HARD):
                self.place(smaller)
        elif len(chunk) > 1:
            for index, strip in enumerate(chunk):
                # What holds to the last lines of a piece that is cut (a signature) must find room under them.
                rest = self._need(chunk[index + 1 :], opening=False)
                if self._too_tall(strip) and strip.split is not None and rest <= self.height / 2:
                    self._cut(strip, rest)
                else:
                    self.place([strip])
        else:
            self._cut(chunk[0], 0.0)

    def _need(self, chunk: list[Strip], opening: bool) -> float:
        """The height the chunk takes, with what is repeated over it when it opens a page."""
        need = sum(strip.before + strip.height for strip in chunk)
        if opening and chunk:
            need += sum(strip.height for strip in chunk[0].opener) - chunk[0].before
        return need

    def _too_tall(self, strip: Strip) -> bool:
        return self._need([strip], opening=True) > self.height

    def _turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
            self.y = 0.0

    def _put(self, chunk: list[Strip]) -> None:
        for strip in chunk:
            if not self.pages[-1]:
                for opener in strip.opener:
                    self._set(opener)
            else:
                self.y += strip.before
            self._set(strip)

    def _set(self, strip: Strip) -> None:
        self.pages[-1].append(Placed(strip, self.y))
        self.y += strip.height

    def _cut(self, strip: Strip, rest: float) -> None:
        """A single piece taller than a page: rows and paragraphs go on line by line, anything else is shrunk.

        Every piece leaves `rest` free under it, for what holds to the last one.
        """
        opener = sum(one.height for one in strip.opener)
        if strip.split is None:
            self._turn()
            self._put([_shrunk(strip, self.height - opener)])
            return
        room = self.height - self.y - rest
        if not self.pages[-1] or room < _DECENT_ROOM:
            self._turn()
            room = self.height - opener - rest
        for number, piece in enumerate(strip.split(room, self.height - opener - rest)):
            if number:
                self._turn()
            self._put([replace(piece, opener=strip.opener, before=0.0)])


def _closed(sheet: list[Placed]) -> tuple[Placed, ...]:
    """The page with a table's lower line wherever the table stops on it."""
    closed: list[Placed] = []
    for index, placed in enumerate(sheet):
        following = sheet[index + 1].strip.group if index + 1 < len(sheet) else 0
        strip = placed.strip
        if strip.closing and strip.group != following:
            strip = replace(strip, marks=strip.marks + strip.closing)
        closed.append(Placed(strip, placed.y))
    return tuple(closed)
