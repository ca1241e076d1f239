"""The bar over a book: what has no room in it can still be seen and chosen."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period
from hxapp.ui.top_bar import TopBar

TITLES = ("Tổng quan", "Chỉ tiêu", "Nhiệm vụ", "Văn minh đô thị")


def make_bar(qtbot: QtBot, width: int, stage: Stage = Stage.FINAL) -> TopBar:
    bar = TopBar(TITLES, QMenu(), practice=True)
    qtbot.addWidget(bar)
    bar.show_place((2021, 2022), Period.quarter(2022, 3), stage)
    bar.resize(width, 40)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def offered(bar: TopBar) -> list[QAction]:
    menu = bar.folded.menu()
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def test_wide_there_is_nothing_to_fold(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, 1500)
    assert bar.stage.isVisible()
    assert not bar.folded.isVisible()
    assert offered(bar) == []


def test_a_folded_stage_is_told_and_chosen_in_the_menu(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, 1500, Stage.ESTIMATE)
    narrow = next(width for width in range(1500, 300, -10) if not _stage_fits(bar, width))
    bar.resize(narrow, 40)
    assert bar.folded.isVisible()
    assert bar.folded.text() == "Ước"
    assert [(one.text(), one.isChecked()) for one in offered(bar)] == [("Chính thức", False), ("Ước", True)]
    with qtbot.waitSignal(bar.stage_chosen) as told:
        offered(bar)[0].trigger()
    assert told.args == [Stage.FINAL]


def test_a_folded_year_is_chosen_there_too(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, 320)
    assert bar.year.isHidden()
    with qtbot.waitSignal(bar.year_chosen) as told:
        next(one for one in offered(bar) if one.text() == "Năm 2021").trigger()
    assert told.args == [2021]


def test_at_200_percent_nothing_stands_over_a_tab(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, 683)
    QApplication.processEvents()
    assert not bar.practice.isVisible()  # the title of the window says it too
    shown = [one.geometry() for one in bar.children() if isinstance(one, QWidget) and one.isVisible()]
    shown.sort(key=QRect.left)
    assert all(one.right() < other.left() for one, other in itertools.pairwise(shown))
    assert shown[-1].right() <= 683
    bar.resize(911, 40)
    assert bar.practice.isVisible()


def _stage_fits(bar: TopBar, width: int) -> bool:
    bar.resize(width, 40)
    return bar.stage.isVisible()


def test_what_is_searched_for_can_be_wiped_with_the_mouse(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, 1500)
    bar.search.setText("nghèo")
    assert bar.search.isClearButtonEnabled()
