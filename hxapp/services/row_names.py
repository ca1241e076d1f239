"""What a clerk calls a row of any table, many rows at once: an indicator by its name, a figure by indicator and period.

Where a name alone could be of several rows, what it hangs on is said with it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period
from hxapp.domain.words import format_date, tidy
from hxapp.services import history_labels as labels
from hxapp.services.history_rows import Rows, Values, key_of, referred

GONE = "dòng không còn trong sổ"

_MOST_LETTERS = 110
_DEEPEST = 6  # an assessment's criterion's set, a note's task's task

COORDINATES: Mapping[str, tuple[str, ...]] = {
    "result": ("indicator_id", "period", "area_id", "basis", "stage"),
    "assessment": ("round_id", "criterion_id"),
    "progress_note": ("task_id", "noted_on"),
    "setting": ("name",),
}
"""The fields that make a cell the one it is; its name says them."""

# The rows that a row's name needs.
_LINKS: Mapping[str, tuple[str, ...]] = {
    "assessment": ("round_id", "criterion_id"),
    "clause": ("document_id",),
    "criteria_statement": ("document_id", "set_id"),
    "criterion": ("set_id",),
    "document_duty": ("document_id", "department_id"),
    "indicator": ("parent_id",),
    "progress_note": ("task_id",),
    "recipient": ("document_id",),
    "result": ("indicator_id", "area_id"),
    "target": ("indicator_id", "area_id"),
    "task_department": ("task_id", "department_id"),
    "task_place": ("task_id", "area_id", "place_id"),
}


class Names:
    """The names of rows, over what `Rows` reads."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._names: dict[tuple[str, uuid.UUID], str] = {}

    def want(self, wanted: Mapping[str, Iterable[uuid.UUID]]) -> None:
        """Reads the rows and all that their names need, table by table."""
        for _ in range(_DEEPEST):
            further: dict[str, set[uuid.UUID]] = {}
            for table, ids in wanted.items():
                named = list(ids)
                self._rows.want(table, named)
                for field in _LINKS.get(table, ()):
                    target = referred(table, field)
                    keys = {key_of(self._rows.values(table, row).get(field)) for row in named}
                    if target is not None:
                        further.setdefault(target, set()).update(key for key in keys if key is not None)
            wanted = {table: ids for table, ids in further.items() if ids}
            if not wanted:
                return

    def of(self, table: str, row: uuid.UUID) -> str:
        """The row's name; of one that nothing is known of that it is gone."""
        found = self._names.get((table, row))
        if found is None:
            self.want({table: (row,)})
            found = self._names[table, row] = self._said(table, row)
        return found

    def _said(self, table: str, row: uuid.UUID) -> str:
        values = self._rows.values(table, row)
        if not values:
            return GONE
        name = _NAMERS.get(table, _by_name)(self, values)
        return name or f"{labels.noun(table)} chưa có tên"

    def linked(self, table: str, field: str, values: Values) -> str:
        """The name of the row that the field points to; '' for none."""
        target, key = referred(table, field), key_of(values.get(field))
        return "" if target is None or key is None else self.of(target, key)

    def facts(self, table: str, field: str, values: Values) -> Values:
        """The stored values of the row that the field points to."""
        target, key = referred(table, field), key_of(values.get(field))
        if target is None or key is None:
            return {}
        self._rows.want(target, (key,))
        return self._rows.values(target, key)


def short(text: object, most: int = _MOST_LETTERS) -> str:
    """The text in one line, cut at a word when it is long."""
    line = tidy(text) if isinstance(text, str) else ""
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…".replace(",…", "…")


def _by_name(_: Names, values: Values) -> str:
    return short(values.get("name") or values.get("title") or values.get("wording"))


def _indicator(names: Names, values: Values) -> str:
    own = short(values.get("short_name") or values.get("name"))
    above = names.facts("indicator", "parent_id", values)
    head = short(above.get("short_name") or above.get("name"), 60)
    return f"{head} – {own}" if head else own


