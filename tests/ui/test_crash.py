"""The last resort: what nobody caught is logged and reports once, from whatever thread, and hooks are put back."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hxapp.ui import crash
from hxapp.ui.crash import CrashDialog, CrashReporter
from tests.ui.building import all_of


def test_an_error_is_logged_and_shown_with_where_it_happened(reporter: CrashReporter, reports: list[str]) -> None:
    words = "chia cho không"
    try:
        raise ZeroDivisionError(words)
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    log = reporter.log_file.read_text(encoding="utf-8")
    for text in (reports[0], log):
        assert "ZeroDivisionError" in text
        assert "test_crash.py" in text
        assert words not in text  # an error's own words may be those of the book


def test_a_thread_s_error_is_shown_in_the_window_s_thread(
    qtbot: QtBot, reporter: CrashReporter, reports: list[str]
) -> None:
    words = "trong luồng"

    def work() -> None:
        raise LookupError(words)

    thread = threading.Thread(target=work)
    with qtbot.waitSignal(reporter.caught):
        thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(reports) == 1)
    assert "LookupError" in reports[0]
    assert words not in reports[0]


def test_errors_that_keep_coming_open_one_dialog(reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []

    def run(dialog: CrashDialog) -> int:
        opened.append(1)
        reporter.report(ValueError("noch einmal"))
        return 0

    monkeypatch.setattr(CrashDialog, "exec", run)
    reporter.report(ValueError("một lần"))
    assert opened == [1]
    assert reporter.log_file.read_text(encoding="utf-8").count("ValueError") >= 2


@pytest.mark.qt_log_ignore("bộ kiểu chữ")
def test_qt_s_complaints_go_to_the_log(reporter: CrashReporter) -> None:
    qWarning("bộ kiểu chữ")
    assert "bộ kiểu chữ" in reporter.log_file.read_text(encoding="utf-8")


def test_the_report_can_be_copied(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = CrashDialog("báo lỗi 7", tmp_path / "hxapp.log")
    qtbot.addWidget(dialog)
    copy = next(button for button in all_of(dialog, QPushButton) if button.text() == "Chép báo lỗi")
    copy.click()
    assert QGuiApplication.clipboard().text() == "báo lỗi 7"


def test_hooks_are_put_back(tmp_path: Path, qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook, list(logging.getLogger().handlers))
    made = CrashReporter(tmp_path / "hxapp.log")
    made.install()
    assert sys.excepthook != before[0]
    made.remove()
    assert (sys.excepthook, threading.excepthook, list(logging.getLogger().handlers)) == before


def test_without_a_place_for_the_log_the_program_still_catches(
    tmp_path: Path, qtbot: QtBot, reports: list[str]
) -> None:
    made = CrashReporter(tmp_path / "không có" / "hxapp.log")
    made.install()
    try:
        made.report(ValueError("vẫn báo"))
    finally:
        made.remove()
    assert "ValueError" in reports[0]


def test_the_log_rotates() -> None:
    assert crash._MOST_BYTES * crash._FILES < 5_000_000
