"""The one door for messages: Vietnamese buttons, Escape is the harmless answer, nobody else opens a box."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

import hxapp
from hxapp.domain.errors import HxError
from hxapp.ui import messages
from tests.ui.conftest import Said


def answer(press: str | None) -> list[list[str]]:
    """Press the button of that name in the box to come, or Escape; gives the buttons there were."""
    offered: list[list[str]] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        offered.append([button.text() for button in box.buttons()])
        if press is None:
            box.reject()
        else:
            next(button for button in box.buttons() if button.text() == press).click()

    QTimer.singleShot(0, act)
    return offered


def test_asking_gives_yes_only_for_the_deed_itself(qtbot: QtBot) -> None:
    offered = answer("Bỏ 3 nhiệm vụ")
    assert messages.ask(None, "Bỏ 3 nhiệm vụ vào thùng rác?", "Bỏ 3 nhiệm vụ")
    assert set(offered[0]) == {"Bỏ 3 nhiệm vụ", "Thôi"}
    answer("Thôi")
    assert not messages.ask(None, "Bỏ?", "Bỏ")
    answer(None)
    assert not messages.ask(None, "Bỏ?", "Bỏ")


def test_choosing_gives_the_number_and_escape_the_last(qtbot: QtBot) -> None:
    answer("Hai")
    assert messages.choose(None, "Chọn", ("Một", "Hai", "Ba")) == 1
    answer(None)
    assert messages.choose(None, "Chọn", ("Một", "Hai", "Ba")) == 2


def test_a_refusal_inside_the_block_is_told_and_done_is_not_run(said: Said) -> None:
    with messages.refusing(None, lambda: pytest.fail("it was refused")):
        raise HxError("Sổ nằm ở nơi chỉ cho đọc.")
    assert said.texts == ["Sổ nằm ở nơi chỉ cho đọc."]
    done: list[bool] = []
    with messages.refusing(None, lambda: done.append(True)):
        pass
    assert done == [True]
    with pytest.raises(ZeroDivisionError), messages.refusing(None):
        raise ZeroDivisionError


def test_nobody_else_opens_a_message_box() -> None:
    package = Path(hxapp.__file__).parent

    def imports(path: Path) -> bool:
        found = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        return any(isinstance(one, ast.alias) and one.name == "QMessageBox" for one in found)

    files = [path for path in package.rglob("*.py") if imports(path)]
    assert [path.relative_to(package).as_posix() for path in files] == ["ui/messages.py"]
