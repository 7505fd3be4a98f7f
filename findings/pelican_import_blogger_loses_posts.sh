#!/usr/bin/env bash
# pelican 4.12.0, pelican-import --blogger, with pandoc 3.6.1 from pypandoc_binary 1.15, on a Blogger export of two posts and a comment.
# What happens: two posts that share a name in different months (/2007/03/hello.html and /2007/04/hello.html, as every yearly post
#   does) become one file, and the first is overwritten without a word; the comment becomes a published post of its own; and
#   "23:30-08:00" is written as 23:30 without its zone, so that Pelican reads it in whatever zone the new site has.
# Why it surprises: all three are in the export as it should be, and the program says that it imports Blogger. It exits with 0.
# What we do: the address is the identity of a post, comments stay comments with their threads, and dates are moments
#   (outsideinnovation/importers/blogger).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pelican==4.12.0 beautifulsoup4==4.13.4 lxml==5.4.0 pypandoc_binary==1.15 2>/dev/null
PATH=$("$work/venv/bin/python" -c 'import pathlib, pypandoc; print(pathlib.Path(pypandoc.__file__).parent / "files")'):$PATH

entry() { # kind, id, title, address, date
  cat <<XML
<entry><id>tag:blogger.com,1999:blog-1.post-$2</id><published>$5</published><updated>$5</updated>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#$1"/>
<title type="text">$3</title><content type="html">&lt;p&gt;Words of $3.&lt;/p&gt;</content>
<link rel="alternate" type="text/html" href="http://diary.example$4"/><author><name>Somebody</name></author></entry>
XML
}
{
  echo '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
  entry post 11 March /2007/03/hello.html 2007-03-04T23:30:00.000-08:00
  entry post 12 April /2007/04/hello.html 2007-04-04T23:30:00.000-08:00
  entry comment 13 Reply "/2007/04/hello.html?showComment=1#c13" 2007-04-05T10:00:00.000-08:00
  echo '</feed>'
} >"$work/blog.xml"

"$work/venv/bin/pelican-import" --blogger -m markdown -o "$work/out" "$work/blog.xml" >/dev/null 2>&1
echo "pelican $("$work/venv/bin/pelican" --version), files that it wrote of two posts and a comment:"
cd "$work/out"
for file in $(find . -type f | sort); do
  echo "$file: $(grep -E '^(Title|Date|Status):' "$file" | tr '\n' ' ')"
done
[ "$(find . -type f | wc -l)" -eq 2 ]
[ "$(grep -l '^Title: March' -r . | wc -l)" -eq 0 ]
grep -q '^Title: April' hello.md
grep -q '^Date: 2007-04-04 23:30$' hello.md
grep -q '^Status: published$' post-13.md
