"""From clauses to drafts: each figure with the words that bind to it, left and right of it in its clause."""

from __future__ import annotations

from typing import Final

from hxapp.domain.phrases.clauses import Clause
from hxapp.domain.phrases.figures import Figure
from hxapp.domain.phrases.items import Item, Kind
from hxapp.domain.phrases.sets import ACTIONS, MEASURES

Range = tuple[int, int]
_RIGHT_AWAY: Final = frozenset((Kind.AFTER, Kind.TIME, Kind.PER, Kind.BASELINE, Kind.PLAN))


class Draft:
    """What is known of a target before it is judged: the cues at work and the token ranges of its names."""

    # Most stay as they are: a draft is made with few steps, and its lists are never changed in place.
    comparator = verb = level = link = gov = change = ""
    about = keep = plan = rate = share = times_over = in_turn = joined = counted = verb_first = of_which = False
    part_of_total = excess = average = strives = shared = listing = False
    first = last = 0
    baseline: tuple[str, bool, list[str]] | None = None
    per: str | None = None
    unit: str | None = None
    unit_per: str | None = None
    parent: Draft | None = None
    pre: list[Range] = []
    tail: list[Range] = []
    head: list[Range] = []
    times: list[Range] = []
    leftover: list[Range] = []

    def __init__(self, clause: Clause, figure: Figure | None) -> None:
        self.figure, self.opener, self.bracket = figure, clause.opener, clause.bracket

    @property
    def restates(self) -> bool:
        """Whether it says a figure again in brackets, without a verb of its own (9)."""
        return self.bracket and not (self.verb or self.level or self.link or self.pre)


def drafts(words: list[str], clause: Clause) -> list[Draft]:
    """The drafts of the clause's figures; of a clause without one the draft of what it keeps or plans, or none."""
    items = clause.items
    kinds = [item.kind for item in items]
    figures = kinds.count(Kind.FIGURE)
    if not figures:
        return _without_figure(clause, items)
    spots = [kinds.index(Kind.FIGURE)]
    if figures > 1:
        spots = [at for at, kind in enumerate(kinds) if kind == Kind.FIGURE]
    found = []
    first = 0
    for number, spot in enumerate(spots):
        end = spots[number + 1] if number + 1 < len(spots) else len(items)
        draft = Draft(clause, items[spot].value)
        _left(draft, words, items[first:spot], items[spot + 1 : end])
        first = _split(items, spot, end, bool(draft.pre)) if end < len(items) else end
        rest = _right(draft, words, items, spot + 1, first)
        found.append(draft)
        if rest:
            found += _without_figure(clause, items[rest:first])
    if Kind.PER in kinds:
        pers = [item.value.lstrip("/") for item in items if item.kind == Kind.PER]
        for draft in found:
            if draft.per is None and draft.figure is not None:
                draft.per = pers[0]
    return found


def _without_figure(clause: Clause, items: list[Item]) -> list[Draft]:
    """A thing that is kept, or a plan that is met, without a figure."""
    if not any(_stands_alone(item) for item in items):
        return []
    draft = Draft(clause, None)
    for item in items:
        kind = item.kind
        if kind == Kind.VERB and item.value == "keep":
            draft.keep = True
        elif kind == Kind.PLAN:
            draft.plan = True
            if not draft.pre:
                draft.counted = True
                draft.tail = [*draft.tail, (item.first, item.last)]
        elif kind in (Kind.NAME, Kind.RATE):
            draft.pre = [*draft.pre, (item.first, item.last)]
        elif kind == Kind.COLON and draft.pre and not draft.head:
            draft.head, draft.pre = draft.pre, []
        elif kind == Kind.PER:
            draft.per = item.value.lstrip("/")
        elif kind == Kind.BASELINE:
            draft.baseline = item.value
            draft.plan = draft.plan or item.value[1]
    if not (draft.keep or draft.plan):
        return []
    if items:
        draft.first, draft.last = items[0].first, items[-1].last
    if draft.head and not draft.pre:
        draft.pre, draft.head = draft.head, []
    if draft.plan and draft.counted and draft.pre:
        draft.pre = draft.tail + draft.pre
    if not draft.pre:
        draft.pre = draft.tail
    draft.tail = []
    return [draft]


def _stands_alone(item: Item) -> bool:
    """Whether the item makes a target without a figure: a verb of keeping, a plan."""
    kind = item.kind
    if kind == Kind.VERB:
        return bool(item.value == "keep")
    return kind == Kind.PLAN or (kind == Kind.BASELINE and item.value[1])


def _split(items: list[Item], spot: int, end: int, named: bool) -> int:
    """Where what belongs to the figure at `spot` ends before the figure at `end`."""
    zone = end
    while zone > spot + 1 and items[zone - 1].kind not in (Kind.NAME, Kind.RATE, Kind.AND, Kind.AFTER):
        zone -= 1
    for at in range(spot + 1, end):
        if items[at].kind == Kind.AND:
            return at
    first = spot + 1
    if items[spot].value.unit is None and items[first].kind == Kind.NAME:
        first += 1  # what is counted
    while first < zone and items[first].kind in _RIGHT_AWAY:
        first += 1
    return first if named else zone


