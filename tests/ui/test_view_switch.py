"""The switch of views: one word pressed, by mouse, arrows and menu; one button where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from hxapp.ui.chips import Chip, ChipButton, Strip
from hxapp.ui.view_switch import Choice, Switch
from tests.ui.building import all_of

WORDS = (Choice(1, "Một kỳ", "Bảng của một kỳ"), Choice(2, "Cả năm"), Choice(3, "Tổ dân phố"))


@pytest.fixture
def switch(qtbot: QtBot) -> Switch:
    made = Switch("Cách xem", WORDS)
    qtbot.addWidget(made)
    made.chosen.connect(made.show_key)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def word(switch: Switch, text: str) -> QToolButton:
    return next(button for button in all_of(switch, QToolButton) if button.text() == text and button.isCheckable())


def pressed(switch: Switch) -> list[str]:
    return [button.text() for button in all_of(switch, QToolButton) if button.isChecked()]


def test_one_word_is_pressed_and_tells_what_it_means(switch: Switch, qtbot: QtBot) -> None:
    told: list[object] = []
    switch.chosen.connect(told.append)
    assert pressed(switch) == ["Một kỳ"]
    qtbot.mouseClick(word(switch, "Tổ dân phố"), Qt.MouseButton.LeftButton)
    assert (pressed(switch), switch.key, told) == (["Tổ dân phố"], 3, [3])
    qtbot.mouseClick(word(switch, "Tổ dân phố"), Qt.MouseButton.LeftButton)
    assert (pressed(switch), told) == (["Tổ dân phố"], [3])  # it is not pressed out
    assert word(switch, "Một kỳ").toolTip() == "Bảng của một kỳ"


def test_whoever_hears_it_may_refuse(qtbot: QtBot) -> None:
    switch = Switch("Cách xem", WORDS)
    qtbot.addWidget(switch)
    switch.show()
    qtbot.mouseClick(word(switch, "Cả năm"), Qt.MouseButton.LeftButton)
    assert (pressed(switch), switch.key) == (["Một kỳ"], 1)


def test_tab_stops_at_the_pressed_word_and_the_arrows_lead_on(switch: Switch, qtbot: QtBot) -> None:
    stops = [one.text() for one in all_of(switch, QToolButton) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops[:1] == ["Một kỳ"] and "Cả năm" not in stops
    word(switch, "Một kỳ").setFocus()
    qtbot.keyClick(word(switch, "Một kỳ"), Qt.Key.Key_Right)
    assert (switch.key, word(switch, "Cả năm").hasFocus()) == (2, True)
    qtbot.keyClick(word(switch, "Cả năm"), Qt.Key.Key_Right)
    qtbot.keyClick(word(switch, "Tổ dân phố"), Qt.Key.Key_Right)
    assert switch.key == 3
    qtbot.keyClick(word(switch, "Tổ dân phố"), Qt.Key.Key_Left)
    assert (switch.key, word(switch, "Cả năm").hasFocus()) == (2, True)


def test_folded_it_is_one_button_whose_menu_offers_the_words(switch: Switch) -> None:
    switch.fold(True)
    shown = [button for button in all_of(switch, QToolButton) if button.isVisible()]
    assert [button.text() for button in shown] == ["Một kỳ"]
    assert switch.hint(True).width() < switch.hint(False).width()
    (menu,) = all_of(switch, QMenu)
    assert [(action.text(), action.isChecked()) for action in menu.actions()] == [
        ("Một kỳ", True),
        ("Cả năm", False),
        ("Tổ dân phố", False),
    ]
    menu.actions()[1].trigger()
    assert (switch.key, shown[0].text()) == (2, "Cả năm")
    switch.fold(False)
    assert pressed(switch) == ["Cả năm"]


def test_in_a_strip_it_stands_before_the_chips_and_folds_before_they_take_a_second_line(qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    first, second = Switch("Cách xem", WORDS), Switch("Kỳ", (Choice(1, "Tháng"), Choice(2, "Quý")))
    strip.add_lead(first)
    strip.add_lead(second)
    strip.add_action(QAction("Xuất Excel…", strip))
    strip.set_chips((Chip("", "Tất cả", 14), Chip("a", "Còn trống", 3)))
    strip.resize(1000, 38)
    with qtbot.waitExposed(strip):
        strip.show()
    chips = all_of(strip, ChipButton)
    places = [first.geometry(), second.geometry(), *(chip.geometry() for chip in chips)]
    assert [place.left() for place in places] == sorted(place.left() for place in places)
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])
    assert not first.folded
    whole = strip._more.isVisible()
    for width in range(1000, 400, -20):
        strip.resize(width, 38)
        assert strip.height() == 38 or (first.folded and second.folded)
        shown = [first, second, *chips, *(one for one in strip._buttons if one.isVisible())]
        assert not any(a.geometry().intersects(b.geometry()) for n, a in enumerate(shown) for b in shown[n + 1 :])
        assert all(strip.rect().contains(one.geometry()) for one in shown)
    assert not whole and strip._more.isVisible() and first.folded
    strip.resize(1000, 38)
    assert not first.folded and not second.folded
    strip.show_lead(second, False)
    assert chips[0].x() < places[1].right()
