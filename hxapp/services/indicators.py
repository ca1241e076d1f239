"""The indicators (chỉ tiêu) of a year as a screen shows them: their targets, figures of a period, and ratings."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from hxapp.domain.guessing import is_bounded_share
from hxapp.domain.indicators import Better, OverAreas, OverTime, PartKind, Stage, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import Case, Rating, State, judge, worst
from hxapp.domain.targets import Comparator
from hxapp.domain.words import format_number, sort_key
from hxapp.services import settings
from hxapp.services.figures import Figure, Series, rate_sign, ratio, year_cells
from hxapp.services.figures import printed as printed_value
from hxapp.services.indicator_rows import IndicatorRow, Statement, count_further, count_states, further_title
from hxapp.services.neighbourhoods import ward
from hxapp.services.pieces import Cell
from hxapp.services.targets import HeldTarget, main_target, year_targets
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import INDICATOR
from hxapp.storage.schema.office import DEPARTMENT, PERSON

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

__all__ = ["Figure", "IndicatorRow", "Statement", "count_further", "count_states", "further_title", "list_rows"]

ESTIMATED = "ước"
MISSING_BEFORE = "thiếu kỳ trước"
ROUNDING = "do làm tròn"
CONTRADICTS = "không khớp"
DOUBTFUL = "nghi vấn"

_LETTERS = "abcdđeghiklmnopqrstuvxy"  # as an office numbers points: no f, j, w, z; đ after d


def list_rows(session: Reading, year: int, period: Period, stage: Stage = Stage.FINAL) -> tuple[IndicatorRow, ...]:
    """The year's indicators with their figures of the period: numbered ones first, each followed by its parts.

    Then the figures inside the document's tasks, lettered. Final figures are taken before estimates, unless `stage`
    asks for estimates.
    """
    area_id = ward(session)
    held = {one.id: one for one in _indicators(session)}
    parts = _parts(held)
    statements = [one for one in year_targets(session, year, area_id) if one.indicator_id in held]
    reading = _Reading(
        period,
        stage,
        settings.exceed_open_bound(session),
        parts,
        _by_indicator(statements),
        _restating(statements),
        year_cells(session, area_id, period.year),
        _names(session),
    )
    tops = _tops(held, reading.targets)
    numbers = [(_number(top, parts, reading.targets), top) for top in tops]
    numbered = [(number, top) for number, top in numbers if number]
    others = [top for number, top in numbers if not number]
    order = _order(parts, reading.targets)
    rows: list[IndicatorRow] = []
    for number, top in sorted(numbered, key=lambda one: (order(one[1])[0][0], sort_key(one[0]), order(one[1]))):
        rows += reading.block(top, number, headline=True)
    for rank, top in enumerate(sorted(others, key=order)):
        rows += reading.block(top, _letters(rank), headline=False)
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Held:
    """An indicator as the book holds it."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    part_kind: PartKind | None
    name: str
    short_name: str | None
    value_kind: ValueKind
    unit: str | None
    better: Better
    over_time: OverTime
    over_areas: OverAreas
    rhythm: Rhythm
    decimals: int | None
    department_id: uuid.UUID | None
    leader_id: uuid.UUID | None
    note: str | None
    position: int


_Order = tuple[tuple[int, int, int], int, uuid.UUID]
_Targets = Mapping[uuid.UUID, Sequence[HeldTarget]]
_Parts = Mapping[uuid.UUID, Sequence[_Held]]


