#!/usr/bin/env bash
# pymdown-extensions 13.1.2 (with Markdown 3.11.3): a fence that follows a line of words without a blank line between, as most
# people write it, is put inside that paragraph: <p>words <div><pre>…</pre></div> more words</p>. In HTML a div ends a
# paragraph, so browsers make an empty one of the end tag, and what follows the code stands in no paragraph at all. The same
# happens to a fence that ends a footnote.
# Surprising, for superfences is meant to replace Python-Markdown's own fenced_code, which ends the paragraph and begins
# another one after the code.
# What we do: fences at the margin stay with fenced_code, superfences gets those in lists, quotes and admonitions, and a
# processor of ours makes these blocks of their own (builder/content/markdown_extensions/extension.py, lists.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check Markdown==3.11.3 pymdown-extensions==13.1.2 html5lib==1.1 Pygments==2.19.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html5lib
from markdown import markdown

print("Markdown", version("Markdown"), "pymdown-extensions", version("pymdown-extensions"))


def errors(markup):
    parser = html5lib.HTMLParser()
    parser.parseFragment(markup)
    return [error for _, error, _ in parser.errors]


text = "Before.\n```\ncode\n```\nAfter.\n"
own, theirs = markdown(text, extensions=["fenced_code"]), markdown(text, extensions=["pymdownx.superfences"])
print("fenced_code:", own, "superfences:", theirs, "a browser's parser says of that:", errors(theirs), sep="\n")
assert errors(own) == [] and own.count("<p>") == 2
assert theirs.startswith("<p>Before.\n<div") and errors(theirs), "superfences ends the paragraph now"

note = markdown("a[^1]\n\n[^1]: b\n\n    ```\n    c\n    ```\n", extensions=["footnotes", "pymdownx.superfences"])
print("in a footnote:", note, sep="\n")
assert "<p><div" in note and errors(note), "code that ends a footnote stands alone now"
PYTHON
