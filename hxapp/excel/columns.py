"""Between a sheet's columns and a service's fields: names of departments and people, and whose refusal it is."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from hxapp.domain.errors import Refused
from hxapp.domain.words import format_number, match_key, parse_sheet_number
from hxapp.excel.plan import CellValue
from hxapp.services import departments

if TYPE_CHECKING:
    from hxapp.storage.database import Session


@contextmanager
def told_by_column(column_of: Mapping[str, str]) -> Iterator[None]:
    """Gives a refusal of the service the code of the column that the value stood in."""
    try:
        yield
    except Refused as error:
        raise Refused(str(error), column_of.get(error.field, error.field)) from error


def text_of(value: CellValue) -> str:
    """The value as a clerk would type it into the field; '' for an empty cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else format_number(value)


def percent_of(value: CellValue) -> Decimal | None:
    """The number of '80' or '80%'; 0 for an empty cell, None for other words."""
    if value is None or isinstance(value, Decimal):
        return value or Decimal(0)
    try:
        return parse_sheet_number(value.removesuffix("%"))
    except Refused:
        return None


def department_named(session: Session, value: CellValue) -> uuid.UUID | None:
    """The department of that name, a new one when there is none; None for an empty cell."""
    text = text_of(value)
    return departments.find_or_add_department(session, text) if text else None


def person_named(session: Session, value: CellValue) -> uuid.UUID | None:
    """The person of that name, a new one when there is none; None for an empty cell."""
    text = text_of(value)
    return departments.find_or_add_person(session, text) if text else None


def capital(text: str) -> str:
    """With its first letter upper case, as a cell begins."""
    return text[:1].upper() + text[1:]


class KnownNames:
    """The departments and people that the book has: a name typed otherwise makes a new one, which is said before."""

    def __init__(self, session: Session) -> None:
        self._choices = {
            "department": ("đơn vị", departments.list_departments(session)),
            "leader": ("người phụ trách", departments.list_people(session)),
        }

    def doubt(self, code: str, value: CellValue) -> str:
        """What the preview says of a department or person that would be added; '' for one that is there."""
        if code not in self._choices or not value:
            return ""
        called, choices = self._choices[code]
        name = text_of(value)
        known = {match_key(name): choice.name for choice in choices for name in (choice.name, choice.short_name)}
        if match_key(name) in known:
            return ""
        near = difflib.get_close_matches(match_key(name), known, 1, 0.8)
        alike = f", gần giống “{known[near[0]]}” đã có: nếu là một, hãy sửa lại trong tệp" if near else ""
        return f"“{name}” là {called} chưa có trong sổ, sẽ thêm mới{alike}."
