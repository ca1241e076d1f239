"""From items to clauses: which cues are at work, what only looks like one, and where clauses end (1, 2, 6, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hxapp.domain.phrases.describing import described, grouped
from hxapp.domain.phrases.figures import Figure, read_unit
from hxapp.domain.phrases.folding import Tokens
from hxapp.domain.phrases.items import BOUNDS, Item, Kind
from hxapp.domain.phrases.sets import (
    ACTIONS,
    FULFILLING,
    GRADES,
    MEASURES,
    SHARES_AND_COUNTS,
    STEADY,
    SUBJECTS,
)

_SHUT: Final = BOUNDS | {Kind.NAME, Kind.RATE}
_SOFT: Final = frozenset((Kind.COMPARATOR, Kind.ABOUT, Kind.LINK, Kind.LEVEL, Kind.TIMES, Kind.IN_TURN))
_OPENERS: Final = frozenset((*BOUNDS, Kind.STRIVE, Kind.TIME, Kind.PER, Kind.COLON, Kind.LINK, Kind.UNIT, Kind.AVERAGE))
_FIGURED: Final = frozenset((Kind.FIGURE, Kind.AFTER, Kind.BASELINE, Kind.PLAN, Kind.TIME, Kind.PER))


class Clause:
    """Items between two ends: what opened it, and whether it stands in brackets."""

    __slots__ = ("bracket", "items", "opener")

    def __init__(self, opener: int, bracket: bool) -> None:
        self.opener, self.bracket = opener, bracket
        self.items: list[Item] = []


def clauses(tokens: Tokens, items: list[Item]) -> list[Clause]:
    """The clauses in their order; a bracket's stand behind the one that it interrupts, which goes on around it."""
    kinds = [item.kind for item in items]
    if Kind.NOTHING in kinds:
        _nothing_left(tokens, items)
        kinds = [item.kind for item in items]
    if Kind.LEVEL in kinds:
        items = _from_to(tokens, items)
    if kinds.count(Kind.FIGURE) > 1:
        described(tokens.words, items)
    if Kind.APART in kinds:
        grouped(items)
    _arm(tokens, items)
    outer = current = Clause(Kind.STOP, False)
    if BOUNDS.isdisjoint([item.kind for item in items]):
        outer.items = items
        return [outer]
    found = [outer]
    for item in items:
        kind = item.kind
        if kind not in BOUNDS:
            current.items.append(item)
        elif kind == Kind.CLOSE:
            current = outer
        else:
            bracket = current.bracket or kind == Kind.OPEN
            if kind == Kind.OPEN and not current.bracket:
                outer = current
            if kind == Kind.STOP and bracket:
                bracket = False
            current = Clause(kind, bracket)
            if not bracket:
                outer = current
            found.append(current)
    return found


def _nothing_left(tokens: Tokens, items: list[Item]) -> None:
    """'không còn hộ nghèo' is a figure 0 where it governs its clause, else words of the name (2)."""
    words = tokens.words
    for at, item in enumerate(items):
        if item.kind != Kind.NOTHING:
            continue
        governs = True
        valued = at > 0 and items[at - 1].kind == Kind.COLON
        crossed = False
        for before in () if valued else reversed(items[:at]):
            if before.kind == Kind.COMMA and before is not items[at - 1]:
                crossed = True  # 'Tỷ lệ xã, phường không có …'
                continue
            if before.kind in BOUNDS or before.kind == Kind.STRIVE or (crossed and before.kind == Kind.FIGURE):
                break
            if crossed:
                governs = governs and words[before.first] not in SHARES_AND_COUNTS
                continue
            word = words[before.first]
            if (
                before.kind == Kind.FIGURE
                or (before.kind == Kind.NAME and word not in SUBJECTS)
                or word in SHARES_AND_COUNTS
            ):
                governs = False
        end = at + 1
        while end < len(items) and items[end].kind not in BOUNDS:
            if items[end].kind == Kind.COLON:
                governs = False
            if items[end].kind == Kind.FIGURE and (
                items[end - 1].kind != Kind.COMPARATOR or items[end].value.unit == "%" or items[end - 1].value == "from"
            ):
                governs = False
            end += 1
        if not governs:
            item.kind = Kind.NAME
            continue
        figure = Figure(item.first, item.last, Decimal(0), Decimal(0))
        unit = read_unit(words, item.last) if item.last < len(words) else None
        figure.unit = unit[0] if unit is not None else None
        figure.unit_at = figure.last
        figure.nothing = True
        item.kind, item.value = Kind.FIGURE, figure
        for noun in items[at + 1 : end]:
            if noun.kind not in (Kind.TIME, Kind.PER, Kind.BASELINE):
                noun.kind = Kind.NAME


