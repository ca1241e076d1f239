"""The look of the program, from wherever it is installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from hxapp import paths
from hxapp.ui import look, palette


def test_the_style_sheet_is_read_from_a_folder_with_blanks_and_accents(
    tmp_path: Path, qapp: QApplication, qtlog: Any, qtbot: QtBot
) -> None:
    """Qt only warns of a style sheet it cannot read; a warning fails the test."""
    icons = tmp_path / "Phường Đông Hòa (mới)" / "icons"
    shutil.copytree(paths.ICONS, icons, ignore=shutil.ignore_patterns("source"))
    try:
        look.dress(qapp, paths.RESOURCES / "style.qss", icons)
        box = QComboBox()
        qtbot.addWidget(box)
        box.ensurePolished()  # the sheet is read when the first widget needs it
        assert icons.as_posix() in qapp.styleSheet()
        assert not [record for record in qtlog.records if "stylesheet" in record.message]
    finally:
        look.dress(qapp, paths.RESOURCES / "style.qss", paths.ICONS)


def test_where_windows_is_dark_every_colour_is_still_the_programs_own(dressed: QApplication) -> None:
    """A role that our palette leaves open would be taken from the system's."""
    ours = palette.qt_palette()
    roles = [role for role in QPalette.ColorRole if role.name not in ("NoRole", "NColorRoles")]
    assert len(roles) > 18
    assert [role for role in roles if not ours.isBrushSet(QPalette.ColorGroup.Active, role)] == []
    assert dressed.style().objectName() in ("", "fusion")


@pytest.mark.parametrize("group", [QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("WindowText", "Window"),
        ("Text", "Base"),
        ("Text", "AlternateBase"),
        ("ButtonText", "Button"),
        ("ToolTipText", "ToolTipBase"),
        ("HighlightedText", "Highlight"),
        ("PlaceholderText", "Base"),
        ("Link", "Base"),
    ],
)
def test_text_is_readable_on_its_ground(group: QPalette.ColorGroup, text: str, ground: str) -> None:
    """WCAG 2's contrast of at least 4.5 to 1."""
    ours = palette.qt_palette()
    one, other = (ours.color(group, QPalette.ColorRole[name]) for name in (text, ground))
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def brightness(colour: QColor) -> float:
    """The relative luminance of WCAG 2."""
    parts = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_the_program_asks_for_a_light_frame(monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> None:
    asked: list[Qt.ColorScheme] = []
    monkeypatch.setattr(QStyleHints, "setColorScheme", lambda hints, scheme: asked.append(scheme))
    look.dress(dressed, paths.RESOURCES / "style.qss", paths.ICONS)
    assert asked == [Qt.ColorScheme.Light]


@pytest.mark.parametrize("kind", [QListWidget, QMenu, QMessageBox])
def test_lists_menus_and_messages_have_the_programs_font(qtbot: QtBot, kind: type[QWidget]) -> None:
    """Windows gives each of them a font of its own, which need not have Vietnamese letters."""
    widget = kind()
    qtbot.addWidget(widget)
    widget.ensurePolished()
    assert (widget.font().family(), widget.font().pointSizeF()) == (palette.body_family(), palette.BODY_POINTS)
