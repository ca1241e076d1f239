"""What the dialogs that only list something have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hxapp.ui.grid import Grid
from hxapp.ui.preferences import Preferences
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import TableModel


def list_grid(model: TableModel, name: str, preferences: Preferences, owner: QWidget) -> Grid:
    """A grid of rows to choose from: nothing is typed in it, so Tab leads on to the buttons.

    `name` is what the preferences keep its column widths under.
    """
    grid = Grid(model, SortProxy(model, owner), name, preferences, owner)
    grid.setTabKeyNavigation(False)
    return grid
