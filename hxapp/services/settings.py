"""The office's settings, kept with the data: who the office is, who signs, the year, and how an open bound counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import select

from hxapp.domain.documents import OfficeKind
from hxapp.domain.errors import Refused
from hxapp.services.fields import optional
from hxapp.storage.schema.book import SETTING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

UNDECLARED = "(chưa khai báo cơ quan)"
EXCEED_OPEN_BOUND = "ratings.exceed_open_bound"
YEARS = range(1990, 2101)

_OFFICE = "office."
_YEAR = "year"
_PRACTICE_DAY = "practice.day"
_YES, _NO = "yes", "no"
_CALLED = {
    "name": "Tên cơ quan",
    "superior": "Cơ quan cấp trên",
    "place": "Địa danh",
    "powers": "Quyền hạn ký",
    "post": "Chức vụ người ký",
    "signer": "Họ tên người ký",
    "drafter": "Họ tên người lập biểu",
    "drafter_title": "Chức danh người lập biểu",
}


@dataclass(frozen=True, slots=True)
class Office:
    """The office a book belongs to, and what stands in the signature block of its papers.

    `powers` is the line above the signer's post ('TM. ỦY BAN NHÂN DÂN'); empty fields are left out in print.
    """

    name: str = ""
    kind: OfficeKind = OfficeKind.COMMITTEE
    superior: str = ""
    place: str = ""
    powers: str = ""
    post: str = ""
    signer: str = ""
    drafter: str = ""
    drafter_title: str = "NGƯỜI LẬP BIỂU"

    @property
    def shown_name(self) -> str:
        """The name, or the words that say it is not declared yet."""
        return self.name or UNDECLARED


def office(session: Reading) -> Office:
    """The office as declared; an undeclared one has an empty name."""
    known = {field.name for field in fields(Office)}
    rows = session.execute(select(SETTING.c.name, SETTING.c.value).where(SETTING.c.name.startswith(_OFFICE)))
    values = {name.removeprefix(_OFFICE): value for name, value in rows}
    texts = {name: value for name, value in values.items() if name in known - {"kind"}}
    return Office(**texts, kind=OfficeKind(values.get("kind", OfficeKind.COMMITTEE)))


def save_office(session: Session, office: Office) -> None:
    """Declares the office; Refused, with the field, for a text that is too long."""
    for field in fields(Office):
        value: str = getattr(office, field.name)
        if field.name != "kind":
            value = optional(value, field.name, _CALLED[field.name]) or ""
        _save(session, _OFFICE + field.name, value)


def exceed_open_bound(session: Reading) -> bool:
    """Whether a figure past an open bound ('> 99%') is 'vượt' rather than 'đạt'."""
    return _value(session, EXCEED_OPEN_BOUND) == _YES


def set_exceed_open_bound(session: Session, exceeds: bool) -> None:
    """Decides how a figure past an open bound counts, for the whole book."""
    _save(session, EXCEED_OPEN_BOUND, _YES if exceeds else _NO)


def current_year(session: Reading) -> int | None:
    """The year the book was last worked in; None for a book that has not been asked."""
    value = _value(session, _YEAR)
    return None if value is None else int(value)


def save_year(session: Session, year: int) -> None:
    """Remembers the year the book works in; Refused for a year no office plans for."""
    if year not in YEARS:
        raise Refused(f"Năm {year} không dùng được. Hãy chọn một năm từ {YEARS[0]} đến {YEARS[-1]}.", "year")
    _save(session, _YEAR, str(year))


def practice_day(session: Reading) -> dt.date | None:
    """The day that a practice book takes for today, so that its story stands still; None in any other book."""
    value = _value(session, _PRACTICE_DAY)
    return None if value is None else dt.date.fromisoformat(value)


def save_practice_day(session: Session, day: dt.date) -> None:
    """Gives a practice book its day."""
    _save(session, _PRACTICE_DAY, day.isoformat())


def _value(session: Reading, name: str) -> str | None:
    return session.scalar(select(SETTING.c.value).where(SETTING.c.name == name))


def _save(session: Session, name: str, value: str) -> None:
    from hxapp.storage.mapped.book import Setting, setting_id

    held = session.get(Setting, setting_id(name))
    if held is None:
        session.add(Setting(id=setting_id(name), name=name, value=value))
    else:
        held.value = value
    session.flush()
