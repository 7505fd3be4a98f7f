"""Links between the files of a Pelican site: ``{filename}``, ``{static}`` and ``{attach}``, which move with what they name."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from outsideinnovation.builder.content.code_spans import blanked

_INTERNAL_LINK = re.compile(r"[{|](?P<what>filename|static|attach)[}|](?P<target>[^\s)\"'<>\]]*)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the file ``source``: what it says, the path below the old content folder that it means, and its line."""

    source: str
    what: str
    target: str
    path: str
    line: int


def links(source: str, text: str) -> Iterator[Link]:
    """Yield the links of *text* that name files, but for those in code."""
    if "{" not in text and "|" not in text:
        return
    for match in _INTERNAL_LINK.finditer(_without_code(text)):
        path = _path(source, match["target"])
        if path:
            yield Link(source, match["what"], match["target"], path, text.count("\n", 0, match.start()) + 1)


def moved(source: str, text: str, target: str, lead: Callable[[Link], str | None]) -> str:
    """Return *text* as it is to stand in the new file *target*.

    *lead* says for a link where its file is now, below the new content folder, or its address where that begins with a
    stroke; None leaves the link as it is. A link that means the right file from there is left as it is written.
    """
    if "{" not in text and "|" not in text:
        return text
    masked = _without_code(text)
    parts, at = [], 0
    for match in _INTERNAL_LINK.finditer(masked):
        path = _path(source, match["target"])
        link = Link(source, match["what"], match["target"], path, 0)
        now = lead(link) if path else None
        if now and now != _path(target, match["target"]):
            parts += [text[at : match.start()], _written(link, now)]
            at = match.end()
        elif now and link.what == "attach":
            parts += [text[at : match.start()], f"{{static}}{link.target}"]
            at = match.end()
    return "".join([*parts, text[at:]]) if parts else text


def placed(paths: Mapping[str, str]) -> Callable[[Link], str | None]:
    """Return what says where files are now, by their old *paths*."""
    return lambda link: paths.get(link.path)


def _written(link: Link, now: str) -> str:
    parts = urlsplit(link.target)
    more = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    if now.startswith("/"):
        return f"{now}{more}"
    return f"{{{'filename' if link.what == 'filename' else 'static'}}}/{quote(now)}{more}"


def _path(source: str, target: str) -> str:
    """Return the path below the content folder that *target* means in the file *source*; nothing where it leads out of it."""
    try:
        path = unquote(urlsplit(target).path)
    except ValueError:
        return ""
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(source), path)
    made = posixpath.normpath(joined) if path else ""
    return "" if made.startswith("..") or made == "." else made


def _without_code(text: str) -> str:
    if "`" not in text and "\n    " not in text and "\n\t" not in text and "~~~" not in text:
        return text
    return blanked(text)
