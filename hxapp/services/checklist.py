"""The checklist (bộ tiêu chí) as a screen shows it: sets of a year, rounds, criteria with their outcomes, tallies."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hxapp.domain.checklist import (
    CriterionKind,
    Outcome,
    RoundKind,
    Tally,
    group_met,
    suggested_outcome,
    tally,
    threshold_text,
)
from hxapp.domain.deadlines import Deadline
from hxapp.domain.indicators import Stage
from hxapp.domain.words import format_number
from hxapp.services.figures import Figure
from hxapp.services.rounds import RoundRow, list_rounds
from hxapp.services.task_tree import stored_deadline
from hxapp.storage.bin import live
from hxapp.storage.schema.checklist import ASSESSMENT, CRITERIA_SET, CRITERIA_STATEMENT, CRITERION, ROUND
from hxapp.storage.schema.documents import SOURCE_DOCUMENT
from hxapp.storage.schema.office import DEPARTMENT
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

__all__ = [
    "CriterionRow",
    "RoundRow",
    "SetRow",
    "group_tally_of",
    "list_rounds",
    "list_rows",
    "list_sets",
    "tally_of",
]


@dataclass(frozen=True, slots=True)
class SetRow:
    """A criteria set; `statement` is what a document of the year says of it ('20/24'), '' for nothing.

    `group_word` and `criterion_word` are the set's own names for its two levels.
    """

    id: uuid.UUID
    code: str
    title: str
    basis: str
    group_word: str
    criterion_word: str
    needs_confirmation: bool
    statement: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion, or a group over criteria, in the chosen round.

    Without a round `outcome` is None. Of a group it is what the criteria make of it, unless it was marked by hand;
    its tallies count its criteria, `checked_tally` only those that the superior assessed. `previous` is the outcome in
    the round before of the same kind, `checked` the one in the latest round checked by a superior. `suggested` is what
    a confirmed threshold says of the value; the outcome may differ by hand. `remembered` is a threshold from memory,
    which never judges. `needs_road_map`: not met, and what comes next, by whom or by when is not told.
    """

    id: uuid.UUID
    is_group: bool
    parent_id: uuid.UUID | None
    depth: int
    code: str
    title: str
    kind: CriterionKind
    threshold_text: str
    unit: str
    remembered: str
    value: Figure | None
    previous: Outcome | None
    outcome: Outcome | None
    suggested: Outcome | None
    checked: Outcome | None
    missing: str
    next_step: str
    department_id: uuid.UUID | None
    department: str
    deadline: Deadline | None
    evidence: str
    evidence_count: int
    remark: str
    needs_confirmation: bool
    needs_road_map: bool
    tally: Tally | None
    previous_tally: Tally | None
    checked_tally: Tally | None


def list_sets(session: Reading, year: int) -> tuple[SetRow, ...]:
    """The sets in force on some day of the year, and those assessed for it; one without days is in force always."""
    statements = _statements(session, year)
    from_year = sa.func.coalesce(sa.extract("year", CRITERIA_SET.c.in_force_from), year)
    to_year = sa.func.coalesce(sa.extract("year", CRITERIA_SET.c.in_force_to), year)
    assessed = sa.select(ROUND.c.set_id).where(
        live(ROUND), sa.type_coerce(ROUND.c.period, sa.Text).startswith(f"{year}")
    )
    rows = session.execute(
        sa.select(
            CRITERIA_SET.c.id,
            CRITERIA_SET.c.code,
            CRITERIA_SET.c.title,
            CRITERIA_SET.c.basis,
            CRITERIA_SET.c.group_word,
            CRITERIA_SET.c.criterion_word,
            CRITERIA_SET.c.needs_confirmation,
        )
        .where(
            live(CRITERIA_SET),
            sa.or_(sa.and_(from_year <= year, to_year >= year), CRITERIA_SET.c.id.in_(assessed)),
        )
        .order_by(CRITERIA_SET.c.position, CRITERIA_SET.c.in_force_from, CRITERIA_SET.c.code)
    )
    return tuple(SetRow(*row, statement=statements.get(row.id, "")) for row in rows)


