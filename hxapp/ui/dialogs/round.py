"""A new round of assessment (vòng đánh giá) of a criteria set, or the facts of one that is there."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hxapp.domain.checklist import RoundKind
from hxapp.domain.periods import Period, periods_of
from hxapp.domain.words import format_date
from hxapp.services import round_edits
from hxapp.services.checklist import RoundRow
from hxapp.ui import labels
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panels import fields


class RoundDialog(FormDialog):
    """Asks for a round, `round_id` once it is saved. The name follows kind and period until it is typed."""

    def __init__(
        self, context: Context, set_id: uuid.UUID, held: RoundRow | None = None, parent: QWidget | None = None
    ) -> None:
        title = "Mở vòng đánh giá mới" if held is None else "Sửa vòng đánh giá"
        super().__init__(title, "Mở vòng" if held is None else "Ghi", parent)
        self.context, self._set_id, self._held = context, set_id, held
        self.round_id = held.id if held is not None else uuid.UUID(int=0)
        if held is None:
            self.add_note(
                "Vòng mới bắt đầu với mọi tiêu chí “chưa đánh giá”. Kết quả các vòng trước giữ nguyên để so sánh."
            )
        self.add_choice("kind", "Ai đánh giá", [(one, labels.capital(one.label)) for one in RoundKind])
        offered = list(periods_of(context.year))
        period = held.period if held is not None else context.period
        if period not in offered:
            offered.insert(0, period)
        self.add_choice("period", "Tính đến hết kỳ", [(one, one.label) for one in offered])
        self.add_text("name", "Tên vòng", wide=True)
        self.add_text("held_on", "Ngày đánh giá", hint="ngày/tháng/năm, có thể để trống")
        self.fields["kind"].fill(held.kind if held is not None else RoundKind.SELF)
        self.fields["period"].fill(period)
        self._offered = ""
        if held is not None:
            self.fields["name"].fill(held.name)
            self.fields["held_on"].fill(format_date(held.held_on) if held.held_on else "")
        else:
            self._offer_name()
        for name in ("kind", "period"):
            editor = self.fields[name].editor
            assert isinstance(editor, QComboBox)
            editor.currentIndexChanged.connect(lambda _: self._offer_name())
        self.finish_building(480)

    def _offer_name(self) -> None:
        """'Tự đánh giá 9 tháng năm 2022', unless the clerk named it himself."""
        editor = self.fields["name"].editor
        assert isinstance(editor, QLineEdit)
        if editor.text() != self._offered:
            return
        kind, period = self.value("kind"), self.value("period")
        assert isinstance(kind, RoundKind) and isinstance(period, Period)
        label = period.label
        self._offered = f"{labels.capital(kind.label)} {label[:1].lower()}{label[1:]}"
        editor.setText(self._offered)

    def save(self) -> None:
        held_on = fields.date_of(self.value("held_on"), "held_on")
        name, kind, period = self.value("name"), self.value("kind"), self.value("period")
        if self._held is not None:
            with self.context.database.begin(f"Sửa vòng “{name}”") as session:
                round_edits.save_round(session, self._held.id, name, kind, period, held_on)
        else:
            with self.context.database.begin(f"Mở vòng “{name}”") as session:
                self.round_id = round_edits.add_round(session, self._set_id, name, kind, period, held_on)
