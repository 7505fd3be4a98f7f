"""How templates write times and addresses, the same whatever the language of the blog."""

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup


def capitalized(words: str) -> str:
    """Return *words* with a capital letter at the beginning, and the others as they are."""
    return words[:1].upper() + words[1:]


def isolated(words: str) -> Markup:
    """Return *words* as markup that keeps their direction from the sentence around them (UAX 9): names may be in any script."""
    return Markup("<bdi>{}</bdi>").format(words)


def rfc3339(date: datetime) -> str:
    """Write an aware date as RFC 3339 does, to the second."""
    return date.isoformat(timespec="seconds")


def menu_path(address: str, menu: Iterable[tuple[str, str]] | None) -> str | None:
    """Return the *address* of a page that *menu*, pairs of title and path, names with or without ``index.html``; else None."""
    return address if any(address in {path, f"{path}index.html"} for _, path in menu or ()) else None
