"""The overview (tổng quan): one reading of where the year stands, for the first tab and the one-page report."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hxapp.domain.checklist import Outcome, Tally
from hxapp.domain.deadlines import Deadline
from hxapp.domain.indicators import PartKind, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.domain.tasks import TaskState
from hxapp.domain.words import sort_key
from hxapp.services import checklist, indicators, tasks
from hxapp.services.checklist import CriterionRow, RoundRow, SetRow
from hxapp.services.indicators import IndicatorRow
from hxapp.services.rounds import round_for
from hxapp.services.tasks import MONTH, WEEK, TaskCounts, TaskRow

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

NO_DEPARTMENT = "Chưa phân công"

_WORST_FIRST = (State.NOT_MET, State.ESTIMATE_NOT_MET, State.UNLIKELY)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in trouble or without its figure. Of a part ('trong đó') `number` is that of the whole.

    A compound says why by the parts that gave it its rating, with their target and their result.
    """

    id: uuid.UUID
    number: str
    name: str
    is_part: bool
    further: bool
    state: State
    why: str
    wording: str
    result: str
    department_id: uuid.UUID | None
    department: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task that is late or due soon."""

    id: uuid.UUID
    clause: str
    wording: str
    department_id: uuid.UUID | None
    department: str
    leader: str
    due: Deadline | None
    late: bool
    days_left: int | None
    standing_text: str
    latest_note: str


@dataclass(frozen=True, slots=True)
class TaskTotals:
    """The tasks with a last day, apart from the standing duties; cancelled ones are in neither.

    `dated` = `done` + `late` + `open`, where `open` still has time.
    """

    dated: int
    done: int
    late: int
    open: int
    standing: int


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """What one department leads and owes; `id` is None for what nobody leads. `month` holds `week`."""

    id: uuid.UUID | None
    name: str
    totals: TaskTotals
    late: int
    week: int
    month: int
    missing: int

    @property
    def has_open(self) -> bool:
        """Whether anything is late, due soon or missing."""
        return any((self.late, self.month, self.missing))


@dataclass(frozen=True, slots=True)
class CriterionMark:
    """One square of the checklist."""

    id: uuid.UUID
    code: str
    title: str
    outcome: Outcome
    previous: Outcome | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of the checklist with its criteria in order."""

    id: uuid.UUID
    code: str
    title: str
    tally: Tally
    outcome: Outcome
    marks: tuple[CriterionMark, ...]


