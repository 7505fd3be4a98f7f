"""What stands inside a paragraph: code, links, images, line breaks and emphasis, as Python-Markdown writes them.

Emphasis is written where a mark has one meaning: pairs side by side, none inside another.
"""

import re
from functools import partial

# Characters that the library takes out of every text stand here for what is written already, and for a line break.
DONE, BREAK = "\x02", "\x03"
BARE_NUMBER = re.compile(r"&#(?!(?:[0-9]+|[xX][0-9a-fA-F]+);)")  # to which the library adds a semicolon, at times

_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)  # as RE_AMP in its serializers.py
# Each alternative starts with its mark, for which Python looks fast; what must not stand before the mark comes after.
_ADDRESS = r"""\]\(([^\s()<>\[\]"'`]+)\)"""
_SPAN = re.compile(rf"`([^`]+)`|!\[([^\[\]`]*){_ADDRESS}|\[(?<!!\[)([^\[\]]*){_ADDRESS}")
_EMPHASIS = re.compile(
    r"\*(?<!\*\*)(\*?)(?![\s*])([^*]*[^\s*])\*\1(?!\*)"
    r"|_(?<!\w_)(_?)(?![\s_])([^_]*[^\s_])_\3(?!\w)"
)
_UNPAIRED = re.compile(r"\*(?<!\s\*)|\*(?!\s)|_(?<!\w_)|_(?!\w)")  # between blanks, or in a word, a mark means nothing


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
    code, alternative, picture, text, address = found.groups()
    if code is not None:
        aside.append(_code(code))
    elif picture is not None:
        alternative = escaped(alternative).replace('"', "&quot;")
        aside.append(f'<img alt="{alternative}" src="{escaped(picture)}">')
    else:
        aside.append(f'<a href="{escaped(address)}">{html(text)}</a>')
    return DONE


def _code(text: str) -> str:
    text = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<code>{text}</code>"


def _emphasis(found: re.Match[str]) -> str:
    second_star, starred, second_line, lined = found.groups()
    tag = "strong" if second_star or second_line else "em"
    return f"<{tag}>{starred or lined}</{tag}>"
