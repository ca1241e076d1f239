"""Writing cells whose identity is derived from their coordinates: in place, and out of the bin."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert, bindparam, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm.util import identity_key

from hxapp.domain.errors import Refused
from hxapp.storage.bin import live

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
    write_cells(session, table, {identity: values})


def write_cells(session: Session, table: type[Cell], cells: Mapping[uuid.UUID, Mapping[str, object]]) -> None:
    """Writes many cells as `write_cell` does, by one statement; all name the same columns."""
    if not cells:
        return
    session.flush()
    rows = [{"id": identity, **values, "binned_at": None} for identity, values in cells.items()]
    session.connection().execute(_upsert(session, table, [name for name in rows[0] if name != "id"]), rows)
    _expire(session, table, cells)


def throw_cells(session: Session, table: type[Cell], identities: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts the cells into the bin; those that are not there, or lie in it already, are left alone."""
    if not identities:
        return
    session.flush()
    statement = update(table.__table__).where(table.__table__.c.id == bindparam("cell"), live(table.__table__))
    rows = [{"cell": identity} for identity in identities]
    session.connection().execute(statement.values(binned_at=now), rows)
    _expire(session, table, identities)


def check_values(session: Session, table: type[Cell], values: Mapping[str, object], field: str) -> None:
    """Raises Refused, with the field, for values that the file can't hold."""
    dialect = session.get_bind().dialect
    for name, value in values.items():
        process = None if value is None else table.__table__.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            try:
                process(value)
            except Refused as refused:
                raise Refused(str(refused), field) from refused


def _expire(session: Session, table: type[Cell], identities: Iterable[uuid.UUID]) -> None:
    """Has the session forget what it holds of the cells."""
    if not session.identity_map:
        return
    for identity in identities:
        held = session.identity_map.get(identity_key(table, identity))
        if held is not None:
            session.expire(held)


def _upsert(session: Session, table: type[Cell], columns: Iterable[str]) -> Insert:
    """The statement that inserts a cell, or updates the columns of the one that is there."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # a tenth of the start, for whoever never needs it

        on_postgresql = postgresql.insert(table.__table__)
        new: Any = on_postgresql.excluded
        return on_postgresql.on_conflict_do_update(index_elements=["id"], set_={name: new[name] for name in columns})
    on_sqlite = sqlite.insert(table.__table__)
    new = on_sqlite.excluded
    return on_sqlite.on_conflict_do_update(index_elements=["id"], set_={name: new[name] for name in columns})
