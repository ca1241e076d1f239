"""A criteria set (bộ tiêu chí) of the office's own: its name, its document, and what its two levels are called."""

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


class AddSetDialog(FormDialog):
    """Asks for a set that holds in the year on screen; `set_id` is the new set once it is saved."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Thêm bộ tiêu chí", "Thêm", parent)
        self.context, self.set_id = context, uuid.UUID(int=0)
        self.add_note("Bộ mới chưa có dòng nào: thêm từng nhóm và từng dòng bằng “Thêm tiêu chí…” sau khi tạo.")
        self.add_text("title", "Tên bộ tiêu chí", hint="như văn bản viết", wide=True)
        self.add_text("basis", "Văn bản ban hành", hint="Quyết định số … ngày … của …", wide=True)
        self.add_text("in_force_from", "Áp dụng từ ngày", hint="ngày/tháng/năm")
        self.add_text("in_force_to", "Đến hết ngày", hint="để trống nếu còn áp dụng")
        self.add_text("group_word", "Văn bản gọi mỗi nhóm là")
        self.add_text("criterion_word", "Văn bản gọi mỗi dòng là")
        usual = SetEdit(title="")
        self.fields["in_force_from"].fill(format_date(dt.date(context.year, 1, 1)))
        self.fields["group_word"].fill(usual.group_word)
        self.fields["criterion_word"].fill(usual.criterion_word)
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
        with self.context.database.begin("Thêm bộ tiêu chí") as session:
            self.set_id = criteria_sets.add_own_set(session, edit, self.context.year)
