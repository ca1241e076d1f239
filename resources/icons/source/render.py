"""Draws the PNG and .ico files beside this folder anew from its SVG files: python resources/icons/source/render.py."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parent
ICONS = SOURCE.parent
PROGRAM = {
    16: "hxapp_small",
    24: "hxapp_small",
    32: "hxapp_small",
    48: "hxapp",
    64: "hxapp",
    128: "hxapp",
    256: "hxapp",
}


def png(name: str, size: int) -> bytes:
    """The drawing as a square PNG of `size` pixels, without a date or a program's name in it."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(SOURCE / f"{name}.svg")).render(painter, QRectF(0, 0, size, size))
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_ARGB32).save(buffer, "PNG", 0)  # type: ignore[call-overload]
    return bytes(content.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' icon file of PNG pictures, by their sizes in pixels (256 is written as 0)."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, contents = b"", b""
    for size, content in pictures.items():
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(content), place + len(contents))
        contents += content
    return head + entries + contents


def files() -> dict[str, bytes]:
    """Every picture by its file name."""
    program = {size: png(name, size) for size, name in PROGRAM.items()}
    drawn = {f"hxapp-{size}.png": content for size, content in program.items()}
    drawn["hxapp.ico"] = ico(program)
    for file in sorted(SOURCE.glob("*.svg")):
        if not file.stem.startswith("hxapp"):
            drawn[f"{file.stem}.png"] = png(file.stem, 16)
            drawn[f"{file.stem}@2x.png"] = png(file.stem, 32)
    return drawn


if __name__ == "__main__":
    for name, content in files().items():
        (ICONS / name).write_bytes(content)
