"""Task progress (tiến độ nhiệm vụ): totals by lead department that add up, then every task, the late ones first."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hxapp.domain.bands import rounded
from hxapp.domain.deadlines import Precision
from hxapp.domain.periods import Period
from hxapp.domain.tasks import TaskState
from hxapp.domain.words import format_date, format_number, sort_key
from hxapp.reports import office
from hxapp.reports.report import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Run,
    Table,
    column_numbers,
    item,
    section,
    total,
)
from hxapp.reports.wording import capital, count_cell, letter, shortened
from hxapp.services import books, tasks
from hxapp.services.overview import NO_DEPARTMENT
from hxapp.services.tasks import TaskRow

NOTE_SIZE = 10.0
_PARENT_LETTERS = 70
_MOST_LEADERS = 3


def build(session: Any, period: Period, today: dt.date) -> Report:
    """The tasks of the period's year as they stand today, whatever the period."""
    facts = books.facts(session)
    rows = tasks.list_rows(session, period.year, today)
    return office.standing_alone(
        facts,
        today,
        title=f"TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ NĂM {period.year} THEO ĐƠN VỊ CHỦ TRÌ",
        lines=(f"(Tính đến ngày {format_date(today)})",),
        blocks=_blocks(rows, period.year),
        file_stem=f"tien-do-nhiem-vu-{period.year}-{today.isoformat()}",
        landscape=False,
    )


@dataclass(frozen=True)
class Standings:
    """How many tasks stand where; every task is in exactly one of the fields.

    The first four have a last day; `undated` have no deadline at all, `standing` go on without one.
    """

    on_time: int = 0
    done_late: int = 0
    open: int = 0
    late: int = 0
    undated: int = 0
    standing: int = 0

    @property
    def dated(self) -> int:
        return self.on_time + self.done_late + self.open + self.late

    @property
    def done(self) -> int:
        """Of the dated ones."""
        return self.on_time + self.done_late

    @property
    def total(self) -> int:
        return self.dated + self.undated + self.standing


def standings(rows: Iterable[TaskRow]) -> Standings:
    """Counts the tasks without parts; cancelled ones are left out."""
    counts = dict.fromkeys(Standings.__dataclass_fields__, 0)
    for row in rows:
        if tasks.is_counted(row) and row.state is not TaskState.CANCELLED:
            counts[_where(row)] += 1
    return Standings(**counts)


def _where(row: TaskRow) -> str:
    done = row.state in (TaskState.DONE, TaskState.DONE_LATE)
    if row.due is None:
        return "undated"
    if row.due.precision is Precision.STANDING or row.due.last_day is None:
        return "standing"
    if done:
        return "done_late" if row.state is TaskState.DONE_LATE else "on_time"
    return "late" if row.standing.late else "open"


@dataclass(frozen=True)
class _Department:
    """A lead department with its tasks in the order of their deadlines, late ones first."""

    name: str
    rows: tuple[TaskRow, ...]
    counts: Standings


def _departments(rows: Sequence[TaskRow]) -> list[_Department]:
    """The most late first, then the one with most tasks; last what nobody leads."""
    led: dict[uuid.UUID | None, list[TaskRow]] = {}
    for row in tasks.by_deadline(rows):
        led.setdefault(row.department_id, []).append(row)
    found = [
        (identity is None, _Department(own[0].department or NO_DEPARTMENT, tuple(own), standings(own)))
        for identity, own in led.items()
    ]
    found.sort(key=lambda one: (one[0], -one[1].counts.late, -one[1].counts.total, sort_key(one[1].name)))
    return [department for _, department in found]


def _blocks(rows: Sequence[TaskRow], year: int) -> tuple[Block, ...]:
    departments = _departments(rows)
    if not departments:
        return (Paragraph(f"Sổ chưa có nhiệm vụ nào của năm {year}."),)
    whole = standings(rows)
    cancelled = sum(tasks.is_counted(row) and row.state is TaskState.CANCELLED for row in rows)
    return (
        Heading("I. TỔNG HỢP"),
        _totals(departments, whole),
        Paragraph(_denominators(whole, cancelled), size=NOTE_SIZE),
        Heading("II. CHI TIẾT (việc quá hạn xếp trước)"),
        _detail(departments, {row.id: row for row in rows}),
    )


# The totals


