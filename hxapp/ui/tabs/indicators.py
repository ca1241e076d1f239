"""The tab Chỉ tiêu: the year's indicators with their figures of the period, typed here, and their ratings."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Rhythm
from hxapp.services import documents, indicators
from hxapp.services.indicators import IndicatorRow
from hxapp.ui import indicator_columns, labels, messages
from hxapp.ui.chips import Chip
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import FURTHER, STATES, FurtherHead, called, of_period
from hxapp.ui.signs import Sign
from hxapp.ui.table import TableModel
from hxapp.ui.tabs.table_tab import TableTab

if TYPE_CHECKING:
    from hxapp.ui.dialogs.choose_many import ChooseManyDialog
    from hxapp.ui.panels.indicator_panel import IndicatorPanel


class IndicatorsTab(TableTab):
    """See the module. Chips count the document's numbered indicators; the figures of part C stand folded below."""

    name = "indicators"
    title = "Chỉ tiêu"
    subjects = frozenset(
        {"indicator", "target", "result", "department", "person", "source_document", "clause", "setting", "area"}
    )
    sheet = "indicators"
    report = "chi-tieu"
    noun = "chỉ tiêu"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: tuple[IndicatorRow, ...] = ()
        self._place: tuple[object, ...] = ()
        self._folds = True  # until the first rows have been shown
        self._has_documents = False
        self.documents_action = self.make_action("Văn bản nguồn và mục…", None, self.edit_documents)
        model = TableModel(
            self._columns(),
            key=lambda row: row.id,
            parent=lambda row: FURTHER if isinstance(row, IndicatorRow) and _is_under_further(row) else row.parent_id,
            row_look=indicator_columns.row_look,
            foldable=lambda row: isinstance(row, FurtherHead),
        )
        self.build(model, panel=self._new_panel)
        self.add_action("Thêm chỉ tiêu…", Sign.PLUS, self.add_indicator).setShortcuts(
            [QKeySequence(Qt.Key.Key_Insert), QKeySequence("Ctrl+Shift+N")]
        )
        self.add_menu_action("Thêm phần của chỉ tiêu đang chọn…", self.add_part)
        self._actions.append(self.documents_action)
        self.add_menu_action("Đặt đơn vị chủ trì…", partial(self.set_for_many, "department_id"))
        self.add_menu_action("Đặt người phụ trách…", partial(self.set_for_many, "leader_id"))
        self.add_menu_action("Đặt kỳ thu thập…", partial(self.set_for_many, "rhythm"))
        self.add_menu_action("Chuyển sang mục khác…", self.move_to_clause)

    def _new_panel(self) -> IndicatorPanel:
        from hxapp.ui.panels.indicator_panel import IndicatorPanel

        return IndicatorPanel(self.context, self.row_of)

    # Showing -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        context = self.context
        place = (context.period, context.stage)
        with context.database.read() as session:
            self._rows = indicators.list_rows(session, context.year, context.period, context.stage)
            self._has_documents = bool(self._rows) or bool(documents.list_documents(session, context.year))
        if place != self._place:
            self._place = place
            self.model.set_columns(self._columns())
        counts = indicators.count_states(self._rows)
        further = indicators.count_further(self._rows)
        numbered = sum(counts.values())
        rows: list[Any] = [row for row in self._rows if not row.further]
        if further:
            beneath = [row for row in self._rows if row.further]
            rows += [indicator_columns.further_head(indicators.further_title(beneath), further, numbered), *beneath]
        if further and self._folds:
            self._folds = False
            self.proxy.set_folded(FURTHER, bool(numbered))  # alone they are the whole table
        chips = [Chip("", "Tất cả", numbered or sum(further.values()))]
        for state in STATES:
            if counts.get(state):
                label = labels.of_rating(state)
                chips.append(Chip(state.value, label.word, counts[state], label.sign, label.tone))
        self.show_rows(rows, chips)

    def row_of(self, key: Hashable) -> IndicatorRow | None:
        """The row that the table shows under that key; None for the head over part C."""
        place = self.model.place_of(key)
        row = None if place is None else self.model.rows[place]
        return row if isinstance(row, IndicatorRow) else None

    def chip_predicate(self, key: str) -> Callable[[Any], bool] | None:
        """The numbered indicators in that state, with their parts."""

        def fits(row: Any) -> bool:
            if not isinstance(row, IndicatorRow) or row.further:
                return False
            head = row if row.headline or row.parent_id is None else self.row_of(row.parent_id)
            return head is not None and head.rating.state.value == key

        return fits

    def status_text(self) -> str:
        return "Nhập số: dấu phẩy trước phần thập phân, kps nếu không phát sinh"

    def empty_text(self) -> str:
        if not self._has_documents:
            return (
                f"Năm {self.context.year} chưa có chỉ tiêu nào. Hãy khai báo nghị quyết hay quyết định giao chỉ tiêu "
                "của năm cùng các mục của nó, rồi thêm từng chỉ tiêu; hoặc nhập cả bảng bằng “Nhập từ Excel…”."
            )
        return (
            f"Năm {self.context.year} chưa có chỉ tiêu nào. Bấm “Thêm chỉ tiêu…” để nhập chỉ tiêu đầu tiên, "
            "hoặc nhập cả bảng bằng “Nhập từ Excel…”."
        )

    def empty_actions(self) -> Sequence[QAction]:
        """The document first while the year has none: indicators stand under its clauses."""
        usual = super().empty_actions()
        return [*usual, self.documents_action] if self._has_documents else [self.documents_action, *usual]

    def _columns(self) -> tuple[Any, ...]:
        typing = {"save": self._save_result, "save_many": self._save_results}
        return indicator_columns.columns(self.context.period, self.context.stage, typing)

    # Writing -------------------------------------------------------------------------------------------------------

    def _save_result(self, row: IndicatorRow, text: str) -> None:
        with self.context.database.begin(f"Sửa {called(row)}, {self._of_place()}") as session:
            self._write(session, row, text)

    def _save_results(self, cells: Sequence[tuple[Any, str]]) -> None:
        with self.context.database.begin(f"Dán {len(cells)} số liệu, {self._of_place()}") as session:
            for row, text in cells:
                try:
                    self._write(session, row, text)
                except HxError as error:
                    raise HxError(f"Ở dòng “{called(row)}”: {error}") from error

    def _write(self, session: Any, row: IndicatorRow, text: str) -> None:
        from hxapp.services import results

        context = self.context
        results.set_result(session, row.id, context.period, text, stage=context.stage, now=context.now)

    def _of_place(self) -> str:
        """'quý III/2022', 'ước quý III/2022'."""
        estimate = f"{Stage.ESTIMATE.label} " if self.context.stage is Stage.ESTIMATE else ""
        return f"{estimate}{of_period(self.context.period)}"

    # Actions -------------------------------------------------------------------------------------------------------

    def add_indicator(self) -> None:
        """Ask for a new indicator of the year."""
        if self.may_leave():
            self._add(None)

    def add_part(self) -> None:
        """Ask for a part of the indicator where the clerk stands, or a sibling of the part."""
        row = self.grid.current_row()
        if isinstance(row, IndicatorRow) and row.parent_id is not None:
            row = self.row_of(row.parent_id)
        if not isinstance(row, IndicatorRow):
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

        return AddIndicatorDialog(self.context, whole, self, place=self._place_of(self.grid.current_row()))

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
            place = self._place_of(self.grid.current_row())
            open_documents(self.context, self, place[1] if place is not None else None)

    def move_to_clause(self) -> None:
        """Ask for a document and clause, and put the plans of all selected indicators there, in one action."""
        from hxapp.services import indicator_edits
        from hxapp.ui.dialogs.move_to_clause import move_rows

        def write(session: Any, ids: list[uuid.UUID], document_id: Any, clause_id: Any) -> None:
            indicator_edits.place(session, ids, self.context.year, document_id, clause_id)

        rows = [row for row in self.grid.selected_rows() if isinstance(row, IndicatorRow)]
        move_rows(self, rows, self._place_of(rows[0]) if rows else None, write, arisen=False)

    def may_bin(self, row: Any) -> bool:
        return isinstance(row, IndicatorRow)

    def remove_selected(self) -> None:
        """An indicator goes with its parts, and the question says so."""
        rows = [row for row in self.grid.selected_rows() if isinstance(row, IndicatorRow)]
        chosen = {row.id for row in rows}
        parts = [row for row in self._rows if row.parent_id in chosen and row.id not in chosen]
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
        rows = [row for row in self.grid.selected_rows() if isinstance(row, IndicatorRow)]
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


def _is_under_further(row: IndicatorRow) -> bool:
    return row.further and row.depth == 0
