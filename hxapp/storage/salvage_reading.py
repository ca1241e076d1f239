"""What a damaged book still holds of each table: by the tree that leads to it, or by what its rows look like."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Column

from hxapp.domain.errors import HxError
from hxapp.storage import connections, value_checks
from hxapp.storage.recognise import APPLICATION_ID
from hxapp.storage.salvage_pages import INDEX_LEAF, SPOILT, TABLE_LEAF, Cell, Pages, Tree
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import HISTORY_TABLES

_NOT_COPIED = ("alembic_version", "running_action")
_SCHEMA_KINDS = ("table", "index", "trigger", "view")


@dataclass
class FoundTable:
    """A table as the steps make it, and what was found of it."""

    name: str
    columns: list[str]
    needed: list[bool]
    kinds: list[Column[Any] | None]
    numbered: bool
    without_rowid: bool
    tree: Tree = field(default_factory=Tree)
    adopted: list[Cell] = field(default_factory=list)  # from pages that nothing leads to any more
    rooted: bool = False
    keys: set[bytes] = field(default_factory=set)  # what the index of its identities holds
    keys_whole: bool = False
    remade: int = 0
    unsure: int = 0
    cleared: int = 0
    left_out: int = 0  # read, but what they hang on is lost
    lost_ids: set[bytes] = field(default_factory=set)

    @property
    def troubled(self) -> bool:
        return not self.rooted or not self.tree.whole

    def takes(self, cell: Cell) -> bool:
        """Whether the cell is a row of this table."""
        return self.row(cell) is not None

    def row(self, cell: Cell) -> list[Any] | None:
        """The cell as this table's row, or None when it is none of it: its key is not, or more than one value."""
        values = list(cell.values)
        if not 0 < len(values) <= len(self.columns):
            return None
        values += [None] * (len(self.columns) - len(values))
        if self.numbered and values[0] is None:
            values[0] = cell.rowid
        if values[0] is SPOILT or not self.is_legal(0, values[0]):
            return None
        wrong = 0
        for number in range(1, len(values)):
            if values[number] is SPOILT:
                continue
            if not self.is_legal(number, values[number]):
                values[number] = SPOILT
                wrong += 1
        if wrong > 1 or (self.name == "content" and not _is_content(values)):
            return None
        return values

    def is_legal(self, number: int, value: Any) -> bool:
        if value is None:
            return not self.needed[number]
        column = self.kinds[number]
        return column is None or value_checks.is_legal(column, value)


def _is_schema(cell: Cell) -> bool:
    kind, name, table, root = (*cell.values[:4], *[None] * 4)[:4]
    return (
        len(cell.values) == 5
        and kind in _SCHEMA_KINDS
        and all(isinstance(one, str) for one in (name, table))
        and (type(root) is int)
    )


def roots_of(pages: Pages) -> dict[str, int]:
    """The first page of each table and index, as far as the file's own list can be read."""
    pages.claim_free()
    tree = pages.walk(1, _is_schema)
    cells = list(tree.cells)
    if not tree.whole:
        for number in list(pages.unclaimed(TABLE_LEAF)):
            listed = [cell for cell in pages.cells(number)[0] if _is_schema(cell)]
            if listed:
                pages.claimed.add(number)
                cells += listed
    return {cell.values[1]: cell.values[3] for cell in cells if cell.values[0] in ("table", "index")}


def version_of(damaged: Path, pages: Pages, roots: Mapping[str, int], newest: int) -> int:
    """The book's schema version: by its own note of its steps, else by its header, else the newest."""
    version = _noted(pages, roots.get("alembic_version", 0))
    if pages.has_header:
        application = pages.number(68)
        if application not in (APPLICATION_ID, 0) and not {"area", "task", "setting"} & roots.keys():
            raise HxError(f"Tệp “{damaged}” là dữ liệu của một chương trình khác, không phải sổ của HX App.")
        if version is None and application == APPLICATION_ID:
            version = pages.number(60)
    if version is not None and version > newest:
        raise HxError(f"Sổ “{damaged}” do một bản HX App mới hơn ghi. Hãy cài bản HX App mới nhất rồi cứu dữ liệu lại.")
    return version or newest


