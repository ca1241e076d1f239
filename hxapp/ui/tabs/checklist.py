"""The screen of the checklist (bộ tiêu chí): outcomes by round, what is missing and what comes next."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from hxapp import paths
from hxapp.domain.checklist import Outcome, RoundKind
from hxapp.services import checklist, criteria_sets
from hxapp.services.checklist import CriterionRow, RoundRow, SetRow
from hxapp.services.criteria_sets import SuppliedSet
from hxapp.services.rounds import round_for
from hxapp.ui import checklist_columns, messages
from hxapp.ui.checklist_columns import Place, outcome_of
from hxapp.ui.context import Context
from hxapp.ui.panels.criterion_panel import CriterionPanel
from hxapp.ui.signs import Sign
from hxapp.ui.table import Column, TableModel
from hxapp.ui.tabs.checklist_head import ChecklistHead
from hxapp.ui.tabs.table_tab import TableTab, Write


class ChecklistTab(TableTab):
    """Văn minh đô thị. Chips: the values of `Outcome` ('met', 'not_met', …) and 'confirm'."""

    name: ClassVar[str] = "checklist"
    title: ClassVar[str] = "Văn minh đô thị"
    subjects: ClassVar[frozenset[str]] = frozenset(
        {"criteria_set", "criteria_statement", "criterion", "round", "assessment", "department", "source_document"}
    )
    sheet: ClassVar[str] = "checklist"
    report: ClassVar[str] = "van-minh-do-thi"
    noun: ClassVar[str] = "tiêu chí"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._sets: tuple[SetRow, ...] = ()
        self._rounds: tuple[RoundRow, ...] = ()
        self._rows: tuple[CriterionRow, ...] = ()
        self._by_id: dict[Hashable, CriterionRow] = {}
        self._self: dict[uuid.UUID, CriterionRow] = {}
        self._set: SetRow | None = None
        self._round: RoundRow | None = None
        self._self_round: RoundRow | None = None
        self._picked: tuple[object, uuid.UUID] | None = None  # the place where the clerk chose a round, and which
        self._folded_sets: set[uuid.UUID] = set()
        self.head = ChecklistHead()
        self.build(
            TableModel(
                self._columns(),
                key=lambda row: row.id,
                parent=lambda row: row.parent_id,
                row_look=checklist_columns.row_look,
            ),
            panel=lambda: CriterionPanel(context, self.row_of, lambda: (self._set, self._round)),
            head=self.head,
        )
        self.head.set_chosen.connect(self.choose_set)
        self.head.round_chosen.connect(self.choose_round)
        self.head.round_wanted.connect(self.open_round)
        context.writes(self.head.new_round)
        self.head.square_chosen.connect(self.show_row)
        self.add_action("Thêm tiêu chí…", Sign.PLUS, self.add_criterion).setShortcuts(
            [QKeySequence(Qt.Key.Key_Insert), QKeySequence("Ctrl+Shift+N")]
        )
        self.own_set = self.add_menu_action("Thêm bộ tiêu chí riêng…", self.add_own_set)
        self.change_set = self.add_menu_action("Sửa bộ tiêu chí…", self.edit_set)
        self.bin_set = self.add_menu_action("Bỏ bộ tiêu chí vào thùng rác", self.remove_set)
        self.supplied_sets: dict[str, QAction] = {}
        change_round = self.add_menu_action("Sửa vòng đánh giá…", self.edit_round)
        bin_round = self.add_menu_action("Bỏ vòng đánh giá vào thùng rác", self.remove_round)
        self.head.offer((self.change_set, self.bin_set, self.own_set), (change_round, bin_round))

    def _columns(self) -> tuple[Column, ...]:
        at = Place(self._rounds, self._round, self._self_round, self._self)
        saves = {
            "value": self._saving("Nhập giá trị", self._write_value),
            "outcome": self._saving("Đánh giá", self._write_outcome),
        }
        return checklist_columns.columns(at, saves, self.context.today)

    def _saving(self, action: str, write: Write) -> dict[str, Any]:
        """As `writing`, the action naming the criterion that is typed into."""

        def save(row: CriterionRow, text: str) -> None:
            with self.context.database.begin(f"{action} {self.noun} {row.code}") as session:
                write(session, row, text)

        return {**self.writing(f"{action} {self.noun}", write), "save": save}

    # Reading -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:

        context = self.context
        with context.database.read() as session:
            self._sets = checklist.list_sets(session, context.year)
            self._offer_sets(criteria_sets.supplied_sets(session, paths.SEED, context.year))
            self._set = self._chosen_set()
            set_id = self._set.id if self._set is not None else None
            self._rounds = checklist.list_rounds(session, set_id) if set_id is not None else ()
            self._round = self._chosen_round()
            self._rows = checklist.list_rows(session, set_id, self._round.id if self._round else None) if set_id else ()
            self._self, self._self_round = {}, None
            if set_id is not None and self._round is not None and self._round.kind is RoundKind.CHECKED:
                self._self_round = round_for(self._rounds, self._round.period)
                if self._self_round is not None:
                    own = checklist.list_rows(session, set_id, self._self_round.id)
                    self._self = {row.id: row for row in own}
        self._by_id = {row.id: row for row in self._rows}
        for action in (self.change_set, self.bin_set):
            action.setEnabled(self._set is not None)
        self.head.show_sets(self._sets, self._set)
        self.head.show_rounds(self._rounds, self._round, context.period.short_label)
        self.head.show_tally(self._rows, self._set, self._round)
        self.model.set_columns(self._columns())
        self.show_rows(self._rows, checklist_columns.chips(self._rows, self._round is not None))
        self._fold_first()

    def row_of(self, key: Hashable) -> CriterionRow | None:
        """The row that the table shows under that key."""
        return self._by_id.get(key)

    def _chosen_set(self) -> SetRow | None:
        """The set that was chosen, else the one a document of the year speaks of, else the first."""
        wanted = self._set.id if self._set is not None else None
        same = next((one for one in self._sets if one.id == wanted), None)
        stated = next((one for one in self._sets if one.statement), None)
        return same or stated or next(iter(self._sets), None)

    def _chosen_round(self) -> RoundRow | None:
        """The round chosen for this place, else the ward's own latest one until the period's end."""

        if self._picked is not None and self._picked[0] == self._place():
            picked = next((one for one in self._rounds if one.id == self._picked[1]), None)
            if picked is not None:
                return picked
        return round_for(self._rounds, self.context.period)

    def _place(self) -> object:
        return self.context.period, self._set.id if self._set is not None else None

    def _fold_first(self) -> None:
        """The first time a set is shown, groups that are fully met fold themselves."""
        if self._set is None or self._round is None or self._set.id in self._folded_sets:
            return
        self._folded_sets.add(self._set.id)
        groups = [(row.id, row.tally) for row in self._rows if row.is_group and row.tally is not None]
        self.proxy.fold([key for key, tally in groups if 0 < tally.met == tally.total])

    def chip_predicate(self, key: str) -> Callable[[Any], bool] | None:
        if key == "confirm":
            return lambda row: not row.is_group and row.needs_confirmation
        if not key:
            return None
        return lambda row: not row.is_group and row.outcome is Outcome(key)

    def sheet_choice(self) -> Mapping[str, str]:
        if self._set is None:
            return {}
        found = {"set": str(self._set.id)}
        return {**found, "round": str(self._round.id)} if self._round is not None else found

    def status_text(self) -> str:
        gaps = sum(row.needs_road_map for row in self._rows)
        return f"{gaps} tiêu chí chưa đạt còn thiếu lộ trình" if gaps else ""

    def empty_text(self) -> str:
        if self._set is None:
            return (
                f"Năm {self.context.year} chưa có bộ tiêu chí nào. Hãy thêm bộ mà nghị quyết của phường nêu; "
                "có bộ rồi thì mở vòng đánh giá và chấm từng dòng ở đây."
            )
        return "Bộ tiêu chí này chưa có dòng nào. Bấm “Thêm tiêu chí…” để nhập."

    def empty_actions(self) -> Sequence[QAction]:
        if self._set is None:
            return [*self.supplied_sets.values(), self.own_set]
        return super().empty_actions()

    # Sets ----------------------------------------------------------------------------------------------------------

    def _offer_sets(self, supplied: Sequence[SuppliedSet]) -> None:
        """A line of the menu for each set of the program's that the year may have and has not."""
        if list(self.supplied_sets) == [one.code for one in supplied]:
            return
        for action in self.supplied_sets.values():
            self._actions.remove(action)
            self.removeAction(action)
            action.deleteLater()
        self.supplied_sets = {}
        for one in supplied:
            action = self.add_menu_action(
                f"Thêm bộ tiêu chí {one.short_basis}", partial(self.add_supplied_set, one.code)
            )
            action.setToolTip(f"{one.title} ({one.basis})")
            self.supplied_sets[one.code] = action

    def add_supplied_set(self, code: str) -> None:
        """Put a set that comes with the program into the book, and show it."""
        if not self.may_leave():
            return
        with messages.refusing(self):
            with self.context.database.begin("Thêm bộ tiêu chí") as session:
                set_id = criteria_sets.add_supplied_set(session, paths.SEED, code)
            self._show_set(set_id)

    def add_own_set(self) -> None:
        """Ask for a set of the office's own, and show it."""
        self._ask_set(None)

    def edit_set(self) -> None:
        """Change the name, document, days or words of the set that is shown."""
        if self._set is not None:
            self._ask_set(self._set.id)

    def _ask_set(self, held_id: uuid.UUID | None) -> None:
        from hxapp.ui.dialogs.edit_set import SetDialog

        if not self.may_leave():
            return
        dialog = SetDialog(self.context, held_id, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._show_set(dialog.set_id)
        dialog.deleteLater()

    def remove_set(self) -> None:
        """Put the set that is shown into the bin, after telling what goes with it."""
        held = self._set
        if held is None or not self.may_leave():
            return
        lines, rounds = sum(not row.is_group for row in self._rows), len(self._rounds)
        counts = [
            f"{lines} {held.criterion_word.lower()}" if lines else "",
            f"{rounds} vòng đánh giá" if rounds else "",
        ]
        along = " và ".join(one for one in counts if one)
        question = (
            f"Bỏ bộ “{held.title}” vào thùng rác{f', cùng {along} của nó' if along else ''}? "
            "Lấy lại được ở Sổ ▸ Thùng rác."
        )
        if messages.ask(self, question, "Bỏ vào thùng rác"):
            with messages.refusing(self), self.context.database.begin(f"Bỏ bộ tiêu chí “{held.title}”") as session:
                criteria_sets.remove_sets(session, [held.id], self.context.now)

    def _show_set(self, set_id: uuid.UUID) -> None:
        added = next((one for one in self._sets if one.id == set_id), None)
        if added is not None:
            self.choose_set(added)
            self.grid.setFocus()

    # Choosing ------------------------------------------------------------------------------------------------------

    def choose_set(self, of: SetRow) -> None:
        """Show another set of the year."""
        if self.may_leave():
            self._set = of
            self.reload()
            self.status_changed.emit()
        else:
            self.head.show_sets(self._sets, self._set)

    def choose_round(self, held: RoundRow) -> None:
        """Show, and type into, another round."""
        if self.may_leave():
            self._picked = (self._place(), held.id)
            self.reload()
            self.status_changed.emit()
        else:
            self.head.show_rounds(self._rounds, self._round, self.context.period.short_label)

    def open_round(self) -> None:
        """Ask for a new round and stand in it."""
        self._ask_round(None)

    def edit_round(self) -> None:
        """Change the chosen round's name, kind, period or day."""
        if self._round is None:
            messages.tell(self, "Chưa có vòng đánh giá nào để sửa. Hãy bấm “Mở vòng mới…”.")
        else:
            self._ask_round(self._round)

    def _ask_round(self, held: RoundRow | None) -> None:
        from hxapp.ui.dialogs.round import RoundDialog

        if self._set is None or not self.may_leave():
            return
        dialog = RoundDialog(self.context, self._set.id, held, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._picked = (self._place(), dialog.round_id)
            self.reload()
            self.status_changed.emit()
        dialog.deleteLater()

    def remove_round(self) -> None:
        """Put the chosen round into the bin, after asking."""
        from hxapp.services import round_edits

        held = self._round
        if held is None:
            messages.tell(self, "Chưa có vòng đánh giá nào để bỏ.")
            return
        question = f"Bỏ vòng “{held.name}” vào thùng rác? Mọi kết quả của vòng này lấy lại được ở Sổ ▸ Thùng rác."
        if self.may_leave() and messages.ask(self, question, "Bỏ vào thùng rác"):
            with messages.refusing(self), self.context.database.begin(f"Bỏ vòng “{held.name}”") as session:
                round_edits.remove_rounds(session, [held.id], self.context.now)

    # Writing -------------------------------------------------------------------------------------------------------

    def _write_outcome(self, session: Any, row: CriterionRow, text: str) -> None:
        from hxapp.services import assessments

        if self._round is not None:
            assessments.set_outcome(session, self._round.id, row.id, outcome_of(text))

    def _write_value(self, session: Any, row: CriterionRow, text: str) -> None:
        from hxapp.services import assessments

        if self._round is not None:
            assessments.set_value(session, self._round.id, row.id, text)

    def add_criterion(self) -> None:
        """Ask for a new criterion, offered in the group where the clerk stands."""
        from hxapp.ui.dialogs.add_criterion import AddCriterionDialog

        if self._set is None:
            self.add_own_set()  # a line needs its set first
            return
        if not self.may_leave():
            return
        row = self.grid.current_row()
        groups = [one.id for one in self._rows if one.is_group]
        group = (row.id if row.is_group else row.parent_id) if row is not None else next(iter(groups), None)
        dialog = AddCriterionDialog(self.context, self._set, self._rows, group, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.show_row(dialog.criterion_id)
        dialog.deleteLater()

    def bin_rows(self, rows: Sequence[Any]) -> None:
        from hxapp.services import criteria

        named = f"{self.noun} {rows[0].code}" if len(rows) == 1 else f"{len(rows)} {self.noun}"
        with self.context.database.begin(f"Bỏ {named} vào thùng rác") as session:
            criteria.remove_criteria(session, [row.id for row in rows], self.context.now)
