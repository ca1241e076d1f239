"""What is left out under Wine: the list's rules, and the names that another try is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.windows.exclusions import LIST, Exclusion, faults, read

ROOT = Path(__file__).resolve().parents[2]
NAMES = [f"tests/storage/test_{file}.py::test_{number}" for file in "abcd" for number in range(25)]
FILES = {name.partition("::")[0] for name in NAMES}


@pytest.mark.parametrize(
    ("test", "reason", "fault"),
    [
        ("tests/storage/test_a.py::test_1", "a process is forked", ""),
        ("tests/storage/test_a.py::test_1", " ", "has no reason"),
        ("tests/excel/test_cells.py", "slow", "may not be left out"),
        ("tests/storage/test_a.py::test_25", "a process is forked", "there is no such test"),
        ("tests/storage/test_a.py", "a process is forked", "25 of 100 tests are left out"),
        ("tests/ui/test_not_collected.py", "a process is forked", ""),
    ],
)
def test_each_entry_has_a_test_and_a_reason_and_few_are_left_out(test: str, reason: str, fault: str) -> None:
    found = faults([Exclusion(test, reason)], NAMES, FILES)
    assert (len(found), fault in "".join(found)) == (1 if fault else 0, True)


def test_the_list_as_it_stands() -> None:
    assert faults(read(LIST), [], set()) == []


def test_what_fails_is_named_for_another_try(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('text', ['a b', 'tổ'])\n"
        "def test_fails(text): assert not text\n"
        "def test_passes(): pass\n"
        "def test_is_skipped(): pytest.skip('why')\n",
        "utf-8",
    )
    names = tmp_path / "failed.txt"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.windows.exclusions", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-p", "no:xdist", "--rootdir", str(tmp_path), "-c", os.devnull, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "HX_FAILED": str(names)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert "3 tried, 0 left out by not_under_wine.toml, 1 skipped" in done.stdout
    failed = names.read_text("utf-8").splitlines()
    assert [name.partition("::")[2] for name in failed] == [r"test_fails[a b]", r"test_fails[t\u1ed5]"]
