"""The columns of the indicator table (chỉ tiêu): what stands in each cell and how it is dressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hxapp.domain.assigned import assigned_ends
from hxapp.domain.indicators import PartKind, Stage
from hxapp.domain.periods import Period, PeriodKind
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.domain.words import format_number
from hxapp.services.figures import Figure
from hxapp.services.indicators import IndicatorRow
from hxapp.ui import labels
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import PLAIN, Align, Column, Line, Look, RowLook

FURTHER = "further"
"""The key of the row over the figures inside the document's tasks; it is no row of the book."""

RESULT = "result"
"""The key of the column that is typed into."""

# From good to bad, then what cannot be judged: the order of the chips and of a sorted column.
STATES = (
    State.EXCEEDED,
    State.ESTIMATE_EXCEEDED,
    State.MET,
    State.ESTIMATE_MET,
    State.LIKELY,
    State.UNLIKELY,
    State.ESTIMATE_NOT_MET,
    State.NOT_MET,
    State.NO_FIGURE,
    State.NOT_DUE,
    State.AWAITING_ASSIGNMENT,
    State.NOT_COMPARABLE,
)
_UNMET = frozenset({State.NOT_MET, State.ESTIMATE_NOT_MET})
_COMPARISON = re.compile(r"([-+]?[\d.]+(?:,\d+)?)\s?(.*)")
_SHORT_COUNTS = 5  # so many letters of '3/4' fit beside the figure
_MARKS = {"ước": (Sign.ABOUT, Tone.SECOND)}
_DOUBT = (Sign.QUERY, Tone.AMBER)
_QUIET = Look(tone=Tone.SECOND)


@dataclass(frozen=True)
class FurtherHead:
    """The row over the further figures: how many there are, and their states."""

    title: str
    states: tuple[tuple[State, int], ...]
    numbered: int
    id: str = FURTHER
    parent_id: None = None

    @property
    def total(self) -> int:
        return sum(count for _, count in self.states)

    @property
    def counts(self) -> str:
        return ", ".join(f"{count} {state.label}" for state, count in self.states)


def further_head(title: str, counts: Mapping[State, int], numbered: int) -> FurtherHead:
    """The head row from the counts of the further figures."""
    return FurtherHead(title, tuple((state, counts[state]) for state in STATES if counts.get(state)), numbered)


def is_indicator(row: Any) -> bool:
    """Whether the row is one of the book, not the head over part C."""
    return isinstance(row, IndicatorRow)


def called(row: IndicatorRow) -> str:
    """What a sentence or a narrow place calls the indicator."""
    return row.short_name or row.name


def of_period(period: Period) -> str:
    """The period with its year, inside a sentence: 'quý III/2022', 'năm 2022'."""
    return period.label[:1].lower() + period.label[1:]


def result_is_editable(row: Any) -> bool:
    """A compound's head has no figure of its own; outside its rhythm a cell takes none, but lets one go."""
    return isinstance(row, IndicatorRow) and not row.is_head and (row.due or row.in_period is not None)


def result_closed(row: Any) -> str:
    """Why the result of the row is not typed, and what to do."""
    if not isinstance(row, IndicatorRow):
        return "Dòng này chỉ gom các chỉ tiêu trong phần C. Bấm mũi tên ở đầu dòng để mở ra rồi nhập ở từng chỉ tiêu."
    if row.is_head:
        return "Chỉ tiêu gộp không có số riêng: hãy nhập số ở từng phần bên dưới."
    return (
        f"Chưa đến kỳ: chỉ tiêu này thu thập {row.rhythm.label}. Hãy chọn kỳ khác ở góc trên, "
        "hoặc đổi kỳ thu thập ở bảng chi tiết (F4)."
    )


def result_start(row: IndicatorRow, stage: Stage) -> str:
    """What the editor starts from: what was typed in this very cell; empty for a figure that only follows."""
    figure = row.in_period
    if figure is None or figure.derived or figure.stage is not stage:
        return ""
    return figure.counts_text or figure.text


