"""What the program prints: every report with its name, its title and the function that builds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hxapp.domain.periods import Period
from hxapp.reports import checklist_assessment, indicator_table, overview, task_progress
from hxapp.reports.report import Report


@dataclass(frozen=True)
class ReportEntry:
    """One report: `name` for the command line, `title` for menus, `build` to make its description.

    `build` takes a reading session of the book, the period, and the day that deadlines are judged by.
    """

    name: str
    title: str
    build: Callable[[Any, Period, dt.date], Report]


REPORTS: tuple[ReportEntry, ...] = (
    ReportEntry("chi-tieu", "Bảng chỉ tiêu của kỳ", indicator_table.build),
    ReportEntry("nhiem-vu", "Tiến độ nhiệm vụ theo đơn vị", task_progress.build),
    ReportEntry("van-minh-do-thi", "Tự đánh giá văn minh đô thị", checklist_assessment.build),
    ReportEntry("tong-quan", "Tổng quan một trang", overview.build),
)
