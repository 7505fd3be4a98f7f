"""HTML that an importer wrapped in one element, which Python-Markdown leaves alone."""

import re

from outsideinnovation.builder.fast_paths.markdown.spans import BARE_NUMBER, UnknownError

MORE = "\n\n<!-- more -->\n\n"  # between the two parts of an imported post

# What the library leaves as it is inside an element, whichever Python's parser it stands on: text, comments, and tags
# but those whose content is read in another way, and rules with an attribute that asks for Markdown.
_START = re.compile(r'<(div|section|article|aside|main|header|footer|nav)(?: class="[\w -]*")?>')
_OTHERS = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext")
_ATTRIBUTES = r"""(?:[ \n]+[A-Za-z][\w:.-]*(?:="[^"<>]*"|='[^'<>]*'|=[^\s"'<>=`]+)?)*[ \n]*/?>"""
_INSIDE = re.compile(
    r"(?:[^<]++"
    rf"|<(?!(?i:(?:{'|'.join(_OTHERS)})\b|hr\b[^<>]*markdown))[A-Za-z][A-Za-z0-9:]*{_ATTRIBUTES}|</[A-Za-z][A-Za-z0-9:]*>"
    rf"|<(?i:iframe)\b{_ATTRIBUTES}</(?i:iframe)>|<!--[^<>]*-->)*+",
    re.ASCII,
)


def html(text: str) -> str:
    """Return *text*, evened, as it is. Raises UnknownError unless each part is one element that is left alone."""
    for part in text.split(MORE):
        start = _START.match(part)
        if not start or not _is_left_alone(part, start[1]):
            raise UnknownError
    return text


def _is_left_alone(part: str, name: str) -> bool:
    """Tell whether the element *name* with which *part* starts ends where *part* does, and holds nothing unusual."""
    return (
        part.endswith(f"</{name}>")
        and len(re.findall(f"</?(?i:{name})", part)) == 2  # noqa: PLR2004 - its start and its end
        and "\n```" not in part
        and "\n~~~" not in part
        and _INSIDE.fullmatch(part) is not None
        and BARE_NUMBER.search(part) is None
    )
