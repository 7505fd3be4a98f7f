"""Old addresses as ``Old-Urls`` and redirects.txt have them: rooted, percent-encoded, with their query."""

from urllib.parse import quote, unquote, urlsplit

from outsideinnovation.importers import privacy
from outsideinnovation.importers.blog.addresses import encoded

LONGEST = 1_000  # characters
_QUERY = "%~!$'()*,;=:@-._?&+/"  # what may stand in a query as it is


def rooted(address: str) -> str:
    """Return what *address* says below its host, ``/a/b.html`` or ``/?p=7``; empty for the front page, and for no address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = "/" + encoded(parts.path).lstrip("/")
    query = quote(parts.query, safe=_QUERY, errors="replace")
    return f"{path}?{query}" if query else "" if path in {"/", "/index.html"} else path


def may_lead(old: str) -> bool:
    """Tell whether a rooted address may be written down as one that leads elsewhere: short, and nobody's mail address."""
    return len(old) <= LONGEST and not privacy.has_address(unquote(old)) and not any(map(str.isspace, old))


def listed(old: str) -> str:
    """Return a rooted address as it stands among others in a field, where a comma would end it."""
    return old.replace(",", "%2C")


def file(old: str) -> str:
    """Return the file of the output that would answer at a rooted path; empty for one with a query."""
    path = unquote(old).lstrip("/")
    return "" if "?" in old else f"{path}index.html" if path.endswith("/") else path
