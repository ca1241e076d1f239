"""Writing results (kết quả thực hiện): one door for the grid, for imports and for the command line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import Basis, OverTime, PartKind, Stage, ValueKind
from hxapp.domain.parts import exceeds_whole
from hxapp.domain.periods import Period, Rhythm, periods_of
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.domain.words import format_number, match_key, parse_number, tidy
from hxapp.services.fields import LONGEST_TEXT, decimals_of, number, optional
from hxapp.services.figures import NOTHING_AROSE, Series, rate_sign, ratio, rounded, year_cells
from hxapp.services.neighbourhoods import ward
from hxapp.services.pieces import Cell
from hxapp.storage.bin import live
from hxapp.storage.cells import write_cell
from hxapp.storage.mapped.indicators import Indicator, Result, TargetRow, result_id

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIELD = "result"

_NOTHING = frozenset(match_key(words) for words in ("kps", "kpsinh", "không ps", NOTHING_AROSE))
_VERDICTS = {
    match_key(words): state
    for words, state in (
        ("đạt", State.MET),
        ("có", State.MET),
        ("không đạt", State.NOT_MET),
        ("chưa đạt", State.NOT_MET),
        ("không", State.NOT_MET),
        ("vượt", State.EXCEEDED),
    )
}
_IN_WORDS = frozenset({ValueKind.WORDS, ValueKind.TITLE, ValueKind.OBJECT})
_COUNTED_DECIMALS = 1
_COLUMNS = (
    Indicator.id,
    Indicator.parent_id,
    Indicator.part_kind,
    Indicator.name,
    Indicator.short_name,
    Indicator.unit,
    Indicator.value_kind,
    Indicator.over_time,
    Indicator.rhythm,
    Indicator.decimals,
)
_EMPTY: dict[str, object] = {
    "value": None,
    "decimals": None,
    "numerator": None,
    "denominator": None,
    "words": None,
    "verdict": None,
    "nothing_arose": False,
}


@dataclass(frozen=True, slots=True)
class _Measured:
    """What must be known of an indicator to write its result."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    part_kind: PartKind | None
    name: str
    short_name: str | None
    unit: str | None
    value_kind: ValueKind
    over_time: OverTime
    rhythm: Rhythm
    decimals: int | None

    @property
    def called(self) -> str:
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class _Place:
    """The coordinates of a cell."""

    indicator_id: uuid.UUID
    period: Period
    area_id: uuid.UUID
    basis: Basis
    stage: Stage

    @property
    def identity(self) -> uuid.UUID:
        return result_id(self.indicator_id, self.period, self.area_id, self.basis, self.stage)

    @property
    def columns(self) -> dict[str, object]:
        return {
            "indicator_id": self.indicator_id,
            "period": self.period,
            "area_id": self.area_id,
            "basis": self.basis,
            "stage": self.stage,
        }


