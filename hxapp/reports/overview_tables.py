"""The tables of the one-page overview: indicators in trouble and why, tasks late or due soon and who answers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hxapp.reports.report import Align, Block, Cell, Column, Heading, Paragraph, Row, Run, Table, item
from hxapp.reports.wording import capital
from hxapp.services.indicators import IndicatorRow
from hxapp.services.overview import NO_DEPARTMENT, IndicatorLine, Overview, TaskLine

_PAD_MM = 0.4
_SOON = "đến hạn trong 30 ngày"
# Where what is left out can be read.
_WHERE, _WORK = "bảng chỉ tiêu", "bảng tiến độ nhiệm vụ"
# The columns of figures, which are never cut.
_RESULT, _DAYS = 3, 5

# The pace of a running year, and what is lacking at its end: the plan and the figure stand in columns of their own.
_GAP = re.compile(r"\bhết [^;]*? (?P<needed>cần [^;]*?)[;,] nay [^;]*?, (?P<behind>chậm [^;]*?)(?:\.?$|;)")
_LACK = re.compile(r"\bthực hiện [^;]*?, (?P<lack>(?:thiếu|quá|mới bằng) [^;]*?)(?:\.?$|;)")


class Trouble:
    """The indicators that are not on the way to their targets; `numbered` of the document, then those inside tasks."""

    def __init__(self, held: Overview, rows: dict[uuid.UUID, IndicatorRow]) -> None:
        self._held = held
        self._lines = held.trouble
        self.numbered = sum(not line.further for line in held.trouble)
        self.further = len(held.trouble) - self.numbered
        self._rows = _Rows((self._row(line, rows.get(line.id)) for line in self._lines), _RESULT)

    def blocks(self, number: int, limits: Sequence[int], size: float) -> list[Block]:
        """The section with a row for every limit: the most lines its cells may take (0: as many as they need).

        What is left out is told in the last row, or in the heading.
        """
        title = "Chỉ tiêu không đạt" if self._held.period.ends_year else "Chỉ tiêu khó đạt"
        lead = Run(f"{number}. {title} và lý do", bold=True)
        if not self._lines:
            return [Heading((lead,)), Paragraph("Không có.")]
        columns = (
            Column("TT", 7, Align.CENTER),
            Column("Chỉ tiêu", 44.5),
            Column("Kế hoạch", 24, Align.CENTER),
            Column(capital(self._held.period.cumulative.short_label), 16, Align.CENTER),
            Column("Lý do", 49),
            Column("Đơn vị", 24.5),
        )
        rows = self._rows.held_to(limits)
        shown = len(limits)
        told = _counted(self._lines)
        if self.further and self.numbered and shown <= self.numbered:
            # None of the figures inside tasks is shown: the heading says where they stand.
            numbered, others = self._lines[: self.numbered], self._lines[self.numbered :]
            told = f"{_counted(numbered)}; {_counted(others)}: xem {_WHERE}"
            rows += _more(_counted(numbered[shown:]), _WHERE)
        else:
            rows += _more(_counted(self._lines[shown:]), _WHERE)
        return [
            Heading((lead, Run(f" ({told})", size=11))),
            Table(columns, tuple(rows), size=size, pad_mm=_PAD_MM, name="Khó đạt"),
        ]

    def _row(self, line: IndicatorLine, row: IndicatorRow | None) -> Row:
        unit = f" ({row.unit})" if row is not None and row.unit else ""
        percent = row.rating.percent if row is not None else None
        share = f"\n({row.percent_text})" if row is not None and percent is not None and not row.is_head else ""
        return item(
            line.number,
            Cell(f"{'Trong đó: ' if line.is_part else ''}{line.name}{unit}", tail=unit),
            line.wording,
            line.result + share,
            Cell(_reason(line, row)),
            line.department or NO_DEPARTMENT,
        )


def _counted(lines: Sequence[IndicatorLine]) -> str:
    """'4 chỉ tiêu, 1 phần “trong đó”, 8 số liệu trong nhiệm vụ'; '' for none."""
    counts = (
        (sum(not line.further and not line.is_part for line in lines), "chỉ tiêu"),
        (sum(not line.further and line.is_part for line in lines), "phần “trong đó”"),
        (sum(line.further for line in lines), "số liệu trong nhiệm vụ"),
    )
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _reason(line: IndicatorLine, row: IndicatorRow | None) -> tuple[Run, ...]:
    """What the rating asks for by now and the gap, else its whole reason; the clerk's note on the figure beside it."""
    gap, lack = _GAP.search(line.why), _LACK.search(line.why)
    if gap is not None:
        why = f"{gap['needed']}, {gap['behind']}."
    else:
        why = f"{lack['lack']} so với kế hoạch." if lack is not None else line.why
    note = " ".join(row.note.split()) if row is not None else ""
    return (Run(capital(why)), Run(f" {note}", italic=True)) if note else (Run(capital(why)),)


