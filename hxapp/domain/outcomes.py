"""Outcomes: a question answered by its band, in the words of the time of the year, as printed and unrounded."""

from __future__ import annotations

from fractions import Fraction

from hxapp.domain import reasons, units
from hxapp.domain.bands import Band, Place
from hxapp.domain.cases import Case, Rating
from hxapp.domain.indicators import Better, Stage
from hxapp.domain.pace import Question
from hxapp.domain.plan_share import PlanShare
from hxapp.domain.states import State, state_at
from hxapp.domain.targets import Comparator, Target

Ends = tuple[Fraction | None, Fraction | None]


def ends_of(target: Target) -> Ends:
    """The target's bounds, exact."""
    low, high = target.bounds
    return None if low is None else Fraction(low), None if high is None else Fraction(high)


def band_between(case: Case, ends: Ends, better: Better) -> Band:
    """The band between the ends, which nothing passes where 100 %, a whole count or what is kept is asked for."""
    target, (low, high) = case.target, ends
    end = low if high is None or (better is Better.LOWER and low is not None) else high
    hundred = end == 100 and units.is_per_cent(case.measure) and not target.is_change
    whole = target.out_of is not None and end == Fraction(target.out_of)
    kept = target.comparator is Comparator.MAINTAIN
    return Band(
        low,
        high,
        better,
        target.strict,
        may_pass=not (hundred or whole or kept),
        open_passes=case.exceed_open_bound,
    )


def state_of(case: Case, place: Place) -> State:
    return state_at(place, running=case.running, final=case.stage is Stage.FINAL)


def judged(
    case: Case, question: Question, due: Band, share: PlanShare, why: str, *, pace: Band | None = None
) -> Rating:
    """The question's rating; `pace` is what is due in the figure's own terms, where `due` is in others."""
    state = state_of(case, due.place(question.printed))
    otherwise = state_of(case, question.exact_place(case, due))
    if otherwise is not state:
        why = reasons.unrounded(why, case, question, otherwise.label)
    shown = (pace or due) if case.running else None
    return Rating(state, why, share.difference, share.percent, share.points, share.text, shown, question.course(case))


def unjudged(why: str, share: PlanShare | None = None) -> Rating:
    """The rating of what cannot be compared yet; how it stands to the whole year's plan may be told all the same."""
    told = share or PlanShare()
    return Rating(State.NOT_COMPARABLE, why, told.difference, told.percent, told.points, told.text)
