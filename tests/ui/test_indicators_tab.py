"""The screen of the indicators over a practice book: counts, filters, typing, folding, sorting, setting many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.indicators import Better, Stage
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.services import bin as the_bin
from hxapp.services import departments, indicators, results
from hxapp.services.indicators import IndicatorRow
from hxapp.ui.chips import Chip
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import FURTHER, FurtherHead
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import LOOK_ROLE, ROW_LOOK_ROLE, Look
from hxapp.ui.tabs.indicators import IndicatorsTab
from tests.ui.conftest import Said

Key = Qt.Key


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> IndicatorsTab:
    made = IndicatorsTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 634)  # 768 less Windows' title and taskbar, the bar and the status line
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.grid.setFocus()
    return made


def row(tab: IndicatorsTab, number: str) -> IndicatorRow:
    """The row of that number as the tab has it now; '6/2' is the second part of 6."""
    head, _, part = number.partition("/")
    found = next(one for one in tab.rows if one.number == head)
    if not part:
        return found
    return [one for one in tab.rows if one.parent_id == found.id][int(part) - 1]


def cell(tab: IndicatorsTab, number: str, column: str, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
    place = tab.model.place_of(row(tab, number).id)
    assert place is not None
    return tab.model.index(place, tab.model.column_of(column)).data(role)


def look(tab: IndicatorsTab, number: str, column: str) -> Look:
    found: Look = cell(tab, number, column, LOOK_ROLE)
    return found


def numbers(tab: IndicatorsTab) -> list[str]:
    """The numbers on screen; '' for a part, 'C' for the head over the further figures."""
    return ["C" if isinstance(one, FurtherHead) else one.number for one in tab.proxy.rows_shown()]


def type_in(qtbot: QtBot, tab: IndicatorsTab, number: str, text: str) -> QLineEdit:
    """Stand in the result's cell and type with the keys; the editor that was typed into."""
    assert tab.grid.show_key(row(tab, number).id, "result")
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Key.Key_Return)
    return editor


def select(tab: IndicatorsTab, *wanted: str) -> None:
    tab.grid.show_key(row(tab, wanted[0]).id)
    for number in wanted[1:]:
        index = tab.proxy.index_of(row(tab, number).id, tab.model.column_of("name"))
        tab.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def stored(context: Context, number: str, stage: Stage = Stage.FINAL) -> IndicatorRow:
    with context.database.read() as session:
        rows = indicators.list_rows(session, context.year, context.period, stage)
    return next(one for one in rows if one.number == number)


# Showing


def test_all_fourteen_stand_on_the_screen_with_the_columns_in_their_order(tab: IndicatorsTab) -> None:
    assert [n for n in numbers(tab) if n] == [*map(str, range(1, 15)), "C"]
    assert [column.key for column in tab.model.columns] == [
        "number", "name", "unit", "previous", "plan", "result", "so_far", "percent", "versus", "rating",
        "department", "marks",
    ]  # fmt: skip
    assert tab.grid.hidden_columns() == ()
    last = tab.proxy.index_of(row(tab, "14").id)
    assert tab.grid.viewport().rect().contains(tab.grid.visualRect(last))
    assert tab.grid.verticalScrollBar().value() == 0


def test_chips_add_up_to_fourteen_and_filter_what_they_count(tab: IndicatorsTab) -> None:
    chips = {chip.key: chip.count for chip in tab.strip.chips()}
    assert chips.pop("") == 14 == sum(chips.values())
    for key, count in chips.items():
        tab.strip.choose(key)
        shown = [one for one in tab.proxy.rows_shown() if one.headline]
        assert len(shown) == count
        assert {one.rating.state.value for one in shown} == {key}
    tab.strip.choose(State.UNLIKELY.value)
    assert numbers(tab) == ["3", "6", "", "", "13"]  # a compound stands with its parts


def test_the_further_figures_are_folded_under_a_head_with_their_own_counts(tab: IndicatorsTab) -> None:
    head = next(one for one in tab.model.rows if isinstance(one, FurtherHead))
    place = tab.model.place_of(FURTHER)
    assert place is not None
    index = tab.model.index(place, tab.model.column_of("name"))
    assert index.data() == f"Chỉ tiêu trong phần C ({head.total})"
    assert head.total == sum(count for _, count in head.states) == 26
    assert index.data(LOOK_ROLE).below[0].text.startswith("không cộng vào 14 chỉ tiêu: 4 có khả năng đạt")
    assert not tab.model.index(place, tab.model.column_of("result")).flags() & Qt.ItemFlag.ItemIsEditable
    before = tab.proxy.rowCount()
    tab.proxy.set_folded(FURTHER, False)
    assert tab.proxy.rowCount() == before + 26
    tab.proxy.set_folded(FURTHER, True)
    assert tab.proxy.rowCount() == before


