"""Asking for a file: the system's own dialog, with a name that Windows takes and the folder used last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QIdentityProxyModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QWidget

from hxapp import paths
from hxapp.domain import file_names
from hxapp.ui import messages, wheel
from hxapp.ui.preferences import Preferences

EXCEL = "Sổ tính Excel (*.xlsx)"
PDF = "Tệp PDF (*.pdf)"

_SIZE, _TYPE, _TIME = 1, 2, 3
_THOUSANDS = QLocale.DataSizeFormat.DataSizeTraditionalFormat


class FileFacts(QIdentityProxyModel):
    """Size, type and day of the files in Qt's own file dialog, for `QFileDialog.setProxyModel`.

    Qt writes them in the language of the system there, whatever this program's locale is; native dialogs ignore this.
    """

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Our words in the three columns, the model's own answer elsewhere."""
        files = self.sourceModel()
        if role != Qt.ItemDataRole.DisplayRole or index.column() == 0 or not isinstance(files, QFileSystemModel):
            return super().data(index, role)
        file = files.fileInfo(self.mapToSource(index))
        if index.column() == _SIZE:
            return "" if file.isDir() else QLocale().formattedDataSize(file.size(), 1, _THOUSANDS)
        if index.column() == _TYPE:
            return "Thư mục" if file.isDir() else f"Tệp {file.suffix().upper()}".rstrip()
        if index.column() == _TIME:
            return file.lastModified().toString("dd/MM/yyyy HH:mm")
        return super().data(index, role)


def open_one(parent: QWidget | None, title: str, folder: Path, kinds: str) -> Path | None:
    """The file to open; None when the clerk gave up."""
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def open_folder(parent: QWidget | None, title: str, folder: Path) -> Path | None:
    """The folder that is chosen; None when the clerk gave up."""
    dialog = _dialog(parent, title, folder, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog)


def save_as(parent: QWidget | None, title: str, folder: Path, name: str, kinds: str, suffix: str) -> Path | None:
    """Where to write; offered is `name` ('Chỉ tiêu – Quý III/2022') in `folder`, made safe and ending in `suffix`.

    None when the clerk gave up.
    """
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.lstrip("."))
    dialog.selectFile(file_names.safe_file_name(name, suffix))
    path = _chosen(dialog)
    if path is None:
        return None
    safe = path.with_name(file_names.safe_file_name(path.name, suffix))
    question = f"Tên tệp được đổi thành “{safe.name}” cho hợp với Windows, và đã có tệp tên đó. Ghi đè lên tệp đó?"
    if safe != path and safe.exists() and not messages.ask(parent, question, "Ghi đè"):
        return None
    return safe


def _dialog(parent: QWidget | None, title: str, folder: Path, kinds: str) -> QFileDialog:
    """The system's own dialog; where there is none, Qt's with size, type and day in our words."""
    dialog = QFileDialog(parent, title, str(_existing(folder)), kinds)
    dialog.setProxyModel(FileFacts(dialog))
    return dialog


def _chosen(dialog: QFileDialog) -> Path | None:
    wheel.guard(dialog)
    try:
        if dialog.exec() and dialog.selectedFiles():
            return Path(dialog.selectedFiles()[0])
        return None
    finally:
        dialog.deleteLater()


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path.home())


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
