"""About how wide a text is, without fonts: how many lines it takes in a workbook's cell.

Paper measures with real letters; here the widths of Times are taken by kinds of letter and rounded up, so that what is
said to fit does fit. Widths are millimetres, sizes points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from hxapp.reports.report import Run, Text

_POINT_MM = 25.4 / 72
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
