"""Run in a process of its own: starts the program, or the floor it is measured against, up to its first paint.

Usage: first_paint.py floor|hxapp BOOK. Prints the seconds since HX_STARTED (the parent's monotonic clock) and the
process's peak memory in kilobytes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hxapp.ui.grid import Grid

HEADLINES = 14  # of the practice book, and of the resolution it follows
STARTED = float(os.environ["HX_STARTED"])


def tell_and_leave() -> None:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(time.monotonic() - STARTED, peak, flush=True)
    os._exit(0)


def floor(book: str) -> None:
    """The least a program of this kind does: Qt's widgets, the ORM, one mapped table, one row, an empty window."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow
    from sqlalchemy import LargeBinary, Text, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    class Indicator(Base):
        __tablename__ = "indicator"
        id = mapped_column(LargeBinary, primary_key=True)
        name = mapped_column(Text)

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, tell_and_leave)
            return False

    app = QApplication([])
    with Session(create_engine(f"sqlite:///{book}")) as session:
        row = session.scalars(select(Indicator).limit(1)).one()
    window = QMainWindow()
    window.setWindowTitle(row.name)
    watch = Watch()
    window.installEventFilter(watch)
    window.resize(1366, 728)
    window.show()
    app.exec()


def hxapp(book: str) -> None:
    """The program itself, from `python -m hxapp --book`, to the paint of the filled indicator table.

    The watch is set at the last moment, when the program gives the hand to Qt, and on that one table: until then all
    goes its own way, and a filter over the whole application would make PySide wrap objects that nobody else asks for.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from hxapp import cli

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, tell_and_leave)
            return False

    watch = Watch()
    go: Any = QApplication.exec

    def watched_exec(*_: object) -> Any:
        _filled_table().viewport().installEventFilter(watch)
        return go()

    QApplication.exec = watched_exec  # type: ignore[method-assign]
    cli.main(["--book", book])


def _filled_table() -> Grid:
    """The table of the tab Chỉ tiêu, which is the one shown, with the headline rows in it."""
    from PySide6.QtWidgets import QApplication

    from hxapp.ui.main_window import MainWindow
    from hxapp.ui.tabs.indicators import IndicatorsTab

    (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    assert window.view is not None
    tab = window.view.current()
    assert isinstance(tab, IndicatorsTab)
    assert tab.grid.isVisible()
    assert tab.grid.proxy.rowCount() >= HEADLINES
    return tab.grid


if __name__ == "__main__":
    {"floor": floor, "hxapp": hxapp}[sys.argv[1]](sys.argv[2])
