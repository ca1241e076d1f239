"""Lists to choose from: a letter opens and chooses nothing, and every word of an open list can be read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from hxapp.ui.choices import ChoiceBox

STATES = [("new", "Chưa bắt đầu"), ("doing", "Đang thực hiện"), ("done", "Hoàn thành"), ("off", "Hủy")]


def test_a_letter_opens_the_list_and_chooses_nothing(qtbot: QtBot) -> None:
    box = ChoiceBox(STATES)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    box.choose("doing")
    with qtbot.assertNotEmitted(box.activated):
        qtbot.keyClicks(box, "h")
        assert box.view().isVisible()
        assert box.view().currentIndex().data() == "Hoàn thành"
        assert box.value() == "doing"
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert box.value() == "done"


def test_an_open_list_shows_every_word_whole_however_narrow_the_box(qtbot: QtBot) -> None:
    box = ChoiceBox([*STATES, ("long", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân")])
    qtbot.addWidget(box)
    box.setFixedWidth(90)
    with qtbot.waitExposed(box):
        box.show()
    box.choose("new")
    box.showPopup()
    view = box.view()
    assert view.viewport().width() >= view.sizeHintForColumn(0)
    assert view.viewport().height() >= view.sizeHintForRow(0) * 5
    assert view.verticalScrollBar().maximum() == 0


def test_a_word_wider_than_the_box_is_read_in_its_tip(qtbot: QtBot) -> None:
    box = ChoiceBox([("long", "Ứng dụng khoa học công nghệ và phát triển sản xuất")])
    qtbot.addWidget(box)
    box.setFixedWidth(140)
    with qtbot.waitExposed(box):
        box.show()
    box.choose("long")
    place = box.rect().center()
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, place, box.mapToGlobal(place)))
    assert QToolTip.text() == box.currentText()
    QToolTip.hideText()
