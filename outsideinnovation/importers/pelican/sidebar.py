"""LINKS and SOCIAL of a Pelican site as modules of the sidebar, and its menu."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.sources import SourceText

MODULES = (("LINKS", "70-links.md", "Links"), ("SOCIAL", "75-elsewhere.md", "Elsewhere"))
_SAFE = "/%:?#[]@!$&'*+,;=-._~"  # what an address may hold, but for brackets, which would end the link
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")  # a scheme (RFC 3986, 3.1) or a host
ENDING = (("Archives", "archives/"), ("Feeds", "feeds/"))


def modules(old: OldSite) -> Iterator[tuple[str, bytes]]:
    """Yield the modules, each by its path below the content folder."""
    for setting, name, title in MODULES:
        links = [
            f"- [{_escaped(text)}]({quote(address, safe=_SAFE)})"
            for text, address in _pairs(old[setting])
            if address not in {"", "#"}
        ]
        if links:
            yield f"sidebar/{name}", f"Title: {title}\nKind: links\n\n{chr(10).join(links)}\n".encode()


def menu(old: OldSite, pages: Iterable[SourceText]) -> list[tuple[str, str]]:
    """Return the menu: what MENUITEMS says of the site itself, then its pages, as Pelican's themes have them, and our lists."""
    own = [
        (text, path)
        for text, address in _pairs(old["MENUITEMS"])
        if (path := _inside(address, str(old["SITEURL"]))) is not None
    ]
    shown = [
        (page.fields.get("title", page.slug), page.url)
        for page in pages
        if page.status == "published" and page.save_as and page.language in {"", old.language}
    ]
    items = [*own, *(shown if old["DISPLAY_PAGES_ON_MENU"] else [])]
    return [*dict.fromkeys(items), *ENDING] if items else []


def outside(old: OldSite) -> list[str]:
    """Return the addresses in MENUITEMS that are not the site's own."""
    return [address for _, address in _pairs(old["MENUITEMS"]) if _inside(address, str(old["SITEURL"])) is None]


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    for each in value if isinstance(value, (list, tuple)) else ():
        if isinstance(each, (list, tuple)) and len(each) >= 2 and all(isinstance(part, str) for part in each[:2]):  # noqa: PLR2004 - a pair
            yield each[0], each[1]


def _inside(address: str, site_url: str) -> str | None:
    """Return the path below the site's root; None for an address elsewhere."""
    if site_url and address.startswith(site_url):
        return address.removeprefix(site_url).lstrip("/")
    return None if _ELSEWHERE.match(address) else address.lstrip("/")


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
