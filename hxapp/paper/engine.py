"""Which engine draws letters on Windows: FreeType, as on other systems.

With Qt 6.8's own choice there (DirectWrite) a PDF holds the outlines of its letters and no text: nobody can search or
copy it, and it is twenty times as large. FreeType also measures letters as the tests did, so lines break as they did.
"""

from __future__ import annotations

import os
import sys

FREETYPE = "windows:fontengine=freetype"


def arguments() -> list[str]:
    """What a QGuiApplication must be made with; nothing elsewhere, or where the user's environment names a platform.

    As arguments: what is written into the environment goes on to every program that is started from here.
    """
    if sys.platform != "win32" or os.environ.get("QT_QPA_PLATFORM"):
        return []
    return ["-platform", FREETYPE]
