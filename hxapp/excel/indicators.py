"""The sheet of the indicators (chỉ tiêu) for one period: the results are typed here and come back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Stage
from hxapp.domain.words import format_number
from hxapp.excel.columns import capital, department_named, person_named, text_of, told_by_column
from hxapp.excel.layout import Field, Kind, Place, SheetCell, SheetFormat, SheetRow, figure_cell, text_cell
from hxapp.excel.plan import CellValue
from hxapp.services import indicator_edits, indicators, results, target_entry
from hxapp.services.figures import rate_sign
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.indicators import Figure, IndicatorRow

if TYPE_CHECKING:
    from hxapp.storage.database import Reading, Session


_COLUMN_OF = {"department_id": "department", "leader_id": "leader"}
_ROWS = "rows"
_DAYS = range(36526, 73415)  # how Excel numbers the days of 2000 to 2100


class IndicatorSheet(SheetFormat):
    """'Chỉ tiêu'."""

    name = "indicators"
    title = "Chỉ tiêu"
    new_needs = "name"

    def fields(self, session: Reading, place: Place) -> tuple[Field, ...]:
        period = place.period
        return (
            Field("number", "TT", 5, centred=True),
            Field("name", "Chỉ tiêu", 38, typed=True),
            Field("unit", "ĐVT", 11, typed=True, centred=True),
            Field("previous", f"TH năm {place.year - 1}", 11, Kind.FIGURE),
            Field("wording", f"Kế hoạch năm {place.year}", 20, typed=True),
            Field("result", f"TH {period.short_label}", 12, Kind.FIGURE, typed=True),
            Field("cumulative", f"Lũy kế {period.cumulative.short_label}", 11, Kind.FIGURE),
            Field("percent", "% KH", 13, centred=True),
            Field("rating", "Đánh giá", 14),
            Field("department", "Đơn vị", 17, typed=True),
            Field("leader", "Phụ trách", 14, typed=True),
            Field("source", "Nguồn số liệu", 15, typed=True),
            Field("note", "Ghi chú", 20, typed=True),
        )

    def rows(self, session: Reading, place: Place) -> tuple[SheetRow, ...]:
        listed = indicators.list_rows(session, place.year, place.period)
        rows: list[SheetRow] = []
        for row in listed:
            if row.further and not any(one.key is None for one in rows):
                title = indicators.further_title([one for one in listed if one.further])
                rows.append(SheetRow(None, title, {"name": text_cell(title)}, bold=True))
            rows.append(_row(row))
        return tuple(rows)

    def save(self, session: Session, place: Place, key: uuid.UUID, values: dict[str, CellValue]) -> None:
        with told_by_column(_COLUMN_OF):
            if "name" in values or "unit" in values or "wording" in values:
                edit = _edited(session, indicator_edits.edit_of(session, key, place.year), values)
                if "wording" in values:
                    about = target_entry.about(session, place.year, edit, key)
                    edit = target_entry.with_understood_words(edit, text_of(values["wording"]), about)
                indicator_edits.save(session, key, place.year, edit)
            else:  # by the narrow door: a form looks at all targets of the year, and a sheet may change every row
                if "department" in values:
                    indicator_edits.assign(
                        session, [key], department_id=department_named(session, values["department"])
                    )
                if "leader" in values:
                    indicator_edits.assign(session, [key], leader_id=person_named(session, values["leader"]))
            self._save_result(session, place, key, values)

    def add(self, session: Session, place: Place, values: dict[str, CellValue]) -> uuid.UUID:
        with told_by_column(_COLUMN_OF):
            better, over_time = indicator_edits.suggest(text_of(values.get("name")), text_of(values.get("unit")))
            edit = _edited(session, IndicatorEdit(name="", better=better, over_time=over_time), values)
            about = target_entry.about(session, place.year, edit)
            edit = target_entry.with_understood_words(edit, text_of(values.get("wording")), about)
            key = indicator_edits.add(session, place.year, edit)
            self._save_result(session, place, key, values)
            return key

    def _save_result(self, session: Session, place: Place, key: uuid.UUID, values: dict[str, CellValue]) -> None:
        """The figure into the cell that was shown: the estimate where only that stood there, else the final one."""
        shown = self._shown(session, place).get(key)
        stage = shown.in_period.stage if shown is not None and shown.in_period is not None else Stage.FINAL
        if "result" in values:
            _check_no_day(values["result"], text_of(values.get("unit")) or (shown.unit if shown is not None else ""))
            results.set_result(session, key, place.period, text_of(values["result"]), stage=stage)
        if "note" in values or "source" in values:
            note = text_of(values["note"]) if "note" in values else shown.note if shown else ""
            source = text_of(values["source"]) if "source" in values else shown.source if shown else ""
            results.set_result_note(session, key, place.period, note=note, source=source, stage=stage)

    def _shown(self, session: Session, place: Place) -> dict[uuid.UUID, IndicatorRow]:
        """The rows as they stood before this import wrote anything."""
        if _ROWS not in place.memo:
            rows = indicators.list_rows(session, place.year, place.period)
            place.memo[_ROWS] = {row.id: row for row in rows}
        found: dict[uuid.UUID, IndicatorRow] = place.memo[_ROWS]
        return found


def _row(row: IndicatorRow) -> SheetRow:
    return SheetRow(
        row.id,
        row.name,
        {
            "number": text_cell(row.number),
            "name": text_cell(row.name),
            "unit": text_cell(row.unit),
            "previous": _figure(row.previous),
            "wording": text_cell(row.wording),
            "result": _figure(row.in_period, typed=True),
            "cumulative": _figure(row.cumulative),
            "percent": text_cell(row.percent_text),
            "rating": text_cell(capital(row.rating.state.label), trouble=row.rating.state.is_trouble),
            "department": text_cell(row.department),
            "leader": text_cell(row.leader),
            "source": text_cell(row.source),
            "note": text_cell(row.note),
        },
        depth=row.depth,
    )


def _check_no_day(value: CellValue, unit: str) -> None:
    """Two counts typed over a number ('3/4') become a day, and the cell shows it as a number: 44.624 for 4/3/2022."""
    if isinstance(value, Decimal) and value in _DAYS and rate_sign(unit):
        raise Refused(
            f"{format_number(value)}{rate_sign(unit)} không thể là tỷ lệ: có lẽ Excel đã đổi hai số đếm như “3/4” "
            "thành ngày. Hãy đổi định dạng ô sang Văn bản (Text) rồi gõ lại.",
            "result",
        )


def _figure(figure: Figure | None, *, typed: bool = False) -> SheetCell:
    """A number as a number, words as words; where it is typed, two counts as they were typed."""
    if figure is None:
        return SheetCell()
    estimate = figure.stage is Stage.ESTIMATE
    if figure.counts is not None and typed:
        return text_cell(figure.counts_text, estimate=estimate)
    if figure.nothing_arose or figure.words is not None:
        return text_cell(figure.text, estimate=estimate)
    return figure_cell(figure.value, figure.text, estimate=estimate)


def _edited(session: Session, edit: IndicatorEdit, values: dict[str, CellValue]) -> IndicatorEdit:
    """The form with the cells' values in it."""
    changes: dict[str, Any] = {}
    for code, value in values.items():
        if code == "department":
            changes["department_id"] = department_named(session, value)
        elif code == "leader":
            changes["leader_id"] = person_named(session, value)
        elif code in ("name", "unit"):
            changes[code] = text_of(value)
    return replace(edit, **changes)
