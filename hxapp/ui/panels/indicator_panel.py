"""The side panel of an indicator (chỉ tiêu): where it stands and why, its way over two years, and all its fields."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Better, OverTime, Typed
from hxapp.domain.periods import Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import OF_PLAN, Comparator
from hxapp.domain.words import format_number, tidy
from hxapp.services import indicator_edits, results, target_entry
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.indicators import IndicatorRow, Statement
from hxapp.services.target_words import Understood, understand
from hxapp.services.trend import Trend, trend
from hxapp.ui import labels, palette, signs
from hxapp.ui.cells import metrics
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import called, of_period
from hxapp.ui.labels import capital
from hxapp.ui.palette import Tone
from hxapp.ui.panel import Panel
from hxapp.ui.panels import fields, target_fields
from hxapp.ui.panels.target_fields import COMPARATORS, TargetFields
from hxapp.ui.panels.target_reading import WORDS_HINT, TargetReading
from hxapp.ui.panels.trend_chart import TrendChart

_TITLE = "Chi tiết chỉ tiêu"
_SIZES = (20.0, 17.0, 14.0, 12.0)
_FIGURE_WIDTH = 98
_BESIDE = ("result_note", "result_source", "verdict")
_AS_TYPED = ("name", "short_name", "number", "unit", "better", "rhythm", "over_time", "decimals", "note", "typed")
_VERDICTS: list[tuple[State | None, str]] = [
    (None, "(chưa đánh giá)"),
    *((one, capital(one.label)) for one in (State.MET, State.NOT_MET, State.EXCEEDED)),
]


class Figures(QWidget):
    """Figures side by side: what each is, how large, and in which unit; a long one is set smaller, never cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        self.captions: list[QLabel] = []
        self.values: list[QLabel] = []
        self.units: list[QLabel] = []
        for column in range(3):
            grid.setColumnStretch(column, 1)
            for row, kept in enumerate((self.captions, self.values, self.units)):
                label = QLabel(self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(row == 1)
                if row != 1:
                    label.setObjectName("caption")
                    label.setFont(palette.font(11))
                else:
                    label.setMinimumHeight(26)
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignBottom if row == 1 else Qt.AlignmentFlag(0))
                kept.append(label)

    def show_figures(self, figures: tuple[tuple[str, str, str], ...]) -> None:
        """Show (caption, figure, unit) for each of the three."""
        for number, (caption, value, unit) in enumerate(figures):
            self.captions[number].setText(caption)
            self.units[number].setText(unit)
            label = self.values[number]
            bold = number == 0
            size = next(
                (
                    one
                    for one in _SIZES
                    if metrics(palette.font(one, bold=bold)).horizontalAdvance(value) <= _FIGURE_WIDTH
                ),
                _SIZES[-1],
            )
            label.setFont(palette.font(size, bold=bold))
            label.setText(value)


