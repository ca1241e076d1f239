"""What a schema step does to rows stands in history; names follow renames; old books get a history when they open."""

from __future__ import annotations

import gzip
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.storage import history
from hxapp.storage.database import Database
from hxapp.storage.history import Action, Change
from hxapp.storage.schema.history import HISTORY_TABLES
from hxapp.storage.tables import Area, Department, Person
from tests.storage.building import NEXT, STEPS, make, make_book, rows_of, steps_with

VERSION_1 = Path(__file__).resolve().parent / "books" / "version-1.hxdb.gz"
RENAME = """
with op.batch_alter_table("department") as batch:
    batch.alter_column("short_name", new_column_name="called")
op.rename_table("person", "human")
"""
RENAMES = """
RENAMED_TABLES = {"person": "human"}
RENAMED_FIELDS = {("department", "short_name"): "called", ("human", "post"): "duty"}
"""


def book_of(folder: Path) -> tuple[Path, dict[str, uuid.UUID]]:
    """A closed book with two areas, a department and a person, and the rows' identities."""
    path = make_book(folder)
    database = Database.open(path, STEPS)
    with database.begin("Thêm") as session:
        made: dict[str, Area | Department | Person] = {
            "ward": make(session, Area, name="Phường", note="x", position=1),
            "other": make(session, Area, name="Tổ 1", code=None),
            "department": make(session, Department, short_name="VH"),
        }
        made["person"] = make(session, Person, department_id=made["department"].id, post="Công chức")
        ids = {name: row.id for name, row in made.items()}
    database.close()
    return path, ids


def read(path: Path, steps: Path) -> tuple[list[Action], list[Change]]:
    database = Database.open(path, steps)
    with database.read() as connection:
        found = history.actions(connection), history.changes(connection)
    database.close()
    return found


def of_last(path: Path, steps: Path) -> tuple[Action, dict[tuple[str, uuid.UUID], tuple[ChangeKind, dict[str, Any]]]]:
    actions, changes = read(path, steps)
    mine = [one for one in changes if one.action_id == actions[-1].id]
    found = {(one.table, one.row_id): (one.kind, one.fields) for one in mine}
    assert len(found) == len(mine)
    return actions[-1], found


def test_history_goes_along_when_a_step_renames(tmp_path: Path) -> None:
    path, ids = book_of(tmp_path)
    body = (
        RENAME + 'with op.batch_alter_table("human") as batch:\n    batch.alter_column("post", new_column_name="duty")'
    )
    steps = steps_with(tmp_path, body, head=RENAMES)
    action, found = of_last(path, steps)
    assert (action.kind, found) == (ActionKind.STEP, {})  # nothing but names is another
    changes = {change.row_id: change for change in read(path, steps)[1]}
    assert changes[ids["department"]].fields["called"] == (None, "VH")
    assert "short_name" not in changes[ids["department"]].fields
    assert changes[ids["person"]].table == "human"
    assert changes[ids["person"]].fields["duty"] == (None, "Công chức")
    database = Database.open(path, steps)
    with database.begin("Sửa") as session:
        session.connection().exec_driver_sql("UPDATE human SET duty = 'Chủ tịch'")
    with database.read() as connection:
        assert history.changes(connection, row_id=ids["person"])[-1].fields == {"duty": ("Công chức", "Chủ tịch")}
    database.close()


@pytest.mark.parametrize(
    "head",
    [
        'RENAMED_FIELDS = {("department", "nowhere"): "called"}',
        'RENAMED_TABLES = {"nowhere": "human"}',
        'RENAMED_TABLES = {"person": "somebody"}',
        'RENAMED_FIELDS = {("department", "short_name"): "other"}',
    ],
)
def test_a_step_that_renames_what_is_not_there_is_refused(tmp_path: Path, head: str) -> None:
    path, _ = book_of(tmp_path)
    before = rows_of(path)
    with pytest.raises(HxError, match="Sổ vẫn nguyên như trước"):
        Database.open(path, steps_with(tmp_path, RENAME, head=head))
    assert rows_of(path) == before


CHANGES = """
op.execute("UPDATE area SET note = NULL, position = position + 10 WHERE name = 'Phường'")
op.execute("DELETE FROM person")
op.execute("UPDATE area SET id = x'000102030405060708090a0b0c0d0e0f' WHERE name = 'Tổ 1'")
with op.batch_alter_table("area") as batch:
    batch.drop_column("code")
    batch.add_column(sa.Column("colour", sa.Text()))
op.execute("UPDATE area SET colour = 'xanh'")
op.create_table("tag", sa.Column("id", sa.LargeBinary(16), primary_key=True), sa.Column("text", sa.Text()))
op.execute("INSERT INTO tag VALUES (zeroblob(16), 'mới')")
op.drop_table("person")
"""


