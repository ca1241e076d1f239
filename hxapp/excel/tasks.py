"""The sheet of the tasks (nhiệm vụ): the tree under its clauses, with lead, deadline, state and latest note."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hxapp.domain.deadlines import Precision
from hxapp.domain.errors import Refused
from hxapp.domain.tasks import TaskState
from hxapp.domain.words import match_key
from hxapp.excel.columns import capital, department_named, percent_of, person_named, text_of, told_by_column
from hxapp.excel.layout import Field, Kind, Place, SheetCell, SheetFormat, SheetRow, text_cell
from hxapp.excel.plan import CellValue
from hxapp.services import documents, task_edits, tasks
from hxapp.services.task_edits import TaskEdit
from hxapp.services.tasks import TaskRow

if TYPE_CHECKING:
    from hxapp.storage.database import Reading, Session


# The fields of a task's form, by the column that holds them: what a refusal of the service is about.
_COLUMN_OF = {"department_id": "department", "leader_id": "leader", "noted_on": "note", "finished_on": "state"}
_BY_FORM = {"wording", "state", "percent", "note"}
_ROWS = "rows"
_CLAUSES = "clauses"


class TaskSheet(SheetFormat):
    """'Nhiệm vụ'."""

    name = "tasks"
    title = "Nhiệm vụ"
    new_needs = "wording"

    def fields(self, session: Reading, place: Place) -> tuple[Field, ...]:
        states = tuple(capital(state.label) for state in TaskState)
        return (
            Field("number", "Mục", 8, centred=True, new_only=True),
            Field("wording", "Nhiệm vụ", 50, typed=True),
            Field("department", "Chủ trì", 18, typed=True),
            Field("leader", "Phụ trách", 15, typed=True),
            Field("deadline", "Hạn hoàn thành", 14, Kind.DATE, typed=True),
            Field("standing", "Còn lại", 13),
            Field("state", "Trạng thái", 16, typed=True, choices=states),
            Field("percent", "%", 7, Kind.FIGURE, typed=True),
            Field("note", "Tình hình thực hiện mới nhất", 40, typed=True),
        )

    def rows(self, session: Reading, place: Place) -> tuple[SheetRow, ...]:
        return tuple(_row(row) for row in self._listed(session, place))

    def save(self, session: Session, place: Place, key: uuid.UUID, values: dict[str, CellValue]) -> None:
        with told_by_column(_COLUMN_OF):
            if _BY_FORM & values.keys():
                task_edits.save(session, key, _edited(session, task_edits.edit_of(session, key), values), place.today)
                return
            # By the narrow door: a form reads the whole tree of the year, and a sheet may change every row.
            if "department" in values:
                task_edits.assign(session, [key], department_id=department_named(session, values["department"]))
            if "leader" in values:
                task_edits.assign(session, [key], leader_id=person_named(session, values["leader"]))
            if "deadline" in values:
                task_edits.assign(session, [key], deadline=text_of(values["deadline"]))

    def add(self, session: Session, place: Place, values: dict[str, CellValue]) -> uuid.UUID:
        with told_by_column(_COLUMN_OF):
            edit = replace(TaskEdit(wording=""), clause_id=self._clause(session, place, text_of(values.get("number"))))
            return task_edits.add(session, place.year, _edited(session, edit, values), place.today)

    def _clause(self, session: Session, place: Place, number: str) -> uuid.UUID | None:
        """The clause of that number ('C.II.1'); None without one: then the task arose outside the documents."""
        if not number:
            return None
        if _CLAUSES not in place.memo:
            place.memo[_CLAUSES] = {
                one.number.casefold(): one.id
                for document in reversed(documents.list_documents(session, place.year))  # of two the first one counts
                for one in documents.clauses(session, document.id)
            }
        clauses: dict[str, uuid.UUID] = place.memo[_CLAUSES]
        if number.casefold() not in clauses:
            raise Refused(
                f"Không có mục “{number}” trong các văn bản nguồn của năm {place.year}. "
                "Hãy ghi số mục như trong văn bản (ví dụ C.II.1), thêm mục ở Sổ ▸ Văn bản nguồn, "
                "hoặc để trống nếu là nhiệm vụ phát sinh.",
                "number",
            )
        return clauses[number.casefold()]

    def _listed(self, session: Reading, place: Place) -> tuple[TaskRow, ...]:
        if _ROWS not in place.memo:
            place.memo[_ROWS] = tasks.list_rows(session, place.year, place.today)
        found: tuple[TaskRow, ...] = place.memo[_ROWS]
        return found


def _row(row: TaskRow) -> SheetRow:
    deadline: CellValue | dt.date = None
    if row.deadline is not None:
        deadline = row.deadline.wording
        if row.deadline.precision is Precision.DAY and row.deadline.last_day is not None and deadline[:1].isdigit():
            deadline = row.deadline.last_day
    count = f"quá hạn {row.late_count}/{row.task_count}" if row.is_clause and row.task_count else ""
    return SheetRow(
        None if row.is_clause else row.id,
        row.wording,
        {
            "number": text_cell(row.number),
            "wording": text_cell(row.wording),
            "department": text_cell(row.department),
            "leader": text_cell(row.leader),
            "deadline": SheetCell(deadline),
            "standing": text_cell(row.standing.text or count, trouble=row.standing.late),
            "state": text_cell(capital(row.state.label) if row.state is not None and not row.is_clause else ""),
            "percent": SheetCell(Decimal(row.percent) if row.percent is not None else None),
            "note": text_cell(row.latest_note),
        },
        depth=row.depth,
        bold=row.is_clause,
    )


def _edited(session: Session, edit: TaskEdit, values: dict[str, CellValue]) -> TaskEdit:
    """The form with the cells' values in it; Refused names the column."""
    changes: dict[str, Any] = {}
    for code, value in values.items():
        text = text_of(value)
        if code == "department":
            changes["department_id"] = department_named(session, value)
        elif code == "leader":
            changes["leader_id"] = person_named(session, value)
        elif code == "state":
            changes["state"] = _state(text)
        elif code == "percent":
            changes["percent"] = _percent(value)
        elif code == "note":
            changes["note"] = _note(text)
        elif code in ("wording", "deadline"):
            changes[code] = text
    state = changes.get("state")
    if state is not None and "percent" not in changes and state in (TaskState.DONE, TaskState.DONE_LATE):
        changes["percent"] = 100
    return replace(edit, **changes)


def _state(text: str) -> TaskState:
    key = match_key(text)
    for state in TaskState:
        if key == match_key(state.label):
            return state
    states = ", ".join(capital(state.label) for state in TaskState)
    raise Refused(f"Không có trạng thái “{text}”. Hãy ghi một trong: {states}.", "state")


def _note(text: str) -> str:
    """What is told lately is added to the dated notes; an emptied cell says nothing and takes none away."""
    if not text:
        raise Refused(
            "Ô này hiện tình hình mới nhất; xóa chữ ở đây không xóa được ghi nhận trong sổ. "
            "Hãy trả ô về như khi xuất, hoặc xóa ghi nhận đó trong chương trình.",
            "note",
        )
    return text


def _percent(value: CellValue) -> int:
    number = percent_of(value)
    if number is None or number != number.to_integral_value():
        raise Refused(f"“{text_of(value)}” không phải số phần trăm nguyên. Hãy ghi một số từ 0 đến 100.", "percent")
    return int(number)
