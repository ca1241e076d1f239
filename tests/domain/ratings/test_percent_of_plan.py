"""'% kế hoạch': amounts and flows over the bound; rates, down and keep the difference; a change of a rate nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from hxapp.domain.plan_share import RangeEnd
from hxapp.domain.ratings import judge
from hxapp.domain.targets import Target
from tests.domain.building import Q2, make_case, make_target
from tests.domain.ratings.table import CHANGE, FLOW, LOWER, MONEY, NONE, RATE, amount, rate


class Shown(NamedTuple):
    """A case, and its difference, its per cent of the plan, its points and the column."""

    target: Target
    value: str
    more: dict[str, Any]
    off: str | None
    percent: str | None
    points: str | None
    text: str


MIDDLE, HIGH = {"range_end": RangeEnd.MIDDLE}, {"range_end": RangeEnd.HIGH}
RANGE = amount("between", "80", "100")
BUDGET = make_target("relative_to_plan", "5", "10", plan_basis="over_plan", unit="%")
KEEP = make_target("maintain")

TABLE = [
    Shown(amount("eq", "80"), "60", {}, "-20", "75.0", None, "75,0%"),
    Shown(amount("eq", "80"), "60", {"period": Q2} | FLOW, "-20", "75.0", None, "75,0%"),
    Shown(amount("ge", "80"), "80.04", {}, "0.04", "100.1", None, "100,1%"),
    Shown(amount("ge", "80"), "80.03", {}, "0.03", "100.0", None, "100,0%"),
    Shown(amount("le", None, "80"), "84", {}, "4", "105.0", None, "105,0%"),
    Shown(amount("eq", "80"), "0", {}, "-80", "0.0", None, "0,0%"),
    Shown(amount("eq", "80"), "-8", {}, "-88", "-10.0", None, "-10,0%"),
    Shown(amount("eq", "0"), "2", {}, "2", None, None, "+2 tấn"),
    Shown(amount("eq", "-4"), "-3", {}, "1", None, None, "+1 tấn"),
    Shown(amount("eq", "80", unit="triệu đồng/người/năm"), "82", {}, "2", "102.5", None, "102,5%"),
    Shown(amount("eq", "19", unit="tiêu chí", out_of="24"), "18", {}, "-1", "94.7", None, "94,7%"),
    Shown(RANGE, "90", {}, "10", "112.5", None, "112,5%"),
    Shown(RANGE, "90", MIDDLE, "0", "100.0", None, "100,0%"),
    Shown(RANGE, "90", HIGH, "-10", "90.0", None, "90,0%"),
    Shown(amount("ge", "80"), "90", HIGH, "10", "112.5", None, "112,5%"),
    Shown(amount("le", None, "80"), "90", MIDDLE, "10", "112.5", None, "112,5%"),
    Shown(rate("eq", "80"), "78.5", {}, "-1.5", None, "-1.5", "-1,5 điểm %"),
    Shown(rate("eq", "80"), "80", {}, "0", None, "0", "0 điểm %"),
    Shown(rate("between", "80", "84"), "81", HIGH, "-3", None, "-3", "-3 điểm %"),
    Shown(amount("eq", "8", unit="‰"), "8.5", {}, "0.5", None, "0.5", "+0,5 điểm ‰"),
    Shown(rate("eq", "8", per="năm"), "8.5", {"unit": "%/năm"}, "0.5", None, "0.5", "+0,5 điểm %"),
    Shown(amount("le", None, "80", unit="vụ"), "70", LOWER, "-10", None, None, "-10 vụ"),
    Shown(amount("between", "80", "100", unit="vụ"), "70", LOWER | HIGH, "-30", None, None, "-30 vụ"),
    Shown(amount("eq", "9860", unit="người"), "9870", NONE, "10", None, None, "+10 người"),
    Shown(amount("maintain", "80"), "90", {}, "10", None, None, "+10 tấn"),
    Shown(rate("maintain", "80"), "79", {}, "-1", None, "-1", "-1 điểm %"),
    Shown(KEEP, "90", {"base": "80", "unit": "ha"}, "10", None, None, "+10 ha"),
    Shown(rate("decrease_by", "2"), "7", {"base": "10"} | LOWER | RATE, "1", None, None, ""),
    Shown(rate("decrease_by", "2"), "3", CHANGE | LOWER | RATE, "1", None, None, ""),
    Shown(rate("increase_by", "2"), "11", {"base": "10", "period": Q2} | RATE, "-1", None, None, ""),
    Shown(rate("increase_by", "20"), "90", {"base": "80"} | MONEY, "-6", "93.8", None, "93,8%"),
    Shown(rate("increase_by", "20"), "90", {"base": "80"} | MONEY | LOWER, "-6", None, None, "-6 tỷ đồng"),
    Shown(rate("increase_by_between", "20", "25"), "100", {"base": "80"} | MONEY | HIGH, "0", "100.0", None, "100,0%"),
    Shown(rate("decrease_by", "20"), "70", {"base": "80", "unit": "vụ"} | LOWER, "6", None, None, "+6 vụ"),
    Shown(rate("decrease_by", "20"), "70", {"base": "80", "unit": "ha"}, "6", None, None, "+6 ha"),
    Shown(rate("increase_by", "20"), "21", CHANGE | MONEY, "1", None, "1", "+1 điểm %"),
    Shown(amount("increase_by", "20", unit="hộ"), "15", CHANGE | FLOW, "-5", "75.0", None, "75,0%"),
    Shown(amount("decrease_by", "20", unit="hộ"), "15", CHANGE | FLOW | LOWER, "-5", "75.0", None, "75,0%"),
    Shown(amount("decrease_by", "20", unit="hộ"), "60", {"base": "80", "unit": "hộ"} | LOWER, "0", None, None, "0 hộ"),
    Shown(BUDGET, "84", {"assigned": "80", "unit": "tỷ đồng"} | FLOW, "0", "100.0", None, "100,0%"),
    Shown(BUDGET, "84", {"assigned": "80", "unit": "tỷ đồng"} | FLOW | HIGH, "-4", "95.5", None, "95,5%"),
    Shown(BUDGET, "84", {"assigned": "80", "unit": "%"}, "0", None, "0", "0 điểm %"),
    Shown(make_target("text_only"), "84", {}, None, None, None, ""),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.target.comparator}-{row.value}-{row.text}")
def test_table(row: Shown) -> None:
    rating = judge(make_case(row.target, row.value, **row.more))
    told = [None if one is None else Decimal(one) for one in (row.off, row.percent, row.points)]
    assert ([rating.difference, rating.percent, rating.points], rating.percent_text) == (told, row.text)
