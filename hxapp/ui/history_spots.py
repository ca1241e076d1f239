"""Whose history is meant: the rows and fields of the book behind a line, a cell or a field of the panel on each tab."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hxapp.domain.indicators import Basis
from hxapp.domain.periods import Period, periods_of
from hxapp.services.neighbourhoods import ward
from hxapp.services.row_history import Spot, cell_spots, hanging_spots, target_spots
from hxapp.services.tasks import TaskRow

if TYPE_CHECKING:
    from hxapp.storage.database import Reading
    from hxapp.ui.context import Context

_TABLES = {"indicators": "indicator", "tasks": "task", "checklist": "criterion"}
_DEADLINE = ("due_wording", "due_precision", "due_last_day")
_BOUNDS = ("low", "high")
_WORDED = ("wording", "comparator", *_BOUNDS, "unit", "strict", "approx", "plan_basis", "out_of", "per", "baseline")

# Each field of a panel, and each column, by the fields of the row itself.
_OWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "indicators": {
        "department": ("department_id",),
        "leader": ("leader_id",),
        "rhythm": ("rhythm",),
        "over_time": ("over_time",),
        "better": ("better",),
        "decimals": ("decimals",),
        "name": ("name", "short_name"),
        "short_name": ("short_name",),
        "unit": ("unit",),
        "note": ("note",),
    },
    "tasks": {
        "wording": ("wording",),
        "department": ("lead_department_id",),
        "leader": ("leader_id",),
        "watcher": ("watcher_id",),
        "deadline": _DEADLINE,
        "left": _DEADLINE,
        "state": ("state",),
        "percent": ("percent",),
        "finished_on": ("finished_on",),
        "accepted": ("accepted_on",),
        "priority": ("priority",),
        "clause": ("clause_id", "document_id"),
        "number": ("clause_id", "document_id"),
        "programme": ("programme_id",),
        "product": ("product",),
    },
    "checklist": {
        "code": ("code",),
        "title": ("title",),
        "threshold": ("threshold", "comparator", "unit", "kind"),
        "needs_confirmation": ("needs_confirmation",),
    },
}
_OF_TARGET: Mapping[str, tuple[str, ...]] = {
    "plan": _WORDED,
    "wording": _WORDED,
    "comparator": ("comparator",),
    "low": _BOUNDS,
    "high": _BOUNDS,
    "assigned": ("assigned",),
    "typed": ("typed",),
    "number": ("number",),
}
_OF_RESULT: Mapping[str, tuple[str, ...]] = {
    "result": (),
    "so_far": (),
    "previous": (),
    "verdict": ("verdict",),
    "result_note": ("note",),
    "result_source": ("source",),
}
_OF_ASSESSMENT: Mapping[str, tuple[str, ...]] = {
    "outcome": ("outcome",),
    "own": ("outcome",),
    "checked": ("outcome",),
    "previous": ("outcome",),
    "value": ("value",),
    "missing": ("missing",),
    "next_step": ("next_step",),
    "department": ("department_id",),
    "deadline": _DEADLINE,
    "evidence": ("evidence",),
    "remark": ("remark",),
}
_OF_TASK: Mapping[str, str] = {"note": "progress_note", "noted_on": "progress_note", "coordinating": "task_department"}


def of_row(tab: str, row: Any) -> Spot | None:
    """The row of the book that a line of the tab shows; None for a head that is no row."""
    key = getattr(row, "id", None)
    if not isinstance(key, uuid.UUID) or tab not in _TABLES:
        return None
    return Spot("clause" if isinstance(row, TaskRow) and row.is_clause else _TABLES[tab], key)


def has_history(tab: str, name: str) -> bool:
    """Whether a column or a panel's field of that name shows what somebody typed."""
    of_tab = {"indicators": (_OF_TARGET, _OF_RESULT), "tasks": (_OF_TASK,), "checklist": (_OF_ASSESSMENT,)}
    return any(name in known for known in (_OWN.get(tab, {}), *of_tab.get(tab, ())))


def of_field(reading: Reading, context: Context, tab: str, row: Spot, name: str) -> tuple[Spot, ...]:
    """The rows and fields behind a column or a panel's field; none where nothing was ever typed."""
    if tab == "indicators" and name in _OF_RESULT:
        return _results(reading, context, row, name)
    if tab == "indicators" and name in _OF_TARGET:
        return target_spots(reading, row.row_id, context.year, _OF_TARGET[name])
    if tab == "checklist" and name in _OF_ASSESSMENT:
        cells = cell_spots(reading, "assessment", criterion_id=row.row_id)
        return tuple(Spot(one.table, one.row_id, _OF_ASSESSMENT[name]) for one in cells)
    if tab == "tasks" and name in _OF_TASK:
        return hanging_spots(reading, row, {_OF_TASK[name]})
    fields = _OWN.get(tab, {}).get(name)
    return () if fields is None else (Spot(row.table, row.row_id, fields),)


def of_result(
    reading: Reading, row: Spot, period: Period, basis: Basis, area_id: uuid.UUID | None = None
) -> tuple[Spot, ...]:
    """The figures of one cell of the result grid, estimate and final; without an area the whole ward's."""
    where = {"indicator_id": row.row_id, "period": period, "area_id": area_id or ward(reading), "basis": basis}
    return cell_spots(reading, "result", **where)


def _results(reading: Reading, context: Context, row: Spot, name: str) -> tuple[Spot, ...]:
    """The figures of the period that is shown, estimate and final; of the sum so far those of all periods in it."""
    period = context.period.previous_year if name == "previous" else context.period
    where: dict[str, Any] = {"indicator_id": row.row_id, "period": period, "area_id": ward(reading)}
    if name == "so_far":
        summed = (one for one in periods_of(period.year) if period.cumulative.contains(one))
        periods = dict.fromkeys((period, period.cumulative, *summed))
        return tuple(cell for one in periods for cell in cell_spots(reading, "result", **{**where, "period": one}))
    if name != "previous":
        where["basis"] = Basis.IN_PERIOD
    return tuple(Spot(one.table, one.row_id, _OF_RESULT[name]) for one in cell_spots(reading, "result", **where))
