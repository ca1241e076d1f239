"""Books whose file is damaged in its structure: recognised, left as they are, and the newest good backup is offered.

python -m pytest -m proof -s tests/proof/test_damage.py
"""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hxapp.domain.errors import HxError
from hxapp.services import backups, books, checking
from hxapp.services.backups import BackupFacts, BackupReason
from tests.books import STEPS
from tests.proof.conftest import Dose

SMALL, FULL = 40, 500
MOMENT = dt.datetime(2022, 9, 12, 3, 0, tzinfo=dt.UTC)
Damage = Callable[[bytearray, random.Random], None]


def page_size(data: bytearray) -> int:
    return int.from_bytes(data[16:18], "big")


def zeroed_pages(data: bytearray, chance: random.Random) -> None:
    """A disk that gives nothing back for some pages."""
    size = page_size(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) // size) * size
        data[at : at + size] = bytes(size)


def zeroed_end(data: bytearray, chance: random.Random) -> None:
    """A copy that was preallocated and not filled."""
    at = chance.randrange(page_size(data), len(data))
    data[at:] = bytes(len(data) - at)


def swapped_pages(data: bytearray, chance: random.Random) -> None:
    """Pages written to each other's place."""
    size = page_size(data)
    one, other = (number * size for number in chance.sample(range(len(data) // size), 2))
    data[one : one + size], data[other : other + size] = data[other : other + size], data[one : one + size]


def a_page_of_another_time(data: bytearray, chance: random.Random) -> None:
    """A page that is another one twice: a write that went to the wrong place."""
    size = page_size(data)
    one, other = (number * size for number in chance.sample(range(len(data) // size), 2))
    data[one : one + size] = data[other : other + size]


def cut_short(data: bytearray, chance: random.Random) -> None:
    """A stick that was pulled out."""
    del data[chance.randrange(0, len(data)) :]


def a_piece_cut_out(data: bytearray, chance: random.Random) -> None:
    """A copy that lost a piece in between."""
    at = chance.randrange(len(data) - 10_000)
    del data[at : at + chance.randint(1, 9_000)]


def noise(data: bytearray, chance: random.Random) -> None:
    """A sector of another file."""
    at = chance.randrange(len(data) // 512) * 512
    data[at : at + 512] = chance.randbytes(512)


def wrong_header(data: bytearray, chance: random.Random) -> None:
    """The first hundred bytes, which say what the file is."""
    at = chance.choice([*range(24), *range(28, 36), *range(44, 48), *range(56, 64), *range(68, 72)])
    data[at] ^= chance.randint(1, 255)


def headless(data: bytearray, chance: random.Random) -> None:
    """The first page is gone, or part of it."""
    data[: chance.randint(16, page_size(data))] = bytes(chance.randint(16, 200))


DAMAGES: tuple[Damage, ...] = (
    zeroed_pages,
    zeroed_end,
    swapped_pages,
    a_page_of_another_time,
    cut_short,
    a_piece_cut_out,
    noise,
    wrong_header,
    headless,
)


def rows_of(path: Path) -> object:
    """All rows as a reader gets them; None where the file can't be read to its end."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            names = [
                one.decode() for (one,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            facts = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            return facts, {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def is_as_before(path: Path, good: object) -> bool:
    """Whether the damage met only what holds nothing: free room, or figures SQLite does not rely on."""
    return rows_of(path) == good


def test_a_damaged_book_is_recognised_and_its_newest_backup_offered(
    book_file: Path, tmp_path: Path, dose: Dose, capsys: pytest.CaptureFixture[str]
) -> None:
    places = (tmp_path / "sao lưu",)
    database = books.open_book(book_file, STEPS)
    with database.read() as reading:
        identity = books.facts(reading).identity
    made = [
        backups.back_up(database, places[0], BackupReason.TIME, MOMENT + dt.timedelta(minutes=30 * turn))
        for turn in range(2)
    ]
    database.close()
    spoilt_backup = bytearray(made[1].path.read_bytes())
    newest = made[1].path.with_name(made[1].path.name.replace("h30m00", "h59m00"))
    zeroed_end(spoilt_backup, random.Random(1))
    newest.write_bytes(spoilt_backup)  # the very newest is damaged too
    whole, good = bytearray(book_file.read_bytes()), rows_of(book_file)
    folder = sorted(book_file.parent.iterdir())
    counted: Counter[str] = Counter()
    missed: list[tuple[int, str]] = []
    for turn in range(dose(SMALL, FULL)):
        chance = random.Random(turn)
        damage = DAMAGES[turn % len(DAMAGES)]
        data = bytearray(whole)
        damage(data, chance)
        book_file.write_bytes(data)
        how = outcome(book_file, good)
        counted[how] += 1
        if how == "not recognised":
            missed.append((turn, damage.__name__))
        if how == "refused at opening":
            assert book_file.read_bytes() == data, f"{damage.__name__} {turn}: a damaged book was touched"
        assert sorted(book_file.parent.iterdir()) == folder, "a book was put beside, or in its place"
        offered = backups.last_good(places, identity) if turn % 25 == 0 else made[1]
        assert isinstance(offered, BackupFacts)
        assert offered.path == made[1].path
    told = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
    with capsys.disabled():
        print(f"\ndamaged books: {told}; {missed}")  # noqa: T201 - what the proof is for
    assert not missed
    assert counted["refused at opening"] > counted.total() / 2
    book_file.write_bytes(made[1].path.read_bytes())
    database = books.open_book(book_file, STEPS)  # what was offered is the book
    with database.read() as reading:
        assert books.facts(reading).identity == identity == uuid.UUID(hex=made[1].path.parent.name)
    database.close()


def outcome(path: Path, good: object) -> str:
    """What becomes of the damaged book: refused in words, or opened, and then what the check finds."""
    try:
        database = books.open_book(path, STEPS)
    except HxError as error:
        return "refused at opening" if str(error).endswith(".") else f"refused without a sentence: {error}"
    try:
        findings = checking.full_check(database, STEPS)
    finally:
        database.close()
    if findings:
        return "found by the full check"
    return "nothing was lost" if is_as_before(path, good) else "not recognised"
