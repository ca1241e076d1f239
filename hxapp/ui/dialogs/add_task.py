"""A new task (nhiệm vụ) under a clause, or a part (phần việc) of a task."""

from __future__ import annotations

import uuid
from typing import Any

from PySide6.QtWidgets import QWidget

from hxapp.services import documents, tasks
from hxapp.services.tasks import TaskEdit, TaskRow
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panel import Field, TextArea
from hxapp.ui.panels import fields


class AddTaskDialog(FormDialog):
    """Asks what, where, who and by when; `task_id` is the new task once it is saved.

    `parent` makes it a part of that task; `clause_id` is the clause offered first.
    """

    def __init__(
        self,
        context: Context,
        *,
        parent_task: TaskRow | None = None,
        clause_id: uuid.UUID | None = None,
        parent: QWidget | None = None,
    ) -> None:
        part = parent_task is not None
        super().__init__("Thêm phần việc" if part else "Thêm nhiệm vụ", "Thêm", parent)
        self.context, self.task_id = context, uuid.UUID(int=0)
        self._parent_id = parent_task.id if parent_task is not None else None
        with context.database.read() as session:
            clauses = clause_choices(session, context.year)
            department_choices = fields.department_choices(session)
            people = fields.people_choices(session)
        if parent_task is not None:
            self.add_note(f"Phần việc của: {parent_task.wording}")
        area = TextArea(self._content)
        self._add(Field("wording", "Nội dung", area, self._content), True)
        if not part:
            self.add_choice("clause_id", "Mục", clauses, wide=True)
            self.fields["clause_id"].fill(clause_id)
        self.add_choice("department", "Đơn vị chủ trì", department_choices, free=True)
        self.add_choice("leader", "Lãnh đạo phụ trách", people, free=True)
        self.fields["department"].fill(None if parent_task is None else parent_task.department_id)
        self.fields["leader"].fill(None if parent_task is None else parent_task.leader_id)
        self.add_text("deadline", "Hạn hoàn thành", hint=f"31/3/{context.year}, quý I, trong năm…", wide=True)
        fields.DeadlineReading(self.fields["deadline"]).show_for(context.year)
        self.finish_building(520)
        area.setFocus()

    def save(self) -> None:
        with self.context.database.begin(self.windowTitle()) as session:
            edit = TaskEdit(
                wording=self.value("wording"),
                department_id=fields.department_of(session, self.value("department")),
                leader_id=fields.person_of(session, self.value("leader")),
                deadline=self.value("deadline"),
                clause_id=self.value("clause_id") if "clause_id" in self.fields else None,
                parent_id=self._parent_id,
            )
            self.task_id = tasks.add(session, self.context.year, edit, self.context.today)


def clause_choices(session: Any, year: int) -> list[tuple[uuid.UUID | None, str]]:
    """The clauses of the year's documents with their numbers, and first that a task arose without any."""
    found: list[tuple[uuid.UUID | None, str]] = [(None, "(nhiệm vụ phát sinh)")]
    for document in documents.list_documents(session, year):
        found += [(one.id, f"{one.number} {one.title}".strip()) for one in documents.clauses(session, document.id)]
    return found
