"""Ratings (đánh giá): a result judged against its target, by product.md 'Ratings', and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hxapp.domain import plan_share, reasons, units
from hxapp.domain.bands import Band, Place, decimals_of, exactly, rounded
from hxapp.domain.indicators import Better, OverTime, Stage, Typed
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.plan_share import PlanShare, RangeEnd
from hxapp.domain.targets import OVER_PLAN, Comparator, Target


class State(StrEnum):
    """What a rating says of a result."""

    NO_FIGURE = "no_figure"
    NOT_DUE = "not_due"
    AWAITING_ASSIGNMENT = "awaiting_assignment"
    NOT_COMPARABLE = "not_comparable"
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    ESTIMATE_EXCEEDED = "estimate_exceeded"
    ESTIMATE_MET = "estimate_met"
    ESTIMATE_NOT_MET = "estimate_not_met"
    EXCEEDED = "exceeded"
    MET = "met"
    NOT_MET = "not_met"

    @property
    def label(self) -> str:
        return {
            State.NO_FIGURE: "chưa có số liệu",
            State.NOT_DUE: "chưa đến kỳ",
            State.AWAITING_ASSIGNMENT: "chờ giao chỉ tiêu",
            State.NOT_COMPARABLE: "chưa so sánh được",
            State.LIKELY: "có khả năng đạt",
            State.UNLIKELY: "khó đạt",
            State.ESTIMATE_EXCEEDED: "ước vượt",
            State.ESTIMATE_MET: "ước đạt",
            State.ESTIMATE_NOT_MET: "ước không đạt",
            State.EXCEEDED: "vượt",
            State.MET: "đạt",
            State.NOT_MET: "không đạt",
        }[self]

    @property
    def is_good(self) -> bool:
        """Met, exceeded or on the way there."""
        return _PLACES.get(self, Place.SHORT) is not Place.SHORT

    @property
    def is_trouble(self) -> bool:
        """Not met, or not on the way there."""
        return _PLACES.get(self) is Place.SHORT


_PLACES = {
    State.LIKELY: Place.WITHIN,
    State.UNLIKELY: Place.SHORT,
    State.ESTIMATE_EXCEEDED: Place.PAST,
    State.ESTIMATE_MET: Place.WITHIN,
    State.ESTIMATE_NOT_MET: Place.SHORT,
    State.EXCEEDED: Place.PAST,
    State.MET: Place.WITHIN,
    State.NOT_MET: Place.SHORT,
}
_FINAL = {Place.PAST: State.EXCEEDED, Place.WITHIN: State.MET, Place.SHORT: State.NOT_MET}
_ESTIMATE = {
    Place.PAST: State.ESTIMATE_EXCEEDED,
    Place.WITHIN: State.ESTIMATE_MET,
    Place.SHORT: State.ESTIMATE_NOT_MET,
}


@dataclass(frozen=True, slots=True)
class Case:
    """All that a result is judged by.

    `value` is the figure as printed: cumulative from 1 January for what sums, else the level, or the change itself
    where that is typed. `base` is the figure of `base_year` (None: the year before the period's), as printed too;
    `unrounded` and `base_unrounded` are what stands behind them. `unit` is the indicator's unit of measure, which
    the target's figures are brought to and which tells a rate from an amount; without it the target's unit and
    `over_time` do.
    `share` replaces the months gone by for a flow, by last year's shape or a drawn plan.
    """

    target: Target
    better: Better
    over_time: OverTime
    typed: Typed
    period: Period
    stage: Stage
    rhythm: Rhythm
    value: Decimal | None
    base: Decimal | None = None
    base_estimated: bool = False
    assigned: Decimal | None = None
    unrounded: Decimal | None = None
    nothing_arose: bool = False
    verdict: State | None = None
    exceed_open_bound: bool = False
    unit: str | None = None
    base_year: int | None = None
    share: Fraction | None = None
    range_end: RangeEnd = RangeEnd.LOW
    base_unrounded: Decimal | None = None
    base_nothing_arose: bool = False

    @property
    def exact_base(self) -> Decimal | None:
        return self.base if self.base_unrounded is None else self.base_unrounded

    @property
    def sums(self) -> bool:
        return self.over_time is OverTime.SUM

    @property
    def of_rate(self) -> bool:
        """Whether the indicator is a rate: a per cent of it is a point (điểm %), not a share of it."""
        if self.unit is not None:
            return "%" in self.unit or "‰" in self.unit
        if self.target.comparator is Comparator.RELATIVE_TO_PLAN:
            return False
        return self.target.unit in ("%", "‰") and not (self.target.is_change and self.sums)

    @property
    def measure(self) -> str | None:
        """The unit in which the indicator itself is measured."""
        if self.unit is not None or self.target.comparator is Comparator.RELATIVE_TO_PLAN:
            return self.unit
        return None if self.changes_relatively else self.target.unit

    @property
    def changes_relatively(self) -> bool:
        """Whether the change asked for is a share of the base: per cent, per mille or times of an amount."""
        unit = self.target.unit
        return self.target.is_change and (unit == "lần" or (unit in ("%", "‰") and not self.of_rate))

    @property
    def from_year(self) -> int:
        """The year that the base is of."""
        return self.base_year if self.base_year is not None else self.period.year - 1

    @property
    def running(self) -> bool:
        """Whether the year is still running, by the chosen period."""
        return not self.period.ends_year


@dataclass(frozen=True, slots=True)
class Rating:
    """A judged result: the state, one sentence of why, and how it stands to the plan.

    `difference` is the figure less the plan's, in its unit; `percent` the '% kế hoạch', of 100; `points` the points
    (điểm %) above or below; `percent_text` what a column shows of them. A target relative to an assigned figure has a
    second outcome, `against_assigned`, with its own '% kế hoạch'; `state` and `percent` are then against the document's
    own bound.
    """

    state: State
    why: str
    difference: Decimal | None = None
    percent: Decimal | None = None
    points: Decimal | None = None
    percent_text: str = ""
    against_assigned: State | None = None
    assigned_percent: Decimal | None = None
    assigned_percent_text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A figure put to a band: the figure as printed and exact, where the year began, and how it gets there.

    Where the band or the beginning follows from last year's figure, that figure unrounded makes the exact ones.
    """

    band: Band
    printed: Fraction
    exact: Fraction
    start: Fraction | None = None
    flows: bool = False
    steady: bool = False
    exact_band: Band | None = None
    exact_start: Fraction | None = None

    def exact_place(self, case: Case, due: Band) -> Place:
        """Where the exact figure lies to what is due by exact figures; `due` is that by printed ones."""
        if self.exact_band is None and self.exact_start is None:
            return due.place(self.exact)
        start = self.start if self.exact_start is None else self.exact_start
        exact = replace(self, band=self.exact_band or self.band, start=start)
        return (exact.due(case) or due).place(self.exact)

    def due(self, case: Case) -> Band | None:
        """The band that holds at the end of the case's period; None where nothing tells how far to be."""
        if not case.running:
            return self.band
        share = case.period.elapsed_share
        if self.flows:
            return self.band.flowing(case.share if case.share is not None else share)
        if self.steady:
            return replace(self.band, may_pass=False)
        return None if self.start is None else self.band.reached(self.start, share)


def judge(case: Case) -> Rating:
    """The result's rating; never raises: what cannot be judged has its own state and sentence."""
    if not case.rhythm.due_in(case.period):
        return Rating(State.NOT_DUE, reasons.not_due(case))
    if case.value is None and case.nothing_arose and case.verdict is None:
        if not (case.sums or case.typed is Typed.CHANGE):
            return Rating(State.NOT_COMPARABLE, reasons.nothing_arose(case))
        case = replace(case, value=Decimal(0))
    if case.base is None and case.base_nothing_arose and case.sums:
        case = replace(case, base=Decimal(0))
    keeps_base = case.target.comparator is Comparator.MAINTAIN and not case.target.has_figure
    wordy = case.target.comparator is Comparator.TEXT_ONLY or keeps_base
    if case.verdict is not None and (case.value is None or wordy):
        return _by_hand(case, case.verdict)
    value = case.value
    if value is None:
        return Rating(State.NO_FIGURE, reasons.no_figure(case))
    if case.target.comparator is Comparator.TEXT_ONLY:
        return Rating(State.NOT_COMPARABLE, reasons.words_only(case))
    if case.target.comparator is Comparator.RELATIVE_TO_PLAN:
        return _relative(case, value)
    if keeps_base:
        if case.base is None:
            return Rating(State.NOT_COMPARABLE, reasons.no_base(case))
        unit = case.unit or case.target.unit
        kept = replace(case, target=replace(case.target, low=case.base, high=case.base, unit=unit))
        whole = None if case.base_unrounded is None else Fraction(case.base_unrounded)
        return _level(kept, value, (whole, whole))
    if _multiplies(case):
        if case.base is None or _other_year(case):
            return Rating(State.NOT_COMPARABLE, reasons.no_base(case))
        return _multiplied(case, value, case.base)
    scale = _units_scale(case)
    if scale is None:
        return Rating(State.NOT_COMPARABLE, reasons.unlike_units(case))
    if scale != 1:
        case = replace(case, target=_times(case.target, case.unit, scale))
    if case.target.is_change:
        return _change(case, value)
    return _level(case, value)


def _multiplies(case: Case) -> bool:
    """Whether the figure is told in times of last year's ('gấp 2 lần so với năm 2021'), and is not one itself."""
    level = not case.target.is_change and case.target.baseline is not None and case.target.has_figure
    return level and case.target.unit == "lần" and not units.same(case.unit, "lần")


def _multiplied(case: Case, value: Decimal, base: Decimal) -> Rating:
    target = replace(_times(case.target, case.unit, Fraction(base)), baseline=None)
    exact = None if case.base_unrounded is None else _times(case.target, case.unit, Fraction(case.base_unrounded))
    rating = _level(replace(case, target=target), value, None if exact is None else _ends(exact))
    return replace(rating, why=f"{reasons.multiplied(case, target)} {rating.why}")


def _ends(target: Target) -> tuple[Fraction | None, Fraction | None]:
    low, high = target.bounds
    return None if low is None else Fraction(low), None if high is None else Fraction(high)


def _units_scale(case: Case) -> Fraction | None:
    """By what the target's figures are multiplied to be in the indicator's unit; None where the units are unlike."""
    if not case.unit or not case.target.unit or case.changes_relatively:
        return Fraction(1)
    if case.target.is_change and case.target.unit == "lần":
        return Fraction(1)
    return units.factor(case.target.unit, case.unit)


def _times(target: Target, unit: str | None, scale: Fraction) -> Target:
    """The target with its figures multiplied, in the indicator's unit."""
    low, high = (None if one is None else exactly(Fraction(one) * scale, None) for one in target.bounds)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return replace(target, low=low, high=high, unit=unit or None, out_of=None)


def worst(states: Iterable[State]) -> State:
    """The state of a compound head: met only when all its parts are, so the worst of them.

    A part that is not met decides at once; else a part that cannot be judged yet. Parts that differ in being
    estimates make an estimate of the whole.
    """
    found = set(states)
    if not found:
        return State.NO_FIGURE
    state = min(found, key=_WORST_FIRST.index)
    return State.ESTIMATE_MET if state is State.MET and State.ESTIMATE_EXCEEDED in found else state


_WORST_FIRST = (
    State.NOT_MET,
    State.ESTIMATE_NOT_MET,
    State.UNLIKELY,
    State.NO_FIGURE,
    State.AWAITING_ASSIGNMENT,
    State.NOT_COMPARABLE,
    State.NOT_DUE,
    State.LIKELY,
    State.ESTIMATE_MET,
    State.MET,
    State.ESTIMATE_EXCEEDED,
    State.EXCEEDED,
)


def _state(case: Case, place: Place) -> State:
    """The word for the time of the year: before the final figure never a plain 'không đạt'."""
    if case.running:
        return State.UNLIKELY if place is Place.SHORT else State.LIKELY
    return (_FINAL if case.stage is Stage.FINAL else _ESTIMATE)[place]


def _by_hand(case: Case, verdict: State) -> Rating:
    place = _PLACES.get(verdict)
    if place is Place.PAST and case.target.comparator is Comparator.MAINTAIN:
        place = Place.WITHIN
    state = verdict if place is None else _state(case, place)
    return Rating(state, reasons.by_hand(case, state.label))


def _band(case: Case, low: Fraction | None, high: Fraction | None, better: Better) -> Band:
    target = case.target
    end = low if high is None or (better is Better.LOWER and low is not None) else high
    hundred = end == 100 and case.measure == "%" and not target.is_change
    whole = target.out_of is not None and end == Fraction(target.out_of)
    kept = target.comparator is Comparator.MAINTAIN
    relative = target.comparator is Comparator.RELATIVE_TO_PLAN
    return Band(
        low,
        high,
        better,
        target.strict,
        may_pass=relative or not (hundred or whole or kept),
        open_passes=case.exceed_open_bound,
    )


def _level(case: Case, value: Decimal, exact_ends: tuple[Fraction | None, Fraction | None] | None = None) -> Rating:
    """A level or flow against the target's bounds; `exact_ends` are those that follow from an unrounded base."""
    low, high = _ends(case.target)
    exact_band = None
    if exact_ends is not None and exact_ends != (None, None):
        exact_band = _band(case, exact_ends[0], exact_ends[1], case.better)
    question = Question(
        _band(case, low, high, case.better),
        Fraction(value),
        Fraction(value if case.unrounded is None else case.unrounded),
        start=None if case.base is None else Fraction(case.base),
        flows=case.sums,
        steady=case.target.comparator is Comparator.MAINTAIN,
        exact_band=exact_band,
        exact_start=_exact_start(case),
    )
    plan = plan_share.reference(low, high, case.range_end)
    differs = case.better is not Better.HIGHER or question.steady or case.of_rate
    share = (plan_share.difference if differs else plan_share.ratio)(value, plan, case.measure)
    due = question.due(case)
    if due is None:
        return _rating(State.NOT_COMPARABLE, reasons.no_base(case), share)
    return _judged(case, question, due, share, reasons.level(case, question, due))


def _exact_start(case: Case) -> Fraction | None:
    return None if case.base_unrounded is None else Fraction(case.base_unrounded)


def _change(case: Case, value: Decimal) -> Rating:
    low, high = _ends(case.target)
    # A change is better the larger it is in the sense asked; only a ceiling asks for a small one.
    better = case.better
    if better is not Better.NONE:
        against = (better is Better.LOWER) is case.target.is_increase
        better = Better.LOWER if low is None and against else Better.HIGHER
    band = _band(case, low, high, better)
    plan = plan_share.reference(low, high, case.range_end)
    exact = Fraction(value if case.unrounded is None else case.unrounded)
    if case.typed is Typed.CHANGE:
        question = Question(
            band,
            Fraction(value),
            exact,
            start=Fraction(0),
            flows=case.sums,
            steady=case.changes_relatively,
        )
        due, unit = question.due(case) or band, case.target.unit or case.measure
        if case.sums or not (case.of_rate or case.changes_relatively):
            share = plan_share.ratio(value, plan, unit)
        elif case.of_rate:
            share = plan_share.unshown(value, plan)
        else:
            share = plan_share.difference(value, plan, unit)
        return _judged(case, question, due, share, reasons.change_typed(case, question, due))
    if case.base is None or _other_year(case):
        return Rating(State.NOT_COMPARABLE, reasons.no_base(case))
    base = Fraction(case.base)
    exact_base = Fraction(case.exact_base or case.base)
    if case.changes_relatively and base == 0:
        return Rating(State.NOT_COMPARABLE, reasons.zero_base(case))
    change = _change_from(case, exact_base if exact_base or not case.changes_relatively else base, exact)
    shown = rounded(_change_from(case, base, Fraction(value)), _change_decimals(case, value))
    implied = _level_of(case, base, plan)
    if case.of_rate:
        share = plan_share.unshown(shown, plan)
    elif case.target.is_decrease or case.better is not Better.HIGHER:
        share = plan_share.difference(value, implied, case.measure)
    else:
        share = plan_share.ratio(value, implied, case.measure)
    if case.running and case.sums:
        flows = [_flow_band(case, one, better) for one in (base, exact_base)]
        question = Question(flows[0], Fraction(value), exact, start=base, flows=True, exact_band=flows[1])
        due = question.due(case) or question.band
        return _judged(case, question, due, share, reasons.change_of_flow(case, question, due))
    question = Question(band, Fraction(shown), change, start=Fraction(0))
    due = question.due(case) or band
    return _judged(case, question, due, share, reasons.change_of_level(case, question, due, shown))


def _flow_band(case: Case, base: Fraction, better: Better) -> Band:
    """What the whole year's flow must come to for the change from its base."""
    low, high = case.target.bounds
    ends = sorted(_level_of(case, base, Fraction(bound)) for bound in (low, high) if bound is not None)
    ceiling = (low is None) is not case.target.is_decrease
    first, last = ends[0], ends[-1]
    flow_better = better if better is Better.NONE else Better.LOWER if ceiling else Better.HIGHER
    flow_low, flow_high = (first, last) if len(ends) == 2 else (None, last) if ceiling else (first, None)
    return _band(case, flow_low, flow_high, flow_better)


_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def _other_year(case: Case) -> bool:
    """Whether the document compares with a year that the base is not of."""
    years = _YEAR.findall(case.target.baseline or "")
    return bool(years) and str(case.from_year) not in years


def _scale(case: Case) -> int:
    return {"%": 100, "‰": 1000}.get(case.target.unit or "", 1)


def _change_from(case: Case, base: Fraction, value: Fraction) -> Fraction:
    """How far the value went from its base in the sense asked."""
    change = value - base if case.target.is_increase else base - value
    return change / abs(base) * _scale(case) if case.changes_relatively else change


def _level_of(case: Case, base: Fraction, change: Fraction) -> Fraction:
    """The level that a change from the base comes to."""
    step = abs(base) * change / _scale(case) if case.changes_relatively else change
    return base + step if case.target.is_increase else base - step


def _change_decimals(case: Case, value: Decimal) -> int:
    """How a change is printed: one of a share with one decimal at least, a difference as exact as its figures."""
    if case.changes_relatively:
        return max(1, decimals_of(*case.target.bounds))
    return decimals_of(value, case.base)


def _relative(case: Case, value: Decimal) -> Rating:
    if case.assigned is None:
        return Rating(State.AWAITING_ASSIGNMENT, reasons.awaiting(case))
    target, assigned = case.target, Fraction(case.assigned)
    ends: list[Fraction | None] = []
    for bound in target.bounds if target.has_figure else (Decimal(100), Decimal(100)):
        part = None if bound is None else Fraction(bound) / 100
        if part is not None and target.plan_basis == OVER_PLAN:
            # Beyond the assigned figure lies on the better side of it: for a figure to be lowered, below.
            beyond = -part if case.better is Better.LOWER else part
            ends.append(assigned + abs(assigned) * beyond)
        else:
            ends.append(None if part is None else assigned * part)
    low, high = ends
    if low is not None and high is not None and low > high and target.plan_basis != OVER_PLAN:
        low, high = high, low  # per cents of a figure below zero
    plan = plan_share.reference(low, high, case.range_end)
    if target.plan_basis == OVER_PLAN and case.better is Better.LOWER:
        low, high = high, low
    exact = Fraction(value if case.unrounded is None else case.unrounded)
    start = None if case.base is None else Fraction(case.base)
    question = Question(
        _band(case, low, high, case.better),
        Fraction(value),
        exact,
        start=start,
        flows=case.sums,
        exact_start=_exact_start(case),
    )
    given = replace(question, band=Band(assigned, assigned, case.better))
    differs = case.of_rate or case.better is not Better.HIGHER
    compare = plan_share.difference if differs else plan_share.ratio
    share = compare(value, plan, case.measure)
    given_share = compare(value, assigned, case.measure)
    due, due_given = question.due(case), given.due(case)
    if due is None or due_given is None:
        rating, second = _rating(State.NOT_COMPARABLE, reasons.no_base(case), share), State.NOT_COMPARABLE
        return _against(rating, second, given_share)
    second = _state(case, due_given.place(given.printed))
    otherwise = _state(case, given.exact_place(case, due_given))
    why = reasons.relative(case, question, due, given, due_given, second.label)
    if otherwise is not second:
        why = reasons.unrounded(why, case, given, f"so với mức giao {otherwise.label}")
    return _against(_judged(case, question, due, share, why), second, given_share)


def _against(rating: Rating, state: State, share: PlanShare) -> Rating:
    """The rating with the second outcome, against the assigned figure itself."""
    return replace(rating, against_assigned=state, assigned_percent=share.percent, assigned_percent_text=share.text)


def _judged(case: Case, question: Question, due: Band, share: PlanShare, why: str) -> Rating:
    place, unrounded = due.place(question.printed), question.exact_place(case, due)
    state = _state(case, place)
    otherwise = _state(case, unrounded)
    if otherwise is not state:
        why = reasons.unrounded(why, case, question, otherwise.label)
    return _rating(state, why, share)


def _rating(state: State, why: str, share: PlanShare) -> Rating:
    return Rating(state, why, share.difference, share.percent, share.points, share.text)
