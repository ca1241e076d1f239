"""The strip over a table: counts that are filters at the left, what can be done at the right.

strip = Strip()
strip.set_chips((Chip("", "Tất cả", 14), Chip("unlikely", "Khó đạt", 2, Sign.DIAMOND, Tone.AMBER)))
strip.chosen.connect(...)          # the key of the pressed chip; "" is all
strip.add_action(action)           # a QAction; what has no room folds into '…', the last ones first
strip.add_lead(switch)             # a Switch at the very left; becomes one button when the strip is narrow
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QToolButton, QWidget

from hxapp.ui import palette, signs
from hxapp.ui.cells import advance, metrics
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

if TYPE_CHECKING:
    from hxapp.ui.view_switch import Switch

_GAP, _TIGHT, _PAD = 6, 4, 8
_HEIGHT = 26
_ROW = 38
_AFTER_LEAD = 15  # with a hairline in its middle


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
    """Switches and chips at the left, actions at the right; chips take a second line before anything is cut."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chips: list[ChipButton] = []
        self._buttons: list[QToolButton] = []
        self._always: list[QWidget] = []
        self._leads: list[Switch] = []
        self._lines: list[int] = []  # where hairlines part switches and chips
        self._more = QToolButton(self)
        self._more.setObjectName("stripButton")
        self._more.setIcon(signs.icon(Sign.MORE, palette.SECOND, 12))
        self._more.setToolTip("Việc khác")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._folded: list[QAction] = []
        self._menu.aboutToShow.connect(self._fill_menu)
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
                if self._leads:
                    self._follow(self._last_stop(), [button])
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
            self._first += 1
        else:
            self._buttons.append(button)
        action.changed.connect(self._lay_out)
        if self._leads:
            self._follow(self._last_stop(), [*self._buttons, self._more, *self._always])
        button.show()
        self._lay_out()
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Something else that never folds away (a pair of switches); stands before the actions."""
        widget.setParent(self)
        self._always.insert(0, widget)
        widget.show()
        self._lay_out()

    def add_lead(self, switch: Switch) -> None:
        """A switch before the chips, after those that are there; one that is hidden takes no room."""
        switch.setParent(self)
        if self._leads:
            self._follow(self._leads[-1].stops[-1], switch.stops)
        self._leads.append(switch)
        switch.show()
        self._lay_out()

    def _follow(self, before: QWidget, stops: Sequence[QWidget]) -> None:
        """Let the keyboard come to these right after another, as the eye does, whatever was made meanwhile."""
        for stop in stops:
            QWidget.setTabOrder(before, stop)
            before = stop

    def _last_stop(self) -> QWidget:
        """What the keyboard comes to last before the actions, where there are switches."""
        return self._chips[-1] if self._chips else self._leads[-1].stops[-1]

    def show_lead(self, switch: Switch, shown: bool) -> None:
        """Offer a switch, or take it away."""
        switch.setVisible(shown)
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
        leads = [lead for lead in self._leads if not lead.isHidden()]
        if leads:
            room -= _PAD + 4  # a switch folds before the last chip goes to another line
        chips = sum(chip.sizeHint().width() + gap for chip in self._chips)
        chips += sum(lead.hint(False).width() + _AFTER_LEAD for lead in leads)
        buttons = [button for button in self._buttons if button.defaultAction().isVisible()]
        for button in self._always:
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        always = sum(widget.sizeHint().width() + 4 for widget in self._always)
        folded = bool(buttons) and chips + always + sum(b.sizeHint().width() + 4 for b in buttons) > room
        more = self._more.sizeHint().width() + 4 if folded else 0
        narrow = chips + always + more > room
        if narrow and (folded or leads):
            for button in self._always:
                if isinstance(button, QToolButton):
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            gap = _TIGHT
            always = sum(widget.sizeHint().width() + 4 for widget in self._always)
        for lead in leads:
            lead.fold(narrow and chips + always + more > room)
            chips -= lead.hint(False).width() - lead.sizeHint().width()
        shown = self._fitting(buttons, room - chips - always - more) if folded else buttons
        right = self._place_right(shown, buttons[len(shown) :])
        x, y = self._place_leads(leads), (_ROW - _HEIGHT) // 2
        first = x
        for chip in self._chips:
            width = chip.sizeHint().width()
            if x + width > right - gap and x > first:
                x, y = _PAD + 2, y + _HEIGHT + 5
                first, right = x, self.width() - _PAD
            chip.setGeometry(QRect(x, y, width, _HEIGHT))
            x += width + gap
        height = y + _HEIGHT + (_ROW - _HEIGHT) // 2
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def _place_leads(self, leads: Sequence[Switch]) -> int:
        """Stand the switches at the left; where the chips begin."""
        x = _PAD
        self._lines = []
        for lead in leads:
            size = lead.sizeHint()
            height = min(size.height(), _ROW - 6)
            lead.setGeometry(x, (_ROW - height) // 2, size.width(), height)
            x += size.width() + _AFTER_LEAD
            self._lines.append(x - _AFTER_LEAD // 2 - 1)
        if not self._chips:
            del self._lines[-1:]  # nothing to part
        return x if leads else _PAD + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._lines:
            painter = QPainter(self)
            for x in self._lines:
                palette.fill(painter, QRect(x, 11, 1, _ROW - 22), palette.colour(palette.SECTION_LINE))
            painter.end()

    def _fill_menu(self) -> None:
        self._menu.clear()
        self._menu.addActions(self._folded)

    def _fitting(self, buttons: Sequence[QToolButton], room: int) -> list[QToolButton]:
        """The first of the buttons that fit into the room."""
        shown = []
        for button in buttons:
            room -= button.sizeHint().width() + 4
            if room < 0:
                break
            shown.append(button)
        return shown

    def _place_right(self, buttons: Sequence[QToolButton], folded: Sequence[QToolButton]) -> int:
        right = self.width() - _PAD
        shown: list[QWidget] = [w for w in self._always if not isinstance(w, QToolButton)]
        for button in self._buttons:
            button.setVisible(button in buttons)
        self._folded = [button.defaultAction() for button in folded]
        self._more.setVisible(bool(folded))
        shown += [w for w in self._always if isinstance(w, QToolButton) and w is not self._corner]
        shown += [*buttons, self._more] if folded else buttons
        shown += [self._corner] if self._corner is not None else []
        for widget in reversed(shown):
            size = widget.sizeHint()
            width = size.width()
            height = min(size.height(), _ROW - 6)
            right -= width + 4
            widget.setGeometry(right + 4, (_ROW - height) // 2, width, height)
        return right
