"""The one place that tells live rows from those in the bin."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, select

if TYPE_CHECKING:
    from hxapp.storage.database import Reading
    from hxapp.storage.mapped.base import Binnable


def live(*tables: FromClause | type[Binnable]) -> ColumnElement[bool]:
    """The condition that none of the given tables' rows is in the bin (for outer joins: or is missing)."""
    return and_(*(_mark(table).is_(None) for table in tables))


def binned(table: FromClause | type[Binnable]) -> ColumnElement[bool]:
    """The condition that the row lies in the bin."""
    condition: ColumnElement[bool] = _mark(table).is_not(None)
    return condition


def live_row(session: Reading, table: FromClause, row_id: uuid.UUID) -> Row[Any] | None:
    """The row of that identity with all its columns, to be looked at; None when there is none or the bin has it."""
    return session.execute(select(table).where(table.c.id == row_id, live(table))).first()


def _mark(table: FromClause | type[Binnable]) -> Any:
    return table.c.binned_at if isinstance(table, FromClause) else table.binned_at
