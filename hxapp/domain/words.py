"""Text, numbers and dates as a Vietnamese office writes them: tidying, matching, sorting, reading, saying."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal

from hxapp.domain.errors import Refused

# What a book can hold: millionths in 64 bits.
MOST_DECIMALS = 6
LIMIT = Decimal(2**63 // 10**MOST_DECIMALS)

# Joiners, direction marks, the byte order mark and the soft hyphen: seen by nobody, pasted from everywhere.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"\s+")
_SAME_SIGN = str.maketrans("đðɖ–—−‐‑“”‘’", "ddd-----\"\"''")
_FULL_WIDTH = str.maketrans({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})


def nfc(text: str) -> str:
    """The text with its letters composed (Unicode NFC), so that equal words are equal texts."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """One composed line: unseen characters gone, every run of blanks (no-break ones and line ends too) a single blank.

    None stand at the ends.
    """
    return _BLANKS.sub(" ", _UNSEEN.sub("", nfc(text))).strip()


def match_key(text: str) -> str:
    """What is compared where case, accents, đ or d, y or i, sorts of blanks and dashes do not matter ('Uỷ' → 'ui')."""
    letters = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BLANKS.sub(" ", bare.translate(_SAME_SIGN).replace("y", "i")).strip()


def matches(text: str, query: str) -> bool:
    """Whether every word of the query occurs in the text, by their match keys; an empty query matches everything."""
    key = match_key(text)
    return all(word in key for word in match_key(query).split())


def quoted(text: str, most: int = 40) -> str:
    """The text between quotation marks for a sentence about it, cut to so many characters."""
    shown = tidy(text)
    return f"'{shown if len(shown) <= most else shown[: most - 1] + '…'}'"


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make another letter
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries
_PARTS = re.compile("\\d+|.[\u0300-\u036f]*", re.DOTALL)
_SIGN, _DIGITS, _LETTER, _OTHER = range(4)
_Element = tuple[int, int, str]
SortKey = tuple[tuple[tuple[tuple[_Element, ...], tuple[int, ...]], ...], tuple[bool, ...], str]


def sort_key(text: str) -> SortKey:
    """The text's place in Vietnamese order, as dictionaries have it: word by word, first all letters of a word
    (a ă â b c d đ e ê …; f j w z where Latin has them), then its tones (none, huyền, hỏi, ngã, sắc, nặng).

    Signs stand before numbers, numbers (by value: 2 before 10) before letters; lower case before upper case only
    where all else is equal. Composed and decomposed text have the same place.
    """
    shown = tidy(text)
    words = []
    case: list[bool] = []
    for word in shown.split(" "):
        elements: list[_Element] = []
        tones: list[int] = []
        for part in _PARTS.findall(unicodedata.normalize("NFKD", word)):
            if part[0].isdecimal():
                digits = "".join(str(unicodedata.decimal(digit)) for digit in part).lstrip("0")
                elements.append((_DIGITS, len(digits), digits))
                tones.append(0)
                continue
            base, marks = part[0], part[1:]
            shape = "".join(mark for mark in marks if mark in _SHAPES)
            letter = nfc(base.lower() + shape)
            if letter in _RANK:
                elements.append((_LETTER, _RANK[letter], ""))
            else:
                elements.append((_OTHER if base.isalpha() else _SIGN, ord(base), shape))
            tones.append(next((1 + _TONES.index(mark) for mark in marks if mark in _TONES), 0))
            case.append(base.isupper())
        words.append((tuple(elements), tuple(tones)))
    return tuple(words), tuple(case), shown


def format_number(value: Decimal, decimals: int | None = None) -> str:
    """The number as an office writes it, '1.234,5': dots group, a comma is the decimal sign, '-' the minus.

    Without `decimals` it shows as many as the value's exponent says, else it is rounded half up to that many.
    """
    if not value.is_finite():
        raise ValueError("only a finite number can be written")
    if decimals is not None:
        places = Context(prec=max(28, value.adjusted() + decimals + 3))
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=places)
    return f"{value or value.copy_abs():,f}".translate(_SWAPPED)


_SWAPPED = str.maketrans(",.", ".,")

# Given to `re` as they stand: it compiles and keeps each when the first number is typed, not at every start.
_GROUPED_DOT = r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?"
_GROUPED_COMMA = r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?"
_GROUPED_BLANK = r"([1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[,.]([0-9]+))?"
_UNSURE = r"(?:0+[1-9][0-9]{0,14}|[1-9](?:[0-9]{3,15}|[0-9]{0,2}(?: [0-9]{3}){1,5}))\.[0-9]{3}"
_PLAIN = r"([0-9]+)(?:[,.]([0-9]+))?"
_EXAMPLES = "Hãy viết như 1234 hoặc 1.234,5"


def parse_number(text: str) -> Decimal:
    """The number somebody typed; its exponent keeps the decimals typed ('82,70' → Decimal('82.70')).

    A dot before exactly three digits groups, a comma is the decimal sign (product.md, 'Typing numbers'); a dot that
    cannot group ('0.9', '0.250') is taken for a comma. Raises Refused (field "number") with how to write it.
    """
    sign, body = _bare(text)
    if match := re.fullmatch(_GROUPED_DOT, body):
        return _number(text, sign, match)
    if re.fullmatch(_UNSURE, body):
        whole, part = body.replace(" ", "").split(".")
        large, small = (format_number(Decimal(f"{sign}{digits}")) for digits in (whole + part, f"{whole}.{part}"))
        raise _refused(f"{quoted(text)} đọc được hai cách. Hãy viết {large} hoặc {small}.")
    if match := re.fullmatch(_GROUPED_BLANK, body):
        return _number(text, sign, match)
    if (match := re.fullmatch(_GROUPED_COMMA, body)) and (body.count(",") > 1 or "." in body):
        right = format_number(_number(text, sign, match))
        raise _refused(f"{quoted(text)} viết theo kiểu nước ngoài. Hãy viết {right}.")
    if match := re.fullmatch(_PLAIN, body):
        return _number(text, sign, match)
    raise _not_a_number(text, body)


def parse_sheet_number(text: str) -> Decimal:
    """The number that stands as text in a sheet from anywhere; its exponent keeps the decimals written.

    What only one reading fits is taken ('12,5', '1.234,5', '1,234.5', '1.234.567'); '1.250' and '1,250' fit two and
    raise Refused (field "number") with both, as does what is no number.
    """
    sign, body = _bare(text)
    if re.fullmatch(r"0*[1-9][0-9]{0,2}[.,][0-9]{3}", body):
        whole, part = re.split("[.,]", body)
        raise _refused(
            f"{quoted(text)} đọc được hai cách: {sign}{whole}{part} hoặc {sign}{whole},{part}. "
            "Hãy đổi ô này sang kiểu số với đúng giá trị rồi nhập lại."
        )
    for spelling in (_GROUPED_DOT, _GROUPED_COMMA, _GROUPED_BLANK, _PLAIN):
        if match := re.fullmatch(spelling, body):
            return _number(text, sign, match)
    raise _not_a_number(text, body)


def _bare(text: str) -> tuple[str, str]:
    """The sign and the rest, in plain characters."""
    plain = tidy(text).translate(_FULL_WIDTH)
    if plain[:1] in ("-", "−", "–"):
        return "-", plain[1:].lstrip()
    return "", plain.removeprefix("+").lstrip()


def _number(text: str, sign: str, match: re.Match[str]) -> Decimal:
    whole = re.sub("[^0-9]", "", match[1]).lstrip("0") or "0"
    decimals = match[2] or ""
    if len(decimals) > MOST_DECIMALS:
        raise _refused(
            f"{quoted(text)} có {len(decimals)} chữ số thập phân. "
            f"Hãy làm tròn còn nhiều nhất {MOST_DECIMALS} chữ số thập phân."
        )
    if len(whole) > len(str(LIMIT)) or Decimal(whole) >= LIMIT:
        raise _refused(
            f"{quoted(text)} quá lớn (từ {format_number(LIMIT)} trở lên). "
            "Hãy nhập theo đơn vị lớn hơn (nghìn, triệu, tỷ)."
        )
    value = Decimal(f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}")
    return value or value.copy_abs()


def _not_a_number(text: str, body: str) -> Refused:
    if not body:
        return _refused(f"Chưa có con số nào. {_EXAMPLES}.")
    return _refused(f"{quoted(text)} chưa phải là một số. {_EXAMPLES}, không kèm chữ hay đơn vị.")


def _refused(sentence: str) -> Refused:
    return Refused(sentence, "number")


def format_date(date: dt.date) -> str:
    """The date as dd/mm/yyyy."""
    return f"{date.day:02}/{date.month:02}/{date.year:04}"


_DATE = r"(?i)(?:ngày )?([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})"
_LONG_DATE = r"(?i)(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})"
_ISO_DATE = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"


def parse_date(text: str) -> dt.date:
    """The date of '5/1/2022', '05-01-2022', '5.1.22', 'ngày 05 tháng 01 năm 2022' or '2022-01-05'.

    A year of two digits is of this century. Raises Refused (field "date") with the reason.
    """
    plain = tidy(text).translate(_FULL_WIDTH)
    if match := re.fullmatch(_DATE, plain):
        day, month, year = match[1], match[3], match[4]
    elif match := re.fullmatch(_LONG_DATE, plain):
        day, month, year = match.groups()
    elif match := re.fullmatch(_ISO_DATE, plain):
        year, month, day = match.groups()
    elif not plain:
        raise Refused("Chưa có ngày nào. Hãy gõ ngày/tháng/năm, ví dụ 15/06/2022.", "date")
    else:
        raise Refused(f"{quoted(text)} chưa phải là một ngày. Hãy gõ ngày/tháng/năm, ví dụ 15/06/2022.", "date")
    return date_of(int(day), int(month), int(year) if len(year) == 4 else 2000 + int(year))


def date_of(day: int, month: int, year: int) -> dt.date:
    """The date of three numbers; raises Refused (field "date") saying why there is none."""
    named = f"Ngày {day:02}/{month:02}/{year:04} không có"
    if year < 1:
        raise Refused(f"{named}: năm bắt đầu từ 1. Hãy gõ lại ngày/tháng/năm.", "date")
    if not 1 <= month <= 12:
        raise Refused(f"{named}: một năm chỉ có tháng 1 đến tháng 12. Hãy gõ lại theo thứ tự ngày/tháng/năm.", "date")
    days = calendar.monthrange(year, month)[1]
    if day > days:
        raise Refused(f"{named}: tháng {month} năm {year} chỉ có {days} ngày. Hãy gõ lại ngày.", "date")
    if day < 1:
        raise Refused(f"{named}: ngày trong tháng bắt đầu từ 1. Hãy gõ lại ngày.", "date")
    return dt.date(year, month, day)


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """The number in Roman numerals, 1 to 3999."""
    if not 1 <= number <= 3999:
        raise ValueError("Roman numerals go from 1 to 3999")
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
