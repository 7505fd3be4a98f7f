"""The settings, a class a room: to add one, write its line here, and its default in ``outsideinnovation/settings.py``.

A default here is what holds where ``pelicanconf.py`` neither says otherwise nor imports ours; for Pelican's own settings
it is Pelican's.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from outsideinnovation.configuration.address_checks import (
    address_pattern,
    link_root,
    mail_address,
    page_pattern,
    pattern,
    pattern_of,
    sender,
    service_address,
    slugs,
    substitutions,
    web_address,
)
from outsideinnovation.configuration.checks import (
    command,
    default_date,
    descriptions,
    folders,
    given,
    listed,
    mapping,
    one_of,
    optional,
    page_sizes,
    pair,
    picture_formats,
    picture_widths,
    rate,
    text,
    time_zone,
    unique_id,
    unless_false,
    weekday,
    whole_number,
    yes_or_no,
)
from outsideinnovation.configuration.field import Room, setting
from outsideinnovation.configuration.policy import policy

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

NAMED = ("slug", "name")  # what addresses of lists may hold
PELICANS_SUBSTITUTIONS = ((r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"))


class SiteSettings(Room):
    """What the blog is called, where it is, and in which language and zone it is written."""

    name: str = setting("SITENAME", "A Pelican Blog", text)
    url: str = setting("SITEURL", "", web_address)
    subtitle: str = setting("SITESUBTITLE", "", text)
    description: str = setting("SITEDESCRIPTION", "", text)
    author: str = setting("AUTHOR", "The editors", text)
    language: str = setting("DEFAULT_LANG", "en", text)
    timezone: str = setting("TIMEZONE", "UTC", time_zone)
    menu: tuple[tuple[str, str], ...] = setting("MENUITEMS", (), listed(pair, '[("About", "about/")]'))

    @property
    def zone(self) -> "ZoneInfo":
        """The zone in which dates are written that name none."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - most commands write no date

        return ZoneInfo(self.timezone)

    @property
    def root(self) -> str:
        """What every link inside the site begins with: ``/``, or ``/blog/`` for a site below a path."""
        return link_root(self.url)


