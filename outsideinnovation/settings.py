"""The settings every site starts from; ``pelicanconf.py`` imports them all and then says what is its own.

The names are Pelican's; ours begin with a room's name (``COMMENTS_``, ``FEEDS_``, ``SIDEBAR_``) or are
``SERVICE_URL`` and ``MAIL_FROM``. Nothing here imports Pelican, so that commands which do not build start quickly.
"""

from pathlib import Path
from typing import Any

# --- the house -------------------------------------------------------------------------------------------------------
PELICAN_CLASS = "outsideinnovation.Builder"
PLUGINS = [
    "pelican.plugins.oi_builder",
    "pelican.plugins.oi_comments",
    "pelican.plugins.oi_feeds",
    "pelican.plugins.oi_sidebar",
    "pelican.plugins.oi_pictures",
    "pelican.plugins.oi_search",
    "pelican.plugins.oi_subscriptions",
    "pelican.plugins.neighbors",
]


def theme() -> Path:
    """Return the folder of the theme that comes with this package, in a checkout and in an installed wheel alike."""
    here = Path(__file__).resolve().parent
    installed = here / "theme"
    return installed if installed.is_dir() else here.parent / "themes" / "outsideinnovation"


THEME = str(theme())

# --- where things are ------------------------------------------------------------------------------------------------
PATH = "content"
OUTPUT_PATH = "output"
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images", "files"]
IGNORE_FILES = [".*", "*~", "*.tmp", "#*#", "*.swp"]

# --- addresses, as TypePad's were ------------------------------------------------------------------------------------
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}.html"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
ARTICLE_LANG_URL = "{date:%Y}/{date:%m}/{slug}-{lang}.html"  # in another language than DEFAULT_LANG
ARTICLE_LANG_SAVE_AS = ARTICLE_LANG_URL
PAGE_LANG_URL = "{slug}-{lang}/"
PAGE_LANG_SAVE_AS = "{slug}-{lang}/index.html"
DRAFT_URL = "drafts/{slug}/"
DRAFT_SAVE_AS = ""  # a draft is in no file; the preview sets this
DRAFT_PAGE_URL = "drafts/pages/{slug}/"
DRAFT_PAGE_SAVE_AS = ""
DRAFT_LANG_URL = "drafts/{slug}-{lang}/"
DRAFT_LANG_SAVE_AS = ""
DRAFT_PAGE_LANG_URL = "drafts/pages/{slug}-{lang}/"
DRAFT_PAGE_LANG_SAVE_AS = ""
YEAR_ARCHIVE_URL = "{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MONTH_ARCHIVE_URL = "{date:%Y}/{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
CATEGORY_URL = "category/{slug}/"
CATEGORY_SAVE_AS = "category/{slug}/index.html"
TAG_URL = "tag/{slug}/"
TAG_SAVE_AS = "tag/{slug}/index.html"
AUTHOR_URL = "author/{slug}/"
AUTHOR_SAVE_AS = "author/{slug}/index.html"
ARCHIVES_URL = "archives/"
ARCHIVES_SAVE_AS = "archives/index.html"
CATEGORIES_URL = "category/"
CATEGORIES_SAVE_AS = "category/index.html"
TAGS_URL = "tag/"
TAGS_SAVE_AS = "tag/index.html"
AUTHORS_URL = "author/"
AUTHORS_SAVE_AS = "author/index.html"
FEEDS_URL = "feeds/"
FEEDS_SAVE_AS = "feeds/index.html"
SEARCH_URL = "search/"
SEARCH_SAVE_AS = "search/index.html"
DIRECT_TEMPLATES = ["index", "archives", "categories", "tags", "authors", "feeds", "search", "404"]
DEFAULT_PAGINATION = 20  # with ten, lists of a site of 10,000 posts alone are 6,000 files
PAGINATED_TEMPLATES = {"index": None, "category": None, "tag": None, "author": None}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

# --- what an author may rely on --------------------------------------------------------------------------------------
LOCALE = ["C"]  # a build must not depend on the locale either
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%d %B %Y"
DEFAULT_CATEGORY = "Notes"
CATEGORY_DESCRIPTIONS: dict[str, str] = {}  # a sentence or two about each: {"Lead users": "People who …"}
USE_FOLDER_AS_CATEGORY = False
SLUGIFY_SOURCE = "basename"
SLUGS: dict[str, str] = {}  # the slugs of single names: {"C++": "cpp"}; Pelican's rule makes all others
SLUGIFY_USE_UNICODE = False  # True: addresses in the blog's own script, 日本語 and not ri-ben-yu
FILENAME_METADATA = ""  # a post says its date itself
ARTICLE_TRANSLATION_ID: str | None = "slug"  # the same slug in another language is a translation; None: none are
PAGE_TRANSLATION_ID: str | None = "slug"
DEFAULT_METADATA: dict[str, str] = {}
WITH_FUTURE_DATES = False  # what is dated in the future waits; True: it is shown at once
TYPOGRIFY = False
MARKDOWN: dict[str, Any] = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {"permalink": False},
    },
    "output_format": "html5",
}
CONTENT_MARKDOWN = (
    "extended"  # task lists, formulas, bare addresses and so on; "plain": what MARKDOWN says, and no more
)
CONTENT_TOC_FROM: int | None = (
    None  # headings from which a text has a table of contents that says nothing of it (`Toc`)
)
JINJA_ENVIRONMENT: dict[str, Any] = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [],
    "auto_reload": False,
}
CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False
DELETE_OUTPUT_DIRECTORY = False  # the builder removes what the site no longer has, and nothing else

