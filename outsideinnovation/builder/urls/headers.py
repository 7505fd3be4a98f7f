"""The headers with which pages are to be served, in every server's form: what a browser may load, and what it may keep.

The policy is as strict as ten years of imported posts allow. Scripts, styles and forms are the site's own; pictures, sound
and frames may come from anywhere by https, since old posts show them and can do no harm with them. ``style`` attributes are
allowed, for Python-Markdown writes them into tables and TypePad into pictures, and a comment cannot hold any. Plug-ins
(``object``, ``embed``) are not, and no script inside a page is, so that an ``onclick`` of 2005 stays dead.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from outsideinnovation.builder.urls import media
from outsideinnovation.configuration import Configuration

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "https:", "data:"],
    "media-src": ["'self'", "https:"],
    "font-src": ["'self'"],
    "frame-src": ["https:"],
    "script-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
NAMES = ("_headers", "headers.nginx.conf", "headers.caddy")
YEAR = 31_536_000  # seconds
UNLISTED = "drafts/"  # a folder that search engines are to leave alone: what is shared by private addresses
ROBOTS = "noindex, nofollow"
_PLAIN_PATH = re.compile(r"/[\w.~-][\w.~/-]*")


def files(settings: Configuration) -> dict[str, bytes]:
    """Return the headers as Netlify and Cloudflare Pages, nginx and Caddy read them, by file name.

    Reads SITEURL, SERVICE_URL, SEARCH_URL, ANALYTICS, PUBLISH_ALSO_ALLOW and RELEASES_ELSEWHERE.
    """
    headers = security(settings)
    root = settings.site.root
    elsewhere = [path.rstrip("/") for path in settings.paths_elsewhere if _PLAIN_PATH.fullmatch(path)]
    page = f"/{settings.search.page_url}"
    asked = page if _PLAIN_PATH.fullmatch(page) else "/search/"
    forms = (_netlify(headers, root), _nginx(headers, root), _caddy(headers, root, elsewhere, asked))
    return {name: _text(lines) for name, lines in zip(NAMES, forms, strict=True)}


def security(settings: Configuration) -> dict[str, str]:
    """Return the headers that every page has."""
    headers = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: a form of such a page is sent with `Origin: null`, and the service could not tell it is ours.
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if urlsplit(settings.site.url).scheme == "https":
        headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    return headers


def content_security_policy(settings: Configuration) -> str:
    """Return the Content-Security-Policy (W3C CSP level 3) of the site's pages."""
    allowed = {directive: list(sources) for directive, sources in POLICY.items()}
    if service := _origin(settings.service.url or ""):
        allowed["form-action"].append(service)
        allowed["connect-src"].append(service)
    if counting := settings.analytics.service:
        allowed["script-src"].append(counting.origin)
        allowed["connect-src"].append(counting.origin)
    for directive, sources in settings.builder.policy.items():
        allowed[directive] += [source for source in sources if source not in allowed[directive]]
    directives = [f"{directive} {' '.join(sources)}" for directive, sources in allowed.items()]
    if urlsplit(settings.site.url).scheme == "https" and urlsplit(settings.service.url or "").scheme != "http":
        directives.append("upgrade-insecure-requests")  # pictures of old posts are at http: addresses
    return "; ".join(directives)


def _netlify(headers: Mapping[str, str], root: str) -> Iterator[str]:
    """Yield Netlify's and Cloudflare's form. Both join what several rules say of one header, so none is said twice."""
    yield "/*"
    yield from (f"  {name}: {value}" for name, value in headers.items())
    for ending in media.TYPES_BY_ENDING:
        yield f"/*{ending}"
        yield f"  Content-Type: {media.content_type(ending)}"
    for folder, control in media.CACHED_FOLDERS.items():
        yield f"{root}{folder}*"
        yield f"  Cache-Control: {control}"
        if folder == UNLISTED:
            yield f"  X-Robots-Tag: {ROBOTS}"


def _nginx(headers: Mapping[str, str], root: str) -> Iterator[str]:
    yield "# include in server { }; a location with an add_header of its own needs this file again"
    yield "charset utf-8;"
    yield "charset_types text/css text/javascript text/plain text/xml application/json application/xml image/svg+xml;"
    yield from (f'add_header {name} "{value}" always;' for name, value in headers.items())
    yield f'set $kept "{media.FRESH}";'
    yield "add_header Cache-Control $kept always;"
    yield 'set $robots "";'  # nginx leaves out a header without a value
    yield "add_header X-Robots-Tag $robots always;"
    for ending in media.TYPES_BY_ENDING:
        pattern = re.escape(ending)
        yield f'location ~ "{pattern}$" {{ types {{ }} default_type "{media.content_type(ending)}"; }}'
    for folder, control in media.CACHED_FOLDERS.items():
        robots = f' set $robots "{ROBOTS}";' if folder == UNLISTED else ""
        yield f'location {root}{folder} {{ set $kept "{control}";{robots} }}'


def _caddy(headers: Mapping[str, str], root: str, elsewhere: Sequence[str], asked: str) -> Iterator[str]:
    """Yield Caddy's form: what other programs answer, such as the service, says its own headers, and ours would replace them.

    *asked* is the search page, whose questions the service answers.
    """
    yield "# import in the site's block"
    yield "@ours {"
    yield from (f"    not path {path} {path}/*" for path in elsewhere)
    yield from ("    not {", f"        path /search {asked}", "        query q=*", "    }", "}")
    yield "header @ours {"
    yield from (f'    {name} "{value}"' for name, value in headers.items())
    yield f'    Cache-Control "{media.FRESH}"'
    yield "}"
    for ending, kind in ((ending, media.content_type(ending)) for ending in media.TYPES_BY_ENDING):
        name = "feed_" + re.sub(r"\W", "_", ending)
        yield f"@{name} path *{ending}"
        yield f'header @{name} Content-Type "{kind}"'
    for folder, control in media.CACHED_FOLDERS.items():
        yield f'header {root}{folder}* Cache-Control "{control}"'
    yield f'header {root}{UNLISTED}* X-Robots-Tag "{ROBOTS}"'


def _origin(address: str) -> str | None:
    """Return the scheme and host of *address*; None for a path of the site itself."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.hostname else None


def _text(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
