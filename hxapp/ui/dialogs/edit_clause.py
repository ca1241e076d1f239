"""A clause (mục) of a source document: its number as printed, its title, and the goal it states."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hxapp.services import clause_edits
from hxapp.services.clause_edits import ClauseEdit, ClauseLine
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.dialogs.place_fields import LIST_WIDTH
from hxapp.ui.field import Field, TextArea


class ClauseDialog(FormDialog):
    """Asks for a clause of the document, `clause_id` once it is saved.

    `held` is the clause to change; a new one is offered under `parent_id`, right behind the sibling `after_id`, and
    its number follows the clauses before it until it is typed.
    """

    def __init__(
        self,
        context: Context,
        document_id: uuid.UUID,
        lines: Sequence[ClauseLine],
        *,
        held: ClauseLine | None = None,
        parent_id: uuid.UUID | None = None,
        after_id: uuid.UUID | None = None,
        parent: QWidget | None = None,
    ) -> None:
        new = held is None
        super().__init__("Thêm mục" if new else "Sửa mục", "Thêm" if new else "Ghi", parent)
        self.context, self._document_id, self._lines = context, document_id, lines
        self._held, self._after_id = held, after_id
        self.clause_id = held.id if held is not None else uuid.UUID(int=0)
        if new:
            above = [(one.id, f"{one.number} {one.title}") for one in lines]
            self.add_choice("parent_id", "Thuộc mục", [(None, "(mục lớn, không thuộc mục nào)"), *above])
            self.fields["parent_id"].fill(parent_id)
            above_box = self.fields["parent_id"].editor
            assert isinstance(above_box, QComboBox)
            above_box.view().setMinimumWidth(LIST_WIDTH)
            above_box.currentIndexChanged.connect(lambda _: self._offer_number())
        self.add_text("number", "Số mục", hint="cả số, ví dụ II.1")
        self.add_text("title", "Tên mục", hint="như văn bản viết; không có tên thì ghi vài chữ đầu", wide=True)
        area = TextArea(self._content)
        area.setPlaceholderText("có thể để trống")
        self._add(Field("goal", "Mục tiêu nêu trong mục", area, self._content), True)
        self._offered = ""
        if held is not None:
            for name in ("number", "title", "goal"):
                self.fields[name].fill(getattr(held, name))
        else:
            self._offer_number()
        self.finish_building(520)
        self.fields["title"].editor.setFocus()

    def _offer_number(self) -> None:
        """The number that comes next, unless the clerk typed one."""
        editor = self.fields["number"].editor
        assert isinstance(editor, QLineEdit)
        if editor.text() == self._offered:
            self._offered = clause_edits.next_number(self._lines, self.value("parent_id"))
            editor.setText(self._offered)

    def save(self) -> None:
        edit = ClauseEdit(self.value("number"), self.value("title"), self.value("goal"))
        if self._held is not None:
            with self.context.database.begin(f"Sửa mục {edit.number}") as session:
                clause_edits.save(session, self._held.id, edit)
        else:
            with self.context.database.begin(f"Thêm mục {edit.number}") as session:
                self.clause_id = clause_edits.add(
                    session, self._document_id, edit, self.value("parent_id"), self._after_id
                )