def list_rows(session: Reading, set_id: uuid.UUID, round_id: uuid.UUID | None) -> tuple[CriterionRow, ...]:
    """The groups of the set, each followed by its criteria, as the round has them; without a round, not assessed."""
    rounds = list_rounds(session, set_id)
    chosen = next((one for one in rounds if one.id == round_id), None)
    before = [one for one in rounds if chosen and one.kind is chosen.kind]
    previous = before[before.index(chosen) - 1] if chosen and before[0] != chosen else None
    checked = next((one for one in reversed(rounds) if one.kind is RoundKind.CHECKED), None)
    asked = {one.id for one in (chosen, previous, checked) if one is not None}
    cells = _assessments(session, asked)
    criteria = _criteria(session, set_id)
    known = {row.id for row in criteria}
    under: dict[uuid.UUID | None, list[Any]] = {}
    for row in criteria:
        under.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    listing = _Listing(cells, chosen, previous, checked)
    found: list[CriterionRow] = []
    for group in under.get(None, []):
        beneath = under.get(group.id, [])
        found.append(listing.group(group, beneath))
        found += [listing.criterion(row) for row in beneath]
    return tuple(found)


def tally_of(rows: Iterable[CriterionRow]) -> Tally:
    """How many criteria have which outcome; groups are not counted."""
    return tally([row.outcome or Outcome.NOT_ASSESSED for row in rows if not row.is_group])


def group_tally_of(rows: Iterable[CriterionRow]) -> Tally:
    """How many groups have which outcome."""
    return tally([row.outcome or Outcome.NOT_ASSESSED for row in rows if row.is_group])


class _Listing:
    """The cells of the rounds that a listing shows, read by criterion."""

    def __init__(
        self,
        cells: Mapping[tuple[uuid.UUID, uuid.UUID], Any],
        chosen: RoundRow | None,
        previous: RoundRow | None,
        checked: RoundRow | None,
    ) -> None:
        self._cells = cells
        self._chosen = chosen
        self._previous = previous
        self._checked = checked

    def criterion(self, row: Any) -> CriterionRow:
        outcome = self._outcome(self._chosen, row)
        return self._row(row, outcome, is_group=False)

    def group(self, row: Any, beneath: Sequence[Any]) -> CriterionRow:
        """A group: what lies beneath, unless it was marked by hand."""
        outcome = self._group_outcome(self._chosen, row, beneath)
        return self._row(row, outcome, is_group=True, beneath=beneath)

    def _row(self, row: Any, outcome: Outcome | None, *, is_group: bool, beneath: Sequence[Any] = ()) -> CriterionRow:
        cell = self._cell(self._chosen, row)
        value = as_typed(cell.value, cell.decimals) if cell else None
        threshold = as_typed(row.threshold, row.threshold_decimals)
        deadline = stored_deadline(cell.due_wording, cell.due_precision, cell.due_last_day) if cell else None
        department_id = cell.department_id if cell else None
        next_step = (cell.next_step or "") if cell else ""
        told = bool(next_step) and department_id is not None and deadline is not None
        evidence = (cell.evidence or "") if cell else ""
        return CriterionRow(
            id=row.id,
            is_group=is_group,
            parent_id=row.parent_id,
            depth=0 if is_group else 1,
            code=row.code,
            title=row.title,
            kind=row.kind,
            threshold_text=threshold_text(row.comparator, threshold, row.unit),
            unit=row.unit or "",
            remembered=row.remembered_threshold or "",
            value=None if value is None else Figure(value, _value_text(value, row.unit), Stage.FINAL),
            previous=self._shown(self._previous, row, is_group, beneath),
            outcome=outcome,
            suggested=suggested_outcome(row.kind, row.comparator, threshold, row.needs_confirmation, value),
            checked=self._checked_outcome(row, is_group, beneath),
            missing=(cell.missing or "") if cell else "",
            next_step=next_step,
            department_id=department_id,
            department=(cell.department or "") if cell else "",
            deadline=deadline,
            evidence=evidence,
            evidence_count=sum(bool(line.strip()) for line in evidence.replace(";", "\n").splitlines()),
            remark=(cell.remark or "") if cell else "",
            needs_confirmation=row.needs_confirmation,
            needs_road_map=not is_group and outcome is Outcome.NOT_MET and not told,
            tally=tally(self._outcomes(self._chosen, beneath)) if is_group else None,
            previous_tally=tally(self._outcomes(self._previous, beneath)) if is_group and self._previous else None,
            checked_tally=self._checked_tally(beneath) if is_group else None,
        )

    def _cell(self, where: RoundRow | None, row: Any) -> Any | None:
        return None if where is None else self._cells.get((where.id, row.id))

    def _outcome(self, where: RoundRow | None, row: Any) -> Outcome | None:
        if where is None:
            return None
        cell = self._cell(where, row)
        return cell.outcome if cell else Outcome.NOT_ASSESSED

    def _outcomes(self, where: RoundRow | None, beneath: Sequence[Any]) -> list[Outcome]:
        return [self._outcome(where, row) or Outcome.NOT_ASSESSED for row in beneath]

    def _group_outcome(self, where: RoundRow | None, row: Any, beneath: Sequence[Any]) -> Outcome | None:
        by_hand = self._outcome(where, row)
        if by_hand is not Outcome.NOT_ASSESSED:
            return by_hand
        met = group_met(self._outcomes(where, beneath))
        if met is None or (met and row.needs_confirmation):
            return Outcome.NOT_ASSESSED  # a group whose lines are not confirmed may lack some: only a hand says 'met'
        return Outcome.MET if met else Outcome.NOT_MET

    def _shown(self, where: RoundRow | None, row: Any, is_group: bool, beneath: Sequence[Any]) -> Outcome | None:
        return self._group_outcome(where, row, beneath) if is_group else self._outcome(where, row)

    def _checked_outcome(self, row: Any, is_group: bool, beneath: Sequence[Any]) -> Outcome | None:
        """What the superior said; None for what it did not look at."""
        found = self._shown(self._checked, row, is_group, beneath)
        return None if found is Outcome.NOT_ASSESSED else found

    def _checked_tally(self, beneath: Sequence[Any]) -> Tally | None:
        looked_at = [found for row in beneath if (found := self._checked_outcome(row, False, ())) is not None]
        return tally(looked_at) if looked_at else None


