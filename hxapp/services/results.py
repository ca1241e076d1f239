"""Writing results (kết quả thực hiện): one door for the grid, for imports and for the command line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import Basis, PartKind, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, periods_of
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.domain.words import format_date, tidy
from hxapp.services import typed_results
from hxapp.services.area_sums import AreaDays, days_of, held_areas
from hxapp.services.fields import optional
from hxapp.services.neighbourhoods import ward
from hxapp.services.part_order import Cells, Written, refusals
from hxapp.services.pieces import Cell
from hxapp.services.result_cells import cells, counts_of, year_periods
from hxapp.services.typed_results import EMPTY, FIELD, MEASURED, Measured
from hxapp.storage.bin import live
from hxapp.storage.cells import check_values, throw_cells, write_cell, write_cells
from hxapp.storage.mapped.indicators import Indicator, Result, TargetRow, result_id

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_GONE = "Chỉ tiêu này không còn trong sổ (đã bị xóa). Hãy tải lại bảng, hoặc khôi phục từ thùng rác."


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed for an indicator and period; without an area the ward is meant."""

    indicator_id: uuid.UUID
    period: Period
    text: str
    area_id: uuid.UUID | None = None


class BlockRefused(Refused):
    """Several results of which some are not taken; nothing was written.

    `found` are those: each by its place among the entries, with the sentence of why.
    """

    def __init__(self, found: Sequence[tuple[int, str]]) -> None:
        self.found = tuple(found)
        super().__init__(f"Chưa ghi gì, vì có {len(self.found)} ô không nhận được. {self.found[0][1]}", FIELD)


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
    set_results(session, (Entry(indicator_id, period, text, area_id),), stage=stage, basis=basis, now=now)


def set_results(
    session: Session,
    entries: Sequence[Entry],
    *,
    stage: Stage = Stage.FINAL,
    basis: Basis = Basis.IN_PERIOD,
    now: dt.datetime | None = None,
) -> None:
    """Writes many results at once, each as `set_result` does, or none of them; of one cell's entries the last counts.

    A part and its whole are compared as they stand once all is written. What cannot be is raised as BlockRefused, of a
    single entry as what `set_result` raises.
    """
    if not entries:
        return
    block = _Block(session, entries, basis, stage)
    block.check()
    if block.refused:
        found = sorted(block.refused.items())
        if len(entries) == 1:
            raise found[0][1]
        raise BlockRefused([(at, str(refused)) for at, refused in found])
    thrown = {identity for identity, (_, values) in block.cells.items() if values is None}
    throw_cells(session, Result, thrown, now or dt.datetime.now(dt.UTC))
    written = block.cells.items()
    write_cells(
        session,
        Result,
        {identity: place.columns | values for identity, (place, values) in written if values is not None},
    )


class _Block:
    """Entries that are written together: what each cell gets, and what is refused, by the places of the entries."""

    def __init__(self, session: Session, entries: Sequence[Entry], basis: Basis, stage: Stage) -> None:
        self._session = session
        self._entries = entries
        self._areas = {area.id: area for area in held_areas(session)}
        whole = next((area.id for area in self._areas.values() if area.is_ward), None) or ward(session)
        self._places = [
            _Place(entry.indicator_id, entry.period, entry.area_id or whole, basis, stage) for entry in entries
        ]
        self._identities = [place.identity for place in self._places]
        self._family = _family(session, {entry.indicator_id for entry in entries})
        self._heads = _heads(session, self._family, {entry.period.year for entry in entries})
        self.refused: dict[int, HxError] = {}
        self.cells: dict[uuid.UUID, tuple[_Place, dict[str, object] | None]] = {}

    def check(self) -> None:
        """Reads every entry, and compares parts with their wholes."""
        for at, (identity, place) in enumerate(zip(self._identities, self._places, strict=True)):
            try:
                self.cells[identity] = place, self._read(self._entries[at].text, place)
            except HxError as refused:
                self.refused[at] = refused
        self._check_parts()

    def _read(self, text: str, place: _Place) -> dict[str, object] | None:
        """The fields of the cell; None for one that is emptied."""
        measured = self._family.get(place.indicator_id)
        if measured is None:
            raise HxError(_GONE)
        typed = tidy(text)
        if not typed:
            return None
        part = self._heads.get((measured.id, place.period.year))
        if part is not None:
            raise Refused(
                f"“{measured.called}” là chỉ tiêu gộp, không có số của riêng nó. Hãy nhập ở từng phần, như “{part}”.",
                FIELD,
            )
        _check_due(measured, place.period)
        _check_existed(self._areas.get(place.area_id), place)
        values = typed_results.read(measured, typed)
        if values["words"] is not None:  # a number has passed what a cell holds as it was read
            check_values(self._session, Result, {"words": values["words"]}, FIELD)
        return values

    def _check_parts(self) -> None:
        """A part ('trong đó') never exceeds its whole (product.md, 'Indicators'), once all is written.

        Beside an entry that is refused already nothing is compared: what it would become is not known.
        """
        entered = {place.indicator_id for place in self._places}
        pairs = [
            (part, self._family[part.parent_id])
            for part in self._family.values()
            if part.part_kind is PartKind.OF_WHICH
            and part.parent_id in self._family
            and not entered.isdisjoint((part.id, part.parent_id))
        ]
        figures: dict[tuple[uuid.UUID, int], dict[uuid.UUID, list[Written]]] = {}
        last = {identity: at for at, identity in enumerate(self._identities)}
        for identity, (place, values) in self.cells.items():
            if values is not None and (values["value"] is not None or values["nothing_arose"]):
                one = Written(last[identity], place.indicator_id, place.period)
                of_year = figures.setdefault((place.area_id, place.period.year), {})
                of_year.setdefault(place.indicator_id, []).append(one)
        if not pairs or not figures:
            return
        unknown = {(self._places[at].area_id, self._places[at].indicator_id) for at in self.refused}
        among = {one.id for pair in pairs for one in pair}
        before = cells(
            self._session,
            {area_id for area_id, _ in figures},
            [period for year in {year for _, year in figures} for period in year_periods(year)],
            among,
        )
        after = {area_id: self._after(area_id, held, among) for area_id, held in before.items()}
        for (area_id, _), of_year in figures.items():
            for part, whole in pairs:
                if unknown.isdisjoint({(area_id, part.id), (area_id, whole.id)}):
                    written = [*of_year.get(part.id, ()), *of_year.get(whole.id, ())]
                    for at, sentence in refusals(part, whole, written, before[area_id], after[area_id]):
                        self.refused.setdefault(at, Refused(sentence, FIELD))

    def _after(self, area_id: uuid.UUID, held: Cells, among: Collection[uuid.UUID]) -> Cells:
        """The area's cells of the indicators once all is written."""
        after = {indicator: {_key(cell): cell for cell in own} for indicator, own in held.items()}
        for place, values in self.cells.values():
            if place.area_id != area_id or place.indicator_id not in among:
                continue
            own = after.setdefault(place.indicator_id, {})
            own.pop((place.period, place.basis, place.stage), None)
            if values is not None:
                cell = _cell(place, values)
                own[_key(cell)] = cell
        return {indicator: tuple(own.values()) for indicator, own in after.items()}


