"""WordPress: all of a site as WXR 1.2, by the rules of WordPress's own importer, which were found by running it.

Categories and authors come before what names them, and nothing is in memory for longer than it takes to write it.
"""

from collections.abc import Iterable, Iterator

from outsideinnovation.builder.content.rows import Named
from outsideinnovation.builder.urls.redirect import GONE
from outsideinnovation.exporters import wordpress_text, wxr
from outsideinnovation.exporters.contents import SiteContents
from outsideinnovation.exporters.export_report import ExportedThing
from outsideinnovation.exporters.site_pictures import SitePictures
from outsideinnovation.exporters.wordpress_items import ItemWriter
from outsideinnovation.exporters.wxr import cdata, element
from outsideinnovation.importers.blog import original

FORGOTTEN = "Redirects to anything but a post, or to nothing, have no counterpart in WordPress; use a plug-in for them"


def pieces(contents: SiteContents) -> Iterator[str]:
    """Yield the file, piece by piece."""
    pictures = SitePictures(contents.site.configuration.site.url)
    items = ItemWriter(contents, pictures, _old_names(contents))
    yield wxr.opening()
    yield from _channel(contents)
    yield from _terms(contents)
    for entry in contents.entries():
        yield items.item(entry)
        contents.count(entry, len(entry.comments))
    for address, alternative in pictures.found.items():
        yield items.attachment(address, alternative)
        contents.report.count(ExportedThing.PICTURE)
    yield wxr.CLOSING


def _channel(contents: SiteContents) -> Iterator[str]:
    site = contents.site.configuration.site
    yield element("title", site.name) + element("link", site.url)
    yield element("description", site.description or site.subtitle)
    yield element("pubDate", wxr.published(contents.newest)) + element("language", site.language)
    yield element("wp:wxr_version", wxr.VERSION)
    yield element("wp:base_site_url", site.url) + element("wp:base_blog_url", site.url)
    yield element("oi:version", "1")
    for name in (original.REDIRECTS, original.ADDRESSES):
        path = contents.site.content / name
        if path.is_file():
            data = element("oi:path", name) + element("oi:data", original.encoded(path.read_bytes()))
            yield f"<oi:file>\n{data}</oi:file>\n"


def _terms(contents: SiteContents) -> Iterator[str]:
    """Yield authors, categories and tags, each once; ours have no parents."""
    posts = [row for row in contents.rows if row.is_post]
    for number, (login, name) in enumerate(_named(row.authors[:1] for row in contents.rows), 1):
        inside = element("wp:author_id", str(number)) + cdata("wp:author_login", login) + cdata("wp:author_email", "")
        yield f"<wp:author>\n{inside}{cdata('wp:author_display_name', wxr.name(name))}</wp:author>\n"
    categories, tags = _named(row.categories for row in posts), _named(row.tags for row in posts)
    for number, (slug, name) in enumerate(categories, 1):
        inside = element("wp:term_id", str(number)) + cdata("wp:category_nicename", wordpress_text.sanitized(slug))
        told = cdata("wp:category_parent", "") + cdata("wp:cat_name", wxr.name(name))
        yield f"<wp:category>\n{inside}{told}</wp:category>\n"
    for number, (slug, name) in enumerate(tags, len(categories) + 1):
        inside = element("wp:term_id", str(number)) + cdata("wp:tag_slug", wordpress_text.sanitized(slug))
        yield f"<wp:tag>\n{inside}{cdata('wp:tag_name', wxr.name(name))}</wp:tag>\n"


def _named(lists: Iterable[Iterable[Named]]) -> list[tuple[str, str]]:
    """Return the slug and name of each, by slugs; a slug is called as by the first that uses it."""
    found: dict[str, str] = {}
    for names in lists:
        for name, slug, _ in names:
            found.setdefault(slug, name)
    return sorted(found.items())


def _old_names(contents: SiteContents) -> dict[str, list[str]]:
    """Return the names that posts had in old addresses, by the paths where they are now: WordPress redirects by these."""
    root = contents.site.configuration.site.root
    known = {root + row.url for row in contents.rows}
    found: dict[str, list[str]] = {}
    for old, new in contents.redirects.items():
        if new == GONE or new.partition("#")[0] not in known:
            contents.report.note(FORGOTTEN, old)
        elif "#" not in old:
            found.setdefault(new.partition("#")[0], []).append(wordpress_text.post_name(old))
    return found
