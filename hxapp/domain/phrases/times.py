"""Times and the marks of lists: numbers that are none of a target's, with the words about them (1, 3)."""

from __future__ import annotations

from collections.abc import Sequence

from hxapp.domain.phrases.figures import is_number, is_year, read_unit
from hxapp.domain.phrases.items import CUES
from hxapp.domain.phrases.lookup import match, table
from hxapp.domain.phrases.sets import LABELLED, NEAR_YEARS, ROMAN, TIME_LEADS, TIME_NOUNS

_LABELS = table(
    (f"{label}{number}", "", "")
    for label in ("mục tiêu", "chỉ tiêu", "nhiệm vụ", "nội dung", "tiêu chí")
    for number in ("", " số", " thứ")
)


def skip_mark(words: Sequence[str]) -> int:
    """Behind a list's number or bullet at the start: '9.', '(3)', 'a)', '-', 'II.' (1)."""
    size = len(words)
    at = 0
    if size > 4 and words[0] in LABELLED and (found := match(_LABELS, words, 0)) is not None:
        number = found[1]
        if is_number(words[number]) and words[number + 1] in (":", ".", "-", ")"):
            return number + 2
    if size and len(words[0]) > 1 and words[0].isalpha() and words[0] not in ROMAN:
        return 0
    while at < size and words[at] in ("-", "+", "*", "•", "●", "▪", "◦", '"'):
        at += 1
    opened = at < size and words[at] == "("
    mark = at + opened
    if mark + 1 >= size:
        return at
    word = words[mark]
    numeral = (is_number(word) and len(word) < 6) or (len(word) == 1 and word.isalpha()) or word in ROMAN
    if (numeral and words[mark + 1] == ")") or (numeral and not opened and words[mark + 1] == "." and mark + 2 < size):
        return mark + 2
    if not opened and numeral and word.count(".") == 1 and len(word) < 5 and words[mark + 1].isalpha():
        return mark + 1 if read_unit(words, mark + 1) is None else at
    return at


def time_end(words: Sequence[str], at: int) -> int:
    """Where the time that starts at the token ends ('đến cuối năm 2025', 'giai đoạn 2021 - 2025'); 0 for none."""
    size = len(words)
    start = at
    while at < size and words[at] in TIME_LEADS and at < start + 4:
        at += 1
    led = at > start
    if at >= size:
        return 0
    word = words[at]
    if is_number(word):
        if at + 1 < size and words[at + 1] in ("năm", "tháng") and led and not is_year(word):
            return _span_end(words, at)
        if led and is_year(word) and (at + 1 >= size or not words[at + 1].isalpha() or words[at + 1] in CUES):
            return _years_end(words, at)
        return 0
    if word not in TIME_NOUNS:
        return 0
    behind = words[at + 1] if at + 1 < size else ""
    if word in ("quý", "tháng"):
        if behind in ROMAN or (behind and is_number(behind)):
            at += 2
            if at + 1 < size and words[at] in ("/", "năm") and is_year(words[at + 1]):
                at += 2
            return at
        return 0
    noun = at + 1
    if word != "năm":
        if behind not in ("đoạn", "kỳ", "gian"):
            return 0
        if behind == "gian":
            return at + 3 if led and at + 2 < size and words[at + 2] in NEAR_YEARS else 0
        noun = at + 2
    elif behind == "học" and noun + 1 < size:
        noun += 1 if is_number(words[noun + 1]) or words[noun + 1] in NEAR_YEARS else 0
    after = words[noun] if noun < size else ""
    if after and is_year(after):
        return _years_end(words, noun)
    if after in NEAR_YEARS:
        return noun + 1
    if led and words[start] not in ("từ", "qua", "cho", "hơn", "những", "ngay", "sang", "tới"):
        return noun
    return 0


def _years_end(words: Sequence[str], at: int) -> int:
    """Behind a year, or the years from one to another."""
    size = len(words)
    at += 1
    if at + 1 < size and words[at] in ("-", "đến", "/") and is_year(words[at + 1]):
        return at + 2
    if at + 2 < size and words[at] == "đến" and words[at + 1] == "năm" and is_year(words[at + 2]):
        return at + 3
    return at


def _span_end(words: Sequence[str], at: int) -> int:
    """Behind 'trong 5 năm', 'trong 6 tháng đầu năm (2022)'."""
    size = len(words)
    at += 2
    if at + 1 < size and words[at] in ("đầu", "cuối") and words[at + 1] == "năm":
        at += 2
    if at < size and words[at] in NEAR_YEARS:
        return at + 1
    return at + 1 if at < size and is_year(words[at]) else at
