#!/usr/bin/env bash
# Markdown 3.11.3: a sentence that begins with a formula (<math>, MathML) is torn in two: the formula becomes a block beside the
# paragraphs, and the rest of the sentence a paragraph of its own. A formula that an extension sets aside (htmlStash) and that is
# a paragraph by itself loses that.
# Surprising, for HTML counts <math> as phrasing content, as <em> and <img>; <svg> and <img> at the same place stay in the
# sentence, and a formula in the middle of a line does as well.
# What we do: formulas are wrapped, span in a sentence and div on a line of its own, before they are set aside
# (builder/content/markdown_extensions/extension.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check Markdown==3.11.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

print("Markdown", version("Markdown"))
formula, picture = "<math><mi>x</mi></math>", '<svg width="9" height="9"></svg>'
for inline in (formula, picture):
    begins, inside = markdown.markdown(f"{inline} is *small*."), markdown.markdown(f"Here {inline} is *small*.")
    print("begins:", begins, "inside:", inside, sep="\n")
    assert inside == f"<p>Here {inline} is <em>small</em>.</p>"
    if inline is picture:
        assert begins == f"<p>{inline} is <em>small</em>.</p>"
    else:
        assert begins == f"{inline}\n<p>is <em>small</em>.</p>", "a formula begins a sentence now"


class Formula(InlineProcessor):
    def handleMatch(self, m, data):
        return self.md.htmlStash.store(formula), m.start(), m.end()


class Formulas(Extension):
    def extendMarkdown(self, md):
        md.inlinePatterns.register(Formula(r"\$x\$", md), "formula", 185)


alone = markdown.markdown("One.\n\n$x$\n\nTwo.", extensions=[Formulas()])
print("set aside:", alone, sep="\n")
assert f"</p>\n{formula}\n<p>" in alone, "a formula alone has a paragraph now"
PYTHON