def columns(period: Period, stage: Stage, save: Callable[[Any, str], None]) -> tuple[Column, ...]:
    """The columns for the period; `save` writes a result that was typed."""
    year, before = period.year, period.year - 1
    so_far = period.cumulative
    alone = so_far == period
    called_so = f"năm {year}" if period.kind is PeriodKind.YEAR else period.short_label
    head = f"{'Ước' if stage is Stage.ESTIMATE else 'TH'} {called_so}"
    found = [
        Column("number", "TT", _of(lambda r: r.number), value=_value(lambda r: r.number or None), width=36, fixed=True,
               align=Align.CENTER, look=lambda _: _QUIET),
        Column("name", "Chỉ tiêu", _name, value=_value(lambda r: r.name), stretch=True, fixed=True, tree=True,
               look=_name_look, tip=_name_tip),
        Column("unit", "ĐVT", _of(lambda r: r.unit), value=_value(lambda r: r.unit or None), width=76, gives_way=5,
               look=lambda _: _QUIET),
        Column("previous", "TH năm", _figure(lambda r: r.previous), value=_number(lambda r: r.previous),
               second=str(before), width=72, align=Align.FIGURE, gives_way=4,
               look=_figure_look(lambda r: r.previous, tone=Tone.SECOND), tip=_figure_tip(lambda r: r.previous)),
        Column("plan", f"Kế hoạch năm {year}", _of(lambda r: r.wording), value=_value(_plan_value),
               second="nguyên văn nghị quyết", width=136, tip=_of(_plan_tip)),
        Column(RESULT, head, _figure(lambda r: r.in_period), value=_number(lambda r: r.in_period),
               second="nhập tại đây", width=90, align=Align.FIGURE, typed=True, look=_result_look, tip=_result_tip,
               editable=result_is_editable, closed=result_closed, edit_text=lambda r: result_start(r, stage),
               save=save),
    ]  # fmt: skip
    if not alone:
        found.append(
            Column("so_far", "Lũy kế", _figure(lambda r: r.cumulative), value=_number(lambda r: r.cumulative),
                   second=so_far.short_label, width=84, align=Align.FIGURE,
                   look=_figure_look(lambda r: r.cumulative), tip=_figure_tip(lambda r: r.cumulative))
        )  # fmt: skip
    found += [
        Column("percent", "% KH", _compared(lambda r: r.percent_text), value=_value(lambda r: _size(r.percent_text)),
               second="so mức thấp", width=81, align=Align.FIGURE, gives_way=6,
               look=_compared_look(lambda r: r.percent_text)),
        Column("versus", "So cùng kỳ", _compared(lambda r: r.versus_text), value=_value(lambda r: _size(r.versus_text)),
               second="năm trước", width=81, align=Align.FIGURE, gives_way=3,
               look=_compared_look(lambda r: r.versus_text)),
        Column("rating", "Đánh giá", _of(lambda r: labels.of_rating(r.rating.state).word),
               value=_value(lambda r: STATES.index(r.rating.state)), width=132, look=_rating_look,
               tip=_of(lambda r: r.rating.why)),
        Column("department", "Đơn vị", _of(lambda r: r.department), value=_value(lambda r: r.department or None),
               width=142, gives_way=2, look=lambda _: _QUIET, tip=_of(_leader_tip)),
        Column("marks", "Lưu ý", _of(lambda r: "\n".join(r.marks)),
               value=_value(lambda r: r.marks[0] if r.marks else None), width=56, gives_way=1,
               look=_marks_look, tip=_of(_marks_tip)),
    ]  # fmt: skip
    return tuple(found)


def row_look(row: Any) -> RowLook:
    """Heads run over the empty cells; what is not met has a red edge."""
    if not isinstance(row, IndicatorRow):
        return RowLook(section=True, span=True)
    return RowLook(edge=Tone.RED if row.rating.state in _UNMET else None, span=row.is_head)


