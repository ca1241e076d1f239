"""The people of a book (name, post, department, dates): what they answer for, and how their actions are signed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, func, select

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.tasks import TaskState
from hxapp.domain.words import format_date, match_key, sort_key
from hxapp.services.departments import check_department
from hxapp.services.fields import needed, optional
from hxapp.storage.bin import live, live_row
from hxapp.storage.schema.indicators import INDICATOR
from hxapp.storage.schema.office import DEPARTMENT, PERSON
from hxapp.storage.schema.tasks import TASK

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

OPEN_STATES = tuple(state for state in TaskState if not state.is_closed)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the list shows them; `indicators` and `tasks` count what they answer for, tasks the open ones."""

    id: uuid.UUID
    name: str
    post: str
    department_id: uuid.UUID | None
    department: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    indicators: int
    tasks: int

    @property
    def has_left(self) -> bool:
        """Whether they are offered for nothing new any more."""
        return self.valid_to is not None


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """What can be typed of a person; dates are the first and the last day in the post."""

    name: str
    post: str = ""
    department_id: uuid.UUID | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


def list_rows(session: Reading) -> tuple[PersonRow, ...]:
    """All people of the book: those in a post in the office's order, then those who have left it."""
    indicators = _led(session, INDICATOR)
    tasks = _led(session, TASK, TASK.c.state.in_(OPEN_STATES))
    rows = session.execute(
        select(PERSON, DEPARTMENT.c.name.label("department"))
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == PERSON.c.department_id)
        .where(live(PERSON))
    ).all()
    ordered = sorted(rows, key=lambda row: (row.valid_to is not None, row.position, sort_key(row.name)))
    return tuple(
        PersonRow(
            row.id,
            row.name,
            row.post or "",
            row.department_id,
            row.department or "",
            row.valid_from,
            row.valid_to,
            indicators.get(row.id, 0),
            tasks.get(row.id, 0),
        )
        for row in ordered
    )


def _led(session: Reading, table: Table, *conditions: ColumnElement[bool]) -> dict[uuid.UUID, int]:
    """How many live rows of the table each person answers for."""
    leader = table.c.leader_id
    counted = select(leader, func.count()).where(live(table), leader.is_not(None), *conditions).group_by(leader)
    return dict(session.execute(counted).all())


def edit_of(session: Reading, person_id: uuid.UUID) -> PersonEdit:
    """What is typed of the person; HxError when they are not in the book any more."""
    row = live_row(session, PERSON, person_id)
    if row is None:
        raise HxError("Người này không còn trong sổ. Hãy đóng cửa sổ này rồi mở lại danh sách.")
    return PersonEdit(row.name, row.post or "", row.department_id, row.valid_from, row.valid_to)


def add(session: Session, edit: PersonEdit) -> uuid.UUID:
    """A new person of the book. Refused, with the field, for what cannot be kept."""
    from hxapp.storage.mapped.office import Person

    last = session.scalar(select(func.max(PERSON.c.position))) or 0
    row = Person(id=uuid.uuid4(), position=last + 1, name="")
    _write(session, row, edit)
    session.add(row)
    session.flush()
    return row.id


def save(session: Session, person_id: uuid.UUID, edit: PersonEdit) -> None:
    """Changes a person. Refused, with the field, for what cannot be kept."""
    from hxapp.storage.mapped.office import Person

    row = session.get(Person, person_id)
    if row is None or row.binned_at is not None:
        raise HxError("Người này không còn trong sổ. Hãy đóng cửa sổ này rồi mở lại danh sách.")
    _write(session, row, edit)
    session.flush()


def called(session: Reading, person_id: uuid.UUID) -> str | None:
    """How the person's actions are signed: the name, with the post where two are called the same; None when gone."""
    row = live_row(session, PERSON, person_id)
    if row is None:
        return None
    names = session.scalars(select(PERSON.c.name).where(live(PERSON))).all()
    same = sum(match_key(name) == match_key(row.name) for name in names)
    return f"{row.name} ({row.post})" if same > 1 and row.post else str(row.name)


def _write(session: Session, row: object, edit: PersonEdit) -> None:
    from hxapp.storage.mapped.office import Person

    assert isinstance(row, Person)
    name = needed(edit.name, "name", "Họ và tên")
    post = optional(edit.post, "post", "Chức vụ")
    check_department(session, edit.department_id)
    if edit.valid_from is not None and edit.valid_to is not None and edit.valid_to < edit.valid_from:
        raise Refused(
            f"Ngày thôi làm {format_date(edit.valid_to)} sớm hơn ngày bắt đầu {format_date(edit.valid_from)}. "
            "Hãy sửa lại một trong hai ngày.",
            "valid_to",
        )
    _only_one(session, row.id, name, post or "", edit)
    row.name, row.post, row.department_id = name, post, edit.department_id
    row.valid_from, row.valid_to = edit.valid_from, edit.valid_to


def _only_one(session: Session, person_id: uuid.UUID, name: str, post: str, edit: PersonEdit) -> None:
    """Two people of one name are told apart by their posts, or nobody knows whom a field means."""
    if edit.valid_to is not None:
        return
    others = session.execute(
        select(PERSON.c.name, PERSON.c.post).where(live(PERSON), PERSON.c.id != person_id, PERSON.c.valid_to.is_(None))
    ).all()
    wanted = (match_key(name), match_key(post))
    if any((match_key(other.name), match_key(other.post or "")) == wanted for other in others):
        raise Refused(
            f"Đã có một người tên “{name}” cùng chức vụ trong sổ. Hãy ghi chức vụ khác nhau để phân biệt hai người.",
            "post" if post else "name",
        )
