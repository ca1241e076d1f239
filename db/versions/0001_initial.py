"""The first schema of a book, frozen as it was: it names no class of today's program."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.Uuid(native_uuid=True).with_variant(sa.LargeBinary(16), "sqlite")
AMOUNT = sa.Numeric(19, 6).with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
WORD = sa.String(32)
MOMENT = sa.String(27)
DAY = sa.Date()
WHOLE = sa.Integer()
YES_NO = sa.Boolean(create_constraint=False)


def _has(name, kind):
    return sa.Column(name, kind, nullable=False)


def _may(name, kind):
    return sa.Column(name, kind, nullable=True)


def _link(name, table, *, needed=False):
    """A column that names a row of `table`, checked at the commit."""
    return name, table, needed


def _table(name, *parts):
    columns, links = [_has("id", KEY)], []
    for part in parts:
        if isinstance(part, tuple):
            column, target, needed = part
            columns.append(sa.Column(column, KEY, nullable=not needed))
            links.append(
                sa.ForeignKeyConstraint(
                    [column],
                    [f"{target}.id"],
                    name=f"fk_{name}_{column}_{target}",
                    deferrable=True,
                    initially="DEFERRED",
                )
            )
        else:
            columns.append(part)
    op.create_table(name, *columns, *links, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))


def _index(table, *columns, name=None):
    op.create_index(name or f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _unique_live(name, table, *columns, where=""):
    condition = sa.text(f"binned_at IS NULL{where}")
    op.create_index(name, table, list(columns), unique=True, sqlite_where=condition, postgresql_where=condition)


def upgrade():
    _table(
        "area",
        _link("parent_id", "area"),
        _has("kind", WORD),
        _has("name", TEXT),
        _may("code", TEXT),
        _may("superior", TEXT),
        _may("valid_from", DAY),
        _may("valid_to", DAY),
        _may("note", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("area", "parent_id")
    _unique_live("uq_area_name", "area", "kind", "name", where=" AND valid_to IS NULL")
    _table(
        "book",
        _has("origin", WORD),
        _has("made_at", MOMENT),
    )
    _table(
        "criteria_set",
        _has("code", TEXT),
        _has("title", TEXT),
        _has("basis", TEXT),
        _has("group_word", TEXT),
        _has("criterion_word", TEXT),
        _may("in_force_from", DAY),
        _may("in_force_to", DAY),
        _has("needs_confirmation", YES_NO),
        _may("note", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _unique_live("uq_criteria_set_code", "criteria_set", "code")
    _table(
        "department",
        _has("name", TEXT),
        _may("short_name", TEXT),
        _has("outside", YES_NO),
        _may("valid_from", DAY),
        _may("valid_to", DAY),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _unique_live("uq_department_name", "department", "name", where=" AND valid_to IS NULL")
    _table(
        "setting",
        _has("name", TEXT),
        _has("value", TEXT),
        sa.UniqueConstraint("name", name="uq_setting_name"),
    )
    _table(
        "source_document",
        _has("kind", WORD),
        _may("issuer_kind", WORD),
        _may("issuer", TEXT),
        _may("number", TEXT),
        _may("issued_on", DAY),
        _has("title", TEXT),
        _has("year_from", WHOLE),
        _has("year_to", WHOLE),
        _link("concretises_id", "source_document"),
        _link("amends_id", "source_document"),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("source_document", "amends_id")
    _index("source_document", "concretises_id")
    _table(
        "clause",
        _link("document_id", "source_document", needed=True),
        _link("parent_id", "clause"),
        _has("number", TEXT),
        _has("title", TEXT),
        _may("goal", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("clause", "parent_id")
    _unique_live("uq_clause_number", "clause", "document_id", "number")
    _table(
        "criterion",
        _link("set_id", "criteria_set", needed=True),
        _link("parent_id", "criterion"),
        _has("code", TEXT),
        _has("title", TEXT),
        _has("kind", WORD),
        _may("comparator", WORD),
        _may("threshold", AMOUNT),
        _may("threshold_decimals", WHOLE),
        _may("unit", TEXT),
        _may("metric", TEXT),
        _may("remembered_threshold", TEXT),
        _has("needs_confirmation", YES_NO),
        _may("note", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("criterion", "parent_id")
    _unique_live("uq_criterion_code", "criterion", "set_id", "code")
    _table(
        "document_duty",
        _link("document_id", "source_document", needed=True),
        _link("department_id", "department", needed=True),
        _has("role", WORD),
        _may("wording", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("document_duty", "department_id")
    _index("document_duty", "document_id")
    _table(
        "person",
        _has("name", TEXT),
        _may("post", TEXT),
        _link("department_id", "department"),
        _may("valid_from", DAY),
        _may("valid_to", DAY),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("person", "department_id")
    _table(
        "place",
        _has("name", TEXT),
        _link("area_id", "area"),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("place", "area_id")
    _unique_live("uq_place_name", "place", "name")
    _table(
        "programme",
        _link("document_id", "source_document", needed=True),
        _has("number", TEXT),
        _has("name", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("programme", "document_id")
    _table(
        "recipient",
        _link("document_id", "source_document", needed=True),
        _has("name", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("recipient", "document_id")
    _table(
        "round",
        _link("set_id", "criteria_set", needed=True),
        _has("kind", WORD),
        _has("name", TEXT),
        _has("period", WORD),
        _may("held_on", DAY),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _unique_live("uq_round_name", "round", "set_id", "name")
    _table(
        "assessment",
        _link("round_id", "round", needed=True),
        _link("criterion_id", "criterion", needed=True),
        _has("outcome", WORD),
        _may("value", AMOUNT),
        _may("decimals", WHOLE),
        _may("remark", TEXT),
        _may("evidence", TEXT),
        _may("missing", TEXT),
        _may("next_step", TEXT),
        _link("department_id", "department"),
        _may("due_wording", TEXT),
        _may("due_precision", WORD),
        _may("due_last_day", DAY),
        _may("binned_at", MOMENT),
    )
    _index("assessment", "criterion_id")
    _index("assessment", "department_id")
    _unique_live("uq_assessment_cell", "assessment", "round_id", "criterion_id")
    _table(
        "criteria_statement",
        _link("document_id", "source_document", needed=True),
        _link("clause_id", "clause"),
        _link("set_id", "criteria_set", needed=True),
        _has("met", WHOLE),
        _has("total", WHOLE),
        _has("quote", TEXT),
        _may("binned_at", MOMENT),
    )
    _index("criteria_statement", "clause_id")
    _index("criteria_statement", "document_id")
    _index("criteria_statement", "set_id")
    _table(
        "indicator",
        _link("parent_id", "indicator"),
        _may("part_kind", WORD),
        _has("name", TEXT),
        _may("short_name", TEXT),
        _may("unit", TEXT),
        _has("value_kind", WORD),
        _has("better", WORD),
        _has("over_time", WORD),
        _has("over_areas", WORD),
        _may("price_basis", WORD),
        _has("rhythm", WORD),
        _may("decimals", WHOLE),
        _link("department_id", "department"),
        _link("leader_id", "person"),
        _may("note", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("indicator", "department_id")
    _index("indicator", "leader_id")
    _index("indicator", "parent_id")
    _table(
        "task",
        _link("parent_id", "task"),
        _link("document_id", "source_document"),
        _link("clause_id", "clause"),
        _link("programme_id", "programme"),
        _has("year", WHOLE),
        _has("wording", TEXT),
        _may("quote", TEXT),
        _may("product", TEXT),
        _link("lead_department_id", "department"),
        _link("leader_id", "person"),
        _link("watcher_id", "department"),
        _may("starts_on", DAY),
        _has("priority", WORD),
        _has("state", WORD),
        _has("percent", WHOLE),
        _may("finished_on", DAY),
        _may("accepted_on", DAY),
        _has("position", WHOLE),
        _may("due_wording", TEXT),
        _may("due_precision", WORD),
        _may("due_last_day", DAY),
        _may("binned_at", MOMENT),
    )
    _index("task", "clause_id")
    _index("task", "document_id")
    _index("task", "lead_department_id")
    _index("task", "leader_id")
    _index("task", "parent_id")
    _index("task", "programme_id")
    _index("task", "watcher_id")
    _index("task", "year")
    _table(
        "progress_note",
        _link("task_id", "task", needed=True),
        _has("noted_on", DAY),
        _has("text", TEXT),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("progress_note", "task_id")
    _table(
        "result",
        _link("indicator_id", "indicator", needed=True),
        _has("period", WORD),
        _link("area_id", "area", needed=True),
        _has("basis", WORD),
        _has("stage", WORD),
        _may("value", AMOUNT),
        _may("decimals", WHOLE),
        _may("numerator", AMOUNT),
        _may("denominator", AMOUNT),
        _may("words", TEXT),
        _may("verdict", WORD),
        _has("nothing_arose", YES_NO),
        _may("source", TEXT),
        _may("note", TEXT),
        _may("binned_at", MOMENT),
    )
    _index("result", "area_id")
    _index("result", "period", "indicator_id", name="ix_result_period")
    _unique_live("uq_result_cell", "result", "indicator_id", "period", "area_id", "basis", "stage")
    _table(
        "target",
        _link("indicator_id", "indicator", needed=True),
        _link("document_id", "source_document", needed=True),
        _link("clause_id", "clause"),
        _has("year", WHOLE),
        _link("area_id", "area", needed=True),
        _link("department_id", "department"),
        _has("period", WORD),
        _may("number", TEXT),
        _has("wording", TEXT),
        _may("quote", TEXT),
        _has("judged", YES_NO),
        _link("restates_id", "target"),
        _may("restates", WORD),
        _has("typed", WORD),
        _may("name", TEXT),
        _has("of_which", YES_NO),
        _has("comparator", WORD),
        _may("low", AMOUNT),
        _may("low_decimals", WHOLE),
        _may("high", AMOUNT),
        _may("high_decimals", WHOLE),
        _has("strict", YES_NO),
        _has("approx", YES_NO),
        _may("unit", TEXT),
        _may("per", TEXT),
        _may("baseline", TEXT),
        _may("plan_basis", TEXT),
        _may("out_of", AMOUNT),
        _has("direction", TEXT),
        _may("assigned", AMOUNT),
        _may("assigned_decimals", WHOLE),
        _has("position", WHOLE),
        _may("binned_at", MOMENT),
    )
    _index("target", "area_id")
    _index("target", "clause_id")
    _index("target", "department_id")
    _index("target", "document_id")
    _index("target", "restates_id")
    _index("target", "year", "indicator_id", name="ix_target_year")
    _unique_live(
        "uq_target_judged", "target", "indicator_id", "document_id", "year", "area_id", "period", where=" AND judged"
    )
    _table(
        "task_department",
        _link("task_id", "task", needed=True),
        _link("department_id", "department", needed=True),
        _has("role", WORD),
        _may("binned_at", MOMENT),
    )
    _index("task_department", "department_id")
    _index("task_department", "task_id")
    _unique_live("uq_task_department", "task_department", "task_id", "department_id")
    _table(
        "task_place",
        _link("task_id", "task", needed=True),
        _link("area_id", "area"),
        _link("place_id", "place"),
        _may("binned_at", MOMENT),
    )
    _index("task_place", "area_id")
    _index("task_place", "place_id")
    _index("task_place", "task_id")


def downgrade():
    raise NotImplementedError("a book goes back by its backup")
