"""A post's HTML as a mail can show it: no scripts, no forms, and no picture from elsewhere, which would tell on readers."""

import html
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from outsideinnovation.portable_markup import portable

_DROPPED = frozenset(
    {"script", "style", "iframe", "object", "embed", "form", "video", "audio", "svg", "template", "noscript"}
)
_SHELLS = frozenset({"html", "head", "body", "main", "article", "section", "input", "button", "picture", "source"})
_KEPT = frozenset(
    {
        "href",
        "src",
        "alt",
        "title",
        "width",
        "height",
        "colspan",
        "rowspan",
        "start",
        "lang",
        "dir",
        "class",
        "id",
        "cite",
    }
)
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_SAFE = ("http", "https", "mailto", "")
_TELL_TALE = 3  # a picture of so few dots is none, but counts readers


def mail_html(markup: str, page: str) -> str:
    """Return *markup* for a mail, its links whole: *page* is the address of the page that it stands on.

    A picture from another host becomes a link to it; one of the blog's own stays, without a query, so that it is the same for
    every reader. Films and frames become a link to the page.
    """
    writer = _MailHtmlWriter(page)
    writer.feed(portable(markup))
    writer.close()
    return "".join(writer.pieces)


class _MailHtmlWriter(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._page = page
        self._dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropped or tag in _DROPPED:
            self._drop(tag)
        elif tag == "img":
            self._picture({name: value or "" for name, value in attrs})
        elif tag not in _SHELLS:
            self._open(tag, {name: value or "" for name, value in attrs if name in _KEPT})

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
        elif tag not in _SHELLS and tag not in _VOID and tag not in _DROPPED:
            self.pieces.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and (not self._dropped or self._dropped[-1] == tag):
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.pieces.append(html.escape(data, quote=False))

    def _drop(self, tag: str) -> None:
        if not self._dropped and tag in {"iframe", "video", "audio", "object", "embed"}:
            self.pieces.append(f'<p><a href="{html.escape(self._page)}">See it on the page</a></p>')
        if tag in _DROPPED and tag != "embed":
            self._dropped.append(tag)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        for name in ("href", "src", "cite"):
            if name in attributes:
                attributes[name] = _whole(attributes[name], self._page)
        written = "".join(
            f' {name}="{html.escape(value)}"' for name, value in attributes.items() if value or name == "alt"
        )
        self.pieces.append(f"<{tag}{written}>")

    def _picture(self, attributes: dict[str, str]) -> None:
        source = urlsplit(_whole(attributes.get("src", ""), self._page))
        if not source.scheme.startswith("http") or _is_tell_tale(attributes):
            return
        if source.netloc == urlsplit(self._page).netloc:
            allowed = {name: value for name, value in attributes.items() if name in _KEPT}
            self._open("img", {"alt": "", **allowed, "src": source._replace(query="", fragment="").geturl()})
            return
        words = attributes.get("alt") or "a picture"
        self.pieces.append(f'<a href="{html.escape(source.geturl())}">[Picture: {html.escape(words)}]</a>')


def _whole(address: str, page: str) -> str:
    try:
        whole = urljoin(page, address.strip())
        return whole if urlsplit(whole).scheme.lower() in _SAFE else ""
    except ValueError:
        return ""


def _is_tell_tale(attributes: dict[str, str]) -> bool:
    sizes = [attributes.get(name, "").removesuffix("px").strip() for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < _TELL_TALE for size in sizes)
