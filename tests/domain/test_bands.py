"""Bands: where a figure lies, how a band narrows during the year, exact rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from hxapp.domain.bands import Band, Place, decimals_of, exactly, rounded, telling
from hxapp.domain.indicators import Better

HALF = Fraction(1, 2)


def band(low: int | None, high: int | None, better: Better = Better.HIGHER, **more: bool) -> Band:
    return Band(None if low is None else Fraction(low), None if high is None else Fraction(high), better, **more)


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        (band(4, 6), "SSWWWPP"),
        (band(4, 6, Better.LOWER), "PPWWWSS"),
        (band(4, 6, Better.NONE), "SSWWWSS"),
        (band(4, 6, may_pass=False), "SSWWWWW"),
        (band(5, 5), "SSSWPPP"),
        (band(5, None), "SSSWWWW"),
        (band(5, None, strict=True), "SSSSWWW"),
        (band(5, None, open_passes=True), "SSSWPPP"),
        (band(None, 5, Better.LOWER, strict=True, open_passes=True), "PPPSSSS"),
        (band(None, 5, open_passes=True), "WWWWSSS"),
        (band(5, None, Better.LOWER), "SSSWWWW"),
    ],
)
def test_places_from_two_to_eight(asked: Band, places: str) -> None:
    initial = {Place.SHORT: "S", Place.WITHIN: "W", Place.PAST: "P"}
    assert "".join(initial[asked.place(Fraction(value))] for value in range(2, 9)) == places


def bounds(asked: Band) -> tuple[object, object]:
    return asked.floor, asked.ceiling


def test_a_flow_is_due_by_its_share_and_never_counts_as_past() -> None:
    assert bounds(band(4, 6).flowing(HALF)) == (2, None)
    assert bounds(band(4, 6, Better.LOWER).flowing(HALF)) == (None, 3)
    assert bounds(band(4, 6, Better.NONE).flowing(HALF)) == (2, 6)
    assert bounds(band(None, 6, Better.NONE).flowing(HALF)) == (None, 3)
    assert band(4, 6).flowing(HALF).place(Fraction(9)) is Place.WITHIN


def test_a_level_goes_from_its_start_to_the_nearer_end_and_keeps_what_it_has() -> None:
    assert bounds(band(4, 6).reached(Fraction(2), HALF)) == (3, None)
    assert bounds(band(4, 6).reached(Fraction(5), HALF)) == (4, None)
    assert bounds(band(4, 6).reached(Fraction(9), HALF)) == (4, None)
    assert bounds(band(4, 6, Better.LOWER).reached(Fraction(9), HALF)) == (None, Fraction(15, 2))
    assert bounds(band(4, 6, Better.NONE).reached(Fraction(9), HALF)) == (4, Fraction(15, 2))


def test_while_nothing_is_due_nothing_is_missing() -> None:
    nothing = band(5, None, strict=True).flowing(Fraction(0))
    assert nothing.place(Fraction(0)) is Place.WITHIN
    assert band(5, None, strict=True).flowing(HALF).place(Fraction(5, 2)) is Place.SHORT


def test_by_steps_only_whole_ones_are_due() -> None:
    assert bounds(band(3, None).reached(Fraction(2), HALF).whole_steps(Fraction(2))) == (2, None)
    assert bounds(band(3, None).reached(Fraction(1), HALF).whole_steps(Fraction(1))) == (2, None)
    lower = band(None, 1, Better.LOWER)
    assert bounds(lower.reached(Fraction(2), HALF).whole_steps(Fraction(2))) == (None, 2)
    assert bounds(band(2, 4).whole_steps(Fraction(9))) == (2, None)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("1/2", 0, "1"), ("-1/2", 0, "-1"), ("1/3", 2, "0.33"), ("2/3", 2, "0.67"), ("5/2", 1, "2.5"), ("-1/9", 0, "0")],
)
def test_rounded_half_up(value: str, decimals: int, text: str) -> None:
    assert str(rounded(Fraction(value), decimals)) == text


def test_decimals() -> None:
    assert decimals_of(Decimal("1.50"), None, Decimal("2.5")) == 2
    assert decimals_of(Decimal("1E+3")) == 0
    assert decimals_of() == 0
    assert str(exactly(Fraction("1.250"), Decimal(7))) == "1.25"
    assert str(exactly(Fraction(1, 3))) == "0.333333"
    assert str(exactly(Fraction(2), Decimal("7.00"))) == "2.00"


def test_a_figure_in_a_sentence_never_contradicts_the_outcome() -> None:
    assert str(telling(Fraction("99.125"), Fraction("98.2"), 1)) == "99.1"
    assert str(telling(Fraction("99.125"), Fraction("99.1"), 1)) == "99.13"
    assert str(telling(Fraction(25, 6), Fraction(4), 0)) == "4.2"
    assert str(telling(Fraction("7.5"), Fraction(9), 0)) == "7.5"
    assert str(telling(Fraction("8"), Fraction(9), 0)) == "8"
