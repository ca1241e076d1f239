"""The words of a book's history: where an action came from, and what became of a row."""

from __future__ import annotations

from enum import StrEnum


class ActionKind(StrEnum):
    """Where an action came from."""

    USER = "user"
    IMPORT = "import"
    """A sheet was read in; it is taken back as one, weeks later too."""
    UNDO = "undo"
    """An earlier action was taken back."""
    REDO = "redo"
    """What was taken back was done again."""
    OUTSIDE = "outside"
    """Some other program wrote in the file."""
    STEP = "step"
    """A step to a newer schema; the changes before it can't be undone, since their fields may be gone."""


class ChangeKind(StrEnum):
    """What became of a row: one letter, for there is one for every change ever made."""

    INSERT = "i"
    UPDATE = "u"
    DELETE = "d"
