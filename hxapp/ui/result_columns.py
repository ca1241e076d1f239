"""The columns of the result grids: a period of the year each, or the whole ward and each neighbourhood."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from hxapp.domain.indicators import Basis, OverAreas, OverTime, PartKind, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, PeriodKind, Rhythm
from hxapp.domain.words import format_number
from hxapp.services.figures import Figure, rate_sign
from hxapp.services.indicator_marks import CONTRADICTS, DOUBTFUL, ESTIMATED
from hxapp.services.result_grid import AreaColumn, GridCell, GridRow, ResultGrid, Spot
from hxapp.ui import palette
from hxapp.ui.cells import PAD, advance
from hxapp.ui.labels import capital
from hxapp.ui.palette import Tone
from hxapp.ui.result_rows import SectionRow
from hxapp.ui.signs import Sign
from hxapp.ui.table import PLAIN, PLAIN_ROW, Align, Column, Line, Look, RowLook

NOTHING = "kps"
_LEAST, _MOST = 50, 118  # no more for words; a figure is never cut
_FEW_LINES = 3
_MARK = 14
_QUIET = Look(tone=Tone.SECOND)
_SECTION, _SPANNED = RowLook(section=True, span=True), RowLook(span=True)
_SHUT = Look(fill=Tone.GREY, mark=Sign.DASH, mark_tone=Tone.THIRD)
_WARNED = (CONTRADICTS, DOUBTFUL)
_WARNINGS = {
    CONTRADICTS: "Các số đã nhập không khớp nhau: hãy đối chiếu lại",
    DOUBTFUL: "Tỷ lệ nằm ngoài 0–100: hãy xem lại số đã nhập",
}
_OWN = "hãy nhập số của toàn phường"
_MADE_NONE = {
    OverAreas.RATIO: "chưa tính được từ các tổ: có tổ nhập tỷ lệ, hãy nhập hai số đếm như 3/4",
    OverAreas.WEIGHTED: f"chưa tính được từ các tổ, {_OWN}",
    OverAreas.NONE: f"không cộng từ các tổ, {_OWN}",
    OverAreas.SUM: f"chưa có số liệu, {_OWN}",
    OverAreas.AVERAGE: f"chưa có số liệu, {_OWN}",
}
_LONG_WORD = re.compile(rf"^{AreaKind.NEIGHBOURHOOD.label} (?:số )?", re.IGNORECASE)
_FIGURE = re.compile(r"[-+−–]?[\d.]+(,\d+)?")


@dataclass(frozen=True)
class Place:
    """What the grid shows: the period chosen in the bar, the stage, and the basis."""

    period: Period
    stage: Stage
    basis: Basis

    def basis_of(self, period: Period) -> Basis:
        """What is typed for a period that begins the year is one figure under either basis, kept as the period's."""
        return Basis.IN_PERIOD if period == period.cumulative else self.basis


@dataclass(frozen=True)
class Target:
    """What a column writes: the period, and the area where it is not the whole ward; `key` is its cells' in a row."""

    key: Hashable
    period: Period
    area_id: uuid.UUID | None = None
    area: str = ""


def year_periods(year: int, *, monthly: bool, basis: Basis) -> tuple[Period, ...]:
    """The year by months or by quarters; counted from January a quarter's end is the half year's, and so on."""
    whole = Period.whole_year(year)
    if monthly:
        return (*(Period.month(year, month) for month in range(1, 13 - (basis is Basis.CUMULATIVE))), whole)
    quarters = [Period.quarter(year, number) for number in range(1, 5)]
    if basis is Basis.CUMULATIVE:
        return (*quarters[:3], whole)
    return (*quarters[:2], Period.months(year, 6), quarters[2], Period.months(year, 9), quarters[3], whole)


