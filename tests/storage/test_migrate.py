"""Schema steps: they make what the mapped tables say, keep every row, and are undone whole when they fail."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from hxapp.domain.errors import HxError
from hxapp.storage import migrate, whole_files
from hxapp.storage.database import Database
from hxapp.storage.schema.history import HISTORY_TABLES
from hxapp.storage.tables import Area, Base, Department, Indicator
from tests.storage.building import NEXT, STEPS, fill, make, make_book, rows_of, steps_with


def full_book(folder: Path) -> Path:
    path = make_book(folder)
    database = Database.open(path, STEPS)
    with database.begin("Đổ đầy sổ") as session:
        fill(session)
    database.close()
    return path


def schema_of(path: Path) -> dict[str, str]:
    """What the steps made, by name; the triggers and the view they write through are history's."""
    made = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(made).fetchall()
    return {name: re.sub(r"\s+", " ", text) for name, text in found}


def version_of(path: Path) -> tuple[int, list[str]]:
    with closing(sqlite3.connect(path)) as connection:
        number = connection.execute("PRAGMA user_version").fetchone()[0]
        return number, [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]


RECREATE = """
for table in ("area", "department", "indicator"):
    with op.batch_alter_table(table, recreate="always") as batch:
        batch.add_column(sa.Column("extra", sa.Text()))
"""


def test_the_steps_make_what_the_tables_say(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        tables: Any = [Base.metadata, HISTORY_TABLES]
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": tables})
        assert compare_metadata(context, tables) == []
    engine.dispose()


def test_the_steps_make_the_same_words_as_the_tables_would(tmp_path: Path) -> None:
    """Stricter than Alembic's comparison: partial indexes' conditions, deferred keys, names, order of columns."""
    made = schema_of(make_book(tmp_path))
    del made["alembic_version"]
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'bảng.db'}", poolclass=sa.NullPool)
    Base.metadata.create_all(engine)
    HISTORY_TABLES.create_all(engine)
    engine.dispose()
    said = schema_of(tmp_path / "bảng.db")
    assert set(made) == set(said)
    for name in said:
        assert parts(made[name]) == parts(said[name]), name


def parts(statement: str) -> Any:
    """A table's columns in order and its constraints in any order; another statement as it is."""
    head, _, body = statement.partition("(")
    if not head.startswith("CREATE TABLE"):
        return statement
    pieces = [piece.strip() for piece in re.split(r",\s(?=CONSTRAINT|FOREIGN|PRIMARY|\w+ [A-Z]+)", body.rstrip(") "))]
    # A key that a step added stands behind its column.
    pieces = [
        re.sub(r"^(\w+)( .*) (CONSTRAINT \w+) REFERENCES", r"\1\2\n\3 FOREIGN KEY(\1) REFERENCES", one)
        for one in pieces
    ]
    pieces = [part for piece in pieces for part in piece.split("\n")]
    columns = [piece for piece in pieces if not piece.startswith("CONSTRAINT")]
    return head, columns, sorted(piece.rstrip(")") for piece in pieces if piece.startswith("CONSTRAINT"))


def test_partial_rules_ignore_binned_rows_in_the_file(tmp_path: Path) -> None:
    schema = schema_of(make_book(tmp_path))
    unique = {name: text for name, text in schema.items() if text.startswith("CREATE UNIQUE INDEX")}
    assert len(unique) >= 10
    of_history = {str(index.name) for table in HISTORY_TABLES.tables.values() for index in table.indexes}
    assert all("WHERE binned_at IS NULL" in text for name, text in unique.items() if name not in of_history)


def test_steps_are_numbered_without_gaps() -> None:
    assert migrate.numbers(STEPS) == list(range(1, migrate.newest(STEPS) + 1))


def test_steps_name_nothing_of_todays_program() -> None:
    for step in (STEPS / "versions").glob("*.py"):
        assert "hxapp" not in step.read_text(encoding="utf-8")


def test_a_new_book_carries_its_version_twice(tmp_path: Path) -> None:
    newest = migrate.newest(STEPS)
    assert version_of(make_book(tmp_path)) == (newest, [f"{newest:04d}"])


