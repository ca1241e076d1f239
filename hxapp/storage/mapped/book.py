"""The book itself and the office settings kept in it."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from hxapp.domain.documents import BookOrigin
from hxapp.storage.mapped.base import CELLS, Base, Row
from hxapp.storage.types import Word


class Book(Row, Base):
    """The book itself (sổ): one row."""

    __tablename__ = "book"
    origin: Mapped[BookOrigin] = mapped_column(Word(BookOrigin))
    made_at: Mapped[dt.datetime]


class Setting(Row, Base):
    """One office setting, kept with the data; its id is derived from its name."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(Text, unique=True)
    value: Mapped[str]


def setting_id(name: str) -> uuid.UUID:
    """The identity of an office setting."""
    return uuid.uuid5(CELLS, f"setting/{name}")
