"""Rounds of assessment (vòng đánh giá) of a criteria set: the ward's own, and those of a superior."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.checklist import RoundKind
from hxapp.domain.periods import Period
from hxapp.storage.bin import live
from hxapp.storage.schema.checklist import ROUND

if TYPE_CHECKING:
    from hxapp.storage.database import Reading


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round of assessment: who held it, for which period, and on which day if that is known."""

    id: uuid.UUID
    name: str
    kind: RoundKind
    period: Period
    held_on: dt.date | None


def list_rounds(session: Reading, set_id: uuid.UUID) -> tuple[RoundRow, ...]:
    """The rounds of the set, oldest first: by the period's end, then by the day."""
    rows = session.execute(
        sa.select(ROUND.c.id, ROUND.c.name, ROUND.c.kind, ROUND.c.period, ROUND.c.held_on, ROUND.c.position).where(
            live(ROUND), ROUND.c.set_id == set_id
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (row.period, row.held_on or row.period.last, row.position, row.name))
    return tuple(RoundRow(row.id, row.name, row.kind, row.period, row.held_on) for row in ordered)


def round_for(rounds: Iterable[RoundRow], period: Period) -> RoundRow | None:
    """The round that tells how things stand at the end of the period: the ward's own latest one until then."""
    own = [one for one in rounds if one.kind is RoundKind.SELF and one.period.last <= period.last]
    return own[-1] if own else None
