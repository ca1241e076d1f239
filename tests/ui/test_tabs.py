"""The registry of tabs: the bar's names and titles are those of the classes behind them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hxapp.ui.tabs import TABS
from hxapp.ui.tabs.base import Tab, TabEntry


@pytest.mark.parametrize("entry", TABS, ids=[entry.name for entry in TABS])
def test_an_entry_names_its_tab(entry: TabEntry) -> None:
    tab = entry.load()
    assert issubclass(tab, Tab)
    assert (tab.name, tab.title) == (entry.name, entry.title)
    assert tab.subjects


def test_the_bar_alone_loads_no_tab() -> None:
    code = "import sys, hxapp.ui.tabs; print([name for name in sys.modules if name.startswith('hxapp.ui.tabs.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['hxapp.ui.tabs.base']"
