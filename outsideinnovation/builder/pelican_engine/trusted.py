"""The author's own HTML, known as such to templates: a theme that prints a post's text means its markup.

Pelican's themes are written for an environment that escapes nothing; ours escapes, since comments are strangers' words.
"""

from collections.abc import Callable, Iterable
from typing import Any


class AuthorsHtml(str):
    """HTML that is printed as it is where the environment escapes; in all else a string like any other."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup (the protocol of MarkupSafe)."""
        return str(self)


def trust(contents: Iterable[Any]) -> None:
    """Let templates print the text and the summary of each of Pelican's *contents* without a ``|safe``."""
    for content in contents:
        content.get_content = _trusted(content.get_content)
        content.get_summary = _trusted(content.get_summary)


def _trusted(get: Callable[[str], str]) -> Callable[[str], AuthorsHtml]:
    return lambda site_url: AuthorsHtml(get(site_url))
