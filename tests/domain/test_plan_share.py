"""The column '% kế hoạch'."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from hxapp.domain.plan_share import PlanShare, RangeEnd, amount, difference, gap, ratio, reference, unshown


def test_ratio() -> None:
    assert ratio(Decimal("86.4"), Fraction(110), "tỷ đồng") == PlanShare(
        Decimal("-23.6"), Decimal("78.5"), None, "78,5%"
    )
    assert ratio(Decimal(5), Fraction(0), "hộ") == PlanShare(Decimal(5), None, None, "+5 hộ")
    assert ratio(Decimal("0.25"), Fraction(200), None).percent == Decimal("0.1")


def test_difference() -> None:
    assert difference(Decimal("14.6"), Fraction(14), "%").points == Decimal("0.6")
    assert difference(Decimal("14.6"), Fraction(14), "%").text == "+0,6 điểm %"
    assert difference(Decimal(8), Fraction(10), "vụ").text == "-2 vụ"
    assert difference(Decimal(8), Fraction(10), "vụ").points is None
    assert difference(Decimal("75.0"), Fraction(75), "%").text == "0,0 điểm %"


def test_a_change_of_a_rate_shows_nothing() -> None:
    assert unshown(Decimal("0.8"), Fraction("0.7")) == PlanShare(Decimal("0.1"))


@pytest.mark.parametrize(
    ("low", "high", "end", "figure"),
    [
        (40, 46, RangeEnd.LOW, 40),
        (40, 46, RangeEnd.MIDDLE, 43),
        (40, 46, RangeEnd.HIGH, 46),
        (40, None, RangeEnd.HIGH, 40),
        (None, 46, RangeEnd.LOW, 46),
    ],
)
def test_the_figure_that_is_compared_with(low: int | None, high: int | None, end: RangeEnd, figure: int) -> None:
    ends = [None if bound is None else Fraction(bound) for bound in (low, high)]
    assert reference(ends[0], ends[1], end) == figure


def test_figures_with_their_unit() -> None:
    assert amount(Decimal("1234.5"), "triệu đồng") == "1.234,5 triệu đồng"
    assert amount(Decimal("14.0"), "%/năm") == "14,0%/năm"
    assert amount(Decimal(3), None) == amount(Decimal(3), "") == "3"
    assert amount(Decimal(3), "mức độ") == "mức độ 3" and amount(Decimal(5), "hạng") == "hạng 5"
    assert gap(Decimal(1), "mức độ") == "1 mức độ"
    assert gap(Decimal("0.9"), "%") == "0,9 điểm %"
    assert gap(Decimal("0.2"), "‰") == "0,2 điểm ‰"
