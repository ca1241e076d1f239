"""The columns of the checklist's table: what stands in them, how it looks, and what is typed there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hxapp.domain.checklist import Outcome, RoundKind, Tally
from hxapp.domain.errors import Refused
from hxapp.domain.words import format_date, match_key, tidy
from hxapp.services import checklist
from hxapp.services.checklist import CriterionRow, RoundRow
from hxapp.ui import labels
from hxapp.ui.chips import Chip
from hxapp.ui.palette import Tone
from hxapp.ui.panels.criterion_panel import GROUP_OUTCOMES, road_map_gap
from hxapp.ui.signs import Sign
from hxapp.ui.table import Align, Column, Line, Look, RowLook

_NO_ROUND = "cần mở vòng"
_OPEN_ONE = "Chưa có vòng đánh giá để ghi: bấm “Mở vòng mới…” ở trên"
_GROUP_HAS_NONE = "Dòng nhóm không có giá trị riêng: hãy nhập ở từng dòng bên dưới."


@dataclass(frozen=True)
class Place:
    """Which round is shown among which. In a round checked by the superior `own` holds the rows of the ward's own
    round `own_round` until then, by criterion."""

    rounds: Sequence[RoundRow] = ()
    round: RoundRow | None = None
    own_round: RoundRow | None = None
    own: Mapping[uuid.UUID, CriterionRow] = field(default_factory=dict)

    @property
    def checking(self) -> bool:
        """Whether what the superior says is typed here."""
        return self.round is not None and self.round.kind is RoundKind.CHECKED

    def previous_name(self) -> str:
        """The round before of the same kind, as a head has room for."""
        if self.round is None:
            return ""
        same = [one for one in self.rounds if one.kind is self.round.kind]
        at = same.index(self.round)
        return _short(same[at - 1]) if at else "chưa có"

    def last_checked(self) -> RoundRow | None:
        """The latest round of the superior's."""
        return next((one for one in reversed(self.rounds) if one.kind is RoundKind.CHECKED), None)


def columns(at: Place, saves: Mapping[str, dict[str, Any]], today: dt.date) -> tuple[Column, ...]:
    """The columns; `saves` holds `save` and `save_many` of 'value' and 'outcome'."""
    own, theirs = _outcome_columns(at, saves["outcome"])
    return (
        Column(
            "code",
            "Mã",
            lambda row: row.code,
            width=52,
            fixed=True,
            look=lambda row: Look(tone=Tone.SECOND, ring=row.needs_confirmation),
            tip=lambda row: "Cần xác nhận: chưa đối chiếu với văn bản gốc" if row.needs_confirmation else "",
        ),
        Column("title", "Nội dung", lambda row: row.title, stretch=True, fixed=True, tree=True),
        Column(
            "threshold",
            "Ngưỡng",
            lambda row: row.threshold_text or ("chờ xác nhận" if row.remembered else ""),
            width=100,
            gives_way=6,
            look=lambda row: Look() if row.threshold_text else Look(tone=Tone.AMBER, small=True),
            tip=lambda row: f"Theo trí nhớ, chưa đối chiếu: {row.remembered}" if row.remembered else "",
        ),
        Column(
            "value",
            "Giá trị",
            lambda row: row.value.text.removesuffix("%") if row.value is not None else "",
            value=lambda row: row.value.value if row.value is not None else None,
            width=76,
            align=Align.FIGURE,
            look=_value_look,
            editable=lambda row: not row.is_group and at.round is not None,
            closed=lambda row: _GROUP_HAS_NONE if at.round is not None else _OPEN_ONE,
            **saves["value"],
        ),
        Column(
            "previous",
            "Vòng trước",
            lambda row: _outcome_text(row.previous, row.previous_tally, row.is_group),
            second=at.previous_name(),
            width=96,
            gives_way=2,
            look=lambda row: _outcome_look(row.previous, row.is_group, quiet=True),
        ),
        own,
        theirs,
        Column(
            "missing",
            "Còn thiếu, việc tiếp theo",
            lambda row: row.missing,
            width=250,
            gives_way=5,
            look=_missing_look,
            tip=road_map_gap,
        ),
        Column(
            "deadline",
            "Hạn",
            lambda row: row.deadline.wording if row.deadline else "",
            value=lambda row: row.deadline.last_day or dt.date.max if row.deadline else None,
            width=84,
            gives_way=4,
            look=lambda row: _deadline_look(row, today),
        ),
        Column(
            "evidence",
            "Minh chứng",
            lambda row: str(row.evidence_count or ""),
            value=lambda row: row.evidence_count or None,
            width=48,
            align=Align.RIGHT,
            gives_way=1,
            look=lambda row: Look(tone=Tone.ACCENT),
            tip=lambda row: f"Minh chứng:\n{row.evidence}" if row.evidence else "",
        ),
    )


