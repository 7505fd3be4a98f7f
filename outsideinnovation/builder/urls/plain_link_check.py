"""Links to an address of the site where nothing is, by the addresses that its next build would have."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from outsideinnovation.builder.content.links import LinkCheck, Wrong
from outsideinnovation.builder.content.plain_links import PlainLink
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.text_check import CheckedText
from outsideinnovation.builder.urls.planned_urls import PlannedUrls
from outsideinnovation.builder.urls.redirect_lookup import SERVERS
from outsideinnovation.builder.urls.served_site import INDEX, ServedSite
from outsideinnovation.configuration.address_checks import link_root
from outsideinnovation.errors import Problem
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.site import Site

FOUND = (HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY)
HOST = "http://site.invalid"  # stands for the site's own (RFC 2606)
RULES = SERVERS["caddy"]  # the stricter one: a folder without a page of its own is nothing
NOWHERE = "correct it; best, name the file, as {filename}/posts/that-post.md"
NO_PLACE = "correct what stands after #; headings have their words, as this-one"


def plain_link_warnings(site: Site, planned: PlannedUrls, texts: Mapping[str, CheckedText]) -> Iterator[Problem]:
    """Yield a problem for each link of *texts* that names an address which the site, as *planned*, would not answer."""
    linking = [text for text in texts.values() if text.row and text.plain]
    if linking:
        check = _PlainLinkCheck(site, planned, texts)
        for text in linking:
            yield from check.problems(text)


class _PlainLinkCheck:
    def __init__(self, site: Site, planned: PlannedUrls, texts: Mapping[str, CheckedText]) -> None:
        self._root = link_root(site.configuration.site.url)
        self._served = ServedSite(planned.outputs, planned.leads, self._root, RULES)
        self._elsewhere = tuple(each.rstrip("/") for each in site.configuration.paths_elsewhere)
        self._links = LinkCheck(site.content, site.configuration)
        self._pages = {text.row.save_as: text for text in texts.values() if text.row and text.row.save_as}

    def problems(self, text: CheckedText) -> Iterator[Problem]:
        """Yield what is wrong with the plain links of one text."""
        assert text.row is not None
        for link in text.plain:
            if wrong := self._wrong(link, text.row):
                yield Problem(link.path, link.line, wrong.what, wrong.remedy, link.column, link.length)

    def _wrong(self, link: PlainLink, row: Row) -> Wrong | None:
        """Return what is wrong with *link* in the page of *row*; None where nothing is, or nobody can know."""
        if not row.save_as and not link.address.startswith("/"):
            return None  # a draft has no place yet that a link could begin at
        parts = urlsplit(urljoin(f"{HOST}{self._root}{row.url}", link.address))
        if not parts.path.startswith(self._root) or self._is_elsewhere(parts.path):
            return None
        path = of_path(unquote(parts.path))
        if self._served.answer(f"{path}?{parts.query}" if parts.query else path).status not in FOUND:
            return Wrong(f"no page or file at {unquote(parts.path)!r} to link to", NOWHERE)
        if self._has_place(parts):
            return None
        return Wrong(f"no heading or id {unquote(parts.fragment)!r} in {unquote(parts.path)!r}", NO_PLACE)

    def _is_elsewhere(self, path: str) -> bool:
        below = f"/{path.removeprefix(self._root)}"
        return any(below == each or below.startswith(f"{each}/") for each in self._elsewhere)

    def _has_place(self, parts: SplitResult) -> bool:
        """Tell whether the post or page there has what stands after ``#``; of other pages nobody knows."""
        name = unquote(parts.path.removeprefix(self._root))
        text = self._pages.get(f"{name}{INDEX}" if not name or name.endswith("/") else name)
        fragment = unquote(parts.fragment)
        is_page = not fragment or fragment.lower() == "top" or fragment.startswith(":~:")
        return text is None or is_page or self._links.is_place(fragment, text.ids or frozenset())
