"""Targets relative to an assigned figure (chỉ tiêu giao): judged against it, and against the document's bound of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hxapp.domain import plan_share, reasons
from hxapp.domain.bands import exactly
from hxapp.domain.cases import Case, Rating
from hxapp.domain.indicators import Better
from hxapp.domain.outcomes import Ends, band_between, judged, state_of, unjudged
from hxapp.domain.pace import Question
from hxapp.domain.states import State
from hxapp.domain.targets import OVER_PLAN, Target


def relative(case: Case, value: Decimal) -> Rating:
    """The rating of a target relative to an assigned figure: two outcomes."""
    if case.assigned is None:
        return Rating(State.AWAITING_ASSIGNMENT, reasons.awaiting(case))
    assigned = Fraction(case.assigned)
    low, high = _ends(case, assigned)
    plan = plan_share.reference(low, high, case.range_end)
    question = Question(
        band_between(case, asked_of(case, assigned), case.better),
        Fraction(value),
        Fraction(value if case.unrounded is None else case.unrounded),
        start=None if case.base is None else Fraction(case.base),
        flows=case.sums,
        exact_start=case.exact_start,
    )
    given = replace(question, band=replace(band_between(case, (assigned, assigned), case.better), strict=False))
    compare = plan_share.ratio if case.has_ratio else plan_share.difference
    share, given_share = compare(value, plan, case.measure), compare(value, assigned, case.measure)
    due, due_given = question.due(case), given.due(case)
    if due is None or due_given is None:
        rating, second = unjudged(reasons.no_base(case), share), State.NOT_COMPARABLE
    else:
        second = state_of(case, due_given.place(given.printed))
        otherwise = state_of(case, given.exact_place(case, due_given))
        why = reasons.relative(case, question, due, given, due_given, second.label)
        if otherwise is not second:
            why = reasons.unrounded(why, case, given, f"so với mức giao {otherwise.label}")
        rating = judged(case, question, due, share, why)
    return replace(
        rating,
        against_assigned=second,
        assigned_percent=given_share.percent,
        assigned_percent_text=given_share.text,
        assigned_pace=due_given if case.running and due is not None else None,
    )


def asked_of(case: Case, assigned: Fraction) -> Ends:
    """The least and the greatest figure that the target asks for, of the assigned one."""
    low, high = _ends(case, assigned)
    over_lower = case.target.plan_basis == OVER_PLAN and case.better is Better.LOWER
    return (high, low) if over_lower else (low, high)


def _ends(case: Case, assigned: Fraction) -> Ends:
    """What the target's per cents come to, the lesser asked first; without any the assigned figure itself."""
    target = case.target
    if not target.has_figure:
        return assigned, assigned
    ends: list[Fraction | None] = []
    for bound in target.bounds:
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
    return low, high


def assigned_ends(target: Target, assigned: Decimal, better: Better) -> tuple[Decimal | None, Decimal | None]:
    """What a target relative to an assigned figure comes to: 5 to 10% beyond 4.150 are 4.357,5 and 4.565."""
    low, high = of_assigned(target, Fraction(assigned), better)
    return None if low is None else exactly(low), None if high is None else exactly(high)


def of_assigned(target: Target, assigned: Fraction, better: Better) -> Ends:
    """The lesser and the greater figure that the target's per cents of the assigned one come to."""
    if not target.has_figure:
        return (None, assigned) if better is Better.LOWER else (assigned, None)
    over = target.plan_basis == OVER_PLAN
    sense = -1 if over and better is Better.LOWER else 1
    ends = [
        None
        if bound is None
        else assigned + abs(assigned) * sense * Fraction(bound) / 100
        if over
        else assigned * Fraction(bound) / 100
        for bound in target.bounds
    ]
    if sense < 0:
        ends.reverse()
    first, last = ends
    return (last, first) if first is not None and last is not None and first > last else (first, last)
