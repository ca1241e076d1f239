"""Draws the PNG, .ico and .bmp files that stand beside this folder anew from its SVG files: run this file."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parent
ICONS = SOURCE.parent
WINDOWS = ICONS.parent / "windows"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # what Windows asks for at 100 to 200 %
SMALLEST_FINE = 48  # pixels from which on the full drawing reads better than the small one
WINDOW = (16, 24, 32, 48, 64, 128, 256)  # the program's own window
PANEL = (328, 628)  # twice the place that the installer's first and last page have for it


def picture(name: str, width: int, height: int) -> QImage:
    """The drawing in pixels, see-through where nothing is drawn."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(SOURCE / f"{name}.svg")).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def saved(image: QImage, kind: str) -> bytes:
    """The picture as a file's content, without a date or a program's name in it."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, 0)  # type: ignore[call-overload]
    return bytes(content.data())


def png(name: str, size: int) -> bytes:
    """The drawing as a square PNG of `size` pixels."""
    return saved(picture(name, size, size).convertToFormat(QImage.Format.Format_ARGB32), "PNG")


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' icon file of PNG pictures, by their sizes in pixels (256 is written as 0)."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, contents = b"", b""
    for size, content in pictures.items():
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(content), place + len(contents))
        contents += content
    return head + entries + contents


def in_all_sizes(name: str) -> dict[int, bytes]:
    """The drawing for each size, the small ones from a drawing of their own."""
    return {size: png(name if size >= SMALLEST_FINE else f"{name}_small", size) for size in SIZES}


def files() -> dict[Path, bytes]:
    """Every picture by its place."""
    program = in_all_sizes("hxapp")
    drawn = {ICONS / f"hxapp-{size}.png": program[size] for size in WINDOW}
    drawn[ICONS / "hxapp.ico"] = ico(program)
    drawn[ICONS / "hxapp-book.ico"] = ico(in_all_sizes("hxapp_book"))
    drawn[WINDOWS / "installer.bmp"] = saved(
        picture("hxapp_installer", *PANEL).convertToFormat(QImage.Format.Format_RGB888), "BMP"
    )
    for file in sorted(SOURCE.glob("*.svg")):
        if not file.stem.startswith("hxapp"):
            drawn[ICONS / f"{file.stem}.png"] = png(file.stem, 16)
            drawn[ICONS / f"{file.stem}@2x.png"] = png(file.stem, 32)
    return drawn


if __name__ == "__main__":
    for place, content in files().items():
        place.write_bytes(content)
