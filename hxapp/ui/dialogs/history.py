"""'Ai đã sửa gì': the actions of the book, the newest first, with filters, and what the chosen one changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from hxapp.domain.errors import Refused
from hxapp.domain.history import ActionKind
from hxapp.domain.words import format_date, parse_date, tidy
from hxapp.services import history_list, row_history
from hxapp.services.history_list import ActionRow, Subject, Wanted
from hxapp.services.history_words import ChangeTold
from hxapp.ui import room
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.empty import EmptyState
from hxapp.ui.labels import capital
from hxapp.ui.palette import Tone
from hxapp.ui.table import Align, Column, Look, TableModel

_WAIT = 300  # milliseconds after the last letter of the words looked for
_QUIET = Look(tone=Tone.SECOND)
NOBODY = "(không rõ)"
_ANYBODY = object()


@dataclass(frozen=True)
class Line:
    """One line of what an action changed: a field, or what was done to the whole row; `first` of its row says which."""

    key: tuple[int, int]
    change: ChangeTold
    first: bool
    field: str
    was: str
    now: str


def lines_of(changes: Sequence[ChangeTold]) -> list[Line]:
    """The changes as lines: each field one, under the row's name."""
    found: list[Line] = []
    for change in changes:
        told: list[tuple[str, str, str]] = [(one.label, one.was, one.now) for one in change.fields if not one.quiet]
        if change.deed:
            told.insert(0, (capital(change.deed), "", ""))
        for number, (field, was, now) in enumerate(told):
            found.append(Line((change.number, number), change, number == 0, field, was, now))
    return found


def when(moment: dt.datetime, context: Context) -> str:
    """A moment of the history by the PC's clock."""
    local = moment.astimezone(context.now.tzinfo)
    return f"{format_date(local.date())} {local:%H:%M}"


def lead(dialog: QDialog, context: Context, change: ChangeTold) -> bool:
    """Close the dialog and go to the line on screen that the change is about; False where there is none."""
    with context.database.read() as reading:
        place = row_history.place_of(reading, change)
    if place is None:
        return False
    dialog.accept()
    context.show_row(place.tab, place.row_id)
    return True


