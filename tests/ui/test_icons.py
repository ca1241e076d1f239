"""Each drawing has its pictures for plain and fine screens, and the program's own icon stands in every size."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
ACTIONS = sorted(path.stem for path in (ICONS / "source").glob("*.svg") if not path.stem.startswith("hxapp"))
SIZES = (16, 24, 32, 48, 64, 128, 256)


def inked(image: QImage) -> float:
    """The share of the picture that is not see-through."""
    drawn = [image.pixelColor(x, y).alpha() > 100 for x in range(image.width()) for y in range(image.height())]
    return sum(drawn) / len(drawn)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_has_both_pictures(name: str) -> None:
    for file, size in ((f"{name}.png", 16), (f"{name}@2x.png", 32)):
        image = QImage(str(ICONS / file))
        assert (image.width(), image.height()) == (size, size)
        assert 0.05 < inked(image) < 0.6


def test_all_pictures_have_a_drawing() -> None:
    expected = {f"{name}{scale}.png" for name in ACTIONS for scale in ("", "@2x")}
    expected |= {f"hxapp-{size}.png" for size in SIZES} | {"hxapp.ico"}
    assert {path.name for path in ICONS.iterdir() if path.is_file()} == expected


def test_the_programs_icon_in_every_size() -> None:
    content = (ICONS / "hxapp.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", content)
    assert (reserved, kind, count) == (0, 1, len(SIZES))
    for number, size in enumerate(SIZES):
        width, height, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        assert (width or 256, height or 256, bits) == (size, size, 32)
        picture = (ICONS / f"hxapp-{size}.png").read_bytes()
        assert content[place : place + length] == picture
        image = QImage.fromData(picture)
        assert image.width() == image.height() == size
        assert inked(image) > 0.4
