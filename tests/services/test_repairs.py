"""Repairs: each by its name, after a backup, and afterwards the check finds nothing of it any more."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.errors import HxError
from hxapp.services import books, repairs
from hxapp.services.checking import Finding, RepairName, check_file
from hxapp.storage import history
from hxapp.storage.tables import Base
from tests.books import make_practice_book
from tests.services.building import STEPS
from tests.services.damaging import behind, schema_edited


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_practice_book(tmp_path_factory.mktemp("sổ"))


@pytest.fixture
def path(practice: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(practice, tmp_path / "Sổ.hxdb"))


def mend(path: Path, name: RepairName, findings: tuple[Finding, ...] | None = None) -> str:
    """One repair of the closed book; the backup is made once, and before anything is changed."""
    findings = check_file(path, STEPS) if findings is None else findings
    before = path.read_bytes()
    kept: list[bytes] = []
    database = books.open_book(path, STEPS, "Nguyễn Văn Mẫu")
    try:
        return repairs.repair(database, name, findings, STEPS, lambda: kept.append(path.read_bytes()))
    finally:
        database.close()
        assert kept in ([before], [])


def edit(path: Path, statement: str, **values: object) -> None:
    with behind(path) as connection:
        connection.execute(statement, values)


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the book's own tables, texts as bytes."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        for table in Base.metadata.sorted_tables:
            listed = ", ".join(f'typeof("{one.name}"), "{one.name}"' for one in table.columns)
            found[table.name] = sorted(connection.execute(f"SELECT {listed} FROM {table.name}"), key=repr)
    return found


def spoilt(path: Path) -> None:
    """Values, rows and a never-filled field that are not as history says; one of them can't even be read."""
    for statement in (
        "UPDATE result SET value = value + 1000000 WHERE rowid = 1",
        "UPDATE task SET wording = CAST(x'ff4142' AS TEXT) WHERE rowid = 2",
        "UPDATE task SET product = 'có thêm' WHERE rowid = 3",
        "UPDATE person SET post = NULL WHERE rowid = 1",
        "DELETE FROM progress_note WHERE rowid = 4",
    ):
        edit(path, statement)


def test_what_history_says_is_put_back_and_told(path: Path, practice: Path) -> None:
    spoilt(path)
    said = mend(path, RepairName.RECORDED)
    assert said == "Đã sửa 5 chỗ: lấy lại theo lịch sử."
    assert content(path) == content(practice)
    assert check_file(path, STEPS) == ()
    database = books.open_book(path, STEPS)
    with database.read() as reading:
        action = history.actions(reading)[-1]
        person = reading.exec_driver_sql("SELECT id, post FROM person WHERE rowid = 1").one()
        found = history.changes(reading, action_id=action.id, row_id=uuid.UUID(bytes=person.id))
        changes = history.changes(reading)
    database.close()
    assert (action.name, action.who) == ("Sửa sổ: lấy lại theo lịch sử", "Nguyễn Văn Mẫu")
    # What was found is told, and then that it was put back; all of history can be read.
    assert len(changes) > len(found)
    assert [one.fields for one in found] == [{"post": (person.post, None)}, {"post": (None, person.post)}]


def test_what_is_there_is_kept_and_history_is_told(path: Path) -> None:
    spoilt(path)
    edit(path, "INSERT INTO place (id, name, position) VALUES (randomblob(16), 'Nhà văn hóa', 9)")
    before = content(path)
    said = mend(path, RepairName.PRESENT)
    assert said == "Đã sửa 5 chỗ: giữ như đang có."
    assert content(path) == before
    (left,) = check_file(path, STEPS)
    assert left.field == "wording"  # what can't be read is not kept
    assert left.repairs == (RepairName.RECORDED,)
    mend(path, RepairName.RECORDED)
    assert check_file(path, STEPS) == ()


def test_links_to_nowhere_are_emptied_and_only_those_that_may_be_empty(path: Path) -> None:
    edit(path, "UPDATE task SET leader_id = randomblob(16) WHERE rowid < 3")
    edit(path, "UPDATE progress_note SET task_id = randomblob(16) WHERE rowid = 1")
    assert mend(path, RepairName.LINKS).startswith("Đã sửa 2 chỗ")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT leader_id FROM task WHERE rowid < 3").fetchall() == [(None,), (None,)]
        assert len(connection.execute("PRAGMA foreign_key_check").fetchall()) == 1


def test_cells_get_the_identity_of_their_coordinates(path: Path, practice: Path) -> None:
    with behind(path) as connection:
        strange = [uuid.uuid4().bytes for _ in range(2)]
        connection.execute("UPDATE result SET id = ? WHERE rowid = 1", (strange[0],))
        connection.execute("UPDATE assessment SET id = ? WHERE rowid = 2", (strange[1],))
        connection.execute("UPDATE setting SET id = randomblob(16) WHERE name = 'year'")
    assert mend(path, RepairName.CELLS).startswith("Đã sửa 3 chỗ")
    assert content(path) == content(practice)
    assert check_file(path, STEPS) == ()


