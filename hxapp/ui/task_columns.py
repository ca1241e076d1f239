"""The columns of the tasks' table: what stands in them, how it looks, and what is typed there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hxapp.domain.errors import Refused
from hxapp.domain.tasks import Priority, TaskState
from hxapp.domain.words import format_date, match_key, tidy
from hxapp.services import tasks
from hxapp.services.tasks import TaskCounts, TaskRow
from hxapp.ui import labels
from hxapp.ui.chips import Chip
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import Align, Column, Line, Look, RowLook

# What one can set; 'hoàn thành quá hạn' follows by itself from the day and the deadline.
STATES = (
    TaskState.NOT_STARTED,
    TaskState.IN_PROGRESS,
    TaskState.DONE,
    TaskState.PAUSED,
    TaskState.CANCELLED,
)


def columns(
    saves: Mapping[str, dict[str, Any]],
    choices: Callable[[str], Sequence[tuple[str, str]]],
    since: Callable[[], dt.date],
) -> tuple[Column, ...]:
    """The columns. `saves` holds `save` and `save_many` of each that is typed into, `choices(key)` what 'department'
    and 'leader' offer, `since()` the first day of the period that wants a note."""
    return (
        Column("number", "Mục", lambda row: row.number, width=60, fixed=True, look=lambda row: Look(tone=Tone.SECOND)),
        Column(
            "wording",
            "Nhiệm vụ",
            lambda row: row.wording,
            stretch=True,
            fixed=True,
            tree=True,
            look=_wording_look,
            tip=lambda row: f"Chương trình trọng điểm: {row.programme}" if row.programme else "",
        ),
        Column(
            "department",
            "Chủ trì",
            lambda row: row.department,
            width=138,
            gives_way=3,
            editable=_is_task,
            closed=_closed,
            edit_text=lambda row: str(row.department_id or ""),
            choices=lambda row: choices("department"),
            **saves["department"],
        ),
        Column(
            "leader",
            "Phụ trách",
            lambda row: row.leader,
            width=96,
            gives_way=2,
            look=lambda row: Look(tone=Tone.SECOND),
            editable=_is_task,
            closed=_closed,
            edit_text=lambda row: str(row.leader_id or ""),
            choices=lambda row: choices("leader"),
            **saves["leader"],
        ),
        Column(
            "deadline",
            "Hạn",
            lambda row: row.due.wording if row.due else "",
            value=lambda row: row.due.last_day or dt.date.max if row.due else None,
            width=106,
            look=lambda row: Look() if row.deadline is not None else Look(italic=True, tone=Tone.SECOND),
            tip=_deadline_tip,
            editable=_is_task,
            closed=_closed,
            edit_text=lambda row: row.deadline.wording if row.deadline else "",
            **saves["deadline"],
        ),
        Column("left", "Còn lại", _left_text, value=_left_value, width=116, look=_left_look, tip=_left_tip),
        Column(
            "state",
            "Trạng thái",
            lambda row: "" if row.state is None else labels.of_task(row.state).word,
            width=122,
            look=_state_look,
            tip=_derived_tip,
            editable=tasks.is_counted,
            closed=_closed,
            edit_text=lambda row: (TaskState.DONE if row.state.is_done else row.state).value,
            choices=lambda row: [(one.value, labels.capital(one.label)) for one in STATES],
            **saves["state"],
        ),
        Column(
            "percent",
            "%",
            lambda row: "" if row.percent is None else str(row.percent),
            value=lambda row: row.percent,
            width=44,
            align=Align.RIGHT,
            gives_way=4,
            look=lambda row: Look(italic=row.derived),
            tip=_derived_tip,
            editable=tasks.is_counted,
            closed=_closed,
            **saves["percent"],
        ),
        Column(
            "note",
            "Tình hình mới nhất",
            lambda row: _note_text(row, since()),
            value=lambda row: row.latest_note_on,
            width=250,
            gives_way=1,
            look=lambda row: _note_look(row, since()),
            tip=lambda row: "" if row.is_clause else "Nhập tại đây để ghi thêm tình hình của hôm nay",
            editable=_is_task,
            closed=_closed,
            edit_text=lambda row: "",
            **saves["note"],
        ),
    )


def _closed(row: TaskRow) -> str:
    """Why the cell is not typed into."""
    if row.is_clause:
        return "Đây là dòng của một mục. Hãy nhập ở từng nhiệm vụ bên dưới."
    return "Trạng thái và tỷ lệ của nhiệm vụ này lấy từ các phần việc bên dưới: hãy nhập ở từng phần việc."


def chips(counts: TaskCounts) -> tuple[Chip, ...]:
    """The counts over the table; the keys are those of the tab's filters."""
    return (
        Chip("", "Tất cả", counts.total),
        Chip("late", "Quá hạn", counts.late, Sign.SQUARE, Tone.RED),
        Chip("week", "7 ngày tới", counts.week, Sign.DIAMOND, Tone.AMBER),
        Chip("month", "30 ngày tới", counts.month, Sign.CLOCK, Tone.AMBER),
        Chip("silent", "Chưa có tình hình kỳ này", counts.silent, Sign.DASH, Tone.SECOND),
        Chip("awaiting", "Chờ xác nhận", counts.awaiting, Sign.TICK, Tone.SECOND),
    )


