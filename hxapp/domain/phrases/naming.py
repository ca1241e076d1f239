"""Names: what each draft measures, under which head, and which further figures are of the same thing (9, 11)."""

from __future__ import annotations

from typing import Final

from hxapp.domain.phrases import vocabulary
from hxapp.domain.phrases.binding import Draft, Range
from hxapp.domain.phrases.clauses import Clause
from hxapp.domain.phrases.figures import Figure, is_number
from hxapp.domain.phrases.folding import Tokens
from hxapp.domain.phrases.items import Kind
from hxapp.domain.phrases.sets import ACTIONS, PREPOSITIONS, TIME_NOUNS, TOPICS, WHOLES

_EDGES: Final = " ,;:.-–—\"'/+*•“”„«»‘’"
_QUOTES: Final = str.maketrans("", "", '"“”')
_BRACKETS: Final = str.maketrans("", "", "()")


def said(tokens: Tokens, ranges: list[Range]) -> str:
    """The words of the ranges as a name: blanks single, commas kept between clauses, the first letter upper case."""
    text = ""
    behind = -1
    for first, last in ranges:
        if text:
            text += ", " if behind == first - 1 and tokens.words[behind] == "," else " "
        text += tokens.text(first, last)
        behind = last
    if not text.replace(" ", "").isalnum():
        text = _tidied(text)
    if text.startswith(("với ", "Với ", "và ", "Và ")):
        text = text.partition(" ")[2]
    return text[:1].upper() + text[1:]


def _tidied(text: str) -> str:
    """Without signs at its ends, and without half of a pair of quotation marks or brackets."""
    text = text.strip(_EDGES)
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = text.translate(_QUOTES)
    if text.count("(") != text.count(")"):
        text = text.translate(_BRACKETS).strip()
    return text


def name_of(tokens: Tokens, draft: Draft) -> str:
    """The draft's own name, before the figure or, where that comes first or counts a noun, behind it; '' for none."""
    figure = draft.figure
    if figure is None:
        return said(tokens, draft.pre)
    tail, pre = draft.tail, draft.pre
    if not tail:
        if not pre:
            return ""
        short = pre[-1][1] - pre[0][0] < 4 and figure.per is None and tokens.words[pre[0][0]] in ACTIONS
        return said(tokens, [*pre, *_noun(tokens, figure)] if short else pre)
    if pre and _of_whole(tokens.words, tail[0][0]):
        return said(tokens, pre)
    if not pre and tokens.words[tail[0][0]] in PREPOSITIONS:
        noun = _noun(tokens, figure)
        return said(tokens, [*noun, *tail]) if noun or figure.rank else ""
    if pre and tokens.words[pre[0][0]] in ("cả", "toàn", "mỗi"):
        pre = []
    if figure.rank:
        words = tokens.words
        first, last = tail[0][0], tail[-1][1]
        for at in range(first, last):
            if words[at] == "về":
                return said(tokens, [*pre, (at + 1, last)])
    noun = _noun(tokens, figure) if figure.per is None else []
    return said(tokens, [*pre, *noun, *tail])


def _of_whole(words: list[str], at: int) -> bool:
    """Whether the words behind a figure tell the whole that it is a share of ('33% GDP', '20% trên tổng diện tích')."""
    word = words[at]
    if word == "so":
        return True
    if word in ("trên", "trong", "của", "với"):
        return any(one in WHOLES for one in words[at + 1 : at + 3])
    return word in WHOLES


def _noun(tokens: Tokens, figure: Figure) -> list[Range]:
    """Where the counted noun stands behind the figure, without its magnitude; nowhere where nothing is counted."""
    if not figure.counted or figure.unit_at >= figure.last:
        return []
    return [(figure.unit_at + (tokens.words[figure.unit_at] in vocabulary.MAGNITUDES), figure.last)]


def noun_of(tokens: Tokens, draft: Draft) -> str:
    """The counted noun of a figure that has no other name ('2 phường', 'bình quân … tiêu chí/xã')."""
    figure = draft.figure
    if figure is None or (not figure.counted and figure.per is None) or figure.unit_at >= figure.last:
        return ""
    noun = said(tokens, [(figure.unit_at, figure.last)])
    return f"Bình quân {noun[:1].lower()}{noun[1:]}" if draft.average else noun


def pending_of(clause: Clause) -> list[Range]:
    """The name's words of a clause without a figure: of the next figure's name, if it goes on."""
    return [(item.first, item.last) for item in clause.items if item.kind in (Kind.NAME, Kind.RATE)]


def time_of(tokens: Tokens, times: list[Range]) -> str:
    """The time that a figure is for, without what leads to it ('năm 2015', 'giai đoạn 2011 - 2015'); '' for none."""
    words = tokens.words
    for first, last in times:
        for at in range(first, last):
            if words[at] in TIME_NOUNS or is_number(words[at]):
                if any(is_number(word) for word in words[at:last]):
                    return tokens.text(at, last)
                break
    return ""


def topic(tokens: Tokens, ranges: list[Range]) -> bool:
    """Whether a head only says what follows is about."""
    first = ranges[0][0]
    return tokens.words[first] in TOPICS or (first > 0 and tokens.words[first - 1] in TOPICS)


def divided(tokens: Tokens, ranges: list[Range], parts: int) -> list[str]:
    """The name cut at its commas and 'và' into so many names; [] where it has not so many."""
    words = tokens.words
    pieces: list[list[Range]] = [[]]
    for number, (first, last) in enumerate(ranges):
        if number and first > ranges[number - 1][1] and words[ranges[number - 1][1]] == ",":
            pieces.append([])
        start = first
        for at in range(first, last):
            if words[at] in ("và", ",", "với") or (parts > 2 and words[at] == "-"):
                if start < at:
                    pieces[-1].append((start, at))
                pieces.append([])
                start = at + 1
        if start < last:
            pieces[-1].append((start, last))
    names = [said(tokens, piece) for piece in pieces if piece]
    return names if len(names) == parts and all(names) else []
