"""Names of indicators: a key for equal names, and how alike two names are that offices wrote in their own words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from hxapp.domain.name_keys import name_key
from hxapp.domain.name_reading import NUMBER, WEIGHTS, Reading, Weights, read
from hxapp.domain.name_words import FIELDS
from hxapp.domain.words import match_key

__all__ = ("LEAD", "OTHER", "SURE", "Match", "Verdict", "best_match", "likeness", "name_key", "rank")

# Set on the labelled pairs of tests/domain/names: no two indicators reach SURE, few names of one fall below OTHER.
SURE, OTHER = 0.82, 0.38
# The first of several is sure only so far ahead of the next.
LEAD = 0.08


class Verdict(StrEnum):
    """What may be done with a match: take it, ask the clerk, or leave it."""

    SURE = "sure"
    ASK = "ask"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate's place among those given (from 0), its name, its likeness 0 to 1, and what may be done with it."""

    place: int
    name: str
    score: float
    verdict: Verdict


_ALONE = frozenset({NUMBER, *(field.name for field in FIELDS if field.alone)})
_NOT_EQUAL = 0.99  # at most, for names whose keys differ
_TYPED_BARE = 0.95  # one name was typed without accents: other words may look the same
_SHORTEST_SLIP = 5  # letters
_SLIP = 0.9  # of its weight a word has with a slip
_MOST_LEFT = 24  # words without a fellow that are looked at for slips of the pen


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1, the same whichever comes first: 1 for equal keys, from SURE up one indicator in
    other words, below OTHER another indicator; in between a person must say.

    Words that two names share count by what they tell (a qualifier much, 'và' little, a year nothing); words of one's
    own count against it, most of all where each has others in the same place or where they follow what is shared and
    narrow it; and every field of `name_words.FIELDS` in which they differ takes a part away.
    """
    first, second = read(one), read(other)
    if first.key > second.key:  # or the last digits would hang on who comes first
        first, second = second, first
    if first.key == second.key:
        return 1.0
    if not first.weights or not second.weights:
        return 0.0
    score = min(_alike(first, second, WEIGHTS), _NOT_EQUAL)
    if first.key.isascii() != second.key.isascii():
        plain, accented = sorted((one, other), key=lambda name: not name_key(name).isascii())
        score = max(score, _TYPED_BARE * _alike(read(plain, bare=True), _bared(read(accented)), WEIGHTS))
    return score


def _bared(reading: Reading) -> Reading:
    """The reading without accents, its fields as they were read with them."""
    return replace(
        reading,
        words=tuple(map(match_key, reading.words)),
        text=match_key(reading.text),
        weights={match_key(word): weight for word, weight in reading.weights.items()},
    )


def _alike(first: Reading, second: Reading, by: Weights) -> float:
    from rapidfuzz import fuzz  # takes some 30 ms to import

    shared = 0.0
    left, others = {}, {}
    for word, weight in first.weights.items():
        both = min(weight, second.weights.get(word, 0.0))
        shared += both
        if weight > both:
            left[word] = weight - both
    for word, weight in second.weights.items():
        both = first.weights.get(word, 0.0)
        if weight > both:
            others[word] = weight - both
    if left and others:
        shared += _initials(first, left, second, others) + _initials(second, others, first, left)
        shared += _slips(left, others)
    if not shared:
        return 0.0
    rest, more = _rest(first, left, by.tail), _rest(second, others, by.tail)
    words = shared / (shared + by.longer * max(rest, more) + by.swapped * min(rest, more))
    score = (1 - by.letters) * words + by.letters * fuzz.ratio(first.text, second.text) / 100
    for field, values in first.fields.items():
        if field not in second.fields:
            score *= by.alone if _tells_alone(field, second) else 1.0
        elif values != second.fields[field]:
            score *= by.clash
    for field in second.fields:
        if field not in first.fields and _tells_alone(field, first):
            score *= by.alone
    return score


def _tells_alone(field: str, without: Reading) -> bool:
    """Whether a field in one name only makes it another; 'tốc độ tăng …' may be 'tăng …' in the other."""
    return field in _ALONE and not (field == "growth" and without.rising)


def _rest(reading: Reading, left: dict[str, float], tail: float) -> float:
    """The weight of the words left over."""
    total = sum(left.values())
    for word in reversed(reading.words):
        if word not in left:
            if word in reading.weights:
                break
            continue
        total += (tail - 1) * left[word]
    return total


def _initials(long: Reading, long_left: dict[str, float], short: Reading, short_left: dict[str, float]) -> float:
    """The weight of words of one name that the other has as a word of their initials (MTTQ); they leave both."""
    found = 0.0
    for word in short.short:
        if word not in short_left:
            continue
        place = "".join(syllable[0] for syllable in long.words).find(word)
        spelled = long.words[place : place + len(word)] if place >= 0 else ()
        if spelled and all(syllable in long_left or syllable in short.weights for syllable in spelled):
            del short_left[word]
            found += sum(long_left.pop(syllable, 0.0) for syllable in spelled)
    return found


def _slips(left: dict[str, float], right: dict[str, float]) -> float:
    """The weight of words that are one but for a slip (an accent not typed, a letter too many); they leave both."""
    mine = [word for word in left if len(word) >= _SHORTEST_SLIP]
    theirs = [word for word in right if len(word) >= _SHORTEST_SLIP]
    if len(mine) > _MOST_LEFT or len(theirs) > _MOST_LEFT:
        return 0.0
    found = 0.0
    for word in mine:
        other = next((other for other in theirs if other in right and _is_slip(word, other)), None)
        if other is not None:
            found += _SLIP * min(left.pop(word), right.pop(other))
    return found


@lru_cache(maxsize=16384)
def _is_slip(word: str, other: str) -> bool:
    """Whether two long words are one: typed without accents, a letter or an accent left out, two letters swapped.

    Not a letter for another: 'phường' and 'thường' are words both, as are most short ones.
    """
    from rapidfuzz.distance import OSA, Indel

    bare, other_bare = match_key(word), match_key(other)
    if min(len(bare), len(other_bare)) < _SHORTEST_SLIP:
        return False
    if bare == other_bare and bare in (word, other):
        return True
    parts, other_parts = (unicodedata.normalize("NFD", text) for text in (word, other))
    return Indel.distance(parts, other_parts) == 1 or (
        sorted(parts) == sorted(other_parts) and OSA.distance(parts, other_parts) == 1
    )


def rank(name: str, candidates: Iterable[str]) -> tuple[Match, ...]:
    """The candidates by their likeness to the name, best first (as given where equal), each with what may be done.

    Only the first can be SURE: from SURE up and LEAD ahead of the next, or alone in having the name's own key. From
    OTHER up a person is asked, below it is another indicator.
    """
    scored = sorted(
        ((likeness(name, candidate), place, candidate) for place, candidate in enumerate(candidates)),
        key=lambda entry: (-entry[0], entry[1]),
    )
    next_best = scored[1][0] if len(scored) > 1 else 0.0
    matches: list[Match] = []
    for score, place, candidate in scored:
        ahead = not matches and (score - next_best >= LEAD or (score == 1.0 > next_best))
        verdict = Verdict.SURE if ahead and score >= SURE else Verdict.ASK if score >= OTHER else Verdict.OTHER
        matches.append(Match(place, candidate, score, verdict))
    return tuple(matches)


def best_match(name: str, candidates: Iterable[str]) -> Match | None:
    """The most alike of the candidates, with whether it may be taken unasked; None where all are other indicators."""
    ranked = rank(name, candidates)
    return ranked[0] if ranked and ranked[0].verdict is not Verdict.OTHER else None
