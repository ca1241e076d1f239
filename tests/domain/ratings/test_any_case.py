"""What holds of every case, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hxapp.domain.bands import Place
from hxapp.domain.cases import Case
from hxapp.domain.indicators import Better, OverTime, Stage, Typed, ValueKind
from hxapp.domain.pace import Course
from hxapp.domain.periods import Rhythm, periods_of
from hxapp.domain.plan_share import RangeEnd
from hxapp.domain.ratings import State, judge
from hxapp.domain.targets import Comparator, Target
from tests.domain.building import Q2, Q4, figures, make_target, targets
from tests.domain.ratings.table import is_one_sentence

_figures = st.decimals(-20, 200, places=1) | figures
cases = st.builds(
    Case,
    target=targets(),
    better=st.sampled_from(Better),
    over_time=st.sampled_from(OverTime),
    typed=st.sampled_from(Typed),
    period=st.sampled_from(periods_of(2022)),
    stage=st.sampled_from(Stage),
    rhythm=st.sampled_from(Rhythm),
    value=st.none() | _figures,
    base=st.none() | _figures,
    base_estimated=st.booleans(),
    base_nothing_arose=st.booleans(),
    assigned=st.none() | _figures,
    nothing_arose=st.booleans(),
    verdict=st.none() | st.sampled_from([State.MET, State.NOT_MET, State.EXCEEDED]),
    exceed_open_bound=st.booleans(),
    unit=st.sampled_from([None, "", "%", "‰", "tỷ đồng", "%/năm", "hạng", "lần"]),
    share=st.none() | st.fractions(0, 1, max_denominator=12),
    by=st.sampled_from([Course.LAST_YEAR, Course.DRAWN]),
    range_end=st.sampled_from(RangeEnd),
    kind=st.sampled_from(ValueKind),
)
GOOD = [State.NOT_MET, State.ESTIMATE_NOT_MET, State.MET, State.ESTIMATE_MET, State.EXCEEDED, State.ESTIMATE_EXCEEDED]


@given(cases)
@settings(max_examples=150, deadline=None)
def test_the_words_fit_the_time_of_the_year_and_why_is_one_sentence(case: Case) -> None:
    rating = judge(case)
    assert is_one_sentence(rating.why), rating.why
    if case.running:
        assert rating.state not in GOOD
        assert "không đạt" not in rating.why
    elif case.stage is Stage.ESTIMATE:
        assert rating.state not in (State.MET, State.NOT_MET, State.EXCEEDED)
    if rating.state is State.NOT_MET:
        assert case.stage is Stage.FINAL and not case.running


@given(cases)
@settings(max_examples=150, deadline=None)
def test_the_pace_is_there_while_the_year_runs_and_speaks_of_the_judged_figure(case: Case) -> None:
    case = replace(case, verdict=None, rhythm=Rhythm.MONTHLY)
    rating = judge(case)
    judged = rating.state in (State.LIKELY, State.UNLIKELY)
    assert (rating.pace is not None, rating.course is not None) == (judged, judged)
    assert (rating.assigned_pace is not None) == (judged and case.target.comparator is Comparator.RELATIVE_TO_PLAN)
    if rating.pace is None or (case.changes_relatively and not case.sums and not case.change_typed):
        return  # a change in per cent is judged as it is printed, rounded
    value = Fraction(case.value or 0)
    assert (rating.pace.place(value) is Place.SHORT) is (rating.state is State.UNLIKELY), rating.why


@given(cases, st.decimals("0.1", 50, places=1))
@settings(max_examples=150, deadline=None)
def test_what_is_kept_or_whole_or_without_a_better_side_is_never_exceeded(case: Case, more: Decimal) -> None:
    target = case.target
    assume(target.comparator is Comparator.MAINTAIN or case.better is Better.NONE)
    ahead = (case.value or Decimal(0)) + (more if case.better is Better.HIGHER else -more)
    rating = judge(replace(case, value=ahead, period=Q4, verdict=None))
    assert rating.state not in (State.EXCEEDED, State.ESTIMATE_EXCEEDED), rating.why


@given(cases)
@settings(max_examples=100, deadline=None)
def test_an_estimate_of_the_year_is_judged_as_its_final_figure_would_be(case: Case) -> None:
    final, estimate = (judge(replace(case, period=Q4, stage=stage)) for stage in (Stage.FINAL, Stage.ESTIMATE))
    assert final.state.place is estimate.state.place
    assert (final.difference, final.percent_text) == (estimate.difference, estimate.percent_text)


_levels = st.sampled_from([make_target("eq", "80"), make_target("ge", "80"), make_target("lt", None, "80", unit="%")])


@given(cases, _levels, st.sampled_from([OverTime.LATEST, OverTime.AVERAGE, OverTime.NONE]))
@settings(max_examples=100, deadline=None)
def test_without_a_base_a_level_under_way_cannot_be_compared(case: Case, target: Target, over_time: OverTime) -> None:
    known = replace(case, target=target, value=case.value or Decimal(1), over_time=over_time, unit=target.unit)
    bare = replace(known, base=None, verdict=None, period=Q2, rhythm=Rhythm.MONTHLY)
    assert judge(bare).state is State.NOT_COMPARABLE
    assert judge(replace(bare, base=Decimal(70))).state in (State.LIKELY, State.UNLIKELY)
