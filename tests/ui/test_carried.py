"""A program that is carried along: its books are found again under another letter; a read-only medium is told once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hxapp.ui import carried
from hxapp.ui.preferences import Preferences, RecentBook
from tests.ui.conftest import Said

AT = dt.datetime(2022, 9, 12, 8, 0, tzinfo=dt.UTC)


def recent(path: Path, title: str) -> RecentBook:
    return RecentBook(path, title, AT)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "hxapp.ini")


def test_books_beside_the_program_are_found_where_it_lies_now(preferences: Preferences, tmp_path: Path) -> None:
    old, new = tmp_path / "E" / "HX App", tmp_path / "F" / "HX App"
    (new / "Sổ HX App").mkdir(parents=True)
    (new / "Sổ HX App" / "Sổ 2022.hxdb").write_bytes(b"")
    elsewhere = tmp_path / "Sổ khác.hxdb"
    elsewhere.write_bytes(b"")
    carried.follow(preferences, old)
    preferences.add_recent(recent(old / "Đã mất.hxdb", "c"))
    preferences.add_recent(recent(elsewhere, "b"))
    preferences.add_recent(recent(old / "Sổ HX App" / "Sổ 2022.hxdb", "a"))
    preferences.set_last_book(old / "Sổ HX App" / "Sổ 2022.hxdb")
    carried.follow(preferences, new)
    there = new / "Sổ HX App" / "Sổ 2022.hxdb"
    assert preferences.recent() == (recent(there, "a"), recent(elsewhere, "b"), recent(old / "Đã mất.hxdb", "c"))
    assert preferences.last_book() == there


def test_a_program_that_stays_where_it_is_corrects_nothing(preferences: Preferences, tmp_path: Path) -> None:
    gone = recent(tmp_path / "HX App" / "Sổ.hxdb", "a")
    carried.follow(preferences, tmp_path / "HX App")
    preferences.add_recent(gone)
    carried.follow(preferences, tmp_path / "HX App")
    assert preferences.recent() == (gone,)


def test_a_book_that_is_still_there_is_left_where_it_is(preferences: Preferences, tmp_path: Path) -> None:
    old, new = tmp_path / "C", tmp_path / "F"
    for folder in (old, new):
        folder.mkdir()
        (folder / "Sổ.hxdb").write_bytes(b"")
    carried.follow(preferences, old)
    preferences.add_recent(recent(old / "Sổ.hxdb", "a"))
    carried.follow(preferences, new)
    assert preferences.recent() == (recent(old / "Sổ.hxdb", "a"),)


def test_a_medium_that_cannot_be_written_is_told_once(
    qtbot: QtBot, preferences: Preferences, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hxapp.paths.settings_folder", lambda: tmp_path)
    window = QWidget()
    qtbot.addWidget(window)
    carried.tell_once(window, preferences)
    assert len(said.texts) == 1 and str(tmp_path) in said.texts[0]
    carried.tell_once(window, Preferences(preferences.path))
    assert len(said.texts) == 1
