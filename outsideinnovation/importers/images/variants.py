"""One picture under many addresses: systems serve it in sizes, each in its own way of writing them (issue 15).

Each rule is what a system's own pages are seen to use: WordPress's ``-300x188`` and ``-scaled``, Jetpack's i0.wp.com, Blogger's
``/s320/``, ``/320/`` and ``=s320``, Ghost's ``/size/w600/``, Substack's ``/image/fetch/…/``, Squarespace's ``?format=``,
Tumblr's ``_500``.
"""

import html
import re
from urllib.parse import unquote, urlsplit

# Hosts that keep pictures for many blogs: what they had answered stays there, so nothing is redirected.
_SHARED = re.compile(
    r"(?:^|\.)(?:googleusercontent\.com|ggpht\.com|blogger\.com|bp\.blogspot\.com|substackcdn\.com|cdn\.substack\.com|amazonaws\.com|medium\.com|squarespace-cdn\.com"
    r"|media\.tumblr\.com|i[0-3]\.wp\.com)$"
)
_FETCHED = re.compile(r"^https?://(?:[\w.-]+\.)?substackcdn\.com/image/fetch/.*?(https?(?:%3A|:).*)$", re.IGNORECASE)
_PHOTON = re.compile(r"^https?://i[0-3]\.wp\.com/", re.IGNORECASE)
_GOOGLES = re.compile(
    r"^https?://(?:[\w.-]+\.)?(?:googleusercontent\.com|ggpht\.com|bp\.blogspot\.com)/", re.IGNORECASE
)
_BLOGGERS = re.compile(r"(^https?://photos\d*\.blogger\.com/.*/)(?:\d{3,4}/)(?=[^/]*$)", re.IGNORECASE)  # as until 2007
_GOOGLES_SIZE = re.compile(
    r"/(?:s\d{1,4}|w\d{1,4}-h\d{1,4})(?:-[\w-]{1,40})?(?=/[^/]*$)|=(?:[swh]\d{1,4})(?:-[\w-]{1,40})?$"
)
_SQUARESPACES = re.compile(r"^https?://[\w.-]*(?:squarespace-cdn|squarespace)\.com/", re.IGNORECASE)
_SIZE = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_SCALED = re.compile(r"-scaled(?=\.\w{3,4}$)")
_GHOSTS = re.compile(r"(?<=/content/images)/size/w\d{1,4}(?:h\d{1,4})?(?:/format/\w{3,4})?(?=/)")
_TUMBLRS = re.compile(r"(?<=[0-9a-z])_(?:75sq|\d{3,4})(?=\.\w{3,4}$)|/s\d{2,4}x\d{2,4}(?:_c\d)?(?=/[^/]*$)")
_MEDIUMS = re.compile(
    r"^(https?://[\w.-]*medium\.com)/(?:v2/)?(?:(?:max|fit/c|resize:\w+:)[\w:/]*/)?(?=[^/]+$)", re.IGNORECASE
)
_TUMBLR_HOST = re.compile(r"^https?://[\w.-]*media\.tumblr\.com/", re.IGNORECASE)


def is_shared(host: str) -> bool:
    """Tell whether *host* keeps pictures for many blogs."""
    return _SHARED.search(host) is not None


def plain(address: str) -> str:
    """Return an *address* as it stands in HTML as it is asked for."""
    return html.unescape(address)


def whole(address: str) -> str:
    """Return where the picture at *address* is to be had in its full size, as far as its system tells by the address."""
    address = _source(address)
    if _GOOGLES.match(address):
        return _GOOGLES_SIZE.sub(lambda found: f"{found[0][0]}s0", address)
    bare = address.partition("?")[0]
    if _BLOGGERS.match(address):
        return _BLOGGERS.sub(r"\g<1>1600/", bare)
    if _SQUARESPACES.match(address):
        return f"{bare}?format=original"
    if _TUMBLR_HOST.match(address) or _MEDIUMS.match(address):
        return bare
    return _GHOSTS.sub("", _SIZE.sub("", bare))


def identity(address: str) -> str:
    """Return a path that all sizes of the picture at *address* share, decoded."""
    address = _source(address)
    bare = address if _GOOGLES.match(address) else address.partition("?")[0]
    if _GOOGLES.match(address):
        bare = _GOOGLES_SIZE.sub("", bare)
    elif _BLOGGERS.match(address):
        bare = _BLOGGERS.sub(r"\1", bare)
    elif _TUMBLR_HOST.match(address):
        bare = _TUMBLRS.sub("", bare)
    elif _MEDIUMS.match(address):
        bare = _MEDIUMS.sub(r"\1/", bare)
    else:
        bare = _SCALED.sub("", _GHOSTS.sub("", _SIZE.sub("", bare)))
    try:
        return unquote(urlsplit(bare).path).strip("/")
    except ValueError:
        return unquote(bare)


def stem(name: str) -> str:
    """Return what the sizes of a saved file share of its *name*, in lower case, without its ending."""
    bare = _SCALED.sub("", _SIZE.sub("", name.rpartition("/")[2]))
    return (bare.rpartition(".")[0] or bare).lower()


def _source(address: str) -> str:
    """Return the address that a service which fetches and shrinks pictures was given."""
    address = plain(address)
    if fetched := _FETCHED.match(address):
        return unquote(fetched[1])
    return _PHOTON.sub("https://", address)