# --- feeds: ours, so Pelican's own are off ---------------------------------------------------------------------------
FEED_ATOM = FEED_RSS = FEED_ALL_ATOM = FEED_ALL_RSS = None
CATEGORY_FEED_ATOM = CATEGORY_FEED_RSS = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TAG_FEED_ATOM = TAG_FEED_RSS = None
TRANSLATION_FEED_ATOM = TRANSLATION_FEED_RSS = None
FEEDS_ENTRIES = 20  # posts in a feed; the rest is in the Atom feed's archive pages (RFC 5005)
FEEDS_ID: str | None = (
    None  # a UUID that makes the ids in this blog's feeds its own; never to change once they are read
)
FEEDS_HUB: str | None = None  # address of a WebSub hub

# --- the conversation ------------------------------------------------------------------------------------------------
COMMENTS_ORDER = "newest"  # or "oldest": the order of the threads; replies always read downwards
COMMENTS_DEPTH = 3  # how deep replies are indented; deeper ones stand at this depth and name whom they answer
COMMENTS_FOLD_AFTER = 20  # comments that are seen before the rest is folded; 0 folds nothing
COMMENTS_CLOSE_AFTER_DAYS: int | None = None
COMMENTS_NOTIFY: list[str] = []  # editors' mail addresses
COMMENTS_NOTIFY_EVERY = "comment"  # or "hour", "day": one mail for all that came meanwhile
COMMENTS_RATE_PER_HOUR = 20  # comments from one network (IPv4 address, IPv6 /64); 0 for none
COMMENTS_PENDING_LIMIT = 20_000  # waiting comments at which the service takes no more
COMMENTS_CORRECTION_MINUTES = 15  # how long readers may correct what they sent
COMMENTS_CONFIRMATIONS_PER_HOUR = 100  # mails, in all, that ask readers whether an address is theirs
COMMENTS_TRUST_AFTER: int | None = (
    None  # approved comments after which a confirmed address needs no editor; None: never
)
# --- readers who come back by mail -----------------------------------------------------------------------------------
SUBSCRIPTIONS_OPEN = True  # pages show the form, where there is a service; False: nobody new is taken
SUBSCRIPTIONS_CONFIRMATIONS_PER_HOUR = 100  # mails, in all, that ask whether an address is the reader's
SUBSCRIPTIONS_CONFIRMATIONS_PER_NETWORK = 20  # of these, on the word of one network
SUBSCRIPTIONS_CORRECTION_MINUTES = 15  # how long after publishing a post may be corrected before it is mailed
SUBSCRIPTIONS_DIGEST_HOUR = 7  # o'clock in TIMEZONE when digests go out …
SUBSCRIPTIONS_DIGEST_WEEKDAY = "monday"  # … the weekly one on this day
SUBSCRIPTIONS_CONNECTIONS = 1  # to the relay, at once
SUBSCRIPTIONS_MAILS_PER_CONNECTION = 50  # many relays hang up after a hundred
SUBSCRIPTIONS_MAILS_PER_SECOND = 0  # over all connections; 0: as many as the relay takes
SUBSCRIPTIONS_SOFT_BOUNCES = 5  # in 90 days, after which an address counts as dead
SUBSCRIPTIONS_MAILBOX: str | None = None  # where bounces and unsubscribing mails arrive; None: at MAIL_FROM
MAIL_DKIM_SELECTOR: str | None = None  # signs the newsletter with the key in OI_DKIM_KEY, or instance/dkim.pem

