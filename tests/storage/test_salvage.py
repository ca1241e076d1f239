"""Salvage: what is left of a book damaged in many ways comes into a sound new one, and what is lost is told."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.errors import HxError
from hxapp.storage import salvage as salvaging
from hxapp.storage.checks import quoted
from hxapp.storage.database import Database
from hxapp.storage.salvage import Salvaged, salvage
from hxapp.storage.salvage_pages import TABLE_INNER, TABLE_LEAF, Pages
from hxapp.storage.undo import steps as undo_steps
from tests.books import STEPS, make_practice_book

PAGE = 4096
LONG = "Nội dung rất dài của một nhiệm vụ. " * 700
STORED = Path(__file__).parent / "books"

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound practice book in which one task's quotation goes over several pages."""
    path = make_practice_book(tmp_path_factory.mktemp("source"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE task SET quote = ? WHERE rowid = 40", (LONG,))
    return path


@pytest.fixture
def damaged(source: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(source, tmp_path / "Sổ hỏng.hxdb"))


def rows(path: Path, *without: str) -> Rows:
    """The rows of the book's own tables."""
    skipped = {"action", "replica", "row_change", "field_change", *without}
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            if name not in skipped and not name.startswith("sqlite_")
        ]
        return {
            name: sorted(connection.execute(f"SELECT * FROM {quoted(name)}").fetchall(), key=repr) for name in names
        }


def root(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    return int(found[0])


def leaves(path: Path, name: str) -> list[int]:
    """The leaf pages of a table, without the help of what is tested for finding them: by following its inner pages."""
    data = path.read_bytes()
    waiting, found = [root(path, name)], []
    while waiting:
        number = waiting.pop()
        page = data[(number - 1) * PAGE : number * PAGE]
        if page[0] == TABLE_LEAF:
            found.append(number)
            continue
        count = int.from_bytes(page[3:5], "big")
        at = [int.from_bytes(page[12 + 2 * one : 14 + 2 * one], "big") for one in range(count)]
        waiting += [int.from_bytes(page[one : one + 4], "big") for one in at] + [int.from_bytes(page[8:12], "big")]
    return found


def overflows(path: Path) -> list[int]:
    """The pages that carry on the long text, in the order of the file."""
    data = path.read_bytes()
    piece = LONG.encode()[:400]
    return [
        number
        for number in range(1, len(data) // PAGE + 1)
        if data[(number - 1) * PAGE] == 0 and piece[:60] in data[(number - 1) * PAGE : number * PAGE]
    ]


def zero(path: Path, *pages: int) -> None:
    data = bytearray(path.read_bytes())
    for number in pages:
        data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    path.write_bytes(data)


def forget_history(path: Path) -> None:
    """Spoils history, so that it can't help."""
    zero(path, *leaves(path, "row_change"))


def rescued(damaged: Path) -> Salvaged:
    """What was salvaged, after all that goes for every salvage was looked at."""
    before = damaged.read_bytes()
    to = damaged.with_name("Sổ cứu được.hxdb")
    done = salvage(damaged, to, STEPS)
    assert done.path == to and damaged.read_bytes() == before
    assert {file.name for file in damaged.parent.iterdir()} == {damaged.name, to.name}
    database = Database.open(to, STEPS)
    try:
        assert database.check() == []
        with database.read() as connection:
            told = undo_steps(connection, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
            assert told.undo is None  # nothing that was done before is taken back over the gap
    finally:
        database.close()
    return done


def of(done: Salvaged, name: str) -> salvaging.SalvagedTable:
    return next(table for table in (*done.tables, *done.history) if table.name == name)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: zero(path, root(path, "sqlite_autoindex_task_1")), id="an index"),
        pytest.param(lambda path: zero(path, root(path, "task")), id="the first page of a table"),
        pytest.param(lambda path: zero(path, 1), id="the first page of the file"),
        pytest.param(lambda path: path.write_bytes(b"?" * 100 + path.read_bytes()[100:]), id="the header"),
    ],
)
def test_what_is_only_hard_to_reach_is_all_there(source: Path, damaged: Path, spoil: Callable[[Path], None]) -> None:
    spoil(damaged)
    done = rescued(damaged)
    assert rows(done.path) == rows(source)
    assert all(table.lost == 0 and not table.remade for table in done.tables) and not done.unreadable


def test_lost_rows_are_made_again_from_history(source: Path, damaged: Path) -> None:
    zero(damaged, leaves(damaged, "task")[3], root(damaged, "area"))
    done = rescued(damaged)
    assert rows(done.path) == rows(source)
    assert of(done, "task").remade > 0 and of(done, "area").remade == 4
    assert of(done, "task").lost == of(done, "area").lost == of(done, "task").unsure == 0
    assert done.lost_pages == 2


def test_what_history_cannot_help_with_is_lost_and_listed(source: Path, damaged: Path) -> None:
    forget_history(damaged)
    zero(damaged, leaves(damaged, "task")[3])
    done = rescued(damaged)
    hanging = ("task", "task_department", "task_place", "progress_note")
    assert rows(done.path, *hanging) == rows(source, *hanging)
    with closing(sqlite3.connect(source)) as before, closing(sqlite3.connect(done.path)) as after:
        tasks, left = (set(one.execute("SELECT * FROM task")) for one in (before, after))
        lost = {uuid.UUID(bytes=row[0]) for row in tasks} - {uuid.UUID(bytes=row[0]) for row in left}
        notes = before.execute("SELECT id, task_id FROM progress_note").fetchall()
        kept = {key for (key,) in after.execute("SELECT id FROM progress_note")}
    assert lost and set(of(done, "task").lost_ids) == lost and of(done, "task").lost == len(lost)
    assert {uuid.UUID(bytes=key) for key, task in notes if uuid.UUID(bytes=task) in lost} == {
        link.row_id for link in done.lost_links if link.table == "progress_note" and link.left_out
    }
    assert kept == {key for key, task in notes if uuid.UUID(bytes=task) not in lost}
    parents = {link.row_id for link in done.lost_links if link.table == "task" and not link.left_out}
    at = 1  # the parent's place among the columns
    assert parents == {uuid.UUID(bytes=row[0]) for row in tasks if row[at] and uuid.UUID(bytes=row[at]) in lost} - lost


def test_a_text_that_breaks_off_in_the_table_alone_comes_from_history(source: Path, damaged: Path) -> None:
    zero(damaged, overflows(damaged)[3])
    with closing(sqlite3.connect(damaged)) as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT length(quote) FROM task WHERE quote LIKE '%z'").fetchall()
    done = rescued(damaged)
    assert rows(done.path) == rows(source) and of(done, "task").cleared == 0


def test_a_text_that_breaks_off_in_both_is_cleared(source: Path, damaged: Path) -> None:
    long = overflows(damaged)
    assert len(long) >= 2  # in the task and in its history
    zero(damaged, *long)
    done = rescued(damaged)
    assert of(done, "task").cleared == 1 and of(done, "task").lost == 0
    with closing(sqlite3.connect(done.path)) as connection:
        assert connection.execute("SELECT count(*) FROM task WHERE quote IS NULL").fetchone()[0] >= 1
    assert rows(done.path, "task") == rows(source, "task")


def test_a_file_that_was_cut(source: Path, damaged: Path) -> None:
    data = damaged.read_bytes()
    damaged.write_bytes(data[: len(data) // 2 // PAGE * PAGE + 1000])
    done = rescued(damaged)
    before, after = rows(source), rows(done.path)
    whole = ("area", "clause", "department", "person", "setting", "source_document", "book")
    assert {name: after[name] for name in whole} == {name: before[name] for name in whole}
    for name, found in after.items():
        assert {row[0] for row in found} <= {row[0] for row in before[name]}
    assert of(done, "task").lost != 0 and done.lost_pages > 0


def test_the_books_own_row_is_made_anew(damaged: Path) -> None:
    forget_history(damaged)
    zero(damaged, root(damaged, "book"))
    done = rescued(damaged)
    assert done.book_remade
    assert len(rows(done.path)["book"]) == 1


def test_the_salvage_is_told_in_history(damaged: Path) -> None:
    forget_history(damaged)
    done = rescued(damaged)
    with closing(sqlite3.connect(done.path)) as connection:
        kind, name, reverse, changes = connection.execute(
            "SELECT kind, name, reverse, (SELECT count(*) FROM row_change WHERE action_id = a.id) FROM action a"
            " ORDER BY id DESC"
        ).fetchone()
        live = sum(len(found) for table, found in rows(done.path).items() if table not in _UNTOLD)
    assert kind == "user" and "Cứu dữ liệu" in name and reverse
    assert changes == live  # history had lost every row: all that is there is told again


_NUMBERED = ("recorded_table", "recorded_field")
_UNTOLD = ("alembic_version", *_NUMBERED, "running_action", "content")


@pytest.mark.parametrize("stored", sorted(STORED.glob("practice-*.hxdb.gz")), ids=lambda path: path.name[:10])
def test_a_book_of_an_earlier_schema_takes_its_steps_after(stored: Path, tmp_path: Path) -> None:
    content = gzip.decompress(stored.read_bytes())
    whole = tmp_path / "lành" / "Sổ cũ.hxdb"
    whole.parent.mkdir()
    whole.write_bytes(content)
    Database.open(whole, STEPS).close()
    expected = rows(whole)
    shutil.rmtree(whole.parent)
    damaged = tmp_path / "Sổ cũ.hxdb"
    damaged.write_bytes(content)
    zero(damaged, root(damaged, "sqlite_autoindex_area_1"))
    done = rescued(damaged)
    assert rows(done.path, *_NUMBERED) == {name: held for name, held in expected.items() if name not in _NUMBERED}


@pytest.mark.parametrize(
    "content",
    [b"", b"SQLite format 3\x00", b"x" * 9000, b"\0" * 40_000, bytes(range(256)) * 100],
    ids=["empty", "the first words", "letters", "zeros", "bytes"],
)
def test_garbage_is_refused_and_leaves_nothing(content: bytes, tmp_path: Path) -> None:
    damaged = tmp_path / "Sổ hỏng.hxdb"
    damaged.write_bytes(content)
    with pytest.raises(HxError, match="Không cứu được gì"):
        salvage(damaged, tmp_path / "mới.hxdb", STEPS)
    assert [file.name for file in tmp_path.iterdir()] == [damaged.name] and damaged.read_bytes() == content


def test_the_books_own_note_of_its_steps_is_believed_before_the_header(source: Path, damaged: Path) -> None:
    data = bytearray(damaged.read_bytes())
    data[60:64] = (77).to_bytes(4, "big")
    damaged.write_bytes(data)
    assert rows(rescued(damaged).path) == rows(source)


def test_a_book_of_a_newer_program_is_refused(damaged: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(HxError, match="mới hơn"):
        salvage(damaged, tmp_path / "mới.hxdb", STEPS)


def test_it_is_given_up_when_asked(damaged: Path, tmp_path: Path) -> None:
    class GivenUp(Exception):
        pass

    def told(_done: int, _total: int, text: str) -> None:
        if "Đang đọc" in text:
            raise GivenUp

    with pytest.raises(GivenUp):
        salvage(damaged, tmp_path / "mới.hxdb", STEPS, told)
    assert [file.name for file in tmp_path.iterdir()] == [damaged.name]


def test_it_never_writes_over_a_file(damaged: Path) -> None:
    with pytest.raises(HxError, match="Đã có"):
        salvage(damaged, damaged, STEPS)


def test_pages_are_told_apart_without_a_header(source: Path) -> None:
    data = source.read_bytes()
    pages = Pages(bytes(100) + data[100:])
    assert (pages.size, pages.has_header) == (PAGE, False)
    assert pages.kind(root(source, "task")) == TABLE_INNER
    assert pages.kind(leaves(source, "task")[0]) == TABLE_LEAF
