#!/usr/bin/env bash
# pymdown-extensions 13.1.2 (with Markdown 3.11.3): magiclink turns an address into a link also where a link is around it already
# that was written as HTML: <a href="…">see https://example.org now</a> becomes <a>see <a>…</a> now</a>. Browsers end the
# outer link where the inner one begins: half of its words lead elsewhere, and "now" nowhere.
# Surprising, for within a link that was written as Markdown it leaves addresses alone, HTML knows no links in links, and
# blogs that were brought over from elsewhere are full of such HTML, with addresses as the words of links.
# What we do: a pattern of our own by GitHub's rule, which looks whether a raw link is open
# (builder/content/markdown_extensions/addresses.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check Markdown==3.11.3 pymdown-extensions==13.1.2 html5lib==1.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html5lib
from markdown import markdown

print("Markdown", version("Markdown"), "pymdown-extensions", version("pymdown-extensions"))
extensions = ["pymdownx.magiclink"]
marked = markdown("[see https://example.org now](https://blog.example)", extensions=extensions)
raw = markdown('Or <a href="https://blog.example">see https://example.org now</a>.', extensions=extensions)
print("a link in Markdown:", marked, "a link in HTML:", raw, sep="\n")
assert marked.count("<a ") == 1
assert raw.count("<a ") == 2, "it leaves raw links alone now"

tree = html5lib.parseFragment(raw, namespaceHTMLElements=False)
seen = [("".join(link.itertext()), link.get("href")) for link in tree.iter("a")]
print("what a browser makes of it:", seen)
assert seen == [("see ", "https://blog.example"), ("https://example.org", "https://example.org")]
PYTHON
