"""What one Excel cell needs: text that stays text, number formats, widths and sheet names Excel accepts."""

from __future__ import annotations

import re
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from hxapp.reports.report import Sign, Text, plain

# Cells that open with one of these would be a formula, or become one when the cell is edited.
_FORMULA_STARTS = ("=", "+", "-", "@")
_TAIL = re.compile(r"[\d,.](?P<tail>\s*[^\d\s,.][^\d]*)$")
_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f']")


def sheet_name(wish: str, taken: set[str]) -> str:
    """A name Excel accepts: at most 31 letters, none of its forbidden ones, not used yet."""
    base = " ".join(_BAD_IN_SHEET_NAME.sub(" ", wish).split())[:31].strip() or "Báo cáo"
    name, number = base, 2
    while name.casefold() in taken:
        ending = f" ({number})"
        name, number = base[: 31 - len(ending)] + ending, number + 1
    return name


def put_text(cell: SheetCell | MergedCell, text: str) -> None:
    """A text as text, whatever it starts with."""
    clean = _printable(text) if text.strip() else ""
    if not clean:
        cell.value = None
        return
    cell.value = clean
    cell.data_type = "s"
    if clean.startswith(_FORMULA_STARTS):
        # Without this mark Excel reads the cell as a formula again as soon as somebody edits it.
        cell.quotePrefix = True


def put_dressed(cell: SheetCell | MergedCell, text: Text, font: Font) -> None:
    """A text in this font, its runs with their own dress over it."""
    cell.font = font
    put_text(cell, plain(text))
    if isinstance(text, str) or cell.value is None or isinstance(cell, MergedCell):
        return
    pieces = []
    for run in text:
        letters = _printable(run.text)
        if letters:
            bold, italic = bool(font.b) or run.bold, bool(font.i) or run.italic
            pieces.append(TextBlock(InlineFont(rFont=font.name, sz=run.size or font.sz, b=bold, i=italic), letters))
    cell.value = CellRichText(*pieces)


def _printable(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text).replace("\u00a0", " ")


def number_format(decimals: int, text: str = "", sign: Sign | None = None) -> str:
    """Grouped, with so many decimals (Excel shows the Vietnamese marks by its region); '+' and what follows the
    number are taken from the printed text, the sign stands before it."""
    base = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    found = _TAIL.search(text.strip())
    tail = '"' + found["tail"].replace('"', "") + '"' if found else ""
    lead = f'"{sign.value} "' if sign is not None else ""
    if text.strip().startswith("+"):
        return f"{lead}+{base}{tail};{lead}-{base}{tail};{lead}{base}{tail}"
    return f"{lead}{base}{tail}"


def decimals_of(value: Decimal) -> int:
    """How many decimals `value` was written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def excel_width(millimetres: float) -> float:
    """A column's width in Excel's unit: digits of the default type, 7 pixels each, with 5 for the sides."""
    return max(3.0, round((millimetres / 25.4 * 96 - 5) / 7, 2))
