"""What all tables of a book have in common: identity, the bin's mark, and how rows point at each other."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, MetaData, Table, text

from hxapp.storage.types import Key, UtcTime

BOOK_TABLES = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables of a book that are loaded; `hxapp.storage.tables` loads every one."""

Truth = Boolean(create_constraint=False)


@cache
def _type(kind: Any) -> Any:
    """One instance of a type for all its columns: SQLAlchemy makes, and fits to SQLite, each instance by itself."""
    return kind() if isinstance(kind, type) else kind


def needed(name: str, kind: Any, *keys: ForeignKey, **options: Any) -> Column[Any]:
    """A column that every row fills."""
    return Column(name, _type(kind), *keys, nullable=False, **options)


def optional(name: str, kind: Any, *keys: ForeignKey, **options: Any) -> Column[Any]:
    """A column that may be empty."""
    return Column(name, _type(kind), *keys, nullable=True, **options)


def identity() -> Column[uuid.UUID]:
    """What every table has: its row's identity."""
    return Column("id", _type(Key), primary_key=True, default=uuid.uuid4)


def bin_mark() -> Column[Any]:
    """When the row was put into the bin; empty for a live one. A row is marked, never removed while the year lasts."""
    return optional("binned_at", UtcTime)


def to(row: Table | str) -> ForeignKey:
    """A key to a row of another table, or of the same one ('task.id'), that is checked at the commit.

    Within an action rows may be written in any order.
    """
    column = row if isinstance(row, str) else row.c.id
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


def live_unique(name: str, *columns: str, where: str = "") -> Index:
    """A unique rule among the rows that are not in the bin.

    What PostgreSQL calls the condition stands in the schema's steps alone: named here, it would load SQLAlchemy's
    whole PostgreSQL part at every start.
    """
    condition = text(f"binned_at IS NULL{' AND ' + where if where else ''}")
    return Index(name, *columns, unique=True, sqlite_where=condition)
