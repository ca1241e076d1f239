"""Long work off the UI's thread: a plain function that reports its progress and raises to fail.

    def work(report):                       # runs in a thread of its own; touches no widget
        with context.database.job() as database:
            for number, item in enumerate(items):
                report(number, len(items), "Đang ghi…")   # raises Cancelled once the user gave up
        return result

    context.run(work, done, failed, title="Đang xuất…", parent=self)

`done(result)` or `failed(error)` is called in the UI's thread; a cancelled job calls neither. The UI's side owns the
signals: a runnable that owned them would destroy them in the pool's thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QWidget

Report = Callable[[int, int, str], None]

_SHOWN_AFTER_MS = 400
CLOSING_MS = 10_000
"""So long what runs is waited for when a book closes."""


class Cancelled(Exception):
    """Raised inside a job by `report` when the user gave up; what the job wrote is undone by its transaction."""


class Job(QObject):
    """A running job, living in the UI's thread. `finished()` comes last, whatever the outcome."""

    progress = Signal(int, int, str)
    finished = Signal()
    _ended = Signal(object, object)

    def __init__(
        self, done: Callable[[Any], None], failed: Callable[[Exception], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._done, self._failed = done, failed
        self._stop = threading.Event()
        self.running = True
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._stop.set()

    def report(self, done: int, total: int, text: str) -> None:
        """For the work, in its thread."""
        if self._stop.is_set():
            raise Cancelled
        self.progress.emit(done, total, text)

    def _on_ended(self, result: Any, error: Exception | None) -> None:
        self.running = False
        _running.discard(self)
        self.finished.emit()
        if error is None:
            self._done(result)
        elif not isinstance(error, Cancelled):
            self._failed(error)
        self.deleteLater()


class _Work(QRunnable):
    """Carries the function to the pool's thread; owns nothing."""

    def __init__(self, job: Job, work: Callable[[Report], Any]) -> None:
        super().__init__()
        self._job, self._work = job, work

    def run(self) -> None:
        try:
            result, error = self._work(self._job.report), None
        except Exception as caught:  # noqa: BLE001 - handed to `failed`, which tells or logs it
            result, error = None, caught
        self._job._ended.emit(result, error)


_running: set[Job] = set()


def run(
    work: Callable[[Report], Any],
    done: Callable[[Any], None],
    failed: Callable[[Exception], None],
    *,
    title: str = "",
    parent: QWidget | None = None,
) -> Job:
    """Start `work` and return at once; with a `title` a progress dialog with 'Hủy' shows when it takes longer."""
    job = Job(done, failed)
    _running.add(job)
    if title:
        _show_progress(job, title, parent)
    QThreadPool.globalInstance().start(_Work(job, work))
    return job


def wait_for_all(milliseconds: int = CLOSING_MS) -> bool:
    """Cancel what runs and wait for it; before a book closes. Whether all has ended."""
    for job in tuple(_running):
        job.cancel()
    return QThreadPool.globalInstance().waitForDone(milliseconds)


def _show_progress(job: Job, title: str, parent: QWidget | None) -> None:
    from PySide6.QtWidgets import QProgressDialog  # with the first long work, not at every start

    dialog = QProgressDialog(title, "Hủy", 0, 0, parent)
    dialog.setWindowTitle(title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setAutoClose(False)
    dialog.setAutoReset(False)
    dialog.setMinimumDuration(2**30)  # shown by our own timer
    timer = QTimer(dialog)
    timer.setSingleShot(True)
    timer.timeout.connect(dialog.show)
    timer.start(_SHOWN_AFTER_MS)

    def on_progress(value: int, total: int, text: str) -> None:
        dialog.setMaximum(total)
        dialog.setValue(value)
        if text:
            dialog.setLabelText(text)

    def on_canceled() -> None:
        dialog.setLabelText("Đang dừng…")
        job.cancel()

    job.progress.connect(on_progress)
    dialog.canceled.connect(on_canceled)
    job.finished.connect(timer.stop)
    job.finished.connect(dialog.hide)
    job.finished.connect(dialog.deleteLater)
