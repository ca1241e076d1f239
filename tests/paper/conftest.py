"""Every test on paper draws with the fonts that ship."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hxapp.paper import fonts

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"


@pytest.fixture(autouse=True)
def shipped_fonts(qapp: QApplication) -> None:
    """Load the fonts once Qt runs."""
    fonts.load(FONTS)
