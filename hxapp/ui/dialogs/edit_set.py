"""A criteria set (bộ tiêu chí): its name, its document, its days in force, and what its two levels are called."""

from __future__ import annotations

import datetime as dt
import uuid

from PySide6.QtWidgets import QWidget

from hxapp.domain.words import format_date
from hxapp.services import criteria_sets
from hxapp.services.criteria_sets import SetEdit
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panels import fields


class SetDialog(FormDialog):
    """Asks for a set of the office's own that holds in the year on screen, `set_id` once it is saved.

    `held_id` is the set to change; without it a new one is made.
    """

    def __init__(self, context: Context, held_id: uuid.UUID | None = None, parent: QWidget | None = None) -> None:
        new = held_id is None
        super().__init__("Thêm bộ tiêu chí" if new else "Sửa bộ tiêu chí", "Thêm" if new else "Ghi", parent)
        self.context, self._held_id = context, held_id
        self.set_id = held_id or uuid.UUID(int=0)
        if new:
            self.add_note("Bộ mới chưa có dòng nào: thêm từng nhóm và từng dòng bằng “Thêm tiêu chí…” sau khi tạo.")
        self.add_text("title", "Tên bộ tiêu chí", hint="như văn bản viết", wide=True)
        self.add_text("basis", "Văn bản ban hành", hint="Quyết định số … ngày … của …", wide=True)
        self.add_text("in_force_from", "Áp dụng từ ngày", hint="ngày/tháng/năm")
        self.add_text("in_force_to", "Đến hết ngày", hint="để trống nếu còn áp dụng")
        self.add_text("group_word", "Văn bản gọi mỗi nhóm là")
        self.add_text("criterion_word", "Văn bản gọi mỗi dòng là")
        edit = SetEdit(title="", in_force_from=dt.date(context.year, 1, 1))
        if held_id is not None:
            with context.database.read() as session:
                edit = criteria_sets.set_edit_of(session, held_id)
        for name in ("title", "basis", "group_word", "criterion_word"):
            self.fields[name].fill(getattr(edit, name))
        for name, day in (("in_force_from", edit.in_force_from), ("in_force_to", edit.in_force_to)):
            self.fields[name].fill(format_date(day) if day else "")
        self.finish_building(520)
        self.fields["title"].editor.setFocus()

    def save(self) -> None:
        edit = SetEdit(
            title=self.value("title"),
            basis=self.value("basis"),
            group_word=self.value("group_word"),
            criterion_word=self.value("criterion_word"),
            in_force_from=fields.date_of(self.value("in_force_from"), "in_force_from"),
            in_force_to=fields.date_of(self.value("in_force_to"), "in_force_to"),
        )
        if self._held_id is not None:
            with self.context.database.begin(f"Sửa bộ tiêu chí “{edit.title}”") as session:
                criteria_sets.save_set(session, self._held_id, edit, self.context.year)
        else:
            with self.context.database.begin(f"Thêm bộ tiêu chí “{edit.title}”") as session:
                self.set_id = criteria_sets.add_own_set(session, edit, self.context.year)
