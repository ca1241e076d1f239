"""A line over the tabs shows all its words, however narrow the window is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hxapp import disks
from hxapp.ui.quiet_line import NoticeLine


@pytest.mark.parametrize("width", [1366, 910, 640])
def test_no_word_is_cut(qtbot: QtBot, width: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    line = NoticeLine(disks.CLOUD_WORDS, window)
    layout.addWidget(line)
    layout.addWidget(QWidget(window), 1)  # the tabs, which take what is left
    window.resize(width, 500)
    window.show()
    qtbot.waitExposed(window)
    assert line.text.height() >= line.text.heightForWidth(line.text.width())
    assert line.text.height() > line.text.fontMetrics().height() * 1.5  # it was too long for one line
    assert line.height() < 250
