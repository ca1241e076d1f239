"""Every entry of the word lists, by its own example: it is read as the entry says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hxapp.domain.phrases import cues, lexicon, sets, vocabulary
from hxapp.domain.phrases.lexicon import Entries
from hxapp.domain.targets import Comparator, Phrase, Target, parse_phrase

Claim = Callable[[Phrase, str], bool]
BOUNDS = {
    "from": Comparator.GE, "ge": Comparator.GE, "reach": Comparator.GE, "gt": Comparator.GT, "exceed": Comparator.GT,
    "le": Comparator.LE, "lt": Comparator.LT, "below": Comparator.LT,
}  # fmt: skip
MOVES = {"up": "is_increase", "add": "is_increase", "raise": "is_increase", "down": "is_decrease"}


def first(phrase: Phrase) -> Target:
    return phrase.targets[0]


def bounded(phrase: Phrase, meaning: str) -> bool:
    return first(phrase).comparator is BOUNDS[meaning]


def about(phrase: Phrase, meaning: str) -> bool:
    target = first(phrase)
    return target.approx and (target.comparator is Comparator.GT) is (meaning == "gt")


def moved(phrase: Phrase, meaning: str) -> bool:
    target = first(phrase)
    if meaning == "keep":
        return target.comparator is Comparator.MAINTAIN
    return bool(getattr(target, MOVES[meaning]))


def level(phrase: Phrase, _: str) -> bool:
    return len(phrase.targets) == 1 and first(phrase).comparator is Comparator.EQ


def levelled(phrase: Phrase, _: str) -> bool:
    return level(phrase, "") and phrase.indicator in ("Tỷ lệ hộ nghèo", "Tỷ lệ hộ khá")


def linked(phrase: Phrase, meaning: str) -> bool:
    target = first(phrase)
    kind = {"from": Comparator.GE, "gt": Comparator.GT, "add": Comparator.INCREASE_BY}.get(meaning.split(" ")[-1])
    if meaning == "about from":
        kind = Comparator.EQ
    kept = target.comparator is Comparator.MAINTAIN
    return (kept or target.comparator is (kind or Comparator.EQ)) and ("about" in meaning) is target.approx


def growth(phrase: Phrase, _: str) -> bool:
    return first(phrase).comparator is Comparator.INCREASE_BY


def unnamed(phrase: Phrase, _: str) -> bool:
    words = phrase.indicator.lower().split()
    return words[:2] in (["tỷ", "lệ"], ["hộ", "nghèo"], ["bê", "tông"], ["phường", "đạt"])


def unit(phrase: Phrase, meaning: str) -> bool:
    return first(phrase).unit == (meaning or None)


def denominator(phrase: Phrase, meaning: str) -> bool:
    per = first(phrase).per or ""
    return per == meaning or per.lstrip("0123456789. ") == meaning


def no_figure(phrase: Phrase, _: str) -> bool:
    return [target.comparator for target in phrase.targets] == [Comparator.TEXT_ONLY]


def no_figure_but_rank(phrase: Phrase, meaning: str) -> bool:
    return first(phrase).unit == "hạng" if meaning == "rank" else no_figure(phrase, "")


def bound_of_a_span(phrase: Phrase, _: str) -> bool:
    return first(phrase).has_figure and first(phrase).unit is None


def part(phrase: Phrase, meaning: str) -> bool:
    return phrase.targets[1].name is not None and phrase.targets[1].of_which is (meaning == "of_which")


def nothing(phrase: Phrase, _: str) -> bool:
    return first(phrase).low == first(phrase).high == 0 and phrase.indicator.lower().endswith("hộ nghèo")


def times_over(phrase: Phrase, _: str) -> bool:
    return first(phrase).comparator is Comparator.EQ and first(phrase).unit == "lần"


def planned(phrase: Phrase, _: str) -> bool:
    return first(phrase).comparator is Comparator.RELATIVE_TO_PLAN


def compared(phrase: Phrase, _: str) -> bool:
    return first(phrase).baseline == "so với năm 2021"


def ranked(phrase: Phrase, meaning: str) -> bool:
    return first(phrase).unit == "hạng" and first(phrase).comparator.value == meaning


def in_turn(phrase: Phrase, _: str) -> bool:
    return len({target.name for target in phrase.targets}) == 2


def averaged(phrase: Phrase, _: str) -> bool:
    return first(phrase).is_increase and phrase.indicator == "Sản lượng lúa"


CLAIMS: list[tuple[str, Entries, Claim]] = [
    ("comparators", lexicon.COMPARATORS, bounded),
    ("comparators after", lexicon.COMPARATORS_AFTER, bounded),
    ("about", lexicon.ABOUT, about),
    ("striving", lexicon.STRIVING, unnamed),
    ("links", lexicon.LINKS, linked),
    ("levels", lexicon.LEVELS, levelled),
    ("verbs", lexicon.VERBS, moved),
    ("no verbs", lexicon.NO_VERBS, level),
    ("rates", lexicon.RATES, level),
    ("amounts", lexicon.AMOUNTS, growth),
    ("units", vocabulary.UNITS, unit),
    ("magnified", tuple((w, "", e) for w, _, e in vocabulary.MAGNIFIED), lambda p, _: " " in (first(p).unit or "")),
    ("no units", vocabulary.NO_UNITS, unit),
    ("denominators", vocabulary.DENOMINATORS, denominator),
    ("never after", vocabulary.NEVER_AFTER, no_figure_but_rank),
    ("specifying", vocabulary.SPECIFYING, no_figure),
    ("rarely after", vocabulary.RARELY_AFTER, no_figure),
    ("never before", vocabulary.NEVER_BEFORE, no_figure),
    ("spans", vocabulary.SPANS, bound_of_a_span),
    ("yearly", cues.YEARLY, denominator),
    ("parts", cues.PARTS, part),
    ("nothing left", cues.NOTHING_LEFT, nothing),
    ("times over", cues.TIMES_OVER, times_over),
    ("plans", cues.PLANS, planned),
    ("baselines", cues.BASELINE_OPENS, compared),
    ("ranks", cues.RANKS, ranked),
    ("in turn", cues.IN_TURN, in_turn),
    ("averages", cues.AVERAGES, averaged),
]
ENTRIES = [
    pytest.param(words, meaning, example, claim, id=f"{name}: {words}")
    for name, entries, claim in CLAIMS
    for words, meaning, example in entries
]


@pytest.mark.parametrize(("words", "meaning", "example", "claim"), ENTRIES)
def test_each_entry_is_read_as_it_says(words: str, meaning: str, example: str, claim: Claim) -> None:
    phrase = parse_phrase(example)
    assert claim(phrase, meaning), (words, phrase)


@pytest.mark.parametrize(("word", "value"), vocabulary.NUMBERS.items())
def test_numbers_in_words(word: str, value: str) -> None:
    (target,) = parse_phrase(f"Có ít nhất {word} huyện đạt chuẩn").targets
    assert (str(target.low), target.unit) == (value, "huyện")


@pytest.mark.parametrize("place", vocabulary.PLACES)
def test_each_place_has_its_share(place: str) -> None:
    (target,) = parse_phrase(f"Mỗi {place} kết nạp 5 đảng viên").targets
    assert target.per == place


def test_no_entry_stands_twice() -> None:
    for name, entries, _ in CLAIMS:
        words = [one for one, _, _ in entries]
        assert sorted(set(words)) == sorted(words), name


def told(phrase: Phrase) -> str:
    """The reading in a line: names, comparators, figures, units, denominators, baselines."""
    lines = []
    for number, target in enumerate(phrase.targets):
        name = target.name or ("" if number else phrase.indicator)
        figure = target.low if target.low is not None else target.high
        shown = [target.comparator.value]
        if figure is not None:
            unit = target.unit or "-"
            shown += [str(figure), f"{unit}/{target.per}" if target.per else unit]
        shown += [target.baseline] if target.baseline else []
        shown += ["(of which)"] if target.of_which else []
        lines.append(f"{name}: {' '.join(shown)}" if name else " ".join(shown))
    return "; ".join(lines)


@pytest.mark.parametrize(("name", "example", "reading"), sets.EXAMPLES)
def test_each_set_is_read_as_its_example_says(name: str, example: str, reading: str) -> None:
    assert getattr(sets, name)
    assert told(parse_phrase(example)) == reading


def test_every_set_has_an_example() -> None:
    named = {name for name, words in vars(sets).items() if isinstance(words, frozenset)}
    assert {name for name, _, _ in sets.EXAMPLES} == named
