"""A switch of a few words, one of them pressed; where a strip is narrow it is one button with a menu.

    switch = Switch("Cách xem", (Choice("period", "Một kỳ", "Bảng của kỳ chọn ở góc trên (Ctrl+1)"), …))
    switch.chosen.connect(...)      # the key of the pressed word
    strip.add_lead(switch)

Tab stops at the pressed word, the arrows lead to the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from hxapp.ui import palette, signs
from hxapp.ui.signs import Sign


class Choice(NamedTuple):
    """A word of the switch: what is told when it is pressed, and its tip."""

    key: Hashable
    word: str
    tip: str = ""


class _Word(QToolButton):
    """A word; the arrows are its switch's: Qt would lead the focus to any button beside it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Switch(QWidget):
    """See the module. Signal: `chosen(key)`, when another word is pressed by the clerk."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._choices = tuple(choices)
        self._key: Hashable = self._choices[0].key
        self._buttons = [self._button(choice) for choice in self._choices]
        self._one = QToolButton(self)
        self._one.setObjectName("stripButton")
        self._one.setAccessibleName(name)
        self._one.setToolTip(name)
        self._one.setIcon(signs.icon(Sign.DOWN, palette.SECOND, 9))
        self._one.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._one.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self._one)
        self._actions = [self._entry(choice) for choice in self._choices]
        self._one.setMenu(self._menu)
        self._one.hide()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for button in (*self._buttons, self._one):
            line.addWidget(button)
        self._mark()

    def _button(self, choice: Choice) -> QToolButton:
        button = _Word(self)
        button.setObjectName("stripButton")
        button.setText(choice.word)
        button.setToolTip(choice.tip)
        button.setCheckable(True)
        button.clicked.connect(lambda _=False: self._press(choice.key))
        return button

    def _entry(self, choice: Choice) -> QAction:
        action = self._menu.addAction(choice.word)
        action.setCheckable(True)
        action.triggered.connect(lambda _=False: self._press(choice.key))
        return action

    @property
    def key(self) -> Hashable:
        """The key of the pressed word."""
        return self._key

    @property
    def folded(self) -> bool:
        """Whether it is one button with a menu now."""
        return not self._one.isHidden()

    @property
    def stops(self) -> Sequence[QWidget]:
        """What the keyboard comes to, in its order."""
        return (*self._buttons, self._one)

    def show_key(self, key: Hashable) -> None:
        """Press the word of that key; nothing is told."""
        self._key = key
        self._mark()

    def fold(self, folded: bool) -> None:
        """Be one button with a menu, or all the words beside each other."""
        if folded != self.folded:
            for button in self._buttons:
                button.setVisible(not folded)
            self._one.setVisible(folded)
            self.updateGeometry()

    def hint(self, folded: bool) -> QSize:
        """How much room it takes, folded or not."""
        shown = [self._one] if folded else self._buttons
        sizes = [button.sizeHint() for button in shown]
        width = sum(size.width() for size in sizes) + 2 * (len(sizes) - 1)
        return QSize(width, max(size.height() for size in sizes))

    def sizeHint(self) -> QSize:
        return self.hint(self.folded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows press the word beside the pressed one."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.folded:
            super().keyPressEvent(event)
            return
        keys = [choice.key for choice in self._choices]
        number = min(max(keys.index(self._key) + step, 0), len(keys) - 1)
        self._press(keys[number])
        self._buttons[keys.index(self._key)].setFocus(Qt.FocusReason.TabFocusReason)

    def _press(self, key: Hashable) -> None:
        before = self._key
        self._mark()  # Qt has turned the pressed button over; who hears `chosen` may refuse
        if key != before:
            self.chosen.emit(key)

    def _mark(self) -> None:
        for choice, button, action in zip(self._choices, self._buttons, self._actions, strict=True):
            pressed = choice.key == self._key
            button.setChecked(pressed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if pressed else Qt.FocusPolicy.ClickFocus)
            action.setChecked(pressed)
            if pressed:
                self._one.setText(choice.word)
        self.updateGeometry()
