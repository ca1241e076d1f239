"""Builders of rows, models and grids for the tests of the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar, cast

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import Refused
from hxapp.domain.words import format_number, parse_number
from hxapp.ui.grid import Grid
from hxapp.ui.preferences import Preferences
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Align, Column, Look, RowLook, TableModel

T = TypeVar("T", bound=QObject)


@dataclass(frozen=True)
class Line:
    """A row of the tests' table."""

    id: int
    name: str
    figure: Decimal | None = None
    parent: int | None = None
    due: bool = True
    head: bool = False
    state: str = "met"


def make_line(id: int, name: str = "", figure: str | None = None, **more: object) -> Line:
    """A row; the figure as an office writes it."""
    value = None if figure is None else parse_number(figure)
    return replace(Line(id, name or f"Dòng {id}", value), **more)  # type: ignore[arg-type]


TREE = (
    make_line(1, "Tổng thu ngân sách", "982,4"),
    make_line(6, "Tăng số cơ sở và số lao động", head=True),
    make_line(61, "Số cơ sở kinh tế", "9", parent=6),
    make_line(62, "Số lao động", "41", parent=6),
    make_line(7, "Đường giao thông", None),
    make_line(8, "Thu nhập bình quân", None, due=False, state="not due"),
)


def text_of(line: Line) -> str:
    return "" if line.figure is None else format_number(line.figure)


class Sheet:
    """A table with rows that can be typed into: a number above 1.000 is refused."""

    def __init__(self, lines: Sequence[Line] = TREE, *, foldable: bool = True, extra: Sequence[Column] = ()) -> None:
        self.lines = list(lines)
        self.saved: list[tuple[int, str]] = []
        self.model = TableModel(
            (
                Column("id", "TT", lambda line: str(line.id), value=lambda line: line.id, width=44, fixed=True),
                Column("name", "Chỉ tiêu", lambda line: line.name, stretch=True, fixed=True, tree=True),
                Column("unit", "ĐVT", lambda line: "" if line.head else "%", width=80, gives_way=1),
                Column(
                    "figure",
                    "TH quý III",
                    text_of,
                    value=lambda line: line.figure,
                    second="nhập tại đây",
                    width=96,
                    align=Align.FIGURE,
                    typed=True,
                    look=lambda line: Look(bold=True),
                    editable=lambda line: line.due and not line.head,
                    closed=lambda line: "" if line.due else "Dòng này chưa đến kỳ. Hãy chọn kỳ khác.",
                    save=self.save,
                    save_many=self.save_many,
                ),
                Column("state", "Đánh giá", lambda line: line.state, width=120),
                *extra,
            ),
            key=lambda line: line.id,
            parent=lambda line: line.parent,
            row_look=lambda line: RowLook(span=line.head),
            foldable=lambda line: foldable,
        )
        self.proxy = SortProxy(self.model)
        self.model.set_rows(self.lines)

    def save(self, line: Line, text: str) -> None:
        self.save_many([(line, text)])

    def save_many(self, cells: Sequence[tuple[Line, str]]) -> None:
        values = [(line, parse_number(text) if text else None) for line, text in cells]
        for _, value in values:
            if value is not None and value > 1000:
                raise Refused(f"{format_number(value)} lớn hơn tổng là 1.000. Hãy sửa tổng trước.", "result")
        for line, value in values:
            self.saved.append((line.id, "" if value is None else format_number(value)))
            number = next(n for n, other in enumerate(self.lines) if other.id == line.id)
            self.lines[number] = replace(self.lines[number], figure=value)
        self.model.set_rows(self.lines)

    def names(self) -> list[str]:
        return [line.name for line in self.proxy.rows_shown()]

    def ids(self) -> list[int]:
        return [line.id for line in self.proxy.rows_shown()]


def all_of(parent: QObject, kind: type[T]) -> list[T]:
    """The children of that kind (Qt's stubs do not know what `findChildren` gives)."""
    return list(cast(Iterable[T], parent.findChildren(kind)))


def make_grid(qtbot: QtBot, sheet: Sheet, width: int = 900, preferences: Preferences | None = None) -> Grid:
    """A grid on screen with the focus in it."""
    grid = Grid(sheet.model, sheet.proxy, "sheet", preferences)
    qtbot.addWidget(grid)
    grid.resize(width, 420)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.activateWindow()
    grid.setFocus()
    return grid
