"""Repairing a book (sửa sổ): each repair is named, says beforehand what it will do, and begins with a backup.

Only what is safe is repaired: what can be made again from what is there, and values that stand twice. Whatever a repair
does to rows is an action like any other, in history, and can be undone. Anything else is a matter for restoring.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hxapp.domain.errors import HxError
from hxapp.services.checking import Finding, RepairName
from hxapp.services.invariants import derived
from hxapp.storage import checks, connections, history_checks, triggers
from hxapp.storage.checks import FaultKind, quoted
from hxapp.storage.trouble import UNCHANGED, explained

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Database
    from hxapp.storage.history_checks import Tracked

_Where = set[tuple[str, uuid.UUID | None, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A repair that would help: what its button says, and what it will do, of how many findings."""

    name: RepairName
    title: str
    says: str
    count: int


# In this order they are offered, and best done: what writes history comes before what history has to tell.
_OFFERED = (
    (
        RepairName.OBJECTS,
        "Lập lại phần ghi lịch sử và mục lục",
        "Tạo lại các phần bị mất hoặc khác của sổ theo đúng bản HX App này. Không đổi số liệu nào.",
    ),
    (
        RepairName.INDEXES,
        "Lập lại mục lục",
        "Đọc lại mọi dòng và lập lại mục lục của sổ. Không đổi số liệu nào.",
    ),
    (
        RepairName.RECORDED,
        "Lấy lại theo lịch sử",
        "Đưa {count} chỗ về đúng giá trị mà lịch sử ghi lần cuối. Giá trị đang có cũng được ghi vào lịch sử.",
    ),
    (
        RepairName.PRESENT,
        "Giữ như đang có",
        "Giữ nguyên {count} chỗ như trong sổ và ghi vào lịch sử là đã thành như vậy. Không đổi số liệu nào.",
    ),
    (
        RepairName.LINKS,
        "Bỏ liên kết hỏng",
        "Để trống {count} ô đang trỏ tới dòng không có trong sổ. Ghi vào lịch sử, hoàn tác được.",
    ),
    (
        RepairName.CELLS,
        "Sửa mã ô số liệu",
        "Cho {count} ô số liệu mang đúng mã của chỉ tiêu, kỳ và địa bàn của ô. Không đổi số liệu nào.",
    ),
)
_TITLES = {name: title for name, title, _ in _OFFERED}


def offers(findings: Iterable[Finding]) -> tuple[Offer, ...]:
    """The repairs that would help with these findings, in the order in which they are best done."""
    held = list(findings)
    counts = {name: sum(name in one.repairs for one in held) for name in RepairName}
    return tuple(
        Offer(name, title, says.format(count=counts[name]), counts[name])
        for name, title, says in _OFFERED
        if counts[name]
    )


def repair(
    database: Database, name: RepairName, findings: Sequence[Finding], steps: Path, back_up: Callable[[], object]
) -> str:
    """Does one repair for those of the findings that name it, after `back_up`; what was done, in a sentence.

    HxError, and the book as it was, when the backup or the repair can't be made; `steps` as in `full_check`.
    """
    if database.read_only:
        raise HxError("Sổ đang mở chỉ để xem nên không sửa được. Hãy mở sổ để ghi rồi làm lại.")
    where = {(one.table, one.row_id, one.field) for one in findings if name in one.repairs}
    if not where:
        raise HxError("Không còn chỗ nào cần sửa như vậy. Hãy kiểm tra sổ lại.")
    back_up()
    with explained(f"Chưa {_TITLES[name].lower()} được", after=UNCHANGED):
        if name in (RepairName.INDEXES, RepairName.OBJECTS):
            done = _structure(database.path, name, steps)
            return f"Đã {_TITLES[name].lower()} ({done} phần)."
        with database.begin(f"Sửa sổ: {_TITLES[name].lower()}") as session:
            done = _ROWS[name](session, where)
    if not done:
        raise HxError("Không còn chỗ nào cần sửa như vậy. Hãy kiểm tra sổ lại.")
    return f"Đã sửa {done} chỗ: {_TITLES[name].lower()}."


# The structure of the file -----------------------------------------------------------------------------------------