# Texts and values: the row over part C has neither


def _of(text: Callable[[IndicatorRow], str]) -> Callable[[Any], str]:
    return lambda row: text(row) if isinstance(row, IndicatorRow) else ""


def _value(value: Callable[[IndicatorRow], object]) -> Callable[[Any], object]:
    return lambda row: value(row) if isinstance(row, IndicatorRow) else None


def _figure(figure: Callable[[IndicatorRow], Figure | None]) -> Callable[[Any], str]:
    def text(row: IndicatorRow) -> str:
        found = figure(row)
        return "" if found is None else found.text

    return _of(text)


def _number(figure: Callable[[IndicatorRow], Figure | None]) -> Callable[[Any], object]:
    def value(row: IndicatorRow) -> object:
        found = figure(row)
        return None if found is None else found.value if found.value is not None else found.text

    return _value(value)


def _compared(text: Callable[[IndicatorRow], str]) -> Callable[[Any], str]:
    return _of(lambda row: _parted(text(row))[0])


def _parted(text: str) -> tuple[str, str]:
    """A comparison as figure and unit: '+0,6' and 'điểm %'."""
    match = _COMPARISON.fullmatch(text)
    return (text, "") if match is None else (match[1], match[2])


def _size(text: str) -> Decimal | None:
    figure, _ = _parted(text)
    try:
        return Decimal(figure.replace(".", "").replace(",", "."))
    except ArithmeticError:
        return None


def _plan_value(row: IndicatorRow) -> object:
    low, high = (None, None) if row.target is None else row.target.bounds
    return low if low is not None else high if high is not None else row.wording or None


# Dress


def _name(row: Any) -> str:
    if isinstance(row, FurtherHead):
        return f"{row.title} ({row.total})"
    assert isinstance(row, IndicatorRow)
    return f"trong đó: {row.name}" if row.part_kind is PartKind.OF_WHICH else str(row.name)


def _name_look(row: Any) -> Look:
    if isinstance(row, FurtherHead):
        apart = f"không cộng vào {row.numbered} chỉ tiêu" if row.numbered else "chưa có số thứ tự nên đếm riêng"
        return Look(below=(Line(f"{apart}: {row.counts}", Tone.SECOND),))
    given = assigned_line(row)
    return Look(below=(Line(given),)) if given else PLAIN


def assigned_line(row: IndicatorRow) -> str:
    """What a target relative to an assigned figure comes to: 'Mức giao 4.150; nghị quyết 4.357,5 – 4.565'."""
    target = row.target
    if target is None or target.comparator is not Comparator.RELATIVE_TO_PLAN:
        return ""
    if row.assigned is None:
        return "Chưa nhập mức được giao"
    return f"Mức giao {format_number(row.assigned)}{_bound_words(row)}"


def _bound_words(row: IndicatorRow) -> str:
    assert row.target is not None and row.assigned is not None
    low, high = assigned_ends(row.target, row.assigned, row.better)
    ends = [format_number(end) for end in (low, high) if end is not None]
    if not row.target.has_figure or not ends:
        return ""
    return f"; nghị quyết {' – '.join(dict.fromkeys(ends))}"


def _figure_look(figure: Callable[[IndicatorRow], Figure | None], tone: Tone = Tone.TEXT) -> Callable[[Any], Look]:
    def look(row: Any) -> Look:
        found = figure(row) if isinstance(row, IndicatorRow) else None
        if found is None:
            return Look(tone=tone)
        about = Sign.ABOUT if found.stage is Stage.ESTIMATE else None
        return Look(tone=tone, italic=found.derived, mark=about)

    return look


def _result_look(row: Any) -> Look:
    if not isinstance(row, IndicatorRow):
        return PLAIN
    figure = row.in_period
    fill = None if row.due or row.is_head or figure is not None else Tone.GREY
    if figure is None:
        return Look(fill=fill, bold=True)
    counts = figure.counts_text
    return Look(
        bold=not figure.derived,
        italic=figure.derived,
        mark=Sign.ABOUT if figure.stage is Stage.ESTIMATE else None,
        mark_text=counts if len(counts) <= _SHORT_COUNTS else "",
        fill=fill,
    )


