"""The addresses that the site's own settings give posts and pages: for those that had none, or none that can be kept."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.pelican.defaults import DEFAULTS
from outsideinnovation.percent_encoding import of_pattern
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content

_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\D(0[1-9]|1[0-2]))?(?!\d)")


class SitePatterns:
    """The patterns of one *site*, and the slugs that its rules make."""

    def __init__(self, site: Site) -> None:
        self._configuration = site.configuration
        self._slugs = of_content(site.content, site.configuration.content)
        self._root = site.configuration.site.root.strip("/")
        names = site.settings.get("DIRECT_TEMPLATES", DEFAULTS["DIRECT_TEMPLATES"])
        self._pages = {str(site.settings.get(f"{each.upper()}_SAVE_AS", f"{each}.html")).lower() for each in names}

    def slug(self, name: str) -> str:
        """Return the slug of a post's *name*, which may be percent-encoded; nothing where none can be made."""
        return self._slugs.of("content", unquote(name)[:200])

    def url(self, post: ExportedPost, slug: str) -> str:
        """Return the rooted address that *post* has by the settings."""
        builder, site = self._configuration.builder, self._configuration.site
        values = {
            "slug": slug,
            "date": post.date.astimezone(site.zone) if post.date else datetime.max.replace(tzinfo=UTC),
            "category": self._slugs.of("category", next(iter(post.categories), self._configuration.content.category)),
            "author": self._slugs.of("author", next(iter(post.authors), site.author)),
            "lang": post.language or site.language.lower(),
        }
        return self.rooted(of_pattern(builder.page_url if post.is_page else builder.article_url, values))

    def rooted(self, url: str) -> str:
        """Return the address of what is at *url* below the site's root, as readers have it."""
        return f"/{self._root}/{url}" if self._root else f"/{url}"

    def is_own(self, save_as: str) -> bool:
        """Tell whether the build itself puts a page at the file *save_as*: the search, or the list of a month."""
        if save_as.lower() in self._pages:
            return True
        lists, found = self._configuration.lists, _PERIOD.search(save_as)
        if not found:
            return False
        date = datetime(int(found[1]), int(found[2] or 1), 1, tzinfo=UTC)
        return save_as in {each.format(date=date) for each in (lists.year_file, lists.month_file) if each}

    def below_root(self, path: str) -> str:
        """Return a rooted path as it is below the path at which the site lives."""
        below = path.removeprefix(f"/{self._root}/") if self._root else path
        return f"/{below.lstrip('/')}"