def _noted(pages: Pages, root: int) -> int | None:
    for cell in pages.cells(root)[0] if pages.kind(root) == TABLE_LEAF else ():
        if len(cell.values) == 1 and isinstance(cell.values[0], str) and re.fullmatch(r"\d{4}", cell.values[0]):
            return int(cell.values[0]) or None
    return None


def read_tables(
    part: Path, pages: Pages, roots: Mapping[str, int], going_on: Callable[[], None]
) -> dict[str, FoundTable]:
    """All tables of the new book, with what the damaged one still holds of them; `going_on` may raise to end it."""
    held = _tables(part)
    for table in held.values():
        going_on()
        root = roots.get(table.name)
        if root is None:
            continue
        table.rooted = True
        table.tree = pages.walk(root, table.takes, index=table.without_rowid)
    for name, root in roots.items():
        if name in held or name in _NOT_COPIED:
            continue
        tree = pages.walk(root, lambda _: True, index=True)
        owner = held.get(name.removeprefix("sqlite_autoindex_").removesuffix("_1"))
        if owner is not None and name == f"sqlite_autoindex_{owner.name}_1" and not owner.without_rowid:
            owner.keys = {one.values[0] for one in tree.cells if one.values and isinstance(one.values[0], bytes)}
            owner.keys_whole = tree.whole
            present = {cell.values[0] for cell in owner.tree.cells if cell.values}
            if tree.whole and owner.rooted and owner.tree.whole and owner.keys - present:
                owner.tree.bad_cells += len(owner.keys - present)
    _adopt(pages, [table for table in held.values() if table.troubled])
    return held


def _tables(part: Path) -> dict[str, FoundTable]:
    """The tables of the new book, all that is copied."""
    mapped = {**HISTORY_TABLES.tables, **BOOK_TABLES.tables}
    found = {}
    with closing(connections.looking(part)) as connection:
        listed = connection.execute(
            "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
        ).fetchall()
        for name, without_rowid in listed:
            if name in _NOT_COPIED or name.startswith("sqlite_"):
                continue
            facts = connection.execute(
                'SELECT name, "notnull", type, pk FROM pragma_table_info(?) ORDER BY cid', (name,)
            ).fetchall()
            columns = dict(mapped[name].columns) if name in mapped else {}
            found[name] = FoundTable(
                name,
                [column for column, *_ in facts],
                [bool(needed) for _, needed, *_ in facts],
                [columns.get(column) for column, *_ in facts],
                numbered=facts[0][2].upper() == "INTEGER" and sum(bool(pk) for *_, pk in facts) == 1,
                without_rowid=bool(without_rowid),
            )
    return found


def _adopt(pages: Pages, troubled: list[FoundTable]) -> None:
    """Gives the pages that nothing leads to, and whose rows only one of these tables takes, to that table."""
    for kind, takers in (
        (TABLE_LEAF, [table for table in troubled if not table.without_rowid]),
        (INDEX_LEAF, [table for table in troubled if table.without_rowid]),
    ):
        for number in list(pages.unclaimed(kind)) if takers else ():
            cells, _ = pages.cells(number)
            fits = {table.name: [cell for cell in cells if table.row(cell) is not None] for table in takers}
            most = max((len(one) for one in fits.values()), default=0)
            best = [table for table in takers if len(fits[table.name]) == most]
            if most and len(best) == 1:
                pages.claimed.add(number)
                best[0].adopted += fits[best[0].name]


def _is_content(values: list[Any]) -> bool:
    """Whether a kept file is still its own bytes, or has left them to the folder beside a backup."""
    key, _, data = values
    return isinstance(data, bytes) and (not data or hashlib.sha256(data).digest() == key)
