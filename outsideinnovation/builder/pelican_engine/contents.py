"""Which post or page is at which address."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from pelican.contents import Article
from pelican.generators import ArticlesGenerator, PagesGenerator

from outsideinnovation.builder.content.shared_drafts import Shared, SharedDrafts
from outsideinnovation.comments.thread import Thread
from outsideinnovation.percent_encoding import of_page, of_pattern, of_url

OF_POSTS = ("articles", "translations", "hidden_articles", "hidden_translations", "drafts", "drafts_translations")
DRAFTS = {True: "DRAFT_SAVE_AS", False: "DRAFT_PAGE_SAVE_AS"}  # of posts, of pages
OF_PAGES = ("pages", "translations", "hidden_pages", "hidden_translations", "draft_pages", "draft_translations")


def contents(generators: Iterable[Any]) -> Iterator[Any]:
    """Yield every post and page that the generators have read, whatever its status."""
    for generator in generators:
        lists = (
            OF_POSTS
            if isinstance(generator, ArticlesGenerator)
            else OF_PAGES
            if isinstance(generator, PagesGenerator)
            else ()
        )
        yield from chain.from_iterable(getattr(generator, name) for name in lists)


def settle(generators: Iterable[Any], shared: SharedDrafts) -> None:
    """Work out every address once: Pelican would put it together again each time a template asks.

    A draft has no address of its own yet: where its front matter says one, that is where it will be once published. One
    that is *shared* has a private one, and no comments.
    """
    for content in contents(generators):
        address = shared_address(content, shared) if content.status == "draft" else None
        if address:
            content.override_url, content.override_save_as = address.url, f"{address.url}index.html"
            content.shared_until, content.comments_state = address.until, "none"
            content.comments, content.comments_count, content.comments_feed_url = Thread(0, ()), 0, ""
            continue
        if content.status == "draft":
            vars(content).pop("override_url", None)
            vars(content).pop("override_save_as", None)
            if not content.settings[DRAFTS[isinstance(content, Article)]]:
                content.override_save_as = ""  # nor in another language, for which Pelican has a setting of its own
        content.override_url, content.override_save_as = url_of(content), content.save_as


def shared_drafts(settings: dict[str, Any], instance: Path, now: datetime) -> SharedDrafts:
    """Return the drafts that have a private address; where all have one of their own, as in a preview, none has another."""
    if settings.get("DRAFT_SAVE_AS"):
        return SharedDrafts()
    return SharedDrafts.at(Path(settings["PATH"]), instance, now)


def shared_address(content: Any, shared: SharedDrafts) -> Shared | None:
    """Return where a post or page is *shared*; None where it is not."""
    return shared.of(str(getattr(content, "id", "") or content.slug), is_post=isinstance(content, Article))


def url_of(content: Any) -> str:
    """Return the URL of a post or page: what its head says, or else the place of its own file, or else by the pattern."""
    if hasattr(content, "override_url"):
        return of_url(content.override_url)
    if content.status != "draft" and getattr(content, "override_save_as", ""):
        return of_page(content.override_save_as)
    language = "" if content.in_default_lang else "LANG_"
    return of_pattern(str(content.settings[f"{_kind(content)}_{language}URL"]), content.url_format)


def _kind(content: Any) -> str:
    """Return what the settings for the addresses of such a post or page begin with."""
    if isinstance(content, Article):
        return "DRAFT" if content.status == "draft" else "ARTICLE"
    return "DRAFT_PAGE" if content.status == "draft" else "PAGE"
