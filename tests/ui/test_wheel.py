"""The wheel never changes a value: the event goes on to what lies around."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QScrollBar, QSlider, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hxapp.ui import wheel
from hxapp.ui.choices import ChoiceBox


def roll(widget: QWidget) -> bool:
    """Turn the wheel over the widget; whether it took the turn for itself."""
    at = QPointF(5, 5)
    turn = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, -360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, turn)
    return turn.isAccepted()


def test_our_lists_keep_their_value(qtbot: QtBot) -> None:
    box = ChoiceBox([(1, "một"), (2, "hai"), (3, "ba")])
    qtbot.addWidget(box)
    box.choose(1)
    box.show()
    box.setFocus()
    assert not roll(box)
    assert box.value() == 1


@pytest.mark.parametrize("kind", [QComboBox, QSpinBox, QDateEdit, QSlider])
def test_guarded_fields_keep_theirs_also_with_the_focus_in_them(qtbot: QtBot, kind: type[QWidget]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    editor, bar = kind(), QScrollBar()
    layout = QVBoxLayout(window)
    layout.addWidget(editor)
    layout.addWidget(bar)
    bar.setRange(0, 1000)
    if isinstance(editor, QComboBox):
        editor.addItems(["một", "hai", "ba"])
    elif isinstance(editor, (QSpinBox, QSlider)):
        editor.setValue(50)
    wheel.guard(window)
    with qtbot.waitExposed(window):
        window.show()
    editor.setFocus()
    before = editor.property("currentIndex"), editor.property("value"), editor.property("dateTime")
    assert not roll(editor)
    assert (editor.property("currentIndex"), editor.property("value"), editor.property("dateTime")) == before
    assert roll(bar)
    assert bar.value() > 0


def test_values_stay_what_they_are(qtbot: QtBot) -> None:
    from hxapp.domain.indicators import Stage

    box = ChoiceBox([(Stage.FINAL, "Chính thức"), (Stage.ESTIMATE, "Ước")])
    qtbot.addWidget(box)
    assert box.value() is None
    box.choose(Stage.ESTIMATE)
    assert box.value() is Stage.ESTIMATE
    box.choose("không có")
    assert box.value() is None


def test_the_wheel_takes_no_focus(qtbot: QtBot) -> None:
    box, window = ChoiceBox([(1, "một")]), QWidget()
    qtbot.addWidget(box)
    qtbot.addWidget(window)
    spin = QSpinBox(window)
    wheel.guard(window)
    assert box.focusPolicy() == spin.focusPolicy() == Qt.FocusPolicy.StrongFocus
