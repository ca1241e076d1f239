"""A target read from a phrase, as plain facts for the command line."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from hxapp.domain.guessing import guess_better, guess_over_time, is_bounded_share
from hxapp.domain.indicators import OverAreas, OverTime
from hxapp.domain.targets import Target
from hxapp.services.target_words import About, judged


def facts_of(target: Target) -> dict[str, Any]:
    """The thirteen fields as texts, true, false and null, and from where to where the words stand."""
    held: dict[str, Any] = {one.name: getattr(target, one.name) for one in fields(target) if one.compare}
    shown = {name: value if value is None or isinstance(value, bool) else _plain(value) for name, value in held.items()}
    return {**shown, "span": None if target.span is None else list(target.span)}


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def judged_by_name(target: Target, name: str, unit: str) -> str:
    """What would be judged of an indicator with that name, as far as name and unit tell its kind."""
    over_time = guess_over_time(name, unit)
    if not unit:  # a per cent is a point of a share, else a growth of an amount
        over_time = OverTime.LATEST if is_bounded_share(name, "%", OverAreas.NONE) else OverTime.SUM
    return judged(target, About(name, unit, guess_better(name), over_time))
