"""The book itself and the office settings kept in it."""

from __future__ import annotations

from sqlalchemy import Table, Text

from hxapp.domain.documents import BookOrigin
from hxapp.storage.schema.base import BOOK_TABLES, identity, needed
from hxapp.storage.types import Composed, UtcTime, Word

BOOK = Table(
    "book",
    BOOK_TABLES,
    identity(),
    needed("origin", Word(BookOrigin)),
    needed("made_at", UtcTime),
)

SETTING = Table(
    "setting",
    BOOK_TABLES,
    identity(),
    needed("name", Text, unique=True),
    needed("value", Composed),
)
