"""Mail addresses in what people wrote: content may be public, so none is left that a harvester would read."""

import re

_AT = re.compile(r"(?<=[^\s@<>(),;:])(?:@|%40)(?=[\w\[])")
_IN_PLAIN = re.compile(r"(?<=[^\s@])(?:@|%40)(?=[\w-]+\.\w|\[)")
_ADDRESS = re.compile(r"[^\s@/]@[\w-]+\.\w")
_MARKDOWN_PART = re.compile(
    r"(?P<code>(?P<ticks>`{1,9})[^`]+(?P=ticks)|^(?: {4}|\t).*$)|<(?P<mail>[^\s<>@]+@[\w.-]+)>", re.MULTILINE
)
_SCRIPT = re.compile(r"<(?P<tag>script|style)\b[^<>]*>(?P<code>.*?)(?=</(?P=tag)\b|\Z)", re.IGNORECASE | re.DOTALL)
_ENTITY = {"@": "&#64;", "%40": "&#37;40"}
_IN_CODE = {"script": r"\u0040", "style": r"\40 "}  # as their languages write it


def in_plain(text: str) -> str:
    """Return *text*, which shows as it stands, with ``a@b.org`` written as ``a at b.org``."""
    return _IN_PLAIN.sub(" at ", text)


def names_a_mailbox(text: str) -> bool:
    """Tell whether ``in_plain`` would change *text*."""
    return _IN_PLAIN.search(text) is not None


def in_html(text: str) -> str:
    """Return HTML that shows the same in a browser, and follows the same links, but holds no address to read."""
    parts, end = [], 0
    for script in _SCRIPT.finditer(text):
        parts.append(in_prose(text[end : script.start("code")]))
        in_code = _IN_CODE[script["tag"].lower()]
        parts.append(in_code.join(_AT.split(script["code"])))
        end = script.end("code")
    return "".join((*parts, in_prose(text[end:])))


def in_prose(text: str) -> str:
    """Return Markdown without code, which shows the same and holds no address to read."""
    return _AT.sub(lambda found: _ENTITY[found[0]], text)


def in_markdown(text: str) -> str:
    """Return Markdown that shows the same, but in code, where an entity would be read out, ``@`` becomes `` at ``."""
    parts, end = [], 0
    for part in _MARKDOWN_PART.finditer(text):
        parts.append(in_prose(text[end : part.start()]))
        mail = part["mail"]
        parts.append(in_prose(f"[{mail}](mailto:{mail})") if mail else in_plain(part["code"]))
        end = part.end()
    return "".join((*parts, in_prose(text[end:])))


def has_address(text: str) -> bool:
    """Tell whether a mail address stands in *text*."""
    return _ADDRESS.search(text.replace("%40", "@")) is not None