def test_cells_say_by_sign_and_word_how_they_are_meant(tab: IndicatorsTab) -> None:
    assert (look(tab, "2", "so_far").italic, look(tab, "2", "result").bold) == (True, True)
    assert look(tab, "3", "result").mark is Sign.ABOUT
    assert cell(tab, "3", "marks") == "ước"
    assert look(tab, "9", "result").mark_text == "3/4"
    assert look(tab, "11", "result").mark_text == ""  # its counts are too long for the cell
    assert "9.842/9.905" in cell(tab, "11", "result", int(Qt.ItemDataRole.ToolTipRole))
    assert look(tab, "4", "result").fill is Tone.GREY
    assert look(tab, "14", "result").fill is None
    assert cell(tab, "3", "plan") == "Phấn đấu đạt và vượt chỉ tiêu giao từ 5-10%"
    assert cell(tab, "13", "percent") == "-1,8"
    assert look(tab, "13", "percent").suffix == "điểm %"
    rating = look(tab, "13", "rating")
    assert (cell(tab, "13", "rating"), rating.sign, rating.tone, rating.bold) == (
        "Khó đạt",
        Sign.DIAMOND,
        Tone.AMBER,
        True,
    )


def test_a_relative_target_shows_both_its_outcomes_and_what_it_comes_to(tab: IndicatorsTab) -> None:
    assert look(tab, "3", "name").below[0].text == "Mức giao 4.150; nghị quyết 4.357,5 – 4.565"
    assert [line.text for line in look(tab, "3", "rating").below] == ["so với mức giao:", "có khả năng đạt"]
    assert [line.text for line in look(tab, "b", "rating").below] == ["tăng từ 16-16,5% so năm 2021", "khó đạt"]


def test_a_compounds_head_runs_over_and_takes_no_figure(tab: IndicatorsTab) -> None:
    assert cell(tab, "6", "name", ROW_LOOK_ROLE).span
    place = tab.model.place_of(row(tab, "6").id)
    assert place is not None
    assert not tab.model.index(place, tab.model.column_of("result")).flags() & Qt.ItemFlag.ItemIsEditable
    assert cell(tab, "8/1", "name").startswith("trong đó: ")


def test_columns_give_way_by_width_and_the_status_line_names_them(qtbot: QtBot, tab: IndicatorsTab) -> None:
    tab.resize(911, 420)
    assert tab.grid.hidden_columns() == ("Lưu ý", "Đơn vị", "So cùng kỳ", "TH năm", "ĐVT")
    assert tab.hidden_text().startswith("Đang ẩn 5 cột: Lưu ý, Đơn vị")


def test_sorting_by_a_column_and_back_to_the_documents_order(tab: IndicatorsTab) -> None:
    column = tab.model.column_of("rating")
    tab.grid.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    states = [one.rating.state for one in tab.proxy.rows_shown() if isinstance(one, IndicatorRow) and one.headline]
    assert states[:3] == [State.NOT_DUE, State.NOT_DUE, State.NO_FIGURE]
    assert numbers(tab)[-1] == "C"  # what has nothing to sort by stays last
    tab.grid.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert [n for n in numbers(tab) if n][:4] == ["1", "2", "3", "4"]


def test_search_without_accents_reaches_into_part_c(tab: IndicatorsTab) -> None:
    tab.search("rac thai")
    assert numbers(tab) == ["13"]
    tab.search("thuy san")
    assert numbers(tab) == ["C", "d"]
    tab.search("")
    assert numbers(tab)[0] == "1"


# Typing


