"""What is done with the selected indicators: adding beside them, moving, one value for many, and the bin."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from hxapp.domain.periods import Rhythm
from hxapp.services.indicators import IndicatorRow
from hxapp.ui import labels, messages
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import called
from hxapp.ui.signs import Sign
from hxapp.ui.tabs.table_tab import TableTab

if TYPE_CHECKING:
    from hxapp.ui.dialogs.choose_many import ChooseManyDialog


class IndicatorDeeds(TableTab):
    """A table of indicators; a subclass says which they are, and calls `add_deeds` once the table is built."""

    noun = "chỉ tiêu"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.documents_action: QAction = self.make_action("Văn bản nguồn và mục…", None, self.edit_documents)

    def add_deeds(self) -> None:
        """Offer them in the strip and in the menu of the right mouse button."""
        self.add_action("Thêm chỉ tiêu…", Sign.PLUS, self.add_indicator).setShortcuts(
            [QKeySequence(Qt.Key.Key_Insert), QKeySequence("Ctrl+Shift+N")]
        )
        self.add_menu_action("Thêm phần của chỉ tiêu đang chọn…", self.add_part)
        self._actions.append(self.documents_action)
        self.add_menu_action("Đặt đơn vị chủ trì…", partial(self.set_for_many, "department_id"))
        self.add_menu_action("Đặt người phụ trách…", partial(self.set_for_many, "leader_id"))
        self.add_menu_action("Đặt kỳ thu thập…", partial(self.set_for_many, "rhythm"))
        self.add_menu_action("Chuyển sang mục khác…", self.move_to_clause)

    # What a subclass says ------------------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[IndicatorRow, ...]:
        """The indicators in the chosen period."""
        raise NotImplementedError

    def row_of(self, key: Hashable) -> IndicatorRow | None:
        """The indicator with that key in the chosen period; None for a row over others."""
        return next((row for row in self.rows if row.id == key), None)

    def _current(self) -> IndicatorRow | None:
        return self.row_of(self.grid.current_key())

    def _selected(self) -> list[IndicatorRow]:
        """The indicators of the selected rows."""
        return [row for one in self.grid.selected_rows() if (row := self.row_of(one.id)) is not None]

    # Deeds ---------------------------------------------------------------------------------------------------------

    def add_indicator(self) -> None:
        """Ask for a new indicator of the year."""
        if self.may_leave():
            self._add(None)

    def add_part(self) -> None:
        """Ask for a part of the indicator where the clerk stands, or a sibling of the part."""
        row = self._current()
        if row is not None and row.parent_id is not None:
            row = self.row_of(row.parent_id)
        if row is None:
            messages.tell(self, "Hãy chọn chỉ tiêu cần thêm phần, rồi bấm “Thêm phần của chỉ tiêu đang chọn…”.")
        elif self.may_leave():
            self._add(row)

    def _add(self, whole: IndicatorRow | None) -> None:
        dialog = self.add_dialog(whole)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.show_row(dialog.indicator_id)
        dialog.deleteLater()

    def add_dialog(self, whole: IndicatorRow | None) -> Any:
        """The dialog that asks for a new indicator, or for a part of `whole`."""
        from hxapp.ui.dialogs.add_indicator import AddIndicatorDialog

        return AddIndicatorDialog(self.context, whole, self, place=self._place_of(self._current()))

    def _place_of(self, row: object) -> tuple[uuid.UUID | None, uuid.UUID | None] | None:
        """The document and clause of the row's plan; None for a row without one."""
        from hxapp.services import indicator_edits

        if not isinstance(row, IndicatorRow) or row.target_id is None:
            return None
        with self.context.database.read() as session:
            edit = indicator_edits.edit_of(session, row.id, self.context.year)
        return edit.document_id, edit.clause_id

    def edit_documents(self) -> None:
        """Show the documents of the year, standing in the clause of the row where the clerk stands."""
        from hxapp.ui.dialogs.documents import open_documents

        if self.may_leave():
            place = self._place_of(self._current())
            open_documents(self.context, self, place[1] if place is not None else None)

    def move_to_clause(self) -> None:
        """Ask for a document and clause, and put the plans of all selected indicators there, in one action."""
        from hxapp.services import indicator_edits
        from hxapp.ui.dialogs.move_to_clause import move_rows

        def write(session: Any, ids: list[uuid.UUID], document_id: Any, clause_id: Any) -> None:
            indicator_edits.place(session, ids, self.context.year, document_id, clause_id)

        rows = self._selected()
        move_rows(self, rows, self._place_of(rows[0]) if rows else None, write, arisen=False)

    def may_bin(self, row: Any) -> bool:
        return has_figures(row)

    def remove_selected(self) -> None:
        """An indicator goes with its parts, and the question says so."""
        rows = self._selected()
        chosen = {row.id for row in rows}
        parts = [row for row in self.rows if row.parent_id in chosen and row.id not in chosen]
        if not parts:
            super().remove_selected()
            return
        if not self.may_leave():
            return
        what = f"chỉ tiêu “{called(rows[0])}”" if len(rows) == 1 else f"{len(rows)} chỉ tiêu đang chọn"
        question = f"Bỏ {what} vào thùng rác, cùng {len(parts)} phần của nó? Lấy lại được ở Sổ ▸ Thùng rác."
        if messages.ask(self, question, "Bỏ vào thùng rác"):
            with messages.refusing(self):
                self.bin_rows(rows)

    def bin_rows(self, rows: Sequence[Any]) -> None:
        from hxapp.services import indicator_edits

        name = called(rows[0]) if len(rows) == 1 else f"{len(rows)} chỉ tiêu"
        with self.context.database.begin(f"Bỏ {name} vào thùng rác") as session:
            indicator_edits.remove(session, [row.id for row in rows], self.context.now)

    def set_for_many(self, field: str) -> None:
        """Ask for one value and set it for all selected indicators, in one action."""
        rows = self._selected()
        if not rows:
            messages.tell(self, "Hãy chọn một hay nhiều chỉ tiêu trước (giữ Ctrl hoặc Shift để chọn nhiều dòng).")
        elif self.may_leave():
            dialog = self.many_dialog(field, rows)
            dialog.exec()
            dialog.deleteLater()

    def many_dialog(self, field: str, rows: Sequence[IndicatorRow]) -> ChooseManyDialog:
        """The dialog that sets 'department_id', 'leader_id' or 'rhythm' of these indicators."""
        from hxapp.services import indicator_edits

        ids: list[uuid.UUID] = [row.id for row in rows]
        title, label = {
            "department_id": ("Đặt đơn vị chủ trì", "Đơn vị chủ trì"),
            "leader_id": ("Đặt người phụ trách", "Lãnh đạo phụ trách"),
            "rhythm": ("Đặt kỳ thu thập", "Kỳ thu thập"),
        }[field]

        from hxapp.ui.dialogs.choose_many import ChooseManyDialog
        from hxapp.ui.panels import fields

        def apply(value: Any) -> None:
            with self.context.database.begin(f"{title} cho {len(ids)} chỉ tiêu") as session:
                if field == "department_id":
                    value = fields.department_of(session, value)
                elif field == "leader_id":
                    value = fields.person_of(session, value)
                indicator_edits.assign(session, ids, **{field: value})

        choices: list[tuple[Any, str]] = [(one, labels.capital(one.label)) for one in Rhythm]
        if field != "rhythm":
            with self.context.database.read() as session:
                people = field == "leader_id"
                choices = fields.people_choices(session) if people else fields.department_choices(session)
        return ChooseManyDialog(
            title, label, len(ids), apply, choices=choices, free=field != "rhythm", noun=self.noun, parent=self
        )


def has_figures(row: Any) -> bool:
    """Whether the row is an indicator's, not one over others."""
    return isinstance(getattr(row, "id", None), uuid.UUID)
