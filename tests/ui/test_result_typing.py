"""Typing into the grids of results: one cell, blocks, what counts from January, and that nothing arose."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.services.results import BlockRefused
from hxapp.ui.context import Context
from hxapp.ui.tabs.indicators import PERIOD, YEAR, IndicatorsTab
from tests.ui.conftest import Said
from tests.ui.result_grids import (
    MONTHS,
    column,
    kept,
    last_action,
    look,
    opened,
    row,
    row_id,
    select_block,
    stand,
    text,
    type_in,
    typed_columns,
)

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> IndicatorsTab:
    return opened(qtbot, practice)


def test_what_is_typed_goes_to_the_column_s_period_as_one_action(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot
) -> None:
    tab.show_view(YEAR)
    indicator = row_id(tab, "11")
    type_in(qtbot, tab, "11", "quarter4", "98,75")
    assert kept(practice, indicator)["2022-Q4", Basis.IN_PERIOD, Stage.FINAL] == Decimal("98.75")
    assert last_action(practice) == "Sửa Người tham gia bảo hiểm y tế, quý IV/2022"
    assert text(tab, "11", "quarter4") == "98,8"  # as printed; the editor begins with what was typed
    assert column(tab, "quarter4").edit_text is not None
    assert column(tab, "quarter4").edit_text(row(tab, "11")) == "98,75"  # type: ignore[misc]
    editor = type_in(qtbot, tab, "11", "quarter4", "xyz")
    assert editor.text() == "xyz" and tab.grid.is_editing()
    tab.grid.delegate.give_up()
    practice.move(stage=Stage.ESTIMATE)
    assert [one.second for one in tab.model.columns[4:]] == ["ước"] * 7
    assert column(tab, "quarter4").edit_text(row(tab, "11")) == ""  # type: ignore[misc]
    type_in(qtbot, tab, "11", "quarter4", "99")
    assert kept(practice, indicator)["2022-Q4", Basis.IN_PERIOD, Stage.ESTIMATE] == Decimal(99)
    assert last_action(practice) == "Sửa Người tham gia bảo hiểm y tế, ước quý IV/2022"


def test_counted_from_january_is_kept_apart_but_for_what_begins_the_year(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot
) -> None:
    tab.show_view(YEAR)
    tab._switches[1].chosen.emit(Basis.CUMULATIVE)
    assert typed_columns(tab) == ["quarter1", "quarter2", "quarter3", "year"]
    assert [one.second for one in tab.model.columns[4:]] == [*["lũy kế"] * 3, ""]  # the year has one figure
    assert (text(tab, "2", "quarter3"), look(tab, "2", "quarter3").italic) == ("86,4", True)
    indicator = row_id(tab, "8")
    type_in(qtbot, tab, "8", "quarter3", "97")
    assert kept(practice, indicator)["2022-Q3", Basis.CUMULATIVE, Stage.FINAL] == Decimal(97)
    assert last_action(practice) == "Sửa Giải quyết việc làm, lũy kế quý III/2022"
    stand(tab, "8", "quarter3")
    assert tab.status_text().startswith("Giải quyết việc làm: quý III/2022, lũy kế, chính thức – đã nhập")
    type_in(qtbot, tab, "8", "year", "130")
    assert kept(practice, indicator)["2022", Basis.IN_PERIOD, Stage.FINAL] == Decimal(130)
    assert (look(tab, "8", "year").bold, column(tab, "year").edit_text(row(tab, "8"))) == (True, "130")  # type: ignore[misc]
    tab._switches[0].chosen.emit(True)
    assert typed_columns(tab) == [*MONTHS[:11], "year"]


def test_a_block_is_written_in_one_action_or_not_at_all(tab: IndicatorsTab, practice: Context) -> None:
    tab.show_view(YEAR)
    cells = [
        (row(tab, number), column(tab, key), typed)
        for number, key, typed in (("11", "quarter3", "97"), ("11", "quarter4", "98"), ("12", "quarter4", "99"))
    ]
    tab.model.write(cells, "Dán")
    assert [text(tab, "11", "quarter3"), text(tab, "11", "quarter4"), text(tab, "12", "quarter4")] == [
        "97,0", "98,0", "99,0",
    ]  # fmt: skip
    assert last_action(practice) == "Dán 3 số liệu, quý III – quý IV/2022"
    bad = [(row(tab, "13"), column(tab, "quarter4"), "1"), (row(tab, "12"), column(tab, "quarter4"), "chín")]
    with pytest.raises(BlockRefused) as refused:
        tab.model.write([*bad, (row(tab, "4"), column(tab, "quarter2"), "3")], "Dán")
    assert [at for at, _ in refused.value.found] == [1, 2]
    assert text(tab, "13", "quarter4") == ""
    tab._switches[1].chosen.emit(Basis.CUMULATIVE)
    with pytest.raises(BlockRefused) as refused:  # kept under two bases, told by the places as they were given
        tab.model.write(
            [
                (row(tab, "8"), column(tab, "quarter3"), "x"),
                (row(tab, "8"), column(tab, "year"), "y"),
                (row(tab, "8"), column(tab, "quarter2"), "60"),
            ],
            "Dán",
        )
    assert [at for at, _ in refused.value.found] == [0, 1]
    with pytest.raises(HxError) as alone:
        tab.model.write([(row(tab, "8"), column(tab, "year"), "y")], "Dán")
    assert not isinstance(alone.value, BlockRefused)


def test_nothing_arose_is_declared_for_the_selected_cells(tab: IndicatorsTab, practice: Context, said: Said) -> None:
    tab.show_view(YEAR)
    stand(tab, "7", "quarter3")
    for number in ("7", "6", "13"):
        for key in ("quarter3", "quarter4"):
            index = tab.proxy.index_of(row(tab, number).id, tab.model.column_of(key))
            tab.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    tab.nothing_action.trigger()
    assert [text(tab, number, key) for number in ("7", "13") for key in ("quarter3", "quarter4")] == ["kps"] * 4
    assert last_action(practice) == "Ghi không phát sinh 4 số liệu, quý III – quý IV/2022"
    stand(tab, "6", "name")
    tab.nothing_action.trigger()
    assert "chọn một hay nhiều ô" in said.texts[0]
    stand(tab, "8", "quarter3")  # of which a part has a figure
    index = tab.proxy.index_of(row(tab, "11").id, tab.model.column_of("quarter3"))
    tab.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    tab.nothing_action.trigger()
    assert said.texts[1].startswith("Chưa ghi ô nào. Ở dòng “Giải quyết việc làm”, cột “Quý III”")
    assert text(tab, "8", "quarter3") == "34"
    tab.show_view(PERIOD)
    tab.grid.show_key(row_id(tab, "12"), "result")
    tab.nothing_action.trigger()
    assert next(one for one in tab.rows if one.number == "12").in_period.nothing_arose  # type: ignore[union-attr]


def test_a_block_is_copied_pasted_filled_and_emptied_each_in_one_action(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot, said: Said
) -> None:
    tab.show_view(YEAR)
    select_block(tab, ("11", "12"), ("quarter1", "quarter2"))
    qtbot.keyClick(tab.grid, Key.Key_C, Control)
    stand(tab, "12", "months9")
    qtbot.keyClick(tab.grid, Key.Key_V, Control)
    assert [text(tab, number, key) for number in ("12", "13") for key in ("months9", "quarter4")] == [
        "97,5", "97,6", "98,1", "98,2",
    ]  # fmt: skip
    assert last_action(practice) == "Dán 4 số liệu, 9 tháng – quý IV/2022"
    select_block(tab, ("12", "13"), ("quarter4",))
    qtbot.keyClick(tab.grid, Key.Key_D, Control)
    assert text(tab, "13", "quarter4") == "97,6"
    assert last_action(practice) == "Điền 1 số liệu, quý IV/2022"
    said.answers = [0]
    select_block(tab, ("12", "13"), ("months9", "quarter4"))
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert [text(tab, number, "quarter4") for number in ("12", "13")] == ["", ""]
    assert last_action(practice) == "Xóa 4 số liệu, 9 tháng – quý IV/2022"


def test_a_block_with_a_refused_cell_names_it_and_writes_nothing(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot, said: Said
) -> None:
    tab.show_view(YEAR)
    before = last_action(practice)
    select_block(tab, ("3",), ("quarter1", "quarter2"))
    qtbot.keyClick(tab.grid, Key.Key_C, Control)
    stand(tab, "10", "quarter1")  # not due
    qtbot.keyClick(tab.grid, Key.Key_V, Control)
    assert "Tỷ lệ hộ nghèo" in said.texts[-1] and "Quý I" in said.texts[-1] and "Quý II" in said.texts[-1]
    assert last_action(practice) == before


def test_del_where_a_figure_is_shown_that_was_not_typed_there_says_where_it_is(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot
) -> None:
    tab.show_view(YEAR)
    bubble = tab.grid.delegate.bubble
    before = last_action(practice)
    stand(tab, "2", "months6")
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert bubble.isVisible() and bubble.reason.startswith("Số này suy ra từ quý I, II. Muốn đổi, hãy sửa ở đó")
    stand(tab, "3", "quarter3")  # an estimate, while final figures are typed
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert bubble.isVisible() and "số ước" in bubble.reason and "chọn “Ước”" in bubble.reason
    stand(tab, "3", "quarter4")
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert not bubble.isVisible() and last_action(practice) == before
    stand(tab, "3", "quarter1")
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert not bubble.isVisible() and text(tab, "3", "quarter1") == ""


def test_an_action_names_its_periods_in_the_order_of_the_columns(tab: IndicatorsTab, practice: Context) -> None:
    tab.show_view(YEAR)
    tab.model.write([(row(tab, "11"), column(tab, key), "98") for key in ("year", "quarter4")], "Dán")
    assert last_action(practice) == "Dán 2 số liệu, quý IV – năm 2022"
    tab.model.write([(row(tab, "11"), column(tab, key), "97") for key in ("months6", "quarter2")], "Dán")
    assert last_action(practice) == "Dán 2 số liệu, quý II – 6 tháng đầu năm 2022"


def test_a_thirteenth_column_is_no_figure_of_the_year(tab: IndicatorsTab, practice: Context) -> None:
    practice.move(period=Period.month(2022, 9))
    tab.show_view(YEAR)
    of_a_row = [(row(tab, "1"), column(tab, key), "5") for key in typed_columns(tab)]
    assert len(of_a_row) == 13
    before = kept(practice, row_id(tab, "1"))
    with pytest.raises(HxError, match=r"Vùng dán lấn từ các tháng sang cột “Cả năm”.*Hãy chọn đúng các cột tháng"):
        tab.model.write(of_a_row, "Dán")
    assert kept(practice, row_id(tab, "1")) == before
    tab.model.write(of_a_row[-1:], "Dán")
    assert kept(practice, row_id(tab, "1"))["2022", Basis.IN_PERIOD, Stage.FINAL] == Decimal(5)
    tab.model.write([(one, under, "") for one, under, _ in of_a_row], "Xóa")
    assert "2022" not in {period for period, _, _ in kept(practice, row_id(tab, "1"))}
