"""Judged as printed; where the unrounded value judges otherwise, both are told."""

from __future__ import annotations

from typing import Any

import pytest

from hxapp.domain.ratings import judge
from tests.domain.building import Q2, Q3, make_case, make_target
from tests.domain.ratings.table import (
    CHANGE,
    EXCEEDED,
    FLOW,
    LIKELY,
    LOWER,
    MET,
    MONEY,
    NONE,
    NOT_MET,
    RATE,
    UNLIKELY,
    Row,
    amount,
    check,
    named,
    rate,
)


def behind(unrounded: str, base: str | None = None) -> dict[str, Any]:
    """What stands behind the figure, and behind last year's."""
    return {"unrounded": unrounded} | ({} if base is None else {"base_unrounded": base})


GROWTH = rate("increase_by_between", "15", "15.5", baseline="so với năm 2021")
GREW = {"base": "240"} | MONEY | FLOW
POOR = rate("decrease_by", "0.5", above=True, baseline="so với năm 2021")
BUDGET = make_target("relative_to_plan", "5", "10", plan_basis="over_plan", unit="%")

TOLD = [
    Row(
        rate("ge", "95"), "95.0", behind("94.96"), MET, "0.0", "0,0 điểm %",
        "95,0%, đạt; số chưa làm tròn 94,96% thì không đạt.",
    ),
    Row(rate("gt", "95"), "95.0", behind("95.04"), NOT_MET, "0.0", "0,0 điểm %", "; số chưa làm tròn 95,04% thì đạt."),
    Row(rate("eq", "95"), "95.0", behind("95.01"), MET, "0.0", "0,0 điểm %", "số chưa làm tròn 95,01% thì vượt."),
    Row(rate("eq", "95"), "95.1", behind("95.05"), EXCEEDED, "0.1", "+0,1 điểm %", "vượt 0,1 điểm %."),
    Row(rate("eq", "40"), "40.0", behind("40.04") | NONE, MET, "0.0", "0,0 điểm %", "40,04% thì không đạt."),
    Row(rate("maintain", "95"), "95.0", behind("94.97"), MET, "0.0", "0,0 điểm %", "94,97% thì không đạt."),
    Row(rate("lt", None, "2"), "2.0", behind("1.96") | LOWER, NOT_MET, "0.0", "0,0 điểm %", "1,96% thì đạt."),
    Row(amount("eq", "62"), "62", behind("61.5"), MET, "0", "100,0%", "số chưa làm tròn 61,5 tấn thì không đạt."),
    # A per cent of growth is printed with one decimal, whatever its figures have.
    Row(GROWTH, "275.9", GREW, MET, "-0.1", "100,0%", "là tăng 15,0%, đạt; số chưa làm tròn 14,96% thì không đạt."),
    Row(GROWTH, "277.3", GREW, MET, "1.3", "100,5%", "là tăng 15,5%, đạt; số chưa làm tròn 15,54% thì vượt."),
    Row(
        amount("increase_by", "1.5", unit="lần"), "49.9", {"base": "20"} | MONEY, MET, "-0.1", "99,8%",
        "số chưa làm tròn 1,495 lần thì không đạt.",
    ),
    Row(POOR, "2.9", {"base": "3.4"} | behind("2.94", "3.44") | LOWER | RATE, MET, "0.0", "", "giảm 0,5 điểm %, đạt."),
    Row(
        POOR, "2.9", {"base": "3.4"} | behind("2.94", "3.4") | LOWER | RATE, MET, "0.0", "",
        "số chưa làm tròn 0,46 điểm % thì không đạt.",
    ),
    Row(
        make_target("maintain"), "96.4", {"base": "96.4", "base_unrounded": "96.44"} | RATE, MET, "0.0", "0,0 điểm %",
        "đạt; so với 96,44% chưa làm tròn (năm 2021) thì không đạt.",
    ),
    Row(
        amount("eq", "62"), "31", behind("30.6") | {"period": Q2} | FLOW, LIKELY, "-31", "50,0%",
        "đúng mức cần; số chưa làm tròn 30,6 tấn thì khó đạt.", "≥ 31 linear",
    ),
    Row(
        rate("eq", "93.9"), "90.9", behind("90.94") | {"period": Q2, "base": "87.94"}, UNLIKELY, "-3.0", "-3,0 điểm %",
        "cần đạt 90,92%; nay 90,9%, chậm 0,02 điểm %; số chưa làm tròn 90,94% thì có khả năng đạt.",
        "≥ 90.92 from_base",
    ),
    Row(
        amount("gt", "12", unit="hộ"), "9", behind("9.4") | {"period": Q3} | FLOW, UNLIKELY, "-3", "75,0%",
        "số chưa làm tròn 9,4 hộ thì có khả năng đạt.", "> 9 linear",
    ),
    Row(
        rate("decrease_by", "0.5"), "0.5", behind("0.46") | CHANGE | LOWER | RATE, MET, "0", "",
        "0,46 điểm % thì không đạt.",
    ),
    Row(
        amount("eq", "2", unit="lần", baseline="so với năm 2021"), "36",
        {"base": "18", "base_unrounded": "18.3", "unit": "ha"}, MET, "0", "100,0%",
        "so với 18,3 ha chưa làm tròn (năm 2021) thì không đạt.",
    ),
    Row(rate("ge", "95"), "95.1", behind("95.06"), MET, "0.1", "+0,1 điểm %", "thực hiện 95,1%, đạt."),
]  # fmt: skip


@pytest.mark.parametrize("row", TOLD, ids=named)
def test_table(row: Row) -> None:
    check(row)


def test_what_judges_alike_is_not_told() -> None:
    for row in TOLD:
        rating = judge(make_case(row.target, row.value, **{**row.more, "unrounded": None, "base_unrounded": None}))
        assert rating.state is row.state
    assert sum("chưa làm tròn" not in check(row).why for row in TOLD) == 3


def test_both_outcomes_of_a_relative_target_are_told() -> None:
    given: dict[str, Any] = {"assigned": "5200", "unit": "triệu đồng"} | FLOW
    both = judge(make_case(BUDGET, "5200", unrounded="5199.5", **given))
    assert (both.state, both.against_assigned) == (NOT_MET, MET)
    assert both.why.endswith("số chưa làm tròn 5.199,5 triệu đồng thì so với mức giao không đạt.")
    own = judge(make_case(BUDGET, "5460", unrounded="5459.6", **given))
    assert (own.state, own.against_assigned) == (MET, EXCEEDED)
    assert own.why.endswith("số chưa làm tròn 5.459,6 triệu đồng thì không đạt.")
