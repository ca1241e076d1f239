"""The look of the program, from wherever it is installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from hxapp import paths
from hxapp.ui import look


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