def test_a_full_book_keeps_every_row_through_recreated_parent_tables(tmp_path: Path) -> None:
    path = full_book(tmp_path)
    before, schema = rows_of(path), schema_of(path)
    for table in (*HISTORY_TABLES.tables, "alembic_version"):
        del before[table]
    assert all(len(rows) == 4 for rows in before.values())
    steps = steps_with(tmp_path, RECREATE)
    database = Database.open(path, steps)
    assert database.check() == []
    with database.begin("Thêm sau khi nâng cấp") as session:
        session.delete(make(session, Indicator))  # children's keys still point at the recreated tables
    database.close()
    after = rows_of(path)
    assert version_of(path) == (NEXT, [f"{NEXT:04d}"])
    for table in (*HISTORY_TABLES.tables, "alembic_version"):
        del after[table]
    for table in ("area", "department", "indicator"):
        assert "extra" in after[table][0]
        after[table] = without_column(after[table], "extra")
    assert after == before
    for name, text in schema_of(path).items():
        if not text.startswith("CREATE TABLE"):
            assert text == schema[name]
        assert text.count("DEFERRABLE INITIALLY DEFERRED") == schema[name].count("DEFERRABLE INITIALLY DEFERRED")


def without_column(rows: list[tuple[Any, ...]], name: str) -> list[tuple[Any, ...]]:
    place = rows[0].index(name)
    values = [row[: 2 * place] + row[2 * place + 2 :] for row in rows[1:]]
    return [tuple(column for column in rows[0] if column != name), *sorted(values, key=repr)]


def test_a_backup_of_the_former_book_lies_beside_the_upgraded_one(tmp_path: Path) -> None:
    path = full_book(tmp_path)
    before = rows_of(path)
    steps = steps_with(tmp_path, RECREATE)
    Database.open(path, steps).close()
    backup = tmp_path / f"Sổ thử.truoc-nang-cap-{NEXT - 1}.hxdb"
    assert sorted(tmp_path.glob("*.*")) == sorted([path, backup])
    assert rows_of(backup) == before
    Database.open(backup, STEPS).close()


def test_a_second_backup_takes_another_name(tmp_path: Path) -> None:
    path = full_book(tmp_path)
    taken = tmp_path / f"Sổ thử.truoc-nang-cap-{NEXT - 1}.hxdb"
    taken.write_text("bản cũ", encoding="utf-8")
    Database.open(path, steps_with(tmp_path, RECREATE)).close()
    assert taken.read_text(encoding="utf-8") == "bản cũ"
    assert (tmp_path / f"Sổ thử.truoc-nang-cap-{NEXT - 1}-2.hxdb").exists()


@pytest.mark.parametrize(
    "failing",
    [
        RECREATE + "raise ZeroDivisionError",
        RECREATE + 'op.execute("UPDATE result SET area_id = zeroblob(16)")',
        'op.drop_table("task_place")\nop.execute("INSERT INTO nowhere VALUES (1)")',
    ],
    ids=["a mistake", "rows that point nowhere", "an impossible statement"],
)
def test_a_failing_step_leaves_the_book_as_it_was(tmp_path: Path, failing: str) -> None:
    path = full_book(tmp_path)
    rows, schema, version = rows_of(path), schema_of(path), version_of(path)
    steps = steps_with(tmp_path, failing)
    with pytest.raises(HxError, match=r"Chưa nâng cấp được sổ .* Sổ vẫn nguyên như trước"):
        Database.open(path, steps)
    assert (rows_of(path), schema_of(path), version_of(path)) == (rows, schema, version)
    assert list(tmp_path.glob("*.*")) == [path]
    database = Database.open(path, STEPS)
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    assert database.check() == []
    database.close()


def test_steps_before_the_failing_one_stay(tmp_path: Path) -> None:
    path = full_book(tmp_path)
    steps = steps_with(tmp_path, RECREATE, "raise ZeroDivisionError")
    with pytest.raises(HxError, match="Bản trước khi nâng cấp nằm ở"):
        Database.open(path, steps)
    assert version_of(path) == (NEXT, [f"{NEXT:04d}"])
    assert (tmp_path / f"Sổ thử.truoc-nang-cap-{NEXT - 1}.hxdb").exists()


def test_no_backup_no_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = full_book(tmp_path)
    before = path.read_bytes()
    steps = steps_with(tmp_path, RECREATE)

    def full(part: Path) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(whole_files, "beside", full)
    with pytest.raises(HxError, match=r"Chưa sao lưu được .*đã đầy.* Sổ vẫn như cũ"):
        Database.open(path, steps)
    assert path.read_bytes() == before
    monkeypatch.undo()
    Database.open(path, steps).close()


def test_a_book_upgraded_here_is_too_new_for_the_former_program(tmp_path: Path) -> None:
    path = full_book(tmp_path)
    Database.open(path, steps_with(tmp_path, RECREATE)).close()
    with pytest.raises(HxError, match="mới hơn"):
        Database.open(path, STEPS)


def test_names_of_departments_are_unique_while_they_live(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "x.hxdb", STEPS)
    with pytest.raises(sa.exc.IntegrityError), database.begin("Thêm") as session:
        make(session, Department, name="Đoàn thanh niên")
        make(session, Department, name="Đoàn thanh niên")
    database.close()
