"""The band of figures that meets a target, where a figure lies to it, and how it narrows while the year runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from hxapp.domain.indicators import Better


class Place(Enum):
    """Where a figure lies: short of the band, within it, or past its better end."""

    SHORT = "short"
    WITHIN = "within"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Band:
    """The figures that meet a target, exact, with the side on which a figure is better.

    A bound on the better side does not limit: past it a figure is PAST (where `may_pass`) or still WITHIN. Without a
    better side both bounds limit. An open band has no better end; with `open_passes` its only bound counts as one.
    """

    low: Fraction | None
    high: Fraction | None
    better: Better
    strict: bool = False
    may_pass: bool = True
    open_passes: bool = False

    @property
    def floor(self) -> Fraction | None:
        """The least figure that meets the target."""
        return None if self.better is Better.LOWER and self.high is not None else self.low

    @property
    def ceiling(self) -> Fraction | None:
        """The greatest figure that meets the target."""
        return None if self.better is Better.HIGHER and self.low is not None else self.high

    @property
    def better_end(self) -> Fraction | None:
        """The bound past which a figure is better than asked; None where no figure is."""
        if not self.may_pass or self.better is Better.NONE:
            return None
        inner, outer = (self.low, self.high) if self.better is Better.HIGHER else (self.high, self.low)
        if inner is None:
            return None
        return outer if outer is not None else inner if self.open_passes else None

    def reaches_floor(self, value: Fraction) -> bool:
        return self.floor is None or value > self.floor or (value == self.floor and not self.strict)

    def keeps_ceiling(self, value: Fraction) -> bool:
        return self.ceiling is None or value < self.ceiling or (value == self.ceiling and not self.strict)

    def place(self, value: Fraction) -> Place:
        if not (self.reaches_floor(value) and self.keeps_ceiling(value)):
            return Place.SHORT
        end = self.better_end
        if end is None or value == end:
            return Place.WITHIN
        return Place.PAST if (value > end) is (self.better is Better.HIGHER) else Place.WITHIN

    def flowing(self, share: Fraction) -> Band:
        """What must have come in when `share` of the year's flow is due; a closed ceiling stands the whole year.

        While nothing is due yet, nothing is missing: a strict bound binds only from the first share on.
        """
        low = None if self.floor is None else self.floor * share
        high = self.ceiling if self.ceiling is None or low is not None else self.ceiling * share
        return replace(self, low=low, high=high, may_pass=False, strict=self.strict and share > 0)

    def reached(self, start: Fraction, share: Fraction) -> Band:
        """What a level must have reached, `share` of the way from its start; a bound it began beyond stands."""
        low, high = self.floor, self.ceiling
        if low is not None and start < low:
            low = start + (low - start) * share
        if high is not None and start > high:
            high = start + (high - start) * share
        return replace(self, low=low, high=high, may_pass=False)

    def whole_steps(self, start: Fraction) -> Band:
        """What is asked of a figure that goes by steps from its start: a step is due when all of it is."""
        low, high = self.low, self.high
        if low is not None and start < low:
            low = Fraction(floor(low))
        if high is not None and start > high:
            high = Fraction(ceil(high))
        return replace(self, low=low, high=high)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """The value with that many decimals, half up (away from zero)."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((1 if value < 0 and whole else 0, digits, -decimals))


def decimals_of(*figures: Decimal | None) -> int:
    """The most decimals with which one of the figures was typed."""
    return max(0, *(-int(figure.as_tuple().exponent) for figure in figures if figure is not None), 0)


def exactly(value: Fraction, like: Decimal | None = None) -> Decimal:
    """The value with the decimals of `like` and as many more as it has, six at most."""
    decimals = decimals_of(like)
    while decimals < 6 and (value * 10**decimals).denominator != 1:
        decimals += 1
    return rounded(value, decimals)


def telling(value: Fraction, beside: Fraction, decimals: int) -> Decimal:
    """The value as a sentence shows it beside another figure: rounded, but never so far that the order is lost.

    One decimal more than asked is shown where that is the whole value.
    """
    if (value * 10 ** (decimals + 1)).denominator == 1:
        exact = (value * 10**decimals).denominator == 1
        return rounded(value, decimals if exact else decimals + 1)
    for places in range(decimals, decimals + 12):
        shown = rounded(value, places)
        if _order(Fraction(shown), beside) == _order(value, beside):
            return shown
    return rounded(value, decimals + 12)


def _order(value: Fraction, beside: Fraction) -> int:
    return (value > beside) - (value < beside)
