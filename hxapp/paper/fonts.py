"""The letters of paper and screen: Liberation 2.1.5, which ships with the program, or the system's Times New Roman."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from hxapp.domain.errors import HxError

TIMES = "Times New Roman"
SERIF = "Liberation Serif"
SANS = "Liberation Sans"

# The CRC-32 of each file of release 2.1.5: Qt takes half a font file without complaint and draws with what is left.
FILES = {
    "LiberationSans-Bold.ttf": 0xFDFA1045,
    "LiberationSans-BoldItalic.ttf": 0x1839E4EA,
    "LiberationSans-Italic.ttf": 0x7255026A,
    "LiberationSans-Regular.ttf": 0xFA4FBEA9,
    "LiberationSerif-Bold.ttf": 0xF3DE907D,
    "LiberationSerif-BoldItalic.ttf": 0x363AE832,
    "LiberationSerif-Italic.ttf": 0x43FFCDBB,
    "LiberationSerif-Regular.ttf": 0xB86BA761,
}

# What a window is drawn with; the rest is for paper, and waits until a page is.
SCREEN = tuple(name for name in FILES if name.startswith("LiberationSans"))

_loaded: set[Path] = set()


def vietnamese_letters() -> str:
    """The 134 letters of Vietnamese that ASCII lacks, composed: 67 small ones, then their capitals."""
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    toned = (unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones)
    small = "".join(letter for letter in toned if not letter.isascii()) + "đ"
    return small + small.upper()


def load(folder: Path, names: Iterable[str] = FILES) -> None:
    """Hand these font files of `folder` to Qt, each once; needs a QGuiApplication.

    Raises HxError when a file is missing, cannot be read, or is not the one that ships.
    """
    folder = folder.resolve()
    wanted = [folder / name for name in names if folder / name not in _loaded]
    contents = [_content(path, FILES[path.name]) for path in wanted]
    for path, content in zip(wanted, contents, strict=True):
        if QFontDatabase.addApplicationFontFromData(content) < 0:
            raise HxError(_sentence(path, "không dùng được"))
    if wanted:
        _loaded.update(wanted)
        serif_family.cache_clear()


def _content(path: Path, checksum: int) -> bytes:
    """The whole file, proved by its checksum."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as trouble:
        raise HxError(_sentence(path, "bị thiếu")) from trouble
    except OSError as trouble:
        raise HxError(_sentence(path, "không đọc được")) from trouble
    if zlib.crc32(content) != checksum:
        raise HxError(_sentence(path, "bị hỏng"))
    return content


def _sentence(path: Path, trouble: str) -> str:
    """What is wrong with the font file, and what to do next."""
    return (
        f"Tệp phông chữ “{path}” của chương trình {trouble} nên không vẽ được chữ tiếng Việt. "
        "Hãy cài lại HX App; các sổ không bị ảnh hưởng."
    )


@cache
def serif_family() -> str:
    """The family of all paper: the system's own Times New Roman where it is whole, else Liberation Serif."""
    return TIMES if TIMES in QFontDatabase.families() and _is_whole(TIMES) else SERIF


def sans_family() -> str:
    """The family for the screen where the system's own is not known to hold Vietnamese."""
    return SANS


def _is_whole(family: str) -> bool:
    """Whether the system draws `family` with letters of that very family and lacks none of Vietnamese."""
    font = QRawFont.fromFont(QFont(family))
    return font.familyName() == family and all(font.supportsCharacter(ord(letter)) for letter in vietnamese_letters())
