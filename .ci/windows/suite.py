"""The test suite under Windows' own Python in Wine: `python3 dev.py windows suite [arguments for pytest]`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

from windows import say
from windows.room import WINE64, screen, windows_path

if TYPE_CHECKING:
    from windows.toolchain import Toolchain

# Windows' own things are tried by tests/windows on Debian, which drive the program from outside.
OUTSIDE = "tests/windows"
# Room for windows that are made wider than a small screen; on a narrower one Windows cuts them and Qt warns.
SCREEN = (2560, 1600)


def run(tools: Toolchain, args: Sequence[str]) -> int:
    """Runs the tests (all, or what `args` name); returns pytest's exit code."""
    prefix = tools.room.prefix("suite")
    work = prefix.place / "drive_c" / "suite"
    work.mkdir()
    try:
        with screen(tools.room, SCREEN) as display:
            env = {
                # What pytest and Python compile goes into a folder of their own: the checkout's is Debian's Python's.
                "PYTHONPYCACHEPREFIX": windows_path(tools.cache.folder / "pycache"),
                "PYTHONIOENCODING": "utf-8",
                "DISPLAY": display,
            }
            start = [tools.python_exe, "-X", "faulthandler", "-m", "pytest", "-p", "tests.windows.exclusions"]
            workers = str(min(os.cpu_count() or 1, 4))
            side_by_side = ["-n", workers, "--dist", "loadfile", "-p", "no:cacheprovider", "--basetemp", r"C:\suite\t"]
            command = [*start, *side_by_side, f"--ignore={OUTSIDE}", *args]
            done = subprocess.run(
                tools.room.command(WINE64, *command, cwd=tools.root),
                env=tools.room.environment(prefix.environment(env)),
                stdin=subprocess.DEVNULL,
                check=False,
            )
    finally:
        prefix.stop()
        shutil.rmtree(work, ignore_errors=True)
    if done.returncode == 5:
        say("Không có bài kiểm thử nào được chạy.")
    return done.returncode
