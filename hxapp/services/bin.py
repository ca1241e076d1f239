"""The bin (thùng rác): what was deleted, and bringing it back with all that went in at the same moment.

A row goes in with what stands under it and what belongs to it: a document with its clauses and with the targets and
tasks it asks for, a criteria set with its lines and rounds.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hxapp.domain.errors import HxError, Refused
from hxapp.storage.bin import binned, live
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.indicators import Indicator, TargetRow

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

_ONE_TARGET = ("indicator_id", "document_id", "year", "area_id", "period")  # of these one judged target stands


_NAME, _TITLE = attrgetter("name"), attrgetter("title")


def _numbered(table: Any) -> Any:
    return table.number + " " + table.title


@dataclass(frozen=True, slots=True)
class BinRow:
    """Something deleted that can be brought back whole; `kind` and `id` are what `restore` takes."""

    id: uuid.UUID
    kind: str
    kind_label: str
    name: str
    binned_at: dt.datetime


@dataclass(frozen=True)
class _Along:
    """Rows that go with those that `owner` points to, and what goes with them in turn; `tree` has rows under rows."""

    table: Any  # a mapped class with id and binned_at
    owner: InstrumentedAttribute[Any]
    along: tuple[_Along, ...] = ()
    tree: bool = False


@dataclass(frozen=True)
class _Kind:
    """A table whose rows are deleted by the clerk: what goes along, what a live row needs, what no two may share."""

    label: str
    table: Any  # a mapped class with id, binned_at and, where it is a tree, parent_id
    name: Callable[[Any], Any]  # what a row of the table, or of an alias of it, is called
    tree: bool
    along: tuple[_Along, ...] = ()
    unique: tuple[InstrumentedAttribute[Any], ...] = ()
    owners: tuple[tuple[InstrumentedAttribute[Any], Any, Callable[[Any], Any]], ...] = ()


# Each kind's tables are mapped when it is first asked for: throwing an indicator away needs none of the tasks'.
@cache
def _document() -> _Kind:
    from hxapp.storage.mapped.checklist import CriteriaStatement
    from hxapp.storage.mapped.document_parts import DocumentDuty, Programme, Recipient
    from hxapp.storage.mapped.tasks import Task

    along = (
        _Along(Clause, Clause.document_id),
        _Along(TargetRow, TargetRow.document_id),
        _Along(Task, Task.document_id, _of_tasks(), tree=True),
        _Along(Programme, Programme.document_id),
        _Along(DocumentDuty, DocumentDuty.document_id),
        _Along(Recipient, Recipient.document_id),
        _Along(CriteriaStatement, CriteriaStatement.document_id),
    )
    return _Kind("Văn bản nguồn", SourceDocument, _TITLE, False, along)


@cache
def _clause() -> _Kind:
    from hxapp.storage.mapped.checklist import CriteriaStatement
    from hxapp.storage.mapped.tasks import Task

    along = (
        _Along(TargetRow, TargetRow.clause_id),
        _Along(Task, Task.clause_id, _of_tasks(), tree=True),
        _Along(CriteriaStatement, CriteriaStatement.clause_id),
    )
    owners = ((Clause.document_id, SourceDocument, _TITLE),)
    return _Kind("Mục", Clause, _numbered, True, along, (Clause.document_id, Clause.number), owners)


@cache
def _criteria_set() -> _Kind:
    from hxapp.storage.mapped.checklist import CriteriaSet, CriteriaStatement, Criterion, Round

    along = (
        _Along(Criterion, Criterion.set_id),
        _Along(Round, Round.set_id),
        _Along(CriteriaStatement, CriteriaStatement.set_id),
    )
    return _Kind("Bộ tiêu chí", CriteriaSet, _TITLE, False, along, (CriteriaSet.title,))


@cache
def _indicator() -> _Kind:
    return _Kind("Chỉ tiêu", Indicator, _NAME, True, (_Along(TargetRow, TargetRow.indicator_id),))


@cache
def _task() -> _Kind:
    from hxapp.storage.mapped.tasks import Task

    owners = (
        (Task.document_id, SourceDocument, _TITLE),
        (Task.clause_id, Clause, _numbered),
    )
    return _Kind("Nhiệm vụ", Task, attrgetter("wording"), True, _of_tasks(), owners=owners)


@cache
def _of_tasks() -> tuple[_Along, ...]:
    from hxapp.storage.mapped.tasks import ProgressNote, TaskDepartment, TaskPlace

    return (
        _Along(TaskDepartment, TaskDepartment.task_id),
        _Along(TaskPlace, TaskPlace.task_id),
        _Along(ProgressNote, ProgressNote.task_id),
    )


@cache
def _criterion() -> _Kind:
    from hxapp.storage.mapped.checklist import CriteriaSet, Criterion

    owners = ((Criterion.set_id, CriteriaSet, _TITLE),)
    return _Kind("Tiêu chí", Criterion, _TITLE, True, (), (Criterion.set_id, Criterion.code), owners)


@cache
def _round() -> _Kind:
    from hxapp.storage.mapped.checklist import CriteriaSet, Round

    owners = ((Round.set_id, CriteriaSet, _TITLE),)
    return _Kind("Vòng đánh giá", Round, _NAME, False, (), (Round.set_id, Round.name), owners)


@cache
def _neighbourhood() -> _Kind:
    from hxapp.storage.mapped.office import Area

    return _Kind("Tổ dân phố", Area, _NAME, False, unique=(Area.kind, Area.valid_to, Area.name))


# In this order they come back: what others stand in first.
KINDS: dict[str, Callable[[], _Kind]] = {
    "document": _document,
    "clause": _clause,
    "criteria_set": _criteria_set,
    "indicator": _indicator,
    "task": _task,
    "criterion": _criterion,
    "round": _round,
    "neighbourhood": _neighbourhood,
}


def list_bin(session: Reading) -> tuple[BinRow, ...]:
    """What lies in the bin, latest first; what went in along with its head stands for itself only under the head."""
    found = []
    for name, kind_of in KINDS.items():
        kind = kind_of()
        table = kind.table
        statement = select(table.id, kind.name(table), table.binned_at).where(binned(table))
        heads = [(table.parent_id, table)] if kind.tree else []
        for column, owner in [*heads, *((column, owner) for column, owner, _ in kind.owners)]:
            head = aliased(owner)
            statement = statement.outerjoin(head, head.id == column).where(
                or_(head.id.is_(None), head.binned_at.is_(None), head.binned_at != table.binned_at)
            )
        found += [BinRow(row[0], name, kind.label, row[1], row[2]) for row in session.execute(statement)]
    return tuple(sorted(found, key=lambda row: (row.binned_at, row.name, row.id), reverse=True))


def throw(session: Session, kind: str, ids: Iterable[uuid.UUID], now: dt.datetime) -> None:
    """Puts the rows into the bin, with what is under them and what belongs to them; what lies there already stays."""
    held = KINDS[kind]()
    gone = reached(session, kind, ids)
    session.execute(update(held.table).where(held.table.id.in_(gone), live(held.table)).values(binned_at=now))
    for along in held.along:
        _throw_along(session, along, gone, now)


def reached(session: Reading, kind: str, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """The rows and all live ones of their kind that stand under them."""
    held = KINDS[kind]()
    return _tree(session, held.table, set(ids), live(held.table)) if held.tree else set(ids)


def _throw_along(session: Session, along: _Along, owners: Collection[uuid.UUID], now: dt.datetime) -> None:
    table = along.table
    gone = set(session.scalars(select(table.id).where(along.owner.in_(owners), live(table))))
    if along.tree:
        gone = _tree(session, table, gone, live(table))
    if not gone:
        return
    session.execute(update(table).where(table.id.in_(gone)).values(binned_at=now))
    for further in along.along:
        _throw_along(session, further, gone, now)


def restore(session: Session, chosen: Iterable[tuple[str, uuid.UUID]]) -> None:
    """Brings rows back from the bin, each with exactly what went in with it.

    Refused when what it stands in still lies there, or a live row has taken its code, name or place; HxError when it
    is not there.
    """
    by_kind: dict[str, list[uuid.UUID]] = {}
    for kind, row_id in chosen:
        if kind not in KINDS:
            raise HxError(f"Thùng rác không có loại “{kind}”. Hãy chọn một dòng đang hiện trong thùng rác.")
        by_kind.setdefault(kind, []).append(row_id)
    with session.begin_nested():  # what is refused half-way leaves nothing behind
        targets: set[uuid.UUID] = set()
        for kind, kind_of in KINDS.items():
            if kind in by_kind:
                targets |= _restore(session, kind_of(), by_kind[kind])
        if targets:
            _check_numbers(session, targets)


def _restore(session: Session, kind: _Kind, ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Brings the rows of one kind back; which targets came along."""
    table = kind.table
    rows = session.execute(select(table.id, table.binned_at).where(table.id.in_(ids), binned(table)))
    moments: dict[uuid.UUID, dt.datetime] = dict(rows.all())
    if set(ids) - set(moments):
        raise HxError(f"{kind.label} này không còn trong thùng rác. Hãy tải lại thùng rác rồi chọn lại.")
    back: dict[uuid.UUID, dt.datetime] = {}
    for row_id, moment in moments.items():
        together = _tree(session, table, {row_id}, table.binned_at == moment) if kind.tree else {row_id}
        back |= dict.fromkeys(together, moment)
    _check_owners(session, kind, back)
    _check_heads(session, kind, back)
    for row_id in back:
        _check_unique(session, kind, row_id)
        session.execute(update(table).where(table.id == row_id).values(binned_at=None))
    targets: set[uuid.UUID] = set()
    for moment in set(back.values()):
        owners = {row_id for row_id, at in back.items() if at == moment}
        for along in kind.along:
            targets |= _restore_along(session, along, owners, moment)
    return targets


