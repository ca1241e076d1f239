"""An indicator's name as words with weights and fields with values, by the lists of `name_words`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, TypeVar

from hxapp.domain.name_keys import BRACKETED, MOST_NESTED, name_key
from hxapp.domain.name_words import (
    ABBREVIATIONS,
    AIR,
    ENDS,
    FIELDS,
    HEADS,
    LIGHT,
    NUMERALS,
    PLACES,
    RANKS,
    ROMANS,
    SYNONYMS,
    UNITS,
    WHOLE,
    Field,
)
from hxapp.domain.words import match_key, tidy

T = TypeVar("T")

_LIST_MARK = re.compile(
    r"(?:[-+*•]|\(?(?:\d{1,2}|[ivxlIVXL]{1,5}|\w)[.)](?!\d)|\d{1,2}(?:\.\d{1,2})+[.)]?(?=\s*[^\W\d]))\s*"
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_][\u0300-\u036f]*)+|[%‰]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_PER_HEAD = re.compile(r"(?i)/\s*(?:đầu )?người")
_CAPITALS = re.compile("[A-ZĐ]{2,8}")
_WHOLE_COUNT = re.compile(r"\b(\d+)/\1\b")  # '10/10 tiêu chí'
_LESS, _MORE = re.compile(r"<=?|≤"), re.compile(r">=?|≥")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of difference tells."""

    light: float = 0.1
    measure: float = 0.35
    aside: float = 0.35  # words in brackets
    longer: float = 0.3  # what only the name with more words of its own has
    tail: float = 3.0  # how often a word counts that follows all that is shared: it narrows what was named
    swapped: float = 2.5  # what each has in the other's place
    letters: float = 0.1  # the library's likeness of the letters, beside that of the words
    clash: float = 0.4  # a field has two values
    field: float = 0.8  # the words of the other fields
    alone: float = 0.5  # a field has a value in one name only


WEIGHTS = Weights()
NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Reading:
    """A name's words with their weights, and the values of its fields."""

    key: str
    words: tuple[str, ...]
    text: str  # the words in the order of the alphabet, for the library
    short: tuple[str, ...]  # those written in capitals only
    rising: bool  # 'tăng' stood at its head
    weights: dict[str, float]
    fields: dict[str, frozenset[str]]


def _split(text: str, bare: bool) -> list[str]:
    """The words, as keys (`bare`: without accents); signs are gone, < and > are words, numbers have one spelling."""
    said = _MORE.sub(" trên ", _LESS.sub(" dưới ", text)).replace("ƣ", "ư")  # the letter of old converters
    return [_word(word, bare) for word in _WORD.findall(name_key(said))]


@lru_cache(maxsize=4096)
def _word(word: str, bare: bool) -> str:
    if word[0].isdigit():
        return word.lstrip("0") or "0"
    word = _numerals().get(word, word)
    return match_key(word) if bare else word


@cache
def _numerals() -> dict[str, str]:
    return {name_key(word): figure for word, figure in NUMERALS.items()}


@lru_cache(maxsize=4096)
def _phrase(text: str, bare: bool) -> tuple[str, ...]:
    return tuple(word if word == "#" else _word(name_key(word), bare) for word in text.split())


class _Lexicon(Generic[T]):
    """Phrases with what they mean; the longest that stands at a place is found. # stands for any number."""

    def __init__(self, entries: Iterable[tuple[str, T]], bare: bool) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for text, meaning in entries:
            phrase = _phrase(text, bare)
            self.by_first.setdefault(phrase[0], []).append((phrase, meaning))
        for phrases in self.by_first.values():
            phrases.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: list[str], place: int) -> tuple[int, T] | None:
        """How many words the longest phrase at the place has, and its meaning."""
        first = words[place]
        best: tuple[int, T] | None = None
        for head in (first, "#") if first[0].isdigit() else (first,):
            for phrase, meaning in self.by_first.get(head, ()):
                length = len(phrase)
                if best is not None and length <= best[0]:
                    break
                if all(map(_stands_for, phrase, words[place : place + length])) and place + length <= len(words):
                    best = (length, meaning)
                    break
        return best


def _stands_for(pattern: str, word: str) -> bool:
    return pattern == word or (pattern == "#" and word[0].isdigit())


# A weight, or the fields of which a phrase is a value.
_Kind = float | tuple[tuple[Field, str], ...]


@dataclass(frozen=True, slots=True)
class _Lexicons:
    same: _Lexicon[tuple[str, ...]]
    air: _Lexicon[None]
    heads: _Lexicon[None]
    ends: frozenset[tuple[str, ...]]
    kinds: _Lexicon[_Kind]
    units: frozenset[str]
    bare: bool


def _listed(phrases: str) -> list[str]:
    return [phrase.strip() for phrase in phrases.split(",")]


