"""A target (mức kế hoạch) as a form holds it, and writing the form back without losing what the form does not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hxapp.domain import units
from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Better
from hxapp.domain.targets import HIGHER, KEEP, LOWER, OVER_PLAN, Comparator, Target, words
from hxapp.domain.words import format_number, parse_number, tidy
from hxapp.services.fields import decimals_of, number, optional
from hxapp.services.targets import target_of
from hxapp.storage.mapped.indicators import Indicator, TargetRow

CHANGES = frozenset(
    {
        Comparator.INCREASE_BY,
        Comparator.DECREASE_BY,
        Comparator.INCREASE_BY_BETWEEN,
        Comparator.DECREASE_BY_BETWEEN,
    }
)
_CEILINGS = frozenset({Comparator.LE, Comparator.LT})
# A change is a share of the base where it is told in one of these.
_SHARES = ("%", "‰", "lần")
# Targets that are one figure, or one bound by 'trên', 'dưới' …
_EITHER = frozenset({Comparator.INCREASE_BY, Comparator.DECREASE_BY, Comparator.MAINTAIN, Comparator.RELATIVE_TO_PLAN})


@dataclass(frozen=True, slots=True)
class TargetForm:
    """What a form shows of a target: one figure stands in `low`, whichever side it bounds; `high` ends a range.

    `unit` is None where the figures are in the indicator's own unit, into which those of its kind are turned. Figures
    of a change may say theirs themselves ('16%' of an amount), and are shown so where it is not the indicator's.
    `read` is the target as its words were understood, to be written whole; the other fields are then only shown.
    """

    comparator: Comparator = Comparator.TEXT_ONLY
    low: str = ""
    high: str = ""
    strict: bool = False
    baseline: str = ""
    plan_basis: str | None = None
    unit: str | None = None
    read: Target | None = None


def stored_form(row: Any, unit: str | None) -> TargetForm:
    """The form of a stored target, whose indicator has the given unit."""
    return form_of(target_of(row), unit)


def form_of(target: Target, unit: str | None) -> TargetForm:
    """The form of a target, whose indicator has the given unit."""
    low, high = target.bounds
    if target.comparator in _CEILINGS:
        low, high = high, None
    elif target.low == target.high:
        high = None
    turned = _in_unit((low, high), target, unit)
    if turned is not None:
        low, high = turned
    said = target.unit if target.is_change and target.unit in _SHARES and target.unit != unit else None
    return TargetForm(
        comparator=target.comparator,
        low=_shown(low, said),
        high=_shown(high, said),
        strict=target.strict,
        baseline=target.baseline or "",
        plan_basis=target.plan_basis,
        unit=None if turned is not None or target.unit in (None, unit) else target.unit,
    )


def _in_unit(bounds: Sequence[Decimal | None], target: Target, unit: str | None) -> list[Decimal | None] | None:
    """The bounds in the indicator's unit, where the target's is another of the same kind: 'từ 40 tỷ' of triệu đồng
    is 40.000, so that what a clerk changes is in the unit that stands beside it. None where they stay as they are.
    """
    scale = None if target.unit in _SHARES else units.factor(target.unit, unit)
    if scale in (None, 1) or target.comparator is Comparator.RELATIVE_TO_PLAN:
        return None
    assert scale is not None
    found: list[Decimal | None] = []
    for bound in bounds:
        exact = None if bound is None else Fraction(bound) * scale
        turned = None if exact is None else Decimal(exact.numerator) / Decimal(exact.denominator)
        if turned is not None and not _fits_book(turned):
            return None
        found.append(turned)
    return found


def _fits_book(figure: Decimal) -> bool:
    """Whether a book can hold the figure: no seventh decimal, not too large."""
    try:
        parse_number(format_number(figure))
    except Refused:
        return False
    return True


def _shown(figure: Decimal | None, unit: str | None) -> str:
    if figure is None:
        return ""
    return f"{format_number(figure)}{'' if unit in (None, '%', '‰') else ' '}{unit or ''}"


def write_form(row: TargetRow, form: TargetForm, wording: str, indicator: Indicator, old_unit: str | None) -> None:
    """Writes the form and the wording over the target; `old_unit` is what the indicator's unit was before.

    A form that says what is stored leaves the target's fields alone, also those that it does not show. An empty
    wording, and one that the program had made of the old figures, is made of the new ones; a document's own words and
    words that were typed otherwise stay. Raises Refused with the field ("low", "high", "strict", "baseline",
    "plan_basis", "unit", "wording").
    """
    old, before = target_of(row), stored_form(row, old_unit)
    new = old
    if form.read is not None:
        new = _as_read(old, form.read, indicator.unit)
        _store(row, new)
    elif form != before or indicator.unit != old_unit:
        new = _target(old, before, form, indicator.unit, indicator.better, old_unit)
        _store(row, new)
    followed = form.read is None and wording == row.wording and _was_made(row, old)
    if (followed or not wording) and new.comparator is not Comparator.TEXT_ONLY:
        wording = words(new)
    row.wording = wording


def _was_made(row: TargetRow, target: Target) -> bool:
    """Whether the row's wording is what the program says of the target, and no quotation."""
    return row.quote is None and target.comparator is not Comparator.TEXT_ONLY and row.wording == words(target)


