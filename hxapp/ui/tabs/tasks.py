"""The screen of the tasks (nhiệm vụ): the tree under the clauses or the list by deadline, and what is done with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QToolButton, QWidget

from hxapp.domain.words import match_key, tidy
from hxapp.services import departments, documents, tasks
from hxapp.services.tasks import TaskRow
from hxapp.ui import labels, messages, palette, signs, task_columns
from hxapp.ui.context import Context
from hxapp.ui.dialogs.choose_many import ChooseManyDialog
from hxapp.ui.panels import fields
from hxapp.ui.panels.task_panel import TaskPanel, percent_of
from hxapp.ui.signs import Sign
from hxapp.ui.table import TableModel
from hxapp.ui.tabs.table_tab import TableTab, Write
from hxapp.ui.task_columns import short, state_of

if TYPE_CHECKING:
    from hxapp.ui.dialogs.place_fields import Place

NOBODY = "(chưa giao)"
_FEW = 24  # rows that fit on the screen anyway: nothing is folded then


class TasksTab(TableTab):
    """Nhiệm vụ. Chips: 'late', 'week', 'month', 'silent', 'awaiting'."""

    name: ClassVar[str] = "tasks"
    title: ClassVar[str] = "Nhiệm vụ"
    subjects: ClassVar[frozenset[str]] = frozenset(
        {
            "task",
            "task_department",
            "task_place",
            "progress_note",
            "clause",
            "source_document",
            "department",
            "person",
            "programme",
            "area",
            "place",
        }
    )
    sheet: ClassVar[str] = "tasks"
    report: ClassVar[str] = "nhiem-vu"
    noun: ClassVar[str] = "nhiệm vụ"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: tuple[TaskRow, ...] = ()
        self._by_id: dict[Hashable, TaskRow] = {}
        self._lists: dict[str, list[tuple[str, str]]] = {}
        self._has_documents = False
        self.documents_action = self.make_action("Văn bản nguồn và mục…", None, self.edit_documents)
        self._folded_years: set[int] = set()
        self._by_deadline = context.preferences.flag("tasks/by_deadline")
        self.build(
            TableModel(
                task_columns.columns(self._saves(), self._lists.__getitem__, self._since),
                key=lambda row: row.id,
                parent=lambda row: row.parent_key,
                row_look=task_columns.row_look,
            ),
            panel=lambda: TaskPanel(context, self.row_of),
        )
        self._actions.append(self._make_adding())
        self.strip.add_widget(self._make_switch())
        self.add_menu_action("Thêm phần việc…", self.add_part)
        self._actions.append(self.documents_action)
        self.add_menu_action("Xác nhận hoàn thành", lambda: self.accept_selected(True))
        self.add_menu_action("Bỏ xác nhận hoàn thành", lambda: self.accept_selected(False))
        for text, field in (
            ("Đặt đơn vị chủ trì…", "department_id"),
            ("Đặt lãnh đạo phụ trách…", "leader_id"),
            ("Đặt đơn vị theo dõi…", "watcher_id"),
            ("Đặt hạn hoàn thành…", "deadline"),
        ):
            self.add_menu_action(text, partial(self.set_for_many, text, field))
        self.add_menu_action("Chuyển sang mục khác…", self.move_to_clause)
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self.status_changed.emit())

    # Building ------------------------------------------------------------------------------------------------------

    def _make_adding(self) -> QAction:
        """'Thêm nhiệm vụ', which never folds away: the strip of this tab is fuller than the others'."""
        action = self.make_action("Thêm nhiệm vụ…", Sign.PLUS, self.add_task)
        action.setToolTip("Thêm nhiệm vụ vào mục đang chọn (Insert)")
        action.setShortcuts([QKeySequence(Qt.Key.Key_Insert), QKeySequence("Ctrl+Shift+N")])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        button = QToolButton(self)
        button.setObjectName("stripButton")
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.strip.add_widget(button)
        self.context.writes(action)
        return action

    def _make_switch(self) -> QWidget:
        """'Theo mục' and 'Theo hạn', one of them pressed."""
        holder = QWidget(self)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        group = QButtonGroup(holder)
        for text, sign, by_deadline, tip in (
            ("Theo mục", Sign.TREE, False, "Xếp nhiệm vụ dưới các mục của nghị quyết"),
            ("Theo hạn", Sign.LIST, True, "Một danh sách theo hạn: quá hạn trước, rồi đến hạn gần nhất"),
        ):
            button = QToolButton(holder)
            button.setObjectName("stripButton")
            button.setText(text)
            button.setIcon(signs.icon(sign, palette.SECOND, 11))
            button.setToolTip(tip)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setChecked(by_deadline == self._by_deadline)
            button.clicked.connect(lambda _=False, chosen=by_deadline: self.show_by_deadline(chosen))
            group.addButton(button, int(by_deadline))
            line.addWidget(button)
        self._switch = group
        return holder

    def _saves(self) -> dict[str, dict[str, Any]]:
        """How each column that is typed into is saved."""

        from hxapp.services import task_edits

        def choice(field: str) -> Write:
            return lambda session, row, text: self._write_choice(session, row, field, text)

        def deadline(session: Any, row: TaskRow, text: str) -> None:
            task_edits.assign(session, [row.id], deadline=text)

        return {
            "department": self._saving("Đặt đơn vị chủ trì", choice("department_id")),
            "leader": self._saving("Đặt lãnh đạo phụ trách", choice("leader_id")),
            "deadline": self._saving("Đặt hạn hoàn thành", deadline),
            "state": self._saving("Đổi trạng thái", self._write_state),
            "percent": self._saving("Đổi tỷ lệ hoàn thành", self._write_percent),
            "note": self._saving("Ghi tình hình thực hiện", self._write_note),
        }

    def _saving(self, action: str, write: Write) -> dict[str, Any]:
        """As `writing`, the action naming the task that is typed into."""

        def save(row: TaskRow, text: str) -> None:
            with self.context.database.begin(f"{action}: {short(row.wording)}") as session:
                write(session, row, text)

        return {**self.writing(action, write), "save": save}

    def _since(self) -> dt.date:
        """The first day of the period that wants a note."""
        return self.context.period.first

    # Reading -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        context = self.context
        with context.database.read() as session:
            self._rows = tasks.list_rows(session, context.year, context.today)
            self._has_documents = bool(self._rows) or bool(documents.list_documents(session, context.year))
            self._lists["department"] = [
                ("", NOBODY),
                *((str(one.id), one.short_name) for one in departments.list_departments(session)),
            ]
            self._lists["leader"] = [
                ("", NOBODY),
                *((str(one.id), one.name) for one in departments.list_people(session)),
            ]
        self._by_id = {row.id: row for row in self._rows}
        self._counts = tasks.count_tasks(self._rows, context.today, context.period.first)
        self._show()

    def _show(self) -> None:
        shown = tasks.by_deadline(self._rows) if self._by_deadline else self._rows
        self.show_rows(shown, task_columns.chips(self._counts))
        self._fold_first()

    def _fold_first(self) -> None:
        """The first time a year is shown, clauses without a late task are folded where all rows would not fit."""
        year = self.context.year
        if self._by_deadline or year in self._folded_years or not self._rows:
            return
        self._folded_years.add(year)
        if len(self._rows) <= _FEW:
            return
        over_tasks = {row.parent_key for row in self._rows if not row.is_clause}
        self.proxy.fold([row.id for row in self._rows if row.is_clause and row.id in over_tasks and not row.late_count])

    def row_of(self, key: Hashable) -> TaskRow | None:
        """The row of the tree with that key, whether the list shows it or not."""
        return self._by_id.get(key)

    def show_by_deadline(self, by_deadline: bool) -> None:
        """Show the flat list by deadline, or the tree under the clauses."""
        if by_deadline != self._by_deadline and self.may_leave():
            self._by_deadline = by_deadline
            self.context.preferences.set_flag("tasks/by_deadline", by_deadline)
            self._show()
            kept = self.grid.current_key()
            if kept is None or not self.grid.show_key(kept):
                self.grid.scrollToTop()
            self.status_changed.emit()
        self._switch.button(int(self._by_deadline)).setChecked(True)

    def show_row(self, row_id: object) -> bool:
        self.refresh()
        assert isinstance(row_id, Hashable)
        row = self._by_id.get(row_id)
        if row is not None and not tasks.is_counted(row):
            self.show_by_deadline(False)  # the list by deadline has neither clauses nor tasks with parts
        return super().show_row(row_id)

    def chip_predicate(self, key: str) -> Callable[[Any], bool] | None:
        since = self.context.period.first
        found: dict[str, Callable[[TaskRow], bool]] = {
            "late": tasks.is_late,
            "week": lambda row: tasks.is_due(row, tasks.WEEK),
            "month": lambda row: tasks.is_due(row, tasks.MONTH),
            "silent": lambda row: tasks.is_silent(row, since),
            "awaiting": tasks.is_awaiting,
        }
        return found.get(key)

    def status_text(self) -> str:
        chosen = sum(not row.is_clause for row in self.grid.selected_rows())
        if chosen > 1:
            return f"Đang chọn {chosen} nhiệm vụ: bấm chuột phải để đặt chung chủ trì, phụ trách, theo dõi, hạn"
        top = sum(row.is_clause and row.parent_key is None for row in self._rows)
        total = sum(map(tasks.is_counted, self._rows))
        return f"{total} nhiệm vụ, {top} mục lớn" if top else f"{total} nhiệm vụ"

    def empty_text(self) -> str:
        if not self._has_documents:
            return (
                f"Năm {self.context.year} chưa có nhiệm vụ nào. Hãy khai báo nghị quyết hay kế hoạch của năm cùng các "
                "mục của nó, rồi thêm nhiệm vụ vào từng mục; hoặc nhập cả bảng bằng “Nhập từ Excel…”."
            )
        return (
            f"Năm {self.context.year} chưa có nhiệm vụ nào. Bấm “Thêm nhiệm vụ…” để nhập nhiệm vụ đầu tiên, "
            "hoặc nhập cả bảng bằng “Nhập từ Excel…”."
        )

    def empty_actions(self) -> Sequence[QAction]:
        """The document first while the year has none: tasks stand under its clauses."""
        usual = super().empty_actions()
        return [*usual, self.documents_action] if self._has_documents else [self.documents_action, *usual]

    # Writing in the grid -------------------------------------------------------------------------------------------

    def _write_choice(self, session: Any, row: TaskRow, field: str, text: str) -> None:
        """A value of the list, or (pasted) a name, which is added when it is new."""
        from hxapp.services import task_edits

        chosen: uuid.UUID | None = None
        try:
            chosen = uuid.UUID(text) if text else None
        except ValueError:
            find = fields.person_of if field == "leader_id" else fields.department_of
            chosen = None if match_key(text) == match_key(NOBODY) else find(session, text)
        changes: dict[str, Any] = {field: chosen}
        task_edits.assign(session, [row.id], **changes)

    def _write_state(self, session: Any, row: TaskRow, text: str) -> None:
        from hxapp.services import task_edits

        state = state_of(text)
        task_edits.save(session, row.id, replace(task_edits.edit_of(session, row.id), state=state), self.context.today)

    def _write_percent(self, session: Any, row: TaskRow, text: str) -> None:
        from hxapp.services import task_edits

        edit = replace(task_edits.edit_of(session, row.id), percent=percent_of(text))
        task_edits.save(session, row.id, edit, self.context.today)

    def _write_note(self, session: Any, row: TaskRow, text: str) -> None:
        from hxapp.services import task_edits

        task_edits.save(session, row.id, replace(task_edits.edit_of(session, row.id), note=text), self.context.today)

    # Actions -------------------------------------------------------------------------------------------------------

    def add_task(self) -> None:
        """Ask for a new task, offered under the clause where the clerk stands."""
        if self.may_leave():
            self._add(None, self._place_of(self.grid.current_row()))

    def add_part(self) -> None:
        """Ask for a new part of the task where the clerk stands."""
        row = self.grid.current_row()
        if row is None or row.is_clause:
            messages.tell(self, "Hãy chọn nhiệm vụ cần chia thành phần việc, rồi bấm “Thêm phần việc…”.")
        elif self.may_leave():
            self._add(row, None)

    def _add(self, parent_task: TaskRow | None, place: Place | None) -> None:
        from hxapp.ui.dialogs.add_task import AddTaskDialog

        dialog = AddTaskDialog(self.context, parent_task=parent_task, place=place, parent=self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.show_row(dialog.task_id)
        dialog.deleteLater()

    def _place_of(self, row: TaskRow | None) -> Place | None:
        """The document and clause that the row is, or that its task stands under; None for no row at all."""
        from hxapp.services import task_edits

        if row is None:
            return None
        if row.id == tasks.ARISEN:
            return None, None
        with self.context.database.read() as session:
            if not row.is_clause:
                edit = task_edits.edit_of(session, row.id)
                return edit.document_id, edit.clause_id
            known = {one.id for one in documents.list_documents(session, self.context.year)}
        return (row.id, None) if row.id in known else (None, row.id)

    def edit_documents(self) -> None:
        """Show the documents of the year, standing in the clause where the clerk stands."""
        from hxapp.ui.dialogs.documents import open_documents

        if self.may_leave():
            place = self._place_of(self.grid.current_row())
            open_documents(self.context, self, place[1] if place is not None else None)

    def move_to_clause(self) -> None:
        """Ask for a document and clause, and put all selected tasks there, in one action."""
        from hxapp.services import task_edits
        from hxapp.ui.dialogs.move_to_clause import move_rows

        rows = [row for row in self.grid.selected_rows() if not row.is_clause]
        move_rows(self, rows, self._place_of(rows[0]) if rows else None, task_edits.place, arisen=True)

    def may_bin(self, row: Any) -> bool:
        return not row.is_clause

    def remove_selected(self) -> None:
        """A task goes with the parts beneath it, and the question says so."""
        rows = [row for row in self.grid.selected_rows() if self.may_bin(row)]
        chosen = {row.id for row in rows}
        with_parts = [row for row in rows if row.has_children]
        beneath = [row for row in self._rows if row.id not in chosen and self._is_under(row, chosen)]
        if not with_parts or not beneath:
            super().remove_selected()
            return
        if not self.may_leave():
            return
        what = f"{self.noun} “{rows[0].wording}”" if len(rows) == 1 else f"{len(rows)} {self.noun} đang chọn"
        question = f"Bỏ {what} vào thùng rác, cùng {len(beneath)} phần việc bên dưới? Lấy lại được ở Sổ ▸ Thùng rác."
        if messages.ask(self, question, "Bỏ vào thùng rác"):
            with messages.refusing(self):
                self.bin_rows(rows)

    def _is_under(self, row: TaskRow, chosen: set[uuid.UUID]) -> bool:
        above = row.parent_key
        while above is not None:
            if above in chosen:
                return True
            over = self._by_id.get(above)
            above = over.parent_key if over is not None else None
        return False

    def bin_rows(self, rows: Sequence[Any]) -> None:
        from hxapp.services import task_edits

        named = f"nhiệm vụ “{short(rows[0].wording)}”" if len(rows) == 1 else f"{len(rows)} nhiệm vụ"
        with self.context.database.begin(f"Bỏ {named} vào thùng rác") as session:
            task_edits.remove(session, [row.id for row in rows], self.context.now)

    def accept_selected(self, accepted: bool) -> None:
        """Mark the selected tasks that were reported done as accepted, or take the mark back."""
        from hxapp.services import task_edits

        rows = [row for row in self.grid.selected_rows() if not row.is_clause and row.accepted is not accepted]
        rows = [row for row in rows if row.state is not None and row.state.is_done]
        if not rows:
            wanted = "được báo hoàn thành và đang chờ xác nhận" if accepted else "đã được xác nhận hoàn thành"
            messages.tell(self, f"Không có nhiệm vụ nào trong các dòng đang chọn {wanted}.")
            return
        named = f": {short(rows[0].wording)}" if len(rows) == 1 else f" {len(rows)} nhiệm vụ"
        action = f"{'Xác nhận' if accepted else 'Bỏ xác nhận'} hoàn thành{named}"
        with messages.refusing(self), self.context.database.begin(action) as session:
            task_edits.accept(session, [row.id for row in rows], self.context.today if accepted else None)

    def set_for_many(self, title: str, field: str) -> None:
        """Ask for one value and set it for all selected tasks, in one action."""
        rows = [row for row in self.grid.selected_rows() if not row.is_clause]
        if not rows:
            messages.tell(self, "Hãy chọn một hay nhiều nhiệm vụ trước (giữ Ctrl hoặc Shift để chọn nhiều dòng).")
            return
        if not self.may_leave():
            return
        dialog = self.many_dialog(title.removesuffix("…"), field, rows)
        dialog.exec()
        dialog.deleteLater()

    def many_dialog(self, title: str, field: str, rows: Sequence[TaskRow]) -> ChooseManyDialog:
        """The dialog that sets one field of these tasks."""
        from hxapp.services import task_edits

        ids = [row.id for row in rows]

        def apply(value: Any) -> None:
            with self.context.database.begin(f"{title} cho {len(ids)} nhiệm vụ") as session:
                if field == "leader_id":
                    value = fields.person_of(session, value)
                elif field != "deadline":
                    value = fields.department_of(session, value)
                task_edits.assign(session, ids, **{field: value})

        choices = None
        if field != "deadline":
            with self.context.database.read() as session:
                people = field == "leader_id"
                choices = fields.people_choices(session) if people else fields.department_choices(session)
        label = tidy(labels.capital(title.removeprefix("Đặt ")))
        hint = "31/3/2022, quý I/2022, trong năm…; để trống là bỏ hạn"
        return ChooseManyDialog(
            title,
            label,
            len(ids),
            apply,
            choices=choices,
            free=choices is not None,
            noun=self.noun,
            hint=hint,
            parent=self,
        )
