#!/usr/bin/env bash
# SQLAlchemy 2.1.9 on SQLite: after INSERT … ON CONFLICT DO UPDATE (or DO NOTHING) that found the row, the result's
# inserted_primary_key is not that row's. It is the id of whatever this connection inserted last, into whichever table:
# here somebody else's, and for another table one that does not even exist there. With DO UPDATE rowcount is 1 in both cases.
# Surprising, for the property is documented as the key of the row just inserted, it is right whenever the row was new, so
# that tests are green, and it raises nothing and is never None. Whoever writes child rows by it gives them to another parent.
# What we do: every upsert says RETURNING, and takes the id from there (subscriptions/store/).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.1.9
"$folder/venv/bin/python" - <<'PYTHON'
import sqlite3

import sqlalchemy
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.dialects.sqlite import insert

print("SQLAlchemy", sqlalchemy.__version__, "SQLite", sqlite3.sqlite_version)
metadata = MetaData()
readers = Table(
    "readers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String, unique=True),
    Column("visits", Integer),
)
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("words", String))
engine = create_engine("sqlite://")
metadata.create_all(engine)

with engine.begin() as connection:

    def visit(address):
        plain = insert(readers).values(address=address, visits=1)
        return plain.on_conflict_do_update(index_elements=["address"], set_={"visits": readers.c.visits + 1})

    def key(statement):
        result = connection.execute(statement)
        return result.inserted_primary_key[0], result.rowcount

    assert [key(visit("dana")), key(visit("eli"))] == [(1, 1), (2, 1)]
    again = key(visit("dana"))
    print("dana, whose id is 1, comes again:", again)
    assert again == (2, 1), "an upsert that updates tells the row's own key now"

    connection.execute(insert(notes), [{"id": 41, "words": "x"}])
    other = key(insert(readers).values(address="dana", visits=1).on_conflict_do_nothing())
    print("dana once more, after a note with id 41, and nothing done:", other)
    assert other[0] == 41 and connection.execute(select(readers.c.id)).scalars().all() == [1, 2]

    returned = connection.execute(visit("dana").returning(readers.c.id)).scalar_one()
    print("with RETURNING:", returned)
    assert returned == 1
PYTHON
