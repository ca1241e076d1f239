"""Changing the clauses (mục) of a source document: adding, renaming, moving, into the bin and back."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.errors import Refused
from hxapp.domain.words import tidy
from hxapp.services import bin as the_bin
from hxapp.services import documents
from hxapp.services.document_edits import WHOLE, Carried
from hxapp.services.documents import ClauseRow
from hxapp.services.fields import LONGEST_TEXT, needed, optional
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.indicators import Indicator, TargetRow
from hxapp.storage.mapped.tasks import Task
from hxapp.storage.schema.documents import CLAUSE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_NUMBER = 40
LONGEST_TITLE = 1000

_GONE = "Mục này không còn trong sổ (có thể vừa bị bỏ vào thùng rác). Hãy đóng rồi mở lại danh sách văn bản."
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_TENS = ("", "X", "XX", "XXX")


@dataclass(frozen=True, slots=True)
class ClauseEdit:
    """A clause as a form holds it; `number` is the whole one as cited ('C.II.3'), `goal` what it strives for."""

    number: str
    title: str
    goal: str = ""


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause in a list of its document, with how many indicators and tasks stand right under it."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    number: str
    title: str
    goal: str
    indicators: int
    tasks: int


def list_lines(session: Reading, document_id: uuid.UUID) -> tuple[ClauseLine, ...]:
    """The clauses of the document in its own order, each followed by those under it."""
    planned = _counts(
        session.execute(
            sa.select(TargetRow.clause_id, sa.func.count(WHOLE.distinct()))
            .join(Indicator, Indicator.id == TargetRow.indicator_id)
            .where(live(TargetRow, Indicator), TargetRow.document_id == document_id)
            .group_by(TargetRow.clause_id)
        )
    )
    asked = _counts(
        session.execute(
            sa.select(Task.clause_id, sa.func.count(Task.id))
            .where(live(Task), Task.document_id == document_id)
            .group_by(Task.clause_id)
        )
    )
    return tuple(
        ClauseLine(one.id, one.parent_id, one.number, one.title, one.goal, planned.get(one.id, 0), asked.get(one.id, 0))
        for one in documents.clauses(session, document_id)
    )


def edit_of(session: Reading, clause_id: uuid.UUID) -> ClauseEdit:
    """The clause as a form shows it; Refused when it is not in the book any more."""
    row = live_row(session, CLAUSE, clause_id)
    if row is None:
        raise Refused(_GONE)
    return ClauseEdit(row.number, row.title, row.goal or "")


def add(
    session: Session,
    document_id: uuid.UUID,
    edit: ClauseEdit,
    parent_id: uuid.UUID | None = None,
    after_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """A new clause under the parent, right behind the sibling `after_id`, else last; Refused with the field."""
    if (
        session.scalar(sa.select(SourceDocument.id).where(live(SourceDocument), SourceDocument.id == document_id))
        is None
    ):
        raise Refused("Văn bản này không còn trong sổ. Hãy chọn lại văn bản, rồi thêm mục.")
    if parent_id is not None and _row(session, parent_id).document_id != document_id:
        raise Refused("Mục cấp trên thuộc văn bản khác. Hãy chọn một mục của chính văn bản này.", "parent_id")
    siblings = _siblings(session, document_id, parent_id)
    row = Clause(id=uuid.uuid4(), document_id=document_id, parent_id=parent_id)
    _write(session, row, edit)
    session.add(row)
    place = next((number for number, one in enumerate(siblings, start=1) if one.id == after_id), len(siblings))
    _order([*siblings[:place], row, *siblings[place:]])
    session.flush()
    return row.id


def save(session: Session, clause_id: uuid.UUID, edit: ClauseEdit) -> None:
    """Writes the form over the clause; those under it that begin with its number follow a new one.

    Refused, with the field, for what is not taken.
    """
    row = _row(session, clause_id)
    old = row.number
    _write(session, row, edit)
    _renumber(session, row, old)
    session.flush()


def step(session: Session, clause_id: uuid.UUID, by: int) -> bool:
    """Moves the clause up (-1) or down (1) among those beside it; False where there is no room. Numbers stay."""
    row = _row(session, clause_id)
    siblings = _siblings(session, row.document_id, row.parent_id)
    place = next(number for number, one in enumerate(siblings) if one.id == row.id)
    if not 0 <= place + by < len(siblings):
        return False
    siblings.insert(place + by, siblings.pop(place))
    _order(siblings)
    session.flush()
    return True


def move_in(session: Session, clause_id: uuid.UUID) -> bool:
    """Puts the clause, with all under it, last under the one before it; False where none stands before it."""
    row = _row(session, clause_id)
    siblings = _siblings(session, row.document_id, row.parent_id)
    place = next(number for number, one in enumerate(siblings) if one.id == row.id)
    if not place:
        return False
    _put_under(session, row, siblings[place - 1], None)
    return True


def move_out(session: Session, clause_id: uuid.UUID) -> bool:
    """Puts the clause, with all under it, behind the one it stands under; False where it stands under none."""
    row = _row(session, clause_id)
    above = session.get(Clause, row.parent_id) if row.parent_id is not None else None
    if above is None or above.binned_at is not None:
        return False
    over = session.get(Clause, above.parent_id) if above.parent_id is not None else None
    _put_under(session, row, over, above)
    return True


def carried(session: Reading, ids: Collection[uuid.UUID]) -> Carried:
    """What would go into the bin with these clauses, those under them counted, they themselves not."""
    gone = the_bin.reached(session, "clause", ids)
    planned = session.scalar(
        sa.select(sa.func.count(WHOLE.distinct()))
        .join(TargetRow, TargetRow.indicator_id == Indicator.id)
        .where(live(TargetRow, Indicator), TargetRow.clause_id.in_(gone))
    )
    asked = session.scalar(sa.select(sa.func.count(Task.id)).where(live(Task), Task.clause_id.in_(gone)))
    return Carried(len(gone) - len(set(ids)), planned or 0, asked or 0)


def remove(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts the clauses into the bin, each with those under it and with the targets and tasks that stand there."""
    the_bin.throw(session, "clause", ids, now)


