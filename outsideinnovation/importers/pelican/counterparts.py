"""What a Pelican site had that is made another way here, or not at all: plugins, and settings of themes and services."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.configuration.pelican_names import ALSO_KNOWN, PELICAN_NAMES
from outsideinnovation.importers.pelican.old_site import OldSite

HERE = "it is here already"
PLUGIN = "if it is installed, add it to PLUGINS; the site is then built Pelican's own way, which is slower"
PLUGINS = {
    "sitemap": HERE, "neighbors": HERE, "search": f"{HERE}: SEARCH", "tipue_search": f"{HERE}: SEARCH",
    "related_posts": f"{HERE}: SEARCH_RELATED", "similar_posts": f"{HERE}: SEARCH_RELATED", "seo": HERE, "share_post": HERE,
    "readtime": HERE, "post_stats": HERE, "feed_summary": HERE, "gravatar": "nothing: no request to another host",
    "series": 'Series and Series_index are kept; PLUGINS = [*PLUGINS, "pelican.plugins.series"] shows them to a theme that asks',
    "summary": "write a Summary in the head", "extract_toc": "write [TOC] where the contents are to stand",
    "render_math": "see the manual for authors, Writing", "tag_cloud": "the page of tags lists them with their numbers",
    "i18n_subsites": "one site: translations stand beside their posts", "yaml_metadata": "heads in YAML are read",
    "pelican_comment_system": "oi comments import", "disqus_static": "oi import disqus",
    "representative_image": "write Image in the head", "liquid_tags": "write the Markdown or HTML that they stand for",
    "jinja2content": "write the Markdown that comes of it",
    "assets": "nothing: it was the theme's", "webassets": "nothing: it was the theme's",
    "image_process": 'PLUGINS = [*PLUGINS, "pelican.plugins.image_process"]',
    "precompress": 'PLUGINS = [*PLUGINS, "pelican.plugins.precompress"]',
}  # fmt: skip
SETTINGS = {
    "THEME": "our theme; to keep the old one copy its folder here and say THEME",
    "THEME_TEMPLATES_OVERRIDES": "templates of the old theme; our own are in the theme's folder",
    "TEMPLATE_PAGES": "write a page with a Template",
    "DISQUS_SITENAME": "oi import disqus FILE brings the comments; oi service takes new ones",
    "GOOGLE_ANALYTICS": "nothing: pages load nothing from other hosts; count in the server's log",
    "ANALYTICS": "nothing: pages load nothing from other hosts; count in the server's log",
    "MARKDOWN": "say MARKDOWN again for the extensions that your posts need",
    "TYPOGRIFY": "say TYPOGRIFY = True; the site is then built Pelican's own way, which is slower",
    "JINJA_ENVIRONMENT": "it was the theme's", "JINJA_FILTERS": "it was the theme's", "JINJA_GLOBALS": "it was the theme's",
    "JINJA_TESTS": "it was the theme's", "RELATIVE_URLS": "links begin at the site's root, whatever its host",
    "READERS": "posts are Markdown here", "OUTPUT_SOURCES": "the sources are not published; their addresses lead to the posts",
    "WITH_FUTURE_DATES": "a post waits for its date",
    "DATE_FORMATS": "our theme writes dates its own way", "DEFAULT_DATE_FORMAT": "our theme writes dates its own way",
    "SUMMARY_MAX_LENGTH": "summaries are as long as search engines show", "TWITTER_USERNAME": "a link in content/sidebar",
    "GITHUB_URL": "a link in content/sidebar", "PLUGIN_PATHS": "see each plugin", "FEED_DOMAIN": "SITEURL",
}  # fmt: skip
QUIET = re.compile(
    r".*_(URL|SAVE_AS|PATHS|EXCLUDES|METADATA|SUBSTITUTIONS|TRANSLATION_ID|FEED_ATOM|FEED_RSS|FEED_ATOM_URL|FEED_RSS_URL)|SLUGIFY_.*|"
    r"FEED_.*|CACHE_.*|LOAD_.*|GZIP_.*|DELETE_.*|OUTPUT_PATH|OUTPUT_RETENTION|PATH|SITE.*|AUTHOR|TIMEZONE|LOCALE|LINKS|SOCIAL|MENUITEMS|"
    r"DISPLAY_.*|DEFAULT_.*|USE_FOLDER_AS_CATEGORY|DIRECT_TEMPLATES|PAGINAT.*|IGNORE_FILES|PLUGINS|BIND|PORT|ARTICLE_ORDER_BY|"
    r"PAGE_ORDER_BY|NEWEST_FIRST_ARCHIVES|REVERSE_CATEGORY_ORDER|LOG_FILTER|STATIC_.*|SUMMARY_END_SUFFIX|FORMATTED_FIELDS|PELICAN_CLASS"
)


@dataclass(frozen=True, slots=True, order=True)
class Counterpart:
    """Something that the old site had: in which line of which file (0: in none), what it is, and what to use instead."""

    path: Path
    line: int
    what: str
    instead: str


def counterparts(old: OldSite) -> Iterator[Counterpart]:
    """Yield what has no counterpart of the same name, in the order of its lines."""
    found = [*_plugins(old), *_settings(old)]
    yield from sorted(found)
    theirs = sorted(name for name in old.settings.values if _is_themes(name))
    if theirs:
        yield Counterpart(old.settings.path, 0, ", ".join(theirs), "nothing: only the old theme or a plugin reads them")


def _plugins(old: OldSite) -> Iterator[Counterpart]:
    path, line = old.settings.lines.get("PLUGINS", (old.settings.path, 0))
    for plugin in old.texts("PLUGINS"):
        name = plugin.rpartition(".")[2].removeprefix("pelican-").replace("-", "_")
        yield Counterpart(path, line, f"plugin {plugin}", PLUGINS.get(name, PLUGIN))


def _settings(old: OldSite) -> Iterator[Counterpart]:
    for name, value in old.settings.values.items():
        if name in SETTINGS and value not in (None, "", False, [], {}):
            yield Counterpart(*old.settings.lines.get(name, (old.settings.path, 0)), name, SETTINGS[name])
        elif name in PELICAN_NAMES and name not in SETTINGS and not QUIET.fullmatch(name):
            yield Counterpart(
                *old.settings.lines.get(name, (old.settings.path, 0)), name, "say it again, if you need it"
            )


def _is_themes(name: str) -> bool:
    return name not in PELICAN_NAMES and name not in ALSO_KNOWN and name not in SETTINGS and not QUIET.fullmatch(name)
