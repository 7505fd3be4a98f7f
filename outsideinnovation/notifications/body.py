"""The paper mails are written on: one order of sentences, quotations and links, as plain text and as HTML alike.

Whatever a stranger typed is made visible here, so that no call can forget it: a line in it never looks like one of ours.
"""

import html
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from outsideinnovation.comments import cleaning, markup
from outsideinnovation.languages.catalog import SOURCE
from outsideinnovation.languages.direction import direction
from outsideinnovation.languages.message import Translator

WIDTH = 72  # characters of a line of our own words
_BODY = "margin:0 auto;padding:1em;max-width:40em;font:16px/1.5 sans-serif"
_QUOTATION = "margin:1em 0;padding:0 1em;border-left:3px solid #999"


@dataclass(slots=True)
class MailBody:
    """A mail's body as it grows, in its reader's language; each gesture adds to both versions."""

    reader: Translator = field(default_factory=lambda: Translator.of(SOURCE))
    _text: list[str] = field(default_factory=list)
    _html: list[str] = field(default_factory=list)

    def heading(self, words: str) -> None:
        """Begin a new part."""
        line = self._line(words)
        self._text.append(f"{line}\n{'-' * min(len(line), WIDTH)}")
        self._html.append(f'<h2 style="font-size:1.1em">{html.escape(line)}</h2>')

    def say(self, words: str) -> None:
        """Add a paragraph of our own words; names and titles in it may be strangers'."""
        line = self._line(words)
        self._text.append(_wrapped(line))
        self._html.append(f"<p>{html.escape(line)}</p>")

    def quote(self, body: str) -> None:
        """Add the words of a comment: as typed, each line marked, and as its page shows them."""
        lines = cleaning.visible(body, layout=True).split("\n")
        self._text.append("\n".join(f"> {line}".rstrip() for line in lines))
        self._html.append(f'<blockquote dir="auto" style="{_QUOTATION}">{markup.render(body)}</blockquote>')

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add lines that say what is what."""
        seen = [(self._line(what), self._line(value)) for what, value in rows]
        self._text.append("\n".join(_wrapped(f"{what}: {value}", "  ") for what, value in seen))
        items = "".join(f"<li>{html.escape(what)}: {html.escape(value)}</li>" for what, value in seen)
        self._html.append(f"<ul>{items}</ul>")

    def links(self, *rows: tuple[str, str]) -> None:
        """Add links of our own, each below what it does; in plain text each address has a line for itself."""
        said = [(self.reader.words(label), url) for label, url in rows]
        self._text.append("\n".join(f"{label}:\n  {url}" for label, url in said))
        anchors = [f'<a href="{html.escape(url)}">{html.escape(label)}</a>' for label, url in said]
        self._html.append(f"<p>{' &nbsp; '.join(anchors)}</p>")

    def line(self) -> None:
        """Draw a line."""
        self._text.append("-- ")  # what follows is no part of the message, says an old custom (RFC 3676 §4.3)
        self._html.append("<hr>")

    @property
    def text(self) -> str:
        """The plain version."""
        return "\n\n".join(self._text).replace("-- \n\n", "-- \n") + "\n"

    def html(self, title: str) -> str:
        """Return the HTML version, a whole document that loads nothing from anywhere."""
        head = f'<meta charset="utf-8"><title>{html.escape(self._line(title))}</title>'
        body, language = "\n".join(self._html), self.reader.catalog.language
        begin = f'<!doctype html>\n<html lang="{language}" dir="{direction(language)}">'
        return f'{begin}<head>{head}</head>\n<body style="{_BODY}">\n{body}\n</body></html>\n'

    def _line(self, words: str) -> str:
        return cleaning.visible(self.reader.words(words))


def _wrapped(line: str, indent: str = "") -> str:
    filled = textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(filled)