class Why(QFrame):
    """The rating with its sign, and the sentence that says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("why")
        self._sign = QLabel(self)
        self.word = QLabel(self)
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.setSpacing(5)
        head.addWidget(self._sign)
        head.addWidget(self.word, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 6, 9, 7)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.sentence)

    def show_rating(self, state: State, why: str) -> None:
        label = labels.of_rating(state)
        tone = label.tone
        if label.sign is not None:
            self._sign.setPixmap(signs.pixmap(label.sign, tone.value.sign, 10, 2.0))
        self.word.setText(label.word)
        self.word.setStyleSheet(f"color: {tone.value.text}; background: transparent; font-weight: 600")
        self.sentence.setText(why)
        self.sentence.setStyleSheet("background: transparent")
        self.setStyleSheet(
            f"#why {{ background: {tone.value.tint}; border: none; border-left: 3px solid {tone.value.sign}; }}"
        )


class IndicatorPanel(Panel):
    """The panel; `row_of(key)` gives the row that the table shows, None where it is no indicator."""

    def __init__(self, context: Context, row_of: Callable[[Hashable], IndicatorRow | None]) -> None:
        self._shown: IndicatorRow | None = None
        self._saved_words: Understood | None = None
        super().__init__(_TITLE)
        self.context, self._row_of = context, row_of
        self.name_label = self.add_note(tone=Tone.TEXT)
        self.name_label.setFont(palette.font(13, bold=True))
        self.where = self.add_note()
        self.figures = Figures(self.content)
        self.add_widget(self.figures)
        self.why = Why(self.content)
        self.add_widget(self.why)
        self.chart = TrendChart(self.content)
        self.add_widget(self.chart)
        self.cell_heading = self.add_heading("")
        self.add_choice("verdict", "Đánh giá bằng lời", _VERDICTS)
        self.add_area("result_note", "Ghi chú của số liệu", hint="Vì sao cao, thấp; vướng mắc…")
        self.add_text("result_source", "Nguồn số liệu", hint="Báo cáo, biểu nào, ngày nào")
        self.statements_heading = self.add_heading("Văn bản còn nêu")
        self.statements = self.add_note()
        self.plan_heading = self.add_heading("")
        self.add_area("wording", "Mức kế hoạch", hint=WORDS_HINT)
        self.reading = TargetReading(self.fields["wording"])
        self.reading.read.connect(lambda _: self._compare())
        self.reading.wanted.connect(self._take_words)
        self.add_choice("comparator", "Cách so", COMPARATORS)
        self.add_text("low", "Mức")
        self.add_text("high", "Đến")
        fields.side_by_side(self, ("low", "high"))
        self.add_text("assigned", "Mức được giao", hint="con số cấp trên giao")
        self.add_choice("typed", "Cách nhập kết quả", [(one, capital(one.label)) for one in Typed])
        self.add_heading("Theo dõi")
        self.add_choice("department", "Đơn vị chủ trì", free=True)
        self.add_choice("leader", "Lãnh đạo phụ trách", free=True)
        self.add_choice("rhythm", "Kỳ thu thập", [(one, capital(one.label)) for one in Rhythm])
        self.add_choice("over_time", "Cộng các kỳ", [(one, capital(one.label)) for one in OverTime])
        fields.side_by_side(self, ("rhythm", "over_time"))
        self.add_choice("better", "Chiều tốt", [(one, capital(one.label)) for one in Better])
        self.add_text("decimals", "Số chữ số thập phân", hint="như đã nhập")
        fields.side_by_side(self, ("better", "decimals"))
        self.add_heading("Tên và ghi chú")
        self.add_area("name", "Tên chỉ tiêu, như văn bản viết")
        self.add_text("short_name", "Tên gọn")
        self.add_text("unit", "Đơn vị tính")
        self.add_text("number", "Số thứ tự")
        fields.side_by_side(self, ("unit", "number"))
        self.add_area("note", "Ghi chú của chỉ tiêu")
        self.target = TargetFields(self.fields)

    # Showing -------------------------------------------------------------------------------------------------------

    def show_row(self, key: Hashable | None) -> None:
        """The row over part C is no indicator: nothing is shown for it."""
        row = None if key is None else self._row_of(key)
        if row is not None and key == self.key and row is self._shown:
            return  # told twice of the same reading
        if row is None:
            self.set_title(_TITLE)
        self._shown = row
        super().show_row(None if row is None else key)

    def load(self, key: Hashable) -> None:
        row = self._row_of(key)
        assert row is not None and isinstance(key, uuid.UUID)
        context = self.context
        with context.database.read() as session:
            edit = indicator_edits.edit_of(session, key, context.year)
            about = target_entry.about(session, context.year, edit, key)
            way = trend(session, key, context.year, context.period, context.stage)
            self.set_choices("department", fields.department_choices(session))
            self.set_choices("leader", fields.people_choices(session))
        self.set_title(f"{_TITLE} {row.number}".strip())
        self._show_standing(row, way, edit)
        self._show_cell(row)
        self._show_statements(row)
        self.plan_heading.setText(f"Mức kế hoạch năm {context.year}")
        for name in ("comparator", "wording"):
            self.fields[name].setVisible(not row.is_head)
        self.target.of_plan = edit.plan_basis == OF_PLAN
        values = {name: getattr(edit, name) for name in (*target_fields.NAMES, *_AS_TYPED)}
        values |= {"department": edit.department_id, "leader": edit.leader_id}
        figure = row.in_period
        values |= {
            "result_note": row.note,
            "result_source": row.source,
            "verdict": None if figure is None else figure.verdict,
        }
        self.fill(values)
        self.target.show_saved()
        self.reading.show_for(about)
        self._saved_words = understand(edit.wording, about) if tidy(edit.wording) else None
        self._compare()
        self.fields["typed"].setVisible(row.target is not None and row.target.is_change)
        self.plan_heading.setVisible(not row.is_head)
        if row.is_head:
            for name in ("low", "high", "assigned"):
                self.fields[name].hide()

    def _show_standing(self, row: IndicatorRow, way: Trend, edit: IndicatorEdit) -> None:
        self.name_label.setText(row.name)
        where = [f"Mục {row.clause}"] if row.clause else []
        where += [row.department] if row.department else []
        self.where.setText(" · ".join(where))
        self.where.setVisible(bool(where))
        self.figures.setVisible(not row.is_head)
        self.figures.show_figures(self._figures(row, way))
        self.why.show_rating(row.rating.state, row.rating.why)
        anew = row.over_time is OverTime.SUM or (
            edit.typed is Typed.CHANGE and row.target is not None and row.target.is_change
        )
        self.chart.show_trend(None if row.is_head else way, anew)

    def _figures(self, row: IndicatorRow, way: Trend) -> tuple[tuple[str, str, str], ...]:
        """The figure that is judged, the plan, and what is still missing."""
        period = self.context.period
        summed = row.over_time is OverTime.SUM and row.cumulative is not None and period.cumulative != period
        figure = row.cumulative if summed else row.in_period
        caption = f"Lũy kế {period.cumulative.short_label}" if summed else f"TH {period.short_label}"
        unit = row.unit
        ends = [format_number(end) for end in (way.low, way.high) if end is not None]
        plan = " – ".join(dict.fromkeys(ends))
        gap_unit = f"điểm {unit}" if unit in ("%", "‰") else unit
        missing = "–" if way.missing is None else format_number(way.missing) if way.missing else "không"
        shown = figure is not None and figure.value is not None
        return (
            (caption, "–" if figure is None else figure.text, unit if shown else ""),
            ("Kế hoạch năm", plan or "–", unit if plan else "bằng lời" if row.wording else ""),
            ("Còn thiếu", missing, gap_unit if way.missing else ""),
        )

    def _show_cell(self, row: IndicatorRow) -> None:
        """What stands beside the typed cell; a compound's head has no cell."""
        self.cell_heading.setText(f"Số liệu {of_period(self.context.period)}")
        self.cell_heading.setVisible(not row.is_head)
        for name in ("result_note", "result_source"):
            self.fields[name].setVisible(not row.is_head)
        worded = row.target is None or row.target.comparator is Comparator.TEXT_ONLY
        worded = worded or (row.in_period is not None and row.in_period.words is not None)
        self.fields["verdict"].setVisible(worded and row.due and not row.is_head)

    def _show_statements(self, row: IndicatorRow) -> None:
        self.statements.setText("\n".join(_said(one) for one in row.statements))
        self.statements.setVisible(bool(row.statements))
        self.statements_heading.setVisible(bool(row.statements))

    def _compare(self) -> None:
        """Whether what is judged is what the words ask; figures follow other words when these are left."""
        row, told, before = self._shown, self.reading.told, self._saved_words
        other_words = told is not None and before is not None and told.target != before.target
        if row is None or row.target is None or told is None or before is None or other_words:
            self.reading.say("")
        else:
            self.reading.compare(row.target)

    # Saving --------------------------------------------------------------------------------------------------------

    def save_field(self, name: str, value: Any) -> None:
        assert isinstance(self.key, uuid.UUID)
        row = self._row_of(self.key)
        label = self.fields[name].label
        action = f"Sửa {called(row) if row is not None else 'chỉ tiêu'}: {label[:1].lower()}{label[1:]}"
        with self.context.database.begin(action) as session:
            if name in _BESIDE:
                self._save_beside(session, self.key, name)
            else:
                self._save_edit(session, self.key, name, value)
        if name in target_fields.NAMES:
            self._show_anew()

    def _save_beside(self, session: Any, key: uuid.UUID, name: str) -> None:
        context = self.context
        if name == "verdict":
            results.set_verdict(session, key, context.period, self.fields[name].value(), stage=context.stage)
            return
        results.set_result_note(
            session,
            key,
            context.period,
            note=self.fields["result_note"].value(),
            source=self.fields["result_source"].value(),
            stage=context.stage,
            now=context.now,
        )

    def _save_edit(self, session: Any, key: uuid.UUID, name: str, value: Any) -> None:
        edit = indicator_edits.edit_of(session, key, self.context.year)
        if name == "department":
            edit = replace(edit, department_id=fields.department_of(session, value))
        elif name == "leader":
            edit = replace(edit, leader_id=fields.person_of(session, value))
        elif name == "wording":
            edit = target_entry.with_words(edit, value, self.reading.about)
        elif name in target_fields.NAMES:
            wanted = self.target.values()
            strict = edit.strict and wanted["comparator"] is edit.comparator
            edit = replace(edit, strict=strict, **wanted)
        else:
            edit = replace(edit, **{name: value})
        indicator_edits.save(session, key, self.context.year, edit)

    def _take_words(self) -> None:
        """The figures of the words again, in place of those chosen by hand."""
        row = self._shown
        if row is None or not isinstance(self.key, uuid.UUID) or not self.finish():
            return
        key, year = self.key, self.context.year
        with self.context.database.begin(f"Sửa {called(row)}: theo lời văn") as session:
            edit = indicator_edits.edit_of(session, key, year)
            told = understand(edit.wording, target_entry.about(session, year, edit, key))
            indicator_edits.save(session, key, year, target_entry.as_understood(edit, told.target))
        self._show_anew()
        self.saved.emit(key)

    def _show_anew(self) -> None:
        for one in target_fields.NAMES:
            self.fields[one].mark_saved()
        self._shown = None
        self.show_row(self.key)


def _said(statement: Statement) -> str:
    """'Khác với, mục C.III.4: giảm 0,7 – 0,9%. “…”'."""
    lead = {
        Restates.REPEATS: "Nhắc lại ở mục {}",
        Restates.CONTRADICTS: "Khác với mục {}",
        None: "{}",
    }[statement.restates].format(statement.clause)
    quote = f" “{statement.quote}”" if statement.quote and statement.quote != statement.wording else ""
    return f"• {lead}: {statement.wording}.{quote}"
