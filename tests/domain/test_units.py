"""Units of measure: which are the same, and how many of one make another."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hxapp.domain.units import factor, is_per_cent, same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("tỷ đồng", "triệu đồng", Fraction(1000)),
        ("triệu đồng", "tỷ đồng", Fraction(1, 1000)),
        ("Tỉ đồng", "đồng", Fraction(10**9)),
        ("nghìn tỷ đồng", "tỷ đồng", Fraction(1000)),
        ("ngàn đồng", "đồng", Fraction(1000)),
        ("%", "‰", Fraction(10)),
        ("%/năm", "%", Fraction(1)),
        ("điểm %", "%", Fraction(1)),
        ("%", "% hộ", Fraction(1)),
        ("triệu đồng/người", "triệu đồng", Fraction(1)),
        ("Hộ", "hộ", Fraction(1)),
        ("hộ", "người", None),
        ("%", "tỷ đồng", None),
        (None, "hộ", None),
    ],
)
def test_factor(one: str | None, other: str | None, expected: Fraction | None) -> None:
    assert factor(one, other) == expected


def test_per_cent_of_whatever_whole() -> None:
    assert all(is_per_cent(unit) for unit in ("%", "%/năm", "% hộ", "điểm %"))
    assert not any(is_per_cent(unit) for unit in (None, "", "‰", "%o", "hộ"))


def test_spelling_makes_no_other_unit_but_size_does() -> None:
    assert same("Tỷ đồng", "tỉ  đồng") and same(None, "")
    assert not same("tỷ đồng", "triệu đồng")
