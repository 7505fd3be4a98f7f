"""Code that names a mailbox, such as ``git@example.org:x``: in code no entity is read, and so no address can be hidden.

It comes as words instead, which show the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from outsideinnovation.importers import privacy
from outsideinnovation.importers.comment_text.document import Block, CodeBlock, ListBlock, Paragraph, Quotation, Run

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_TAB = 4


def out_of_code(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield *blocks*, code in which a mail address stands as words; spaces at the start of lines become ones that stay."""
    for block in blocks:
        match block:
            case Paragraph():
                yield Paragraph(tuple(map(_without_mailbox, block.runs)))
            case CodeBlock():
                yield _lines(block.text) if privacy.names_a_mailbox(block.text) else block
            case Quotation():
                yield Quotation(tuple(out_of_code(block.blocks)))
            case ListBlock():
                yield replace(block, items=tuple(tuple(out_of_code(item)) for item in block.items))


def _without_mailbox(run: Run) -> Run:
    is_named = run.style.code and privacy.names_a_mailbox(run.words)
    return replace(run, style=replace(run.style, code=False)) if is_named else run


def _lines(code: str) -> Paragraph:
    indented = _INDENTATION.sub(lambda found: "\xa0" * len(found[0].expandtabs(_TAB)), code)
    return Paragraph((Run("\n".join(line for line in indented.split("\n") if line.strip())),))
