#!/usr/bin/env bash
# markdown-it-py 4.3.0: the words of an autolink are not those between its angle brackets, with the preset "commonmark" too.
# <https://example.org/a%20b?q=%C3%A9> is shown as "https://example.org/a b?q=é", and a host in IDNA's letters
# (xn--mnchen-3ya.example) as "münchen.example". CommonMark §6.5 says that the label is the address as it stands.
# Surprising: <…> looks like the safest way to write an address so that it shows letter by letter; what the page shows
# can then not be typed or copied back, since it holds a blank.
# What we do: importers write <address> only where no %, & and nothing beyond ASCII is in it, else [address](<address>) with the
# marks escaped, and compare what a page shows with what was said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check markdown-it-py==4.3.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from markdown_it import MarkdownIt

print("markdown-it-py", version("markdown-it-py"))
shown = {
    "https://example.org/a%20b?q=%C3%A9": "https://example.org/a b?q=é",
    "https://xn--mnchen-3ya.example/": "https://münchen.example/",
}
for address, words in shown.items():
    html = MarkdownIt("commonmark").render(f"<{address}>")
    print(html.strip())
    assert html == f'<p><a href="{address}">{words}</a></p>\n', html
    linked = MarkdownIt("commonmark").render(f"[{address}](<{address}>)")
    assert f">{address}</a>" in linked, linked
PYTHON
