"""Indicators (chỉ tiêu): kinds of value, the better side, how figures add up, and what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum


class ValueKind(StrEnum):
    """What a result of the indicator is."""

    NUMBER = "number"
    LEVEL = "level"
    TITLE = "title"
    OBJECT = "object"
    WORDS = "words"

    @property
    def label(self) -> str:
        return {
            ValueKind.NUMBER: "số",
            ValueKind.LEVEL: "mức độ",
            ValueKind.TITLE: "danh hiệu",
            ValueKind.OBJECT: "theo từng đối tượng",
            ValueKind.WORDS: "bằng lời",
        }[self]


class Better(StrEnum):
    """The side on which a figure is better; without one a figure is met only as it was set."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"

    @property
    def label(self) -> str:
        return {Better.HIGHER: "tăng là tốt", Better.LOWER: "giảm là tốt", Better.NONE: "không xét"}[self]


class OverTime(StrEnum):
    """How the figures of successive periods make one figure."""

    SUM = "sum"
    LATEST = "latest"
    AVERAGE = "average"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            OverTime.SUM: "cộng dồn",
            OverTime.LATEST: "lấy số mới nhất",
            OverTime.AVERAGE: "bình quân",
            OverTime.NONE: "không tổng hợp",
        }[self]


class OverAreas(StrEnum):
    """How the figures of the neighbourhoods make the ward's figure; RATIO is sum of counts ÷ sum of counts."""

    SUM = "sum"
    AVERAGE = "average"
    WEIGHTED = "weighted"
    RATIO = "ratio"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            OverAreas.SUM: "cộng các tổ dân phố",
            OverAreas.AVERAGE: "bình quân các tổ dân phố",
            OverAreas.WEIGHTED: "bình quân có trọng số",
            OverAreas.RATIO: "tổng chia tổng",
            OverAreas.NONE: "không tổng hợp",
        }[self]


class PartKind(StrEnum):
    """How a part stands to its head: named parts of a compound, or 'trong đó' of a whole it never exceeds."""

    COMPOUND = "compound"
    OF_WHICH = "of_which"

    @property
    def label(self) -> str:
        return {PartKind.COMPOUND: "phần của chỉ tiêu gộp", PartKind.OF_WHICH: "trong đó"}[self]


class PriceBasis(StrEnum):
    """The prices an amount of money is counted in."""

    CURRENT = "current"
    CONSTANT = "constant"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {
            PriceBasis.CURRENT: "giá hiện hành",
            PriceBasis.CONSTANT: "giá so sánh",
            PriceBasis.UNKNOWN: "chưa rõ giá",
        }[self]


class Typed(StrEnum):
    """What is typed for a target that asks for a change: the level reached, or the change itself."""

    LEVEL = "level"
    CHANGE = "change"

    @property
    def label(self) -> str:
        return {Typed.LEVEL: "nhập mức đạt được", Typed.CHANGE: "nhập mức tăng, giảm"}[self]


class Basis(StrEnum):
    """Whether a figure is of the period alone, or from the start of the year to the period's end."""

    IN_PERIOD = "in_period"
    CUMULATIVE = "cumulative"

    @property
    def label(self) -> str:
        return {Basis.IN_PERIOD: "trong kỳ", Basis.CUMULATIVE: "lũy kế"}[self]


class Stage(StrEnum):
    """How sure a figure is: an estimate (ước), or final (chính thức)."""

    ESTIMATE = "estimate"
    FINAL = "final"

    @property
    def label(self) -> str:
        return {Stage.ESTIMATE: "ước", Stage.FINAL: "chính thức"}[self]


def add_up(values: Sequence[Decimal], over_time: OverTime) -> Decimal | None:
    """The one figure that `values`, in the order of their periods, make over time; None where there is none.

    Sums and latest are exact; an average is rounded half up to the most decimals present.
    """
    if not values or over_time is OverTime.NONE:
        return None
    if over_time is OverTime.LATEST:
        return values[-1]
    with localcontext() as context:
        context.prec = 60
        total = sum(values[1:], values[0])
        if over_time is OverTime.SUM:
            return total
        step = Decimal(1).scaleb(min(0, *(int(value.as_tuple().exponent) for value in values)))
        return (total / len(values)).quantize(step, ROUND_HALF_UP)
