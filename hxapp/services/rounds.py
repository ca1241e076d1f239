"""Rounds of assessment (vòng đánh giá) of a criteria set: the ward's own, and those of a superior."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.checklist import RoundKind
from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.services import bin as the_bin
from hxapp.services.fields import needed
from hxapp.storage.bin import live
from hxapp.storage.mapped.checklist import CriteriaSet, Round


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round of assessment: who held it, for which period, and on which day if that is known."""

    id: uuid.UUID
    name: str
    kind: RoundKind
    period: Period
    held_on: dt.date | None


def list_rounds(session: Session, set_id: uuid.UUID) -> tuple[RoundRow, ...]:
    """The rounds of the set, oldest first: by the period's end, then by the day."""
    rows = session.execute(
        sa.select(Round.id, Round.name, Round.kind, Round.period, Round.held_on, Round.position).where(
            live(Round), Round.set_id == set_id
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (row.period, row.held_on or row.period.last, row.position, row.name))
    return tuple(RoundRow(row.id, row.name, row.kind, row.period, row.held_on) for row in ordered)


def round_for(rounds: Iterable[RoundRow], period: Period) -> RoundRow | None:
    """The round that tells how things stand at the end of the period: the ward's own latest one until then."""
    own = [one for one in rounds if one.kind is RoundKind.SELF and one.period.last <= period.last]
    return own[-1] if own else None


def add_round(
    session: Session, set_id: uuid.UUID, name: str, kind: RoundKind, period: Period, held_on: dt.date | None
) -> uuid.UUID:
    """A new round in which nothing is assessed yet; Refused (field "name") for a name the set has already."""
    if session.scalar(sa.select(CriteriaSet.id).where(live(CriteriaSet), CriteriaSet.id == set_id)) is None:
        raise Refused("Bộ tiêu chí này không còn trong sổ. Hãy tải lại trang rồi chọn lại.", "set_id")
    name = _free_name(session, set_id, name, None)
    position = session.scalar(sa.select(sa.func.max(Round.position)).where(Round.set_id == set_id)) or 0
    row = Round(
        id=uuid.uuid4(), set_id=set_id, name=name, kind=kind, period=period, held_on=held_on, position=position + 1
    )
    session.add(row)
    session.flush()
    return row.id


def save_round(
    session: Session, round_id: uuid.UUID, name: str, kind: RoundKind, period: Period, held_on: dt.date | None
) -> None:
    """Writes a round's own fields; Refused (field "name") for a name the set has already."""
    row = session.scalar(sa.select(Round).where(live(Round), Round.id == round_id))
    if row is None:
        raise Refused("Vòng đánh giá này không còn trong sổ. Hãy tải lại trang rồi chọn vòng khác.", "round_id")
    row.name = _free_name(session, row.set_id, name, round_id)
    row.kind, row.period, row.held_on = kind, period, held_on
    session.flush()


def remove_rounds(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts rounds into the bin; their assessments are not shown until they are back."""
    the_bin.throw(session, "round", ids, now)


def restore_rounds(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings rounds back from the bin; Refused when a live round has taken the name."""
    the_bin.restore(session, [("round", identity) for identity in ids])


def _free_name(session: Session, set_id: uuid.UUID, name: str, but: uuid.UUID | None) -> str:
    name = needed(name, "name", "Tên vòng đánh giá")
    holder = session.scalar(
        sa.select(Round.id).where(
            live(Round), Round.set_id == set_id, Round.name == name, Round.id.is_distinct_from(but)
        )
    )
    if holder is not None:
        raise Refused(f"Bộ tiêu chí này đã có vòng “{name}”. Hãy đặt tên khác, ví dụ thêm tháng và năm.", "name")
    return name
