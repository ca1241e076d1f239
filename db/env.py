"""Alembic's entry: takes the asked steps on the connection it is handed; the transaction is the caller's."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
