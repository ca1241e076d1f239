"""The columns of a deadline, which tasks and assessments have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Date

from hxapp.domain.deadlines import Precision
from hxapp.storage.schema.base import optional
from hxapp.storage.types import Composed, Word


def deadline() -> tuple[Column[Any], ...]:
    """A deadline with its precision: as written, how exact it is, and the last day that keeps it."""
    return optional("due_wording", Composed), optional("due_precision", Word(Precision)), optional("due_last_day", Date)
