"""What all tables of a book have in common: identity, the bin's mark, and how rows point at each other.

A table's module imports the tables its keys point to, so whoever imports one has all it needs, and a window maps only
the tables it shows: mapping all of them takes a tenth of a second at every start. `hxapp.storage.tables` has them all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, MetaData, text
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

from hxapp.domain.periods import Period
from hxapp.storage.types import Amount, Composed, Key, PeriodKey, UtcTime

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Namespace of identities derived from coordinates: two PCs that type the same cell make the same row.
CELLS = uuid.UUID("6f1c2a52-0b5e-5d0a-9a3e-4f8d1b6c7e20")


class Base(DeclarativeBase):
    """All tables of a book."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {
        uuid.UUID: Key,
        Decimal: Amount,
        str: Composed,
        dt.datetime: UtcTime,
        dt.date: Date,
        bool: Boolean(create_constraint=False),
        int: Integer,
        Period: PeriodKey,
    }


class Row:
    """What every table has: its row's identity."""

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=uuid.uuid4, sort_order=-1)


class Binnable:
    """A row that can be deleted to the bin: marked with the moment, never removed while the year lasts."""

    binned_at: Mapped[dt.datetime | None] = mapped_column(UtcTime, sort_order=1)


def to(column: str | InstrumentedAttribute[uuid.UUID]) -> ForeignKey:
    """A key to another row, or to one of the same table ('task.id'), that is checked at the commit.

    Within an action rows may be written in any order.
    """
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


def live_unique(name: str, *columns: str, where: str = "") -> Index:
    """A unique rule among the rows that are not in the bin.

    What PostgreSQL calls the condition stands in the schema's steps alone: named here, it would load SQLAlchemy's
    whole PostgreSQL part at every start.
    """
    condition = text(f"binned_at IS NULL{' AND ' + where if where else ''}")
    return Index(name, *columns, unique=True, sqlite_where=condition)
