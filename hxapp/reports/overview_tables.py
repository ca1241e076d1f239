"""The two tables of the one-page overview: indicators in trouble with the reason, and late tasks with who answers."""

from __future__ import annotations

import re
import uuid

from hxapp.reports.report import Align, Block, Cell, Column, Heading, Paragraph, Row, Run, Table, item
from hxapp.reports.wording import capital, shortened
from hxapp.services.indicators import IndicatorRow
from hxapp.services.overview import NO_DEPARTMENT, IndicatorLine, Overview, TaskLine

# The type may get smaller on a full page, but never below 10.
_SIZE = (10.5, 10.0)
# Letters that a cell may have, and how many where the page is full.
_NAME_LETTERS = (56, 44)
_PLAN_LETTERS = (44, 28)
_WHY_LETTERS = (92, 62)
_TASK_LETTERS = (74, 35)
_WHO_LETTERS = (24, 22)
_PERSON_LETTERS = (24, 14)
_DAY_LETTERS = (24, 12)


_GAP = re.compile(r"\bhết [^;]*? (?P<needed>cần [^;]*?)[;,] nay [^;]*?, (?P<behind>chậm [^;]*?)(?:\.?$|;)")


class Trouble:
    """The indicators that are not on the way to their targets; those inside the tasks come last."""

    def __init__(self, held: Overview, rows: dict[uuid.UUID, IndicatorRow]) -> None:
        self._held = held
        self._rows = rows

    def __len__(self) -> int:
        return len(self._held.trouble)

    def blocks(self, number: int, most: int, *, brief: bool) -> list[Block]:
        """The section with at most so many rows, `brief` ones on a full page; the last row counts what is left out."""
        lines = self._held.trouble
        lead = Run(
            f"{number}. {'Chỉ tiêu không đạt' if self._held.period.ends_year else 'Chỉ tiêu khó đạt'} và lý do", True
        )
        if not lines:
            return [Heading((lead,)), Paragraph("Không có.")]
        counts = [
            (sum(not line.further and not line.is_part for line in lines), "chỉ tiêu"),
            (sum(not line.further and line.is_part for line in lines), "phần “trong đó”"),
            (sum(line.further for line in lines), "số liệu trong nhiệm vụ"),
        ]
        told = ", ".join(f"{count} {words}" for count, words in counts if count)
        columns = (
            Column("TT", 8, Align.CENTER),
            Column("Chỉ tiêu", 42),
            Column("Kế hoạch", 25, Align.CENTER),
            Column(capital(self._held.period.cumulative.short_label), 17, Align.CENTER),
            Column("Lý do", 48),
            Column("Đơn vị", 25),
        )
        rows = [self._row(line, brief) for line in lines[:most]]
        rows += _more(len(lines) - len(rows), "chỉ tiêu", "bảng chỉ tiêu")
        return [
            Heading((lead, Run(f" ({told})", size=11))),
            Table(columns, tuple(rows), size=_SIZE[brief], name="Khó đạt"),
        ]

    def _row(self, line: IndicatorLine, brief: bool) -> Row:
        row = self._rows.get(line.id)
        unit = f" ({row.unit})" if row is not None and row.unit and not brief else ""
        name = f"Trong đó: {line.name}" if line.is_part else line.name
        percent = row.rating.percent if row is not None else None
        share = f"\n({row.percent_text})" if row is not None and percent is not None and not row.is_head else ""
        return item(
            line.number,
            shortened(name, _NAME_LETTERS[brief]) + unit,
            shortened(line.wording, _PLAN_LETTERS[brief]),
            line.result + share,
            shortened(self._reason(line, row), _WHY_LETTERS[brief]),
            shortened(line.department or NO_DEPARTMENT, _WHO_LETTERS[brief]),
        )

    def _reason(self, line: IndicatorLine, row: IndicatorRow | None) -> str:
        """What the clerk noted on the figure, else what the rating asks for by now, and the gap."""
        if row is not None and row.note:
            return row.note
        found = _GAP.search(line.why)
        return capital(f"{found['needed']}, {found['behind']}") if found else line.why


class Late:
    """The late tasks; where none is late, those that come next."""

    def __init__(self, held: Overview) -> None:
        self._any_late = bool(held.late)
        self._lines: tuple[TaskLine, ...] = held.late or held.month

    def __len__(self) -> int:
        return len(self._lines)

    def blocks(self, number: int, most: int, *, brief: bool) -> list[Block]:
        """The section with at most so many rows, `brief` ones on a full page; the last row counts what is left out."""
        title = "Nhiệm vụ quá hạn" if self._any_late else "Nhiệm vụ đến hạn trong 30 ngày (không có việc quá hạn)"
        lead = Run(f"{number}. {title}", bold=True)
        if not self._lines:
            return [Heading((Run(f"{number}. Nhiệm vụ quá hạn", bold=True),)), Paragraph("Không có.")]
        columns = (
            Column("TT", 8, Align.CENTER),
            Column("Nhiệm vụ", 61.5),
            Column("Đơn vị chủ trì", 34),
            Column("Phụ trách", 24.5),
            Column("Hạn", 21, Align.CENTER),
            Column("Quá" if self._any_late else "Còn", 16, Align.CENTER),
        )
        rows = [_task(place, line, brief) for place, line in enumerate(self._lines[:most], start=1)]
        rows += _more(len(self._lines) - len(rows), "việc", "bảng tiến độ nhiệm vụ")
        counted = Run(f" ({len(self._lines)} việc)", size=11)
        return [Heading((lead, counted)), Table(columns, tuple(rows), size=_SIZE[brief], name="Quá hạn")]


def _task(place: int, line: TaskLine, brief: bool) -> Row:
    cited = f" ({line.clause})" if line.clause else ""
    days = "" if line.days_left is None else f"{abs(line.days_left)} ngày"
    return item(
        str(place),
        shortened(line.wording, _TASK_LETTERS[brief] - len(cited)) + cited,
        shortened(line.department or NO_DEPARTMENT, _WHO_LETTERS[brief]),
        shortened(line.leader, _PERSON_LETTERS[brief]),
        shortened(line.due.wording, _DAY_LETTERS[brief]) if line.due else "",
        Cell(days, bold=line.late),
    )


def _more(count: int, noun: str, where: str) -> list[Row]:
    """'… và 3 việc khác, xem bảng tiến độ nhiệm vụ'."""
    if count <= 0:
        return []
    return [item("", Cell(f"… và {count} {noun} khác, xem {where}", italic=True, span=5))]
