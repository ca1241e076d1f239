"""What a clerk should know of a book that was just opened: a cloud keeps its folder in step, or the clock is wrong.

Each is a quiet line over the tabs; none keeps anybody from working.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from PySide6.QtWidgets import QPushButton

from hxapp import disks
from hxapp.domain.words import format_date
from hxapp.services import books
from hxapp.ui.book_view import BookView
from hxapp.ui.quiet_line import QuietLine

_LATER = dt.timedelta(minutes=10)
"""Clocks of two PCs may differ by that much."""


def show(view: BookView) -> None:
    """Put what is to be said over the tabs."""
    context, identity = view.context, view.facts.identity
    key = f"cloud/{identity.hex}"
    folder = str(context.database.path.parent)
    if disks.is_cloud(context.database.path) and context.preferences.text(key) != folder:
        line = _line(view, disks.CLOUD_WORDS)
        line.understood.clicked.connect(lambda _=False: context.preferences.set_text(key, folder))
    # Not the window's clock: history is dated by the PC's, whatever day the window was given.
    for sentence in _of_clock(view, dt.datetime.now(dt.UTC)):
        _line(view, sentence)


class UnderstoodLine(QuietLine):
    """A sentence that goes when it was read."""

    def __init__(self, text: str, view: BookView) -> None:
        self.understood = QPushButton("Đã hiểu")
        super().__init__(text, (self.understood,), view)
        self.understood.clicked.connect(lambda _=False: self.deleteLater())


def _line(view: BookView, text: str) -> UnderstoodLine:
    line = UnderstoodLine(text, view)
    view.add_line(line)
    return line


def _of_clock(view: BookView, now: dt.datetime) -> Iterator[str]:
    """History is dated by the PC's clock: one that was set back makes today's work look older than yesterday's."""
    with view.context.database.read() as session:
        last = books.last_change(session)
    if last is not None and last > now + _LATER:
        theirs, ours = last.astimezone(), now.astimezone()
        yield (
            f"Đồng hồ máy này đang chỉ {ours:%H:%M} ngày {format_date(ours.date())}, sớm hơn lần sửa gần nhất của sổ "
            f"({theirs:%H:%M} ngày {format_date(theirs.date())}). Hãy chỉnh lại ngày giờ của máy; "
            "số liệu và các bản sao lưu vẫn còn nguyên."
        )