def test_what_a_step_changes_is_one_action(tmp_path: Path) -> None:
    path, ids = book_of(tmp_path)
    database = Database.open(path, STEPS)
    with database.begin("Sửa mã") as session:
        session.execute(sa.update(Area).where(Area.id == ids["ward"]).values(code="P1"))
    with database.read() as connection:
        kept = {change.row_id: dict(change.fields) for change in history.changes(connection, action_id=1)}
    database.close()
    action, found = of_last(path, steps_with(tmp_path, CHANGES))
    assert (action.kind, action.name, action.sequence) == (ActionKind.STEP, f"Nâng cấp sổ lên cấu trúc số {NEXT}", 3)
    person = {name: (now, None) for name, (_, now) in kept[ids["person"]].items()}
    other = {name: now for name, (_, now) in kept[ids["other"]].items()}
    assert found == {
        ("area", ids["ward"]): (
            ChangeKind.UPDATE,
            {"note": ("x", None), "position": (1, 11), "code": ("P1", None), "colour": (None, "xanh")},
        ),
        ("area", ids["other"]): (ChangeKind.DELETE, {name: (value, None) for name, value in other.items()}),
        ("area", uuid.UUID("00010203-0405-0607-0809-0a0b0c0d0e0f")): (
            ChangeKind.INSERT,
            {**{name: (None, value) for name, value in other.items()}, "colour": (None, "xanh")},
        ),
        ("person", ids["person"]): (ChangeKind.DELETE, person),
        ("tag", uuid.UUID(int=0)): (ChangeKind.INSERT, {"text": (None, "mới")}),
    }


def test_a_value_that_a_step_stores_otherwise_is_a_change(tmp_path: Path) -> None:
    path, ids = book_of(tmp_path)
    body = """
with op.batch_alter_table("area") as batch:
    batch.alter_column("position", type_=sa.Text(), existing_type=sa.Integer())
"""
    action, found = of_last(path, steps_with(tmp_path, body))
    assert action.kind is ActionKind.STEP
    assert found["area", ids["ward"]] == (ChangeKind.UPDATE, {"position": (1, "1")})


def test_a_field_of_a_removed_ones_name_is_another_field(tmp_path: Path) -> None:
    path, ids = book_of(tmp_path)
    drop = 'with op.batch_alter_table("area") as batch:\n    batch.drop_column("note")'
    add = 'op.add_column("area", sa.Column("note", sa.Text()))\nop.execute("UPDATE area SET note = \'khác\'")'
    database = Database.open(path, steps_with(tmp_path, drop, add))
    with database.read() as connection:
        fields = HISTORY_TABLES.tables["recorded_field"]
        rows = connection.execute(sa.select(fields.c.ended_by).where(fields.c.name == "note").order_by(fields.c.id))
        ended = rows.scalars().all()
        changes = history.changes(connection, row_id=ids["ward"])
    database.close()
    assert ended.count(NEXT) == 1
    assert [change.fields.get("note") for change in changes] == [(None, "x"), ("x", None), (None, "khác")]


def test_a_failing_step_leaves_the_triggers_as_they_were(tmp_path: Path) -> None:
    path, ids = book_of(tmp_path)
    with pytest.raises(HxError, match="Sổ vẫn nguyên như trước"):
        Database.open(path, steps_with(tmp_path, CHANGES + "raise ZeroDivisionError"))
    with closing(sqlite3.connect(path)) as outside:
        outside.execute("UPDATE area SET note = 'y' WHERE name = 'Phường'")
        outside.commit()
    action, found = of_last(path, STEPS)
    assert (action.kind, found) == (
        ActionKind.OUTSIDE,
        {("area", ids["ward"]): (ChangeKind.UPDATE, {"note": ("x", "y")})},
    )


def test_a_new_book_begins_with_an_empty_history(tmp_path: Path) -> None:
    assert read(make_book(tmp_path), STEPS) == ([], [])


def test_a_book_of_the_first_version_opens_with_all_it_held_and_a_history(tmp_path: Path) -> None:
    path = tmp_path / "Sổ cũ.hxdb"
    path.write_bytes(gzip.decompress(VERSION_1.read_bytes()))
    former = rows_of(path)
    assert sum(len(rows) - 1 for rows in former.values()) > 60
    database = Database.open(path, STEPS)
    assert database.check() == []
    with database.read() as connection:
        action, *later = history.actions(connection)
        changes = history.changes(connection)
    with database.begin("Sửa") as session:
        session.execute(sa.update(Area).values(note="mới"))
    with database.read() as connection:
        assert len(history.changes(connection)) == len(changes) + 3
    with database.begin("Trả lại") as session:
        for change in changes:
            if change.table == "area":
                was = change.fields["note"][1]
                session.execute(sa.update(Area).where(Area.id == change.row_id).values(note=was))
    database.close()
    now = rows_of(path)
    for name in (*HISTORY_TABLES.tables, "alembic_version"):
        del now[name]
    del former["alembic_version"]
    assert now == former
    assert (action.kind, action.name) == (ActionKind.STEP, "Nâng cấp sổ lên cấu trúc số 2")
    assert [one.kind for one in later] == [ActionKind.STEP] * (NEXT - 3)
    assert all(change.action_id == action.id for change in changes)
    assert {change.kind for change in changes} == {ChangeKind.INSERT}
    assert _as_rows(changes, former) == {name: rows[1:] for name, rows in former.items()}
    backup = tmp_path / "Sổ cũ.truoc-nang-cap-1.hxdb"
    assert rows_of(backup).keys() == {*former, "alembic_version"}


def _as_rows(changes: list[Change], former: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that history tells of, as `rows_of` gives rows: each value behind the kind SQLite keeps it as."""
    kinds = {type(None): "null", int: "integer", str: "text", bytes: "blob"}
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in former}
    for change in changes:
        values = {"id": change.row_id.bytes, **{name: now for name, (_, now) in change.fields.items()}}
        row: list[Any] = []
        for column in former[change.table][0]:
            value = values.get(column)
            row += [kinds[type(value)], value]
        found[change.table].append(tuple(row))
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
