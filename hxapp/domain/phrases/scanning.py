"""From tokens to items: cue words, figures, times, baselines; what is none of them is a name's words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import compress, count
from operator import or_
from typing import Any, Final

from hxapp.domain.phrases import cues
from hxapp.domain.phrases.exclusions import NEVER_AFTER, NEVER_BEFORE, counts
from hxapp.domain.phrases.figures import Figure, denominators, is_number, is_year, lists, read, read_unit
from hxapp.domain.phrases.folding import Tokens
from hxapp.domain.phrases.items import CUES, Cue, Item, Kind
from hxapp.domain.phrases.lookup import Longer, match, match_end
from hxapp.domain.phrases.sets import (
    BASELINE_ENDS,
    BASELINE_WORDS,
    BRACKET_NOTES,
    GROWING,
    PLAN_ASSIGNED,
    SHORTENED,
    TIME_LEADS,
    TIME_NOUNS,
    YEARISH,
)
from hxapp.domain.phrases.times import skip_mark, time_end

_TIMED: Final = TIME_LEADS | TIME_NOUNS


class Scan:
    """The items of a phrase; `items` is filled by scanning."""

    __slots__ = ("at", "items", "tokens", "words")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens, self.words = tokens, tokens.words
        self.items: list[Item] = []
        self.at = at = skip_mark(tokens.words)
        words, get = self.words, CUES.get
        # Cues, numbers and signs (which stand before ':' where letters stand behind it); what is between is words.
        for spot in compress(count(), map(or_, map(CUES.__contains__, words), map(":".__ge__, words))):
            if spot < at:
                continue
            if spot > at:
                self._words(at, spot)
            self.at = spot
            word = words[spot]
            found = get(word)
            if found is None:
                if "0" <= word[0] <= "9":
                    self._number()
                    at = self.at
                    continue
            elif self._cue(word, found):
                at = self.at
                continue
            at = spot + 1
            self._words(spot, at)
        if at < len(words):
            self._words(at, len(words))

    def _words(self, first: int, last: int) -> None:
        """Words of a name, with those right before them."""
        items = self.items
        if items and (name := items[-1]).kind == Kind.NAME and name.last == first:
            name.last = last
        else:
            items.append(Item(Kind.NAME, first, last))

    def _add(self, kind: int, last: int, value: Any = None) -> bool:
        self.items.append(Item(kind, self.at, last, value))
        self.at = last
        return True

    def _cue(self, word: str, found: tuple[dict[str, Longer[Cue]], tuple[Cue, ...]]) -> bool:
        """Whether what the word opens is taken for an item, the longest first."""
        words, at = self.words, self.at
        if word in _TIMED and (end := time_end(words, at)):
            return self._add(Kind.TIME, end)
        longer, alone = found
        if longer and at + 1 < len(words):
            for rest, size, (kind, value) in longer.get(words[at + 1], ()):
                if (size == 2 or words[at + 2 : at + size] == rest) and self._take(kind, at + size, value):
                    return True
        for kind, value in alone:
            return self._take(kind, at + 1, value)
        return False

    def _take(self, kind: int, last: int, value: str) -> bool:
        handler = _HANDLERS.get(kind)
        if handler is not None:
            return handler(self, last, value)
        self.items.append(Item(kind, self.at, last, value))
        self.at = last
        return True

    def _rate(self, last: int, value: str) -> bool:
        items = self.items
        if value and len(items) > 1 and items[-1].kind == Kind.COMMA and items[-2].kind == Kind.FIGURE:
            follower = self.words[last] if last < len(self.words) else ""
            if follower and (is_number(follower) or follower in GROWING):
                return self._add(Kind.VERB, last, "up")
        if value and items and items[-1].kind in (Kind.NAME, Kind.TIME, Kind.PER) and _after_name(items):
            return self._add(Kind.VERB, last, "up")
        return self._add(Kind.RATE, last)

    def _part(self, last: int, _: str) -> bool:
        """'riêng' opens a part behind a figure or a sign; elsewhere ('nói riêng') it is a word."""
        before = self.items[-1].kind if self.items else Kind.COMMA
        return before not in (Kind.NAME, Kind.RATE) and self._add(Kind.APART, last)

    def _stop(self, last: int, _: str) -> bool:
        before = self.words[self.at - 1] if self.at else "."
        return before not in SHORTENED and self._add(Kind.STOP, last)

    def _slash(self, _: int, __: str) -> bool:
        words, at = self.words, self.at
        found = None if at and lists(words, at) else denominators(words, at)
        return found is not None and self._add(Kind.PER, found[1], "/" + found[0])

    def _count(self, last: int, value: str) -> bool:
        """A number in words, a half, a rank: figures where what follows makes them so."""
        words, at = self.words, self.at
        if value.startswith("rank "):
            return self._rank(last, value[5:])
        before = words[at - 1] if at else ""
        if value.startswith("twice "):
            if words[last : last + 1] == ["lần"]:
                return False
            figure = Figure(at, last, Decimal(value[6:]), Decimal(value[6:]))
            figure.unit, figure.twice = "lần", True
            return self._add(Kind.FIGURE, last, figure)
        if match_end(NEVER_AFTER, words, at) is not None:
            return False
        if value == "1/2":
            figure = Figure(at, last, Decimal(50), Decimal(50))
            figure.unit, figure.half = "%", True
            return (at == 0 or before != "hơn" or words[at] == "một") and self._add(Kind.FIGURE, last, figure)
        if last - at > 1:
            figure = Figure(at, last, Decimal(10), Decimal(10))
            figure.unit, figure.open = "%", True
            return self._add(Kind.FIGURE, last, figure)
        if last >= len(words) or (found := read_unit(words, last)) is None or found[0] is None:
            return False
        unit, end = found
        if (before == "trên" and value == "1") or unit in ("%", "‰", "nam", "đồng"):
            return False
        if unit == "lần" and before not in ("gấp", "tăng", "lên", "bằng", "nhất", "hơn", "trên", "giảm"):
            return False
        named = bool(self.items) and self.items[-1].kind in (Kind.NAME, Kind.RATE)
        if named and value in ("1", "5"):
            return False
        figure = Figure(at, end, Decimal(value), Decimal(value))
        figure.unit, figure.unit_at = unit, last
        return self._add(Kind.FIGURE, end, figure)

    def _rank(self, last: int, value: str) -> bool:
        words = self.words
        if words[last : last + 1] == ["từ"]:
            last += 1
        if last >= len(words) or not is_number(words[last]) or (figure := read(words, last)) is None:
            return False
        if (figure.ranged and value != "le") or figure.unit in ("%", "‰") or is_year(words[last]):
            return False
        if value == "le" and figure.last < len(words) and match(NEVER_BEFORE, words, figure.last):
            return False
        if figure.ranged:  # 'trong nhóm từ 5 - 10'
            figure.low, figure.ranged = figure.high, False
        elif figure.out_of is None:
            figure.last = last + 1
        figure.unit, figure.rank, figure.unit_at = "hạng", value, figure.last
        return self._add(Kind.FIGURE, figure.last, figure)

    def _nothing(self, last: int, value: str) -> bool:
        """'không còn hộ nghèo'; as a value, 'Hộ nghèo: không còn'."""
        words, items = self.words, self.items
        ends = last >= len(words) or words[last] in _CLAUSE_SIGNS
        valued = ends and len(items) > 1 and items[-1].kind == Kind.COLON
        return (valued or not (value or last >= len(words))) and self._add(Kind.NOTHING, last)

    def _baseline(self, last: int, _: str) -> bool:
        words = self.words
        at = start = last
        if at < len(words) and words[at] == "sánh":
            return False
        timed = False
        while at < len(words):
            word = words[at]
            if is_number(word):
                if not is_year(word) and words[at - 1] not in YEARISH and words[at + 1 : at + 2] not in _SPANNING:
                    break
                timed = True
            elif word in BASELINE_WORDS:
                timed = True
            elif word in _CLAUSE_SIGNS or (word in BASELINE_ENDS and words[at - 1] != "cấp"):
                break
            at += 1
        if not timed or at == start:
            return False
        said = self.tokens.text(start, at)
        plan = any(word in " ".join(words[start:at]) for word in cues.PLAN_WORDS)
        years = [word for word in words[start:at] if is_year(word)]
        return self._add(Kind.BASELINE, at, (f"so với {said}", plan, years))

    def _plan(self, last: int, _: str) -> bool:
        words, at = self.words, last
        size = len(words)
        if last < size and words[last] in cues.NO_PLAN_BEFORE:
            return False
        if last + 1 < size and words[last] == "được" and words[last + 1] not in PLAN_ASSIGNED:
            return False  # '100% kế hoạch được phê duyệt'
        end = last
        while at < size and at < last + 8 and words[at] in PLAN_ASSIGNED:
            at += 1
            if words[at - 1] in ("giao", "ra", "lệnh") and words[at : at + 1] != ["quân"]:
                end = at
        if end == last and last < size and words[last] == "năm":
            end = last + 1
        if end + 1 < size and words[end] == "năm" and is_year(words[end + 1]):
            end += 2
        elif end < size and words[end - 1] == "năm" and is_year(words[end]):
            end += 1
        return self._add(Kind.PLAN, end)

    def _open(self, last: int, _: str) -> bool:
        words = self.words
        size = len(words)
        close = last
        while close < size and words[close] not in (")", "]", "("):
            close += 1
        inner = close - last
        acronym = inner == 1 and words[last].isalpha() and self.tokens.text(last, close).isupper()
        if acronym and read_unit(words, last) is None:
            return self._add(Kind.NAME, min(close + 1, size))
        if inner and words[last] in BRACKET_NOTES:
            self.at = min(close + 1, size)
            return True
        begin = last
        if inner and words[last] in ("đvt", "đơn"):
            begin = last + (1 if words[last] == "đvt" else 3 if words[last + 2 : last + 3] == ["tính"] else 2)
            begin += words[begin : begin + 1] == [":"]
        if inner and begin < close and (found := read_unit(words, begin)):
            unit, end = found
            per = denominators(words, end)
            if per is not None:
                end = per[1]
            if end == close:
                return self._add(Kind.UNIT, min(close + 1, size), (unit, per[0] if per else None))
        return self._add(Kind.OPEN, last)

    def _close(self, last: int, _: str) -> bool:
        """A bracket without a figure is skipped (1)."""
        items = self.items
        for at in range(len(items) - 1, -1, -1):
            if items[at].kind in (Kind.FIGURE, Kind.NOTHING) and not self._poverty_line(items[at], at):
                break
            if items[at].kind == Kind.CLOSE:
                break
            if items[at].kind == Kind.OPEN:
                del items[at:]
                self.at = last
                return True
        return self._add(Kind.CLOSE, last)

    def _poverty_line(self, item: Item, at: int) -> bool:
        """Whether the bracket's first figure is the money of a standard named before it (3)."""
        items = self.items
        while at > 0 and items[at].kind != Kind.OPEN:
            at -= 1
        if item.kind != Kind.FIGURE or item.value.unit is None or "đồng" not in item.value.unit:
            return False
        return (
            at > 0
            and items[at - 1].kind == Kind.NAME
            and "chuẩn" in self.words[items[at - 1].first : items[at - 1].last]
        )

    def _number(self) -> None:
        """A figure, or a word of the name where the number is none (3)."""
        words, at = self.words, self.at
        figure = read(words, at)
        if figure is None or not counts(self.tokens, figure):
            year = is_year(words[at]) and (at == 0 or words[at - 1] != "/")
            end = at + 1
            if year and end + 1 < len(words) and words[end] == "-" and is_year(words[end + 1]):
                end += 2
            if figure is not None and not year:
                end = figure.unit_at
            self._name(end, Kind.TIME if year else Kind.NAME)
            return
        if figure.half and figure.unit is None:
            figure.low = figure.high = Decimal(50)
            figure.unit, figure.out_of = "%", None
        self._add(Kind.FIGURE, figure.last, figure)

    def _name(self, end: int, kind: int) -> None:
        last = self.items[-1] if self.items else None
        if kind == Kind.NAME and last is not None and last.kind == Kind.NAME and last.last == self.at:
            last.last = self.at = end
        else:
            self._add(kind, end)


_SPANNING: Final = (["năm"], ["tháng"])
_CLAUSE_SIGNS: Final = frozenset((",", ";", ".", "(", ")", ":", "[", "]", "…"))

_HANDLERS: Final = {
    Kind.RATE: Scan._rate,
    Kind.APART: Scan._part,
    Kind.STOP: Scan._stop,
    Kind.UNIT: Scan._slash,
    Kind.COUNT: Scan._count,
    Kind.NOTHING: Scan._nothing,
    Kind.BASELINE: Scan._baseline,
    Kind.PLAN: Scan._plan,
    Kind.OPEN: Scan._open,
    Kind.CLOSE: Scan._close,
}


def _after_name(items: Sequence[Item]) -> bool:
    """Whether a name stands before in the clause."""
    for item in reversed(items):
        if item.kind in (Kind.NAME, Kind.RATE):
            return True
        if item.kind not in (Kind.TIME, Kind.PER):
            return False
    return False
