"""The one table model: rows handed in, raw values, and what happens when rows are handed in again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from hxapp.ui.sorting import order_key
from hxapp.ui.table import Column, TableModel
from tests.ui.building import TREE, Sheet, make_line


def test_model_and_proxy_keep_qt_s_rules(qtmodeltester: ModelTester) -> None:
    sheet = Sheet()
    qtmodeltester.check(sheet.model, force_py=True)
    qtmodeltester.check(sheet.proxy, force_py=True)


def test_same_rows_handed_in_again_keep_every_index_alive(qtbot: QtBot) -> None:
    sheet = Sheet()
    index = QPersistentModelIndex(sheet.proxy.index(2, 3))
    changed = [replace(line, figure=Decimal(5)) if line.id == 61 else line for line in TREE]
    with qtbot.waitSignal(sheet.model.dataChanged), qtbot.assertNotEmitted(sheet.model.modelReset):
        sheet.model.set_rows(changed)
    assert index.isValid()
    assert index.data() == "5"


def test_other_rows_reset_the_model(qtbot: QtBot) -> None:
    sheet = Sheet()
    with qtbot.waitSignal(sheet.model.modelReset):
        sheet.model.set_rows(TREE[1:])
    assert sheet.ids() == [6, 61, 62, 7, 8]
    assert sheet.model.place_of(1) is None


def test_a_row_that_moves_under_another_parent_resets_too(qtbot: QtBot) -> None:
    sheet = Sheet()
    with qtbot.waitSignal(sheet.model.modelReset):
        sheet.model.set_rows([replace(line, parent=None) for line in TREE])
    assert sheet.model.depth_of(2) == 0


def test_depth_and_children_follow_the_parents() -> None:
    model = Sheet().model
    assert [model.depth_of(n) for n in range(6)] == [0, 0, 1, 1, 0, 0]
    assert model.children_of(1) == [2, 3]
    assert model.children_of(-1) == [0, 1, 4, 5]
    assert [model.is_foldable(n) for n in range(6)] == [False, True, False, False, False, False]


def test_a_parent_that_is_missing_leaves_the_child_at_the_top() -> None:
    sheet = Sheet((make_line(2, parent=99), make_line(3, parent=2)))
    assert [sheet.model.depth_of(n) for n in range(2)] == [0, 1]


def test_only_cells_that_can_be_typed_into_are_editable() -> None:
    model = Sheet().model
    editable = [bool(model.flags(model.index(n, 3)) & Qt.ItemFlag.ItemIsEditable) for n in range(6)]
    assert editable == [True, False, True, True, True, False]
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable


def test_commit_saves_gives_the_reason_of_a_refusal_and_saves_nothing_unchanged() -> None:
    sheet = Sheet()
    cell = sheet.model.index(0, 3)
    assert sheet.model.commit(cell, "982,4") is None
    assert sheet.saved == []
    assert sheet.model.commit(cell, "1.500") == "1.500 lớn hơn tổng là 1.000. Hãy sửa tổng trước."
    assert cell.data() == "982,4"
    assert sheet.model.commit(cell, "10,5") is None
    assert sheet.saved == [(1, "10,5")]
    assert sheet.model.commit(sheet.model.index(1, 3), "7") == "Ô này không nhập được."


def test_errors_that_the_clerk_cannot_mend_are_not_swallowed() -> None:
    def fail(row: object, text: str) -> None:
        raise ZeroDivisionError

    model = TableModel((Column("a", "A", lambda row: row, save=fail),), key=lambda row: row)
    model.set_rows(("x",))
    with pytest.raises(ZeroDivisionError):
        model.commit(model.index(0, 0), "y")


def test_heads_can_change_without_losing_rows(qtbot: QtBot) -> None:
    sheet = Sheet()
    columns = [replace(c, heading="TH quý IV") if c.key == "figure" else c for c in sheet.model.columns]
    with qtbot.waitSignal(sheet.model.headerDataChanged), qtbot.assertNotEmitted(sheet.model.modelReset):
        sheet.model.set_columns(columns)
    assert sheet.model.headerData(3, Qt.Orientation.Horizontal) == "TH quý IV"


def test_order_of_values() -> None:
    assert order_key(Decimal(9)) < order_key(Decimal(10))
    assert order_key(dt.date(2022, 3, 31)) < order_key(dt.date(2022, 12, 1))
    assert order_key("Dân số") < order_key("Đường") < order_key("Em")


def test_other_columns_come_with_their_rows(qtbot: QtBot) -> None:
    """No column is asked about a row that came with others: each table has its own."""
    asked: list[tuple[str, str]] = []

    def told(key: str) -> Column:
        def text(row: str) -> str:
            asked.append((key, row))
            return row

        return Column(key, key, text, stretch=True)

    model = TableModel((told("a"),), key=lambda row: row)
    model.set_rows(["a1", "a2"])
    model.modelReset.connect(lambda: [model.index(n, 0).data() for n in range(model.rowCount())])
    with qtbot.waitSignal(model.modelReset):
        model.set_table((told("b"),), ["b1"])
    assert asked == [("b", "b1")]
    unchanged = qtbot.assertNotEmitted(model.modelReset), qtbot.assertNotEmitted(model.headerDataChanged)
    with unchanged[0], unchanged[1], qtbot.waitSignal(model.dataChanged):
        model.set_table((told("b"),), ["b1"])
    with qtbot.waitSignal(model.headerDataChanged):
        model.set_table((replace(told("b"), heading="khác"),), ["b1"])
    model.close("Chỉ xem")
    model.set_table((replace(told("b"), save=lambda row, text: None),), ["b1"])
    assert model.columns[0].save is None
