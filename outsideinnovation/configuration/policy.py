"""What a site allows browsers beyond our own Content-Security-Policy: PUBLISH_ALSO_ALLOW."""

import re
from collections.abc import Mapping

from outsideinnovation.configuration.field import InvalidValueError

DIRECTIVES = (
    "default-src", "style-src", "style-src-attr", "img-src", "media-src", "font-src", "frame-src", "script-src",
    "connect-src", "manifest-src", "form-action", "base-uri", "frame-ancestors",
)  # fmt: skip
SOURCE = re.compile(
    r"(https|wss)://[A-Za-z0-9.*-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?|'sha(256|384|512)-[A-Za-z0-9+/=]+'|data:|blob:"
)
EXAMPLE = '{"script-src": ["https://stats.example"]}'


def policy(value: object) -> Mapping[str, tuple[str, ...]]:
    """Return the sources (W3C CSP level 3, section 2.3) by directive; None stands for none. Raises InvalidValueError."""
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValueError("is no dictionary", f"write a dictionary: {EXAMPLE}")
    return {directive: _sources(directive, allowed) for directive, allowed in value.items()}


def _sources(directive: object, allowed: object) -> tuple[str, ...]:
    if directive not in DIRECTIVES:
        raise InvalidValueError(f"names {directive!r}, which is no directive", f"write one of {', '.join(DIRECTIVES)}")
    sources = [allowed] if isinstance(allowed, str) else allowed
    if not isinstance(sources, (list, tuple)):
        raise InvalidValueError("holds what is no list of sources", f"write them as {EXAMPLE}")
    for source in sources:
        if not isinstance(source, str) or not SOURCE.fullmatch(source):
            raise InvalidValueError(f"holds {source!r}, which is no source", "write https:// and a host")
    return tuple(sources)
