"""'Các lần nhập từ Excel': each sheet that was read in, and taking one back as a whole, weeks later too."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp.domain.words import format_date
from hxapp.services import undoing
from hxapp.services.undoing import Done, Import
from hxapp.ui import messages, room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.palette import Tone
from hxapp.ui.table import Align, Column, Look, TableModel

_MOST_LINES = 12


class ImportsDialog(QDialog):
    """Lists the imports, the latest first; before one is taken back it says what will stay."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Các lần nhập từ Excel")
        room.fit(self, 820, 420)
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.model = TableModel(self._columns(), key=lambda row: row.action_id, owner=self)
        self.grid = list_grid(self.model, "imports", context.preferences, self)
        self.take_back = fill_button(QPushButton("Hoàn tác lần nhập…", self))
        self.take_back.clicked.connect(lambda _=False: self.undo_chosen())
        context.writes(self.take_back)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.take_back, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addWidget(buttons)
        self.grid.row_changed.connect(lambda _: self._allow())
        self.reload()

    def _columns(self) -> tuple[Column, ...]:
        quiet = Look(tone=Tone.SECOND)

        def look(row: Import) -> Look:
            return quiet if row.taken_back else Look()

        return (
            Column("when", "Lúc", self._when, lambda row: row.moment, width=130, fixed=True, look=look),
            Column("name", "Tệp đã nhập", lambda row: row.name, stretch=True, fixed=True, look=look),
            Column("who", "Người nhập", lambda row: row.who, width=150, look=look),
            Column("rows", "Số dòng", lambda row: str(row.rows), lambda row: row.rows, "", 70, Align.RIGHT, look),
            Column("state", "Tình trạng", _state, width=110, look=look),
        )

    def _when(self, row: Import) -> str:
        local = row.moment.astimezone(self._context.now.tzinfo)
        return f"{format_date(local.date())} {local:%H:%M}"

    def reload(self) -> None:
        """Read the imports anew."""
        with self._context.database.read() as session:
            rows = undoing.imports(session)
        self.model.set_rows(rows)
        if rows and self.grid.current_row() is None:
            self.grid.show_key(rows[0].action_id)
        self.note.setText(
            "Hoàn tác một lần nhập đưa mọi ô của lần đó về như trước khi nhập. Số đã sửa tiếp sau đó được giữ nguyên."
            if rows
            else "Sổ chưa có lần nhập nào từ Excel."
        )
        self._allow()

    def _allow(self) -> None:
        row = self.grid.current_row()
        may = isinstance(row, Import) and not row.taken_back and not self._context.read_only
        self.take_back.setEnabled(may)

    def undo_chosen(self) -> None:
        """Take the chosen import back, after telling what comes back and what stays."""
        row = self.grid.current_row()
        if not isinstance(row, Import):
            return
        database = self._context.database
        with messages.refusing(self):
            tried = undoing.try_import_undo(database, row.action_id)
            if not messages.ask(self, self._question(tried), "Hoàn tác"):
                return
            done = undoing.undo_import(database, row.action_id)
            self.reload()
            count = sum(map(len, done.rows.values()))
            messages.tell(self, f"Đã hoàn tác “{done.name}”: {count} dòng trở về như trước khi nhập.")

    def _question(self, tried: Done) -> str:
        count = sum(map(len, tried.rows.values()))
        if not tried.left:
            return f"Hoàn tác “{tried.name}”? {count} dòng trở về như trước khi nhập."
        with self._context.database.read() as session:
            lines = undoing.left_words(session, tried.left[:_MOST_LINES])
        more = len(tried.left) - len(lines)
        listed = "\n".join(f"– {line}" for line in lines) + (f"\n… và {more} chỗ khác" if more else "")
        return (
            f"Hoàn tác “{tried.name}”? {count} dòng trở về như trước khi nhập.\n\n"
            f"{len(tried.left)} chỗ sau được giữ nguyên vì đã có thay đổi sau đó:\n{listed}"
        )


def _state(row: Import) -> str:
    return "đã hoàn tác" if row.taken_back else "đang dùng"
