"""What our own way knows of posts, and how it resolves their links, is what Pelican makes of the same files."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pelican.contents import Article, Page, Static
from pelican.readers import Readers
from pelican.settings import read_settings
from tests_support import Blog

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.reading import ContentReader
from outsideinnovation.builder.content.rows import KnownRow
from outsideinnovation.builder.incremental.cache import Cache
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.pelican_engine.contents import url_of
from outsideinnovation.builder.pelican_engine.reader import MarkdownReader
from outsideinnovation.builder.pelican_engine.urls import our_urls
from outsideinnovation.slugs import of_content

NOW = datetime.max.replace(tzinfo=UTC)  # nothing waits
words = st.text(
    st.characters(min_codepoint=32, exclude_characters="\x7f\x85\u2028\u2029", exclude_categories=["Cs", "Cc"]),
    max_size=12,
)
lists = st.lists(words, max_size=4).flatmap(lambda each: st.sampled_from([", ".join(each), "; ".join(each)]))
days = st.dates().map(str)
times = st.datetimes().map(lambda when: f"{when:%Y-%m-%d %H:%M}" if when.year > 999 else "2005-12-09 10:31")
WRITTEN = ("2005-12-09T10:31:00+02:00", "9 December 2005", "2005/12/09 10:31:05", "9 Dec 2005 10:31")
dates = st.one_of(days, times, st.sampled_from(WRITTEN))
slugs = st.one_of(st.just(""), st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True))
heads = st.fixed_dictionaries(
    {"Title": words.filter(str.strip), "Date": dates},
    optional={
        "Modified": dates,
        "Slug": slugs,
        "Tags": lists,
        "Category": words,
        "Categories": lists,
        "Author": words,
        "Authors": lists,
        "Status": st.sampled_from(["published", "draft", "hidden"]),
        "Save_as": st.sampled_from(["", "old/place.html"]),
        "Url": st.sampled_from(["", "old/place.html"]),
        "Summary": words,
    },
)
ATTRIBUTES = ("title", "slug", "status", "url", "save_as")


@contextmanager
def site(more: str = "") -> Iterator[tuple[Blog, dict[str, Any]]]:
    """Yield a site in a folder of its own, and the settings as Pelican reads them."""
    folder = Path(tempfile.mkdtemp(prefix="rows-"))
    try:
        blog = Blog(folder / "blog")
        blog.settings(more)
        override = {
            "WITH_FUTURE_DATES": True,
            "PLUGINS": [],
            "READERS": {"md": MarkdownReader},
            "PATH": str(blog.content),
        }
        yield blog, read_settings(str(blog.root / "pelicanconf.py"), override=override)
    finally:
        shutil.rmtree(folder)


def names(values: Any) -> list[tuple[str, str, str]]:
    """Return Pelican's categories, tags or authors as rows have them."""
    return [(each.name, each.slug, each.url) for each in values]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(heads, st.sampled_from(["posts", "pages", "posts/deeper"]), st.sampled_from(["a-post", "Ein Käfer", "x.y"]))
@example({"Title": "T", "Date": "2005-12-09", "Tags": "C#, c, C"}, "posts", "a")
@example({"Title": "T", "Date": "2005-12-09", "Author": "A; B", "Authors": "A, B"}, "posts", "a")
def test_a_row_is_what_pelican_makes_of_the_file(head: dict[str, str], folder: str, name: str) -> None:
    """Title, slug, status, addresses, dates, category, tags and authors, whatever a head says."""
    if head.get("Status") == "draft":  # a draft is in no output, whatever address it is given
        head = {key: value for key, value in head.items() if key not in {"Url", "Save_as"}}
    with site('TIMEZONE = "Europe/Berlin"\n') as (blog, configured):
        text = "".join(f"{key}: {value}\n" for key, value in head.items())
        path = blog.write(f"{folder}/{name}.md", f"{text}\nWords.\n")
        reading = ContentReader(blog.content, blog.site.configuration, NOW).read(f"{folder}/{name}.md")
        if not reading.row:
            return  # what is no head is told of before Pelican sees it
        kind = Article if folder.startswith("posts") else Page
        context: dict[str, Any] = {"generated_content": {}, "static_links": set(), "static_content": {}}
        with our_urls(of_content(blog.content, blog.site.configuration.content)):
            made = Readers(configured).read_file(
                str(blog.content), str(path.relative_to(blog.content)), content_class=kind, context=context
            )
            row = reading.row
            made.override_url = url_of(made)
            assert {each: getattr(row, each) for each in ATTRIBUTES} == {
                each: getattr(made, each) for each in ATTRIBUTES
            }
            assert row.when == made.date
            assert row.modified == (made.modified.isoformat() if head.get("Modified") else "")
            assert row.tags == tuple(dict.fromkeys(names(getattr(made, "tags", []))))
            assert row.authors == tuple(names(made.authors))
            assert row.categories[0] == names([made.category])[0]


