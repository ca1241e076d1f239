"""A person of the book: name, post, department, and the days in the post."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QWidget

from hxapp.domain.words import format_date
from hxapp.services import people
from hxapp.services.people import PersonEdit
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panels import fields


class PersonDialog(FormDialog):
    """Asks for a person, `person_id` once they are saved; `held_id` is the one to change, without it a new one."""

    def __init__(self, context: Context, held_id: uuid.UUID | None = None, parent: QWidget | None = None) -> None:
        new = held_id is None
        super().__init__("Thêm người" if new else "Sửa thông tin người", "Thêm" if new else "Ghi", parent)
        self.context, self._held_id = context, held_id
        self.person_id = held_id or uuid.UUID(int=0)
        with context.database.read() as session:
            departments = fields.department_choices(session, "(chưa rõ)")
            edit = PersonEdit("") if held_id is None else people.edit_of(session, held_id)
        self.add_text("name", "Họ và tên", wide=True)
        self.add_text("post", "Chức vụ", hint="Phó Chủ tịch UBND, công chức Tài chính…", wide=True)
        self.add_choice("department_id", "Đơn vị", departments, wide=True, free=True)
        self.add_text("valid_from", "Giữ chức vụ từ ngày", hint="ngày/tháng/năm, có thể để trống")
        self.add_text("valid_to", "Đến hết ngày", hint="để trống nếu còn giữ")
        self.add_note("Người đã có ngày thôi giữ chức vụ không còn được chọn cho việc mới; việc cũ vẫn ghi tên họ.")
        for name in ("name", "post", "department_id"):
            self.fields[name].fill(getattr(edit, name))
        for name, day in (("valid_from", edit.valid_from), ("valid_to", edit.valid_to)):
            self.fields[name].fill(format_date(day) if day else "")
        self.finish_building(480)
        self.fields["name"].editor.setFocus()

    def save(self) -> None:
        name = self.value("name")
        days = {key: fields.date_of(self.value(key), key) for key in ("valid_from", "valid_to")}
        with self.context.database.begin(f"{'Thêm' if self._held_id is None else 'Sửa'} người {name}") as session:
            department_id = fields.department_of(session, self.value("department_id"))
            edit = PersonEdit(name, self.value("post"), department_id, days["valid_from"], days["valid_to"])
            if self._held_id is None:
                self.person_id = people.add(session, edit)
            else:
                people.save(session, self._held_id, edit)