def columns(
    grid: ResultGrid, place: Place, save: Callable[[GridRow, Target, str], None]
) -> tuple[tuple[Column, ...], Mapping[str, Target]]:
    """The columns, and what each of those that are typed into writes."""
    made: list[Column] = [
        Column("number", "TT", lambda row: _of(row, "number"), width=36, fixed=True, align=Align.CENTER,
               look=lambda _: _QUIET, sortable=False),
        Column("name", "Chỉ tiêu", _name, stretch=True, fixed=True, tree=True, look=_name_look, tip=_name_tip,
               sortable=False),
        Column("unit", "ĐVT", lambda row: _of(row, "unit"), width=74, gives_way=2, look=lambda _: _QUIET,
               sortable=False),
        Column("plan", f"Kế hoạch năm {place.period.year}", _plan, width=160, gives_way=1,
               look=lambda _: _QUIET, sortable=False),
    ]  # fmt: skip
    targets: dict[str, Target] = {}
    headings: dict[str, str] = {}
    for one in grid.columns:
        name = _key(one)
        headings[name] = _heading(one) if isinstance(one, Period) else _area_heading(one)
        targets[name] = Target(one, one) if isinstance(one, Period) else _of_area(one, place.period)
    widths = _widths(grid, [target.key for target in targets.values()], headings.values())
    for (name, target), width in zip(targets.items(), widths, strict=True):
        made.append(_result(name, headings[name], target, place, width, save))
    return tuple(made), targets


def row_look(row: Any) -> RowLook:
    """Section rows run over all cells, a compound's head over its own."""
    if isinstance(row, SectionRow):
        return _SECTION
    return _SPANNED if isinstance(row, GridRow) and row.is_head else PLAIN_ROW


def words_of(row: GridRow, target: Target, place: Place, *, of_areas: bool = False) -> str:
    """The cell in words: whose it is, period, basis, stage, and what it is.

    `of_areas`: it is the ward's, and neighbourhoods have figures; where they make none that is said.
    """
    cell = row.cell(target.key)
    where = [target.area] if target.area else []
    where += [_of_year(target.period), place.basis_of(target.period).label]
    stage = place.stage if cell.figure is None else cell.figure.stage
    said = _MADE_NONE[row.over_areas] if of_areas and cell.spot is Spot.EMPTY else state_of(row, cell)
    return f"{called(row)}: {', '.join([*where, stage.label])} – {said}"


def sum_of(cells: Sequence[tuple[GridRow, Target]], place: Place) -> str:
    """Of several cells how many there are, and what they come to where adding them means something."""
    figures = [(row.unit, row.cell(target.key).figure) for row, target in cells]
    known = [(unit, figure.value) for unit, figure in figures if figure is not None and figure.value is not None]
    units = {unit for unit, _ in known}
    said = f"Đang chọn {len(cells)} ô"
    if len(known) < 2 or len(units) > 1 or rate_sign(known[0][0]) is not None or not _adds_up(cells, place):
        return said
    return (
        f"{said}: {len(known)} số, cộng {format_number(sum((value for _, value in known), Decimal(0)))} {units.pop()}"
    )


def _adds_up(cells: Sequence[tuple[GridRow, Target]], place: Place) -> bool:
    """Whether no figure among them holds another: 6 months two quarters, the ward its neighbourhoods, a whole its part.

    What stands beside each other in a row must add up to the indicator's own figure.
    """
    lines: dict[uuid.UUID, tuple[GridRow, list[Target]]] = {}
    for row, target in cells:
        lines.setdefault(row.id, (row, []))[1].append(target)
    for row, beside in lines.values():
        if row.part_kind is PartKind.OF_WHICH and row.parent_id in lines:
            return False
        if len(beside) < 2:
            continue
        if any(one.area_id is not None for one in beside):
            if row.over_areas is not OverAreas.SUM or any(one.area_id is None for one in beside):
                return False
        elif row.over_time is not OverTime.SUM or place.basis is Basis.CUMULATIVE or _overlap(beside):
            return False
    return True


def _overlap(targets: Iterable[Target]) -> bool:
    periods = sorted((one.period for one in targets), key=lambda one: one.first)
    return any(one.last >= after.first for one, after in pairwise(periods))


def state_of(row: GridRow, cell: GridCell) -> str:
    """What a cell is, in words: 'đã nhập', 'suy ra từ tháng 1, 2, 3', 'chưa đến kỳ: thu thập hằng quý'."""
    found = {
        Spot.TYPED: "đã nhập",
        Spot.DERIVED: f"suy ra từ {cell.made_of}" if cell.made_of else "suy ra",
        Spot.EMPTY: "chưa có số liệu",
        Spot.NOT_DUE: f"chưa đến kỳ: thu thập {row.rhythm.label}",
        Spot.HEAD: "chỉ tiêu gộp: nhập số ở từng phần bên dưới",
    }[cell.spot]
    parts = [found]
    if cell.figure is not None:
        parts += ["không phát sinh"] if cell.figure.nothing_arose else []
        parts += [f"hai số đếm {cell.figure.counts_text}"] if cell.figure.counts is not None else []
    return "; ".join([*parts, *(mark for mark in cell.marks if mark in _WARNED)])


