"""History: every change of every table, made in whatever way, is found in it, exactly, and stays there."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.storage import connections, history, triggers
from hxapp.storage.database import Database
from hxapp.storage.history import Change
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import HISTORY_TABLES
from hxapp.storage.tables import Area, Base
from hxapp.storage.types import Composed, UtcTime
from tests.storage.building import STEPS, fill, last_action, opened, other_values

ROOT = STEPS.parent
TABLES = sorted(BOOK_TABLES.tables)
Content = dict[tuple[str, bytes], tuple[Any, ...]]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An open book with three rows in every table; tests add to it."""
    with opened(tmp_path_factory.mktemp("sổ")) as database:
        with database.begin("Đổ đầy sổ") as session:
            fill(session)
        yield database


def content(path: Path) -> Content:
    """Every row of every table but history's, its identity and its columns, as another program reads the file."""
    found: Content = {}
    with closing(sqlite3.connect(path)) as outside:
        for name, table in BOOK_TABLES.tables.items():
            listed = ", ".join(column.name for column in table.columns)
            found.update({(name, row[0]): row for row in outside.execute(f'SELECT id, {listed} FROM "{name}"')})
    return found


def filled(content: Content, key: tuple[str, bytes]) -> dict[str, Any]:
    """The fields of a row that are not empty, less its identity; none when it isn't there."""
    names = [column.name for column in BOOK_TABLES.tables[key[0]].columns]
    values = dict(zip(names, content[key][1:], strict=True)) if key in content else {}
    return {name: value for name, value in values.items() if name != "id" and value is not None}


def difference(before: Content, after: Content) -> dict[tuple[str, bytes], tuple[str, dict[str, tuple[Any, Any]]]]:
    """What turns one content into the other, as history should tell it."""
    found: dict[tuple[str, bytes], tuple[str, dict[str, tuple[Any, Any]]]] = {}
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        was, now = filled(before, key), filled(after, key)
        fields = {name: (was.get(name), now.get(name)) for name in was.keys() | now.keys()}
        kind = "i" if key not in before else "d" if key not in after else "u"
        fields = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
        if kind != "u" or fields:
            found[key] = kind, fields
    return found


def told(changes: list[Change]) -> dict[tuple[str, bytes], tuple[str, dict[str, tuple[Any, Any]]]]:
    """The same as history tells it; a row changed twice stands there twice and would be lost here, so it is refused."""
    found = {(one.table, one.row_id.bytes): (one.kind.value, one.fields) for one in changes}
    assert len(found) == len(changes)
    return found


def ids_of(path: Path) -> dict[str, uuid.UUID]:
    return {table: uuid.UUID(bytes=identity) for table, identity in content(path)}


# Each table in each way


class Ways:
    """Each way to insert, change and delete rows of a table: `rows` are new ones, `ids` of others that are there."""

    def __init__(self, table: sa.Table, ids: list[uuid.UUID], rows: list[dict[str, Any]]) -> None:
        self.table, self.ids, self.rows = table, ids, rows
        self.mapped: Any = next(one for one in Base.registry.mappers if one.local_table is table).class_
        self.new = [{"id": uuid.uuid4(), **row} for row in rows]

    def orm_insert(self, session: Session) -> None:
        session.add_all(self.mapped(**row) for row in self.new)

    def orm_update(self, session: Session) -> None:
        for identity, row in zip(self.ids, self.rows, strict=True):
            held = session.get_one(self.mapped, identity)
            for name, value in row.items():
                setattr(held, name, value)

    def orm_delete(self, session: Session) -> None:
        for identity in self.ids:
            session.delete(session.get_one(self.mapped, identity))

    def bulk_insert(self, session: Session) -> None:
        session.execute(sa.insert(self.mapped), self.new)

    def bulk_update(self, session: Session) -> None:
        name = self._column().name
        wanted = self.mapped.id.in_(self.ids)
        session.execute(sa.update(self.mapped).where(wanted).values({name: self.rows[0][name]}))

    def bulk_delete(self, session: Session) -> None:
        session.execute(sa.delete(self.mapped).where(self.mapped.id.in_(self.ids)))

    def core_insert(self, session: Session) -> None:
        session.execute(sa.insert(self.table), self.new)

    def core_update(self, session: Session) -> None:
        for identity, row in zip(self.ids, self.rows, strict=True):
            session.execute(sa.update(self.table).where(self.table.c.id == identity).values(row))

    def core_delete(self, session: Session) -> None:
        session.execute(sa.delete(self.table).where(self.table.c.id.in_(self.ids)))

    def upsert_insert(self, session: Session) -> None:
        self._upsert(session, [row["id"] for row in self.new])

    def upsert_update(self, session: Session) -> None:
        self._upsert(session, self.ids)

    def _upsert(self, session: Session, ids: list[uuid.UUID]) -> None:
        for identity, row in zip(ids, self.rows, strict=True):
            statement = sqlite.insert(self.table).values(id=identity, **row)
            session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    def text_update(self, session: Session) -> None:
        session.execute(sa.text(self._text()), [{"id": identity.bytes} for identity in self.ids])

    def text_delete(self, session: Session) -> None:
        statement = sa.text(f"DELETE FROM {self.table.name} WHERE id = :id")
        session.execute(statement, [{"id": identity.bytes} for identity in self.ids])

    def driver_update(self, session: Session) -> None:
        driver = connections.driver(session.connection())
        driver.executemany(self._text(), [{"id": identity.bytes} for identity in self.ids])

    def _text(self) -> str:
        name = self._column().name
        return f"UPDATE {self.table.name} SET {name} = {name} || ' ' WHERE id = :id"

    def _column(self) -> sa.Column[Any]:
        """A text or a moment, which no two of our rows have alike."""
        kinds = Composed, UtcTime
        return next(one for one in self.table.columns if isinstance(one.type, kinds) and one.name != "name")


