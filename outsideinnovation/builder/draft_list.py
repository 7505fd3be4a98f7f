"""The list of drafts in the author's preview: what readers do not get, the newest change first. No file on disk holds it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

from outsideinnovation.builder.drafts import Draft
from outsideinnovation.builder.drafts import drafts as all_drafts
from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.site import Site

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
<li><a href="{{ draft.url }}" dir="auto">{{ draft.title }}</a>{% if draft.is_page %} (a page){% endif %}
{% set known = all_known[draft.url] %}
{% if known and known.waits_until %}<br>Waits until {{ known.waits_until|told }}.{% endif %}
{% if known and known.shared %}
{% set address = site_url ~ '/' ~ known.shared.url %}
<br>Shared until {{ known.shared.until|told }}: <a href="{{ address }}">{{ address }}</a>
{% endif %}
</li>
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


class DraftPage(NamedTuple):
    """A page that readers do not get: its title, its address below the preview's, and when what it shows last changed."""

    title: str
    url: str
    changed: datetime
    is_page: bool


def drafts(output: Path) -> Iterator[DraftPage]:
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
        yield DraftPage(
            title.strip() or place.name, url, datetime.fromtimestamp(changed, UTC), place.parts[1:2] == ("pages",)
        )


def draft_list(output: Path, site: Site | None, now: datetime) -> str:
    """Return the page that lists them, with until when each waits, as of *now*, and where it is shared, as *site* has it."""
    newest_first = sorted(drafts(output), key=lambda draft: draft.changed, reverse=True)
    known: dict[str, Draft] = {}
    if site:
        with suppress(OutsideInnovationError):  # the page's own overlay says what is wrong
            known = {f"/{of_path(each.preview_url)}": each for each in all_drafts(site, now)}
    zone, url = (site.configuration.site.zone, site.configuration.site.url) if site else (UTC, "")
    environment = Environment(autoescape=True, trim_blocks=True)
    environment.filters["told"] = lambda time: f"{time.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    return environment.from_string(_PAGE).render(drafts=newest_first, all_known=known, site_url=url)
