"""Redirects as nginx reads them: maps of what is asked for, which give ``$new_address`` and ``$gone_address``.

nginx looks up without regard to case, and decodes paths and folds doubled strokes before. So what it finds says the old
address too, and a second map compares letter by letter; what is lost in folding is looked for as it was sent.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from outsideinnovation.builder.urls.redirect import GONE, Names, Redirect, by_parameters

HEAD = (
    "# include in http { }, by its full path; then in server { }: if ($new_address) { return 301 $new_address; }",
    "# and: if ($gone_address) { return 410; }",
)
BUCKET, TABLE = 64, 2048  # nginx's defaults of map_hash_bucket_size and map_hash_max_size
ROOM = 12  # longest entries that fit into a bucket, so that nginx finds a table to its liking
LARGEST_BUCKET = 32_768  # bytes; nginx refuses 64 KB
LONGEST = 2_000  # bytes of an entry of a table; longer ones are expressions
_CONTROL = re.compile(r"[\x00-\x1f\x7f$]")  # nginx's strings cannot say them: `$` begins a variable
_NOT_PLAIN = re.compile(r"[\s\"';\\{}#]")
Entry = tuple[str, str]  # what is asked for, and where it leads


def lines(redirects: Sequence[Redirect]) -> Iterator[str]:
    """Yield the lines of the file."""
    groups = by_parameters(each for each in redirects if each.is_plain)
    as_sent = [(f"~{each.old.expression()}", each.new) for each in redirects if not each.is_plain]
    paths = _entries(groups.pop((), []))
    queries = {names: _entries(group) for names, group in groups.items()}
    yield from HEAD
    yield from _sizes([paths, *queries.values()])
    yield from _map("$request_uri", "$old_as_sent", as_sent, volatile=False)
    parameters = {name: f"$old_parameter_{number}" for number, name in enumerate(sorted(_names(queries)), 1)}
    for name, variable in parameters.items():
        yield from _map("$args", variable, [(f"~(?:^|&){re.escape(name)}=([^&]*)", f"{name}=$1")])
    answers = ["$old_as_sent"]
    for number, (names, entries) in enumerate(queries.items(), 1):
        answers.append(f"$old_by_query_{number}")
        yield from _exact(answers[-1], f"$uri?{'&'.join(parameters[name] for name in names)}", entries)
    yield from _exact("$old_by_path", "$uri", paths)
    yield from _map(" ".join([*answers, "$old_by_path"]), "$old_address", [("~^ *([^ ]+)", "$1")])
    yield from _map("$old_address", "$new_address", [("default", "$old_address"), (GONE, "")])
    yield from _map("$old_address$uri", "$gone_address", [(f"{GONE}/404.html", ""), (f"~^{GONE}/", "1")])


def _exact(variable: str, source: str, entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the maps that set *variable* to where what *source* says leads, if it is one of *entries* letter by letter."""
    found, seen = f"{variable}_in_any_case", Counter(old.lower() for old, _ in entries)
    yield from _map(source, found, [_entry(old, new, source, twice=seen[old.lower()] > 1) for old, new in entries])
    yield from _map(f"{found} {source}", variable, [(r"~(?s)^([^ ]+) (.*) \2$", "$1")])


def _entry(old: str, new: str, source: str, *, twice: bool) -> Entry:
    """Return the entry of a table, which says where *old* leads and *old* itself; an expression where a table has no room."""
    if twice or _CONTROL.search(old) or len(old.encode()) > LONGEST:
        return f"~^{_expression(old)}$", f"{new} {source}"
    return old, f"{new} {old}"


def _map(source: str, variable: str, entries: Sequence[Entry], *, volatile: bool = True) -> Iterator[str]:
    """Yield a map that is made anew for the page that is shown with 410, which is not gone: there ``$uri`` is another."""
    yield f"map {_word(source)} {variable} {{"
    if volatile:
        yield "    volatile;"
    for asked, leads in entries:
        yield f"    {_word(asked)} {_word(leads)};"
    yield "}"


def _entries(redirects: Sequence[Redirect]) -> list[Entry]:
    return [(each.asked, each.new) for each in redirects]


def _names(queries: Mapping[Names, object]) -> set[str]:
    return {name for names in queries for name in names}


def _sizes(tables: Sequence[Sequence[Entry]]) -> Iterator[str]:
    """Yield the directives without which nginx complains of many or long addresses, or does not start; none for a few."""
    longest = max((len(old.encode()) for table in tables for old, _ in table if len(old) <= LONGEST), default=0) + 24
    most = max(map(len, tables))
    bucket, size = _power(BUCKET, longest * (ROOM if most > ROOM else 1)), _power(TABLE, most)
    for name, value, usual in (("bucket_size", min(bucket, LARGEST_BUCKET), BUCKET), ("max_size", size, TABLE)):
        if value > usual:
            yield f"map_hash_{name} {value};  # if nginx calls it a duplicate, keep the larger"


def _power(start: int, least: int) -> int:
    while start < least:
        start *= 2
    return start


def _expression(text: str) -> str:
    """Return an expression for *text* in which nginx finds no variable and no control character."""
    return "".join(f"\\x{ord(each):02x}" if _CONTROL.search(each) else re.escape(each) for each in text)


def _word(text: str) -> str:
    """Return *text* as one word of nginx's configuration."""
    if text and not _NOT_PLAIN.search(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
