"""What an import would do, cell by cell, before anything is written: new, changed, same, refused with its address."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp.excel.plan import Plan, PlanRow, Verdict
from hxapp.ui import room
from hxapp.ui.chips import Chip, Strip
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.grid import Grid
from hxapp.ui.palette import Tone
from hxapp.ui.preferences import Preferences
from hxapp.ui.signs import Sign
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Align, Column, Look, RowLook, TableModel

_SIGNS = {
    Verdict.NEW: (Sign.PLUS, Tone.GREEN, Tone.GREEN),
    Verdict.CHANGED: (Sign.ARROW, Tone.ACCENT, Tone.ACCENT),
    Verdict.SAME: (Sign.SAME, Tone.GREY, Tone.GREY),
    Verdict.REFUSED: (Sign.CROSS, Tone.RED, Tone.RED),
}


class ImportPreview(QDialog):
    """Accepted means: write what the plan says. With nothing to write the button is off and says so."""

    def __init__(
        self, plan: Plan, file_name: str, preferences: Preferences | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.plan = plan
        self.setWindowTitle("Nhập từ Excel")
        room.fit(self, 1200, 620)
        numbered = tuple(enumerate(plan.rows))
        self.model = TableModel(_columns(), key=lambda row: row[0], row_look=_row_look, owner=self)
        self.proxy = SortProxy(self.model, self)
        self.strip = Strip(self)
        self.strip.chosen.connect(self._on_chip)
        self.grid = Grid(self.model, self.proxy, "import", preferences, self)
        head = QLabel(f"Nhập từ Excel: {file_name}", self)
        head.setObjectName("panelTitle")
        head.setContentsMargins(12, 8, 12, 2)
        place = QLabel(f"Kỳ của tệp: {plan.period.label}. Chưa ghi gì vào sổ.", self)
        place.setObjectName("quiet")
        place.setContentsMargins(12, 0, 12, 6)
        self.summary = QLabel(self._summary(), self)
        self.summary.setContentsMargins(12, 4, 12, 0)
        self.summary.setWordWrap(True)
        self.write = fill_button(QPushButton(self._deed(), self))
        self.write.setEnabled(bool(plan.changes))
        buttons = QDialogButtonBox(self)
        buttons.setContentsMargins(12, 4, 12, 10)
        buttons.addButton(self.write, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Thôi" if plan.changes else "Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (head, place, self.strip):
            layout.addWidget(widget)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.summary)
        layout.addWidget(buttons)
        self.model.set_rows(numbered)
        counts = {verdict: sum(row.verdict is verdict for row in plan.rows) for verdict in Verdict}
        chips = [Chip("", "Tất cả", len(plan.rows))]
        for verdict in Verdict:
            sign, _, tone = _SIGNS[verdict]
            chips.append(Chip(verdict.value, verdict.label, counts[verdict], sign, tone))
        self.strip.set_chips(chips)
        if not plan.rows:
            self.summary.setText("Tệp không có dòng số liệu nào.")

    def _deed(self) -> str:
        plan = self.plan
        parts = ([f"{plan.changed} ô"] if plan.changed else []) + ([f"{plan.new} dòng mới"] if plan.new else [])
        return f"Ghi {' và '.join(parts)} vào sổ" if plan.changes and parts else "Không có gì để ghi"

    def _summary(self) -> str:
        plan = self.plan
        return (
            f"{plan.new} dòng mới, {plan.changed} ô thay đổi, {plan.same} dòng giống hệt sổ, "
            f"{len(plan.refused)} ô bị từ chối."
            + (" Dòng có ô bị từ chối được giữ nguyên như trong sổ." if plan.refused else "")
        )

    def _on_chip(self, key: str) -> None:
        self.proxy.set_chip((lambda row: row[1].verdict.value == key) if key else None)

    def keyPressEvent(self, event: object) -> None:
        # Enter in the table must not write: only the button does.
        from PySide6.QtGui import QKeyEvent

        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.write.hasFocus():
            return
        super().keyPressEvent(event)


def _columns() -> tuple[Column, ...]:
    def quiet(row: tuple[int, PlanRow]) -> Look:
        return Look(tone=Tone.SECOND)

    def address(row: tuple[int, PlanRow]) -> Look:
        refused = row[1].verdict is Verdict.REFUSED
        return Look(tone=Tone.RED if refused else Tone.SECOND, bold=refused)

    def coming(row: tuple[int, PlanRow]) -> Look:
        verdict = row[1].verdict
        if verdict is Verdict.REFUSED:
            return Look(tone=Tone.RED, bold=True)
        return Look(bold=verdict is not Verdict.SAME, tone=Tone.SECOND if verdict is Verdict.SAME else Tone.TEXT)

    def verdict(row: tuple[int, PlanRow]) -> Look:
        sign, sign_tone, tone = _SIGNS[row[1].verdict]
        return Look(sign=sign, sign_tone=sign_tone, tone=tone, bold=row[1].verdict is not Verdict.SAME)

    return (
        Column("cell", "Ô", lambda row: row[1].cell, width=110, fixed=True, look=address),
        Column("name", "Dòng", lambda row: row[1].name, stretch=True, fixed=True),
        Column("field", "Cột", lambda row: row[1].field, width=112, look=quiet),
        Column("old", "Đang có", lambda row: row[1].old, second="trong sổ", width=104, align=Align.RIGHT, look=quiet),
        Column(
            "new", "Trong tệp", lambda row: row[1].new, second="nguyên văn", width=116, align=Align.RIGHT, look=coming
        ),
        Column("verdict", "Kết quả", lambda row: row[1].verdict.label, width=104, look=verdict),
        Column("reason", "Lý do", lambda row: row[1].reason, width=270),
    )


def _row_look(row: tuple[int, PlanRow]) -> RowLook:
    return RowLook(edge=Tone.RED if row[1].verdict is Verdict.REFUSED else None)
