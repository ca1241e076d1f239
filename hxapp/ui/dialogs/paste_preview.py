"""What a paste of plain text would write, cell by cell, before anything is written: the decimal sign is the clerk's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from hxapp.domain.errors import HxError
from hxapp.ui import blocks, messages, room
from hxapp.ui.blocks import Target
from hxapp.ui.chips import Chip, Strip
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.grid import Grid
from hxapp.ui.palette import Tone
from hxapp.ui.pasted_cells import COMMA, DOT, SIGN_WORDS, is_ambiguous
from hxapp.ui.preferences import Preferences
from hxapp.ui.signs import Sign
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Align, Column, Look, RowLook, TableModel

if TYPE_CHECKING:
    from hxapp.ui.clipboard import Landing

_EXAMPLES = {COMMA: "1.234,5", DOT: "1,234.5"}


class Outcome(Enum):
    """What becomes of a cell, and the word for it."""

    REFUSED = "không ghi được"
    TWO_WAYS = "đọc được hai cách"
    CHANGED = "thay số đang có"
    NEW = "điền ô trống"
    SAME = "giống hệt"


_SIGNS = {
    Outcome.REFUSED: (Sign.CROSS, Tone.RED),
    Outcome.TWO_WAYS: (Sign.QUERY, Tone.AMBER),
    Outcome.CHANGED: (Sign.ARROW, Tone.ACCENT),
    Outcome.NEW: (Sign.PLUS, Tone.GREEN),
    Outcome.SAME: (Sign.SAME, Tone.GREY),
}


@dataclass(frozen=True)
class Planned:
    """A cell as it would be written with the decimal sign that is chosen; `why` says more of its outcome."""

    number: int
    target: Target
    copied: str
    now: str
    text: str
    outcome: Outcome
    why: str = ""

    def is_of(self, outcome: Outcome) -> bool:
        """Whether the chip of that outcome counts it: what can be read in two ways replaces a figure too."""
        changes = outcome is Outcome.CHANGED and self.outcome is Outcome.TWO_WAYS and self.now not in ("", self.text)
        return self.outcome is outcome or changes


class PastePreviewDialog(QDialog):
    """Accepted means: written by `write(cells)`, which raises HxError to keep the dialog open with what was refused.

    `sign` is the decimal sign to begin with; `proof` the copied text that only this one fits, '' where it is the
    region's.
    """

    def __init__(
        self,
        landings: Sequence[Landing],
        sign: str,
        proof: str,
        write: Callable[[Sequence[tuple[Target, str]]], None],
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._landings, self._write = landings, write
        self._refused: dict[int, str] = {}  # what the book said
        self.setWindowTitle("Xem trước khi dán")
        room.fit(self, 980, 520)
        head = QLabel(f"Dán {len(landings)} ô: hãy xem các số đã được đọc đúng chưa", self)
        head.setObjectName("panelTitle")
        head.setContentsMargins(12, 8, 12, 2)
        note = QLabel("Phần vừa chép chỉ có chữ, không kèm giá trị của số. Chưa ghi gì vào sổ.", self)
        note.setObjectName("quiet")
        note.setContentsMargins(12, 0, 12, 4)
        self.strip = Strip(self)
        self.strip.chosen.connect(self._on_chip)
        self.model = TableModel(_columns(), key=lambda row: row.number, row_look=_row_look, owner=self)
        self.proxy = SortProxy(self.model, self)
        self.grid = Grid(self.model, self.proxy, "paste", preferences, self)
        self.write = fill_button(QPushButton(self))
        buttons = QDialogButtonBox(self)
        buttons.setContentsMargins(12, 4, 12, 10)
        buttons.addButton(self.write, QDialogButtonBox.ButtonRole.AcceptRole)
        self.no = buttons.addButton("Thôi, không dán", QDialogButtonBox.ButtonRole.RejectRole)
        self.no.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(note)
        layout.addLayout(self._switch(sign, proof))
        layout.addWidget(self.strip)
        layout.addWidget(self.grid, 1)
        layout.addWidget(buttons)
        self._show()
        (self.write if self.write.isEnabled() else self.signs[self.sign]).setFocus()

    def _switch(self, sign: str, proof: str) -> QHBoxLayout:
        """The choice of the decimal sign, and why it stands as it does."""
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 12, 6)
        line.setSpacing(14)
        line.addWidget(QLabel("Dấu thập phân ở nơi đã chép:", self))
        group = QButtonGroup(self)
        self.signs: dict[str, QRadioButton] = {}
        for one in (COMMA, DOT):
            button = QRadioButton(f"{SIGN_WORDS[one]} ({_EXAMPLES[one]})", self)
            button.setChecked(one == sign)
            group.addButton(button)
            line.addWidget(button)
            self.signs[one] = button
        group.buttonToggled.connect(self._on_sign)
        why = f"vì ô “{proof}” chỉ đọc được như vậy" if proof else "theo thiết lập vùng của máy này"
        self.why = QLabel(f"({SIGN_WORDS[sign]}: {why})", self)
        self.why.setObjectName("quiet")
        line.addWidget(self.why, 1)
        return line

    @property
    def sign(self) -> str:
        """The decimal sign that is chosen."""
        return next(sign for sign, button in self.signs.items() if button.isChecked())

    def planned(self) -> tuple[Planned, ...]:
        """The cells as they would be written now."""
        return self.model.rows

    # Showing ---------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        rows = [self._plan(number, landing) for number, landing in enumerate(self._landings)]
        self.model.set_rows(rows)
        counts = {outcome: sum(row.is_of(outcome) for row in rows) for outcome in Outcome}
        chips = [Chip("", "Tất cả", len(rows))]
        for outcome, count in counts.items():
            if count:
                sign, tone = _SIGNS[outcome]
                chips.append(Chip(outcome.name, outcome.value.capitalize(), count, sign, tone))
        self.strip.set_chips(chips)
        refused = counts[Outcome.REFUSED]
        self.write.setText(f"Không dán được: {refused} ô phải sửa" if refused else f"Dán {len(rows)} ô")
        self.write.setEnabled(not refused)
        if self.strip.key and not counts[Outcome[self.strip.key]]:
            self.strip.choose("")
        if refused:
            self.strip.choose(Outcome.REFUSED.name)

    def _plan(self, number: int, landing: Landing) -> Planned:
        target, copied = landing.target, landing.cell.text
        now = target.column.text(target.row)
        try:
            text = landing.text(self.sign)
        except HxError as error:
            return Planned(number, target, copied, now, "", Outcome.REFUSED, str(error))
        if number in self._refused:
            return Planned(number, target, copied, now, text, Outcome.REFUSED, self._refused[number])
        if landing.unsure and is_ambiguous(copied):
            other = DOT if self.sign == COMMA else COMMA
            why = f"{SIGN_WORDS[other]}: {landing.text(other)}"
            return Planned(number, target, copied, now, text, Outcome.TWO_WAYS, why)
        outcome = Outcome.NEW if not now else Outcome.SAME if now == text else Outcome.CHANGED
        return Planned(number, target, copied, now, text, outcome)

    def _on_sign(self, button: QRadioButton, chosen: bool) -> None:
        if chosen:
            self._refused.clear()
            self._show()

    def _on_chip(self, key: str) -> None:
        self.proxy.set_chip((lambda row: row.is_of(Outcome[key])) if key else None)

    # Ending ----------------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        rows = self.planned()
        if any(row.outcome is Outcome.REFUSED for row in rows):
            return
        try:
            self._write([(row.target, row.text) for row in rows])
        except HxError as error:
            self._refused = dict(blocks.refused_places(error, len(rows)))
            if self._refused:
                self._show()
            else:
                messages.refuse(self, error)
            return
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the table must not write: only the button does.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.write.hasFocus():
            return
        super().keyPressEvent(event)


def _columns() -> tuple[Column, ...]:
    def quiet(row: Planned) -> Look:
        return Look(tone=Tone.SECOND)

    def coming(row: Planned) -> Look:
        return Look(bold=True, tone=Tone.RED if row.outcome is Outcome.REFUSED else Tone.TEXT)

    def outcome(row: Planned) -> Look:
        sign, tone = _SIGNS[row.outcome]
        return Look(
            sign=sign, sign_tone=tone, tone=tone if row.outcome in (Outcome.REFUSED, Outcome.TWO_WAYS) else Tone.TEXT
        )

    return (
        Column("name", "Dòng", lambda row: row.target.name, stretch=True, fixed=True),
        Column("column", "Cột", lambda row: row.target.column.heading, width=84),
        Column("now", "Đang có", lambda row: row.now, second="trong sổ", width=80, align=Align.FIGURE, look=quiet,
               gives_way=1),
        Column("copied", "Vừa chép", lambda row: row.copied, second="nguyên văn", width=96, align=Align.RIGHT),
        Column("text", "Sẽ ghi", lambda row: row.text, width=96, align=Align.FIGURE, typed=True, look=coming),
        Column("outcome", "Kết quả", _outcome_text, width=222, look=outcome),
    )  # fmt: skip


def _outcome_text(row: Planned) -> str:
    if row.outcome is Outcome.REFUSED:
        return row.why
    return f"{row.outcome.value} ({row.why})" if row.why else row.outcome.value


def _row_look(row: Planned) -> RowLook:
    return RowLook(edge=Tone.RED if row.outcome is Outcome.REFUSED else None)
