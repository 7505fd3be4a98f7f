"""Alembic runs this: it applies the migrations on the connection that ``store.migration`` hands in, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
