"""Shared by all tests: Qt draws without a display, and windows look as the program makes them."""

from __future__ import annotations

import itertools
import os
import sys
from typing import TYPE_CHECKING

import pytest

from hxapp.paper import engine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

if sys.platform not in ("win32", "darwin") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "win32":
    os.environ.setdefault("QT_QPA_PLATFORM", engine.PLATFORM)  # as the program starts

# Some hundred programs are started by tests: each would compile the whole package for itself where nothing is kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The plugin that draws in memory has no window manager; Wine has no monitors.
NO_TROUBLE = ("^This plugin does not support ", '^"?Unable to open monitor interface to ')


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's warnings fail a test, but those of a machine without a monitor."""
    for item in items:
        if item.get_closest_marker("qt_log_ignore") is None:
            item.add_marker(pytest.mark.qt_log_ignore(*NO_TROUBLE, extend=True))


_numbers = itertools.count()


@pytest.fixture(autouse=True)
def _own_backups(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test backs up to a disk of this PC or its user's folder: a test has none, and a folder that isn't made yet.

    The folder is told by the environment, so that programs which a test starts are told too.
    """
    from hxapp import disks

    folder = str(tmp_path_factory.getbasetemp() / f"data-{next(_numbers)}")
    monkeypatch.setenv("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME", folder)
    monkeypatch.setattr(disks, "volumes", lambda: ())


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application with the program's fonts, Vietnamese texts and look."""
    from hxapp import app

    return app.qt_application(())
