"""'Tổ dân phố': the neighbourhoods of the book, added one by one or as a list, changed, ordered, put away."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hxapp.domain.words import format_date
from hxapp.services import neighbourhood_edits
from hxapp.services.neighbourhood_edits import NeighbourhoodRow
from hxapp.ui import messages, palette, room, signs
from hxapp.ui.context import Context
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.empty import EmptyState
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import PLAIN, Align, Column, Look, TableModel

_QUIET = Look(tone=Tone.SECOND)


class NeighbourhoodsDialog(QDialog):
    """Lists the neighbourhoods in the office's order, those that have ended below; each deed is its own action."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._rows: tuple[NeighbourhoodRow, ...] = ()
        self.setWindowTitle("Tổ dân phố")
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.model = TableModel(_columns(), key=lambda row: row.id, owner=self)
        self.grid = list_grid(self.model, "neighbourhoods", context.preferences, self)
        self.empty = EmptyState(self.grid.viewport())
        self._build_actions()
        context.writes(*self.grid.actions())
        self.empty.say(
            "Sổ chưa có tổ dân phố nào. Hãy thêm các tổ của phường: gõ mỗi tổ một dòng, "
            "hoặc dán cả danh sách chép từ Excel.",
            [self.new],
        )
        frame = QFrame(self)
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.grid)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(self.note)
        layout.addWidget(frame, 1)
        layout.addLayout(self._line())
        layout.addWidget(buttons)
        room.fit(self, 760, 520)
        self.grid.opened.connect(lambda _: self.change.trigger())
        self.grid.removal_asked.connect(self.put_away.trigger)
        self.grid.row_changed.connect(lambda _: self._allow())
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.reload()

    # Building ------------------------------------------------------------------------------------------------------

    def _build_actions(self) -> None:
        self.new = self._action("Thêm…", Sign.PLUS, self.add, "Ins", "Thêm một hay nhiều tổ (Insert)")
        self.change = self._action("Sửa…", Sign.PENCIL, self.edit, "F2", "Sửa tên, mã, ngày của tổ (F2)")
        self.put_away = self._action("Bỏ", Sign.BIN, self.remove, "", "Bỏ tổ chưa có số liệu vào thùng rác (Del)")
        by_name = "Xếp lại theo tên: Tổ 1, Tổ 2, … Tổ 10"
        self.by_name = self._action("Xếp theo tên", None, self.order_by_name, "", by_name)
        self.up = self._action("Lên", Sign.UP, partial(self.step, -1), "Alt+Up", "Đưa tổ lên trên (Alt+↑)")
        self.down = self._action("Xuống", Sign.DOWN, partial(self.step, 1), "Alt+Down", "Đưa tổ xuống dưới (Alt+↓)")

    def _action(self, text: str, sign: Sign | None, done: Callable[[], object], keys: str, tip: str) -> QAction:
        action = QAction(text, self)
        if sign is not None:
            action.setIcon(signs.icon(sign, palette.SECOND, 11))
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setToolTip(tip)
        action.triggered.connect(lambda _=False: done())
        self.grid.addAction(action)
        return action

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(2)
        for action in (self.new, self.change, self.put_away, None, self.by_name, self.up, self.down):
            if action is None:
                line.addStretch(1)
                continue
            button = QToolButton(self)
            button.setObjectName("stripButton")
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().removesuffix("…"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            only = action in (self.up, self.down)
            styles = Qt.ToolButtonStyle
            button.setToolButtonStyle(styles.ToolButtonIconOnly if only else styles.ToolButtonTextBesideIcon)
            line.addWidget(button)
        return line

    # Showing -------------------------------------------------------------------------------------------------------

    @property
    def row(self) -> NeighbourhoodRow | None:
        """The neighbourhood where the clerk stands."""
        row = self.grid.current_row()
        return row if isinstance(row, NeighbourhoodRow) else None

    def reload(self, area_id: uuid.UUID | None = None) -> None:
        """Read the neighbourhoods anew and stand at that one."""
        with self.context.database.read() as session:
            self._rows = neighbourhood_edits.list_rows(session)
        ended = sum(row.has_ended for row in self._rows)
        here = f"{len(self._rows) - ended} tổ dân phố" + (f", {ended} tổ đã thôi" if ended else "")
        self.note.setText(f"{here}. Thứ tự ở đây là thứ tự các cột ở Chỉ tiêu ▸ Tổ dân phố và trong báo cáo.")
        self.note.setVisible(bool(self._rows))
        self.model.set_rows(self._rows)
        if area_id is not None:
            self.grid.show_key(area_id)
        elif self._rows and self.row is None:
            self.grid.show_key(self._rows[0].id)
        self.empty.setVisible(not self._rows)
        self._allow()

    def _allow(self) -> None:
        row = self.row
        beside = [one.id for one in self._rows if row is not None and one.has_ended == row.has_ended]
        self.change.setEnabled(row is not None)
        self.put_away.setEnabled(row is not None)
        self.by_name.setEnabled(len(self._rows) > 1)
        self.up.setEnabled(row is not None and beside[0] != row.id)
        self.down.setEnabled(row is not None and beside[-1] != row.id)

    # Doing ---------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for new neighbourhoods, and stand at the first."""
        from hxapp.ui.dialogs.edit_neighbourhood import AddNeighbourhoodsDialog

        dialog = AddNeighbourhoodsDialog(self.context, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.reload(dialog.added[0])
            self.grid.setFocus()
        dialog.deleteLater()

    def edit(self) -> None:
        """Change the neighbourhood where the clerk stands."""
        from hxapp.ui.dialogs.edit_neighbourhood import NeighbourhoodDialog

        row = self.row
        if row is None:
            return
        with messages.refusing(self):
            dialog = NeighbourhoodDialog(self.context, row, self)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self.reload(row.id)
                self.grid.setFocus()
            dialog.deleteLater()

    def step(self, by: int) -> None:
        """Move the neighbourhood up (-1) or down (1)."""
        row = self.row
        if row is not None:
            self._change("Đổi thứ tự tổ dân phố", lambda session: neighbourhood_edits.step(session, row.id, by), row.id)

    def order_by_name(self) -> None:
        """Put all into the order of their names."""
        key = None if self.row is None else self.row.id
        self._change("Xếp tổ dân phố theo tên", neighbourhood_edits.order_by_name, key)

    def _change(self, action: str, change: Callable[[Any], bool], key: uuid.UUID | None) -> None:
        with messages.refusing(self):
            with self.context.database.begin(action) as session:
                change(session)
            self.reload(key)

    def remove(self) -> None:
        """Put the selected neighbourhoods into the bin, after asking; refused where something hangs on one."""
        rows = [row for row in self.grid.selected_rows() if isinstance(row, NeighbourhoodRow)]
        if not rows:
            return
        what = f"tổ dân phố “{rows[0].name}”" if len(rows) == 1 else f"{len(rows)} tổ dân phố"
        with messages.refusing(self):
            if not any(row.hangs for row in rows) and not messages.ask(
                self, f"Bỏ {what} vào thùng rác? Lấy lại được ở Sổ ▸ Thùng rác.", "Bỏ vào thùng rác"
            ):
                return
            with self.context.database.begin(f"Bỏ {what} vào thùng rác") as session:
                neighbourhood_edits.remove(session, [row.id for row in rows], self.context.now)
            self.reload()


def _columns() -> tuple[Column, ...]:
    def look(row: NeighbourhoodRow) -> Look:
        return _QUIET if row.has_ended else PLAIN

    def day(value: Callable[[NeighbourhoodRow], dt.date | None]) -> Callable[[NeighbourhoodRow], str]:
        return lambda row: "" if (found := value(row)) is None else format_date(found)

    def count(value: Callable[[NeighbourhoodRow], int]) -> Callable[[NeighbourhoodRow], str]:
        return lambda row: str(value(row) or "")

    return (
        Column("name", "Tên", lambda row: row.name, stretch=True, fixed=True, look=look),
        Column("code", "Mã", lambda row: row.code, width=80, look=look),
        Column("from", "Từ ngày", day(lambda row: row.valid_from), lambda row: row.valid_from, width=88, look=look),
        Column("to", "Đến ngày", day(lambda row: row.valid_to), lambda row: row.valid_to, width=88, look=look),
        Column("figures", "Số liệu", count(lambda row: row.figures), lambda row: row.figures, width=70,
               align=Align.RIGHT, look=look),
        Column("targets", "Kế hoạch", count(lambda row: row.targets), lambda row: row.targets, width=76,
               align=Align.RIGHT, look=look),
        Column("tasks", "Nhiệm vụ", count(lambda row: row.tasks), lambda row: row.tasks, width=80,
               align=Align.RIGHT, look=look),
    )  # fmt: skip
