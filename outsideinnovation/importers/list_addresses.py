"""Where the site has the lists of its categories, tags and authors, to which old addresses of such lists lead."""

from outsideinnovation.percent_encoding import of_pattern
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content


class ListAddresses:
    """The addresses that *site* gives lists, by its settings and the slugs that it has published."""

    def __init__(self, site: Site) -> None:
        lists = site.configuration.lists
        self._patterns = {"category": lists.category_url, "tag": lists.tag_url, "author": lists.author_url}
        self._slugs = of_content(site.content, site.configuration.content)

    def slug(self, kind: str, name: str) -> str:
        """Return the slug of a category, tag or author; nothing where none can be made of the name."""
        return self._slugs.of(kind, name)

    def of(self, kind: str, name: str) -> str:
        """Return the rooted address of the list; nothing where the name has no slug."""
        slug = self.slug(kind, name)
        return f"/{of_pattern(self._patterns[kind], {'slug': slug, 'name': name})}" if slug else ""
