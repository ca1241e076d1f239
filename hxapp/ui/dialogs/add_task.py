"""A new task (nhiệm vụ) under a clause, or a part (phần việc) of a task."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QWidget

from hxapp.services import task_edits
from hxapp.services.task_edits import TaskEdit
from hxapp.services.tasks import TaskRow
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.dialogs.place_fields import PlaceFields
from hxapp.ui.field import Field, TextArea
from hxapp.ui.panels import fields
from hxapp.ui.task_columns import short


class AddTaskDialog(FormDialog):
    """Asks what, where, who and by when; `task_id` is the new task once it is saved.

    `parent_task` makes it a part of that task; `place` is the document and the clause offered first.
    """

    def __init__(
        self,
        context: Context,
        *,
        parent_task: TaskRow | None = None,
        place: tuple[uuid.UUID | None, uuid.UUID | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        part = parent_task is not None
        super().__init__("Thêm phần việc" if part else "Thêm nhiệm vụ", "Thêm", parent)
        self.context, self.task_id = context, uuid.UUID(int=0)
        self._parent_id = parent_task.id if parent_task is not None else None
        with context.database.read() as session:
            department_choices = fields.department_choices(session)
            people = fields.people_choices(session)
        if parent_task is not None:
            self.add_note(f"Phần việc của: {parent_task.wording}")
        area = TextArea(self._content)
        self._add(Field("wording", "Nội dung", area, self._content), True)
        self.place = None if part else PlaceFields(self, context, arisen=True)
        if self.place is not None and place is not None:
            self.place.fill(*place)
        elif self.place is not None:
            self.place.fill_first()
        self.add_choice("department", "Đơn vị chủ trì", department_choices, free=True)
        self.add_choice("leader", "Lãnh đạo phụ trách", people, free=True)
        self.fields["department"].fill(None if parent_task is None else parent_task.department_id)
        self.fields["leader"].fill(None if parent_task is None else parent_task.leader_id)
        self.add_text("deadline", "Hạn hoàn thành", hint=f"31/3/{context.year}, quý I, trong năm…", wide=True)
        fields.DeadlineReading(self.fields["deadline"]).show_for(context.year)
        self.finish_building(520)
        area.setFocus()

    def save(self) -> None:
        document_id, clause_id = (None, None) if self.place is None else self.place.chosen()
        with self.context.database.begin(f"{self.windowTitle()}: {short(self.value('wording').strip())}") as session:
            edit = TaskEdit(
                wording=self.value("wording"),
                department_id=fields.department_of(session, self.value("department")),
                leader_id=fields.person_of(session, self.value("leader")),
                deadline=self.value("deadline"),
                parent_id=self._parent_id,
                document_id=document_id,
                clause_id=clause_id,
            )
            self.task_id = task_edits.add(session, self.context.year, edit, self.context.today)
