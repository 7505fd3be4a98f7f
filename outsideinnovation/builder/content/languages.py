"""Which posts and pages are in another language than the site's: those that may be translations, which only Pelican lays out."""

from collections.abc import Iterable
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.configuration.rooms import ContentSettings

HEAD_SIZE = 4_096  # bytes of a file in which its language is looked for; reading it whole finds it wherever it is


def language(document: frontmatter.ContentFile, default: str) -> str:
    """Return the language that a post or page names; nothing where that is *default*, the site's."""
    named = document.value("lang")
    return "" if named == default.lower() else named


def has_translations(content: Path, paths: Iterable[str], settings: ContentSettings) -> bool:
    """Tell whether translations are wanted and any of the files *paths* below *content* names another language."""
    if not settings.translation:
        return False
    return any(_names_other(f"{content}/{path}", settings.language) for path in paths)


def _names_other(path: str, default: str) -> bool:
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - thousands of files are only glanced at
            head = stream.read(HEAD_SIZE)
    except OSError:  # whoever reads it says so
        return False
    if b"lang" not in head.lower():
        return False
    return bool(language(frontmatter.parse(head.decode("utf-8-sig", "replace")), default))
