"""Changing tasks (nhiệm vụ): one as a form holds it, many in one field, into the bin and back, accepted or not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hxapp.domain.deadlines import Deadline
from hxapp.domain.errors import Refused
from hxapp.domain.tasks import Priority, TaskRole, TaskState
from hxapp.domain.words import format_date, tidy
from hxapp.services import bin as the_bin
from hxapp.services import task_states
from hxapp.services.departments import check_department, check_person
from hxapp.services.fields import needed, optional
from hxapp.services.keeping import KEEP, Keep
from hxapp.services.task_tree import Entry, Node, branch, find, line_of, trees
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.document_parts import Programme
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.office import Department
from hxapp.storage.mapped.tasks import ProgressNote, Task, TaskDepartment
from hxapp.storage.schema.tasks import TASK

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_WORDING = 2000
LONGEST_NOTE = 2000

_GONE = "Nhiệm vụ này không còn trong sổ (có thể vừa bị xóa vào thùng rác). Hãy tải lại danh sách rồi chọn lại."


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """A task as a form holds it.

    `deadline` is text as an office writes it, '' for none. A `note` that is not empty is added to the dated notes
    (`noted_on`, today without one); those there already stay. Of a task with parts, `state`, `percent` and the two
    days are what the parts make of them, and cannot be changed here. `document_id` stands only without a clause:
    for the document that asks for the task in none of its clauses.
    """

    wording: str
    department_id: uuid.UUID | None = None
    leader_id: uuid.UUID | None = None
    deadline: str = ""
    state: TaskState = TaskState.NOT_STARTED
    percent: int = 0
    note: str = ""
    noted_on: dt.date | None = None
    priority: Priority = Priority.NORMAL
    product: str = ""
    clause_id: uuid.UUID | None = None
    document_id: uuid.UUID | None = None
    parent_id: uuid.UUID | None = None
    programme_id: uuid.UUID | None = None
    coordinating: tuple[uuid.UUID, ...] = ()
    watcher_id: uuid.UUID | None = None
    finished_on: dt.date | None = None
    accepted_on: dt.date | None = None


def edit_of(session: Reading, task_id: uuid.UUID) -> TaskEdit:
    """The task as a form shows it; Refused when it is not in the book any more."""
    row = live_row(session, TASK, task_id)
    if row is None:
        raise Refused(_GONE)
    node = _node(session, row)
    coordinating = session.scalars(
        sa.select(TaskDepartment.department_id)
        .join(Department, Department.id == TaskDepartment.department_id)
        .where(live(TaskDepartment, Department), TaskDepartment.task_id == task_id)
        .order_by(TaskDepartment.role, Department.position, Department.name)
    )
    with_parts = bool(node.children)
    return TaskEdit(
        wording=row.wording,
        department_id=row.lead_department_id,
        leader_id=row.leader_id,
        deadline=row.due_wording or "",
        state=node.state,
        percent=(node.percent or 0) if with_parts else row.percent,
        priority=row.priority,
        product=row.product or "",
        clause_id=row.clause_id,
        document_id=row.document_id if row.clause_id is None else None,
        parent_id=row.parent_id,
        programme_id=row.programme_id,
        coordinating=tuple(coordinating),
        watcher_id=row.watcher_id,
        finished_on=node.finished_on,
        accepted_on=None if with_parts else row.accepted_on,
    )


def save(session: Session, task_id: uuid.UUID, edit: TaskEdit, today: dt.date) -> None:
    """Writes the form over the task.

    Refused, with the field, for a value that is not taken, for a clause or parent it cannot stand under, and for a
    state or percent that its parts decide.
    """
    row = _row(session, task_id)
    node = _node(session, row)
    _write(session, row, edit, today)
    _place(session, row, edit, node)
    if node.children:
        task_states.check_derived(node, edit)
    else:
        task_states.write_progress(row, edit, today)
    session.flush()
    _write_coordinating(session, task_id, edit.coordinating, today)
    _add_note(session, task_id, edit, today)


def add(session: Session, year: int, edit: TaskEdit, today: dt.date) -> uuid.UUID:
    """A new task of the year, after those that stand beside it; Refused as for `save`."""
    row = Task(
        id=uuid.uuid4(),
        year=year,
        wording="",
        state=TaskState.NOT_STARTED,
        percent=0,
        priority=Priority.NORMAL,
        position=(session.scalar(sa.select(sa.func.max(Task.position)).where(Task.year == year)) or 0) + 1,
    )
    _write(session, row, edit, today)
    _place(session, row, edit, None)
    task_states.write_progress(row, edit, today)
    session.add(row)
    session.flush()
    _write_coordinating(session, row.id, edit.coordinating, today)
    _add_note(session, row.id, edit, today)
    return row.id


def remove(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts the tasks into the bin, each with all that stands beneath it."""
    the_bin.throw(session, "task", ids, now)


