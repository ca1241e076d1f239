"""How the whole program looks: Fusion, the palette, the body font, the style sheet; and its icon."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from hxapp.ui import palette

STYLE = "Fusion"
_THEMED = "QListView, QMenu, QMessageBox, QToolTip"
"""What Windows gives fonts of its own, whatever the program's is; they need not have Vietnamese letters."""


def dress(application: QApplication, style_sheet: Path, icons: Path) -> None:
    """Give the application, made with `STYLE`, the rest of its look; fonts must be loaded before."""
    palette.forget_fonts()
    # Where Windows is dark, what our palette leaves open (frames, title bars) would be taken from a dark one.
    application.styleHints().setColorScheme(Qt.ColorScheme.Light)
    application.setPalette(palette.qt_palette())
    application.setFont(palette.font(12))
    sheet = style_sheet.read_text(encoding="utf-8").replace("ICONS", icons.as_posix())
    if sys.platform == "win32":
        sheet += f'\n{_THEMED} {{ font-family: "{palette.body_family()}"; font-size: {palette.BODY_POINTS}pt; }}\n'
    application.setStyleSheet(sheet)


def app_icon(icons: Path) -> QIcon:
    """The program's icon in all its sizes."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addFile(str(icons / f"hxapp-{size}.png"))
    return icon
