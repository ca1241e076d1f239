"""Stories open the real window through `app`, in a folder of their own, at a moment of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hxapp import app
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from tests.ui.conftest import Said, reporter, reports, said

__all__ = ["NOON", "Said", "reporter", "reports", "said"]

NOON = dt.datetime(2022, 9, 12, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture(autouse=True)
def _dressed(dressed: QApplication) -> None:
    """Stories see the program's own look."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where books lie: a name with letters and blanks, as folders have."""
    made = tmp_path / "Sổ của Nguyễn Thị Hồng"
    made.mkdir()
    return made


@pytest.fixture
def window(qtbot: QtBot, folder: Path, said: Said) -> Iterator[MainWindow]:
    """The window with its start screen, messages noted."""
    made = app.make_window(Preferences(folder / "hxapp.ini"), lambda: NOON, None, folder)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.close_book()
    made.close()
    made.deleteLater()