@dataclass(frozen=True)
class _Reading:
    """What one listing works from."""

    period: Period
    stage: Stage
    exceed_open_bound: bool
    parts: _Parts
    targets: _Targets
    restating: _Targets
    cells: Mapping[uuid.UUID, Sequence[Cell]]
    names: Mapping[uuid.UUID, str]

    def block(self, top: _Held, number: str, *, headline: bool) -> list[IndicatorRow]:
        """The row of a top indicator and those of its parts."""
        parts = sorted(
            (one for one in self.parts.get(top.id, ()) if one.id in self.targets),
            key=lambda one: (one.position, self.targets[one.id][0].order, one.id),
        )
        lines = [self.row(part, "", 1, headline=False, further=not headline) for part in parts]
        main = main_target(self.targets.get(top.id, ()))
        compound = [line for line in lines if line.part_kind is PartKind.COMPOUND]
        head = self.row(top, number, 0, headline=headline, further=not headline)
        if compound and (main is None or main.target.comparator is Comparator.TEXT_ONLY):
            head = _as_head(head, compound)
        if not head.clause and lines:
            head = replace(head, clause=lines[0].clause)
        # A part stands where its head does, under the head's number.
        inside = "" if main is None else main.clause
        return [head, *(replace(line, clause=head.clause) if line.clause == inside else line for line in lines)]

    def row(self, held: _Held, number: str, depth: int, *, headline: bool, further: bool) -> IndicatorRow:
        series = Series(self.cells.get(held.id, ()), held.over_time, held.decimals)
        main = main_target(self.targets.get(held.id, ()))
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
        if _is_doubtful(held, main, in_period, cumulative):
            marks = (*marks, DOUBTFUL)
        return IndicatorRow(
            id=held.id,
            target_id=None if main is None else main.id,
            parent_id=held.parent_id,
            part_kind=held.part_kind,
            number=number,
            headline=headline,
            further=further,
            depth=depth,
            is_head=False,
            name=held.name,
            short_name=held.short_name or "",
            unit=held.unit or "",
            clause="" if main is None else main.cited,
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
                for one in self.targets.get(held.id, ())
                if one is not main and not one.judged and one.restates is None
            ),
            statements=self.statements(held, main),
            due=held.rhythm.due_in(self.period),
        )

    def rating(
        self,
        held: _Held,
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
        held: _Held,
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

    def statements(self, held: _Held, main: HeldTarget | None) -> tuple[Statement, ...]:
        """What else is said of the indicator's figure, here and in other documents."""
        own = [one for one in self.targets.get(held.id, ()) if one is not main and (one.judged or one.restates)]
        linked = [one for one in self.restating.get(held.id, ()) if one is not main and one not in own]
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


def _indicators(session: Reading) -> list[_Held]:
    rows = session.execute(
        select(
            INDICATOR.c.id,
            INDICATOR.c.parent_id,
            INDICATOR.c.part_kind,
            INDICATOR.c.name,
            INDICATOR.c.short_name,
            INDICATOR.c.value_kind,
            INDICATOR.c.unit,
            INDICATOR.c.better,
            INDICATOR.c.over_time,
            INDICATOR.c.over_areas,
            INDICATOR.c.rhythm,
            INDICATOR.c.decimals,
            INDICATOR.c.department_id,
            INDICATOR.c.leader_id,
            INDICATOR.c.note,
            INDICATOR.c.position,
        ).where(live(INDICATOR))
    )
    return [_Held(**row._mapping) for row in rows]


def _names(session: Reading) -> dict[uuid.UUID, str]:
    """Departments and people by what a narrow column calls them; those of the past keep their names."""
    departments = session.execute(select(DEPARTMENT.c.id, DEPARTMENT.c.short_name, DEPARTMENT.c.name))
    people = session.execute(select(PERSON.c.id, PERSON.c.name))
    return {identity: short or name for identity, short, name in departments} | dict(people.all())


def _by_indicator(statements: Iterable[HeldTarget]) -> dict[uuid.UUID, list[HeldTarget]]:
    """Each indicator's own figures; what only restates another indicator's figure makes no row."""
    owner = {one.id: one.indicator_id for one in statements}
    found: dict[uuid.UUID, list[HeldTarget]] = defaultdict(list)
    for one in statements:
        foreign = one.restates_id is not None and owner.get(one.restates_id) not in (None, one.indicator_id)
        if one.judged or not foreign:
            found[one.indicator_id].append(one)
    return dict(found)


def _restating(statements: Iterable[HeldTarget]) -> dict[uuid.UUID, list[HeldTarget]]:
    """The statements of other indicators' rows that repeat or contradict a figure of this one."""
    owner = {one.id: one.indicator_id for one in statements}
    found: dict[uuid.UUID, list[HeldTarget]] = defaultdict(list)
    for one in statements:
        restated = owner.get(one.restates_id) if one.restates_id is not None else None
        if restated is not None and restated != one.indicator_id:
            found[restated].append(one)
    return dict(found)


def _tops(held: Mapping[uuid.UUID, _Held], targets: _Targets) -> list[_Held]:
    """The indicators that stand for themselves: with a figure this year, or with a part that has one."""
    shown = set(targets)
    heads = {parent for one in held.values() if one.id in shown and (parent := one.parent_id) in held}
    return [one for one in held.values() if one.parent_id not in held and (one.id in shown or one.id in heads)]


def _parts(held: Mapping[uuid.UUID, _Held]) -> _Parts:
    """The parts of each head."""
    found: dict[uuid.UUID, list[_Held]] = defaultdict(list)
    for one in held.values():
        if one.parent_id is not None:
            found[one.parent_id].append(one)
    return dict(found)


def _number(top: _Held, parts: _Parts, targets: _Targets) -> str:
    """The document's own number of an indicator: its target's, else that of its first part which has one."""
    own = [top, *sorted(parts.get(top.id, ()), key=lambda one: one.position)]
    return next((target.number for one in own for target in targets.get(one.id, ()) if target.number), "")


def _order(parts: _Parts, targets: _Targets) -> Callable[[_Held], _Order]:
    def order(top: _Held) -> _Order:
        places = [targets[one.id][0].order for one in (top, *parts.get(top.id, ())) if one.id in targets]
        return min(places), top.position, top.id

    return order


def _letters(place: int) -> str:
    """The letter of a further figure, from 0: a, b, c, d, đ, e, g … y, then aa, ab …"""
    before, last = divmod(place, len(_LETTERS))
    return (_letters(before - 1) if before else "") + _LETTERS[last]


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


def _missing_before(held: _Held, period: Period) -> str:
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


def _is_doubtful(held: _Held, main: HeldTarget | None, *figures: Figure | None) -> bool:
    """Whether a share of a whole is below 0 or above 100 %."""
    if not is_bounded_share(held.name, held.unit, held.over_areas):
        return False
    if main is not None and main.target.is_change and main.typed is Typed.CHANGE:
        return False
    values = [figure.value for figure in figures if figure is not None and figure.value is not None]
    return any(not 0 <= value <= 100 for value in values)


def _rounds(figure: Figure | None, held: _Held) -> bool:
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
