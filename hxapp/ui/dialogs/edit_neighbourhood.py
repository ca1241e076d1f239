"""A neighbourhood (tổ dân phố) of the book: its name, code and days; and new ones, a name a line."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QWidget

from hxapp.domain.words import format_date
from hxapp.services import neighbourhood_edits
from hxapp.services.neighbourhood_edits import NeighbourhoodEdit, NeighbourhoodRow
from hxapp.ui import room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.field import Field, TextArea
from hxapp.ui.panels import fields

_ROOM_FOR_A_LIST = 420
_FROM, _HINT = "Có từ ngày", "ngày/tháng/năm, có thể để trống"


class AddNeighbourhoodsDialog(FormDialog):
    """Asks for names, one a line, typed or pasted from a sheet; `added` are the new neighbourhoods once saved."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Thêm tổ dân phố", "Thêm", parent)
        self.context = context
        self.added: tuple[uuid.UUID, ...] = ()
        self.add_note("Ghi mỗi tổ một dòng; dán được cả danh sách chép từ một cột của Excel hay từ Word.")
        area = TextArea(self._content)
        area.setPlaceholderText("Tổ dân phố 1\nTổ dân phố 2")
        self._add(Field("names", "Tên các tổ", area, self._content), True)
        self.add_text("valid_from", _FROM, hint=_HINT)
        self.finish_building(480)
        room.fit(self, self.width(), max(self.height(), _ROOM_FOR_A_LIST))
        area.setFocus()

    def save(self) -> None:
        names = neighbourhood_edits.names_of(self.value("names"))
        since = fields.date_of(self.value("valid_from"), "valid_from")
        what = f"tổ dân phố {names[0]}" if len(names) == 1 else f"{len(names)} tổ dân phố"
        with self.context.database.begin(f"Thêm {what}") as session:
            self.added = neighbourhood_edits.add_many(session, names, since)


class NeighbourhoodDialog(FormDialog):
    """Changes one neighbourhood."""

    def __init__(self, context: Context, held: NeighbourhoodRow, parent: QWidget | None = None) -> None:
        super().__init__("Sửa tổ dân phố", "Ghi", parent)
        self.context, self._held = context, held
        with context.database.read() as session:
            edit = neighbourhood_edits.edit_of(session, held.id)
        self.add_text("name", "Tên tổ dân phố", wide=True)
        self.add_text("valid_from", _FROM, hint=_HINT)
        self.add_text("valid_to", "Đến hết ngày", hint="để trống nếu tổ vẫn còn")
        self.add_text("code", "Mã", hint="có thể để trống")
        self.add_text("note", "Ghi chú", hint="Sáp nhập vào tổ nào, theo văn bản nào…", wide=True)
        self.add_note("Số liệu chỉ nhập cho các kỳ mà tổ đang có. Số liệu cũ của tổ đã thôi vẫn giữ nguyên.")
        for name in ("name", "code", "note"):
            self.fields[name].fill(getattr(edit, name))
        for name, day in (("valid_from", edit.valid_from), ("valid_to", edit.valid_to)):
            self.fields[name].fill(format_date(day) if day else "")
        self.finish_building(480)
        self.fields["name"].editor.setFocus()

    def save(self) -> None:
        first, last = (fields.date_of(self.value(key), key) for key in ("valid_from", "valid_to"))
        edit = NeighbourhoodEdit(self.value("name"), self.value("code"), first, last, self.value("note"))
        with self.context.database.begin(f"Sửa tổ dân phố {self._held.name}") as session:
            neighbourhood_edits.save(session, self._held.id, edit)
