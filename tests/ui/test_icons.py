"""Each drawing has its pictures for plain and fine screens, and the program's own icon stands in every size."""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
ACTIONS = sorted(path.stem for path in (ICONS / "source").glob("*.svg") if not path.stem.startswith("hxapp"))
SIZES = (16, 24, 32, 48, 64, 128, 256)
IN_ICO = (16, 20, 24, 32, 40, 48, 64, 128, 256)


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
    expected |= {f"hxapp-{size}.png" for size in SIZES} | {"hxapp.ico", "hxapp-book.ico"}
    assert {path.name for path in ICONS.iterdir() if path.is_file()} == expected


@pytest.mark.parametrize("name", ["hxapp", "hxapp-book"])
def test_the_icons_of_program_and_book_in_every_size(name: str) -> None:
    content = (ICONS / f"{name}.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", content)
    assert (reserved, kind, count) == (0, 1, len(IN_ICO))
    for number, size in enumerate(IN_ICO):
        width, height, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        assert (width or 256, height or 256, bits) == (size, size, 32)
        picture = content[place : place + length]
        file = ICONS / f"{name}-{size}.png"
        assert not file.exists() or picture == file.read_bytes()
        image = QImage.fromData(picture)
        assert image.width() == image.height() == size
        assert 0.4 < inked(image) < 0.95


def test_what_is_kept_is_what_is_drawn() -> None:
    spec = importlib.util.spec_from_file_location("render", ICONS / "source" / "render.py")
    assert spec is not None and spec.loader is not None
    render = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(render)
    drawn = render.files()
    assert len(drawn) > len(ACTIONS)
    for place, made in drawn.items():
        assert same(place.read_bytes(), made), place.name


def same(kept: bytes, made: bytes) -> bool:
    """Equal, or as near as another version of Qt draws."""
    if kept == made:
        return True
    before, after = QImage.fromData(kept), QImage.fromData(made)
    return before.size() == after.size() and abs(inked(before) - inked(after)) < 0.01
