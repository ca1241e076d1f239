"""The book itself and the office settings kept in it."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped

from hxapp.domain.documents import BookOrigin
from hxapp.storage.mapped.base import CELLS, Base, Row
from hxapp.storage.schema.book import BOOK, SETTING


class Book(Row, Base):
    """The book itself (sổ): one row."""

    __table__ = BOOK
    origin: Mapped[BookOrigin]
    made_at: Mapped[dt.datetime]


class Setting(Row, Base):
    """One office setting, kept with the data; its id is derived from its name."""

    __table__ = SETTING
    name: Mapped[str]
    value: Mapped[str]


def setting_id(name: str) -> uuid.UUID:
    """The identity of an office setting."""
    return uuid.uuid5(CELLS, f"setting/{name}")
