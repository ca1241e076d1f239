"""The bin (thùng rác): what was deleted in this book, and bringing it back."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp.domain.words import format_date
from hxapp.services import bin as bin_service
from hxapp.services.bin import BinRow
from hxapp.ui import messages, room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.palette import Tone
from hxapp.ui.table import Column, Look, TableModel


class BinDialog(QDialog):
    """Lists the bin; the selected rows come back in one action."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Thùng rác")
        room.fit(self, 820, 460)
        quiet = Look(tone=Tone.SECOND)
        self.model = TableModel(
            (
                Column("kind", "Loại", lambda row: row.kind_label, width=120, fixed=True, look=lambda _: quiet),
                Column("name", "Nội dung", lambda row: row.name, stretch=True, fixed=True),
                Column("when", "Bỏ lúc", self._when, value=lambda row: row.binned_at.isoformat(), width=140),
            ),
            key=lambda row: (row.kind, row.id),
            owner=self,
        )
        self.grid = list_grid(self.model, "bin", context.preferences, self)
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.restore = fill_button(QPushButton("Lấy lại", self))
        self.restore.clicked.connect(self._on_restore)
        context.writes(self.restore)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addWidget(buttons)
        self.grid.selectionModel().selectionChanged.connect(self._on_selected)
        self.grid.selectionModel().currentChanged.connect(self._on_selected)
        self.reload()

    def reload(self) -> None:
        """Read the bin anew."""
        with self._context.database.read() as session:
            rows = bin_service.list_bin(session)
        self.model.set_rows(rows)
        self.note.setText(
            "Chọn một hay nhiều dòng rồi bấm Lấy lại: dòng trở về chỗ cũ cùng những gì đi kèm."
            if rows
            else "Thùng rác trống."
        )
        self._on_selected()

    def _when(self, row: BinRow) -> str:
        at = row.binned_at if row.binned_at.tzinfo is not None else row.binned_at.replace(tzinfo=dt.UTC)
        local = at.astimezone(self._context.now.tzinfo)
        return f"{format_date(local.date())} {local:%H:%M}"

    def _on_selected(self) -> None:
        count = len(self.grid.selected_rows())
        self.restore.setEnabled(count > 0)
        self.restore.setText(f"Lấy lại {count} dòng" if count > 1 else "Lấy lại")

    def _on_restore(self) -> None:
        chosen = [(row.kind, row.id) for row in self.grid.selected_rows()]
        with messages.refusing(self):
            rows = self.grid.selected_rows()
            named = f"“{rows[0].name}”" if len(rows) == 1 else f"{len(rows)} dòng"
            with self._context.database.begin(f"Lấy lại {named} từ thùng rác") as session:
                bin_service.restore(session, chosen)
            self.reload()