# --- the service, and mail in general --------------------------------------------------------------------------------
SERVICE_URL: str | None = None  # where forms go; without it pages show no forms
MAIL_FROM: str | None = None  # the sender of every mail; without it none is sent
SERVE_HOSTS: list[str] = []  # names besides localhost and --host that `oi serve` answers to

# --- search ----------------------------------------------------------------------------------------------------------
SEARCH = True  # False: no search page, no index, no shards for browsers
SEARCH_LANGUAGE: str | None = None  # whose endings of words mean nothing ("en", "de" …); None: DEFAULT_LANG
SEARCH_RELATED = 3  # posts like it that are named under each post
SEARCH_INDEX: str | None = None  # where a build keeps the index; None: instance/search

# --- publishing ------------------------------------------------------------------------------------------------------
PUBLISH_TARGETS: dict[str, dict[str, Any]] = {}  # places to send a release to, by name
PUBLISH_HOST: str | None = None  # what serves the site: "nginx", "caddy", "netlify", "cloudflare" or "other"
PUBLISH_RELOAD: str | list[str] | None = None  # what lets your web server read changed redirects and headers again
PUBLISH_MAX_DELETES: int | None = None  # files that may go from a target; None: twenty, or a fifth of what was sent
RELEASES_KEEP = 5
RELEASES_ELSEWHERE = ["/comments", "/subscriptions", "/moderation"]  # paths that other programs answer
PUBLISH_CATALOGUE: str | None = None  # where a build writes what is live; None: instance/catalogue.json

# --- pictures --------------------------------------------------------------------------------------------------------
PICTURES = True  # smaller and modern versions, sizes in pages, no metadata; False: files are copied as they are
PICTURES_WIDTHS = [480, 960, 1600]  # pixels; none is made wider than the picture is
PICTURES_FORMATS = ["webp"]  # or ["avif", "webp"]: 40 % smaller still, five times as long to make, twice the files
PICTURES_QUALITY = 80  # of 100
PICTURES_COLUMN = 780  # pixels: how wide the theme shows a picture at most

# --- the sidebar and the head of the page ----------------------------------------------------------------------------
SIDEBAR_RECENT_COMMENTS = 5
SIDEBAR_HEADLINES = 5  # of each feed
SITESUBTITLE = ""
SITEDESCRIPTION = ""
AUTHOR = "The editors"
MENUITEMS: list[tuple[str, str]] = []

# --- the look --------------------------------------------------------------------------------------------------------
LOOK_LOGO: str | tuple[str, int, int] = ""  # below content/: "images/logo.svg", or ("images/logo.svg", 160, 52)
LOOK_FAVICON = ""  # below content/; "": the logo where that is an SVG, else the neutral sign
LOOK_PORTRAIT = ""  # below content/: a picture of AUTHOR, beside that name over posts
LOOK_FOOTER: list[str | tuple[str, str]] = []  # words, or pairs of a title and an address, as in MENUITEMS
LOOK_FOLLOW: list[tuple[str, str]] = []  # where else the author is: [("Mastodon", "https://social.example/@dana")]
LOOK_SHARE: list[str | tuple[str, str]] = [
    "mail"
]  # under posts: "mastodon", "bluesky" …, or ("Here", "https://…{url}…{title}")
LOOK_COLOURS: dict[str, str] = {}  # by the style sheet's tokens: {"accent": "#7a1f3d"}; the others follow from those
LOOK_COLOURS_DARK: dict[str, str] = {}  # likewise where readers ask for dark pages
ANALYTICS: dict[str, str] | None = (
    None  # counts visits without cookies: {"kind": "goatcounter", "address": "https://…"}
)
