"""Tasks: how they stand to their deadlines, and what parents take from children."""

from __future__ import annotations

import datetime as dt

import pytest

from hxapp.domain.deadlines import Deadline
from hxapp.domain.tasks import (
    Priority,
    Standing,
    TaskRole,
    TaskState,
    derive_percent,
    derive_state,
    finish,
    standing,
)

TODAY = dt.date(2022, 9, 12)
GOING = TaskState.IN_PROGRESS
DONE, LATE, PAUSED, CANCELLED, NEW = (
    TaskState.DONE,
    TaskState.DONE_LATE,
    TaskState.PAUSED,
    TaskState.CANCELLED,
    TaskState.NOT_STARTED,
)


def due(text: str) -> Deadline:
    return Deadline.read(text, 2022)


@pytest.mark.parametrize(
    ("deadline", "state", "late", "days", "text"),
    [
        ("31/8/2022", GOING, True, -12, "quá 12 ngày"),
        ("quý II/2022", PAUSED, True, -74, "quá 74 ngày"),
        ("quý I/2022", NEW, True, -165, "quá 165 ngày"),
        ("11/9/2022", GOING, True, -1, "quá 1 ngày"),
        ("12/9/2022", GOING, False, 0, "hôm nay"),
        ("13/9/2022", GOING, False, 1, "còn 1 ngày"),
        ("30/9/2022", GOING, False, 18, "còn 18 ngày"),
        ("trong năm 2022", GOING, False, 110, "còn 110 ngày"),
        ("thường xuyên", GOING, False, None, ""),
        ("thường xuyên", NEW, False, None, ""),
        ("31/8/2022", DONE, False, None, ""),
        ("31/8/2022", CANCELLED, False, None, ""),
        (None, GOING, False, None, ""),
    ],
)
def test_standing(deadline: str | None, state: TaskState, late: bool, days: int | None, text: str) -> None:
    assert standing(due(deadline) if deadline else None, state, None, TODAY) == Standing(late, days, text)


def test_a_task_done_too_late_is_not_late_any_more_and_says_by_how_much() -> None:
    assert standing(due("31/8/2022"), LATE, dt.date(2022, 9, 5), TODAY) == Standing(False, None, "muộn 5 ngày")
    # The deadline was moved behind the day it was finished.
    assert standing(due("30/9/2022"), LATE, dt.date(2022, 9, 5), TODAY) == Standing(False, None, "")
    assert standing(due("5/9/2022"), LATE, dt.date(2022, 9, 5), TODAY) == Standing(False, None, "")
    assert standing(due("31/8/2022"), LATE, None, TODAY) == Standing(False, None, "")


def test_due_within() -> None:
    assert Standing(False, 7, "còn 7 ngày").due_within(7)
    assert not Standing(False, 8, "còn 8 ngày").due_within(7)
    assert Standing(False, 0, "hôm nay").due_within(7)
    assert not Standing(True, -1, "quá 1 ngày").due_within(7)
    assert not Standing(False, None, "").due_within(30)


def test_finishing() -> None:
    assert finish(due("quý II/2022"), dt.date(2022, 6, 30)) is DONE
    assert finish(due("quý II/2022"), dt.date(2022, 7, 1)) is LATE
    assert finish(due("thường xuyên"), TODAY) is DONE
    assert finish(None, TODAY) is DONE


@pytest.mark.parametrize(
    ("percents", "whole"),
    [
        ([], 0),
        ([40], 40),
        ([60, 0], 30),
        ([0, 0, 1], 0),
        ([1, 0], 1),
        ([33, 33, 34], 33),
        ([100, 100], 100),
        ([99, 100], 100),
    ],
)
def test_a_parents_percent(percents: list[int], whole: int) -> None:
    assert derive_percent(percents) == whole


@pytest.mark.parametrize(
    ("children", "state"),
    [
        ([], NEW),
        ([NEW, NEW], NEW),
        ([NEW, CANCELLED], NEW),
        ([GOING, NEW], GOING),
        ([DONE, NEW], GOING),
        ([DONE, DONE], DONE),
        ([DONE, CANCELLED], DONE),
        ([DONE, LATE], LATE),
        ([PAUSED, DONE], PAUSED),
        ([PAUSED, NEW], PAUSED),
        ([PAUSED, GOING], GOING),
        ([CANCELLED, CANCELLED], CANCELLED),
    ],
)
def test_a_parents_state(children: list[TaskState], state: TaskState) -> None:
    assert derive_state(children) is state


def test_words() -> None:
    assert [state.label for state in TaskState] == [
        "chưa bắt đầu",
        "đang thực hiện",
        "hoàn thành",
        "hoàn thành quá hạn",
        "tạm dừng",
        "hủy",
    ]
    assert {state for state in TaskState if state.is_closed} == {DONE, LATE, CANCELLED}
    assert {state for state in TaskState if state.is_done} == {DONE, LATE}
    assert len({priority.label for priority in Priority}) == 3
    assert len({role.label for role in TaskRole}) == 2
