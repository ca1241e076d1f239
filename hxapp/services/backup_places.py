"""What lies at a place of backups in the course of time: thinned by age and room, and carried to a second place."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hxapp.domain import thinning
from hxapp.domain.errors import HxError
from hxapp.services.backups import BackupFacts, BackupReason, Broken, facts_of, list_backups
from hxapp.storage import backup, contents, whole_files
from hxapp.storage.backup import Told

MOST_OUTSIDE = 3
"""How many of the newest backups go to the second place at a time; older ones it keeps from earlier times."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What thinning removed (`early`: only for want of room), what stays, and the bytes that went."""

    removed: tuple[Path, ...]
    early: tuple[Path, ...]
    kept: tuple[Path, ...]
    freed: int

    @property
    def sentence(self) -> str:
        """What has to be said of it; empty when backups went at their time."""
        if not self.early:
            return ""
        return (
            f"Nơi sao lưu gần đầy: đã bỏ sớm {len(self.early)} bản sao lưu cũ, còn {len(self.kept)} bản. "
            "Hãy dành thêm chỗ trên ổ đĩa đó để giữ được các bản cũ hơn."
        )


def thin(folder: Path, now: dt.datetime, limit_bytes: int) -> Thinned:
    """Removes the backups in that place whose time is over, of all books, and the oldest where they fill too much.

    Broken and strangers' files stay, and the newest backup of each book that is sound through and through. What can't
    be removed (open elsewhere) stays for the next time.
    """
    sound: list[BackupFacts] = []
    broken: set[Path] = set()
    for one in list_backups([folder]):
        if one.path.parent == folder:
            continue  # beside a book: not ours to thin
        if isinstance(one, Broken):
            broken.add(one.path.parent)
        elif any(other.book == one.book for other in sound):
            sound.append(one)  # a newer one of its book has been read through
        else:
            try:
                sound.append(facts_of(one.path, whole=True))
            except HxError:
                broken.add(one.path.parent)
    places = {one.path.parent for one in sound}
    shared = sum(_bytes_of(file) for place in places for file in _files(place / contents.FOLDER))
    copies = [
        thinning.Copy(
            one.path, one.path.parent, one.made_at, one.size + _bytes_of(one.export), one.reason is BackupReason.MONTH
        )
        for one in sound
    ]
    choice = thinning.choose(copies, now.astimezone(), limit_bytes, shared)
    removed = {
        one.path: one.size + _bytes_of(one.export) for one in sound if one.path in choice.dropped and _remove(one)
    }
    freed = sum(removed.values())
    for place in places - broken:  # who can't read every backup can't say what none of them needs
        left = [one for one in sound if one.path.parent == place and one.path not in removed]
        with suppress(OSError, sqlite3.Error):
            needed = frozenset[bytes]().union(*(contents.named(one.path) for one in left))
            freed += contents.clear(place / contents.FOLDER, needed)
    kept = tuple(one.path for one in sound if one.path not in removed)
    early = tuple(path for path in removed if path in choice.early)
    return Thinned(tuple(removed), early, kept, freed)


def _remove(one: BackupFacts) -> bool:
    try:
        one.path.unlink()
    except OSError:
        return False
    with suppress(OSError):
        one.export.unlink(missing_ok=True)
    return True


def _bytes_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def carry_out(folder: Path, book: uuid.UUID, to: Path, progress: Told | None = None) -> tuple[Path, ...]:
    """Copies the newest sound backups of the book to the second place, those that lie there excepted; what it copied.

    Each is copied and proved like a backup, the contents of its files with it. HxError when that can't be done.
    """
    own = [one for one in list_backups([folder], book) if isinstance(one, BackupFacts) and one.path.parent != folder]
    place = to / book.hex
    done = []
    with backup.explained(place / "x"):
        whole_files.make_folder(place)
        for one in own[:MOST_OUTSIDE]:
            target = place / one.path.name
            if not target.exists():
                keys = contents.named(one.path)
                contents.carry(keys, one.folder, place / contents.FOLDER)
                backup.copy_book(one.path, target, progress)
                done.append(target)
    return tuple(done)
