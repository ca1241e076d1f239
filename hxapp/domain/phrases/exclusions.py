"""Numbers that are no figures of a target: years, ages, ordinals, specifications, addresses, denominators (3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hxapp.domain.phrases import vocabulary
from hxapp.domain.phrases.figures import PER_SO_MANY, Figure, is_number, is_year
from hxapp.domain.phrases.folding import Tokens
from hxapp.domain.phrases.items import CUES
from hxapp.domain.phrases.lookup import endings, match, match_end, table
from hxapp.domain.phrases.sets import BOUNDING, COUNTS, EACH, FOR_EACH, PEOPLE, SUMS, TECHNICAL

NEVER_AFTER: Final = endings(vocabulary.NEVER_AFTER)
NEVER_BEFORE: Final = table(vocabulary.NEVER_BEFORE)
_RARELY_AFTER: Final = endings(vocabulary.RARELY_AFTER)
_SPECIFYING: Final = endings(vocabulary.SPECIFYING)
_SPANS: Final = tuple(words for words, _, _ in vocabulary.SPANS)
_SPAN_REACH: Final = 12
_SHORT: Final = 3
_LISTING: Final = frozenset((",", "và", "hoặc"))
_ENDS: Final = frozenset((",", ";", "."))
_SHARES: Final = frozenset(("%", "‰"))


def counts(tokens: Tokens, figure: Figure) -> bool:
    """Whether the number is a figure of a target."""
    words, last = tokens.words, figure.last
    before = words[figure.first - 1] if figure.first else ""
    behind = words[last] if last < len(words) else ""
    if _glued(tokens, figure, before, behind) or behind == "chưa":
        return False
    if figure.unit == "vạn dân" and figure.low == 1 and behind in ("có", "đạt"):
        return False  # '1 vạn dân có 12 bác sĩ'
    if before and figure.unit not in _SHARES and _led(tokens, figure, before, behind):
        return False
    return figure.unit is not None or not _followed(tokens, figure, before, behind)


def _glued(tokens: Tokens, figure: Figure, before: str, behind: str) -> bool:
    """Whether the number is a part of a word or a code: 'T4', 'Covid-19', '5G', '13/NQ'."""
    words, starts, at, last = tokens.words, tokens.starts, figure.first, figure.last
    if before == "/":
        return True
    if at and tokens.end(at - 1) == starts[at]:
        if before.isalpha() and len(before) < _SHORT and before not in ("từ", "là", "có"):
            return True
        if before == "-" and at > 1 and words[at - 2].isalpha() and tokens.end(at - 2) == starts[at - 1]:
            return True
    alone = figure.unit is None and behind.isalpha() and len(behind) < _SHORT
    return alone and starts[last] == tokens.end(last - 1)


def _led(tokens: Tokens, figure: Figure, before: str, behind: str) -> bool:
    """Whether the words before make it an ordinal, a name's number, a specification or a denominator."""
    words, at, unit = tokens.words, figure.first, figure.unit
    if match_end(NEVER_AFTER, words, at) is not None:
        if before != "lớp" or at < 2 or words[at - 2] != ":":
            return True
        figure.unit = "lớp"  # a value, 'Mặt bằng dân trí: Lớp 7,5'
        return False
    if (unit in ("m", "ha") or (unit is None and (behind in TECHNICAL or not behind.isalpha()))) and (
        match_end(_SPECIFYING, words, at) is not None
        or (before in BOUNDING and match_end(_SPECIFYING, words, at - 1) is not None)
    ):
        return True
    if before == "mỗi" or (before in FOR_EACH and _per_so_many(words, figure, before, behind)):
        return True
    rare = match_end(_RARELY_AFTER, words, at) if unit is None else None
    if rare is not None and (figure.out_of is None or rare == "address"):
        return before != "số" or at < 2 or words[at - 2] not in SUMS
    if before != "trên":
        return False
    if figure.low == 1 and (unit in ("ha", "vạn dân", "lao động", "đơn vị") or behind in EACH):
        return True
    return unit is None and behind in PEOPLE and words[at].strip("0.")[:2] == "1"


def _goes_on(words: Sequence[str], at: int) -> bool:
    """Whether it goes on with numbers that are a name's ('mức độ 3, 4', 'lớp 1, 2 và 3')."""
    while at > 2 and words[at - 1] in _LISTING and is_number(words[at - 2]):
        at -= 2
        if match_end(NEVER_AFTER, words, at) is not None or match_end(_RARELY_AFTER, words, at) is not None:
            return True
    return False


def _per_so_many(words: Sequence[str], figure: Figure, before: str, behind: str) -> bool:
    """Whether it is a round number of people that something is counted for ('số bác sĩ cho 10.000 dân: 8')."""
    if figure.low not in PER_SO_MANY or figure.ranged:
        return False
    if figure.low == 1:
        people = figure.unit is not None and figure.unit.endswith((" dân", " người", " hộ"))
    else:
        people = behind in PEOPLE and (figure.unit is None or behind == "dân")
    if not people or before not in ("cho", "trên"):
        return people
    start, end = figure.first, figure.last
    while start and words[start - 1] not in _ENDS:
        start -= 1
    while end < len(words) and words[end] not in _ENDS:
        end += 1
    if before == "trên":
        return start < figure.first - 1  # 'Trên 10.000 người dân được tập huấn' is none
    return any(map(is_number, words[start : figure.first])) or (
        words[start] in COUNTS and any(map(is_number, words[figure.last : end]))
    )


def _followed(tokens: Tokens, figure: Figure, before: str, behind: str) -> bool:
    """Whether a number without a unit is a year, an age, a span of time or a count of groups."""
    words, at, last = tokens.words, figure.first, figure.last
    if figure.out_of is None:
        if words[at] == "4.0" or (is_year(words[at]) and (not behind.isalpha() or behind in CUES)):
            return True
        if (behind and is_number(behind)) or (before and is_number(before)):
            return True
        if before in _LISTING and _goes_on(words, at):
            return True
    if not behind or match(NEVER_BEFORE, words, last) is None:
        return False
    if behind == "năm" and last + 1 < len(words) and is_year(words[last + 1]):
        return False
    text = " ".join(words[max(0, at - _SPAN_REACH) : at])
    if any(span in text for span in _SPANS):
        figure.last += 1
        return False
    return True
