"""Which backups stay: all of two days, then the last of each day, week and month, as far as there is room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

ALL_FOR = dt.timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9
LEAST_LIMIT = 2_000_000_000
"""Bytes that backups may always fill; a tenth of the disk where that is more."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup as thinning sees it: which file, of which book, when it was made (with a zone), its bytes with what lies
    beside it, and whether it is the month's own."""

    key: Hashable
    book: Hashable
    made_at: dt.datetime
    size: int
    is_months: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What stays and what goes, both by key; `early` are those that go only for want of room."""

    kept: frozenset[Hashable]
    dropped: frozenset[Hashable]
    early: frozenset[Hashable]


def limit_of(disk_bytes: int) -> int:
    """The most bytes that backups may fill on a disk of that size."""
    return max(LEAST_LIMIT, disk_bytes // 10)


def choose(copies: Sequence[Copy], now: dt.datetime, limit: int, shared: int = 0) -> Choice:
    """What stays of the sound backups of any number of books, in a place where they may fill `limit` bytes.

    `shared` bytes lie beside them in any case. Days, weeks and months are those of the zone of `now`, and only count
    where something was backed up: what a book was before it lay idle stays. A backup of the future (the PC's clock was
    wrong) stays like one of today. The newest of each book stays whatever it fills.
    """
    zone = now.tzinfo
    kept: set[Hashable] = set()
    newest: set[Hashable] = set()
    for book in {copy.book for copy in copies}:
        own = sorted((one for one in copies if one.book == book), key=lambda one: one.made_at, reverse=True)
        newest.add(own[0].key)
        kept |= _by_age(own, now, zone)
    kept |= newest
    late = [one for one in copies if one.key in kept]
    filled = shared + sum(one.size for one in late)
    early: set[Hashable] = set()
    for one in sorted(late, key=lambda one: one.made_at):
        if filled <= limit:
            break
        if one.key not in newest:
            early.add(one.key)
            filled -= one.size
    kept -= early
    return Choice(frozenset(kept), frozenset(one.key for one in copies) - kept, frozenset(early))


def _by_age(own: Sequence[Copy], now: dt.datetime, zone: dt.tzinfo | None) -> set[Hashable]:
    """What one book's backups, the newest first, are thinned to by their age."""
    days = [one.made_at.astimezone(zone).date() for one in own]
    recent = [one for one in own if now - one.made_at <= ALL_FOR]
    kept: set[Hashable] = {one.key for one in recent}
    rest = len(recent)
    rest += _first_of_each(own[rest:], [(day,) for day in days[rest:]], DAILY, kept)
    rest += _first_of_each(own[rest:], [tuple(day.isocalendar()[:2]) for day in days[rest:]], WEEKLY, kept)
    months = [(day.year, day.month) for day in days]
    own_of_months = [number for number, one in enumerate(own) if one.is_months]
    marked = {months[number] for number in own_of_months}
    others = [number for number in range(rest, len(own)) if months[number] not in marked]
    numbers = sorted({*own_of_months, *others})
    _first_of_each([own[n] for n in numbers], [months[n] for n in numbers], MONTHLY, kept)
    return kept


T = TypeVar("T")


def _first_of_each(own: Sequence[Copy], spans: Iterable[T], most: int, kept: set[Hashable]) -> int:
    """Keeps the first backup of each of the `most` first spans; how many backups lie in these spans."""
    seen: set[T] = set()
    for number, (one, span) in enumerate(zip(own, spans, strict=True)):
        if span not in seen:
            if len(seen) == most:
                return number
            seen.add(span)
            kept.add(one.key)
    return len(own)
