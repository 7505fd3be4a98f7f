"""Links between the files of a Pelican site: ``{filename}``, ``{static}`` and ``{attach}``, which move with what they name."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.code_spans import blanked

_BRACES = re.compile(r"[{|](?P<what>filename|static|attach)[}|]")
_TARGETS = {  # what may stand behind the braces, by what stands before them: in these, names may hold blanks
    "<": re.compile(r"[^<>\n]*(?=>)"),
    '"': re.compile(r"[^\"\n]*(?=\")"),
    "'": re.compile(r"[^'\n]*(?=')"),
    "](": re.compile(r"(?:[^\s()<>\"']|\([^\s()<>\"']*\)|[ ]+(?=[^\s)<>\"']))*(?=[ ]*[)\"'])"),
}
_BARE_TARGET = re.compile(r"[^\s)\"'<>\]]*")


@dataclass(frozen=True, slots=True)
class OldLink:
    """A link in the file ``source``: what it says, and its line.

    ``paths`` are those below the old content folder that it may mean, likeliest first; never none.
    """

    source: str
    what: str
    target: str
    paths: tuple[str, ...]
    line: int


def links(source: str, text: str) -> Iterator[OldLink]:
    """Yield the links of *text* that name files, but for those in code."""
    for _, _, link in _found(source, text):
        yield link


def moved(source: str, text: str, target: str, lead: Callable[[OldLink], str | None]) -> str:
    """Return *text* as it is to stand in the new file *target*.

    *lead* says for a link where its file is now, below the new content folder, or its address where that begins with a
    stroke; None leaves the link as it is. A link that means the right file from there is left as it is written.
    """
    parts, at = [], 0
    for start, end, link in _found(source, text):
        now = lead(link)
        if now and now not in _paths(target, link.target):
            parts += [text[at:start], _written(link, now)]
            at = end
        elif now and link.what == "attach":
            parts += [text[at:start], f"{{static}}{link.target}"]
            at = end
    return "".join([*parts, text[at:]])


def placed(paths: Mapping[str, str]) -> Callable[[OldLink], str | None]:
    """Return what says where files are now, by their old *paths*."""
    return lambda link: next((paths[path] for path in link.paths if path in paths), None)


def _found(source: str, text: str) -> Iterator[tuple[int, int, OldLink]]:
    """Yield where each link begins and ends, and what it says."""
    if "{" not in text and "|" not in text:
        return
    masked = _without_code(text)
    for braces in _BRACES.finditer(masked):
        before = next((each for each in _TARGETS if masked.endswith(each, 0, braces.start())), "")
        pattern = _TARGETS.get(before, _BARE_TARGET)
        target = pattern.match(masked, braces.end()) or _BARE_TARGET.match(masked, braces.end())
        if target and (paths := _paths(source, target[0])):
            line = text.count("\n", 0, braces.start()) + 1
            yield braces.start(), target.end(), OldLink(source, braces["what"], target[0], tuple(paths), line)


def _written(link: OldLink, now: str) -> str:
    parts = urlsplit(link.target)
    more = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    if now.startswith("/"):
        return f"{now}{more}"
    return f"{{{'filename' if link.what == 'filename' else 'static'}}}/{quote(now)}{more}"


def _paths(source: str, target: str) -> list[str]:
    """Return the paths below the content folder that *target* may mean in the file *source*; none that leads out of it."""
    try:
        if not urlsplit(target).path:
            return []
        found = [posixpath.normpath(path.lstrip("/")) for path in internal.candidates(source, target)]
    except ValueError:  # what looks like a host, and is none
        return []
    return [path for path in found if path != "." and not path.startswith("..")]


def _without_code(text: str) -> str:
    if "`" not in text and "\n    " not in text and "\n\t" not in text and "~~~" not in text:
        return text
    return blanked(text)
