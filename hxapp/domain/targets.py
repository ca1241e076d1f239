"""Targets (mức kế hoạch): what a document asks of an indicator, and its words as an office writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NoReturn

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Typed
from hxapp.domain.words import format_number, tidy

HIGHER, LOWER, KEEP = "higher_is_better", "lower_is_better", "keep"
OF_PLAN, OVER_PLAN = "of_plan", "over_plan"


class Comparator(StrEnum):
    """How a figure is compared with the figures of a target."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    BETWEEN = "between"
    INCREASE_BY = "increase_by"
    DECREASE_BY = "decrease_by"
    INCREASE_BY_BETWEEN = "increase_by_between"
    DECREASE_BY_BETWEEN = "decrease_by_between"
    RELATIVE_TO_PLAN = "relative_to_plan"
    MAINTAIN = "maintain"
    TEXT_ONLY = "text_only"

    @property
    def label(self) -> str:
        return {
            Comparator.EQ: "bằng",
            Comparator.GE: "từ … trở lên",
            Comparator.GT: "trên",
            Comparator.LE: "không quá",
            Comparator.LT: "dưới",
            Comparator.BETWEEN: "từ … đến …",
            Comparator.INCREASE_BY: "tăng",
            Comparator.DECREASE_BY: "giảm",
            Comparator.INCREASE_BY_BETWEEN: "tăng từ … đến …",
            Comparator.DECREASE_BY_BETWEEN: "giảm từ … đến …",
            Comparator.RELATIVE_TO_PLAN: "so với chỉ tiêu giao",
            Comparator.MAINTAIN: "duy trì",
            Comparator.TEXT_ONLY: "bằng lời",
        }[self]


# A tuple, and comparisons by `is`: an Enum's hash is slow, and a target is checked for every phrase that is read.
_RANGES = (Comparator.BETWEEN, Comparator.INCREASE_BY_BETWEEN, Comparator.DECREASE_BY_BETWEEN)


