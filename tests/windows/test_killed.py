"""The .exe is killed at any moment while it writes: what the screen or the console showed as saved is in the book.

HX_DOSE=full python -m pytest -m windows tests/windows/test_killed.py

A clerk's figure counts as shown when the cell frame has gone on to the next row; a command's work when its sentence has
come. After each kill the book is opened as the program opens it and checked in full, on Debian's side.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hxapp.services import books
from hxapp.services.checking import full_check
from hxapp.ui.palette import ACCENT
from tests.books import STEPS
from tests.proof.rows import digest, rows_in
from tests.windows.driving import HOME, PROGRAM, Pc, clerks_pc, rows
from tests.windows.sheets import type_in_excel

_log = logging.getLogger(__name__)
pytestmark = pytest.mark.windows

FULL = os.environ.get("HX_DOSE") == "full"
TYPING, COMMANDS = (60, 40) if FULL else (3, 3)
FOLDER = rf"{HOME}\Documents\HX App"
BOOK = rf"{FOLDER}\Sổ bị ngắt.hxdb"
SAVED_COMMAND = "Đã nhập"
FIRST_ROW = 147  # pixels: below the head of the table, whose line has the accent colour too
RESULT_COLUMN = 832  # a pixel in the column that is typed into
CELLS = 16


@pytest.fixture(scope="module")
def pc() -> Iterator[Pc]:
    """A PC whose program starts with the list of indicators."""
    with clerks_pc("killed") as made:
        made.at(FOLDER).mkdir(parents=True)
        made.console("new", BOOK, "--sample")
        made.open("--book", BOOK)
        made.press("ctrl+Next")
        made.still()
        made.close()
        yield made


def lines(pc: Pc) -> list[int]:
    """The heights of the lines of the current cell's frame: the upper one, and the lower one where it is in sight."""
    strip, accent = pc.eyes.see(RESULT_COLUMN, 0, 1), int(ACCENT[1:], 16)
    found = [y for y in range(FIRST_ROW, strip.height()) if strip.pixel(0, y) & 0xFFFFFF == accent]
    return [y for y in found if y - 1 not in found]


def frame(pc: Pc) -> int | None:
    """The height at which the frame of the current cell begins; None when none is seen."""
    return next(iter(lines(pc)), None)


def shown_as_saved(seen: list[int], heights: list[int], typed: int) -> int:
    """How many figures the screen shows as saved at least: those above the row where the frame stands, less one.

    A rating of two lines has moved the rows since their heights were taken, by up to a row. And a screen is painted
    piece by piece: a line that is seen alone may be the lower one, of the row before.
    """
    at = next((n for n, height in enumerate(heights) if seen and abs(height - seen[0]) < 5), 0)
    return max(min(at, typed) - (1 if len(seen) > 1 else 2), 0)


