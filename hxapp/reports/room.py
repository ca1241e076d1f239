"""About how high a description stands on paper: for a builder that has to stay on one page.

Paper measures with real letters; here the widths of Times are taken by kinds of letter and rounded up, so that what is
said to fit does fit. Heights are millimetres, sizes points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from hxapp.reports.report import (
    Bars,
    Block,
    Cell,
    Charts,
    Figures,
    Heading,
    HeadStyle,
    Letterhead,
    Paragraph,
    Report,
    RowKind,
    Run,
    Signatures,
    Table,
    Text,
    place_head,
    place_row,
)

PAGE_MM = 257.0
TEXT_MM = 165.0

_POINT_MM = 25.4 / 72
_LINE = 1.15
# Widths of Times in thousandths of its size, by letter; what is not named is as wide as a digit.
_WIDTHS = {
    **dict.fromkeys(" .,", 250),
    **dict.fromkeys("iljt:;/'’", 280),
    **dict.fromkeys("rf()[]-I!", 333),
    **dict.fromkeys("sJ", 390),
    **dict.fromkeys("ace", 444),
    **dict.fromkeys("ESPF", 600),
    **dict.fromkeys("LTZBCR", 667),
    **dict.fromkeys("ADGHKNOQUVXYwĐ", 722),
    **dict.fromkeys("mM%", 880),
    **dict.fromkeys("W…", 1000),
}
_HORN = "\u031b"
_HORN_WIDTH = 60
_BOLD = 1.08


def text_mm(text: Text, size: float, *, bold: bool = False) -> float:
    """The width of a text on one line."""
    return sum(wide for _, wide in _letters(text, size, bold))


def _letters(text: Text, size: float, bold: bool) -> Iterator[tuple[str, float]]:
    """Every letter with its width; accents have none."""
    for run in (Run(text),) if isinstance(text, str) else text:
        factor = (run.size or size) / 1000 * _POINT_MM * (_BOLD if bold or run.bold else 1.0)
        for letter in unicodedata.normalize("NFD", run.text):
            if letter == _HORN:
                yield letter, _HORN_WIDTH * factor
            elif not unicodedata.combining(letter):
                yield letter, _WIDTHS.get(letter, 500) * factor


def lines(text: Text, width_mm: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes, broken between words, and inside a word that is wider than the line."""
    count, used, word = 1, 0.0, 0.0
    for letter, wide in _letters(text, size, bold):
        if letter == "\n":
            count, used, word = count + 1, 0.0, 0.0
            continue
        used += wide
        word = 0.0 if letter == " " else word + wide
        if used > width_mm and letter != " ":
            # What follows the last blank moves down; a word as long as the line is cut here.
            count, used = count + 1, word if word <= width_mm else wide
            word = used
    return count


def report_mm(report: Report) -> float:
    """The height of a whole report in portrait."""
    height = _head_mm(report.head) if report.head is not None else 0.0
    height += _titles_mm(report)
    height += sum(block_mm(block) for block in report.blocks)
    return height + (_signatures_mm(report.signatures) if report.signatures is not None else 0.0)


def block_mm(block: Block) -> float:
    """The height of one block with the gap before it."""
    match block:
        case Heading():
            return _text_mm(block.text, TEXT_MM, block.size, bold=True) + 9 * _POINT_MM
        case Paragraph():
            return _text_mm(block.text, TEXT_MM, block.size) + 4 * _POINT_MM
        case Table():
            return _table_mm(block)
        case Figures():
            return _figures_mm(block)
        case Bars():
            return _bars_mm(block, TEXT_MM)
        case Charts():
            wide = TEXT_MM / max(1, len(block.charts)) - 6
            return max((_bars_mm(one, wide) for one in block.charts), default=0.0)


def _text_mm(text: Text, width_mm: float, size: float, *, bold: bool = False) -> float:
    return lines(text, width_mm, size, bold=bold) * size * _LINE * _POINT_MM


def _head_mm(head: Letterhead) -> float:
    size, width = (14.0, 82.0) if head.style is HeadStyle.PARTY else (12.0, 62.0)
    left = _text_mm(head.superior.upper(), width, size) if head.superior else 0.0
    left += _text_mm(head.office_name(), width, size, bold=True) + 1.5
    # The Party's head has a star under the office; number and day stand under both halves.
    left += size * _LINE * _POINT_MM if head.style is HeadStyle.PARTY else 0.0
    return max(left, 13.5) + 2.2 + 13 * _LINE * _POINT_MM


def _titles_mm(report: Report) -> float:
    height = 7.0
    for text in (report.title, report.subject):
        height += _text_mm(text, TEXT_MM, 14, bold=True) if text else 0.0
    return height + sum(_text_mm(line, TEXT_MM, 13) for line in report.lines)


def _signatures_mm(signatures: Signatures) -> float:
    right = sum(_text_mm(text, TEXT_MM / 2, 13, bold=True) for text in (*signatures.powers, signatures.post) if text)
    return right + signatures.room_mm + 13 * _LINE * _POINT_MM + 3


def _table_mm(table: Table) -> float:
    widths = [column.width_mm for column in table.columns]
    scale = TEXT_MM / (sum(widths) or 1.0)
    widths = [width * scale for width in widths]
    height = 2.4
    rows = table.head_rows()
    for index in range(len(rows)):
        height += max(
            _cell_mm(place.cell, widths[place.column : place.column + place.columns], table.size, bold=True)
            / place.rows
            for place in place_head(rows, len(widths))
            if place.row <= index < place.row + place.rows
        )
    height += 5.0 if table.numbers else 0.0
    for row in table.rows:
        bold = row.kind in (RowKind.SECTION, RowKind.TOTAL)
        height += max(
            _cell_mm(place.cell, widths[place.column : place.column + place.columns], table.size, bold=bold)
            for place in place_row(row, len(widths))
        )
    return height


def _cell_mm(cell: Cell, widths: list[float], size: float, *, bold: bool) -> float:
    size -= 1 if cell.small else 0
    return _text_mm(cell.text, sum(widths) - 1.7, size, bold=bold or cell.bold) + 1.4


def _figures_mm(band: Figures) -> float:
    shares = sum(max(figure.share, 0.1) for figure in band.figures) or 1.0
    tallest = 0.0
    for figure in band.figures:
        width = TEXT_MM * max(figure.share, 0.1) / shares - 2
        big = text_mm(figure.figure, 17, bold=True) + text_mm(" " + figure.after, 10.5)
        height = _text_mm(figure.caption, width, 10.5, bold=True)
        height += 17 * _LINE * _POINT_MM * (2 if big > width else 1)
        height += sum(_text_mm(line, width, 10.5) for line in figure.lines)
        tallest = max(tallest, height)
    return tallest + 3


def _bars_mm(bars: Bars, width_mm: float) -> float:
    height = _text_mm(bars.title, width_mm, 10, bold=True) + 4
    for bar in bars.bars:
        rows = max(lines(bar.label, width_mm * 0.52, 9), lines(bar.text or "0", width_mm * 0.3, 9))
        height += max(3.0, rows * 9 * _LINE * _POINT_MM) + 0.9
    if bars.mark is not None:
        height += 9 * _LINE * _POINT_MM + 0.6
    if bars.legend:
        legend = " ".join(f"{words}      " for _, words in bars.legend)
        height += _text_mm(legend, width_mm, 9) + 0.8
    return height
