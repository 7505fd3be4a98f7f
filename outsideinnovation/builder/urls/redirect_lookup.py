"""Which redirect answers an address: what nginx and Caddy find by the files that ``redirects`` writes for them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from outsideinnovation.builder.urls.redirect import Redirect, by_parameters, redirects_of
from outsideinnovation.builder.urls.request_target import RequestTarget

_STROKES = re.compile("//+")
ValueOf = Callable[[str, str], str | None]  # what a query says of a parameter


@dataclass(frozen=True, slots=True)
class ServerRules:
    """In what two servers differ where they look something up.

    ``folds_strokes``: ``//`` is ``/`` before redirects are looked up. ``needs_index``: a folder without a first page is not
    even led to. ``value_of`` reads a parameter of a query. ``hides`` names files that are not given, since it reads them itself.
    """

    folds_strokes: bool
    needs_index: bool
    value_of: ValueOf
    hides: frozenset[str] = frozenset()


class RedirectLookup:
    """The redirects of a site, *leads*, as a server with those *rules* finds them."""

    def __init__(self, leads: Mapping[str, str], rules: ServerRules) -> None:
        redirects = redirects_of(leads)
        self._rules = rules
        self._groups = {names: _table(group) for names, group in by_parameters(filter(_is_plain, redirects)).items()}
        self._as_sent: dict[tuple[bytes, ...], list[Redirect]] = {}
        for each in redirects:
            if not each.is_plain:
                self._as_sent.setdefault(each.old.segments, []).append(each)
        self._queried = {each.old.path for each in redirects if each.old.query}

    def new_address(self, target: RequestTarget, query: str) -> str | None:
        """Return where *target* leads, or GONE; *query* is what it asks with, as it is sent. None: nothing is said of it."""
        sent = f"{target.written}?{query}" if query else target.written
        for each in self._as_sent.get(target.segments, ()):
            if re.search(each.old.expression(), sent):
                return each.new
        path = self._folded(target.path)
        for names, table in self._groups.items():
            said = [self._rules.value_of(query, name) for name in names]
            if None not in said:
                asked = "&".join(f"{name}={value}" for name, value in zip(names, said, strict=True))
                if new := table.get(f"{path}?{asked}" if names else path):
                    return new
        return None

    def heeds_query(self, target: RequestTarget) -> bool:
        """Tell whether any redirect of this path asks for a query."""
        return target.path in self._queried or self._folded(target.path) in self._queried

    def _folded(self, path: str) -> str:
        return _STROKES.sub("/", path) if self._rules.folds_strokes else path


def raw_value(query: str, name: str) -> str | None:
    """Return the first value of a parameter as it is sent, as nginx's map of ``$args`` finds it."""
    found = re.search(rf"(?:^|&){re.escape(name)}=([^&]*)", query)
    return found[1] if found else None


def decoded_value(query: str, name: str) -> str | None:
    """Return the values of a parameter, decoded and with commas between, as Caddy's placeholder has them."""
    pairs = (part.partition("=") for part in query.split("&") if ";" not in part)
    values = [unquote_plus(value) for key, _, value in pairs if unquote_plus(key) == name]
    return ",".join(values) if values else None


SERVERS = {
    "nginx": ServerRules(folds_strokes=True, needs_index=False, value_of=raw_value),
    "caddy": ServerRules(
        folds_strokes=False,
        needs_index=True,
        value_of=decoded_value,
        hides=frozenset({"redirects.caddy", "headers.caddy"}),
    ),
}


def _is_plain(redirect: Redirect) -> bool:
    return redirect.is_plain


def _table(group: list[Redirect]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in group:
        found.setdefault(each.asked, each.new)
    return found
