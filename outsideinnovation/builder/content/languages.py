"""Which language a post or page is in: the site's, or another, as a translation may be."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a build that has nothing to do reads no head
    from outsideinnovation.frontmatter import ContentFile


def language(document: "ContentFile", default: str) -> str:
    """Return the language that a post or page names; nothing where that is *default*, the site's."""
    named = document.value("lang")
    return "" if named == default.lower() else named