def direction(comparator: Comparator, better: Better) -> str:
    """The direction of a new target by the indicator's better side (corpus §10)."""
    if comparator is Comparator.MAINTAIN or better is Better.NONE:
        return KEEP
    return LOWER if better is Better.LOWER else HIGHER


def _as_read(old: Target, read: Target, unit: str | None) -> Target:
    """What the words say, as the target of the indicator or the part whose it is."""
    bare = read.unit is None and read.has_figure
    return replace(
        read,
        name=old.name,
        of_which=old.of_which,
        unit=unit if bare else optional(read.unit, "wording", "Đơn vị của mức kế hoạch"),
        per=optional(read.per, "wording", "Đơn vị của mức kế hoạch"),
        baseline=optional(read.baseline, "wording", "So với"),
    )


def target_from(form: TargetForm, unit: str | None, better: Better) -> Target:
    """The target that a form without one before it makes; raises Refused with the field."""
    return _target(Target(), TargetForm(), form, unit, better, unit)


def _target(
    old: Target, before: TargetForm, form: TargetForm, unit: str | None, better: Better, old_unit: str | None
) -> Target:
    form = replace(form, unit=_said_unit(form, unit))
    figures = (form.comparator, tidy(form.low), tidy(form.high), form.strict)
    same = figures == (before.comparator, before.low, before.high, before.strict)
    kind = form.comparator
    low, high = old.bounds if same else _bounds(form, unit)
    has_figure = low is not None or high is not None
    in_words = kind is Comparator.TEXT_ONLY
    own_unit = old.unit not in (None, old_unit)  # a figure that nobody touched keeps the unit of its words
    same_unit = same and form.unit == before.unit and (unit == old_unit or own_unit)
    return replace(
        old,
        comparator=kind,
        low=low,
        high=high,
        strict=_strict(form, low, high),
        approx=old.approx and has_figure,
        unit=old.unit if same_unit else _unit(before, form, unit, has_figure),
        per=None if in_words else old.per,
        baseline=optional(form.baseline, "baseline", "So với"),
        plan_basis=(form.plan_basis or OVER_PLAN) if kind is Comparator.RELATIVE_TO_PLAN and has_figure else None,
        out_of=old.out_of if same else None,
        direction=old.direction if kind is before.comparator else direction(kind, better),
    )


def _said_unit(form: TargetForm, unit: str | None) -> str | None:
    """The unit that the figures of a change are typed with, else the form's own."""
    if form.comparator not in CHANGES:
        return form.unit
    texts = [tidy(text).lower() for text in (form.low, form.high)]
    for share in _SHARES:
        if any(text.endswith(share) for text in texts):
            return None if share == unit else share
    return None if unit and any(text.endswith(tidy(unit).lower()) for text in texts) else form.unit


def _bounds(form: TargetForm, unit: str | None) -> tuple[Decimal | None, Decimal | None]:
    shown = form.unit or ("%" if form.comparator is Comparator.RELATIVE_TO_PLAN else unit)
    low, high = number(form.low, "low", shown), number(form.high, "high", shown)
    kind = form.comparator
    if kind in _CEILINGS and high is None:
        return None, low
    if kind is Comparator.EQ or (kind in _EITHER and not form.strict and low is not None):
        return low if low is not None else high, high if high is not None else low
    return low, high


def _strict(form: TargetForm, low: Decimal | None, high: Decimal | None) -> bool:
    """'Trên' and 'dưới' leave the figure itself out; a change, a kept level and a plan may."""
    if form.comparator in (Comparator.GT, Comparator.LT):
        return True
    return form.strict and form.comparator in _EITHER and (low is None) != (high is None)


def _unit(before: TargetForm, form: TargetForm, unit: str | None, has_figure: bool) -> str | None:
    if form.comparator is Comparator.TEXT_ONLY:
        return None
    if form.comparator is Comparator.RELATIVE_TO_PLAN:
        return "%" if has_figure else None
    if form.unit is not None and (form.comparator is before.comparator or form.comparator in CHANGES):
        return optional(form.unit, "unit", "Đơn vị của mức kế hoạch")
    return unit


def _store(row: TargetRow, target: Target) -> None:
    row.comparator = target.comparator
    row.low, row.low_decimals = target.low, decimals_of(target.low)
    row.high, row.high_decimals = target.high, decimals_of(target.high)
    row.strict, row.approx = target.strict, target.approx
    row.unit, row.per, row.baseline = target.unit, target.per, target.baseline
    row.plan_basis, row.out_of, row.direction = target.plan_basis, target.out_of, target.direction
