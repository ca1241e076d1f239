"""The one-page overview (tổng quan): what a leader reads and signs.

The page is told in many lengths, the fullest first; paper measures and draws the fullest that stands on one page.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hxapp.domain.checklist import Outcome
from hxapp.domain.indicators import OverTime, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.domain.words import format_date, format_number
from hxapp.reports import office
from hxapp.reports.overview_lengths import Length, lengths
from hxapp.reports.overview_tables import Trouble, Work
from hxapp.reports.report import (
    BLANK,
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

_ROOM_MM = 20.0
_OTHERS = "Các đơn vị khác"


def build(session: Any, period: Period, today: dt.date) -> Report:
    """The page for the period, with the tasks as they stand today."""
    facts = books.facts(session)
    held = overview(session, period.year, period, Stage.FINAL, today)
    page = _Page(held, {row.id: row for row in indicators.list_rows(session, period.year, period)})
    report = Report(
        title="BÁO CÁO",
        subject=f"Tóm tắt chỉ tiêu, nhiệm vụ {small(period.label)} (đến ngày {format_date(today)})",
        head=office.letterhead(facts.office, today, office.letter_style(facts.office)),
        signatures=office.signatures(facts.office, with_drafter=False, room_mm=_ROOM_MM),
        practice_mark=office.practice_mark(facts),
        foot=office.foot(facts, today),
        file_stem=f"tong-quan-{period.key}",
    )
    told: tuple[Report, ...] = ()
    for series in reversed(page.lengths):
        fullest, *shorter = (replace(report, blocks=page.blocks(length)) for length in series)
        told = (replace(fullest, shorter=(*shorter, *told)),)
    return told[0]


class _Page:
    """The blocks of the page in every length."""

    def __init__(self, held: Overview, rows: dict[uuid.UUID, IndicatorRow]) -> None:
        self.held = held
        self.trouble = Trouble(held, rows)
        self.work = Work(held)
        self.percents = _percents(rows.values())
        self.band = Figures(_band(held))
        self.lengths = lengths(
            self.trouble.numbered,
            self.trouble.further,
            self.work.late,
            self.work.due,
            charts=bool(self._make_charts(1, 1)),
        )
        # Neighbours in length differ in one place; the rest of the page is the same object.
        self._charts = lru_cache(maxsize=1)(self._make_charts)
        self._trouble = lru_cache(maxsize=1)(self.trouble.blocks)
        self._work = lru_cache(maxsize=1)(self.work.blocks)
        self._sentences = lru_cache(maxsize=1)(self._make_sentences)

    def blocks(self, length: Length) -> tuple[Block, ...]:
        """The page in this length."""
        return (
            self.band,
            *self._charts(length.bars, length.label_lines),
            *self._trouble(1, length.trouble, length.size),
            *self._work(2, length.work, length.size),
            *self._sentences(length.named, length.letters, length.sentence_lines),
        )

    def _make_sentences(self, named: int, letters: int, lines: int) -> list[Block]:
        return [
            Paragraph(_checklist(self.held, named, letters), lines=lines),
            Paragraph(_missing(self.held, named, letters), lines=lines),
        ]

    def _make_charts(self, most: int, label_lines: int) -> list[Block]:
        if not most:
            return []
        charts = (self._shares(most, label_lines), self._departments(most, label_lines))
        drawn = tuple(chart for chart in charts if chart is not None)
        return [Charts(drawn)] if drawn else []

    def _shares(self, most: int, label_lines: int) -> Bars | None:
        """How far what adds up has come of its yearly plan."""
        if not self.percents:
            return None
        period = self.held.period
        share = Decimal(100) if period.ends_year else _percent(period)
        words = "kế hoạch năm" if period.ends_year else f"mốc tiến độ {format_number(share)}%"
        return Bars(
            "Số cộng dồn so với kế hoạch năm (%)",
            tuple(
                Bar(
                    row.short_name or row.name,
                    (Segment(percent, Fill.HATCH if row.rating.state.is_trouble else Fill.GREY),),
                    format_number(percent, 1),
                    bold=row.rating.state.is_trouble,
                )
                for row, percent in self.percents[:most]
            ),
            mark=(share, words),
            label_lines=label_lines,
        )

    def _departments(self, most: int, label_lines: int) -> Bars | None:
        """The dated tasks of each lead department by how they stand; beyond `most` they are summed up."""
        lines = [line for line in self.held.by_department if line.totals.dated]
        if not lines:
            return None
        shown = lines if len(lines) <= most else lines[: most - 1]
        bars = [_department(line.name, [line]) for line in shown]
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
            label_lines=label_lines,
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
        apart = sum(held.further_states.values())
        return Figure("CHỈ TIÊU", "–", lines=(f"{apart} chưa có số thứ tự" if apart else "sổ chưa có chỉ tiêu",))
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
    return Figure("CHỈ TIÊU", f"{held.good}/{held.total}", after, _spread(others), share=1.1)


def _spread(runs: Sequence[Run]) -> tuple[tuple[Run, ...], ...]:
    """The counts with '; ' between them; a line breaks there only."""
    whole = [replace(run, text=run.text.replace(" ", BLANK)) for run in runs]
    spaced = [piece for run in whole for piece in (Run("; "), run)][1:]
    return (tuple(spaced),) if spaced else ()


def _task_figure(held: Overview) -> Figure:
    totals = held.task_totals
    if not held.tasks.total:
        return Figure("NHIỆM VỤ", "–", lines=("sổ chưa có nhiệm vụ",), share=1.0)
    lines: list[tuple[Run, ...] | str] = [
        *_spread([Run(f"{totals.open} trong hạn"), Run(f"{totals.late} quá hạn", bold=totals.late > 0)])
    ]
    if totals.standing:
        lines.append(f"thêm {totals.standing} thường xuyên")
    return Figure("NHIỆM VỤ CÓ HẠN", f"{totals.done}/{totals.dated}", "hoàn thành", tuple(lines), share=1.0)


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
    return Figure("VĂN MINH ĐÔ THỊ", line.tally.text, after, (*said, *_spread(counts)), share=1.14)


def _missing_figure(held: Overview) -> Figure:
    if not held.total and not held.further_states:
        return Figure("CÒN THIẾU", "–", lines=("chưa có gì phải thu thập",), share=0.88)
    owing = {line.department_id for line in held.missing}
    due = (f"{held.tasks.week} việc hạn 7 ngày tới",) if held.tasks.week else ()
    if not held.missing:
        return Figure("CÒN THIẾU", "0", "số liệu", ("đủ số liệu đến kỳ", *due), share=0.88)
    return Figure("CÒN THIẾU", str(len(held.missing)), "số liệu", (f"của {len(owing)} đơn vị", *due), share=0.88)


# The sentences


def _checklist(held: Overview, most: int, letters: int) -> tuple[Run, ...]:
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
            pieces.append(f"{outcome.label} {'; '.join(_open(one, letters) for one in still[:most])}{rest}")
    if not pieces:
        pieces = [f"đủ {line.tally.total} {small(line.of.criterion_word)} đạt hoặc không áp dụng"]
    return (
        lead,
        Run(". ".join(piece[:1].upper() + piece[1:] if at else piece for at, piece in enumerate(pieces)) + "."),
    )


def _open(one: OpenCriterion, letters: int) -> str:
    if one.outcome is Outcome.NOT_MET and one.needs_road_map:
        tail = " (thiếu lộ trình)"
    else:
        tail = f" (hạn {_cut(one.deadline.wording, letters)})" if one.deadline else ""
    return f"{one.code} {small(_cut(one.title, letters))}{tail}"


def _cut(text: str, letters: int) -> str:
    return shortened(text, letters) if letters else " ".join(text.split())


def _missing(held: Overview, most: int, letters: int) -> tuple[Run, ...]:
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
    pieces = [f"{_cut(name, letters)} (chỉ tiêu {listed(numbers, most + 4)})" for name, numbers in owed.items()]
    rest = f"; và {len(pieces) - most} đơn vị khác" if len(pieces) > most else ""
    return (lead, Run("; ".join(pieces[:most]) + rest + "."))