def _structure(path: Path, name: RepairName, steps: Path) -> int:
    """Makes indexes or other parts anew, in one transaction of a connection of its own; how many."""
    schema = checks.newest_schema(steps)
    with closing(connections.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if name is RepairName.INDEXES:
            connection.execute("REINDEX")
            done = sum(kind == "index" for kind, _ in schema.objects)
        else:
            done = _make_again(connection, schema)
        connection.execute("COMMIT")
    return done


def _make_again(connection: sqlite3.Connection, schema: checks.Schema) -> int:
    """Indexes, triggers and views that are missing, worded otherwise or strange; a table is never touched."""
    present = checks.objects(connection)
    wrong = {
        (kind, part)
        for kind, part in schema.objects.keys() | present.keys()
        if kind != "table" and present.get((kind, part)) != schema.objects.get((kind, part))
    }
    if any(kind == "view" for kind, _ in wrong):  # its triggers go with it
        wrong |= {(kind, part) for kind, part in schema.objects if kind == "trigger"}
    for kind, part in sorted(wrong, reverse=True):  # triggers before views
        if not part.startswith("sqlite_"):
            connection.execute(f"DROP {kind.upper()} IF EXISTS {quoted(part)}")
    order = ("index", "view", "trigger")
    for kind, part in sorted(wrong & schema.objects.keys(), key=lambda one: (order.index(one[0]), one[1])):
        if not part.startswith("sqlite_"):
            connection.execute(schema.objects[kind, part])
    return len(wrong)


# Rows --------------------------------------------------------------------------------------------------------------


def _links(session: Session, where: _Where) -> int:
    driver = _writing(session)
    done = 0
    for table, row, field in where:
        if row is not None:
            change = f"UPDATE {quoted(table)} SET {quoted(field)} = NULL WHERE id = ? AND {quoted(field)} IS NOT NULL"
            done += driver.execute(change, (row.bytes,)).rowcount
    return done


def _recorded(session: Session, where: _Where) -> int:
    """What history says is put back; history is first told what was found, so that each entry follows the last."""
    driver = _writing(session)
    done = 0
    for kind, table, row, number, field in _found(driver, where):
        if kind is FaultKind.DIFFERS:
            _put_back(driver, table, row, number, field)
        elif kind is FaultKind.GONE:
            _note_gone(driver, table, row)
            names = ", ".join(quoted(one) for _, one in table.fields)
            values = ", ".join(
                f"(SELECT now FROM temp.last_value WHERE row_id = :row AND field_id = {one})" for one, _ in table.fields
            )
            driver.execute(f"INSERT INTO {quoted(table.name)} (id, {names}) VALUES (:row, {values})", {"row": row})
        else:
            continue
        done += 1
    return done


def _put_back(driver: sqlite3.Connection, table: Tracked, row: bytes, number: int, field: str) -> None:
    was = f"(SELECT now FROM temp.last_value WHERE row_id = :row AND field_id = {number})"
    held = _held(table, field)
    change = f"UPDATE {quoted(table.name)} SET {quoted(field)} = {was} WHERE id = :row"
    kind, bare = driver.execute(f"SELECT typeof({held}), CAST({held} AS BLOB)", {"row": row}).fetchone()
    if kind != "text" or _can_be_read(bare):
        _note(driver, table, row, "u", [(number, was, held)])
        driver.execute(change, {"row": row})
        return
    # Bytes that are no text would stop whoever reads history later: they are told as bytes.
    name = triggers.name_of(table.name, "UPDATE")
    wording = driver.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,)).fetchone()[0]
    driver.execute(f"DROP TRIGGER {quoted(name)}")
    driver.execute(change, {"row": row})
    driver.execute(wording)
    _note(driver, table, row, "u", [(number, was, ":found")], bare)
    _note(driver, table, row, "u", [(number, ":found", was)], bare)


