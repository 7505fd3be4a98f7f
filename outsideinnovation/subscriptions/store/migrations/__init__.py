"""The migrations (Alembic): ``env`` runs them, ``versions`` holds one a change of the schema."""
