"""Which engine draws letters on Windows: GDI's, which was Qt's own choice up to 6.7.

With the choice of Qt 6.8 (DirectWrite) a PDF holds the outlines of its letters and no text: nobody can search or copy
it, and it is twenty times as large. FreeType would do as well, but where Windows lists a font whose file it does not
find, it shows boxes for letters.
"""

from __future__ import annotations

import os
import sys

PLATFORM = "windows:fontengine=gdi"


def arguments() -> list[str]:
    """What a QGuiApplication must be made with; nothing elsewhere, or where the user's environment names a platform.

    As arguments: what is written into the environment goes on to every program that is started from here.
    """
    if sys.platform != "win32" or os.environ.get("QT_QPA_PLATFORM"):
        return []
    return ["-platform", PLATFORM]
