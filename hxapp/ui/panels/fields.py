"""What the side panels share: choices of departments and people, names typed anew, two fields side by side."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from hxapp.domain.deadlines import Deadline
from hxapp.domain.errors import Refused
from hxapp.domain.words import format_date, parse_date, tidy
from hxapp.services import departments
from hxapp.ui.field import Field
from hxapp.ui.palette import Tone
from hxapp.ui.panel import Panel

Choices = list[tuple[Any, str]]


def department_choices(session: Any, none: str = "(chưa giao)") -> Choices:
    """The departments by their full names, and first that there is none."""
    return [(None, none), *((one.id, one.name) for one in departments.list_departments(session))]


def people_choices(session: Any, none: str = "(chưa giao)") -> Choices:
    """The people who hold a post, and first that there is none."""
    return [(None, none), *((one.id, one.name) for one in departments.list_people(session))]


def department_of(session: Any, value: uuid.UUID | str | None) -> uuid.UUID | None:
    """What a field of departments holds: one from the list, none, or a name typed, which is added when it is new."""
    if value is None or isinstance(value, uuid.UUID):
        return value
    return departments.find_or_add_department(session, value) if tidy(value) else None


def person_of(session: Any, value: uuid.UUID | str | None) -> uuid.UUID | None:
    """What a field of people holds: one from the list, none, or a name typed, which is added when it is new."""
    if value is None or isinstance(value, uuid.UUID):
        return value
    return departments.find_or_add_person(session, value) if tidy(value) else None


def date_of(text: str, field: str) -> dt.date | None:
    """The day typed into a field, None for an empty one; Refused beside the field."""
    if not tidy(text):
        return None
    try:
        return parse_date(text)
    except Refused as refused:
        raise Refused(str(refused), field) from refused


def side_by_side(panel: Panel, names: Sequence[str], stretches: Sequence[int] = ()) -> QWidget:
    """Put fields of the panel that follow each other into one line."""
    fields = [panel.fields[name] for name in names]
    at = panel.body.indexOf(fields[0])
    holder = QWidget(panel.content)
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    for number, field in enumerate(fields):
        panel.body.removeWidget(field)
        line.addWidget(field, stretches[number] if stretches else 1, Qt.AlignmentFlag.AlignTop)
    panel.body.insertWidget(at, holder)
    return holder


def set_enabled(field: Field, enabled: bool, why: str = "") -> None:
    """Let a field be typed into or only read; `why` is its tip."""
    field.editor.setEnabled(enabled)
    field.editor.setToolTip(why)


def put_under(field: Field, label: QLabel) -> None:
    """Place a small line of reading right under a field's editor."""
    label.setObjectName("caption")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    layout = field.layout()
    assert layout is not None
    layout.removeWidget(field.refusal)
    layout.addWidget(label)
    layout.addWidget(field.refusal)


class DeadlineReading(QLabel):
    """Says under a deadline's field, while it is typed, which last day the words mean."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.year = 0
        self._editor = field.editor
        put_under(field, self)
        assert isinstance(self._editor, QLineEdit)
        self._editor.textChanged.connect(self._read)

    def show_for(self, year: int) -> None:
        """Words without a year mean this one."""
        self.year = year
        assert isinstance(self._editor, QLineEdit)
        self._read(self._editor.text())

    def _read(self, text: str) -> None:
        self.setText(reading_of(text, self.year))
        self.setVisible(bool(self.text()))


def reading_of(text: str, year: int) -> str:
    """'hết ngày 31/03/2022' for 'quý I/2022'; '' for a plain day, and for what cannot be read (yet)."""
    if not tidy(text) or not year:
        return ""
    try:
        deadline = Deadline.read(text, year)
    except Refused:
        return ""
    if deadline.last_day is None:
        return "việc thường xuyên, không tính quá hạn"
    day = format_date(deadline.last_day)
    try:
        plain = parse_date(text) == deadline.last_day
    except Refused:
        plain = False
    return "" if plain else f"tính đến hết ngày {day}"


def say(label: QLabel, text: str, tone: Tone = Tone.SECOND) -> None:
    """Show a sentence in the tone, or take the label away when there is none."""
    label.setText(text)
    label.setStyleSheet(f"color: {tone.value.text}")
    label.setVisible(bool(text))
