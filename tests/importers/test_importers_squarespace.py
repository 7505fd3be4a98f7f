"""Squarespace's export: its posts and comments at their addresses, its blocks as plain HTML, and what cannot come named."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from click.testing import CliRunner
from importers_blog import Imported, files, new_site
from importers_squarespace import BODY, CDN, HEAD, comment, export, item

from outsideinnovation.cli import main
from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.squarespace.reader import SquarespaceBlog


def read(tmp_path: Path, text: str) -> tuple[list[ExportedPost], list[Foreign], SquarespaceBlog]:
    """Return the posts and comments of an export, and its reader."""
    path = tmp_path / "Squarespace-Wordpress-Export.xml"
    path.write_text(text, "utf-8")
    blog = SquarespaceBlog(path, UTC)
    found = list(blog.read())
    return (
        [each for each in found if isinstance(each, ExportedPost)],
        [each for each in found if isinstance(each, Foreign)],
        blog,
    )


def test_posts_and_pages_are_where_they_were(tmp_path: Path) -> None:
    """Their links name no host, their names are paths; lists and the feed are those of the blog's own page."""
    (post, draft, page), _, blog = read(tmp_path, export())
    assert (post.title, post.address, post.old_addresses) == ("Post 1", "/blog/2020/1/2/post-1", ())
    assert (post.date, post.authors, post.summary) == (
        datetime(2020, 1, 2, 10, 31, tzinfo=UTC),
        ("Ann",),
        "What users make.",
    )
    assert (post.categories, post.tags) == (("User Tools",), ("labs",))
    assert (draft.visibility, draft.authors) == (Visibility.DRAFT, ("ben",))
    assert (page.is_page, page.address) == (True, "/about")
    assert set(blog.lists.categories) == {
        "/blog/category/User%20Tools",
        "/blog/category/User+Tools",
        "/blog?category=User+Tools",
    }
    assert blog.lists.feeds == {"/blog?format=rss": ""}
    assert blog.hosts == {"tools.squarespace.com": 1, "images.squarespace-cdn.com": 2}
    assert not blog.report.problems


def test_blocks_are_plain_html(tmp_path: Path) -> None:
    """A lazy picture is there, once; films are links, code keeps its lines, and nothing of the grid is left."""
    body = read(tmp_path, export())[0][0].body
    assert (
        '<h2>Part one</h2><p>Users <strong>make</strong>\n\n<a href="/s/plan.pdf">things</a> [caption] here.</p>'
        in body
    )
    assert (
        f'<figure><img src="{CDN}/a.jpg" alt="A &amp; B" width="2500" height="1667"><figcaption><p>A tool</p></figcaption>'
        in body
    )
    assert f'<img src="{CDN}/only.png?format=500w" alt="Only">' in body
    assert '<p><a href="https://youtu.be/x">https://youtu.be/x</a></p><p><a href="https://player.example/1">' in body
    assert (
        f'<audio controls preload="none" src="{CDN}/t.mp3"></audio></p>\n<p><a href="{CDN}/t.mp3">Talk</a></p>' in body
    )
    assert "<pre>a = 1\n\n\nb = 2</pre>" in body
    assert "<figure><blockquote>&#8220;Less&#8221;</blockquote><figcaption>&mdash; Mies</figcaption></figure>" in body
    assert '<a href="/shop">Shop</a>' in body
    assert not any(
        word in body for word in ("sqs", "class=", "style=", "<div", "noscript", "Others", "Static", "data-")
    )


def test_every_picture_of_the_page_is_there_once(tmp_path: Path) -> None:
    """As a browser's parser finds them in the export, with and without scripts."""
    page = html5lib.parseFragment(BODY, namespaceHTMLElements=False, scripting=False)
    theirs = {each.get("data-src") or each.get("src") for each in page.iter("img")}
    ours = [
        each.get("src")
        for each in html5lib.parseFragment(read(tmp_path, export())[0][0].body, namespaceHTMLElements=False).iter("img")
    ]
    assert set(ours) == theirs
    assert len(ours) == len(theirs) == 2


