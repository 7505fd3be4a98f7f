"""HTML that an old blog showed, as the body of a Markdown file: kept as it is, or turned into Markdown.

Python-Markdown leaves HTML alone only inside one block that nothing closes early, and changes a few things before it
looks for HTML at all. Kept text is therefore wrapped in an element it does not use itself, and those few are shielded.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from outsideinnovation.importers import privacy

WRAPPERS = ("div", "section", "article", "aside", "main", "header", "footer", "nav")

_RAW_ELEMENTS = ("script", "style", "textarea", "pre")
_CODE = re.compile(r"<!--.*?-->|<(?P<tag>script|style)\b[^<>]*>.*?</(?P=tag)\s*>", re.IGNORECASE | re.DOTALL)
_CONTAINER = re.compile(
    rf"(?P<raw>{_CODE.pattern})|<(?P<close>/?)(?P<name>{'|'.join(WRAPPERS)}|form|center|fieldset)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_PREFORMATTED = re.compile(r"<(?P<tag>pre|textarea)\b[^<>]*>.*?</(?P=tag)\s*>", re.IGNORECASE | re.DOTALL)
_BLANK_LINE = re.compile(r"(?<=\n) (?= *\n)")
_FENCE = re.compile(r"^[`~](?=[`~]{2})", re.MULTILINE)
_PLACEHOLDER = re.compile(r"(?<==)(?P<quote>[\"'])(?P<mark>[{|])")  # what Pelican takes for a link inside the site
_UNFINISHED_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!!--)[^<>]*\Z")

Conversion: TypeAlias = Callable[[str], str | None]  # HTML to Markdown, or None where that would not say the same


def kept(text: str, as_markdown: Conversion | None = None) -> str:
    """Return the body for *text*, HTML: Markdown where *as_markdown* can make it, else ``verbatim``. No mail address is in it."""
    converted = as_markdown(mended(text)) if as_markdown else None
    return verbatim(text) if converted is None else converted


def verbatim(text: str) -> str:
    """Return *text*, HTML, without mail addresses, as one block that is left as it is."""
    return untouched(privacy.in_html(mended(text)))


def untouched(text: str) -> str:
    """Return *text*, mended HTML, as one block that Python-Markdown with its extensions leaves exactly as it is."""
    safe = _shielded(text)
    lower = safe.lower()
    wrapper = next((name for name in WRAPPERS if f"</{name}" not in lower), WRAPPERS[0])
    return f'<{wrapper} class="imported">\n{safe}\n</{wrapper}>'


def mended(text: str) -> str:
    """Return *text* without what would break the page around it: stray end tags of containers, and what never ends."""
    text = _UNFINISHED_TAG.sub(lambda found: f"&lt;{found[0][1:]}", text)
    if text.rfind("<!--") > text.rfind("-->"):
        text += "-->"
    lower = text.lower()
    for name in _RAW_ELEMENTS:
        if lower.rfind(f"<{name}") > lower.rfind(f"</{name}>"):
            text += f"</{name}>"
    open_ones = dict.fromkeys((*WRAPPERS, "form", "center", "fieldset"), 0)

    def balance(found: re.Match[str]) -> str:
        if found["raw"]:
            return found[0]
        name = found["name"].lower()
        if found["close"] and not open_ones[name]:
            return ""
        open_ones[name] += -1 if found["close"] else 1
        return found[0]

    return _CONTAINER.sub(balance, text)


def _shielded(text: str) -> str:
    """Return *text* with what Python-Markdown and Pelican change even inside HTML written as entities."""
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_shielded_text(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join((*parts, _shielded_text(text[end:])))


def _shielded_text(text: str) -> str:
    text = _PREFORMATTED.sub(lambda found: _BLANK_LINE.sub("&#32;", found[0].replace("\t", "&#9;")), text)
    text = _FENCE.sub(lambda found: f"&#{ord(found[0])};", text)
    return _PLACEHOLDER.sub(lambda found: f"{found['quote']}&#{ord(found['mark'])};", text)
