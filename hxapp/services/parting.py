"""Parted copies (hai bản tách nhau): another copy of a book that has what this one lacks, since when, and what differs.

Each copy counts its actions by replica (`hxapp.storage.replicas`), so that two copies tell of each other which actions
one has and the other has not, whatever became of their files. Nothing is written here, and no copy is preferred.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from hxapp.domain.errors import HxError
from hxapp.domain.history import ChangeKind
from hxapp.services import backups
from hxapp.services.backups import BackupFacts
from hxapp.services.history_rows import parts
from hxapp.services.history_words import Wording
from hxapp.storage import backup
from hxapp.storage.history import Change

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

Vector: TypeAlias = Mapping[uuid.UUID, int]
"""How far a copy had come: the last sequence of each replica that wrote in it."""

Fields: TypeAlias = Mapping[tuple[str, bytes, str], Any]
"""What fields hold, by table, row and name."""

MOST = 500
"""So many actions and differences are listed; the counts tell of all."""
_NOW = 1 << 62
"""A change later than any: values are told with the unit and the decimals that their rows have today."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that only one of the copies has; `moment` is UTC."""

    moment: dt.datetime
    name: str
    who: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one copy has alone: how many actions, and the last of them, the latest first."""

    path: Path
    count: int
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field of a row that both sides changed, with what each holds now, as the files hold values."""

    table: str
    row: uuid.UUID
    field: str
    here: Any
    there: Any


@dataclass(frozen=True, slots=True)
class ClashTold:
    """A clash in words: 'Thu ngân sách, Quý II/2022', 'Kết quả', '12,5 tỷ đồng', '13,0 tỷ đồng'."""

    row: str
    field: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Parting:
    """Another copy that has actions of its own. `since` is the last action that both have, UTC.

    `vector` is how far the other one has come; `is_backup` where it is one.
    """

    here: Side
    there: Side
    since: dt.datetime | None
    clashes: tuple[Clash, ...]
    vector: dict[uuid.UUID, int]
    is_backup: bool

    @property
    def parted(self) -> bool:
        """Whether this copy has actions of its own as well; else it is only behind the other."""
        return self.here.count > 0


def find(path: Path, others: Iterable[Path], places: Iterable[Path], known: Vector) -> Parting | None:
    """The first copy of the book at `path` with actions that neither it nor `known` has; None when there is none.

    `others` are books that were seen, `places` hold backups; the newest backup comes first. What can't be read is
    passed over: it is no reason to keep anybody from working.
    """
    with suppress(HxError):
        own = backups.facts_of(path)
        for other, is_backup in _copies(path, own.book, others, places):
            if has_more(other.vector, own.vector, known):
                with suppress(sqlite3.Error, OSError, ValueError, TypeError):
                    return _compare(own, other, is_backup)
    return None


def has_more(vector: Vector, *others: Vector) -> bool:
    """Whether the copy has an action that none of the others has."""
    return any(sequence > max(other.get(one, 0) for other in others) for one, sequence in vector.items())


def told(reading: Reading, clashes: Iterable[Clash], zone: dt.tzinfo | None = None) -> list[ClashTold]:
    """The clashes in words, row by row; fields that no clerk fills and values that read alike are left out."""
    by_row: dict[tuple[str, uuid.UUID], dict[str, tuple[Any, Any]]] = {}
    for one in clashes:
        by_row.setdefault((one.table, one.row), {})[one.field] = (one.here, one.there)
    changes = [Change(_NOW, 0, table, row, ChangeKind.UPDATE, fields) for (table, row), fields in by_row.items()]
    return [
        ClashTold(change.row, field.label, field.was, field.now)
        for change in Wording(reading, zone).tell(changes)
        for field in change.fields
        if not field.quiet
    ]


