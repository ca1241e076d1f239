"""Looks for other copies of the open book that have what it lacks, while nobody waits, and remembers what was told.

What a clerk was told of, or gave up by a restore that listed it, is kept in this PC's settings as how far each replica
had come: a copy is told again only when somebody has written in it since.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.domain.words import format_date, format_number
from hxapp.ui import jobs
from hxapp.ui.context import Context
from hxapp.ui.preferences import Preferences

if TYPE_CHECKING:
    from hxapp.services.parting import Parting


class PartedWatch(QObject):
    """Watches one open book. Signal: `found(Parting)`: another copy has what this one lacks."""

    found = Signal(object)

    def __init__(self, context: Context, book: uuid.UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._book = context, book
        self._job: jobs.Job | None = None

    def look(self) -> None:
        """Looks now, in a thread of its own: among the books that were open on this PC, and where backups are kept."""
        path, preferences = self._context.database.path, self._context.preferences
        others = [one.path for one in preferences.recent() if one.path != path]
        told = known(preferences, self._book)

        def work(_: jobs.Report) -> Parting | None:
            from hxapp.services import parting

            return parting.find(path, others, disks.backup_places(path, paths.data_folder()), told)

        self._job = self._context.run(work, self._on_looked, self._on_failed)

    def stop(self) -> None:
        """The book closes: what is found from now on is told to nobody."""
        if self._job is not None and self._job.running:
            self._job.cancel()
        self._job = None

    def _on_looked(self, parting: Parting | None) -> None:
        if self._job is not None and parting is not None:
            self.found.emit(parting)

    def _on_failed(self, error: Exception) -> None:
        if self._job is not None and not isinstance(error, HxError):
            raise error  # nobody else would tell


def said(parting: Parting, zone: dt.tzinfo | None) -> str:
    """What the line says of it."""
    there, here = (f"{format_number(Decimal(side.count))} việc" for side in (parting.there, parting.here))
    since = "" if parting.since is None else f" từ {moment_words(parting.since, zone)}"
    if parting.parted:
        return (
            f"Sổ này và {_called(parting)} đã được ghi tách nhau{since}: "
            f"bên đó có {there} mà ở đây không có, ở đây có {here} mà bên đó không có."
        )
    return f"Có {_called(parting)} mới hơn sổ đang mở: thêm {there}{since}. Hãy xem trước khi nhập tiếp vào sổ này."


def moment_words(moment: dt.datetime, zone: dt.tzinfo | None) -> str:
    """'14:05 ngày 20/11/2026' by the clock of that place."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M} ngày {format_date(local.date())}"


def _called(parting: Parting) -> str:
    return f"{'bản sao lưu' if parting.is_backup else 'bản'} “{parting.there.path}”"


def known(preferences: Preferences, book: uuid.UUID) -> dict[uuid.UUID, int]:
    """How far the copies had come that the clerk of this PC knows of."""
    with suppress(ValueError, TypeError, AttributeError):
        held = json.loads(preferences.text(_key(book)) or "{}")
        return {uuid.UUID(one): int(sequence) for one, sequence in held.items()}
    return {}


def note(preferences: Preferences, book: uuid.UUID, vector: Mapping[uuid.UUID, int]) -> None:
    """From now on the clerk knows of a copy that had come so far."""
    held = known(preferences, book)
    held.update({one: max(sequence, held.get(one, 0)) for one, sequence in vector.items()})
    preferences.set_text(_key(book), json.dumps({one.hex: sequence for one, sequence in held.items()}))


def note_given_up(preferences: Preferences, path: Path) -> None:
    """The book at `path` is about to be replaced by one whose clerk has read what it lacks."""
    from hxapp.services import backups

    with suppress(HxError):  # nobody can know what a damaged book held
        facts = backups.facts_of(path)
        note(preferences, facts.book, facts.vector)


def _key(book: uuid.UUID) -> str:
    return f"copies/{book.hex}"