class Work:
    """The tasks that are late, then those due in the next 30 days."""

    def __init__(self, held: Overview) -> None:
        self.late = len(held.late)
        self.due = len(held.month)
        self._lines: tuple[TaskLine, ...] = (*held.late, *held.month)
        self._rows = _Rows((_task(place, line) for place, line in enumerate(self._lines, start=1)), _DAYS)

    def blocks(self, number: int, limits: Sequence[int], size: float) -> list[Block]:
        """The section with a row for every limit: the most lines its cells may take (0: as many as they need).

        What is left out is told in the last row, or in the heading.
        """
        if not self._lines:
            return [Heading((Run(f"{number}. Nhiệm vụ quá hạn", bold=True),)), Paragraph("Không có.")]
        shown = len(limits)
        if not self.late:
            title, told = f"Nhiệm vụ {_SOON}", f"{self.due} việc, không có việc quá hạn"
        elif shown > self.late:
            title, told = f"Nhiệm vụ quá hạn và {_SOON}", _tasks_counted(self.late, self.due)
        else:
            title, told = "Nhiệm vụ quá hạn", f"{self.late} việc"
            told += f"; {self.due} việc {_SOON}: xem {_WORK}" if self.due else ""
        columns = (
            Column("TT", 7, Align.CENTER),
            Column("Nhiệm vụ", 58.5),
            Column("Đơn vị chủ trì", 34.5),
            Column("Phụ trách", 23),
            Column("Hạn", 19, Align.CENTER),
            Column("So với hạn", 23, Align.CENTER),
        )
        rows = self._rows.held_to(limits)
        due_left = self.due - (shown - self.late) if shown > self.late else 0
        rows += _more(_tasks_counted(max(0, self.late - shown), due_left), _WORK)
        return [
            Heading((Run(f"{number}. {title}", bold=True), Run(f" ({told})", size=11))),
            Table(columns, tuple(rows), size=size, pad_mm=_PAD_MM, name="Quá hạn"),
        ]


def _tasks_counted(late: int, due: int) -> str:
    """'3 việc quá hạn, 2 việc đến hạn'; '' for none."""
    return ", ".join(f"{count} việc {words}" for count, words in ((late, "quá hạn"), (due, "đến hạn")) if count)


def _task(place: int, line: TaskLine) -> Row:
    cited = f" ({line.clause})" if line.clause else ""
    days = ""
    if line.days_left is not None:
        days = f"{'quá' if line.late else 'còn'}\u00a0{abs(line.days_left)}\u00a0ngày"
    return item(
        str(place),
        Cell(" ".join(line.wording.split()) + cited, tail=cited),
        line.department or NO_DEPARTMENT,
        line.leader,
        line.due.wording if line.due else "",
        Cell(days, bold=line.late),
    )


class _Rows:
    """Rows whose cells can be held to some lines, but for those in the column `whole` (a figure).

    Each is made once for a number of lines: a page is tried in some hundred lengths before one fits.
    """

    def __init__(self, rows: Iterable[Row], whole: int) -> None:
        self._rows, self._whole = tuple(rows), whole
        self._held: dict[tuple[int, int], Row] = {}

    def held_to(self, limits: Sequence[int]) -> list[Row]:
        """The first rows, each with the most lines that its cells may take (0: as many as they need)."""
        return [self._row(at, lines) for at, lines in enumerate(limits[: len(self._rows)])]

    def _row(self, at: int, lines: int) -> Row:
        row = self._rows[at]
        if not lines:
            return row
        if (at, lines) not in self._held:
            cells = (
                cell if column == self._whole else replace(cell, lines=lines) for column, cell in enumerate(row.cells)
            )
            self._held[at, lines] = replace(row, cells=tuple(cells))
        return self._held[at, lines]


def _more(left_out: str, where: str) -> list[Row]:
    """'… và 3 việc quá hạn nữa, xem bảng tiến độ nhiệm vụ'."""
    if not left_out:
        return []
    return [item("", Cell(f"… và {left_out} nữa, xem {where}", italic=True, span=5))]
