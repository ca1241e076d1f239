"""Builds targets and cases for the domain tests: what a test does not say is filled in, plainly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from hxapp.domain.indicators import Better, OverTime, Stage, Typed
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import Case
from hxapp.domain.targets import Comparator, Target

Q1, Q2, Q3, Q4 = (Period.quarter(2022, number) for number in (1, 2, 3, 4))
MAY, YEAR = Period.month(2022, 5), Period.whole_year(2022)


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def make_target(comparator: str, low: str | None = None, high: str | None = None, **fields: Any) -> Target:
    """A target; a single figure is given as `low` alone, where a single figure is what the comparator takes."""
    if (
        comparator in ("eq", "increase_by", "decrease_by", "maintain")
        and high is None
        and not fields.pop("above", False)
    ):
        high = low if not fields.get("strict") else None
    fields["out_of"] = number(fields.get("out_of"))
    if comparator in ("gt", "lt"):
        fields["strict"] = True
    return Target(comparator=Comparator(comparator), low=number(low), high=number(high), **fields)


def make_case(target: Target, value: str | None, **fields: Any) -> Case:
    """A case at the end of the year, final, of a level that is better the higher; figures are given as text."""
    for name in ("base", "assigned", "unrounded", "base_unrounded"):
        fields[name] = number(fields.get(name))
    usual: dict[str, Any] = {
        "better": Better.HIGHER,
        "over_time": OverTime.LATEST,
        "typed": Typed.LEVEL,
        "period": Q4,
        "stage": Stage.FINAL,
        "rhythm": Rhythm.QUARTERLY,
    }
    return Case(target=target, value=number(value), **{**usual, **fields})


figures = st.decimals(min_value=0, max_value=99_999, places=2).map(Decimal.normalize) | st.integers(0, 10**9).map(
    Decimal
)
_units = st.sampled_from([None, "%", "‰", "lần", "hạng", "ha", "cơ sở", "tỷ đồng", "triệu đồng/người/năm"])
_pers = st.sampled_from([None, "năm", "xã", "100 trẻ gái"])
_baselines = st.sampled_from([None, "so với năm 2021", "từ 5,2%", "so với kế hoạch được giao"])
_RANGED = ("between", "increase_by_between", "decrease_by_between")
_SINGLE = ("eq", "increase_by", "decrease_by", "maintain", "relative_to_plan")
_BELOW = ("le", "lt", "increase_by", "decrease_by", "maintain", "relative_to_plan")
_ABOVE = ("ge", "gt", "increase_by", "decrease_by", "maintain", "relative_to_plan")


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Any target whose shape the corpus page allows."""
    shape = draw(st.sampled_from(["single", "range", "above", "below", "bare"]))
    one, other = sorted((draw(figures), draw(figures)))
    fields: dict[str, Any] = {"unit": draw(_units), "per": draw(_pers), "baseline": draw(_baselines)}
    fields["approx"] = shape != "bare" and draw(st.booleans())
    if shape == "single":
        kind, fields["low"], fields["high"] = draw(st.sampled_from(_SINGLE)), one, one
        if kind != "relative_to_plan" and other > 0:
            fields["out_of"] = draw(st.sampled_from([None, other]))
    elif shape == "range":
        kind = draw(st.sampled_from((*_RANGED, "maintain", "relative_to_plan")))
        fields["low"], fields["high"] = one, other
    elif shape == "bare":
        kind = draw(st.sampled_from(["maintain", "relative_to_plan", "text_only"]))
        fields["unit"] = None
    else:
        kind = draw(st.sampled_from(_ABOVE if shape == "above" else _BELOW))
        fields["low" if shape == "above" else "high"] = one
        fields["strict"] = kind in ("gt", "lt") or (kind not in ("ge", "le") and draw(st.booleans()))
    if kind == "relative_to_plan" and shape != "bare":
        fields["unit"], fields["plan_basis"] = "%", draw(st.sampled_from(["of_plan", "over_plan"]))
    if kind == "text_only":
        fields = {}
    direction = "keep" if kind == "maintain" else draw(st.sampled_from(["higher_is_better", "lower_is_better"]))
    return Target(comparator=Comparator(kind), direction=direction, **fields)
