"""A table whose twelve months are typed into, for the tests of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import HxError
from hxapp.domain.words import format_number, parse_number
from hxapp.services.results import BlockRefused
from hxapp.ui.grid import Grid
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Align, Column, RowLook, TableModel


@dataclass
class Year:
    """A row: what was typed by month, and what only follows; a section takes nothing."""

    id: int
    name: str
    typed: dict[int, str] = field(default_factory=dict)
    derived: dict[int, Decimal] = field(default_factory=dict)
    section: bool = False
    due: frozenset[int] = frozenset(range(1, 13))

    def text(self, month: int) -> str:
        return self.typed.get(month) or (format_number(round(self.derived[month], 1)) if month in self.derived else "")

    def value(self, month: int) -> object:
        typed = self.typed.get(month)
        if typed is None:
            return self.derived.get(month)
        return parse_number(typed) if "/" not in typed and typed[-1].isdigit() else typed


class MonthSheet:
    """The model and the cells that were written; a figure above 1.000 is refused."""

    def __init__(self, years: Sequence[Year] | None = None, *, blocks: bool = True, width: int = 70) -> None:
        self.years = list(years) if years is not None else self.usual()
        self.written: list[tuple[str, list[tuple[int, str, str]]]] = []  # the deed, and row, column, text
        self.model = TableModel(
            (
                Column("id", "TT", lambda year: str(year.id), width=44, fixed=True),
                Column("name", "Chỉ tiêu", lambda year: year.name, stretch=True, fixed=True, tree=True),
                Column("unit", "ĐVT", lambda year: "" if year.section else "tỷ đồng", width=70, gives_way=1),
                *(self._month(month, width) for month in range(1, 13)),
            ),
            key=lambda year: year.id,
            row_look=lambda year: RowLook(section=year.section, span=year.section),
            save_block=self.save_block if blocks else None,
        )
        self.proxy = SortProxy(self.model)
        self.model.set_rows(self.years)

    @staticmethod
    def usual() -> list[Year]:
        return [
            Year(100, "Lĩnh vực kinh tế", section=True),
            Year(1, "Tổng thu ngân sách", {1: "82,70", 2: "3/4"}, {3: Decimal(37) / 3}),
            Year(2, "Số cơ sở kinh tế", {1: "9", 2: "10", 3: "11"}),
            Year(200, "Lĩnh vực xã hội", section=True),
            Year(3, "Hộ nghèo", {1: "5"}, due=frozenset({1, 2, 3, 4, 5, 6, 9, 12})),
            Year(4, "Lao động có việc làm"),
        ]

    def _month(self, month: int, width: int) -> Column:
        def save(year: Year, text: str) -> None:
            self.save_block([(year, column, text)])

        column = Column(
            f"m{month}",
            f"Tháng {month}",
            lambda year: year.text(month),
            value=lambda year: year.value(month),
            width=width,
            align=Align.FIGURE,
            typed=month == 9,
            editable=lambda year: not year.section and month in year.due,
            closed=lambda year: "" if year.section else "Chưa đến kỳ: thu thập theo quý. Hãy chọn kỳ khác.",
            edit_text=lambda year: year.typed.get(month, ""),
            save=save,
        )
        return column

    def save_block(self, cells: Sequence[tuple[Any, Column, str]]) -> None:
        found = []
        for number, (_, _, text) in enumerate(cells):
            try:
                if text and text != "kps" and "/" not in text and parse_number(text) > 1000:
                    found.append((number, f"{text} lớn hơn tổng là 1.000. Hãy sửa tổng trước."))
            except HxError as error:
                found.append((number, str(error)))
        if found:
            raise BlockRefused(found)
        self.written.append((self.model.deed, [(year.id, column.key, text) for year, column, text in cells]))
        for year, column, text in cells:
            year.typed.pop(int(column.key[1:]), None)
            if text:
                year.typed[int(column.key[1:])] = text
        self.model.set_rows(self.years)

    def typed(self, key: int) -> dict[int, str]:
        return next(year.typed for year in self.years if year.id == key)


def make_month_grid(qtbot: QtBot, sheet: MonthSheet, width: int = 1300, height: int = 420) -> Grid:
    """The grid on screen with the focus in it."""
    grid = Grid(sheet.model, sheet.proxy, "months")
    qtbot.addWidget(grid)
    grid.resize(width, height)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.activateWindow()
    grid.setFocus()
    return grid


def choose(grid: Grid, first: tuple[int, str], last: tuple[int, str]) -> None:
    """Select the block between two cells, each by the row's key and the column's; the first is stood in."""
    start, end = (grid.proxy.index_of(key, grid.table.column_of(column)) for key, column in (first, last))
    grid.stand(start)
    grid.selectionModel().select(QItemSelection(start, end), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def chosen(grid: Grid) -> list[tuple[int, str]]:
    """The selected cells by key of row and column."""
    found = sorted(grid.selectionModel().selectedIndexes(), key=lambda index: (index.row(), index.column()))
    return [(grid.key_at(index), grid.table.columns[index.column()].key) for index in found]
