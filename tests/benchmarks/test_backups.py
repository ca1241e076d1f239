"""What a backup keeps the window waiting: saves every 20 ms while a book of 50 MB is backed up, and without.

python -m pytest -m benchmark -s tests/benchmarks/test_backups.py
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.services import backups
from hxapp.services.backups import BackupFacts, BackupReason
from hxapp.services.guards import GUARDS
from hxapp.storage.database import Database
from hxapp.storage.tables import ProgressNote, Task
from tests.books import STEPS, make_practice_book
from tests.storage.building import make

pytestmark = pytest.mark.benchmark
BYTES = 50_000_000
MOST = 0.050
EACH = 0.020
NOTE = 40_000
NOW = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = make_practice_book(tmp_path_factory.mktemp("do"))
    database = Database.open(path, STEPS, guards=GUARDS, who="Nguyễn Văn Mẫu")
    while path.stat().st_size < BYTES:
        with database.begin("Chuẩn bị") as session:
            task = make(session, Task)
            for number in range(25):
                words = f"{number} {os.urandom(NOTE // 2).hex()}"
                make(session, ProgressNote, task_id=task.id, text=words)
    yield database
    database.close()


def saves(database: Database, while_: Callable[[], bool], least: int) -> list[float]:
    """Seconds that each save took, one every 20 ms, through the connection that the window holds."""
    with database.read() as session:
        task = session.execute(sa.select(Task.id)).scalars().first()
    taken: list[float] = []
    while while_() or len(taken) < least:
        begun = time.perf_counter()
        with database.begin("Sửa nhiệm vụ") as session:
            session.execute(sa.update(Task).where(Task.id == task).values(wording=f"Lần {len(taken)} {begun}"))
        taken.append(time.perf_counter() - begun)
        time.sleep(max(0.0, EACH - taken[-1]))
    return sorted(taken)


def told(name: str, taken: list[float]) -> str:
    middle, late, most = (1000 * taken[place] for place in (len(taken) // 2, len(taken) * 99 // 100, -1))
    return f"{name}: {len(taken)} saves, median {middle:.1f}, 99 % {late:.1f}, most {most:.1f} ms"


def test_a_backup_of_a_big_book_keeps_no_save_waiting_over_50_ms(book: Database, tmp_path: Path) -> None:
    """The floor is the same loop on the same disk with nothing beside it; what the disk itself needs is not ours.

    One save in a thousand meets something else that the machine does: the quietest of three backups is judged.
    """
    saves(book, lambda: False, 20)  # what is loaded with the first save
    over = []
    for time_ in range(3):
        made: list[BackupFacts] = []
        floor = saves(book, lambda: False, 200)
        work = threading.Thread(target=back_up, args=(book, tmp_path / f"nơi {time_}", made))
        begun = time.perf_counter()
        work.start()
        beside = saves(book, work.is_alive, 1)
        seconds = time.perf_counter() - begun
        work.join()
        print(f"\na book of {book.path.stat().st_size / 1e6:.0f} MB, backed up in {seconds:.1f} s")
        print(told("alone", floor))
        print(told("beside a backup", beside))
        assert made and made[0].size > BYTES * 0.9
        assert len(beside) > 20
        over.append(beside[-1] - floor[-1])
    assert min(over) <= MOST


def back_up(book: Database, place: Path, made: list[BackupFacts]) -> None:
    made.append(backups.back_up(book, place, BackupReason.TIME, NOW))
