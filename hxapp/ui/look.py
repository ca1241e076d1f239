"""How the whole program looks: Fusion, the palette, the body font, the style sheet; and its icon."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from hxapp.ui import palette

STYLE = "Fusion"


def dress(application: QApplication, style_sheet: Path, icons: Path) -> None:
    """Give the application, made with `STYLE`, the rest of its look; fonts must be loaded before."""
    palette.forget_fonts()
    application.setPalette(palette.qt_palette())
    application.setFont(palette.font(12))
    sheet = style_sheet.read_text(encoding="utf-8").replace("ICONS", icons.as_posix())
    application.setStyleSheet(sheet)


def app_icon(icons: Path) -> QIcon:
    """The program's icon in all its sizes."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addFile(str(icons / f"hxapp-{size}.png"))
    return icon
