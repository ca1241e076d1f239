"""What a target asks of the year's figure, in a sentence: its wording, and that it agrees with the rating."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hxapp.domain.bands import Place, decimals_of, rounded
from hxapp.domain.cases import Case
from hxapp.domain.indicators import Better, OverTime, Typed, ValueKind
from hxapp.domain.judged_as import BY_HAND, judged_as
from hxapp.domain.ratings import judge
from hxapp.domain.states import State
from hxapp.domain.targets import Comparator, Target
from tests.domain.building import make_case, make_target, targets

ASSIGNED, LAST_YEAR = Decimal("300.07"), Decimal(7)
STEPS = [Decimal(step) for step in ("-1", "-0.1", "-0.01", "0", "0.01", "0.1", "1")]


@pytest.mark.parametrize(
    ("target", "given_", "sentence"),
    [
        (make_target("eq", "83", unit="%"), {}, "Đạt khi bằng 83%; vượt khi trên 83%."),
        (make_target("between", "14", "15", unit="%"), {}, "Đạt khi từ 14 đến 15%; vượt khi trên 15%."),
        (
            make_target("between", "14", "15", unit="%"),
            {"better": Better.NONE},
            "Đạt khi từ 14 đến 15%; không xét vượt.",
        ),
        (
            make_target("eq", "50", unit="%"),
            {"better": Better.NONE},
            "Đạt khi bằng 50%; lệch về phía nào cũng không đạt.",
        ),
        (make_target("gt", "99", unit="%"), {}, "Đạt khi trên 99%; không xét vượt."),
        (
            make_target("eq", "1.0", unit="%"),
            {"better": Better.LOWER},
            "Đạt khi bằng 1,0%; vượt khi dưới 1,0%.",
        ),
        (
            make_target("gt", "99", unit="%"),
            {"exceed_open_bound": True},
            "Vượt khi trên 99%, bằng mức này chưa đạt.",
        ),
        (
            make_target("le", None, "12.5", unit="%"),
            {"better": Better.LOWER},
            "Đạt khi không quá 12,5%; không xét vượt.",
        ),
        (make_target("eq", "100", unit="%"), {}, "Đạt khi từ 100% trở lên; không xét vượt."),
        (make_target("maintain", "75", unit="%"), {}, "Đạt khi từ 75% trở lên; không xét vượt."),
        (make_target("maintain"), {"better": Better.LOWER}, "Đạt khi không quá mức năm 2021; không xét vượt."),
        (
            make_target("decrease_by_between", "0.7", "0.9", unit="%", baseline="so với năm 2021"),
            {"better": Better.LOWER, "unit": "%"},
            "Đạt khi giảm từ 0,7 đến 0,9 điểm %; vượt khi giảm trên 0,9 điểm %; so với số liệu năm 2021.",
        ),
        (
            make_target("increase_by", "10", strict=True, unit="cơ sở"),
            {"typed": Typed.CHANGE, "unit": "cơ sở"},
            "Đạt khi tăng trên 10 cơ sở; không xét vượt; theo mức tăng đã nhập.",
        ),
        (
            make_target("increase_by_between", "16", "16.5", unit="%"),
            {"unit": "tỷ đồng", "over_time": OverTime.SUM},
            "Đạt khi tăng từ 16 đến 16,5%; vượt khi tăng trên 16,5%; so với số liệu năm 2021.",
        ),
        (
            make_target("relative_to_plan", "5", "10", unit="%", plan_basis="over_plan"),
            {"unit": "triệu đồng"},
            "Đạt khi từ 105 đến 110% mức giao; vượt khi trên 110% mức giao; so với chính mức giao thì xét riêng.",
        ),
        (
            make_target("relative_to_plan", "5", "10", unit="%", plan_basis="over_plan"),
            {"unit": "triệu đồng", "assigned": "4150"},
            (
                "Đạt khi từ 4.357,5 đến 4.565 triệu đồng; vượt khi trên 4.565 triệu đồng; "
                "so với chính mức giao thì xét riêng."
            ),
        ),
        (make_target("relative_to_plan"), {"unit": "tấn"}, "Đạt khi bằng mức giao; vượt khi trên mức giao."),
        (
            make_target("eq", "40", unit="tỷ đồng"),
            {"unit": "triệu đồng"},
            "Đạt khi bằng 40.000 triệu đồng; vượt khi trên 40.000 triệu đồng.",
        ),
        (
            make_target("eq", "2", unit="lần", baseline="so với năm 2021"),
            {"unit": "lượt"},
            "Đạt khi bằng 2 lần số liệu năm 2021; vượt khi trên 2 lần số liệu năm 2021.",
        ),
        (
            make_target("between", "1", "2"),
            {"kind": ValueKind.LEVEL},
            "Đạt khi từ mức độ 1 đến mức độ 2; vượt khi trên mức độ 2.",
        ),
        (
            make_target("ge", "40", unit="người"),
            {"unit": "lao động"},
            "Chưa so được: mức này tính bằng người, chỉ tiêu tính bằng lao động.",
        ),
        (
            make_target("increase_by", "2", unit="%", baseline="so với năm 2019"),
            {"unit": "%"},
            "Chưa so được: mức này tăng 2% so với năm 2019, số liệu để so là của năm 2021.",
        ),
        (make_target("text_only"), {}, BY_HAND),
        (make_target("maintain"), {"kind": ValueKind.TITLE}, BY_HAND),
    ],
)
def test_the_sentence(target: Target, given_: dict[str, Any], sentence: str) -> None:
    assert judged_as(make_case(target, None, **given_)) == sentence


def test_words_are_judged_by_hand() -> None:
    for target, kind in ((make_target("text_only"), ValueKind.NUMBER), (make_target("maintain"), ValueKind.TITLE)):
        case = make_case(target, None, kind=kind)
        assert judged_as(case) == BY_HAND
        assert judge(case).state is State.NO_FIGURE
        assert judge(replace(case, verdict=State.NOT_MET)).state is State.NOT_MET


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case of the whole year, final, without a figure yet."""
    target = draw(targets())
    unit = draw(st.sampled_from([None, target.unit, target.unit, "%", "tỷ đồng", "đồng", "lần", "lượt"]))
    return make_case(
        target,
        None,
        better=draw(st.sampled_from(Better)),
        over_time=draw(st.sampled_from([OverTime.SUM, OverTime.LATEST])),
        typed=draw(st.sampled_from(Typed)),
        unit=unit,
        kind=draw(st.sampled_from([ValueKind.NUMBER, ValueKind.NUMBER, ValueKind.LEVEL])),
        exceed_open_bound=draw(st.booleans()),
        assigned=draw(st.sampled_from([None, str(ASSIGNED)])),
    )


