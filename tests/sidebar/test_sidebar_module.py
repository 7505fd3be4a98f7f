"""Sidebar modules are Markdown files in order, and stand on every page."""

import pytest
from tests_support import Blog

from outsideinnovation.sidebar.module import Kind, read


def test_modules_stand_on_every_page_in_their_order(small_blog: Blog) -> None:
    """The number at the beginning of the name orders them."""
    small_blog.write("sidebar/20-links.md", "Title: Links\nKind: links\n\n- [Pelican](https://getpelican.com/)\n")
    small_blog.write("sidebar/10-about.md", "Title: About us\n\nWe *write*.\n")
    small_blog.build()
    for path in ("index.html", "2005/12/first.html", "about/index.html"):
        page = small_blog.page(path)
        assert 0 < page.index("About us") < page.index("https://getpelican.com/")
        assert "<em>write</em>" in page


def test_modules_link_to_posts_and_pictures(small_blog: Blog) -> None:
    """{filename} and {static} mean in a module what they mean in a post."""
    small_blog.write("images/us.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    small_blog.write(
        "sidebar/10-photo.md",
        "Title: Us\nKind: photo\n\n![us]({static}/images/us.svg) [1]({filename}/posts/first.md)\n",
    )
    small_blog.build()
    page = small_blog.page("index.html")
    assert 'src="/images/us.svg"' in page
    assert 'href="/2005/12/first.html"' in page
    assert (small_blog.output / "images" / "us.svg").is_file()


def test_recent_comments_are_those_of_live_posts(small_blog: Blog) -> None:
    """Pending comments and comments of drafts are not among them."""
    small_blog.post("secret", status="draft")
    small_blog.comment("secret", "00000002-draft", "On a draft.")
    small_blog.comment("first", "00000003-pending", "Not yet.", status="pending")
    small_blog.write("sidebar/10-recent.md", "Title: Recent comments\nKind: recent-comments\n")
    small_blog.build()
    page = small_blog.page("index.html")
    assert "#comment-00000001-first" in page
    assert "On a draft" not in page
    assert "Not yet" not in page


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("about.md", "Title: A\n", "about.md: no module's name"),
        ("10-about.md", "Kind: text\n\nWords.\n", "10-about.md:1: no title"),
        ("10-about.md", "Title: A\nKind: twitter\n", "10-about.md:2: unknown Kind 'twitter': write one of text,"),
        (
            "10-a.md",
            "Title: A\nShow-On: hom\n",
            "10-a.md:2: unknown pages 'hom' in Show-On: write one or more of home,",
        ),
        ("10-a.md", "Title: A\nShow-On: ,\n", "10-a.md:2: Show-On names no pages: write one or more of home,"),
        (
            "10-a.md",
            "Title: A\nKind: recent-comments\nShow-On: home, posts\n",
            "10-a.md:3: recent-comments stand on the home",
        ),
        (
            "10-a.md",
            "Title: A\nKind: headlines\nFeed: https://a.b\nShow-On: lists\n",
            "10-a.md:4: headlines stand on the home",
        ),
        (
            "10-a.md",
            "Title: A\nKind: headlines\n",
            "10-a.md:1: headlines of no feed: add its address: `Feed: https://…`",
        ),
        (
            "10-a.md",
            "Title: A\nKind: headlines\nFeed: a.example/rss\n",
            "10-a.md:3: 'a.example/rss' cannot be the address of",
        ),
        ("10-a.md", "Title: A\nKind: headlines\nFeed: https://me:pw@a.example/\n", "without a name and password"),
        ("10-a.md", "Title: A\nKind: headlines\nFeed: https://[a/\n", "cannot be the address of a feed"),
        (
            "10-a.md",
            "Title: A\nFeed: https://a.example/\n",
            "10-a.md:2: a Feed, but no headlines: add `Kind: headlines`",
        ),
        ("10-about.md", b"Title: \xff\n", "10-about.md: not UTF-8"),
    ],
)
def test_a_module_that_cannot_be_read_stops_the_build(
    small_blog: Blog, name: str, text: str | bytes, message: str
) -> None:
    """It is named with its file and line, and nothing is written."""
    small_blog.write(f"sidebar/{name}", text)
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert message in result.stderr
    assert not small_blog.output.exists()