def set_result(
    session: Session,
    indicator_id: uuid.UUID,
    period: Period,
    text: str,
    *,
    stage: Stage = Stage.FINAL,
    basis: Basis = Basis.IN_PERIOD,
    area_id: uuid.UUID | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Writes what was typed as the indicator's result; '' puts the cell into the bin.

    'kps' or 'không phát sinh' declares that nothing arose; a rate may be typed as two counts ('3/4'); an indicator in
    words keeps the words, of which 'đạt', 'chưa đạt', 'vượt' are its verdict too. Without an area the ward is meant;
    `now` is the moment of a deletion. Raises Refused (field "result") for what cannot be, with what to do next.
    """
    measured = _measured(session, indicator_id)
    place = _Place(indicator_id, period, area_id or ward(session), basis, stage)
    typed = tidy(text)
    if not typed:
        _throw(session, place, now)
        return
    _check_head(session, measured, period.year)
    _check_due(measured, period)
    with _beside_result():
        values = _EMPTY | _read(measured, typed)
        value = values["value"]
        if isinstance(value, Decimal) or values["nothing_arose"]:
            new = Cell(period, basis, stage, value if isinstance(value, Decimal) else Decimal(0))
            _check_parts(session, measured, place, new)
        write_cell(session, Result, place.identity, **place.columns, **values)


def set_verdict(
    session: Session,
    indicator_id: uuid.UUID,
    period: Period,
    verdict: State | None,
    *,
    stage: Stage = Stage.FINAL,
    basis: Basis = Basis.IN_PERIOD,
    area_id: uuid.UUID | None = None,
) -> None:
    """Judges a result in words by hand: met, not met or exceeded; None takes the judgement back."""
    measured = _measured(session, indicator_id)
    if verdict not in (None, State.MET, State.NOT_MET, State.EXCEEDED):
        raise Refused("Chỉ đánh giá tay được là “đạt”, “không đạt” hoặc “vượt”. Hãy chọn một trong ba.", "verdict")
    if verdict is not None:
        _check_due(measured, period)
    place = _Place(indicator_id, period, area_id or ward(session), basis, stage)
    if _is_live(session, place):
        session.execute(update(Result).where(Result.id == place.identity).values(verdict=verdict))
    elif verdict is not None:
        write_cell(session, Result, place.identity, **place.columns, **_EMPTY | {"verdict": verdict})


def set_result_note(
    session: Session,
    indicator_id: uuid.UUID,
    period: Period,
    *,
    note: str,
    source: str,
    stage: Stage = Stage.FINAL,
    basis: Basis = Basis.IN_PERIOD,
    area_id: uuid.UUID | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Writes the note and the source that stand beside a cell, whether it has a figure or not; '' empties them."""
    _measured(session, indicator_id)
    place = _Place(indicator_id, period, area_id or ward(session), basis, stage)
    beside = {
        "note": _lines(note, "note", "Ghi chú"),
        "source": optional(source, "source", "Nguồn số liệu"),
    }
    if _is_live(session, place):
        session.execute(update(Result).where(Result.id == place.identity).values(**beside))
        if not any(beside.values()) and not _has_figure(session, place):
            _throw(session, place, now)
    elif any(beside.values()):
        write_cell(session, Result, place.identity, **place.columns, **_EMPTY, **beside)


def _measured(session: Session, indicator_id: uuid.UUID) -> _Measured:
    row = session.execute(select(*_COLUMNS).where(Indicator.id == indicator_id, live(Indicator))).first()
    if row is None:
        raise HxError("Chỉ tiêu này không còn trong sổ (đã bị xóa). Hãy tải lại bảng, hoặc khôi phục từ thùng rác.")
    return _Measured(**row._mapping)


def _read(measured: _Measured, typed: str) -> dict[str, object]:
    """The columns that the typed text fills."""
    if match_key(typed) in _NOTHING:
        return {"nothing_arose": True}
    if measured.value_kind in _IN_WORDS:
        words = optional(typed, FIELD, "Kết quả", LONGEST_TEXT)
        return {"words": words, "verdict": _VERDICTS.get(match_key(typed))}
    if "/" in typed:
        return _read_counts(measured, typed)
    value = number(typed, FIELD, measured.unit)
    if value is None:  # nothing but the unit
        raise Refused(f"“{typed}” chưa có con số nào. Hãy nhập một con số, như 82,7.", FIELD)
    if measured.value_kind is ValueKind.LEVEL and value != value.to_integral_value():
        raise Refused(f"“{typed}” không phải là một mức độ. Hãy nhập số nguyên như 1, 2, 3.", FIELD)
    return {"value": value, "decimals": decimals_of(value)}


def _read_counts(measured: _Measured, typed: str) -> dict[str, object]:
    """The two counts of a rate and the rate they make, rounded half up to the indicator's decimals."""
    if rate_sign(measured.unit) is None:
        unit = f"“{measured.unit}”" if measured.unit else "không phải %"
        raise Refused(
            f"“{typed}” là hai số đếm, nhưng đơn vị tính của “{measured.called}” là {unit}. "
            "Chỉ tỷ lệ %, ‰ mới nhập được như 3/4; hãy nhập một con số.",
            FIELD,
        )
    texts = typed.split("/")
    if len(texts) != 2:
        raise Refused(f"“{typed}” có nhiều hơn một dấu gạch chéo. Hãy nhập hai số đếm như 3/4.", FIELD)
    part, whole = parse_number(texts[0]), parse_number(texts[1])
    if part < 0 or whole <= 0:
        raise Refused(f"“{typed}” không tính được tỷ lệ: số sau dấu gạch chéo phải lớn hơn 0. Hãy nhập lại.", FIELD)
    if part > whole:
        raise Refused(
            f"Trong “{typed}”, {format_number(part)} lớn hơn tổng số {format_number(whole)}. "
            "Hãy nhập phần trước, tổng số sau, như 3/4.",
            FIELD,
        )
    rate = ratio((part, whole), measured.unit) or Decimal(0)
    decimals = _COUNTED_DECIMALS if measured.decimals is None else measured.decimals
    return {"value": rounded(rate, decimals), "decimals": decimals, "numerator": part, "denominator": whole}


def _lines(text: str, field: str, called: str) -> str | None:
    """Text of several lines, each tidied."""
    kept = "\n".join(tidy(line) for line in text.splitlines()).strip()
    if len(kept) > LONGEST_TEXT:
        raise Refused(f"{called} dài {len(kept)} ký tự, nhiều nhất là {LONGEST_TEXT}. Hãy viết gọn lại.", field)
    return kept or None


def _check_head(session: Session, measured: _Measured, year: int) -> None:
    """A compound's head that has no figure asked of itself takes none: its parts do."""
    part = session.scalar(
        select(Indicator.name)
        .where(live(Indicator), Indicator.parent_id == measured.id, Indicator.part_kind == PartKind.COMPOUND)
        .order_by(Indicator.position, Indicator.id)
    )
    if part is None:
        return
    asked = select(TargetRow.id).where(
        live(TargetRow),
        TargetRow.indicator_id == measured.id,
        TargetRow.year == year,
        TargetRow.judged,
        TargetRow.comparator != Comparator.TEXT_ONLY,
    )
    if session.scalar(asked) is None:
        raise Refused(
            f"“{measured.called}” là chỉ tiêu gộp, không có số của riêng nó. Hãy nhập ở từng phần, như “{part}”.", FIELD
        )


def _check_due(measured: _Measured, period: Period) -> None:
    if measured.rhythm.due_in(period):
        return
    due = [one for one in periods_of(period.year) if one.last >= period.last and measured.rhythm.due_in(one)]
    nearest = [one for one in due if one.last == due[0].last]
    named = next((one for one in due if one.kind is period.kind), nearest[-1])
    raise Refused(
        f"Chưa đến kỳ thu thập của “{measured.called}” (kỳ thu thập: {measured.rhythm.label}). "
        f"Hãy nhập ở kỳ {named.label}, hoặc đổi kỳ thu thập của chỉ tiêu.",
        FIELD,
    )


def _check_parts(session: Session, measured: _Measured, place: _Place, new: Cell) -> None:
    """A part ('trong đó') never exceeds its whole (product.md, 'Indicators').

    What is shown is compared, typed or derived, estimate or final: at the period itself, and at every later one of the
    year that the new cell would put out of order.
    """
    pairs = _pairs(session, measured)
    if not pairs:
        return
    ids = {one.id for pair in pairs for one in pair}
    before = year_cells(session, place.area_id, place.period.year, ids)
    replaced = [
        cell
        for cell in before.get(measured.id, ())
        if (cell.period, cell.basis, cell.stage) != (place.period, place.basis, place.stage)
    ]
    after = {**before, measured.id: (*replaced, new)}
    for part, whole in pairs:
        old = set(_out_of_order(part, whole, before, place.period))
        for found in _out_of_order(part, whole, after, place.period):
            period, inside, total = found
            if period != place.period and found in old:
                continue
            at = "" if period == place.period else f"{period.label}: "
            mended = whole if measured.id == part.id else part
            said = (
                f"“{part.called}” là {_said(inside, part.unit)}, không được lớn hơn “{whole.called}” "
                f"là {_said(total, whole.unit)}."
                if measured.id == part.id
                else f"“{whole.called}” là {_said(total, whole.unit)}, không được nhỏ hơn phần “{part.called}” "
                f"là {_said(inside, part.unit)}."
            )
            raise Refused(f"{at}{said} Nếu số của “{mended.called}” sai thì sửa ở đó trước, rồi nhập lại ô này.", FIELD)


def _pairs(session: Session, measured: _Measured) -> list[tuple[_Measured, _Measured]]:
    """The indicator with its whole and with its parts, as (part, whole)."""
    others = session.execute(
        select(*_COLUMNS).where(
            live(Indicator), or_(Indicator.id == measured.parent_id, Indicator.parent_id == measured.id)
        )
    )
    pairs = []
    for row in others:
        other = _Measured(**row._mapping)
        part, whole = (measured, other) if other.id == measured.parent_id else (other, measured)
        if part.part_kind is PartKind.OF_WHICH:
            pairs.append((part, whole))
    return pairs


def _out_of_order(
    part: _Measured, whole: _Measured, cells: Mapping[uuid.UUID, Sequence[Cell]], since: Period
) -> Iterator[tuple[Period, Decimal, Decimal]]:
    """Where, from the period on, the part's figure as shown is larger than the whole's."""
    inside = Series(cells.get(part.id, ()), part.over_time, part.decimals)
    total = Series(cells.get(whole.id, ()), whole.over_time, whole.decimals)
    later = sorted(one for one in periods_of(since.year) if one != since and one.last >= since.last)
    for period in (since, *later):
        for stage in (Stage.FINAL, Stage.ESTIMATE):
            for pair in (
                (inside.in_period(period, stage), total.in_period(period, stage)),
                (inside.cumulative(period, stage), total.cumulative(period, stage)),
            ):
                small, large = (
                    None if figure is None else Decimal(0) if figure.nothing_arose else figure.value for figure in pair
                )
                if small is not None and large is not None and exceeds_whole(small, part.unit, large, whole.unit):
                    yield period, small, large


def _said(value: Decimal, unit: str | None) -> str:
    value = value.normalize()
    shown = format_number(value if int(value.as_tuple().exponent) <= 0 else value.quantize(Decimal(1)))
    return f"{shown} {unit}" if unit and rate_sign(unit) is None else f"{shown}{unit or ''}"


def _is_live(session: Session, place: _Place) -> bool:
    return session.scalar(select(Result.id).where(Result.id == place.identity, live(Result))) is not None


def _has_figure(session: Session, place: _Place) -> bool:
    figure = or_(
        Result.value.is_not(None), Result.words.is_not(None), Result.verdict.is_not(None), Result.nothing_arose
    )
    return session.scalar(select(Result.id).where(Result.id == place.identity, figure)) is not None


def _throw(session: Session, place: _Place, now: dt.datetime | None) -> None:
    moment = now or dt.datetime.now(dt.UTC)
    session.execute(update(Result).where(Result.id == place.identity, live(Result)).values(binned_at=moment))


@contextmanager
def _beside_result() -> Iterator[None]:
    """A number or text that is refused further down is refused beside the cell it was typed in."""
    try:
        yield
    except Refused as refused:
        if refused.field == FIELD:
            raise
        raise Refused(str(refused), FIELD) from refused
