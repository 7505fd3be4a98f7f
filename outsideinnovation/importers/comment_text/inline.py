"""Writes words as Markdown: links, emphasis and code where CommonMark can say them; other words as they stand."""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from outsideinnovation.importers import privacy
from outsideinnovation.importers.comment_text.document import Run, Style

_Wrapping: TypeAlias = Literal["link", "strong", "emphasis"]
_WRAPPINGS: tuple[_Wrapping, ...] = ("link", "strong", "emphasis")
_MARKS = {"strong": "**", "emphasis": "*"}
_MARK = re.compile(r"[\\`*\[\]<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w{1,32};)")
_NOT_AS_IT_STANDS = re.compile(r"[@&%]|[^\x21-\x7e]|xn--", re.IGNORECASE)  # shown otherwise by the parser, or private
_TICKS = re.compile(r"`+")


def write(runs: Sequence[Run], before: str = "", after: str = "") -> str:
    """Return *runs* as Markdown that stands between the characters *before* and *after*."""
    written, at = "", 0
    while at < len(runs):
        wrapping, end = _widest(runs, at)
        left, right = written[-1:] or before, _first(runs[end]) if end < len(runs) else after
        if wrapping is None:
            written += _words(runs[at], beside_code=at > 0 and runs[at - 1].style.code)
        else:
            written += _wrapped(runs[at:end], wrapping, left, right)
        at = end
    return written


def _widest(runs: Sequence[Run], at: int) -> tuple[_Wrapping | None, int]:
    """Return what holds most of the runs from *at* on together, and where that ends."""
    best: tuple[_Wrapping | None, int] = (None, at + 1)
    for wrapping in _WRAPPINGS:
        end, value = at, getattr(runs[at].style, wrapping)
        while value and end < len(runs) and getattr(runs[end].style, wrapping) == value:
            end += 1
        if value and (end > best[1] or best[0] is None):
            best = wrapping, end
    return best


def _wrapped(runs: Sequence[Run], wrapping: _Wrapping, left: str, right: str) -> str:
    """Return *runs* as a link or stressed, blanks at both ends left outside; just their words where no mark would do."""
    inner = [Run(run.words, _without(run.style, wrapping)) for run in runs]
    lead, inner, trail = _margins(inner)
    left, right = lead[-1:] or left, trail[:1] or right
    if wrapping == "link":
        return f"{lead}{_link(inner, runs[0].style.link)}{trail}"
    written, mark = write(inner, left, right), _MARKS[wrapping]
    if inner and left != "*" and _opens(left, _first(inner[0])) and _opens(right, _last(inner[-1])):
        written = f"{mark}{written}{mark}"
    return f"{lead}{written}{trail}"


def _without(style: Style, wrapping: _Wrapping) -> Style:
    match wrapping:
        case "link":
            return replace(style, link="")
        case "strong":
            return replace(style, strong=False)
        case "emphasis":
            return replace(style, emphasis=False)


def _link(runs: Sequence[Run], address: str) -> str:
    match runs:
        case [Run(words, style)] if words == address and not style.code and not _NOT_AS_IT_STANDS.search(address):
            return f"<{address}>"
        case []:
            return ""
    leads = privacy.in_prose(html.escape(address, quote=False))
    return f"[{write(runs, '[', ']')}](<{leads}>)"


def _words(run: Run, *, beside_code: bool) -> str:
    if run.style.code and not beside_code:
        return _code(run.words.replace("\n", " "))
    return privacy.in_prose(_MARK.sub(r"\\\g<0>", run.words))


def _code(text: str) -> str:
    """Return *text* between as many backticks as it does not hold side by side itself."""
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    padded = text.startswith("`") or text.endswith("`") or (text.startswith(" ") and text.endswith(" "))
    return f"{ticks} {text} {ticks}" if padded else f"{ticks}{text}{ticks}"


def _margins(runs: list[Run]) -> tuple[str, list[Run], str]:
    """Return the blanks before, the runs without them, and the blanks behind."""
    lead = trail = ""
    while runs and not runs[0].style.code:
        words = runs[0].words.lstrip()
        lead += runs[0].words[: len(runs[0].words) - len(words)]
        if words:
            runs[0] = replace(runs[0], words=words)
            break
        runs = runs[1:]
    while runs and not runs[-1].style.code:
        words = runs[-1].words.rstrip()
        trail = runs[-1].words[len(words) :] + trail
        if words:
            runs[-1] = replace(runs[-1], words=words)
            break
        runs = runs[:-1]
    return lead, runs, trail


def _opens(outside: str, inside: str) -> bool:
    """Tell whether a mark between the two characters is one: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run."""
    return not _is_punctuation(inside) or not outside or outside.isspace() or _is_punctuation(outside)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _first(run: Run) -> str:
    return "[" if run.style.link else "`" if run.style.code else run.words[:1]


def _last(run: Run) -> str:
    return ")" if run.style.link else "`" if run.style.code else run.words[-1:]
