"""'Người làm việc': the people of the book, who of them sits at this PC, and handing duties over."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from hxapp.domain.words import format_date
from hxapp.services import books, handover, people
from hxapp.services.people import PersonRow
from hxapp.ui import messages, room, sitting
from hxapp.ui.context import Context
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.empty import EmptyState
from hxapp.ui.palette import Tone
from hxapp.ui.table import Align, Column, Look, TableModel

_MOST_HANDOVERS = 12


class PeopleDialog(QDialog):
    """Lists the people; the one who sits at this PC signs the actions done here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        with context.database.read() as session:
            self._book = books.facts(session).identity
        self.setWindowTitle("Người làm việc")
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setObjectName("quiet")
        self.model = TableModel(self._columns(), key=lambda row: row.id, owner=self)
        self.grid = list_grid(self.model, "people", context.preferences, self)
        self.empty = EmptyState(self.grid.viewport())
        self.empty.say(
            "Sổ chưa có người nào. Hãy thêm lãnh đạo phụ trách và người làm việc với sổ, "
            "rồi chọn ai đang ngồi máy này.",
            [],
        )
        buttons = QDialogButtonBox(self)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.seat = buttons.addButton("", action)
        self.new = buttons.addButton("Thêm…", action)
        self.change = buttons.addButton("Sửa…", action)
        self.hand_over = buttons.addButton("Bàn giao…", action)
        self.minutes = buttons.addButton("In biên bản", action)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.seat, self.new, self.change, self.hand_over, self.minutes, close):
            assert isinstance(button, QPushButton)
            button.setAutoDefault(False)
        self._minutes_menu = QMenu(self)
        self.minutes.setMenu(self._minutes_menu)
        self.seat.clicked.connect(lambda _=False: self.sit())
        self.new.clicked.connect(lambda _=False: self.add_person())
        self.change.clicked.connect(lambda _=False: self.edit_person())
        self.hand_over.clicked.connect(lambda _=False: self.open_handover())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addWidget(buttons)
        room.fit(self, 960, 460)
        self.grid.opened.connect(lambda _: self.change.click())
        context.writes(self.new, self.change, self.hand_over)
        self.grid.row_changed.connect(lambda _: self._allow())
        self.reload()

    def _columns(self) -> tuple[Column, ...]:
        quiet = Look(tone=Tone.SECOND)

        def look(row: PersonRow) -> Look:
            return quiet if row.has_left else Look(bold=row.id == self._sitter)

        right = Align.RIGHT
        return (
            Column("name", "Họ và tên", lambda row: row.name, width=190, fixed=True, look=look),
            Column("post", "Chức vụ", lambda row: row.post, stretch=True, look=look),
            Column("department", "Đơn vị", lambda row: row.department, width=170, look=look),
            Column(
                "from", "Từ ngày", lambda row: _day(row.valid_from), lambda row: row.valid_from, width=84, look=look
            ),
            Column("to", "Đến ngày", lambda row: _day(row.valid_to), lambda row: row.valid_to, width=84, look=look),
            Column("indicators", "Chỉ tiêu", _indicators, lambda row: row.indicators, width=70, align=right, look=look),
            Column("tasks", "Việc đang làm", _tasks, lambda row: row.tasks, width=104, align=right, look=look),
        )

    @property
    def _sitter(self) -> uuid.UUID | None:
        return sitting.sitter(self._context.preferences, self._book)

    @property
    def person(self) -> PersonRow | None:
        """The person where the clerk stands."""
        row = self.grid.current_row()
        return row if isinstance(row, PersonRow) else None

    def reload(self, person_id: uuid.UUID | None = None) -> None:
        """Read the people anew and stand at that one."""
        with self._context.database.read() as session:
            rows = people.list_rows(session)
            done = handover.list_handovers(session)[:_MOST_HANDOVERS]
        name = sitting.sign(self._context.database, self._context.preferences, self._book)
        self.note.setText(
            f"Đang ngồi máy này: {name}. Mọi thay đổi làm trên máy này được ghi tên {name}."
            if name
            else "Chưa chọn ai đang ngồi máy này: thay đổi được ghi theo tên đăng nhập của máy. "
            "Chọn một người rồi bấm “Tôi là người này”."
        )
        self.model.set_rows(rows)
        if person_id is not None:
            self.grid.show_key(person_id)
        elif rows and self.person is None:
            self.grid.show_key(self._sitter or rows[0].id)
        self.empty.setVisible(not rows)
        self._minutes_menu.clear()
        for one in done:
            day = format_date(one.moment.astimezone(self._context.now.tzinfo).date())
            text = f"{day}: {one.giver.name} bàn giao cho {one.taker.name}".replace("&", "&&")
            self._minutes_menu.addAction(text).triggered.connect(
                lambda _=False, number=one.action_id: self.print_minutes(number)
            )
        self.minutes.setEnabled(bool(done))
        self._allow()

    def _allow(self) -> None:
        person = self.person
        sits = person is not None and person.id == self._sitter
        self.seat.setText("Rời máy này" if sits else "Tôi là người này")
        self.seat.setEnabled(person is not None and (sits or not person.has_left))
        self.change.setEnabled(person is not None)
        self.hand_over.setEnabled(len(self.model.rows) > 1)

    # Doing ---------------------------------------------------------------------------------------------------------

    def sit(self) -> None:
        """The chosen person sits here from now on, or leaves the seat."""
        person = self.person
        if person is not None:
            leaves = person.id == self._sitter
            sitting.sit(self._context.preferences, self._book, None if leaves else person.id)
            self.reload(person.id)

    def add_person(self) -> None:
        """Ask for a new person."""
        self._ask(None)

    def edit_person(self) -> None:
        """Change the chosen person."""
        if self.person is not None:
            self._ask(self.person.id)

    def _ask(self, held_id: uuid.UUID | None) -> None:
        from hxapp.ui.dialogs.edit_person import PersonDialog

        with messages.refusing(self):
            dialog = PersonDialog(self._context, held_id, self)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self.reload(dialog.person_id)
            dialog.deleteLater()

    def open_handover(self) -> None:
        """Hand the chosen person's duties over, and show the minutes."""
        from hxapp.ui.dialogs.handover import HandoverDialog

        dialog = HandoverDialog(self._context, self.person.id if self.person is not None else None, self)
        done = dialog.exec() == QDialog.DialogCode.Accepted
        number = dialog.action_id
        dialog.deleteLater()
        if done:
            self.reload()
            self.print_minutes(number)

    def print_minutes(self, action_id: int) -> None:
        """Show the minutes of a handing over as they are printed."""
        from hxapp.reports import handover as minutes
        from hxapp.ui.dialogs.report_preview import ReportPreview

        with messages.refusing(self):
            build = partial(minutes.build, action_id=action_id, today=self._context.today)
            dialog = ReportPreview(self._context, parent=self, single=("Biên bản bàn giao", build))
            dialog.exec()
            dialog.deleteLater()


def _day(day: dt.date | None) -> str:
    return format_date(day) if day is not None else ""


def _indicators(row: PersonRow) -> str:
    return str(row.indicators or "")


def _tasks(row: PersonRow) -> str:
    return str(row.tasks or "")
