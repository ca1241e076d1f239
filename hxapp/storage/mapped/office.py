"""The ward's areas, departments and people."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.neighbourhoods import AreaKind
from hxapp.storage.mapped.base import Base, Binnable, Row, live_unique, to
from hxapp.storage.types import Word


class Area(Row, Binnable, Base):
    """The office's own unit (the whole ward) or a neighbourhood (tổ dân phố), with the days it exists."""

    __tablename__ = "area"
    parent_id: Mapped[uuid.UUID | None] = mapped_column(to("area.id"), index=True)
    kind: Mapped[AreaKind] = mapped_column(Word(AreaKind))
    name: Mapped[str]
    code: Mapped[str | None]
    superior: Mapped[str | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    note: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_area_name", "kind", "name", where="valid_to IS NULL"),)


class Department(Row, Binnable, Base):
    """A department, union or partner (đơn vị) that leads, coordinates, acts, watches or receives."""

    __tablename__ = "department"
    name: Mapped[str]
    short_name: Mapped[str | None]
    outside: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (live_unique("uq_department_name", "name", where="valid_to IS NULL"),)


class Person(Row, Binnable, Base):
    """A person of the office: leaders in charge, specialists."""

    __tablename__ = "person"
    name: Mapped[str]
    post: Mapped[str | None]
    department_id: Mapped[uuid.UUID | None] = mapped_column(to(Department.id), index=True)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)
