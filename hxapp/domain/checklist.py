"""The checklist: outcomes of criteria (tiêu chí), of their groups, and how many are met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hxapp.domain.plan_share import amount
from hxapp.domain.targets import Comparator


class CriterionKind(StrEnum):
    """How a criterion is judged: by yes or no, or by a value against its threshold."""

    YES_NO = "yes_no"
    NUMERIC = "numeric"

    @property
    def label(self) -> str:
        return {CriterionKind.YES_NO: "có / không", CriterionKind.NUMERIC: "theo ngưỡng"}[self]


class RoundKind(StrEnum):
    """Who assesses in a round (vòng đánh giá)."""

    SELF = "self"
    CHECKED = "checked"

    @property
    def label(self) -> str:
        return {RoundKind.SELF: "tự đánh giá", RoundKind.CHECKED: "cấp trên kiểm tra"}[self]


class Outcome(StrEnum):
    """The outcome of one criterion in one round."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return {
            Outcome.MET: "đạt",
            Outcome.NOT_MET: "chưa đạt",
            Outcome.NOT_ASSESSED: "chưa đánh giá",
            Outcome.NOT_APPLICABLE: "không áp dụng",
        }[self]


# The comparisons a threshold can ask for, with the sign that stands before it.
THRESHOLDS = {
    Comparator.GE: "≥",
    Comparator.GT: ">",
    Comparator.EQ: "=",
    Comparator.LE: "≤",
    Comparator.LT: "<",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many criteria have which outcome; `total` leaves out those that do not apply."""

    met: int = 0
    not_met: int = 0
    not_assessed: int = 0
    not_applicable: int = 0

    @property
    def total(self) -> int:
        return self.met + self.not_met + self.not_assessed

    @property
    def text(self) -> str:
        """'21/24'."""
        return f"{self.met}/{self.total}"


def outcome_of(comparator: Comparator | None, threshold: Decimal | None, value: Decimal | None) -> Outcome:
    """The outcome of a value against its threshold, as printed; without one of both it is not assessed."""
    if value is None or threshold is None or comparator not in THRESHOLDS:
        return Outcome.NOT_ASSESSED
    met = {
        Comparator.GE: value >= threshold,
        Comparator.GT: value > threshold,
        Comparator.EQ: value == threshold,
        Comparator.LE: value <= threshold,
        Comparator.LT: value < threshold,
    }[comparator]
    return Outcome.MET if met else Outcome.NOT_MET


def suggested_outcome(
    kind: CriterionKind,
    comparator: Comparator | None,
    threshold: Decimal | None,
    needs_confirmation: bool,
    value: Decimal | None,
) -> Outcome | None:
    """What the threshold says of the value; None without a value, and for a threshold that is not confirmed."""
    if kind is not CriterionKind.NUMERIC or needs_confirmation or value is None or threshold is None:
        return None
    return outcome_of(comparator, threshold, value)


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """The outcomes counted."""
    found = list(outcomes)
    return Tally(
        met=found.count(Outcome.MET),
        not_met=found.count(Outcome.NOT_MET),
        not_assessed=found.count(Outcome.NOT_ASSESSED),
        not_applicable=found.count(Outcome.NOT_APPLICABLE),
    )


def group_met(outcomes: Iterable[Outcome]) -> bool | None:
    """Whether a group is met: when all in it that applies is; None while that is not known.

    One criterion that is not met decides. Where nothing applies, or the group has no lines, it is marked by hand.
    """
    counted = tally(outcomes)
    if counted.not_met:
        return False
    return None if counted.not_assessed or not counted.total else True


def threshold_text(comparator: Comparator | None, threshold: Decimal | None, unit: str | None) -> str:
    """The threshold as its column shows it, '≥ 90%'; '' without one."""
    if threshold is None or comparator not in THRESHOLDS:
        return ""
    return f"{THRESHOLDS[comparator]} {amount(threshold, unit)}"
