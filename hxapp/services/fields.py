"""Text and numbers as they are typed into a field: tidied, bearable, refused beside the field they were meant for."""

from __future__ import annotations

from decimal import Decimal

from hxapp.domain.errors import Refused
from hxapp.domain.words import parse_number, tidy

LONGEST_NAME = 300
LONGEST_TEXT = 4000


def needed(text: str, field: str, called: str, longest: int = LONGEST_NAME) -> str:
    """The tidied text; Refused when nothing is left of it or it is longer than `longest` characters.

    `called` is what the screen calls the field ('Tên chỉ tiêu').
    """
    kept = optional(text, field, called, longest)
    if kept is None:
        raise Refused(f"{called} còn trống. Hãy nhập {called[0].lower()}{called[1:]}.", field)
    return kept


def optional(text: str | None, field: str, called: str, longest: int = LONGEST_NAME) -> str | None:
    """The tidied text, None for an empty one; Refused when it is longer than `longest` characters."""
    kept = tidy(text or "")
    if len(kept) > longest:
        raise Refused(
            f"{called} dài {len(kept)} ký tự, nhiều nhất là {longest}. Hãy viết gọn lại, phần còn lại ghi vào ghi chú.",
            field,
        )
    return kept or None


def number(text: str, field: str, unit: str | None = None) -> Decimal | None:
    """The number typed, perhaps with `unit` behind it ('82,7%'); None for an empty text, Refused beside the field."""
    typed = tidy(text)
    written = tidy(unit or "")
    if written and typed.lower().endswith(written.lower()):
        typed = typed[: -len(written)].rstrip()
    if not typed:
        return None
    try:
        return parse_number(typed)
    except Refused as refused:
        raise Refused(str(refused), field) from refused


def decimals_of(value: Decimal | None) -> int | None:
    """With how many decimals the value was typed."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
