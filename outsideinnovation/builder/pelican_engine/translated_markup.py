"""Texts of a theme in ``_('…')`` may be markup: they are the theme's own, and what strangers wrote stays escaped in them.

Pelican escapes nothing, so themes for it (Flex, Reflex) hand links over as texts to translate; our builds escape, since comments
are on their pages.
"""

from collections.abc import Iterable, Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

STEPS = {"lparen": 1, "rparen": -1}


class TranslatedMarkup(Extension):
    """Marks the string constants in calls of ``_`` as safe."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens with ``|safe`` behind each string in such a call; strings side by side are one."""
        tokens = list(stream)
        depth, before = 0, None  # parentheses that are open in a call of _
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            yield token
            begins = token.type == "lparen" and before is not None and before.test("name:_")
            depth += STEPS.get(token.type, 0) if depth or begins else 0
            before = token
            if depth and token.type == "string" and (following is None or following.type != "string"):
                yield from _safe(token.lineno)


def _safe(line: int) -> Iterable[Token]:
    return Token(line, "pipe", "|"), Token(line, "name", "safe")
