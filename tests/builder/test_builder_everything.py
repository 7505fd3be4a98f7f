"""One post with all the Markdown there is, from its file to the page, the lists, the feeds and search."""

import json
import re
from html import unescape
from pathlib import Path

import html5lib
import pytest
from builder_site import difference, files
from tests_support import Blog

from outsideinnovation.builder.pelican_engine.build import build as pelicans_way

POST = Path(__file__).with_name("everything.md")
BEGINNING = (
    "The first words are prose, with a mistake a correction, a bare address "
    "(https://en.wikipedia.org/wiki/Blog_(disambiguation)), and a claim that wants a source."
)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """A blog with that post, built."""
    blog = Blog(tmp_path_factory.mktemp("everything") / "blog")
    head, _, body = POST.read_text("utf-8").partition("\n\n")
    blog.write("posts/everything.md", f"{head}\n\n<script>var ad;</script>\n<style>.w{{color:red}}</style>\n\n{body}")
    blog.build()
    return blog


def test_both_ways_of_building_make_the_same_bytes(everything: Blog) -> None:
    """As plain Pelican does, which stands on the slower of them."""
    folder = everything.root / "pelicans"
    pelicans_way(everything.site, settings={"OUTPUT_PATH": str(folder)})
    assert difference(files(everything.output), files(folder)) == ""


def test_its_summary_is_prose_wherever_one_is_shown(everything: Blog) -> None:
    """On the front page, in the page's head, in structured data, in feeds, and where search found nothing better to show."""
    page, front = everything.page("2005/12/everything.html"), everything.page("index.html")
    shown = [
        unescape(found[1])
        for text, pattern in (
            (front, r'<div class="p-summary content"[^>]*>\s*<p>([^<]*)</p>'),
            (page, r'<meta name="description" content="([^"]*)"'),
            (page, r'<meta property="og:description" content="([^"]*)"'),
            (everything.page("feeds/rss.xml"), r"<item>.*?<description>([^<]*)"),
            (everything.page("feeds/atom.xml"), r"<entry>.*?<summary>([^<]*)"),
        )
        if (found := re.search(pattern, text, re.DOTALL))
    ]
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert data
    shown.append(json.loads(data[1])["description"])
    assert len(shown) == 6
    for each in shown:
        assert each.startswith(BEGINNING)
        assert not re.search(r"var ad|color:red|Tasks|Boxes|\bNote\b|\\frac", each)
    hit = json.loads(everything.run("search", "--json", "nosuchword", "prose").stdout.splitlines()[0])
    assert "var ad" not in hit["excerpt"]


def test_its_page_is_html_without_an_error(everything: Blog) -> None:
    """A browser has nothing to guess."""
    parser = html5lib.HTMLParser()
    parser.parse(everything.page("2005/12/everything.html"))
    assert [error for _, error, _ in parser.errors] == []


@pytest.mark.parametrize(
    "piece",
    [
        "<del>a mistake</del>",
        '<a href="https://en.wikipedia.org/wiki/Blog_(disambiguation)">',
        '<div class="toc">',
        '<li class="task-list-item"><label><input type="checkbox" disabled checked> ask the customer</label></li>',
        '<div class="admonition note" role="note">',
        '<p class="admonition-title">A title of its own</p>',
        '<math alttext="E = mc^2"',
        'display="block"',
        '<td style="text-align: right;">3</td>',
        "<dt>Lead user</dt>",
        '<p class="lead-in" id="mine">',
        '<abbr title="HyperText Markup Language">',
        'class="footnote-ref"',
    ],
)
def test_all_of_it_is_there(everything: Blog, piece: str) -> None:
    """In the page of the post."""
    assert piece in everything.page("2005/12/everything.html")


def test_words_in_tables_are_found(everything: Blog) -> None:
    """Though they are in no summary."""
    assert "everything" in everything.run("search", "--json", "remarks").stdout
