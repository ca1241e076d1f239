"""Departments (đơn vị) and people, as choices of a field; a new name typed there is added."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Table, func, select

from hxapp.domain.errors import Refused
from hxapp.domain.words import match_key, sort_key
from hxapp.services.fields import needed
from hxapp.storage.bin import live
from hxapp.storage.schema.office import DEPARTMENT, PERSON

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a field may be set to; `short_name` serves narrow places and is never empty."""

    id: uuid.UUID
    name: str
    short_name: str


def list_departments(session: Reading) -> tuple[Choice, ...]:
    """The departments that exist now, as the office ordered them."""
    rows = session.execute(
        select(DEPARTMENT.c.id, DEPARTMENT.c.name, DEPARTMENT.c.short_name, DEPARTMENT.c.position).where(
            live(DEPARTMENT), DEPARTMENT.c.valid_to.is_(None)
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (row.position, sort_key(row.name)))
    return tuple(Choice(row.id, row.name, row.short_name or row.name) for row in ordered)


def list_people(session: Reading) -> tuple[Choice, ...]:
    """The people who hold a post now, as the office ordered them."""
    rows = session.execute(
        select(PERSON.c.id, PERSON.c.name, PERSON.c.position).where(live(PERSON), PERSON.c.valid_to.is_(None))
    ).all()
    ordered = sorted(rows, key=lambda row: (row.position, sort_key(row.name)))
    return tuple(Choice(row.id, row.name, row.name) for row in ordered)


def find_or_add_department(session: Session, name: str) -> uuid.UUID:
    """The department of that name or short name, told without accents and case; a new one when there is none.

    Refused for an empty name, one that is too long, and one that several departments answer to.
    """
    name = needed(name, "department", "Tên đơn vị")
    found = _find(list_departments(session), name, "đơn vị", "department")
    if found is not None:
        return found
    from hxapp.storage.mapped.office import Department

    row = Department(id=uuid.uuid4(), name=name, position=_next(session, DEPARTMENT))
    session.add(row)
    session.flush()
    return row.id


def find_or_add_person(session: Session, name: str) -> uuid.UUID:
    """The person of that name, told without accents and case; a new one when there is none.

    Refused for an empty name, one that is too long, and one that several people answer to.
    """
    name = needed(name, "leader", "Tên người phụ trách")
    found = _find(list_people(session), name, "người", "leader")
    if found is not None:
        return found
    from hxapp.storage.mapped.office import Person

    row = Person(id=uuid.uuid4(), name=name, position=_next(session, PERSON))
    session.add(row)
    session.flush()
    return row.id


def check_department(session: Session, department_id: uuid.UUID | None, field: str = "department_id") -> None:
    """Refused when the department is not in the book any more."""
    _check(session, DEPARTMENT, department_id, field, "Đơn vị")


def check_person(session: Session, person_id: uuid.UUID | None, field: str = "leader_id") -> None:
    """Refused when the person is not in the book any more."""
    _check(session, PERSON, person_id, field, "Người phụ trách")


def _find(choices: tuple[Choice, ...], name: str, called: str, field: str) -> uuid.UUID | None:
    """The choice that is meant by `name`: written so, else so but for accents and case."""
    key = match_key(name)
    same = [choice for choice in choices if name in (choice.name, choice.short_name)]
    alike = [choice for choice in choices if key in (match_key(choice.name), match_key(choice.short_name))]
    found = same or alike
    if len(found) > 1:
        names = ", ".join(f"“{choice.name}”" for choice in found)
        raise Refused(f"Có {len(found)} {called} cùng ứng với “{name}”: {names}. Hãy chọn trong danh sách.", field)
    return found[0].id if found else None


def _next(session: Session, table: Table) -> int:
    return (session.scalar(select(func.max(table.c.position))) or 0) + 1


def _check(session: Session, table: Table, row_id: uuid.UUID | None, field: str, called: str) -> None:
    if row_id is not None and session.scalar(select(table.c.id).where(table.c.id == row_id, live(table))) is None:
        raise Refused(f"{called} đã chọn không còn trong sổ. Hãy chọn lại trong danh sách.", field)
