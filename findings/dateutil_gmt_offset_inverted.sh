#!/usr/bin/env bash
# python-dateutil 2.9.0.post0: "GMT+0100" is an hour BEHIND Greenwich, as POSIX counts. So the text that JavaScript's own
# Date makes ("Sun May 03 2020 10:00:00 GMT+0200 (CEST)") is read four hours off, while "+0200" without the three letters is
# read right; and of "CEST" alone nothing is left but a warning.
# Surprising, for RFC 2822, ISO 8601, JavaScript and people all mean the other direction, no warning tells of it, and the
# library's own tz.tzstr, whose documentation promises it, reads "GMT+2" as two hours ahead. That of the parser is silent.
# What we do: dates with "GMT", "UTC" or "Z" before a distance are refused with the way to write them
# (outsideinnovation/builder/content/dates.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from dateutil import parser, tz

print("python-dateutil", version("python-dateutil"))
javascript, plain = "Sun May 03 2020 10:00:00 GMT+0200 (CEST)", "Sun May 03 2020 10:00:00 +0200"
read = {text: parser.parse(text).astimezone(UTC) for text in (javascript, plain)}
for text, moment in read.items():
    print(f"{text!r:45} → {moment:%H:%M} UTC")
assert read[plain].hour == 8
assert read[javascript].hour == 12
ahead = tz.tzstr("GMT+2").utcoffset(datetime(2020, 5, 3))
print("tz.tzstr('GMT+2') is", ahead, "ahead")
assert ahead == timedelta(hours=2)
PYTHON
