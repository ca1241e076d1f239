"""Asking for a file: the system's own dialog, with a name that Windows takes and the folder used last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from hxapp import paths
from hxapp.ui.preferences import Preferences

EXCEL = "Sổ tính Excel (*.xlsx)"
PDF = "Tệp PDF (*.pdf)"


def open_one(parent: QWidget | None, title: str, folder: Path, kinds: str) -> Path | None:
    """The file to open; None when the clerk gave up."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(name) if name else None


def save_as(parent: QWidget | None, title: str, offered: Path, kinds: str, suffix: str) -> Path | None:
    """Where to write, `offered` first; the name is made safe and ends in `suffix`. None when the clerk gave up."""
    offered = offered.with_name(paths.safe_file_name(offered.name, suffix))
    name, _ = QFileDialog.getSaveFileName(parent, title, str(offered), kinds)
    if not name:
        return None
    path = Path(name)
    return path.with_name(paths.safe_file_name(path.name, suffix))


def last_folder(preferences: Preferences, kind: str) -> Path:
    """The folder used last for 'books', 'excel' or 'pdf', while it is there."""
    text = preferences.text(f"files/{kind}")
    if text and Path(text).is_dir():
        return Path(text)
    folder = paths.books_folder()
    return folder if folder.is_dir() else Path.home()


def keep_folder(preferences: Preferences, kind: str, path: Path) -> None:
    """Remember the folder of `path` for the next time."""
    preferences.set_text(f"files/{kind}", str(path.parent))
