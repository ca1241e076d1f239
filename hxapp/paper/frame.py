"""What stands around the blocks: the head with office and title, and the signatures."""

from __future__ import annotations

from hxapp.paper.measures import LINE_PITCH, RULE_PT, mm, pt
from hxapp.paper.strips import Keep, Mark, Rule, Strip, Writing
from hxapp.paper.text import Style, Words, wrap
from hxapp.reports.report import MOTTO, PARTY, STATE, Align, HeadStyle, Letterhead, Report, Signatures, area_below


class _Column:
    """Words and rules set under each other in one column, each centred."""

    def __init__(self, left: float, width: float) -> None:
        self.left = left
        self.width = width
        self.y = 0.0
        self.marks: list[Mark] = []
        self._last: Words | None = None

    def write(self, text: str, size: float, *, bold: bool = False, italic: bool = False, gap: float = 0.0) -> None:
        """One text, wrapped and centred; `gap` dots above it. An empty text writes nothing."""
        if not text:
            return
        words = wrap(text, Style(size, bold, italic), self.width)
        self.y += gap
        self.marks.append(Writing(words, self.left, self.y, self.width, Align.CENTER))
        self.y += words.height
        self._last = words

    def rule(self, share: float, gap_pt: float = 2.0) -> None:
        """A line under the last text, `share` of the width of its last line."""
        if self._last is None:
            return
        length = self._last.lines[-1].width * share
        middle = self.left + self.width / 2
        self.y += pt(gap_pt)
        self.marks.append(Rule(middle - length / 2, self.y, middle + length / 2, self.y, RULE_PT))
        self.y += pt(gap_pt)


def head_strips(report: Report, width: float) -> list[Strip]:
    """The head and the titles; both stay with what follows."""
    strips: list[Strip] = []
    if report.head is not None:
        strips.append(_letterhead(report.head, width))
    titles = _titles(report, width)
    if titles.height:
        strips.append(titles)
    return strips


def _office(head: Letterhead, column: _Column, size: float) -> None:
    """Superior and office; the area ('PHƯỜNG …') starts a line of its own where one line is too narrow."""
    for name, bold in ((head.superior.strip().upper(), False), (head.office_name(), True)):
        if wrap(name, Style(size, bold), column.width).lines[1:]:
            name = area_below(name)
        column.write(name, size, bold=bold)


def _letterhead(head: Letterhead, width: float) -> Strip:
    if head.style is HeadStyle.SHEET:
        return _sheet_head(head, width)
    party = head.style is HeadStyle.PARTY
    share = 82 / 165 if party else 62 / 165
    left, right = _Column(0.0, width * share), _Column(width * share, width * (1 - share))
    size = 14.0 if party else 12.0
    _office(head, left, size)
    if party:
        left.write("*", size)
        right.write(PARTY, 15, bold=True)
        right.rule(1.0)
    else:
        left.rule(0.42)
        right.write(STATE, 12, bold=True)
        right.write(MOTTO, 13, bold=True)
        right.rule(1.0)
    level = max(left.y, right.y) + (0.0 if party else pt(6))
    line = 14.0 if party else 13.0
    left.write(head.number_line(), line, gap=level - left.y)
    right.write(head.day_line(), line, italic=True, gap=level - right.y)
    return Strip(max(left.y, right.y), (*left.marks, *right.marks), Keep.HARD)


def _sheet_head(head: Letterhead, width: float) -> Strip:
    """Office and number at the left, the sheet's label at the right; the day stands over the signature."""
    left, right = _Column(0.0, mm(82)), _Column(width - mm(60), mm(60))
    _office(head, left, 12)
    left.rule(0.42)
    left.write(head.number_line(), 12, gap=pt(2))
    right.write(head.label, 12, bold=True)
    return Strip(max(left.y, right.y), (*left.marks, *right.marks), Keep.HARD)


def _titles(report: Report, width: float) -> Strip:
    """Type, subject, the lines in italics and the short rule under them."""
    column = _Column(0.0, width)
    sheet = report.head is None or report.head.style is HeadStyle.SHEET
    column.write(report.title, 13 if sheet else 14, bold=True)
    column.write(report.subject, 13 if sheet else 14, bold=True)
    for line in report.lines:
        column.write(line, 13, italic=True)
    column.rule(0.36, gap_pt=3)
    return Strip(column.y + pt(3) if column.marks else 0.0, tuple(column.marks), Keep.HARD, before=pt(10))


def signature_strip(signatures: Signatures, head: Letterhead | None, width: float) -> Strip:
    """Who drew it up at the left, who signs at the right, with room for hand and seal."""
    split = width * (0.47 if signatures.drafter_title is None else 0.5)
    left, right = _Column(0.0, split), _Column(split, width - split)
    size = 13.0
    party = head is not None and head.style is HeadStyle.PARTY
    if head is not None and head.style is HeadStyle.SHEET:
        right.write(head.day_line(), size, italic=True)
        left.y = right.y + pt(1)
        right.y += pt(1)
    for line in signatures.powers:
        right.write(line, size, bold=True)
    right.write(signatures.post, size, bold=not party)
    if signatures.drafter_title:
        left.write(signatures.drafter_title, size, bold=True)
    name_at = max(left.y, right.y) + mm(signatures.room_mm)
    right.write(signatures.name, size, bold=True, gap=name_at - right.y)
    if signatures.drafter_title is not None:
        left.write(signatures.drafter, size, bold=True, gap=name_at - left.y)
    height = name_at + pt(size) * LINE_PITCH
    return Strip(max(left.y, right.y, height), (*left.marks, *right.marks), before=pt(8))
