"""A small invented blog, made of exactly what the build promises a template: the tests render the theme with it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from outsideinnovation.builder.theme.look import look
from outsideinnovation.builder.theme.templates import prepare
from outsideinnovation.configuration import Configuration
from outsideinnovation.languages.direction import direction
from outsideinnovation.settings import JINJA_ENVIRONMENT, theme

THEME = theme()
TEMPLATES = THEME / "templates"
STATIC = THEME / "static"


@dataclass(frozen=True, slots=True)
class Name:
    """A category, a tag or an author: ``folder`` is where its page lies."""

    name: str
    folder: str

    @property
    def slug(self) -> str:
        """Return the name as it stands in an address."""
        return re.sub(r"\W+", "-", self.name.lower()).strip("-")

    @property
    def url(self) -> str:
        """Return the address of its page, without the leading slash."""
        return f"{self.folder}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Comment:
    """What a template reads of a comment."""

    id: str
    author: str
    date: datetime
    website: str | None = None
    by_author: bool = False
    answers_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A comment in its thread."""

    comment: Comment
    html: str
    number: int
    depth: int = 0
    in_reply_to: Comment | None = None
    replies: tuple["Node", ...] = ()
    answers: Comment | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that are seen together."""

    nodes: tuple[Node, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A post's conversation; ``folds`` has the groups of what is too long, by the number of the comment that is answered."""

    count: int = 0
    replies: tuple[Node, ...] = ()
    folds: dict[int, tuple[Group, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Article:
    """A post, with no ``tags`` and no ``modified`` where its file says none: ``optional`` holds those it has."""

    title: str
    url: str
    date: datetime
    content: str
    summary: str = "<p>A short beginning.</p>"
    category: Name = field(default_factory=lambda: Name("Lead users", "category"))
    more_categories: tuple[Name, ...] = ()
    authors: tuple[Name, ...] = (Name("Marion Keller", "author"),)
    prev_article: "Article | None" = None
    next_article: "Article | None" = None
    id: str = "a-post"
    description: str = "What the post says, in a sentence."
    reading_minutes: int = 4
    comments_state: str = "open"
    comments: Thread = field(default_factory=Thread)
    optional: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Return what the file's head says of *name*, as Pelican does."""
        try:
            return object.__getattribute__(self, "optional")[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def all_categories(self) -> list[Name]:
        """Return the first category and the others."""
        return [self.category, *self.more_categories]

    @property
    def comments_count(self) -> int:
        """Return how many comments stand under the post."""
        return self.comments.count

    @property
    def comments_feed_url(self) -> str:
        """Return the address of the feed of its comments; nothing before the first."""
        return self.url.removesuffix(".html") + ".comments.atom.xml" if self.comments.count else ""


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the sidebar."""

    name: str
    kind: str
    title: str
    html: str = ""
    pages: tuple[str, ...] = ("home", "posts", "pages", "lists")


@dataclass(frozen=True, slots=True)
class RecentComment:
    """A line of the sidebar."""

    author: str
    post_title: str
    url: str
    date: datetime
    excerpt: str


@dataclass(frozen=True, slots=True)
class Headline:
    """A line of another site's feed."""

    text: str
    url: str
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """One content in three formats."""

    title: str
    rss: str
    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class Paginator:
    """How many pages and posts a list has."""

    num_pages: int
    count: int = 5


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    object_list: list[Article]
    number: int = 1
    paginator: Paginator = Paginator(1)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"page/{self.number}/" if self.number > 1 else "index.html"

    def has_previous(self) -> bool:
        """Tell whether newer posts precede."""
        return self.number > 1

    def has_next(self) -> bool:
        """Tell whether older posts follow."""
        return self.number < self.paginator.num_pages


def when(day: int, month: int = 12, year: int = 2005) -> datetime:
    """Return an instant of that day."""
    return datetime(year, month, day, 10, 31, tzinfo=UTC)


def environment(language: str = "en") -> Environment:
    """Return the templates' environment; a template that reads what was not promised fails."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        **{**JINJA_ENVIRONMENT, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
    )
    prepare(made, language)
    return made


def chrome(service: str | None = "") -> dict[str, Any]:
    """Return what every page gets: settings, sidebar, root. *service* is SERVICE_URL."""
    return {
        "SITENAME": "Outside Innovation",
        "SITESUBTITLE": "How customers co-design the companies they care about",
        "SITEDESCRIPTION": "Notes on innovation that begins outside the company.",
        "SITEURL": "https://ours.example",
        "DEFAULT_LANG": "en",
        "AUTHOR": "The editors",
        "CATEGORY_DESCRIPTIONS": {"Co-design": "Where customers & makers draw together."},
        "MENUITEMS": [("About", "about/"), ("For authors", "authors-manual/"), ("Archives", "archives/")],
        "SERVICE_URL": service,
        "subscriptions_open": service is not None,
        "SEARCH": True,
        "COMMENTS_ORDER": "newest",
        "root": "/",
        "direction": "ltr",
        "look": look(Configuration.of({})),
        "output_file": "index.html",
        "sidebar": SIDEBAR,
        "recent_comments": RECENT,
        "headlines": {"news": HEADLINES},
    }


def pages(service: str | None = "") -> dict[str, tuple[str, dict[str, Any]]]:
    """Return every kind of page: a name, its template, and what the template gets."""
    listed = {
        "articles_page": ListPage(ARTICLES, 2, Paginator(3)),
        "articles_previous_page": ListPage(ARTICLES, 1),
        "articles_next_page": ListPage(ARTICLES, 3),
    }
    first = {"articles_page": ListPage(ARTICLES), "articles_previous_page": None, "articles_next_page": None}
    empty = {**first, "articles_page": ListPage([])}
    counted = [(Name("Co-design", "category"), ARTICLES), (Name("Lead users", "category"), ARTICLES[:1])]
    page = {"title": "About", "content": LONG_CONTENT, "url": "about/", "description": "Who writes here."}
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "index": ("index.html", {**first}),
        "index-2": ("index.html", {**listed, "output_file": "page/2/index.html"}),
        "index-empty": ("index.html", empty),
        "article": ("article.html", {"article": TALKED_ABOUT}),
        "article-quiet": ("article.html", {"article": QUIET}),
        "article-closed": ("article.html", {"article": CLOSED}),
        "page": ("page.html", {"page": page}),
        "archives": ("archives.html", {"dates": ARTICLES, "output_file": "archives/index.html"}),
        "year": ("period_archives.html", {"dates": ARTICLES, "period": (2005,), "period_num": (2005,)}),
        "month": ("period_archives.html", {"dates": ARTICLES, "period": (2005, "December"), "period_num": (2005, 12)}),
        "categories": ("categories.html", {"categories": counted}),
        "tags": ("tags.html", {"tags": counted}),
        "authors": ("authors.html", {"authors": counted}),
        "category": ("category.html", {**listed, "category": counted[0][0]}),
        "tag": ("tag.html", {**first, "tag": Name("toolkits", "tag")}),
        "author": ("author.html", {**first, "author": Name("Marion Keller", "author")}),
        "feeds": ("feeds.html", {"feeds": FEEDS, "output_file": "feeds/index.html"}),
        "404": ("404.html", {"output_file": "404.html"}),
    }
    if service is not None:
        kinds["subscribe"] = (
            "subscribe.html",
            {"subscription_categories": ["Co-design", "Lead users"], "output_file": "subscribe/index.html"},
        )
    return {name: (template, chrome(service) | given) for name, (template, given) in kinds.items()}


def render(name: str, service: str | None = "", language: str = "en", **changed: Any) -> str:
    """Return the page called *name* of a blog in that *language*, with some of what it gets *changed*."""
    template, given = pages(service)[name]
    spoken = {"DEFAULT_LANG": language, "direction": direction(language)}
    return environment(language).get_template(template).render(given | spoken | changed)


LONG_CONTENT = (Path(__file__).parent / "long_content.html").read_text("utf-8")

FEEDS = [
    Feed("Outside Innovation", "feeds/rss.xml", "feeds/atom.xml", "feeds/feed.json"),
    Feed("Co-design", "feeds/co-design/rss.xml", "feeds/co-design/atom.xml", "feeds/co-design/feed.json"),
]

RECENT = [
    RecentComment(
        "Dana", "The shop floor writes back", "2005/12/a.html#comment-0001dana", when(9), "We tried it with our own …"
    ),
    RecentComment("Yusuf Demir", "Toolkits", "2005/11/b.html#comment-0002yusuf", when(8), "The hard part was to stop."),
]

HEADLINES = [
    Headline("Toolkits <b> & users", "https://news.example/1?a=1&b=2", when(9)),
    Headline("مرحبا بالعالم", "https://news.example/2", None),
    Headline("x" * 140, "", when(8)),
]

SIDEBAR = [
    Module("about", "text", "About", Markup("<p>Two editors write about companies that let their customers in.</p>")),
    Module(
        "photo",
        "photo",
        "The workshop",
        Markup('<p><img src="/theme/img/favicon.svg" alt="A ring, open to one side" width="200" height="200"></p>'),
    ),
    Module(
        "links",
        "links",
        "Worth reading",
        Markup(
            '<ul><li><a href="https://example.org/">Democratizing Innovation</a></li>'
            '<li><a href="https://example.com/">The Cathedral and the Bazaar</a></li></ul>'
        ),
    ),
    Module("search", "search", "Find a post"),
    Module("subscribe", "subscribe", "By mail", Markup("<p>New posts, in your inbox.</p>")),
    Module("recent", "recent-comments", "Lately said", pages=("home",)),
    Module("news", "headlines", "From the workshop", Markup("<p>Elsewhere:</p>"), ("home",)),
    Module("feeds", "feeds", "Feeds", Markup("<p>Or take a feed:</p>")),
]

_dana = Comment("0107fa3c2d01-dana", "Dana", when(9), "https://example.org/")
_marion = Comment("0107fa3c2d02-marion", "Marion Keller", when(10), by_author=True)
_sly = Comment("0107fa3c2d03-sly", 'Sly </script><b onclick="x">', when(10), "javascript:alert(1)")
_yusuf = Comment("0107fa3c2d04-yusuf", "Yusuf Demir-Hohenstaufen of the Federation of Toolmakers", when(11))
_erik = Comment("0107fa3c2d05-erik", "Erik", when(12), "http://example.net/")

COMMENTS = Thread(
    5,
    (
        Node(
            _dana,
            "<p>We tried this with our own customers. The first workshop was awkward, the second was not: by then they "
            "had <em>brought their own sketches</em>.</p><blockquote><p>Give them the problem, not the form.</p>"
            "</blockquote><p>Does it also work when the customer is a company?</p>",
            1,
            replies=(
                Node(
                    _marion,
                    "<p>It does, but ask the people who use the thing and not those who buy it.</p>"
                    "<pre><code>ask(user) != ask(buyer)  "
                    "# a line of code that is too long for a phone and must fold</code></pre>",
                    2,
                    1,
                    replies=(
                        Node(
                            _sly,
                            "<p>Short.</p>",
                            3,
                            2,
                            replies=(Node(_yusuf, "<p>I doubt it.</p>", 4, 2, _sly, answers=_sly),),
                            answers=_marion,
                        ),
                    ),
                    answers=_dana,
                ),
            ),
        ),
        Node(
            _erik,
            "<p>Thank you. averyveryverylongwordwithoutanyplacetobreakitwhichmuststillnotbreakthelayoutofthepage</p>",
            5,
        ),
    ),
)

OLDER = Article(
    "What a lead user is, and what a loud one is", "2005/11/lead-users.html", when(28, 11), LONG_CONTENT, id="older"
)
NEWER = Article("Toolkits", "2005/12/toolkits.html", when(12), LONG_CONTENT, id="newer")
TALKED_ABOUT = Article(
    "The shop floor writes back: how a maker of cranes & hoists learnt to read its own complaints",
    "2005/12/shop-floor.html",
    when(9),
    LONG_CONTENT,
    summary="<p>A maker of cranes had kept eleven years of complaints in a cellar. It was the best plan for new "
    "products that it ever had, and it had been written by its customers, one at a time, in pencil …</p>",
    more_categories=(Name("Co-design", "category"),),
    prev_article=OLDER,
    next_article=NEWER,
    id="shop-floor",
    comments=COMMENTS,
    optional={"tags": [Name("complaints", "tag"), Name("toolkits", "tag")], "modified": when(11)},
)
QUIET = Article(
    "Toolkits & <tools>", "2005/12/index.html", when(9), "<p>Short.</p>", prev_article=TALKED_ABOUT, id="quiet"
)
CLOSED = Article(
    "Closed",
    "2005/10/closed.html",
    when(1, 10),
    "<p>Short.</p>",
    comments=COMMENTS,
    comments_state="closed",
    id="closed",
)
ARTICLES = [NEWER, TALKED_ABOUT, QUIET, OLDER, CLOSED]
