"""A program that is carried along on a USB disk: it finds its books again where the disk is called otherwise, and says
once on each PC that nothing can be written beside it.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtWidgets import QWidget

from hxapp import NAME, paths
from hxapp.ui import messages
from hxapp.ui.preferences import Preferences

_PROGRAM = "carried/program"
_TOLD = "carried/told"


def follow(preferences: Preferences, program: Path) -> None:
    """Correct the recent books that lie beside the program or on its disk, when that was called otherwise last time.

    Only a book that is not there any more, and is at the new place, is corrected.
    """
    before, last = preferences.text(_PROGRAM), preferences.last_book()
    preferences.set_text(_PROGRAM, str(program))
    if not before or Path(before) == program:
        return
    for book in reversed(preferences.recent()):
        there = _moved(book.path, Path(before), program)
        if there is not None:
            preferences.forget_recent(book.path)
            preferences.add_recent(dataclasses.replace(book, path=there))
        else:
            preferences.add_recent(book)  # as recent as it was
    if last is not None:
        preferences.set_last_book(_moved(last, Path(before), program) or last)
    preferences.save()


def _moved(book: Path, before: Path, program: Path) -> Path | None:
    """Where the book lies now; None when it is where it was, or can't be found."""
    if book.exists():
        return None
    for old, new in ((before, program), (Path(before.anchor), Path(program.anchor))):
        if old != new and book.is_relative_to(old) and (there := new / book.relative_to(old)).exists():
            return there
    return None


def tell_once(window: QWidget, preferences: Preferences) -> None:
    """Say that the settings lie in the user's own folder because nothing can be written beside the program."""
    if not preferences.flag(_TOLD):
        preferences.set_flag(_TOLD, True)
        preferences.save()
        messages.tell(window, read_only_words())


def read_only_words() -> str:
    """Why the settings of a program that is carried along do not lie beside it."""
    return (
        f"Nơi đặt {NAME} không ghi được, nên thiết lập và nhật ký nằm trong thư mục của người dùng máy này: "
        f"“{paths.settings_folder()}”. Sổ đặt ở nơi ghi được thì vẫn nhập và lưu như thường."
    )
