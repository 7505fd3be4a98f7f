"""What the catalogue says of Pelican's posts."""

from typing import Any

from outsideinnovation.builder.content.post import author
from outsideinnovation.catalogue import CatalogueEntry


def entry(article: Any) -> CatalogueEntry:
    """Return the catalogue's row for a live post of Pelican's."""
    return CatalogueEntry(
        id=article.id,
        url=article.url,
        title=article.title,
        date=article.date,
        modified=getattr(article, "modified", None),
        category=article.category.name,
        comments_open=article.comments_state == "open",
        categories=tuple(category.name for category in article.all_categories),
        author=author(article),
    )