def _from_to(tokens: Tokens, items: list[Item]) -> list[Item]:
    """'từ 5,2% xuống còn 4,5%': the first figure is what the second is compared with (8)."""
    kept: list[Item] = []
    for item in items:
        if item.kind == Kind.LEVEL:
            at = len(kept) - 1
            while at >= 0 and kept[at].kind in (Kind.TIME, Kind.VERB, Kind.UNIT):
                at -= 1
            opening = at - 1
            while opening >= 0 and kept[opening].kind == Kind.ABOUT:
                opening -= 1
            if (
                opening >= 0
                and kept[at].kind == Kind.FIGURE
                and not kept[at].value.ranged
                and kept[opening].kind in (Kind.COMPARATOR, Kind.LINK)
                and kept[opening].value == "from"
            ):
                verbs = [one for one in kept[at:] if one.kind == Kind.VERB]
                first = kept[opening].first + (kept[opening].kind == Kind.LINK)
                last = verbs[0].first if verbs else item.first
                said: tuple[str, bool, list[str]] = (tokens.text(first, last), False, [])
                kept[opening:] = [Item(Kind.BASELINE, first, last, said), *verbs]
        kept.append(item)
    return kept


def _arm(tokens: Tokens, items: list[Item]) -> None:
    """From the end: a cue is at work where a figure follows it; else it is a word of the name."""
    words = tokens.words
    ahead = False
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        kind = item.kind
        if kind in _SHUT:
            ahead = False
            continue
        if kind in _SOFT:
            if not ahead:
                part = _adds(words, item) and words[item.last] in MEASURES
                item.kind = Kind.COMMA if part and _figure_before(items, at) else Kind.NAME
            continue
        if kind == Kind.FIGURE:
            ahead = True
            continue
        before = items[at - 1] if at else None
        if kind == Kind.VERB:
            if not _verb_works(words, items, at, ahead):
                item.kind = Kind.NAME
                ahead = False
        elif kind == Kind.STRIVE:
            behind = items[at + 1] if at + 1 < len(items) else None
            verb = behind is not None and behind.kind == Kind.VERB
            if words[item.first] == "và" and behind is not None and behind.kind == Kind.STRIVE and not behind.value:
                item.kind = Kind.COMMA
                ahead = False
            elif words[item.first] == "và" and (
                ahead or _does(words, items, at) or (verb and before is not None and before.kind in _FIGURED)
            ):
                item.kind = Kind.AND
            elif (
                item.value and not ahead and not (before is None or before.kind in _OPENERS or before.kind == Kind.VERB)
            ):
                item.kind = Kind.NAME
        elif kind == Kind.AVERAGE:
            opens = before is None or (before.kind in _OPENERS and words[item.first] in ("bình", "trung"))
            if not (ahead and (opens or (before is not None and before.kind == Kind.VERB))) and not (
                opens and at + 1 < len(items) and items[at + 1].kind == Kind.PER
            ):
                item.kind = Kind.NAME
                ahead = False
        elif kind == Kind.AFTER:
            if not _after_works(words, items, at):
                item.kind = Kind.NAME
                ahead = False
        elif kind == Kind.PLAN:
            ahead = _plan_works(words, items, at)
            if not ahead:
                item.kind = Kind.STRIVE if before is None or before.kind in _OPENERS else Kind.NAME


def _does(words: Sequence[str], items: Sequence[Item], at: int) -> bool:
    """Whether a verb of doing with a figure of its own follows 'và' behind a figure."""
    last = items[at].last
    if last >= len(words) or words[last] not in ACTIONS or not _told_before(items, at):
        return False
    for behind in items[at + 1 :]:
        if behind.kind in BOUNDS:
            return False
        if behind.kind == Kind.FIGURE:
            return True
    return False


def _adds(words: Sequence[str], item: Item) -> bool:
    """Whether the link is 'với', which adds a further thing ('… với tổng vốn 500 triệu USD'), and not 'so với'."""
    if words[item.first] != "với" or item.last >= len(words):
        return False
    return item.first == 0 or words[item.first - 1] != "so"


def _told_before(items: Sequence[Item], at: int) -> bool:
    """Whether a figure or a verb of change stands before the item in its clause."""
    for before in reversed(items[:at]):
        if before.kind in BOUNDS:
            return False
        if before.kind == Kind.FIGURE or (before.kind == Kind.VERB and before.value in ("up", "down")):
            return True
    return False


def _figure_before(items: Sequence[Item], at: int) -> bool:
    """Whether a figure stands before the item in its clause."""
    for before in reversed(items[:at]):
        if before.kind in BOUNDS:
            return False
        if before.kind == Kind.FIGURE:
            return True
    return False


