"""The user's own settings: layout, column widths, recent books; an .ini file beside the log, never the registry."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

_MOST_RECENT = 8
_LAYOUT = ("tables", "panels", "tasks", "views", "places", "window")


@dataclass(frozen=True)
class RecentBook:
    """A book that was open: where, what it was called, and when (UTC)."""

    path: Path
    title: str
    opened_at: datetime
    practice: bool = False


class Preferences:
    """Reads and writes the .ini file at `path`; a missing or unreadable entry counts as not set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write what is pending to the disk."""
        self._settings.sync()

    # Window --------------------------------------------------------------------------------------------------------

    def geometry(self) -> QByteArray | None:
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("window/geometry", geometry)

    def text(self, key: str, default: str = "") -> str:
        """A single word or path ('window/tab', 'files/folder')."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        self._settings.setValue(key, value)

    def flag(self, key: str, default: bool = False) -> bool:
        return self.text(key, "yes" if default else "no") == "yes"

    def set_flag(self, key: str, value: bool) -> None:
        self.set_text(key, "yes" if value else "no")

    # Tables --------------------------------------------------------------------------------------------------------

    def widths(self, table: str) -> dict[str, int]:
        """The column widths the user dragged, by column key, in logical pixels."""
        found = self._json(f"tables/{table}")
        if not isinstance(found, dict):
            return {}
        return {key: width for key, width in found.items() if isinstance(width, int) and 20 <= width <= 2000}

    def set_widths(self, table: str, widths: dict[str, int]) -> None:
        self._settings.setValue(f"tables/{table}", json.dumps(widths))

    # Books ---------------------------------------------------------------------------------------------------------

    def recent(self) -> tuple[RecentBook, ...]:
        """Books that were open, the latest first, missing ones included."""
        found = self._json("books/recent")
        books = []
        for entry in found if isinstance(found, list) else ():
            try:
                opened_at = datetime.fromisoformat(entry["opened_at"])
                books.append(RecentBook(Path(entry["path"]), entry["title"], opened_at, bool(entry["practice"])))
            except (KeyError, TypeError, ValueError):
                continue
        return tuple(books)

    def add_recent(self, book: RecentBook) -> None:
        self._set_recent([book, *(other for other in self.recent() if other.path != book.path)][:_MOST_RECENT])

    def forget_recent(self, path: Path) -> None:
        self._set_recent([book for book in self.recent() if book.path != path])
        if self.last_book() == path:
            self.set_last_book(None)

    def last_book(self) -> Path | None:
        """The book that was open when the program closed; None when it was closed before."""
        text = self.text("books/last")
        return Path(text) if text else None

    def set_last_book(self, path: Path | None) -> None:
        self.set_text("books/last", "" if path is None else str(path))

    # From another PC ----------------------------------------------------------------------------------------------

    def adopt_layout(self, data: bytes) -> int:
        """Take over the layout of another PC's settings file where this PC has none of its own; how many entries.

        Of that file only plain words are read: what Qt would unpack into objects of its own is passed over, and so is
        all that tells of the other PC (its books, folders, disks, people).
        """
        kept, wanted = [], False
        for line in data.decode("utf-8", "replace").splitlines():
            if line.startswith("["):
                wanted = line.strip()[1:-1] in _LAYOUT
            if wanted and "@" not in line:
                kept.append(line)
        count = 0
        with tempfile.TemporaryDirectory(prefix="hxapp-") as folder:
            file = Path(folder) / "from.ini"
            file.write_text("\n".join(kept) + "\n", encoding="utf-8")
            other = QSettings(str(file), QSettings.Format.IniFormat)
            for key in other.allKeys():
                value = other.value(key)
                if isinstance(value, str) and not self._settings.contains(key):
                    self._settings.setValue(key, value)
                    count += 1
        return count

    def _set_recent(self, books: list[RecentBook]) -> None:
        entries = [
            {"path": str(b.path), "title": b.title, "opened_at": b.opened_at.isoformat(), "practice": b.practice}
            for b in books
        ]
        self._settings.setValue("books/recent", json.dumps(entries, ensure_ascii=False))

    def _json(self, key: str) -> Any:
        try:
            return json.loads(self.text(key))
        except ValueError:
            return None
