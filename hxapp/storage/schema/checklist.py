"""The urban-civilisation checklist: criteria sets, rounds and assessments."""

from __future__ import annotations

from sqlalchemy import Date, Integer, Table

from hxapp.domain.checklist import CriterionKind, Outcome, RoundKind
from hxapp.domain.targets import Comparator
from hxapp.storage.schema.base import BOOK_TABLES, Truth, bin_mark, identity, live_unique, needed, optional, to
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT
from hxapp.storage.schema.due import deadline
from hxapp.storage.schema.office import DEPARTMENT
from hxapp.storage.types import Amount, Composed, Key, PeriodKey, Word

CRITERIA_SET = Table(
    "criteria_set",
    BOOK_TABLES,
    identity(),
    needed("code", Composed),
    needed("title", Composed),
    needed("basis", Composed),
    needed("group_word", Composed),
    needed("criterion_word", Composed),
    optional("in_force_from", Date),
    optional("in_force_to", Date),
    needed("needs_confirmation", Truth, default=False),
    optional("note", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_criteria_set_code", "code"),
)

CRITERIA_STATEMENT = Table(
    "criteria_statement",
    BOOK_TABLES,
    identity(),
    needed("document_id", Key, to(SOURCE_DOCUMENT), index=True),
    optional("clause_id", Key, to(CLAUSE), index=True),
    needed("set_id", Key, to(CRITERIA_SET), index=True),
    needed("met", Integer),
    needed("total", Integer),
    needed("quote", Composed),
    bin_mark(),
)

CRITERION = Table(
    "criterion",
    BOOK_TABLES,
    identity(),
    needed("set_id", Key, to(CRITERIA_SET)),
    optional("parent_id", Key, to("criterion.id"), index=True),
    needed("code", Composed),
    needed("title", Composed),
    needed("kind", Word(CriterionKind), default=CriterionKind.YES_NO),
    optional("comparator", Word(Comparator)),
    optional("threshold", Amount),
    optional("threshold_decimals", Integer),
    optional("unit", Composed),
    optional("metric", Composed),
    optional("remembered_threshold", Composed),
    needed("needs_confirmation", Truth, default=False),
    optional("note", Composed),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_criterion_code", "set_id", "code"),
)

ROUND = Table(
    "round",
    BOOK_TABLES,
    identity(),
    needed("set_id", Key, to(CRITERIA_SET)),
    needed("kind", Word(RoundKind)),
    needed("name", Composed),
    needed("period", PeriodKey),
    optional("held_on", Date),
    needed("position", Integer, default=0),
    bin_mark(),
    live_unique("uq_round_name", "set_id", "name"),
)

ASSESSMENT = Table(
    "assessment",
    BOOK_TABLES,
    identity(),
    needed("round_id", Key, to(ROUND)),
    needed("criterion_id", Key, to(CRITERION), index=True),
    needed("outcome", Word(Outcome), default=Outcome.NOT_ASSESSED),
    optional("value", Amount),
    optional("decimals", Integer),
    optional("remark", Composed),
    optional("evidence", Composed),
    optional("missing", Composed),
    optional("next_step", Composed),
    optional("department_id", Key, to(DEPARTMENT), index=True),
    *deadline(),
    bin_mark(),
    live_unique("uq_assessment_cell", "round_id", "criterion_id"),
)
