"""The rows of a tab as plain facts: what `hxapp list` prints, for people as lines and for programs as JSON."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.domain.words import format_date, format_number
from hxapp.services import checklist, indicators, tasks
from hxapp.services.indicators import IndicatorRow
from hxapp.services.neighbourhoods import ward
from hxapp.services.rounds import round_for
from hxapp.services.targets import year_targets

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

Fact = str | int | bool | list[str] | list[dict[str, str]] | None


@dataclass(frozen=True)
class Line:
    """One row: its facts by name, in printing order, and which of them make the line that people read."""

    facts: dict[str, Fact]
    shown: tuple[str, ...]
    depth: int = 0

    def as_json(self) -> dict[str, Fact]:
        """The facts; figures are strings as an office writes them, what is not there is null."""
        return self.facts

    def as_text(self) -> str:
        """The shown facts, between tabs, indented by depth."""
        return "  " * self.depth + "\t".join(str(self.facts[name] or "") for name in self.shown).rstrip()


def rows(session: Reading, what: str, year: int, period: Period, today: dt.date) -> list[Line]:
    """The rows of 'indicators', 'tasks' or 'checklist'; HxError for any other word."""
    reader = _READERS.get(what)
    if reader is None:
        raise HxError(f"Không có loại “{what}”: hãy chọn indicators, tasks hoặc checklist.")
    return reader(session, year, period, today)


def _indicators(session: Reading, year: int, period: Period, today: dt.date) -> list[Line]:
    listed = indicators.list_rows(session, year, period)
    targets = [one for one in year_targets(session, year, ward(session)) if one.judged]
    heads = {one.indicator_id: one.wording for one in reversed(targets)}
    return [
        Line(
            {
                "key": str(row.id),
                "number": row.number or None,
                "numbered": row.headline,
                "clause": row.clause or None,
                "name": row.name,
                "unit": row.unit or None,
                "target": row.wording or _head_wording(row, heads) or None,
                "assigned": format_number(row.assigned) if row.assigned is not None else None,
                "result": row.in_period.text if row.in_period else None,
                "cumulative": row.cumulative.text if row.cumulative else None,
                "previous_year": row.previous.text if row.previous else None,
                "percent": row.percent_text or None,
                "percent_of_assigned": row.rating.assigned_percent_text or None,
                "stage": _stage(row),
                "rating": row.rating.state.value,
                "rating_text": row.rating.state.label,
                "why": row.rating.why or None,
                "against_assigned": row.rating.against_assigned.value if row.rating.against_assigned else None,
                "outcomes": [{"target": wording, "rating": state.value} for wording, state in row.outcomes],
                "marks": list(row.marks),
                "department": row.department or None,
                "leader": row.leader or None,
            },
            ("number", "name", "target", "result", "cumulative", "rating_text"),
            row.depth,
        )
        for row in listed
    ]


def _head_wording(row: IndicatorRow, heads: dict[uuid.UUID, str]) -> str:
    """What the document asks of a compound, in its own words."""
    return heads.get(row.id, "") if row.is_head else ""


def _stage(row: IndicatorRow) -> str | None:
    """Whether the figure that is judged is an estimate or final."""
    figure = row.cumulative or row.in_period
    return figure.stage.value if figure else None


def _tasks(session: Reading, year: int, period: Period, today: dt.date) -> list[Line]:
    return [
        Line(
            {
                "key": str(row.id),
                "clause": row.is_clause,
                "number": row.number or None,
                "name": row.wording,
                "department": row.department or None,
                "leader": row.leader or None,
                "deadline": row.deadline.wording if row.deadline else None,
                "last_day": row.deadline.last_day.isoformat() if row.deadline and row.deadline.last_day else None,
                "late": row.standing.late,
                "standing": row.standing.text or None,
                "state": row.state.value if row.state else None,
                "state_text": row.state_text or None,
                "percent": row.percent,
                "latest_note": row.latest_note or None,
                "latest_note_on": format_date(row.latest_note_on) if row.latest_note_on else None,
            },
            ("number", "name", "department", "deadline", "standing", "state_text"),
            row.depth,
        )
        for row in tasks.list_rows(session, year, today)
    ]


def _checklist(session: Reading, year: int, period: Period, today: dt.date) -> list[Line]:
    lines = []
    for criteria_set in checklist.list_sets(session, year):
        rounds = checklist.list_rounds(session, criteria_set.id)
        chosen = round_for(rounds, period)
        lines += [
            Line(
                {
                    "key": str(row.id),
                    "set": criteria_set.code,
                    "group": row.is_group,
                    "code": row.code,
                    "name": row.title,
                    "threshold": row.threshold_text or None,
                    "value": row.value.text if row.value else None,
                    "result": row.outcome.value if row.outcome else None,
                    "rating_text": row.outcome.label if row.outcome else None,
                    "met": row.tally.text if row.tally else None,
                    "missing": row.missing or None,
                    "next_step": row.next_step or None,
                    "deadline": row.deadline.wording if row.deadline else None,
                    "needs_confirmation": row.needs_confirmation,
                },
                ("code", "name", "threshold", "value", "rating_text", "met"),
                row.depth,
            )
            for row in checklist.list_rows(session, criteria_set.id, chosen.id if chosen else None)
        ]
    return lines


_READERS: dict[str, Callable[[Reading, int, Period, dt.date], list[Line]]] = {
    "indicators": _indicators,
    "tasks": _tasks,
    "checklist": _checklist,
}
