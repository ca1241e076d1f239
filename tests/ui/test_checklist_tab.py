"""The screen of the checklist over a practice book: head, squares, rounds, outcomes, values, road maps, adding."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.checklist import Outcome, RoundKind
from hxapp.domain.periods import Period
from hxapp.services import bin as the_bin
from hxapp.services import round_edits
from hxapp.services.checklist import CriterionRow
from hxapp.ui.context import Context
from hxapp.ui.dialogs.add_criterion import AddCriterionDialog, next_code
from hxapp.ui.dialogs.round import RoundDialog
from hxapp.ui.palette import Tone
from hxapp.ui.table import LOOK_ROLE, ROW_LOOK_ROLE
from hxapp.ui.tabs.checklist import ChecklistTab
from tests.ui.conftest import Said

Key = Qt.Key


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> ChecklistTab:
    made = ChecklistTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.grid.setFocus()
    return made


def line(tab: ChecklistTab, code: str) -> CriterionRow:
    return next(row for row in tab._rows if row.code == code)


def cell(tab: ChecklistTab, code: str, column: str, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
    place = tab.model.place_of(line(tab, code).id)
    assert place is not None
    return tab.model.index(place, tab.model.column_of(column)).data(role)


def choose(qtbot: QtBot, tab: ChecklistTab, code: str, column: str, word: str) -> None:
    """Open the cell's list and take a word of it."""
    assert tab.grid.show_key(line(tab, code).id, column)
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QComboBox)
    editor.hidePopup()
    number = editor.findText(word)
    assert number >= 0
    editor.setCurrentIndex(number)
    editor.activated.emit(number)


def type_value(qtbot: QtBot, tab: ChecklistTab, code: str, text: str) -> None:
    assert tab.grid.show_key(line(tab, code).id, "value")
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Key.Key_Return)


def add_round(practice: Context, tab: ChecklistTab, name: str, kind: RoundKind, period: Period) -> Any:
    assert tab._set is not None
    with practice.database.begin("Mở vòng") as session:
        return round_edits.add_round(session, tab._set.id, name, kind, period, None)


def pick(tab: ChecklistTab, name: str) -> None:
    tab.choose_round(next(one for one in tab._rounds if one.name == name))


def test_the_head_names_the_set_its_basis_the_count_and_what_the_resolution_says(tab: ChecklistTab) -> None:
    head = tab.head
    assert head.title.text() == "Phường đạt chuẩn văn minh đô thị"
    assert "Thông tư 02/2013/TT-BVHTTDL" in head.basis.text()
    assert (head.count.text(), head.counted.text()) == ("21/24", "tiêu chí đạt")
    assert head.stated.text() == "Nghị quyết nêu 20/24, thêm 1"
    assert head.sets.isHidden()  # the year has one
    assert {chip.key: chip.count for chip in tab.strip.chips()} == {
        "": 24,
        "met": 21,
        "not_met": 2,
        "not_assessed": 1,
        "confirm": 19,
    }


