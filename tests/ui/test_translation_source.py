"""The Vietnamese of Qt's own texts: complete, in order, without a foreign word, and built from its source."""

from __future__ import annotations

import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import PySide6
import pytest

from tests.ui.foreign_words import ABOUT_QT, CONTROLS, NAMES, SCRIPTS, foreign

TRANSLATIONS = Path(__file__).resolve().parents[2] / "resources" / "translations"
SOURCE = TRANSLATIONS / "qtbase_vi.ts"


@dataclass(frozen=True)
class Message:
    """One entry of the .ts."""

    context: str
    source: str
    comment: str
    translation: str

    def names(self) -> set[str]:
        extra = {"QFontDatabase": SCRIPTS, "QUnicodeControlCharacterMenu": CONTROLS, "QApplication": {"Qt"}}
        return NAMES | extra.get(self.context, ABOUT_QT if self.context == "QMessageBox" else set())


def messages() -> list[Message]:
    return [
        Message(
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("comment", ""),
            message.findtext("translation", ""),
        )
        for context in ElementTree.parse(SOURCE).getroot().iter("context")
        for message in context.iter("message")
    ]


def test_the_built_file_is_up_to_date(tmp_path: Path) -> None:
    tool = next(path for path in Path(PySide6.__file__).parent.glob("lrelease*") if path.suffix in {"", ".exe"})
    fresh = tmp_path / "fresh.qm"
    subprocess.run([tool, SOURCE, "-qm", fresh], check=True, capture_output=True, timeout=60)
    assert fresh.read_bytes() == (TRANSLATIONS / "qtbase_vi.qm").read_bytes()


def test_no_word_is_left_in_english() -> None:
    left = [
        (one.context, one.translation, wrong)
        for one in messages()
        if (one.context, one.source) != ("QGuiApplication", "QT_LAYOUT_DIRECTION")
        and (wrong := foreign(one.translation, one.names()))
    ]
    assert left == []
    assert len(messages()) > 600


def test_every_entry_is_finished_composed_and_stands_in_order() -> None:
    entries = messages()
    assert all(one.translation and unicodedata.is_normalized("NFC", one.translation) for one in entries)
    order = [(one.context, one.source, one.comment) for one in entries]
    assert order == sorted(set(order))
    text = SOURCE.read_text(encoding="utf-8")
    assert "unfinished" not in text and "<location" not in text


def test_places_for_values_blanks_and_marks_are_kept() -> None:
    for one in messages():
        assert sorted(re.findall(r"%\d", one.source)) == sorted(re.findall(r"%\d", one.translation)), one
        assert one.source.endswith(" ") == one.translation.endswith(" "), one
        assert one.source.endswith(":") == one.translation.endswith(":"), one


def test_a_key_to_press_stays_a_letter_that_every_keyboard_has() -> None:
    for one in messages():
        keys = re.findall(r"&(?!\w+;)(.)", one.translation)
        assert len(keys) == len(re.findall(r"&(?!\w+;)(.)", one.source)), one
        assert all(key.isascii() and key.isalpha() for key in keys), one


@pytest.mark.parametrize("context", ["QPlatformTheme", "QDialogButtonBox", "QColorDialog", "QFontDialog"])
def test_keys_differ_where_texts_stand_together(context: str) -> None:
    keys: dict[str, str] = {}
    for one in messages():
        for key in re.findall(r"&(\w)", one.translation) if one.context == context else ():
            assert keys.setdefault(key.casefold(), one.translation) == one.translation
    assert len(keys) > 3


def test_the_check_itself_finds_english() -> None:
    assert foreign("Save &All") == ["save", "all"]
    assert foreign("to") == ["to"]
    assert foreign("Phóng to") == []
    assert foreign("Khổ giấy: Letter (8.5 x 11 in)") == []
    assert foreign("<b>Lưu</b>&nbsp;%1") == []
