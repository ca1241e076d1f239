"""Headings, paragraphs and the band of figures as strips."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hxapp.paper.charts import chart, charts
from hxapp.paper.measures import mm, pt
from hxapp.paper.strips import Box, Keep, Mark, Strip, Writing
from hxapp.paper.table import TableLayout
from hxapp.paper.text import Style, Words, wrap, wrap_at_most
from hxapp.reports.report import (
    Align,
    Bars,
    Block,
    Charts,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Run,
    Table,
)

CAPTION_SIZE = 10.5
FIGURE_SIZE = 17.0


def strips_of(block: Block, width: float, group: int) -> list[Strip]:
    """The pieces of one block for a text `width` in dots; `group` is a number of its own for every block."""
    match block:
        case Heading():
            return [_heading(block, width)]
        case Paragraph():
            return [_paragraph(block, width)]
        case Table():
            return TableLayout(block, width, group).strips()
        case Figures():
            return [_figures(block, width)] if block.figures else []
        case Bars():
            return [chart(block, width)]
        case Charts():
            return [charts(block.charts, width)] if block.charts else []


def _heading(heading: Heading, width: float) -> Strip:
    style = Style(heading.size, bold=isinstance(heading.text, str))
    words = wrap(heading.text, style, width)
    return Strip(words.height + pt(2), (Writing(words, 0.0, 0.0, width),), Keep.HARD, before=pt(7))


def _paragraph(paragraph: Paragraph, width: float) -> Strip:
    words = wrap_at_most(
        paragraph.text,
        Style(paragraph.size, italic=paragraph.italic),
        width,
        paragraph.lines,
        first_indent=mm(paragraph.first_line_mm) if paragraph.align is Align.LEFT else 0.0,
        justify=paragraph.justify,
    )
    strip = _lines(words, paragraph.align, width)
    return replace(strip, before=pt(4), split=partial(_split, words, paragraph.align, width))


def _lines(words: Words, align: Align, width: float) -> Strip:
    return Strip(words.height, (Writing(words, 0.0, 0.0, width, align),))


def _split(words: Words, align: Align, width: float, first_room: float, room: float) -> list[Strip]:
    """A paragraph taller than a page, cut between lines."""
    pieces: list[Strip] = []
    limit = first_room
    while words.lines:
        now, words = words.take(limit)
        pieces.append(_lines(now, align, width))
        limit = room
    return pieces


def _figures(band: Figures, width: float) -> Strip:
    """The band of big figures: equal height, a frame around each."""
    shares = [max(figure.share, 0.1) for figure in band.figures]
    widths = [width * share / sum(shares) for share in shares]
    stacks = [_stack(figure, one - 2 * mm(1.0)) for figure, one in zip(band.figures, widths, strict=True)]
    height = max(sum(words.height for words in stack) for stack in stacks) + 2 * mm(0.7)
    marks: list[Mark] = []
    left = 0.0
    for stack, one in zip(stacks, widths, strict=True):
        marks.append(Box(left, 0.0, one, height))
        y = mm(0.7)
        for words in stack:
            marks.append(Writing(words, left + mm(1.0), y, one - 2 * mm(1.0), Align.CENTER))
            y += words.height
        left += one
    return Strip(height, tuple(marks), before=pt(3))


def _stack(figure: Figure, width: float) -> list[Words]:
    """Caption, the big figure with what it counts, and the small lines."""
    after = (Run(" " + figure.after),) if figure.after else ()
    stack = [
        wrap(figure.caption, Style(CAPTION_SIZE, bold=True), width),
        wrap((Run(figure.figure, bold=True, size=FIGURE_SIZE), *after), Style(CAPTION_SIZE), width),
    ]
    return stack + [wrap(line, Style(CAPTION_SIZE), width) for line in figure.lines]
