"""An old address as browsers ask for it (the request target of RFC 9112, 3.2): its path and query, in every spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from urllib.parse import quote, unquote_plus, unquote_to_bytes

RAW = "!$&'()*+,;=:@[]|"  # what browsers leave as it is in a path (WHATWG URL, path percent-encode set), beside RFC 3986's
ONCE_RAW = RAW + "^"  # which they encode since 2024
WRITTEN = ONCE_RAW + "/%"
ORDERED = 3  # parameters; more are looked for in the order in which they are written
_PLAIN = re.compile(r"[\w.~-]+", re.ASCII)
_PLAIN_PATH = re.compile(r"[\w.~/-]*", re.ASCII)  # which nobody encodes
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query, decoded; the value is None where only its name stands there."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """What is asked for: the decoded ``segments`` of the path, each after a stroke, and the ``query``.

    Two addresses are one where both are the same: servers do not tell ``/a;b`` from ``/a%3Bb``.
    """

    segments: tuple[bytes, ...]
    query: tuple[Parameter, ...]
    written: str

    @classmethod
    def of(cls, address: str) -> "RequestTarget":
        """Read a rooted *address* as a browser does: without its fragment, and ``/a/../b`` as ``/b``."""
        path, _, query = address.partition("#")[0].partition("?")
        segments: list[bytes] = []
        parts = [unquote_to_bytes(part) for part in path.removeprefix("/").split("/")]
        for at, part in enumerate(parts):
            if part == b"..":
                segments = segments[:-1]
            elif part != b".":
                segments.append(part)
            if part in {b".", b".."} and at == len(parts) - 1:
                segments.append(b"")
        return cls(tuple(segments), tuple(_parameters(query)), path)

    @property
    def key(self) -> tuple[tuple[bytes, ...], tuple[Parameter, ...]]:
        """What is alike in two spellings of one address."""
        return self.segments, self.query

    @property
    def path(self) -> str:
        """The decoded path; bytes that are no UTF-8 are lone surrogates (PEP 383)."""
        return "/" + b"/".join(self.segments).decode("utf-8", "surrogateescape")

    @property
    def is_plain(self) -> bool:
        """Whether servers that decode the path still see it as it is: with all its strokes, and as UTF-8."""
        text = self.path
        folded = "//" in text or any(b"/" in segment for segment in self.segments)
        return not folded and not _SURROGATE.search(text)

    @property
    def is_queried_plainly(self) -> bool:
        """Whether each parameter is there once, with a name and a value that are always sent as they are."""
        names = [each.name for each in self.query]
        plain = all(_PLAIN.fullmatch(each.name) and _PLAIN.fullmatch(each.value or "") for each in self.query)
        return plain and len({*names}) == len(names)

    @property
    def address(self) -> str:
        """The address as it is written here, and sent by browsers."""
        pairs = (quote(each.name) + (f"={quote(each.value)}" if each.value is not None else "") for each in self.query)
        return self.spellings()[0] + (f"?{'&'.join(pairs)}" if self.query else "")

    def spellings(self) -> list[str]:
        """Return the path in every spelling that is asked for: as browsers write it first, encoded more and more after."""
        if _PLAIN_PATH.fullmatch(self.written) and not self._has_dots:
            return [self.written]
        guarded = RAW.replace(":", "").replace("*", "")
        levels = (RAW, ONCE_RAW, guarded, guarded + "^", "")
        whole = ["/" + "/".join(quote(segment, safe=safe) for segment in self.segments) for safe in levels]
        if not self._has_dots:
            whole.insert(1, quote(self.written, safe=WRITTEN))
        lower = [_ESCAPE.sub(lambda escape: escape[0].lower(), each) for each in whole]  # as WordPress writes them
        return list(dict.fromkeys([*whole, *lower]))

    def expression(self) -> str:
        """Return an expression, for PCRE and RE2, of the whole address as it is sent, with any other parameters."""
        path = "/" + "/".join(expression_of(segment, in_query=False) for segment in self.segments)
        if not self.query:
            return rf"^{path}(?:\?|$)"
        orders = permutations(self.query) if len(self.query) <= ORDERED else [self.query]
        asked = "|".join(r"&(?:.*&)?".join(map(_parameter, each)) for each in orders)
        return rf"^{path}\?(?:.*&)?(?:{asked})(?:&|$)"

    @property
    def _has_dots(self) -> bool:
        return unquote_to_bytes(self.written) != b"/" + b"/".join(self.segments)


def _parameters(query: str) -> Iterator[Parameter]:
    for part in filter(None, query.split("&")):
        name, mark, value = part.partition("=")
        yield Parameter(unquote_plus(name), unquote_plus(value) if mark else None)


def expression_of(data: bytes, *, in_query: bool) -> str:
    """Return an expression, for PCRE and RE2, of *data* as it is or percent-encoded; in a query ``+`` is a blank too."""
    return "".join(_letter(bytes([each]), in_query=in_query) for each in data)


def _letter(byte: bytes, *, in_query: bool) -> str:
    encoded = "".join(f"[{each}{each.lower()}]" if each.isalpha() else each for each in f"{byte[0]:02X}")
    plain = quote(byte, safe=ONCE_RAW + "/")
    if plain.isalnum() or plain in {"_", "-", ".", "~"}:
        return re.escape(plain)
    raw = [re.escape(plain)] if plain in ONCE_RAW or (in_query and plain == "/") else []
    raw += [r"\+"] if in_query and byte == b" " else []
    return f"(?:{'|'.join([*raw, f'%{encoded}'])})"


def _parameter(each: Parameter) -> str:
    name, value = (expression_of((text or "").encode(), in_query=True) for text in (each.name, each.value))
    return f"{name}={value}" if value else f"{name}=?"
