"""Targets (mức kế hoạch) of a year as the book holds them: the ward's, for the whole year, in document order."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Typed
from hxapp.domain.periods import Period
from hxapp.domain.targets import Target
from hxapp.services import documents
from hxapp.storage.bin import live
from hxapp.storage.schema.indicators import TARGET
from hxapp.storage.types import as_typed

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

_NOWHERE = 1 << 30


@dataclass(frozen=True, slots=True)
class HeldTarget:
    """A target with where it stands: `clause` as cited ('A.II'), `order` its place among all targets of the year."""

    id: uuid.UUID
    indicator_id: uuid.UUID
    document_id: uuid.UUID
    document: str
    clause: str
    order: tuple[int, int, int]
    number: str
    wording: str
    quote: str
    judged: bool
    restates_id: uuid.UUID | None
    restates: Restates | None
    typed: Typed
    target: Target
    assigned: Decimal | None

    @property
    def cited(self) -> str:
        """The clause with the target's own number in it: 'A.II.6'."""
        if not self.number or self.clause.rpartition(".")[2] == self.number:
            return self.clause
        return f"{self.clause}.{self.number}" if self.clause else self.number


def year_targets(
    session: Reading, year: int, area_id: uuid.UUID, only: Collection[uuid.UUID] | None = None
) -> tuple[HeldTarget, ...]:
    """All statements of figures for the year: judged ones, further figures, repeated and contradicting ones.

    `only` those of some indicators.
    """
    ranks, titles = {}, {}
    clauses: dict[uuid.UUID, tuple[int, str]] = {}
    for rank, document in enumerate(documents.list_documents(session, year)):
        ranks[document.id], titles[document.id] = rank, document.title
        for place, clause in enumerate(documents.clauses(session, document.id)):
            clauses[clause.id] = (place, clause.number)
    asked = select(*COLUMNS).where(
        live(TARGET),
        TARGET.c.year == year,
        TARGET.c.area_id == area_id,
        TARGET.c.period == Period.whole_year(year),
    )
    rows = session.execute(asked if only is None else asked.where(TARGET.c.indicator_id.in_(only))).all()
    held = []
    for row in rows:
        place, clause_number = clauses.get(row.clause_id, (_NOWHERE, "")) if row.clause_id else (_NOWHERE, "")
        held.append(
            HeldTarget(
                id=row.id,
                indicator_id=row.indicator_id,
                document_id=row.document_id,
                document=titles.get(row.document_id, ""),
                clause=clause_number,
                order=(ranks.get(row.document_id, _NOWHERE), place, row.position),
                number=row.number or "",
                wording=row.wording,
                quote=row.quote or "",
                judged=row.judged,
                restates_id=row.restates_id,
                restates=row.restates,
                typed=row.typed,
                target=target_of(row),
                assigned=as_typed(row.assigned, row.assigned_decimals),
            )
        )
    return tuple(sorted(held, key=lambda one: (one.order, one.id)))


def main_target(held: Sequence[HeldTarget]) -> HeldTarget | None:
    """Of one indicator's statements, in their order, the target that is judged: of the first document that has one."""
    return next((one for one in held if one.judged), held[0] if held else None)


def target_of(row: Any) -> Target:
    """The target in a row of `COLUMNS` or in a mapped row; its figures carry the decimals of the document."""
    return Target(
        name=row.name,
        of_which=row.of_which,
        comparator=row.comparator,
        low=as_typed(row.low, row.low_decimals),
        high=as_typed(row.high, row.high_decimals),
        strict=row.strict,
        approx=row.approx,
        unit=row.unit,
        per=row.per,
        baseline=row.baseline,
        plan_basis=row.plan_basis,
        out_of=as_typed(row.out_of, None),
        direction=row.direction,
    )


COLUMNS = (
    TARGET.c.id,
    TARGET.c.indicator_id,
    TARGET.c.document_id,
    TARGET.c.clause_id,
    TARGET.c.number,
    TARGET.c.wording,
    TARGET.c.quote,
    TARGET.c.judged,
    TARGET.c.restates_id,
    TARGET.c.restates,
    TARGET.c.typed,
    TARGET.c.name,
    TARGET.c.of_which,
    TARGET.c.comparator,
    TARGET.c.low,
    TARGET.c.low_decimals,
    TARGET.c.high,
    TARGET.c.high_decimals,
    TARGET.c.strict,
    TARGET.c.approx,
    TARGET.c.unit,
    TARGET.c.per,
    TARGET.c.baseline,
    TARGET.c.plan_basis,
    TARGET.c.out_of,
    TARGET.c.direction,
    TARGET.c.assigned,
    TARGET.c.assigned_decimals,
    TARGET.c.position,
)
