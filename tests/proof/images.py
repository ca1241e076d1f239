"""What may be on the disk after a power cut: of a recording, everything synced, and any part of what was not.

Bytes that were not synced may be there or not, each sector of 512 bytes by itself; so may a new length, a new name, a
removed one. Names are on the disk when their folder was synced, whatever the file's own bytes are. This is more than
any one file system does, and less than none promises.
"""

from __future__ import annotations

import posixpath
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.recording import (
    Cut,
    FolderSynced,
    Linked,
    Made,
    Operation,
    Recording,
    Removed,
    Renamed,
    Said,
    Synced,
    Written,
)

SECTOR = 512
_ToNames = (Made, Linked, Renamed, Removed)


@dataclass
class Disk:
    """What is on it for certain, and what was asked of it since, in order."""

    files: dict[int, bytearray]
    names: dict[str, int]
    folders: set[str]
    said: list[str] = field(default_factory=list)
    waiting: list[Operation] = field(default_factory=list)

    @classmethod
    def before(cls, recording: Recording) -> Disk:
        names = {name: number for number, name in enumerate(recording.before)}
        return cls(
            {names[name]: bytearray(data) for name, data in recording.before.items()}, names, set(recording.folders)
        )

    def copy(self) -> Disk:
        files = {number: bytearray(data) for number, data in self.files.items()}
        return Disk(files, dict(self.names), set(self.folders), list(self.said), list(self.waiting))

    def ask(self, operation: Operation) -> None:
        """One operation more."""
        if isinstance(operation, Said):
            self.said.append(operation.line)
        elif isinstance(operation, Synced):
            self._settle(lambda one: isinstance(one, (Written, Cut)) and one.inode == operation.inode)
        elif isinstance(operation, FolderSynced):
            self._settle(lambda one: isinstance(one, _ToNames) and _folder(one) == operation.name)
        else:
            self.waiting.append(operation)

    def put(self, operation: Operation) -> None:
        """The operation is on the disk."""
        if isinstance(operation, Written):
            held = self.files.setdefault(operation.inode, bytearray())
            end = operation.at + len(operation.data)
            held.extend(bytes(max(0, end - len(held))))
            held[operation.at : end] = operation.data
        elif isinstance(operation, Cut):
            held = self.files.setdefault(operation.inode, bytearray())
            held.extend(bytes(max(0, operation.size - len(held))))
            del held[operation.size :]
        elif isinstance(operation, Made) and operation.folder:
            self.folders.add(operation.name)
        elif isinstance(operation, Made | Linked):
            self.names[operation.name] = operation.inode
        elif isinstance(operation, Renamed):
            self.names.pop(operation.name, None)
            self.names[operation.to] = operation.inode
        elif isinstance(operation, Removed):
            self.names.pop(operation.name, None)

    def write_to(self, folder: Path) -> None:
        """Makes the files; a name whose folder is not there is not there either."""
        for name in sorted(self.folders):
            if posixpath.dirname(name) in self.folders | {""}:
                (folder / name).mkdir()
        for name, number in self.names.items():
            if (folder / name).parent.is_dir():
                (folder / name).write_bytes(self.files.get(number, b""))

    def _settle(self, meant: Callable[[Operation], bool]) -> None:
        for one in self.waiting:
            if meant(one):
                self.put(one)
        self.waiting = [one for one in self.waiting if not meant(one)]


def _folder(operation: Operation) -> str:
    name = operation.to if isinstance(operation, Renamed) else operation.name  # type: ignore[union-attr]
    return posixpath.dirname(name)


def images(recording: Recording, chance: random.Random, further: int) -> Iterator[tuple[Disk, str]]:
    """Disks after a cut at each point that matters: before each sync, and after each thing said.

    At each: nothing that waits is there, all of it is, and `further` times a part of it, torn. Earlier points between
    two syncs are among the parts.
    """
    disk = Disk.before(recording)
    for number, operation in enumerate([*recording.operations, None]):
        last = recording.operations[number - 1] if number else None
        if operation is None or isinstance(operation, Synced | FolderSynced) or isinstance(last, Said):
            yield disk.copy(), f"{number} nothing"
            if disk.waiting:
                yield _with(disk, disk.waiting), f"{number} all"
                for turn in range(further):
                    yield _with(disk, _some(disk.waiting, chance)), f"{number} part {turn}"
        if operation is not None:
            disk.ask(operation)


def _with(disk: Disk, chosen: list[Operation]) -> Disk:
    made = disk.copy()
    for one in chosen:
        made.put(one)
    return made


def _some(waiting: list[Operation], chance: random.Random) -> list[Operation]:
    """A part of the operations: each with one likelihood, or all but one, or all up to one."""
    way = chance.randrange(3)
    if way == 0:
        left = chance.randrange(len(waiting))
        return [one for number, one in enumerate(waiting) if number != left]
    if way == 1:
        return waiting[: chance.randrange(len(waiting))]
    likely = chance.choice([0.1, 0.5, 0.9])
    found: list[Operation] = []
    for one in waiting:
        if isinstance(one, Written):
            found += [piece for piece in _sectors(one) if chance.random() < likely]
        elif chance.random() < likely:
            found.append(one)
    return found


def _sectors(one: Written) -> Iterator[Written]:
    """The write as the disk does it: sector by sector."""
    start = one.at
    while start < one.at + len(one.data):
        end = min((start // SECTOR + 1) * SECTOR, one.at + len(one.data))
        yield Written(one.inode, start, one.data[start - one.at : end - one.at])
        start = end
