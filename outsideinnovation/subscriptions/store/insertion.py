"""An insertion that leaves alone what is there already, in the words of whichever database it is for."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def unless_there(
    connection: Connection, table: Table, unique: Sequence[str] | None = None
) -> sqlite.Insert | postgresql.Insert:
    """Return an insertion into *table* that passes over rows like one there in their *unique* columns (None: in any key)."""
    made = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return made.on_conflict_do_nothing(index_elements=unique)
