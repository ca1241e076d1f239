"""Who sits at this PC: kept with the PC's own settings by book, and signed under every action.

No password: it tells colleagues apart, it does not keep anybody out. Where nobody said who sits here, actions carry the
name of the PC's login.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from hxapp import paths
from hxapp.ui.preferences import Preferences

if TYPE_CHECKING:
    from hxapp.storage.database import Database


def sitter(preferences: Preferences, book: uuid.UUID) -> uuid.UUID | None:
    """The person of that book who sits at this PC; None when nobody said."""
    with suppress(ValueError):
        return uuid.UUID(hex=preferences.text(_key(book)))
    return None


def sit(preferences: Preferences, book: uuid.UUID, person_id: uuid.UUID | None) -> None:
    """Remember who sits here when that book is open; None forgets it."""
    preferences.set_text(_key(book), person_id.hex if person_id is not None else "")


def sign(database: Database, preferences: Preferences, book: uuid.UUID) -> str | None:
    """Has actions signed by who sits here, else by the PC's login; gives the person's name where there is one.

    A person who is not in the book any more is nobody here.
    """
    person_id = sitter(preferences, book)
    name = None
    if person_id is not None:
        from hxapp.services import people  # not at a start where nobody said who sits here

        with database.read() as session:
            name = people.called(session, person_id)
    database.sign(name or paths.user_name(), person_id if name else None)
    return name


def is_lost(database: Database, preferences: Preferences, book: uuid.UUID) -> bool:
    """Whether somebody sits here who is not in the book (any more): it was restored to a time before they came."""
    person_id = sitter(preferences, book)
    if person_id is None:
        return False
    from hxapp.services import people

    with database.read() as session:
        return people.called(session, person_id) is None


def _key(book: uuid.UUID) -> str:
    return f"people/{book.hex}"
