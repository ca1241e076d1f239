"""The ward's areas, departments and people."""

from __future__ import annotations

from sqlalchemy import Date, Integer, Table

from hxapp.domain.neighbourhoods import AreaKind
from hxapp.storage.schema.base import BOOK_TABLES, Truth, bin_mark, identity, live_unique, needed, optional, to
from hxapp.storage.types import Composed, Key, Word

AREA = Table(
    "area",
    BOOK_TABLES,
    identity(),
    optional("parent_id", Key, to("area.id"), index=True),
    needed("kind", Word(AreaKind)),
    needed("name", Composed),
    optional("code", Composed),
    optional("superior", Composed),
    optional("valid_from", Date),
    optional("valid_to", Date),
    optional("note", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_area_name", "kind", "name", where="valid_to IS NULL"),
)

DEPARTMENT = Table(
    "department",
    BOOK_TABLES,
    identity(),
    needed("name", Composed),
    optional("short_name", Composed),
    needed("outside", Truth, default=False),
    optional("valid_from", Date),
    optional("valid_to", Date),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_department_name", "name", where="valid_to IS NULL"),
)

PERSON = Table(
    "person",
    BOOK_TABLES,
    identity(),
    needed("name", Composed),
    optional("post", Composed),
    optional("department_id", Key, to(DEPARTMENT), index=True),
    optional("valid_from", Date),
    optional("valid_to", Date),
    needed("position", Integer, default=0),
    bin_mark(),
)
