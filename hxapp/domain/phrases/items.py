"""Items, the pieces that a phrase is made of, and the table of the words that open them."""

from __future__ import annotations

from typing import Any, Final

from hxapp.domain.phrases import cues, lexicon, vocabulary
from hxapp.domain.phrases.lookup import Table, table
from hxapp.domain.phrases.sets import TIME_LEADS, TIME_NOUNS


class Kind:
    """What an item does in its clause. Plain numbers: members of an Enum would take a third of the reading's time."""

    NAME: Final = 0
    FIGURE: Final = 1
    COMPARATOR: Final = 2
    AFTER: Final = 3
    ABOUT: Final = 4
    LINK: Final = 5
    LEVEL: Final = 6
    VERB: Final = 7
    RATE: Final = 8
    TIME: Final = 9
    BASELINE: Final = 10
    PER: Final = 11
    PLAN: Final = 12
    COMMA: Final = 13
    SEMICOLON: Final = 14
    STOP: Final = 15
    COLON: Final = 16
    OF_WHICH: Final = 17
    APART: Final = 18
    OPEN: Final = 19
    CLOSE: Final = 20
    STRIVE: Final = 21
    AND: Final = 22
    NOTHING: Final = 23
    TIMES: Final = 24
    UNIT: Final = 25
    AVERAGE: Final = 26
    IN_TURN: Final = 27
    COUNT: Final = 28


BOUNDS: Final = frozenset((Kind.COMMA, Kind.SEMICOLON, Kind.STOP, Kind.OF_WHICH, Kind.APART, Kind.OPEN, Kind.CLOSE))
NAMED: Final = frozenset((Kind.NAME, Kind.RATE))


class Item:
    """Tokens first to last (without last) and what they mean."""

    __slots__ = ("first", "kind", "last", "value")

    def __init__(self, kind: int, first: int, last: int, value: Any = None) -> None:
        self.kind, self.first, self.last, self.value = kind, first, last, value


Cue = tuple[int, str]


def _cues() -> Table[Cue]:
    lists = (
        (Kind.COMPARATOR, lexicon.COMPARATORS),
        (Kind.AFTER, lexicon.COMPARATORS_AFTER),
        (Kind.ABOUT, lexicon.ABOUT),
        (Kind.NAME, lexicon.NO_VERBS),
        (Kind.RATE, lexicon.RATES),
        (Kind.VERB, lexicon.VERBS),
        (Kind.LEVEL, lexicon.LEVELS),
        (Kind.LINK, lexicon.LINKS),
        (Kind.PER, cues.YEARLY),
        (Kind.PER, tuple((f"mỗi {place}", place, "") for place in vocabulary.PLACES)),
        (Kind.BASELINE, cues.BASELINE_OPENS),
        (Kind.NOTHING, cues.NOTHING_LEFT),
        (Kind.TIMES, cues.TIMES_OVER),
        (Kind.PLAN, cues.PLANS),
        (Kind.IN_TURN, cues.IN_TURN),
        (Kind.AVERAGE, cues.AVERAGES),
        (Kind.STRIVE, lexicon.STRIVING),
        (Kind.OF_WHICH, tuple(one for one in cues.PARTS if one[1] == "of_which")),
        (Kind.APART, tuple(one for one in cues.PARTS if one[1] == "apart")),
        (Kind.COUNT, tuple((word, value, "") for word, value in vocabulary.NUMBERS.items())),
        (Kind.COUNT, (("hai con số", "10", ""), ("một nửa", "1/2", ""), ("nửa", "1/2", ""))),
        (Kind.COUNT, (("gấp đôi", "twice 2", ""), ("gấp ba", "twice 3", ""), ("gấp rưỡi", "twice 1.5", ""))),
        (
            Kind.COUNT,
            (("tăng gấp đôi", "twice 2", ""), ("tăng gấp ba", "twice 3", ""), ("tăng gấp rưỡi", "twice 1.5", "")),
        ),
        (Kind.COUNT, tuple((words, f"rank {value}", "") for words, value, _ in cues.RANKS)),
        (Kind.COMMA, ((",", "", ""),)),
        (Kind.SEMICOLON, ((";", "", ""),)),
        (Kind.STOP, ((".", "", ""), ("…", "", ""))),
        (Kind.COLON, ((":", "", ""),)),
        (Kind.OPEN, (("(", "", ""), ("[", "", ""))),
        (Kind.CLOSE, ((")", "", ""), ("]", "", ""))),
        (Kind.UNIT, (("/", "", ""),)),
    )
    found = table((words, (kind, meaning), "") for kind, entries in lists for words, meaning, _ in entries)
    for word in (*TIME_LEADS, *TIME_NOUNS):
        found.setdefault(word, ({}, ()))
    return found


CUES: Final = _cues()
