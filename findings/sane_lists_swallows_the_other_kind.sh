#!/usr/bin/env bash
# Markdown 3.11.3: with its extension sane_lists a numbered list that follows one with bullets in the next line is no list, and
# no paragraph either: its marks and words become text of the last bullet ("b 1. c 2. d", in one line), and the other way round.
# Surprising, for the extension is there so that lists of both kinds keep apart, which they do only where a blank line is
# between; without the extension these would at least be items; and CommonMark and GitHub make two lists of it.
# What we do: a blank line is put between them before the library looks (builder/content/markdown_extensions/lists.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check Markdown==3.11.3 markdown-it-py==4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from markdown import markdown
from markdown_it import MarkdownIt

print("Markdown", version("Markdown"))
for text in ("- a\n- b\n1. c\n2. d\n", "1. a\n2. b\n- c\n- d\n"):
    sane, usual, common = markdown(text, extensions=["sane_lists"]), markdown(text), MarkdownIt().render(text)
    print(text, "sane_lists:", sane, "without:", usual, "CommonMark:", common, sep="\n")
    assert usual.count("<li>") == 4 and common.count("<li>") == 4
    assert common.count("<ul>") == common.count("<ol>") == 1
    assert sane.count("<li>") == 2 and "c\n" in sane, "sane_lists makes two lists of it now"
spaced = markdown("- a\n- b\n\n1. c\n2. d\n", extensions=["sane_lists"])
assert spaced.count("<li>") == 4 and "<ol>" in spaced
PYTHON
