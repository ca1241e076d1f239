"""The tab Chỉ tiêu with its grids of results, and what stands in them, for tests."""

from __future__ import annotations

import uuid
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.services import neighbourhood_edits
from hxapp.services.neighbourhoods import ward
from hxapp.services.result_cells import year_cells
from hxapp.storage import history
from hxapp.ui.context import Context
from hxapp.ui.table import Column, Look
from hxapp.ui.tabs.indicators import IndicatorsTab

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Q1, Q2, Q3, Q4 = (Period.quarter(2022, number) for number in range(1, 5))
QUARTERS = ["quarter1", "quarter2", "months6", "quarter3", "months9", "quarter4", "year"]
MONTHS = [*(f"month{number}" for number in range(1, 13)), "year"]


def opened(qtbot: QtBot, context: Context) -> IndicatorsTab:
    made = IndicatorsTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 634)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.grid.setFocus()
    return made


def typed_columns(tab: IndicatorsTab) -> list[str]:
    return [column.key for column in tab.model.columns if column.key not in ("number", "name", "unit", "plan")]


def row(tab: IndicatorsTab, number: str) -> Any:
    """The row of that number in the grid; '6/2' is the second part of 6."""
    head, _, part = number.partition("/")
    found = next(one for one in tab.model.rows if getattr(one, "number", None) == head)
    return [one for one in tab.model.rows if getattr(one, "parent_id", 0) == found.id][int(part) - 1] if part else found


def column(tab: IndicatorsTab, key: str) -> Column:
    return tab.model.columns[tab.model.column_of(key)]


def text(tab: IndicatorsTab, number: str, key: str) -> str:
    return column(tab, key).text(row(tab, number))


def look(tab: IndicatorsTab, number: str, key: str) -> Look:
    return tab.model.look_of(row(tab, number), column(tab, key))


def stand(tab: IndicatorsTab, number: str, key: str) -> None:
    assert tab.grid.show_key(row(tab, number).id, key)


def here(tab: IndicatorsTab) -> tuple[str, str]:
    """The number of the row and the key of the column where the cell frame stands."""
    return tab.grid.current_row().number, tab.model.columns[tab.grid.currentIndex().column()].key


def type_in(qtbot: QtBot, tab: IndicatorsTab, number: str, key: str, typed: str) -> QLineEdit:
    stand(tab, number, key)
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, typed)
    qtbot.keyClick(editor, Key.Key_Return)
    return editor


def last_action(context: Context) -> str:
    with context.database.read() as session:
        return history.actions(session)[-1].name


def kept(context: Context, indicator: uuid.UUID, area: uuid.UUID | None = None) -> dict[tuple[str, Basis, Stage], Any]:
    """The figures of 2022 that the book holds of the indicator, by period, basis and stage."""
    with context.database.read() as session:
        cells = year_cells(session, area or ward(session), 2022).get(indicator, ())
    return {
        (one.period.key, one.basis, one.stage): one.value for one in cells if one.is_typed and one.period.year > 2021
    }


def areas(context: Context) -> list[uuid.UUID]:
    with context.database.read() as session:
        return [one.id for one in neighbourhood_edits.list_rows(session)]


def row_id(tab: IndicatorsTab, number: str) -> uuid.UUID:
    return next(one.id for one in tab.rows if one.number == number)


def select_block(tab: IndicatorsTab, numbers: tuple[str, ...], keys: tuple[str, ...]) -> None:
    stand(tab, numbers[0], keys[0])
    for number in numbers:
        for key in keys:
            index = tab.proxy.index_of(row(tab, number).id, tab.model.column_of(key))
            tab.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
