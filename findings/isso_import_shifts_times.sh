#!/usr/bin/env bash
# Isso 0.14.0: `isso import` reads the export's dates, which are in UTC, as the local time of the machine that it runs on
# (time.mktime), so that every imported comment is off by that zone's distance from UTC, an hour more or less with the season. And
# what Disqus calls spam comes in as an accepted comment: only isDeleted is looked at.
# Surprising: Disqus writes "2012-05-01T10:00:00Z", and the same file imported on two machines gives two histories; nothing
# in the database says by how much, and whoever moves on from Isso carries the error and the spam along.
# What we do: `oi comments import --time-shift` takes the hours or the zone (whole seconds only: Isso's own times have
# fractions), and what an import had brought in waits for review.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check isso==0.14.0
cat > "$folder/disqus.xml" <<'XML'
<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="1"><id>a</id><link>https://blog.example/a/</link><title>A</title>
<createdAt>2012-05-01T09:00:00Z</createdAt><author><name>E</name><isAnonymous>true</isAnonymous></author></thread>
<post dsq:id="1"><id/><message><![CDATA[<p>In summer.</p>]]></message><createdAt>2012-05-01T10:00:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam>
<author><name>Dana</name><email>d@example.org</email><isAnonymous>true</isAnonymous></author><thread dsq:id="1"/></post>
<post dsq:id="2"><id/><message><![CDATA[<p>Buy pills.</p>]]></message><createdAt>2012-12-01T10:00:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>true</isSpam>
<author><name>Spammer</name><email>s@example.org</email><isAnonymous>true</isAnonymous></author><thread dsq:id="1"/></post>
</disqus>
XML
for zone in UTC America/New_York; do
  name=${zone%%/*}
  printf '[general]\ndbpath = %s/%s.db\nhost = https://blog.example/\n' "$folder" "$name" > "$folder/$name.cfg"
  TZ=$zone "$folder/venv/bin/isso" -c "$folder/$name.cfg" import --type disqus --empty-id "$folder/disqus.xml" > "$folder/$name.log" 2>&1 ||
    { cat "$folder/$name.log"; exit 1; }
done
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sqlite3
import sys
from datetime import datetime, timezone
from importlib.metadata import version

print("isso", version("isso"))
seen = {}
for name in ("UTC", "America"):
    rows = sqlite3.connect(f"{sys.argv[1]}/{name}.db").execute("select created, mode, text from comments order by id")
    seen[name] = list(rows)
    for created, mode, text in seen[name]:
        print(f"{name:8} {datetime.fromtimestamp(created, timezone.utc):%Y-%m-%d %H:%M} UTC mode {mode} {text}")
hours = [(there[0] - here[0]) / 3600 for here, there in zip(seen["UTC"], seen["America"])]
print("New York is off by", hours, "hours")
assert hours == [4, 5], hours
assert [mode for _, mode, _ in seen["UTC"]] == [1, 1], "spam is no longer accepted"
PYTHON
