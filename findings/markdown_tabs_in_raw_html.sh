#!/usr/bin/env bash
# Markdown 3.11.3 (Python-Markdown): raw HTML does not come through as it stands. Tabs become spaces up to the next multiple of four,
# and lines of blanks become empty, in <pre> and <textarea> too, since the whole text is "normalized" before any HTML is
# looked for; fenced code is treated alike.
# Surprising: Markdown's own rule is that HTML blocks are left alone, and a tab in <pre> means something: a Makefile copied
# from the page no longer works, a table of tabs no longer pastes into a spreadsheet.
# What we do: kept HTML has its tabs in <pre> written as &#9;, and its blank lines as &#32;; a body with such code is not turned into
# Markdown, since the build would show something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check markdown==3.11.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import markdown

print("markdown", version("markdown"))
raw = markdown.markdown("<pre>\nall:\n\tcc x.c\n  \n\tdone</pre>")
fenced = markdown.markdown("```\nall:\n\tcc x.c\n```", extensions=["fenced_code"])
print(repr(raw), repr(fenced))
assert raw == "<pre>\nall:\n    cc x.c\n\n    done</pre>", raw
assert "\t" not in fenced, fenced
assert "&#9;cc" in markdown.markdown("<pre>\nall:\n&#9;cc x.c</pre>")
PYTHON
