"""Units of measure (đơn vị tính): which are the same, and how many of one make another."""

from __future__ import annotations

from fractions import Fraction

from hxapp.domain.words import match_key

# How many đồng, and how many of a hundred, one is.
_FAMILIES: tuple[dict[str, Fraction], ...] = (
    {
        match_key(unit): Fraction(size)
        for unit, size in (
            ("đồng", 1),
            ("nghìn đồng", 1000),
            ("ngàn đồng", 1000),
            ("triệu đồng", 10**6),
            ("trđ", 10**6),
            ("tỷ đồng", 10**9),
            ("tỷ", 10**9),
            ("nghìn tỷ đồng", 10**12),
            ("ngàn tỷ đồng", 10**12),
        )
    },
    {"%": Fraction(1), "‰": Fraction(1, 10)},
)
_POINTS = {match_key(written): "%" for written in ("điểm %", "điểm phần trăm", "phần trăm")}


def same(one: str | None, other: str | None) -> bool:
    """Whether both are the same unit, however spelt: 'Tỷ đồng' and 'tỉ đồng', but not 'tỷ đồng' and 'triệu đồng'."""
    return match_key(one or "") == match_key(other or "")


def factor(one: str | None, other: str | None) -> Fraction | None:
    """How many of the other unit make one of the first; None where they measure unlike things.

    What the figure is per ('triệu đồng/người', '%/năm') is not weighed: a document often leaves it to the name.
    """
    first, second = _bare(one), _bare(other)
    if first == second:
        return Fraction(1)
    for family in _FAMILIES:
        if first in family and second in family:
            return family[first] / family[second]
    return None


def is_per_cent(unit: str | None) -> bool:
    """Whether it is per cent, of whatever whole: '%', '%/năm', '% hộ'."""
    return _bare(unit) == "%"


def _bare(unit: str | None) -> str:
    bare = match_key((unit or "").split("/")[0])
    # '% hộ' and '% dân số' are per cent of a named whole.
    return bare[0] if bare[:2] in ("% ", "‰ ") else _POINTS.get(bare, bare)