PLACES = ("/posts/b.md", "b.md", "./b.md", "deep/c%20d.md", "deep/c d.md", "../pages/p.md", "/images/i.png", "b.md#part",
          "b.md?x=1&amp;y=2#part", "gone.md", "/posts/K&amp;R.md", "../images/i.png")  # fmt: skip
NAMES = ("C#", "C#x", "Lead Users", "Käfer", "a%20b", "a?b=c", "a;b")
targets = st.one_of(
    st.tuples(st.sampled_from(["filename", "static"]), st.sampled_from(PLACES)),
    st.tuples(st.sampled_from(["tag", "category", "author"]), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(["index"]), st.sampled_from(["", "#part", "?x=1"])),
    st.tuples(st.sampled_from(["nobody", "attach"]), st.sampled_from(["gone.md"])),
)  # fmt: skip
tags = st.sampled_from(
    (
        "<a href={q}{link}{q}>",
        '<img alt="" src = {q}{link}{q}>',
        "<q cite={q}{link}{q}>",
        "<b title={q}{link}{q}>",
        "{link}",
        "<a class='x'\nhref={q}{link}{q}>",
    )
)
links = st.tuples(tags, st.sampled_from(["{{{}}}{}", "|{}|{}"]), targets, st.sampled_from("'\""))


def marked_up(each: Any) -> str:
    """Write one link."""
    tag, form, target, quote = each
    return str(tag.format(q=quote, link=form.format(*target)))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(links, min_size=1, max_size=4), st.sampled_from(["https://ours.example", "https://ours.example/notes"]))
def test_links_lead_where_pelican_lets_them_lead(some: list[Any], site_url: str) -> None:
    """Every form of a link inside the site comes out as Pelican's, and what it leaves alone is left alone."""
    markup = "<p>" + " and ".join(map(marked_up, some)) + "</p>"
    with site(f"SITEURL = {site_url!r}\n") as (blog, configured):
        for path in ("posts/a.md", "posts/b.md", "posts/deep/c d.md", "pages/p.md", "posts/K&R.md"):
            blog.write(path, f"Title: T\nDate: 2005-12-09\nSlug: {Path(path).stem[0].lower()}\n\nWords.\n")
        blog.write("images/i.png", "i")
        reader = ContentReader(blog.content, blog.site.configuration, NOW)
        root = "/notes/" if "notes" in site_url else "/"
        context: dict[str, Any] = {"generated_content": {}, "static_links": set(), "static_content": {}}
        context["localsiteurl"] = root.rstrip("/")
        with Cache.opened(blog.root / "cache.sqlite", "") as (state, _):
            site_index = SiteIndex(blog.site, blog.site.settings, state, reader)
            for file in sorted(blog.content.rglob("*.md")):
                path = str(file.relative_to(blog.content))
                row = reader.read(path).row
                assert row
                site_index.rows[path] = KnownRow(row, "", 0)
                kind = Article if row.is_post else Page
                made = Readers(configured).read_file(str(blog.content), path, content_class=kind, context=context)
                made.override_url = url_of(made)
                context["generated_content"][path] = made
            site_index.whole = True
            for file in filter(Path.is_file, blog.content.rglob("*")):
                path = str(file.relative_to(blog.content))
                static = Static("", {}, settings=configured, source_path=str(file), context=context)
                context["static_content"][path] = static
            ours = internal.resolved(markup, lambda what, target: site_index.address("posts/a.md", what, target))
        article = context["generated_content"]["posts/a.md"]
        with our_urls(reader.slugs):
            assert ours == article._update_content(markup, context["localsiteurl"])
