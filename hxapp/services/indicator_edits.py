"""Changing indicators (chỉ tiêu): one as a form holds it, many in one field, into the bin and back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select, update

from hxapp.domain import units
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.guessing import guess_better, guess_over_time
from hxapp.domain.indicators import Better, OverTime, PartKind, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator, Target, usually_typed
from hxapp.domain.words import MOST_DECIMALS, format_number, tidy
from hxapp.services import bin as the_bin
from hxapp.services import target_places
from hxapp.services.departments import check_department, check_person
from hxapp.services.documents import ensure_document
from hxapp.services.fields import LONGEST_TEXT, decimals_of, needed, number, optional
from hxapp.services.keeping import KEEP, Keep
from hxapp.services.neighbourhoods import ward
from hxapp.services.target_forms import TargetForm, direction, stored_form, write_form
from hxapp.services.targets import main_target, target_of, year_targets
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.indicators import Indicator, Result, TargetRow
from hxapp.storage.schema.indicators import INDICATOR, TARGET
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_UNIT = 60
LONGEST_NUMBER = 20
LONGEST_WORDING = 2000

_GONE = "Chỉ tiêu này không còn trong sổ (có thể vừa bị xóa vào thùng rác). Hãy tải lại bảng rồi chọn lại."


@dataclass(frozen=True, slots=True)
class IndicatorEdit:
    """An indicator with its target of the year, as a form holds it; figures are texts, '' for none.

    A target with one figure has it in `low`, whichever side it bounds; `high` is a range's upper figure. An empty
    `wording` is made from the figures. `number` is the document's own ('6'), '' for a further figure or a part.
    `assigned` is a superior's figure for a target relative to it. Where `typed`, `value_kind`, `plan_basis` or
    `target_unit` is None it stays, and a new indicator gets what is usual: the change is typed for counts, the level
    for rates and for a per cent of an amount; the figures are in the indicator's unit, but those of a change may be
    typed with theirs ('16%'). The target stands in the clause, or with a document alone in none of its clauses;
    without either it stays, and a new one stands in the year's document, beside its head or the other numbered ones.
    `read` is the target as the wording was understood, written whole in place of the form's fields (`target_entry`).
    """

    name: str
    short_name: str = ""
    unit: str = ""
    wording: str = ""
    comparator: Comparator = Comparator.TEXT_ONLY
    low: str = ""
    high: str = ""
    strict: bool = False
    baseline: str = ""
    assigned: str = ""
    better: Better = Better.HIGHER
    over_time: OverTime = OverTime.LATEST
    rhythm: Rhythm = Rhythm.QUARTERLY
    decimals: str = ""
    department_id: uuid.UUID | None = None
    leader_id: uuid.UUID | None = None
    note: str = ""
    typed: Typed | None = None
    number: str = ""
    value_kind: ValueKind | None = None
    plan_basis: str | None = None
    target_unit: str | None = None
    document_id: uuid.UUID | None = None
    clause_id: uuid.UUID | None = None
    read: Target | None = None


def suggest(name: str, unit: str) -> tuple[Better, OverTime]:
    """The better side and the way of adding up that the name and the unit speak for; a clerk may know better."""
    return guess_better(name), guess_over_time(name, unit)


def edit_of(session: Reading, indicator_id: uuid.UUID, year: int) -> IndicatorEdit:
    """The indicator as a form shows it, with its target of the year; HxError when it is not in the book any more."""
    row = live_row(session, INDICATOR, indicator_id)
    if row is None:
        raise HxError(_GONE)
    main = _main(session, indicator_id, year)
    target = None if main is None else live_row(session, TARGET, main)
    form = TargetForm() if target is None else stored_form(target, row.unit)
    assigned = None if target is None else as_typed(target.assigned, target.assigned_decimals)
    return IndicatorEdit(
        name=row.name,
        short_name=row.short_name or "",
        unit=row.unit or "",
        wording="" if target is None else target.wording,
        comparator=form.comparator,
        low=form.low,
        high=form.high,
        strict=form.strict,
        baseline=form.baseline,
        assigned="" if assigned is None else format_number(assigned),
        better=row.better,
        over_time=row.over_time,
        rhythm=row.rhythm,
        decimals="" if row.decimals is None else str(row.decimals),
        department_id=row.department_id,
        leader_id=row.leader_id,
        note=row.note or "",
        typed=Typed.LEVEL if target is None else target.typed,
        number="" if target is None else target.number or "",
        value_kind=row.value_kind,
        plan_basis=form.plan_basis,
        target_unit=form.unit,
        document_id=None if target is None else target_places.named_place(target)[0],
        clause_id=None if target is None else target.clause_id,
    )


def save(session: Session, indicator_id: uuid.UUID, year: int, edit: IndicatorEdit) -> None:
    """Writes the form over the indicator and its target of the year, which is made where it has none.

    Raises Refused, with the field, for what cannot be.
    """
    row = _row(session, indicator_id)
    target = _target(session, indicator_id, year)
    old_unit = row.unit
    _check_unit(session, row, edit)
    _write(session, row, edit)
    if target is not None and target.comparator is not edit.comparator and edit.value_kind in (None, row.value_kind):
        row.value_kind = _kind_for(row.value_kind, edit)
    if target is None and _has_target(edit):
        target = _new_target(session, row, edit, year)
        session.add(target)
    elif target is not None and (edit.document_id, edit.clause_id) not in (
        (None, None),
        target_places.named_place(target),
    ):
        target_places.move(
            session, row, target, *target_places.chosen_place(session, year, edit.document_id, edit.clause_id)
        )
    if target is not None:
        _write_target(session, row, target, edit, old_unit)
    session.flush()


def add(session: Session, year: int, edit: IndicatorEdit, parent_id: uuid.UUID | None = None) -> uuid.UUID:
    """A new indicator with its target in the year's document, after those that stand there.

    Under `parent_id` it is a part: 'trong đó' of an indicator that has a figure itself, else a part of a compound.
    Raises Refused, with the field, for what cannot be.
    """
    row = Indicator(
        id=uuid.uuid4(),
        parent_id=parent_id,
        name="",
        part_kind=None if parent_id is None else _kind_of_part(session, parent_id, year),
        value_kind=_kind_for(ValueKind.NUMBER, edit),
        position=(session.scalar(select(func.max(Indicator.position))) or 0) + 1,
    )
    _write(session, row, edit)
    session.add(row)
    session.flush()
    target = _new_target(session, row, edit, year)
    _write_target(session, row, target, edit, row.unit)
    session.add(target)
    session.flush()
    return row.id


def remove(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts the indicators into the bin, each with its parts and targets; their results wait for them."""
    the_bin.throw(session, "indicator", ids, now)


