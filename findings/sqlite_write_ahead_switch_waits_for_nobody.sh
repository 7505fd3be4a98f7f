#!/usr/bin/env bash
# SQLite 3.54.1, through APSW 3.54.1.0.
# A connection that is told to wait (busy_timeout, or sqlite3.connect(timeout=…)) waits for whoever writes: so does an INSERT
# here. `PRAGMA journal_mode = WAL` on the same connection does not: while another connection writes to a file that is no
# write-ahead one yet, it fails in the same moment, "database is locked", whatever the time-out says.
# Why it surprises: two processes that open a new file at once, both by the usual recipe (connect with a time-out, switch, make
# the tables), meet just this: one of them fails at its first start, and never again.
# What we do: outsideinnovation/sqlite_file.py sets files up one after another, under a lock on their folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "apsw==3.54.1.0"
cat > "$folder/show.py" <<'PYTHON'
import sys
import time

import apsw

path = sys.argv[1]
writer, waiting = apsw.Connection(path), apsw.Connection(path)
writer.execute("CREATE TABLE words (word)")
waiting.set_busy_timeout(1500)  # milliseconds
writer.execute("BEGIN IMMEDIATE; INSERT INTO words VALUES ('one')")


def seconds_until_refused(order: str) -> float:
    begun = time.monotonic()
    try:
        waiting.execute(order).fetchall()
    except apsw.BusyError as error:
        took = time.monotonic() - begun
        print(f"{order}: {error!s} after {took:.1f} s")
        return took
    raise SystemExit(f"{order}: not refused while another connection writes")


print("SQLite", apsw.sqlite_lib_version())
assert seconds_until_refused("INSERT INTO words VALUES ('two')") > 1
if seconds_until_refused("PRAGMA journal_mode = WAL") > 0.75:
    raise SystemExit("changed: the switch waits as long as it was told to")
PYTHON
"$folder/venv/bin/python" "$folder/show.py" "$folder/words.sqlite"
echo "The switch to a write-ahead log does not wait, though its connection was told to."
