"""Changing the rounds of assessment (vòng đánh giá) of a criteria set."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.checklist import RoundKind
from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.services import bin as the_bin
from hxapp.services.fields import needed
from hxapp.storage.bin import live
from hxapp.storage.mapped.checklist import CriteriaSet, Round

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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
