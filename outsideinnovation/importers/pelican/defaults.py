"""What Pelican's settings are where a site does not say: those that decide what a blog holds and at which addresses.

A test compares them with Pelican's own, which is not loaded for an import.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "PATH": ".",
        "ARTICLE_PATHS": [""],
        "ARTICLE_EXCLUDES": [],
        "PAGE_PATHS": ["pages"],
        "PAGE_EXCLUDES": [],
        "STATIC_PATHS": ["images"],
        "STATIC_EXCLUDES": [],
        "IGNORE_FILES": ["**/.*"],
        "OUTPUT_PATH": "output",
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
        "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml",
        "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
        "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
        "SITEURL": "",
        "SITENAME": "A Pelican Blog",
        "DISPLAY_PAGES_ON_MENU": True,
        "OUTPUT_SOURCES": False,
        "OUTPUT_SOURCES_EXTENSION": ".text",
        "USE_FOLDER_AS_CATEGORY": True,
        "DEFAULT_CATEGORY": "misc",
        "INDEX_SAVE_AS": "index.html",
        "ARTICLE_URL": "{slug}.html",
        "ARTICLE_SAVE_AS": "{slug}.html",
        "ARTICLE_LANG_URL": "{slug}-{lang}.html",
        "ARTICLE_LANG_SAVE_AS": "{slug}-{lang}.html",
        "DRAFT_URL": "drafts/{slug}.html",
        "DRAFT_SAVE_AS": "drafts/{slug}.html",
        "DRAFT_LANG_URL": "drafts/{slug}-{lang}.html",
        "DRAFT_LANG_SAVE_AS": "drafts/{slug}-{lang}.html",
        "PAGE_URL": "pages/{slug}.html",
        "PAGE_SAVE_AS": "pages/{slug}.html",
        "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
        "PAGE_LANG_SAVE_AS": "pages/{slug}-{lang}.html",
        "DRAFT_PAGE_URL": "drafts/pages/{slug}.html",
        "DRAFT_PAGE_SAVE_AS": "drafts/pages/{slug}.html",
        "DRAFT_PAGE_LANG_URL": "drafts/pages/{slug}-{lang}.html",
        "DRAFT_PAGE_LANG_SAVE_AS": "drafts/pages/{slug}-{lang}.html",
        "STATIC_SAVE_AS": "{path}",
        "CATEGORY_URL": "category/{slug}.html",
        "CATEGORY_SAVE_AS": "category/{slug}.html",
        "TAG_URL": "tag/{slug}.html",
        "TAG_SAVE_AS": "tag/{slug}.html",
        "AUTHOR_URL": "author/{slug}.html",
        "AUTHOR_SAVE_AS": "author/{slug}.html",
        "PAGINATION_PATTERNS": [
            (1, "{name}{extension}", "{name}{extension}"),
            (2, "{name}{number}{extension}", "{name}{number}{extension}"),
        ],
        "YEAR_ARCHIVE_URL": "",
        "YEAR_ARCHIVE_SAVE_AS": "",
        "MONTH_ARCHIVE_URL": "",
        "MONTH_ARCHIVE_SAVE_AS": "",
        "DAY_ARCHIVE_URL": "",
        "DAY_ARCHIVE_SAVE_AS": "",
        "DEFAULT_LANG": "en",
        "ARTICLE_TRANSLATION_ID": "slug",
        "PAGE_TRANSLATION_ID": "slug",
        "DIRECT_TEMPLATES": ["index", "tags", "categories", "authors", "archives"],
        "PAGINATED_TEMPLATES": {"index": None, "tag": None, "category": None, "author": None},
        "DEFAULT_PAGINATION": False,
        "WITH_FUTURE_DATES": True,
        "DEFAULT_ORPHANS": 0,
        "DEFAULT_METADATA": {},
        "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
        "PATH_METADATA": "",
        "EXTRA_PATH_METADATA": {},
        "TEMPLATE_PAGES": {},
        "PLUGINS": None,
        "SLUG_REGEX_SUBSTITUTIONS": [
            (r"[^\w\s-]", ""),
            (r"(?u)\A\s*", ""),
            (r"(?u)\s*\Z", ""),
            (r"[-\s]+", "-"),
        ],
        "SLUGIFY_SOURCE": "title",
        "SLUGIFY_USE_UNICODE": False,
        "SLUGIFY_PRESERVE_CASE": False,
    }
)
FEEDS = ("FEED_ATOM", "FEED_RSS", "FEED_ALL_ATOM", "FEED_ALL_RSS")
ELSEWHERE: Mapping[str, Any] = MappingProxyType(
    {"AUTHOR": "", "TIMEZONE": "UTC", "DEFAULT_DATE": None}
)  # in no list of Pelican's
