"""An open book of this process: what its connections have in common, and whether its file is still ours to write."""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hxapp.domain.errors import HxError
from hxapp.storage import connections, lock, replicas
from hxapp.storage.trouble import UNCHANGED, reason

if TYPE_CHECKING:
    from hxapp.storage.database import Guard, Told
    from hxapp.storage.read_only import Copy


class OpenBook:
    """One book, however many connections the window and its jobs have to it; gone with the last one."""

    _books: dict[tuple[int, int], OpenBook] = {}  # all open books of the process, by file identity
    _lock = threading.Lock()

    def __init__(self, path: Path, identity: tuple[int, int], guards: tuple[Guard, ...], who: str | None) -> None:
        self.path = path
        self.identity = identity
        self.guards = guards
        self.who = who
        self.person_id: uuid.UUID | None = None
        self.listeners: list[Told] = []
        self.connections = 0
        self.closing = False
        self.lock: lock.Lock | None = None  # none in a book that is only read
        self.file = path  # what is read in the book's place, where that is a copy
        self.copy: Copy | None = None

    @classmethod
    def claim(cls, path: Path, guards: tuple[Guard, ...], who: str | None) -> OpenBook:
        """The book as ours alone in this process; HxError when it is open already."""
        facts = path.stat()
        identity = (facts.st_dev, facts.st_ino)
        with cls._lock:
            if identity in cls._books:
                raise HxError(
                    f"Sổ “{path}” đang mở trong chương trình này rồi. "
                    "Hãy dùng cửa sổ đang mở, hoặc đóng sổ đó trước khi mở lại."
                )
            return cls._books.setdefault(identity, cls(path, identity, guards, who))

    @classmethod
    def has(cls, path: Path) -> bool:
        """Whether this process has the book at `path` open; its file is then opened by nothing but SQLite."""
        try:
            facts = path.stat()
        except OSError:
            return False
        with cls._lock:
            return (facts.st_dev, facts.st_ino) in cls._books

    @cached_property
    def place(self) -> bytes:
        """Where the book lies, as replicas tell places apart; asked for with the first action only."""
        return replicas.place_of(self.path, self.identity)

    def joined(self) -> None:
        """One connection more; RuntimeError when the last one is just going."""
        with self._lock:
            if self.closing:
                raise RuntimeError("the book is closed")
            self.connections += 1

    def left(self) -> bool:
        """One connection fewer; whether it was the last."""
        with self._lock:
            self.connections -= 1
            self.closing = self.connections == 0
            return self.closing

    def connect(self) -> sqlite3.Connection:
        """A connection as the book is open: for writing or only for reading."""
        return connections.looking(self.file) if self.lock is None else connections.connect(self.file)

    def may_write(self) -> None:
        """HxError unless the file at the book's path is ours to write still; asked before anything is written."""
        if self.lock is None:
            raise HxError(
                f"Sổ “{self.path}” đang mở chỉ để xem nên không sửa được. "
                "Hãy bấm “Thử mở để ghi” ở đầu cửa sổ, hoặc đóng sổ rồi mở lại khi sổ rảnh."
            )
        try:
            self.lock.keep()
        except lock.Busy as busy:
            raise lock.Held(self.path, busy.holder) from busy
        except OSError as error:
            raise HxError(f"Không còn giữ được quyền ghi sổ “{self.path}”: {reason(error)}. {UNCHANGED}") from error
        if not self.is_in_place():
            raise HxError(
                f"Sổ “{self.path}” đã bị thay bằng một tệp khác, đổi tên hoặc xóa trong lúc đang mở. {UNCHANGED} "
                "Hãy đưa tệp về chỗ cũ, hoặc đóng sổ rồi mở lại."
            )

    def is_in_place(self) -> bool:
        """Whether the file at the book's path is the one that was opened; on Windows an open file can't be swapped."""
        if os.name == "nt":
            return True
        try:
            facts = self.path.stat()
        except FileNotFoundError:
            return False
        except OSError:
            return True  # the disk doesn't answer: SQLite will say so
        return (facts.st_dev, facts.st_ino) == self.identity

    def release(self) -> None:
        with self._lock:
            self._books.pop(self.identity, None)
        if self.lock is not None:
            self.lock.release()
        if self.copy is not None:
            from hxapp.storage import read_only

            read_only.discard(self.copy)
