"""Old addresses that lead to new ones, and those that are gone for good: one map, in every server's form.

The map is ``Old-Urls`` of posts and pages, and ``content/redirects.txt``: two paths a line, the old and the new; or a path
and the word ``gone``, which servers answer with 410 (RFC 9110, 15.5.11) where they can, and with 404 where they cannot.
"""

from collections.abc import Mapping
from pathlib import Path

from outsideinnovation.builder.urls import (
    address_lines,
    caddy_redirects,
    nginx_redirects,
    static_host_limits,
    static_host_redirects,
)
from outsideinnovation.builder.urls.redirect import GONE, redirects_of
from outsideinnovation.errors import ContentError, Problem

FILE = "redirects.txt"
NAMES = (static_host_limits.FILE, "redirects.nginx.conf", "redirects.caddy")


def read(path: Path) -> dict[str, str]:
    """Read the lines of *path*, none where there is no such file. Raises ContentError with every bad line, StorageError."""
    found: dict[str, str] = {}
    problems = []
    for number, line in enumerate(address_lines.read(path), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or not words[0].startswith("/") or not _leads_somewhere(words[1]):  # noqa: PLR2004 - two words
            problems.append(
                Problem(
                    path, number, f"no redirect: {line.strip()!r}", "write `/old/path /new/path` or `/old/path gone`"
                )
            )
        elif found.setdefault(words[0], words[1]) != words[1]:
            effect = "is gone" if found[words[0]] == GONE else f"leads to {found[words[0]]}"
            problems.append(Problem(path, number, f"{words[0]} {effect} already", "keep one of the lines"))
    if problems:
        raise ContentError(problems)
    return found


def old_urls(value: str) -> list[str]:
    """Return the rooted paths in a post's ``Old-Urls`` field: separated by commas, spaces or lines."""
    return ["/" + word.lstrip("/") for word in value.replace(",", " ").split()]


def files(redirects: Mapping[str, str]) -> dict[str, bytes]:
    """Return the map as Netlify and Cloudflare Pages, nginx and Caddy read it, by file name.

    Old addresses with a fragment are in none: browsers keep the fragment to themselves.
    """
    read_by = (static_host_redirects, nginx_redirects, caddy_redirects)
    found = redirects_of(redirects)
    return {
        name: "".join(f"{line}\n" for line in form.lines(found)).encode()
        for name, form in zip(NAMES, read_by, strict=True)
    }


def _leads_somewhere(word: str) -> bool:
    return word == GONE or word.startswith(("/", "https://", "http://"))