def _copies(
    path: Path, book: uuid.UUID, others: Iterable[Path], places: Iterable[Path]
) -> Iterator[tuple[BackupFacts, bool]]:
    """The other copies that can be read: those that were seen as books, then backups."""
    for other in others:
        with suppress(HxError, OSError):
            if not other.samefile(path) and (facts := backups.facts_of(other)).book == book:
                yield facts, False
    for one in backups.list_backups(places, book):
        if isinstance(one, BackupFacts) and one.path != path:
            yield one, True


def _compare(own: BackupFacts, other: BackupFacts, is_backup: bool) -> Parting:
    with closing(backup.reader(own.path)) as here, closing(backup.reader(other.path)) as there:
        mine, since = alone(here, other.vector)
        theirs, _ = alone(there, own.vector)
        rows = _changed(here, mine) & _changed(there, theirs)
        clashes = tuple(_clashes(_last(here, mine, rows), _last(there, theirs, rows)))
        sides = (side(own.path, here, mine), side(other.path, there, theirs))
    return Parting(*sides, since, clashes, dict(other.vector), is_backup)


def alone(book: sqlite3.Connection, other: Vector) -> tuple[list[int], dt.datetime | None]:
    """The numbers of the actions that the other copy lacks, and the moment of the last one that it has."""
    asked = "SELECT a.id, r.identity, a.sequence, a.moment FROM action a JOIN replica r ON r.id = a.replica_id"
    numbers, since = [], None
    for number, replica, sequence, moment in book.execute(f"{asked} ORDER BY a.id"):
        if sequence > other.get(uuid.UUID(bytes=replica), 0):
            numbers.append(number)
        else:
            since = moment
    return numbers, None if since is None else dt.datetime.fromisoformat(since)


def side(path: Path, book: sqlite3.Connection, numbers: list[int]) -> Side:
    """The copy with those of its actions."""
    deeds = []
    for some in parts(numbers[-MOST:]):
        marks = ", ".join("?" * len(some))
        asked = f"SELECT moment, name, coalesce(who, '') FROM action WHERE id IN ({marks}) ORDER BY id"
        deeds += [Deed(dt.datetime.fromisoformat(moment), name, who) for moment, name, who in book.execute(asked, some)]
    return Side(path, len(numbers), tuple(reversed(deeds)))


def _changed(book: sqlite3.Connection, actions: list[int]) -> set[tuple[str, bytes]]:
    """The rows that these actions changed."""
    found: set[tuple[str, bytes]] = set()
    for some in parts(actions):
        marks = ", ".join("?" * len(some))
        asked = (
            "SELECT DISTINCT t.name, c.row_id FROM row_change c JOIN recorded_table t ON t.id = c.table_id"
            f" WHERE c.action_id IN ({marks})"
        )
        found.update(book.execute(asked, some))
    return found


def _last(
    book: sqlite3.Connection, actions: list[int], rows: set[tuple[str, bytes]]
) -> dict[tuple[str, bytes, str], Any]:
    """What these actions left in the fields of the rows that they changed."""
    own, found = set(actions), {}
    for some in parts({row for _, row in rows}):
        marks = ", ".join("?" * len(some))
        asked = (
            "SELECT c.action_id, t.name, c.row_id, f.name, v.now FROM row_change c"
            " JOIN recorded_table t ON t.id = c.table_id JOIN field_change v ON v.change_id = c.id"
            f" JOIN recorded_field f ON f.id = v.field_id WHERE c.row_id IN ({marks}) ORDER BY c.id"
        )
        for action, table, row, field, now in book.execute(asked, some):
            if action in own and (table, row) in rows:
                found[table, row, field] = now
    return found


def _clashes(
    here: Mapping[tuple[str, bytes, str], Any], there: Mapping[tuple[str, bytes, str], Any]
) -> Iterator[Clash]:
    for (table, row, field), value in here.items():
        other = there.get((table, row, field), value)
        if other != value:
            yield Clash(table, uuid.UUID(bytes=row), field, value, other)