@dataclass(frozen=True, slots=True)
class OpenCriterion:
    """A criterion that is not met or not assessed: what it lacks, and what comes next, by whom and by when."""

    id: uuid.UUID
    code: str
    title: str
    outcome: Outcome
    threshold_text: str
    value: str
    missing: str
    next_step: str
    department: str
    deadline: Deadline | None
    needs_road_map: bool


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """How a criteria set stands in a round; without a round nothing is assessed and `open` is empty.

    `open` names the unmet criteria first, then those not assessed. The document's own statement is `of.statement`.
    """

    of: SetRow
    round: RoundRow | None
    tally: Tally
    group_tally: Tally
    groups: tuple[GroupLine, ...]
    open: tuple[OpenCriterion, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the year stands.

    `states` counts the document's numbered indicators by state, `further_states` the figures inside its tasks, which
    are never added to them; `good` of `total` are met or on the way. `trouble` lists the worst first, `missing` what
    has no figure though it is due. `late` and `week` list the tasks in the order of their deadlines.
    """

    year: int
    period: Period
    stage: Stage
    today: dt.date
    states: dict[State, int]
    good: int
    total: int
    further_states: dict[State, int]
    trouble: tuple[IndicatorLine, ...]
    missing: tuple[IndicatorLine, ...]
    tasks: TaskCounts
    task_totals: TaskTotals
    late: tuple[TaskLine, ...]
    week: tuple[TaskLine, ...]
    month: tuple[TaskLine, ...]
    by_department: tuple[DepartmentLine, ...]
    checklist: ChecklistLine | None


def overview(
    session: Reading, year: int, period: Period, stage: Stage, today: dt.date, set_id: uuid.UUID | None = None
) -> Overview:
    """Reads where the year stands at the period, seen from today.

    The checklist is the given set, else the one that a document of the year speaks of, else the one that was assessed,
    else the first in force; its round is the ward's own latest one until the end of the period.
    """
    indicator_rows = indicators.list_rows(session, year, period, stage)
    task_rows = tasks.list_rows(session, year, today)
    states = indicators.count_states(indicator_rows)
    by_deadline = tasks.by_deadline(task_rows)
    missing = tuple(_indicator_lines(indicator_rows, _is_missing))
    trouble = sorted(_indicator_lines(indicator_rows, _is_trouble), key=lambda line: _WORST_FIRST.index(line.state))
    return Overview(
        year=year,
        period=period,
        stage=stage,
        today=today,
        states=states,
        good=sum(count for state, count in states.items() if state.is_good),
        total=sum(states.values()),
        further_states=indicators.count_further(indicator_rows),
        trouble=tuple(sorted(trouble, key=lambda line: line.further)),
        missing=missing,
        tasks=tasks.count_tasks(task_rows, today, period.first),
        task_totals=_totals(by_deadline),
        late=tuple(_task_line(row) for row in by_deadline if tasks.is_late(row)),
        week=tuple(_task_line(row) for row in by_deadline if tasks.is_due(row, WEEK)),
        month=tuple(_task_line(row) for row in by_deadline if tasks.is_due(row, MONTH)),
        by_department=_by_department(by_deadline, missing),
        checklist=_checklist(session, year, period, set_id),
    )


def _is_missing(row: IndicatorRow) -> bool:
    return not row.is_head and row.rating.state is State.NO_FIGURE


def _is_trouble(row: IndicatorRow) -> bool:
    """A compound is told by its head, which takes the worst of its parts."""
    return row.rating.state.is_trouble and row.part_kind is not PartKind.COMPOUND


def _indicator_lines(rows: Sequence[IndicatorRow], wanted: Callable[[IndicatorRow], bool]) -> Iterator[IndicatorLine]:
    number = ""
    for row in rows:
        number = row.number or number
        if not wanted(row):
            continue
        told = _decisive(row, rows) if row.is_head else [row]
        whys = [one.rating.why if one is row else f"{one.short_name or one.name}: {one.rating.why}" for one in told]
        yield IndicatorLine(
            id=row.id,
            number=number,
            name=row.short_name or row.name,
            is_part=row.depth > 0,
            further=row.further,
            state=row.rating.state,
            why=" ".join(whys),
            wording="; ".join(one.wording for one in told),
            result="; ".join(figure.text for one in told if (figure := one.cumulative or one.in_period) is not None),
            department_id=row.department_id,
            department=row.department,
        )


def _decisive(head: IndicatorRow, rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """The parts that gave a compound its rating."""
    parts = [row for row in rows if row.parent_id == head.id and row.part_kind is PartKind.COMPOUND]
    return [part for part in parts if part.rating.state is head.rating.state]


def _task_line(row: TaskRow) -> TaskLine:
    return TaskLine(
        id=row.id,
        clause=row.clause,
        wording=row.wording,
        department_id=row.department_id,
        department=row.department,
        leader=row.leader,
        due=row.due,
        late=row.standing.late,
        days_left=row.standing.days_left,
        standing_text=row.standing.text,
        latest_note=row.latest_note,
    )


def _totals(rows: Iterable[TaskRow]) -> TaskTotals:
    """Counts the rows of a flat list of tasks."""
    counted = [row for row in rows if row.state is not TaskState.CANCELLED]
    dated = [row for row in counted if row.due is not None and row.due.last_day is not None]
    done = sum(row.state is not None and row.state.is_done for row in dated)
    late = sum(row.standing.late for row in dated)
    standing = sum(row.due is not None and row.due.last_day is None for row in counted)
    return TaskTotals(len(dated), done, late, len(dated) - done - late, standing)


def _by_department(rows: Sequence[TaskRow], missing: Iterable[IndicatorLine]) -> tuple[DepartmentLine, ...]:
    """Every department that leads a task or owes a figure, the most late first, and last what nobody leads."""
    names: dict[uuid.UUID | None, str] = {}
    led: dict[uuid.UUID | None, list[TaskRow]] = {}
    owed: dict[uuid.UUID | None, int] = {}
    for row in rows:
        names[row.department_id] = row.department
        led.setdefault(row.department_id, []).append(row)
    for line in missing:
        names[line.department_id] = line.department
        owed[line.department_id] = owed.get(line.department_id, 0) + 1
    lines = []
    for identity, name in names.items():
        own = led.get(identity, [])
        lines.append(
            DepartmentLine(
                id=identity,
                name=NO_DEPARTMENT if identity is None else name,
                totals=_totals(own),
                late=sum(map(tasks.is_late, own)),
                week=sum(tasks.is_due(row, WEEK) for row in own),
                month=sum(tasks.is_due(row, MONTH) for row in own),
                missing=owed.get(identity, 0),
            )
        )
    return tuple(
        sorted(
            lines,
            key=lambda line: (line.id is None, -line.late, -line.missing, -line.week, -line.month, sort_key(line.name)),
        )
    )


def _checklist(session: Reading, year: int, period: Period, set_id: uuid.UUID | None) -> ChecklistLine | None:
    sets = checklist.list_sets(session, year)
    if set_id is not None:
        sets = tuple(one for one in sets if one.id == set_id)
    if not sets:
        return None
    rounds = {one.id: round_for(checklist.list_rounds(session, one.id), period) for one in sets}
    chosen = min(sets, key=lambda one: (not one.statement, rounds[one.id] is None))
    held = rounds[chosen.id]
    rows = checklist.list_rows(session, chosen.id, held.id if held else None)
    groups = tuple(
        _group(row, [one for one in rows if one.parent_id == row.id], row.tally)
        for row in rows
        if row.tally is not None
    )
    still_open = [row for row in rows if not row.is_group and row.outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSED)]
    return ChecklistLine(
        of=chosen,
        round=held,
        tally=checklist.tally_of(rows),
        group_tally=checklist.group_tally_of(rows),
        groups=groups,
        open=tuple(_open(row) for row in sorted(still_open, key=lambda row: row.outcome is not Outcome.NOT_MET)),
    )


def _group(row: CriterionRow, beneath: Iterable[CriterionRow], tally: Tally) -> GroupLine:
    marks = tuple(
        CriterionMark(one.id, one.code, one.title, one.outcome or Outcome.NOT_ASSESSED, one.previous) for one in beneath
    )
    return GroupLine(row.id, row.code, row.title, tally, row.outcome or Outcome.NOT_ASSESSED, marks)


def _open(row: CriterionRow) -> OpenCriterion:
    return OpenCriterion(
        id=row.id,
        code=row.code,
        title=row.title,
        outcome=row.outcome or Outcome.NOT_ASSESSED,
        threshold_text=row.threshold_text,
        value=row.value.text if row.value else "",
        missing=row.missing,
        next_step=row.next_step,
        department=row.department,
        deadline=row.deadline,
        needs_road_map=row.needs_road_map,
    )
