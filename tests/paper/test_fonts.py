"""The fonts that ship hold every letter and sign that is written, and only a true Times New Roman takes their place."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from hxapp.domain.errors import HxError
from hxapp.paper import fonts
from tests.paper.conftest import FONTS

# Every small letter as a primer has it; their capitals are made by Python.
PRIMER = "àáảãạ ăằắẳẵặ âầấẩẫậ èéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ đ"
LETTERS = "".join(PRIMER.split())
SIGNS = "●▲▼■□○◐×‖↑↓→≥≤≈–—…“”‘’·−±%‰²³°§≠\u00a0"
# These are in neither family: paper and screen draw them as shapes, or do without.
DRAWN = "◆✓✕✗⚠☐⊘"

ONE_FAMILY = """
import sys
from pathlib import Path
from PySide6.QtGui import QFontDatabase, QGuiApplication
app = QGuiApplication(["hxapp"])
listed = "Times New Roman" in QFontDatabase.families()
from hxapp.paper import fonts
fonts.load(Path(sys.argv[1]))
print(fonts.serif_family(), "listed" if listed else "unlisted", sep="|")
"""


def shipped(name: str) -> QRawFont:
    return QRawFont(str(FONTS / name), 12)


@pytest.mark.parametrize("name", sorted(fonts.FILES))
def test_every_face_holds_all_letters_and_signs(name: str) -> None:
    font = shipped(name)
    assert len(LETTERS) == 67
    assert [one for one in LETTERS + LETTERS.upper() + SIGNS if not font.supportsCharacter(ord(one))] == []
    assert [one for one in DRAWN if font.supportsCharacter(ord(one))] == []


def test_the_list_of_letters_is_the_primers() -> None:
    assert sorted(fonts.vietnamese_letters()) == sorted(LETTERS + LETTERS.upper())
    assert unicodedata.is_normalized("NFC", fonts.vietnamese_letters())


def test_two_families_in_four_styles_are_there() -> None:
    for family in ("Liberation Serif", "Liberation Sans"):
        assert {"Regular", "Bold", "Italic", "Bold Italic"} <= set(QFontDatabase.styles(family))
        assert QRawFont.fromFont(QFont(family)).familyName() == family
    assert fonts.sans_family() == "Liberation Sans"


def test_the_licence_ships_with_them() -> None:
    licence = (FONTS / "LICENSE-Liberation.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name Liberation" in licence
    assert {path.name for path in FONTS.iterdir()} == {*fonts.FILES, "LICENSE-Liberation.txt"}


def test_loading_again_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes) -> int:
        raise AssertionError(f"{len(content)} bytes were handed to Qt again")

    monkeypatch.setattr(QFontDatabase, "addApplicationFontFromData", refuse)
    fonts.load(FONTS)
    fonts.load(FONTS.parent / ".." / FONTS.parent.name / FONTS.name)


def test_the_screen_loads_its_own_files_and_paper_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(FONTS, tmp_path / "phông")
    handed: list[bytes] = []

    def take(content: bytes) -> int:
        handed.append(content)
        return len(handed)

    monkeypatch.setattr(QFontDatabase, "addApplicationFontFromData", take)
    fonts.load(copy, fonts.SCREEN)
    assert handed == [(FONTS / name).read_bytes() for name in fonts.FILES if "Sans" in name]
    handed.clear()
    fonts.load(copy)
    assert handed == [(FONTS / name).read_bytes() for name in fonts.FILES if "Serif" in name]


class TestTrouble:
    """A file that is not as it shipped: its name and the way out, before anything is loaded."""

    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        return shutil.copytree(FONTS, tmp_path / "phông chữ")

    def refused(self, folder: Path, words: str) -> None:
        with pytest.raises(HxError) as caught:
            fonts.load(folder)
        assert words in str(caught.value)
        assert "LiberationSerif-Bold.ttf" in str(caught.value)
        assert "Hãy cài lại HX App" in str(caught.value)

    def test_missing(self, copy: Path) -> None:
        (copy / "LiberationSerif-Bold.ttf").unlink()
        self.refused(copy, "bị thiếu")

    def test_cut_in_half(self, copy: Path) -> None:
        file = copy / "LiberationSerif-Bold.ttf"
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        self.refused(copy, "bị hỏng")

    def test_one_byte_changed(self, copy: Path) -> None:
        file = copy / "LiberationSerif-Bold.ttf"
        content = bytearray(file.read_bytes())
        content[-1000] ^= 1
        file.write_bytes(content)
        self.refused(copy, "bị hỏng")

    def test_unreadable(self, copy: Path) -> None:
        file = copy / "LiberationSerif-Bold.ttf"
        file.unlink()
        file.mkdir()
        self.refused(copy, "không đọc được")

    def test_refused_by_qt(self, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sizes = (copy / "LiberationSerif-Bold.ttf").stat().st_size
        monkeypatch.setattr(
            QFontDatabase, "addApplicationFontFromData", lambda content: -1 if len(content) == sizes else 0
        )
        self.refused(copy, "không dùng được")

    def test_a_mended_folder_loads(self, copy: Path) -> None:
        shutil.move(copy / "LiberationSerif-Bold.ttf", copy / "away")
        self.refused(copy, "bị thiếu")
        shutil.move(copy / "away", copy / "LiberationSerif-Bold.ttf")
        fonts.load(copy)


def table(font: bytes, tag: bytes) -> int:
    """Where a table of a TrueType file starts."""
    for place in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        if font[place : place + 4] == tag:
            return int(struct.unpack_from(">I", font, place + 8)[0])
    raise LookupError(tag)


def renamed(font: bytes) -> bytes:
    """The same font calling itself Times New Roman."""
    changed = bytearray(font)
    start = table(font, b"name")
    _, count, texts = struct.unpack_from(">HHH", font, start)
    for record in range(start + 6, start + 6 + 12 * count, 12):
        platform, _, _, name, length, offset = struct.unpack_from(">6H", font, record)
        coding = "mac-roman" if platform == 1 else "utf-16-be"
        place = start + texts + offset
        if name in {1, 4} and font[place : place + length].decode(coding) == "Liberation Serif":
            new = "Times New Roman".encode(coding)
            changed[place : place + len(new)] = new
            struct.pack_into(">H", changed, record + 8, len(new))
    return bytes(changed)


def without_vietnamese(font: bytes) -> bytes:
    """The same font with only the last letter left of each stretch of Latin Extended Additional."""
    changed = bytearray(font)
    start = table(font, b"cmap")
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        part = start + struct.unpack_from(">I", font, start + 4 + 8 * number + 4)[0]
        if struct.unpack_from(">H", font, part)[0] != 4:
            continue
        double = struct.unpack_from(">H", font, part + 6)[0]
        for segment in range(0, double, 2):
            end = struct.unpack_from(">H", font, part + 14 + segment)[0]
            if 0x1EA0 <= end < 0x1F00:
                struct.pack_into(">H", changed, part + 16 + double + segment, end)
    assert bytes(changed) != font
    return bytes(changed)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only fontconfig lets a test choose the system's fonts"
)
class TestSerifFamily:
    """What paper is set in, by what the system has."""

    def answer(self, folder: Path, alias: str = "") -> str:
        config = folder / "fonts.conf"
        config.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"<dir>{folder}</dir><cachedir>{folder / 'cache'}</cachedir>{alias}</fontconfig>",
            encoding="utf-8",
        )
        result = subprocess.run(
            [sys.executable, "-c", ONE_FAMILY, str(FONTS)],
            cwd=FONTS.parents[1],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(config)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def test_true_times(self, tmp_path: Path) -> None:
        (tmp_path / "times.ttf").write_bytes(renamed((FONTS / "LiberationSerif-Regular.ttf").read_bytes()))
        assert self.answer(tmp_path) == "Times New Roman|listed"

    def test_old_times_that_lacks_letters(self, tmp_path: Path) -> None:
        font = without_vietnamese(renamed((FONTS / "LiberationSerif-Regular.ttf").read_bytes()))
        (tmp_path / "times.ttf").write_bytes(font)
        assert self.answer(tmp_path) == "Liberation Serif|listed"

    def test_another_font_answering_to_the_name(self, tmp_path: Path) -> None:
        shutil.copy(FONTS / "LiberationSans-Regular.ttf", tmp_path)
        alias = (
            '<match target="pattern"><test name="family"><string>Times New Roman</string></test>'
            '<edit name="family" mode="assign" binding="same"><string>Liberation Sans</string></edit></match>'
        )
        assert self.answer(tmp_path, alias) == "Liberation Serif|unlisted"

    def test_no_fonts_at_all(self, tmp_path: Path) -> None:
        assert self.answer(tmp_path) == "Liberation Serif|unlisted"