def restore(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings indicators back from the bin, each with exactly what went in with it."""
    the_bin.restore(session, [("indicator", identity) for identity in ids])


def assign(
    session: Session,
    ids: Collection[uuid.UUID],
    *,
    department_id: uuid.UUID | Keep | None = KEEP,
    leader_id: uuid.UUID | Keep | None = KEEP,
    rhythm: Rhythm | Keep = KEEP,
) -> None:
    """Sets the given fields of all the indicators at once; None empties one, KEEP leaves it as it is."""
    values: dict[str, object] = {}
    if department_id is not KEEP:
        check_department(session, department_id)
        values["department_id"] = department_id
    if leader_id is not KEEP:
        check_person(session, leader_id)
        values["leader_id"] = leader_id
    if rhythm is not KEEP:
        values["rhythm"] = rhythm
    if values:
        session.execute(update(Indicator).where(Indicator.id.in_(ids), live(Indicator)).values(**values))


def place(
    session: Session, ids: Collection[uuid.UUID], year: int, document_id: uuid.UUID, clause_id: uuid.UUID | None
) -> None:
    """Puts the year's targets of the indicators, each with those of its parts, under the clause, else the document.

    Refused, with the field, for what is not in the book, and where the document has a plan for the indicator already.
    """
    chosen = target_places.chosen_place(session, year, document_id, clause_id)
    for indicator_id in ids:
        row, target = _row(session, indicator_id), _target(session, indicator_id, year)
        if target is None:
            raise Refused(
                f"“{row.short_name or row.name}” chưa có mức kế hoạch năm {year} nên chưa thuộc văn bản nào. "
                "Hãy nhập mức kế hoạch trước."
            )
        target_places.move(session, row, target, *chosen)
    session.flush()


def _row(session: Session, indicator_id: uuid.UUID) -> Indicator:
    row = session.scalar(select(Indicator).where(Indicator.id == indicator_id, live(Indicator)))
    if row is None:
        raise HxError(_GONE)
    return row


def _target(session: Session, indicator_id: uuid.UUID, year: int) -> TargetRow | None:
    """The target that a listing of the year judges."""
    main = _main(session, indicator_id, year)
    return None if main is None else session.get_one(TargetRow, main)


def _main(session: Reading, indicator_id: uuid.UUID, year: int) -> uuid.UUID | None:
    area_id = ward(session)
    ids = session.execute(
        select(TARGET.c.id).where(
            live(TARGET),
            TARGET.c.indicator_id == indicator_id,
            TARGET.c.year == year,
            TARGET.c.area_id == area_id,
            TARGET.c.period == Period.whole_year(year),
        )
    ).scalars()
    held = list(ids)
    if len(held) < 2:  # nearly always: the order of documents and clauses decides nothing then
        return next(iter(held), None)
    main = main_target(year_targets(session, year, area_id, only=(indicator_id,)))
    return None if main is None else main.id


def _has_target(edit: IndicatorEdit) -> bool:
    return edit.comparator is not Comparator.TEXT_ONLY or bool(tidy(edit.wording) or tidy(edit.number))


def _write(session: Session, row: Indicator, edit: IndicatorEdit) -> None:
    row.name = needed(edit.name, "name", "Tên chỉ tiêu")
    row.short_name = optional(edit.short_name, "short_name", "Tên gọn")
    row.unit = optional(edit.unit, "unit", "Đơn vị tính", LONGEST_UNIT)
    row.note = optional(edit.note, "note", "Ghi chú", LONGEST_TEXT)
    row.better, row.over_time, row.rhythm = edit.better, edit.over_time, edit.rhythm
    if edit.value_kind is not None:
        row.value_kind = edit.value_kind
    row.decimals = _decimals(edit.decimals)
    if edit.department_id != row.department_id:
        check_department(session, edit.department_id)
        row.department_id = edit.department_id
    if edit.leader_id != row.leader_id:
        check_person(session, edit.leader_id)
        row.leader_id = edit.leader_id


def _check_unit(session: Session, row: Indicator, edit: IndicatorEdit) -> None:
    """What was typed stays in the unit it was typed in."""
    if not row.unit or units.same(row.unit, edit.unit):
        return
    typed = select(Result.id).where(live(Result), Result.indicator_id == row.id, Result.value.is_not(None)).limit(1)
    if session.scalar(typed) is not None:
        raise Refused(
            f"“{row.short_name or row.name}” đã có kết quả nhập theo {row.unit}, đổi đơn vị tính thì các số đó "
            f"thành sai. Hãy giữ {row.unit}, hoặc thêm một chỉ tiêu mới với đơn vị mới.",
            "unit",
        )


def _kind_for(kind: ValueKind, edit: IndicatorEdit) -> ValueKind:
    """What a result is when nobody says it: words for a target in words without a unit, a number for a figure."""
    if edit.comparator is Comparator.TEXT_ONLY:
        return ValueKind.WORDS if kind is ValueKind.NUMBER and not tidy(edit.unit) else kind
    return ValueKind.NUMBER if kind is ValueKind.WORDS and tidy(edit.low + edit.high) else kind


def _write_target(
    session: Session, row: Indicator, target: TargetRow, edit: IndicatorEdit, old_unit: str | None
) -> None:
    form = TargetForm(
        edit.comparator, edit.low, edit.high, edit.strict, edit.baseline, edit.plan_basis, edit.target_unit, edit.read
    )
    wording = optional(edit.wording, "wording", "Mức kế hoạch", LONGEST_WORDING) or ""
    before = usually_typed(target_of(target))
    write_form(target, form, wording, row, old_unit)
    usual = usually_typed(target_of(target))
    if edit.typed is not None and edit.typed is not target.typed:
        target.typed = edit.typed
    elif usual is not before and target.typed is before and (edit.typed is None or not inspect(target).transient):
        target.typed = usual  # 'tăng 10 cơ sở' that becomes 'tăng 16%' is not typed as a change any more
    assigned = number(edit.assigned, "assigned", row.unit)
    target.assigned, target.assigned_decimals = assigned, decimals_of(assigned)
    numbered = optional(edit.number, "number", "Số thứ tự", LONGEST_NUMBER)
    if numbered != target.number:
        target_places.check_number(session, row, target, numbered)
        target.number = numbered


def _new_target(session: Session, row: Indicator, edit: IndicatorEdit, year: int) -> TargetRow:
    """A target of the year's document, for the whole ward and year, not yet in the session."""
    if edit.document_id is not None or edit.clause_id is not None:
        document_id, clause_id = target_places.chosen_place(session, year, edit.document_id, edit.clause_id)
    else:
        document_id, clause_id = _usual_place(session, row, edit, year)
    part = row.part_kind
    last = session.scalar(select(func.max(TargetRow.position)).where(TargetRow.document_id == document_id))
    return TargetRow(
        id=uuid.uuid4(),
        indicator_id=row.id,
        document_id=document_id,
        clause_id=clause_id,
        year=year,
        area_id=ward(session),
        period=Period.whole_year(year),
        wording="",
        judged=True,
        typed=Typed.LEVEL,
        of_which=part is PartKind.OF_WHICH,
        comparator=Comparator.TEXT_ONLY,
        strict=False,
        approx=False,
        direction=direction(Comparator.TEXT_ONLY, row.better),
        position=(last or 0) + 1,
    )


def _usual_place(
    session: Session, row: Indicator, edit: IndicatorEdit, year: int
) -> tuple[uuid.UUID, uuid.UUID | None]:
    """Where a new target stands: a part beside its head, a numbered one where the document lists its numbers."""
    head = None if row.parent_id is None else _target(session, row.parent_id, year)
    if head is not None:
        return target_places.place_of(head)
    document_id = ensure_document(session, year)
    if row.parent_id is not None or not tidy(edit.number):
        return document_id, None
    beside = select(TargetRow.clause_id).where(
        live(TargetRow), TargetRow.document_id == document_id, TargetRow.year == year, TargetRow.clause_id.is_not(None)
    )
    return document_id, session.scalar(beside.where(TargetRow.number.is_not(None)).order_by(TargetRow.position))


def _kind_of_part(session: Session, parent_id: uuid.UUID, year: int) -> PartKind:
    parent = _row(session, parent_id)
    if parent.parent_id is not None:
        raise Refused(
            f"“{parent.name}” đã là một phần của chỉ tiêu khác, không chia nhỏ thêm được. "
            "Hãy thêm phần mới vào chỉ tiêu đứng trên nó.",
            "parent_id",
        )
    sibling = session.scalar(
        select(Indicator.part_kind)
        .where(live(Indicator), Indicator.parent_id == parent_id)
        .order_by(Indicator.position)
    )
    if sibling is not None:
        return sibling
    target = _target(session, parent_id, year)
    whole = target is not None and target.comparator is not Comparator.TEXT_ONLY
    return PartKind.OF_WHICH if whole else PartKind.COMPOUND


def _decimals(text: str) -> int | None:
    value = number(text, "decimals")
    if value is None:
        return None
    if value != value.to_integral_value() or not 0 <= value <= MOST_DECIMALS:
        raise Refused(
            f"Số chữ số thập phân phải là số nguyên từ 0 đến {MOST_DECIMALS}. Hãy nhập lại, hoặc để trống.", "decimals"
        )
    return int(value)
