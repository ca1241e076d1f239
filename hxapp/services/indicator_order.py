"""Which indicators (chỉ tiêu) a year shows, in which order, under which numbers: the same lines in every table."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from hxapp.domain.indicators import Better, OverAreas, OverTime, PartKind, ValueKind
from hxapp.domain.periods import Rhythm
from hxapp.domain.targets import Comparator
from hxapp.domain.words import sort_key
from hxapp.services.targets import HeldTarget, main_target
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import INDICATOR

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

_LETTERS = "abcdđeghiklmnopqrstuvxy"  # as an office numbers points: no f, j, w, z; đ after d


@dataclass(frozen=True, slots=True)
class HeldIndicator:
    """An indicator as the book holds it."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    part_kind: PartKind | None
    name: str
    short_name: str | None
    value_kind: ValueKind
    unit: str | None
    better: Better
    over_time: OverTime
    over_areas: OverAreas
    rhythm: Rhythm
    decimals: int | None
    department_id: uuid.UUID | None
    leader_id: uuid.UUID | None
    note: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in its place: numbered (`headline`) or inside a task (`further`), a part at depth 1 under its head.

    `main` is the target that is judged, `targets` all that is said of it. `is_head` heads a compound and has no figure
    of its own. `clause` is what the line cites; a part stands where its head does, under the head's number.
    """

    held: HeldIndicator
    number: str
    depth: int
    headline: bool
    further: bool
    is_head: bool
    clause: str
    main: HeldTarget | None
    targets: Sequence[HeldTarget]


_Order = tuple[tuple[int, int, int], int, uuid.UUID]
_Targets = Mapping[uuid.UUID, Sequence[HeldTarget]]
_Parts = Mapping[uuid.UUID, Sequence[HeldIndicator]]


def held_indicators(session: Reading) -> dict[uuid.UUID, HeldIndicator]:
    """The indicators that are not in the bin, by identity."""
    rows = session.execute(
        select(
            INDICATOR.c.id,
            INDICATOR.c.parent_id,
            INDICATOR.c.part_kind,
            INDICATOR.c.name,
            INDICATOR.c.short_name,
            INDICATOR.c.value_kind,
            INDICATOR.c.unit,
            INDICATOR.c.better,
            INDICATOR.c.over_time,
            INDICATOR.c.over_areas,
            INDICATOR.c.rhythm,
            INDICATOR.c.decimals,
            INDICATOR.c.department_id,
            INDICATOR.c.leader_id,
            INDICATOR.c.note,
            INDICATOR.c.position,
        ).where(live(INDICATOR))
    )
    return {row.id: HeldIndicator(**row._mapping) for row in rows}


def in_order(held: Mapping[uuid.UUID, HeldIndicator], statements: Iterable[HeldTarget]) -> tuple[Line, ...]:
    """The indicators of which the `statements` say something: numbered ones first, each followed by its parts.

    Then the figures inside the document's tasks, lettered.
    """
    parts = _parts(held)
    targets = _by_indicator(statements)
    numbers = [(_number(top, parts, targets), top) for top in _tops(held, targets)]
    numbered = [(number, top) for number, top in numbers if number]
    others = [top for number, top in numbers if not number]
    order = _order(parts, targets)
    lines: list[Line] = []
    for number, top in sorted(numbered, key=lambda one: (order(one[1])[0][0], sort_key(one[0]), order(one[1]))):
        lines += _block(top, number, parts, targets, headline=True)
    for rank, top in enumerate(sorted(others, key=order)):
        lines += _block(top, _letters(rank), parts, targets, headline=False)
    return tuple(lines)


def _block(top: HeldIndicator, number: str, parts: _Parts, targets: _Targets, *, headline: bool) -> list[Line]:
    """The line of a top indicator and those of its parts."""
    beneath = sorted(
        (one for one in parts.get(top.id, ()) if one.id in targets),
        key=lambda one: (one.position, targets[one.id][0].order, one.id),
    )
    main = main_target(targets.get(top.id, ()))
    mains = [main_target(targets[one.id]) for one in beneath]
    cited = ["" if one is None else one.cited for one in mains]
    clause = ("" if main is None else main.cited) or (cited[0] if cited else "")
    inside = "" if main is None else main.clause
    asks_nothing = main is None or main.target.comparator is Comparator.TEXT_ONLY
    compound = any(one.part_kind is PartKind.COMPOUND for one in beneath)
    further = not headline
    return [
        Line(
            top,
            number,
            0,
            headline,
            further,
            is_head=compound and asks_nothing,
            clause=clause,
            main=main,
            targets=targets.get(top.id, ()),
        ),
        *(
            Line(
                one,
                "",
                1,
                headline=False,
                further=further,
                is_head=False,
                clause=clause if own == inside else own,
                main=its,
                targets=targets[one.id],
            )
            for one, its, own in zip(beneath, mains, cited, strict=True)
        ),
    ]


def _by_indicator(statements: Iterable[HeldTarget]) -> dict[uuid.UUID, list[HeldTarget]]:
    """Each indicator's own figures; what only restates another indicator's figure makes no row."""
    owner = {one.id: one.indicator_id for one in statements}
    found: dict[uuid.UUID, list[HeldTarget]] = defaultdict(list)
    for one in statements:
        foreign = one.restates_id is not None and owner.get(one.restates_id) not in (None, one.indicator_id)
        if one.judged or not foreign:
            found[one.indicator_id].append(one)
    return dict(found)


def _tops(held: Mapping[uuid.UUID, HeldIndicator], targets: _Targets) -> list[HeldIndicator]:
    """The indicators that stand for themselves: with a figure this year, or with a part that has one."""
    shown = set(targets)
    heads = {parent for one in held.values() if one.id in shown and (parent := one.parent_id) in held}
    return [one for one in held.values() if one.parent_id not in held and (one.id in shown or one.id in heads)]


def _parts(held: Mapping[uuid.UUID, HeldIndicator]) -> _Parts:
    """The parts of each head."""
    found: dict[uuid.UUID, list[HeldIndicator]] = defaultdict(list)
    for one in held.values():
        if one.parent_id is not None:
            found[one.parent_id].append(one)
    return dict(found)


def _number(top: HeldIndicator, parts: _Parts, targets: _Targets) -> str:
    """The document's own number of an indicator: its target's, else that of its first part which has one."""
    own = [top, *sorted(parts.get(top.id, ()), key=lambda one: one.position)]
    return next((target.number for one in own for target in targets.get(one.id, ()) if target.number), "")


def _order(parts: _Parts, targets: _Targets) -> Callable[[HeldIndicator], _Order]:
    def order(top: HeldIndicator) -> _Order:
        places = [targets[one.id][0].order for one in (top, *parts.get(top.id, ())) if one.id in targets]
        return min(places), top.position, top.id

    return order


def _letters(place: int) -> str:
    """The letter of a further figure, from 0: a, b, c, d, đ, e, g … y, then aa, ab …"""
    before, last = divmod(place, len(_LETTERS))
    return (_letters(before - 1) if before else "") + _LETTERS[last]