def values(pc: Pc) -> set[int]:
    """The figures in the file, in whole ones."""
    found = rows(pc.at(BOOK), "SELECT value FROM result WHERE value IS NOT NULL")
    return {value // 1_000_000 for (value,) in found}


def check_the_book(path: Path) -> None:
    with contextlib.closing(books.open_book(path, STEPS)) as opened:
        assert full_check(opened, STEPS) == ()


def test_figures_that_were_typed(pc: Pc) -> None:
    chance = random.Random(11)
    heights: list[int] = []
    held: list[int | None] = [None] * CELLS
    most = 0
    for kill in range(TYPING + 1):
        pc.open("--book", BOOK)
        programs = pc.processes()
        assert len(programs) == 1
        fresh = [100 * (kill + 2) - number for number in range(CELLS)]  # a part is never more than its whole
        if kill == 0:  # nobody is killed: where each row is
            for number, figure in enumerate(fresh[:-1]):
                heights.append(must_see(pc))
                pc.enter(str(figure))
                pc.until(lambda number=number: frame(pc) not in (None, *heights[: number + 1]), "no next row")  # type: ignore[misc]
                held[number] = figure
            pc.close()
            heights.append(10**6)
            assert values(pc) == {one for one in held if one is not None}
        else:
            last = chance.randrange(1, CELLS - 2)
            for figure in fresh[:last]:
                pc.enter(str(figure))
            time.sleep(chance.random() * 0.3)
            shown = lines(pc)
            os.kill(programs[0], signal.SIGKILL)
            saved = shown_as_saved(shown, heights, last)
            pc.ended()
            found = values(pc)
            reached = next(
                (n for n in range(CELLS) if found == {*fresh[:n], *(one for one in held[n:] if one is not None)}), None
            )
            assert reached is not None, (kill, found, held, fresh)
            assert saved <= reached <= last, (kill, saved, reached, last)
            held[:reached] = fresh[:reached]
            most = max(most, saved)
            _log.info("kill %d: %d typed, %d shown as saved, %d in the book", kill, last, saved, reached)
        check_the_book(pc.at(BOOK))
    assert most > 0, "nothing was ever shown as saved: the proof has seen nothing"


def must_see(pc: Pc) -> int:
    pc.until(lambda: frame(pc) is not None, "no cell is framed")
    seen = frame(pc)
    assert seen is not None
    return seen


def test_sheets_that_were_read_in(pc: Pc) -> None:
    chance = random.Random(12)
    sheets = [rf"{FOLDER}\số liệu {number}.xlsx" for number in (1, 2)]
    for number, sheet in enumerate(sheets, start=1):
        pc.console("export", BOOK, "--what", "indicators", "--to", sheet, "--period", "2022")
        type_in_excel(pc.at(sheet), 7 * number)
    states = []
    for sheet in sheets:
        begun = time.monotonic()
        assert SAVED_COMMAND in pc.console("import", BOOK, sheet)
        took = time.monotonic() - begun
        states.append(digest(rows_in(pc.at(BOOK))))
    assert states[0] != states[1]
    now, told, journal = 1, 0, pc.at(f"{BOOK}-journal")
    for kill in range(COMMANDS):
        log = pc.at(FOLDER) / "said.txt"
        log.unlink(missing_ok=True)
        goal = 1 - now
        console = rf"{PROGRAM}\hxapp-console.exe"
        started = pc.windows.start(console, "import", BOOK, sheets[goal], env=pc.env, log=log)
        kept_before = len(backups_of(pc))
        if kill % 2 == 0:  # while it writes, else at any moment
            wait_for_writing(pc, started, journal, kept_before)
            time.sleep(chance.random() * 0.5)
        else:
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(took * chance.uniform(0.3, 1.2))
        pc.kill("hxapp-console.exe")
        started.wait(60)
        acknowledged = SAVED_COMMAND in log.read_text("utf-8", errors="replace")
        check_the_book(pc.at(BOOK))
        state = digest(rows_in(pc.at(BOOK)))
        assert state in states, f"kill {kill}: a state that never was"
        assert not acknowledged or state == states[goal], f"kill {kill}: what was told is lost"
        _log.info("kill %d: told %s, written %s", kill + 1, acknowledged, state == states[goal])
        now, told = states.index(state), told + acknowledged
        for backup in backups_of(pc):
            assert rows(backup, "PRAGMA integrity_check") == [("ok",)], backup
    assert told < COMMANDS, "no command was killed at its work"


def backups_of(pc: Pc) -> list[Path]:
    return list(pc.at(rf"{HOME}\AppData\Local\HXApp").rglob("*.hxdb"))


def wait_for_writing(pc: Pc, started: subprocess.Popen[bytes], journal: Path, kept_before: int) -> None:
    """Returns when the import has begun to write: it tries out first, then backs up; or when it has ended."""
    while started.poll() is None and len(backups_of(pc)) <= kept_before:
        time.sleep(0.01)
    while started.poll() is None and not (journal.exists() and journal.stat().st_size):
        time.sleep(0.01)