def test_a_result_typed_in_the_grid_is_saved_and_judged_and_enter_goes_down(
    qtbot: QtBot, tab: IndicatorsTab, practice: Context
) -> None:
    type_in(qtbot, tab, "13", "99,5")
    assert stored(practice, "13").in_period == row(tab, "13").in_period
    assert cell(tab, "13", "result") == "99,5"
    assert row(tab, "13").rating.state is State.LIKELY
    chips: dict[str, Chip] = {chip.key: chip for chip in tab.strip.chips()}
    assert (chips["unlikely"].count, chips["likely"].count) == (2, 9)
    assert tab.grid.current_row().number == "14"
    type_in(qtbot, tab, "14", "7/8")
    figure = stored(practice, "14").in_period
    assert figure is not None and figure.counts == (Decimal(7), Decimal(8)) and figure.text == "87,5"


def test_a_refused_figure_stays_in_its_cell_with_the_reason(
    qtbot: QtBot, tab: IndicatorsTab, practice: Context
) -> None:
    editor = type_in(qtbot, tab, "8/1", "38")
    assert tab.grid.is_editing()
    assert editor.text() == "38"
    assert "không được lớn hơn" in tab.grid.delegate.bubble.reason
    assert not tab.may_leave()
    assert cell(tab, "8/1", "result") == "2"
    qtbot.keyClick(editor, Key.Key_Escape)
    assert not tab.grid.is_editing()
    assert cell(tab, "8/1", "result") == "2"


def test_a_figure_that_only_follows_starts_an_empty_editor(qtbot: QtBot, tab: IndicatorsTab, practice: Context) -> None:
    practice.move(period=Period.months(2022, 9))
    assert "so_far" not in [column.key for column in tab.model.columns]  # it would say the same twice
    assert cell(tab, "2", "result") == "86,4"
    assert look(tab, "2", "result").italic
    assert cell(tab, "2", "result", int(Qt.ItemDataRole.EditRole)) == ""


def test_an_estimate_is_typed_as_one_beside_the_final_figure(
    qtbot: QtBot, tab: IndicatorsTab, practice: Context
) -> None:
    practice.move(stage=Stage.ESTIMATE)
    assert tab.model.columns[tab.model.column_of("result")].heading == "Ước quý III"
    type_in(qtbot, tab, "13", "98,9")
    assert cell(tab, "13", "result") == "98,9"
    assert look(tab, "13", "result").mark is Sign.ABOUT
    practice.move(stage=Stage.FINAL)
    assert cell(tab, "13", "result") == "98,2"


def test_delete_in_the_typed_cell_empties_it_elsewhere_it_asks_to_bin_the_row(
    qtbot: QtBot, tab: IndicatorsTab, practice: Context, said: Said
) -> None:
    tab.grid.show_key(row(tab, "13").id, "result")
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert cell(tab, "13", "result") == ""
    assert said.texts == []
    said.answers = [0]
    tab.grid.show_key(row(tab, "6").id, "name")
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert "cùng 2 phần" in said.texts[0] and "Thùng rác" in said.texts[0]
    assert {chip.key: chip.count for chip in tab.strip.chips()}[""] == 13
    with practice.database.read() as session:
        binned = [(one.kind, one.id) for one in the_bin.list_bin(session) if one.kind == "indicator"]
    with practice.database.begin("Lấy lại") as session:
        the_bin.restore(session, binned)
    assert {chip.key: chip.count for chip in tab.strip.chips()}[""] == 14


