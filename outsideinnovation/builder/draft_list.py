"""The list of drafts in the author's preview: what readers do not get, the newest change first. No file on disk holds it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

from outsideinnovation.percent_encoding import of_path

FOLDER = "drafts"  # of a preview's output, with a folder for each; ``oi serve`` sets the addresses
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drafts</title>
<link rel="stylesheet" href="/theme/css/style.css">
</head>
<body>
<main id="content">
<h1>Drafts</h1>
{% if drafts %}
<p>Readers see none of these: they are drafts, or wait for their date.</p>
<ul>
{% for draft in drafts %}
<li><a href="{{ draft.url }}" dir="auto">{{ draft.title }}</a>{% if draft.is_page %} (a page){% endif %}</li>
{% endfor %}
</ul>
{% else %}
<p>There are no drafts. Begin one: <code>oi new post "Its title"</code></p>
{% endif %}
<p><a href="/">To the blog</a></p>
</main>
</body>
</html>
"""


class Draft(NamedTuple):
    """A page that readers do not get: its title, its address below the preview's, and when what it shows last changed."""

    title: str
    url: str
    changed: datetime
    is_page: bool


def drafts(output: Path) -> Iterator[Draft]:
    """Yield the drafts in the *output* folder of a preview; one that goes away meanwhile is left out."""
    for path in (output / FOLDER).glob("**/index.html"):
        place = path.parent.relative_to(output)
        try:
            text, changed = path.read_text("utf-8", "replace"), path.stat().st_mtime
        except OSError:
            continue
        found = _TITLE.search(text)
        title = unescape(found[1]).rpartition(" – ")[0] or unescape(found[1]) if found else ""
        url = f"/{of_path(place.as_posix())}/"
        yield Draft(
            title.strip() or place.name, url, datetime.fromtimestamp(changed, UTC), place.parts[1:2] == ("pages",)
        )


def draft_list(output: Path) -> str:
    """Return the page that lists them."""
    newest_first = sorted(drafts(output), key=lambda draft: draft.changed, reverse=True)
    return Environment(autoescape=True, trim_blocks=True).from_string(_PAGE).render(drafts=newest_first)
