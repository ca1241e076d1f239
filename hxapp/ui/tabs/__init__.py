"""The screens of a book, in the order of the bar."""

from __future__ import annotations

from hxapp.ui.tabs.base import Tab, TabEntry


def _overview() -> type[Tab]:
    from hxapp.ui.tabs.overview import OverviewTab

    return OverviewTab


def _indicators() -> type[Tab]:
    from hxapp.ui.tabs.indicators import IndicatorsTab

    return IndicatorsTab


def _tasks() -> type[Tab]:
    from hxapp.ui.tabs.tasks import TasksTab

    return TasksTab


def _checklist() -> type[Tab]:
    from hxapp.ui.tabs.checklist import ChecklistTab

    return ChecklistTab


TABS: tuple[TabEntry, ...] = (
    TabEntry("overview", "Tổng quan", _overview),
    TabEntry("indicators", "Chỉ tiêu", _indicators),
    TabEntry("tasks", "Nhiệm vụ", _tasks),
    TabEntry("checklist", "Văn minh đô thị", _checklist),
)
