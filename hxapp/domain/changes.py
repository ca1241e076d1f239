"""Targets that ask for a change (tăng, giảm bao nhiêu): judged by the change, typed or from the levels."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hxapp.domain import plan_share, reasons
from hxapp.domain.bands import Band, decimals_of, rounded
from hxapp.domain.cases import Case, Rating
from hxapp.domain.indicators import Better
from hxapp.domain.outcomes import band_between, ends_of, judged, unjudged
from hxapp.domain.pace import Question


def change(case: Case, value: Decimal) -> Rating:
    """The rating of a change; from levels only with the base of the year that the document compares with."""
    low, high = ends_of(case.target)
    band = band_between(case, (low, high), asked_side(case))
    plan = plan_share.reference(low, high, case.range_end)
    if case.change_typed:
        return _typed(case, value, band, plan)
    if case.base is None or is_of_other_year(case):
        return unjudged(reasons.no_base(case))
    if case.changes_relatively and case.base == 0:
        return unjudged(reasons.zero_base(case))
    return _from_levels(case, value, case.base, band, plan)


def asked_side(case: Case) -> Better:
    """The better side of the change: the larger in the sense asked; only a ceiling asks for a small one."""
    if case.better is Better.NONE:
        return Better.NONE
    against = (case.better is Better.LOWER) is case.target.is_increase
    return Better.LOWER if case.target.low is None and against else Better.HIGHER


def is_of_other_year(case: Case) -> bool:
    """Whether the document compares with a year that the base is not of."""
    years = re.findall(r"\b(?:19|20)[0-9]{2}\b", case.target.baseline or "")
    return bool(years) and str(case.from_year) not in years


def _typed(case: Case, value: Decimal, band: Band, plan: Fraction) -> Rating:
    # Growth in per cent is no flow, not even of an amount that adds up: 15 % in June is on the way to 15 %.
    flows = case.sums and not case.changes_relatively
    question = Question(
        band,
        Fraction(value),
        Fraction(value if case.unrounded is None else case.unrounded),
        start=Fraction(0),
        flows=flows,
        steady=case.changes_relatively,
    )
    due, unit = question.due(case) or band, case.target.unit or case.measure
    if flows or not (case.of_rate or case.changes_relatively):
        share = plan_share.ratio(value, plan, unit)
    elif case.of_rate:
        share = plan_share.unshown(value, plan)
    else:
        share = plan_share.difference(value, plan, unit)
    return judged(case, question, due, share, reasons.change_typed(case, question, due))


def _from_levels(case: Case, value: Decimal, printed_base: Decimal, band: Band, plan: Fraction) -> Rating:
    base, exact_base = Fraction(printed_base), Fraction(case.exact_base or printed_base)
    exact = Fraction(value if case.unrounded is None else case.unrounded)
    exact_change = _change_from(case, exact_base if exact_base or not case.changes_relatively else base, exact)
    shown = rounded(_change_from(case, base, Fraction(value)), _change_decimals(case, value))
    implied = _level_of(case, base, plan)
    if case.of_rate:
        share = plan_share.unshown(shown, plan)
    elif case.target.is_decrease or not case.has_ratio:
        share = plan_share.difference(value, implied, case.measure)
    else:
        share = plan_share.ratio(value, implied, case.measure)
    if case.running and case.sums:
        flows = [_of_the_year(case, one, band) for one in (base, exact_base)]
        question = Question(flows[0], Fraction(value), exact, start=base, flows=True, exact_band=flows[1])
        due = question.due(case) or question.band
        return judged(case, question, due, share, reasons.change_of_flow(case, question, due))
    question = Question(band, Fraction(shown), exact_change, start=Fraction(0))
    due = question.due(case) or band
    why = reasons.change_of_level(case, question, due, shown)
    return judged(case, question, due, share, why, pace=_in_levels(case, base, due))


def _of_the_year(case: Case, base: Fraction, band: Band) -> Band:
    """What the whole year's flow must come to for the change from its base."""
    low, high = case.target.bounds
    ends = sorted(_level_of(case, base, Fraction(bound)) for bound in (low, high) if bound is not None)
    ceiling = (low is None) is not case.target.is_decrease
    first, last = ends[0], ends[-1]
    better = band.better if band.better is Better.NONE else Better.LOWER if ceiling else Better.HIGHER
    return band_between(case, (first, last) if len(ends) == 2 else (None, last) if ceiling else (first, None), better)


def _in_levels(case: Case, base: Fraction, due: Band) -> Band:
    """The change that is due, as the level it comes to."""
    floor, ceiling = (None if end is None else _level_of(case, base, end) for end in (due.floor, due.ceiling))
    if case.target.is_decrease:
        floor, ceiling = ceiling, floor
    better = Better.HIGHER if ceiling is None else Better.LOWER if floor is None else Better.NONE
    return replace(due, low=floor, high=ceiling, better=better)


def _scale(case: Case) -> int:
    return {"%": 100, "‰": 1000}.get(case.target.unit or "", 1)


def _change_from(case: Case, base: Fraction, value: Fraction) -> Fraction:
    """How far the value went from its base in the sense asked."""
    moved = value - base if case.target.is_increase else base - value
    return moved / abs(base) * _scale(case) if case.changes_relatively else moved


def _level_of(case: Case, base: Fraction, change_: Fraction) -> Fraction:
    """The level that a change from the base comes to."""
    step = abs(base) * change_ / _scale(case) if case.changes_relatively else change_
    return base + step if case.target.is_increase else base - step


def _change_decimals(case: Case, value: Decimal) -> int:
    """How a change is printed: one of a share with one decimal at least, a difference as exact as its figures."""
    if case.changes_relatively:
        return max(1, decimals_of(*case.target.bounds))
    return decimals_of(value, case.base)
