#!/usr/bin/env bash
# css-inline 0.24.0 (Python): <style media="print">, and whatever else its media attribute says, is inlined as if it had none,
# and then removed. A mail whose print styles hide its pictures, or all but the text, hides them for everybody, in every
# mail program; a dark palette in a style sheet of its own becomes everybody's palette, in the light too.
# Surprising, for the same rules inside @media {} are not inlined, keep_at_rules=True keeps those in the head, and browsers
# treat both ways alike. There is no warning.
# What we do: one style sheet without a media attribute, media rules inside it with !important, and keep_at_rules=True
# (themes/outsideinnovation/templates/mail/).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check css-inline==0.24.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import css_inline

print("css-inline", version("css-inline"))


def inlined(head, **options):
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, **options)
    made = inliner.inline(f"<html><head>{head}</head><body><p>Words</p></body></html>")
    print(head, options, "→", made, sep="\n  ")
    return made


hidden = '<p style="display: none;">'
by_attribute = '<style media="print">p { display: none }</style>'
by_rule = "<style>@media print { p { display: none } }</style>"
assert "style=" not in inlined(by_rule, keep_at_rules=True)
for options in ({}, {"keep_at_rules": True}):
    made = inlined(by_attribute, **options)
    assert hidden in made and "<style" not in made, "the media attribute is respected now"
made = inlined(by_attribute, keep_style_tags=True)
assert hidden in made and by_attribute in made, "the media attribute is respected now"

dark = "<style>p { color: #111 }</style><style media='(prefers-color-scheme: dark)'>p { color: #eee }</style>"
assert '<p style="color: #eee;">' in inlined(dark, keep_at_rules=True), "the media attribute is respected now"
PYTHON