def _key(cell: Cell) -> tuple[Period, Basis, Stage]:
    return cell.period, cell.basis, cell.stage


def _cell(place: _Place, values: Mapping[str, Any]) -> Cell:
    return Cell(
        place.period,
        place.basis,
        place.stage,
        values["value"],
        counts_of(values["numerator"], values["denominator"]),
        values["words"],
        values["verdict"],
        values["nothing_arose"],
    )


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
        write_cell(session, Result, place.identity, **place.columns, **EMPTY | {"verdict": verdict})


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
        "note": typed_results.lines(note, "note", "Ghi chú"),
        "source": optional(source, "source", "Nguồn số liệu"),
    }
    if _is_live(session, place):
        session.execute(update(Result).where(Result.id == place.identity).values(**beside))
        if not any(beside.values()) and not _has_figure(session, place):
            throw_cells(session, Result, {place.identity}, now or dt.datetime.now(dt.UTC))
    elif any(beside.values()):
        write_cell(session, Result, place.identity, **place.columns, **EMPTY, **beside)


def _measured(session: Session, indicator_id: uuid.UUID) -> Measured:
    row = session.execute(select(*MEASURED).where(Indicator.id == indicator_id, live(Indicator))).first()
    if row is None:
        raise HxError(_GONE)
    return Measured(**row._mapping)


def _family(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Measured]:
    """The indicators with their wholes and their parts, in the order of a document."""
    asked = list(ids)
    above = select(Indicator.parent_id).where(Indicator.id.in_(asked), Indicator.parent_id.is_not(None))
    rows = session.execute(
        select(*MEASURED)
        .where(live(Indicator), or_(Indicator.id.in_(asked), Indicator.parent_id.in_(asked), Indicator.id.in_(above)))
        .order_by(Indicator.position, Indicator.id)
    )
    return {row.id: Measured(**row._mapping) for row in rows}


def _heads(
    session: Session, family: Mapping[uuid.UUID, Measured], years: Iterable[int]
) -> dict[tuple[uuid.UUID, int], str]:
    """The heads of compounds that have no figure asked of themselves, by year, each with the name of a part.

    They take none: their parts do.
    """
    parts: dict[uuid.UUID, str] = {}
    for one in family.values():
        if one.part_kind is PartKind.COMPOUND and one.parent_id is not None:
            parts.setdefault(one.parent_id, one.name)
    if not parts:
        return {}
    asked = session.execute(
        select(TargetRow.indicator_id, TargetRow.year).where(
            live(TargetRow),
            TargetRow.indicator_id.in_(list(parts)),
            TargetRow.judged,
            TargetRow.comparator != Comparator.TEXT_ONLY,
        )
    )
    own = {(row.indicator_id, row.year) for row in asked}
    return {(head, year): part for head, part in parts.items() for year in years if (head, year) not in own}


def _check_due(measured: Measured, period: Period) -> None:
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


def _check_existed(area: AreaDays | None, place: _Place) -> None:
    """A neighbourhood takes figures of the periods in which it existed."""
    if area is None:
        raise Refused("Tổ dân phố này không còn trong sổ (đã bị xóa). Hãy tải lại bảng rồi nhập lại.", FIELD)
    if area.kind is AreaKind.WARD or area.exists_in(*days_of(place.period, place.basis)):
        return
    days = (
        f"chỉ có từ {format_date(area.first)}"
        if area.first > place.period.last
        else f"chỉ có đến {format_date(area.last)}"
    )
    raise Refused(
        f"“{area.name}” {days}, nên không có số liệu kỳ {place.period.label}. "
        "Hãy nhập ở kỳ khác, hoặc sửa ngày của tổ dân phố.",
        FIELD,
    )


def _is_live(session: Session, place: _Place) -> bool:
    return session.scalar(select(Result.id).where(Result.id == place.identity, live(Result))) is not None


def _has_figure(session: Session, place: _Place) -> bool:
    figure = or_(
        Result.value.is_not(None), Result.words.is_not(None), Result.verdict.is_not(None), Result.nothing_arose
    )
    return session.scalar(select(Result.id).where(Result.id == place.identity, figure)) is not None
