"""Addresses that a site has which only Pelican builds: those of texts in other languages, and of files attached to a post."""

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outsideinnovation import catalogue, percent_encoding
from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.foreign import ATTACH
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.site import Site


def in_its_language(row: Row, site: Site) -> Row:
    """Return *row* with the id and address that Pelican gives to a text in another language than the site's.

    One that names them itself, or is in a site without translations, is as it was.
    """
    settings, configuration = site.settings, site.configuration
    if not row.lang or not configuration.content.translation:
        return row
    kind, values = "ARTICLE" if row.is_post else "PAGE", _values(row)
    is_usual = row.url == percent_encoding.of_pattern(str(settings[f"{kind}_URL"]), values)
    url = percent_encoding.of_pattern(str(settings[f"{kind}_LANG_URL"]), values) if is_usual else row.url
    identifier = catalogue.id_of_slug(row.slug, row.lang, configuration) if row.id == row.slug else row.id
    return row._replace(id=identifier, url=url)


def attached(content: Path, row: Row, what: str, target: str, root: str) -> str | None:
    """Return where a file is that a text attaches to itself; None where it attaches none. It moves beside the text's own page."""
    if what != ATTACH:
        return None
    for path, form in internal.readings(row.path, target):
        if (content / path).is_file():
            below = posixpath.relpath(path, posixpath.dirname(row.path))
            name = posixpath.basename(path) if below.startswith("../") else below
            place = posixpath.join(posixpath.dirname(row.save_as or row.url), name)
            return internal.with_address(form, root + percent_encoding.of_path(place))
    return None


def _values(row: Row) -> Mapping[str, Any]:
    date = row.when if row.date else None
    category, author = row.categories[0][1], row.authors[0][1]
    return {"slug": row.slug, "lang": row.lang, "date": date, "category": category, "author": author}
