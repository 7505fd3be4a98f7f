"""Whether a site can be built our own way: our theme and plugins, and no setting that only Pelican knows how to follow."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from outsideinnovation import settings as start
from outsideinnovation.builder.content.foreign import OTHER_READERS, has_foreign
from outsideinnovation.builder.incremental.stamps import Stamp, files
from outsideinnovation.configuration import Configuration
from outsideinnovation.configuration.address_checks import names_in
from outsideinnovation.configuration.rooms import ContentSettings
from outsideinnovation.site import MARKDOWN_SUFFIXES

OWN = frozenset(
    {"SITENAME", "SITESUBTITLE", "SITEDESCRIPTION", "SITEURL", "AUTHOR", "TIMEZONE", "DEFAULT_LANG", "DEFAULT_CATEGORY",
     "MENUITEMS", "PATH", "OUTPUT_PATH", "DEFAULT_PAGINATION", "DRAFT_SAVE_AS", "DRAFT_URL", "DRAFT_PAGE_SAVE_AS",
     "DRAFT_PAGE_URL", "ARTICLE_URL", "ARTICLE_SAVE_AS", "PAGE_URL", "PAGE_SAVE_AS", "SERVICE_URL", "SERVE_HOSTS",
     "SEARCH", "PICTURES", "STATIC_PATHS", "WITH_FUTURE_DATES", "SLUGS", "SLUGIFY_USE_UNICODE", "SLUGIFY_PRESERVE_CASE",
     "SLUG_REGEX_SUBSTITUTIONS", "CATEGORY_REGEX_SUBSTITUTIONS", "TAG_REGEX_SUBSTITUTIONS", "AUTHOR_REGEX_SUBSTITUTIONS",
     "ANALYTICS", "CATEGORY_DESCRIPTIONS"}
)  # fmt: skip
ROOMS = (
    "COMMENTS_",
    "FEEDS_",
    "SIDEBAR_",
    "PUBLISH_",
    "RELEASES_",
    "SUBSCRIPTIONS_",
    "SEARCH_",
    "MAIL_",
    "CONTENT_",
    "PICTURES_",
    "LOOK_",
)
TEXT_FOLDERS = frozenset({"", ".", "..", "posts", "pages", "comments", "sidebar"})  # what lies there is not only copied
TRANSLATIONS = ("ARTICLE_TRANSLATION_ID", "PAGE_TRANSLATION_ID")
GIVEN = frozenset({"BIND", "PORT", "DEBUG"})  # Pelican's command line adds these to every site's settings
FIXED = frozenset({"FEEDS_URL", "FEEDS_SAVE_AS", "SEARCH_URL", "SEARCH_SAVE_AS"})
KINDS = ("ARTICLE", "PAGE", "DRAFT", "DRAFT_PAGE")
PATTERNS = [f"{kind}_{what}" for kind in KINDS for what in ("URL", "SAVE_AS")]
LANGUAGE_PATTERNS = frozenset(f"{kind}_LANG_{what}" for kind in KINDS for what in ("URL", "SAVE_AS"))
OF_DRAFTS = frozenset(name for name in LANGUAGE_PATTERNS if name.startswith("DRAFT"))  # the preview says them
NAMES = frozenset({"slug", "date", "category", "author", "lang"})  # that our own way knows in them
TEXTS = (*MARKDOWN_SUFFIXES, *OTHER_READERS)


def is_ours(settings: Mapping[str, Any], content: Path) -> bool:
    """Tell whether our own way builds this site; where it does not, Pelican's does, with the same result but slower."""
    if not is_native_setup(settings):
        return False
    configuration = Configuration.of(settings)
    return not has_foreign(content, (path for path, _ in texts(content, configuration.content)), configuration)


def texts(content: Path, settings: ContentSettings) -> Iterator[tuple[str, Stamp]]:
    """Yield the path below *content* and the stamp of every post and page, whoever reads it. Raises as ``files`` does."""
    for folder in (*settings.post_folders, *settings.page_folders):
        yield from files(str(content), folder, is_text)


def is_native_setup(settings: Mapping[str, Any]) -> bool:
    """Tell whether the settings allow our own way, whatever the content asks for."""
    ours = {name: value for name, value in vars(start).items() if name.isupper()}
    if not ours.keys() <= settings.keys():  # the settings file does not begin with ours: a site from elsewhere
        return False
    translations = [settings[name] or None for name in TRANSLATIONS]
    if translations not in (["slug", "slug"], [None, None]):
        return False
    own = {*OWN, *TRANSLATIONS, *(LANGUAGE_PATTERNS if all(translations) else OF_DRAFTS)}
    for name, value in settings.items():
        mine = name in own or (name.startswith(ROOMS) and name not in FIXED)
        if not mine and name not in GIVEN and (name not in ours or ours[name] != value):
            return False
    if any(str(path).partition("/")[0] in TEXT_FOLDERS for path in settings["STATIC_PATHS"]):
        return False
    return all(names_in(str(settings[name])) <= NAMES for name in PATTERNS)


def is_text(name: str) -> bool:
    """Tell whether a file of that name is a post or page, whoever reads it."""
    return name.endswith(TEXTS)
