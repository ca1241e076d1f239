"""Qt's own buttons, menus and dialogs in Vietnamese, and Vietnam's way of writing numbers and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QIdentityProxyModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTranslator,
)
from PySide6.QtWidgets import QFileSystemModel

from hxapp.domain.errors import HxError

FILE = "qtbase_vi.qm"

_SIZE, _TYPE, _TIME = 1, 2, 3
_THOUSANDS = QLocale.DataSizeFormat.DataSizeTraditionalFormat


def install(app: QCoreApplication, folder: Path) -> None:
    """Load the Vietnamese of Qt's own texts from `folder`, once, and make Vietnam's the locale of this program.

    Raises HxError when the file is missing or damaged; nothing is changed then.
    """
    if app.findChild(QTranslator, FILE) is not None:
        return
    path = folder / FILE
    texts = QTranslator(app)
    # Qt adds endings of its own to a name that it does not find: a missing file is told apart first.
    if not path.is_file() or not texts.load(str(path)):
        texts.deleteLater()
        trouble = "bị hỏng" if path.is_file() else "bị thiếu"
        raise HxError(
            f"Tệp “{path}” của chương trình {trouble} nên các nút và hộp thoại không có tiếng Việt. "
            "Hãy cài lại HX App; các sổ không bị ảnh hưởng."
        )
    texts.setObjectName(FILE)
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    app.installTranslator(texts)


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
