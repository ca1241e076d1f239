"""The lines of the indicator table (chỉ tiêu), and how many are in which state."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Better, OverTime, PartKind
from hxapp.domain.periods import Rhythm
from hxapp.domain.ratings import Rating, State
from hxapp.domain.targets import Target
from hxapp.services.figures import Figure


@dataclass(frozen=True, slots=True)
class Statement:
    """Another statement of the same figure: what it says, where, and whether it repeats or contradicts the judged one.

    The target of another document has no `restates`; its clause names that document.
    """

    target_id: uuid.UUID
    clause: str
    wording: str
    quote: str
    restates: Restates | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of the indicator table; texts that are not there are empty.

    `headline` are the document's numbered indicators, `further` those inside part C, with their parts. `is_head` heads
    a compound: it has no figure of its own and takes the worst rating of its parts. `previous` is the whole year
    before, `last_year` the same period of it. `note` and `source` stand beside the typed cell. `outcomes` are further
    figures asked of the same thing, each with its own state.
    """

    id: uuid.UUID
    target_id: uuid.UUID | None
    parent_id: uuid.UUID | None
    part_kind: PartKind | None
    number: str
    headline: bool
    further: bool
    depth: int
    is_head: bool
    name: str
    short_name: str
    unit: str
    clause: str
    wording: str
    target: Target | None
    assigned: Decimal | None
    previous: Figure | None
    in_period: Figure | None
    cumulative: Figure | None
    last_year: Figure | None
    rating: Rating
    percent_text: str
    versus_text: str
    department_id: uuid.UUID | None
    department: str
    leader_id: uuid.UUID | None
    leader: str
    rhythm: Rhythm
    better: Better
    over_time: OverTime
    decimals: int | None
    note: str
    source: str
    indicator_note: str
    marks: tuple[str, ...]
    outcomes: tuple[tuple[str, State], ...]
    statements: tuple[Statement, ...]
    due: bool


def count_states(rows: Iterable[IndicatorRow]) -> dict[State, int]:
    """How many of the numbered indicators are in each state; compounds and 'trong đó' count once, by their head."""
    return dict(Counter(row.rating.state for row in rows if row.headline))


def count_further(rows: Iterable[IndicatorRow]) -> dict[State, int]:
    """How many of the figures inside the document's tasks are in each state; never added to the numbered ones."""
    return dict(Counter(row.rating.state for row in rows if row.further and row.depth == 0))


class _Cited(Protocol):
    """A line that cites a clause: of the indicator table, or of the result grid."""

    @property
    def depth(self) -> int: ...

    @property
    def clause(self) -> str: ...


def further_title(rows: Sequence[_Cited]) -> str:
    """What the further figures are called: 'Chỉ tiêu trong phần C', after the part of the document that holds most."""
    parts = Counter(row.clause.partition(".")[0] for row in rows if row.depth == 0)
    most = max(parts, key=parts.__getitem__, default="")
    return f"Chỉ tiêu trong phần {most}" if most and 2 * parts[most] > parts.total() else "Chỉ tiêu khác trong văn bản"