# One column


def _result(
    name: str,
    heading: str,
    target: Target,
    place: Place,
    width: int,
    save: Callable[[GridRow, Target, str], None],
) -> Column:
    def cell(row: Any) -> GridCell | None:
        return row.cell(target.key) if isinstance(row, GridRow) else None

    due = frozenset(rhythm for rhythm in Rhythm if rhythm.due_in(target.period))

    def editable(row: Any) -> bool:
        found = cell(row)
        if found is None or found.spot is Spot.HEAD:
            return False
        return row.rhythm in due or bool(found.typed_text)

    second = [place.stage.label] if place.stage is Stage.ESTIMATE else []
    second += [Basis.CUMULATIVE.label] if place.basis_of(target.period) is Basis.CUMULATIVE else []
    return Column(
        name,
        heading,
        lambda row: _text(cell(row)),
        value=lambda row: _value(cell(row)),
        second=" ".join(second),
        width=width,
        align=Align.FIGURE,
        look=lambda row: _look(cell(row)),
        tip=lambda row: _tip(row, cell(row)),
        save=lambda row, text: save(row, target, text),
        editable=editable,
        closed=lambda row: _closed(row, target.period),
        edit_text=lambda row: "" if (found := cell(row)) is None else found.typed_text,
        elsewhere=lambda row: _elsewhere(row, cell(row)),
        typed=target.key == place.period,
        sortable=False,
    )


def _key(one: Period | AreaColumn) -> str:
    """The column's key: the period's without its year, so that a dragged width is kept from year to year."""
    return f"{one.kind}{one.number or ''}" if isinstance(one, Period) else f"area {one.id}"


def _heading(period: Period) -> str:
    return "Cả năm" if period.kind is PeriodKind.YEAR else capital(period.short_label)


def _area_heading(area: AreaColumn) -> str:
    """What stands over a narrow column: 'Toàn phường', 'Tổ 5' for 'Tổ dân phố số 5'."""
    return AreaKind.WARD.label if area.is_ward else _LONG_WORD.sub("Tổ ", area.name)


def _of_area(area: AreaColumn, period: Period) -> Target:
    return Target(area.id, period) if area.is_ward else Target(area.id, period, area.id, area.name)


def _widths(grid: ResultGrid, keys: Sequence[Hashable], headings: Iterable[str]) -> list[int]:
    """One width for all, as wide as the widest figure; a column with words is wider, so that they take few lines."""
    head, bold, small = palette.font(11, bold=True), palette.font(12, bold=True), palette.font(10.5)
    heads = max((advance(word, head) for heading in headings for word in heading.split()), default=0)
    widest = max(heads + PAD + 4, _LEAST)
    words = dict.fromkeys(keys, 0.0)
    for row in grid.rows:
        for key in keys:
            cell = row.cell(key)
            text = _text(cell)
            if not text:
                continue
            if not _FIGURE.fullmatch(text) and text != NOTHING:
                longest = max(advance(word, bold) for word in text.split())
                words[key] = max(words[key], longest, advance(text, bold) / _FEW_LINES + longest / 2)
                continue
            look = _look(cell)
            beside = _MARK * (look.mark is not None) + (advance(look.mark_text, small) + 5 if look.mark_text else 0)
            widest = max(widest, advance(text, bold) + beside + 2 * PAD + 1)
    return [math.ceil(max(widest, min(words[key] + 2 * PAD, _MOST))) for key in keys]


# Texts and dress: rows of sections have neither


def _of(row: Any, name: str) -> str:
    return str(getattr(row, name)) if isinstance(row, GridRow) else ""


def _plan(row: Any) -> str:
    """The target's words; those of a compound stand with its parts."""
    return row.wording if isinstance(row, GridRow) and not row.is_head else ""


def called(row: GridRow) -> str:
    """What a sentence or a narrow place calls the indicator."""
    return row.short_name or row.name


