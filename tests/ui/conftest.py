"""Tests of windows: dressed as the program, and messages noted instead of shown."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from hxapp import disks, paths
from hxapp.domain.periods import Period
from hxapp.ui import bookshelf, messages
from hxapp.ui.context import Context
from hxapp.ui.crash import CrashDialog, CrashReporter
from hxapp.ui.preferences import Preferences
from tests.books import make_practice_book

SEPTEMBER = dt.datetime(2022, 9, 12, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture(autouse=True)
def _dressed(dressed: QApplication) -> None:
    """Every test here sees the program's own look."""


@pytest.fixture(autouse=True)
def _no_box_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that a test does not expect fails it, where a real box would wait for ever."""

    def show(parent: QWidget | None, icon: QMessageBox.Icon, text: str, answers: tuple[str, ...], escape: int) -> int:
        pytest.fail(f"an unexpected message: {text}")

    if not request.module.__name__.endswith("test_messages"):
        monkeypatch.setattr(messages, "show", show)


@dataclass
class Said:
    """What the program said; `answers` are given in turn to what it asks (the number of the button)."""

    texts: list[str] = field(default_factory=list)
    offered: list[tuple[str, ...]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """Notes every message; without an answer given it is dismissed as by Escape."""
    noted = Said()

    def show(parent: QWidget | None, icon: QMessageBox.Icon, text: str, answers: tuple[str, ...], escape: int) -> int:
        noted.texts.append(text)
        noted.offered.append(answers)
        return noted.answers.pop(0) if noted.answers else escape

    monkeypatch.setattr(messages, "show", show)
    return noted


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice book that is only copied."""
    return make_practice_book(tmp_path_factory.mktemp("practice"))


@pytest.fixture
def practice(practice_file: Path, tmp_path: Path) -> Iterator[Context]:
    """A practice book of one's own, open on 12/09/2022 in quarter III."""
    path = Path(shutil.copy(practice_file, tmp_path / "Sổ thực hành.hxdb"))
    made, _ = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), lambda: SEPTEMBER)
    made.move(year=2022, period=Period.quarter(2022, 3))
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place of backups."""
    place = tmp_path / "Sao lưu"
    monkeypatch.setattr(disks, "backup_places", lambda *_, **__: (place,))
    monkeypatch.setattr(disks, "backup_folder", lambda *_, **__: place)
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "Dữ liệu")
    return place


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports of unexpected errors that would have been shown."""
    shown: list[str] = []

    def run(dialog: CrashDialog) -> int:
        shown.append(dialog.text.toPlainText())
        return 0

    monkeypatch.setattr(CrashDialog, "exec", run)
    return shown


@pytest.fixture
def reporter(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashReporter]:
    """What catches unexpected errors, with its log in the test's folder."""
    level = logging.getLogger().level
    made = CrashReporter(tmp_path / "hxapp.log")
    made.install()
    yield made
    made.remove()
    logging.getLogger().setLevel(level)
