"""Targets: which shapes there are, and their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Typed
from hxapp.domain.targets import Comparator, Target, short_words, usually_typed, words
from hxapp.domain.words import format_number
from tests.domain.building import make_target, number, targets

LAST_YEAR = "so với năm 2021"


def test_the_thirteen_fields() -> None:
    names = "name of_which comparator low high strict approx unit per baseline plan_basis out_of direction"
    assert " ".join(field.name for field in fields(Target) if field.compare) == names
    assert [field.name for field in fields(Target) if not field.compare] == ["span"]


def test_every_comparator_has_its_own_label() -> None:
    assert len({comparator.label for comparator in Comparator}) == 13


WORDS = [
    (make_target("eq", "110", unit="triệu đồng"), "110 triệu đồng", "110 triệu đồng"),
    (make_target("eq", "100", unit="%"), "100%", "100%"),
    (make_target("eq", "1234567.5", unit="kg"), "1.234.567,5 kg", "1.234.567,5 kg"),
    (make_target("eq", "0.25", unit="‰"), "0,25‰", "0,25‰"),
    (make_target("eq", "83"), "83", "83"),
    (make_target("eq", "50", unit="tạ", per="ha"), "50 tạ/ha", "50 tạ/ha"),
    (make_target("eq", "6000", per="năm"), "6.000 hằng năm", "6.000 hằng năm"),
    (make_target("eq", "2.5", unit="lần", baseline="so với năm 2008"), "gấp 2,5 lần so với năm 2008", "2,5 lần"),
    (make_target("eq", "20", unit="tiêu chí", out_of="24"), "20/24 tiêu chí", "20/24 tiêu chí"),
    (make_target("eq", "12.5", unit="%", approx=True), "khoảng 12,5%", "~12,5%"),
    (make_target("eq", "4.5", unit="%", baseline="từ 5,2%"), "từ 5,2% xuống còn 4,5%", "4,5%"),
    (make_target("ge", "40", unit="tỷ đồng"), "từ 40 tỷ đồng trở lên", "≥ 40 tỷ đồng"),
    (make_target("ge", "90", unit="triệu đồng", per="năm"), "từ 90 triệu đồng/năm trở lên", "≥ 90 triệu đồng/năm"),
    (make_target("ge", "40", unit="%", approx=True), "từ khoảng 40% trở lên", "≥ ~40%"),
    (make_target("gt", "99", unit="%"), "> 99%", "> 99%"),
    (make_target("le", None, "5", unit="%"), "không quá 5%", "≤ 5%"),
    (make_target("le", None, "113", unit="trẻ trai", per="100 trẻ gái"), "không quá 113 trẻ trai/100 trẻ gái", None),
    (make_target("le", None, "3", unit="hạng"), "trong nhóm 3", "≤ 3 hạng"),
    (make_target("lt", None, "3.8", unit="%"), "dưới 3,8%", "< 3,8%"),
    (make_target("lt", None, "3", unit="%", baseline="từ 5%"), "từ 5% xuống dưới 3%", "< 3%"),
    (make_target("between", "14", "15", unit="%"), "từ 14 đến 15%", "14–15%"),
    (make_target("between", "14", "15", unit="%", per="năm"), "từ 14 đến 15%/năm", "14–15%/năm"),
    (make_target("between", "250", "300", unit="tỷ đồng", approx=True), "khoảng từ 250 đến 300 tỷ đồng", None),
    (make_target("increase_by", "10", strict=True, unit="cơ sở"), "tăng trên 10 cơ sở", "↑ > 10 cơ sở"),
    (make_target("increase_by", "1", strict=True, unit="ha"), "tăng > 1 ha", "↑ > 1 ha"),
    (make_target("increase_by", "4", above=True, unit="trường"), "tăng từ 4 trường trở lên", "↑ ≥ 4 trường"),
    (make_target("increase_by", "0.7", unit="lần"), "tăng 0,7 lần", "↑ 0,7 lần"),
    (make_target("increase_by_between", "16", "16.5", baseline=LAST_YEAR), f"tăng từ 16 đến 16,5 {LAST_YEAR}", None),
    (make_target("decrease_by", "260", unit="hộ"), "giảm 260 hộ", "↓ 260 hộ"),
    (make_target("decrease_by", "3", strict=True, unit="%", per="năm"), "giảm trên 3%/năm", "↓ > 3%/năm"),
    (make_target("decrease_by_between", "0.7", "0.9", unit="%"), "giảm từ 0,7 đến 0,9%", "↓ 0,7–0,9%"),
    (make_target("maintain", "75", unit="%"), "duy trì 75%", "giữ 75%"),
    (make_target("maintain", "10", "15", unit="%", per="năm"), "duy trì từ 10 đến 15%/năm", "giữ 10–15%/năm"),
    (make_target("maintain", "90", strict=True, unit="%"), "duy trì trên 90%", "giữ > 90%"),
    (make_target("maintain"), "duy trì", "giữ"),
    (make_target("maintain", "4", unit="khu phố", out_of="4"), "duy trì 4/4 khu phố", "giữ 4/4 khu phố"),
    (make_target("text_only"), "theo lời văn", "bằng lời"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "full", "short"), WORDS, ids=[full for _, full, _ in WORDS])
def test_words(target: Target, full: str, short: str | None) -> None:
    assert words(target) == full
    if short is not None:
        assert short_words(target) == short


OF_RATES = [
    (make_target("decrease_by_between", "0.7", "0.9", unit="%"), "giảm từ 0,7 đến 0,9 điểm %", "↓ 0,7–0,9 đ.%"),
    (make_target("increase_by", "2", above=True, unit="%", per="năm"), "tăng từ 2 điểm %/năm trở lên", "↑ ≥ 2 đ.%/năm"),
    (make_target("decrease_by", "5", unit="‰"), "giảm 5‰", "↓ 5‰"),
    (make_target("decrease_by", "260", unit="hộ"), "giảm 260 hộ", "↓ 260 hộ"),
    (make_target("eq", "5", unit="%"), "5%", "5%"),
    (make_target("maintain", "75", unit="%"), "duy trì 75%", "giữ 75%"),
]


@pytest.mark.parametrize(("target", "full", "short"), OF_RATES, ids=[full for _, full, _ in OF_RATES])
def test_only_a_change_of_a_rate_by_per_cent_is_told_in_points(target: Target, full: str, short: str) -> None:
    assert words(target, of_rate=True) == full
    assert short_words(target, of_rate=True) == short


def relative(basis: str | None, low: str | None, high: str | None = None, **more: Any) -> Target:
    return make_target("relative_to_plan", low, high, plan_basis=basis, unit="%" if basis else None, **more)


PLANNED = [
    (relative("over_plan", "5", "10"), "đạt và vượt chỉ tiêu giao từ 5 đến 10%", "mức giao + 5–10%"),
    (relative("over_plan", "8", "8"), "đạt và vượt chỉ tiêu giao 8%", "mức giao + 8%"),
    (relative("over_plan", "5"), "đạt và vượt chỉ tiêu giao từ 5% trở lên", "mức giao + ≥ 5%"),
    (relative("over_plan", "5", strict=True), "đạt và vượt chỉ tiêu giao trên 5%", "mức giao + > 5%"),
    (relative("of_plan", "100", "100", per="năm"), "đạt 100% chỉ tiêu giao hằng năm", "100% mức giao"),
    (relative("of_plan", "100"), "đạt 100% chỉ tiêu giao trở lên", "≥ 100% mức giao"),
    (relative("of_plan", "105", strict=True), "đạt trên 105% chỉ tiêu giao", "> 105% mức giao"),
    (relative(None, None), "đạt và vượt chỉ tiêu giao", "≥ mức giao"),
    (
        relative("over_plan", "15", "20", baseline="so với kế hoạch được giao"),
        "tăng từ 15 đến 20% so với kế hoạch được giao",
        "mức giao + 15–20%",
    ),
]


@pytest.mark.parametrize(("target", "full", "short"), PLANNED, ids=[full for _, full, _ in PLANNED])
def test_words_of_a_target_relative_to_the_assigned_figure(target: Target, full: str, short: str) -> None:
    assert words(target) == full
    assert short_words(target) == short


@given(targets())
@settings(max_examples=150, deadline=None)
def test_words_say_every_figure_once_cleanly(target: Target) -> None:
    said = words(target)
    assert said and said == said.strip() and "  " not in said
    for figure in (target.low, target.high, target.out_of):
        if figure is not None:
            assert re.search(rf"(?<![0-9.,]){re.escape(format_number(figure))}(?![0-9])", said)
            assert format_number(figure) in short_words(target)
    assert target.baseline is None or target.baseline in said
    assert "  " not in short_words(target)


def shapes() -> Iterator[Target]:
    """Every shape of target with the figures 5 and 10."""
    bounds = [(None, None), ("5", "5"), ("5", "10"), ("5", None), (None, "5")]
    units, pers = (None, "%", "lần", "hạng", "ha", "cơ sở"), (None, "năm", "xã")
    for comparator, (low, high), strict, approx, unit, per, baseline, basis, out_of in product(
        Comparator, bounds, (False, True), (False, True), units, pers, (None, LAST_YEAR, "từ 12%"),
        (None, "of_plan", "over_plan"), (None, Decimal(24)),
    ):  # fmt: skip
        try:
            yield Target(
                comparator=comparator, low=number(low), high=number(high), strict=strict,
                approx=approx, unit=unit, per=per, baseline=baseline, plan_basis=basis, out_of=out_of,
            )  # fmt: skip
        except Refused:
            continue


def test_targets_that_ask_for_different_things_have_different_words() -> None:
    said: dict[str, Target] = {}
    for target in shapes():
        if target.unit is not None and not target.has_figure:
            continue  # a unit is written with a figure only
        assert said.setdefault(words(target), target) == target
    assert len(said) > 1500


SHAPES: list[tuple[dict[str, Any], str]] = [
    ({"comparator": Comparator.EQ}, "low"),
    ({"comparator": Comparator.EQ, "high": Decimal(5)}, "low"),
    ({"comparator": Comparator.LE, "high": Decimal(25), "out_of": Decimal(24)}, "out_of"),
    ({"comparator": Comparator.EQ, "low": Decimal(5), "high": Decimal(6)}, "high"),
    ({"comparator": Comparator.GE, "high": Decimal(5)}, "low"),
    ({"comparator": Comparator.GE, "low": Decimal(5), "high": Decimal(6)}, "high"),
    ({"comparator": Comparator.GE, "low": Decimal(5), "strict": True}, "strict"),
    ({"comparator": Comparator.GT, "low": Decimal(5)}, "strict"),
    ({"comparator": Comparator.LE, "low": Decimal(5)}, "high"),
    ({"comparator": Comparator.LE, "low": Decimal(1), "high": Decimal(5)}, "low"),
    ({"comparator": Comparator.LT, "high": Decimal(5)}, "strict"),
    ({"comparator": Comparator.BETWEEN, "low": Decimal(5)}, "high"),
    ({"comparator": Comparator.BETWEEN, "high": Decimal(5)}, "low"),
    ({"comparator": Comparator.BETWEEN, "low": Decimal(9), "high": Decimal(5)}, "high"),
    ({"comparator": Comparator.BETWEEN, "low": Decimal(1), "high": Decimal(5), "strict": True}, "strict"),
    ({"comparator": Comparator.INCREASE_BY}, "low"),
    ({"comparator": Comparator.INCREASE_BY, "low": Decimal(1), "high": Decimal(2)}, "high"),
    ({"comparator": Comparator.DECREASE_BY, "low": Decimal(-1), "high": Decimal(-1)}, "low"),
    ({"comparator": Comparator.DECREASE_BY_BETWEEN, "low": Decimal(1)}, "high"),
    ({"comparator": Comparator.RELATIVE_TO_PLAN, "low": Decimal(5), "high": Decimal(10), "unit": "%"}, "plan_basis"),
    ({"comparator": Comparator.RELATIVE_TO_PLAN, "plan_basis": "over_plan"}, "plan_basis"),
    ({"comparator": Comparator.RELATIVE_TO_PLAN, "low": Decimal(5), "plan_basis": "over_plan"}, "unit"),
    ({"comparator": Comparator.RELATIVE_TO_PLAN, "unit": "%"}, "unit"),
    ({"comparator": Comparator.RELATIVE_TO_PLAN, "plan_basis": "beside_plan"}, "plan_basis"),
    ({"comparator": Comparator.EQ, "low": Decimal(5), "high": Decimal(5), "plan_basis": "of_plan"}, "plan_basis"),
    ({"comparator": Comparator.TEXT_ONLY, "low": Decimal(5)}, "low"),
    ({"comparator": Comparator.TEXT_ONLY, "unit": "%"}, "unit"),
    ({"comparator": Comparator.TEXT_ONLY, "baseline": LAST_YEAR}, "baseline"),
    ({"comparator": Comparator.MAINTAIN, "approx": True}, "approx"),
    ({"comparator": Comparator.EQ, "low": Decimal("NaN"), "high": Decimal("NaN")}, "low"),
    ({"comparator": Comparator.EQ, "low": Decimal(25), "high": Decimal(25), "out_of": Decimal(24)}, "out_of"),
    ({"comparator": Comparator.BETWEEN, "low": Decimal(1), "high": Decimal(2), "out_of": Decimal(24)}, "out_of"),
    ({"comparator": Comparator.EQ, "low": Decimal(0), "high": Decimal(0), "out_of": Decimal(0)}, "out_of"),
    ({"direction": "sideways"}, "direction"),
]


@pytest.mark.parametrize(("shape", "field"), SHAPES)
def test_a_shape_that_no_phrase_has_is_refused_at_its_field(shape: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        Target(**shape)
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_what_a_target_is() -> None:
    assert make_target("decrease_by_between", "0.7", "0.9").is_change
    assert make_target("increase_by", "5").is_increase
    assert not make_target("eq", "5").is_range
    assert make_target("maintain", "10", "15").is_range
    assert make_target("increase_by", "5", strict=True).is_open
    assert not make_target("maintain").has_figure
    assert make_target("lt", None, "5").bounds == (None, Decimal(5))


def test_a_counted_change_is_typed_itself_and_a_rate_as_its_level() -> None:
    assert usually_typed(make_target("increase_by", "10", strict=True, unit="cơ sở")) is Typed.CHANGE
    assert usually_typed(make_target("increase_by_between", "50", "60")) is Typed.CHANGE
    assert usually_typed(make_target("decrease_by_between", "0.7", "0.9", unit="%")) is Typed.LEVEL
    assert usually_typed(make_target("increase_by", "2", unit="lần")) is Typed.LEVEL
    assert usually_typed(make_target("ge", "10", unit="cơ sở")) is Typed.LEVEL
