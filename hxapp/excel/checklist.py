"""The sheet of the checklist (văn minh đô thị) for one round: outcomes, values and road map are typed and come back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hxapp.domain.checklist import Outcome
from hxapp.domain.deadlines import Precision
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.words import match_key
from hxapp.excel.columns import capital, department_named, text_of, told_by_column
from hxapp.excel.layout import Field, Kind, Place, SheetCell, SheetFormat, SheetRow, figure_cell, text_cell
from hxapp.excel.marks import ROUND_LINE
from hxapp.excel.plan import CellValue
from hxapp.services import assessments, checklist, criteria
from hxapp.services.assessments import AssessmentEdit
from hxapp.services.checklist import CriterionRow, RoundRow, SetRow
from hxapp.services.criteria import CriterionEdit
from hxapp.services.rounds import round_for

if TYPE_CHECKING:
    from hxapp.storage.database import Reading, Session


_SET, _ROUND, _GROUPS = "set", "round", "groups"
_COLUMN_OF = {"department_id": "department"}
_NO_ROUND = (
    "Chưa có vòng đánh giá nào đến kỳ này, nên chưa ghi được kết quả. "
    "Hãy mở vòng đánh giá ở trang Văn minh đô thị rồi xuất lại tệp."
)


class ChecklistSheet(SheetFormat):
    """'Văn minh đô thị'."""

    name = "checklist"
    title = "Văn minh đô thị"
    new_needs = "title"

    def place(self, session: Reading, place: Place) -> Place:
        """The set and round that were asked for, else the year's first set and the period's own round."""
        sets = checklist.list_sets(session, place.year)
        if not sets:
            raise HxError(f"Năm {place.year} chưa có bộ tiêu chí nào trong sổ. Hãy thêm bộ tiêu chí trước.")
        wanted = place.extra.get(_SET)
        chosen = next((one for one in sets if str(one.id) == wanted), None if wanted else sets[0])
        if chosen is None:
            raise HxError(
                f"Bộ tiêu chí mà tệp này ghi cho không còn trong năm {place.year} của sổ. "
                "Hãy khôi phục bộ đó, hoặc xuất lại tệp."
            )
        rounds = checklist.list_rounds(session, chosen.id)
        asked = place.extra.get(_ROUND)
        found = next((one for one in rounds if str(one.id) == asked), None)
        if found is None and asked:
            raise HxError(
                "Vòng đánh giá mà tệp này ghi cho không còn trong sổ. Hãy khôi phục vòng đó, hoặc xuất lại tệp."
            )
        found = found or round_for(rounds, place.period)
        extra = {**place.extra, _SET: str(chosen.id), _ROUND: str(found.id) if found else ""}
        if found is not None:
            extra[ROUND_LINE] = found.name
        return replace(place, extra=extra, memo={_SET: chosen, _ROUND: found})

    def heading(self, session: Reading, place: Place) -> tuple[str, ...]:
        chosen, found = self._chosen(place)
        lines = [f"{chosen.title} – {chosen.basis}"]
        if found is not None:
            lines.append(f"{ROUND_LINE}{found.name}")
        return tuple(lines)

    def fields(self, session: Reading, place: Place) -> tuple[Field, ...]:
        outcomes = tuple(capital(outcome.label) for outcome in Outcome)
        return (
            Field("code", "Mã", 6, centred=True, new_only=True),
            Field("title", "Nội dung", 40, typed=True),
            Field("threshold", "Ngưỡng", 9, centred=True),
            Field("value", "Giá trị", 9, Kind.FIGURE, typed=True),
            Field("previous", "Vòng trước", 11),
            Field("outcome", "Kết quả đánh giá", 13, typed=True, choices=outcomes),
            Field("missing", "Còn thiếu", 26, typed=True),
            Field("next_step", "Việc tiếp theo", 24, typed=True),
            Field("department", "Đơn vị", 16, typed=True),
            Field("deadline", "Hạn hoàn thành", 13, Kind.DATE, typed=True),
            Field("evidence", "Minh chứng", 20, typed=True),
            Field("remark", "Nhận xét", 20, typed=True),
        )

    def rows(self, session: Reading, place: Place) -> tuple[SheetRow, ...]:
        chosen, found = self._chosen(place)
        return tuple(_row(row) for row in checklist.list_rows(session, chosen.id, found.id if found else None))

    def save(self, session: Session, place: Place, key: uuid.UUID, values: dict[str, CellValue]) -> None:
        with told_by_column(_COLUMN_OF):
            if "title" in values:
                edit = criteria.criterion_edit_of(session, key)
                criteria.save_criterion(session, key, replace(edit, title=text_of(values["title"])))
            self._assess(session, place, key, values)

    def add(self, session: Session, place: Place, values: dict[str, CellValue]) -> uuid.UUID:
        chosen, _ = self._chosen(place)
        code, title = text_of(values.get("code")), text_of(values["title"])
        groups = self._groups(session, place)
        group_id = groups.get(code.rpartition(".")[0])
        if group_id is None:
            raise Refused(
                f"Chưa rõ “{code}” thuộc nhóm nào: mã của dòng mới viết như “1.5”, "
                f"với nhóm là một trong: {', '.join(groups)}.",
                "code",
            )
        with told_by_column(_COLUMN_OF):
            key = criteria.add_criterion(session, chosen.id, CriterionEdit(code=code, title=title), group_id)
            self._assess(session, place, key, values)
            return key

    def _groups(self, session: Session, place: Place) -> dict[str, uuid.UUID]:
        """The groups of the set by their codes; an import adds none, so they are read once."""
        if _GROUPS not in place.memo:
            chosen, _ = self._chosen(place)
            rows = checklist.list_rows(session, chosen.id, None)
            place.memo[_GROUPS] = {row.code: row.id for row in rows if row.is_group}
        found: dict[str, uuid.UUID] = place.memo[_GROUPS]
        return found

    def _assess(self, session: Session, place: Place, key: uuid.UUID, values: dict[str, CellValue]) -> None:
        given = {code: value for code, value in values.items() if code not in ("title", "code")}
        if not given:
            return
        _, found = self._chosen(place)
        if found is None:
            raise Refused(_NO_ROUND, next(iter(given)))
        edit = assessments.assessment_of(session, found.id, key)
        assessments.save_assessment(session, found.id, key, _edited(session, edit, given))

    def _chosen(self, place: Place) -> tuple[SetRow, RoundRow | None]:
        return place.memo[_SET], place.memo[_ROUND]


def _row(row: CriterionRow) -> SheetRow:
    deadline: CellValue | dt.date = None
    if row.deadline is not None:
        exact = row.deadline.precision is Precision.DAY and row.deadline.wording[:1].isdigit()
        deadline = row.deadline.last_day if exact else row.deadline.wording
    outcome = f"{row.tally.text}" if row.tally is not None else capital(row.outcome.label) if row.outcome else ""
    previous = row.previous_tally.text if row.previous_tally else capital(row.previous.label) if row.previous else ""
    return SheetRow(
        None if row.is_group else row.id,
        row.title,
        {
            "code": text_cell(row.code),
            "title": text_cell(row.title),
            "threshold": text_cell(row.threshold_text),
            "value": figure_cell(row.value.value, row.value.text) if row.value else SheetCell(),
            "previous": text_cell(previous),
            "outcome": text_cell(outcome, trouble=row.outcome is Outcome.NOT_MET),
            "missing": text_cell(row.missing),
            "next_step": text_cell(row.next_step),
            "department": text_cell(row.department),
            "deadline": SheetCell(deadline),
            "evidence": text_cell(row.evidence),
            "remark": text_cell(row.remark),
        },
        bold=row.is_group,
    )


def _edited(session: Session, edit: AssessmentEdit, values: dict[str, CellValue]) -> AssessmentEdit:
    """The form with the cells' values in it; Refused names the column."""
    changes: dict[str, Any] = {}
    for code, value in values.items():
        if code == "department":
            changes["department_id"] = department_named(session, value)
        elif code == "outcome":
            changes["outcome"] = _outcome(text_of(value))
        else:
            changes[code] = text_of(value)
    return replace(edit, **changes)


def _outcome(text: str) -> Outcome:
    """The outcome in words; the longer words first, since 'chưa đạt' contains 'đạt'."""
    key = match_key(text)
    for outcome in Outcome:
        if key == match_key(outcome.label):
            return outcome
    if not key:
        return Outcome.NOT_ASSESSED
    choices = ", ".join(capital(outcome.label) for outcome in Outcome)
    raise Refused(f"Không có kết quả “{text}”. Hãy ghi một trong: {choices}.", "outcome")
