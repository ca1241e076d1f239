"""Looking up runs of words: tables by the first two words, longest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from hxapp.domain.phrases.folding import tokens_of

Meaning = TypeVar("Meaning")
Longer = tuple[tuple[list[str], int, Meaning], ...]
# By the first word: by the second word what may follow (the rest, how many words in all, what they mean), longest
# first; and what the first word means alone, in a tuple of one, or ().
Table = dict[str, tuple[dict[str, Longer[Meaning]], tuple[Meaning, ...]]]
Endings = dict[str, tuple[tuple[list[str], int, Meaning], ...]]


def table(entries: Iterable[tuple[str, Meaning, str]]) -> Table[Meaning]:
    """The entries by their first words; of equal ones the first counts."""
    longer: dict[str, dict[str, list[tuple[list[str], int, Meaning]]]] = {}
    alone: dict[str, tuple[Meaning, ...]] = {}
    for words, meaning, _ in entries:
        first, *rest = tokens_of(words)
        second = longer.setdefault(first, {})
        if rest:
            second.setdefault(rest[0], []).append((rest[1:], 1 + len(rest), meaning))
        else:
            alone.setdefault(first, (meaning,))
    return {
        first: (
            {word: tuple(sorted(found, key=lambda one: -one[1])) for word, found in second.items()},
            alone.get(first, ()),
        )
        for first, second in longer.items()
    }


def match(entries: Table[Meaning], words: Sequence[str], at: int) -> tuple[Meaning, int] | None:
    """What the words at the token mean and how many they are; None where no entry fits."""
    found = entries.get(words[at])
    if found is not None:
        longer, alone = found
        if longer and at + 1 < len(words):
            for rest, size, meaning in longer.get(words[at + 1], ()):
                if size == 2 or words[at + 2 : at + size] == rest:
                    return meaning, size
        if alone:
            return alone[0], 1
    return None


def endings(entries: Iterable[tuple[str, Meaning, str]]) -> Endings[Meaning]:
    """The entries by their last word, with the words before it."""
    gathered: dict[str, list[tuple[list[str], int, Meaning]]] = {}
    for words, meaning, _ in entries:
        *rest, last = tokens_of(words)
        gathered.setdefault(last, []).append((rest, len(rest), meaning))
    return {last: tuple(found) for last, found in gathered.items()}


def match_end(entries: Endings[Meaning], words: Sequence[str], at: int) -> Meaning | None:
    """What the words right before the token mean; None where no entry ends there."""
    found = entries.get(words[at - 1]) if at else None
    if found is not None:
        for rest, size, meaning in found:
            if not size or words[max(0, at - 1 - size) : at - 1] == rest:
                return meaning
    return None
