"""The last resort: an unexpected error is logged and shown once, with a report to copy; the book stays open."""

from __future__ import annotations

import datetime as dt
import faulthandler
import logging
import logging.handlers
import platform
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from hxapp import NAME, VERSION
from hxapp.services import logs

_log = logging.getLogger("hxapp")
_MOST_BYTES, _FILES = 500_000, 3
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReporter(QObject):
    """Catches what nobody caught, in any thread. Signal: `caught(report)`, always in the UI's thread."""

    caught = Signal(str)

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_file
        self._showing = False
        self._handler: logging.Handler | None = None
        self._hard: IO[str] | None = None
        self._before: tuple[object, object] | None = None
        self.caught.connect(self._show)

    def install(self) -> None:
        """Start logging and catching. A log that cannot be written is done without."""
        try:
            handler = logging.handlers.RotatingFileHandler(
                self.log_file, maxBytes=_MOST_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
            )
            self._hard = self.log_file.with_suffix(".hard.log").open("a", encoding="utf-8")
            faulthandler.enable(self._hard)
        except OSError:
            handler = None
        if handler is not None:
            handler.setFormatter(logs.LogFormatter())
            logging.getLogger().addHandler(handler)
            logging.getLogger().setLevel(logging.INFO)
            self._handler = handler
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_on_qt_message)

    def remove(self) -> None:
        """Undo `install`."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before  # type: ignore[assignment]
            self._before = None
            qInstallMessageHandler(None)
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None
        if self._hard is not None:
            faulthandler.disable()
            self._hard.close()
            self._hard = None

    def report(self, error: BaseException) -> None:
        """An error somebody caught without knowing what to do with it (a failed job)."""
        self._on_exception(type(error), error, error.__traceback__)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        text = report_of(error, trace)
        _log.error("%s", text)
        self.caught.emit(text)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, text: str) -> None:
        """One dialog at a time: an error that keeps coming must not bury the window."""
        if self._showing or QApplication.instance() is None:
            return
        self._showing = True
        try:
            CrashDialog(text, self.log_file, QApplication.activeWindow()).exec()
        finally:
            self._showing = False


class CrashDialog(QDialog):
    """Says that something went wrong that is not the clerk's fault, what is safe, and what to send."""

    def __init__(self, report: str, log_file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{NAME} gặp lỗi")
        self.resize(640, 420)
        words = QLabel(
            "Chương trình gặp một lỗi ngoài dự kiến. Những gì màn hình đã báo “Đã lưu” vẫn nằm trong sổ, và sổ vẫn "
            "đang mở. Hãy chép báo lỗi dưới đây gửi người hỗ trợ; nếu việc vừa làm chưa xong thì làm lại.",
            self,
        )
        words.setWordWrap(True)
        self.text = QPlainTextEdit(report, self)
        self.text.setReadOnly(True)
        place = QLabel(f"Nhật ký: {log_file}", self)
        place.setObjectName("quiet")
        place.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton("Chép báo lỗi", QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("Tiếp tục", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (words, self.text, place, buttons):
            layout.addWidget(widget)


def report_of(error: BaseException, trace: TracebackType | None = None) -> str:
    """What a helper needs: versions, the moment, what kind of error and where. It holds no word of the book."""
    moment = dt.datetime.now().astimezone()
    return (
        f"{NAME} {VERSION} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}\n"
        f"{moment:%d/%m/%Y %H:%M:%S}\n\n{logs.told(error, trace)}"
    )


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.INFO), "%s", message)
