"""How a path becomes a URL: the one place where characters are percent-encoded for links (RFC 3986, section 2.1).

Two things must not be mixed up. ``of_path`` takes the name of a file, in which ``%``, ``?`` and ``#`` are letters like any
other. ``of_url`` takes what somebody wrote as an address, in which they mean what they mean in one; it changes nothing that
is encoded already. Whatever is called ``url`` in this package has been through one of them.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

# What a path may hold besides letters and digits; but for ":", which could end a scheme, and for what means something in HTML.
_PATH_MARKS = "/!$()*+,;=@~"
_URL_MARKS = f"{_PATH_MARKS}:?#[]%&'"
_PLAIN_PATH = re.compile(r"[\w/.~!$()*+,;=@-]*", re.ASCII)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INDEX = "index.html"


def of_path(path: str) -> str:
    """Return the URL of the file at *path*, relative to the same place; a name that is no UTF-8 stands for its bytes."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return quote(path, safe=_PATH_MARKS, errors="surrogateescape")


def of_url(address: str) -> str:
    """Return an *address* that somebody wrote as a URL: what none may hold is encoded, all else stays."""
    if _PLAIN_PATH.fullmatch(address):
        return address
    return quote(_STRAY_PERCENT.sub("%25", address), safe=_URL_MARKS, errors="surrogateescape")


def of_page(path: str) -> str:
    """Return the URL of the page at *path*: that of its folder where it is called ``index.html``."""
    if path == _INDEX or path.endswith(f"/{_INDEX}"):
        path = path.removesuffix(_INDEX)
    return of_path(path)


def of_pattern(pattern: str, values: Mapping[str, object]) -> str:
    """Return the URL that a *pattern* of settings, such as ``{date:%Y}/{slug}.html``, makes of raw *values*.

    Raises KeyError where the pattern names a value that is not there.
    """
    plain = pattern.format(**values)
    if _PLAIN_PATH.fullmatch(plain):
        return plain
    encoded = {name: of_path(value) if isinstance(value, str) else value for name, value in values.items()}
    return of_url(pattern.format(**encoded))
