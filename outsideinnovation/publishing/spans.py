"""What stands inside a paragraph: code, links, images, line breaks and emphasis, as Python-Markdown writes them.

Emphasis is written where a mark has one meaning: pairs side by side, none inside another.
"""

import re
from functools import partial

# Characters that the library takes out of every text stand here for what is written already, and for a line break.
DONE, BREAK = "\x02", "\x03"
BARE_NUMBER = re.compile(r"&#(?!(?:[0-9]+|[xX][0-9a-fA-F]+);)")  # to which the library adds a semicolon, at times

_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)  # as RE_AMP in its serializers.py
_SPAN = re.compile(
    r"""`(?P<code>[^`]+)`|(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<address>[^\s()<>\[\]"'`]+)\)""", re.DOTALL
)
_EMPHASIS = re.compile(
    r"(?<!\*)(?P<stars>\*\*?)(?![\s*])(?P<starred>[^*]*[^\s*])(?P=stars)(?!\*)"
    r"|(?<!\w)(?P<lines>__?)(?![\s_])(?P<lined>[^_]*[^\s_])(?P=lines)(?!\w)"
)
_UNPAIRED = re.compile(
    r"(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)"
)  # but not between blanks or in a word: there it means nothing


class UnknownError(Exception):
    """Something in a text may come out otherwise than it does with the library."""


def refuse(*, when: bool) -> None:
    """Raise UnknownError if *when* holds."""
    if when:
        raise UnknownError


def html(text: str) -> str:
    """Return *text*, without a backslash or a tag, as HTML. Raises UnknownError."""
    aside: list[str] = []
    if "`" in text or "[" in text:
        text = _SPAN.sub(partial(_set_aside, aside), text)
        refuse(when="`" in text or "](" in text or "![" in text)
    if "{" in text:  # perhaps a list of attributes
        raise UnknownError
    text = escaped(text)
    if "  \n" in text:
        text = text.replace("  \n", BREAK)
        refuse(when=f"{BREAK} " in text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(_emphasis, text)
        refuse(when=_UNPAIRED.search(text) is not None)
    text = text.replace(BREAK, "<br>\n")
    if aside:
        first, *rest = text.split(DONE)
        text = first + "".join([span + after for span, after in zip(aside, rest, strict=True)])
    return text


def escaped(text: str) -> str:
    """Return *text* with what HTML would misread as entities; those that are there already stay, and so do quotes."""
    if "&" in text:
        text = _AMPERSAND.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _set_aside(aside: list[str], found: re.Match[str]) -> str:
    aside.append(_code(found["code"]) if found["address"] is None else _link(found))
    return DONE


def _code(text: str) -> str:
    text = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<code>{text}</code>"


def _link(found: re.Match[str]) -> str:
    text, address = found["text"], escaped(found["address"])
    if not found["image"]:
        return f'<a href="{address}">{html(text)}</a>'
    refuse(when="`" in text)
    quoted = escaped(text).replace('"', "&quot;")
    return f'<img alt="{quoted}" src="{address}">'


def _emphasis(found: re.Match[str]) -> str:
    mark, text = found["stars"] or found["lines"], found["starred"] or found["lined"]
    tag = "em" if len(mark) == 1 else "strong"
    return f"<{tag}>{text}</{tag}>"
