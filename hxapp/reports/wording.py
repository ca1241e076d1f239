"""Cells and words that several reports share: figures as typed cells, capitals, shortened names, lists of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Stage
from hxapp.domain.words import parse_number
from hxapp.reports.report import Align, Cell
from hxapp.services.figures import Figure

NO_FIGURE = "…"
NOTHING_AROSE = "-"

# The letters an office numbers by: no f, j, w, z; Đ after D.
_LETTERS = "ABCDĐEGHIKLMNOPQRSTUVXY"
_NUMBER = re.compile(r"^(?P<sign>[+-]?)(?P<number>\d[\d.]*(?:,\d+)?)\s*(?P<tail>%|‰|đ%|đ‰)?$")


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small letter at its start: a label inside a sentence."""
    return text[:1].lower() + text[1:]


def shortened(text: str, letters: int) -> str:
    """The text in one line of at most so many letters, cut between words; what is cut off leaves '…'."""
    text = " ".join(text.split())
    if len(text) <= letters:
        return text
    head = text[: letters - 1]
    whole_words = head if text[letters - 1] == " " else head.rpartition(" ")[0]
    # A single endless word is cut inside.
    kept = whole_words if len(whole_words) > letters // 2 else head
    return kept.rstrip(" ,;:.–-(") + "…"


def letter(place: int) -> str:
    """The letter of a section, from 0: A, B, C, D, Đ, E … Y, then AA, AB …"""
    before, last = divmod(place, len(_LETTERS))
    return (letter(before - 1) if before else "") + _LETTERS[last]


def listed(numbers: Sequence[str], most: int = 12) -> str:
    """'1, 3, 6': at most so many, the rest as '…'."""
    return ", ".join(numbers[:most]) + (", …" if len(numbers) > most else "")


def decimals_in(text: str) -> int:
    """How many decimals a printed figure has."""
    found = _NUMBER.match(text.strip())
    return len(found["number"].partition(",")[2]) if found else 0


def value_in(text: str) -> Decimal | None:
    """The number that a printed comparison holds ('104,7%', '+0,6 đ%'); None for words."""
    found = _NUMBER.match(text.strip())
    if found is None:
        return None
    try:
        value = parse_number(found["number"])
    except Refused:
        return None
    return -value if found["sign"] == "-" else value


def figure_cell(figure: Figure | None, *, missing: str = "", bold: bool = False) -> Cell:
    """A figure as it is printed: estimates in italics, '-' for nothing arose, `missing` for none."""
    if figure is None:
        return Cell(missing)
    if figure.nothing_arose:
        return Cell(NOTHING_AROSE)
    decimals = decimals_in(figure.text)
    return Cell(figure.text, figure.value, decimals, bold=bold, italic=figure.stage is Stage.ESTIMATE)


def comparison_cell(text: str) -> Cell:
    """A comparison under a head that says '(%)': '76,8%' as 76,8, points as 'đ%', other words as they are."""
    printed = text.replace("điểm %", "đ%").replace("điểm ‰", "đ‰")
    value = value_in(printed)
    if printed.endswith("%") and not printed.endswith("đ%"):
        printed = printed[:-1].rstrip()
    return Cell(printed, value, decimals_in(printed))


def count_cell(count: int, *, bold: bool = False) -> Cell:
    """A count; none is '-'."""
    return Cell(str(count) if count else "-", Decimal(count), 0, bold=bold, align=Align.CENTER)


def joined(pieces: Iterable[str], by: str = "; ") -> str:
    """The pieces that hold something, put together."""
    return by.join(piece for piece in pieces if piece)
