"""Typing a target (mức kế hoạch) as words: what they bear on, and the form with what was understood of them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import PartKind, Typed, ValueKind
from hxapp.domain.targets import Comparator
from hxapp.domain.words import parse_number, tidy
from hxapp.services import settings
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.target_forms import CHANGES, form_of
from hxapp.services.target_words import About, Part, understand
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import INDICATOR

if TYPE_CHECKING:
    from hxapp.domain.targets import Target
    from hxapp.storage.database import Reading


def about(session: Reading, year: int, edit: IndicatorEdit, indicator_id: uuid.UUID | None = None) -> About:
    """What the words of the indicator's target bear on; without an id the indicator is a new one."""
    parts: list[Any] = []
    if indicator_id is not None:
        asked = select(INDICATOR.c.name, INDICATOR.c.unit, INDICATOR.c.part_kind)
        parts = list(session.execute(asked.where(live(INDICATOR), INDICATOR.c.parent_id == indicator_id)).all())
    compound = any(part.part_kind is PartKind.COMPOUND for part in parts)
    return of_edit(
        About(
            year=year,
            exceed_open_bound=settings.exceed_open_bound(session),
            head=compound and edit.comparator is Comparator.TEXT_ONLY,
            parts=tuple(Part(part.name, part.unit or "") for part in parts),
        ),
        edit,
    )


def of_edit(before: About, edit: IndicatorEdit) -> About:
    """The same, of the indicator as the form has it now."""
    try:
        assigned = parse_number(edit.assigned) if tidy(edit.assigned) else None
    except Refused:  # said beside its own field
        assigned = None
    counted = edit.comparator in CHANGES and (edit.target_unit or edit.unit) not in ("%", "‰", "lần")
    usual = Typed.CHANGE if counted else Typed.LEVEL
    return replace(
        before,
        name=edit.name,
        unit=edit.unit,
        better=edit.better,
        over_time=edit.over_time,
        kind=edit.value_kind or ValueKind.NUMBER,
        typed=None if edit.typed is usual else edit.typed,
        assigned=assigned,
    )


def with_words(edit: IndicatorEdit, wording: str, of: About) -> IndicatorEdit:
    """The form with other words, kept as typed: its figures follow where what is understood changes.

    So a slip mended in the words leaves figures alone that somebody chose otherwise. Emptied words are made of the
    figures, as ever.
    """
    if not tidy(wording) or of.head:
        return replace(edit, wording=wording)
    new = understand(wording, of)
    if tidy(edit.wording) and new.target == understand(edit.wording, of).target:
        return replace(edit, wording=wording)
    return as_understood(replace(edit, wording=wording), new.target)


def as_understood(edit: IndicatorEdit, target: Target) -> IndicatorEdit:
    """The form with the target's figures in its fields, to be written whole."""
    form = form_of(target, edit.unit or None)
    return replace(
        edit,
        comparator=form.comparator,
        low=form.low,
        high=form.high,
        strict=form.strict,
        baseline=form.baseline,
        plan_basis=form.plan_basis,
        target_unit=form.unit,
        typed=None,
        read=target,
    )


def with_understood_words(edit: IndicatorEdit, wording: str, of: About) -> IndicatorEdit:
    """The same as `with_words`, for words that nobody sees read: Refused (field "wording") where a figure would go.

    A target that is in words stays so; one with a figure is not made one in words, nor one that cannot be compared.
    """
    changed = with_words(edit, wording, of)
    if changed.read is None:
        return changed
    told = understand(wording, of)
    if told.in_words and edit.comparator is not Comparator.TEXT_ONLY:
        why = f" {told.doubts[0]}" if told.doubts else ""
        raise Refused(
            f"Không đọc ra con số nào trong “{tidy(wording)}”.{why} Hãy viết mức kế hoạch có con số; "
            "muốn đánh giá bằng lời thì đổi trong chương trình.",
            "wording",
        )
    if told.judged.startswith("Chưa so được"):
        raise Refused(f"{told.judged} {' '.join(told.doubts)}".strip(), "wording")
    return changed
