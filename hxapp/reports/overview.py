"""The one-page overview (tổng quan): what a leader reads and signs; rows give way so that it stays one page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hxapp.domain.checklist import Outcome
from hxapp.domain.indicators import OverTime, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.domain.words import format_date, format_number
from hxapp.reports import office, room
from hxapp.reports.overview_tables import Late, Trouble
from hxapp.reports.report import (
    Bar,
    Bars,
    Block,
    Charts,
    Figure,
    Figures,
    Fill,
    Paragraph,
    Report,
    Run,
    Segment,
)
from hxapp.reports.wording import listed, shortened, small
from hxapp.services import books, indicators
from hxapp.services.indicators import IndicatorRow
from hxapp.services.overview import DepartmentLine, OpenCriterion, Overview, overview

# What the estimate of heights may be wrong by.
_SPARE_MM = 3.0
_ROOM_MM = 20.0
_LABEL_LETTERS = 27
_OTHERS = "Các đơn vị khác"


def build(session: Any, period: Period, today: dt.date) -> Report:
    """The page for the period, with the tasks as they stand today."""
    facts = books.facts(session)
    held = overview(session, period.year, period, Stage.FINAL, today)
    rows = {row.id: row for row in indicators.list_rows(session, period.year, period)}
    page = _Page(facts, held, rows)
    report = page.report(page.choices[0])
    for choice in page.choices:
        report = page.report(choice)
        if room.report_mm(report) <= room.PAGE_MM - _SPARE_MM:
            break
    return report


@dataclass(frozen=True)
class _Choice:
    """How many rows the tables, bars the charts and names the sentences get, and whether long names are cut short."""

    trouble: int
    late: int
    bars: int
    named: int
    brief: bool


# Bars, names, whether names are cut short, and how few rows each table may come down to: the richest first.
_SIZES = (
    (8, 4, False, 6),
    (8, 4, True, 5),
    (6, 4, True, 4),
    (5, 3, True, 3),
    (4, 3, True, 2),
    (0, 3, True, 2),
    (0, 1, True, 1),
)
_MOST_ROWS = 14


class _Page:
    """The page in every size it may be drawn in, the richest first."""

    def __init__(self, facts: books.BookFacts, held: Overview, rows: dict[uuid.UUID, IndicatorRow]) -> None:
        self.facts = facts
        self.held = held
        self.trouble = Trouble(held, rows)
        self.late = Late(held)
        self.percents = _percents(rows.values())
        self.choices = tuple(self._choices())

    def _choices(self) -> Iterator[_Choice]:
        """In each size rows give way one by one, from the longer table first."""
        for bars, named, brief, least in _SIZES:
            trouble, late = min(len(self.trouble), _MOST_ROWS), min(len(self.late), _MOST_ROWS)
            yield _Choice(trouble, late, bars, named, brief)
            while trouble > least or late > least:
                if trouble >= late:
                    trouble -= 1
                else:
                    late -= 1
                yield _Choice(trouble, late, bars, named, brief)

    def report(self, choice: _Choice) -> Report:
        """The page with so many rows."""
        facts, held = self.facts, self.held
        blocks: list[Block] = [
            Figures(_band(held)),
            *self._charts(choice.bars),
            *self.trouble.blocks(1, choice.trouble, brief=choice.brief),
            *self.late.blocks(2, choice.late, brief=choice.brief),
            Paragraph(_checklist(held, choice.named, choice.brief)),
            Paragraph(_missing(held, choice.named)),
        ]
        return Report(
            title="BÁO CÁO",
            subject=f"Tóm tắt chỉ tiêu, nhiệm vụ {small(held.period.label)} (đến ngày {format_date(held.today)})",
            head=office.letterhead(facts.office, held.today, office.letter_style(facts.office)),
            blocks=tuple(blocks),
            signatures=office.signatures(facts.office, with_drafter=False, room_mm=_ROOM_MM),
            practice_mark=office.practice_mark(facts),
            foot=office.foot(facts, held.today),
            file_stem=f"tong-quan-{held.period.key}",
        )

    def _charts(self, most: int) -> list[Block]:
        charts = [chart for chart in (self._shares(most), self._departments(most)) if chart is not None]
        return [Charts(tuple(charts))] if charts and most else []

    def _shares(self, most: int) -> Bars | None:
        """How far what adds up has come of its yearly plan."""
        if not self.percents or not most:
            return None
        period = self.held.period
        share = Decimal(100) if period.ends_year else _percent(period)
        words = "kế hoạch năm" if period.ends_year else f"mốc tiến độ {format_number(share)}%"
        return Bars(
            "Số cộng dồn so với kế hoạch năm (%)",
            tuple(
                Bar(
                    shortened(row.short_name or row.name, _LABEL_LETTERS),
                    (Segment(percent, Fill.HATCH if row.rating.state.is_trouble else Fill.GREY),),
                    format_number(percent, 1),
                    bold=row.rating.state.is_trouble,
                )
                for row, percent in self.percents[:most]
            ),
            mark=(share, words),
        )

    def _departments(self, most: int) -> Bars | None:
        """The dated tasks of each lead department by how they stand; beyond `most` they are summed up."""
        lines = [line for line in self.held.by_department if line.totals.dated]
        if not lines or not most:
            return None
        shown = lines if len(lines) <= most else lines[: most - 1]
        bars = [_department(shortened(line.name, _LABEL_LETTERS), [line]) for line in shown]
        if len(lines) > len(shown):
            bars.append(_department(_OTHERS, lines[len(shown) :]))
        totals = self.held.task_totals
        return Bars(
            "Nhiệm vụ có thời hạn theo đơn vị chủ trì",
            tuple(bars),
            legend=(
                (Fill.BLACK, f"quá hạn {totals.late}"),
                (Fill.HATCH, f"trong hạn {totals.open}"),
                (Fill.WHITE, f"hoàn thành {totals.done}"),
            ),
        )


def _percent(period: Period) -> Decimal:
    share = period.elapsed_share * 100
    return Decimal(round(share)) if share.denominator == 1 else Decimal(round(share * 10)) / 10


def _percents(rows: Iterable[IndicatorRow]) -> list[tuple[IndicatorRow, Decimal]]:
    """What adds up over the year and has a per cent of its plan: numbered indicators first, then the further ones."""
    found = [
        (row, row.rating.percent)
        for row in rows
        if row.over_time is OverTime.SUM and row.rating.percent is not None and not row.is_head
    ]
    return sorted(found, key=lambda one: one[0].further)


def _department(label: str, lines: Sequence[DepartmentLine]) -> Bar:
    counts = (
        (Fill.BLACK, sum(line.totals.late for line in lines)),
        (Fill.HATCH, sum(line.totals.open for line in lines)),
        (Fill.WHITE, sum(line.totals.done for line in lines)),
    )
    return Bar(label, tuple(Segment(Decimal(count), fill, str(count)) for fill, count in counts))


# The band of figures


def _band(held: Overview) -> tuple[Figure, ...]:
    return (_indicator_figure(held), _task_figure(held), _checklist_figure(held), _missing_figure(held))


def _indicator_figure(held: Overview) -> Figure:
    if not held.total:
        return Figure("CHỈ TIÊU", "–", lines=("sổ chưa có chỉ tiêu",))
    if not held.period.ends_year:
        after = "có khả năng đạt"
    elif any(state in held.states for state in (State.ESTIMATE_EXCEEDED, State.ESTIMATE_MET)):
        after = "ước đạt, vượt"
    else:
        after = "đạt, vượt"
    others = [
        Run(f"{held.states[state]} {state.label}", bold=state.is_trouble)
        for state in reversed(State)
        if held.states.get(state) and not state.is_good
    ]
    return Figure("CHỈ TIÊU", f"{held.good}/{held.total}", after, _spread(others))


def _spread(runs: Sequence[Run]) -> tuple[tuple[Run, ...], ...]:
    """The counts as one line with '; ' between them."""
    spaced = [piece for run in runs for piece in (Run("; "), run)][1:]
    return (tuple(spaced),) if spaced else ()


def _task_figure(held: Overview) -> Figure:
    totals = held.task_totals
    if not held.tasks.total:
        return Figure("NHIỆM VỤ", "–", lines=("sổ chưa có nhiệm vụ",), share=1.08)
    lines: list[tuple[Run, ...] | str] = [
        (Run(f"{totals.open} trong hạn; "), Run(f"{totals.late} quá hạn", bold=totals.late > 0))
    ]
    if totals.standing:
        lines.append(f"thêm {totals.standing} thường xuyên")
    return Figure("NHIỆM VỤ CÓ HẠN", f"{totals.done}/{totals.dated}", "hoàn thành", tuple(lines), share=1.08)


def _checklist_figure(held: Overview) -> Figure:
    line = held.checklist
    if line is None:
        return Figure("VĂN MINH ĐÔ THỊ", "–", lines=("chưa có bộ tiêu chí",))
    said = (f"nghị quyết nêu {line.of.statement}",) if line.of.statement else ()
    if line.round is None:
        return Figure("VĂN MINH ĐÔ THỊ", "–", "chưa đánh giá", said)
    counts = [
        Run(f"{count} {outcome.label}", bold=outcome is Outcome.NOT_MET)
        for outcome, count in (
            (Outcome.NOT_MET, line.tally.not_met),
            (Outcome.NOT_ASSESSED, line.tally.not_assessed),
            (Outcome.NOT_APPLICABLE, line.tally.not_applicable),
        )
        if count
    ]
    after = f"{small(line.of.criterion_word)} đạt"
    return Figure("VĂN MINH ĐÔ THỊ", line.tally.text, after, (*said, *_spread(counts)), share=1.12)


def _missing_figure(held: Overview) -> Figure:
    if not held.total and not held.further_states:
        return Figure("CÒN THIẾU", "–", lines=("chưa có gì phải thu thập",), share=0.9)
    owing = {line.department_id for line in held.missing}
    due = (f"{held.tasks.week} việc hạn 7 ngày tới",) if held.tasks.week else ()
    if not held.missing:
        return Figure("CÒN THIẾU", "0", "số liệu", ("đủ số liệu đến kỳ", *due), share=0.9)
    return Figure("CÒN THIẾU", str(len(held.missing)), "số liệu", (f"của {len(owing)} đơn vị", *due), share=0.9)


# The sentences


def _checklist(held: Overview, most: int, brief: bool) -> tuple[Run, ...]:
    """What was gained since the last round, and what is still open with its day."""
    lead = Run("3. Văn minh đô thị: ", bold=True)
    line = held.checklist
    if line is None:
        return (lead, Run("sổ không có bộ tiêu chí nào áp dụng trong năm."))
    if line.round is None:
        return (lead, Run("chưa có vòng tự đánh giá nào đến hết kỳ."))
    marks = [mark for group in line.groups for mark in group.marks]
    gained = [one.code for one in marks if one.outcome is Outcome.MET and one.previous is Outcome.NOT_MET]
    lost = [one.code for one in marks if one.outcome is Outcome.NOT_MET and one.previous is Outcome.MET]
    pieces = [f"đạt thêm {listed(gained)}"] if gained else []
    pieces += [f"không còn đạt {listed(lost)}"] if lost else []
    for outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSED):
        still = [one for one in line.open if one.outcome is outcome]
        if still:
            rest = f" và {len(still) - most} {small(line.of.criterion_word)} khác" if len(still) > most else ""
            pieces.append(f"{outcome.label} {'; '.join(_open(one, brief) for one in still[:most])}{rest}")
    if not pieces:
        pieces = [f"đủ {line.tally.total} {small(line.of.criterion_word)} đạt hoặc không áp dụng"]
    return (
        lead,
        Run(". ".join(piece[:1].upper() + piece[1:] if at else piece for at, piece in enumerate(pieces)) + "."),
    )


def _open(one: OpenCriterion, brief: bool) -> str:
    if one.outcome is Outcome.NOT_MET and one.needs_road_map:
        tail = " (thiếu lộ trình)"
    else:
        tail = f" (hạn {shortened(one.deadline.wording, 24)})" if one.deadline else ""
    return f"{one.code}{'' if brief else ' ' + small(shortened(one.title, 44))}{tail}"


def _missing(held: Overview, most: int) -> tuple[Run, ...]:
    """Which figures are missing, by who owes them."""
    lead = Run("4. Số liệu còn thiếu: ", bold=True)
    if not held.total and not held.further_states:
        return (lead, Run("sổ chưa có chỉ tiêu nào của năm."))
    if not held.missing:
        return (lead, Run(f"không có, mọi chỉ tiêu đến kỳ đã có số {held.period.short_label}."))
    owed: dict[str, list[str]] = {}
    for line in held.missing:
        part = " (trong đó)" if line.is_part else ""
        owed.setdefault(line.department or "chưa phân công", []).append(f"{line.number}{part}")
    pieces = [f"{shortened(name, 30)} (chỉ tiêu {listed(numbers, 6)})" for name, numbers in owed.items()]
    rest = f"; và {len(pieces) - most} đơn vị khác" if len(pieces) > most else ""
    return (lead, Run("; ".join(pieces[:most]) + rest + "."))
