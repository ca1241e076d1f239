"""Who the office is and how an open bound counts: kept with the data of the book."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hxapp.services import settings
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.dialogs.office_fields import add_office_fields, fill_office, read_office


class OfficeDialog(FormDialog):
    """'Thông tin cơ quan': saved in one action when the button is pressed."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Thông tin cơ quan", "Ghi thông tin", parent)
        self._context = context
        add_office_fields(self)
        self.add_heading("Cách đánh giá")
        self.add_check("exceeds", "Chỉ tiêu dạng “trên …%” mà thực hiện cao hơn mức đó thì coi là vượt")
        with context.database.read() as session:
            fill_office(self, settings.office(session))
            self.fields["exceeds"].fill(settings.exceed_open_bound(session))
        context.writes(self.yes)
        self.finish_building()

    def save(self) -> None:
        office = read_office(self)
        with self._context.database.begin("Sửa thông tin cơ quan") as session:
            settings.save_office(session, office)
            settings.set_exceed_open_bound(session, self.value("exceeds"))
