"""Figures that describe what is counted, which places or groups, or what a share's things have: of the name (3)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from hxapp.domain.phrases.items import BOUNDS, NAMED, Item, Kind
from hxapp.domain.phrases.sets import ACTIONS, COUNTS, GROUPS, MEASURES, SEVERAL, SHARES_AND_COUNTS, SUBJECTS, TOTALS

_JOINING: Final = frozenset(("reach", "share", "", "from"))
_PHRASE: Final = frozenset((Kind.NAME, Kind.LINK, Kind.STRIVE, Kind.COMPARATOR, Kind.ABOUT, Kind.TIME, Kind.PER))


def described(words: Sequence[str], items: list[Item]) -> None:
    """A figure that describes what is counted is of the name, not one of a target."""
    first = 0
    for at, item in enumerate(items):
        if item.kind in BOUNDS:
            _describe(words, items[first:at])
            first = at + 1
    _describe(words, items[first:])


def _describe(words: Sequence[str], items: list[Item]) -> None:
    """'60% học sinh được học 2 buổi/ngày'; 'số xã dưới 5 tiêu chí xuống còn 60 xã'."""
    spots = [at for at, item in enumerate(items) if item.kind == Kind.FIGURE]
    if len(spots) < 2:
        return
    head = spots[0]
    if items[head].value.unit == "%" and all(item.kind not in NAMED or _whole(words, item) for item in items[:head]):
        _describe_behind(words, items, head)
        return
    for spot, following in pairwise(spots):
        if items[spot].kind == Kind.FIGURE and (start := _qualifies(words, items, spot, following)):
            for item in items[start : spot + 1]:
                item.kind = Kind.NAME
            if items[spot + 1].kind == Kind.AFTER:
                items[spot + 1].kind = Kind.NAME
    spots = [at for at in spots if items[at].kind == Kind.FIGURE]
    if any(words[item.first] in COUNTS for item in items[:head] if item.kind in (Kind.NAME, Kind.LINK)):
        for spot, following in pairwise(spots):
            before = items[spot - 1]
            bound = before.kind == Kind.COMPARATOR or (before.kind == Kind.LINK and before.value == "from")
            changed = spot > 1 and items[spot - 2].kind == Kind.VERB
            if bound and not changed and items[spot].value.unit != "%" and _linked(items[spot + 1 : following + 1]):
                items[spot].kind = before.kind = Kind.NAME


def _whole(words: Sequence[str], item: Item) -> bool:
    """Whether the words name the place of which all is told ('toàn huyện có 50% số xã …')."""
    said = words[item.first : item.last]
    return said[0] in SUBJECTS and SEVERAL.isdisjoint(said)


def _describe_behind(words: Sequence[str], items: Sequence[Item], head: int) -> None:
    """Behind a share that opens the clause, figures of another unit say what its things have ('có đủ 3 thiết chế')."""
    changed = any(item.kind == Kind.VERB for item in items[:head])
    named = False
    for at in range(head + 1, len(items)):
        item, before = items[at], items[at - 1]
        if item.kind == Kind.FIGURE and item.value.unit != "%":
            led = before.kind == Kind.NAME
            if not led and named:
                lead = at - 1
                while items[lead].kind in (Kind.COMPARATOR, Kind.ABOUT) or items[lead].value == "from":
                    lead -= 1
                has = words[items[lead].first]
                led = items[lead].kind == Kind.NAME or (
                    items[lead].kind == Kind.LINK and (has == "có" or (has == "đạt" and not item.value.measured))
                )
            if led:
                item.kind = Kind.NAME
        elif item.kind not in _PHRASE and not (item.kind == Kind.AFTER and before.kind == Kind.NAME):
            break
        elif item.kind == Kind.STRIVE and item.last < len(words) and words[item.first] == "và":
            follower = words[item.last]
            if follower in MEASURES or (changed and follower in ACTIONS):
                break  # 'giảm 3% số vụ cháy và trồng 20 ha rừng'
        named = named or item.kind == Kind.NAME


def _qualifies(words: Sequence[str], items: Sequence[Item], spot: int, following: int) -> int:
    """Where the words begin by which the figure at `spot` tells of which places or groups the following one is.

    'các xã có tỷ lệ hộ nghèo trên 40% giảm 5%': behind 'có', bounded, and a verb or link right before the next figure.
    0 where it is a figure of its own.
    """
    lead = spot - 1
    while lead > 0 and (items[lead].kind in (Kind.COMPARATOR, Kind.ABOUT) or items[lead].value == "from"):
        lead -= 1
    bounded = lead < spot - 1 or items[spot + 1].kind == Kind.AFTER
    if _specifies(words, items, lead, spot, following, bounded):
        return max(lead, 1)
    if not bounded:
        return 0
    direct = spot - lead <= 2 and items[lead].kind == Kind.LINK
    while lead > 0 and (items[lead].kind in NAMED or words[items[lead].first] in SHARES_AND_COUNTS):
        lead -= 1
    has = items[lead]
    if lead == 0 or has.kind != Kind.LINK or words[has.first] != "có" or items[lead - 1].kind != Kind.NAME:
        return 0
    group = words[items[lead - 1].first : has.first]
    if direct:
        head = words[items[0].first]
        share = items[spot].value.unit == "%"
        if SEVERAL.isdisjoint(group) and (head not in MEASURES if share else head in TOTALS):
            return 0
    elif words[has.last] not in MEASURES or GROUPS.isdisjoint(group):
        return 0
    return lead if _led_to(items, spot, following) else 0


def _specifies(
    words: Sequence[str], items: Sequence[Item], lead: int, spot: int, following: int, bounded: bool
) -> bool:
    """Whether the figure is of what is counted: 'mô hình 5 tỷ đồng/ha đạt 3 ha', 'Số xã đạt 19 tiêu chí: 12 xã'."""
    figure, other = items[spot].value, items[following].value
    if figure.per is not None and figure.per == other.unit:
        return lead > 0 and _led_to(items, spot, following)
    shares = words[items[0].first] == "tỷ" and other.unit == "%"
    if shares and figure.unit not in ("%", "‰") and _within_name(words, items, lead, spot):
        return _led_to(items, spot, following)
    if figure.unit == "%" or figure.unit == other.unit or items[0].kind not in NAMED:
        return False
    before = following - 1
    while items[before].kind in (Kind.COMPARATOR, Kind.ABOUT):
        before -= 1
    if items[before].kind != Kind.COLON:
        return False
    return bounded or (items[lead].kind == Kind.LINK and items[lead].value == "reach" and words[0] in COUNTS)


def _within_name(words: Sequence[str], items: Sequence[Item], lead: int, spot: int) -> bool:
    """Whether a noun or 'có', 'đạt' leads to the figure, no level and no verb: it tells of what the share is."""
    before = items[lead]
    led = before.kind == Kind.NAME or (before.kind == Kind.LINK and words[before.first] in ("có", "đạt", "đủ", "với"))
    return led and items[spot].value.rank == "" and items[spot].value.out_of is None


def _led_to(items: Sequence[Item], spot: int, following: int) -> bool:
    """Whether a verb of change, a level, a link or a colon stands right before the figure at `following`."""
    for at in range(following - 1, spot, -1):
        kind = items[at].kind
        if kind in (Kind.LEVEL, Kind.COLON) or (kind == Kind.VERB and items[at].value != "keep"):
            return True
        if kind == Kind.LINK:
            return items[at].value in _JOINING
        if kind not in (Kind.COMPARATOR, Kind.ABOUT, Kind.AVERAGE, Kind.TIME, Kind.PER):
            return False
    return False


def _linked(items: Sequence[Item]) -> bool:
    """Whether another figure follows in the clause, behind a link, a level or a colon."""
    linked = turned = False
    for item in items:
        kind = item.kind
        if kind in BOUNDS or kind == Kind.AND or kind == Kind.PLAN or (turned and kind in NAMED):
            return False
        turned = kind == Kind.VERB  # 'và giảm số xã …' is of another thing
        if kind == Kind.FIGURE:
            return linked
        linked = linked or kind in (Kind.COLON, Kind.LEVEL) or (kind == Kind.LINK and item.value in _JOINING)
    return False


def grouped(items: list[Item]) -> None:
    """'riêng 2 xã nghèo giảm 4%': how many there are of whom the figure is told is of the name."""
    for at, item in enumerate(items[:-1]):
        counted = items[at + 1]
        if item.kind == Kind.APART and counted.kind == Kind.FIGURE and counted.value.unit != "%":
            for behind in items[at + 2 :]:
                if behind.kind in BOUNDS:
                    break
                if behind.kind == Kind.FIGURE:
                    counted.kind = Kind.NAME
                    break
