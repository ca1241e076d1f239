"""Long work off the UI's thread: progress, results, trouble, giving up, and the book on its own connection."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import HxError
from hxapp.ui import jobs


def unwanted(told: Any) -> None:
    pytest.fail(f"nobody should be told, but was: {told!r}")


def test_the_result_comes_back_in_the_window_s_thread(qtbot: QtBot) -> None:
    here = threading.get_ident()
    seen: dict[str, Any] = {}

    def work(report: jobs.Report) -> int:
        seen["work"] = threading.get_ident()
        report(1, 2, "nửa đường")
        return 42

    def done(result: Any) -> None:
        seen["result"], seen["done"] = result, threading.get_ident()

    progress: list[tuple[int, int, str]] = []
    job = jobs.run(work, done, unwanted)
    job.progress.connect(lambda *told: progress.append(told))
    with qtbot.waitSignal(job.finished):
        pass
    assert seen["result"] == 42
    assert seen["work"] != here
    assert seen["done"] == here
    assert not job.running


def test_trouble_is_handed_over_with_its_sentence(qtbot: QtBot) -> None:
    failed: list[Exception] = []

    def work(report: jobs.Report) -> None:
        raise HxError("Ổ đĩa đã đầy.")

    job = jobs.run(work, unwanted, failed.append)
    with qtbot.waitSignal(job.finished):
        pass
    assert [str(error) for error in failed] == ["Ổ đĩa đã đầy."]


def test_a_cancelled_job_stops_at_its_next_report_and_tells_nobody(qtbot: QtBot) -> None:
    started, go_on = threading.Event(), threading.Event()
    reached: list[int] = []

    def work(report: jobs.Report) -> None:
        started.set()
        assert go_on.wait(5)
        report(1, 2, "")
        reached.append(1)

    job = jobs.run(work, unwanted, unwanted)
    assert started.wait(5)
    job.cancel()
    with qtbot.waitSignal(job.finished):
        go_on.set()
    assert reached == []


def test_a_long_job_shows_its_progress_and_can_be_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_SHOWN_AFTER_MS", 0)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    stop = threading.Event()

    def work(report: jobs.Report) -> None:
        while not stop.wait(0.01):
            report(3, 10, "Đang ghi dòng 3…")

    job = jobs.run(work, unwanted, unwanted, title="Đang xuất…", parent=parent)
    try:
        dialog = parent.findChild(QProgressDialog)
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.isVisible() and dialog.value() == 3)
        assert dialog.labelText() == "Đang ghi dòng 3…"
        with qtbot.waitSignal(job.finished):
            qtbot.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dialog.isVisible())
    finally:
        stop.set()
        assert jobs.wait_for_all()


def test_closing_waits_for_what_runs(qtbot: QtBot) -> None:
    started = threading.Event()
    ended: list[bool] = []

    def work(report: jobs.Report) -> None:
        started.set()
        try:
            while True:
                report(0, 0, "")
        finally:
            ended.append(True)

    job = jobs.run(work, unwanted, unwanted)
    assert started.wait(5)
    with qtbot.waitSignal(job.finished):
        assert jobs.wait_for_all()
        assert ended == [True]
