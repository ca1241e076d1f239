"""'Lịch sử dòng này' and 'Lịch sử ô này': from what to what, by whom, when and in which action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp.services import row_history
from hxapp.services.history_list import MOST_CHANGES, ActionRow
from hxapp.services.row_history import Entry, Spot
from hxapp.ui import room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.history import NOBODY, Line, lines_of, when
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.empty import EmptyState
from hxapp.ui.labels import capital
from hxapp.ui.palette import Tone
from hxapp.ui.table import Column, Look, TableModel

_QUIET = Look(tone=Tone.SECOND)


@dataclass(frozen=True)
class Told:
    """A line of the list with the action it belongs to; `first` of an action says when, by whom and what was done."""

    action: ActionRow
    line: Line
    first: bool


class RowHistoryDialog(QDialog):
    """The history of `spots`; `along` with what hangs on them. `row` is what the row is called, `label` its field."""

    def __init__(
        self,
        context: Context,
        row: str,
        spots: Sequence[Spot],
        parent: QWidget | None = None,
        *,
        label: str = "",
        along: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context, self._spots, self._along, self._row = context, tuple(spots), along, row
        self._entries: tuple[Entry, ...] = ()
        self._ended = False
        self.setWindowTitle("Lịch sử dòng" if along else "Lịch sử ô")
        self.note = QLabel(f"{row} · {label}" if label else row, self)
        self.note.setObjectName("panelHeading")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.model = TableModel(self._columns(), key=lambda told: told.line.key, owner=self)
        name = "row_history" if along else "field_history"
        self.grid = list_grid(self.model, name, context.preferences, self)
        self.empty = EmptyState(self.grid.viewport())
        self.empty.say("Chưa có thay đổi nào được ghi lại ở đây.")
        buttons = QDialogButtonBox(self)
        self.more = buttons.addButton("Xem thay đổi cũ hơn", QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.more, close):
            assert isinstance(button, QPushButton)
            button.setAutoDefault(False)
        self.more.clicked.connect(lambda _=False: self.read_older())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addWidget(buttons)
        room.fit(self, 1060, 520)
        self.read_older()

    def _columns(self) -> tuple[Column, ...]:
        """What tells from what to what, by whom and when, and in which action: all of it at 910 pixels too."""

        def first(text: Callable[[Told], str]) -> Callable[[Told], str]:
            return lambda told: text(told) if told.first else ""

        return (
            Column(
                "when",
                "Lúc",
                first(lambda told: when(told.action.moment, self._context)),
                width=118,
                fixed=True,
                sortable=False,
                look=lambda _: _QUIET,
            ),
            Column("who", "Người làm", first(lambda told: told.action.who or NOBODY), width=122, sortable=False),
            Column("what", "Mục", self._what, stretch=True, sortable=False, tip=lambda told: told.action.name),
            Column("was", "Trước", lambda told: told.line.was, width=130, sortable=False, look=lambda _: _QUIET),
            Column("now", "Sau", lambda told: told.line.now, width=140, sortable=False),
            Column(
                "action",
                "Việc đã làm",
                first(lambda told: told.action.name),
                width=250,
                sortable=False,
                look=lambda _: _QUIET,
            ),
        )

    def _what(self, told: Told) -> str:
        """The field, under the name of its row where that is not the one in the title."""
        row, field = told.line.change.row, told.line.field
        if row == self._row:
            return field
        beneath = row.removeprefix(f"{self._row}, ")
        return f"{capital(beneath)}: {field[:1].lower()}{field[1:]}"

    def read_older(self) -> None:
        """Read the newest changes, then each time some that were before."""
        before = self._entries[-1].change.number if self._entries else None
        with self._context.database.read() as reading:
            found = row_history.history_of(
                reading, self._spots, self._context.now.tzinfo, along=self._along, before=before
            )
        self._entries += found
        self.more.setVisible(len(found) == MOST_CHANGES)
        told: list[Told] = []
        for entry in self._entries:
            for line in lines_of((entry.change,)):
                told.append(Told(entry.action, line, not told or told[-1].action.id != entry.action.id))
        self.model.set_rows(told)
        self.empty.setVisible(not told)
