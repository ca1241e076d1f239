"""The indicators (chỉ tiêu) of a year as a screen shows them: their targets, figures of a period, and ratings."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from hxapp.domain.indicators import OverTime, PartKind, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import Case, Rating, State, judge, worst
from hxapp.domain.words import format_number
from hxapp.services import settings
from hxapp.services.figures import Figure, Series, rate_sign, ratio
from hxapp.services.figures import printed as printed_value
from hxapp.services.indicator_marks import (
    CONTRADICTS,
    DOUBTFUL,
    ESTIMATED,
    MISSING_BEFORE,
    ROUNDING,
    is_doubtful,
    may_be_doubtful,
)
from hxapp.services.indicator_order import HeldIndicator, Line, held_indicators, in_order
from hxapp.services.indicator_rows import IndicatorRow, Statement, count_further, count_states, further_title
from hxapp.services.neighbourhoods import ward
from hxapp.services.pieces import Cell
from hxapp.services.result_cells import year_cells
from hxapp.services.targets import HeldTarget, year_targets
from hxapp.storage.schema.office import DEPARTMENT, PERSON

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

__all__ = ["Figure", "IndicatorRow", "Statement", "count_further", "count_states", "further_title", "list_rows"]


def list_rows(session: Reading, year: int, period: Period, stage: Stage = Stage.FINAL) -> tuple[IndicatorRow, ...]:
    """The year's indicators with their figures of the period: numbered ones first, each followed by its parts.

    Then the figures inside the document's tasks, lettered. Final figures are taken before estimates, unless `stage`
    asks for estimates.
    """
    area_id = ward(session)
    held = held_indicators(session)
    statements = [one for one in year_targets(session, year, area_id) if one.indicator_id in held]
    reading = _Reading(
        period,
        stage,
        settings.exceed_open_bound(session),
        _restating(statements),
        year_cells(session, area_id, period.year),
        _names(session),
    )
    rows: list[IndicatorRow] = []
    for line in reversed(in_order(held, statements)):
        row = reading.row(line)
        if line.is_head:
            beneath = itertools.takewhile(lambda one: one.depth > 0, reversed(rows))
            row = _as_head(row, [one for one in beneath if one.part_kind is PartKind.COMPOUND])
        rows.append(row)
    return tuple(reversed(rows))


@dataclass(frozen=True)
class _Reading:
    """What one listing works from."""

    period: Period
    stage: Stage
    exceed_open_bound: bool
    restating: Mapping[uuid.UUID, Sequence[HeldTarget]]
    cells: Mapping[uuid.UUID, Sequence[Cell]]
    names: Mapping[uuid.UUID, str]

    def row(self, line: Line) -> IndicatorRow:
        held, main = line.held, line.main
        series = Series(self.cells.get(held.id, ()), held.over_time, held.decimals)
        previous = series.whole_year(self.period.year - 1)
        in_period = series.in_period(self.period, self.stage)
        cumulative = series.cumulative(self.period, self.stage)
        judged = series.judged(self.period, self.stage)
        last_year = series.judged(self.period.same_last_year, Stage.FINAL)
        cell = series.cell(self.period, self.stage)
        rating, marks = self.rating(held, main, judged, previous, in_period)
        if any(figure is not None and figure.stage is Stage.ESTIMATE for figure in (in_period, cumulative)):
            marks = (ESTIMATED, *marks)
        if series.contradicts(self.period):
            marks = (*marks, CONTRADICTS)
        if (is_doubtful(in_period) or is_doubtful(cumulative)) and may_be_doubtful(held, main):
            marks = (*marks, DOUBTFUL)
        return IndicatorRow(
            id=held.id,
            target_id=None if main is None else main.id,
            parent_id=held.parent_id,
            part_kind=held.part_kind,
            number=line.number,
            headline=line.headline,
            further=line.further,
            depth=line.depth,
            is_head=False,
            name=held.name,
            short_name=held.short_name or "",
            unit=held.unit or "",
            clause=line.clause,
            wording="" if main is None else main.wording,
            target=None if main is None else main.target,
            assigned=None if main is None else main.assigned,
            previous=previous,
            in_period=in_period,
            cumulative=cumulative,
            last_year=last_year,
            rating=rating,
            percent_text=rating.percent_text,
            versus_text=_versus(judged, last_year, held.unit, held.decimals),
            department_id=held.department_id,
            department=self.names.get(held.department_id, "") if held.department_id else "",
            leader_id=held.leader_id,
            leader=self.names.get(held.leader_id, "") if held.leader_id else "",
            rhythm=held.rhythm,
            better=held.better,
            over_time=held.over_time,
            decimals=held.decimals,
            note="" if cell is None else cell.note,
            source="" if cell is None else cell.source,
            indicator_note=held.note or "",
            marks=marks,
            outcomes=tuple(
                (one.wording, self.judge(held, one, judged, previous).state)
                for one in line.targets
                if one is not main and not one.judged and one.restates is None
            ),
            statements=self.statements(line),
            due=held.rhythm.due_in(self.period),
        )

    def rating(
        self,
        held: HeldIndicator,
        main: HeldTarget | None,
        judged: Figure | None,
        previous: Figure | None,
        in_period: Figure | None,
    ) -> tuple[Rating, tuple[str, ...]]:
        """The rating of the judged target, and what the clerk should be told of it."""
        if main is None:
            return Rating(State.NO_FIGURE, "Năm này chưa có mức kế hoạch cho chỉ tiêu này."), ()
        rating = self.judge(held, main, judged, previous)
        if judged is None and in_period is not None and rating.state is State.NO_FIGURE:
            return replace(rating, why=_missing_before(held, self.period)), (MISSING_BEFORE,)
        if judged is not None and judged.words is not None and rating.state is State.NO_FIGURE:
            return Rating(State.NOT_COMPARABLE, "Kết quả ghi bằng lời, chưa đánh giá. Hãy chọn đạt hay không đạt."), ()
        if judged is not None and (_rounds(judged, held) or _rounds(previous, held)):
            exact, before = (_unrounded(figure, held.unit) for figure in (judged, previous))
            if self.judge(held, main, exact, before, printed=False).state is not rating.state:
                return rating, (ROUNDING,)
        return rating, ()

    def judge(
        self,
        held: HeldIndicator,
        target: HeldTarget,
        figure: Figure | None,
        previous: Figure | None,
        *,
        printed: bool = True,
    ) -> Rating:
        """The rating of one target; `printed` judges the figures as printed, as product.md 'Ratings' has it."""
        decimals = held.decimals if printed else None
        value, base = printed_value(figure, decimals), printed_value(previous, decimals)
        exact, exact_base = _exact(figure, held.unit), _exact(previous, held.unit)
        return judge(
            Case(
                target=target.target,
                better=held.better,
                over_time=held.over_time,
                typed=target.typed,
                period=self.period,
                stage=self.stage if figure is None else figure.stage,
                rhythm=held.rhythm,
                value=value,
                base=base,
                base_unrounded=exact_base if exact_base != base else None,
                base_nothing_arose=previous is not None and previous.nothing_arose,
                base_estimated=previous is not None and previous.stage is Stage.ESTIMATE,
                assigned=target.assigned,
                unrounded=exact if exact != value else None,
                nothing_arose=figure is not None and figure.nothing_arose,
                verdict=None if figure is None else figure.verdict,
                exceed_open_bound=self.exceed_open_bound,
                unit=held.unit,
                kind=held.value_kind,
            )
        )

    def statements(self, line: Line) -> tuple[Statement, ...]:
        """What else is said of the indicator's figure, here and in other documents."""
        main = line.main
        own = [one for one in line.targets if one is not main and (one.judged or one.restates)]
        linked = [one for one in self.restating.get(line.held.id, ()) if one is not main and one not in own]
        return tuple(
            Statement(
                one.id,
                one.cited if main is None or one.document_id == main.document_id else _elsewhere(one),
                one.wording,
                one.quote,
                one.restates,
            )
            for one in sorted([*own, *linked], key=lambda one: (one.order, one.id))
        )


