"""The side panel of an indicator: what it tells, and fields that are saved when they are left."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.services import indicator_edits
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.indicators import IndicatorRow
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import FURTHER
from hxapp.ui.panels.indicator_panel import IndicatorPanel
from hxapp.ui.tabs.indicators import IndicatorsTab
from tests.ui.conftest import Said

Key = Qt.Key


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> IndicatorsTab:
    made = IndicatorsTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 634)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.toggle_panel()
    return made


@pytest.fixture
def panel(tab: IndicatorsTab) -> IndicatorPanel:
    assert isinstance(tab.panel, IndicatorPanel)
    return tab.panel


def row(tab: IndicatorsTab, number: str) -> IndicatorRow:
    return next(one for one in tab.rows if one.number == number)


def edit(context: Context, number: IndicatorRow) -> IndicatorEdit:
    with context.database.read() as session:
        return indicator_edits.edit_of(session, number.id, context.year)


def type_and_leave(qtbot: QtBot, panel: IndicatorPanel, name: str, text: str) -> None:
    editor = panel.fields[name].editor
    editor.setFocus()
    assert isinstance(editor, (QLineEdit, QPlainTextEdit))
    editor.selectAll()
    if text.isascii():
        qtbot.keyClicks(editor, text)
    elif isinstance(editor, QLineEdit):  # letters with accents come from an input method, not from single keys
        editor.insert(text)
    else:
        editor.insertPlainText(text)
    qtbot.keyClick(editor, Key.Key_Tab)


def choose(panel: IndicatorPanel, name: str, value: Any) -> None:
    editor: Any = panel.fields[name].editor
    editor.choose(value)
    editor.activated.emit(editor.currentIndex())


def test_it_tells_figure_plan_gap_and_why(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "13").id)
    assert panel.name_label.text() == "Tỷ lệ thu gom và vận chuyển rác thải rắn sinh hoạt"
    assert panel.where.text() == "Mục A.II.13 · Địa chính – Xây dựng"
    assert [label.text() for label in panel.figures.values] == ["98,2", "100", "1,8"]
    assert [label.text() for label in panel.figures.units] == ["%", "%", "điểm %"]
    assert panel.why.word.text() == "Khó đạt"
    assert panel.why.sentence.text() == row(tab, "13").rating.why
    assert panel.chart.isVisible()
    assert "theo tiến độ cần 99,1" in panel.chart.accessibleName()
    assert not panel.chart.grab().isNull()


def test_a_sum_shows_what_has_come_in_so_far(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "3").id)
    assert panel.figures.captions[0].text() == "Lũy kế 9 tháng"
    assert [label.text() for label in panel.figures.values] == ["3.186,2", "4.357,5 – 4.565", "1.171,3"]


def test_other_statements_of_the_figure_stand_with_their_clause(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "3").id)
    assert panel.statements.text().startswith("• Khác với mục C.II.6: đạt và vượt chỉ tiêu giao từ 5-10%")
    tab.show_row(row(tab, "13").id)
    assert not panel.statements.isVisible()


def test_a_head_shows_no_figures_and_the_head_over_part_c_nothing(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "6").id)
    assert not panel.figures.isVisible() and not panel.fields["result_note"].isVisible()
    assert panel.fields["name"].isVisible()
    tab.grid.show_key(FURTHER)
    assert panel.key is None
    assert not panel.content.isVisible()


def test_a_field_is_saved_on_leaving_it(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context
) -> None:
    tab.show_row(row(tab, "13").id)
    type_and_leave(qtbot, panel, "short_name", "Thu gom rác")
    assert edit(practice, row(tab, "13")).short_name == "Thu gom rác"
    assert row(tab, "13").short_name == "Thu gom rác"
    assert not panel.fields["short_name"].is_changed


def test_a_refused_field_keeps_its_text_and_its_reason(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context, said: Said
) -> None:
    tab.show_row(row(tab, "13").id)
    type_and_leave(qtbot, panel, "low", "một trăm")
    field = panel.fields["low"]
    assert field.is_refused and field.value() == "một trăm"
    assert "một trăm" in field.refusal.text()
    assert edit(practice, row(tab, "13")).low == "100"
    assert not tab.may_leave()  # asked, and the answer was to go on
    assert "Mức" in said.texts[0]
    said.answers = [0]
    assert tab.may_leave()
    assert field.value() == "100" and not field.is_refused


def test_a_comparison_waits_for_its_second_figure_and_both_are_saved_together(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context
) -> None:
    tab.show_row(row(tab, "7").id)
    assert not panel.fields["high"].isVisible()
    choose(panel, "comparator", Comparator.BETWEEN)
    assert panel.fields["high"].isVisible()
    assert "Khoảng còn thiếu mức cao" in panel.fields["high"].refusal.text()
    type_and_leave(qtbot, panel, "high", "85")
    saved = edit(practice, row(tab, "7"))
    assert (saved.comparator, saved.low, saved.high) == (Comparator.BETWEEN, "83", "85")
    assert panel.finish()
    assert not panel.fields["comparator"].is_refused


def test_an_emptied_wording_is_made_of_the_figures(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context
) -> None:
    tab.show_row(row(tab, "8").id)
    editor = panel.fields["wording"].editor
    assert isinstance(editor, QPlainTextEdit)
    editor.setFocus()
    editor.setPlainText("")
    qtbot.keyClick(editor, Key.Key_Tab)
    assert row(tab, "8").wording == "từ 100 đến 120 lao động" == panel.fields["wording"].value()


def test_a_department_is_chosen_or_typed_anew_and_nothing_is_completed(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel
) -> None:
    tab.show_row(row(tab, "13").id)
    editor = panel.fields["department"].editor
    assert isinstance(editor, QComboBox) and editor.completer() is None
    editor.setFocus()
    editor.setEditText("to van dong")
    qtbot.keyClick(editor.lineEdit(), Key.Key_Return)
    assert row(tab, "13").department == "to van dong"
    choose(panel, "department", None)
    assert row(tab, "13").department_id is None
    editor.setEditText("dia chinh - xay dung")
    qtbot.keyClick(editor.lineEdit(), Key.Key_Return)
    assert panel.finish()
    assert row(tab, "13").department_id is not None


def test_note_and_source_belong_to_the_periods_cell(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context
) -> None:
    tab.show_row(row(tab, "13").id)
    type_and_leave(qtbot, panel, "result_note", "Xe hỏng hai ngày")
    type_and_leave(qtbot, panel, "result_source", "Đội thu gom")
    assert (row(tab, "13").note, row(tab, "13").source) == ("Xe hỏng hai ngày", "Đội thu gom")
    assert cell_heading(panel) == "Số liệu quý III/2022"
    practice.move(period=Period.quarter(2022, 2))
    assert panel.fields["result_note"].value() != "Xe hỏng hai ngày"
    assert cell_heading(panel) == "Số liệu quý II/2022"


def cell_heading(panel: IndicatorPanel) -> str:
    return panel.cell_heading.text()


def test_a_target_in_words_is_judged_by_hand(tab: IndicatorsTab, panel: IndicatorPanel, practice: Context) -> None:
    practice.move(period=Period.whole_year(2022))
    tab.show_row(row(tab, "a").id)
    assert panel.fields["verdict"].isVisible()
    choose(panel, "verdict", State.MET)
    assert row(tab, "a").rating.state is State.MET
    tab.show_row(row(tab, "13").id)
    assert not panel.fields["verdict"].isVisible()


def test_the_panel_follows_a_figure_typed_in_the_grid(qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.grid.show_key(row(tab, "13").id, "result")
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.setText("99,6")
    assert tab.grid.finish_editing()
    assert panel.figures.values[0].text() == "99,6"
    assert panel.why.word.text() == "Có khả năng đạt"