def _verb_works(words: Sequence[str], items: Sequence[Item], at: int, ahead: bool) -> bool:
    """Whether the verb governs something measured: a figure behind it, or the clause that it opens."""
    item = items[at]
    before = items[at - 1] if at else None
    behind = items[at + 1] if at + 1 < len(items) else None
    opens = _opens(words, items, at)
    if item.value == "keep":
        if words[item.first] == "ổn":
            direct = behind is not None and behind.kind not in (Kind.COLON, Kind.NAME, Kind.TIME)
            if before is not None and before.kind in (Kind.NAME, Kind.RATE):
                link = behind is not None and behind.kind == Kind.LINK and behind.value != "stand"
                return ahead and direct and not link and words[before.last - 1] not in STEADY
            return opens
        if opens or ahead:
            return True
        if behind is not None and words[behind.first] == "danh" and before is not None and before.kind == Kind.FIGURE:
            return False  # '30% giữ vững danh hiệu'
        if (
            behind is not None
            and behind.kind == Kind.RATE
            and at + 2 < len(items)
            and items[at + 2].kind == Kind.FIGURE
        ):
            return True
        if (
            before is not None and before.kind == Kind.NAME and words[item.first] != "giữ"
        ) or item.last - item.first > 1:
            return not _measured(words, items, at)
        return before is not None and before.kind == Kind.FIGURE
    if item.value == "raise" and item.last - item.first > 1 and not opens:
        return False  # 'nông thôn mới nâng cao'
    if ahead or opens or _over_list(words, items, at):
        return True
    if (
        before is not None
        and before.kind in (Kind.NAME, Kind.RATE)
        and behind is not None
        and behind.kind in (Kind.NAME, Kind.LINK)
    ):
        follower = words[behind.first]
        return item.value != "add" and follower in SHARES_AND_COUNTS and not _measured(words, items, at)
    return before is not None and before.kind in (Kind.FIGURE, Kind.AFTER, Kind.BASELINE) and behind is not None


def _over_list(words: Sequence[str], items: Sequence[Item], at: int) -> bool:
    """Whether the verb governs a list behind a colon ('giảm trên cả 3 mặt: số vụ 10%, số người chết 5%')."""
    first = behind = at + 1
    while behind < len(items) and items[behind].kind == Kind.NAME:
        behind += 1
    listed = first < behind < len(items) and items[behind].kind == Kind.COLON
    return listed and words[items[first].first] in ("trên", "cả", "về")


def _opens(words: Sequence[str], items: Sequence[Item], at: int) -> bool:
    """Whether nothing named stands before the item in its clause."""
    for before in reversed(items[:at]):
        if before.kind in BOUNDS or before.kind == Kind.COLON or (before.kind == Kind.STRIVE and not before.value):
            return True
        if before.kind not in _OPENERS and before.kind != Kind.VERB:
            return before.kind in _FIGURED and words[items[at - 1].first] == "và"
    return True


def _measured(words: Sequence[str], items: Sequence[Item], at: int) -> bool:
    """Whether the clause before the item has a measured noun phrase that the item may belong to ('Tỷ lệ … giữ …')."""
    first = at
    while first > 0 and items[first - 1].kind not in BOUNDS:
        first -= 1
    return any(words[item.first] in SHARES_AND_COUNTS for item in items[first:at] if item.kind != Kind.FIGURE)


def _after_works(words: Sequence[str], items: Sequence[Item], at: int) -> bool:
    """Whether 'trở lên' bounds a figure before it, across what is counted but not across a grade (3, 4)."""
    back = at - 1
    while back >= 0 and items[back].kind in (Kind.PER, Kind.PLAN, Kind.TIME):
        back -= 1
    if back < 0:
        return False
    item = items[back]
    if item.kind == Kind.FIGURE:
        return True
    first = back
    while first >= 0 and items[first].kind in (Kind.NAME, Kind.LINK):
        first -= 1
    if first < 0 or items[first].kind != Kind.FIGURE:
        return False
    noun = words[items[first].last : item.last]
    return len(noun) <= 4 and GRADES.isdisjoint(noun)


def _plan_works(words: Sequence[str], items: list[Item], at: int) -> bool:
    """Whether 'chỉ tiêu', 'kế hoạch' or 'dự toán' is the yardstick: reached, fulfilled, or behind a percentage (6)."""
    back = at - 1
    while back >= 0 and items[back].kind in (Kind.TIME, Kind.PER, Kind.AFTER):
        back -= 1
    if back < 0:
        return False
    item = items[back]
    if item.kind == Kind.FIGURE:
        return bool(item.value.unit == "%")
    if item.kind == Kind.LINK:
        if item.value == "reach":
            return True
        if back and items[back - 1].kind == Kind.FIGURE and words[item.first] in ("với", "bằng"):
            return bool(items[back - 1].value.unit == "%")
        return False
    if item.kind == Kind.COMPARATOR:
        return item.value in ("reach", "exceed")
    return (item.kind == Kind.STRIVE and words[item.first] in FULFILLING) or (
        item.kind == Kind.STRIVE and words[item.last - 1] in ("thành", "đảm", "bảo")
    )