def _names(session: Reading) -> dict[uuid.UUID, str]:
    """Departments and people by what a narrow column calls them; those of the past keep their names."""
    departments = session.execute(select(DEPARTMENT.c.id, DEPARTMENT.c.short_name, DEPARTMENT.c.name))
    people = session.execute(select(PERSON.c.id, PERSON.c.name))
    return {identity: short or name for identity, short, name in departments} | dict(people.all())


def _restating(statements: Iterable[HeldTarget]) -> dict[uuid.UUID, list[HeldTarget]]:
    """The statements of other indicators' rows that repeat or contradict a figure of this one."""
    owner = {one.id: one.indicator_id for one in statements}
    found: dict[uuid.UUID, list[HeldTarget]] = defaultdict(list)
    for one in statements:
        restated = owner.get(one.restates_id) if one.restates_id is not None else None
        if restated is not None and restated != one.indicator_id:
            found[restated].append(one)
    return dict(found)


def _as_head(head: IndicatorRow, parts: Sequence[IndicatorRow]) -> IndicatorRow:
    state = worst([part.rating.state for part in parts])
    decisive = ", ".join(f"“{part.short_name or part.name}”" for part in parts if part.rating.state is state)
    why = f"Theo phần thấp nhất: {decisive} {state.label}."
    return replace(
        head,
        is_head=True,
        wording="",
        target=None,
        in_period=None,
        cumulative=None,
        previous=None,
        last_year=None,
        rating=Rating(state, why),
        percent_text="",
        versus_text="",
        marks=(),
    )


def _missing_before(held: HeldIndicator, period: Period) -> str:
    """Why a figure of a period alone is not judged as the year's."""
    if held.over_time is OverTime.NONE:
        return (
            f"Đã có số liệu riêng {period.short_label}, nhưng chỉ tiêu này không cộng được từ các kỳ. "
            "Hãy nhập số lũy kế từ đầu năm."
        )
    return (
        f"Đã có số liệu {period.short_label} nhưng chưa đủ các kỳ trước trong năm để cộng lũy kế. "
        "Hãy nhập các kỳ còn thiếu, hoặc nhập số lũy kế."
    )


def _rounds(figure: Figure | None, held: HeldIndicator) -> bool:
    exact = _exact(figure, held.unit)
    return exact is not None and exact != printed_value(figure, held.decimals)


def _unrounded(figure: Figure | None, unit: str | None) -> Figure | None:
    return None if figure is None else replace(figure, value=_exact(figure, unit), counts=None)


def _exact(figure: Figure | None, unit: str | None) -> Decimal | None:
    """The unrounded value behind a figure."""
    if figure is None:
        return None
    return (ratio(figure.counts, unit) if figure.counts is not None else None) or figure.value


def _versus(now: Figure | None, then: Figure | None, unit: str | None, decimals: int | None) -> str:
    """How a figure stands, as printed, to that of the same period last year: '104,7%'; a rate '+2,2 điểm %'."""
    value, before = printed_value(now, decimals), printed_value(then, decimals)
    if value is None or before is None:
        return ""
    if sign := rate_sign(unit):
        difference = value - before
        return f"{'+' if difference > 0 else ''}{format_number(difference)} điểm {sign}"
    if before <= 0:
        return ""
    return f"{format_number(value * 100 / before, 1)}%"


def _elsewhere(one: HeldTarget) -> str:
    return f"{one.document}, mục {one.cited}" if one.cited else one.document
