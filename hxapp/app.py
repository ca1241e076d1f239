"""Puts the parts together: Qt, fonts, texts, look, crash hooks, the window and its book."""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from hxapp import NAME, VERSION, paths
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.paper import engine, fonts
from hxapp.ui import bookshelf, look, messages, palette, qt_texts
from hxapp.ui.crash import CrashReporter
from hxapp.ui.main_window import MainWindow
from hxapp.ui.one_window import Seat
from hxapp.ui.preferences import Preferences
from hxapp.ui.session_end import SessionEnd

REFUSED, UNEXPECTED = 1, 70
_OF_THE_SCREEN = ("Unable to open monitor interface", "EnableNonClientDpiScaling() failed")
"""What Qt warns of where Windows has no monitor to ask (a server, a remote connection), and under Wine."""
_TOUR_SIZE = (1366, 768)
_TOUR_MOMENT = dt.datetime(2022, 9, 12, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def now() -> dt.datetime:
    """The one place that reads the clock for the window: this moment with the PC's zone."""
    return dt.datetime.now().astimezone()


def qt_application(argv: Sequence[str]) -> QApplication:
    """The application with its fonts, texts and look; the one that runs already when there is one."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        application = running
        application.setStyle(look.STYLE)
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        # As an argument: `setStyle` gives the style back, and to wrap it PySide makes all its enums, at every start.
        application = QApplication([NAME, "-style", look.STYLE, *engine.arguments(), *argv])
    application.setApplicationName(NAME)
    application.setApplicationVersion(VERSION)
    application.setApplicationDisplayName("")
    if not palette.system_family():
        fonts.load(paths.FONTS, fonts.SCREEN)
    qt_texts.install(application, paths.TRANSLATIONS)
    look.dress(application, paths.RESOURCES / "style.qss", paths.ICONS)
    return application


def make_window(
    preferences: Preferences,
    clock: Callable[[], dt.datetime] = now,
    crashes: CrashReporter | None = None,
    books_folder: Path | None = None,
    book: Path | None = None,
) -> MainWindow:
    """The window with `book` or the start screen, not shown yet; tests give their own clock and folder."""
    window = MainWindow(preferences, clock, crashes, books_folder)
    if book is None:
        window.show_start()
    else:
        window.open_book(book)
    return window


def run(book: Path | None, seat: Seat | None = None) -> int:
    """Open the window with `book`, else with the book that was open last, else with the start screen.

    In `seat` it does what further starts ask. Gives the exit code: 0, or 1 when the installation is damaged, 70 when
    the window could not be made.
    """
    try:
        application = qt_application(())
    except HxError as error:
        messages.refuse(None, error)  # a damaged installation: a windowed program has no console to say so
        return REFUSED
    preferences = Preferences(paths.preferences_file())
    if paths.is_portable():
        from hxapp.ui import carried

        carried.follow(preferences, paths.program_folder())
    crashes = CrashReporter(paths.log_file())
    crashes.install()
    try:
        last = preferences.last_book()
        if book is None and last is not None and bookshelf.trouble_with(last) is None:
            book = last
        window = make_window(preferences, crashes=crashes, book=book)
        window.fit_screen()
        if seat is not None:
            window.first_painted.connect(lambda: seat.listen(window, window.asked_for))
        window.first_painted.connect(lambda: application.setWindowIcon(look.app_icon(paths.ICONS)))
        if paths.medium_is_read_only():
            window.first_painted.connect(lambda: carried.tell_once(window, preferences))
        SessionEnd(application, window)
        window.show()
        gc.freeze()  # what the start made stays, so no later collection looks through it
        gc.enable()
        return application.exec()
    except Exception as error:  # noqa: BLE001 - logged and shown: before the window stands nobody else would tell
        crashes.report(error)
        return UNEXPECTED
    finally:
        crashes.remove()


def smoke_test() -> int:
    """Make a practice book in a new folder, show every tab, close; 0 when all went well."""
    _offscreen()
    try:
        with tempfile.TemporaryDirectory(prefix="hxapp-", ignore_cleanup_errors=True) as name, _loudly():
            application = qt_application(())
            window, _ = _practice_window(Path(name), now)
            view = window.view
            assert view is not None
            for number, tab in enumerate(view.tabs):
                view.show_tab(number)
                application.processEvents()
                if not tab.isVisible() or window.grab().isNull():
                    raise RuntimeError(f"the tab {tab.name} is not shown")
            if not view.tabs:
                raise RuntimeError("there are no tabs")
            window.close()
            application.processEvents()
    except (HxError, RuntimeError, AssertionError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - the console is where it is read
        return 1
    return 0


def tour(out: Path) -> list[Path]:
    """Without a display: a practice book, a picture of every tab, the overview as PDF, the indicators as a workbook.

    The moment is the practice book's own, mid-September 2022. Returns what was written; HxError when it cannot be.
    """
    from hxapp import excel
    from hxapp.paper.output import write_pdf
    from hxapp.reports import REPORTS

    _offscreen()
    application = qt_application(())
    fonts.load(paths.FONTS)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HxError(f"Không tạo được thư mục “{out}”. Hãy chọn nơi khác để ghi.") from error
    written: list[Path] = []
    period = Period.quarter(2022, 3)
    with tempfile.TemporaryDirectory(prefix="hxapp-") as name:
        window, context_period = _practice_window(Path(name), lambda: _TOUR_MOMENT, period)
        view = window.view
        assert view is not None
        for number, tab in enumerate(view.tabs, start=1):
            view.show_tab(number - 1)
            application.processEvents()
            path = out / f"{number}-{tab.name}.png"
            if not window.grab().save(str(path)):
                raise HxError(f"Không ghi được “{path}”. Hãy chọn nơi khác để ghi.")
            written.append(path)
        with view.context.database.read() as session:
            overview = next(entry for entry in REPORTS if entry.name == "tong-quan")
            report = overview.build(session, context_period, _TOUR_MOMENT.date())
            path = out / "tong-quan.pdf"
            write_pdf(report, path)
            written.append(path)
            path = out / "chi-tieu.xlsx"
            excel.export(
                session, "indicators", path, year=period.year, period=context_period, today=_TOUR_MOMENT.date()
            )
            written.append(path)
        window.close()
        application.processEvents()
    return written


def _practice_window(
    folder: Path, clock: Callable[[], dt.datetime], period: Period | None = None
) -> tuple[MainWindow, Period]:
    """A window with a fresh practice book, shown at the tour's size."""
    book = folder / bookshelf.PRACTICE_FILE
    bookshelf.make_book(book, BookOrigin.PRACTICE, clock(), None, None)
    window = make_window(Preferences(folder / "hxapp.ini"), clock, None, folder, book)
    window.resize(*_TOUR_SIZE)
    window.show()
    if window.view is None:
        raise RuntimeError("the practice book did not open")
    context = window.view.context
    if period is not None:
        context.move(year=period.year, period=period)
    return window, context.period


def _offscreen() -> None:
    """Without a display Qt draws in memory."""
    no_display = sys.platform not in ("win32", "darwin") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if no_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class _loudly:  # noqa: N801 - reads as a statement
    """Inside, what would be told in a box, swallowed by a slot or only warned of by Qt fails: nobody watches."""

    def __enter__(self) -> None:
        self._caught: list[BaseException] = []
        self._hook, self._show = sys.excepthook, messages.show
        sys.excepthook = lambda kind, error, trace: self._caught.append(error)
        self._handler = qInstallMessageHandler(self._on_qt_message)

        def show(parent: object, icon: object, text: str, answers: tuple[str, ...], escape: int) -> int:
            self._caught.append(HxError(text))
            return escape

        messages.show = show

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        sys.excepthook, messages.show = self._hook, self._show
        qInstallMessageHandler(self._handler)
        if error is None and self._caught:
            raise RuntimeError(str(self._caught[0])) from self._caught[0]

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if any(words in message for words in _OF_THE_SCREEN):
            return
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self._caught.append(RuntimeError(f"Qt: {message}"))