def _target(names: Names, values: Values) -> str:
    parts = [names.linked("target", "indicator_id", values) or short(values.get("wording"))]
    parts.append(f"kế hoạch {_period(values.get('period')).lower() or values.get('year')}")
    parts += _area(names, "target", values)
    if not values.get("judged", 1):
        parts.append("mức nêu thêm")
    return ", ".join(parts)


def _result(names: Names, values: Values) -> str:
    parts = [names.linked("result", "indicator_id", values), _period(values.get("period"))]
    parts += _area(names, "result", values)
    if values.get("basis") == Basis.CUMULATIVE:
        parts.append(Basis.CUMULATIVE.label)
    if values.get("stage") == Stage.ESTIMATE:
        parts.append(Stage.ESTIMATE.label)
    return ", ".join(part for part in parts if part)


def _area(names: Names, table: str, values: Values) -> list[str]:
    """The area, where it is not the whole ward."""
    area = names.facts(table, "area_id", values)
    return [] if area.get("kind") in (None, AreaKind.WARD) else [names.linked(table, "area_id", values)]


def _clause(_: Names, values: Values) -> str:
    return short(f"Mục {values.get('number') or ''} {values.get('title') or ''}")


def _document(_: Names, values: Values) -> str:
    number = values.get("number")
    return short(f"{values.get('title') or ''}{f' ({number})' if number else ''}")


def _criterion(names: Names, values: Values) -> str:
    of_set = names.facts("criterion", "set_id", values)
    word = of_set.get("criterion_word" if values.get("parent_id") else "group_word") or "Tiêu chí"
    return short(f"{word} {values.get('code') or ''}: {values.get('title') or ''}")


def _assessment(names: Names, values: Values) -> str:
    criterion, held_in = (names.linked("assessment", field, values) for field in ("criterion_id", "round_id"))
    return f"{criterion}, {held_in}" if held_in else criterion


def _statement(names: Names, values: Values) -> str:
    return f"{names.linked('criteria_statement', 'set_id', values)}, theo {_of_document(names, values)}"


def _duty(names: Names, values: Values) -> str:
    return f"{names.linked('document_duty', 'department_id', values)}, {_of_document(names, values)}"


def _recipient(names: Names, values: Values) -> str:
    return f"{short(values.get('name'))}, {_of_document(names, values)}"


def _of_document(names: Names, values: Values) -> str:
    return names.linked("recipient", "document_id", values) or "văn bản"


def _programme(_: Names, values: Values) -> str:
    return short(f"Chương trình {values.get('number') or ''}: {values.get('name') or ''}")


def _note(names: Names, values: Values) -> str:
    task, on = names.linked("progress_note", "task_id", values), _day(values.get("noted_on"))
    return f"{task}, ghi chép{f' ngày {on}' if on else ''}"


def _of_task(table: str, *fields: str) -> Callable[[Names, Values], str]:
    def name(names: Names, values: Values) -> str:
        parts = [names.linked(table, field, values) for field in ("task_id", *fields)]
        return ", ".join(part for part in parts if part)

    return name


def _setting(_: Names, values: Values) -> str:
    return labels.SETTINGS.get(str(values.get("name")), labels.FORMER_FIELD)


def _period(key: Any) -> str:
    try:
        return Period.parse(str(key)).label if key else ""
    except (HxError, ValueError):
        return ""


def _day(day: Any) -> str:
    try:
        return format_date(dt.date.fromisoformat(str(day))) if day else ""
    except ValueError:
        return ""


_NAMERS: Mapping[str, Callable[[Names, Values], str]] = {
    "assessment": _assessment,
    "book": lambda *_: "Sổ này",
    "clause": _clause,
    "criteria_statement": _statement,
    "criterion": _criterion,
    "document_duty": _duty,
    "indicator": _indicator,
    "programme": _programme,
    "progress_note": _note,
    "recipient": _recipient,
    "result": _result,
    "setting": _setting,
    "source_document": _document,
    "target": _target,
    "task_department": _of_task("task_department", "department_id"),
    "task_place": _of_task("task_place", "area_id", "place_id"),
}