def test_a_square_leads_to_its_row_even_in_a_folded_group(qtbot: QtBot, tab: ChecklistTab) -> None:
    row = line(tab, "3.4")
    assert row.parent_id is not None
    assert tab.proxy.is_folded(row.parent_id)  # fully met
    place = tab.head.squares.place_of(row.id)
    assert place is not None
    qtbot.mouseClick(tab.head.squares, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert tab.grid.current_key() == row.id
    assert not tab.proxy.is_folded(row.parent_id)


def test_groups_count_and_unmet_lines_are_marked(tab: ChecklistTab) -> None:
    assert (cell(tab, "1", "own"), cell(tab, "3", "own")) == ("3/4", "6/6")
    assert cell(tab, "1", "title", ROW_LOOK_ROLE).section
    assert cell(tab, "1.2", "title", ROW_LOOK_ROLE).edge is Tone.RED
    assert cell(tab, "1.2", "own", LOOK_ROLE).bold
    assert cell(tab, "1.3", "code", LOOK_ROLE).ring
    assert "chưa đối chiếu" in cell(tab, "1.3", "code", int(Qt.ItemDataRole.ToolTipRole))
    assert not cell(tab, "1.1", "code", LOOK_ROLE).ring
    assert cell(tab, "4.2", "threshold") == "chờ xác nhận"  # a remembered threshold is a hint only
    assert cell(tab, "1.1", "evidence") == "2"


def test_chips_filter_and_keep_the_group_over_the_rows(tab: ChecklistTab) -> None:
    tab.strip.choose("not_met")
    assert [row.code for row in tab.proxy.rows_shown()] == ["1", "1.2", "4", "4.1"]
    tab.strip.choose("confirm")
    assert sum(not row.is_group for row in tab.proxy.rows_shown()) == 19


def test_a_value_judges_by_a_confirmed_threshold_and_the_head_follows(qtbot: QtBot, tab: ChecklistTab) -> None:
    type_value(qtbot, tab, "1.2", "100%")
    assert line(tab, "1.2").outcome is Outcome.MET
    assert tab.head.count.text() == "22/24"
    type_value(qtbot, tab, "4.2", "50")
    assert line(tab, "4.2").outcome is Outcome.MET  # what is not confirmed judges nothing
    type_value(qtbot, tab, "2.3", "nhiều")
    assert tab.grid.is_editing()
    assert tab.grid.delegate.bubble.reason
    tab.grid.delegate.give_up()


def test_an_outcome_is_chosen_and_an_unmet_one_without_road_map_is_marked(qtbot: QtBot, tab: ChecklistTab) -> None:
    assert tab.status_text() == ""
    choose(qtbot, tab, "1.3", "own", "Chưa đạt")
    assert line(tab, "1.3").outcome is Outcome.NOT_MET
    look = cell(tab, "1.3", "missing", LOOK_ROLE)
    assert look.fill is Tone.AMBER
    assert look.below[0].text == "Chưa có lộ trình: thiếu việc tiếp theo, đơn vị, hạn"
    assert tab.status_text() == "1 tiêu chí chưa đạt còn thiếu lộ trình"
    assert cell(tab, "1.2", "missing", LOOK_ROLE).fill is None
    choose(qtbot, tab, "1.3", "own", "Không áp dụng")
    assert tab.head.count.text() == "20/23"
    assert "not_applicable" in {chip.key for chip in tab.strip.chips()}


def test_a_group_is_marked_by_hand_and_given_back_to_its_lines(qtbot: QtBot, tab: ChecklistTab) -> None:
    choose(qtbot, tab, "2", "own", "Đạt")
    assert line(tab, "2").outcome is Outcome.MET
    choose(qtbot, tab, "2", "own", "Theo các dòng bên dưới")
    assert line(tab, "2").outcome is Outcome.NOT_ASSESSED


def test_a_new_round_is_named_by_kind_and_period_and_compared_with_the_one_before(
    tab: ChecklistTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: RoundDialog) -> int:
        dialog.fields["period"].fill(Period.whole_year(2022))
        dialog._offer_name()
        assert dialog.value("name") == "Tự đánh giá năm 2022"
        dialog.fields["held_on"].fill("31/02/2022")
        dialog.accept()
        assert dialog.fields["held_on"].is_refused
        dialog.fields["held_on"].fill("10/12/2022")
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(RoundDialog, "exec", fill)
    tab.open_round()
    assert tab._round is not None and tab._round.name == "Tự đánh giá năm 2022"
    assert tab.head.rounds.currentText() == "Tự đánh giá năm 2022"
    assert tab.head.count.text() == "0/24"
    assert (cell(tab, "1.1", "own"), cell(tab, "1.1", "previous")) == ("Chưa đánh giá", "Đạt")
    assert tab.model.columns[tab.model.column_of("previous")].second == "9 tháng"


def test_in_a_checked_round_the_superiors_column_is_typed(qtbot: QtBot, tab: ChecklistTab, practice: Context) -> None:
    add_round(practice, tab, "Thị xã kiểm tra", RoundKind.CHECKED, Period.whole_year(2022))
    assert tab._round is not None and tab._round.kind is RoundKind.SELF  # what the clerk stands in stays
    pick(tab, "Thị xã kiểm tra")
    columns = {column.key: column for column in tab.model.columns}
    assert columns["checked"].typed and not columns["own"].typed
    choose(qtbot, tab, "1.1", "checked", "Chưa đạt")
    assert line(tab, "1.1").outcome is Outcome.NOT_MET
    assert cell(tab, "1.1", "own") == "Đạt"  # the ward's own round beside it
    pick(tab, "Tự đánh giá 9 tháng năm 2022")
    assert (cell(tab, "1.1", "own"), cell(tab, "1.1", "checked")) == ("Đạt", "Chưa đạt")
    assert tab.sheet_choice()["round"] == str(tab._round.id)


def test_without_a_round_the_cells_say_to_open_one(tab: ChecklistTab, practice: Context) -> None:
    practice.move(period=Period.quarter(2022, 1))  # the only round is of September
    assert tab._round is None
    assert cell(tab, "1.1", "own") == "cần mở vòng"
    assert "Mở vòng mới" in cell(tab, "1.1", "own", int(Qt.ItemDataRole.ToolTipRole))
    place = tab.model.place_of(line(tab, "1.1").id)
    assert place is not None
    for column in ("own", "value"):
        assert not tab.model.index(place, tab.model.column_of(column)).flags() & Qt.ItemFlag.ItemIsEditable
    assert tab.head.count.text() == "–/24"
    assert [chip.key for chip in tab.strip.chips()] == ["", "confirm"]
    assert "chưa có vòng nào đến quý I" in tab.head.rounds.placeholderText()


def test_a_new_criterion_takes_the_next_code_and_its_threshold(
    tab: ChecklistTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: AddCriterionDialog) -> int:
        assert dialog.value("code") == "1.5"
        dialog.fields["title"].fill("Có quy chế quản lý kiến trúc")
        dialog.fields["threshold"].fill("90%")
        dialog.accept()
        assert "dấu so sánh" in dialog.fields["threshold"].refusal.text()
        dialog.fields["threshold"].fill(">= 90%")
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(AddCriterionDialog, "exec", fill)
    tab.grid.show_key(line(tab, "1.2").id)
    tab.add_criterion()
    assert tab.grid.current_key() == line(tab, "1.5").id
    assert cell(tab, "1.5", "threshold") == "≥ 90%"
    assert tab.head.count.text() == "21/25"
    assert next_code(tab._rows, None) == "6"


def test_a_criterion_goes_to_the_bin_and_comes_back(tab: ChecklistTab, practice: Context, said: Said) -> None:
    tab.grid.show_key(line(tab, "1.2").id)
    said.answers.append(0)
    tab.remove_selected()
    assert "1.2" not in [row.code for row in tab._rows]
    with practice.database.begin("Khôi phục") as session:
        the_bin.restore(session, [(one.kind, one.id) for one in the_bin.list_bin(session)])
    assert line(tab, "1.2").outcome is Outcome.NOT_MET  # with its assessment


def test_a_round_goes_to_the_bin_after_asking(tab: ChecklistTab, said: Said) -> None:
    tab.remove_round()
    assert tab._round is not None
    said.answers.append(0)
    tab.remove_round()
    assert tab._round is None
    assert "Tự đánh giá 9 tháng năm 2022" in said.texts[0]


def test_another_year_without_rounds_or_sets_says_so(tab: ChecklistTab, practice: Context) -> None:
    practice.move(year=2023, period=Period.quarter(2023, 1))
    assert tab._set is not None or "Năm 2023 chưa có bộ tiêu chí" in tab.empty.text()


def test_at_150_percent_the_squares_give_way_and_what_is_missing_stays(tab: ChecklistTab) -> None:
    assert not tab.head.squares.isHidden()
    tab.resize(911, 430)
    assert tab.head.squares.isHidden()
    assert "Còn thiếu, việc tiếp theo" not in tab.hidden_text()


@pytest.mark.parametrize("width", [1366, 1140, 1092, 960, 911, 760, 683])
def test_the_set_s_title_is_read_at_every_width(tab: ChecklistTab, width: int) -> None:
    tab.resize(width, 500)
    QApplication.processEvents()
    head = tab.head
    assert head.title.width() >= 180
    assert head.basis.height() <= 3 * head.basis.fontMetrics().lineSpacing() + 2
    shown = (head.title, head.count, head.counted, head.squares, head.rounds, head.new_round, head.more)
    ends = [one.geometry() for one in shown if one.isVisible()]
    assert all(left.right() < right.left() for left, right in itertools.pairwise(ends))
    assert ends[-1].right() <= width
    assert head.new_round.text() == "Mở vòng mới…" or head.new_round.toolTip() == "Mở vòng mới…"
