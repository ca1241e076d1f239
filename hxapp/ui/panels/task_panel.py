"""The side panel of a task (nhiệm vụ): its wording, who and by when, how far it is, and the dated notes on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hxapp.domain.errors import Refused
from hxapp.domain.tasks import Priority, TaskState
from hxapp.domain.words import format_date, match_key, tidy
from hxapp.services import departments, documents, task_edits, tasks
from hxapp.services.task_edits import TaskEdit
from hxapp.services.tasks import Note, TaskRow
from hxapp.ui import labels, palette, signs
from hxapp.ui.context import Context
from hxapp.ui.dialogs.place_fields import place_choices
from hxapp.ui.field import Field
from hxapp.ui.palette import Tone
from hxapp.ui.panel import Panel
from hxapp.ui.panels import fields
from hxapp.ui.signs import Sign
from hxapp.ui.task_columns import STATES, short

_DEADLINE_HINT = "31/3/2022, quý I/2022, trong năm…"


def percent_of(text: str) -> int:
    """The per cent typed, '60' or '60%'; Refused for what is no whole number from 0 to 100."""
    typed = tidy(text).removesuffix("%").strip()
    if not typed:
        return 0
    if not typed.isdecimal() or int(typed) > 100:
        raise Refused(f"“{tidy(text)}” không phải là tỷ lệ hoàn thành. Hãy nhập số nguyên từ 0 đến 100.", "percent")
    return int(typed)


class TaskPanel(Panel):
    """The panel; `row_of(key)` gives the row that the table shows."""

    def __init__(self, context: Context, row_of: Callable[[Hashable], TaskRow | None]) -> None:
        super().__init__("Chi tiết nhiệm vụ")
        self.context, self._row_of = context, row_of
        self._edit = TaskEdit("")
        self._known: dict[uuid.UUID, str] = {}
        self.where = self.add_note()
        self.add_area("wording", "Nội dung")
        self.quote = self.add_note(tone=Tone.THIRD)
        self.standing = self.add_note()
        self.standing.setObjectName("standing")
        self.add_choice("department", "Đơn vị chủ trì", free=True)
        self._add_coordinating()
        self.add_choice("leader", "Lãnh đạo phụ trách", free=True)
        self.add_choice("watcher", "Đơn vị theo dõi", free=True)
        self.add_text("deadline", "Hạn hoàn thành", hint=_DEADLINE_HINT)
        self.reading = fields.DeadlineReading(self.fields["deadline"])
        self.add_choice("state", "Trạng thái")
        self.add_text("percent", "% hoàn thành")
        self._progress = fields.side_by_side(self, ("state", "percent"), (3, 1))
        self.derived = self.add_note(tone=Tone.THIRD)
        self.add_text("finished_on", "Ngày hoàn thành", hint="ngày/tháng/năm")
        self.add_check("accepted", "Đã xác nhận hoàn thành")
        self.notes_heading = self.add_heading("Tình hình thực hiện")
        self.add_area("note", "Ghi thêm", hint="Kết quả, vướng mắc…")
        self.add_text("noted_on", "Ngày", hint="hôm nay")
        self._add_note_line()
        self.notes = QVBoxLayout()
        self.notes.setContentsMargins(0, 2, 0, 0)
        self.notes.setSpacing(6)
        holder = QWidget(self.content)
        holder.setLayout(self.notes)
        self.add_widget(holder)
        self.more_heading = self.add_heading("Thông tin khác")
        self.add_choice("priority", "Mức ưu tiên", [(one, labels.capital(one.label)) for one in Priority])
        self.add_choice("clause", "Mục")
        self.add_choice("programme", "Chương trình trọng điểm")
        self.add_area("product", "Sản phẩm")
        self.places = self.add_note()

    # Building ------------------------------------------------------------------------------------------------------

    def _add_coordinating(self) -> None:
        """A line of names between ';', and the list to take them from."""
        field = self.add_text("coordinating", "Phối hợp", hint="các đơn vị, cách nhau bằng dấu ;")
        button = QToolButton(self.content)
        button.setObjectName("stripButton")
        button.setIcon(signs.icon(Sign.DOWN, palette.SECOND, 10))
        button.setToolTip("Chọn các đơn vị phối hợp")
        button.setAccessibleName(button.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.coordinating_menu = QMenu(button)
        self.coordinating_menu.aboutToShow.connect(self._fill_coordinating)
        button.setMenu(self.coordinating_menu)
        layout = field.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.removeWidget(field.editor)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(field.editor, 1)
        line.addWidget(button)
        layout.insertLayout(1, line)

    def _add_note_line(self) -> None:
        """The day of the new note and the button that writes it."""
        button = self._note_button = QPushButton("Ghi tình hình", self.content)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: self.finish())
        self._noting = fields.side_by_side(self, ("noted_on",))
        line = self._noting.layout()
        assert isinstance(line, QHBoxLayout)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        line.setContentsMargins(0, 0, 0, 6)
        self.fields["noted_on"].layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]

    # Showing -------------------------------------------------------------------------------------------------------

    def show_row(self, key: Hashable | None) -> None:
        """A note and its day, begun for one row, are none of another's."""
        if key != self.key:
            for name in ("note", "noted_on"):
                self.fields[name].fill("")
        super().show_row(key)

    def load(self, key: Hashable) -> None:
        row = self._row_of(key)
        if row is None:
            self.content.hide()
            return
        if row.is_clause:
            self._show_clause(row)
            return
        context = self.context
        with context.database.read() as session:
            edit = self._edit = task_edits.edit_of(session, row.id)
            quote = tasks.quote(session, row.id)
            noted = tasks.notes(session, row.id)
            found = departments.list_departments(session)
            self._known = {one.id: one.short_name for one in found}
            clauses = place_choices(session, context.year)
            programmes = documents.programmes(session, context.year)
            department_choices = fields.department_choices(session)
            self.set_choices("leader", fields.people_choices(session))
        self.set_choices("department", department_choices)
        self.set_choices("watcher", department_choices)
        self.set_choices("clause", clauses)
        self.set_choices("programme", [(None, "(không thuộc chương trình nào)"), *((p.id, p.name) for p in programmes)])
        self.set_choices("state", [(one, labels.capital(one.label)) for one in _states(edit.state)])
        self._show_parts(task=True, parts=row.has_children, done=edit.state.is_done, part=edit.parent_id is not None)
        self.set_title("Chi tiết phần việc" if edit.parent_id else "Chi tiết nhiệm vụ")
        fields.say(self.where, self._where(row, edit))
        told = match_key(quote) in match_key(row.wording)  # true of '' too
        fields.say(self.quote, "" if told else f"Nguyên văn: “{quote}”", Tone.THIRD)
        self._show_standing(row)
        fields.say(self.derived, self._why_derived(row), Tone.THIRD)
        fields.say(self.places, f"Địa điểm: {row.places}" if row.places else "")
        self.fill(
            {
                "wording": edit.wording,
                "product": edit.product,
                "department": edit.department_id,
                "coordinating": "; ".join(self._known.get(one, "") for one in edit.coordinating),
                "leader": edit.leader_id,
                "watcher": edit.watcher_id,
                "deadline": edit.deadline,
                "state": edit.state,
                "percent": str(edit.percent),
                "finished_on": format_date(edit.finished_on) if edit.finished_on else "",
                "accepted": row.accepted,
                "priority": edit.priority,
                "clause": (edit.document_id, edit.clause_id),
                "programme": edit.programme_id,
            }
        )
        self.reading.show_for(context.year)
        self._show_notes(noted)

    def _show_clause(self, row: TaskRow) -> None:
        """A row over tasks has nothing to edit: how many tasks it holds and how they stand."""
        self.set_title(f"Mục {row.number}" if row.number else "Nhóm nhiệm vụ")
        self._show_parts(task=False, parts=False, done=False, part=False)
        late = f", {row.late_count} quá hạn" if row.late_count else ""
        due = f", {row.month_count} đến hạn trong 30 ngày tới" if row.month_count else ""
        mean = f" Tỷ lệ hoàn thành bình quân: {row.percent}%." if row.percent is not None else ""
        fields.say(self.where, f"{row.wording}\n\n{row.task_count} nhiệm vụ{late}{due}.{mean}")
        for label in (self.quote, self.standing, self.derived, self.places):
            fields.say(label, "")
        self._show_notes(())

    def _show_parts(self, *, task: bool, parts: bool, done: bool, part: bool) -> None:
        for field in self.fields.values():
            field.setVisible(task)
        for name in ("state", "percent"):
            fields.set_enabled(self.fields[name], not parts)
        self.fields["finished_on"].setVisible(task and done and not parts)
        self.fields["accepted"].setVisible(task and done)
        self.fields["clause"].setVisible(task and not part)
        self._progress.setVisible(task)
        self._noting.setVisible(task)
        self.notes_heading.setVisible(task)
        self.more_heading.setVisible(task)

    def _where(self, row: TaskRow, edit: TaskEdit) -> str:
        """Under which clause, or as part of which task."""
        above = self._row_of(edit.parent_id) if edit.parent_id is not None else None
        lines = [f"Mục {row.clause}" if row.clause else "Nhiệm vụ phát sinh, không thuộc mục nào"]
        if above is not None:
            lines.append(f"Thuộc nhiệm vụ: {above.wording}")
        return "\n".join(lines)

    def _show_standing(self, row: TaskRow) -> None:
        due = row.due
        if row.state is not None and row.state.is_closed:
            finished = f" ngày {format_date(row.finished_on)}" if row.finished_on else ""
            waiting = "" if row.accepted or not row.state.is_done else ", chờ xác nhận"
            fields.say(self.standing, f"{labels.capital(row.state.label)}{finished}{waiting}.")
            return
        if due is None or due.last_day is None:
            fields.say(self.standing, "")
            return
        inherited = "" if row.deadline is not None else " (theo nhiệm vụ cấp trên)"
        reading = fields.reading_of(due.wording, self.context.year)
        until = f"hạn {due.wording}{inherited}{', ' if reading else ''}{reading}"
        late = row.standing.late
        tone = Tone.RED if late else Tone.AMBER if row.standing.due_within(tasks.WEEK) else Tone.SECOND
        fields.say(self.standing, f"{labels.capital(row.standing.text)}: {until}.", tone)

    def _why_derived(self, row: TaskRow) -> str:
        if not row.has_children:
            return ""
        return f"Trạng thái và tỷ lệ lấy từ {row.task_count} phần việc bên dưới; hãy sửa ở từng phần việc."

    def _show_notes(self, noted: tuple[Note, ...]) -> None:
        while (item := self.notes.takeAt(0)) is not None:
            widget = item.widget()
            widget.setParent(None)
            widget.deleteLater()
        for note in noted:
            label = QLabel(f"{format_date(note.on)}  {note.text}", self.content)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.notes.addWidget(label)

    # Saving --------------------------------------------------------------------------------------------------------

    def waits(self, field: Field) -> bool:
        """A note is written with its day: once both are left, on Enter in the day, or by the button."""
        if field.name not in ("note", "noted_on"):
            return False
        pair = (self.fields["note"].editor, self.fields["noted_on"].editor, self._note_button)
        focus = QApplication.focusWidget()
        if focus is not field.editor and focus in pair:
            return True
        if field.name == "noted_on" and self.fields["note"].is_changed:
            self._on_left(self.fields["note"])
        return False

    def _named(self, task_id: uuid.UUID) -> str:
        """The task's wording for the name of an action."""
        with self.context.database.read() as session:
            return short(task_edits.edit_of(session, task_id).wording)

    def save_field(self, name: str, value: Any) -> None:
        if name == "noted_on":
            self._check_day(value)
            return
        if name == "note" and not tidy(value):
            return
        context, task_id = self.context, self.key
        assert isinstance(task_id, uuid.UUID)
        field = self.fields[name]
        with context.database.begin(f"Sửa {field.label.lower()}: {self._named(task_id)}") as session:
            if name == "accepted":
                task_edits.accept(session, [task_id], context.today if value else None)
                return
            edit = self._changed(session, task_edits.edit_of(session, task_id), name, value)
            task_edits.save(session, task_id, edit, context.today)
        if name == "note":
            field.fill("")
            self.fields["noted_on"].fill("")

    def _changed(self, session: Any, edit: TaskEdit, name: str, value: Any) -> TaskEdit:
        """The form with the one field as it was left; Refused beside the field."""
        if name == "department":
            return replace(edit, department_id=fields.department_of(session, value))
        if name == "watcher":
            return replace(edit, watcher_id=fields.department_of(session, value))
        if name == "leader":
            return replace(edit, leader_id=fields.person_of(session, value))
        if name == "coordinating":
            names = [part for part in (tidy(part) for part in value.split(";")) if part]
            found = [departments.find_or_add_department(session, one) for one in names]
            return replace(edit, coordinating=tuple(dict.fromkeys(found)))
        if name == "percent":
            return replace(edit, percent=percent_of(value))
        if name == "finished_on":
            return replace(edit, finished_on=fields.date_of(value, "finished_on"))
        if name == "note":
            return replace(edit, note=value, noted_on=self._check_day(self.fields["noted_on"].value()))
        if name == "clause":
            return replace(edit, document_id=value[0], clause_id=value[1])
        if name == "programme":
            return replace(edit, programme_id=value)
        return replace(edit, **{name: value})

    def _check_day(self, text: str) -> Any:
        """The day of the new note; Refused for one that no calendar has or that is still to come."""
        day = fields.date_of(text, "noted_on")
        if day is not None and day > self.context.today:
            raise Refused(f"Ngày {format_date(day)} còn chưa đến. Hãy ghi hôm nay hoặc một ngày đã qua.", "noted_on")
        return day

    def _fill_coordinating(self) -> None:
        """The departments to tick; those that coordinate are ticked."""
        menu = self.coordinating_menu
        menu.clear()
        for department_id, name in self._known.items():
            if department_id == self._edit.department_id:
                continue
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(department_id in self._edit.coordinating)
            action.triggered.connect(lambda _=False, chosen=department_id: self._toggle_coordinating(chosen))

    def _toggle_coordinating(self, chosen: uuid.UUID) -> None:
        held = self._edit.coordinating
        after = [one for one in held if one != chosen] if chosen in held else [*held, chosen]
        field: Field = self.fields["coordinating"]
        editor = field.editor
        editor.setText("; ".join(self._known.get(one, "") for one in after))  # type: ignore[attr-defined]
        field.left.emit()


def _states(held: TaskState) -> tuple[TaskState, ...]:
    """What can be chosen, and what stands in the book now."""
    return STATES if held in STATES else tuple(held if one is TaskState.DONE else one for one in STATES)
