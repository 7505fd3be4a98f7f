"""Whether a site can be built our own way: our theme and plugins, and no setting that only Pelican knows how to follow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outsideinnovation import settings as start
from outsideinnovation.builder.incremental.stamps import files
from outsideinnovation.configuration.checks import names_in

OWN = frozenset(
    {"SITENAME", "SITESUBTITLE", "SITEDESCRIPTION", "SITEURL", "AUTHOR", "TIMEZONE", "DEFAULT_LANG", "DEFAULT_CATEGORY",
     "MENUITEMS", "PATH", "OUTPUT_PATH", "DEFAULT_PAGINATION", "DRAFT_SAVE_AS", "DRAFT_URL", "DRAFT_PAGE_SAVE_AS",
     "DRAFT_PAGE_URL", "ARTICLE_URL", "ARTICLE_SAVE_AS", "PAGE_URL", "PAGE_SAVE_AS", "SERVICE_URL", "SERVE_HOSTS",
     "SEARCH", "SLUGS", "SLUGIFY_USE_UNICODE", "SLUGIFY_PRESERVE_CASE", "SLUG_REGEX_SUBSTITUTIONS",
     "CATEGORY_REGEX_SUBSTITUTIONS", "TAG_REGEX_SUBSTITUTIONS", "AUTHOR_REGEX_SUBSTITUTIONS"}
)  # fmt: skip
ROOMS = ("COMMENTS_", "FEEDS_", "SIDEBAR_", "PUBLISH_", "RELEASES_", "SUBSCRIPTIONS_", "SEARCH_", "MAIL_", "CONTENT_")
GIVEN = frozenset({"BIND", "PORT", "DEBUG"})  # Pelican's command line adds these to every site's settings
FIXED = frozenset({"FEEDS_URL", "FEEDS_SAVE_AS", "SEARCH_URL", "SEARCH_SAVE_AS"})
PATTERNS = [f"{kind}_{what}" for kind in ("ARTICLE", "PAGE", "DRAFT", "DRAFT_PAGE") for what in ("URL", "SAVE_AS")]
NAMES = frozenset({"slug", "date", "category", "author", "lang"})  # that our own way knows in them
OTHER_READERS = (".rst", ".html", ".htm", ".asc", ".adoc", ".org", ".ipynb")


def is_ours(settings: Mapping[str, Any], content: Path) -> bool:
    """Tell whether our own way builds this site; where it does not, Pelican's does, with the same result but slower."""
    if not is_native_setup(settings):
        return False
    folders = settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"]
    return not any(True for folder in folders for _ in files(str(content), folder, is_foreign))


def is_native_setup(settings: Mapping[str, Any]) -> bool:
    """Tell whether the settings allow our own way, whatever the content asks for."""
    ours = {name: value for name, value in vars(start).items() if name.isupper()}
    if not ours.keys() <= settings.keys():  # the settings file does not begin with ours: a site from elsewhere
        return False
    for name, value in settings.items():
        mine = name in OWN or (name.startswith(ROOMS) and name not in FIXED)
        if not mine and name not in GIVEN and (name not in ours or ours[name] != value):
            return False
    return all(names_in(str(settings[name])) <= NAMES for name in PATTERNS)


def is_foreign(name: str) -> bool:
    """Tell whether a file of that name is a post or page that only Pelican's readers can read."""
    return name.endswith(OTHER_READERS)