def _left(draft: Draft, words: list[str], items: list[Item], right: list[Item]) -> None:
    """The cues before the figure, nearest first, then the name, and the head before a colon."""
    figure = draft.figure
    zone = True
    draft.first = figure.first if figure is not None else 0
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        kind, value = item.kind, item.value
        if kind == Kind.NAME or kind == Kind.RATE:
            zone = False
            draft.pre = [(item.first, item.last), *draft.pre]
            draft.rate = draft.rate or kind == Kind.RATE
            continue
        if zone and kind != Kind.COLON and kind != Kind.STRIVE:
            draft.first = item.first
        if kind == Kind.COMPARATOR:
            draft.excess = draft.excess or value in ("exceed", "reach")
            if draft.comparator in ("", "from") and not (draft.plan and value == "reach"):
                draft.comparator = draft.comparator or value
        elif kind == Kind.LINK:
            _link(draft, value)
        elif kind == Kind.VERB:
            if value == "keep":
                draft.keep = True
            elif not draft.verb:
                draft.verb = value
                draft.verb_first = not zone
        elif kind == Kind.LEVEL:
            if not draft.verb and not draft.level:
                draft.level = value
        elif kind == Kind.ABOUT:
            draft.about = True
            draft.comparator = draft.comparator or value
        elif kind == Kind.TIME:
            draft.times = [(item.first, item.last), *draft.times]
        elif kind == Kind.BASELINE:
            draft.baseline = draft.baseline or value
        elif kind == Kind.PLAN:
            draft.plan = True
        elif kind == Kind.TIMES:
            draft.times_over = True
        elif kind == Kind.AVERAGE:
            draft.average = True
        elif kind == Kind.IN_TURN:
            draft.in_turn = True
        elif kind == Kind.UNIT:
            draft.unit, draft.unit_per = value
        elif kind == Kind.AND:
            draft.joined = True
            if draft.pre and words[draft.pre[0][0]] in ACTIONS:
                return  # 'giảm hộ nghèo và giải quyết việc làm cho 500 lao động'
        elif kind == Kind.COLON:
            if draft.pre:
                draft.head = [(one.first, one.last) for one in items[:at] if one.kind in (Kind.NAME, Kind.RATE)]
                if draft.head:
                    verbs = [one.value for one in items[:at] if one.kind == Kind.VERB]
                    draft.gov = verbs[0] if verbs else ""
                    units = [one.value for one in items[:at] if one.kind == Kind.UNIT]
                    if units and draft.unit is None:
                        draft.unit, draft.unit_per = units[0]
                    return
                draft.listing = True
        elif kind == Kind.STRIVE and not value:
            draft.strives = True
            if _subject(draft, words, items[:at], right):
                return


def _subject(draft: Draft, words: list[str], before: list[Item], right: list[Item]) -> bool:
    """Whether who strives stands before 'phấn đấu', and what is measured behind it."""
    if any(item.kind == Kind.RATE or words[item.first] in MEASURES for item in before if item.kind != Kind.STRIVE):
        return False
    if draft.pre:
        return words[draft.pre[0][0]] not in ("bình", "trung")
    figure = draft.figure
    return any(one.kind == Kind.NAME for one in right[:1]) or (
        figure is not None and (figure.counted or figure.per is not None)
    )


def _link(draft: Draft, value: str) -> None:
    if value in ("reach", "stand"):
        if not draft.verb and not draft.link:
            draft.link = value
    elif value in ("share", "weight"):
        draft.share = True
        draft.part_of_total = draft.part_of_total or value == "weight"
    elif value == "gt":
        draft.comparator = draft.comparator or "gt"
    elif value == "add":
        draft.verb = draft.verb or "add"
    elif value:
        draft.about = draft.about or "about" in value
        if value.endswith("from"):
            draft.comparator = draft.comparator or "from"
            if value == "from" and not draft.verb and not draft.link:
                draft.link = "reach"


def _right(draft: Draft, words: list[str], items: list[Item], first: int, end: int) -> int:
    """The cues behind the figure and the rest of the name; gives where another thing without a figure begins, or 0."""
    figure = draft.figure
    draft.last = figure.last if figure is not None else 0
    near = True
    at = first
    while at < end:
        item = items[at]
        kind, value = item.kind, item.value
        if kind == Kind.NAME or kind == Kind.RATE:
            if draft.pre and (draft.leftover or words[item.first] == "và"):
                first = item.first + (words[item.first] == "và")
                draft.leftover = [*draft.leftover, (first, item.last)]
            else:
                draft.tail = [*draft.tail, (item.first, item.last)]
            near = False
        elif kind == Kind.AFTER:
            if draft.comparator in ("", "from", "reach", "exceed"):
                draft.comparator = value
            if near:
                draft.last = item.last
        elif kind == Kind.BASELINE:
            draft.baseline = draft.baseline or value
            if near:
                draft.last = item.last
        elif kind == Kind.TIME:
            draft.times = [*draft.times, (item.first, item.last)]
        elif kind == Kind.PER:
            if near:
                draft.last = item.last
        elif kind == Kind.PLAN:
            draft.plan = True
            if near:
                draft.last = item.last
        elif kind == Kind.VERB and value == "keep":
            if draft.tail and words[item.first - 1] in ("và", "với"):
                *rest, (first, last) = draft.tail
                draft.tail = [*rest, (first, last - 1)] if first < last - 1 else rest
                return at
            draft.keep = True
            draft.tail = [*draft.tail, (item.first, item.last)]
        elif kind == Kind.STRIVE and at + 1 < end and items[at + 1].kind == Kind.VERB:
            return at + 1
        at += 1
    return 0
