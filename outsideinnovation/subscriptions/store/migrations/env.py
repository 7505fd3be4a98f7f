"""Alembic runs this: it applies the migrations on the connection that ``store.migration`` hands in, in its transaction."""

from alembic import context

from outsideinnovation.subscriptions.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
