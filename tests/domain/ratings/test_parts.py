"""Compounds are met when all parts are; a part ('trong đó') has its own outcome and is never more than its whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hxapp.domain.parts import asks_more_than_whole, exceeds_whole, worst
from hxapp.domain.ratings import State, judge
from hxapp.domain.targets import Target
from tests.domain.building import make_case
from tests.domain.ratings.table import (
    AWAITING,
    CHANGE,
    EST_EXCEEDED,
    EST_MET,
    EST_NOT_MET,
    EXCEEDED,
    FLOW,
    LIKELY,
    MET,
    NO_FIGURE,
    NOT_DUE,
    NOT_MET,
    UNKNOWN,
    UNLIKELY,
    amount,
    rate,
)

COMPOUNDS = [
    ([MET, MET], MET),
    ([MET], MET),
    ([EXCEEDED, EXCEEDED], EXCEEDED),
    ([EXCEEDED, MET], MET),
    ([MET, NOT_MET], NOT_MET),
    ([EXCEEDED, NOT_MET], NOT_MET),
    # A part that is not met decides, whatever the others will be; else what is missing leaves the whole open.
    ([NOT_MET, NO_FIGURE], NOT_MET),
    ([NOT_MET, EST_MET], NOT_MET),
    ([EXCEEDED, NO_FIGURE], NO_FIGURE),
    ([MET, UNKNOWN], UNKNOWN),
    ([MET, AWAITING], AWAITING),
    ([MET, NOT_DUE], NOT_DUE),
    ([NO_FIGURE, NO_FIGURE], NO_FIGURE),
    ([NO_FIGURE, AWAITING, UNKNOWN, NOT_DUE], NO_FIGURE),
    ([NOT_DUE, NOT_DUE], NOT_DUE),
    ([AWAITING, NOT_DUE], AWAITING),
    # Estimates among the parts make an estimate of the whole.
    ([EST_MET, EST_MET], EST_MET),
    ([EST_EXCEEDED, EST_EXCEEDED], EST_EXCEEDED),
    ([EST_EXCEEDED, EST_MET], EST_MET),
    ([MET, EST_MET], EST_MET),
    ([MET, EST_EXCEEDED], EST_MET),
    ([EXCEEDED, EST_MET], EST_MET),
    ([EXCEEDED, EST_EXCEEDED], EST_EXCEEDED),
    ([MET, EST_NOT_MET], EST_NOT_MET),
    ([EST_NOT_MET, NO_FIGURE], EST_NOT_MET),
    ([EST_EXCEEDED, NO_FIGURE], NO_FIGURE),
    ([LIKELY, LIKELY], LIKELY),
    ([LIKELY, UNLIKELY], UNLIKELY),
    ([UNLIKELY, NO_FIGURE], UNLIKELY),
    ([LIKELY, NO_FIGURE], NO_FIGURE),
    ([LIKELY, NOT_DUE], NOT_DUE),
    ([], NO_FIGURE),
]


@pytest.mark.parametrize(("parts", "whole"), COMPOUNDS, ids=str)
def test_a_compound(parts: list[State], whole: State) -> None:
    assert worst(parts) is whole
    assert worst(reversed(parts)) is whole


def test_a_part_is_judged_by_its_own_target() -> None:
    """'100-120 lao động, trong đó xuất khẩu lao động 10-12 người'."""
    whole = judge(make_case(amount("between", "100", "120", unit="lao động"), "99", **FLOW))
    part = judge(make_case(amount("between", "10", "12", unit="người", of_which=True), "13", **FLOW))
    assert (whole.state, part.state) == (NOT_MET, EXCEEDED)
    opened = amount("increase_by", "10", unit="cơ sở", strict=True)
    jobs = amount("gt", "50", unit="lao động")
    states = [judge(make_case(opened, "11", **CHANGE, **FLOW)).state, judge(make_case(jobs, "50", **FLOW)).state]
    assert (states, worst(states)) == ([MET, NOT_MET], NOT_MET)


# The part and its unit, the whole and its unit, and whether the part is more than its whole.
FIGURES = [
    # People are counted under several names; households are no people.
    ("12", "người", "110", "lao động", False),
    ("111", "người", "110", "lao động", True),
    ("120", "người", "110", "hộ", None),
    ("120", "tấn", "110", "tỷ đồng", None),
    ("12", "người", "110", "người", False),
    ("110", "người", "110", "người", False),
    ("110.1", "người", "110", "người", True),
    ("1", "người", "0", "người", True),
    ("0", "người", "0", "người", False),
    ("0", "người", "-1", "người", True),
    ("900", "triệu đồng", "1", "tỷ đồng", False),
    ("1000", "triệu đồng", "1", "tỷ đồng", False),
    ("1001", "triệu đồng", "1", "tỷ đồng", True),
    ("1.01", "Tỉ đồng", "1", "tỷ đồng", True),
    ("12", "%", "15", "%", False),
    ("15.01", "%", "15", "%", True),
    ("16", "‰", "1.5", "%", True),
    ("60", "%", "15", "người", None),
    ("16", None, "15", None, True),
    ("16", "", "15", "người", True),
    ("16", None, "15", "%", None),
]


@pytest.mark.parametrize(("part", "part_unit", "whole", "whole_unit", "more"), FIGURES)
def test_a_part_over_its_whole(
    part: str, part_unit: str | None, whole: str, whole_unit: str | None, more: bool | None
) -> None:
    assert exceeds_whole(Decimal(part), part_unit, Decimal(whole), whole_unit) is more


HALF_OF_PLAN = rate("relative_to_plan", "50", "50", plan_basis="of_plan")
WHOLE = amount("between", "100", "120", unit="người")
ASKED = [
    (amount("between", "10", "12", unit="người"), WHOLE, False),
    (amount("eq", "120", unit="người"), WHOLE, False),
    (amount("eq", "121", unit="người"), WHOLE, True),
    (amount("gt", "120", unit="người"), WHOLE, True),
    (amount("ge", "120", unit="người"), WHOLE, False),
    (amount("le", None, "500", unit="người"), WHOLE, False),
    (amount("ge", "500", unit="người"), amount("ge", "100", unit="người"), False),
    (amount("ge", "100", unit="người"), amount("lt", None, "100", unit="người"), True),
    (amount("ge", "99", unit="người"), amount("lt", None, "100", unit="người"), False),
    (amount("eq", "2", unit="tỷ đồng"), amount("eq", "1900", unit="triệu đồng"), True),
    (amount("increase_by", "21", unit="người"), amount("increase_by", "20", unit="người"), True),
    (amount("increase_by", "21", unit="người"), amount("eq", "20", unit="người"), False),
    (rate("eq", "130"), WHOLE, False),
    # Per cents of two assigned figures do not compare.
    (rate("relative_to_plan", "110", "110", plan_basis="of_plan"), HALF_OF_PLAN, False),
    (amount("text_only", None, unit=None), WHOLE, False),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("part", "whole", "more"), ASKED)
def test_a_part_that_asks_for_more_than_its_whole(part: Target, whole: Target, more: bool) -> None:
    assert asks_more_than_whole(part, whole) is more
