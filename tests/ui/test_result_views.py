"""The grids of results in the tab Chỉ tiêu: the year by periods, a period by neighbourhoods; what a cell tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.services import neighbourhood_edits, results
from hxapp.ui import palette
from hxapp.ui.cells import PAD, advance
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import FURTHER
from hxapp.ui.palette import Tone
from hxapp.ui.result_rows import SectionRow
from hxapp.ui.signs import Sign
from hxapp.ui.table import Look
from hxapp.ui.tabs.indicators import AREAS, PERIOD, YEAR, IndicatorsTab
from hxapp.ui.tabs.result_view import DOUBTED, MISSING
from tests.ui.conftest import Said
from tests.ui.result_grids import (
    MONTHS,
    Q1,
    Q2,
    Q4,
    QUARTERS,
    areas,
    column,
    here,
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


# The switch


def test_the_views_are_switched_by_keys_standing_in_the_same_row(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot
) -> None:
    assert tab.grid.show_key(next(one.id for one in tab.rows if one.number == "11"), "result")
    assert not any(switch.isVisible() for switch in tab._switches)
    qtbot.keyClick(tab.grid, Key.Key_2, Control)
    assert (tab.view, typed_columns(tab), here(tab)) == (YEAR, QUARTERS, ("11", "quarter3"))
    assert tab.switch.key == YEAR
    assert [switch.isVisible() for switch in tab._switches] == [True, True]
    qtbot.keyClick(tab.grid, Key.Key_3, Control)
    assert (tab.view, here(tab)[0]) == (AREAS, "11")
    assert [switch.isVisible() for switch in tab._switches] == [False, True]
    assert here(tab)[1] == f"area {areas(practice)[0]}"
    assert [one.heading for one in tab.model.columns[4:]] == [
        "Toàn phường", "Thanh Lương 02", "Thanh Tiên", "Thanh Lương 4",
    ]  # fmt: skip
    qtbot.keyClick(tab.grid, Key.Key_1, Control)
    assert (tab.view, here(tab)) == (PERIOD, ("11", "result"))
    assert not any(switch.isVisible() for switch in tab._switches)


def test_the_view_is_remembered(tab: IndicatorsTab, practice: Context, qtbot: QtBot) -> None:
    tab.show_view(AREAS)
    again = opened(qtbot, practice)
    assert (again.view, again.switch.key) == (AREAS, AREAS)
    assert typed_columns(again)[1:] == [f"area {one}" for one in areas(practice)]
    practice.preferences.set_text("views/indicators", "gì đó")
    assert opened(qtbot, practice).view == PERIOD


def test_the_modules_of_the_grids_come_in_when_one_is_shown(tmp_path: Path) -> None:
    """A start that shows one period pays for no grid; the other views are imported when they are chosen."""
    code = (
        "import sys, hxapp.ui.tabs.indicators; "
        "late = ('hxapp.ui.result_columns', 'hxapp.ui.tabs.result_view', 'hxapp.services.result_grid'); "
        "print([name for name in late if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_refused_cell_keeps_its_view(tab: IndicatorsTab, qtbot: QtBot) -> None:
    tab.show_view(YEAR)
    type_in(qtbot, tab, "11", "quarter3", "xyz")
    tab.show_view(PERIOD)
    assert (tab.view, tab.switch.key) == (YEAR, YEAR)
    tab.grid.delegate.give_up()
    tab.show_view(PERIOD)
    assert tab.view == PERIOD


# The year


def test_the_columns_are_of_the_kind_of_the_chosen_period_and_can_be_switched(
    tab: IndicatorsTab, practice: Context
) -> None:
    tab.show_view(YEAR)
    kind, basis = tab._switches
    assert (kind.key, basis.key) == (False, Basis.IN_PERIOD)
    assert [one.heading for one in tab.model.columns[4:]] == [
        "Quý I", "Quý II", "6 tháng", "Quý III", "9 tháng", "Quý IV", "Cả năm",
    ]  # fmt: skip
    assert [one.key for one in tab.model.columns if one.typed] == ["quarter3"]
    kind.chosen.emit(True)
    assert (kind.key, typed_columns(tab)) == (True, MONTHS)
    practice.move(stage=Stage.ESTIMATE)
    assert typed_columns(tab) == MONTHS  # what the clerk switched stays while the period is the same
    practice.move(period=Q2, stage=Stage.FINAL)
    assert (kind.key, typed_columns(tab), here(tab)[1]) == (False, QUARTERS, "quarter2")
    practice.move(period=Period.month(2022, 5))
    assert (kind.key, typed_columns(tab), here(tab)[1]) == (True, MONTHS, "month5")
    practice.move(period=Period.whole_year(2022))
    assert (typed_columns(tab), here(tab)[1]) == (MONTHS, "month5")  # the column where he stood
    practice.move(year=2021, period=Period.whole_year(2021))
    assert typed_columns(tab) == MONTHS


def test_states_are_told_without_colour(tab: IndicatorsTab) -> None:
    tab.show_view(YEAR)
    assert (text(tab, "2", "quarter1"), look(tab, "2", "quarter1").bold) == ("23,6", True)
    derived = look(tab, "2", "months6")
    assert (text(tab, "2", "months6"), derived.italic, derived.bold) == ("57,0", True, False)
    assert look(tab, "3", "quarter3").mark is Sign.ABOUT
    assert look(tab, "4", "quarter1") == Look(fill=Tone.GREY, mark=Sign.DASH, mark_tone=Tone.THIRD)
    assert (text(tab, "14", "quarter3"), look(tab, "14", "quarter3")) == ("", Look())
    head = row(tab, "6")
    assert tab.model.row_look_of(head).span and text(tab, "6", "quarter1") == ""
    assert column(tab, "plan").text(head) == "" and column(tab, "plan").text(row(tab, "6/1")) == "> 10 cơ sở"
    assert not column(tab, "quarter1").may_edit(head)
    assert "từng phần" in tab.model.why_closed(head, tab.model.column_of("quarter1"))
    assert not column(tab, "quarter1").may_edit(row(tab, "4"))
    assert "thu thập hằng năm" in tab.model.why_closed(row(tab, "4"), tab.model.column_of("quarter1"))


def test_nothing_and_doubt_are_told_by_words_and_signs(tab: IndicatorsTab, practice: Context) -> None:
    with practice.database.begin("Nhập") as session:
        results.set_result(session, row_id(tab, "8"), Q4, "kps")
        results.set_result(session, row_id(tab, "11"), Q4, "101")
        results.set_result(session, row_id(tab, "13"), Q4, "3/4")
    tab.show_view(YEAR)
    nothing = look(tab, "8", "quarter4")
    assert (text(tab, "8", "quarter4"), nothing.small, nothing.italic) == ("kps", True, False)
    doubtful = look(tab, "11", "quarter4")
    assert (doubtful.mark, doubtful.mark_tone, doubtful.bold) == (Sign.QUERY, Tone.AMBER, True)
    stand(tab, "11", "quarter4")
    assert tab.status_text().endswith("quý IV/2022, trong kỳ, chính thức – đã nhập; nghi vấn")
    stand(tab, "8", "quarter4")
    assert tab.status_text().endswith("– đã nhập; không phát sinh")
    stand(tab, "13", "quarter4")
    assert tab.status_text().endswith("– đã nhập; hai số đếm 3/4")
    assert {chip.key: chip.count for chip in tab.strip.chips()}[DOUBTED] == 1
    tab.strip.choose(DOUBTED)
    assert [one.number for one in tab.proxy.rows_shown()] == ["11"]


def test_the_status_line_says_the_cell_in_words(tab: IndicatorsTab, qtbot: QtBot) -> None:
    assert tab.status_text().startswith("Nhập số")
    tab.show_view(YEAR)
    stand(tab, "2", "months9")
    name = "Giá trị sản xuất trên một hecta"
    words = f"{name}: 9 tháng năm 2022, trong kỳ, chính thức – suy ra từ quý I, II, III"
    assert tab.status_text() == words
    with qtbot.waitSignal(tab.status_changed):
        qtbot.keyClick(tab.grid, Key.Key_Right)
    assert tab.status_text() == f"{name}: quý IV/2022, trong kỳ, chính thức – chưa có số liệu"
    stand(tab, "4", "quarter1")
    assert tab.status_text().endswith("– chưa đến kỳ: thu thập hằng năm")
    stand(tab, "3", "quarter3")
    assert tab.status_text().endswith("quý III/2022, trong kỳ, ước – đã nhập")
    stand(tab, "6", "quarter3")
    assert tab.status_text().endswith("– chỉ tiêu gộp: nhập số ở từng phần bên dưới")
    stand(tab, "2", "name")
    assert tab.status_text().startswith("Nhập số")


def test_several_selected_cells_are_added_up_where_that_means_something(tab: IndicatorsTab, qtbot: QtBot) -> None:
    tab.show_view(YEAR)
    with qtbot.waitSignal(tab.status_changed):
        select_block(tab, ("8",), ("quarter1", "quarter2", "quarter3", "quarter4"))
    assert tab.status_text() == "Đang chọn 4 ô: 3 số, cộng 96 lao động"
    select_block(tab, ("11",), ("quarter1", "quarter2"))  # rates
    assert tab.status_text() == "Đang chọn 2 ô"
    select_block(tab, ("3", "5"), ("quarter1",))  # two units
    assert tab.status_text() == "Đang chọn 2 ô"
    select_block(tab, ("8/1", "8"), ("quarter1",))  # a part and its whole
    assert tab.status_text() == "Đang chọn 2 ô"
    select_block(tab, ("8",), ("quarter1", "quarter2", "months6"))  # the half year holds the quarters
    assert tab.status_text() == "Đang chọn 3 ô"
    select_block(tab, ("8", "6/2"), ("quarter1",))
    assert tab.status_text() == "Đang chọn 2 ô: 2 số, cộng 38 lao động"
    select_block(tab, ("8",), ("quarter1", "name"))
    assert tab.status_text().startswith("Giải quyết việc làm: ")
    tab._switches[1].chosen.emit(Basis.CUMULATIVE)
    select_block(tab, ("8",), ("quarter1", "quarter2"))
    assert tab.status_text() == "Đang chọn 2 ô"
    tab.show_view(AREAS)
    tab._switches[1].chosen.emit(Basis.IN_PERIOD)
    ward_key, first, second, _ = typed_columns(tab)
    tab.model.write([(row(tab, "8"), column(tab, key), "5") for key in (first, second)], "Dán")
    select_block(tab, ("8",), (first, second))
    assert tab.status_text() == "Đang chọn 2 ô: 2 số, cộng 10 lao động"
    select_block(tab, ("8",), (ward_key, first, second))
    assert tab.status_text() == "Đang chọn 3 ô"


def test_missing_figures_are_counted_up_to_the_chosen_period(tab: IndicatorsTab, practice: Context) -> None:
    tab.show_view(YEAR)
    assert {chip.key: chip.count for chip in tab.strip.chips()} == {"": 14, MISSING: 1}
    tab.strip.choose(MISSING)
    assert [one.number for one in tab.proxy.rows_shown()] == ["14"]
    practice.move(period=Q2)
    assert (tab.strip.key, {chip.key for chip in tab.strip.chips()}) == ("", {""})
    practice.move(period=Q4)
    assert {chip.key: chip.count for chip in tab.strip.chips()}[MISSING] == 14


def test_the_further_figures_are_folded_and_stand_under_their_clauses(tab: IndicatorsTab) -> None:
    tab.show_view(YEAR)
    head = next(one for one in tab.model.rows if isinstance(one, SectionRow) and one.id == FURTHER)
    assert (head.title, head.below) == ("Chỉ tiêu trong phần C (26)", "không cộng vào 14 chỉ tiêu")
    shown = tab.proxy.rowCount()
    assert [one for one in tab.proxy.rows_shown() if isinstance(one, SectionRow)] == [head]
    tab.proxy.set_folded(FURTHER, False)
    titles = [one.title for one in tab.proxy.rows_shown() if isinstance(one, SectionRow)]
    assert titles[:3] == ["Chỉ tiêu trong phần C (26)", "A.I. Mục tiêu", "C.II.1. Về kinh tế › Dịch vụ - Thương mại"]
    section = next(one for one in tab.model.rows if isinstance(one, SectionRow) and one.title == titles[2])
    place = tab.model.place_of(section.id)
    assert place is not None and tab.model.is_foldable(place)
    under = [tab.model.rows[number] for number in tab.model.children_of(place)]
    assert under and {one.clause for one in under} == {"C.II.1"}
    assert tab.proxy.rowCount() == shown + 26 + len(titles) - 1
    assert "từng chỉ tiêu" in tab.model.why_closed(section, tab.model.column_of("quarter3"))


# What the rows take as in the table of one period


def test_what_is_done_with_rows_is_done_from_the_grid_too(
    tab: IndicatorsTab, practice: Context, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.show_view(YEAR)
    stand(tab, "11", "quarter2")
    assert tab._selected() == [next(one for one in tab.rows if one.number == "11")]
    dialog = tab.many_dialog("rhythm", tab._selected())
    assert dialog.windowTitle() == "Đặt kỳ thu thập"
    dialog.deleteLater()
    tab.toggle_panel()
    assert tab.panel is not None and tab.panel.key == row_id(tab, "11")
    tab.toggle_panel()
    said.answers = [0]
    tab.remove_selected()
    assert "Bỏ chỉ tiêu “Người tham gia bảo hiểm y tế” vào thùng rác" in said.texts[0]
    assert "11" not in {getattr(one, "number", "") for one in tab.model.rows}
    stand(tab, "8", "quarter2")
    tab.remove_selected()
    assert "cùng 1 phần của nó" in said.texts[1]


def test_a_cell_of_the_grid_has_its_history(tab: IndicatorsTab, practice: Context, qtbot: QtBot) -> None:
    from hxapp.ui import history_spots

    tab.show_view(YEAR)
    type_in(qtbot, tab, "11", "quarter4", "98")
    spot = history_spots.of_row("indicators", row(tab, "11"))
    assert spot is not None and tab._has_history("quarter4") and not tab._has_history("marks")
    with practice.database.read() as session:
        (cell,) = tab.spots_of(session, spot, "quarter4")
        assert cell.table == "result"
        assert tab.spots_of(session, spot, "quarter2") != (cell,)
    assert (
        history_spots.of_row("indicators", next(one for one in tab.model.rows if isinstance(one, SectionRow))) is None
    )


def test_what_the_overview_leads_to_is_shown(tab: IndicatorsTab, practice: Context) -> None:
    tab.show_view(YEAR)
    assert tab.show_row(row_id(tab, "11")) and tab.view == YEAR
    tab.show_chip(State.UNLIKELY.value)
    assert (tab.view, tab.strip.key) == (PERIOD, State.UNLIKELY.value)
    with practice.database.begin("Thôi") as session:
        for one in neighbourhood_edits.list_rows(session):
            edit = neighbourhood_edits.NeighbourhoodEdit(one.name, valid_to=Period.whole_year(2020).last)
            neighbourhood_edits.save(session, one.id, edit)
    tab.show_view(AREAS)
    assert tab.model.rows == ()
    assert tab.show_row(row_id(tab, "11")) and tab.view == PERIOD


def test_the_keyboard_comes_to_the_switches_as_the_eye_does(tab: IndicatorsTab, qtbot: QtBot) -> None:
    tab.show_view(YEAR)
    qtbot.keyClick(tab.grid, Key.Key_F6)
    met = []
    for _ in range(6):
        focus = QApplication.focusWidget()
        assert isinstance(focus, QAbstractButton)
        met.append(focus.text())
        qtbot.keyClick(focus, Key.Key_Tab)
    assert met == ["Cả năm", "Quý", "Trong kỳ", "Tất cả 14", "Còn trống 1", "Thêm chỉ tiêu…"]


def test_narrow_the_plan_and_the_unit_go_first_and_the_status_line_says_so(tab: IndicatorsTab) -> None:
    tab.show_view(YEAR)
    assert tab.hidden_text() == ""
    tab.resize(911, 400)
    assert tab.grid.hidden_columns() == (f"Kế hoạch năm {tab.context.year}", "ĐVT")
    assert tab.hidden_text() == "Đang ẩn 2 cột (Ctrl+→)"


def test_columns_are_as_wide_as_their_figures_need_and_words_take_few_lines(
    tab: IndicatorsTab, practice: Context
) -> None:
    def widths() -> dict[str, int]:
        return {key: column(tab, key).width for key in typed_columns(tab)}

    tab.show_view(YEAR)
    before = widths()
    assert len(set(before.values())) == 2 and before["quarter2"] == max(before.values())  # 'Đã bê tông 18/23 tuyến…'
    indicator = row_id(tab, "2")
    with practice.database.begin("Nhập") as session:
        results.set_result(session, indicator, Q1, "123456789012,5")
    after = widths()
    assert after["quarter1"] > before["quarter2"] and len({*after.values()}) == 1
    tab.resize(2400, 634)
    index = tab.proxy.index_of(row(tab, "2").id, tab.model.column_of("quarter1"))
    need = advance("123.456.789.012,5", palette.font(12, bold=True)) + 2 * PAD
    assert tab.grid.visualRect(index).width() >= need


def test_narrow_another_view_begins_at_its_left_and_shows_where_the_clerk_stands(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot
) -> None:
    tab.show_view(YEAR)
    tab.resize(700, 400)
    stand(tab, "1", "year")
    tab.grid.bring(tab.model.column_of("year"))
    assert tab.model.columns[4].heading in tab.grid.hidden_columns()
    tab.show_view(PERIOD)
    assert not tab.grid.isColumnHidden(tab.grid.currentIndex().column())
    assert here(tab) == ("1", "result")
    fresh = tab.grid.hidden_columns()
    tab.show_view(YEAR)
    stand(tab, "1", "name")  # which always stays
    for _ in range(4):
        tab.grid.move_sideways(1)
    assert tab.model.columns[4].heading in tab.grid.hidden_columns()
    tab.show_view(PERIOD)
    assert (tab.grid.hidden_columns(), here(tab)) == (fresh, ("1", "name"))
    stand(tab, "1", "result")
    practice.move(period=Period.month(2022, 12))
    tab.show_view(YEAR)
    assert here(tab) == ("1", "month12")
    assert not tab.grid.isColumnHidden(tab.grid.currentIndex().column())


def test_what_was_told_by_quarters_is_not_owed_by_months(tab: IndicatorsTab, practice: Context, qtbot: QtBot) -> None:
    tab.show_view(YEAR)
    by_quarters = {chip.key: chip.count for chip in tab.strip.chips()}
    tab._switches[0].chosen.emit(True)
    assert typed_columns(tab) == MONTHS and text(tab, "2", "month9") == "" and text(tab, "2", "month3") == ""
    assert {chip.key: chip.count for chip in tab.strip.chips()} == by_quarters
    assert by_quarters[MISSING] == 1
    practice.move(period=Period.quarter(2022, 4))
    assert {chip.key: chip.count for chip in tab.strip.chips()}[MISSING] > 1


def test_in_columns_of_another_kind_he_stands_where_the_chosen_period_ends(
    tab: IndicatorsTab, practice: Context
) -> None:
    tab.show_view(YEAR)
    assert here(tab)[1] == "quarter3"
    tab._switches[0].chosen.emit(True)
    assert here(tab)[1] == "month9"
    practice.move(period=Period.month(2022, 8))
    tab.show_view(PERIOD)
    tab.show_view(YEAR)
    tab._switches[0].chosen.emit(False)
    assert here(tab)[1] == "quarter3"