def restore(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings tasks back from the bin, each with what went in with it."""
    the_bin.restore(session, [("task", identity) for identity in ids])


def assign(
    session: Session,
    ids: Collection[uuid.UUID],
    *,
    department_id: uuid.UUID | Keep | None = KEEP,
    leader_id: uuid.UUID | Keep | None = KEEP,
    watcher_id: uuid.UUID | Keep | None = KEEP,
    deadline: str | Keep = KEEP,
) -> None:
    """Sets the given fields of all the tasks at once; None or '' empties one, KEEP leaves it as it is.

    A finished task whose deadline changes is judged again by the new one. Refused as for `save`.
    """
    rows = session.scalars(sa.select(Task).where(live(Task), Task.id.in_(ids))).all()
    if department_id is not KEEP:
        check_department(session, department_id)
    if watcher_id is not KEEP:
        check_department(session, watcher_id, "watcher_id")
    if leader_id is not KEEP:
        check_person(session, leader_id)
    for row in rows:
        if department_id is not KEEP:
            row.lead_department_id = department_id
        if watcher_id is not KEEP:
            row.watcher_id = watcher_id
        if leader_id is not KEEP:
            row.leader_id = leader_id
        if deadline is not KEEP:
            _write_deadline(row, deadline)
            task_states.judge(row)
    session.flush()


def place(
    session: Session, ids: Collection[uuid.UUID], document_id: uuid.UUID | None, clause_id: uuid.UUID | None
) -> None:
    """Puts the tasks, each with all beneath it, under the clause, else under the document, else under none.

    A part is placed with the task it belongs to, not by itself. Refused, with the field, for what is not in the book.
    """
    rows = session.scalars(sa.select(Task).where(live(Task), Task.id.in_(ids))).all()
    for row in rows:
        if row.parent_id is not None and row.parent_id not in ids:
            raise Refused(
                f"“{task_states.short(row.wording)}” là phần việc, đi theo mục của nhiệm vụ mà nó thuộc về. "
                "Hãy chọn nhiệm vụ đó để chuyển.",
                "clause_id",
            )
        if row.parent_id is not None:
            continue
        edit = TaskEdit(row.wording, clause_id=clause_id, document_id=document_id)
        _place(session, row, edit, _node(session, row))
    session.flush()


def accept(session: Session, ids: Collection[uuid.UUID], on: dt.date | None) -> None:
    """Marks tasks that were reported done as accepted on the day, or with None as not accepted; of a task with parts,
    its parts. Refused when one of them is not done, or was done only later."""
    rows = session.scalars(sa.select(Task).where(live(Task), Task.id.in_(ids))).all()
    for year in {row.year for row in rows}:
        roots = trees(session, year)
        meant = [node for row in rows if row.year == year and (node := find(roots, row.id)) is not None]
        leaves = {leaf.entry.id for node in meant for leaf in node.leaves()}
        for row in session.scalars(sa.select(Task).where(Task.id.in_(leaves))):
            task_states.check_accepted(row, on)
            row.accepted_on = on
    session.flush()


def _row(session: Session, task_id: uuid.UUID) -> Task:
    row = session.scalar(sa.select(Task).where(live(Task), Task.id == task_id))
    if row is None:
        raise Refused(_GONE)
    return row


def _node(session: Reading, row: Any) -> Node:
    node = branch(session, row.year, row.id)
    assert node is not None  # a live task is in the tree of its year
    return node


def _write(session: Session, row: Task, edit: TaskEdit, today: dt.date) -> None:
    """The fields that neither place the task in the tree nor tell how far it is."""
    check_department(session, edit.department_id)
    check_department(session, edit.watcher_id, "watcher_id")
    check_person(session, edit.leader_id)
    _check_programme(session, edit.programme_id)
    if edit.noted_on is not None and edit.noted_on > today:
        raise Refused(
            f"Ngày ghi tình hình {format_date(edit.noted_on)} còn chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua.",
            "noted_on",
        )
    row.wording = needed(edit.wording, "wording", "Nội dung nhiệm vụ", LONGEST_WORDING)
    row.product = optional(edit.product, "product", "Sản phẩm", LONGEST_WORDING)
    row.lead_department_id = edit.department_id
    row.leader_id = edit.leader_id
    row.watcher_id = edit.watcher_id
    row.programme_id = edit.programme_id
    row.priority = edit.priority
    _write_deadline(row, edit.deadline)


def _write_deadline(row: Task, text: str) -> None:
    wording = tidy(text)
    if wording == (row.due_wording or ""):
        return  # what stands in the book may be more than its words say (a school year's start, by hand)
    deadline = Deadline.read(wording, row.year) if wording else None
    row.due_wording = deadline.wording if deadline else None
    row.due_precision = deadline.precision if deadline else None
    row.due_last_day = deadline.last_day if deadline else None


def _place(session: Session, row: Task, edit: TaskEdit, node: Node | None) -> None:
    """Puts the task, with all beneath it, under the parent, else under the clause, else under none."""
    clause_id = edit.clause_id
    if edit.parent_id is not None:
        line = _line(session, row.year, edit.parent_id, node)
        parent, top = line[0], line[-1]
        clause_id, document_id = top.clause_id, top.document_id
        if edit.clause_id not in {None, row.clause_id, clause_id}:
            raise Refused(
                f"Phần việc đi theo mục của nhiệm vụ “{task_states.short(parent.wording)}” mà nó thuộc về. "
                "Hãy chuyển nhiệm vụ đó sang mục khác, hoặc tách phần việc này ra trước.",
                "clause_id",
            )
    elif clause_id is not None:
        document_id = session.scalar(
            sa.select(Clause.document_id)
            .join(SourceDocument, SourceDocument.id == Clause.document_id)
            .where(live(Clause, SourceDocument), Clause.id == clause_id)
        )
        if document_id is None:
            raise Refused("Mục đã chọn không còn trong sổ. Hãy chọn lại mục trong danh sách.", "clause_id")
    else:
        document_id = edit.document_id
        _check_document(session, document_id)
    row.parent_id, row.clause_id, row.document_id = edit.parent_id, clause_id, document_id
    if node is not None and node.children:
        beneath = [one.entry.id for one in node.walk() if one is not node]
        session.execute(
            sa.update(Task).where(Task.id.in_(beneath)).values(clause_id=clause_id, document_id=document_id)
        )


def _check_document(session: Session, document_id: uuid.UUID | None) -> None:
    if document_id is None:
        return
    found = sa.select(SourceDocument.id).where(live(SourceDocument), SourceDocument.id == document_id)
    if session.scalar(found) is None:
        raise Refused("Văn bản đã chọn không còn trong sổ. Hãy chọn lại văn bản trong danh sách.", "document_id")


def _line(session: Session, year: int, parent_id: uuid.UUID, node: Node | None) -> tuple[Entry, ...]:
    """The task to stand under, and those above it, the topmost last."""
    if node is not None and find([node], parent_id) is not None:
        raise Refused(
            "Nhiệm vụ không thể nằm dưới chính nó hoặc dưới phần việc của nó. Hãy chọn nhiệm vụ khác làm cấp trên.",
            "parent_id",
        )
    line = line_of(session, year, parent_id)
    if not line:
        raise Refused(
            "Nhiệm vụ cấp trên đã chọn không còn trong năm này. Hãy chọn lại trong danh sách nhiệm vụ.", "parent_id"
        )
    return line


def _check_programme(session: Session, programme_id: uuid.UUID | None) -> None:
    if programme_id is None:
        return
    if session.scalar(sa.select(Programme.id).where(live(Programme), Programme.id == programme_id)) is None:
        raise Refused(
            "Chương trình trọng điểm đã chọn không còn trong sổ. Hãy chọn lại trong danh sách.", "programme_id"
        )


def _write_coordinating(session: Session, task_id: uuid.UUID, chosen: tuple[uuid.UUID, ...], today: dt.date) -> None:
    """Names the chosen departments and no others; one that was named before keeps the part it had."""
    outside: dict[uuid.UUID, bool] = {
        row.id: row.outside
        for row in session.execute(
            sa.select(Department.id, Department.outside).where(live(Department), Department.id.in_(chosen))
        )
    }
    if set(chosen) - set(outside):
        raise Refused("Một đơn vị phối hợp đã chọn không còn trong sổ. Hãy chọn lại trong danh sách.", "coordinating")
    named: dict[uuid.UUID, TaskDepartment] = {}
    rows = session.scalars(sa.select(TaskDepartment).where(TaskDepartment.task_id == task_id))
    for row in sorted(rows, key=lambda row: row.binned_at is not None):
        named.setdefault(row.department_id, row)
    for department_id, row in named.items():
        if department_id in outside:
            row.binned_at = None
        elif row.binned_at is None:
            row.binned_at = dt.datetime.combine(today, dt.time(), dt.UTC)
    for department_id in outside.keys() - named.keys():
        role = TaskRole.PARTNER if outside[department_id] else TaskRole.COORDINATES
        session.add(TaskDepartment(id=uuid.uuid4(), task_id=task_id, department_id=department_id, role=role))
    session.flush()


def _add_note(session: Session, task_id: uuid.UUID, edit: TaskEdit, today: dt.date) -> None:
    text = optional(edit.note, "note", "Tình hình thực hiện", LONGEST_NOTE)
    if text is None:
        return
    last = session.scalar(sa.select(sa.func.max(ProgressNote.position)).where(ProgressNote.task_id == task_id))
    session.add(
        ProgressNote(
            id=uuid.uuid4(),
            task_id=task_id,
            noted_on=edit.noted_on or today,
            text=text,
            position=(last or 0) + 1,
        )
    )
    session.flush()
