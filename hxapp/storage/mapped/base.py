"""What the classes over the tables have in common.

A class adds to its table of `hxapp.storage.schema` what Python knows of its columns' values; a test holds the two
against each other. `hxapp.storage.tables` has all classes.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import DeclarativeBase, Mapped

from hxapp.storage.schema.base import BOOK_TABLES

# Namespace of identities derived from coordinates: two PCs that type the same cell make the same row.
CELLS = uuid.UUID("6f1c2a52-0b5e-5d0a-9a3e-4f8d1b6c7e20")


class Base(DeclarativeBase):
    """All tables of a book."""

    metadata = BOOK_TABLES


class Row:
    """What every table has: its row's identity."""

    id: Mapped[uuid.UUID]


class Binnable:
    """A row that can be deleted to the bin: marked with the moment, never removed while the year lasts."""

    binned_at: Mapped[dt.datetime | None]
