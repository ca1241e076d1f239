"""Indicators: figures over time, and the words of each kind."""

from __future__ import annotations

from decimal import Decimal, localcontext
from enum import StrEnum

import pytest

from hxapp.domain.indicators import (
    Basis,
    Better,
    OverAreas,
    OverTime,
    PartKind,
    PriceBasis,
    Stage,
    Typed,
    ValueKind,
    add_up,
)
from hxapp.domain.neighbourhoods import AreaKind


@pytest.mark.parametrize(
    ("values", "over_time", "text"),
    [
        ("12.5 8 0.25", OverTime.SUM, "20.75"),
        ("7.50", OverTime.SUM, "7.50"),
        ("3 -5", OverTime.SUM, "-2"),
        ("82.5 82.70", OverTime.LATEST, "82.70"),
        ("1 2", OverTime.AVERAGE, "2"),
        ("1.0 2", OverTime.AVERAGE, "1.5"),
        ("1 1 2", OverTime.AVERAGE, "1"),
        ("0.1 0.1 0.2", OverTime.AVERAGE, "0.1"),
        ("-1 -2", OverTime.AVERAGE, "-2"),
    ],
)
def test_add_up(values: str, over_time: OverTime, text: str) -> None:
    assert str(add_up([Decimal(value) for value in values.split()], over_time)) == text


def test_what_does_not_add_up() -> None:
    assert add_up([Decimal(1)], OverTime.NONE) is None
    assert all(add_up([], over_time) is None for over_time in OverTime)


def test_sums_are_exact_whatever_the_context_rounds_to() -> None:
    with localcontext() as context:
        context.prec = 3
        assert add_up([Decimal("123456789.123456"), Decimal("0.000001")], OverTime.SUM) == Decimal("123456789.123457")


@pytest.mark.parametrize(
    "kind", [ValueKind, Better, OverTime, OverAreas, PartKind, PriceBasis, Typed, Basis, Stage, AreaKind]
)
def test_every_kind_has_its_own_words(kind: type[StrEnum]) -> None:
    labels = [getattr(member, "label") for member in kind]  # noqa: B009
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert all(member.value == member.name.lower() for member in kind)


def test_words_of_the_better_side() -> None:
    assert [better.label for better in Better] == ["tăng là tốt", "giảm là tốt", "không xét"]
