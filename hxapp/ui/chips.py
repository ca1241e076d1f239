"""The strip over a table: counts that are filters at the left, what can be done at the right.

strip = Strip()
strip.set_chips((Chip("", "Tất cả", 14), Chip("unlikely", "Khó đạt", 2, Sign.DIAMOND, Tone.AMBER)))
strip.chosen.connect(...)          # the key of the pressed chip; "" is all
strip.add_action(action)           # a QAction; folds into '…' when the strip is narrow
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QToolButton, QWidget

from hxapp.ui import palette, signs
from hxapp.ui.cells import advance, metrics
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

_GAP, _TIGHT, _PAD = 6, 4, 8
_HEIGHT = 26
_ROW = 38


@dataclass(frozen=True)
class Chip:
    """One count. `key` is told when it is pressed; the word is the same as in the cells it counts."""

    key: str
    word: str
    count: int
    sign: Sign | None = None
    tone: Tone = Tone.SECOND


class ChipButton(QAbstractButton):
    """A chip: sign, word, count."""

    def __init__(self, chip: Chip, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_chip(chip)

    def show_chip(self, chip: Chip) -> None:
        self.chip = chip
        self.setText(f"{chip.word} {chip.count}")
        self.setAccessibleName(self.text())
        self.setToolTip(f"Chỉ hiện: {chip.word}" if chip.key else "Hiện tất cả")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 2 * 9 + advance(self.chip.word, palette.font(12))
        width += 6 + advance(str(self.chip.count), palette.font(12, bold=True))
        return QSize(round(width + (15 if self.chip.sign is not None else 0)) + 1, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        chip, painter = self.chip, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        line = palette.ACCENT if chosen or self.hasFocus() else palette.SECTION_LINE
        width = 2 if self.hasFocus() else 1  # the chosen one has the colour anyway
        painter.setPen(QPen(QColor(line), width))
        hover = palette.ACCENT_LIGHT if self.underMouse() else palette.SURFACE
        painter.setBrush(QColor(palette.ACCENT_TINT if chosen else hover))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4)
        x = 9.0
        if chip.sign is not None:
            signs.paint(painter, chip.sign, QRectF(x, 0, 10, self.height()), chip.tone.sign)
            x += 15
        body, bold = palette.font(12), palette.font(12, bold=True)
        base = (self.height() + metrics(body).ascent() - metrics(body).descent()) / 2
        painter.setFont(body)
        painter.setPen(QColor(palette.ACCENT_DARK) if chosen else Tone.TEXT.text)
        painter.drawText(round(x), round(base), chip.word)
        x += advance(chip.word, body) + 6
        painter.setFont(bold)
        if not chosen:
            painter.setPen(chip.tone.text)
        painter.drawText(round(x), round(base), str(chip.count))
        painter.end()


class Strip(QWidget):
    """Chips at the left, actions at the right; chips take a second line before anything is cut."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chips: list[ChipButton] = []
        self._buttons: list[QToolButton] = []
        self._always: list[QWidget] = []
        self._more = QToolButton(self)
        self._more.setObjectName("stripButton")
        self._more.setIcon(signs.icon(Sign.MORE, palette.SECOND, 12))
        self._more.setToolTip("Việc khác")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._more.hide()
        self._key = ""
        self._first = 0
        self._corner: QToolButton | None = None
        self.setFixedHeight(_ROW)

    @property
    def key(self) -> str:
        """The key of the chip that filters now; '' is all."""
        return self._key

    def chips(self) -> tuple[Chip, ...]:
        return tuple(button.chip for button in self._chips)

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Show these counts; the pressed one stays pressed while it is among them, else 'all' is chosen and told."""
        for button in self._chips[len(chips) :]:
            button.setParent(None)
            button.deleteLater()
        del self._chips[len(chips) :]
        for number, chip in enumerate(chips):
            if number < len(self._chips):
                self._chips[number].show_chip(chip)
            else:
                button = ChipButton(chip, self)
                button.clicked.connect(lambda _=False, pressed=button: self.choose(pressed.chip.key))
                button.show()
                self._chips.append(button)
        if self._key not in {chip.key for chip in chips}:
            self.choose("")
        self._mark()
        self._lay_out()

    def choose(self, key: str) -> None:
        """Press the chip of that key; pressing the pressed one again means all."""
        key = "" if key == self._key else key
        changed, self._key = key != self._key, key
        self._mark()
        if changed:
            self.chosen.emit(key)

    def add_action(
        self, action: QAction, *, always: bool = False, first: bool = False, corner: bool = False
    ) -> QToolButton:
        """A button for the action at the right, `first` before the others; `always` keeps it out of '…'.

        `corner` is for the one button that stays at the very right (the panel's).
        """
        button = QToolButton(self)
        button.setObjectName("stripButton")
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if corner:
            self._corner = button
        if always or corner:
            self._always.append(button)
        elif first:
            self._buttons.insert(self._first, button)
            before = self._menu.actions()[self._first : self._first + 1]
            self._menu.insertAction(before[0] if before else None, action)  # type: ignore[arg-type]
            self._first += 1
        else:
            self._buttons.append(button)
            self._menu.addAction(action)
        action.changed.connect(self._lay_out)
        button.show()
        self._lay_out()
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Something else that never folds away (a pair of switches); stands before the actions."""
        widget.setParent(self)
        self._always.insert(0, widget)
        widget.show()
        self._lay_out()

    def _mark(self) -> None:
        for button in self._chips:
            button.setChecked(button.chip.key == self._key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        room = self.width() - _PAD - 2
        gap = _GAP
        chips = sum(chip.sizeHint().width() + gap for chip in self._chips)
        buttons = [button for button in self._buttons if button.defaultAction().isVisible()]
        for button in self._always:
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        always = sum(widget.sizeHint().width() + 4 for widget in self._always)
        folded = bool(buttons) and chips + always + sum(b.sizeHint().width() + 4 for b in buttons) > room
        if folded and chips + always + self._more.sizeHint().width() + 4 > room:
            for button in self._always:
                if isinstance(button, QToolButton):
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            gap = _TIGHT
        right = self._place_right(buttons, folded)
        x, y = _PAD + 2, (_ROW - _HEIGHT) // 2
        for chip in self._chips:
            width = chip.sizeHint().width()
            if x + width > right - gap and x > _PAD + 2:
                x, y = _PAD + 2, y + _HEIGHT + 5
                right = self.width() - _PAD
            chip.setGeometry(QRect(x, y, width, _HEIGHT))
            x += width + gap
        height = y + _HEIGHT + (_ROW - _HEIGHT) // 2
        if height != self.height():
            self.setFixedHeight(height)

    def _place_right(self, buttons: list[QToolButton], folded: bool) -> int:
        right = self.width() - _PAD
        shown: list[QWidget] = [w for w in self._always if not isinstance(w, QToolButton)]
        for button in self._buttons:
            button.setVisible(button in buttons and not folded)
        self._more.setVisible(folded)
        shown += [w for w in self._always if isinstance(w, QToolButton) and w is not self._corner]
        shown += [self._more] if folded else list(buttons)
        shown += [self._corner] if self._corner is not None else []
        for widget in reversed(shown):
            size = widget.sizeHint()
            width = size.width()
            height = min(size.height(), _ROW - 6)
            right -= width + 4
            widget.setGeometry(right + 4, (_ROW - height) // 2, width, height)
        return right
