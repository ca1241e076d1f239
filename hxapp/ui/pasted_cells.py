"""Cells as a clipboard brings them: what they show, their raw value, and what they are in our writing.

A sheet's percentage keeps its sign ('12,5%'): whether the figure is one in per cent is for the book to judge. Plain
text is read by one decimal sign for the whole block; where the block itself shows which one it is, that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache

from hxapp.domain.errors import HxError
from hxapp.domain.words import LIMIT, MOST_DECIMALS, format_number, quoted, tidy

MOST_CELLS = 5000
COMMA, DOT = ",", "."
SIGN_WORDS = {COMMA: "dấu phẩy", DOT: "dấu chấm"}

_SHEETS_DIGITS = Context(prec=15)  # so many digits a sheet keeps; the rest is noise of its binary fractions
_LONGEST_RAW = 60
_FURTHEST_DIGIT = 30

_ERROR = re.compile(
    r"#(?:N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA)"
    r"|Err:[0-9]{3}",
    re.IGNORECASE,
)
_TOO_NARROW = re.compile(r"#{2,}")
_SHOWN_DATE = re.compile(
    r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}(?: .*)?|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?.*"
)
_TWO_COUNTS = re.compile(r"([0-9][0-9.,\s'’]*)/\s*([0-9][0-9.,\s'’]*)")
_NUMBER = re.compile(r"([-+−–]?)\s*([0-9](?:[0-9.,\s'’]*[0-9])?)(\D*)")
_IN_BRACKETS = re.compile(r"\(\s*([0-9](?:[0-9.,\s'’]*[0-9])?)\s*\)")  # a sheet's way to write a negative amount
_SHORTENED = re.compile(r"[-+−–]?[0-9.,]+E[-+]?[0-9]+", re.IGNORECASE)

# Excel's own names of formats ('ss:Format', 'mso-number-format'); other formats are codes.
_DATE_NAMES = frozenset(
    f"{size} {what}" for size in ("general", "long", "medium", "short") for what in ("date", "time")
)
_PLAIN_NAMES = frozenset({"general", "general number", "currency", "euro currency", "fixed", "standard", "scientific"})
_WORD_NAMES = frozenset({"boolean", "true/false", "yes/no", "on/off"})
_IN_FORMAT_TEXT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Kind(Enum):
    """What a cell holds: words or a number as text, a raw number, a day or a time, an error of a formula."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PastedCell:
    """One cell. `text` is what it shows, `value` its raw value, of a percentage ('12,5%', `percent`) the 12.5.

    Of a cell copied from a table of ours `typed` is what it hands on (as typed, or as it follows from others:
    `follows`) and `column` the key of its column.
    """

    text: str
    kind: Kind = Kind.TEXT
    value: Decimal | None = None
    percent: bool = False
    typed: str | None = None
    column: str = ""
    follows: bool = False

    @property
    def unsure(self) -> bool:
        """Whether its number is known by its text alone, so that the decimal sign decides what it is."""
        return self.kind is Kind.TEXT and self.typed is None and any(letter.isdigit() for letter in self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of cells by row and column from 0; blank ones are not in it, but count in `height` and `width`."""

    cells: Mapping[tuple[int, int], PastedCell]
    height: int
    width: int

    @property
    def is_single(self) -> bool:
        """Whether it is one cell, which then fills whatever is selected."""
        return (self.height, self.width) == (1, 1) and len(self.cells) == 1


def too_many() -> HxError:
    """What is said of a block with more cells than are taken."""
    most = format_number(Decimal(MOST_CELLS))
    return HxError(f"Vùng vừa chép có hơn {most} ô. Hãy chép riêng vùng số liệu rồi dán lại.")


# A cell of a sheet ---------------------------------------------------------------------------------------------------


def sheet_cell(shown: str, raw: str | None = None, code: str | None = None) -> PastedCell | None:
    """A cell as a sheet gives it: what it shows, its raw value ('1250.5'), its number format; None for a blank one."""
    text = tidy(shown)
    if _ERROR.fullmatch(text) or _TOO_NARROW.fullmatch(text):
        return PastedCell(text, Kind.ERROR)
    value = None if raw is None else raw_value(raw)
    if value is None:
        return PastedCell(text) if text else None
    percent, what = text.endswith("%"), Kind.DATE if _SHOWN_DATE.fullmatch(text) else Kind.NUMBER
    if code is not None:
        percent, what = of_format(code)
    if what is not Kind.NUMBER:
        return PastedCell(text, what)
    value = value * 100 if percent else value
    return PastedCell(text or _shown(value) + "%" * percent, what, value, percent)


def _shown(value: Decimal) -> str:
    return number_text(value) if abs(value) < LIMIT else f"{value:f}"


def raw_value(raw: str) -> Decimal | None:
    """The number that a program wrote for programs, '1250.5' or (LibreOffice, by its language) '1250,5'; else None."""
    if len(raw) > _LONGEST_RAW:
        return None
    try:
        value = Decimal(raw.strip().replace(COMMA, DOT))
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    if value.adjusted() > _FURTHEST_DIGIT:  # as good as any other that is too large, and safe to count with
        return Decimal(1).scaleb(_FURTHEST_DIGIT).copy_sign(value)
    return value if value.adjusted() >= -_FURTHEST_DIGIT else Decimal(0)


def of_format(code: str) -> tuple[bool, Kind]:
    """What a number format makes of a value: whether a percentage, and whether a number, a day or words."""
    name = tidy(code).lower()
    if name in _WORD_NAMES:
        return False, Kind.TEXT
    if name in _DATE_NAMES:
        return False, Kind.DATE
    if name == "percent":
        return True, Kind.NUMBER
    if name in _PLAIN_NAMES:
        return False, Kind.NUMBER
    letters = _IN_FORMAT_TEXT.sub("", name.replace("general", ""))
    if "%" in letters:
        return True, Kind.NUMBER
    return False, Kind.DATE if re.search("[dmyhs]", letters) else Kind.NUMBER


# In our writing ------------------------------------------------------------------------------------------------------


def figure_text(cell: PastedCell, sign: str) -> str:
    """The cell's figure in our writing, as if typed; words stay as they are. HxError for what is no figure here.

    `sign` is the decimal sign by which a number that is only text is read.
    """
    if cell.kind is Kind.ERROR:
        if _TOO_NARROW.fullmatch(cell.text):
            raise HxError("Ô chỉ hiện #### vì cột hẹp. Hãy nới rộng cột ở bảng tính rồi chép lại.")
        raise HxError(f"Ô báo lỗi {cell.text} ở bảng tính. Hãy sửa công thức ở đó rồi chép lại.")
    if cell.kind is Kind.DATE:
        raise _no_figure(cell.text)
    if cell.typed is not None:
        return cell.typed
    if cell.value is not None:
        return number_text(cell.value) + "%" * cell.percent
    return read_text(cell.text, sign) if cell.unsure else cell.text


def number_text(value: Decimal) -> str:
    """A raw value in our writing: as many digits as a sheet keeps, rounded to the decimals that a book holds."""
    if abs(value) >= LIMIT:
        raise HxError("Số trong ô quá lớn. Hãy đổi sang đơn vị lớn hơn (nghìn, triệu, tỷ) rồi chép lại.")
    kept = _SHEETS_DIGITS.plus(value).quantize(Decimal(1).scaleb(-MOST_DECIMALS), rounding=ROUND_HALF_UP).normalize()
    return format_number(kept if int(kept.as_tuple().exponent) <= 0 else kept.quantize(Decimal(1)))


def read_text(text: str, sign: str) -> str:
    """A number that is only text, by the decimal sign, in our writing; what is not one stays as it is.

    Two counts ('3/4') and a number with its unit ('1,250.5 tỷ đồng') are read part by part. HxError for a number that
    cannot be one with that decimal sign, for a day, and for what a sheet shows shortened.
    """
    if match := _TWO_COUNTS.fullmatch(text):
        return f"{_number(match[1], sign)}/{_number(match[2], sign)}"
    if _SHOWN_DATE.fullmatch(text):
        raise _no_figure(text)
    if _SHORTENED.fullmatch(text):
        raise HxError(f"{quoted(text)} là số bị rút gọn. Hãy định dạng ô ở bảng tính cho hiện đủ số rồi chép lại.")
    if match := _IN_BRACKETS.fullmatch(text):
        return f"-{_number(match[1], sign)}"
    if match := _NUMBER.fullmatch(text):
        minus = "-" if match[1] in ("-", "−", "–") else ""
        return f"{minus}{_number(match[2], sign)}{match[3]}"
    return text


@lru_cache(maxsize=8192)
def readings(text: str) -> frozenset[str]:
    """The decimal signs by which that text can be read."""
    found = set()
    for sign in (COMMA, DOT):
        try:
            read_text(text, sign)
        except HxError:
            continue
        found.add(sign)
    return frozenset(found)


def is_ambiguous(text: str) -> bool:
    """Whether the text is another number with the other decimal sign ('1.250')."""
    return len(readings(text)) == 2 and read_text(text, COMMA) != read_text(text, DOT)


def likely_sign(texts: Iterable[str], region: str) -> tuple[str, str]:
    """The decimal sign of a block, and the text that only this one fits ('' when it goes by the region)."""
    proofs: dict[str, str] = {}
    for text in texts:
        fits = readings(text)
        if len(fits) == 1:
            proofs.setdefault(next(iter(fits)), text)
    if len(proofs) == 1:
        return next(iter(proofs.items()))
    return region, ""


def _number(digits: str, sign: str) -> str:
    body = re.sub(r"[\s'’]", " ", digits.strip())
    group = DOT if sign == COMMA else COMMA
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?:\{group}[0-9]{{3}})+|(?: [0-9]{{3}})+)"
    if match := re.fullmatch(rf"({grouped}|[0-9]+)(?:\{sign}([0-9]+))?", body):
        whole = re.sub("[^0-9]", "", match[1]).lstrip("0") or "0"
        if len(whole) <= len(str(LIMIT)):
            return format_number(Decimal(f"{whole}.{match[2]}" if match[2] else whole))
        raise HxError(f"{quoted(digits)} quá lớn. Hãy đổi sang đơn vị lớn hơn (nghìn, triệu, tỷ) rồi chép lại.")
    raise HxError(
        f"{quoted(digits)} không đọc được khi {SIGN_WORDS[sign]} là dấu thập phân. "
        "Hãy đổi dấu thập phân, hoặc sửa ô này ở nơi đã chép rồi chép lại."
    )


def _no_figure(text: str) -> HxError:
    return HxError(
        f"{quoted(text)} là ngày giờ, không phải số liệu. Nếu muốn gõ hai số đếm như 3/4 ở bảng tính, "
        "hãy định dạng ô kiểu Text trước."
    )