def test_what_only_its_server_can_do_is_counted(tmp_path: Path) -> None:
    """Forms and summaries are left out, and said to be; so are films that are links now."""
    said = "\n".join(read(tmp_path, export())[2].report.lines())
    assert "forms that Squarespace's server fills: 1: left out" in said
    assert "summaries of other posts that Squarespace's server fills: 1" in said
    assert "2 films and pages of other sites that stood in the text: links here" in said


def test_comments_come_with_their_threads_and_states(tmp_path: Path) -> None:
    """As many as another parser counts; whoever waited waits."""
    posts, comments, _ = read(tmp_path, export())
    root = ElementTree.fromstring(export())
    name = "{http://wordpress.org/export/1.2/}comment"
    assert len(comments) == sum(1 for _ in root.iter(name))
    assert [(each.key, each.parent, each.status) for each in comments] == [
        ("11", None, ExportedStatus.APPROVED),
        ("12", "11", ExportedStatus.APPROVED),
        ("13", None, ExportedStatus.PENDING),
    ]
    assert (comments[0].text, comments[0].website) == ("First\n\nand second", "https://dana.example")
    assert {each.place for each in comments} == {posts[0].place}


def test_it_comes_into_a_site_and_again_changes_nothing(tmp_path: Path) -> None:
    """Pages stand at the old addresses, and nobody's mail address in content/."""
    site = new_site(tmp_path / "site")
    _, _, blog = read(tmp_path, export())
    work = BlogImport(blog, tmp_path / "export.xml", site, BlogOptions())
    work.run()
    imported = Imported(site, work)
    assert imported.problems() == []
    assert (imported.fates("posts"), imported.fates("pages"), imported.fates("comments")) == (
        (2, 0, 0),
        (1, 0, 0),
        (3, 0, 0),
    )
    before = files(site.content)
    assert not any(b"@tools.example" in data or b"dana@example.org" in data for data in before.values())
    runner = CliRunner()
    export_file = str(tmp_path / "Squarespace-Wordpress-Export.xml")
    assert runner.invoke(main, ["--site", str(site.root), "import", "squarespace", export_file]).exit_code == 0
    assert files(site.content) == before
    assert runner.invoke(main, ["--site", str(site.root), "build"]).exit_code == 0
    assert "Part one" in (site.root / "output/blog/2020/1/2/post-1/index.html").read_text("utf-8")
    assert (site.root / "output/about/index.html").is_file()


def test_what_is_whole_comes_wherever_it_is_cut_off(tmp_path: Path) -> None:
    """The posts before the cut are those of the whole export, and the cut is told."""
    text = HEAD + "".join(item(number, more=comment(10 + number)) for number in range(1, 6)) + "</channel></rss>\n"
    titles = [post.title for post in read(tmp_path, text)[0]]
    numbers = set[int]()
    for length in range(len(HEAD), len(text) - 30, 61):
        posts, _, blog = read(tmp_path, text[:length])
        assert [post.title for post in posts] == titles[: len(posts)]
        assert blog.report.problems
        numbers.add(len(posts))
    assert {0, 1, 2, 3, 4} <= numbers


@pytest.mark.parametrize(
    "block",
    [
        "[" * 100_000,
        '{"url": 7}',
        '{"url": "javascript:alert(1)"}',
        "[]",
        "",
    ],
)
def test_a_block_that_says_nothing_of_use_does_no_harm(tmp_path: Path, block: str) -> None:
    """What it would show is not known; its words stay."""
    shown = block.replace('"', "&quot;")
    body = f'<div class="sqs-block video-block sqs-block-video" data-block-json="{shown}"><p>Words</p></div>'
    assert read(tmp_path, HEAD + item(1, body=body) + "</channel></rss>")[0][0].body == "<p>Words</p>"


def test_two_posts_of_one_number_and_an_entity_bomb(tmp_path: Path) -> None:
    """The one is named, the other refused."""
    posts, _, blog = read(tmp_path, HEAD + item(1) + item(1, title="Other") + "</channel></rss>")
    assert [post.title for post in posts] == ["Post 1"]
    assert len(blog.report.problems) == 1
    bomb = '<!DOCTYPE rss [<!ENTITY a "b">]>'
    with pytest.raises(UnreadableExportError, match="document type"):
        read(tmp_path, HEAD.replace("<rss", f"{bomb}<rss", 1) + "</channel></rss>")
