"""The screens of a book, in the order of the bar."""

from __future__ import annotations

from hxapp.ui.tabs.base import Tab
from hxapp.ui.tabs.checklist import ChecklistTab
from hxapp.ui.tabs.indicators import IndicatorsTab
from hxapp.ui.tabs.overview import OverviewTab
from hxapp.ui.tabs.tasks import TasksTab

TABS: tuple[type[Tab], ...] = (OverviewTab, IndicatorsTab, TasksTab, ChecklistTab)
