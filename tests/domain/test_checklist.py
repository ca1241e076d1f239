"""The checklist: outcomes, groups, counts and thresholds."""

from __future__ import annotations

import pytest

from hxapp.domain.checklist import (
    CriterionKind,
    Outcome,
    RoundKind,
    Tally,
    group_met,
    outcome_of,
    tally,
    threshold_text,
)
from hxapp.domain.targets import Comparator
from tests.domain.building import number

MET, NOT_MET, OPEN, OUT = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_ASSESSED, Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("comparator", "threshold", "value", "outcome"),
    [
        (Comparator.GE, "90", "90", MET),
        (Comparator.GE, "90", "89.9", NOT_MET),
        (Comparator.GE, "90", "94.1", MET),
        (Comparator.GT, "90", "90", NOT_MET),
        (Comparator.GT, "90", "90.1", MET),
        (Comparator.EQ, "100", "100.0", MET),
        (Comparator.EQ, "100", "91.7", NOT_MET),
        (Comparator.LE, "5", "5", MET),
        (Comparator.LE, "5", "5.1", NOT_MET),
        (Comparator.LT, "5", "5", NOT_MET),
        (Comparator.LT, "5", "4.9", MET),
        (Comparator.GE, "0", "0", MET),
        (Comparator.GE, "90", None, OPEN),
        (Comparator.GE, None, "90", OPEN),
        (None, "90", "90", OPEN),
        (Comparator.BETWEEN, "90", "90", OPEN),
    ],
)
def test_outcome_of_a_value(
    comparator: Comparator | None, threshold: str | None, value: str | None, outcome: Outcome
) -> None:
    assert outcome_of(comparator, number(threshold), number(value)) is outcome


def test_tally_leaves_out_what_does_not_apply() -> None:
    counted = tally([MET, MET, NOT_MET, OPEN, OUT])
    assert counted == Tally(met=2, not_met=1, not_assessed=1, not_applicable=1)
    assert counted.total == 4
    assert counted.text == "2/4"
    assert tally([MET] * 21 + [NOT_MET] * 2 + [OPEN]).text == "21/24"
    assert tally([]).text == "0/0"


@pytest.mark.parametrize(
    ("outcomes", "met"),
    [
        ([MET, MET], True),
        ([MET, OUT], True),
        ([MET, NOT_MET], False),
        ([MET, OPEN], None),
        ([NOT_MET, OPEN], False),
        ([OUT, OUT], None),
        ([], None),
    ],
)
def test_a_group_is_met_when_all_that_applies_is(outcomes: list[Outcome], met: bool | None) -> None:
    assert group_met(outcomes) is met


@pytest.mark.parametrize(
    ("comparator", "threshold", "unit", "text"),
    [
        (Comparator.GE, "90", "%", "≥ 90%"),
        (Comparator.EQ, "100", "%", "= 100%"),
        (Comparator.GT, "2.5", "lần", "> 2,5 lần"),
        (Comparator.LE, "1234", "hộ", "≤ 1.234 hộ"),
        (Comparator.LT, "5", None, "< 5"),
        (Comparator.GE, None, "%", ""),
        (None, None, None, ""),
    ],
)
def test_threshold_text(comparator: Comparator | None, threshold: str | None, unit: str | None, text: str) -> None:
    assert threshold_text(comparator, number(threshold), unit) == text


def test_words() -> None:
    assert [outcome.label for outcome in Outcome] == ["đạt", "chưa đạt", "chưa đánh giá", "không áp dụng"]
    assert len({kind.label for kind in CriterionKind}) == len({kind.label for kind in RoundKind}) == 2
