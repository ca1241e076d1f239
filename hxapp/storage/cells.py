"""Writing a cell whose identity is derived from its coordinates: in place, and out of the bin."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm.util import identity_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.mapped.checklist import Assessment
    from hxapp.storage.mapped.indicators import Result

    Cell = Result | Assessment


def write_cell(session: Session, table: type[Cell], identity: uuid.UUID, **values: object) -> None:
    """Inserts the cell, or updates it where it lies, and takes it out of the bin.

    `values` name every coordinate and every column that is written; a column left out keeps what the row held (in the
    bin too), so a caller that means 'nothing there' says None. The row is never removed and made again.
    """
    session.flush()
    statement = _upsert(session, table, {**values, "binned_at": None}, identity)
    session.execute(statement)
    held = session.identity_map.get(identity_key(table, identity))
    if held is not None:
        session.expire(held)


def _upsert(session: Session, table: type[Cell], values: dict[str, Any], identity: uuid.UUID) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # a tenth of the start, for whoever never needs it

        on_postgresql = postgresql.insert(table).values(id=identity, **values)
        return on_postgresql.on_conflict_do_update(index_elements=["id"], set_=values)
    on_sqlite = sqlite.insert(table).values(id=identity, **values)
    return on_sqlite.on_conflict_do_update(index_elements=["id"], set_=values)
