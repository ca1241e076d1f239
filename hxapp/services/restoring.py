"""Bringing a book back from a backup: what it holds, what would be lost, a rehearsal, and the change of files.

The book that stands there is never written over: it keeps its content under another name, and the copy of the backup
takes its place in one step. Whatever stops the work, one whole book lies at the path.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.services import backups, books, parting
from hxapp.services.backups import BackupFacts, Found
from hxapp.services.parting import Deed
from hxapp.storage import backup, connections, lock, whole_files

KEPT = "truoc-khoi-phuc"
_MOMENT = "%Y-%m-%d %Hh%Mm%S"
_JOURNAL = "-journal"


@dataclass(frozen=True, slots=True)
class Lost:
    """What a restore would lose: all actions that the backup lacks, the latest first (`actions` has the last of them).

    `parted` says that the backup has actions of its own, which the present book never had: both were written since they
    parted. `unknown` where the present book can't be read.
    """

    count: int
    actions: tuple[Deed, ...]
    parted: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored book, and where the former file lies now (None where there was none)."""

    path: Path
    kept: Path | None


def candidates(path: Path, places: tuple[Path, ...], book: uuid.UUID | None = None) -> tuple[Found, ...]:
    """The backups of the book at `path`, the newest first, from these places and from its own folder.

    Where the book can't be read any more `book` is its identity, if anybody knows it; else what its backups are called
    tells them.
    """
    if book is None:
        with contextlib.suppress(HxError):
            book = backups.identity_of(path)
    stem = path.stem.split(f".{KEPT}")[0]

    def is_named(one: Path) -> bool:
        return one.name.startswith((f"{stem}.", f"{backups.stem_in(one.parent, stem)}."))

    return tuple(
        one
        for one in backups.list_backups((*places, path.parent), book)
        # Beside the book lie copies of other books, and of this one under other names, too.
        if is_named(one.path) or (book is not None and one.path.parent != path.parent)
        if one.path != path
    )


def lost_by(path: Path, chosen: BackupFacts) -> Lost:
    """What the book at `path` holds that the backup lacks."""
    try:
        with closing(backup.reader(path)) as book:
            lost = parting.side(path, book, parting.alone(book, chosen.vector)[0])
            present = backups.vector_of(book)
    except (sqlite3.Error, OSError, ValueError, TypeError):
        return Lost(0, (), unknown=True)
    return Lost(lost.count, lost.deeds, parting.has_more(chosen.vector, present))


def rehearse(chosen: BackupFacts, steps: Path) -> Mapping[str, int]:
    """Restores into a temporary copy and looks at it through and through; the counts of what it holds, by subject.

    HxError where the backup could not be restored. Nothing stays.
    """
    with tempfile.TemporaryDirectory(prefix="hxapp-") as name:
        copy = Path(name) / f"thu{backups.SUFFIX}"
        with _explained(chosen, "Chưa thử khôi phục được"):
            _copy(chosen, copy)
        database = books.open_book(copy, steps)
        try:
            findings = database.check()
        finally:
            database.close()
        if findings:
            raise HxError(f"Bản sao lưu “{chosen.path.name}” mở được nhưng có lỗi: {findings[0]} Hãy chọn bản khác.")
        return backups.facts_of(copy, whole=True).counts


def restore(path: Path, chosen: BackupFacts, now: dt.datetime, who: str | None = None) -> Restored:
    """Puts the backup in the place of the book at `path`, which must be closed; the former file keeps another name.

    HxError, and everything as it was, when the backup is damaged, the disk is full, or another program has the book.
    """
    if path.exists() and path.samefile(chosen.path):
        raise HxError(f"“{chosen.path}” là chính sổ cần khôi phục, không phải bản sao lưu của nó. Hãy chọn tệp khác.")
    if not path.parent.is_dir():
        raise HxError(f"Không có thư mục “{path.parent}” để khôi phục sổ vào. Hãy cắm lại ổ đĩa hoặc tạo thư mục đó.")
    held = lock.hold(path, lock.this_holder(who))
    try:
        copy = path.with_name(f"hx-{uuid.uuid4().hex}.khoi-phuc")
        try:
            with _explained(chosen, f"Chưa khôi phục được sổ “{path}”"):
                _copy(chosen, copy)
                with backup.explained(path):
                    kept = _swap(copy, path, now)
        finally:
            whole_files.discard(copy)
        whole_files.settle(path.parent)
    finally:
        held.release()
    return Restored(path, kept)


@contextlib.contextmanager
def _explained(chosen: BackupFacts, failed: str) -> Iterator[None]:
    """Trouble of copying told as trouble of restoring: what is wrong with the backup, or with the book's own disk."""
    try:
        yield
    except backup.NotCopied as error:
        if error.damaged:
            raise HxError(
                f"{failed}: bản sao lưu “{chosen.path.name}” bị hỏng. Hãy chọn một bản khác. Sổ hiện nay vẫn như cũ."
            ) from error
        raise HxError(f"{failed}: {error.cause}. Hãy khắc phục rồi khôi phục lại. Sổ hiện nay vẫn như cũ.") from error


def _swap(copy: Path, path: Path, now: dt.datetime) -> Path | None:
    """Puts the finished copy in the book's place; where the former file lies now."""
    kept = _set_aside(path, now)
    try:
        copy.replace(path)
    except OSError:
        if kept is not None:
            kept.unlink()
        raise
    return kept


def _copy(chosen: BackupFacts, to: Path) -> None:
    """A proved copy of the backup with the contents of its files."""
    backup.copy_book(chosen.path, to)
    backups.complete(to, chosen.folder)


def _set_aside(path: Path, now: dt.datetime) -> Path | None:
    """Gives the present file a second name, with its journal if a killed program left one; None where there is none.

    SQLite takes a journal by the book's name for its own: none may stay when another file takes that name.
    """
    if not os.path.lexists(path):
        path.with_name(path.name + _JOURNAL).unlink(missing_ok=True)
        return None
    with contextlib.suppress(sqlite3.Error), closing(connections.bare(path)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # rolls back what was left unfinished
    kept = _free_name(path, now)
    journal = path.with_name(path.name + _JOURNAL)
    if journal.exists():
        _duplicate(journal, kept.with_name(kept.name + _JOURNAL))
    try:
        os.link(path, kept)
    except OSError:  # a disk without second names (FAT)
        _duplicate(path, kept)
    if journal.exists():
        whole_files.settle(path.parent)  # its second name is safe before the first one goes
        journal.unlink()
    whole_files.settle(path.parent)  # and it is gone for good before another file takes the book's name
    return kept


def _duplicate(file: Path, to: Path) -> None:
    shutil.copyfile(file, to)
    with to.open("r+b") as copied:
        os.fsync(copied.fileno())


def _free_name(path: Path, now: dt.datetime) -> Path:
    name = f"{path.stem}.{KEPT}.{now.astimezone().strftime(_MOMENT)}"
    kept = path.with_name(f"{name}{backups.SUFFIX}")
    count = 1
    while os.path.lexists(kept):
        count += 1
        kept = path.with_name(f"{name}-{count}{backups.SUFFIX}")
    return kept
