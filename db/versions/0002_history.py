"""The history of a book, frozen as it was; the triggers that write it are made after every step, not in one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.Uuid(native_uuid=True).with_variant(sa.LargeBinary(16), "sqlite")
BYTES = sa.LargeBinary()
TEXT = sa.Text()
WORD = sa.String(32)
MOMENT = sa.String(27)
WHOLE = sa.Integer()
LIVES = sa.text("ended_by IS NULL")


def _number(name="id"):
    return sa.Column(name, WHOLE, nullable=False, autoincrement=name == "id")


def _has(name, kind):
    return sa.Column(name, kind, nullable=False)


def _may(name, kind):
    return sa.Column(name, kind, nullable=True)


def _table(name, *columns, keys=("id",), links=(), **options):
    op.create_table(
        name,
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{name}_{column}_{target}")
            for column, target in links
        ),
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"),
        **options,
    )


def upgrade():
    _table("replica", _number(), _has("identity", KEY), _has("made_at", MOMENT), _may("place", BYTES))
    _table(
        "action",
        _number(),
        _has("replica_id", WHOLE),
        _has("sequence", WHOLE),
        _has("kind", WORD),
        _has("name", TEXT),
        _may("who", TEXT),
        _has("moment", MOMENT),
        links=[("replica_id", "replica")],
    )
    _table("running_action", _number("action_id"), keys=("action_id",), links=[("action_id", "action")])
    _table("recorded_table", _number(), _has("name", TEXT), _may("ended_by", WHOLE))
    op.create_index(
        "uq_recorded_table_name", "recorded_table", ["name"], unique=True, sqlite_where=LIVES, postgresql_where=LIVES
    )
    _table(
        "recorded_field",
        _number(),
        _has("table_id", WHOLE),
        _has("name", TEXT),
        _may("ended_by", WHOLE),
        links=[("table_id", "recorded_table")],
    )
    op.create_index(
        "uq_recorded_field_name",
        "recorded_field",
        ["table_id", "name"],
        unique=True,
        sqlite_where=LIVES,
        postgresql_where=LIVES,
    )
    _table(
        "row_change",
        _number(),
        _has("action_id", WHOLE),
        _has("table_id", WHOLE),
        _has("row_id", KEY),
        _has("kind", WORD),
        links=[("action_id", "action"), ("table_id", "recorded_table")],
    )
    op.create_index("ix_row_change_row_id", "row_change", ["row_id"])
    _table(
        "field_change",
        _number("change_id"),
        _number("field_id"),
        _may("was", BYTES),
        _may("now", BYTES),
        keys=("change_id", "field_id"),
        links=[("change_id", "row_change"), ("field_id", "recorded_field")],
        sqlite_with_rowid=False,
    )


def downgrade():
    raise NotImplementedError("a book goes back by its backup")
