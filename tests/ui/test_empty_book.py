"""An empty book: every table says what to do next, and its buttons do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from hxapp.domain.documents import BookOrigin
from hxapp.domain.targets import Comparator
from hxapp.services import bin as the_bin
from hxapp.services import checklist, criteria, criteria_sets, indicator_edits
from hxapp.services.criteria_sets import SetEdit
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.settings import Office
from hxapp.ui import bookshelf
from hxapp.ui.context import Context
from hxapp.ui.dialogs.edit_set import SetDialog
from hxapp.ui.empty import EmptyState
from hxapp.ui.indicator_columns import FurtherHead
from hxapp.ui.preferences import Preferences
from hxapp.ui.pressable import LineButton
from hxapp.ui.table import LOOK_ROLE
from hxapp.ui.tabs import TABS
from hxapp.ui.tabs.checklist import ChecklistTab
from hxapp.ui.tabs.indicators import IndicatorsTab
from hxapp.ui.tabs.overview import OverviewTab
from hxapp.ui.tabs.table_tab import TableTab
from tests.ui.conftest import SEPTEMBER, Said


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trống") / "Sổ.hxdb"
    bookshelf.make_book(path, BookOrigin.EMPTY, SEPTEMBER, Office(name="UBND phường An"), 2022)
    return path


@pytest.fixture
def context(empty_file: Path, tmp_path: Path) -> Iterator[Context]:
    path = tmp_path / "Sổ.hxdb"
    path.write_bytes(empty_file.read_bytes())
    made, _ = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), lambda: SEPTEMBER)
    yield made
    made.close()


def show(qtbot: QtBot, kind: Any, context: Context) -> Any:
    tab = kind(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 640)
    with qtbot.waitExposed(tab):
        tab.show()
    return tab


def press(qtbot: QtBot, tab: TableTab, text: str) -> None:
    button = next(one for one in tab.empty.buttons if one.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", ["indicators", "tasks", "checklist"])
def test_an_empty_table_says_in_its_middle_what_to_do(qtbot: QtBot, context: Context, name: str) -> None:
    tab = show(qtbot, next(entry for entry in TABS if entry.name == name).load(), context)
    shown = tab.empty
    assert shown.isVisible()
    assert "Năm 2022 chưa có" in shown.text()
    table = tab.grid.viewport()
    assert shown.geometry() == table.rect().adjusted(40, 20, -40, -20)
    tab.resize(900, 500)
    qtbot.waitUntil(lambda: shown.geometry() == table.rect().adjusted(40, 20, -40, -20))
    assert len(shown.buttons) == (2 if name == "checklist" else 3)
    assert all(button.isVisible() for button in shown.buttons)


def test_indicators_without_numbers_are_told_as_such_and_not_as_none(qtbot: QtBot, context: Context) -> None:
    with context.database.begin("Thêm") as session:
        edit = IndicatorEdit(name="Tỷ lệ hộ nghèo", unit="%", comparator=Comparator.EQ, low="5")
        indicator_edits.add(session, 2022, edit)
    tab = show(qtbot, IndicatorsTab, context)
    head = next(row for row in tab.model.rows if isinstance(row, FurtherHead))
    below = tab.model.index(tab.model.place_of(head.id), tab.model.column_of("name")).data(LOOK_ROLE).below
    assert below[0].text == "chưa có số thứ tự nên đếm riêng: 1 chưa có số liệu"
    assert tab.proxy.rowCount() == 2, "the only indicators of the year are not folded away"
    assert [(chip.key, chip.count) for chip in tab.strip.chips()] == [("", 1)]
    overview = show(qtbot, OverviewTab, context)
    figures = {figure.title: figure.below for figure in overview.figures}
    assert overview.figures[0].below == "1 chỉ tiêu chưa có số thứ tự"
    assert figures["số liệu còn thiếu"] == "kỳ quý III/2022"
    (line,) = overview.indicators.findChildren(LineButton)
    assert (line.shown, line.below) == ("1 chỉ tiêu chưa có số thứ tự", "1 chưa có số liệu; đếm riêng")
    said = [label.text() for label in overview.indicators.findChildren(QLabel)]
    assert "Chưa chỉ tiêu nào có số thứ tự; ghi số thứ tự thì được đếm vào tổng số." in said


def test_a_button_goes_when_its_deed_is_not_offered_any_more(qtbot: QtBot) -> None:
    table = QWidget()
    qtbot.addWidget(table)
    done: list[str] = []
    state = EmptyState(table)
    actions = [table.addAction("Thêm"), table.addAction("Nhập")]
    actions[1].triggered.connect(lambda: done.append("Nhập"))
    state.say("Chưa có gì.", actions)
    state.buttons[1].click()
    assert done == ["Nhập"]
    state.say("Không có dòng nào khớp.")
    assert state.buttons == []


def test_the_circulars_set_is_added_whole_by_its_button(qtbot: QtBot, context: Context) -> None:
    tab = show(qtbot, ChecklistTab, context)
    press(qtbot, tab, "Thêm bộ tiêu chí Thông tư 02/2013")
    assert len([row for row in tab.model.rows if not row.is_group]) == 24
    assert tab.head.title.text() == "Phường đạt chuẩn văn minh đô thị"
    assert tab.head.new_round.isEnabled()
    assert tab.empty.isHidden()
    assert "Thêm bộ tiêu chí Thông tư 02/2013" not in [action.text() for action in tab.actions_offered()]


def test_after_its_years_the_circulars_set_is_not_offered(qtbot: QtBot, context: Context) -> None:
    context.move(year=2023)
    tab = show(qtbot, ChecklistTab, context)
    assert [button.text() for button in tab.empty.buttons] == ["Thêm bộ tiêu chí riêng…"]
    context.move(year=2022)
    assert tab.empty.buttons[0].text() == "Thêm bộ tiêu chí Thông tư 02/2013"


def test_an_own_set_is_asked_for_and_shown(qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = show(qtbot, ChecklistTab, context)
    asked: list[SetDialog] = []

    def fill(dialog: SetDialog) -> QDialog.DialogCode:
        asked.append(dialog)
        dialog.accept()
        assert "còn trống" in dialog.fields["title"].refusal.text()
        dialog.fields["title"].fill("Tuyến phố văn minh")
        dialog.fields["in_force_to"].fill("31/02/2022")
        dialog.accept()
        assert dialog.fields["in_force_to"].refusal.text()
        dialog.fields["in_force_to"].fill("")
        dialog.accept()
        return QDialog.DialogCode(dialog.result())

    monkeypatch.setattr(SetDialog, "exec", fill)
    press(qtbot, tab, "Thêm bộ tiêu chí riêng…")
    assert len(asked) == 1
    assert tab.head.title.text() == "Tuyến phố văn minh"
    assert "chưa có dòng nào" in tab.empty.text()
    with context.database.read() as session:
        (made,) = checklist.list_sets(session, 2022)
        assert checklist.list_sets(session, 2021) == ()
    assert (made.group_word, made.criterion_word) == ("Tiêu chuẩn", "Tiêu chí")


def test_a_line_asked_for_without_a_set_asks_for_the_set(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = show(qtbot, ChecklistTab, context)
    asked: list[SetDialog] = []

    def give_up(dialog: SetDialog) -> QDialog.DialogCode:
        asked.append(dialog)
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(SetDialog, "exec", give_up)
    tab.add_criterion()
    assert len(asked) == 1


def test_an_own_set_is_changed_and_binned_behind_the_heads_button(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    tab = show(qtbot, ChecklistTab, context)
    with context.database.begin("Thêm") as session:
        set_id = criteria_sets.add_own_set(session, SetEdit("Tuyến phố", in_force_from=dt.date(2022, 1, 1)), 2022)
        group = criteria.add_criterion(session, set_id, criteria.CriterionEdit("1", "Vỉa hè"))
        criteria.add_criterion(session, set_id, criteria.CriterionEdit("1.1", "Thông thoáng"), group)
    offered = {action.text(): action for action in tab.head.more.menu().actions() if not action.isSeparator()}
    assert list(offered) == [
        "Sửa bộ tiêu chí…",
        "Bỏ bộ tiêu chí vào thùng rác",
        "Thêm bộ tiêu chí riêng…",
        "Sửa vòng đánh giá…",
        "Bỏ vòng đánh giá vào thùng rác",
    ]

    def rename(dialog: SetDialog) -> QDialog.DialogCode:
        assert dialog.value("in_force_from") == "01/01/2022"
        dialog.fields["title"].fill("Tuyến phố văn minh")
        dialog.fields["criterion_word"].fill("Nội dung")
        dialog.accept()
        return QDialog.DialogCode(dialog.result())

    monkeypatch.setattr(SetDialog, "exec", rename)
    offered["Sửa bộ tiêu chí…"].trigger()
    assert tab.head.title.text() == "Tuyến phố văn minh"
    offered["Bỏ bộ tiêu chí vào thùng rác"].trigger()
    assert "Bỏ bộ “Tuyến phố văn minh” vào thùng rác, cùng 1 nội dung của nó?" in said.texts[0]
    assert tab.head.title.text() == "Tuyến phố văn minh"
    said.answers = [0]
    offered["Bỏ bộ tiêu chí vào thùng rác"].trigger()
    assert tab.head.title.text() == "Chưa có bộ tiêu chí"
    assert not offered["Sửa bộ tiêu chí…"].isEnabled()
    with context.database.begin("Lấy lại") as session:
        the_bin.restore(session, [("criteria_set", set_id)])
    assert tab.head.title.text() == "Tuyến phố văn minh"
    assert len(tab.model.rows) == 2
