"""The one door for notices and questions: nothing else in the program touches QMessageBox.

Tests replace `show` (see `tests/ui/conftest.py`, fixture `said`) and assert what was said.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QMessageBox, QWidget

from hxapp import NAME
from hxapp.domain.errors import HxError

_log = logging.getLogger("hxapp")


def refuse(parent: QWidget | None, sentence: str | HxError) -> None:
    """Tell why something was not done and what to do next."""
    show(parent, QMessageBox.Icon.Warning, str(sentence), ("Đã hiểu",), 0)


def tell(parent: QWidget | None, sentence: str) -> None:
    """Tell something the clerk should know; nothing went wrong."""
    show(parent, QMessageBox.Icon.Information, sentence, ("Đóng",), 0)


def ask(parent: QWidget | None, question: str, yes: str, no: str = "Thôi") -> bool:
    """Ask before something is done; `yes` is the deed itself ('Bỏ 3 nhiệm vụ'). Escape and Enter mean no."""
    return show(parent, QMessageBox.Icon.Question, question, (yes, no), 1) == 0


def choose(parent: QWidget | None, question: str, answers: tuple[str, ...]) -> int:
    """Ask for one of several ways; the number of the answer. Escape means the last one."""
    return show(parent, QMessageBox.Icon.Question, question, answers, len(answers) - 1)


_silent = False


@contextmanager
def silenced() -> Iterator[None]:
    """Inside, nothing is shown: it is logged, and answered as by Escape. For when nobody can answer any more."""
    global _silent  # noqa: PLW0603 - one door, shut or open
    before, _silent = _silent, True
    try:
        yield
    finally:
        _silent = before


def show(parent: QWidget | None, icon: QMessageBox.Icon, text: str, answers: tuple[str, ...], escape: int) -> int:
    """One box; returns the number of the pressed answer. `escape` is what Escape and the default button mean."""
    if _silent:
        _log.info("not shown, the session ends: %d answers", len(answers))
        return escape
    box = QMessageBox(parent)
    box.setWindowTitle(NAME)
    box.setIcon(icon)
    box.setText(text)
    box.setTextInteractionFlags(box.textInteractionFlags().TextSelectableByMouse)
    buttons = [
        box.addButton(
            answer, QMessageBox.ButtonRole.RejectRole if number == escape else QMessageBox.ButtonRole.AcceptRole
        )
        for number, answer in enumerate(answers)
    ]
    box.setDefaultButton(buttons[escape])
    box.setEscapeButton(buttons[escape])
    box.exec()
    pressed = box.clickedButton()
    return next((number for number, button in enumerate(buttons) if button is pressed), escape)


@contextmanager
def refusing(parent: QWidget | None, done: Callable[[], None] | None = None) -> Iterator[None]:
    """Turns trouble the user can mend inside the block into a notice; `done` runs when there was none."""
    try:
        yield
    except HxError as error:
        refuse(parent, error)
    else:
        if done is not None:
            done()