@given(cases(), st.sampled_from(STEPS), st.sampled_from([0, 1, 2]))
@settings(max_examples=400, deadline=None)
def test_it_agrees_with_the_rating(case: Case, step: Decimal, at: int) -> None:
    """Figures on, beside and between the bounds: what the sentence says of them is what they are rated."""
    sentence = judged_as(case)
    if sentence == BY_HAND:
        assert case.target.comparator is Comparator.TEXT_ONLY
        return
    said = Said(case, sentence)
    bounds = said.bounds or [Decimal(1)]
    figure = said.printed((bounds[0], bounds[-1], (bounds[0] + bounds[-1]) / 2)[at] + step)
    rating = judge(replace(case, value=said.value(figure), base=said.base, assigned=case.assigned or ASSIGNED))
    if sentence.startswith("Chưa so được"):
        assert rating.state is State.NOT_COMPARABLE
    else:
        assert rating.state.place is said.place(figure), (sentence, figure, rating)


class Said:
    """The sentence, read: its figures, and what a result must be to come to one of them."""

    def __init__(self, case: Case, sentence: str) -> None:
        self.case = case
        main = sentence.removesuffix(".").removesuffix("; so với chính mức giao thì xét riêng")
        self.of_assigned = "mức giao" in main
        self.of_last_year = "mức năm 2021" in main or "lần số liệu năm 2021" in main
        plain = main.replace("% mức giao", "").replace("mức giao", "100").replace("mức năm 2021", "1")
        plain = plain.replace(" lần số liệu năm 2021", "").replace("mức độ ", "").replace("hạng ", "")
        self.spans = {
            part.split(" khi ")[0].lower(): part.split(" khi ")[1]
            .split(", ")[0]
            .removeprefix("tăng ")
            .removeprefix("giảm ")
            for part in plain.split("; ")
            if " khi " in part
        }
        self.bounds = sorted({one for span in self.spans.values() for one in numbers(span)})
        relative = {"%": 100, "‰": 1000}.get(case.target.unit or "", 1)
        self.base = Decimal(relative) if case.changes_relatively else LAST_YEAR

    def printed(self, figure: Decimal) -> Decimal:
        """A growth is judged as it is printed, with one decimal unless the target has more."""
        if not self.case.changes_relatively:
            return figure
        return rounded(Fraction(figure), max(1, decimals_of(*self.case.target.bounds)))

    def value(self, figure: Decimal) -> Decimal:
        if self.of_assigned:
            return figure * ASSIGNED / 100
        if self.of_last_year:
            return figure * self.base
        if self.case.target.is_change and not self.case.change_typed:
            return self.base + (figure if self.case.target.is_increase else -figure)
        return figure

    def place(self, figure: Decimal) -> Place:
        if "vượt" in self.spans and meets(self.spans["vượt"], figure):
            return Place.PAST
        return Place.WITHIN if "đạt" in self.spans and meets(self.spans["đạt"], figure) else Place.SHORT


def numbers(span: str) -> list[Decimal]:
    found = re.findall(r"-?[0-9]+(?:\.[0-9]{3})*(?:,[0-9]+)?", span)
    return [Decimal(one.replace(".", "").replace(",", ".")) for one in found]


def meets(span: str, figure: Decimal) -> bool:
    bounds = numbers(span)
    if span.startswith("bằng ") or span[0] in "-0123456789":
        return figure == bounds[0]
    if span.startswith("trên "):
        return figure > bounds[0]
    if span.startswith("dưới "):
        return figure < bounds[0]
    if span.startswith("không quá "):
        return figure <= bounds[0]
    assert span.startswith("từ ")
    return figure >= bounds[0] if span.endswith(" trở lên") else bounds[0] <= figure <= bounds[1]
