"""Single bits that turn over in a book: those that change content are found, and the cells are named; the rest counted.

python -m pytest -m proof -s tests/proof/test_flips.py
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import uuid
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa

from hxapp.domain.documents import BookOrigin
from hxapp.services import books, checking
from hxapp.storage.history_checks import known
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.tables import ProgressNote, Result, Task
from tests.books import MOMENT, STEPS
from tests.proof.conftest import Dose
from tests.storage.building import make

SMALL, FULL = 12, 1000
LEAST = 0.95
Rows: TypeAlias = dict[str, "dict[Any, tuple[Any, ...]] | None"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A practice book with weeks of typing in it, and a backup of the middle of them."""
    folder = tmp_path_factory.mktemp("sổ")
    path, earlier = folder / "Sổ.hxdb", folder / "Sổ sao lưu.hxdb"
    books.create(path, STEPS, STEPS / "seed", BookOrigin.PRACTICE, now=MOMENT, who="Nguyễn Văn Mẫu")
    database = books.open_book(path, STEPS, "Trần Thị Mẫu")
    with database.read() as reading:
        results = reading.scalars(sa.select(Result.id).where(Result.value.is_not(None))).all()
        tasks = reading.scalars(sa.select(Task.id)).all()
    for number in range(150):
        key = results[number % len(results)]
        with database.begin(f"Sửa ô số liệu thứ {number}, Quý II") as session:
            session.execute(sa.update(Result).where(Result.id == key).values(note=f"Báo cáo lần {number}"))
        with database.begin("Ghi tiến độ nhiệm vụ") as session:
            make(
                session, ProgressNote, task_id=tasks[number % len(tasks)], text=f"Đã họp lần {number}, còn chờ kinh phí"
            )
        if number == 120:
            database.close()
            shutil.copy(path, earlier)
            database = books.open_book(path, STEPS, "Trần Thị Mẫu")
    database.close()
    return path, earlier


def rows_of(path: Path) -> Rows:
    """Every row of every table by its key, with kinds; None for a table that can't be read to its end."""
    found: Rows = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        try:
            listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        except (sqlite3.Error, UnicodeDecodeError):
            return found
        for (raw,) in listed:
            name = raw.decode("utf-8", "replace")
            try:
                columns = [one[1].decode() for one in connection.execute(f'PRAGMA table_info("{name}")')]
                chosen = ", ".join(f'typeof("{one}"), "{one}"' for one in columns)
                rows = connection.execute(f'SELECT {chosen} FROM "{name}" NOT INDEXED').fetchall()
                keys = 4 if name == "field_change" else 2  # the columns of its key, each with its kind
                found[name] = {row[:keys]: row for row in rows}
            except (sqlite3.Error, UnicodeDecodeError):
                found[name] = None
    return found


def changed_cells(good: Rows, bad: Rows) -> list[tuple[str, uuid.UUID, str]] | None:
    """The fields of the book's own rows that differ; None where more than fields of known rows do."""
    cells = []
    for name, rows in good.items():
        held = bad.get(name)
        if held == rows:
            continue
        if name not in BOOK_TABLES.tables or held is None or rows is None or held.keys() != rows.keys():
            return None
        columns = [column.name for column in BOOK_TABLES.tables[name].columns]
        for key, row in rows.items():
            if held[key] != row:
                # As the file lists its columns, which is as the tables do (a test of the schema says so).
                pairs = zip(
                    columns,
                    zip(row[::2], row[1::2], strict=True),
                    zip(held[key][::2], held[key][1::2], strict=True),
                    strict=True,
                )
                cells += [(name, uuid.UUID(bytes=key[1]), column) for column, was, now in pairs if was != now]
    return cells


def test_a_bit_that_changes_content_is_found_and_named(
    book: tuple[Path, Path], tmp_path: Path, dose: Dose, capsys: pytest.CaptureFixture[str]
) -> None:
    path, earlier = book
    with closing(sqlite3.connect(path)) as connection:
        assert {one.name for one in known(connection)} == set(BOOK_TABLES.tables)
    whole, good = path.read_bytes(), rows_of(path)
    assert checking.check_file(path, STEPS, earlier=(earlier,)) == ()
    chance = random.Random(20220912)
    counted: Counter[str] = Counter()
    missed, unnamed = [], []
    spoilt = tmp_path / "Sổ.hxdb"
    for turn in range(dose(SMALL, FULL)):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        data = bytearray(whole)
        data[place] ^= 1 << bit
        spoilt.write_bytes(data)
        rows = rows_of(spoilt)
        findings = checking.check_file(spoilt, STEPS, earlier=(earlier,))
        if rows == good:
            counted["harmless, found all the same (indexes, triggers)" if findings else "harmless"] += 1
            continue
        counted["content"] += 1
        if not findings:
            missed.append((turn, place, bit, [name for name in good if rows.get(name) != good[name]]))
            continue
        counted["content found"] += 1
        cells = changed_cells(good, rows)
        if cells:
            counted["cells of the book"] += len(cells)
            named = {(one.table, one.row_id, one.field) for one in findings}
            unnamed += [cell for cell in cells if cell not in named]
    rate = counted["content found"] / counted["content"]
    with capsys.disabled():
        told = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
        print(f"\nbit flips: {told}; {100 * rate:.1f} % of content found; not named {unnamed}; missed {missed}")  # noqa: T201
    assert counted["content"] > counted.total() / 10
    assert rate >= LEAST
    assert not unnamed
