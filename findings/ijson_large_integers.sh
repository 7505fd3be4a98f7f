#!/usr/bin/env bash
# ijson 3.6.0: with `use_float=True` its default backend, which is written in C, ends at the first integer beyond 64 bits: "integer
# overflow", and all that stands behind it in the file is lost. The JSON is valid (RFC 8259, section 6, sets no range), and is read
# by json, by ijson's own Python backend with the same option, and by the C backend without it.
# Surprising, for the option is documented as one about non-integer numbers, and is chosen for speed or to be rid of Decimal: whole
# numbers are what one expects to stay as they are, and nothing in JSON keeps an id below 64 bits.
# What we do: it is set, for the exports that are read so have ids of text, or small ones; where a number is larger, the import says
# that the file cannot be read on, and ends with 1 (outsideinnovation/importers/json_rows.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ijson==3.6.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
from importlib.metadata import version

import ijson

document = b'{"rows": [{"id": 12345678901234567890123}, {"id": 2}]}'
print("ijson", version("ijson"), "default backend:", ijson.backend_name)
assert ijson.backend_name == "yajl2_c", "the wheel has another backend here"
assert json.loads(document)["rows"][0]["id"] == 12345678901234567890123
seen = {}
for name in ("yajl2_c", "python"):
    for use_float in (False, True):
        backend = ijson.get_backend(name)
        try:
            rows = list(backend.items(io.BytesIO(document), "rows.item", use_float=use_float))
            said = f"{len(rows)} rows, ids are {type(rows[0]['id']).__name__}"
        except ijson.JSONError as error:
            said = str(error).split("\n")[0]
        seen[name, use_float] = said
        print(f"{name}, use_float={use_float}: {said}")
assert seen["yajl2_c", True] == "parse error: integer overflow"
assert {seen[key] for key in seen if key != ("yajl2_c", True)} == {"2 rows, ids are int"}
PYTHON
