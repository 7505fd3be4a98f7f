"""What a mail about comments says, part by part: the templates of mails set the same parts as plain text and as HTML.

Whatever a stranger typed is made visible here, so that no call and no theme's template can forget it: a line in it never
looks like one of ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from outsideinnovation.comments import cleaning, markup
from outsideinnovation.languages.catalog import SOURCE
from outsideinnovation.languages.message import Translator

_NOTHING = Markup()


class PartKind(StrEnum):
    """What a part of a mail is."""

    HEADING = "heading"
    WORDS = "words"
    QUOTATION = "quotation"
    FACTS = "facts"
    BUTTONS = "buttons"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class MailPart:
    """A part of a mail. ``words`` are lines of plain text, ``html`` is a quotation as its page shows it.

    ``rows`` are a label and an address each, for buttons and links; ``facts`` are single sentences.
    """

    kind: PartKind
    words: str = ""
    html: Markup = _NOTHING
    rows: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(slots=True)
class MailBody:
    """A mail's body as it grows, in the language of its *reader*; each gesture adds a part."""

    reader: Translator = field(default_factory=lambda: Translator.of(SOURCE))
    _parts: list[MailPart] = field(default_factory=list)
    _closing: list[MailPart] | None = None

    def heading(self, words: str) -> None:
        """Begin a new part."""
        self._add(MailPart(PartKind.HEADING, self.translated(words)))

    def say(self, words: str) -> None:
        """Add a paragraph of our own words; names and titles in it may be strangers'."""
        self._add(MailPart(PartKind.WORDS, self.translated(words)))

    def quote(self, body: str) -> None:
        """Add the words of a comment: as typed, each line marked, and as its page shows them."""
        html = Markup(markup.render(body))  # noqa: S704 - sanitized by an allow-list
        self._add(MailPart(PartKind.QUOTATION, cleaning.visible(body, layout=True), html))

    def facts(self, sentences: Iterable[str]) -> None:
        """Add what is known besides, in small print; strangers' words may be in it."""
        self._add(MailPart(PartKind.FACTS, facts=tuple(map(self.translated, sentences))))

    def buttons(self, *rows: tuple[str, str]) -> None:
        """Add what the reader is asked to do: links of our own that stand out, each below what it does."""
        self._add(MailPart(PartKind.BUTTONS, rows=self._rows(rows)))

    def links(self, *rows: tuple[str, str]) -> None:
        """Add links of our own; in plain text each address has a line for itself."""
        self._add(MailPart(PartKind.LINKS, rows=self._rows(rows)))

    def line(self) -> None:
        """Draw a line: what follows is no part of the message, says an old custom (RFC 3676 §4.3)."""
        self._closing = []

    @property
    def parts(self) -> list[MailPart]:
        """What stands above the line."""
        return list(self._parts)

    @property
    def closing(self) -> list[MailPart]:
        """What stands below the line."""
        return list(self._closing or ())

    def translated(self, words: str) -> str:
        """Return *words* in the reader's language, every character in it visible."""
        return cleaning.visible(self.reader.words(words))

    def _rows(self, rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple((self.translated(label), address) for label, address in rows)

    def _add(self, part: MailPart) -> None:
        (self._parts if self._closing is None else self._closing).append(part)
