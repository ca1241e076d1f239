"""What is said of a book that was just opened: OneDrive's folder, a clock that was set back; a quiet line each."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from hxapp import disks
from hxapp.domain.documents import BookOrigin
from hxapp.services import books
from hxapp.ui import bookshelf, opening_words
from hxapp.ui.book_view import BookView
from hxapp.ui.context import Context
from hxapp.ui.dialogs.new_book import NewBookDialog
from hxapp.ui.opening_words import UnderstoodLine
from hxapp.ui.preferences import Preferences
from hxapp.ui.tabs import TABS
from tests.ui.conftest import SEPTEMBER


@pytest.fixture
def cloud(practice_file: Path, tmp_path: Path) -> Iterator[Context]:
    """A practice book in a folder that OneDrive keeps in step."""
    folder = tmp_path / "OneDrive - Phường Hương Xuân" / "Tài liệu"
    folder.mkdir(parents=True)
    made, _ = bookshelf.open_book(
        Path(shutil.copy(practice_file, folder / "Sổ.hxdb")), Preferences(tmp_path / "hxapp.ini"), lambda: SEPTEMBER
    )
    yield made
    made.close()


def view_of(qtbot: QtBot, context: Context) -> BookView:
    with context.database.read() as session:
        facts = books.facts(session)
    view = BookView(context, facts, TABS, QMenu())
    qtbot.addWidget(view)
    return view


def lines(view: BookView) -> list[UnderstoodLine]:
    return list[UnderstoodLine](view.findChildren(UnderstoodLine))


def test_a_book_on_the_pc_with_a_right_clock_opens_without_a_word(qtbot: QtBot, practice: Context) -> None:
    view = view_of(qtbot, practice)
    opening_words.show(view)
    assert lines(view) == []


def test_a_book_in_onedrive_says_what_comes_of_it_until_it_was_understood(qtbot: QtBot, cloud: Context) -> None:
    view = view_of(qtbot, cloud)
    opening_words.show(view)
    (line,) = lines(view)
    assert "OneDrive" in line.text.text() and "thư mục khác" in line.text.text()
    again = view_of(qtbot, cloud)
    opening_words.show(again)
    assert len(lines(again)) == 1  # only read past, so it is said again
    line.understood.click()
    after = view_of(qtbot, cloud)
    opening_words.show(after)
    assert lines(after) == []


def test_a_clock_that_was_set_back_is_told(qtbot: QtBot, practice: Context) -> None:
    view = view_of(qtbot, practice)
    with practice.database.read() as session:
        last = books.last_change(session)
    assert last is not None
    assert list(opening_words._of_clock(view, last - dt.timedelta(minutes=5))) == []
    (told,) = opening_words._of_clock(view, last - dt.timedelta(days=400))
    here = last.astimezone()
    assert f"{here:%H:%M} ngày {here:%d/%m/%Y}" in told and "Hãy chỉnh lại ngày giờ" in told


def test_the_form_of_a_new_book_tells_of_onedrive_as_the_place_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewBookDialog(BookOrigin.EMPTY, SEPTEMBER, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.cloud.isVisible()
    place = dialog.fields["path"]
    place.fill(str(tmp_path / "OneDrive" / "Sổ.hxdb"))
    place.left.emit()
    assert dialog.cloud.isVisible() and dialog.cloud.text() == disks.CLOUD_WORDS
