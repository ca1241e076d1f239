"""One stored book per schema version is opened, brought to the newest, and compared row by row; its import is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.errors import HxError
from hxapp.domain.history import ActionKind
from hxapp.services import books, undoing
from hxapp.services.checking import full_check
from hxapp.storage import connections, history, undo
from hxapp.storage.database import Database
from hxapp.storage.history import Action
from tests.books import STEPS
from tests.proof.rows import rows_before, rows_in, rows_of
from tests.proof.stored import IMPORT, NEWEST, VERSIONS, unpack

HISTORY = ("replica", "action", "row_change", "field_change")


def plain(path: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]


def opened(version: int, folder: Path) -> Database:
    return books.open_book(unpack(version, folder / "Sổ cũ.hxdb"), STEPS, "Nguyễn Văn Mẫu")


def actions_of(book: Database) -> list[Action]:
    with book.read() as reading:
        return history.actions(reading)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_is_there_after_the_way_to_the_newest(version: int, tmp_path: Path) -> None:
    old = unpack(version, tmp_path / "như cũ.hxdb")
    book = opened(version, tmp_path)
    with book.read() as reading:
        driver = connections.driver(reading)
        now = rows_of(driver)
        assert driver.execute("PRAGMA user_version").fetchone() == (NEWEST,)
    assert full_check(book, STEPS) == ()
    book.close()
    before = rows_in(old)
    assert before["result"] and before["progress_note"] and any(row["binned_at"] for row in before["task"].values())
    for table, rows in before.items():
        assert now[table].keys() == rows.keys()
        for key, row in rows.items():
            assert {name: now[table][key][name] for name in row} == row  # what a step adds is its own test's
    if version == NEWEST:
        assert now == before
        return
    (backup,) = tmp_path.glob(f"Sổ cũ.truoc-nang-cap-{version}*.hxdb")
    assert rows_in(backup) == before


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_its_history_is_kept_and_leads_back(version: int, tmp_path: Path) -> None:
    old = unpack(version, tmp_path / "như cũ.hxdb")
    book = opened(version, tmp_path)
    steps = [one for one in actions_of(book) if one.kind is ActionKind.STEP]
    with book.read() as reading:
        driver = connections.driver(reading)
        begun = rows_before(driver, 0)
    book.close()
    assert not any(begun.values())  # from the last row to the very first
    for table in HISTORY:
        former, now = plain(old, table), plain(book.path, table)
        assert [{name: row[name] for name in former[0]} for row in now[: len(former)]] == former
        assert version != NEWEST or len(now) == len(former)
    assert len(steps) <= NEWEST - version


@pytest.mark.parametrize("version", [one for one in VERSIONS[1:] if one != NEWEST])
def test_the_import_of_a_former_version_is_told_why_it_stays(version: int, tmp_path: Path) -> None:
    book = opened(version, tmp_path)
    (imported,) = [one for one in actions_of(book) if one.name == IMPORT]
    before = rows_in_open(book)
    with pytest.raises(HxError, match=f"Sổ đã được nâng cấp sau việc “{IMPORT}”"), book.begin("Hoàn tác") as session:
        undo.take_back(session, imported.id)
    if imported.kind is ActionKind.IMPORT:
        with pytest.raises(HxError, match=f"Sổ đã được nâng cấp sau việc “{IMPORT}”"):
            undoing.undo_import(book, imported.id)
    with pytest.raises(HxError, match="Sổ đã được nâng cấp sau việc “Sửa chỉ tiêu”"):
        undoing.undo(book, imported.moment.astimezone())
    assert rows_in_open(book) == before
    book.close()


def test_the_import_of_the_newest_is_taken_back_whole(tmp_path: Path) -> None:
    book = opened(NEWEST, tmp_path)
    with book.read() as reading:
        (imported,) = undoing.imports(reading)
        driver = connections.driver(reading)
        before, after = (rows_before(driver, imported.action_id - one) for one in (1, 0))
        now = rows_of(driver)
    assert (imported.name, imported.taken_back) == (IMPORT, False)
    done = undoing.undo_import(book, imported.action_id)
    taken = rows_in_open(book)
    book.close()
    assert done.left == ()
    assert before != after != now
    for table in now:
        for key in now[table].keys() | before[table].keys():
            # What was edited after the import stays, the rest is as before it.
            expected = before if after[table].get(key) == now[table].get(key) else now
            assert taken[table].get(key) == expected[table].get(key)


def rows_in_open(book: Database) -> dict[str, Any]:
    with book.read() as reading:
        return rows_of(connections.driver(reading))
