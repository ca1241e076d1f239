"""What exactly history keeps of a change, how actions are told in it, and that it is never edited."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.storage import connections, history, step_history, triggers
from hxapp.storage.cells import write_cell
from hxapp.storage.database import Database
from hxapp.storage.schema.history import HISTORY_TABLES
from hxapp.storage.tables import Area, Department, Indicator, Result
from tests.storage.building import STEPS, last_action, make, make_book, opened


def test_an_update_keeps_only_the_changed_fields_and_every_value_exactly(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            area = make(session, Area, name="Tổ 1", note=None, code="01", position=1)
        steps: list[tuple[dict[str, Any], dict[str, tuple[Any, Any]]]] = [
            ({"note": ""}, {"note": (None, "")}),
            ({"note": None}, {"note": ("", None)}),
            ({"code": "1"}, {"code": ("01", "1")}),  # the same number, another text
            ({"code": "1", "name": "Tổ 1"}, {}),
            (
                {"position": 2**62, "note": "“nháy” ' \" \n 𝄞"},
                {"position": (1, 2**62), "note": (None, "“nháy” ' \" \n 𝄞")},
            ),
            ({"parent_id": area.id}, {"parent_id": (None, area.id.bytes)}),
        ]
        for values, fields in steps:
            with database.begin("Sửa") as session:
                session.execute(sa.update(Area).values(values))
            _, changes = last_action(database)
            if fields:
                assert [change.fields for change in changes] == [fields]
        with database.read() as connection:
            assert len(history.changes(connection, row_id=area.id)) == len(steps)  # the insert, and all that changed


def test_values_that_a_column_does_not_expect_are_kept_as_they_are(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            make(session, Area)
        values: list[Any] = ["chữ", 2.5, b"\x00\xff", "a\x00b", 7]
        for value in values:
            with database.begin("Sửa") as session:
                session.connection().exec_driver_sql("UPDATE area SET position = ?", (value,))
            (change,) = last_action(database)[1]
            kept = change.fields["position"][1]
            assert (kept, type(kept)) == (value, type(value))


def test_amounts_are_kept_with_the_decimals_that_were_typed(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Nhập số liệu") as session:
            row = make(session, Result, value=Decimal("82.70"), decimals=2)
            session.flush()
            row.value, row.decimals = Decimal("82.7"), 1
        changes = last_action(database)[1]
        assert [change.fields for change in changes if change.row_id == row.id][1] == {"decimals": (2, 1)}
        assert next(change.fields["value"] for change in changes if change.table == "result") == (None, 82_700_000)


def test_a_cell_written_again_is_an_update_of_what_differs(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Chuẩn bị") as session:
            where = {
                "indicator_id": make(session, Indicator).id,
                "area_id": make(session, Area).id,
                "period": Period.parse("2022-Q1"),
                "basis": Basis.CUMULATIVE,
                "stage": Stage.FINAL,
            }
        identity = uuid.uuid4()
        for words, note in (("tốt", "a"), ("khá", "a")):
            with database.begin("Nhập") as session:
                write_cell(session, Result, identity, words=words, note=note, **where)
        (change,) = last_action(database)[1]
        assert (change.kind, change.row_id, change.fields) == (ChangeKind.UPDATE, identity, {"words": ("tốt", "khá")})


def test_a_row_that_replaces_another_is_told_with_the_one_it_removes(tmp_path: Path) -> None:
    """Nothing in the program replaces rows; if it did, its connections would have SQLite tell."""
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            area = make(session, Area, name="Cũ")
        with database.begin("Thay") as session:
            session.connection().exec_driver_sql(
                "REPLACE INTO area (id, kind, name, position) SELECT id, kind, 'Mới', 0 FROM area"
            )
        changes = last_action(database)[1]
        assert [(change.kind, change.row_id) for change in changes] == [
            (ChangeKind.DELETE, area.id),
            (ChangeKind.INSERT, area.id),
        ]
        assert [change.fields["name"] for change in changes] == [("Cũ", None), (None, "Mới")]


def test_rows_that_a_key_takes_along_are_found(tmp_path: Path) -> None:
    """What SQLite does by itself fires triggers like what it is told to do."""
    path = tmp_path / "dây chuyền.db"
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    HISTORY_TABLES.create_all(engine)
    engine.dispose()
    engine = connections.make_engine(path, sa.NullPool)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE whole (id BLOB PRIMARY KEY, code TEXT UNIQUE)",
            """CREATE TABLE part (id BLOB PRIMARY KEY, whole_id BLOB REFERENCES whole (id) ON DELETE CASCADE,
            code TEXT REFERENCES whole (code) ON UPDATE CASCADE ON DELETE SET NULL)""",
            "CREATE TABLE piece (id BLOB PRIMARY KEY, part_id BLOB REFERENCES part (id) ON DELETE CASCADE)",
            "CREATE TABLE loose (id BLOB PRIMARY KEY, whole_id BLOB REFERENCES whole (id) ON DELETE SET NULL)",
        ):
            connection.exec_driver_sql(statement)
        step_history.rename(connection, 1, step_history.Renames())
        triggers.make(connection)
    keys = {name: uuid.uuid5(uuid.NAMESPACE_OID, name) for name in ("whole", "part", "piece", "loose")}
    blobs = {name: key.bytes for name, key in keys.items()}
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO whole VALUES (:whole, 'a')",
            "INSERT INTO part VALUES (:part, :whole, 'a')",
            "INSERT INTO piece VALUES (:piece, :part)",
            "INSERT INTO loose VALUES (:loose, :whole)",
            "UPDATE whole SET code = 'b'",
            "DELETE FROM whole",
        ):
            connection.execute(sa.text(statement), blobs)
        found = [(one.table, one.kind.value, one.fields) for one in history.changes(connection)][4:]
    engine.dispose()
    # In whatever order SQLite takes them along.
    assert sorted(found[:2]) == [("part", "u", {"code": ("a", "b")}), ("whole", "u", {"code": ("a", "b")})]
    assert {table: (kind, fields) for table, kind, fields in found[2:] if kind == "d"} == {
        "whole": ("d", {"code": ("b", None)}),
        "part": (
            "d",
            {
                "whole_id": (blobs["whole"], None),
                **({} if ("part", "u", {"code": ("b", None)}) in found else {"code": ("b", None)}),
            },
        ),
        "piece": ("d", {"part_id": (blobs["part"], None)}),
    }
    assert ("loose", "u", {"whole_id": (blobs["whole"], None)}) in found


# Actions


def test_an_action_says_who_did_what_when(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS, who="Nguyễn Văn Mẫu")
    for name in ("Sửa Thu ngân sách, Quý II", "Thêm đơn vị"):
        with database.begin(name) as session:
            make(session, Department)
    with database.read() as connection:
        first, second = history.actions(connection)
    database.close()
    assert (first.name, second.name) == ("Sửa Thu ngân sách, Quý II", "Thêm đơn vị")
    assert first.who == second.who == "Nguyễn Văn Mẫu"
    assert (first.replica, first.sequence, second.sequence) == (second.replica, 1, 2)
    assert first.moment <= second.moment
    assert first.moment.tzinfo is not None


def test_an_action_that_changes_nothing_leaves_the_file_alone(tmp_path: Path) -> None:
    heard: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            make(session, Area, note="a")
        database.listen(heard.append)
        before = database.path.read_bytes()
        with database.begin("Xem") as session:
            held = session.scalars(sa.select(Area)).one()
        with database.begin("Ghi lại như cũ") as session:
            session.execute(sa.update(Area).values(note="a"))
        assert database.path.read_bytes() == before
        assert held.note == "a"  # what was read is still there to be looked at
        assert heard == []
        with database.begin("Sửa") as session:
            session.execute(sa.update(Area).values(note="b"))
        with database.read() as connection:
            assert [one.sequence for one in history.actions(connection)] == [1, 2]


def test_what_is_undone_within_an_action_is_not_in_history(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(ZeroDivisionError), database.begin("Hỏng") as session:
            make(session, Area)
            raise ZeroDivisionError
        with database.begin("Thêm") as session:
            make(session, Department)
            with pytest.raises(ZeroDivisionError), session.begin_nested():
                make(session, Area)
                raise ZeroDivisionError
        with database.read() as connection:
            assert [one.name for one in history.actions(connection)] == ["Thêm"]
            assert [one.table for one in history.changes(connection)] == ["department"]
            assert connection.execute(sa.select(HISTORY_TABLES.tables["running_action"])).all() == []


def test_a_job_in_another_thread_is_an_action_like_any_other(tmp_path: Path) -> None:
    with opened(tmp_path) as database:

        def work() -> None:
            with database.job() as job, job.begin("Nhập tệp") as session:
                session.execute(sa.insert(Area), [{"kind": kind, "name": f"Tổ {n}"} for n in range(50)])

        with database.begin("Thêm") as session:
            kind = make(session, Area).kind
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(30)
        action, changes = last_action(database)
    assert (action.name, action.sequence, len(changes)) == ("Nhập tệp", 2, 50)


def test_another_programs_statements_are_one_action_a_minute_with_a_replica_of_its_own(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            for _ in range(20):
                make(session, Area)
        with closing(sqlite3.connect(database.path)) as outside:
            outside.execute("PRAGMA journal_mode=TRUNCATE")  # Windows lets nobody remove the journal that we have open
            outside.execute("UPDATE area SET note = 'một'")
            outside.execute("UPDATE area SET note = 'hai'")
            outside.commit()
        with database.begin("Sửa") as session:
            session.execute(sa.update(Area).values(note="ba"))
        with database.read() as connection:
            actions = history.actions(connection)
            counts = [len(history.changes(connection, action_id=one.id)) for one in actions]
    assert [one.kind for one in actions] == [ActionKind.USER, ActionKind.OUTSIDE, ActionKind.USER]
    assert counts == [20, 40, 20]
    assert len({one.replica for one in actions}) == 3


@pytest.mark.parametrize("table", ["replica", "action", "row_change", "field_change"])
@pytest.mark.parametrize("way", ["UPDATE", "DELETE", "REPLACE"])
def test_history_is_never_edited(tmp_path: Path, table: str, way: str) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            make(session, Area)
        first = next(iter(HISTORY_TABLES.tables[table].columns)).name
        statement = {
            "UPDATE": f"UPDATE {table} SET {first} = {first}",
            "DELETE": f"DELETE FROM {table}",
            "REPLACE": f"REPLACE INTO {table} SELECT * FROM {table}",
        }[way]
        refusal = "Lịch sử của sổ chỉ được ghi thêm"
        with closing(sqlite3.connect(database.path)) as outside, pytest.raises(sqlite3.IntegrityError, match=refusal):
            outside.execute(statement)
        with pytest.raises(sa.exc.IntegrityError, match=refusal), database.begin("Sửa lịch sử") as session:
            make(session, Area)
            session.execute(sa.text(statement))
        with database.read() as connection:
            assert len(history.changes(connection)) == 1
