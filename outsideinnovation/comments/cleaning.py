"""Takes out of what strangers send whatever no page, feed, mail or terminal should meet, in one place."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from outsideinnovation.comments.record import Comment

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 but tab and line ends; DEL; C1, which drives terminals too
_BIDI = "\u202a-\u202e\u2066-\u2069"  # overrides and isolates: text that shows otherwise than it reads
_NO_XML = "\ud800-\udfff\ufffe\uffff"  # lone surrogates and two non-characters: no UTF-8, no XML 1.0
_UNWANTED = re.compile(f"[{_CONTROLS}{_BIDI}{_NO_XML}]")
# What takes no room: soft hyphen, joiners and marks of direction, fillers, variation selectors, tags; and spaces that are none.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Two of them belong to what is written: joiners inside words of scripts that join and inside emoji, selectors after symbols.
_PROPER = (
    "(?<=[\u0600-\u1fff\u2190-\u2bff\ua840-\uabff\ufb50-\ufdff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "(?=[\u0600-\u1fff\u2190-\u2bff\ua840-\uabff\ufb50-\ufdff\U0001f000-\U0001faff])"
    "|(?<=[#*0-9©®\u2000-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]"
)
_LINE_END = re.compile(r"\r\n?")
NOBODY = "Anonymous"
DANGEROUS = re.compile(f"[{_CONTROLS}\\t\\n\\r\u2028\u2029{_BIDI}{_NO_XML}]")
_HIDDEN = f"{_CONTROLS}\\r\\u2028\\u2029{_BIDI}{_NO_XML}{_UNSEEN}"
# Texts, which re compiles when they are first needed: that takes 2 ms, and what makes pages needs neither.
_SHOWN, _SHOWN_BUT_LAYOUT = f"({_PROPER})|[{_HIDDEN}\\t\\n]", f"({_PROPER})|[{_HIDDEN}]"
_ADDRESS = re.compile(r"[!#-;=?-\[\]~\w]+")  # characters of RFC 3986, letters of RFC 3987; none ends an attribute in ""

# A host whose last part is letters, as in no number of a machine; a port, and whatever comes below.
_HOST_AND_MORE = re.compile(r"(?:[\w-]{1,63}\.)+(?!\d)[\w-]{2,63}(?::\d{1,5})?(?:[/?#].*)?")


def text(words: str) -> str:
    """Return *words* without control characters, bidi overrides and lone surrogates; every line ends in LF."""
    if words.isascii() and words.isprintable():
        return words
    return _UNWANTED.sub("", _LINE_END.sub("\n", words))


def line(words: str) -> str:
    """Return *words* as one line in Unicode's NFC, each run of spaces and line ends one space: for names.

    Words of which nothing would be seen are no words.
    """
    return _seen(" ".join(unicodedata.normalize("NFC", text(words)).split()))


def body(words: str) -> str:
    """Return *words* as a comment's body: clean text, without blank lines before and white space after."""
    return _seen(re.sub(r"\A(?:[^\S\n]*\n)+", "", text(words).rstrip()))


def website(address: str) -> str | None:
    """Return *address* if it is an http or https address with a host and nothing that a page must fear, else None."""
    found = _ADDRESS.fullmatch(address.strip())
    try:
        parts = urlsplit(found[0]) if found else None
        whole = parts and parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that does not close
        return None
    return found[0] if found and parts and whole and "@" not in parts.netloc else None


def typed_website(typed: str) -> str | None:
    """Return what somebody typed as their website, as ``website`` does; ``www.example.org`` is taken for https.

    A name without a dot, a number of a machine and a mail address are no websites, nor is what has a scheme of its own.
    """
    address = website(typed)
    if address:
        return address
    found = _HOST_AND_MORE.fullmatch(typed.strip())
    return website(f"https://{found[0]}") if found else None


def clean(comment: Comment) -> Comment:
    """Return *comment* as it may enter the queue; what strangers send goes through here and nowhere else.

    A website that is no http(s) address is dropped. Cleaning twice changes nothing.
    """
    return replace(
        comment,
        author=line(comment.author),
        body=body(comment.body),
        website=website(comment.website) if comment.website else None,
    )


def shown(comment: Comment) -> Comment:
    """Return *comment* as pages and feeds show it: a file placed by hand may hold what no page, feed or XML should meet.

    A comment that came in by ``clean`` is returned as it is. A name of which nothing is left becomes NOBODY.
    """
    author, words = text(comment.author) or NOBODY, text(comment.body)
    address = website(comment.website) if comment.website else None
    if (author, words, address) == (comment.author, comment.body, comment.website):
        return comment
    return replace(comment, author=author, body=words, website=address)


def visible(words: str, *, layout: bool = False) -> str:
    """Return *words* with whatever could drive a terminal, or would not be seen, written as an escape, as Python does.

    *layout* lets tabs and line ends through, for a text that is shown as a block.
    """
    return with_escapes(words, _as_python, layout=layout)


def with_escapes(words: str, escape: Callable[[str], str], *, layout: bool = False) -> str:
    """Return *words* with each character that ``visible`` shows written by *escape*."""
    if words.isascii() and words.isprintable():
        return words
    return re.sub(_SHOWN_BUT_LAYOUT if layout else _SHOWN, lambda found: found[1] or escape(found[0]), words)


def _as_python(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _seen(words: str) -> str:
    return words if any(character.isprintable() and character != " " for character in words) else ""
