"""How far a task (nhiệm vụ) has come: state, percent, and the days it was finished and accepted, made to agree."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hxapp.domain.errors import Refused
from hxapp.domain.tasks import TaskState, finish
from hxapp.domain.words import format_date
from hxapp.services.task_tree import Node, stored_deadline

if TYPE_CHECKING:
    from hxapp.services.task_edits import TaskEdit
    from hxapp.storage.mapped.tasks import Task

_FROM_PARTS = (
    "Nhiệm vụ này có {count} phần việc, nên {what} do các phần việc quyết định. Hãy sửa ở từng phần việc bên dưới nó."
)


def check_derived(node: Node, edit: TaskEdit) -> None:
    """What parts decide is not changed from above."""
    count = len(node.children)
    if edit.state is not node.state:
        raise Refused(_FROM_PARTS.format(count=count, what="trạng thái"), "state")
    if edit.percent != (node.percent or 0):
        raise Refused(_FROM_PARTS.format(count=count, what="tỷ lệ hoàn thành"), "percent")
    if edit.finished_on != node.finished_on:
        raise Refused(_FROM_PARTS.format(count=count, what="ngày hoàn thành"), "finished_on")
    if edit.accepted_on is not None:
        raise Refused(_FROM_PARTS.format(count=count, what="việc xác nhận"), "accepted_on")


def write_progress(row: Task, edit: TaskEdit, today: dt.date) -> None:
    """State, percent and the two days, made to agree: what was changed leads, what was not follows."""
    state, percent, finished_on, accepted_on = edit.state, edit.percent, edit.finished_on, edit.accepted_on
    new_state, new_percent = state is not row.state, percent != row.percent
    if not 0 <= percent <= 100:
        raise Refused(f"Tỷ lệ hoàn thành {percent}% không dùng được. Hãy nhập từ 0 đến 100.", "percent")
    if state.is_done:
        if percent != 100 and new_percent:
            raise Refused(
                f"Nhiệm vụ đã hoàn thành thì tỷ lệ là 100%, không phải {percent}%. "
                "Nếu chưa xong, hãy đổi trạng thái sang “đang thực hiện” trước.",
                "percent",
            )
        percent, finished_on = 100, finished_on or today
        if finished_on > today:
            raise Refused(
                f"Ngày hoàn thành {format_date(finished_on)} còn chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua.",
                "finished_on",
            )
    else:
        if new_state and row.state.is_done:
            finished_on, accepted_on = None, None  # opened again
        if finished_on is not None:
            raise Refused(
                "Nhiệm vụ chưa hoàn thành thì không có ngày hoàn thành. "
                "Hãy chọn trạng thái “hoàn thành”, hoặc xóa ngày đó.",
                "finished_on",
            )
        if state is TaskState.NOT_STARTED and percent > 0:
            if new_percent and new_state:
                raise Refused(
                    f"Nhiệm vụ chưa bắt đầu thì tỷ lệ là 0%, không phải {percent}%. "
                    "Hãy chọn trạng thái “đang thực hiện”, hoặc nhập 0.",
                    "percent",
                )
            state, percent = (TaskState.IN_PROGRESS, percent) if new_percent else (state, 0)
    row.state, row.percent, row.finished_on = state, percent, finished_on
    if accepted_on is not None:
        check_accepted(row, accepted_on)
    row.accepted_on = accepted_on
    judge(row)


def judge(row: Task) -> None:
    """Decides whether a finished task was finished in time."""
    if row.state.is_done and row.finished_on is not None:
        row.state = finish(stored_deadline(row.due_wording, row.due_precision, row.due_last_day), row.finished_on)


def check_accepted(row: Task, on: dt.date | None) -> None:
    """Refused for a day of acceptance on which the task was not finished yet."""
    if on is None:
        return
    if not row.state.is_done:
        raise Refused(
            f"“{short(row.wording)}” chưa được báo hoàn thành nên chưa xác nhận được. "
            "Hãy chọn trạng thái “hoàn thành” trước.",
            "accepted_on",
        )
    if row.finished_on is not None and on < row.finished_on:
        raise Refused(
            f"Ngày xác nhận {format_date(on)} trước ngày hoàn thành {format_date(row.finished_on)} "
            f"của “{short(row.wording)}”. Hãy chọn ngày sau đó.",
            "accepted_on",
        )


def short(wording: str) -> str:
    """The wording as a sentence about it names the task."""
    return wording if len(wording) <= 80 else f"{wording[:79].rstrip()}…"
