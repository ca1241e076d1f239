"""Qt's own buttons, menus and dialogs in Vietnamese, and Vietnam's way of writing numbers and dates."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from hxapp.domain.errors import HxError

FILE = "qtbase_vi.qm"


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