@cache
def _lexicons(bare: bool) -> _Lexicons:
    """The lists of name_words as they are searched (`bare`: without accents); made when the first name is read."""
    same = [(short, long) for short, long, _example in ABBREVIATIONS]
    same += [(written, read_as) for read_as, writings in SYNONYMS for written in _listed(writings)]
    same += [(f"{rank} {roman}", f"{rank} {figure}") for rank in _listed(RANKS) for roman, figure in ROMANS.items()]
    air = _listed(AIR)
    air += [f"{of} {place}" for of in ("trên địa bàn", "trên địa bàn toàn", "toàn", "của") for place in _listed(PLACES)]
    kinds: dict[str, _Kind] = dict.fromkeys(_listed(WHOLE), 1.0)
    kinds |= dict.fromkeys(_listed(LIGHT), WEIGHTS.light)
    values: dict[str, list[tuple[Field, str]]] = {}
    for field in FIELDS:
        for value in field.values.split("/"):
            spellings = _listed(value)
            for spelling in spellings:
                values.setdefault(spelling, []).append((field, spellings[0]))
    kinds |= {spelling: tuple(fields) for spelling, fields in values.items()}
    return _Lexicons(
        same=_Lexicon([(written, _phrase(read_as, bare)) for written, read_as in same], bare),
        air=_Lexicon([(phrase, None) for phrase in air], bare),
        heads=_Lexicon([(phrase, None) for phrase in _listed(HEADS)], bare),
        ends=frozenset(_phrase(phrase, bare) for phrase in _listed(ENDS)),
        kinds=_Lexicon(kinds.items(), bare),
        units=frozenset(_word(word, bare) for word in _WORD.findall(name_key(UNITS))),
        bare=bare,
    )


@lru_cache(maxsize=4096)
def read(name: str, bare: bool = False) -> Reading:
    """The name less its list number, air and units; words in brackets weigh less, but name fields like any other."""
    lists = _lexicons(bare)
    main = tidy(name)
    main = main[match.end() :] if (match := _LIST_MARK.match(main)) else main
    short = () if main.isupper() else (name_key(word) for word in _CAPITALS.findall(main))
    main = _WHOLE_COUNT.sub(" ", main)
    asides: list[str] = []
    for _depth in range(MOST_NESTED):
        asides += [text[1:-1] for text in BRACKETED.findall(main)]
        main = BRACKETED.sub(" ", main)
    weights: dict[str, float] = {}
    fields: dict[str, set[str]] = {}
    words, rising = _core(_written_out(_split(main, bare), lists), lists)
    _weigh(words, 1.0, weights, fields, lists)
    for aside in asides:
        written = _split(aside, bare)
        if all(word in lists.units or word[0].isdigit() for word in written) or ("/" in aside and len(written) > 2):
            if _PER_HEAD.search(aside):
                _weigh(list(_phrase("đầu người", bare)), 1.0, weights, fields, lists)
            if written == ["%"]:
                fields["measure"] = {"tỷ lệ"}
            continue
        inner: dict[str, float] = {}
        _weigh(_without_air(_written_out(written, lists), lists), WEIGHTS.aside, inner, fields, lists)
        weights = inner | weights
    return Reading(
        name_key(name),
        tuple(words),
        " ".join(sorted(weights)),
        tuple(sorted(set(short))),
        rising,
        weights,
        {field: frozenset(of) for field, of in fields.items()},
    )


def _written_out(words: list[str], lists: _Lexicons) -> list[str]:
    """Abbreviations and synonyms replaced; twice, as one may lead to the other."""
    for _round in range(2):
        out: list[str] = []
        place = 0
        while place < len(words):
            found = lists.same.at(words, place)
            out += found[1] if found else (words[place],)
            place += found[0] if found else 1
        words = out
    return words


def _without_air(words: list[str], lists: _Lexicons) -> list[str]:
    out: list[str] = []
    place = 0
    while place < len(words):
        found = lists.air.at(words, place)
        if not found:
            out.append(words[place])
        place += found[0] if found else 1
    return out


def _core(words: list[str], lists: _Lexicons) -> tuple[list[str], bool]:
    """The words less air and the verbs at both ends (all of them where nothing would be left), and whether 'tăng' was
    the first of them."""
    core = _without_air(words, lists)
    rising = core[:1] == list(_phrase("tăng", lists.bare))
    while core and (found := lists.heads.at(core, 0)):
        core = core[found[0] :]
    while core and (size := next((n for n in (2, 1) if tuple(core[-n:]) in lists.ends), 0)):
        core = core[:-size]
    return core or words, rising


def _weigh(
    words: list[str], share: float, weights: dict[str, float], fields: dict[str, set[str]], lists: _Lexicons
) -> None:
    """Enters the words' weights and the fields' values they name; a value is spelled as its first spelling."""
    place = 0
    while place < len(words):
        size, kind = lists.kinds.at(words, place) or (1, 1.0)
        spelled: Iterable[str] = words[place : place + size]
        weight = kind if isinstance(kind, float) else WEIGHTS.field
        if _YEAR.fullmatch(words[place]):
            weight = WEIGHTS.light
        elif size == 1 and words[place][0].isdigit():
            fields.setdefault(NUMBER, set()).add(words[place])
        for field, value in () if isinstance(kind, float) else kind:
            if field.name == "measure":
                weight = WEIGHTS.measure
            if not (field.first and field.name in fields):
                fields.setdefault(field.name, set()).add(value)
            if value in fields[field.name]:
                spelled = _phrase(value, lists.bare)
        for word in spelled:
            again = 0.5 if weight == 1.0 and word in weights else 0.0
            weights[word] = max(weights.get(word, 0.0), weight * share) + again * share
        place += size
