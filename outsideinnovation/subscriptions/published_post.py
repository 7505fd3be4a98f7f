"""A post read back from its published page: the ``e-content`` of its h-entry (microformats2), whatever made the page.

So a mail says what readers of the site see, and whoever sends it needs neither Pelican nor Markdown.
"""

from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CONTENT = "e-content"


def content(page: str) -> str | None:
    """Return the HTML inside the first ``e-content`` of *page*; None where there is none."""
    parser = _Content()
    parser.feed(page)
    parser.close()
    return "".join(parser.pieces).strip() if parser.is_found else None


def beginning(markup: str, words: int) -> str:
    """Return *markup* up to the end of the block in which the first *words* end; the whole where it is hardly longer."""
    parser = _Beginning(words)
    parser.feed(markup)
    parser.close()
    return "".join(parser.excerpt).strip() if parser.excerpt else markup


class _Copy(HTMLParser):
    """Repeats what it reads, comments left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def say(self, markup: str) -> None:
        """Take a piece of the copy."""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:  # in HTML the slash says nothing, and the element stays open
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.say(data)

    def handle_entityref(self, name: str) -> None:
        self.say(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.say(f"&#{name};")


class _Content(_Copy):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.is_found = False
        self._tag, self._depth = "", 0

    def say(self, markup: str) -> None:
        if self._depth:
            self.pieces.append(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.say(self.get_starttag_text() or "")
        if self._depth:
            self._depth += tag == self._tag
        elif not self.is_found and _CONTENT in (dict(attrs).get("class") or "").split():
            self.is_found, self._tag, self._depth = True, tag, 1

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag == self._tag:
            self._depth -= 1
        self.say(f"</{tag}>")


class _Beginning(_Copy):
    """Keeps blocks at the top until enough words are said; ``excerpt`` stays empty where all of it is to be kept."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.excerpt: list[str] = []
        self._pieces: list[str] = []
        self._left, self._open, self._is_over = words, [""], False

    def say(self, markup: str) -> None:
        if self._is_over and markup.strip():
            self.excerpt = self._pieces
        elif not self._is_over:
            self._pieces.append(markup)

    def handle_data(self, data: str) -> None:
        self._left -= len(data.split())
        super().handle_data(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.say(self.get_starttag_text() or "")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.say(f"</{tag}>")
        if tag in self._open:
            while self._open.pop() != tag:
                continue
        self._is_over = self._is_over or (len(self._open) == 1 and self._left <= 0)
