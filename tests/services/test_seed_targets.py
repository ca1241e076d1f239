"""The sample's targets as they were entered, against what the parser reads in the resolution's own words."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

import pytest

from hxapp.domain.indicators import Better, OverTime, ValueKind
from hxapp.domain.targets import Comparator, Target, parse_phrase
from hxapp.services.target_words import About, judged, understand
from tests.services.building import SEED, YEAR

FIELDS = tuple(field.name for field in fields(Target) if field.compare)
OF_PLACE = ("name", "of_which")  # what a sentence gives a figure, and a field of the indicator itself does not

# Where the sample means otherwise than its words are read: the targets' keys, which fields differ, and why.
INTENDED = {
    "A.II.6": (
        {"name", "comparator", "low", "strict", "unit"},
        "one number with two figures is a compound: its head keeps the words, the figures stand in its two parts",
    ),
    "C.III.4=A.II.7": (
        {"name"},
        "the second figure of a sentence, named apart from the first one; the quote begins at it",
    ),
}
# Where a quote has another number of figures than the sample: how many are read, and why.
COUNTED = {
    "A.II.6": (2, INTENDED["A.II.6"][1]),
    "C.III.1.tieu-hoc": (1, "one verb keeps two levels of schooling: each is an indicator of its own"),
    "C.III.1.mam-non": (1, "two levels of schooling in words: each is an indicator of its own"),
    "C.III.3.to-dan-pho": (2, "one figure and one title said of two populations are two indicators each"),
}


@dataclass(frozen=True)
class Entered:
    """A target of the sample and its indicator."""

    key: str
    quote: str
    wording: str
    target: Target
    about: About


def entered() -> dict[str, Entered]:
    found = {}
    for file in ("indicators.toml", "further-figures.toml"):
        text = (SEED / "resolution-2022" / file).read_text(encoding="utf-8")
        indicators: list[dict[str, Any]] = tomllib.loads(text, parse_float=Decimal)["indicator"]
        heads = {one["parent"] for one in indicators if one.get("part") == "compound"}
        for one in indicators:
            about = About(
                one["name"],
                one.get("unit", ""),
                Better(one["better"]),
                OverTime(one["over_time"]),
                ValueKind(one.get("value_kind", "number")),
                YEAR,
                head=one["key"] in heads,
            )
            for target in one["target"]:
                values = {name: target[name] for name in FIELDS if name in target}
                values |= {name: Decimal(values[name]) for name in ("low", "high", "out_of") if name in values}
                read = Target(**values | {"comparator": Comparator(target["comparator"])})
                found[target["key"]] = Entered(target["key"], target["quote"], target["wording"], read, about)
    return found


ENTERED = entered()


def different(one: Target, other: Target) -> set[str]:
    return {name for name in FIELDS if getattr(one, name) != getattr(other, name)}


@pytest.mark.parametrize("key", ENTERED)
def test_the_quote_is_read_as_the_target_was_entered(key: str) -> None:
    """All thirteen fields, of one of the figures in the quote."""
    one = ENTERED[key]
    read = parse_phrase(one.quote).targets
    assert min((different(one.target, target) for target in read), key=len) == INTENDED.get(key, (set(),))[0]


def test_the_quotes_have_the_figures_that_were_entered_and_no_others() -> None:
    by_quote = defaultdict(list)
    for one in ENTERED.values():
        by_quote[one.quote].append(one)
    for quote, those in by_quote.items():
        read = COUNTED.get(those[0].key, (len(those),))[0]
        assert len(parse_phrase(quote).targets) == read, (those[0].key, quote)


@pytest.mark.parametrize("key", ENTERED)
def test_a_clerk_who_types_the_wording_enters_the_target(key: str) -> None:
    """The wording behind the indicator's name, as the field reads it: the same figures, judged alike."""
    one = ENTERED[key]
    told = understand(one.wording, one.about)
    bare = replace(one.target, name=None, of_which=False)
    assert told.target == bare
    assert told.judged == judged(bare, one.about)
    assert bool(told.further) is one.about.head
    assert told.doubts == ()


def test_every_intended_difference_is_one() -> None:
    assert set(INTENDED) | set(COUNTED) <= set(ENTERED)
    for key, (differing, reason) in INTENDED.items():
        assert differing and reason, key
    for key, (count, reason) in COUNTED.items():
        assert reason and count != sum(one.quote == ENTERED[key].quote for one in ENTERED.values()), key
