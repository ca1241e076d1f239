"""A source document (văn bản nguồn): what it is, who issued it, the years it holds for, which one it stands on."""

from __future__ import annotations

import uuid
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hxapp.domain.documents import DocumentKind
from hxapp.domain.words import format_date
from hxapp.services import document_edits, settings
from hxapp.services.document_edits import DocumentEdit
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panels import fields


class DocumentDialog(FormDialog):
    """Asks for a document, `document_id` once it is saved. The name follows kind and year until it is typed."""

    def __init__(self, context: Context, held_id: uuid.UUID | None = None, parent: QWidget | None = None) -> None:
        new = held_id is None
        super().__init__("Thêm văn bản nguồn" if new else "Sửa văn bản nguồn", "Thêm" if new else "Ghi", parent)
        self.context, self._held_id = context, held_id
        self.document_id = held_id or uuid.UUID(int=0)
        with context.database.read() as session:
            edit = (
                DocumentEdit(title="", year_from=str(context.year))
                if held_id is None
                else document_edits.edit_of(session, held_id)
            )
            others = document_edits.others(session, held_id)
            issuers = self._issuers(session)
        self.add_choice("kind", "Loại văn bản", [(one, one.label) for one in DocumentKind])
        self.add_choice("issuer", "Cơ quan ban hành", [(one, one) for one in issuers], free=True)
        issuer = self.fields["issuer"].editor.findChild(QLineEdit)
        assert issuer is not None
        issuer.setPlaceholderText("Đảng ủy, HĐND, UBND…")
        self.add_text("number", "Số, ký hiệu", hint="để trống nếu chưa có số")
        self.add_text("issued_on", "Ngày ban hành", hint="ngày/tháng/năm, có thể để trống")
        self.add_text("year_from", "Áp dụng từ năm")
        self.add_text("year_to", "Đến hết năm", hint="để trống nếu chỉ một năm")
        self.add_text("title", "Tên văn bản", hint="như văn bản viết", wide=True)
        for name, label in (("concretises_id", "Cụ thể hóa văn bản"), ("amends_id", "Sửa đổi, bổ sung văn bản")):
            self.add_choice(name, label, [(None, "(không)"), *self._with_held(others, getattr(edit, name))], wide=True)
            self.fields[name].fill(getattr(edit, name))
        for name in ("kind", "issuer", "number", "year_from", "year_to", "title"):
            self.fields[name].fill(getattr(edit, name))
        self.fields["issued_on"].fill(format_date(edit.issued_on) if edit.issued_on else "")
        self._offered: str = ""
        if new:
            self._offer_title()
            kind, year = self.fields["kind"].editor, self.fields["year_from"].editor
            assert isinstance(kind, QComboBox)
            assert isinstance(year, QLineEdit)
            kind.currentIndexChanged.connect(lambda _: self._offer_title())
            year.textChanged.connect(lambda _: self._offer_title())
        self.finish_building(560)
        self.fields["kind" if new else "title"].editor.setFocus()

    @staticmethod
    def _issuers(session: Any) -> list[str]:
        """The bodies that issued before, the office itself and its superior."""
        office = settings.office(session)
        named = [*document_edits.issuers(session), office.name, office.superior]
        return list(dict.fromkeys(one for one in named if one))

    @staticmethod
    def _with_held(others: tuple[tuple[uuid.UUID, str], ...], held: uuid.UUID | None) -> list[tuple[Any, str]]:
        """The choices; the document linked to stays one of them while it lies in the bin."""
        if held is None or held in dict(others):
            return list(others)
        return [*others, (held, "(văn bản đang ở trong thùng rác)")]

    def _offer_title(self) -> None:
        """'Nghị quyết năm 2022', unless the clerk named it himself."""
        editor = self.fields["title"].editor
        assert isinstance(editor, QLineEdit)
        year = str(self.value("year_from")).strip()
        if editor.text() == self._offered and year.isdecimal():
            self._offered = document_edits.usual_title(self.value("kind"), int(year))
            editor.setText(self._offered)

    def save(self) -> None:
        edit = DocumentEdit(
            title=self.value("title"),
            kind=self.value("kind"),
            issuer=self.value("issuer") or "",
            number=self.value("number"),
            issued_on=fields.date_of(self.value("issued_on"), "issued_on"),
            year_from=self.value("year_from"),
            year_to=self.value("year_to"),
            concretises_id=self.value("concretises_id"),
            amends_id=self.value("amends_id"),
        )
        if self._held_id is not None:
            with self.context.database.begin(f"Sửa văn bản “{edit.title}”") as session:
                document_edits.save(session, self._held_id, edit)
        else:
            with self.context.database.begin(f"Thêm văn bản “{edit.title}”") as session:
                self.document_id = document_edits.add(session, edit)
