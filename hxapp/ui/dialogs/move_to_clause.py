"""Another document or clause for the selected indicators or tasks, in one action."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QWidget

from hxapp.ui import messages
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.dialogs.place_fields import Place, PlaceFields

if TYPE_CHECKING:
    from hxapp.ui.tabs.table_tab import TableTab

Apply = Callable[[uuid.UUID | None, uuid.UUID | None], None]
Write = Callable[[Any, list[uuid.UUID], uuid.UUID | None, uuid.UUID | None], None]


class MoveToClauseDialog(FormDialog):
    """Asks for a place and hands document and clause to `apply`, which saves in one transaction; HxError refuses."""

    def __init__(
        self,
        context: Context,
        count: int,
        noun: str,
        apply: Apply,
        *,
        arisen: bool,
        place: Place = (None, None),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Chuyển sang mục khác", f"Chuyển {count} {noun}", parent)
        self._apply = apply
        self.add_note(f"{count} {noun} đang chọn chuyển sang mục này, trong một lần ghi.")
        self.place = PlaceFields(self, context, arisen=arisen)
        self.place.fill(*place)
        self.finish_building(520)
        self.fields["clause_id"].editor.setFocus()

    def save(self) -> None:
        self._apply(self.value("document_id"), self.value("clause_id"))


def move_rows(tab: TableTab, rows: Sequence[Any], place: Place | None, write: Write, *, arisen: bool) -> None:
    """Ask for another place for the rows of the tab, offered where the first one stands, and let `write` put them."""
    if not rows:
        messages.tell(tab, f"Hãy chọn một hay nhiều {tab.noun} trước (giữ Ctrl hoặc Shift để chọn nhiều dòng).")
        return
    if not tab.may_leave():
        return
    ids = [row.id for row in rows]

    def apply(document_id: uuid.UUID | None, clause_id: uuid.UUID | None) -> None:
        with tab.context.database.begin(f"Chuyển {len(ids)} {tab.noun} sang mục khác") as session:
            write(session, ids, document_id, clause_id)

    dialog = MoveToClauseDialog(
        tab.context, len(ids), tab.noun, apply, arisen=arisen, place=place or (None, None), parent=tab
    )
    if dialog.exec() == QDialog.DialogCode.Accepted:
        tab.show_row(ids[0])
    dialog.deleteLater()
