"""A quiet line over the tabs: something about the open book that can wait, with the way to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from hxapp.ui import palette, signs
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign


class QuietLine(QFrame):
    """A sentence and buttons, in the order given; none is pressed by Enter, and the keys stay with the tab."""

    def __init__(self, text: str, buttons: tuple[QPushButton, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quietLine")
        sign = QLabel(self)
        sign.setPixmap(signs.pixmap(Sign.DIAMOND, Tone.AMBER.value.sign, 10, 2.0))
        self.text = QLabel(text, self)
        self.text.setFont(palette.font(12))
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        wrapping = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        wrapping.setHeightForWidth(True)  # as high as its words need at the width there is
        self.text.setSizePolicy(wrapping)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 10, 5)
        layout.setSpacing(8)
        layout.addWidget(sign)
        layout.addWidget(self.text, 1)
        for button in buttons:
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)


class NoticeLine(QuietLine):
    """Tells of something to look at. Signals: `look_wanted()`: show it; `put_aside()`: not now."""

    look_wanted = Signal()
    put_aside = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        look, later = QPushButton("Xem…"), QPushButton("Để sau")
        super().__init__(text, (look, later), parent)
        self.look, self.later = look, later
        self.look.clicked.connect(lambda _=False: self.look_wanted.emit())
        self.later.clicked.connect(lambda _=False: self.put_aside.emit())
