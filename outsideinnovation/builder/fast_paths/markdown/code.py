"""Fenced code in colours, as Python-Markdown's CodeHilite has it from Pygments."""

from functools import cache
from typing import Any

# With these the library's CodeHilite calls Pygments for a fenced block.
CODE: dict[str, Any] = {
    "cssclass": "highlight",
    "full": False,
    "linenos": None,
    "noclasses": False,
    "style": "default",
    "wrapcode": True,
}


def highlighted(code: str, language: str | None) -> str:
    """Return a fenced block as HTML; *language* None or unknown leaves it plain."""
    from pygments import highlight  # noqa: PLC0415 - takes 50 ms, and not every build needs it

    return str(highlight(code.strip("\n"), _lexer(language), _formatter()))


def _lexer(language: str | None) -> Any:
    """Return a new lexer: some of Pygments' keep something of the text they have read."""
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - as above

    try:
        return get_lexer_by_name(language or "text", **CODE)
    except ValueError:
        return get_lexer_by_name("text", **CODE)


@cache
def _formatter() -> Any:
    """Return Pygments' formatter, which takes longer to make than a short block to format, and keeps nothing."""
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - as above

    return HtmlFormatter(**CODE)