def _share(part: int, whole: int) -> Cell:
    """A per cent with one decimal; of nothing there is none."""
    if whole == 0:
        return Cell("")
    value = rounded(Fraction(part * 100, whole), 1)
    return Cell(format_number(value, 1), value, 1)


def _totals(departments: Sequence[_Department], whole: Standings) -> Table:
    """The table of counts; the column of undated tasks is there only when there are any."""
    undated = whole.undated > 0
    rate, on_time = (11, 12) if undated else (10, 11)
    head = (
        (
            Cell("TT", rows=3),
            Cell("Đơn vị chủ trì", rows=3),
            Cell("Tổng số", rows=3),
            Cell("Nhiệm vụ có thời hạn", span=5),
            *((Cell("Không ghi hạn", rows=3),) if undated else ()),
            Cell("Thường xuyên", rows=3),
            Cell("Tỷ lệ (%)", span=2),
        ),
        (
            Cell("Cộng", rows=2),
            Cell("Hoàn thành", span=2),
            Cell("Chưa hoàn thành", span=2),
            Cell("hoàn thành", rows=2),
            Cell("đúng hạn", rows=2),
        ),
        (Cell("đúng hạn"), Cell("quá hạn"), Cell("trong hạn"), Cell("quá hạn")),
    )
    numbers = (
        *("(1)", "(2)", "(3)=(4)\n+(9)\n+(10)" if undated else "(3)=\n(4)+(9)", "(4)=(5)+\n…+(8)"),
        *(f"({number})" for number in range(5, rate)),
        *(f"({rate})=[(5)\n+(6)]/(4)", f"({on_time})=(5)/\n[(5)+(6)]"),
    )
    rows = [
        item(str(number), one.name, *_counts(one.counts, undated=undated, bold=False))
        for number, one in enumerate(departments, start=1)
    ]
    rows.append(total("", "Cộng", *_counts(whole, undated=undated, bold=True)))
    columns = (
        Column("TT", 8, Align.CENTER),
        Column("Đơn vị chủ trì", 27 if undated else 38.5),
        *(Column("", width, Align.CENTER) for width in (12.5 if undated else 12, 12.5, 12, 12, 12.5, 12.5)),
        *((Column("", 13.5, Align.CENTER),) if undated else ()),
        *(Column("", 15.5, Align.CENTER), Column("", 14.5, Align.DECIMAL), Column("", 15, Align.DECIMAL)),
    )
    return Table(columns, tuple(rows), head=head, numbers=numbers, size=10.5 if undated else 11, name="Tổng hợp")


def _counts(counts: Standings, *, undated: bool, bold: bool) -> tuple[Cell, ...]:
    return (
        *(
            count_cell(number, bold=bold)
            for number in (counts.total, counts.dated, counts.on_time, counts.done_late, counts.open)
        ),
        count_cell(counts.late, bold=bold or counts.late > 0),
        *((count_cell(counts.undated, bold=bold),) if undated else ()),
        count_cell(counts.standing, bold=bold),
        *(
            replace(cell, bold=bold)
            for cell in (_share(counts.done, counts.dated), _share(counts.on_time, counts.done))
        ),
    )


def _denominators(whole: Standings, cancelled: int) -> tuple[Run, ...]:
    """What the two rates are of, with their figures."""
    rate_column, on_time_column = ("(11)", "(12)") if whole.undated else ("(10)", "(11)")
    sentences = [f"cột {rate_column} là số đã hoàn thành trên số nhiệm vụ có thời hạn"]
    if whole.dated:
        rate = format_number(rounded(Fraction(whole.done * 100, whole.dated), 1))
        sentences[0] += f": ({whole.on_time} + {whole.done_late})/{whole.dated} = {rate}%"
    sentences.append(f"cột {on_time_column} là số hoàn thành đúng hạn trên số đã hoàn thành")
    if whole.done:
        rate = format_number(rounded(Fraction(whole.on_time * 100, whole.done), 1))
        sentences[1] += f": {whole.on_time}/({whole.on_time} + {whole.done_late}) = {rate}%"
    without = "Việc thường xuyên và việc không ghi hạn" if whole.undated else "Việc thường xuyên"
    left_out = f"{without} không tính vào tỷ lệ."
    gone = f" Không kể {cancelled} việc đã hủy." if cancelled else ""
    text = f" {'; '.join(sentences)}. {left_out} Việc có nhiều phần thì đếm từng phần.{gone} Dấu (-): không có."
    return (Run("Mẫu số:", bold=True, italic=True), Run(text))