class ContentSettings(Room):
    """Where posts and pages lie, and what they say of themselves without a line in their heads."""

    path: str = setting("PATH", "content", text)
    post_folders: tuple[str, ...] = setting("ARTICLE_PATHS", ("",), folders)
    page_folders: tuple[str, ...] = setting("PAGE_PATHS", ("pages",), folders)
    static_folders: tuple[str, ...] = setting("STATIC_PATHS", ("images",), listed(text, '["images"]'))
    category: str = setting("DEFAULT_CATEGORY", "misc", text)
    date: str | tuple[int, ...] | None = setting("DEFAULT_DATE", None, default_date)
    metadata: Mapping[str, Any] = setting("DEFAULT_METADATA", {}, mapping('{"author": "Ann"}'))
    filename_pattern: str = setting("FILENAME_METADATA", r"(?P<date>\d{4}-\d{2}-\d{2}).*", pattern)
    path_pattern: str = setting("PATH_METADATA", "", pattern)
    path_metadata: Mapping[str, Any] = setting("EXTRA_PATH_METADATA", {}, mapping('{"extra/robots.txt": {…}}'))
    future: bool = setting("WITH_FUTURE_DATES", True, yes_or_no)  # noqa: FBT003 - the default
    translation: object = setting("ARTICLE_TRANSLATION_ID", "slug", lambda value: value)
    markdown: Literal["extended", "plain"] = setting("CONTENT_MARKDOWN", "plain", one_of("extended", "plain"))
    toc_from: int | None = setting("CONTENT_TOC_FROM", None, optional(whole_number(1)))
    slug_source: str = setting("SLUGIFY_SOURCE", "title", text)
    slugs: Mapping[str, str] = setting("SLUGS", {}, slugs)
    slugs_in_unicode: bool = setting("SLUGIFY_USE_UNICODE", default=False, check=bool)
    slugs_keep_case: bool = setting("SLUGIFY_PRESERVE_CASE", default=False, check=bool)
    slug_substitutions: tuple[tuple[str, str], ...] = setting(
        "SLUG_REGEX_SUBSTITUTIONS", PELICANS_SUBSTITUTIONS, substitutions
    )
    category_substitutions: tuple[tuple[str, str], ...] | None = setting(
        "CATEGORY_REGEX_SUBSTITUTIONS", None, optional(substitutions)
    )
    tag_substitutions: tuple[tuple[str, str], ...] | None = setting(
        "TAG_REGEX_SUBSTITUTIONS", None, optional(substitutions)
    )
    author_substitutions: tuple[tuple[str, str], ...] | None = setting(
        "AUTHOR_REGEX_SUBSTITUTIONS", None, optional(substitutions)
    )

    @property
    def is_extended(self) -> bool:
        """Whether posts may use what our extensions of Markdown read."""
        return self.markdown == "extended"

    def horizon(self, now: "datetime") -> "datetime | None":
        """Return the time after which what is dated waits, as of *now*; None where nothing does."""
        return None if self.future else now

    @property
    def slug_rules(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """What is replaced in the slug of each kind of name; ``content`` stands for the names of files."""
        named = {
            "category": self.category_substitutions,
            "tag": self.tag_substitutions,
            "author": self.author_substitutions,
        }
        every = {kind: self.slug_substitutions if own is None else own for kind, own in named.items()}
        return every | {"content": self.slug_substitutions}


class BuilderSettings(Room):
    """How content becomes pages: theme, addresses, lists."""

    output: str = setting("OUTPUT_PATH", "output", text)
    catalogue: str | None = setting("PUBLISH_CATALOGUE", None, given(text))
    theme: str = setting("THEME", "", text)
    overrides: tuple[str, ...] = setting("THEME_TEMPLATES_OVERRIDES", (), listed(text, '["templates"]'))
    theme_static: str = setting("THEME_STATIC_DIR", "theme", text)
    plugins: tuple[Any, ...] = setting("PLUGINS", (), optional(listed(lambda value: value, '[*PLUGINS, "series"]')))
    pagination: int | None = setting("DEFAULT_PAGINATION", None, unless_false(whole_number(1)))
    direct_templates: tuple[str, ...] = setting(
        "DIRECT_TEMPLATES", ("index", "tags", "categories", "authors", "archives"), listed(text, '["index", "tags"]')
    )
    article_url: str = setting("ARTICLE_URL", "{slug}.html", address_pattern)
    article_file: str = setting("ARTICLE_SAVE_AS", "{slug}.html", address_pattern)
    page_url: str = setting("PAGE_URL", "pages/{slug}.html", address_pattern)
    page_file: str = setting("PAGE_SAVE_AS", "pages/{slug}.html", address_pattern)
    draft_url: str = setting("DRAFT_URL", "drafts/{slug}.html", address_pattern)
    draft_file: str = setting("DRAFT_SAVE_AS", "drafts/{slug}.html", address_pattern)
    draft_page_url: str = setting("DRAFT_PAGE_URL", "drafts/pages/{slug}.html", address_pattern)
    draft_page_file: str = setting("DRAFT_PAGE_SAVE_AS", "drafts/pages/{slug}.html", address_pattern)
    markdown: Mapping[str, Any] = setting("MARKDOWN", {}, mapping('{"output_format": "html5"}'))
    jinja: Mapping[str, Any] = setting("JINJA_ENVIRONMENT", {}, mapping('{"trim_blocks": True}'))
    summary_words: int | None = setting("SUMMARY_MAX_LENGTH", 50, optional(whole_number()))
    orphans: int = setting("DEFAULT_ORPHANS", 0, whole_number())
    policy: Mapping[str, tuple[str, ...]] = setting("PUBLISH_ALSO_ALLOW", {}, policy)


class ListSettings(Room):
    """Where lists of posts are, and how they fall into pages; an empty pattern stands for no such list."""

    category_url: str = setting("CATEGORY_URL", "category/{slug}.html", pattern_of(*NAMED))
    category_file: str = setting("CATEGORY_SAVE_AS", "category/{slug}.html", pattern_of(*NAMED))
    tag_url: str = setting("TAG_URL", "tag/{slug}.html", pattern_of(*NAMED))
    tag_file: str = setting("TAG_SAVE_AS", "tag/{slug}.html", pattern_of(*NAMED))
    author_url: str = setting("AUTHOR_URL", "author/{slug}.html", pattern_of(*NAMED))
    author_file: str = setting("AUTHOR_SAVE_AS", "author/{slug}.html", pattern_of(*NAMED))
    year_url: str = setting("YEAR_ARCHIVE_URL", "", pattern_of("date"))
    year_file: str = setting("YEAR_ARCHIVE_SAVE_AS", "", pattern_of("date"))
    month_url: str = setting("MONTH_ARCHIVE_URL", "", pattern_of("date"))
    month_file: str = setting("MONTH_ARCHIVE_SAVE_AS", "", pattern_of("date"))
    day_url: str = setting("DAY_ARCHIVE_URL", "", pattern_of("date"))
    day_file: str = setting("DAY_ARCHIVE_SAVE_AS", "", pattern_of("date"))
    descriptions: Mapping[str, str] = setting("CATEGORY_DESCRIPTIONS", {}, descriptions)
    paginated: Mapping[str, int | None] = setting(
        "PAGINATED_TEMPLATES", {"index": None, "tag": None, "category": None, "author": None}, page_sizes
    )
    page_patterns: tuple[tuple[int, str, str], ...] = setting(
        "PAGINATION_PATTERNS",
        ((1, "{name}{extension}", "{name}{extension}"), (2, "{name}{number}{extension}", "{name}{number}{extension}")),
        listed(page_pattern, '[(1, "{url}", "{save_as}"), (2, "{base_name}/page/{number}/", "…/index.html")]'),
    )


class FeedsSettings(Room):
    """What feeds hold, and where the page about them is."""

    entries: int = setting("FEEDS_ENTRIES", 20, whole_number(1))
    hub: str | None = setting("FEEDS_HUB", None, given(web_address))
    namespace: str | None = setting("FEEDS_ID", None, given(unique_id))
    page_url: str = setting("FEEDS_URL", "feeds/", pattern_of())
    page_file: str = setting("FEEDS_SAVE_AS", "feeds/index.html", pattern_of())


class SidebarSettings(Room):
    """What stands beside the text."""

    recent_comments: int = setting("SIDEBAR_RECENT_COMMENTS", 5, whole_number())
    headlines: int = setting("SIDEBAR_HEADLINES", 5, whole_number(1, 50))


class CommentsSettings(Room):
    """How the conversation is shown, taken in and looked after."""

    order: Literal["newest", "oldest"] = setting("COMMENTS_ORDER", "newest", one_of("newest", "oldest"))
    depth: int = setting("COMMENTS_DEPTH", 3, whole_number())
    fold_after: int = setting("COMMENTS_FOLD_AFTER", 20, whole_number())
    close_after_days: int | None = setting("COMMENTS_CLOSE_AFTER_DAYS", None, optional(whole_number()))
    notify: tuple[str, ...] = setting("COMMENTS_NOTIFY", (), listed(mail_address, '["name@example.org"]'))
    notify_every: Literal["comment", "hour", "day"] = setting(
        "COMMENTS_NOTIFY_EVERY", "comment", one_of("comment", "hour", "day")
    )
    rate_per_hour: int = setting("COMMENTS_RATE_PER_HOUR", 20, whole_number())
    pending_limit: int = setting("COMMENTS_PENDING_LIMIT", 20_000, whole_number())
    correction_minutes: int = setting("COMMENTS_CORRECTION_MINUTES", 15, whole_number())
    confirmations_per_hour: int = setting("COMMENTS_CONFIRMATIONS_PER_HOUR", 100, whole_number())
    trust_after: int | None = setting("COMMENTS_TRUST_AFTER", None, optional(whole_number()))


class MailSettings(Room):
    """Who writes, and how it is signed."""

    sender: str | None = setting("MAIL_FROM", None, given(sender))
    dkim_selector: str | None = setting("MAIL_DKIM_SELECTOR", None, given(text))


class SubscriptionsSettings(Room):
    """Whether readers may subscribe, and how the newsletter goes out; hours are those of TIMEZONE."""

    is_open: bool = setting("SUBSCRIPTIONS_OPEN", default=True, check=yes_or_no)
    correction_minutes: int = setting("SUBSCRIPTIONS_CORRECTION_MINUTES", 15, whole_number(0, 60 * 24 * 7))
    confirmations_per_hour: int = setting("SUBSCRIPTIONS_CONFIRMATIONS_PER_HOUR", 100, whole_number(0, 1_000_000))
    confirmations_per_network: int = setting("SUBSCRIPTIONS_CONFIRMATIONS_PER_NETWORK", 20, whole_number(0, 1_000_000))
    digest_hour: int = setting("SUBSCRIPTIONS_DIGEST_HOUR", 7, whole_number(0, 23))
    digest_weekday: str = setting("SUBSCRIPTIONS_DIGEST_WEEKDAY", "monday", weekday)
    soft_bounces: int = setting("SUBSCRIPTIONS_SOFT_BOUNCES", 5, whole_number(1, 100))
    connections: int = setting("SUBSCRIPTIONS_CONNECTIONS", 1, whole_number(1, 100))
    mails_per_connection: int = setting("SUBSCRIPTIONS_MAILS_PER_CONNECTION", 50, whole_number(1, 100_000))
    mails_per_second: float = setting("SUBSCRIPTIONS_MAILS_PER_SECOND", 0.0, rate)
    mailbox: str | None = setting("SUBSCRIPTIONS_MAILBOX", None, given(mail_address))


class PicturesSettings(Room):
    """Whether pictures are published in smaller and modern versions, and in which."""

    is_on: bool = setting("PICTURES", default=False, check=yes_or_no)
    widths: tuple[int, ...] = setting("PICTURES_WIDTHS", (480, 960, 1600), picture_widths)
    formats: tuple[str, ...] = setting("PICTURES_FORMATS", ("webp",), picture_formats)
    quality: int = setting("PICTURES_QUALITY", 80, whole_number(30, 100))
    column: int = setting("PICTURES_COLUMN", 780, whole_number(100, 10_000))


class ServiceSettings(Room):
    """Where the service is (None: nowhere; empty: where the site is), and what the preview answers to."""

    url: str | None = setting("SERVICE_URL", None, optional(service_address))
    preview_hosts: tuple[str, ...] = setting("SERVE_HOSTS", (), listed(text, '["laptop.local"]'))


class SearchSettings(Room):
    """Whether readers can search, in which language, and where the index lies."""

    is_on: bool = setting("SEARCH", True, yes_or_no)  # noqa: FBT003 - the default
    language: str | None = setting("SEARCH_LANGUAGE", None, given(text))
    index: str | None = setting("SEARCH_INDEX", None, given(text))
    related: int = setting("SEARCH_RELATED", 3, whole_number())
    page_url: str = setting("SEARCH_URL", "search/", pattern_of())
    page_file: str = setting("SEARCH_SAVE_AS", "search/index.html", pattern_of())

    def folder(self, instance: Path) -> Path:
        """Return the folder of the index, for a site whose private folder is *instance*."""
        return instance.parent / (self.index or instance / "search")


class DeploySettings(Room):
    """Releases, and where they go."""

    targets: Mapping[str, Any] = setting(
        "PUBLISH_TARGETS", {}, mapping('{"live": {"kind": "folder", "path": "/srv/www"}}')
    )
    host: str | None = setting(
        "PUBLISH_HOST", None, optional(one_of("nginx", "caddy", "netlify", "cloudflare", "other"))
    )
    reload: tuple[str, ...] | None = setting("PUBLISH_RELOAD", None, given(command))
    max_deletes: int | None = setting("PUBLISH_MAX_DELETES", None, optional(whole_number()))
    keep: int = setting("RELEASES_KEEP", 5, whole_number(1))
    elsewhere: tuple[str, ...] = setting(
        "RELEASES_ELSEWHERE", ("/comments", "/subscriptions", "/moderation"), listed(text, '["/comments"]')
    )