def _outcome_columns(at: Place, saves: dict[str, Any]) -> tuple[Column, Column]:
    """'Tự đánh giá' and 'Cấp trên'; the one whose round is chosen is typed into."""
    typed: dict[str, Any] = {
        **saves,
        "typed": True,
        "editable": lambda row: at.round is not None,
        "closed": lambda row: _OPEN_ONE,
        "edit_text": lambda row: (row.outcome or Outcome.NOT_ASSESSED).value,
        "choices": _choices,
        "look": lambda row: _outcome_look(row.outcome, row.is_group),
        "tip": lambda row: "" if at.round is not None else _OPEN_ONE,
        "value": _outcome_value,
    }

    def chosen_text(row: CriterionRow) -> str:
        return _outcome_text(row.outcome, row.tally if at.round is not None else None, row.is_group, _NO_ROUND)

    def own_row(row: CriterionRow) -> CriterionRow | None:
        return at.own.get(row.id)

    def own_text(row: CriterionRow) -> str:
        own = own_row(row)
        return _outcome_text(own.outcome, own.tally, row.is_group) if own is not None else ""

    def own_look(row: CriterionRow) -> Look:
        own = own_row(row)
        return _outcome_look(own.outcome if own is not None else None, row.is_group, quiet=True)

    if at.checking:
        own = Column(
            "own",
            "Tự đánh giá",
            own_text,
            second=_short(at.own_round),
            width=110,
            gives_way=3,
            look=own_look,
        )
        theirs = Column("checked", "Cấp trên", chosen_text, second=_short(at.round), width=128, **typed)
        return own, theirs
    own = Column("own", "Tự đánh giá", chosen_text, second=_short(at.round) or "nhập tại đây", width=128, **typed)
    theirs = Column(
        "checked",
        "Cấp trên",
        lambda row: _outcome_text(row.checked, row.checked_tally, row.is_group),
        second=_short(at.last_checked()),
        width=100,
        gives_way=3,
        look=lambda row: _outcome_look(row.checked, row.is_group, quiet=True),
        tip=lambda row: "Để ghi kết quả của cấp trên, hãy mở một vòng “cấp trên kiểm tra”",
    )
    return own, theirs


def _deadline_look(row: CriterionRow, today: dt.date) -> Look:
    late = row.deadline is not None and row.deadline.is_late(today)
    if late and row.outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSED):
        return Look(tone=Tone.RED, bold=True, below=(Line("quá hạn", Tone.RED, Sign.SQUARE),))
    return Look()


def chips(rows: Sequence[CriterionRow], assessed: bool) -> tuple[Chip, ...]:
    """The counts over the table; the keys are the values of `Outcome`, and 'confirm'."""
    tally = checklist.tally_of(rows)
    counts = {
        Outcome.MET: tally.met,
        Outcome.NOT_MET: tally.not_met,
        Outcome.NOT_ASSESSED: tally.not_assessed,
        Outcome.NOT_APPLICABLE: tally.not_applicable,
    }
    chips = [Chip("", "Tất cả", sum(counts.values()))]
    for outcome, count in counts.items():
        if assessed and (count or outcome is not Outcome.NOT_APPLICABLE):
            label = labels.of_outcome(outcome)
            tone = label.tone if label.tone is not Tone.GREY else Tone.SECOND
            chips.append(Chip(outcome.value, label.word, count, label.sign, tone))
    unsure = sum(row.needs_confirmation for row in rows if not row.is_group)
    chips.append(Chip("confirm", "Cần xác nhận", unsure, Sign.SMALL_RING, Tone.AMBER))
    return tuple(chips)