# The detail


def _detail(departments: Sequence[_Department], by_id: dict[uuid.UUID, TaskRow]) -> Table:
    rows: list[Row] = []
    for place, department in enumerate(departments):
        rows.append(section(Cell(letter(place), align=Align.CENTER), Cell(_department_line(department)), repeat=True))
        rows += [
            item(
                str(number),
                Cell(_wording(row, by_id)),
                Cell(_deadline(row)),
                _state(row),
                Cell(_progress(row), small=True),
            )
            for number, row in enumerate(department.rows, start=1)
        ]
    columns = (
        Column("TT", 7, Align.CENTER),
        Column("Nhiệm vụ (mục của văn bản)", 60),
        Column("Hạn hoàn thành", 27.5, Align.CENTER),
        Column("Trạng thái", 31, Align.CENTER),
        Column("Tình hình, vướng mắc", 39.5),
    )
    return Table(columns, tuple(rows), numbers=column_numbers(5), name="Chi tiết")


def _department_line(department: _Department) -> tuple[Run, ...]:
    """'Địa chính – Xây dựng (phụ trách: …): quá hạn 3/22, hoàn thành 1/22 việc có thời hạn'."""
    leaders = sorted({row.leader for row in department.rows if row.leader}, key=sort_key)
    named = f" (phụ trách: {', '.join(leaders)})" if 0 < len(leaders) <= _MOST_LEADERS else ""
    counts = department.counts
    runs = [Run(department.name, bold=True), Run(f"{named}: ")]
    if counts.dated:
        runs += [
            Run(f"quá hạn {counts.late}/{counts.dated}", bold=counts.late > 0),
            Run(f", hoàn thành {counts.done}/{counts.dated} việc có thời hạn"),
        ]
    else:
        runs.append(Run(f"{counts.total} việc, không việc nào có thời hạn"))
    return tuple(runs)


def _wording(row: TaskRow, by_id: dict[uuid.UUID, TaskRow]) -> str | tuple[Run, ...]:
    """The task with its clause; of a part, what it is a part of."""
    cited = f" ({row.clause})" if row.clause else ""
    above = by_id[row.id].parent_key  # the list by deadline has none
    parent = by_id.get(above) if above else None
    if parent is None or parent.is_clause:
        return row.wording + cited
    of_what = f"\nthuộc: {shortened(parent.wording, _PARENT_LETTERS)}"
    return (Run(row.wording + cited), Run(of_what, italic=True, size=9.5))


def _deadline(row: TaskRow) -> str:
    """The deadline as written; that of the task above is said to be so."""
    if row.due is None:
        return ""
    return row.due.wording if row.deadline is not None else f"{row.due.wording}\n(theo việc chung)"


def _state(row: TaskRow) -> Cell:
    """How the task stands: late ones bold with how long, finished ones with their day."""
    state = row.state or TaskState.NOT_STARTED
    if state in (TaskState.DONE, TaskState.DONE_LATE):
        day = f" ({format_date(row.finished_on)})" if row.finished_on else ""
        waiting = "" if row.accepted else "\nchờ xác nhận"
        behind = f", {row.standing.text}" if row.standing.text else ""
        return Cell(capital(state.label) + behind + day + waiting)
    if state is TaskState.CANCELLED:
        return Cell(capital(state.label))
    extra = "" if state is TaskState.IN_PROGRESS else f"\n{state.label}"
    if row.standing.late:
        return Cell(capital(row.standing.text.replace("quá ", "quá hạn ", 1)) + extra, bold=True)
    if row.standing.text == "hôm nay":
        return Cell(f"Đến hạn hôm nay{extra}")
    if row.standing.text:
        return Cell(capital(row.standing.text) + extra)
    if row.due is not None:
        return Cell("Thường xuyên" + extra)
    return Cell(capital(state.label))


def _progress(row: TaskRow) -> str:
    """'80%. Đã lấy ý kiến nhân dân (06/09).'"""
    told = row.state not in (TaskState.DONE, TaskState.DONE_LATE, TaskState.CANCELLED) and row.percent is not None
    percent = f"{row.percent}%. " if told and (row.percent or row.state is not TaskState.NOT_STARTED) else ""
    if not row.latest_note:
        return percent.strip()
    day = f" ({format_date(row.latest_note_on)[:5]})" if row.latest_note_on else ""
    return f"{percent}{row.latest_note.rstrip('.')}{day}."
