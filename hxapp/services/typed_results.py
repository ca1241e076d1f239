"""What is typed in a result's cell, read as an office types it: figures, two counts, words, 'không phát sinh'."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import OverTime, PartKind, ValueKind
from hxapp.domain.periods import Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.words import format_number, match_key, parse_number, tidy
from hxapp.services.fields import LONGEST_TEXT, decimals_of, number, optional
from hxapp.services.figures import COUNTED_DECIMALS, NOTHING_AROSE, rate_sign, ratio, rounded
from hxapp.storage.schema.indicators import INDICATOR

FIELD = "result"
"""What a refusal of a typed result names."""
NOTHING_TYPED = "kps"
"""What declares that nothing arose, as it is typed."""

_NOTHING = frozenset(match_key(words) for words in (NOTHING_TYPED, "kpsinh", "không ps", NOTHING_AROSE))
_VERDICTS = {
    match_key(words): state
    for words, state in (
        ("đạt", State.MET),
        ("có", State.MET),
        ("không đạt", State.NOT_MET),
        ("chưa đạt", State.NOT_MET),
        ("không", State.NOT_MET),
        ("vượt", State.EXCEEDED),
    )
}
_IN_WORDS = frozenset({ValueKind.WORDS, ValueKind.TITLE, ValueKind.OBJECT})
EMPTY: dict[str, object] = {
    "value": None,
    "decimals": None,
    "numerator": None,
    "denominator": None,
    "words": None,
    "verdict": None,
    "nothing_arose": False,
}
"""The fields of a cell's figure, with nothing in them."""
MEASURED = (
    INDICATOR.c.id,
    INDICATOR.c.parent_id,
    INDICATOR.c.part_kind,
    INDICATOR.c.name,
    INDICATOR.c.short_name,
    INDICATOR.c.unit,
    INDICATOR.c.value_kind,
    INDICATOR.c.over_time,
    INDICATOR.c.rhythm,
    INDICATOR.c.decimals,
)
"""The columns of `Measured`."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What must be known of an indicator to write its result."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    part_kind: PartKind | None
    name: str
    short_name: str | None
    unit: str | None
    value_kind: ValueKind
    over_time: OverTime
    rhythm: Rhythm
    decimals: int | None

    @property
    def called(self) -> str:
        """What a refusal calls it."""
        return self.short_name or self.name


def read(measured: Measured, typed: str) -> dict[str, object]:
    """The fields that the typed text fills; Refused (field "result") for what is no result of the indicator."""
    try:
        return EMPTY | _read(measured, typed)
    except Refused as refused:
        if refused.field == FIELD:
            raise
        raise Refused(str(refused), FIELD) from refused


def _read(measured: Measured, typed: str) -> dict[str, object]:
    if not typed[0].isdecimal() and match_key(typed) in _NOTHING:
        return {"nothing_arose": True}
    if measured.value_kind in _IN_WORDS:
        words = optional(typed, FIELD, "Kết quả", LONGEST_TEXT)
        return {"words": words, "verdict": _VERDICTS.get(match_key(typed))}
    if "/" in typed:
        return _read_counts(measured, typed)
    value = number(typed, FIELD, measured.unit)
    if value is None:  # nothing but the unit
        raise Refused(f"“{typed}” chưa có con số nào. Hãy nhập một con số, như 82,7.", FIELD)
    if measured.value_kind is ValueKind.LEVEL and value != value.to_integral_value():
        raise Refused(f"“{typed}” không phải là một mức độ. Hãy nhập số nguyên như 1, 2, 3.", FIELD)
    return {"value": value, "decimals": decimals_of(value)}


def _read_counts(measured: Measured, typed: str) -> dict[str, object]:
    """The two counts of a rate and the rate they make, rounded half up to the indicator's decimals."""
    if rate_sign(measured.unit) is None:
        unit = f"“{measured.unit}”" if measured.unit else "không phải %"
        raise Refused(
            f"“{typed}” là hai số đếm, nhưng đơn vị tính của “{measured.called}” là {unit}. "
            "Chỉ tỷ lệ %, ‰ mới nhập được như 3/4; hãy nhập một con số.",
            FIELD,
        )
    texts = typed.split("/")
    if len(texts) != 2:
        raise Refused(f"“{typed}” có nhiều hơn một dấu gạch chéo. Hãy nhập hai số đếm như 3/4.", FIELD)
    part, whole = parse_number(texts[0]), parse_number(texts[1])
    if part < 0 or whole <= 0:
        raise Refused(f"“{typed}” không tính được tỷ lệ: số sau dấu gạch chéo phải lớn hơn 0. Hãy nhập lại.", FIELD)
    if part > whole:
        raise Refused(
            f"Trong “{typed}”, {format_number(part)} lớn hơn tổng số {format_number(whole)}. "
            "Hãy nhập phần trước, tổng số sau, như 3/4.",
            FIELD,
        )
    rate = ratio((part, whole), measured.unit) or Decimal(0)
    decimals = COUNTED_DECIMALS if measured.decimals is None else measured.decimals
    return {"value": rounded(rate, decimals), "decimals": decimals, "numerator": part, "denominator": whole}


def lines(text: str, field: str, called: str) -> str | None:
    """Text of several lines, each tidied."""
    kept = "\n".join(tidy(line) for line in text.splitlines()).strip()
    if len(kept) > LONGEST_TEXT:
        raise Refused(f"{called} dài {len(kept)} ký tự, nhiều nhất là {LONGEST_TEXT}. Hãy viết gọn lại.", field)
    return kept or None
