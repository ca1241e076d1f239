"""A new criterion (tiêu chí) in a group of the set, or a new group."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hxapp.services import criteria
from hxapp.services.checklist import CriterionRow, SetRow
from hxapp.services.criteria import CriterionEdit
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.field import Field, TextArea
from hxapp.ui.panels.criterion_panel import THRESHOLD_HINT, THRESHOLD_TIP, with_threshold


class AddCriterionDialog(FormDialog):
    """Asks for a line of the set, in the set's own words; `criterion_id` is the new line once it is saved."""

    def __init__(
        self,
        context: Context,
        of: SetRow,
        rows: Sequence[CriterionRow],
        group_id: uuid.UUID | None,
        parent: QWidget | None = None,
    ) -> None:
        word = of.criterion_word.lower()
        super().__init__(f"Thêm {word}", "Thêm", parent)
        self.context, self._set_id, self._rows = context, of.id, rows
        self.criterion_id = uuid.UUID(int=0)
        groups = [(row.id, f"{row.code} {row.title}") for row in rows if row.is_group]
        self.add_choice(
            "parent_id",
            f"Thuộc {of.group_word.lower()}",
            [*groups, (None, f"(thêm một {of.group_word.lower()} mới)")],
            wide=True,
        )
        self.fields["parent_id"].fill(group_id)
        self.add_text("code", "Mã")
        self.add_text("threshold", "Ngưỡng", hint=THRESHOLD_HINT).editor.setToolTip(THRESHOLD_TIP)
        area = TextArea(self._content)
        self._add(Field("title", "Nội dung", area, self._content), True)
        self.add_check("needs_confirmation", "Cần xác nhận: chưa đối chiếu với văn bản gốc")
        self.fields["code"].fill(next_code(rows, group_id))
        self.finish_building(520)
        area.setFocus()

    def save(self) -> None:
        edit = CriterionEdit(
            code=self.value("code"),
            title=self.value("title"),
            needs_confirmation=self.value("needs_confirmation"),
        )
        edit = with_threshold(edit, self.value("threshold"))
        with self.context.database.begin(f"{self.windowTitle()} {edit.code}") as session:
            self.criterion_id = criteria.add_criterion(session, self._set_id, edit, self.value("parent_id"))


def next_code(rows: Sequence[CriterionRow], group_id: uuid.UUID | None) -> str:
    """The code after the last one of the group ('1.5' after '1.4'), or of the groups; '' where codes do not count."""
    codes = [row.code for row in rows if row.parent_id == group_id and row.is_group is (group_id is None)]
    if not codes:
        group = next((row.code for row in rows if row.id == group_id), "")
        return f"{group}.1" if group else "1"
    head, dot, last = codes[-1].rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdecimal() else ""
