"""Redirects as Caddy reads them: maps of what is asked for, each of which asks the next where it knows nothing."""

import re
from collections.abc import Iterator, Sequence

from outsideinnovation.builder.urls.redirect import GONE, Redirect, by_parameters

HEAD = "# import in the site's block"
_NOT_LITERAL = re.compile(r"[\x00-\x1f\x7f`{}]")  # Caddy reads placeholders and `{$…}` in every kind of quotes


def lines(redirects: Sequence[Redirect]) -> Iterator[str]:
    """Yield the lines of the file."""
    groups = by_parameters(each for each in redirects if each.is_plain)
    as_sent = [(f"`~{each.old.expression()}`", each.new) for each in redirects if not each.is_plain]
    paths = groups.pop((), [])
    yield HEAD
    yield from _map("{path}", "{old_by_path}", [(_literal(each.asked), each.new) for each in paths])
    last = "{old_by_path}"
    for number, (names, group) in enumerate(reversed(groups.items()), 1):
        source = "{path}?" + "&".join(f"{name}={{http.request.uri.query.{name}}}" for name in names)
        this = f"{{old_by_query_{number}}}"
        yield from _map(source, this, [(_literal(each.asked), each.new) for each in group], last)
        last = this
    yield from _map("{uri}", "{old_address}", as_sent, last)
    yield from ("@moved vars_regexp {old_address} ^[/h]", "redir @moved {old_address} permanent")
    yield from (f"@gone vars {{old_address}} {GONE}", "error @gone 410")


def _map(source: str, variable: str, entries: Sequence[tuple[str, str]], default: str = '""') -> Iterator[str]:
    yield f"map `{source}` {variable} {{"
    yield from (f"    {asked} `{leads}`" for asked, leads in entries)
    yield f"    default {default}"
    yield "}"


def _literal(text: str) -> str:
    """Return *text* as one word of Caddy's; an expression where it holds what means something in a word."""
    if not _NOT_LITERAL.search(text):
        return f"`{text}`"
    letters = (f"\\x{ord(each):02x}" if _NOT_LITERAL.search(each) else re.escape(each) for each in text)
    return f"`~^{''.join(letters)}$`"
