"""Where a line of office text may break: in a range or between a number and its unit only where nothing else fits."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

SPACES = " \t"
_DASHES = "-–—/"

# Units that stay with the number before them; the longer one first, so that 'triệu đồng' is not cut after 'triệu'.
_UNITS = (
    r"%|đ%|điểm\s%|triệu\sđồng|tỷ\sđồng|nghìn\sđồng|đồng|tỷ|triệu|nghìn|ha|m²|m2|m³|m3|mét|km|m|kg|tấn|tạ|"
    r"lao\sđộng|người|hộ|cơ\ssở|ngày|tháng|năm|lần|lượt|tiêu\schí|chỉ\stiêu|nhiệm\svụ|việc|trường|lớp|đơn\svị|tổ|"
    r"tuyến|buổi|đợt|vụ"
)
_NUMBER_AND_UNIT = re.compile(rf"\d%?(\s)(?:(?:{_UNITS})(?!\w))", re.IGNORECASE)
_UNIT = re.compile(rf"(?<=\d\s)(?:{_UNITS})(?!\w)", re.IGNORECASE)
_RANGE = re.compile(r"(?<=[\d%])(\s?)[-–](\s?)(?=\d)")
_BOUND = re.compile(r"[<>≥≤×](\s)(?=\d)")


class Break(IntEnum):
    """How welcome a break is; a higher one is taken only where none of the lower fits the line."""

    FREE = 0
    RANGE = 1
    UNIT = 2
    ANYWHERE = 3


def clean(text: str) -> str:
    """Text as it can be drawn: composed, without control characters, what no office font holds (emoji) as '□'."""
    composed = unicodedata.normalize("NFC", text)
    drawn: list[str] = []
    for char in composed:
        if char in "\r\t\u2028\u2029\v\f":
            drawn.append(" " if char != "\r" else "")
        elif ord(char) > 0xFFFF:
            drawn.append("□")
        elif char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            drawn.append(char)
    return "".join(drawn)


def opportunities(text: str) -> dict[int, Break]:
    """Positions where a new line may start, each with how welcome it is. Places missing here are Break.ANYWHERE."""
    found: dict[int, Break] = {}
    for position in range(1, len(text)):
        before, after = text[position - 1], text[position]
        # A dash between blanks stays with what is before it.
        lone_dash = after in _DASHES and text[position + 1 : position + 2] in ("", *SPACES)
        word_starts = before in SPACES and after not in SPACES and not lone_dash
        inside_compound = before in _DASHES and position > 1 and text[position - 2].isalpha() and after.isalpha()
        if word_starts or inside_compound:
            found[position] = Break.FREE
    for match in _RANGE.finditer(text):
        if match.group(1):
            found.pop(match.end(1), None)
        found[match.end()] = Break.RANGE
    for pattern in (_NUMBER_AND_UNIT, _BOUND):
        for match in pattern.finditer(text):
            found[match.end(1)] = Break.UNIT
    for match in _UNIT.finditer(text):
        for position in range(match.start() + 1, match.end()):
            if position in found:
                found[position] = Break.UNIT
    return found
