"""Run in a process of its own: starts the program, or the floor it is measured against, up to its first paint.

Usage: first_paint.py floor|hxapp BOOK. Prints the seconds since HX_STARTED (the parent's monotonic clock) and the
process's peak memory in kilobytes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

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
    """The program itself, from `python -m hxapp --book`, to the paint of the filled indicator table."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from hxapp import app, cli

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and _is_filled_table(watched):
                QTimer.singleShot(0, tell_and_leave)
            return False

    make: Any = app.qt_application
    watches = []

    def with_watch(argv: Any) -> Any:
        application = make(argv)
        watches.append(Watch())
        application.installEventFilter(watches[-1])
        return application

    app.qt_application = with_watch
    cli.main(["--book", book])


def _is_filled_table(watched: object) -> bool:
    from PySide6.QtWidgets import QAbstractItemView, QWidget

    parent = watched.parent() if isinstance(watched, QWidget) else None
    if not isinstance(parent, QAbstractItemView) or parent.viewport() is not watched:
        return False
    model = parent.model()
    return parent.isVisible() and model.rowCount() >= 14


if __name__ == "__main__":
    {"floor": floor, "hxapp": hxapp}[sys.argv[1]](sys.argv[2])
