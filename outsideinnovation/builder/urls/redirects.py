"""Old addresses that lead to new ones, and those that are gone for good: one map, in every server's form.

The map is ``Old-Urls`` of posts and pages, and ``content/redirects.txt``: two paths a line, the old and the new; or a path
and the word ``gone``, which servers answer with 410 (RFC 9110, 15.5.11) where they can, and with 404 where they cannot.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.lines import lines

FILE = "redirects.txt"
NAMES = ("_redirects", "redirects.nginx.conf", "redirects.caddy")
GONE = "gone"  # in the place of the new address
SAFE = "/%:@!&'()*+,=~-._?#"
SPECIAL = frozenset("\" ;\\{}'`")  # what means something to nginx or Caddy outside quotes
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEX = re.compile(r"[\x00-\x1f\x7f`{}]")  # Caddy reads placeholders and `{$…}` also in an expression, and in quotes
_CADDYS_OWN = re.compile(r"[\w/.~!&'()+,;=:@$-]+")  # others are quoted, wild cards or placeholders in a path of Caddy's
NGINX_BUCKET = 64  # nginx's default; it will not start on a path that does not fit


def read(path: Path) -> dict[str, str]:
    """Read the lines of *path* (none where there is no such file). Raises ContentError with every bad line."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    problems = []
    for number, line in enumerate(lines(path.read_text("utf-8-sig")), 1):
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
    asked = {old: new for old, new in redirects.items() if "#" not in old}
    pairs = sorted((_encoded(old), _encoded(new)) for old, new in asked.items() if new != GONE)
    gone = sorted(_encoded(old) for old, new in asked.items() if new == GONE)
    return {
        NAMES[0]: _lines(  # Netlify shows the page with that status; Cloudflare skips the line, and answers 404
            (f"{old} {new} 301" for old, new in pairs), (f"{old} /404.html 410" for old in gone)
        ),
        NAMES[1]: _lines(
            [
                "# include in http { }; then in server { }: if ($new_address) { return 301 $new_address; }",
                "# and: if ($gone_address) { return 410; }",
            ],
            _nginx_bucket([*asked]),
            _nginx_map("$new_address", pairs),
            _nginx_map(
                "$gone_address",
                [(old, "1") for old in gone],
                "    volatile;  # so that the page for 410 is not gone too",
            ),
        ),
        NAMES[2]: _lines(
            ["# import in the site's block"],
            _caddy("redir", [(old, f"{_quoted(new)} permanent") for old, new in pairs]),
            _caddy("error", [(old, "410") for old in gone]),
        ),
    }


def _nginx_bucket(paths: list[str]) -> list[str]:
    """Return the directive without which nginx would not start on long paths; none where its default will do."""
    longest = (
        max((len(unquote(path).encode()) for path in paths), default=0) + 24
    )  # beside the path: a pointer, a length
    size = NGINX_BUCKET
    while size < longest:
        size *= 2
    return (
        [f"map_hash_bucket_size {size};  # if nginx calls it a duplicate, keep the larger"]
        if size > NGINX_BUCKET
        else []
    )


def _nginx_map(variable: str, pairs: Sequence[tuple[str, str]], *first: str) -> Iterator[str]:
    """Yield a map of paths as nginx sees them, decoded."""
    yield f"map $uri {variable} {{"
    yield from first
    exact = _exact(pairs)
    for old, new in pairs:
        path = unquote(old)
        key = f"~^{_expression(path)}$" if old in exact or _CONTROL.search(path) else path
        yield f"    {_quoted(key)} {_quoted(new)};"
    yield "}"


def _caddy(directive: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a directive for each path, decoded; the second word of a pair is what comes after the path."""
    exact = _exact(pairs)
    for number, (old, rest) in enumerate(pairs, 1):
        matcher = path = unquote(old)
        if old in exact or not _CADDYS_OWN.fullmatch(path):
            matcher = f"@{directive}_{number}"
            yield f"{matcher} path_regexp `{'' if old in exact else '(?i)'}^{_expression(path)}$`"
        yield f"{directive} {matcher} {rest}"


def _exact(pairs: Sequence[tuple[str, str]]) -> set[str]:
    """Return the old paths that servers must match letter by letter, by a slower expression.

    nginx and Caddy ignore case otherwise: one of two paths that differ only so would be lost (nginx would not even start),
    and a page whose old address had a capital would lead to itself for ever.
    """
    lower = Counter(unquote(old).lower() for old, _ in pairs) + Counter({unquote(new).lower() for _, new in pairs})
    return {old for old, _ in pairs if any(map(str.isupper, unquote(old))) or lower[unquote(old).lower()] > 1}


def _expression(path: str) -> str:
    """Return an expression for *path* that PCRE and RE2 read alike, on one line, without back quotes and braces."""
    written = (f"\\x{ord(each):02x}" if _HEX.fullmatch(each) else re.escape(each) for each in path)
    return "".join(written)


def _leads_somewhere(word: str) -> bool:
    return word == GONE or word.startswith(("/", "https://", "http://"))


def _encoded(path: str) -> str:
    return quote(path, safe=SAFE)


def _quoted(text: str) -> str:
    """Return *text* as one word of nginx's configuration, or of Caddy's where it holds no backslash and no quote."""
    if not set(text) & SPECIAL:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(*parts: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for part in parts for line in part).encode()