def _restore_along(
    session: Session, along: _Along, owners: Collection[uuid.UUID], moment: dt.datetime
) -> set[uuid.UUID]:
    table = along.table
    back = set(session.scalars(select(table.id).where(along.owner.in_(owners), table.binned_at == moment)))
    if along.tree:
        back = _tree(session, table, back, table.binned_at == moment)
    if not back:
        return set()
    if table is TargetRow:
        _check_targets(session, back)
    session.execute(update(table).where(table.id.in_(back)).values(binned_at=None))
    for further in along.along:
        _restore_along(session, further, back, moment)
    return back if table is TargetRow else set()


def _tree(session: Reading, table: Any, ids: Collection[uuid.UUID], condition: Any) -> set[uuid.UUID]:
    """The rows and all those under them that meet the condition."""
    reached = set(ids)
    newest: Collection[uuid.UUID] = reached
    while newest:
        found = session.scalars(select(table.id).where(table.parent_id.in_(newest), condition)).all()
        newest = set(found) - reached
        reached |= newest
    return reached


def _check_heads(session: Session, kind: _Kind, back: Collection[uuid.UUID]) -> None:
    if not kind.tree:
        return
    table, head = kind.table, aliased(kind.table)
    lost = session.execute(
        select(kind.name(table), kind.name(head))
        .join(head, head.id == table.parent_id)
        .where(table.id.in_(back), binned(head), head.id.not_in(back))
    ).first()
    if lost is not None:
        raise Refused(
            f"“{lost[0]}” nằm dưới “{lost[1]}”, cũng đang ở trong thùng rác. Hãy khôi phục “{lost[1]}” trước."
        )


