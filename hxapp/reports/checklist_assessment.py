"""The checklist (bộ tiêu chí) as assessed: every criterion with threshold, value and outcome, then the road map."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from hxapp.domain.checklist import Outcome
from hxapp.domain.periods import Period
from hxapp.domain.words import format_date
from hxapp.reports import office
from hxapp.reports.report import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Run,
    Table,
    column_numbers,
    item,
    section,
    total,
)
from hxapp.reports.wording import capital, figure_cell, joined, small
from hxapp.services import books, checklist
from hxapp.services.checklist import CriterionRow, RoundRow, SetRow
from hxapp.services.rounds import round_for

NOTE_SIZE = 10.0
UNCONFIRMED = "(*)"
_SHORT_ROAD_MAP = 6


def build(session: Any, period: Period, today: dt.date) -> Report:
    """The set that the year goes by, as its latest own round until the end of the period has it.

    A further set in force in the year follows when it was assessed.
    """
    facts = books.facts(session)
    held = _assessed(session, period)
    if not held:
        title, lines = "TỰ ĐÁNH GIÁ BỘ TIÊU CHÍ", (f"({period.label})",)
        blocks: tuple[Block, ...] = (Paragraph(f"Sổ không có bộ tiêu chí nào áp dụng trong năm {period.year}."),)
    else:
        title = f"TỰ ĐÁNH GIÁ TIÊU CHÍ “{held[0].of.title.upper()}”"
        between = "\n" if held[0].round is not None else " "
        lines = (f"({_basis(held[0].of)};{between}{_when(held[0].round, period)})",)
        blocks = tuple(block for place, one in enumerate(held) for block in _blocks(one, period, today, place))
    return office.standing_alone(
        facts,
        today,
        title=title,
        lines=lines,
        blocks=blocks,
        file_stem=f"tu-danh-gia-tieu-chi-{period.key}",
        landscape=True,
    )


@dataclass(frozen=True)
class _Assessed:
    """A set with the round that is shown, the round before it, and its rows."""

    of: SetRow
    round: RoundRow | None
    before: RoundRow | None
    rows: tuple[CriterionRow, ...]

    @property
    def criteria(self) -> tuple[CriterionRow, ...]:
        return tuple(row for row in self.rows if not row.is_group)

    @property
    def unmet(self) -> tuple[CriterionRow, ...]:
        return tuple(row for row in self.criteria if row.outcome is Outcome.NOT_MET)


def _assessed(session: Any, period: Period) -> list[_Assessed]:
    """First the set that a document of the year speaks of, else one that was assessed; then the other assessed ones."""
    found = []
    for one in checklist.list_sets(session, period.year):
        rounds = checklist.list_rounds(session, one.id)
        chosen = round_for(rounds, period)
        before = None
        if chosen is not None:
            own = [held for held in rounds if held.kind is chosen.kind]
            place = own.index(chosen)
            before = own[place - 1] if place else None
        found.append(
            _Assessed(one, chosen, before, checklist.list_rows(session, one.id, chosen.id if chosen else None))
        )
    found.sort(key=lambda one: (not one.of.statement, one.round is None))
    return [one for place, one in enumerate(found) if place == 0 or one.round is not None]


def _basis(of: SetRow) -> str:
    return f"Theo {of.basis}" if of.basis else f"Bộ tiêu chí {of.code}"


def _when(held: RoundRow | None, period: Period) -> str:
    """Which round this is, and of which day."""
    if held is None:
        return f"{small(period.label)}: chưa có vòng tự đánh giá"
    day = f", ngày {format_date(held.held_on)}" if held.held_on else ""
    return f"vòng “{held.name}”{day}"


def _blocks(held: _Assessed, period: Period, today: dt.date, place: int) -> list[Block]:
    blocks: list[Block] = []
    if place:
        blocks.append(Heading(f"“{held.of.title.upper()}” ({_basis(held.of)}; {_when(held.round, period)})"))
    blocks += [Heading("I. KẾT QUẢ TỰ ĐÁNH GIÁ"), _results(held, place)]
    if held.unmet:
        blocks += [
            Heading(f"II. LỘ TRÌNH CÁC {held.of.criterion_word.upper()} CHƯA ĐẠT"),
            _road_map(held, today, place),
        ]
    blocks.append(Paragraph(_notes(held), size=NOTE_SIZE))
    return blocks


# The criteria


def _results(held: _Assessed, place: int) -> Table:
    checked = any(row.checked is not None for row in held.rows)
    before = held.before is not None
    columns = [
        Column("Mã", 10, Align.CENTER),
        Column(f"Nội dung {small(held.of.criterion_word)}", 84 if before or checked else 96),
        Column("Ngưỡng theo quy định", 19, Align.CENTER),
        Column("Giá trị", 19, Align.CENTER),
        *((Column(f"Vòng trước ({_short(held.before)})", 24, Align.CENTER),) if held.before is not None else ()),
        Column("Tự đánh giá", 25, Align.CENTER),
        *((Column("Cấp trên đánh giá", 24, Align.CENTER),) if checked else ()),
        Column("Minh chứng", 42),
        Column("Còn thiếu, ghi chú", 44),
    ]
    rows = [
        _group(row, held, before, checked) if row.is_group else _criterion(row, before, checked) for row in held.rows
    ]
    rows.append(total(Cell(_sum(held))))
    name = "Kết quả" if place == 0 else f"Kết quả {held.of.code}"
    return Table(tuple(columns), tuple(rows), numbers=column_numbers(len(columns)), name=name)


def _short(held: RoundRow) -> str:
    """A round in a narrow head: its month, or the period it was held for."""
    return f"{held.held_on.month:02}/{held.held_on.year}" if held.held_on else held.period.key


def _group(row: CriterionRow, held: _Assessed, before: bool, checked: bool) -> Row:
    """A group with how many of its criteria are met, and whether it is."""
    word = held.of.group_word
    outcome = row.outcome or Outcome.NOT_ASSESSED
    cells = [
        Cell(row.code, align=Align.CENTER),
        Cell(_title(row), span=3),
        *((_center(row.previous_tally.text if row.previous_tally else ""),) if before else ()),
        _center(row.tally.text if row.tally else ""),
        *((_center(row.checked_tally.text if row.checked_tally else ""),) if checked else ()),
        Cell(f"{word} {outcome.label}"),
    ]
    return section(*cells)


def _criterion(row: CriterionRow, before: bool, checked: bool) -> Row:
    outcome = row.outcome or Outcome.NOT_ASSESSED
    gained = outcome is Outcome.MET and row.previous is Outcome.NOT_MET
    return item(
        Cell(row.code),
        Cell(_title(row)),
        Cell(row.threshold_text.removeprefix("= ")),
        figure_cell(row.value),
        *((Cell(_outcome(row.previous)),) if before else ()),
        Cell(capital(outcome.label) + (" (mới)" if gained else ""), bold=outcome is Outcome.NOT_MET),
        *((Cell(_outcome(row.checked)),) if checked else ()),
        Cell(joined(line.strip().rstrip(";") for line in row.evidence.splitlines()), small=True),
        Cell(_lacking(row), small=True),
    )


def _center(text: str) -> Cell:
    return Cell(text, align=Align.CENTER)


def _title(row: CriterionRow) -> str:
    return f"{row.title} {UNCONFIRMED}" if row.needs_confirmation else row.title


def _outcome(outcome: Outcome | None) -> str:
    return "" if outcome is None else capital(outcome.label)


def _lacking(row: CriterionRow) -> str:
    """What is missing and what was remarked; the step of one that has no road map of its own below stands here."""
    step = f"việc tiếp theo: {small(row.next_step)}" if row.next_step and row.outcome is not Outcome.NOT_MET else ""
    due = f"hạn {row.deadline.wording}" if step and row.deadline else ""
    who = row.department if step else ""
    doing = joined((step, joined((who, due), ", ")), " – ")
    # A threshold from memory never judges, so it does not stand with the thresholds.
    remembered = f"ngưỡng ghi nhớ {row.remembered} {UNCONFIRMED}" if row.remembered and not row.threshold_text else ""
    return capital(joined(piece.rstrip(".") for piece in (row.missing, row.remark, doing, remembered)))


def _sum(held: _Assessed) -> tuple[Run, ...]:
    """'Cộng: 21/24 tiêu chí đạt; 2 chưa đạt (1.2, 4.1); …. 3/5 tiêu chuẩn đạt. Nghị quyết nêu 20/24.'"""
    counts = checklist.tally_of(held.rows)
    groups = checklist.group_tally_of(held.rows)
    pieces = [f"{counts.text} {small(held.of.criterion_word)} đạt"]
    for outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSED, Outcome.NOT_APPLICABLE):
        codes = [row.code for row in held.criteria if (row.outcome or Outcome.NOT_ASSESSED) is outcome]
        if codes:
            named = f" ({', '.join(codes)})" if len(codes) < len(held.criteria) else ""
            pieces.append(f"{len(codes)} {outcome.label}{named}")
    said = f" {_statement(held.of)}." if held.of.statement else ""
    return (
        Run("Cộng: ", bold=True),
        Run(f"{'; '.join(pieces)}. {groups.text} {small(held.of.group_word)} đạt.{said}"),
    )


def _statement(of: SetRow) -> str:
    return f"Nghị quyết nêu {of.statement} {small(of.criterion_word)} đạt"


# The road map


def _road_map(held: _Assessed, today: dt.date, place: int) -> Table:
    columns = (
        Column("Mã", 10, Align.CENTER),
        Column(capital(held.of.criterion_word), 56),
        Column("Còn thiếu", 56),
        Column("Việc phải làm", 54),
        Column("Chủ trì", 32),
        Column("Hạn", 22, Align.CENTER),
        Column("Tình trạng", 22, Align.CENTER),
    )
    # A short road map stays on one page, with the signatures that follow it.
    together = len(held.unmet) <= _SHORT_ROAD_MAP
    rows = tuple(
        replace(_step(row, today), keep_with_next=together and row is not held.unmet[-1]) for row in held.unmet
    )
    name = "Lộ trình" if place == 0 else f"Lộ trình {held.of.code}"
    return Table(columns, rows, numbers=column_numbers(len(columns)), name=name)


def _step(row: CriterionRow, today: dt.date) -> Row:
    """The road map of one unmet criterion; what it lacks is said in bold."""
    absent = Cell("chưa xác định", bold=True)
    return item(
        Cell(row.code),
        Cell(_title(row)),
        Cell(row.missing) if row.missing else absent,
        Cell(row.next_step) if row.next_step else absent,
        Cell(row.department) if row.department else absent,
        Cell(row.deadline.wording) if row.deadline else absent,
        _standing(row, today),
    )


def _standing(row: CriterionRow, today: dt.date) -> Cell:
    """How many days are left; without a whole road map that is the trouble."""
    if row.needs_road_map:
        return Cell("Thiếu lộ trình", bold=True)
    left = row.deadline.days_left(today) if row.deadline else None
    if left is None:
        return Cell("Thường xuyên")
    if left < 0:
        return Cell(f"Quá hạn {-left} ngày", bold=True)
    return Cell("Đến hạn hôm nay" if left == 0 else f"Còn {left} ngày")


def _notes(held: _Assessed) -> tuple[Run, ...]:
    """What threshold, signs and statement mean; only what the tables have."""
    lines = [
        "Ngưỡng là mức của quy định, không phải chỉ tiêu phấn đấu; ô trống: không đo bằng số hoặc ngưỡng chưa xác nhận."
    ]
    doubtful = sum(row.needs_confirmation for row in held.criteria)
    remembered = any(row.remembered and not row.threshold_text for row in held.criteria)
    if doubtful or held.of.needs_confirmation or remembered:
        count = f"{doubtful} nội dung" if doubtful else "nội dung"
        lines.append(
            f"{UNCONFIRMED} {count} cần xác nhận: chưa đối chiếu nguyên văn, cần đối chiếu trước khi gửi cấp trên."
        )
    if held.of.statement:
        lines.append(f"{_statement(held.of)}: đó là con số của văn bản, không phải kết quả của vòng này.")
    return (Run("Ghi chú:", bold=True, italic=True), Run("".join(f"\n- {line}" for line in lines)))