def restore(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings clauses back from the bin, each with exactly what went in with it."""
    the_bin.restore(session, [("clause", identity) for identity in ids])


def next_number(rows: Sequence[ClauseLine | ClauseRow], parent_id: uuid.UUID | None) -> str:
    """The number after the last one under the parent: 'C.II.4' after 'C.II.3', 'A.III' after 'A.II', 'D' after 'C'.

    The first under a letter or under none is Roman ('A.I', 'I'), deeper ones count ('C.II.1'); '' where numbers do
    not count on.
    """
    held = [row.number for row in rows if row.parent_id == parent_id]
    if held:
        return _following(held[-1])
    above = next((row.number for row in rows if row.id == parent_id), "")
    if not above:
        return "I"
    return f"{above}.I" if len(above) == 1 and above.isalpha() and _number_of(above) is None else f"{above}.1"


def _following(number: str) -> str:
    head, dot, last = number.rpartition(".")
    following = _after(last)
    return f"{head}{dot}{following}" if following else ""


def _after(last: str) -> str:
    if last.isdecimal():
        return str(int(last) + 1)
    value = _number_of(last)
    if value is not None:
        return _roman(value + 1)
    if len(last) == 1 and "a" <= last.lower() < "y":
        return chr(ord(last) + 1)
    return ""


def _number_of(text: str) -> int | None:
    """The number that Roman figures write, up to 39."""
    return next((value for value in range(1, 40) if _roman(value) == text), None)


def _roman(value: int) -> str:
    return _TENS[value // 10] + _ROMAN[value % 10] if value < 40 else ""


def _counts(rows: Iterable[tuple[uuid.UUID | None, int]]) -> dict[uuid.UUID, int]:
    return {clause_id: count for clause_id, count in rows if clause_id is not None}


def _row(session: Session, clause_id: uuid.UUID) -> Clause:
    row = session.scalar(sa.select(Clause).where(live(Clause), Clause.id == clause_id))
    if row is None:
        raise Refused(_GONE)
    return row


def _all(session: Session, document_id: uuid.UUID) -> Sequence[Clause]:
    return session.scalars(sa.select(Clause).where(live(Clause), Clause.document_id == document_id)).all()


def _siblings(session: Session, document_id: uuid.UUID, parent_id: uuid.UUID | None) -> list[Clause]:
    """The clauses right under the parent, as listed; those whose parent is in the bin stand at the top."""
    rows = {one.id: one for one in _all(session, document_id)}
    listed = [rows[one.id] for one in documents.clauses(session, document_id)]
    if parent_id not in rows:
        return [one for one in listed if one.parent_id not in rows]
    return [one for one in listed if one.parent_id == parent_id]


def _order(rows: Sequence[Clause]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place


def _write(session: Session, row: Clause, edit: ClauseEdit) -> None:
    number = needed(re.sub(r"[.\s]+$", "", tidy(edit.number)), "number", "Số mục", LONGEST_NUMBER)
    title = needed(edit.title, "title", "Tên mục", LONGEST_TITLE)
    goal = optional(edit.goal, "goal", "Mục tiêu của mục", LONGEST_TEXT)
    holder = session.execute(
        sa.select(Clause.number, Clause.title).where(
            live(Clause), Clause.document_id == row.document_id, Clause.number == number, Clause.id != row.id
        )
    ).first()
    if holder is not None:
        raise Refused(
            f"Số mục “{number}” trong văn bản này đã là “{holder.title}”. "
            "Hãy ghi cả số của mục trên nó, ví dụ “II.1”, hoặc chọn số khác.",
            "number",
        )
    row.number, row.title, row.goal = number, title, goal


def _put_under(session: Session, row: Clause, over: Clause | None, after: Clause | None) -> None:
    """Moves the clause; it takes the number that comes next where it stands then, and those under it follow.

    A number of its own ('(phụ)'), and one that begins with the new parent's already, stay as they are.
    """
    old_parent = session.get(Clause, row.parent_id) if row.parent_id is not None else None
    siblings = _siblings(session, row.document_id, None if over is None else over.id)
    siblings = [one for one in siblings if one.id != row.id]
    place = next((number for number, one in enumerate(siblings, start=1) if one is after), len(siblings))
    old = row.number
    if _counts_on(old, old_parent, over if after is None else None):
        lines = documents.clauses(session, row.document_id)
        beside = _following(after.number) if after is not None else ""
        free = not any(one.number == beside for one in lines)
        number = beside if beside and free else next_number(lines, None if over is None else over.id)
        taken = {one.number for one in lines if one.id != row.id}
        while number in taken:  # a clause that stands elsewhere by now kept it
            number = _following(number)
        row.number = number or old
    row.parent_id = None if over is None else over.id
    _order([*siblings[:place], row, *siblings[place:]])
    _renumber(session, row, old)
    session.flush()


def _counts_on(number: str, old: Clause | None, new: Clause | None) -> bool:
    """Whether the number is one of a row of numbers, which changes when its clause moves."""
    if new is not None and number.startswith(f"{new.number}."):
        return False
    return bool(_following(number)) and (old is None or number.startswith(f"{old.number}."))


def _renumber(session: Session, row: Clause, old: str) -> None:
    """Numbers under the clause that began with its old number begin with the new one."""
    if row.number == old:
        return
    rows = {one.id: one for one in _all(session, row.document_id)}
    beneath = [rows[key] for key in the_bin.reached(session, "clause", [row.id]) if key != row.id]
    following = {one.id: f"{row.number}{one.number[len(old) :]}" for one in beneath if one.number.startswith(f"{old}.")}
    taken = {one.number: one for one in rows.values() if one is not row}
    for number in following.values():
        if number in taken:
            raise Refused(
                f"Đổi số “{old}” thành “{row.number}” thì mục bên dưới thành “{number}”, nay là số của "
                f"“{taken[number].title}”. Hãy đổi số của mục đó trước.",
                "number",
            )
    for key, number in following.items():
        rows[key].number = number