def test_a_module_stands_on_the_pages_that_it_names(small_blog: Blog) -> None:
    """Home, posts, pages, or lists, which are all others; on every page where it names none."""
    places = {
        "home": "index.html",
        "posts": "2005/12/first.html",
        "pages": "about/index.html",
        "lists": "archives/index.html",
    }
    for number, kind in enumerate(places, 1):
        small_blog.write(f"sidebar/{number}0-of.md", f"Title: Of {kind}\nShow-On: {kind.title()}\n")
    small_blog.write("sidebar/50-two.md", "Title: Of two\nShow-On: posts,lists\n")
    small_blog.write("sidebar/60-all.md", "Title: Of all\n")
    small_blog.build()
    for kind, path in places.items():
        seen = {other for other in (*places, "two", "all") if f">Of {other}<" in small_blog.page(path)}
        assert seen == {kind, "all"} | ({"two"} if kind in {"posts", "lists"} else set())
    for path in ("search/index.html", "404.html", "category/co-design/index.html", "feeds/index.html"):
        assert ">Of lists<" in small_blog.page(path)


def test_a_module_on_fewer_pages_redoes_only_those_it_left(small_blog: Blog) -> None:
    """What a page shows is what it is made of; also then nothing is left as it was."""
    small_blog.write("sidebar/10-a.md", "Title: Of a few\n")
    small_blog.build()
    small_blog.write("sidebar/10-a.md", "Title: Of a few\nShow-On: home\n")
    small_blog.build()
    assert "Of a few" in small_blog.page("index.html")
    assert "Of a few" not in small_blog.page("about/index.html")
    assert small_blog.run("build", "--verify").exit_code == 0


def test_readers_subscribe_in_the_feed_reader_they_have(small_blog: Blog) -> None:
    """By one link, by the list of all feeds, or by the address, which can be copied whole."""
    small_blog.write("sidebar/10-feeds.md", "Title: Feeds\nKind: feeds\n")
    small_blog.build()
    page = small_blog.page("about/index.html")
    feed = "https%3A%2F%2Fours.example%2Ffeeds%2Frss.xml"
    for link in (
        f"https://feedly.com/i/subscription/feed%2F{feed}",
        f"https://www.inoreader.com/?add_feed={feed}",
        f"https://www.newsblur.com/?url={feed}",
        f"https://theoldreader.com/feeds/subscribe?url={feed}",
        "/opml.xml",
    ):
        assert f'href="{link}"' in page
    assert "<code>https://ours.example/feeds/rss.xml</code>" in page


@pytest.mark.parametrize(
    ("more", "number"),
    [("", 1), ("SEARCH = False\n", 0), ('MENUITEMS = [("Find", "search/")]\n', 1), ('MENUITEMS = [("A", "a/")]\n', 1)],
)
def test_search_is_a_link_in_the_menu(small_blog: Blog, more: str, number: int) -> None:
    """Once, and nowhere where there is no search; on a telephone the sidebar is far below."""
    small_blog.settings(more)
    small_blog.build()
    for path in ("index.html", "2005/12/first.html"):
        masthead = small_blog.page(path).partition("<main")[0]
        assert masthead.count('href="/search/"') == number
    if number:
        assert 'href="/search/" aria-current="page"' in small_blog.page("search/index.html")


def test_no_folder_means_no_modules(tmp_path) -> None:
    """A site without a sidebar is a site."""
    assert read(tmp_path / "sidebar") == []


def test_a_module_without_a_kind_is_text(tmp_path) -> None:
    """`Kind` is optional."""
    (tmp_path / "10-a.md").write_text("Title: A\n\nWords.\n", "utf-8")
    assert read(tmp_path)[0].kind is Kind.TEXT
