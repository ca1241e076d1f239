"""Programs are killed (SIGKILL) while they work, at any moment and right after 'đã lưu': nothing acknowledged is lost.

A killed program's writes are in the system's hands and stay; what a power cut takes is in `test_power_cuts`. The book
is then opened as the program opens it, checked in full, and its rows are compared with what was acknowledged: they are
those of the last acknowledged action, or those plus one whole further one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hxapp.services import backups, books
from hxapp.services.backups import BackupReason
from hxapp.services.checking import full_check
from hxapp.storage import connections
from tests.books import MOMENT, STEPS
from tests.proof.conftest import Dose
from tests.proof.rows import Rows, digest, rows_before, rows_in
from tests.proof.server import Server
from tests.proof.stored import unpack

_log = logging.getLogger(__name__)
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked from a server")

FRESH = 25
"""So many kills one book lives through before a fresh one is taken."""


@dataclass(frozen=True)
class Moment:
    """When to kill: some seconds, at most `delay`, after one of the first `nth` lines that begin with `what`."""

    what: str
    nth: int
    delay: float = 0.0


@dataclass(frozen=True)
class Scenario:
    """What is going on when the kill comes; `share` is how many of all kills it gets."""

    name: str
    job: str
    moments: tuple[Moment, ...]
    actions: tuple[str, ...] = ()
    share: float = 0.1


TYPING = (
    *("type_a_result", "clear_a_result", "paste_results", "paste_over_periods", "paste_over_neighbourhoods"),
    *("edit_a_task", "assess"),
)
SCENARIOS = (
    Scenario("anything", "work", (Moment("saved", 6), Moment("state", 5, 0.06)), share=0.25),
    Scenario("typing", "work", (Moment("saved", 8), Moment("state", 8, 0.03)), TYPING, share=0.2),
    Scenario("importing", "work", (Moment("saved", 1), Moment("began import", 1, 0.3)), ("import_a_sheet",), share=0.1),
    Scenario(
        "undoing", "work", (Moment("saved", 9), Moment("state", 8, 0.04)), ("type_a_result", "undo", "redo"), share=0.15
    ),
    Scenario("migrating", "migrate", (Moment("ended", 2), Moment("began", 2, 0.4)), share=0.1),
    Scenario("backing up", "back up", (Moment("ended", 2), Moment("began", 2, 0.15)), share=0.1),
    Scenario("restoring", "restore", (Moment("ended", 2), Moment("began", 2, 0.1)), share=0.1),
)


@dataclass
class Book:
    """The book that is worked in, and every state that was acknowledged of it."""

    path: Path
    states: set[str] = field(default_factory=set)


def the_last_state(book: Book, lines: Sequence[str]) -> tuple[str | None, int, int]:
    """The last digest a child told, the action it is of, and how many actions it has acknowledged since."""
    last, number, saved = None, 0, 0
    for line in lines:
        word, *rest = line.split(" ", 2)
        if word == "state":
            last, number, saved = rest[0], int(rest[1]), 0
            book.states.add(last)
        saved += word == "saved"
    return last, number, saved


def check_the_book(book: Book, lines: Sequence[str]) -> None:
    """It opens, is whole, and holds what was acknowledged, and nothing half."""
    state, number, saved = the_last_state(book, lines)
    opened = books.open_book(book.path, STEPS)
    try:
        with opened.read() as reading:
            driver = connections.driver(reading)
            assert driver.execute("SELECT count(*) FROM running_action").fetchone() == (0,)
            if state is not None:
                further = driver.execute("SELECT count(*) FROM action WHERE id > ?", (number,)).fetchone()[0]
                assert saved <= further <= 1, (saved, further, lines[-5:])
                assert digest(rows_before(driver, number)) == state, lines[-5:]
        assert full_check(opened, STEPS) == ()
    finally:
        opened.close()
    # An action that was killed after its commit and before it could tell is a state too.
    book.states.add(digest(rows_in(book.path)))


def check_the_migrated(folder: Path, old: Rows, new: Rows, lines: Sequence[str]) -> None:
    """Every book the child began with is of the new schema when it is opened again, and so is each backup whole."""
    for line in lines:
        if not line.startswith("began "):
            continue
        path = folder / line.removeprefix("began ")
        opened = books.open_book(path, STEPS)
        with opened.read() as reading:
            driver = connections.driver(reading)
            step = driver.execute("SELECT max(id) FROM action WHERE kind = 'step'").fetchone()[0]
            assert rows_before(driver, step) == new
        assert full_check(opened, STEPS) == ()
        opened.close()
        beside = list(folder.glob(f"{path.stem}.truoc-nang-cap-1*.hxdb"))
        assert beside and all(rows_in(backup) == old for backup in beside)
    assert all(file.suffix in (".hxdb", ".part", ".khoa") or "-journal" in file.name for file in folder.iterdir())


def check_the_backups(book: Book, lines: Sequence[str]) -> None:
    """What carries a backup's name is a whole one, of a state the book was in, and what was acknowledged is there."""
    place = book.path.with_name("sao lưu")
    made = {file.name: file for file in place.glob("*/*.hxdb")}
    for line in lines:
        if line.startswith("ended "):
            assert line.removeprefix("ended ") in made
    for file in made.values():
        backups.facts_of(file, whole=True)
        assert digest(rows_in(file)) in book.states
        file.unlink()