def test_the_action_is_named_after_indicator_and_period(
    qtbot: QtBot, tab: IndicatorsTab, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[str] = []
    begin = practice.database.begin

    def noted(action: str) -> Any:
        named.append(action)
        return begin(action)

    monkeypatch.setattr(practice.database, "begin", noted)
    type_in(qtbot, tab, "13", "98,4")
    assert named == ["Sửa Thu gom rác thải rắn sinh hoạt, quý III/2022"]


# Many rows, new rows


def test_several_rows_take_a_department_typed_anew_in_one_action(tab: IndicatorsTab, practice: Context) -> None:
    told: list[frozenset[str]] = []
    practice.changed.connect(told.append)
    select(tab, "1", "5", "13")
    rows = tab.grid.selected_rows()
    assert [one.number for one in rows] == ["1", "5", "13"]
    dialog = tab.many_dialog("department_id", rows)
    editor = dialog.fields["value"].editor
    editor.setEditText("Tổ công tác số 7")  # type: ignore[attr-defined]
    dialog.accept()
    assert {row(tab, number).department for number in ("1", "5", "13")} == {"Tổ công tác số 7"}
    assert row(tab, "2").department == "Địa chính – Xây dựng"
    assert len(told) == 1
    with practice.database.read() as session:
        assert "Tổ công tác số 7" in [one.name for one in departments.list_departments(session)]


def test_several_rows_take_a_rhythm(tab: IndicatorsTab) -> None:
    dialog = tab.many_dialog("rhythm", [row(tab, "13"), row(tab, "14")])
    dialog.fields["value"].fill(Rhythm.YEARLY)
    dialog.accept()
    assert [row(tab, number).rating.state for number in ("13", "14")] == [State.NOT_DUE] * 2


def test_setting_many_needs_a_row(tab: IndicatorsTab, said: Said) -> None:
    tab.grid.show_key(FURTHER)
    tab.set_for_many("leader_id")
    assert "chọn một hay nhiều chỉ tiêu" in said.texts[0]


def test_a_new_indicator_and_a_part_of_one(tab: IndicatorsTab, practice: Context) -> None:
    dialog = tab.add_dialog(None)
    dialog.fields["name"].fill("Tỷ lệ hồ sơ đúng hạn")
    dialog.fields["unit"].fill("%")
    dialog.fields["number"].fill("14")
    dialog.fields["low"].fill("95")
    dialog.accept()
    assert "Số 14 trong văn bản này đã là" in dialog.fields["number"].refusal.text()
    dialog.fields["number"].fill("15")
    dialog.accept()
    assert tab.show_row(dialog.indicator_id)
    added = tab.grid.current_row()
    assert (added.number, added.wording, added.headline) == ("15", "95%", True)
    assert {chip.key: chip.count for chip in tab.strip.chips()}[""] == 15
    part = tab.add_dialog(added)
    assert "number" not in part.fields
    part.fields["name"].fill("Hồ sơ đất đai")
    part.fields["unit"].fill("%")
    part.fields["comparator"].editor.choose(Comparator.GE)
    part.fields["low"].fill("90")
    part.accept()
    assert row(tab, "15/1").name == "Hồ sơ đất đai"
    assert {chip.key: chip.count for chip in tab.strip.chips()}[""] == 15


def test_better_side_and_adding_up_are_guessed_until_they_are_chosen(tab: IndicatorsTab) -> None:
    dialog = tab.add_dialog(None)
    dialog.fields["name"].fill("Tỷ lệ hộ nghèo theo chuẩn mới")
    dialog.fields["unit"].fill("%")
    dialog.fields["name"].left.emit()
    assert dialog.value("better") is Better.LOWER
    choose = dialog.fields["better"].editor
    choose.choose(Better.NONE)
    choose.activated.emit(choose.currentIndex())
    dialog.fields["unit"].left.emit()
    assert dialog.value("better") is Better.NONE


# Leading here, and waiting


def test_a_row_of_part_c_is_led_to_and_a_chip_too(tab: IndicatorsTab) -> None:
    assert tab.show_row(row(tab, "h").id)
    assert tab.grid.current_row().number == "h"
    tab.show_chip(State.UNLIKELY.value)
    assert tab.strip.key == "unlikely"
    assert tab.show_row(row(tab, "13").id)
    assert tab.strip.key == "unlikely"  # a row that the filter shows leaves it
    assert tab.show_row(row(tab, "1").id)
    assert tab.strip.key == ""
    assert tab.grid.current_row().number == "1"


def test_hidden_it_only_becomes_stale(qtbot: QtBot, tab: IndicatorsTab, practice: Context) -> None:
    tab.hide()
    with practice.database.begin("Nhập") as session:
        results.set_result(session, row(tab, "13").id, practice.period, "99,9")
    assert cell(tab, "13", "result") == "98,2"
    tab.show()
    assert cell(tab, "13", "result") == "99,9"
    with practice.database.begin("Nhập") as session:
        results.set_result(session, row(tab, "13").id, practice.period, "97")
    assert cell(tab, "13", "result") == "97,0"


def test_a_year_without_indicators_says_what_to_do(tab: IndicatorsTab, practice: Context) -> None:
    practice.move(year=2030, period=Period.whole_year(2030))
    assert tab.proxy.rowCount() == 0
    assert "chưa có chỉ tiêu nào" in tab.empty.text()
    assert tab.empty.isVisible()
    tab.resize(900, 500)  # the sentence keeps to the middle of the table
    assert tab.empty.width() == tab.grid.viewport().width() - 80
