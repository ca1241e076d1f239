"""The side panel of a criterion (tiêu chí): its assessment in the chosen round, and the line of the set itself."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from hxapp.domain.checklist import THRESHOLDS, CriterionKind, Outcome
from hxapp.domain.errors import Refused
from hxapp.domain.words import tidy
from hxapp.services import assessments, criteria
from hxapp.services.assessments import AssessmentEdit
from hxapp.services.checklist import CriterionRow, RoundRow, SetRow
from hxapp.services.criteria import CriterionEdit
from hxapp.ui import labels
from hxapp.ui.context import Context
from hxapp.ui.palette import Tone
from hxapp.ui.panel import Panel
from hxapp.ui.panels import fields

THRESHOLD_HINT = "ví dụ ≥ 90%"
THRESHOLD_TIP = "Dấu so sánh, con số, đơn vị; để trống nếu tiêu chí xét theo có hoặc không"
GROUP_OUTCOMES = (
    (Outcome.NOT_ASSESSED, "Theo các dòng bên dưới"),
    (Outcome.MET, "Đạt"),
    (Outcome.NOT_MET, "Chưa đạt"),
)
_ASSESSED = ("outcome", "value", "missing", "next_step", "department", "deadline", "evidence", "remark")
_GROUP = ("outcome", "remark")
_WRITTEN = {">=": "≥", "<=": "≤"}  # as a keyboard has them
_THRESHOLD = re.compile(r"(?P<sign>>=|<=|[≥≤<>=])? ?(?P<figure>-?[\d.,]+) ?(?P<unit>.*)")


def with_threshold(edit: CriterionEdit, text: str) -> CriterionEdit:
    """The line with the threshold as typed, '≥ 90%'; an empty one makes it a criterion of yes or no.

    Refused (field "threshold") for what is no comparison with a figure.
    """
    typed = tidy(text)
    if not typed:
        return replace(edit, kind=CriterionKind.YES_NO, comparator=None, threshold="")
    match = _THRESHOLD.fullmatch(typed)
    if match is None:
        raise Refused(f"“{typed}” không phải là một ngưỡng. Hãy nhập dấu so sánh rồi con số, ví dụ ≥ 90%.", "threshold")
    sign = match["sign"] or ""
    sign = _WRITTEN.get(sign, sign)
    comparator = next((one for one, shown in THRESHOLDS.items() if shown == sign), None)
    if comparator is None:
        raise Refused(
            f"Ngưỡng “{typed}” chưa có dấu so sánh. Hãy viết ≥ (hoặc >=), >, =, ≤ hay < trước con số.", "threshold"
        )
    return replace(
        edit,
        kind=CriterionKind.NUMERIC,
        comparator=comparator,
        threshold=match["figure"],
        unit=tidy(match["unit"]),
    )


def judgement(row: CriterionRow) -> tuple[str, Tone]:
    """How the criterion stands: its value against the threshold, and an outcome set otherwise by hand."""
    if row.is_group:
        return _group_judgement(row)
    if row.outcome is None:
        return "Chưa có vòng đánh giá nào. Hãy bấm “Mở vòng mới…” rồi đánh giá từng tiêu chí.", Tone.AMBER
    said = labels.of_outcome(row.outcome)
    tone = said.tone if said.trouble else Tone.SECOND
    if row.value is None or row.suggested is None:
        compared = "" if row.value is None or not row.threshold_text else f" (giá trị {row.value.text})"
        return f"{said.word}{compared}.", tone
    reached = "đạt" if row.suggested is Outcome.MET else "chưa đạt"
    sentence = f"{row.value.text} {reached} ngưỡng {row.threshold_text}."
    if row.suggested is not row.outcome:
        return f"{sentence} Kết quả ghi tay là “{row.outcome.label}”: hãy xem lại một trong hai.", Tone.AMBER
    return sentence, tone


def _group_judgement(row: CriterionRow) -> tuple[str, Tone]:
    if row.outcome is None or row.tally is None:
        return "", Tone.SECOND
    counted = f"{row.tally.text} đạt"
    if row.tally.not_assessed:
        counted += f", {row.tally.not_assessed} chưa đánh giá"
    said = labels.of_outcome(row.outcome)
    return f"{said.word}: {counted}.", said.tone if said.trouble else Tone.SECOND


class CriterionPanel(Panel):
    """The panel. `row_of(key)` gives the row that the table shows, `place()` the set and the round that are chosen."""

    def __init__(
        self,
        context: Context,
        row_of: Callable[[Hashable], CriterionRow | None],
        place: Callable[[], tuple[SetRow | None, RoundRow | None]],
    ) -> None:
        super().__init__("Chi tiết tiêu chí")
        self.context, self._row_of, self._place = context, row_of, place
        self.heading = self.add_note(tone=Tone.TEXT)
        self.sentence = self.add_note()
        self.round_note = self.add_note(tone=Tone.THIRD)
        self.add_choice("outcome", "Kết quả đánh giá")
        self.add_text("value", "Giá trị đo được")
        self._judged = fields.side_by_side(self, ("outcome", "value"), (3, 2))
        self.add_area("missing", "Còn thiếu gì")
        self.road = self.add_heading("Lộ trình")
        self.road_note = self.add_note(tone=Tone.AMBER)
        self.add_area("next_step", "Việc tiếp theo")
        self.add_choice("department", "Đơn vị thực hiện", free=True)
        self.add_text("deadline", "Hạn hoàn thành", hint="31/10/2022, quý IV/2022…")
        self.reading = fields.DeadlineReading(self.fields["deadline"])
        self.proof = self.add_heading("Minh chứng và nhận xét")
        self.add_area("evidence", "Minh chứng", hint="Mỗi dòng một minh chứng")
        self.add_area("remark", "Nhận xét")
        self.line = self.add_heading("Dòng của bộ tiêu chí")
        self.add_text("code", "Mã")
        self.add_text("threshold", "Ngưỡng", hint=THRESHOLD_HINT).editor.setToolTip(THRESHOLD_TIP)
        fields.side_by_side(self, ("code", "threshold"), (1, 3))
        self.remembered = self.add_note(tone=Tone.AMBER)
        self.add_area("title", "Nội dung")
        self.add_check("needs_confirmation", "Cần xác nhận: chưa đối chiếu văn bản gốc")

    # Showing -------------------------------------------------------------------------------------------------------

    def load(self, key: Hashable) -> None:
        row = self._row_of(key)
        of, held = self._place()
        if row is None or of is None:
            self.content.hide()
            return
        with self.context.database.read() as session:
            line = criteria.criterion_edit_of(session, row.id)
            assessment = assessments.assessment_of(session, held.id, row.id) if held is not None else AssessmentEdit()
            self.set_choices("department", fields.department_choices(session))
        self._name_parts(of, row, held)
        self._show_parts(row, held is not None)
        fields.say(self.heading, row.title, Tone.TEXT)
        fields.say(self.sentence, *judgement(row))
        fields.say(self.round_note, f"Vòng: {held.name}" if held is not None else "", Tone.THIRD)
        fields.say(self.road_note, road_map_gap(row), Tone.AMBER)
        hint = f"Ngưỡng ghi theo trí nhớ, chưa đối chiếu nên không dùng để xét: {row.remembered}"
        fields.say(self.remembered, hint if row.remembered else "", Tone.AMBER)
        self.fill(
            {
                "outcome": assessment.outcome,
                "value": row.value.text if row.value is not None else "",
                "missing": assessment.missing,
                "next_step": assessment.next_step,
                "department": assessment.department_id,
                "deadline": assessment.deadline,
                "evidence": assessment.evidence,
                "remark": assessment.remark,
                "code": line.code,
                "title": line.title,
                "threshold": row.threshold_text,
                "needs_confirmation": line.needs_confirmation,
            }
        )
        self.reading.show_for(self.context.year if held is None else held.period.year)

    def _name_parts(self, of: SetRow, row: CriterionRow, held: RoundRow | None) -> None:
        word = of.group_word if row.is_group else of.criterion_word
        self.set_title(f"{word} {row.code}")
        choices = GROUP_OUTCOMES if row.is_group else [(one, labels.capital(one.label)) for one in Outcome]
        self.set_choices("outcome", choices)

    def _show_parts(self, row: CriterionRow, assessed: bool) -> None:
        shown = (_GROUP if row.is_group else _ASSESSED) if assessed else ()
        for name in _ASSESSED:
            self.fields[name].setVisible(name in shown)
        self._judged.setVisible("outcome" in shown)
        self.fields["threshold"].setVisible(not row.is_group)
        for heading, name in ((self.road, "next_step"), (self.proof, "remark")):
            heading.setVisible(name in shown)

    # Saving --------------------------------------------------------------------------------------------------------

    def save_field(self, name: str, value: Any) -> None:
        criterion_id = self.key
        _, held = self._place()
        assert isinstance(criterion_id, uuid.UUID)
        label = self.fields[name].label.split(":")[0].lower()
        if name in _ASSESSED:
            assert held is not None  # without a round these fields are not shown
            with self.context.database.begin(f"Đánh giá tiêu chí: {label}") as session:
                edit = assessments.assessment_of(session, held.id, criterion_id)
                if name == "department":
                    edit = replace(edit, department_id=fields.department_of(session, value))
                else:
                    edit = replace(edit, **{name: value})
                if name == "value":
                    assessments.set_value(session, held.id, criterion_id, value)
                else:
                    assessments.save_assessment(session, held.id, criterion_id, edit)
            return
        with self.context.database.begin(f"Sửa tiêu chí: {label}") as session:
            line = criteria.criterion_edit_of(session, criterion_id)
            line = with_threshold(line, value) if name == "threshold" else replace(line, **{name: value})
            criteria.save_criterion(session, criterion_id, line)


def road_map_gap(row: CriterionRow) -> str:
    """What of the road map of an unmet criterion is not told yet; '' when it is, or when none is asked."""
    if not row.needs_road_map:
        return ""
    lacking = [
        word
        for word, told in (
            ("việc tiếp theo", bool(row.next_step)),
            ("đơn vị", row.department_id is not None),
            ("hạn", row.deadline is not None),
        )
        if not told
    ]
    return f"Chưa có lộ trình: thiếu {', '.join(lacking)}."