WAYS = sorted(name for name in vars(Ways) if not name.startswith("_"))


@pytest.mark.parametrize("name", TABLES)
def test_every_change_of_a_table_is_found_whatever_way_it_was_made(full: Database, name: str) -> None:
    table = BOOK_TABLES.tables[name]
    assert len(WAYS) >= 14
    pointed = ids_of(full.path)
    ids = {way: [uuid.uuid4() for _ in range(3)] for way in WAYS}
    with full.begin("Chuẩn bị") as session:
        rows = [{"id": one, **other_values(table, pointed)} for some in ids.values() for one in some]
        session.execute(sa.insert(table), rows)
    after = content(full.path)
    for way in WAYS:
        before = after
        ways = Ways(table, ids[way], [other_values(table, pointed) for _ in range(3)])
        with full.begin(f"Thử {way}") as session:
            getattr(ways, way)(session)
        action, changes = last_action(full)
        after = content(full.path)
        wanted = difference(before, after)
        assert len(wanted) == 3, way
        assert {kind for kind, _ in wanted.values()} == {way.split("_")[1][0]}
        assert told(changes) == wanted, way
        assert (action.name, action.kind) == (f"Thử {way}", ActionKind.USER)


@pytest.mark.parametrize("name", TABLES)
def test_every_change_of_a_table_by_another_program_is_found(full: Database, name: str) -> None:
    table = BOOK_TABLES.tables[name]
    pointed = ids_of(full.path)
    ways = Ways(table, [uuid.uuid4()], [other_values(table, pointed)])
    with full.begin("Chuẩn bị") as session:
        session.execute(sa.insert(table), [{"id": ways.ids[0], **other_values(table, pointed)}])
    columns = ", ".join(column.name for column in table.columns if column.name not in ("id", "name"))
    names = ", 'tên mới'" if "name" in table.columns else ""
    into = f"INSERT INTO {name} (id, {columns}{', name' if names else ''})"
    steps = [
        ways._text(),
        f"{into} SELECT randomblob(16), {columns}{names} FROM {name} WHERE id = :id",
        f"DELETE FROM {name} WHERE id = :id",
    ]
    if name == "setting":
        steps[1] = (
            "INSERT INTO setting (id, value, name) SELECT randomblob(16), value, hex(id) FROM setting WHERE id = :id"
        )
    for statement in steps:
        before = content(full.path)
        with full.begin("Xen giữa") as session:  # so that each is an action of its own
            session.execute(sa.update(Area).values(note=str(uuid.uuid4())))
        between = content(full.path)
        with closing(sqlite3.connect(full.path)) as outside:
            outside.execute("PRAGMA journal_mode=TRUNCATE")  # Windows lets nobody remove the journal that we have open
            outside.execute(statement, {"id": ways.ids[0].bytes})
            outside.commit()
        action, changes = last_action(full)
        assert (action.kind, action.name, action.who) == (ActionKind.OUTSIDE, "Sửa ngoài chương trình", None)
        assert told(changes) == difference(between, content(full.path))
        assert len(changes) == 1
        assert before != between


def test_history_knows_every_table_and_field_of_a_book(full: Database) -> None:
    with full.read() as connection:
        known = {one.name: {name for _, name in one.fields} for one in triggers.known(connection)}
    assert known == {name: {column.name for column in table.columns} for name, table in BOOK_TABLES.tables.items()}
    assert BOOK_TABLES.tables.keys().isdisjoint(HISTORY_TABLES.tables)


def test_the_whole_content_is_what_history_leads_to(full: Database) -> None:
    """Whatever the other tests did: the history of a book that has one from its first row makes that very book."""
    rows: dict[tuple[str, bytes], dict[str, Any]] = {}
    with full.read() as connection:
        for change in history.changes(connection):
            key = change.table, change.row_id.bytes
            if change.kind is ChangeKind.INSERT:
                assert key not in rows
                rows[key] = {}
            values = rows[key]
            for name, (was, now) in change.fields.items():
                assert values.get(name) == was, (change, name)
                values[name] = now
            rows[key] = {name: value for name, value in values.items() if value is not None}
            if change.kind is ChangeKind.DELETE:
                assert rows.pop(key) == {}
    after = content(full.path)
    assert rows == {key: filled(after, key) for key in after}


# The program's own habits


def test_nothing_replaces_rows_and_no_trigger_asks_python_or_json() -> None:
    for folder in ("hxapp", "db"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"OR\s+REPLACE|REPLACE\s+INTO|json_\w+\(|create_function", text, re.IGNORECASE), file


def test_the_triggers_of_a_book_ask_only_what_sqlite_has_itself(full: Database) -> None:
    with full.read() as connection:
        found = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    called = {name.lower() for text in found for name in re.findall(r"\b(\w+)\(", text)}
    assert called - {"values", "recording_entry", "history_entry"} <= {"max", "strftime", "randomblob", "raise"}
    assert len(found) == 3 * len(TABLES) + 1 + 3 * 4
    assert not any("temp" in text.lower().split() for text in found)
