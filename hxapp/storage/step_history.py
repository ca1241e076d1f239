"""What a schema step did to the rows of a book, written into its history as one action.

While a step runs there are no triggers. The tables as they were are kept beside, and compared with what the step left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

from sqlalchemy import Connection

from hxapp.domain.history import ActionKind
from hxapp.storage import history, triggers
from hxapp.storage.schema.contents import CONTENT
from hxapp.storage.schema.history import HISTORY_TABLES
from hxapp.storage.triggers import Recorded

_UNRECORDED = {*HISTORY_TABLES.tables, CONTENT.name, "alembic_version"}


@dataclass(frozen=True)
class Renames:
    """What a step calls otherwise: tables (old name: new), and fields ((new table name, old name): new name).

    A step says so by `RENAMED_TABLES` and `RENAMED_FIELDS` beside its `upgrade`; what it does not say is another table
    or field, and the former one ended.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, step: ModuleType) -> Renames:
        return cls(getattr(step, "RENAMED_TABLES", {}), getattr(step, "RENAMED_FIELDS", {}))


def keep(connection: Connection) -> list[Recorded]:
    """Puts the rows of all recorded tables beside, before a step; none in a book that has no history yet.

    All rows are new to history then: it begins with the whole book as it stands.
    """
    kept = triggers.known(connection) if triggers.has_history(connection) else []
    for table in kept:
        connection.exec_driver_sql(f'CREATE TEMP TABLE "{_former(table)}" AS SELECT * FROM main."{table.name}"')
        connection.exec_driver_sql(f'CREATE INDEX temp."ix_{_former(table)}" ON "{_former(table)}" (id)')
    return kept


def rename(connection: Connection, number: int, renames: Renames) -> None:
    """Has history call the tables and fields as they are called after the step; ValueError for a wrong rename."""
    if not triggers.has_history(connection):
        return
    present = _tables(connection)
    for old, new in renames.tables.items():
        if new not in present:
            raise ValueError(f"a step says it renames {old} to {new}, and there is no {new}")
        _rename(connection, "recorded_table", new, "name = ?", (old,))
    for (table, old), new in renames.fields.items():
        if new not in present.get(table, ()):
            raise ValueError(f"a step says it renames {old} of {table} to {new}, and there is no {new}")
        where = "table_id = (SELECT id FROM recorded_table WHERE name = ? AND ended_by IS NULL) AND name = ?"
        _rename(connection, "recorded_field", new, where, (table, old))
    for held in triggers.known(connection):
        columns = present.get(held.name)
        if columns is None:
            connection.exec_driver_sql("UPDATE recorded_table SET ended_by = ? WHERE id = ?", (number, held.number))
        for column, name in held.fields:
            if columns is None or name not in columns:
                connection.exec_driver_sql("UPDATE recorded_field SET ended_by = ? WHERE id = ?", (number, column))
    known = {one.name: {name for _, name in one.fields} for one in triggers.known(connection)}
    for name, names in present.items():
        if name not in known:
            connection.exec_driver_sql("INSERT INTO recorded_table (name) VALUES (?)", (name,))
        for column_name in names:
            if column_name not in known.get(name, ()):
                connection.exec_driver_sql(
                    "INSERT INTO recorded_field (table_id, name)"
                    " SELECT id, ? FROM recorded_table WHERE name = ? AND ended_by IS NULL",
                    (column_name, name),
                )


def record(connection: Connection, number: int, former: list[Recorded], place: bytes) -> None:
    """Writes the action of a step into history with what it changed, and lets go of what was kept beside.

    It is there even where no row was changed: what lies before it was done to other tables, and is not undone.
    """
    if not triggers.has_history(connection):
        return
    name = f"Nâng cấp sổ lên cấu trúc số {number}"
    action, _ = history.add_action(connection, place, history.Deed(name, ActionKind.STEP), history.Signed())
    now = {table.number: table for table in triggers.known(connection)}
    was = {table.number: table for table in former}
    for one in sorted(now.keys() | was.keys()):
        _compare(connection, action, was.get(one), now.get(one))
    for table in former:
        connection.exec_driver_sql(f'DROP TABLE temp."{_former(table)}"')


def _compare(connection: Connection, action: int, was: Recorded | None, now: Recorded | None) -> None:
    old = None if was is None else f'temp."{_former(was)}"'
    new = None if now is None else f'main."{now.name}"'
    before = {} if was is None else {number: f'o."{name}"' for number, name in was.fields if name != "id"}
    after = {} if now is None else {number: f'n."{name}"' for number, name in now.fields if name != "id"}
    values = [(number, before.get(number, "NULL"), after.get(number, "NULL")) for number in sorted({**before, **after})]
    table = was or now
    assert table is not None
    if old is not None and new is not None:
        # The column may be of another type now, which compares as equal what is not the same in the file.
        changed = " OR ".join(f"({o} IS NOT {n} OR typeof({o}) <> typeof({n}))" for _, o, n in values)
        both = f"{new} n JOIN {old} o ON o.id = n.id"
        _write(connection, action, table, "u", both, "n", changed or "FALSE", values)
    if new is not None:
        missing = "TRUE" if old is None else f"NOT EXISTS (SELECT 1 FROM {old} o WHERE o.id = n.id)"
        inserted = [(number, "NULL", n) for number, _, n in values if number in after]
        _write(connection, action, table, "i", f"{new} n", "n", missing, inserted)
    if old is not None:
        missing = "TRUE" if new is None else f"NOT EXISTS (SELECT 1 FROM {new} n WHERE n.id = o.id)"
        deleted = [(number, o, "NULL") for number, o, _ in values if number in before]
        _write(connection, action, table, "d", f"{old} o", "o", missing, deleted)


def _write(
    connection: Connection,
    action: int,
    table: Recorded,
    kind: str,
    rows: str,
    row: str,
    condition: str,
    values: list[tuple[int, str, str]],
) -> None:
    last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM row_change").scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO row_change (action_id, table_id, row_id, kind)"
        f" SELECT {action}, {table.number}, {row}.id, '{kind}' FROM {rows} WHERE {condition} ORDER BY {row}.rowid"
    )
    for number, was, now in values:
        connection.exec_driver_sql(
            f"INSERT INTO field_change SELECT c.id, {number}, {was}, {now}"
            f" FROM row_change c, {rows}"
            f" WHERE {row}.id = c.row_id AND c.id > {last} AND ({was} IS NOT {now} OR typeof({was}) <> typeof({now}))"
        )


def _rename(connection: Connection, names: str, new: str, where: str, which: tuple[str, ...]) -> None:
    statement = f"UPDATE {names} SET name = ? WHERE ended_by IS NULL AND {where}"
    if connection.exec_driver_sql(statement, (new, *which)).rowcount != 1:
        raise ValueError(f"a step renames what history does not know: {which} to {new}")


def _tables(connection: Connection) -> dict[str, list[str]]:
    """The tables of the file that have a history, with their columns, in the order they were made."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).scalars()
    return {
        name: list(connection.exec_driver_sql("SELECT name FROM pragma_table_info(?) ORDER BY cid", (name,)).scalars())
        for name in list(names)
        if name not in _UNRECORDED
    }


def _former(table: Recorded) -> str:
    return f"former_{table.number}"