def test_a_cell_whose_place_is_taken_is_left_alone(path: Path) -> None:
    with behind(path) as connection:
        connection.execute("CREATE TEMP TABLE t AS SELECT * FROM result WHERE rowid = 1")
        connection.execute("UPDATE t SET id = randomblob(16), binned_at = '2022-01-01T00:00:00.000000Z'")
        connection.execute("INSERT INTO result SELECT * FROM t")
    before = path.read_bytes()
    with pytest.raises(HxError, match="Không còn chỗ nào"):
        mend(path, RepairName.CELLS)
    assert path.read_bytes() == before


def test_what_writes_history_and_indexes_are_made_again_word_by_word(path: Path, practice: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in (
            "DROP VIEW history_entry",
            "DROP TRIGGER history_area_update",
            "DROP TRIGGER history_kept_action_delete",
            "DROP INDEX ix_task_year",
            "CREATE INDEX mine ON task (percent)",
            "CREATE TRIGGER mine AFTER INSERT ON task BEGIN SELECT 1; END",
        ):
            connection.execute(statement)
    mend(path, RepairName.OBJECTS)
    assert check_file(path, STEPS) == ()

    def parts(file: Path) -> set[tuple[str, ...]]:
        with closing(sqlite3.connect(file)) as connection:
            rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows}

    assert parts(path) == parts(practice)
    assert content(path) == content(practice)


def test_an_index_out_of_step_is_made_again(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        right = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'ix_task_year'").fetchone()[0]
    edited = "UPDATE sqlite_master SET sql = ? WHERE name = 'ix_task_year'"
    schema_edited(path, edited, (right.replace("(year)", "(percent)"),))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("REINDEX ix_task_year")
    schema_edited(path, edited, (right,))
    (finding,) = check_file(path, STEPS)
    assert finding.repair is RepairName.INDEXES
    mend(path, RepairName.INDEXES)
    assert check_file(path, STEPS) == ()


def test_nothing_is_repaired_without_its_backup(path: Path) -> None:
    spoilt(path)
    findings = check_file(path, STEPS)
    before = path.read_bytes()
    database = books.open_book(path, STEPS)

    def full_disk() -> None:
        raise HxError("ổ đĩa đầy")

    for name in (RepairName.RECORDED, RepairName.PRESENT):
        with pytest.raises(HxError, match="ổ đĩa đầy"):
            repairs.repair(database, name, findings, STEPS, full_disk)
    database.close()
    assert path.read_bytes() == before


def test_rows_are_not_mended_where_nobody_would_write_it_down(path: Path) -> None:
    edit(path, "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 1")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER history_task_update")
    findings = check_file(path, STEPS)
    assert [offer.name for offer in repairs.offers(findings)] == [
        RepairName.OBJECTS,
        RepairName.RECORDED,
        RepairName.PRESENT,
        RepairName.LINKS,
    ]
    with pytest.raises(HxError, match="Lập lại phần ghi lịch sử"):
        mend(path, RepairName.LINKS)
    mend(path, RepairName.OBJECTS)
    mend(path, RepairName.LINKS)


def test_an_offer_says_what_it_will_do(path: Path) -> None:
    spoilt(path)
    offers = {one.name: one for one in repairs.offers(check_file(path, STEPS))}
    assert offers.keys() == {RepairName.RECORDED, RepairName.PRESENT}
    assert "5 chỗ" in offers[RepairName.RECORDED].says
    assert "4 chỗ" in offers[RepairName.PRESENT].says  # the text that is none can't be kept
    assert repairs.offers(()) == ()


def test_what_is_right_meanwhile_is_not_repaired_again(path: Path) -> None:
    spoilt(path)
    findings = check_file(path, STEPS)
    mend(path, RepairName.RECORDED, findings)
    with pytest.raises(HxError, match="Không còn chỗ nào"):
        mend(path, RepairName.RECORDED, findings)
    with pytest.raises(HxError, match="Không còn chỗ nào"):
        mend(path, RepairName.LINKS, findings)


def test_a_book_that_is_only_read_is_not_repaired(path: Path) -> None:
    spoilt(path)
    findings = check_file(path, STEPS)
    database = books.open_book(path, STEPS, reading_only=True)
    with pytest.raises(HxError, match="chỉ để xem"):
        repairs.repair(database, RepairName.RECORDED, findings, STEPS, lambda: pytest.fail("a backup"))
    database.close()
