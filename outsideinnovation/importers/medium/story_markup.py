"""The markup of Medium's editor as plain HTML: its sections and classes go, what they mean stays.

Every paragraph there is a ``graf`` with a name and classes, in a ``section-inner`` of a ``section-content`` of a ``section``.
"""

import html
import re
from collections.abc import Mapping

from outsideinnovation.html_tokens import Token
from outsideinnovation.importers.html_parts import by_class, by_name, first
from outsideinnovation.importers.html_rewriting import OUT, UNWRAPPED, Instead, classes, rewritten, tag
from outsideinnovation.text import plain

_TITLES = frozenset({"graf--title", "graf--subtitle"})
_KEPT = {  # the attributes that say something outside of Medium
    "a": ("href", "title"), "img": ("src", "alt", "width", "height"), "iframe": ("src", "width", "height", "title"),
    "ol": ("start",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "video": ("src", "controls"),
    "audio": ("src", "controls"), "source": ("src", "type"),
}  # fmt: skip
_CARD = Instead("<blockquote><p>", "</p></blockquote>")  # of another page, with its title and address
_BY_CLASS = {
    "graf--subtitle": Instead("<p><em>", "</em></p>"),
    "section-divider": Instead("<hr>", inside=False), "graf--mixtapeEmbed": _CARD, "graf--pullquote": _CARD,
    "mixtapeImage": OUT, "graf--h3": Instead("<h2>", "</h2>"), "graf--h4": Instead("<h3>", "</h3>"),  # they stand below the title
}  # fmt: skip
_BY_NAME = dict.fromkeys(("section", "div", "span"), UNWRAPPED)  # which only shaped the page
_EMPTY_PARAGRAPH = re.compile(r"<(p|div|figure|h[1-6])>\s*(?:<br>\s*)?</\1>\s*")
_FIRST_RULE = re.compile(r"\A\s*<hr>\s*")


def story(markup: str, title: str) -> str:
    """Return the body of a story without its *title*, which Medium repeats as the first heading."""
    body = rewritten(without_title(markup, title), _plain)
    body = _EMPTY_PARAGRAPH.sub("", body)
    return _FIRST_RULE.sub("", body).strip()


def has_title(markup: str) -> bool:
    """Tell whether the writer gave a title: the headings that Medium makes one of have a class of their own."""
    return first(markup, by_class("graf--title")) is not None or first(markup, by_name("h1", "h2", "h3")) is not None


def without_title(markup: str, title: str) -> str:
    """Return *markup* without the heading that is the *title* once more."""
    found = first(
        markup, lambda name, attributes: bool(_TITLES & classes(attributes)) or name in {"h1", "h2", "h3", "h4"}
    )
    if found is None or plain(found.inner) != title:
        return markup
    start = found.before
    return start + found.after


def _plain(token: Token, attributes: Mapping[str, str]) -> Instead | None:
    name, said = token.name, classes(attributes)
    if known := next((instead for each, instead in _BY_CLASS.items() if each in said), None):
        return known
    if name == "pre":
        return _code(attributes)
    if name == "script":
        return _gist(attributes.get("src", ""))
    if name == "a":
        attributes = {"href": attributes.get("data-href", ""), **attributes}
    return _BY_NAME.get(name) or (
        Instead(tag(name, attributes, _KEPT.get(name, ())), f"</{name}>") if attributes else None
    )


def _code(attributes: Mapping[str, str]) -> Instead:
    language = re.sub(r"[^\w+#-]", "", attributes.get("data-code-block-lang", ""))
    named = f' class="language-{html.escape(language)}"' if language else ""
    return Instead(f"<pre><code{named}>", "</code></pre>")


def _gist(source: str) -> Instead:
    """Return a link to what a script would have shown: pages here load no scripts of others."""
    url = html.escape(source.partition("?")[0].removesuffix(".js"))
    return Instead(f'<p><a href="{url}">{url}</a></p>' if url.startswith("https://") else "", inside=False)
