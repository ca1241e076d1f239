"""Targets typed as words, in the panel and in the dialog: what is said of them, what is saved, and the way back."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.indicators import Better, Typed
from hxapp.domain.targets import Comparator, Target
from hxapp.services import indicator_edits, indicators
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.indicators import IndicatorRow
from hxapp.ui.context import Context
from hxapp.ui.dialogs.add_indicator import AddIndicatorDialog
from hxapp.ui.panels.indicator_panel import IndicatorPanel
from hxapp.ui.panels.target_reading import NO_FIGURE, OTHERWISE
from hxapp.ui.tabs.indicators import IndicatorsTab
from tests.ui.test_indicator_panel import choose, edit, panel, row, tab, type_and_leave

__all__ = ["panel", "tab"]

WORDS = "giảm 0,7 - 0,9% so với năm 2021"


def type_only(made: IndicatorPanel, text: str) -> None:
    """Type over the words and stay there."""
    editor = made.fields["wording"].editor
    assert isinstance(editor, QPlainTextEdit)
    editor.setFocus()
    editor.selectAll()
    editor.insertPlainText(text)


def target(tab: IndicatorsTab, number: str) -> Target:
    found = row(tab, number).target
    assert found is not None
    return found


def test_the_words_are_read_while_they_are_typed_and_written_when_they_are_left(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel
) -> None:
    tab.show_row(row(tab, "11").id)
    assert panel.reading.label.text() == "Hiểu là: > 99%.\nĐạt khi trên 99%; không xét vượt."
    type_only(panel, "từ 98 - 98,5%, trong đó người nghèo 100%")
    assert panel.reading.label.text().splitlines()[:2] == [
        "Hiểu là: từ 98 đến 98,5%.",
        "Đạt khi từ 98 đến 98,5%; vượt khi trên 98,5%.",
    ]
    assert "người nghèo 100%, ô này không lấy" in panel.reading.label.text()
    assert target(tab, "11").low == Decimal(99)
    qtbot.keyClick(panel.fields["wording"].editor, Qt.Key.Key_Tab)
    assert row(tab, "11").wording == "từ 98 - 98,5%, trong đó người nghèo 100%"
    assert (target(tab, "11").comparator, target(tab, "11").high) == (Comparator.BETWEEN, Decimal("98.5"))
    assert [panel.fields[name].value() for name in ("comparator", "low", "high")] == [Comparator.BETWEEN, "98", "98,5"]
    assert panel.reading.note.isHidden() and panel.reading.back.isHidden()


def test_a_number_alone_is_in_the_indicators_unit(qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "7").id)
    type_and_leave(qtbot, panel, "wording", "85")
    assert panel.reading.label.text().startswith("Hiểu là: 85%.")
    assert (row(tab, "7").wording, target(tab, "7").low, target(tab, "7").unit) == ("85", Decimal(85), "%")


def test_another_unit_of_money_shows_the_figure_anew(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context
) -> None:
    with practice.database.begin("Thêm") as session:
        made = indicator_edits.add(session, practice.year, IndicatorEdit(name="Thu quỹ", unit="triệu đồng"))
    tab.show_row(made)
    type_and_leave(qtbot, panel, "wording", "từ 40 tỷ")
    assert panel.fields["low"].value() == "40.000"
    type_and_leave(qtbot, panel, "unit", "tỷ đồng")
    assert panel.fields["low"].value() == "40"
    assert panel.reading.label.text().splitlines()[1] == "Đạt khi từ 40 tỷ đồng trở lên; không xét vượt."


def test_escape_takes_back_what_was_read(qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "11").id)
    before = panel.reading.label.text()
    type_only(panel, "50%")
    assert panel.reading.label.text() != before
    qtbot.keyClick(panel.fields["wording"].editor, Qt.Key.Key_Escape)
    assert panel.reading.label.text() == before


def test_figures_chosen_by_hand_are_told_and_there_is_a_way_back(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel
) -> None:
    tab.show_row(row(tab, "11").id)
    type_and_leave(qtbot, panel, "low", "99,0")
    assert panel.reading.note.isHidden()
    type_and_leave(qtbot, panel, "low", "97")
    assert panel.reading.note.text() == OTHERWISE and panel.reading.back.isVisible()
    assert (row(tab, "11").wording, target(tab, "11").low) == ("> 99%", Decimal(97))
    type_only(panel, "95%")
    assert panel.reading.note.isHidden()  # what is being typed will be judged
    type_and_leave(qtbot, panel, "wording", "Đạt > 99%")
    assert (row(tab, "11").wording, target(tab, "11").low) == ("Đạt > 99%", Decimal(97))
    assert panel.reading.note.text() == OTHERWISE
    qtbot.mouseClick(panel.reading.back, Qt.MouseButton.LeftButton)
    assert (row(tab, "11").wording, target(tab, "11").low) == ("Đạt > 99%", Decimal(99))
    assert panel.reading.note.isHidden() and panel.fields["low"].value() == "99"


def test_words_only_are_judged_by_hand_and_figures_beside_them_are_told(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel
) -> None:
    tab.show_row(row(tab, "7").id)
    type_and_leave(qtbot, panel, "wording", "theo kế hoạch của thị xã")
    assert panel.reading.label.text() == "Theo lời văn, đánh giá bằng tay."
    assert target(tab, "7").comparator is Comparator.TEXT_ONLY
    assert not panel.fields["low"].isVisible() and panel.fields["verdict"].isVisible()
    assert panel.reading.note.isHidden()
    panel.fields["low"].fill("83")
    choose(panel, "comparator", Comparator.EQ)
    assert (target(tab, "7").low, panel.reading.note.text()) == (Decimal(83), NO_FIGURE)


def test_choosing_words_only_is_no_part_of_the_words_either(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "7").id)
    choose(panel, "comparator", Comparator.TEXT_ONLY)
    assert (target(tab, "7").comparator, row(tab, "7").wording) == (Comparator.TEXT_ONLY, "83%")
    assert panel.reading.note.text() == OTHERWISE


def test_a_ceiling_of_what_is_kept_has_its_field(qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "7").id)
    type_and_leave(qtbot, panel, "wording", "duy trì không quá 85%")
    assert panel.fields["high"].isVisible() and panel.fields["high"].value() == "85"
    type_and_leave(qtbot, panel, "high", "86")
    assert (target(tab, "7").comparator, target(tab, "7").bounds) == (Comparator.MAINTAIN, (None, Decimal(86)))
    choose(panel, "comparator", Comparator.LE)
    assert not panel.fields["high"].isVisible()


def test_a_compounds_head_says_which_part_has_which_figure(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    tab.show_row(row(tab, "6").id)
    judged, places, people = panel.reading.label.text().splitlines()
    assert judged == "Đánh giá theo các phần của chỉ tiêu."
    assert places == "Còn thấy: số cơ sở tăng trên 10 cơ sở, thuộc phần “Tăng số cơ sở”."
    assert people.endswith("tăng trên 50 lao động, thuộc phần “Tăng số lao động trong các cơ sở kinh tế”.")
    assert panel.reading.note.isHidden()


def test_no_row_of_the_sample_is_judged_otherwise_than_its_words(tab: IndicatorsTab, panel: IndicatorPanel) -> None:
    for one in tab.rows:
        tab.show_row(one.id)
        assert panel.reading.note.isHidden(), one.name


def test_what_a_list_shows_stays_when_another_field_is_saved(
    qtbot: QtBot, tab: IndicatorsTab, panel: IndicatorPanel, practice: Context
) -> None:
    """The figure is saved when the focus has come to the department, whose choices are then read anew."""
    tab.show_row(row(tab, "13").id)
    before = edit(practice, row(tab, "13")).department_id
    type_and_leave(qtbot, panel, "low", "99")
    panel.fields["department"].editor.setFocus()
    type_and_leave(qtbot, panel, "low", "98")
    assert panel.fields["department"].value() == before is not None
    qtbot.keyClick(panel.fields["department"].editor, Qt.Key.Key_Tab)
    assert edit(practice, row(tab, "13")).department_id == before


@pytest.fixture
def dialog(qtbot: QtBot, practice: Context) -> AddIndicatorDialog:
    made = AddIndicatorDialog(practice)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def enter(made: AddIndicatorDialog, **texts: str) -> None:
    """Type into the fields, each left for the next."""
    for name, text in texts.items():
        editor = made.fields[name].editor
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
        made.fields[name].left.emit()


def added(practice: Context, made: AddIndicatorDialog) -> IndicatorRow:
    made.accept()
    with practice.database.read() as session:
        rows = indicators.list_rows(session, practice.year, practice.period)
    return next(one for one in rows if one.id == made.indicator_id)


def figures(made: AddIndicatorDialog) -> list[object]:
    return [made.value(name) for name in ("comparator", "low", "high")]


def test_a_new_indicators_words_fill_the_fields_and_are_saved_whole(
    practice: Context, dialog: AddIndicatorDialog
) -> None:
    enter(dialog, name="Tỷ lệ hộ cận nghèo", wording=WORDS)
    assert dialog.value("unit") == "%" and dialog.value("better") is Better.LOWER
    assert figures(dialog) == [Comparator.DECREASE_BY_BETWEEN, "0,7", "0,9"]
    assert dialog.reading.label.text().splitlines()[1] == (
        "Đạt khi giảm từ 0,7 đến 0,9 điểm %; vượt khi giảm trên 0,9 điểm %; so với số liệu năm 2021."
    )
    saved = added(practice, dialog)
    assert saved.target is not None
    assert (saved.wording, saved.target.baseline, saved.target.direction) == (
        WORDS,
        "so với năm 2021",
        "lower_is_better",
    )


def test_growth_gives_no_unit_and_a_count_its_own(practice: Context, dialog: AddIndicatorDialog) -> None:
    enter(dialog, name="Thu quỹ vì người nghèo", wording="tăng 5%")
    assert dialog.value("unit") == ""
    enter(dialog, name="Số cơ sở kinh tế mở mới", wording="tăng trên 10 cơ sở")
    assert dialog.value("unit") == "cơ sở"
    saved = added(practice, dialog)
    assert saved.target is not None and saved.target.strict
    assert (saved.unit, saved.target.low) == ("cơ sở", Decimal(10))


def test_figures_chosen_in_the_dialog_stand_beside_the_words(practice: Context, dialog: AddIndicatorDialog) -> None:
    enter(dialog, name="Số cơ sở kinh tế mở mới", unit="cơ sở", wording="tăng trên 10 cơ sở")
    enter(dialog, low="12")
    assert dialog.reading.note.text() == OTHERWISE
    dialog.reading.back.click()
    assert figures(dialog)[:2] == [Comparator.INCREASE_BY, "10"] and dialog.reading.note.isHidden()
    enter(dialog, low="12")
    saved = added(practice, dialog)
    assert saved.target is not None
    assert (saved.wording, saved.target.low, saved.target.strict) == ("tăng trên 10 cơ sở", Decimal(12), True)
    assert saved.target.comparator is Comparator.INCREASE_BY


def test_a_figure_chosen_by_hand_is_in_the_unit_that_stands_in_the_dialog(
    practice: Context, dialog: AddIndicatorDialog
) -> None:
    enter(dialog, name="Thu ngân sách", unit="triệu đồng", wording="từ 40 tỷ")
    assert figures(dialog)[:2] == [Comparator.GE, "40.000"] and dialog.reading.note.isHidden()
    enter(dialog, low="41.000")
    assert dialog.reading.note.text() == OTHERWISE
    saved = added(practice, dialog)
    assert saved.target is not None
    assert (saved.wording, saved.target.low, saved.target.unit) == ("từ 40 tỷ", Decimal(41_000), "triệu đồng")


def test_what_is_judged_follows_the_better_side_that_the_name_speaks_for(dialog: AddIndicatorDialog) -> None:
    enter(dialog, wording="5%")
    assert "vượt khi trên 5%" in dialog.reading.label.text()
    enter(dialog, name="Tỷ lệ thất nghiệp")
    assert "vượt khi dưới 5%" in dialog.reading.label.text()


def test_a_new_indicator_in_words_only_needs_no_figure(practice: Context, dialog: AddIndicatorDialog) -> None:
    enter(dialog, name="Bê tông đường ngõ phố", wording="cơ bản hoàn thành")
    assert figures(dialog) == [Comparator.TEXT_ONLY, "", ""]
    saved = added(practice, dialog)
    assert saved.target is not None
    assert (saved.wording, saved.target.comparator) == ("cơ bản hoàn thành", Comparator.TEXT_ONLY)


def test_figures_without_words_are_worded_as_before(practice: Context, dialog: AddIndicatorDialog) -> None:
    enter(dialog, name="Tỷ lệ hộ dùng nước sạch", unit="%", low="95")
    assert dialog.reading.label.isHidden() and dialog.reading.note.isHidden()
    saved = added(practice, dialog)
    assert saved.wording == "95%" and saved.target is not None and saved.target.low == Decimal(95)


def test_a_per_cent_of_the_assigned_figure_is_called_so(practice: Context, dialog: AddIndicatorDialog) -> None:
    enter(dialog, name="Thu ngân sách", unit="triệu đồng", wording="đạt 105% dự toán giao trở lên")
    assert dialog.fields["low"].label == "% mức giao, từ" and dialog.fields["assigned"].isVisible()
    assert "từ 105% mức giao trở lên" in dialog.reading.label.text()
    enter(dialog, assigned="4.000")
    assert "từ 4.200 triệu đồng trở lên" in dialog.reading.label.text()
    saved = added(practice, dialog)
    assert saved.target is not None and saved.target.plan_basis == "of_plan"
    assert saved.assigned == Decimal(4000)


def test_a_counted_change_is_typed_as_the_change(practice: Context, dialog: AddIndicatorDialog) -> None:
    enter(dialog, name="Số đảng viên", wording="tăng 3 đảng viên")
    made = added(practice, dialog)
    assert edit(practice, made).typed is Typed.CHANGE


def test_neither_the_reader_of_words_nor_the_mapped_classes_are_loaded_before_a_panel_is_opened() -> None:
    script = (
        "import sys, hxapp.ui.main_window, hxapp.ui.tabs.indicators\n"
        "early = ('sqlalchemy.orm', 'hxapp.domain.phrases', 'hxapp.domain.judged_as', 'hxapp.services.target_')\n"
        "loaded = [name for name in sys.modules if name.startswith(early)]\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).resolve().parents[2])