def _name(row: Any) -> str:
    if isinstance(row, SectionRow):
        return row.title
    if not isinstance(row, GridRow):
        return ""
    return f"trong đó: {called(row)}" if row.part_kind is PartKind.OF_WHICH else called(row)


def _name_look(row: Any) -> Look:
    return Look(below=(Line(row.below, Tone.SECOND),)) if isinstance(row, SectionRow) and row.below else PLAIN


def _name_tip(row: Any) -> str:
    if isinstance(row, SectionRow):
        return "Bấm vào mũi tên để mở hoặc gấp lại (phím → và ←)"
    if not isinstance(row, GridRow):
        return ""
    whole = [row.name] if row.short_name and row.short_name != row.name else []
    return "\n".join([*whole, *([f"Mục {row.clause}"] if row.clause else [])])


def _text(cell: GridCell | None) -> str:
    if cell is None or cell.figure is None:
        return ""
    return NOTHING if cell.figure.nothing_arose else cell.figure.text


def _value(cell: GridCell | None) -> Decimal | str | None:
    figure: Figure | None = None if cell is None else cell.figure
    return None if figure is None else figure.value if figure.value is not None else figure.text


def _look(cell: GridCell | None) -> Look:
    if cell is None or cell.spot is Spot.HEAD:
        return PLAIN
    figure = cell.figure
    if figure is None:
        return _SHUT if cell.spot is Spot.NOT_DUE else PLAIN
    marks = cell.marks
    doubtful = bool(marks) and any(mark in _WARNED for mark in marks)
    typed = cell.spot is Spot.TYPED
    return _dress(typed, figure.nothing_arose, doubtful, ESTIMATED in marks, "" if typed else _told_areas(figure))


@cache
def _dress(typed: bool, nothing: bool, doubtful: bool, about: bool, told: str) -> Look:
    """How a cell with a figure looks: there are few ways, and a table asks for each cell whenever it is painted."""
    return Look(
        bold=typed and not nothing,
        italic=not typed,
        small=nothing,
        tone=Tone.SECOND if nothing else Tone.TEXT,
        mark=Sign.QUERY if doubtful else Sign.ABOUT if about else None,
        mark_text=told,
        mark_tone=Tone.AMBER if doubtful else Tone.SECOND,
        fill=Tone.AMBER if doubtful else None,
    )


def _told_areas(figure: Figure) -> str:
    """How many of the neighbourhoods have told theirs, while some have not: '10/12'."""
    areas = figure.pieces[0].areas if len(figure.pieces) == 1 else None
    return f"{areas[0]}/{areas[1]}" if areas is not None and areas[0] < areas[1] else ""


def _tip(row: Any, cell: GridCell | None) -> str:
    if cell is None or (cell.figure is None and cell.spot is Spot.EMPTY):
        return ""
    facts = [capital(state_of(row, cell))]
    if ESTIMATED in cell.marks:
        facts.append("Số ước, chưa phải số chính thức")
    return "\n".join([*facts, *(_WARNINGS[mark] for mark in cell.marks if mark in _WARNINGS)])


def _closed(row: Any, period: Period) -> str:
    if isinstance(row, SectionRow):
        return "Dòng này chỉ gom các chỉ tiêu bên dưới. Hãy nhập ở từng chỉ tiêu."
    if row.is_head:
        return "Chỉ tiêu gộp không có số riêng: hãy nhập số ở từng phần bên dưới."
    if row.rhythm.due_in(period):
        return ""
    return (
        f"Chưa đến kỳ: chỉ tiêu này thu thập {row.rhythm.label}. Hãy nhập ở cột khác, "
        "hoặc đổi kỳ thu thập ở bảng chi tiết (F4)."
    )


def _elsewhere(row: Any, cell: GridCell | None) -> str:
    """Why Del finds nothing to empty where a figure is shown, and what to do."""
    if cell is None or cell.figure is None or cell.typed_text:
        return ""
    if cell.spot is Spot.TYPED:
        stage = cell.figure.stage.label
        return f"Đây là số {stage}. Muốn sửa hay xóa, hãy chọn “{capital(stage)}” ở góc trên trước."
    return f"Số này {state_of(row, cell)}. Muốn đổi, hãy sửa ở đó, hoặc gõ số khác vào ô này."


def _of_year(period: Period) -> str:
    return period.label[:1].lower() + period.label[1:]
