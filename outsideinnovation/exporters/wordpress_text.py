"""Texts as WordPress shows them unchanged: posts in an HTML block, comments as plain words with few tags, names of posts."""

import re
import unicodedata
from functools import lru_cache
from html import escape
from urllib.parse import quote, unquote

from outsideinnovation.comments import markup
from outsideinnovation.html_tokens import Token, TokenKind, tokens

# The shortcodes of WordPress itself (wp-includes/media.php); others are of plug-ins, and run only where those are there.
SHORTCODES = ("caption", "wp_caption", "gallery", "playlist", "audio", "video", "embed")
NAME_LENGTH = 200  # bytes of ``post_name``
_SHORTCODE = re.compile(rf"\[(?P<end>/?)(?P<name>{'|'.join(SHORTCODES)})(?![\w-])(?P<rest>[^\[\]<>]*)\]")
_OPENING = re.compile(rf"\[(?=/?(?:{'|'.join(SHORTCODES)})(?![\w-]))")
_ACTING = re.compile(r"<!--\s*(?:/?wp:|nextpage)")  # comments that mean something to WordPress
_FILE_ENDING = re.compile(r"\.(?:html?|php|shtml)\Z")
_INLINE = frozenset({"em", "strong", "code", "a", "blockquote"})  # tags that its comments may have
_EDGES = re.compile(r"(?<=<blockquote>)\s+|\s+(?=</blockquote>)")
_BLANK_LINES = re.compile(r"\n{3,}")


def block(html: str) -> str:
    """Return a post's HTML as one block that WordPress shows as it is.

    Without the block it would end paragraphs and lines by itself, in scripts too; and in it shortcodes still run, so their
    brackets are escaped.
    """
    calm = "".join(_calmed(token, html) for token in tokens(html)) if "[" in html or "<!--" in html else html
    return f"<!-- wp:html -->\n{calm}\n<!-- /wp:html -->" if calm.strip() else ""


def comment(body: str) -> str:
    """Return a comment's Markdown as WordPress keeps comments: paragraphs are blank lines, and few tags are known."""
    numbers: list[int] = []  # of the lists that are open; 0 where one is not numbered
    parts = [_comment_part(token, numbers) for token in tokens(markup.render(body))]
    return _BLANK_LINES.sub("\n\n", _EDGES.sub("", "".join(parts))).strip()


def post_name(address: str) -> str:
    """Return the name that a post with that *address* has in WordPress: its last part, as ``sanitize_title`` leaves it."""
    last = unquote(address.rstrip("/").rpartition("/")[2]).lower()
    return sanitized(_FILE_ENDING.sub("", last))


@lru_cache(10_000)
def sanitized(text: str) -> str:
    """Return *text* as WordPress makes it a slug: lower case, hyphens, other scripts percent-encoded, 200 bytes at most."""
    plain = re.sub(r"[^\w\s./\u2013\u2014-]+", "", _without_accents(text.lower()))
    hyphened = re.sub(r"[\s./\u2013\u2014-]+", "-", plain)
    encoded = ""
    for character in hyphened.strip("-"):
        more = quote(character, safe="").lower()
        if len(encoded) + len(more) > NAME_LENGTH:
            break
        encoded += more
    return encoded.strip("-")


def folded(text: str) -> str:
    """Return what of a title MySQL compares in WordPress's tables: neither case nor accents, and no blanks at the end."""
    return _without_accents(text.casefold()).rstrip()


def _without_accents(text: str) -> str:
    letters = (each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", "".join(letters))


def _calmed(token: Token, html: str) -> str:
    if token.kind is TokenKind.HIDDEN:
        return "" if _ACTING.match(token.source) else token.source
    if token.kind is TokenKind.WORDS:
        return (
            _SHORTCODE.sub(lambda found: _escaped(found, html), token.source) if "[" in token.source else token.source
        )
    if token.kind is TokenKind.START:
        return _OPENING.sub("&#91;", token.source) if "[" in token.attribute_text else token.source
    return token.source


def _escaped(found: re.Match[str], html: str) -> str:
    """Return a shortcode doubled in its brackets, which WordPress shows in single ones.

    One that has an end, or is one, would take what is between for its own; there the bracket is written as an entity.
    """
    if found["end"] or f"[/{found['name']}]" in html or found["rest"].endswith("/"):
        return f"&#91;{found[0][1:]}"
    return f"[{found[0]}]"


def _comment_part(token: Token, numbers: list[int]) -> str:
    if token.kind is TokenKind.WORDS:
        return "" if numbers and token.source.isspace() else token.source
    is_start = token.kind is TokenKind.START
    if token.name in {"ul", "ol"}:
        if is_start:
            numbers.append(int(token.attributes().get("start", "1")) if token.name == "ol" else 0)
        else:
            numbers.pop()
        return "\n"
    if token.name == "li" and is_start:
        return _bullet(numbers)
    if token.name in _INLINE:
        return _inline(token, is_start=is_start)
    return "\n\n" if token.name == "p" and not is_start and not numbers else ""


def _bullet(numbers: list[int]) -> str:
    if not numbers[-1:] or not numbers[-1]:
        return "\n- "
    numbers[-1] += 1
    return f"\n{numbers[-1] - 1}. "


def _inline(token: Token, *, is_start: bool) -> str:
    if token.name == "a" and is_start:
        return f'<a href="{escape(token.attributes().get("href", ""))}">'
    edge = "\n\n" if token.name == "blockquote" else ""
    return f"{edge}{token.source}" if is_start else f"{token.source}{edge}"
