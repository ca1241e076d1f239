"""Puts what was read of a damaged book into a new one: rows, history, links, and the salvage itself as an action."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool

from hxapp.domain.documents import BookOrigin
from hxapp.storage import connections, history, history_checks, replicas, triggers
from hxapp.storage.checks import FaultKind, quoted
from hxapp.storage.salvage_pages import SPOILT
from hxapp.storage.salvage_reading import FoundTable

ACTION_NAME = "Cứu dữ liệu từ sổ bị hỏng"
HISTORY = ("replica", "action", "recorded_table", "recorded_field", "row_change", "field_change")

_REVERSE = "mở tệp sổ bị hỏng, vẫn còn nguyên ở chỗ cũ"
_NAMES = ("recorded_table", "recorded_field")


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """What became of one table.

    `read` rows are in the new book, `remade` of them made again from history, of which `unsure` may have older values
    since history lost some too; `cleared` values could not be read and are empty
    now. `lost` rows are known or reckoned to be lost; None where nobody can tell.
    """

    name: str
    read: int
    remade: int = 0
    unsure: int = 0
    cleared: int = 0
    lost: int | None = 0
    lost_ids: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class LostLink:
    """A row whose key led to a lost row: the key was cleared or, where it may not be empty, the row was left out."""

    table: str
    row_id: uuid.UUID | None
    field: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of a salvage.

    `tables` are the book's own in the order of their names, `history` those of its history and kept files. `unreadable`
    names the tables of which nothing was found though something must have been there, `lost_pages` counts the pages
    that could not be read. `book_remade`: even the row that says which book it is had to be made anew.
    """

    path: Path
    version: int
    tables: tuple[SalvagedTable, ...]
    history: tuple[SalvagedTable, ...]
    lost_links: tuple[LostLink, ...]
    unreadable: tuple[str, ...]
    lost_pages: int
    book_remade: bool


