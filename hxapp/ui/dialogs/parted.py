"""'Hai bản tách nhau': what only this copy of the book has, what only the other has, and what both changed apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from hxapp.domain.words import format_date, format_number
from hxapp.services import parting
from hxapp.services.parting import ClashTold, Deed, Parting, Side
from hxapp.ui import parted_watch, room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.table import Column, TableModel


class PartedDialog(QDialog):
    """Lists what differs; nothing is changed here.

    Signals: `other_wanted()`: the other copy shall be opened, or brought back where it is a backup; `known()`: the
    clerk has read it, and it need not be told again.
    """

    other_wanted = Signal()
    known = Signal()

    def __init__(self, context: Context, found: Parting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._zone = context, context.now.tzinfo
        self.setWindowTitle("Hai bản tách nhau" if found.parted else "Có bản mới hơn")
        room.fit(self, 940, 560)
        self.note = QLabel(_note(found, self._zone), self)
        self.note.setWordWrap(True)
        self.tabs = QTabWidget(self)
        with context.database.read() as reading:
            clashes = parting.told(reading, found.clashes[: parting.MOST], self._zone)
        self._add_deeds("Chỉ có ở bản kia", "there", found.there)
        self._add_deeds("Chỉ có ở sổ đang mở", "here", found.here)
        self._add_clashes(clashes)
        buttons = QDialogButtonBox(self)
        self.other = QPushButton("Khôi phục từ bản sao lưu…" if found.is_backup else "Mở bản kia", self)
        self.know = fill_button(QPushButton("Đã biết", self))
        self.know.setToolTip("Không nhắc lại nữa, trừ khi bản kia được ghi thêm")
        buttons.addButton(self.other, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.know, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("Để sau", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.other, close):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)
        self.other.clicked.connect(lambda _=False: self._leave(self.other_wanted))
        self.know.clicked.connect(lambda _=False: self._leave(self.known))
        buttons.rejected.connect(self.reject)

    def _leave(self, signal: SignalInstance) -> None:
        self.accept()
        signal.emit()

    def _add_deeds(self, title: str, name: str, side: Side) -> None:
        def when(row: Deed) -> str:
            local = row.moment.astimezone(self._zone)
            return f"{format_date(local.date())} {local:%H:%M}"

        columns = (
            Column("when", "Lúc", when, lambda row: row.moment, width=130, fixed=True),
            Column("who", "Ai", lambda row: row.who, width=170, tip=lambda row: row.who),
            Column("name", "Việc đã làm", lambda row: row.name, stretch=True, fixed=True, tip=lambda row: row.name),
        )
        self._add(f"{title} ({format_number(Decimal(side.count))})", f"parted-{name}", columns, side.deeds, side.count)

    def _add_clashes(self, clashes: Sequence[ClashTold]) -> None:
        columns = (
            Column("row", "Mục", lambda row: row.row, stretch=True, fixed=True, tip=lambda row: row.row),
            Column("field", "Ô", lambda row: row.field, width=150, tip=lambda row: row.field),
            Column("here", "Sổ đang mở", lambda row: row.here, width=190, tip=lambda row: row.here),
            Column("there", "Bản kia", lambda row: row.there, width=190, tip=lambda row: row.there),
        )
        title = f"Hai bên sửa khác nhau ({format_number(Decimal(len(clashes)))})"
        self._add(title, "parted-clashes", columns, clashes, len(clashes))

    def _add(self, title: str, name: str, columns: tuple[Column, ...], rows: Sequence[object], count: int) -> None:
        if not rows:
            return
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        model = TableModel(columns, key=id, owner=self)
        model.set_rows(rows)
        layout.addWidget(list_grid(model, name, self._context.preferences, page), 1)
        if count > len(rows):
            layout.addWidget(QLabel(f"… và {format_number(Decimal(count - len(rows)))} việc trước đó", page))
        self.tabs.addTab(page, title)


def _note(found: Parting, zone: dt.tzinfo | None) -> str:
    other = "bản sao lưu" if found.is_backup else "bản"
    since = "" if found.since is None else f" sau {parted_watch.moment_words(found.since, zone)}"
    advice = (
        "Chưa bản nào bị thay. Hãy chọn một bản để dùng tiếp, rồi nhập lại vào đó những việc chỉ có ở bản kia."
        if found.parted
        else "Nếu bản kia mới là bản đang dùng, hãy mở bản kia thay vì nhập tiếp ở đây."
    )
    both = "Cả hai bản đều được ghi thêm" if found.parted else "Bản kia được ghi thêm"
    return (
        f"Sổ đang mở: {found.here.path}\n{other[:1].upper()}{other[1:]} kia: {found.there.path}\n"
        f"Đây là hai bản của cùng một sổ. {both}{since}. {advice}"
    )