def _can_be_read(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _present(session: Session, where: _Where) -> int:
    """History is told what is there."""
    driver = _writing(session)
    done = 0
    for kind, table, row, number, field in _found(driver, where):
        if kind is FaultKind.DIFFERS:
            was = f"(SELECT now FROM temp.last_value WHERE row_id = :row AND field_id = {number})"
            _note(driver, table, row, "u", [(number, was, _held(table, field))])
        elif kind is FaultKind.GONE:
            _note_gone(driver, table, row)
        else:
            _note_made(driver, table, row)
        done += 1
    return done


def _cells(session: Session, where: _Where) -> int:
    """Each row is made again under the identity of its coordinates; one that is taken there already is left alone."""
    driver = _writing(session)
    tables = {one.name: one for one in history_checks.known(driver)}
    strange = {
        (fault.table, fault.row_id): fault.kind
        for fault in history_checks.differences(driver)
        if fault.kind is not FaultKind.DIFFERS
    }
    wanted = {(table, row) for table, row, _ in where}
    done = 0
    for name, row, right in list(derived(session.connection())):
        if (name, row) not in wanted or row == right:
            continue
        if driver.execute(f"SELECT 1 FROM {quoted(name)} WHERE id = ?", (right.bytes,)).fetchone():
            continue
        table = tables[name]
        if strange.get((name, row.bytes)) is FaultKind.UNRECORDED:
            _note_made(driver, table, row.bytes)
        if strange.get((name, right.bytes)) is FaultKind.GONE:
            _note_gone(driver, table, right.bytes)
        names = ", ".join(quoted(one) for _, one in table.fields)
        values = driver.execute(f"SELECT {names} FROM {quoted(name)} WHERE id = ?", (row.bytes,)).fetchone()
        driver.execute(f"DELETE FROM {quoted(name)} WHERE id = ?", (row.bytes,))
        marks = ", ".join("?" * len(table.fields))
        driver.execute(f"INSERT INTO {quoted(name)} (id, {names}) VALUES (?, {marks})", (right.bytes, *values))
        done += 1
    return done


_ROWS: dict[RepairName, Callable[[Session, _Where], int]] = {
    RepairName.LINKS: _links,
    RepairName.RECORDED: _recorded,
    RepairName.PRESENT: _present,
    RepairName.CELLS: _cells,
}


def _writing(session: Session) -> sqlite3.Connection:
    """The driver's connection; HxError where history would not be written: what is done then would be nobody's."""
    driver = connections.driver(session.connection())
    names = {name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    needed = {triggers.name_of(one.name, event) for one in history_checks.known(driver) for event in triggers.EVENTS}
    if not needed <= names:
        raise HxError("Phần ghi lịch sử của sổ đang thiếu. Hãy bấm “Lập lại phần ghi lịch sử và mục lục” trước.")
    return driver


def _found(driver: sqlite3.Connection, where: _Where) -> list[tuple[FaultKind, Tracked, bytes, int, str]]:
    """What still differs from history of what was found: what kind, which table, row, field by number and name."""
    tables = {one.name: one for one in history_checks.known(driver)}
    before = driver.text_factory
    driver.text_factory = checks.as_text  # a spoilt text is no reason to stop: it is moved inside SQLite only
    try:
        faults = list(history_checks.differences(driver))
    finally:
        driver.text_factory = before
    found = []
    for fault in faults:
        key = uuid.UUID(bytes=fault.row_id) if fault.row_id is not None and len(fault.row_id) == 16 else None
        if fault.row_id is None or (fault.table, key, fault.field) not in where:
            continue
        table = tables[fault.table]
        number = next((one for one, name in table.fields if name == fault.field), 0)
        found.append((fault.kind, table, fault.row_id, number, fault.field))
    return found


def _held(table: Tracked, field: str) -> str:
    return f"(SELECT {quoted(field)} FROM main.{quoted(table.name)} WHERE id = :row)"


def _note_made(driver: sqlite3.Connection, table: Tracked, row: bytes) -> None:
    _note(driver, table, row, "i", [(number, "NULL", _held(table, field)) for number, field in table.fields])


def _note_gone(driver: sqlite3.Connection, table: Tracked, row: bytes) -> None:
    last = "(SELECT now FROM temp.last_value WHERE row_id = :row AND field_id = {})"
    _note(driver, table, row, "d", [(number, last.format(number), "NULL") for number, _ in table.fields])


def _note(
    driver: sqlite3.Connection,
    table: Tracked,
    row: bytes,
    kind: str,
    fields: list[tuple[int, str, str]],
    found: bytes | None = None,
) -> None:
    """An entry of history for what no trigger saw; the values are SQL, so that they stay exactly as they are."""
    driver.execute(
        f"INSERT INTO row_change (action_id, table_id, row_id, kind)"
        f" SELECT action_id, {table.number}, :row, '{kind}' FROM running_action",
        {"row": row},
    )
    for number, was, now in fields:
        driver.execute(
            f"INSERT INTO field_change SELECT (SELECT max(id) FROM row_change), {number}, {was}, {now}"
            f" WHERE {was} IS NOT {now} OR typeof({was}) <> typeof({now})",
            {"row": row, "found": found},
        )
