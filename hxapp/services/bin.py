"""The bin (thùng rác): what was deleted, and bringing it back with all that went in at the same moment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hxapp.domain.errors import HxError, Refused
from hxapp.storage.bin import binned, live
from hxapp.storage.mapped.base import Binnable
from hxapp.storage.mapped.indicators import Indicator, TargetRow


@dataclass(frozen=True, slots=True)
class BinRow:
    """Something deleted that can be brought back whole; `kind` and `id` are what `restore` takes."""

    id: uuid.UUID
    kind: str
    kind_label: str
    name: str
    binned_at: dt.datetime


@dataclass(frozen=True)
class _Kind:
    """A table whose rows are deleted by the clerk: what goes along, and what no two live rows may share."""

    label: str
    table: Any  # a mapped class with id, binned_at and, where it is a tree, parent_id
    name: InstrumentedAttribute[str]
    tree: bool
    along: tuple[tuple[type[Binnable], InstrumentedAttribute[uuid.UUID]], ...] = ()
    unique: tuple[InstrumentedAttribute[Any], ...] = ()


# Each kind's tables are mapped when it is first asked for: throwing an indicator away needs none of the tasks'.
@cache
def _indicator() -> _Kind:
    return _Kind("Chỉ tiêu", Indicator, Indicator.name, True, ((TargetRow, TargetRow.indicator_id),))


@cache
def _task() -> _Kind:
    from hxapp.storage.mapped.tasks import ProgressNote, Task, TaskDepartment, TaskPlace

    along = (
        (TaskDepartment, TaskDepartment.task_id),
        (TaskPlace, TaskPlace.task_id),
        (ProgressNote, ProgressNote.task_id),
    )
    return _Kind("Nhiệm vụ", Task, Task.wording, True, along)


@cache
def _criterion() -> _Kind:
    from hxapp.storage.mapped.checklist import Criterion

    return _Kind("Tiêu chí", Criterion, Criterion.title, True, (), (Criterion.set_id, Criterion.code))


@cache
def _round() -> _Kind:
    from hxapp.storage.mapped.checklist import Round

    return _Kind("Vòng đánh giá", Round, Round.name, False, (), (Round.set_id, Round.name))


KINDS: dict[str, Callable[[], _Kind]] = {
    "indicator": _indicator,
    "task": _task,
    "criterion": _criterion,
    "round": _round,
}


def list_bin(session: Session) -> tuple[BinRow, ...]:
    """What lies in the bin, latest first; what went in along with its head stands for itself only under the head."""
    found = []
    for name, kind_of in KINDS.items():
        kind = kind_of()
        table = kind.table
        statement = select(table.id, kind.name, table.binned_at).where(binned(table))
        if kind.tree:
            head = aliased(table)
            statement = statement.outerjoin(head, head.id == table.parent_id).where(
                or_(head.id.is_(None), head.binned_at.is_(None), head.binned_at != table.binned_at)
            )
        found += [BinRow(row[0], name, kind.label, row[1], row[2]) for row in session.execute(statement)]
    return tuple(sorted(found, key=lambda row: (row.binned_at, row.name, row.id), reverse=True))


def throw(session: Session, kind: str, ids: Iterable[uuid.UUID], now: dt.datetime) -> None:
    """Puts the rows into the bin, with what is under them and what belongs to them; what lies there already stays."""
    held = KINDS[kind]()
    table = held.table
    gone = _tree(session, held, set(ids), live(table))
    session.execute(update(table).where(table.id.in_(gone), live(table)).values(binned_at=now))
    for other, owner in held.along:
        session.execute(update(other).where(owner.in_(gone), live(other)).values(binned_at=now))


def restore(session: Session, chosen: Iterable[tuple[str, uuid.UUID]]) -> None:
    """Brings rows back from the bin, each with exactly what went in with it.

    Refused when its head still lies there, or a live row has taken its code or name; HxError when it is not there.
    """
    by_kind: dict[str, list[uuid.UUID]] = {}
    for kind, row_id in chosen:
        if kind not in KINDS:
            raise HxError(f"Thùng rác không có loại “{kind}”. Hãy chọn một dòng đang hiện trong thùng rác.")
        by_kind.setdefault(kind, []).append(row_id)
    for kind, ids in by_kind.items():
        _restore(session, KINDS[kind](), ids)


def _restore(session: Session, kind: _Kind, ids: list[uuid.UUID]) -> None:
    table = kind.table
    rows = session.execute(select(table.id, table.binned_at).where(table.id.in_(ids), binned(table)))
    moments: dict[uuid.UUID, dt.datetime] = dict(rows.all())
    if set(ids) - set(moments):
        raise HxError(f"{kind.label} này không còn trong thùng rác. Hãy tải lại thùng rác rồi chọn lại.")
    back: dict[uuid.UUID, dt.datetime] = {}
    for row_id, moment in moments.items():
        back |= dict.fromkeys(_tree(session, kind, {row_id}, table.binned_at == moment), moment)
    _check_heads(session, kind, back)
    for moment in set(back.values()):
        together = [row_id for row_id, at in back.items() if at == moment]
        for other, owner in kind.along:
            session.execute(update(other).where(owner.in_(together), other.binned_at == moment).values(binned_at=None))
    for row_id in back:
        _check_unique(session, kind, row_id)
        session.execute(update(table).where(table.id == row_id).values(binned_at=None))
    if table is Indicator:
        _check_numbers(session, back)


def _tree(session: Session, kind: _Kind, ids: Collection[uuid.UUID], condition: Any) -> set[uuid.UUID]:
    """The rows and all those under them that meet the condition."""
    table = kind.table
    reached = set(ids)
    newest: Collection[uuid.UUID] = reached
    while kind.tree and newest:
        found = session.scalars(select(table.id).where(table.parent_id.in_(newest), condition)).all()
        newest = set(found) - reached
        reached |= newest
    return reached


def _check_heads(session: Session, kind: _Kind, back: Collection[uuid.UUID]) -> None:
    if not kind.tree:
        return
    table, head = kind.table, aliased(kind.table)
    lost = session.execute(
        select(kind.name, getattr(head, kind.name.key))
        .join(head, head.id == table.parent_id)
        .where(table.id.in_(back), binned(head), head.id.not_in(back))
    ).first()
    if lost is not None:
        raise Refused(
            f"“{lost[0]}” nằm dưới “{lost[1]}”, cũng đang ở trong thùng rác. Hãy khôi phục “{lost[1]}” trước."
        )


def _check_unique(session: Session, kind: _Kind, row_id: uuid.UUID) -> None:
    if not kind.unique:
        return
    table = kind.table
    values = session.execute(select(*kind.unique).where(table.id == row_id)).one()
    same = [column == value for column, value in zip(kind.unique, values, strict=True)]
    if session.scalar(select(table.id).where(live(table), *same)) is not None:
        raise Refused(
            f"Trong sổ đã có {kind.label.lower()} khác mang “{values[-1]}”. "
            "Hãy đổi mã hoặc tên của dòng đó trước, rồi khôi phục lại."
        )


def _check_numbers(session: Session, back: Collection[uuid.UUID]) -> None:
    """A document's number that was given away meanwhile is not there twice."""
    other, other_target = aliased(Indicator), aliased(TargetRow)
    taken = session.execute(
        select(Indicator.name, TargetRow.number, other.name)
        .join(TargetRow, TargetRow.indicator_id == Indicator.id)
        .join(
            other_target,
            and_(
                other_target.document_id == TargetRow.document_id,
                other_target.year == TargetRow.year,
                other_target.number == TargetRow.number,
                other_target.indicator_id != TargetRow.indicator_id,
            ),
        )
        .join(other, other.id == other_target.indicator_id)
        .where(Indicator.id.in_(back), live(Indicator, TargetRow), live(other, other_target))
        .where(TargetRow.judged, other_target.judged)
    ).first()
    if taken is not None:
        raise Refused(
            f"“{taken[0]}” mang số {taken[1]}, nay là số của “{taken[2]}”. "
            "Hãy đổi số của chỉ tiêu đó trước, rồi khôi phục lại."
        )
