"""The history of one row with what hangs on it, of one field and of one cell; and where a change stands on screen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, column, literal, select, table

from hxapp.domain.history import ChangeKind
from hxapp.services.history_labels import BINNED
from hxapp.services.history_list import HANGING, MOST_CHANGES, ActionRow, actions_of
from hxapp.services.history_rows import parts, referred
from hxapp.services.history_words import ChangeTold, FieldTold, Wording
from hxapp.storage import history
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import FIELD_CHANGE, RECORDED_FIELD, RECORDED_TABLE, ROW_CHANGE

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

# Where a click leads: what has a line on a tab, and what is shown with one.
_TABS = {"indicator": "indicators", "task": "tasks", "criterion": "checklist"}
_SHOWN_AT = {
    "target": "indicator_id",
    "result": "indicator_id",
    "task_department": "task_id",
    "task_place": "task_id",
    "progress_note": "task_id",
    "assessment": "criterion_id",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands on screen: the tab and its row."""

    tab: str
    row_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Spot:
    """A row, or those of its fields, whose history is asked for."""

    table: str
    row_id: uuid.UUID
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a row's history: the action it belongs to, and what it changed."""

    action: ActionRow
    change: ChangeTold


def history_of(
    reading: Reading,
    spots: Sequence[Spot],
    zone: dt.tzinfo | None = None,
    *,
    along: bool = False,
    before: int | None = None,
    most: int = MOST_CHANGES,
) -> tuple[Entry, ...]:
    """The history of rows or of some of their fields, the newest first; `along` with what hangs on the rows.

    What was put into the bin, or brought back, is of each field's history too. `before` continues a longer one.
    """
    rows = {spot.row_id: spot.table for spot in spots}
    fields = {spot.row_id: frozenset(spot.fields) for spot in spots if spot.fields}
    if along:
        for spot in spots:
            rows |= dict.fromkeys(_hanging(reading, spot.table, spot.row_id), "")
    numbers: list[int] = []
    for some in parts(rows):
        chosen = select(ROW_CHANGE.c.id).where(ROW_CHANGE.c.row_id.in_(some))
        if before is not None:
            chosen = chosen.where(ROW_CHANGE.c.id < before)
        numbers += reading.execute(chosen).scalars()
    entries: list[Entry] = []
    wording = Wording(reading, zone)
    for part in parts(sorted(numbers, reverse=True)):
        changes = sorted(history.changes(reading, numbers=part), key=lambda one: -one.id)
        actions = actions_of(reading, {one.action_id for one in changes})
        for one in wording.tell(changes):
            seen = _of_fields(one, fields.get(one.row_id))
            if seen is not None and not seen.quiet:
                entries.append(Entry(actions[one.action_id], seen))
        if len(entries) >= most:
            break
    return tuple(entries[:most])


def table_of(reading: Reading, row_id: uuid.UUID) -> str | None:
    """The table whose history has that row; None where no history has it."""
    found = (
        select(RECORDED_TABLE.c.name)
        .join(ROW_CHANGE, ROW_CHANGE.c.table_id == RECORDED_TABLE.c.id)
        .where(ROW_CHANGE.c.row_id == row_id)
    )
    return reading.execute(found.limit(1)).scalar()


def place_of(reading: Reading, change: ChangeTold) -> Place | None:
    """Where a click on the change leads; None for what has no line on a tab, or none that is live."""
    wording = Wording(reading)
    found, row = change.table, change.row_id
    if found in _SHOWN_AT:
        field = _SHOWN_AT[found]
        key, above = wording.stored(found, row).get(field), referred(found, field)
        if not isinstance(key, bytes) or above is None:
            return None
        found, row = above, uuid.UUID(bytes=key)
    return Place(_TABS[found], row) if found in _TABS and wording.is_live(found, row) else None


def target_spots(reading: Reading, indicator_id: uuid.UUID, year: int, fields: tuple[str, ...]) -> tuple[Spot, ...]:
    """The targets of the indicator in the year, those in the bin too, for the history of these fields."""
    targets = BOOK_TABLES.tables["target"]
    chosen = select(targets.c.id).where(targets.c.indicator_id == indicator_id, targets.c.year == year)
    return tuple(Spot("target", row, fields) for row in reading.execute(chosen).scalars())


def cell_spots(reading: Reading, found: str, **coordinates: Any) -> tuple[Spot, ...]:
    """The rows of a table with these coordinates: of a cell, its estimate and its final figure."""
    cells = BOOK_TABLES.tables[found]
    chosen = select(cells.c.id).where(*(cells.c[name] == value for name, value in coordinates.items()))
    return tuple(Spot(found, row) for row in reading.execute(chosen).scalars())


def hanging_spots(reading: Reading, spot: Spot, only: Collection[str]) -> tuple[Spot, ...]:
    """The rows of these tables that hang on the row, those that are gone too."""
    return tuple(
        Spot(name, row)
        for name, field in HANGING.get(spot.table, ())
        if name in only
        for row in _pointing(reading, name, field, spot.row_id)
    )


def _hanging(reading: Reading, name: str, row_id: uuid.UUID) -> set[uuid.UUID]:
    """The rows that hang on the row now, and those that did and are gone."""
    return {row for hung, field in HANGING.get(name, ()) for row in _pointing(reading, hung, field, row_id)}


def _pointing(reading: Reading, hung: str, field: str, row_id: uuid.UUID) -> set[uuid.UUID]:
    rows = table(hung, column("id"), column(field))
    present = reading.execute(select(rows.c.id).where(rows.c[field] == row_id.bytes)).scalars()
    found = {uuid.UUID(bytes=row) for row in present}
    gone = (
        select(ROW_CHANGE.c.row_id)
        .join(RECORDED_TABLE, and_(RECORDED_TABLE.c.id == ROW_CHANGE.c.table_id, RECORDED_TABLE.c.name == hung))
        .join(FIELD_CHANGE, FIELD_CHANGE.c.change_id == ROW_CHANGE.c.id)
        .join(RECORDED_FIELD, and_(RECORDED_FIELD.c.id == FIELD_CHANGE.c.field_id, RECORDED_FIELD.c.name == field))
        .where(ROW_CHANGE.c.kind == ChangeKind.DELETE, FIELD_CHANGE.c.was == literal(row_id.bytes))
    )
    return found | set(reading.execute(gone).scalars())


def _of_fields(change: ChangeTold, fields: frozenset[str] | None) -> ChangeTold | None:
    """The change as far as it is of these fields; None when it is not."""
    if fields is None:
        return change
    kept: tuple[FieldTold, ...] = tuple(one for one in change.fields if one.field in fields)
    whole = any(one.field == BINNED for one in change.fields) and bool(change.deed)
    return replace(change, fields=kept) if kept or whole else None
