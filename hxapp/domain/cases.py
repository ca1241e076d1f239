"""What is judged and what comes of it: the case put to a rating, and the rating."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hxapp.domain.bands import Band
from hxapp.domain.indicators import Better, OverTime, Stage, Typed, ValueKind
from hxapp.domain.pace import Course
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.plan_share import LEVEL_UNIT, RangeEnd
from hxapp.domain.states import State
from hxapp.domain.targets import Comparator, Target


@dataclass(frozen=True, slots=True)
class Case:
    """All that a result is judged by.

    `value` is the figure as printed: cumulative from 1 January for what sums, else the level, or the change itself
    where that is typed. `base` is the figure of `base_year` (None: the year before the period's), as printed too;
    `unrounded` and `base_unrounded` are what stands behind them. `unit` is the indicator's unit of measure, which
    the target's figures are brought to and which tells a rate from an amount; without it the target's unit and
    `over_time` do. `verdict` is a judgement by hand, for titles and words.
    `share` replaces the months gone by for a flow; `by` says whether it is last year's shape or a drawn plan.
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
    kind: ValueKind = ValueKind.NUMBER
    by: Course = Course.LAST_YEAR

    @property
    def exact_base(self) -> Decimal | None:
        return self.base if self.base_unrounded is None else self.base_unrounded

    @property
    def exact_start(self) -> Fraction | None:
        """Where the year began by the unrounded base; None where that is the printed one."""
        return None if self.base_unrounded is None else Fraction(self.base_unrounded)

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
        if self.kind is ValueKind.LEVEL:
            return self.unit or LEVEL_UNIT
        if self.unit is not None or self.target.comparator is Comparator.RELATIVE_TO_PLAN:
            return self.unit
        return None if self.changes_relatively else self.target.unit

    @property
    def changes_relatively(self) -> bool:
        """Whether the change asked for is a share of the base: per cent, per mille or times of an amount."""
        unit = self.target.unit
        return self.target.is_change and (unit == "lần" or (unit in ("%", "‰") and not self.of_rate))

    @property
    def change_typed(self) -> bool:
        """Whether the figure is a change asked for, as it was typed."""
        return self.target.is_change and self.typed is Typed.CHANGE

    @property
    def has_ratio(self) -> bool:
        """Whether the result is told as a per cent of its plan: an amount of which more is better."""
        return self.better is Better.HIGHER and not self.of_rate and self.kind is not ValueKind.LEVEL

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
    (điểm %) above or below; `percent_text` what a column shows of them. While the year runs `pace` is what is due by
    the period's end, in the terms of the judged figure (its floor and ceiling), and `course` how that is reached;
    both None at the year's end and where nothing tells them. A target relative to an assigned figure has a second
    outcome, `against_assigned`, with its own '% kế hoạch' and pace; the others are then against the document's bound.
    """

    state: State
    why: str
    difference: Decimal | None = None
    percent: Decimal | None = None
    points: Decimal | None = None
    percent_text: str = ""
    pace: Band | None = None
    course: Course | None = None
    against_assigned: State | None = None
    assigned_percent: Decimal | None = None
    assigned_percent_text: str = ""
    assigned_pace: Band | None = None
