"""Old addresses that lead to new ones: one map, in every server's form.

The map is ``Old-Urls`` of posts and pages, and ``content/redirects.txt``: two paths a line, the old and the new.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from outsideinnovation.errors import ContentError, Problem

FILE = "redirects.txt"
SAFE = "/%:@!&'()*+,=~-._?#"


def read(path: Path) -> dict[str, str]:
    """Read the lines of *path* (none where there is no such file). Raises ContentError with every bad line."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    problems = []
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or not words[0].startswith("/") or not words[1].startswith(("/", "https://", "http://")):  # noqa: PLR2004 - two paths
            problems.append(Problem(path, number, f"no redirect: {line.strip()!r}", "write `/old/path /new/path`"))
        elif found.setdefault(words[0], words[1]) != words[1]:
            problems.append(
                Problem(path, number, f"{words[0]} leads to {found[words[0]]} already", "keep one of the lines")
            )
    if problems:
        raise ContentError(problems)
    return found


def old_urls(value: str) -> list[str]:
    """Return the rooted paths in a post's ``Old-Urls`` field: separated by commas, spaces or lines."""
    return ["/" + word.lstrip("/") for word in value.replace(",", " ").split()]


def files(redirects: Mapping[str, str]) -> dict[str, bytes]:
    """Return the map as Netlify and Cloudflare Pages, nginx and Caddy read it, by file name."""
    pairs = sorted((_encoded(old), _encoded(new)) for old, new in redirects.items())
    return {
        "_redirects": _lines(f"{old} {new} 301" for old, new in pairs),
        "redirects.nginx.conf": _lines(
            [
                "# include in http { }; then in server { }: if ($new_address) { return 301 $new_address; }",
                "map $uri $new_address {",
            ],
            (f"    {_quoted(unquote(old))} {_quoted(new)};" for old, new in pairs),
            ["}"],
        ),
        "redirects.caddy": _lines(
            ["# import in the site's block"],
            (f"redir {_quoted(unquote(old))} {_quoted(new)} permanent" for old, new in pairs),
        ),
    }


def _encoded(path: str) -> str:
    return quote(path, safe=SAFE)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if set(text) & set('" ;\\') else text


def _lines(*parts: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for part in parts for line in part).encode()
