"""The indicator table (bảng chỉ tiêu) of a period: numbered indicators with their parts, then the further figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import OverTime, PartKind, Stage
from hxapp.domain.periods import Period, PeriodKind
from hxapp.domain.ratings import State
from hxapp.domain.words import format_number, match_key
from hxapp.reports import office
from hxapp.reports.report import (
    Align,
    Block,
    Cell,
    Column,
    Paragraph,
    Report,
    Row,
    Run,
    Table,
    item,
    part,
    section,
    total,
)
from hxapp.reports.wording import NO_FIGURE, capital, comparison_cell, figure_cell, joined, small
from hxapp.services import books, documents, indicators
from hxapp.services.documents import DocumentRow
from hxapp.services.figures import Figure
from hxapp.services.indicators import IndicatorRow, further_title

NOTE_SIZE = 10.0
ESTIMATED = "ước"  # shown by italics, so no note


def build(session: Any, period: Period, today: dt.date) -> Report:
    """The table for the period as the book of `session` holds it; columns follow the kind of period."""
    facts = books.facts(session)
    rows = indicators.list_rows(session, period.year, period)
    estimates = _year_estimates(session, period) if period.kind is PeriodKind.MONTHS else {}
    sources = documents.list_documents(session, period.year)
    return office.standing_alone(
        facts,
        today,
        title=f"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU {_time(period).upper()}",
        lines=(f"(Theo {sources[0].title})",) if len(sources) == 1 else (),
        blocks=_blocks(rows, period, estimates, sources),
        file_stem=f"bang-chi-tieu-{period.key}",
        landscape=True,
    )


def _year_estimates(session: Any, period: Period) -> dict[Any, IndicatorRow]:
    """What was estimated for the whole year, by indicator; a figure that is final already counts as well."""
    whole = Period.whole_year(period.year)
    return {row.id: row for row in indicators.list_rows(session, period.year, whole, Stage.ESTIMATE)}


def _time(period: Period) -> str:
    """The period in a title: 'quý III và 9 tháng năm 2022'."""
    if period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return f"{period.short_label} và {small(period.cumulative.label)}"
    return small(period.label)


# The columns


@dataclass(frozen=True)
class _Shown:
    """One column: its heading, the heading it shares with its neighbours, and what a row shows in it."""

    key: str
    heading: str
    width_mm: float
    align: Align
    cell: Callable[[IndicatorRow], Cell]
    over: str = ""
    formula: tuple[str, str] | None = None
    """The keys of the columns that are compared: '(9)=(7)/(5)'."""


def _columns(rows: Sequence[IndicatorRow], period: Period, estimates: dict[Any, IndicatorRow]) -> list[_Shown]:
    year, before = period.year, period.year - 1
    whole = period.kind is PeriodKind.YEAR
    running = not period.ends_year
    results = [figure for row in rows for figure in (_so_far(row), row.in_period) if figure is not None]
    # A final figure is never called an estimate, though the forms print 'Ước' in this head.
    does = "Ước TH" if any(one.stage is Stage.ESTIMATE for one in results) or (running and not results) else "TH"
    number = _Shown("number", "TT", 8.5, Align.CENTER, lambda row: Cell(row.number))
    name = _Shown("name", "Chỉ tiêu", 51.5, Align.LEFT, lambda row: Cell(_name(row)))
    unit = _Shown("unit", "Đơn vị tính", 16, Align.CENTER, lambda row: Cell(row.unit))
    previous = _Shown(
        "previous", f"TH năm {before}", 16.5, Align.DECIMAL, lambda row: _filled(row, row.previous, asked=True)
    )
    plan = _Shown("plan", f"Kế hoạch năm {year}", 23, Align.CENTER, lambda row: Cell(_plan(row)))
    rating = _Shown("rating", "Đánh giá" if whole else "Khả năng", 28, Align.CENTER, _rating)
    note = _Shown("note", "Ghi chú", 27.5, Align.LEFT, lambda row: Cell(_note(row, estimates.get(row.id)), small=True))
    against, than = "So sánh (%)", "với cùng kỳ"
    if whole:
        shown = _Shown("so_far", f"{does} năm {year}", 19, Align.DECIMAL, _result)
        results_columns = [shown]
        than, base = f"với TH năm {before}", "previous"
        last = []
    else:
        base = "last_year"
        last = [_Shown(base, f"Cùng kỳ năm {before}", 16.5, Align.DECIMAL, lambda row: _filled(row, row.last_year))]
        if period.kind is PeriodKind.MONTHS:
            shown = _Shown("so_far", f"{does} {small(period.label)}", 17.5, Align.DECIMAL, _result)
            results_columns = [shown]
        else:
            alone = _Shown(
                "in_period",
                f"TH {small(period.label)}",
                16.5,
                Align.DECIMAL,
                lambda row: _filled(row, row.in_period),
            )
            so_far = _Shown("so_far", f"Lũy kế {small(period.cumulative.label)}", 17.5, Align.DECIMAL, _result)
            results_columns = [alone, so_far]
            against = "So sánh lũy kế (%)"
            rating = replace(rating, heading="Đánh giá")
    vs_plan = _Shown(
        "vs_plan",
        "với kế hoạch năm",
        17,
        Align.DECIMAL,
        lambda row: comparison_cell(row.percent_text),
        against,
        ("so_far", "plan"),
    )
    vs_base = _Shown(
        "vs_base", than, 17.5, Align.DECIMAL, lambda row: comparison_cell(row.versus_text), against, ("so_far", base)
    )
    year_end = []
    if period.kind is PeriodKind.MONTHS:
        year_end = [
            _Shown(
                "year_end",
                f"Ước TH cả năm {year}",
                17,
                Align.DECIMAL,
                lambda row: _filled(row, _so_far(estimates[row.id]) if row.id in estimates else None, asked=True),
            )
        ]
    return [number, name, unit, previous, plan, *results_columns, *last, vs_plan, vs_base, *year_end, rating, note]


def _head(columns: Sequence[_Shown]) -> tuple[tuple[Cell, ...], ...]:
    """Two rows: neighbours that share a heading stand under it, the others reach over both rows."""
    upper: list[Cell] = []
    lower: list[Cell] = []
    for index, column in enumerate(columns):
        if not column.over:
            upper.append(Cell(column.heading, rows=2))
            continue
        lower.append(Cell(column.heading))
        if columns[index - 1].over != column.over:
            upper.append(Cell(column.over, span=sum(one.over == column.over for one in columns)))
    return tuple(upper), tuple(lower)


def _numbers(columns: Sequence[_Shown]) -> tuple[str, ...]:
    place = {column.key: number for number, column in enumerate(columns, start=1)}
    return tuple(
        f"({number})"
        if column.formula is None
        else f"({number})=({place[column.formula[0]]})/({place[column.formula[1]]})"
        for number, column in enumerate(columns, start=1)
    )


# What a row shows


def _so_far(row: IndicatorRow) -> Figure | None:
    """The figure that is compared: the cumulative one, of what does not add up that of the period."""
    if row.cumulative is not None or row.over_time is OverTime.SUM:
        return row.cumulative
    return row.in_period


def _filled(row: IndicatorRow, figure: Figure | None, *, asked: bool = False, bold: bool = False) -> Cell:
    """A figure; '…' where one is due (or `asked` for whatever the period) and there is none."""
    if row.is_head:
        return Cell()
    return figure_cell(figure, missing=NO_FIGURE if asked or row.due else "", bold=bold)


def _result(row: IndicatorRow) -> Cell:
    return _filled(row, _so_far(row), bold=True)


def _name(row: IndicatorRow) -> str:
    if row.depth == 0:
        return row.name
    if row.part_kind is PartKind.OF_WHICH and not match_key(row.name).startswith(match_key("trong đó")):
        return f"- Trong đó: {small(row.name)}"
    return f"- {row.name}"


def _plan(row: IndicatorRow) -> str:
    """The target as written, without the unit at its end that stands in the column beside it.

    A change of a rate keeps its '%': it is no share of the level.
    """
    if not row.unit or row.target is None or (row.target.is_change and row.unit.startswith(("%", "‰"))):
        return row.wording
    bare = row.wording.removesuffix(row.unit).rstrip()
    return bare if bare[-1:].isdigit() else row.wording


def _rating(row: IndicatorRow) -> Cell:
    return _state(row.rating.state)


def _state(state: State) -> Cell:
    """The word for a rating; trouble is bold, never only coloured."""
    return Cell(capital(state.label), bold=state.is_trouble)


def _note(row: IndicatorRow, estimate: IndicatorRow | None) -> str:
    """What was noted on the figure, and what a reader must know of it."""
    marks = [mark for mark in row.marks if mark != ESTIMATED]
    other = [
        f"{one.clause} ghi khác: “{one.wording}”" for one in row.statements if one.restates is Restates.CONTRADICTS
    ]
    whole_year = []
    if estimate is not None and not row.is_head and _so_far(estimate) is not None:
        state = estimate.rating.state
        if state.is_trouble != row.rating.state.is_trouble and (state.is_trouble or state.is_good):
            whole_year = [f"cả năm {state.label}"]
    pieces = (row.note, *marks, *whole_year, *other)
    return capital(joined(piece.rstrip(".") for piece in pieces))


def _table_rows(row: IndicatorRow, columns: Sequence[_Shown]) -> list[Row]:
    """The row, and under it what else is asked of the same figure."""
    make = item if row.depth == 0 else part
    made = [make(*(column.cell(row) for column in columns))]
    if row.assigned is not None and row.rating.against_assigned is not None:
        plan = Cell(format_number(row.assigned), row.assigned)
        share = comparison_cell(row.rating.assigned_percent_text)
        made.append(_further(columns, "- So với mức được giao", row.unit, plan, row.rating.against_assigned, share))
    for wording, state in row.outcomes:
        made.append(_further(columns, "- Mức khác của cùng chỉ tiêu", "", Cell(wording), state))
    return made


def _further(
    columns: Sequence[_Shown], name: str, unit: str, plan: Cell, state: State, share: Cell | None = None
) -> Row:
    held = {"name": Cell(name), "unit": Cell(unit), "plan": plan, "rating": _state(state)}
    if share is not None:
        held["vs_plan"] = share
    return part(*(held.get(column.key, Cell()) for column in columns))


# The table


def _blocks(
    rows: Sequence[IndicatorRow], period: Period, estimates: dict[Any, IndicatorRow], sources: Sequence[DocumentRow]
) -> tuple[Block, ...]:
    columns = _columns(rows, period, estimates)
    further = [row for row in rows if row.further]
    numbered = [row for row in rows if not row.further]
    body: list[Row] = []
    if numbered:
        count = sum(row.headline for row in numbered)
        kinds = {one.kind for one in sources}
        called = kinds.pop().label if len(kinds) == 1 else "văn bản"
        body.append(section(f"A. CÁC CHỈ TIÊU CỦA {called.upper()} ({count} chỉ tiêu)"))
        body += [one for row in numbered for one in _table_rows(row, columns)]
        body.append(_count_row(numbered, "chỉ tiêu"))
    if further:
        count = sum(row.depth == 0 for row in further)
        body.append(
            section(f"{'B' if numbered else 'A'}. {further_title(further).upper()} ({count} số liệu, tính riêng)")
        )
        body += [one for row in further for one in _table_rows(row, columns)]
        body.append(_count_row(further, "số liệu"))
    if not body:
        return (Paragraph(f"Sổ chưa có chỉ tiêu nào của năm {period.year}."),)
    table = Table(
        tuple(Column(one.heading, one.width_mm, one.align) for one in columns),
        tuple(body),
        head=_head(columns),
        numbers=_numbers(columns),
        name="Chỉ tiêu",
    )
    return (table, Paragraph(_notes(rows, period, columns, sources), size=NOTE_SIZE))


def _count_row(rows: Sequence[IndicatorRow], noun: str) -> Row:
    """'Cộng 14 chỉ tiêu: 7 có khả năng đạt (2, 4, …); 4 khó đạt (1, 3, 6, 13); …', each number named once."""
    held: dict[State, list[str]] = {}
    for row in rows:
        if row.depth == 0:
            held.setdefault(row.rating.state, []).append(row.number)
    count = sum(map(len, held.values()))
    pieces = [f"{len(held[state])} {state.label} ({', '.join(held[state])})" for state in _BEST_FIRST if state in held]
    return total(Cell((Run(f"Cộng {count} {noun}: ", bold=True), Run("; ".join(pieces) + "."))))


_BEST_FIRST = (
    State.EXCEEDED,
    State.MET,
    State.ESTIMATE_EXCEEDED,
    State.ESTIMATE_MET,
    State.LIKELY,
    State.UNLIKELY,
    State.ESTIMATE_NOT_MET,
    State.NOT_MET,
    State.NOT_COMPARABLE,
    State.AWAITING_ASSIGNMENT,
    State.NOT_DUE,
    State.NO_FIGURE,
)


def _notes(
    rows: Sequence[IndicatorRow], period: Period, columns: Sequence[_Shown], sources: Sequence[DocumentRow]
) -> tuple[Run, ...]:
    """What the table's figures and words mean; only what the table has."""
    place = {column.key: f"({number})" for number, column in enumerate(columns, start=1)}
    lines = []
    if sources:
        lines.append(f"Kế hoạch năm {period.year} lấy theo: {'; '.join(one.title for one in sources)}.")
    if any(row.target is not None and row.target.is_range for row in rows):
        lines.append(f"Kế hoạch là khoảng thì cột {place['vs_plan']} so với mức thấp.")
    lines.append(
        "Tỷ lệ so sánh bằng điểm phần trăm (đ%). Dấu (…): chưa có số liệu; dấu (-): không phát sinh; ô trống: chưa đến "
        "kỳ hoặc không so sánh. Số in nghiêng là số ước."
    )
    if period.ends_year:
        lines.append("Đánh giá: so kết quả cả năm với kế hoạch.")
    else:
        months = period.elapsed_share * 12
        share = f"{months.numerator}/12" if months.denominator == 1 else f"{float(period.elapsed_share) * 100:.0f}%"
        lines.append(
            f"Đánh giá theo tiến độ: số cộng dồn so với {share} kế hoạch năm; mức độ, tỷ lệ so theo đường từ số năm "
            f"{period.year - 1} đến kế hoạch."
        )
    if any(row.is_head for row in rows):
        lines.append("Chỉ tiêu có nhiều phần ngang nhau xếp theo phần thấp nhất; phần “trong đó” đánh giá riêng.")
    return (Run("Ghi chú:", bold=True, italic=True), Run("".join(f"\n- {line}" for line in lines)))
