"""Waits until another program lets go of a book; whoever waits may stop at any time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from hxapp.storage import lock
from hxapp.storage.lock import Holder

_LOOK_EVERY = 2000  # milliseconds


class WaitingDialog(QDialog):
    """Accepted when the book is free, rejected when the clerk waits no longer."""

    def __init__(self, path: Path, holder: Holder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.setWindowTitle("Chờ sổ rảnh")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(420)
        bar = QProgressBar(self)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedHeight(6)
        buttons = QDialogButtonBox(self)
        self.stop = buttons.addButton("Thôi chờ", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.text)
        layout.addWidget(bar)
        layout.addWidget(buttons)
        self._say(holder)
        self.timer = QTimer(self)
        self.timer.setInterval(_LOOK_EVERY)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        """Look whether the book is free."""
        holder = lock.holder_of(self._path)
        if holder is None:
            self.accept()
        else:
            self._say(holder)

    def done(self, result: int) -> None:
        self.timer.stop()
        super().done(result)

    def _say(self, holder: Holder) -> None:
        self.text.setText(
            f"Sổ “{self._path.name}” đang được mở để ghi {holder.words()}.\n\n"
            "Khi bên đó đóng sổ, sổ tự mở ở đây để ghi."
        )