def _check_owners(session: Session, kind: _Kind, back: Collection[uuid.UUID]) -> None:
    """What the rows stand in (a task's clause and document, a criterion's set) does not lie in the bin."""
    for column, owner, name in kind.owners:
        lost = session.execute(
            select(kind.name(kind.table), name(owner))
            .join(owner, owner.id == column)
            .where(kind.table.id.in_(back), binned(owner))
        ).first()
        if lost is not None:
            raise Refused(
                f"“{lost[0]}” thuộc “{lost[1]}”, cũng đang ở trong thùng rác. Hãy khôi phục “{lost[1]}” trước."
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


def _check_targets(session: Session, back: Collection[uuid.UUID]) -> None:
    """The documents of the targets are in the book or come back, and the indicators got no other plan meanwhile."""
    lost = session.execute(
        select(Indicator.name, SourceDocument.title)
        .join(TargetRow, TargetRow.indicator_id == Indicator.id)
        .join(SourceDocument, SourceDocument.id == TargetRow.document_id)
        .where(TargetRow.id.in_(back), binned(SourceDocument))
    ).first()
    if lost is not None:
        raise Refused(f"“{lost[0]}” thuộc “{lost[1]}”, cũng đang ở trong thùng rác. Hãy khôi phục “{lost[1]}” trước.")
    other = aliased(TargetRow)
    same = [getattr(other, name) == getattr(TargetRow, name) for name in _ONE_TARGET]
    doubled = session.scalar(
        select(Indicator.name)
        .join(TargetRow, TargetRow.indicator_id == Indicator.id)
        .join(other, and_(*same))
        .where(TargetRow.id.in_(back), TargetRow.judged, other.judged, live(other))
    )
    if doubled is not None:
        raise Refused(
            f"“{doubled}” nay đã có mức kế hoạch khác trong cùng văn bản. "
            "Hãy bỏ chỉ tiêu đó vào thùng rác trước, rồi khôi phục lại."
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
        .where(TargetRow.id.in_(back), live(Indicator, TargetRow), live(other, other_target))
        .where(TargetRow.judged, other_target.judged)
    ).first()
    if taken is not None:
        raise Refused(
            f"“{taken[0]}” mang số {taken[1]}, nay là số của “{taken[2]}”. "
            "Hãy đổi số của chỉ tiêu đó trước, rồi khôi phục lại."
        )
