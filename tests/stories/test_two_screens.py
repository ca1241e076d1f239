"""Two screens of different scale: a window that is moved looks as one that was opened there, and back again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.books import make_practice_book

ROOT = Path(__file__).resolve().parents[2]
PLACES = {"a": 0, "b": 1600}
SCREENS = [{"name": name, "x": x, "y": 0, "width": 1600, "height": 900, "dpr": 1} for name, x in PLACES.items()]
# Two windows over one book in a process of their own, as the screens are told to Qt before it starts.
PROGRAM = """
import datetime as dt, sys
from pathlib import Path
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from hxapp import app, disks
from hxapp.ui.preferences import Preferences

book, folder = Path(sys.argv[1]), Path(sys.argv[2])
disks.volumes = lambda: ()
now = dt.datetime(2022, 9, 12, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))
qt = app.qt_application(())
first, second = qt.screens()
corners = {screen: screen.geometry().topLeft() + QPoint(20, 20) for screen in (first, second)}


def window_at(screen):
    window = app.make_window(Preferences(folder / "thiet-lap.ini"), lambda: now, None, folder, None)
    window.resize(900, 500)
    window.move(corners[screen])
    window.show()
    window.open_book(book)
    window.view.show_tab(1)
    return window


def picture(window, screen):
    for _ in range(20):
        qt.processEvents()
    assert window.screen() is screen, (window.screen().name(), window.geometry())
    assert (window.width(), window.height()) == (900, 500), window.size()
    return window.grab().toImage()


there = window_at(second)
wanted = picture(there, second)
there.close()
window = window_at(first)
before = picture(window, first)
assert (before.devicePixelRatio(), wanted.devicePixelRatio()) == (1, 1.5)
window.move(corners[second])
assert picture(window, second) == wanted, "moved, it looks otherwise"
window.move(corners[first])
assert picture(window, first) == before, "moved back, it looks otherwise"
window.close()
"""


def test_a_moved_window_looks_as_one_that_was_opened_there(tmp_path: Path) -> None:
    book = make_practice_book(tmp_path)
    (tmp_path / "screens.json").write_text(json.dumps({"screens": SCREENS}), "utf-8")
    env = {
        **os.environ,
        # A path beside the working folder: Qt divides its words by colons, which Windows' paths hold.
        "QT_QPA_PLATFORM": "offscreen:configfile=screens.json",
        "QT_SCREEN_SCALE_FACTORS": "a=1;b=1.5",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(book), str(tmp_path)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
