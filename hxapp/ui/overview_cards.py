"""The cards of the overview (tổng quan): indicators, tasks, checklist, departments; every line leads to its row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hxapp.domain.checklist import Outcome
from hxapp.domain.ratings import State
from hxapp.domain.words import tidy
from hxapp.services.overview import (
    ChecklistLine,
    CriterionMark,
    DepartmentLine,
    IndicatorLine,
    OpenCriterion,
    Overview,
    TaskLine,
)
from hxapp.ui import labels, palette, signs
from hxapp.ui.indicator_columns import FURTHER, STATES
from hxapp.ui.palette import Tone
from hxapp.ui.pressable import LineButton, NumberButton
from hxapp.ui.signs import Sign
from hxapp.ui.state_bar import Squares, StateBar

Lead = Callable[[str, object, str], object]
"""Leads to a row or to a chip's rows: the tab's name, the row's id or None, the chip's key."""

_MOST_TASKS = 12
_MOST_TROUBLE = 8
_MOST_MISSING = 6


class Card(QFrame):
    """A white card: title, a quiet word beside it, a link at the right, and lines below."""

    def __init__(self, title: str, link: str, pressed: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title = QLabel(title, self)
        self._title.setFont(palette.font(13, bold=True))
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.link = QPushButton(link, self)
        self.link.setObjectName("link")
        self.link.setIcon(signs.icon(Sign.RIGHT, palette.ACCENT, 8))
        self.link.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign after the word
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.link.setVisible(bool(link))
        self.link.clicked.connect(lambda _=False: pressed())
        head = QHBoxLayout()
        head.setContentsMargins(12, 3, 8, 3)
        head.setSpacing(7)
        head.addWidget(self._title)
        head.addWidget(self.note, 1)
        head.addWidget(self.link)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(4, 4, 4, 6)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line)
        layout.addLayout(self.body)
        layout.addStretch(1)

    def clear(self) -> None:
        """Take all lines away."""
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()

    def add(self, widget: QWidget) -> None:
        if self.body.count() and isinstance(widget, LineButton):
            self._add_hairline()
        self.body.addWidget(widget)

    def add_heading(self, text: str) -> None:
        label = QLabel(text, self)
        label.setObjectName("panelHeading")
        label.setContentsMargins(10, 5, 10, 1)
        self.body.addWidget(label)

    def add_quiet(self, text: str) -> None:
        """A sentence instead of lines."""
        label = QLabel(text, self)
        label.setObjectName("quiet")
        label.setWordWrap(True)
        label.setContentsMargins(10, 6, 10, 6)
        self.body.addWidget(label)

    def _add_hairline(self) -> None:
        last = self.body.itemAt(self.body.count() - 1).widget()
        if isinstance(last, LineButton):
            self.body.addWidget(_rule(self))


class IndicatorCard(Card):
    """The indicators by state, those in trouble with why, and those whose figure is missing."""

    def __init__(self, lead: Lead, parent: QWidget | None = None) -> None:
        super().__init__("Chỉ tiêu", "Xem cả bảng", lambda: lead("indicators", None, ""), parent)
        self._lead = lead

    def show_overview(self, found: Overview) -> None:
        self.clear()
        self.note.setText(found.period.label)
        self.link.setText(f"Xem cả {found.total}" if found.total else "Mở bảng")
        if not found.total and not found.further_states:
            self.add_quiet(f"Năm {found.year} chưa có chỉ tiêu nào. Mở bảng để nhập, hoặc nhập từ Excel.")
            return
        counts = [(state, found.states[state]) for state in STATES if found.states.get(state)]
        if counts:
            bar = StateBar(self)
            bar.show_states(counts, lambda state: self._lead("indicators", None, state.value))
            self.body.addSpacing(6)
            self.body.addWidget(_inset(bar))
            self.body.addWidget(_legend([state for state, _ in counts]))
        numbered = [line for line in found.trouble if not line.further]
        further = [line for line in found.trouble if line.further]
        for line in numbered[:_MOST_TROUBLE]:
            self.add(self._line(line, line.why))
        if len(numbered) > _MOST_TROUBLE:
            chip = numbered[_MOST_TROUBLE].state.value
            self.add(_more(len(numbered) - _MOST_TROUBLE, "chỉ tiêu", lambda: self._lead("indicators", None, chip)))
        missing = [line for line in found.missing if not line.further]
        for line in missing[:_MOST_MISSING]:
            self.add(self._line(line, _owed(line)))
        if len(missing) > _MOST_MISSING:
            key = State.NO_FIGURE.value
            more = len(missing) - _MOST_MISSING
            self.add(_more(more, "số liệu còn thiếu", lambda: self._lead("indicators", None, key)))
        if not found.total:
            self.add_quiet("Chưa chỉ tiêu nào có số thứ tự; ghi số thứ tự thì được đếm vào tổng số.")
        elif not numbered and not missing:
            self.add_quiet("Không có chỉ tiêu nào khó đạt hay thiếu số liệu.")
        if found.further_states:
            states = ", ".join(
                f"{found.further_states[one]} {one.label}" for one in STATES if one in found.further_states
            )
            worst = further[0].state if further else None
            label = labels.of_rating(worst) if worst is not None else None
            self.add(
                LineButton(
                    f"{sum(found.further_states.values())} chỉ tiêu "
                    + ("khác trong văn bản" if found.total else "chưa có số thứ tự"),
                    lambda: self._lead("indicators", FURTHER, ""),
                    sign=Sign.DASH if label is None else label.sign,
                    tone=Tone.GREY if label is None else label.tone,
                    below=f"{states}; đếm riêng",
                )
            )

    def _line(self, line: IndicatorLine, below: str) -> LineButton:
        label = labels.of_rating(line.state)
        return LineButton(
            tidy(f"{line.number}. {line.name}" if line.number else line.name),
            lambda: self._lead("indicators", line.id, ""),
            sign=label.sign,
            tone=label.tone,
            below=below,
        )


class TaskCard(Card):
    """Late tasks first, then those due within a week."""

    def __init__(self, lead: Lead, parent: QWidget | None = None) -> None:
        super().__init__("Nhiệm vụ quá hạn và đến hạn trong 7 ngày", "Mở", lambda: lead("tasks", None, ""), parent)
        self._lead = lead

    def show_overview(self, found: Overview) -> None:
        self.clear()
        lines = (*found.late, *found.week)
        self.note.setText(f"{len(lines)} việc" if lines else "")
        for line in lines[:_MOST_TASKS]:
            self.add(self._line(line))
        if len(lines) > _MOST_TASKS:
            chip = "late" if len(found.late) > _MOST_TASKS else "week"
            self.add(_more(len(lines) - _MOST_TASKS, "nhiệm vụ", lambda: self._lead("tasks", None, chip)))
        if not found.tasks.total:
            self.add_quiet(f"Năm {found.year} chưa có nhiệm vụ nào. Bấm Mở để nhập nhiệm vụ đầu tiên.")
        elif not lines:
            self.add_quiet("Không có nhiệm vụ nào quá hạn hay đến hạn trong 7 ngày tới.")

    def _line(self, line: TaskLine) -> LineButton:
        tone = Tone.RED if line.late else Tone.AMBER
        return LineButton(
            line.wording,
            lambda: self._lead("tasks", line.id, ""),
            sign=Sign.SQUARE if line.late else Sign.DIAMOND,
            tone=tone,
            below=" · ".join(part for part in (line.department or "chưa phân công", line.leader) if part),
            right=line.standing_text,
            right_tone=tone,
        )


class ChecklistCard(Card):
    """The groups with their squares, then what is not met or not assessed, and what it still needs."""

    def __init__(self, lead: Lead, parent: QWidget | None = None) -> None:
        super().__init__("Văn minh đô thị", "Mở", lambda: lead("checklist", None, ""), parent)
        self._lead = lead

    def show_overview(self, found: Overview) -> None:
        self.clear()
        line = found.checklist
        self.link.setText(f"Xem cả {line.tally.total}" if line is not None and line.tally.total else "Mở")
        self.note.setText("" if line is None or line.round is None else line.round.name)
        if line is None:
            self.add_quiet(f"Năm {found.year} chưa có bộ tiêu chí nào. Bấm Mở để thêm.")
            return
        for group in line.groups:
            self.body.addWidget(_GroupRow(group.code, group.title, group.tally.text, group.marks, self._lead, group.id))
        if line.round is None:
            self.add_quiet("Chưa có vòng đánh giá nào. Mở bảng để tạo vòng tự đánh giá.")
            return
        if line.open:
            self.add_heading(f"{_open_words(line)} ({len(line.open)})")
        for one in line.open[:_MOST_TROUBLE]:
            self.add(self._line(one))
        if len(line.open) > _MOST_TROUBLE:
            more = len(line.open) - _MOST_TROUBLE
            self.add(_more(more, "tiêu chí", lambda: self._lead("checklist", None, "")))

    def _line(self, one: OpenCriterion) -> LineButton:
        label = labels.of_outcome(one.outcome)
        measured = f"{one.value}, ngưỡng {one.threshold_text}" if one.value and one.threshold_text else one.value
        told = [part.rstrip(".") for part in (measured, one.missing, one.next_step) if part]
        if one.deadline is not None:
            told.append(f"hạn {one.deadline.wording}")
        elif one.needs_road_map:
            told.append("chưa có lộ trình")
        return LineButton(
            f"{one.code} {one.title}",
            lambda: self._lead("checklist", one.id, ""),
            sign=label.sign,
            tone=label.tone,
            below="; ".join(told),
        )


class _GroupRow(QWidget):
    """A group of criteria: its title, its squares, and how many are met."""

    def __init__(
        self, code: str, title: str, tally: str, marks: Sequence[CriterionMark], lead: Lead, group_id: uuid.UUID
    ) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(6)
        self.line = LineButton(f"{code}. {title}", lambda: lead("checklist", group_id, ""))
        self.squares = Squares(marks, lambda mark: lead("checklist", mark.id, ""))
        count = QLabel(tally, self)
        count.setFont(palette.font(12, bold=True))
        count.setFixedWidth(30)
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.squares, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(count)


class DepartmentCard(Card):
    """What each department has late, due and missing; a number leads to its rows."""

    _HEADS = ("Đơn vị", "Quá hạn", "7 ngày", "30 ngày", "Thiếu số liệu")

    def __init__(self, lead: Lead, parent: QWidget | None = None) -> None:
        super().__init__("Theo đơn vị", "", lambda: None, parent)
        self.note.setText("bấm vào số để mở danh sách")
        self._lead = lead

    def show_overview(self, found: Overview) -> None:
        self.clear()
        lines = [line for line in found.by_department if line.has_open]
        if not lines:
            self.add_quiet("Không đơn vị nào có việc quá hạn, sắp đến hạn hay thiếu số liệu.")
            return
        table = QWidget(self)
        grid = QGridLayout(table)
        grid.setContentsMargins(8, 0, 6, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 3)
        for column, head in enumerate(self._HEADS):
            label = QLabel(head, table)
            label.setFont(palette.font(11, bold=True))
            label.setObjectName("quiet")
            label.setContentsMargins(0, 2, 10 if column else 0, 3)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, 0, column)
            if column:
                grid.setColumnStretch(column, 1)
        for row, line in enumerate(lines, start=1):
            self._add_row(grid, 2 * row, line, found, table)
        self.body.addWidget(table)

    def _add_row(self, grid: QGridLayout, row: int, line: DepartmentLine, found: Overview, table: QWidget) -> None:
        grid.addWidget(_rule(table), row - 1, 0, 1, len(self._HEADS))
        name = QLabel(line.name, table)
        name.setWordWrap(True)
        grid.addWidget(name, row, 0)
        cells = (
            (line.late, "quá hạn", Tone.RED, "tasks", "late", _of(found.late, line)),
            (line.week, "7 ngày tới", Tone.AMBER, "tasks", "week", _of(found.week, line)),
            (line.month, "30 ngày tới", Tone.ACCENT, "tasks", "month", _of(found.month, line)),
            (line.missing, "thiếu số liệu", Tone.ACCENT, "indicators", State.NO_FIGURE.value, _of(found.missing, line)),
        )
        for column, (count, word, tone, tab, chip, ids) in enumerate(cells, start=1):
            pressed = lambda tab=tab, chip=chip, ids=ids: self._open(tab, chip, ids)  # noqa: E731 - bound to this cell
            grid.addWidget(NumberButton(count, f"{line.name}, {word}", tone, pressed, table), row, column)

    def _open(self, tab: str, chip: str, ids: Sequence[uuid.UUID]) -> None:
        """The one row; of several the list they are in, with the first of them marked."""
        if len(ids) > 1:
            self._lead(tab, None, chip)
        if ids:
            self._lead(tab, ids[0], "")


def _of(lines: Sequence[TaskLine] | Sequence[IndicatorLine], department: DepartmentLine) -> list[uuid.UUID]:
    return [line.id for line in lines if line.department_id == department.id]


def _owed(line: IndicatorLine) -> str:
    return f"{line.why.rstrip('.')}; {line.department or 'chưa giao đơn vị nào'}"


def _open_words(line: ChecklistLine) -> str:
    outcomes = {one.outcome for one in line.open}
    words = [one.label for one in (Outcome.NOT_MET, Outcome.NOT_ASSESSED) if one in outcomes]
    return labels.capital(" và ".join(words))


def _more(count: int, noun: str, pressed: Callable[[], object]) -> LineButton:
    return LineButton(f"và {count} {noun} nữa…", pressed)


def _rule(parent: QWidget) -> QFrame:
    """The fine line between the lines of a list."""
    line = QFrame(parent)
    line.setStyleSheet(f"background: {palette.ROW_LINE}; border: none")
    line.setFixedHeight(1)
    return line


def _inset(widget: QWidget) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(10, 0, 8, 0)
    layout.addWidget(widget)
    return holder


def _legend(states: Sequence[State]) -> QWidget:
    """The words of the bar's signs, two or three in a line."""
    columns = 2 if len(states) in (2, 4) else 3
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(10, 5, 8, 5)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    for number, state in enumerate(states):
        label = labels.of_rating(state)
        place = QWidget(holder)
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        if label.sign is not None:
            picture = QLabel(place)
            picture.setPixmap(signs.pixmap(label.sign, label.tone.value.sign, 8, 2.0))
            line.addWidget(picture)
        word = QLabel(label.word, place)
        word.setObjectName("quiet")
        word.setFont(palette.font(11))
        line.addWidget(word, 1)
        grid.addWidget(place, number // columns, number % columns)
    return holder