class HistoryDialog(QDialog):
    """The list of actions above, what the chosen one changed below; a double click there leads to the row."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._actions: list[ActionRow] = []
        self._older: int | None = None
        self._changes: list[ChangeTold] = []
        self._further: int | None = None
        self._shown: int | None = None
        self.setWindowTitle("Ai đã sửa gì")
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_WAIT)
        self._waiting.timeout.connect(self.reload)
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.model = TableModel(self._columns(), key=lambda row: row.id, owner=self)
        self.grid = list_grid(self.model, "history", context.preferences, self)
        self.grid.row_changed.connect(lambda _: self._show_chosen())
        self.empty = EmptyState(self.grid.viewport())
        self.told = QLabel(self)
        self.told.setObjectName("panelHeading")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.changes = TableModel(self._change_columns(), key=lambda line: line.key, owner=self)
        self.change_grid = list_grid(self.changes, "history_changes", context.preferences, self)
        self.change_grid.opened.connect(lambda _: self.go())
        self.change_grid.row_changed.connect(lambda _: self._allow())
        buttons = QDialogButtonBox(self)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.more = buttons.addButton("Xem việc cũ hơn", action)
        self.more_changes = buttons.addButton("Xem tiếp thay đổi", action)
        self.leading = buttons.addButton("Đến dòng này", action)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.more, self.more_changes, self.leading, close):
            assert isinstance(button, QPushButton)
            button.setAutoDefault(False)
        self.more.clicked.connect(lambda _=False: self.read_older())
        self.more_changes.clicked.connect(lambda _=False: self.read_further())
        self.leading.clicked.connect(lambda _=False: self.go())
        buttons.rejected.connect(self.reject)
        below = QWidget(self)
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(4)
        under.addWidget(self.told)
        under.addWidget(self.change_grid, 1)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.grid)
        parts.addWidget(below)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(self._filters())
        layout.addWidget(self.note)
        layout.addWidget(parts, 1)
        layout.addWidget(buttons)
        room.fit(self, 1120, 660)
        self.reload()
        self.grid.setFocus()

    # Building ------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                "when",
                "Lúc",
                lambda row: when(row.moment, self._context),
                value=lambda row: row.id,
                width=118,
                fixed=True,
                look=lambda _: _QUIET,
            ),
            Column("who", "Người làm", lambda row: row.who or NOBODY, width=150),
            Column("name", "Việc đã làm", lambda row: row.name, stretch=True),
            Column("kind", "Cách làm", _kind, width=150, look=lambda _: _QUIET, gives_way=1),
            Column("count", "Thay đổi", lambda row: f"{row.changes}", lambda row: row.changes, "", 76, Align.RIGHT),
        )

    def _change_columns(self) -> tuple[Column, ...]:
        def told(line: Line) -> str:
            return f"{capital(line.change.noun)}: {line.change.row}" if line.first else ""

        return (
            Column("row", "Dòng", told, stretch=True, fixed=True, sortable=False),
            Column("field", "Mục", lambda line: line.field, width=170, sortable=False, look=_field_look),
            Column("was", "Trước", lambda line: line.was, width=210, sortable=False, look=lambda _: _QUIET),
            Column("now", "Sau", lambda line: line.now, width=210, sortable=False),
        )

    def _filters(self) -> QVBoxLayout:
        with self._context.database.read() as reading:
            who = history_list.who_acted(reading)
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("Tìm chỉ tiêu, nhiệm vụ, người… (gõ không dấu cũng được)")
        self.text.setAccessibleName("Tìm trong lịch sử")
        self.text.setClearButtonEnabled(True)
        self.first, self.last = QLineEdit(self), QLineEdit(self)
        for day, hint in ((self.first, "từ ngày"), (self.last, "đến ngày")):
            day.setPlaceholderText(hint)
            day.setAccessibleName(capital(hint))
            day.setFixedWidth(96)
            day.editingFinished.connect(self._on_filter)
        self.who = ChoiceBox([(_ANYBODY, "Mọi người"), *((one, one or NOBODY) for one in who)], parent=self)
        self.subject = ChoiceBox([(None, "Mọi thứ"), *((one, one.label) for one in Subject)], parent=self)
        kinds = [(None, "Mọi cách làm"), *((one, history_list.kind_label(one)) for one in ActionKind)]
        self.kind = ChoiceBox(kinds, parent=self)
        for box, name in ((self.who, "Người làm"), (self.subject, "Loại dữ liệu"), (self.kind, "Cách làm")):
            box.setCurrentIndex(0)
            box.setAccessibleName(name)
            box.currentIndexChanged.connect(lambda _: self._on_filter())
        self.text.textChanged.connect(lambda _: self._waiting.start())
        self._applied = self._typed()
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.text, 1)
        above.addWidget(self.first)
        above.addWidget(self.last)
        for box in (self.who, self.subject, self.kind):
            below.addWidget(box, 1)
        filters = QVBoxLayout()
        filters.addLayout(above)
        filters.addLayout(below)
        return filters

    # Reading -------------------------------------------------------------------------------------------------------

    def _typed(self) -> tuple[object, ...]:
        return (
            tidy(self.text.text()),
            tidy(self.first.text()),
            tidy(self.last.text()),
            self.who.currentIndex(),
            self.subject.value(),
            self.kind.value(),
        )

    def _on_filter(self) -> None:
        if self._typed() != self._applied:
            self.reload()

    def _wanted(self) -> Wanted:
        days = [parse_date(edit.text()) if tidy(edit.text()) else None for edit in (self.first, self.last)]
        if days[0] is not None and days[1] is not None and days[0] > days[1]:
            raise Refused("Ngày đầu muộn hơn ngày cuối. Hãy sửa lại một trong hai ngày.", "date")
        who = self.who.value()
        return Wanted(
            None if who is _ANYBODY else who,
            days[0],
            days[1],
            self.subject.value(),
            self.kind.value(),
            self.text.text(),
        )

    def reload(self) -> None:
        """Read the newest actions that the filters want."""
        self._waiting.stop()
        self._applied = self._typed()
        self._actions, self._older = [], None
        try:
            wanted = self._wanted()
        except Refused as refused:
            self.note.setText(str(refused))
            self.note.show()
            self._show_actions(str(refused))
            return
        self._read(wanted)

    def read_older(self) -> None:
        """Add what was done before."""
        if self._older is not None:
            self._read(self._wanted())

    def _read(self, wanted: Wanted) -> None:
        with self._context.database.read() as reading:
            page = history_list.page(reading, wanted, self._context.now.tzinfo, self._older)
        self._actions += page.actions
        self._older = page.older
        first = len(self._actions) == len(page.actions)
        more = " Bấm “Xem việc cũ hơn” để đọc tiếp." if page.older is not None else ""
        self.note.setText(f"{len(self._actions)} việc gần nhất.{more}" if more else f"{len(self._actions)} việc.")
        none = wanted == Wanted()
        self._show_actions(
            "Sổ chưa có việc nào được ghi lại." if none else "Không có việc nào khớp. Hãy bớt điều kiện lọc.",
            newest=first,
        )

    def _show_actions(self, nothing: str, *, newest: bool = False) -> None:
        self.model.set_rows(self._actions)
        self.empty.say(nothing)
        self.empty.setVisible(not self._actions)
        self.more.setVisible(self._older is not None)
        if self._actions and newest:
            self.grid.show_key(self._actions[0].id)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """What the chosen action changed."""
        row = self.grid.current_row()
        number = row.id if isinstance(row, ActionRow) else None
        if number == self._shown:
            self._allow()
            return
        self._shown, self._changes, self._further = number, [], None
        if number is None:
            self.told.setText("")
            self.changes.set_rows(())
            self._allow()
        else:
            self._read_changes(0)

    def read_further(self) -> None:
        """Add more of what a large action changed."""
        if self._further is not None:
            self._read_changes(self._further)

    def _read_changes(self, after: int) -> None:
        row = self.grid.current_row()
        assert isinstance(row, ActionRow)
        with self._context.database.read() as reading:
            told = history_list.told(reading, row.id, self._context.now.tzinfo, after)
        self._changes += told.changes
        self._further = told.further
        part = f" Đang xem {len(self._changes)} trong {row.changes} thay đổi." if told.further is not None else ""
        order = " Chỉ thứ tự các dòng thay đổi." if not self._changes else ""
        self.told.setText(f"{row.name}.{part}{order}")
        self.changes.set_rows(lines_of(self._changes))
        if not after and self.changes.rows:
            self.change_grid.show_key(self.changes.key_of(0))
        self._allow()

    def _allow(self) -> None:
        self.more_changes.setVisible(self._further is not None)
        self.leading.setEnabled(isinstance(self.change_grid.current_row(), Line))

    def go(self) -> None:
        """Lead to the row of the chosen change, where it stands on a tab."""
        line = self.change_grid.current_row()
        if isinstance(line, Line) and not lead(self, self._context, line.change):
            self.told.setText(f"“{line.change.row}” không có dòng nào đang hiện trên các trang của sổ.")


def _kind(row: Any) -> str:
    return history_list.kind_label(row.kind)


def _field_look(line: Line) -> Look:
    return Look(bold=not line.was and not line.now)
