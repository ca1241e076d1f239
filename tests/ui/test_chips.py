"""The strip of counts: filters that add up, and what folds away when it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from hxapp.ui.chips import Chip, ChipButton, Strip
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from tests.ui.building import all_of

CHIPS = (
    Chip("", "Tất cả", 14),
    Chip("likely", "Có khả năng đạt", 7, Sign.DOT, Tone.GREEN),
    Chip("unlikely", "Khó đạt", 2, Sign.DIAMOND, Tone.AMBER),
)


def make_strip(qtbot: QtBot, width: int = 1000) -> Strip:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.resize(width, 38)
    for text in ("Nhập từ Excel…", "Xuất Excel…", "In…"):
        strip.add_action(QAction(text, strip))
    strip.add_action(QAction("Chi tiết F4", strip), always=True)
    strip.set_chips(CHIPS)
    with qtbot.waitExposed(strip):
        strip.show()
    return strip


def button(strip: Strip, key: str) -> ChipButton:
    return next(b for b in all_of(strip, ChipButton) if b.chip.key == key)


def test_pressing_a_chip_filters_and_pressing_it_again_shows_all(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    told: list[str] = []
    strip.chosen.connect(told.append)
    qtbot.mouseClick(button(strip, "unlikely"), Qt.MouseButton.LeftButton)
    assert button(strip, "unlikely").isChecked()
    assert not button(strip, "").isChecked()
    qtbot.mouseClick(button(strip, "unlikely"), Qt.MouseButton.LeftButton)
    assert button(strip, "").isChecked()
    assert told == ["unlikely", ""]


def folded(strip: Strip) -> list[str]:
    """What the menu behind '…' offers."""
    strip._menu.aboutToShow.emit()
    return [action.text() for action in strip._menu.actions()]


def test_new_counts_keep_the_pressed_chip_and_a_lost_one_means_all(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    strip.choose("unlikely")
    strip.set_chips((CHIPS[0], CHIPS[1], Chip("unlikely", "Khó đạt", 5, Sign.DIAMOND, Tone.AMBER)))
    assert strip.key == "unlikely"
    assert button(strip, "unlikely").text() == "Khó đạt 5"
    with qtbot.waitSignal(strip.chosen) as chosen:
        strip.set_chips(CHIPS[:2])
    assert chosen.args == [""]
    assert len(all_of(strip, ChipButton)) == 2


def test_narrow_the_actions_fold_and_chips_stay_whole(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    assert not strip._more.isVisible()
    strip.resize(460, 38)
    assert strip._more.isVisible()
    assert folded(strip) == ["Nhập từ Excel…", "Xuất Excel…", "In…"]
    for chip in all_of(strip, ChipButton):
        assert chip.width() == chip.sizeHint().width()
        assert strip.rect().contains(chip.geometry())


def test_the_last_actions_fold_first_and_the_menu_holds_what_is_not_shown(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    seen = set()
    for width in range(strip.width(), 400, -10):
        strip.resize(width, 38)
        shown = [one.text() for one in strip._buttons if one.isVisible()]
        assert [*shown, *folded(strip)] == ["Nhập từ Excel…", "Xuất Excel…", "In…"]
        places = [one.geometry() for one in strip._buttons if one.isVisible()]
        places += [strip._more.geometry()] if strip._more.isVisible() else []
        places += [chip.geometry() for chip in all_of(strip, ChipButton)]
        assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])
        seen.add(len(shown))
    assert seen == {0, 1, 2, 3}


def test_very_narrow_the_chips_take_a_second_line(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    strip.resize(260, 38)
    assert strip.height() > 38
    places = [chip.geometry() for chip in all_of(strip, ChipButton)]
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])
    assert all(strip.rect().contains(place) for place in places)


def test_the_tab_s_own_actions_stand_before_the_common_ones(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    strip.add_action(QAction("Thêm", strip), first=True)
    strip.add_action(QAction("Gộp", strip), first=True)
    strip.resize(460, 38)
    assert folded(strip)[:3] == ["Thêm", "Gộp", "Nhập từ Excel…"]
