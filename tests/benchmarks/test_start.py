"""Start-up and memory against the least a Qt and SQLAlchemy program can do, in fresh processes of the same run.

xvfb-run python -m pytest -m benchmark -s tests/benchmarks/test_start.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hxapp.ui.preferences import Preferences
from tests.books import make_practice_book

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNS = 10
MOST_TIME, MOST_MEMORY = 1.5, 1.4


def measure(what: str, book: Path, home: Path) -> tuple[float, float]:
    """Seconds from the process's start to its first paint, and its peak memory in megabytes."""
    environment = {
        **os.environ,
        "HX_STARTED": repr(time.monotonic()),
        "XDG_CONFIG_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(home / "bytecode"),  # both start from bytecode, as an installed program does
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(HERE / "first_paint.py"), what, str(book)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) / 1024


@pytest.mark.benchmark
@pytest.mark.skipif(sys.platform != "linux", reason="đọc /proc")
def test_start_and_memory(tmp_path: Path) -> None:
    book = make_practice_book(tmp_path)
    (tmp_path / "HXApp").mkdir()
    preferences = Preferences(tmp_path / "HXApp" / "hxapp.ini")
    preferences.set_text("window/tab", "indicators")
    preferences.save()
    found: dict[str, list[tuple[float, float]]] = {"floor": [], "hxapp": []}
    for run in range(RUNS + 1):
        for what, measured in found.items():
            values = measure(what, book, tmp_path)
            if run:  # the first pair writes the bytecode and warms the disk's cache
                measured.append(values)
    medians = {what: [statistics.median(column) for column in zip(*rows, strict=True)] for what, rows in found.items()}
    time_ratio = medians["hxapp"][0] / medians["floor"][0]
    memory_ratio = medians["hxapp"][1] / medians["floor"][1]
    for what, (seconds, megabytes) in medians.items():
        print(f"\n{what}: {seconds:.2f} s, {megabytes:.0f} MB", end="")
    print(f"\ntime × {time_ratio:.2f} (at most {MOST_TIME}), memory × {memory_ratio:.2f} (at most {MOST_MEMORY})")
    assert memory_ratio <= MOST_MEMORY
    assert time_ratio <= MOST_TIME
