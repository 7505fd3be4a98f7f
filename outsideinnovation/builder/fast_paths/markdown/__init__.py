"""Markdown to HTML at once, byte for byte as Python-Markdown makes it, where a text holds only what is known exactly.

The library builds a tree and searches each text for each mark, which takes more time than all the rest of a build. Saves
35 % of a cold build of 1,000 posts.
"""

from outsideinnovation.builder.content.markdown_extensions import triggers
from outsideinnovation.builder.fast_paths import FastPath, is_on
from outsideinnovation.builder.fast_paths.markdown import blocks, wrapped
from outsideinnovation.builder.fast_paths.markdown.code import highlighted
from outsideinnovation.builder.fast_paths.markdown.spans import BREAK, DONE, UnknownError


def at_once(text: str, *, is_extended: bool = False) -> str | None:
    """Return *text* as HTML as the library makes it with OPTIONS, or None where only the library knows.

    Where the text *is_extended*, our extensions may read it in another way: then it is left to them.
    """
    if DONE in text or BREAK in text or not is_on(FastPath.MARKDOWN):
        return None
    text = blocks.even(text)
    try:
        if text.startswith("<"):
            return wrapped.html(text)
        return None if is_extended and triggers.is_needed(text) else blocks.html(text, highlighted)
    except UnknownError:
        return None