@dataclass(frozen=True, slots=True)
class Target:
    """A target (mức kế hoạch): the thirteen fields that a phrase of a document comes down to.

    `low` and `high` are its bounds: a single figure has both alike, an open side is None. `strict` leaves the figure
    itself out. `plan_basis` says of a target relative to an assigned figure whether its figures are per cent of that
    figure ("of_plan") or above it ("over_plan"). `out_of` is the whole of a count ('20/24 tiêu chí'). A shape that no
    phrase has raises Refused, with the field that is wrong. `span` is no field of the target: it tells from where to
    where the words stand that it was read from, in the text as it was given.
    """

    name: str | None = None
    of_which: bool = False
    comparator: Comparator = Comparator.TEXT_ONLY
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    approx: bool = False
    unit: str | None = None
    per: str | None = None
    baseline: str | None = None
    plan_basis: str | None = None
    out_of: Decimal | None = None
    direction: str = HIGHER
    span: tuple[int, int] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for figure in (self.low, self.high, self.out_of):
            if figure is not None and not figure.is_finite():
                name = "low" if figure is self.low else "high" if figure is self.high else "out_of"
                _refuse("Mức kế hoạch phải là một con số; hãy gõ lại.", name)
        if self.direction not in (HIGHER, LOWER, KEEP):
            _refuse("Hướng của chỉ tiêu phải là tăng là tốt, giảm là tốt hoặc giữ nguyên; hãy chọn lại.", "direction")
        self._check_bounds()
        self._check_company()

    @property
    def is_increase(self) -> bool:
        kind = self.comparator
        return kind is Comparator.INCREASE_BY or kind is Comparator.INCREASE_BY_BETWEEN

    @property
    def is_decrease(self) -> bool:
        kind = self.comparator
        return kind is Comparator.DECREASE_BY or kind is Comparator.DECREASE_BY_BETWEEN

    @property
    def is_change(self) -> bool:
        """Whether it asks for a change (tăng, giảm bao nhiêu) rather than a level."""
        return self.is_increase or self.is_decrease

    @property
    def is_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def is_open(self) -> bool:
        """Whether exactly one side is bounded."""
        return (self.low is None) != (self.high is None)

    @property
    def has_figure(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        return self.low, self.high

    def _check_bounds(self) -> None:
        """The shapes that bounds can have, by comparator."""
        kind, low, high = self.comparator, self.low, self.high
        if kind is Comparator.EQ and low is not None and low == high and not self.strict:
            return
        if kind in (Comparator.GE, Comparator.GT):
            _need(low is not None, "Hãy gõ mức thấp nhất cần đạt.", "low")
            _need(high is None, "Mức chỉ có cận dưới thì không có cận trên; hãy xóa cận trên.", "high")
        elif kind in (Comparator.LE, Comparator.LT):
            _need(high is not None, "Hãy gõ mức cao nhất được phép.", "high")
            _need(low is None, "Mức chỉ có cận trên thì không có cận dưới; hãy xóa cận dưới.", "low")
        elif kind in _RANGES:
            _need(low is not None, "Khoảng còn thiếu mức thấp; hãy gõ cả hai mức.", "low")
            _need(high is not None, "Khoảng còn thiếu mức cao; hãy gõ cả hai mức.", "high")
        elif kind is Comparator.EQ:
            _need(low is not None, "Hãy gõ mức kế hoạch.", "low")
            _need(low == high, "Mức một con số có cận dưới bằng cận trên; hãy gõ một mức, hoặc chọn khoảng.", "high")
        elif kind in (Comparator.INCREASE_BY, Comparator.DECREASE_BY):
            _need(self.has_figure, "Hãy gõ mức tăng hoặc giảm.", "low")
            _need(self.is_open or low == high, "Mức tăng, giảm có hai con số; hãy chọn loại mức có khoảng.", "high")
        elif kind is Comparator.TEXT_ONLY:
            _need(not self.has_figure, "Mức bằng lời không có con số; hãy chọn loại khác hoặc xóa số.", "low")
        if low is not None and high is not None and low > high:
            shown = f"{format_number(low)} lớn hơn {format_number(high)}"
            _refuse(f"Mức thấp {shown}; hãy gõ mức thấp trước, mức cao sau.", "high")
        if self.is_change and ((low is not None and low < 0) or (high is not None and high < 0)):
            _refuse("Mức tăng, giảm không viết số âm; muốn ngược lại thì đổi giữa tăng và giảm.", "low")
        if kind in (Comparator.GT, Comparator.LT) and not self.strict:
            _refuse("Mức 'trên' hoặc 'dưới' không kể chính con số đó; hãy chọn 'từ … trở lên' nếu có kể.", "strict")
        if self.strict and (kind in (Comparator.GE, Comparator.LE) or not self.is_open):
            _refuse("Chỉ mức có một cận mới không kể chính con số đó; hãy chọn 'trên' hoặc 'dưới'.", "strict")

    def _check_company(self) -> None:
        """What may stand beside the figures."""
        if self.plan_basis not in (None, OF_PLAN, OVER_PLAN):
            _refuse(
                "Mức so với chỉ tiêu giao phải là phần trăm của mức giao hoặc phần vượt; hãy chọn lại.", "plan_basis"
            )
        if self.comparator is Comparator.RELATIVE_TO_PLAN:
            _need(
                (self.plan_basis is not None) is self.has_figure,
                "Hãy chọn các con số là phần trăm của mức giao hay phần vượt mức giao.",
                "plan_basis",
            )
            if self.has_figure:
                _need(self.unit == "%", "Mức so với chỉ tiêu giao tính bằng %; hãy ghi đơn vị là %.", "unit")
            else:
                _need(self.unit is None, "Mức so với chỉ tiêu giao không có con số; hãy xóa đơn vị.", "unit")
        elif self.plan_basis is not None:
            _refuse("Chỉ mức so với chỉ tiêu giao mới tính theo mức giao; hãy chọn lại loại mức.", "plan_basis")
        if self.comparator is Comparator.TEXT_ONLY:
            for name, value in (("unit", self.unit), ("per", self.per), ("baseline", self.baseline)):
                _need(value is None, "Mức bằng lời không có đơn vị, không so với kỳ nào; hãy xóa phần thừa.", name)
        if self.approx and not self.has_figure:
            _refuse("Không có con số thì không ghi 'khoảng'; hãy bỏ chữ này.", "approx")
        if self.out_of is not None:
            figure = self.low if self.low is not None else self.high
            ranged = self.is_range or self.comparator in _RANGES
            single = figure is not None and not ranged and self.comparator is not Comparator.RELATIVE_TO_PLAN
            _need(single, "Tổng số đứng sau dấu / chỉ đi với một con số; hãy xóa tổng số.", "out_of")
            if figure is not None and not (self.out_of > 0 and figure <= self.out_of):
                _refuse(
                    f"{format_number(figure)} không thể nằm trong tổng số {format_number(self.out_of)}; hãy gõ lại.",
                    "out_of",
                )


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase says: the indicator's name ('' where there is none) and its targets, in the order of the text."""

    indicator: str
    targets: list[Target]


def parse_phrase(text: str) -> Phrase:
    """What an office's phrase asks for ('Tỷ lệ hộ nghèo giảm từ 0,7 - 0,9% so với năm 2021').

    Any text gives an answer: of one without a figure, a plan or a thing kept it is a single target in words only. Of a
    text longer than 4,000 characters so much is read.
    """
    return Phrase(*_reader()(text))


@cache
def _reader() -> Callable[[str], tuple[str, list[Target]]]:
    """The reader, which needs this module's targets: loaded with the first phrase."""
    from hxapp.domain.phrases.reading import read

    return read


def _refuse(sentence: str, field: str) -> NoReturn:
    raise Refused(sentence, field)


def _need(right: bool, sentence: str, field: str) -> None:
    if not right:
        _refuse(sentence, field)


def usually_typed(target: Target) -> Typed:
    """What is typed for a target unless somebody chose: of a counted change the change itself, else the level."""
    counted = target.is_change and target.unit not in ("%", "‰", "lần")
    return Typed.CHANGE if counted else Typed.LEVEL


def words(target: Target, *, of_rate: bool = False) -> str:
    """The target as an office writes it behind the indicator's name: 'giảm từ 0,7 đến 0,9% so với năm 2021'.

    It says the figures, their unit and what they are compared with, never the name. Words only give 'theo lời văn'.
    `of_rate` says that the indicator is a rate, so a change of it by per cent is one of 'điểm %'. Behind its name what
    is said reads back: `parse_phrase(f"{name}: {words(target)}")` gives the target again.
    """
    return tidy(_with_baseline(target, _sentence(target, _points(target, "điểm %") if of_rate else _unit(target))))


def _sentence(target: Target, unit: str) -> str:
    kind = target.comparator
    if kind is Comparator.TEXT_ONLY:
        return "theo lời văn"
    if kind is Comparator.RELATIVE_TO_PLAN:
        return _relative(target)
    if kind is Comparator.MAINTAIN:
        return f"duy trì {_level(target, unit, 'trên', 'dưới') if target.has_figure else _yearly(target)}"
    if target.is_increase:
        return f"tăng {_level(target, unit, 'trên', 'dưới')}"
    if target.is_decrease:
        # 'giảm dưới 3%' is read as a level below 3 %, so the sign stands for the word here.
        return f"giảm {_level(target, unit, 'trên', '<')}"
    if kind is Comparator.EQ and target.unit == "lần":
        return f"gấp {_level(target, unit, '>', 'dưới')}"
    if kind is Comparator.LE and target.unit == "hạng" and target.per is None and target.out_of is None:
        return f"trong nhóm {_about(target)}{_figure(target.high)}"
    return _level(target, unit, ">", "dưới")


def _level(target: Target, unit: str, above: str, below: str) -> str:
    """The bounds with their unit: 'từ 14 đến 15%/năm', '> 99%', 'từ 40 tỷ đồng trở lên', '20/24 tiêu chí'."""
    about = _about(target)
    if target.low is not None and target.high is not None:
        if target.low == target.high and target.comparator not in _RANGES:
            return f"{about}{_count(target, target.low)}{unit}"
        return f"{about}từ {_figure(target.low)} đến {_figure(target.high)}{unit}"
    if target.low is not None:
        if not target.strict:
            return f"từ {about}{_count(target, target.low)}{unit} trở lên"
        # 'trên 1 ha' would be read as 'per hectare'.
        sign = ">" if target.low == 1 or target.unit == "ha" else above
        return f"{sign} {about}{_count(target, target.low)}{unit}"
    return f"{below if target.strict else 'không quá'} {about}{_count(target, target.high)}{unit}"


def _relative(target: Target) -> str:
    """'đạt và vượt chỉ tiêu giao từ 5 đến 10%', 'đạt 100% chỉ tiêu giao trở lên'."""
    named = target.baseline is not None and target.baseline.startswith("so với ")
    yardstick = "" if named and _names_plan(target.baseline) else " chỉ tiêu giao"
    year = f" {_yearly(target)}" if target.per else ""
    if not target.has_figure:
        return f"đạt và vượt{yardstick}{year}"
    about = _about(target)
    bound = _figure(target.low if target.low is not None else target.high)
    of_plan, after = target.plan_basis == OF_PLAN, ""
    if target.low is not None and target.high is not None:
        one = target.low == target.high
        figures = f"{about}{bound}%" if one else f"{about}từ {bound} đến {_figure(target.high)}%"
    elif target.low is not None and not target.strict:
        figures, after = f"{'' if of_plan else 'từ '}{about}{bound}%", " trở lên"
    else:
        sign = "trên" if target.low is not None else "dưới" if target.strict else "không quá"
        figures = f"{sign} {about}{bound}%"
    if of_plan:
        return f"đạt {figures}{yardstick}{after}{year}"
    return f"{'đạt và vượt' if yardstick else 'tăng'}{yardstick} {figures}{after}{year}"


def _names_plan(baseline: str | None) -> bool:
    return baseline is not None and any(word in baseline for word in ("chỉ tiêu", "kế hoạch", "dự toán"))


def _with_baseline(target: Target, sentence: str) -> str:
    baseline = target.baseline
    if baseline is None:
        return sentence
    if baseline.startswith("từ "):
        return f"{baseline} {'xuống còn' if target.comparator is Comparator.EQ else 'xuống'} {sentence}"
    return f"{sentence} {baseline}"


def _about(target: Target) -> str:
    return "khoảng " if target.approx else ""


def _figure(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)


def _count(target: Target, value: Decimal | None) -> str:
    return f"{_figure(value)}/{_figure(target.out_of)}" if target.out_of is not None else _figure(value)


def _unit(target: Target) -> str:
    """The unit and what it is per, as written behind a figure: '%/năm', ' triệu đồng', ' hằng năm'."""
    unit, per = target.unit, target.per
    if unit is None:
        return f" {_yearly(target)}" if per else ""
    written = unit if unit in ("%", "‰") else f" {unit}"
    return f"{written}/{per}" if per else written


def _points(target: Target, points: str) -> str:
    """The unit, where a change of a rate is told in points of per cent."""
    unit = _unit(target)
    return f" {points}{unit[1:]}" if target.is_change and target.unit == "%" else unit


def _yearly(target: Target) -> str:
    return "" if target.per is None else "hằng năm" if target.per == "năm" else f"mỗi {target.per}"


def short_words(target: Target, *, of_rate: bool = False) -> str:
    """The target in a narrow column: '↓ 0,7–0,9%', of a rate '↓ 0,7–0,9 đ.%', '≥ 40 tỷ đồng', 'mức giao + 5–10%'.

    It is only shown, never read back.
    """
    kind = target.comparator
    if kind is Comparator.TEXT_ONLY:
        return "bằng lời"
    unit = "%" if kind is Comparator.RELATIVE_TO_PLAN else _points(target, "đ.%") if of_rate else _unit(target)
    if target.low is not None and target.high is not None:
        range_ = f"{_figure(target.low)}–{_figure(target.high)}" if target.is_range else _count(target, target.low)
        figures = f"{'~' if target.approx else ''}{range_}{unit}"
    elif target.has_figure:
        below = target.low is None
        sign = ("<" if target.strict else "≤") if below else (">" if target.strict else "≥")
        figures = f"{sign} {'~' if target.approx else ''}{_count(target, target.high if below else target.low)}{unit}"
    else:
        figures = ""
    if kind is Comparator.RELATIVE_TO_PLAN:
        if not figures:
            return "≥ mức giao"
        return f"{figures} mức giao" if target.plan_basis == OF_PLAN else f"mức giao + {figures}"
    sign = "giữ" if kind is Comparator.MAINTAIN else "↑" if target.is_increase else "↓" if target.is_decrease else ""
    return tidy(f"{sign} {figures}")
