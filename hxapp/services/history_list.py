"""'Ai đã sửa gì': the actions of a book, filtered and page by page, with what each of them changed.

A year's book has a hundred thousand changes: lists go from the newest on, and only what is shown is read.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, select, text

from hxapp.domain.history import ActionKind
from hxapp.domain.words import match_key
from hxapp.services.history_rows import parts
from hxapp.services.history_words import ChangeTold, Wording
from hxapp.storage import history
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import ACTION, RECORDED_TABLE, ROW_CHANGE

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

PAGE = 60
"""How many actions a list reads at once."""
MOST_CHANGES = 200
"""How many changes of one action are read at once: an import has tens of thousands."""
_CHUNK = 400
_MIDDLE = "(low + high) / 2"
_BEFORE = f"(SELECT action_id FROM row_change WHERE id >= {_MIDDLE} ORDER BY id LIMIT 1) < :action"
_FIRST = f"""
    WITH RECURSIVE halves(low, high) AS (
        SELECT 1, coalesce((SELECT max(id) FROM row_change), 0) + 1
        UNION ALL
        SELECT CASE WHEN {_BEFORE} THEN {_MIDDLE} + 1 ELSE low END, CASE WHEN {_BEFORE} THEN high ELSE {_MIDDLE} END
        FROM halves WHERE low < high
    )
    SELECT min(high) FROM halves"""


class Subject(StrEnum):
    """What kind of thing was changed, as the filter offers it."""

    INDICATORS = "indicators"
    TASKS = "tasks"
    CHECKLIST = "checklist"
    DOCUMENTS = "documents"
    OFFICE = "office"

    @property
    def label(self) -> str:
        return _SUBJECTS[self][0]

    @property
    def tables(self) -> frozenset[str]:
        return _SUBJECTS[self][1]


_SUBJECTS = {
    Subject.INDICATORS: ("Chỉ tiêu, số liệu", frozenset({"indicator", "target", "result"})),
    Subject.TASKS: ("Nhiệm vụ", frozenset({"task", "task_department", "task_place", "place", "progress_note"})),
    Subject.CHECKLIST: (
        "Văn minh đô thị",
        frozenset({"criteria_set", "criteria_statement", "criterion", "round", "assessment"}),
    ),
    Subject.DOCUMENTS: (
        "Văn bản nguồn",
        frozenset({"source_document", "clause", "document_duty", "recipient", "programme"}),
    ),
    Subject.OFFICE: (
        "Cơ quan, người, địa bàn",
        frozenset({"area", "department", "person", "setting", "book"}),
    ),
}
_KINDS = {
    ActionKind.USER: "Nhập, sửa trên máy",
    ActionKind.IMPORT: "Nhập từ Excel",
    ActionKind.UNDO: "Hoàn tác",
    ActionKind.REDO: "Làm lại",
    ActionKind.OUTSIDE: "Sửa ngoài chương trình",
    ActionKind.STEP: "Nâng cấp sổ",
}

HANGING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "indicator": (("target", "indicator_id"), ("result", "indicator_id")),
    "task": (("task_department", "task_id"), ("task_place", "task_id"), ("progress_note", "task_id")),
    "criterion": (("assessment", "criterion_id"),),
    "round": (("assessment", "round_id"),),
    "criteria_set": (("criteria_statement", "set_id"),),
    "source_document": (
        ("document_duty", "document_id"),
        ("recipient", "document_id"),
        ("programme", "document_id"),
        ("criteria_statement", "document_id"),
    ),
}
"""What hangs on a row and has its history told there: the table, and its field that points to the row."""


def kind_label(kind: ActionKind) -> str:
    """What the kind of an action is called."""
    return _KINDS[kind]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions are wanted: by whom ('' for nobody known), on which days, of what, with which words.

    The words are looked for without accents in what the action is called, in who did it, and in what the things that
    it changed are called.
    """

    who: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    subject: Subject | None = None
    kind: ActionKind | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action: `moment` is UTC, `changes` how many changes of rows it made."""

    id: int
    kind: ActionKind
    name: str
    who: str
    moment: dt.datetime
    changes: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some actions, the newest first; `older` continues the list, None at its end."""

    actions: tuple[ActionRow, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class ActionTold:
    """What an action changed, as far as was asked; `further` continues it, `quiet` counts what only keeps order."""

    changes: tuple[ChangeTold, ...]
    further: int | None
    quiet: int


def who_acted(reading: Reading) -> tuple[str, ...]:
    """Everybody who is named in the history, and '' where somebody is not."""
    found = reading.execute(select(func.coalesce(ACTION.c.who, "")).distinct())
    return tuple(sorted(name for (name,) in found))


def page(
    reading: Reading,
    wanted: Wanted | None = None,
    zone: dt.tzinfo | None = None,
    before: int | None = None,
    most: int = PAGE,
) -> Page:
    """The newest actions that are wanted, or those before the one with that number; days are those of `zone`."""
    wanted = wanted or Wanted()
    kept = _conditions(wanted, zone)
    words = match_key(wanted.text).split()
    among: set[int] | None = None
    if wanted.subject is not None:
        among = _acted_on(reading, select(RECORDED_TABLE.c.id).where(RECORDED_TABLE.c.name.in_(wanted.subject.tables)))
    of_words = _called(reading, words) if words else set()
    found: list[Any] = []
    older = before
    while len(found) <= most:
        chosen = select(ACTION.c.id, ACTION.c.kind, ACTION.c.name, ACTION.c.who, ACTION.c.moment).where(*kept)
        if older is not None:
            chosen = chosen.where(ACTION.c.id < older)
        chunk = reading.execute(chosen.order_by(ACTION.c.id.desc()).limit(_CHUNK)).all()
        for row in chunk:
            if among is not None and row.id not in among:
                continue
            if words and row.id not in of_words and not _has(words, f"{row.name} {row.who or ''}"):
                continue
            found.append(row)
        if len(chunk) < _CHUNK:
            break
        older = chunk[-1].id
    shown = found[:most]
    counts = _counts(reading, [row.id for row in shown])
    actions = tuple(_action(row, counts.get(row.id, 0)) for row in shown)
    return Page(actions, actions[-1].id if len(found) > most else None)


def told(
    reading: Reading, action_id: int, zone: dt.tzinfo | None = None, after: int = 0, most: int = MOST_CHANGES
) -> ActionTold:
    """What the action changed, after the change with that number; what only keeps order is counted, not told."""
    start = max(after, _first_change(reading, action_id) - 1)
    changes = history.changes(
        reading,
        numbers=select(ROW_CHANGE.c.id)
        .where(ROW_CHANGE.c.id > start, ROW_CHANGE.c.id < _first_change(reading, action_id + 1))
        .order_by(ROW_CHANGE.c.id)
        .limit(most + 1),
    )
    shown = Wording(reading, zone).tell(changes[:most])
    loud = tuple(one for one in shown if not one.quiet)
    return ActionTold(loud, changes[most - 1].id if len(changes) > most else None, len(shown) - len(loud))


def _conditions(wanted: Wanted, zone: dt.tzinfo | None) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = []
    if wanted.who is not None:
        kept.append(func.coalesce(ACTION.c.who, "") == wanted.who)
    if wanted.kind is not None:
        kept.append(ACTION.c.kind == wanted.kind)
    if wanted.first is not None:
        kept.append(ACTION.c.moment >= _midnight(wanted.first, zone))
    if wanted.last is not None:
        kept.append(ACTION.c.moment < _midnight(wanted.last + dt.timedelta(days=1), zone))
    return kept


def _midnight(day: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    begins = dt.datetime.combine(day, dt.time())
    return begins.astimezone() if zone is None else begins.replace(tzinfo=zone)


def _action(row: Any, changes: int) -> ActionRow:
    return ActionRow(row.id, row.kind, row.name, row.who or "", row.moment, changes)


def actions_of(reading: Reading, ids: Collection[int]) -> dict[int, ActionRow]:
    """The actions with these numbers; how much they changed is not counted."""
    chosen = select(ACTION.c.id, ACTION.c.kind, ACTION.c.name, ACTION.c.who, ACTION.c.moment)
    return {row.id: _action(row, 0) for row in reading.execute(chosen.where(ACTION.c.id.in_(ids)))}


def _first_change(reading: Reading, action_id: int) -> int:
    """The number of the first change of that action or of a later one; one more than the last where there is none.

    Changes of an action stand together, and nothing else tells where: looked for by halves, not by reading them all.
    """
    return int(reading.execute(text(_FIRST), {"action": action_id}).scalar_one())


def _counts(reading: Reading, ids: Sequence[int]) -> dict[int, int]:
    """How many changes the actions made."""
    if not ids:
        return {}
    first, last = _first_change(reading, min(ids)), _first_change(reading, max(ids) + 1)
    chosen = (
        select(ROW_CHANGE.c.action_id, func.count())
        .where(ROW_CHANGE.c.id >= first, ROW_CHANGE.c.id < last)
        .group_by(ROW_CHANGE.c.action_id)
    )
    return {row[0]: row[1] for row in reading.execute(chosen)}


def _acted_on(reading: Reading, tables: Select[Any]) -> set[int]:
    chosen = select(ROW_CHANGE.c.action_id).where(ROW_CHANGE.c.table_id.in_(tables)).distinct()
    return set(reading.execute(chosen).scalars())


@lru_cache(maxsize=20_000)  # the same names are looked through at each letter that is typed
def _key(text: str) -> str:
    return match_key(text)


def _has(words: Iterable[str], text: str) -> bool:
    key = _key(text)
    return all(word in key for word in words)


def _called(reading: Reading, words: Sequence[str]) -> set[int]:
    """The actions that changed a thing called so, or what hangs on one."""
    found: set[uuid.UUID] = set()
    for name, fields in _CALLED.items():
        things = BOOK_TABLES.tables[name]
        for row, *texts in reading.execute(select(things.c.id, *(things.c[field] for field in fields))):
            if _has(words, " ".join(text for text in texts if text)):
                found.add(row)
    for name, hanging in HANGING.items():
        if name not in _CALLED:
            continue
        for hung, field in hanging:
            rows = BOOK_TABLES.tables[hung]
            for some in parts(found.copy()):
                found.update(reading.execute(select(rows.c.id).where(rows.c[field].in_(some))).scalars())
    acted: set[int] = set()
    for some in parts(found):
        chosen = select(ROW_CHANGE.c.action_id).where(ROW_CHANGE.c.row_id.in_(some))
        acted.update(reading.execute(chosen.distinct()).scalars())
    return acted


_CALLED = {
    "indicator": ("name", "short_name"),
    "task": ("wording",),
    "criterion": ("code", "title"),
    "criteria_set": ("title",),
    "source_document": ("title", "number"),
    "clause": ("number", "title"),
    "person": ("name", "post"),
    "department": ("name", "short_name"),
    "area": ("name",),
}
