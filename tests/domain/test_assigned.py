"""What the per cents of an assigned figure come to, for those who show it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hxapp.domain.assigned import assigned_ends
from hxapp.domain.indicators import Better
from hxapp.domain.targets import OF_PLAN, OVER_PLAN, Comparator, Target


@pytest.mark.parametrize(
    ("low", "high", "basis", "better", "wanted"),
    [
        ("5", "10", OVER_PLAN, Better.HIGHER, ("105", "110")),
        ("5", "10", OVER_PLAN, Better.LOWER, ("90", "95")),
        ("5", None, OVER_PLAN, Better.HIGHER, ("105", None)),
        ("5", None, OVER_PLAN, Better.LOWER, (None, "95")),
        ("90", "100", OF_PLAN, Better.HIGHER, ("90", "100")),
        (None, None, None, Better.HIGHER, ("100", None)),
    ],
)
def test_per_cents_of_an_assigned_figure(
    low: str | None, high: str | None, basis: str | None, better: Better, wanted: tuple[str | None, str | None]
) -> None:
    target = Target(
        comparator=Comparator.RELATIVE_TO_PLAN,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        unit=None if basis is None else "%",
        plan_basis=basis,
    )
    ends = assigned_ends(target, Decimal(100), better)
    assert tuple(None if end is None else str(end) for end in ends) == wanted
