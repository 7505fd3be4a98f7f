#!/usr/bin/env bash
# @tryghost/kg-html-to-lexical 1.3.5 (what Ghost's importer turns a post's HTML into): the blanks around <mark> and <small> are lost, so
# that `a <mark>b</mark> c` is read as `abc`. Around <em>, <code>, <sup>, <kbd>, <q> and <del> they stay.
# Surprising, for all of these are phrasing content (HTML standard, 3.2.5.2.5), and the words themselves come through: nothing is
# refused and nothing is logged, only words grow together. Lexical has a list of what is inline, and these two are not in it.
# What we do: whatever is not known to come through unchanged goes into an HTML card (outsideinnovation/exporters/ghost_html.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-package-lock @tryghost/kg-html-to-lexical@1.3.5
cat >look.js <<'SCRIPT'
const { htmlToLexical } = require("@tryghost/kg-html-to-lexical");
const words = (node) => node.text ?? (node.children ?? []).map(words).join("");
for (const name of ["mark", "small", "em", "code", "sup", "kbd", "q", "del"]) {
  console.log(name, JSON.stringify(words(htmlToLexical(`<p>a <${name}>b</${name}> c</p>`).root)));
}
SCRIPT
echo "@tryghost/kg-html-to-lexical 1.3.5"
seen=$(node look.js 2>/dev/null)
echo "$seen"
expected='mark "abc"
small "abc"
em "a b c"
code "a b c"
sup "a b c"
kbd "a b c"
q "a b c"
del "a b c"'
[ "$seen" = "$expected" ]
