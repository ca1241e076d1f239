"""Shared by all tests: Qt draws without a display, and windows look as the program makes them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

if sys.platform not in ("win32", "darwin") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The plugin that draws in memory warns that it has no window manager; nothing else is let pass."""
    for item in items:
        if item.get_closest_marker("qt_log_ignore") is None:
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support ", extend=True))


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application with the program's fonts, Vietnamese texts and look."""
    from hxapp import app

    return app.qt_application(())
