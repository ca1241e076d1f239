"""Ratings (đánh giá): a result judged against its target, by product.md 'Ratings', and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hxapp.domain import plan_share, reasons, units
from hxapp.domain.assigned import relative
from hxapp.domain.bands import Place, exactly
from hxapp.domain.cases import Case, Rating
from hxapp.domain.changes import change, is_of_other_year
from hxapp.domain.indicators import ValueKind
from hxapp.domain.outcomes import Ends, band_between, ends_of, judged, state_of, unjudged
from hxapp.domain.pace import Question
from hxapp.domain.parts import worst
from hxapp.domain.states import State
from hxapp.domain.targets import Comparator, Target

__all__ = ["Case", "Rating", "State", "judge", "worst"]


def judge(case: Case) -> Rating:
    """The result's rating; never raises: what cannot be judged has its own state and sentence."""
    if not case.rhythm.due_in(case.period):
        return Rating(State.NOT_DUE, reasons.not_due(case))
    if case.value is None and case.nothing_arose and case.verdict is None:
        if not (case.sums or case.change_typed):
            return unjudged(reasons.nothing_arose(case))
        case = replace(case, value=Decimal(0))
    if case.base is None and case.base_nothing_arose and case.sums:
        case = replace(case, base=Decimal(0))
    wordy = case.target.comparator is Comparator.TEXT_ONLY or _keeps_base(case)
    if case.verdict is not None and (case.value is None or wordy):
        return _by_hand(case, case.verdict)
    if case.value is None:
        return Rating(State.NO_FIGURE, reasons.no_figure(case))
    return _by_figure(case, case.value)


def _by_figure(case: Case, value: Decimal) -> Rating:
    if case.target.comparator is Comparator.TEXT_ONLY:
        return unjudged(reasons.words_only(case))
    if case.target.comparator is Comparator.RELATIVE_TO_PLAN:
        return relative(case, value)
    if _keeps_base(case):
        if case.base is None or is_of_other_year(case):
            return unjudged(reasons.no_base(case))
        return _kept(case, value, case.base)
    if _multiplies(case):
        if case.base is None or is_of_other_year(case):
            return unjudged(reasons.no_base(case))
        if case.base <= 0:
            return unjudged(reasons.zero_base(case))
        return _multiplied(case, value, case.base)
    scale = _units_scale(case)
    if scale is None:
        return unjudged(reasons.unlike_units(case))
    if scale != 1:
        case = replace(case, target=_times(case.target, case.unit, scale))
    return change(case, value) if case.target.is_change else _level(case, value)


def _by_hand(case: Case, verdict: State) -> Rating:
    place = verdict.place
    # What is kept, and a title, which is held or not, have nothing past them.
    if place is Place.PAST and (case.kind is ValueKind.TITLE or case.target.comparator is Comparator.MAINTAIN):
        place = Place.WITHIN
    state = verdict if place is None else state_of(case, place)
    return Rating(state, reasons.by_hand(case, state.label))


def _keeps_base(case: Case) -> bool:
    """Whether last year's figure itself shall be kept."""
    return case.target.comparator is Comparator.MAINTAIN and not case.target.has_figure


def _kept(case: Case, value: Decimal, base: Decimal) -> Rating:
    unit = case.unit or case.target.unit
    target = replace(case.target, low=base, high=base, unit=unit, baseline=reasons.as_in_base_year(case))
    return _level(replace(case, target=target), value, (case.exact_start, case.exact_start))


def _multiplies(case: Case) -> bool:
    """Whether the figure is told in times of last year's ('gấp 2 lần so với năm 2021'), and is not one itself."""
    level = not case.target.is_change and case.target.baseline is not None and case.target.has_figure
    return level and case.target.unit == "lần" and not units.same(case.unit, "lần")


def _multiplied(case: Case, value: Decimal, base: Decimal) -> Rating:
    target = replace(_times(case.target, case.unit, Fraction(base)), baseline=None)
    exact = None if case.base_unrounded is None else _times(case.target, case.unit, Fraction(case.base_unrounded))
    rating = _level(replace(case, target=target), value, None if exact is None else ends_of(exact))
    return replace(rating, why=reasons.multiplied(case, target, rating.why))


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


def _level(case: Case, value: Decimal, exact_ends: Ends | None = None) -> Rating:
    """A level or flow against the target's bounds; `exact_ends` are those that follow from an unrounded base."""
    low, high = ends_of(case.target)
    exact_band = None
    if exact_ends is not None and exact_ends != (None, None):
        exact_band = band_between(case, exact_ends, case.better)
    question = Question(
        band_between(case, (low, high), case.better),
        Fraction(value),
        Fraction(value if case.unrounded is None else case.unrounded),
        start=None if case.base is None else Fraction(case.base),
        flows=case.sums,
        steady=case.target.comparator is Comparator.MAINTAIN,
        exact_band=exact_band,
        exact_start=case.exact_start,
    )
    plan = plan_share.reference(low, high, case.range_end)
    compare = plan_share.ratio if case.has_ratio and not question.steady else plan_share.difference
    share = compare(value, plan, case.measure)
    due = question.due(case)
    if due is None:
        return unjudged(reasons.no_base(case), share)
    return judged(case, question, due, share, reasons.level(case, question, due))
