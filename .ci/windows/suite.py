"""The test suite under Windows' own Python in Wine: `python3 dev.py windows suite [arguments for pytest]`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from windows import say
from windows.room import WINE64, Prefix, screen, windows_path

if TYPE_CHECKING:
    from windows.toolchain import Toolchain

# Windows' own things are tried by tests/windows on Debian, which drive the program from outside.
OUTSIDE = "tests/windows"
# Room for windows that are made wider than a small screen; on a narrower one Windows cuts them and Qt warns.
SCREEN = (2560, 1600)


# So many tests at most are tried once more, alone: all windows of one screen share one focus, and two workers' windows
# take it from each other. Nothing that fails alone as well is let through.
MOST_AGAIN = 12


def run(tools: Toolchain, args: Sequence[str], *, beside: bool = False) -> int:
    """Runs the tests (all, or what `args` name), the few that fail once more alone; returns pytest's exit code.

    `beside` other work it gives way to that.
    """
    prefix = tools.room.prefix("suite")
    work = prefix.place / "drive_c" / "suite"
    work.mkdir()
    workers = str(min(os.cpu_count() or 1, 4))
    side_by_side = ["-n", workers, "--dist", "loadfile"]
    failures = work / "failed.txt"
    try:
        code = _pytest(tools, prefix, [*side_by_side, f"--ignore={OUTSIDE}", *args], failures, beside)
        names = failures.read_text("utf-8").splitlines() if failures.exists() else []
        if code == 1 and 0 < len(names) <= MOST_AGAIN:
            say("Chạy lại một mình, không có chương trình nào bên cạnh:\n  " + "\n  ".join(names))
            code = _pytest(tools, prefix, names, failures, beside)
    finally:
        prefix.stop()
        shutil.rmtree(work, ignore_errors=True)
    if code == 5:
        say("Không có bài kiểm thử nào được chạy.")
    return code


def _pytest(tools: Toolchain, prefix: Prefix, args: Sequence[str], failures: Path, beside: bool) -> int:
    """One run of pytest on a screen of its own; the names of what failed are in `failures` afterwards."""
    failures.unlink(missing_ok=True)
    with screen(tools.room, SCREEN) as display:
        env = {
            # What pytest and Python compile goes into a folder of their own: the checkout's is Debian's Python's.
            "PYTHONPYCACHEPREFIX": windows_path(tools.cache.folder / "pycache"),
            "PYTHONIOENCODING": "utf-8",
            "HX_FAILED": rf"C:\suite\{failures.name}",
            "DISPLAY": display,
        }
        start = [tools.python_exe, "-X", "faulthandler", "-m", "pytest", "-p", "tests.windows.exclusions"]
        calm = ["nice", "-n", "5"] if beside else []
        command = [*calm, WINE64, *start, "-q", "-p", "no:cacheprovider", "--basetemp", r"C:\suite\t", *args]
        done = subprocess.run(
            tools.room.command(*command, cwd=tools.root),
            env=tools.room.environment(prefix.environment(env)),
            stdin=subprocess.DEVNULL,
            check=False,
        )
        prefix.stop()
    return done.returncode
