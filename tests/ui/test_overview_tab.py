"""The first screen over a practice book: its counts agree with the tabs, and everything leads to its row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hxapp.domain.checklist import Outcome
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.services import books, indicators, results
from hxapp.ui.book_view import BookView
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import FURTHER
from hxapp.ui.pressable import LineButton, NumberButton, Pressable
from hxapp.ui.state_bar import SquareButton, StateBar
from hxapp.ui.tabs import TABS
from hxapp.ui.tabs.indicators import IndicatorsTab
from hxapp.ui.tabs.overview import OverviewTab
from tests.ui.building import all_of

Key = Qt.Key
Led = list[tuple[str, object, str]]


@pytest.fixture
def led(practice: Context) -> Led:
    """Where the tab led to."""
    found: Led = []
    practice.row_wanted.connect(lambda *goal: found.append(goal))
    return found


@pytest.fixture
def tab(qtbot: QtBot, practice: Context, led: Led) -> OverviewTab:
    made = OverviewTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 634)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def line(tab: OverviewTab, words: str) -> LineButton:
    return next(one for one in all_of(tab, LineButton) if words in one.text())


def test_the_band_counts_what_the_tabs_count(tab: OverviewTab) -> None:
    assert [figure.figure for figure in tab.figures] == ["8/14", "7", "21/24", "1"]
    assert tab.figures[0].below == "3 khó đạt, 1 chưa có số liệu, 2 chưa đến kỳ"
    assert tab.figures[1].below == "trong 87; 4 đến hạn trong 7 ngày"
    assert tab.figures[2].below == "nghị quyết nêu 20/24; 2 chưa đạt"


def test_each_figure_of_the_band_leads_to_its_rows(qtbot: QtBot, tab: OverviewTab, led: Led) -> None:
    for figure in tab.figures:
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert led == [
        ("indicators", None, ""),
        ("tasks", None, "late"),
        ("checklist", None, ""),
        ("indicators", None, "no_figure"),
    ]


def test_the_bar_holds_the_fourteen_and_leads_to_each_state(qtbot: QtBot, tab: OverviewTab, led: Led) -> None:
    (bar,) = all_of(tab.indicators, StateBar)
    assert sum(piece.count for piece in bar.pieces) == 14
    assert [piece.state for piece in bar.pieces] == [State.LIKELY, State.UNLIKELY, State.NO_FIGURE, State.NOT_DUE]
    widths = {piece.state: piece.width() for piece in bar.pieces}
    assert widths[State.LIKELY] > widths[State.UNLIKELY] > widths[State.NO_FIGURE]
    bar.pieces[1].click()
    assert led == [("indicators", None, "unlikely")]


def test_trouble_stands_with_its_reason_and_leads_to_its_row(
    qtbot: QtBot, tab: OverviewTab, led: Led, practice: Context
) -> None:
    with practice.database.read() as session:
        rows = indicators.list_rows(session, 2022, practice.period)
    waste = next(row for row in rows if row.number == "13")
    shown = line(tab, "13. Thu gom rác thải rắn sinh hoạt")
    assert shown.below == waste.rating.why
    shown.setFocus()
    qtbot.keyClick(shown, Key.Key_Return)
    assert led == [("indicators", waste.id, "")]
    line(tab, "26 chỉ tiêu khác").click()
    assert led[-1] == ("indicators", FURTHER, "")
    missing = line(tab, "14. Cơ sở sản xuất")
    assert missing.below == "Chưa có số liệu quý III/2022; Địa chính – Xây dựng"


def test_late_tasks_come_first_and_lead_to_their_rows(tab: OverviewTab, led: Led) -> None:
    assert tab.found is not None
    lines = all_of(tab.tasks, LineButton)
    assert [one.right_text for one in lines][:2] == ["quá 165 ngày", "quá 74 ngày"]
    assert [one.shown for one in lines] == [one.wording for one in (*tab.found.late, *tab.found.week)]
    assert lines[0].below == "Địa chính – Xây dựng · Phan Đình Hải"
    lines[7].click()
    assert led == [("tasks", tab.found.week[0].id, "")]


def test_squares_show_every_criterion_and_lead_to_it(qtbot: QtBot, tab: OverviewTab, led: Led) -> None:
    squares = all_of(tab.checklist, SquareButton)
    assert len(squares) == 24
    assert [one.mark.code for one in squares if one.mark.outcome is Outcome.NOT_MET] == ["1.2", "4.1"]
    qtbot.mouseClick(squares[1], Qt.MouseButton.LeftButton)
    assert led == [("checklist", squares[1].mark.id, "")]
    assert "91,7%, ngưỡng = 100%" in line(tab, "1.2 Công trình").below


def test_a_number_of_the_matrix_leads_to_one_row_or_to_the_list(tab: OverviewTab, led: Led) -> None:
    assert tab.found is not None
    numbers = {one.text(): one for one in all_of(tab.departments, NumberButton)}
    numbers["Địa chính – Xây dựng, thiếu số liệu: 1"].click()
    assert led == [("indicators", tab.found.missing[0].id, "")]
    led.clear()
    numbers["Địa chính – Xây dựng, quá hạn: 3"].click()
    assert led == [("tasks", None, "late"), ("tasks", tab.found.late[0].id, "")]
    assert not numbers["Đoàn Thanh niên, quá hạn: 0"].isEnabled()


def test_everything_is_reached_with_the_keys(qtbot: QtBot, tab: OverviewTab) -> None:
    first = line(tab, "3. Thu ngân sách")
    first.setFocus()
    qtbot.keyClick(first, Key.Key_Down)
    assert tab.focusWidget() is line(tab, "6. Cơ sở kinh tế")
    group = line(tab, "1. Quản lý kiến trúc")
    group.setFocus()
    qtbot.keyClick(group, Key.Key_Right)
    reached = tab.focusWidget()
    assert isinstance(reached, SquareButton) and reached.mark.code == "1.1"
    stops = {one for one in all_of(tab, Pressable) if one.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert set(all_of(tab, LineButton)) <= stops


def test_lines_are_as_high_as_their_text(qtbot: QtBot, tab: OverviewTab) -> None:
    for width in (1366, 911, 780):
        tab.resize(width, 600)
        # A scrolled page takes its height after its width, with the next events.
        qtbot.waitUntil(lambda: all(o.height() >= o.heightForWidth(o.width()) for o in all_of(tab, LineButton)))
        for card in (tab.indicators, tab.tasks, tab.checklist, tab.departments):
            bottoms = [one.geometry().bottom() for one in all_of(card, LineButton) if one.parentWidget() is card]
            assert all(bottom < card.height() for bottom in bottoms)


def test_columns_follow_the_width(tab: OverviewTab) -> None:
    def columns() -> int:
        cards = (tab.indicators, tab.tasks, tab.checklist, tab.departments)
        return len({card.mapTo(tab, card.rect().topLeft()).x() for card in cards})

    for width, wanted in ((1366, 3), (911, 2), (780, 1)):
        tab.resize(width, 600)
        QApplication.processEvents()
        assert columns() == wanted


def test_in_the_window_a_click_stands_in_the_row_of_the_other_tab(qtbot: QtBot, practice: Context) -> None:
    with practice.database.read() as session:
        facts = books.facts(session)
    view = BookView(practice, facts, TABS[:2], QMenu())
    qtbot.addWidget(view)
    view.resize(1366, 700)
    with qtbot.waitExposed(view):
        view.show()
    overview_tab, indicators_tab = view.tabs
    assert isinstance(overview_tab, OverviewTab) and isinstance(indicators_tab, IndicatorsTab)
    line(overview_tab, "13. Thu gom rác").click()
    assert view.current() is indicators_tab
    assert indicators_tab.grid.current_row().number == "13"
    view.show_tab(0)
    overview_tab.figures[3].click()
    assert indicators_tab.strip.key == "no_figure"
    view.show_tab(0)
    line(overview_tab, "26 chỉ tiêu khác").click()
    assert indicators_tab.grid.current_key() == FURTHER
    assert indicators_tab.strip.key == ""


def test_it_asks_the_window_for_its_one_page(qtbot: QtBot, tab: OverviewTab, practice: Context) -> None:
    asked: list[str] = []
    practice.asked.connect(asked.append)
    tab._print.click()
    assert asked == ["print"]
    assert tab.report == "tong-quan"


def test_it_follows_changes_while_shown_and_waits_while_hidden(tab: OverviewTab, practice: Context) -> None:
    with practice.database.read() as session:
        rows = indicators.list_rows(session, 2022, practice.period)
    target = next(row for row in rows if row.number == "14")
    tab.hide()
    with practice.database.begin("Nhập") as session:
        results.set_result(session, target.id, practice.period, "90")
    assert tab.figures[3].figure == "1"
    tab.show()
    assert tab.figures[3].figure == "0"
    assert tab.figures[0].figure == "9/14"


def test_a_long_list_of_missing_figures_ends_with_the_way_to_the_rest(
    tab: OverviewTab, practice: Context, led: Led
) -> None:
    practice.move(period=Period.quarter(2022, 4))
    assert tab.found is not None
    missing = [one for one in tab.found.missing if not one.further]
    more = line(tab, "số liệu còn thiếu nữa")
    assert more.shown == f"và {len(missing) - 6} số liệu còn thiếu nữa…"
    more.click()
    assert led == [("indicators", None, "no_figure")]


def test_a_year_with_nothing_says_so(tab: OverviewTab, practice: Context) -> None:
    practice.move(year=2030, period=Period.whole_year(2030))
    assert [figure.below for figure in tab.figures[:2]] == ["chưa nhập chỉ tiêu nào", "chưa nhập nhiệm vụ nào"]
    assert all_of(tab.tasks, LineButton) == []
