"""'Bàn giao': one person's indicators and open tasks go to another in one action."""

from __future__ import annotations

import datetime as dt
import uuid

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from hxapp.domain.errors import Refused
from hxapp.services import handover, people
from hxapp.services.handover import Duties, Duty
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panels import fields

_ID = Qt.ItemDataRole.UserRole


class HandoverDialog(FormDialog):
    """Asks who hands over what to whom; `action_id` is the action in the book's history once it is done."""

    def __init__(self, context: Context, giver_id: uuid.UUID | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Bàn giao", "Bàn giao", parent)
        self.context = context
        self.action_id = 0
        with context.database.read() as session:
            rows = people.list_rows(session)
        self._names = {row.id: row.name for row in rows}
        givers = [(row.id, f"{row.name} ({row.indicators} chỉ tiêu, {row.tasks} việc)") for row in rows]
        takers = [(row.id, f"{row.name}, {row.post}" if row.post else row.name) for row in rows if not row.has_left]
        self.add_choice("giver", "Người bàn giao", givers, wide=True)
        self.add_choice("taker", "Người nhận", [(None, "(chọn người nhận)"), *takers], wide=True)
        self.add_text("last_day", "Người bàn giao thôi giữ chức vụ từ sau ngày", hint="để trống nếu còn giữ chức vụ")
        self.tree = QTreeWidget(self._content)
        self.tree.setHeaderLabels(["Việc bàn giao", "Số, mục", "Hạn", "Trạng thái"])
        self.tree.setAccessibleName("Các việc bàn giao")
        self.tree.setMinimumHeight(280)
        self.tree.setWordWrap(True)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 64), (2, 110), (3, 120)):
            head.resizeSection(column, width)
        self._put(self.tree, wide=True)
        self.grid.setRowStretch(self._row - 1, 1)
        self.finish_building(760)
        giver = self.fields["giver"]
        if giver_id is not None:
            giver.fill(giver_id)
        assert isinstance(giver.editor, ChoiceBox)
        giver.editor.activated.connect(lambda _: self._show_duties())
        self._show_duties()

    def _show_duties(self) -> None:
        """What the chosen giver answers for, all ticked."""
        giver = self.value("giver")
        duties = Duties()
        if isinstance(giver, uuid.UUID):
            with self.context.database.read() as session:
                duties = handover.duties_of(session, giver)
        self.tree.clear()
        for title, held in (("Chỉ tiêu", duties.indicators), ("Nhiệm vụ chưa xong", duties.tasks)):
            if held:
                self._add_group(title, held)

    def _add_group(self, title: str, duties: tuple[Duty, ...]) -> None:
        flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        group = QTreeWidgetItem(self.tree, [f"{title} ({len(duties)})"])
        group.setFlags(flags | Qt.ItemFlag.ItemIsAutoTristate)
        for duty in duties:
            item = QTreeWidgetItem(group, [duty.name, duty.number, duty.due, duty.state])
            item.setFlags(flags)
            item.setData(0, _ID, duty.id.hex)
            item.setToolTip(0, duty.name)
            item.setCheckState(0, Qt.CheckState.Checked)
        group.setExpanded(True)

    def _ticked(self, title: str) -> list[uuid.UUID]:
        groups = [self.tree.topLevelItem(number) for number in range(self.tree.topLevelItemCount())]
        items = [
            group.child(row) for group in groups if group.text(0).startswith(title) for row in range(group.childCount())
        ]
        return [uuid.UUID(hex=item.data(0, _ID)) for item in items if item.checkState(0) is Qt.CheckState.Checked]

    def save(self) -> None:
        giver, taker = self.value("giver"), self.value("taker")
        for name, chosen in (("giver", giver), ("taker", taker)):
            if not isinstance(chosen, uuid.UUID):
                raise Refused("Chưa chọn người. Hãy chọn trong danh sách.", name)
        last_day: dt.date | None = fields.date_of(self.value("last_day"), "last_day")
        database = self.context.database
        with database.begin(handover.named(self._names[giver], self._names[taker])) as session:
            handover.hand_over(
                session,
                giver,
                taker,
                indicators=self._ticked("Chỉ tiêu"),
                tasks=self._ticked("Nhiệm vụ"),
                last_day=last_day,
            )
        with database.read() as session:
            self.action_id = handover.list_handovers(session)[0].action_id
