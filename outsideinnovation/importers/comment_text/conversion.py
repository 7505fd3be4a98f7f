"""A comment's words as Markdown, judged by what a page makes of it: nothing but markup may differ.

Where CommonMark cannot say it all, less is marked until the page says the same words; at the very least they stand as code.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from outsideinnovation.comments import cleaning, markup
from outsideinnovation.importers import privacy
from outsideinnovation.importers.comment_text import mailboxes, reader, writer
from outsideinnovation.importers.comment_text.document import (
    Block,
    CodeBlock,
    Paragraph,
    Run,
    plain,
    shape,
    words,
)

# Lines that begin with a letter, a quotation mark or a bracket, and hold no mark at all: nothing there could be read otherwise.
_SURE = re.compile(r"(?:[^\W\d_]|[\"'(“‘„«])[^\\\[\]`*_<>&\n]*(?:\n{1,2}(?:[^\W\d_]|[\"'(“‘„«])[^\\\[\]`*_<>&\n]*)*")


def markdown(text: str) -> str:
    """Return a comment's *text*, HTML or plain with line breaks, as Markdown; empty where it has no words."""
    return from_document(reader.read(text))


def from_markdown(text: str) -> str:
    """Return *text*, Markdown with HTML in it as another system showed it, as the Markdown of comments.

    It stays as it was typed where a page shows the same of it; where nothing was shown, what was typed comes as words.
    """
    shown_there = markup.foreign_html(text)
    if shown_there is None:
        return markdown(text)
    blocks = reader.read(shown_there, lines=False)
    if not words(blocks):
        return from_document([Paragraph((Run(cleaning.body(text)),))])
    typed = privacy.in_markdown(cleaning.body(text))
    shown_here = reader.read(markup.render(typed), lines=False, bare=False)
    return typed if shape(shown_here) == shape(blocks) else from_document(blocks)


def from_document(blocks: Iterable[Block]) -> str:
    """Return what *blocks* say as the Markdown of comments, without mail addresses; empty where they say nothing."""
    blocks = tuple(mailboxes.out_of_code(blocks))
    wanted_shape, wanted_words = shape(blocks), words(blocks)
    if not wanted_words:
        return ""
    fitting: str | None = None
    for written in _attempts(blocks):
        if _SURE.fullmatch(written):
            return written
        shown = reader.read(markup.render(written), lines=False, bare=False)
        if shape(shown) == wanted_shape:
            return written
        if fitting is None and words(shown) == wanted_words:
            fitting = written
    return _letter_by_letter(blocks) if fitting is None else fitting


def _attempts(blocks: Sequence[Block]) -> Iterator[str]:
    yield writer.write(blocks)
    yield writer.write(blocks, emphasis=False)
    lines = "\n\n".join(plain(blocks, numbered=True))
    yield writer.write([Paragraph((Run(part),)) for part in lines.split("\n\n")])


def _letter_by_letter(blocks: Sequence[Block]) -> str:
    """Return the words as a page shows them that holds too much to be read as Markdown; else as a block of code."""
    words_alone = privacy.in_plain("\n\n".join(plain(blocks, numbered=True)))
    shown = reader.read(markup.render(words_alone), lines=False, bare=False)
    if words(shown) == words_alone.split():
        return words_alone
    return writer.write([CodeBlock(words_alone)])