def _compared_look(text: Callable[[IndicatorRow], str]) -> Callable[[Any], Look]:
    def look(row: Any) -> Look:
        return Look(suffix=_parted(text(row))[1]) if isinstance(row, IndicatorRow) else PLAIN

    return look


def _rating_look(row: Any) -> Look:
    if not isinstance(row, IndicatorRow):
        return PLAIN
    label = labels.of_rating(row.rating.state)
    below: list[Line] = []
    outcomes = [(wording, state) for wording, state in row.outcomes]
    if row.rating.against_assigned is not None:
        outcomes.insert(0, ("so với mức giao:", row.rating.against_assigned))
    for words, state in outcomes:
        other = labels.of_rating(state)
        below += [Line(words), Line(state.label, other.tone, other.sign)]
    bold = label.trouble and row.depth == 0
    return Look(label.sign, label.tone, label.text_tone, bold=bold, below=tuple(below))


def _marks_look(row: Any) -> Look:
    if not isinstance(row, IndicatorRow) or not row.marks:
        return PLAIN
    sign, tone = _MARKS.get(row.marks[0], _DOUBT)
    return Look(sign, tone, tone if tone is Tone.AMBER else Tone.SECOND, small=True)


# Tips


def _name_tip(row: Any) -> str:
    if not isinstance(row, IndicatorRow):
        return "Bấm vào mũi tên để mở hoặc gấp lại (phím → và ←)"
    return f"Mục {row.clause}" if row.clause else ""


def _figure_tip(figure: Callable[[IndicatorRow], Figure | None]) -> Callable[[Any], str]:
    def tip(row: Any) -> str:
        found = figure(row) if isinstance(row, IndicatorRow) else None
        return "" if found is None else "\n".join(_facts(found))

    return tip


def _facts(figure: Figure) -> Sequence[str]:
    facts = []
    if figure.counts is not None:
        facts.append(f"Hai số đếm: {figure.counts_text}")
    if figure.stage is Stage.ESTIMATE:
        facts.append("Số ước, chưa phải số chính thức")
    if figure.derived:
        facts.append("Suy ra từ các số đã nhập")
    return facts


def _result_tip(row: Any) -> str:
    if not isinstance(row, IndicatorRow):
        return ""
    facts = list(_facts(row.in_period)) if row.in_period is not None else []
    if row.is_head:
        facts.append("Chỉ tiêu gộp: nhập số ở từng phần bên dưới")
    elif not row.due:
        facts.append(f"Chưa đến kỳ: thu thập {row.rhythm.label}")
    facts += [f"Ghi chú: {row.note}"] if row.note else []
    facts += [f"Nguồn: {row.source}"] if row.source else []
    return "\n".join(facts)


def _plan_tip(row: IndicatorRow) -> str:
    other = [one for one in row.statements if one.restates is not None]
    return f"Nghị quyết còn nhắc đến ở {len(other)} chỗ khác, xem bảng chi tiết (F4)" if other else ""


def _leader_tip(row: IndicatorRow) -> str:
    return f"Phụ trách: {row.leader}" if row.leader else ""


def _marks_tip(row: IndicatorRow) -> str:
    known = {
        "ước": "Có số ước, chưa phải số chính thức",
        "thiếu kỳ trước": "Kỳ trước trong năm chưa có số nên chưa cộng được lũy kế",
        "do làm tròn": "Số chưa làm tròn cho kết quả đánh giá khác",
        "không khớp": "Các số đã nhập của kỳ này và kỳ khác không khớp nhau: hãy đối chiếu lại",
        "nghi vấn": "Tỷ lệ nằm ngoài 0–100: hãy xem lại số đã nhập",
    }
    return "\n".join(known[mark] for mark in row.marks if mark in known)