def _short(held: RoundRow | None) -> str:
    """What tells a round in a head: the day of a check, else its period."""
    if held is None:
        return ""
    if held.kind is RoundKind.CHECKED and held.held_on is not None:
        return format_date(held.held_on)
    return held.period.short_label


def _choices(row: CriterionRow) -> list[tuple[str, str]]:
    if row.is_group:
        return [(one.value, word) for one, word in GROUP_OUTCOMES]
    return [(one.value, labels.capital(one.label)) for one in Outcome]


def outcome_of(text: str) -> Outcome:
    """The outcome of a list's value, or of its word as pasted; Refused for what is neither."""
    for outcome in Outcome:
        if text == outcome.value or match_key(text) == match_key(outcome.label):
            return outcome
    words = ", ".join(f"“{one.label}”" for one in Outcome)
    raise Refused(f"Không có kết quả “{tidy(text)}”. Hãy chọn một trong: {words}.", "outcome")


def _outcome_value(row: CriterionRow) -> object:
    order = (Outcome.NOT_MET, Outcome.NOT_ASSESSED, Outcome.MET, Outcome.NOT_APPLICABLE)
    return None if row.outcome is None else order.index(row.outcome)


def _outcome_text(outcome: Outcome | None, tally: Tally | None, is_group: bool, none: str = "") -> str:
    """The outcome's word; of a group how many of its criteria are met."""
    if is_group:
        return tally.text if tally is not None and outcome is not None else ""
    return none if outcome is None else labels.of_outcome(outcome).word


def _outcome_look(outcome: Outcome | None, is_group: bool, quiet: bool = False) -> Look:
    """Trouble is bold in the typed column, and only coloured in those beside it."""
    if outcome is None:
        return Look(tone=Tone.GREY, italic=True, small=True)
    label = labels.of_outcome(outcome)
    if is_group:
        tone = {Outcome.MET: Tone.GREEN, Outcome.NOT_MET: Tone.TEXT}.get(outcome, Tone.SECOND)
        return Look(tone=Tone.SECOND if quiet else tone, bold=not quiet)
    return Look(label.sign, label.tone, label.text_tone, bold=not quiet)


def _value_look(row: CriterionRow) -> Look:
    if row.value is None:
        return Look(bold=True)
    suffix = "%" if row.value.text.endswith("%") else ""
    contradicted = row.suggested is not None and row.suggested is not row.outcome
    return Look(bold=True, suffix=suffix, mark=Sign.QUERY if contradicted else None, mark_tone=Tone.AMBER)


def _missing_look(row: CriterionRow) -> Look:
    below: list[Line] = []
    if row.next_step or row.department:
        below.append(Line(", ".join(part for part in (row.next_step, row.department) if part), Tone.ACCENT))
    gap = road_map_gap(row)
    if gap:
        below.append(Line(gap.rstrip("."), Tone.AMBER, Sign.DIAMOND))
    return Look(below=tuple(below), fill=Tone.AMBER if gap else None)


def row_look(row: CriterionRow) -> RowLook:
    """Groups are headings; what is not met has the red edge, what is not assessed the grey one."""
    if row.is_group:
        return RowLook(section=True, span=True)
    edge = {Outcome.NOT_MET: Tone.RED, Outcome.NOT_ASSESSED: Tone.GREY}.get(row.outcome or Outcome.MET)
    return RowLook(edge=edge, quiet=row.outcome is Outcome.NOT_APPLICABLE)