def _value_text(value: Any, unit: str | None) -> str:
    """The value as shown: '94,1%'; units other than per cent stand with the threshold."""
    return f"{format_number(value)}%" if unit == "%" else format_number(value)


def _statements(session: Reading, year: int) -> dict[uuid.UUID, str]:
    rows = session.execute(
        sa.select(CRITERIA_STATEMENT.c.set_id, CRITERIA_STATEMENT.c.met, CRITERIA_STATEMENT.c.total)
        .join(SOURCE_DOCUMENT, SOURCE_DOCUMENT.c.id == CRITERIA_STATEMENT.c.document_id)
        .where(
            live(CRITERIA_STATEMENT, SOURCE_DOCUMENT),
            SOURCE_DOCUMENT.c.year_from <= year,
            SOURCE_DOCUMENT.c.year_to >= year,
        )
        .order_by(SOURCE_DOCUMENT.c.issued_on, SOURCE_DOCUMENT.c.position)  # of several the latest stays
    )
    return {set_id: f"{met}/{total}" for set_id, met, total in rows}


def _criteria(session: Reading, set_id: uuid.UUID) -> Sequence[Any]:
    return session.execute(
        sa.select(
            CRITERION.c.id,
            CRITERION.c.parent_id,
            CRITERION.c.code,
            CRITERION.c.title,
            CRITERION.c.kind,
            CRITERION.c.comparator,
            CRITERION.c.threshold,
            CRITERION.c.threshold_decimals,
            CRITERION.c.unit,
            CRITERION.c.remembered_threshold,
            CRITERION.c.needs_confirmation,
        )
        .where(live(CRITERION), CRITERION.c.set_id == set_id)
        .order_by(CRITERION.c.position, CRITERION.c.code)
    ).all()


def _assessments(session: Reading, rounds: set[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Any]:
    rows = session.execute(
        sa.select(
            ASSESSMENT.c.round_id,
            ASSESSMENT.c.criterion_id,
            ASSESSMENT.c.outcome,
            ASSESSMENT.c.value,
            ASSESSMENT.c.decimals,
            ASSESSMENT.c.remark,
            ASSESSMENT.c.evidence,
            ASSESSMENT.c.missing,
            ASSESSMENT.c.next_step,
            ASSESSMENT.c.department_id,
            sa.func.coalesce(DEPARTMENT.c.short_name, DEPARTMENT.c.name).label("department"),
            ASSESSMENT.c.due_wording,
            ASSESSMENT.c.due_precision,
            ASSESSMENT.c.due_last_day,
        )
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == ASSESSMENT.c.department_id)
        .where(live(ASSESSMENT), ASSESSMENT.c.round_id.in_(rounds))
    )
    return {(row.round_id, row.criterion_id): row for row in rows}
