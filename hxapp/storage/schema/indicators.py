"""Indicators, their targets and results."""

from __future__ import annotations

from sqlalchemy import Index, Integer, Table

from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Basis, Better, OverAreas, OverTime, PartKind, PriceBasis, Stage, Typed, ValueKind
from hxapp.domain.periods import Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator
from hxapp.storage.schema.base import BOOK_TABLES, Truth, bin_mark, identity, live_unique, needed, optional, to
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT
from hxapp.storage.schema.office import AREA, DEPARTMENT, PERSON
from hxapp.storage.types import Amount, Composed, Key, PeriodKey, Word

INDICATOR = Table(
    "indicator",
    BOOK_TABLES,
    identity(),
    optional("parent_id", Key, to("indicator.id"), index=True),
    optional("part_kind", Word(PartKind)),
    needed("name", Composed),
    optional("short_name", Composed),
    optional("unit", Composed),
    needed("value_kind", Word(ValueKind), default=ValueKind.NUMBER),
    needed("better", Word(Better), default=Better.HIGHER),
    needed("over_time", Word(OverTime), default=OverTime.LATEST),
    needed("over_areas", Word(OverAreas), default=OverAreas.NONE),
    optional("price_basis", Word(PriceBasis)),
    needed("rhythm", Word(Rhythm), default=Rhythm.QUARTERLY),
    optional("decimals", Integer),
    optional("department_id", Key, to(DEPARTMENT), index=True),
    optional("leader_id", Key, to(PERSON), index=True),
    optional("note", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
)

TARGET = Table(
    "target",
    BOOK_TABLES,
    identity(),
    needed("indicator_id", Key, to(INDICATOR)),
    needed("document_id", Key, to(SOURCE_DOCUMENT), index=True),
    optional("clause_id", Key, to(CLAUSE), index=True),
    needed("year", Integer),
    needed("area_id", Key, to(AREA), index=True),
    optional("department_id", Key, to(DEPARTMENT), index=True),
    needed("period", PeriodKey),
    optional("number", Composed),
    needed("wording", Composed),
    optional("quote", Composed),
    needed("judged", Truth, default=True),
    optional("restates_id", Key, to("target.id"), index=True),
    optional("restates", Word(Restates)),
    needed("typed", Word(Typed), default=Typed.LEVEL),
    optional("name", Composed),
    needed("of_which", Truth, default=False),
    needed("comparator", Word(Comparator)),
    optional("low", Amount),
    optional("low_decimals", Integer),
    optional("high", Amount),
    optional("high_decimals", Integer),
    needed("strict", Truth, default=False),
    needed("approx", Truth, default=False),
    optional("unit", Composed),
    optional("per", Composed),
    optional("baseline", Composed),
    optional("plan_basis", Composed),
    optional("out_of", Amount),
    needed("direction", Composed),
    optional("assigned", Amount),
    optional("assigned_decimals", Integer),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_target_judged", "indicator_id", "document_id", "year", "area_id", "period", where="judged"),
    Index("ix_target_year", "year", "indicator_id"),
)

RESULT = Table(
    "result",
    BOOK_TABLES,
    identity(),
    needed("indicator_id", Key, to(INDICATOR)),
    needed("period", PeriodKey),
    needed("area_id", Key, to(AREA), index=True),
    needed("basis", Word(Basis)),
    needed("stage", Word(Stage)),
    optional("value", Amount),
    optional("decimals", Integer),
    optional("numerator", Amount),
    optional("denominator", Amount),
    optional("words", Composed),
    optional("verdict", Word(State)),
    needed("nothing_arose", Truth, default=False),
    optional("source", Composed),
    optional("note", Composed),
    bin_mark(),
    live_unique("uq_result_cell", "indicator_id", "period", "area_id", "basis", "stage"),
    Index("ix_result_period", "period", "indicator_id"),
)
