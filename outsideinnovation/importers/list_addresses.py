"""Where the site has its lists of posts, to which old addresses of such lists lead: by its own settings, or else Pelican's."""

from datetime import datetime

from outsideinnovation.importers.pelican.defaults import DEFAULTS
from outsideinnovation.percent_encoding import of_path, of_pattern
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content

ALL = {"category": "categories", "tag": "tags", "author": "authors"}  # the page that names every list of a kind


class ListAddresses:
    """The addresses that *site* gives lists, by its settings and the slugs that it has published; all are rooted."""

    def __init__(self, site: Site) -> None:
        lists = site.configuration.lists
        self._patterns = {"category": lists.category_url, "tag": lists.tag_url, "author": lists.author_url}
        self._slugs = of_content(site.content, site.configuration.content)
        self._lists, self._settings = lists, site.settings

    def slug(self, kind: str, name: str) -> str:
        """Return the slug of a category, tag or author; nothing where none can be made of the name."""
        return self._slugs.of(kind, name)

    def of(self, kind: str, name: str) -> str:
        """Return the address of the list; nothing where the name has no slug."""
        slug = self.slug(kind, name)
        return f"/{of_pattern(self._patterns[kind], {'slug': slug, 'name': name})}" if slug else ""

    def category_feed(self, name: str) -> str:
        """Return the address of a category's feed, the one in RSS; the site's where the name has no slug."""
        slug = self.slug("category", name)
        return f"/feeds/{of_path(slug)}/rss.xml" if slug else "/feeds/rss.xml"

    def month(self, date: datetime) -> str:
        """Return the address of the list of a month; that of the archives where months have none."""
        return self._period(self._lists.month_file and self._lists.month_url, date)

    def year(self, date: datetime) -> str:
        """Return the address of the list of a year likewise."""
        return self._period(self._lists.year_file and self._lists.year_url, date)

    def page(self, name: str) -> str:
        """Return the address of a page of DIRECT_TEMPLATES, such as ``archives``; the front page where there is no such page."""
        usual = f"{name}.html"
        file, address = (self._settings.get(f"{name.upper()}_{what}", usual) for what in ("SAVE_AS", "URL"))
        is_there = name in self._settings.get("DIRECT_TEMPLATES", DEFAULTS["DIRECT_TEMPLATES"])
        return f"/{address}" if is_there and file else "/"

    def _period(self, pattern: str, date: datetime) -> str:
        return f"/{of_pattern(pattern, {'date': date})}" if pattern else self.page("archives")