def row_look(row: TaskRow) -> RowLook:
    """Clauses are headings; a late task has the red edge, a cancelled one is quiet."""
    if row.is_clause:
        return RowLook(section=True, span=True)
    return RowLook(edge=Tone.RED if tasks.is_late(row) else None, quiet=row.state is TaskState.CANCELLED)


def state_of(text: str) -> TaskState:
    """The state of a list's value, or of its word as pasted; Refused for what is neither."""
    for state in TaskState:
        if text == state.value or match_key(text) == match_key(state.label):
            return state
    words = ", ".join(f"“{one.label}”" for one in STATES)
    raise Refused(f"Không có trạng thái “{tidy(text)}”. Hãy chọn một trong: {words}.", "state")


def short(wording: str) -> str:
    """The wording for the name of an action and for questions: one line of it."""
    return wording if len(wording) <= 60 else f"{wording[:59].rstrip()}…"


def _is_task(row: TaskRow) -> bool:
    return not row.is_clause


def _wording_look(row: TaskRow) -> Look:
    return Look(below=(Line("ưu tiên cao", Tone.AMBER, Sign.DIAMOND),)) if row.priority is Priority.HIGH else Look()


def _deadline_tip(row: TaskRow) -> str:
    if row.due is None:
        return ""
    if row.due.last_day is None:
        return "Việc thường xuyên, không tính quá hạn"
    inherited = "" if row.deadline is not None else " (theo nhiệm vụ cấp trên)"
    return f"Tính đến hết ngày {format_date(row.due.last_day)}{inherited}"


def _derived_tip(row: TaskRow) -> str:
    if row.is_clause:
        return "Bình quân của các nhiệm vụ bên dưới"
    return f"Lấy từ {row.task_count} phần việc bên dưới; hãy sửa ở từng phần việc" if row.has_children else ""


def _left_text(row: TaskRow) -> str:
    return f"quá hạn {row.late_count}/{row.task_count}" if row.is_clause else row.standing.text


def _left_value(row: TaskRow) -> object:
    return -row.late_count if row.is_clause else row.standing.days_left


def _left_tip(row: TaskRow) -> str:
    return f"{row.late_count} trong {row.task_count} nhiệm vụ quá hạn" if row.is_clause else ""


def _left_look(row: TaskRow) -> Look:
    if row.late_count if row.is_clause else row.standing.late:
        return Look(Sign.SQUARE, Tone.RED, Tone.RED, bold=True)
    if row.is_clause or not row.standing.due_within(tasks.MONTH):
        return Look(tone=Tone.SECOND)
    if row.standing.due_within(tasks.WEEK):
        return Look(Sign.DIAMOND, Tone.AMBER, Tone.AMBER, bold=True)
    return Look(Sign.CLOCK, Tone.AMBER)


def _state_look(row: TaskRow) -> Look:
    if row.state is None:
        return Look()
    label = labels.of_task(row.state)
    below = (Line("chờ xác nhận", Tone.AMBER),) if row.state.is_done and not row.accepted else ()
    return Look(label.sign, label.tone, label.text_tone, italic=row.derived, below=below)


def _note_text(row: TaskRow, since: dt.date) -> str:
    """The latest note after its day; on a heading what comes due beneath it."""
    if row.is_clause:
        if row.week_count:
            return f"{row.week_count} nhiệm vụ đến hạn trong 7 ngày"
        return f"{row.month_count} nhiệm vụ đến hạn trong 30 ngày" if row.month_count else ""
    if tasks.is_silent(row, since):
        return "chưa có tình hình kỳ này"
    if row.latest_note_on is None:
        return ""
    day = format_date(row.latest_note_on)
    return f"{day if row.latest_note_on.year != since.year else day[:5]}  {row.latest_note}"


def _note_look(row: TaskRow, since: dt.date) -> Look:
    if row.is_clause:
        return Look(tone=Tone.SECOND)
    if not tasks.is_silent(row, since):
        return Look(small=True)
    last = row.latest_note_on
    below = () if last is None else (Line(f"gần nhất: {format_date(last)} {row.latest_note}"),)
    return Look(sign=Sign.DASH, tone=Tone.GREY, small=True, below=below)
