"""The reader reads rewritten phrases as well as the first ones; and rewriting keeps labels true."""

from __future__ import annotations

import re

import pytest

from tests.domain.phrases.mutations import _PER_MILLE_TAIL, Rewriting, rewrite, rewritten, value_of
from tests.domain.phrases.records import CORPUS, Record, labelled, own_phrases, right

SEEDS = (1, 2, 3)
OWN = own_phrases()


def corpus() -> list[Record]:
    if not CORPUS.exists():
        pytest.skip("the corpus of labelled phrases is not beside the repository")
    return labelled(CORPUS)


def loss(records: list[Record], seed: int) -> tuple[float, list[str]]:
    """Points lost by rewriting, and the phrases that were right before and are not after."""
    verdicts = [(right(done.before), right(done.after), done) for done in rewritten(records, seed)]
    lost = [f"{done.before.text}  →  {done.after.text}" for before, after, done in verdicts if before and not after]
    points = 100 * (sum(before for before, _, _ in verdicts) - sum(after for _, after, _ in verdicts)) / len(verdicts)
    return points, lost


@pytest.mark.parametrize("seed", SEEDS)
def test_own_phrases_are_read_as_well_with_other_figures_units_and_nouns(seed: int) -> None:
    points, lost = loss(OWN, seed)
    assert points <= 2, "\n".join(lost)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_corpus_is_read_as_well_with_other_figures_units_and_nouns(seed: int) -> None:
    points, lost = loss(corpus(), seed)
    assert points <= 2, "\n".join(lost)


def figures_in(text: str) -> set[object]:
    numbers = re.findall(r"\d+(?:[.,]\d+)*", _PER_MILLE_TAIL.sub(" ", text))
    return {value_of(number) for number in numbers}


def figures_of(done: Rewriting) -> list[object]:
    return [t[f] for t in done.after.targets for f in ("low", "high", "out_of") if t[f] is not None]


@pytest.mark.parametrize("seed", SEEDS)
def test_rewriting_keeps_labels_true(seed: int) -> None:
    for done in rewritten(OWN, seed):
        before = [t[f] for t in done.before.targets for f in ("low", "high", "out_of") if t[f] is not None]
        in_first, in_last = figures_in(done.before.text), figures_in(done.after.text)
        for old, new in zip(before, figures_of(done), strict=True):
            assert (old in in_first) == (new in in_last), done.after.text
        for old_target, target in zip(done.before.targets, done.after.targets, strict=True):
            assert (old_target["low"] is None, old_target["high"] is None) == (
                target["low"] is None,
                target["high"] is None,
            )
            if target["low"] is not None and target["high"] is not None:
                assert (target["low"] == target["high"]) == (old_target["low"] == old_target["high"])
                assert target["low"] <= target["high"]
            if target["out_of"] is not None:
                assert target["low"] <= target["out_of"]


def test_most_phrases_really_change() -> None:
    done = rewritten(OWN, SEEDS[0])
    changed = sum(one.figures for one in done)
    assert changed > 0.9 * (changed + sum(one.kept for one in done))
    assert sum(one.units for one in done) > 80
    assert sum(one.nouns > 0 for one in done) > 0.4 * len(done)


def test_the_same_seed_gives_the_same_phrases_and_another_gives_others() -> None:
    assert rewritten(OWN, 5) == rewritten(OWN, 5)
    assert sum(rewrite(one, 5).after.text != rewrite(one, 6).after.text for one in OWN) > 0.8 * len(OWN)
