"""Links inside the site that authors write as ``{filename}…``, ``{static}…``, ``{category}…``: found and resolved.

The rules are Pelican's (its ``Content``), for what our own build resolves; ``{attach}`` is left to Pelican.
"""

import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote, urlparse, urlunparse

LINK = re.compile(
    r"""(?P<before><[^>]+?(?:href|src|poster|data|cite|formaction|action|content)\s*=\s*)"""
    r"""(?P<quote>["'])[{|](?P<what>[^"'{}|]*?)[|}](?P<value>.*?)(?P=quote)""",
    re.VERBOSE,
)
FILES = frozenset({"filename", "static"})
Resolver = Callable[[str, str], str | None]  # what and the rest; None where it is not ours to resolve


def links(markup: str) -> Iterator[tuple[str, str]]:
    """Yield what each such link of *markup* names, as (what, target)."""
    if "{" in markup or "|" in markup:
        yield from ((found["what"], found["value"]) for found in LINK.finditer(markup))


def resolved(markup: str, resolve: Resolver) -> str:
    """Return *markup* with each such link replaced by what *resolve* says of it."""
    if "{" not in markup and "|" not in markup:
        return markup

    def replace(found: re.Match[str]) -> str:
        address = resolve(found["what"], found["value"])
        return found[0] if address is None else f"{found['before']}{found['quote']}{address}{found['quote']}"

    return LINK.sub(replace, markup)


def candidates(source: str, target: str) -> Iterator[str]:
    """Yield the paths below the content folder that *target*, linked in the file *source*, may mean, likeliest first."""
    yield from (path for path, _ in readings(source, target))


def readings(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield those paths, each with the form of *target* in which it was found: in HTML, ``&`` may be ``&amp;``."""
    plain = unescape(target)
    path = _path(target)
    forms = ((path, target), (unquote(path), target), (_path(plain), plain))
    for path, form in forms:
        if path.startswith("/"):
            yield path[1:], form
        else:
            yield os.path.normpath(os.path.join(os.path.dirname(source), path)), form  # noqa: PTH118, PTH120 - no files yet


def _path(target: str) -> str:
    """Return the path that *target* names; what looks like a host and is none, such as ``//[x``, names itself."""
    try:
        return urlparse(target).path
    except ValueError:
        return target


def with_address(target: str, address: str) -> str:
    """Return *target* with its path replaced by *address*; query and fragment stay."""
    parts = list(urlparse(target))
    parts[2] = address
    return str(urlunparse(parts))
