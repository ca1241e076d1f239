"""Marks beside an indicator's figures: what the clerk should know of them, by one word each."""

from __future__ import annotations

from hxapp.domain.guessing import is_bounded_share
from hxapp.domain.indicators import Typed
from hxapp.services.figures import Figure
from hxapp.services.indicator_order import HeldIndicator
from hxapp.services.targets import HeldTarget

ESTIMATED = "ước"
MISSING_BEFORE = "thiếu kỳ trước"
ROUNDING = "do làm tròn"
CONTRADICTS = "không khớp"
DOUBTFUL = "nghi vấn"


def may_be_doubtful(held: HeldIndicator, main: HeldTarget | None) -> bool:
    """Whether its figures are shares of a whole, which can't be below 0 or above 100 %."""
    if not is_bounded_share(held.name, held.unit, held.over_areas):
        return False
    return main is None or not (main.target.is_change and main.typed is Typed.CHANGE)


def is_doubtful(figure: Figure | None) -> bool:
    """Whether the figure, a share of a whole, is below 0 or above 100 %."""
    return figure is not None and figure.value is not None and not 0 <= figure.value <= 100
