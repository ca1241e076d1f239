"""The side panel: each field is saved when it is left, each refusal stands beside its field, nothing is lost."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import Refused
from hxapp.ui.panel import WIDTH, Panel
from tests.ui.conftest import Said

Key = Qt.Key


class TaskPanel(Panel):
    """A panel over a dictionary of rows."""

    def __init__(self) -> None:
        super().__init__("Nhiệm vụ")
        self.rows: dict[Hashable, dict[str, Any]] = {
            1: {"wording": "Trồng cây", "deadline": "31/3/2022", "lead": "a", "done": False},
            2: {"wording": "Đào mương", "deadline": "", "lead": None, "done": True},
        }
        self.calls: list[tuple[Hashable, str, Any]] = []
        self.add_area("wording", "Nội dung")
        self.add_text("deadline", "Hạn hoàn thành")
        self.add_choice("lead", "Chủ trì", (("a", "Văn phòng"), ("b", "Địa chính")), free=True)
        self.add_check("done", "Đã xác nhận")

    def load(self, key: Hashable) -> None:
        self.fill(self.rows[key])

    def save_field(self, name: str, value: Any) -> None:
        if value == "32/1/2022":
            raise Refused("Tháng 1 không có ngày 32.", "deadline")
        if value == "mai":
            raise Refused("Nội dung nói “mai” nhưng hạn còn trống.", "deadline")
        assert self.key is not None
        self.calls.append((self.key, name, value))
        self.rows[self.key][name] = value


@pytest.fixture
def panel(qtbot: QtBot) -> TaskPanel:
    made = TaskPanel()
    qtbot.addWidget(made)
    made.resize(WIDTH, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.show_row(1)
    return made


def line(panel: Panel, name: str) -> QLineEdit:
    editor = panel.fields[name].editor
    assert isinstance(editor, QLineEdit)
    return editor


def retype(qtbot: QtBot, panel: Panel, name: str, text: str) -> QLineEdit:
    editor = line(panel, name)
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor


def test_a_field_is_saved_when_it_is_left_and_only_when_it_changed(qtbot: QtBot, panel: TaskPanel) -> None:
    editor = retype(qtbot, panel, "deadline", "30/6/2022")
    assert panel.calls == []
    with qtbot.waitSignal(panel.saved) as saved:
        qtbot.keyClick(editor, Key.Key_Tab)
    assert panel.calls == [(1, "deadline", "30/6/2022")]
    assert saved.args == [1]
    editor.setFocus()
    qtbot.keyClick(editor, Key.Key_Tab)
    assert len(panel.calls) == 1


def test_a_refusal_stands_beside_its_field_and_keeps_the_text(qtbot: QtBot, panel: TaskPanel) -> None:
    editor = retype(qtbot, panel, "deadline", "32/1/2022")
    qtbot.keyClick(editor, Key.Key_Tab)
    field = panel.fields["deadline"]
    assert field.refusal.isVisible()
    assert field.refusal.text() == "Tháng 1 không có ngày 32."
    assert editor.text() == "32/1/2022"
    panel.show_row(1)  # the book changed elsewhere
    assert editor.text() == "32/1/2022"
    assert not panel.finish()
    retype(qtbot, panel, "deadline", "31/1/2022")
    assert panel.finish()
    assert not field.refusal.isVisible()
    assert panel.calls == [(1, "deadline", "31/1/2022")]


def test_a_refusal_that_names_another_field_stands_there_too(qtbot: QtBot, panel: TaskPanel) -> None:
    area = panel.fields["wording"].editor
    area.setFocus()
    area.setPlainText("mai")  # type: ignore[attr-defined]
    qtbot.keyClick(area, Key.Key_Tab)
    assert panel.fields["deadline"].refusal.isVisible()
    assert panel.fields["wording"].refusal.isVisible()


def test_leaving_a_row_with_a_refused_text_asks_and_obeys(qtbot: QtBot, panel: TaskPanel, said: Said) -> None:
    retype(qtbot, panel, "deadline", "32/1/2022")
    assert not panel.may_leave()
    assert "Tháng 1 không có ngày 32." in said.texts[0]
    assert line(panel, "deadline").text() == "32/1/2022"
    said.answers.append(0)
    assert panel.may_leave()
    assert line(panel, "deadline").text() == "31/3/2022"
    assert panel.calls == []


def test_escape_gives_back_the_saved_text(qtbot: QtBot, panel: TaskPanel) -> None:
    editor = retype(qtbot, panel, "deadline", "xyz")
    qtbot.keyClick(editor, Key.Key_Escape)
    assert editor.text() == "31/3/2022"
    assert panel.finish()
    assert panel.calls == []


def test_another_row_shows_its_own_values(panel: TaskPanel) -> None:
    panel.show_row(2)
    assert panel.fields["wording"].value() == "Đào mương"
    assert panel.fields["lead"].value() == ""
    assert panel.fields["done"].value() is True
    panel.show_row(None)
    assert not panel.content.isVisible()
    assert panel.nothing.isVisible()
    panel.show_row(1)
    assert panel.content.isVisible()
    assert not panel.nothing.isVisible()


def test_an_open_choice_takes_a_listed_value_or_a_typed_word(qtbot: QtBot, panel: TaskPanel) -> None:
    field = panel.fields["lead"]
    box = field.editor
    assert field.value() == "a"
    box.setEditText("Địa chính")  # type: ignore[attr-defined]
    assert panel.finish()
    box.setEditText("Đội quy tắc")  # type: ignore[attr-defined]
    assert panel.finish()
    assert panel.calls == [(1, "lead", "b"), (1, "lead", "Đội quy tắc")]
    assert box.completer() is None  # type: ignore[attr-defined]


def test_an_error_that_is_not_the_clerk_s_is_not_shown_beside_a_field(panel: TaskPanel) -> None:
    def fail(name: str, value: Any) -> None:
        raise ZeroDivisionError

    panel.save_field = fail  # type: ignore[method-assign]
    line(panel, "deadline").setText("1/1/2022")
    with pytest.raises(ZeroDivisionError):
        panel.finish()
