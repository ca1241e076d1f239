"""Actions say what they take back and who did them, and contents of files have their place; frozen as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.Uuid(native_uuid=True).with_variant(sa.LargeBinary(16), "sqlite")


def upgrade():
    # Said in SQLite's own words where a key is added: Alembic would make the whole table anew.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE action ADD COLUMN of_id INTEGER CONSTRAINT fk_action_of_id_action REFERENCES action (id)"
        )
    else:
        op.add_column("action", sa.Column("of_id", sa.Integer(), nullable=True))
        op.create_foreign_key("fk_action_of_id_action", "action", "action", ["of_id"], ["id"])
    op.add_column("action", sa.Column("person_id", KEY, nullable=True))
    op.add_column("action", sa.Column("reverse", sa.Text(), nullable=True))
    op.create_table(
        "content",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_content"),
    )


def downgrade():
    raise NotImplementedError("a book goes back by its backup")
