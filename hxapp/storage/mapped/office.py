"""The ward's areas, departments and people."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped

from hxapp.domain.neighbourhoods import AreaKind
from hxapp.storage.mapped.base import Base, Binnable, Row
from hxapp.storage.schema.office import AREA, DEPARTMENT, PERSON


class Area(Row, Binnable, Base):
    """The office's own unit (the whole ward) or a neighbourhood (tổ dân phố), with the days it exists."""

    __table__ = AREA
    parent_id: Mapped[uuid.UUID | None]
    kind: Mapped[AreaKind]
    name: Mapped[str]
    code: Mapped[str | None]
    superior: Mapped[str | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    note: Mapped[str | None]
    position: Mapped[int]


class Department(Row, Binnable, Base):
    """A department, union or partner (đơn vị) that leads, coordinates, acts, watches or receives."""

    __table__ = DEPARTMENT
    name: Mapped[str]
    short_name: Mapped[str | None]
    outside: Mapped[bool]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int]


class Person(Row, Binnable, Base):
    """A person of the office: leaders in charge, specialists."""

    __table__ = PERSON
    name: Mapped[str]
    post: Mapped[str | None]
    department_id: Mapped[uuid.UUID | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int]
