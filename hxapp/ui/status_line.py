"""The line at the foot of the window: what is saved and where, and what the tab does not show."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hxapp.ui import palette, signs
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign


class StatusLine(QFrame):
    """Left: 'Đã lưu 15:42', the book and its place, what of backups must be known; right: the tab's, what is hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setFixedHeight(24)
        self.setMinimumWidth(300)  # texts give way; they must not keep the window wide
        self._path = Path()
        self._tick = QLabel(self)
        self._tick.setPixmap(signs.pixmap(Sign.TICK, Tone.GREEN.value.sign, 9, 2.0))
        self.saved = self._label(bold=True)
        self.place = self._label()
        self._warning = QLabel(self)
        self._warning.setPixmap(signs.pixmap(Sign.DIAMOND, Tone.AMBER.value.sign, 9, 2.0))
        self.notice = self._label(bold=True)
        self.tab = self._label()
        self.hidden = self._label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(6)
        layout.addWidget(self._tick)
        layout.addWidget(self.saved)
        layout.addSpacing(8)
        layout.addWidget(self.place)
        layout.addSpacing(8)
        layout.addWidget(self._warning)
        layout.addWidget(self.notice)
        layout.addStretch(1)
        layout.addWidget(self.tab)
        layout.addSpacing(8)
        layout.addWidget(self.hidden)
        self.show_notice("", "")

    def _label(self, bold: bool = False) -> QLabel:
        label = QLabel(self)
        label.setFont(palette.font(11, bold=bold))
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def show_book(self, path: Path) -> None:
        """Name the book's file and the folder it lies in."""
        self._path = path
        self.place.setToolTip(f"Sổ đang mở: {path}")
        self._fit()

    def show_saved(self, at: dt.datetime) -> None:
        """Everything on screen is in the file since `at`."""
        self.saved.setText(f"Đã lưu {at:%H:%M}")

    def show_done(self, text: str) -> None:
        """What has just been undone or redone, in the place of the time, until something is saved again."""
        self.saved.setText(text)
        self._fit()

    def show_reading(self) -> None:
        """The book is only read: nothing is saved."""
        self._tick.hide()
        self.saved.setText("Chỉ xem")

    def show_notice(self, text: str, sentence: str) -> None:
        """What has to be known of backups in a few words, and the whole of it under the mouse; '' when all is well."""
        self.notice.setText(text)
        for label in (self._warning, self.notice):
            label.setVisible(bool(text))
            label.setToolTip(sentence)
        self._fit()

    def show_tab(self, text: str, hidden: str) -> None:
        """What the tab tells, and what it does not show and how to see it."""
        self.tab.setText(text)
        self.tab.setVisible(bool(text))
        self.hidden.setText(hidden)
        self.hidden.setVisible(bool(hidden))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The whole path where there is room, else the file's name; that and the tab's words go before one is cut."""
        taken = self.saved.sizeHint().width() + self.hidden.sizeHint().width() * (not self.hidden.isHidden()) + 90
        if not self.notice.isHidden():
            taken += self.notice.sizeHint().width() + 24
        metrics = self.place.fontMetrics()
        tab = self.tab.sizeHint().width() if self.tab.text() else 0
        path, name = str(self._path), self._path.name
        for text, with_tab in ((path, True), (name, True), ("", True), (name, False), ("", False)):
            if taken + metrics.horizontalAdvance(text) + (tab if with_tab else 0) <= self.width():
                break
        self.place.setText(text)
        self.tab.setVisible(with_tab and bool(self.tab.text()))
