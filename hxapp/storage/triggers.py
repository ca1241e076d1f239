"""The triggers that write a book's history: made for the tables a file really has, after every schema step.

How SQLite behaves here (https://www.sqlite.org/lang_createtrigger.html, https://www.sqlite.org/foreignkeys.html):
rows that a key's cascade changes fire triggers, and so does the update an upsert turns into; a row that REPLACE removes
fires none unless the connection asks for it (`recursive_triggers`: ours do, another program's may not), so
nothing in HX App replaces rows. With `trusted_schema` off, as we open books, a trigger may call what SQLite itself has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

OUTSIDE_NAME = "Sửa ngoài chương trình"
EDITED = "Lịch sử của sổ chỉ được ghi thêm, không sửa và không xóa được."

EVENTS = ("INSERT", "DELETE", "UPDATE")
_OURS = "history_"
_ENTRY = "history_entry"
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
# Another program's statements can't be told apart by transaction: those within a minute are one action.
_NEW_OUTSIDE = f"""
    NOT EXISTS (SELECT 1 FROM running_action)
    AND NOT EXISTS (
        SELECT 1 FROM action WHERE id = (SELECT max(id) FROM action) AND kind = 'outside'
        AND moment BETWEEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-60 seconds') AND {_NOW}
    )"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A table and its fields by the numbers that history knows them by."""

    number: int
    name: str
    fields: tuple[tuple[int, str], ...]


def make(connection: Connection) -> None:
    """Makes the triggers for all tables that history knows; nothing in a book that has no history yet."""
    if has_history(connection):
        for statement in on_sqlite(known(connection)):
            connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Removes what `make` made, so that a step changes tables as if there were no history."""
    found = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') AND name LIKE ? ORDER BY type",
        (f"{_OURS}%",),
    ).all()
    for kind, name in found:
        # A view goes with the triggers on it.
        connection.exec_driver_sql(f'DROP {kind} IF EXISTS "{name}"')


def name_of(table: str, event: str) -> str:
    """What the trigger is called that writes down this event (of `EVENTS`) of the table's rows."""
    return f"{_OURS}{table}_{event.lower()}"


def has_history(connection: Connection) -> bool:
    """Whether the book has the tables of history: all but those of the first schema do."""
    found = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'row_change'")
    return found.first() is not None


def known(connection: Connection) -> list[Recorded]:
    """The tables and fields that history knows now, in the order of their numbers."""
    rows = connection.exec_driver_sql(
        "SELECT t.id, t.name, f.id, f.name FROM recorded_table t JOIN recorded_field f ON f.table_id = t.id"
        " WHERE t.ended_by IS NULL AND f.ended_by IS NULL ORDER BY t.id, f.id"
    ).all()
    tables: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for table, name, field, field_name in rows:
        tables.setdefault((table, name), []).append((field, field_name))
    return [Recorded(number, name, tuple(fields)) for (number, name), fields in tables.items()]


def on_sqlite(tables: Iterable[Recorded]) -> list[str]:
    """The statements that make SQLite write history for these tables, and keep it."""
    made = [*_outside(), *_kept()]
    for table in tables:
        made += _recording(table)
    return made


def _recording(table: Recorded) -> list[str]:
    fields = [(number, _quoted(name)) for number, name in table.fields]
    others = [(number, name) for number, name in fields if name != _quoted("id")]
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for _, name in fields)
    return [
        _trigger(table, "INSERT", "NEW", [(n, "NULL", f"NEW.{name}", f"NEW.{name} IS NOT NULL") for n, name in others]),
        _trigger(table, "DELETE", "OLD", [(n, f"OLD.{name}", "NULL", f"OLD.{name} IS NOT NULL") for n, name in others]),
        _trigger(
            table,
            "UPDATE",
            "OLD",
            [(n, f"OLD.{name}", f"NEW.{name}", f"OLD.{name} IS NOT NEW.{name}") for n, name in fields],
            f"WHEN {changed} ",
        ),
    ]


def _trigger(
    table: Recorded, event: str, row: str, values: list[tuple[int, str, str, str]], condition: str = ""
) -> str:
    """A trigger that writes one entry and the values of its fields.

    The entry's number is asked for once around all values: asking in each of them takes three times as long.
    """
    chosen = " UNION ALL ".join(f"SELECT {number},{was},{now} WHERE {kept}" for number, was, now, kept in values)
    fields = f" INSERT INTO field_change SELECT (SELECT max(id) FROM row_change),* FROM ({chosen});" if values else ""
    return (
        f"CREATE TRIGGER {_quoted(name_of(table.name, event))} AFTER {event} ON {_quoted(table.name)} "
        f"{condition}BEGIN INSERT INTO {_ENTRY} VALUES({table.number},{row}.id,'{event[0].lower()}');{fields} END"
    )


def _outside() -> list[str]:
    """What an entry goes through: where no action is going on, another program writes, and gets an action of its own.

    Each such action is a replica of its own, too: which copy it was written in is not known.
    """
    return [
        f"CREATE VIEW {_ENTRY} AS SELECT table_id, row_id, kind FROM row_change",
        f"""CREATE TRIGGER {_ENTRY}_insert INSTEAD OF INSERT ON {_ENTRY} BEGIN
    INSERT INTO replica (identity, made_at) SELECT randomblob(16), {_NOW} WHERE {_NEW_OUTSIDE};
    INSERT INTO action (replica_id, sequence, kind, name, moment)
    SELECT (SELECT max(id) FROM replica), 1, 'outside', '{OUTSIDE_NAME}', {_NOW} WHERE {_NEW_OUTSIDE};
    INSERT INTO row_change (action_id, table_id, row_id, kind)
    VALUES ((SELECT max(id) FROM action), NEW.table_id, NEW.row_id, NEW.kind);
END""",
    ]


def _kept() -> list[str]:
    """What refuses to have history edited. REPLACE, which would remove a row unseen, is met before it inserts."""
    found = {
        "replica": "id = NEW.id",
        "action": "id = NEW.id",
        "row_change": "id = NEW.id",
        "field_change": "change_id = NEW.change_id AND field_id = NEW.field_id",
    }
    made = []
    for table, same in found.items():
        refusal = f"BEGIN SELECT RAISE(ABORT, '{EDITED}'); END"
        made += [
            f"CREATE TRIGGER {_OURS}kept_{table}_{event.lower()} BEFORE {event} ON {table} {refusal}"
            for event in ("UPDATE", "DELETE")
        ]
        made.append(
            f"CREATE TRIGGER {_OURS}kept_{table}_insert BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refusal}"
        )
    return made


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
