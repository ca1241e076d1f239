"""The one place that tells live rows from those in the bin."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from hxapp.storage.mapped.base import Binnable


def live(*tables: type[Binnable]) -> ColumnElement[bool]:
    """The condition that none of the given tables' rows is in the bin (for outer joins: or is missing)."""
    return and_(*(table.binned_at.is_(None) for table in tables))


def binned(table: type[Binnable]) -> ColumnElement[bool]:
    """The condition that the row lies in the bin."""
    return table.binned_at.is_not(None)