class Writing:
    """Puts what was read into the new book at `part`, which will be called `to`."""

    def __init__(self, part: Path, to: Path, held: dict[str, FoundTable]) -> None:
        self._part, self._to, self._held = part, to, held
        self._links: list[LostLink] = []
        self._numbers: dict[str, tuple[int, dict[str, int]]] = {}  # tables and fields as history numbers them
        self._rows_told = self._values_told = (
            False  # whether history has lost nothing of which rows there are, of values
        )

    def write(self) -> Salvaged:
        """All in one transaction, without the triggers that write history."""
        engine = connections.make_engine(self._part, NullPool, foreign_keys=False)
        try:
            with engine.connect() as connection, connection.begin():
                driver = connections.driver(connection)
                version = int(driver.execute("PRAGMA user_version").fetchone()[0])
                triggers.drop(connection)
                has_history = triggers.has_history(connection)
                if has_history:
                    self._copy_history(driver)
                for table in self._own():
                    self._copy(driver, table)
                for table in self._own():
                    self._remake(driver, table)
                book_remade = self._see_to_the_book(driver)
                self._mend_links(driver)
                if has_history:
                    self._record(connection, driver)
                triggers.make(connection)
                return self._told(driver, version, book_remade)
        finally:
            engine.dispose()

    def _own(self) -> list[FoundTable]:
        """The book's tables, those of its kept files too."""
        return [table for table in self._held.values() if table.name not in HISTORY]

    # History

    def _copy_history(self, driver: sqlite3.Connection) -> None:
        if self._copy_names(driver):
            for name in ("replica", "action", "row_change", "field_change"):
                self._copy(driver, self._held[name])
            self._rows_told, self._values_told = (
                not (table.troubled or table.cleared or table.lost_ids)
                for table in (self._held["row_change"], self._held["field_change"])
            )
        else:
            for name in ("action", "row_change", "field_change"):
                self._held[name].left_out = len(self._rows(self._held[name]))
        list(history_checks.differences(driver, []))  # makes the lists of what history says last
        for table in history_checks.known(driver):
            self._numbers[table.name] = (table.number, {field: number for number, field in table.fields})

    def _copy_names(self, driver: sqlite3.Connection) -> bool:
        """The numbers that history calls tables and fields by; whether those of the damaged book are known.

        Where they are not, its history can't be read: nobody knows what its numbers name.
        """
        built = {name: driver.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in _NAMES}
        found = {name: [tuple(row) for row in self._rows(self._held[name])] for name in _NAMES}
        if any(self._held[name].troubled for name in _NAMES):
            # All books take the same steps: what is left must be as the steps number it.
            return all(set(found[name]) <= set(built[name]) for name in _NAMES)
        before = _names(history_checks.known(driver))
        for name in reversed(_NAMES):
            driver.execute(f"DELETE FROM {name}").close()
        for name in _NAMES:
            self._copy(driver, self._held[name])
        if _names(history_checks.known(driver)) == before:
            return True
        for name in reversed(_NAMES):
            driver.execute(f"DELETE FROM {name}").close()
        for name in _NAMES:
            marks = ", ".join("?" * len(built[name][0]))
            driver.executemany(f"INSERT INTO {name} VALUES ({marks})", built[name]).close()
        return False

    def _record(self, connection: Connection, driver: sqlite3.Connection) -> None:
        """The salvage as an action: whatever the book has now otherwise than its history says."""
        facts = self._part.stat()
        place = replicas.place_of(self._to, (facts.st_dev, facts.st_ino))
        known = history_checks.known(driver)
        faults = list(history_checks.differences(driver, known))
        has_reverse = "reverse" in self._held["action"].columns
        deed = history.Deed(ACTION_NAME, reverse=_REVERSE if has_reverse else None)
        action, _ = history.add_action(connection, place, deed, history.Signed())
        numbers = {table.name: (table.number, {name: number for number, name in table.fields}) for table in known}
        rows: dict[tuple[str, bytes, str], list[tuple[int, Any, Any]]] = {}
        for fault in faults:
            if fault.table not in numbers or fault.row_id is None:
                continue
            fields = numbers[fault.table][1]
            if fault.kind is FaultKind.UNRECORDED:
                rows[fault.table, fault.row_id, "i"] = self._values(driver, fault.table, fault.row_id, fields)
            elif fault.kind is FaultKind.GONE:
                last = driver.execute(
                    "SELECT field_id, now FROM temp.last_value WHERE row_id = ? AND now IS NOT NULL", (fault.row_id,)
                )
                rows[fault.table, fault.row_id, "d"] = [
                    (number, was, None) for number, was in last.fetchall() if number in fields.values()
                ]
            elif fault.kind is FaultKind.DIFFERS:
                change = rows.setdefault((fault.table, fault.row_id, "u"), [])
                change.append((fields[fault.field], fault.recorded, fault.present))
        for (table, row, kind), changes in rows.items():
            entry = driver.execute(
                "INSERT INTO row_change (action_id, table_id, row_id, kind) VALUES (?, ?, ?, ?)",
                (action, numbers[table][0], row, kind),
            ).lastrowid
            driver.executemany(
                "INSERT INTO field_change VALUES (?, ?, ?, ?)", [(entry, *change) for change in changes]
            ).close()

    @staticmethod
    def _values(
        driver: sqlite3.Connection, table: str, row: bytes, fields: Mapping[str, int]
    ) -> list[tuple[int, Any, Any]]:
        listed = ", ".join(quoted(name) for name in fields)
        held = driver.execute(f"SELECT {listed} FROM {quoted(table)} WHERE id = ?", (row,)).fetchone()
        pairs = zip(fields.values(), held, strict=True)
        return [(number, None, value) for number, value in pairs if value is not None]

    # Rows

    def _rows(self, table: FoundTable, gone: frozenset[bytes] = frozenset()) -> list[list[Any]]:
        """The table's rows in the order they were made, each once: what a tree led to goes before what was found."""
        found: dict[Any, tuple[int, list[Any]]] = {}
        for cells, adopted in ((table.tree.cells, False), (table.adopted, True)):
            for cell in cells:
                row = table.row(cell)
                if row is None or (adopted and row[0] in gone):
                    continue
                key = (row[0], row[1]) if table.without_rowid else row[0]
                found.setdefault(key, (cell.rowid, row))
        return [row for _, row in sorted(found.values(), key=lambda one: one[0])]

    def _copy(self, driver: sqlite3.Connection, table: FoundTable) -> None:
        for row in self._rows(table, self._removed(driver, table)):
            for number, value in enumerate(row):
                if value is SPOILT:
                    row[number] = self._from_history(driver, table, row[0], number)
                    empty = row[number] is None and not table.needed[number]
                    table.cleared += empty and not (self._values_told and table.name in self._numbers)
            self._insert(driver, table, row)

    def _insert(self, driver: sqlite3.Connection, table: FoundTable, row: list[Any]) -> bool:
        """Whether the row is in; what the rules of the table refuse is lost."""
        try:
            marks = ", ".join("?" * len(row))
            driver.execute(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", row).close()
        except sqlite3.IntegrityError:
            table.lost_ids.add(row[0] if isinstance(row[0], bytes) else str(row[0]).encode())
            return False
        return True

    def _removed(self, driver: sqlite3.Connection, table: FoundTable) -> frozenset[bytes]:
        """The rows that history last tells to be removed."""
        if table.name not in self._numbers or not table.adopted:
            return frozenset()
        asked = "SELECT row_id FROM temp.last_entry WHERE table_id = ? AND kind = 'd'"
        return frozenset(row for (row,) in driver.execute(asked, (self._numbers[table.name][0],)))

    def _from_history(self, driver: sqlite3.Connection, table: FoundTable, key: Any, number: int) -> Any:
        """What history last says of a value that can't be read; None where it says nothing that can be."""
        field_id = self._numbers.get(table.name, (0, {}))[1].get(table.columns[number])
        asked = "SELECT now FROM temp.last_value WHERE row_id = ? AND field_id = ?"
        found = None if field_id is None else driver.execute(asked, (key, field_id)).fetchone()
        return found[0] if found and table.is_legal(number, found[0]) else None

    def _remake(self, driver: sqlite3.Connection, table: FoundTable) -> None:
        """Makes the rows again that only history still has, and notes those that are lost."""
        alive: set[bytes] = set()
        if self._rows_told and table.troubled and table.name in self._numbers:
            asked = "SELECT row_id FROM temp.last_entry WHERE table_id = ? AND kind <> 'd' ORDER BY change_id"
            listed = [row for (row,) in driver.execute(asked, (self._numbers[table.name][0],)).fetchall()]
            present = self._keys(driver, table)
            alive = set(listed)
            for key in listed:
                if key not in present:
                    row = [key, *(self._from_history(driver, table, key, at) for at in range(1, len(table.columns)))]
                    made = self._insert(driver, table, row)
                    table.remade += made
                    table.unsure += made and not self._values_told
        wanted = (alive or table.keys) if table.troubled else set()
        table.lost_ids = (table.lost_ids | wanted) - self._keys(driver, table)

    @staticmethod
    def _keys(driver: sqlite3.Connection, table: FoundTable) -> set[bytes]:
        return {key for (key,) in driver.execute(f"SELECT {quoted(table.columns[0])} FROM {quoted(table.name)}")}

    @staticmethod
    def _see_to_the_book(driver: sqlite3.Connection) -> bool:
        """The row that says which book it is, made anew where it is lost: it is another book then."""
        if driver.execute("SELECT 1 FROM book").fetchone() is not None:
            return False
        moment = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        driver.execute(
            "INSERT INTO book VALUES (?, ?, ?)", (uuid.uuid4().bytes, BookOrigin.EMPTY.value, moment)
        ).close()
        return True

    # Links

    def _mend_links(self, driver: sqlite3.Connection) -> None:
        """Clears the keys that lead nowhere; a row that can't be without the other is left out, and what hangs on it.

        An action keeps its place though the note about its copy of the book is lost.
        """
        if "replica" in self._held:
            missing = "SELECT DISTINCT replica_id FROM action WHERE replica_id NOT IN (SELECT id FROM replica)"
            for (number,) in driver.execute(missing).fetchall():
                driver.execute(
                    "INSERT INTO replica (id, identity, made_at)"
                    " SELECT ?, ?, min(moment) FROM action WHERE replica_id = ?",
                    (number, uuid.uuid4().bytes, number),
                ).close()
        while broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            for table, rowid, _parent, number in broken:
                self._mend(driver, self._held[table], rowid, number)

    def _mend(self, driver: sqlite3.Connection, table: FoundTable, rowid: int | None, number: int) -> None:
        asked = 'SELECT "from", "table", coalesce("to", \'id\') FROM pragma_foreign_key_list(?) WHERE id = ?'
        column, parent, to = driver.execute(asked, (table.name, number)).fetchone()
        if rowid is None:  # a table without row numbers: all of its rows at once
            where = f"{quoted(column)} NOT IN (SELECT {quoted(to)} FROM {quoted(parent)})"
            table.left_out += driver.execute(f"DELETE FROM {quoted(table.name)} WHERE {where}").rowcount
            return
        where = f"{quoted(table.name)} WHERE rowid = ?"
        row = driver.execute(f"SELECT id FROM {where}", (rowid,)).fetchone()
        if row is None:
            return
        left_out = table.needed[table.columns.index(column)]
        if not left_out:
            try:
                driver.execute(
                    f"UPDATE {quoted(table.name)} SET {quoted(column)} = NULL WHERE rowid = ?", (rowid,)
                ).close()
            except sqlite3.IntegrityError:  # without its parent it is another one's double
                left_out = True
        if left_out:
            driver.execute(f"DELETE FROM {where}", (rowid,)).close()
            table.left_out += 1
        if table.name not in HISTORY:
            self._links.append(LostLink(table.name, uuid.UUID(bytes=row[0]), column, left_out))

    # What is told

    def _told(self, driver: sqlite3.Connection, version: int, book_remade: bool) -> Salvaged:
        told = {table.name: self._facts(driver, table) for table in self._held.values()}
        own = [table for name, table in told.items() if name not in (*HISTORY, "content")]
        unreadable = [
            table.name
            for table in self._held.values()
            if table.troubled and not told[table.name].read and table.name not in _NAMES
        ]
        return Salvaged(
            self._to,
            version,
            tuple(own),
            tuple(table for table in told.values() if table not in own),
            tuple(self._links),
            tuple(unreadable),
            sum(table.tree.bad_pages for table in self._held.values()),
            book_remade,
        )

    def _facts(self, driver: sqlite3.Connection, table: FoundTable) -> SalvagedTable:
        read = int(driver.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchone()[0])
        lost: int | None = len(table.lost_ids) + table.left_out
        is_told = table.keys_whole or (self._rows_told and table.name in self._numbers)
        if table.troubled and not is_told and not table.adopted and table.name not in _NAMES:
            # Nobody has a list of its rows: as many to a page as on the pages that are left.
            cells = len(table.tree.cells)
            known = table.rooted and table.tree.leaves
            guessed = table.tree.bad_cells + -(-cells * table.tree.bad_pages // table.tree.leaves) if known else None
            lost = None if guessed is None else max(guessed, lost or 0)
        elif table.without_rowid and table.adopted:
            lost = None  # what led to the pages held rows too
        ids = tuple(uuid.UUID(bytes=key) for key in sorted(table.lost_ids) if len(key) == 16)
        return SalvagedTable(table.name, read, table.remade, table.unsure, table.cleared, lost, ids)


def _names(known: list[history_checks.Tracked]) -> dict[str, set[str]]:
    return {table.name: {name for _, name in table.fields} for table in known}
