"""Tasks (nhiệm vụ): their states, how they stand to their deadlines, and what a parent takes from its children."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hxapp.domain.deadlines import Deadline


class TaskState(StrEnum):
    """Where a task is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DONE_LATE = "done_late"
    PAUSED = "paused"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            TaskState.NOT_STARTED: "chưa bắt đầu",
            TaskState.IN_PROGRESS: "đang thực hiện",
            TaskState.DONE: "hoàn thành",
            TaskState.DONE_LATE: "hoàn thành quá hạn",
            TaskState.PAUSED: "tạm dừng",
            TaskState.CANCELLED: "hủy",
        }[self]

    @property
    def is_done(self) -> bool:
        return self in (TaskState.DONE, TaskState.DONE_LATE)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is asked of the task, so that it cannot be late any more."""
        return self.is_done or self is TaskState.CANCELLED


class Priority(StrEnum):
    """How urgent a task is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"

    @property
    def label(self) -> str:
        return {Priority.LOW: "thấp", Priority.NORMAL: "thường", Priority.HIGH: "cao"}[self]


class TaskRole(StrEnum):
    """The part a further department has in a task; an outside partner owes no figures."""

    COORDINATES = "coordinates"
    PARTNER = "partner"

    @property
    def label(self) -> str:
        return {TaskRole.COORDINATES: "phối hợp", TaskRole.PARTNER: "đơn vị ngoài phối hợp"}[self]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands to its deadline: `days_left` is negative when late, None where nothing runs out.

    `text` is what the column shows: 'quá 12 ngày', 'hôm nay', 'còn 18 ngày', 'muộn 5 ngày' (done too late) or ''.
    """

    late: bool
    days_left: int | None
    text: str

    def due_within(self, days: int) -> bool:
        """Whether the deadline comes within so many days, today included; a late task is past that."""
        return self.days_left is not None and 0 <= self.days_left <= days


def standing(deadline: Deadline | None, state: TaskState, finished_on: dt.date | None, today: dt.date) -> Standing:
    """How a task stands to its deadline today, judged by the last day of the deadline as it is now.

    A task that is done or cancelled is not late, nor is a standing duty or a task without a deadline. A paused one is:
    pausing moves no deadline. A task done too late says by how many days.
    """
    if state is TaskState.DONE_LATE and deadline is not None and finished_on is not None:
        behind = deadline.days_left(finished_on)
        return Standing(False, None, f"muộn {-behind} ngày" if behind is not None and behind < 0 else "")
    left = None if deadline is None or state.is_closed else deadline.days_left(today)
    if left is None:
        return Standing(False, None, "")
    if left == 0:
        return Standing(False, 0, "hôm nay")
    return Standing(left < 0, left, f"quá {-left} ngày" if left < 0 else f"còn {left} ngày")


def finish(deadline: Deadline | None, finished_on: dt.date) -> TaskState:
    """The state of a task finished on that day: late after the last day of its deadline."""
    return TaskState.DONE_LATE if deadline is not None and deadline.is_late(finished_on) else TaskState.DONE


def derive_percent(percents: Sequence[int]) -> int:
    """A parent's percent: the average of its children's, rounded half up; the cancelled ones are not handed in."""
    return (2 * sum(percents) + len(percents)) // (2 * len(percents)) if percents else 0


def derive_state(states: Iterable[TaskState]) -> TaskState:
    """A parent's state from its children's: done when all are, late when one was; cancelled ones do not count."""
    found = set(states)
    counted = found - {TaskState.CANCELLED}
    if not counted:
        return TaskState.CANCELLED if found else TaskState.NOT_STARTED
    if all(state.is_done for state in counted):
        return TaskState.DONE_LATE if TaskState.DONE_LATE in counted else TaskState.DONE
    if TaskState.IN_PROGRESS in counted:
        return TaskState.IN_PROGRESS
    if TaskState.PAUSED in counted:
        return TaskState.PAUSED
    return TaskState.NOT_STARTED if counted == {TaskState.NOT_STARTED} else TaskState.IN_PROGRESS