def check_the_restored(book: Book, lines: Sequence[str], backup: Path) -> None:
    """The book is the backup's or still its own, and once 'restored' was said the former one lies beside it, whole."""
    began = max((number for number, line in enumerate(lines) if line == "began restore"), default=-1)
    since = lines[began + 1 :]
    state, _, _ = the_last_state(book, lines[: began + 1])
    kept = {}
    for file in book.path.parent.glob("*.truoc-khoi-phuc.*.hxdb"):
        backups.facts_of(file, whole=True)
        kept[digest(rows_in(file))] = file
    assert "ended restore" not in since or state in kept
    if began < 0 or any(line.startswith("state") for line in since):
        check_the_book(book, lines)
    else:
        with contextlib.closing(books.open_book(book.path, STEPS)) as opened:
            assert full_check(opened, STEPS) == ()
        restored = digest(rows_in(backup))
        book.states.add(restored)
        found = digest(rows_in(book.path))
        assert found == restored or ("ended restore" not in since and found == state), lines[-5:]
    for file in kept.values():
        file.unlink()


def test_nothing_is_lost_half_or_unopenable(server: Server, practice_book: Path, tmp_path: Path, dose: Dose) -> None:
    chance = random.Random(7)
    kills = dose(12, 1000)
    wanted = [one for one in SCENARIOS for _ in range(max(1, round(kills * one.share)))]
    chance.shuffle(wanted)
    old_file = unpack(1, tmp_path / "cũ.hxdb")
    old, new = rows_in(old_file), migrated(old_file, tmp_path)
    backup = backups.back_up(practice_book, tmp_path / "nơi khác", BackupReason.ASKED, MOMENT).path
    book: Book | None = None
    counts: Counter[str] = Counter()
    for number, scenario in enumerate(wanted):
        if number % FRESH == 0:
            book = fresh(practice_book, tmp_path / f"{number}")
        assert book is not None
        moment = chance.choice(scenario.moments)
        folder = book.path.parent if scenario.job != "migrate" else tmp_path / f"{number} cũ"
        folder.mkdir(exist_ok=True)
        job = {
            "what": scenario.job,
            "book": str(folder / book.path.name),
            "actions": scenario.actions,
            "old": str(old_file),
            "backup": str(backup),
            "seed": chance.randrange(1 << 30),
        }
        nth, delay = chance.randrange(moment.nth) + 1, chance.random() * moment.delay
        lines = server.kill_one(job, nth, moment.what, delay)
        counts[scenario.name] += 1
        if scenario.job == "migrate":
            check_the_migrated(folder, old, new, lines)
            shutil.rmtree(folder)
        elif scenario.job == "restore":
            check_the_restored(book, lines, backup)
        else:
            check_the_book(book, lines)
            if scenario.job == "back up":
                check_the_backups(book, lines)
        _log.info("%d kills: %s, %s %d + %.3f s", number + 1, scenario.name, moment.what, nth, delay)
    _log.info("%d kills: 0 lost, 0 half, 0 unopenable; %s", len(wanted), dict(counts))
    assert set(counts) == {scenario.name for scenario in SCENARIOS}


def test_a_save_that_were_lost_would_be_found(server: Server, practice_book: Path, tmp_path: Path) -> None:
    """The proof itself: a book that is put back to before the acknowledged save does not pass."""
    book = fresh(practice_book, tmp_path / "mất")
    job = {"what": "work", "book": str(book.path), "actions": TYPING, "seed": 1}
    lines = server.kill_one(job, 2, "saved", 0.0)
    check_the_book(book, lines)
    shutil.copyfile(practice_book, book.path)
    with pytest.raises(AssertionError):
        check_the_book(book, lines)


def fresh(practice_book: Path, folder: Path) -> Book:
    folder.mkdir()
    path = folder / "Sổ bị ngắt.hxdb"
    shutil.copyfile(practice_book, path)
    return Book(path)


def migrated(old_file: Path, folder: Path) -> Rows:
    """The rows of the old book once it has been brought to the newest schema in peace."""
    path = folder / "mới.hxdb"
    shutil.copyfile(old_file, path)
    with contextlib.closing(books.open_book(path, STEPS)):
        pass
    return rows_in(path)
