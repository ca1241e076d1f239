"""What a check says of a book: which row and field, both values, and what to do next."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hxapp.services import books, checking
from hxapp.services.checking import Finding, RepairName, Severity
from hxapp.storage.database import Database
from tests.books import make_practice_book
from tests.services.building import STEPS
from tests.services.damaging import behind

ONE_RESULT = "value IS NOT NULL AND result.decimals = 0"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_practice_book(tmp_path_factory.mktemp("sổ"))


@pytest.fixture
def path(practice: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(practice, tmp_path / "Sổ.hxdb"))


def check(path: Path, *earlier: Path) -> tuple[Finding, ...]:
    """Of the open book; the file itself says the same."""
    database = books.open_book(path, STEPS)
    try:
        found = checking.full_check(database, STEPS, earlier=earlier)
    finally:
        database.close()
    assert checking.check_file(path, STEPS, earlier=earlier) == found
    return found


def edit(path: Path, statement: str, **values: object) -> None:
    with behind(path) as connection:
        connection.execute(statement, values)


def test_a_sound_book_has_no_findings(path: Path) -> None:
    assert check(path) == ()


def test_a_spoilt_figure_is_named_with_both_values(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        key, value, name = connection.execute(
            "SELECT result.id, result.value, coalesce(i.short_name, i.name) FROM result JOIN indicator i ON"
            f" i.id = result.indicator_id WHERE {ONE_RESULT}"
        ).fetchone()
    edit(path, "UPDATE result SET value = value + 1000000 WHERE id = :key", key=key)
    (finding,) = check(path)
    assert (finding.table, finding.row_id, finding.field) == ("result", uuid.UUID(bytes=key), "value")
    assert name[:20] in finding.sentence
    for shown in (value // 1_000_000, value // 1_000_000 + 1):
        assert f"{shown:,}".replace(",", ".") in finding.sentence
    assert finding.sentence.endswith("Hãy chọn giữ giá trị nào.")
    assert finding.severity is Severity.MEND
    assert finding.repairs == (RepairName.RECORDED, RepairName.PRESENT)


def test_a_value_that_can_t_be_read_is_told_once_and_not_kept(path: Path) -> None:
    edit(path, f"UPDATE result SET value = 'mười' WHERE rowid = (SELECT min(rowid) FROM result WHERE {ONE_RESULT})")
    (finding,) = check(path)
    assert "“mười”" in finding.sentence
    assert finding.repairs == (RepairName.RECORDED,)


Break = Callable[[sqlite3.Connection], object]
SAID: list[tuple[str, str, Severity, tuple[RepairName, ...], str]] = [
    (
        "a link to nowhere",
        "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 1",
        Severity.MEND,
        (RepairName.LINKS,),
        "trỏ tới một người không có trong sổ",
    ),
    (
        "a needed link to nowhere",
        "UPDATE progress_note SET task_id = randomblob(16) WHERE rowid = 1",
        Severity.RESTORE,
        (),
        "khôi phục sổ từ bản sao lưu",
    ),
    (
        "an index",
        "DROP INDEX ix_task_year",
        Severity.MEND,
        (RepairName.OBJECTS,),
        "Mục lục “ix_task_year” của sổ bị mất",
    ),
    ("a table", "DROP TABLE recipient", Severity.RESTORE, (), "Bảng “recipient” của sổ bị mất"),
    ("another program's table", "CREATE TABLE x (y)", Severity.NOTE, (), "do chương trình khác thêm vào"),
    (
        "a row nobody made",
        "INSERT INTO place (id, name, position) VALUES (randomblob(16), 'Nhà văn hóa', 0)",
        Severity.MEND,
        (RepairName.PRESENT,),
        "“Nhà văn hóa”: dòng có trong sổ mà lịch sử không ghi",
    ),
    (
        "a row that is gone",
        "DELETE FROM progress_note WHERE rowid = 1",
        Severity.MEND,
        (RepairName.RECORDED, RepairName.PRESENT),
        "dòng mất khỏi sổ",
    ),
    (
        "an old value",
        "UPDATE field_change SET was = 'x' WHERE rowid_of_first",
        Severity.NOTE,
        (),
        "Lịch sử cũ không khớp ở Nhiệm vụ",
    ),
    (
        "an action that goes on",
        "INSERT INTO running_action VALUES (1)",
        Severity.RESTORE,
        (),
        "một việc còn dở dang",
    ),
    (
        "a rule",
        "UPDATE area SET kind = 'ward'",
        Severity.RESTORE,
        (),
        "đúng một dòng “toàn phường”",
    ),
    (
        "a guard's rule",
        "UPDATE task SET percent = 300 WHERE rowid = 1",
        Severity.MEND,
        (),
        "Tỷ lệ hoàn thành 300%",
    ),
    ("its own facts", "UPDATE alembic_version SET version_num = '9'", Severity.RESTORE, (), "tự ghi sai về mình"),
]


@pytest.mark.parametrize(
    ("statement", "severity", "repairs", "words"), [one[1:] for one in SAID], ids=[s[0] for s in SAID]
)
def test_each_fault_says_what_where_and_what_next(
    path: Path, statement: str, severity: Severity, repairs: tuple[RepairName, ...], words: str
) -> None:
    if "rowid_of_first" in statement:
        statement = statement.replace(
            "rowid_of_first",
            "change_id = (SELECT min(c.id) FROM row_change c JOIN recorded_table t ON t.id = c.table_id"
            " WHERE t.name = 'task') AND field_id = (SELECT f.id FROM recorded_field f JOIN recorded_table t"
            " ON t.id = f.table_id WHERE t.name = 'task' AND f.name = 'wording')",
        )
    edit(path, statement)
    found = [one for one in checking.check_file(path, STEPS) if words in one.sentence]
    assert found, checking.check_file(path, STEPS)
    assert {(one.severity, one.repairs) for one in found} == {(severity, repairs)}
    for finding in found:
        assert finding.sentence.endswith(".")
        assert "None" not in finding.sentence


def test_the_gravest_comes_first(path: Path) -> None:
    edit(path, "CREATE TABLE x (y)")
    edit(path, "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 1")
    edit(path, "INSERT INTO running_action VALUES (1)")
    order = [one.severity for one in checking.check_file(path, STEPS)]
    assert order == sorted(order, key=list(Severity).index)
    assert set(order) == set(Severity)


def test_missing_triggers_are_one_finding(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
    (finding,) = check(path)
    assert finding.repairs == (RepairName.OBJECTS,)


def test_history_is_compared_with_an_earlier_copy(path: Path, practice: Path) -> None:
    edit(path, "UPDATE action SET who = 'Người khác'")
    assert check(path) == ()  # nobody else knows
    database = books.open_book(path, STEPS)
    database.close()
    earlier = Path(shutil.copy(practice, path.with_name("bản trước.hxdb")))
    with behind(path) as connection:  # later than the copy, so that both stand in one line
        connection.execute(
            "INSERT INTO action (id, replica_id, sequence, kind, name, who, moment)"
            " SELECT 2, 1, 2, 'user', 'Tiếp', who, moment FROM action"
        )
    assert [one.severity for one in checking.check_file(path, STEPS, earlier=(earlier,))] == []
    with behind(earlier) as connection:
        connection.execute(
            "INSERT INTO action (id, replica_id, sequence, kind, name, who, moment)"
            " SELECT 2, 1, 2, 'user', 'Tiếp', 'Người khác', moment FROM action"
        )
    (finding,) = [one for one in checking.check_file(path, STEPS, earlier=(earlier,)) if "bản trước" in one.sentence]
    assert finding.severity is Severity.NOTE


def test_a_file_that_can_t_be_read_to_its_end_is_a_finding(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:4096] = bytes(3996)  # the file's own list of its parts
    path.write_bytes(data)
    findings = checking.check_file(path, STEPS)
    assert findings
    assert findings[0].severity is Severity.RESTORE
    path.write_bytes(b"")
    path.unlink()
    assert checking.check_file(path, STEPS)[0].severity is Severity.RESTORE


def test_a_check_can_be_given_up_and_the_book_is_written_on(path: Path) -> None:
    class GivenUpError(Exception):
        pass

    def give_up(_done: int, _total: int, text: str) -> None:
        if "lịch sử" in text:
            raise GivenUpError

    database = books.open_book(path, STEPS)
    with pytest.raises(GivenUpError):
        checking.full_check(database, STEPS, give_up)
    written: list[int] = []

    def write(_done: int, _total: int, _text: str) -> None:
        """While the check goes on, another connection saves."""
        if len(written) < 3:
            with closing(sqlite3.connect(path, timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE book SET made_at = made_at")
                other.commit()
            written.append(1)

    assert checking.full_check(database, STEPS, write) == ()
    assert len(written) == 3
    database.close()


def test_the_quick_check_tells_the_file_s_own_trouble(path: Path) -> None:
    database = books.open_book(path, STEPS)
    assert checking.quick_check(database) == ()
    database.close()
    edit(path, "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 1")
    edit(path, "UPDATE task SET percent = 1 WHERE rowid = 2")  # not the file's
    database = Database.open(path, STEPS)
    (finding,) = checking.quick_check(database)
    database.close()
    assert finding.field == "leader_id"
