"""Links from post to post that named the old blog's host: they lead to the posts that are here."""

from pathlib import Path

import pytest
from importers_blog import Imported, bring, files, new_site, post

from outsideinnovation.importers.blog.exported import Visibility
from outsideinnovation.site import Site

OLD = "https://old.example.org"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return an empty site at another host than the old blog's."""
    return new_site(tmp_path / "site")


def linking(site: Site, link: str, **fields: object) -> Imported:
    """Import a post whose body is *link*, before the three that it may lead to."""
    return bring(
        site,
        post(1, body=link, **fields),
        post(2, old_addresses=("/?p=2", "/2007/03/earlier/")),
        post(3, address=f"{OLD}/?p=3", slug="three"),
        post(4, visibility=Visibility.DRAFT),
    )


def body(imported: Imported) -> str:
    """Return the body of the first post."""
    return next(head.body for head in imported.heads.values() if head.value("title") == "Post 1")


@pytest.mark.parametrize(
    ("old", "now"),
    [
        (f"{OLD}/2007/03/post-2.html", "/2007/03/post-2.html"),
        ("http://www.old.example.org/2007/03/post-2.html", "/2007/03/post-2.html"),
        ("//OLD.example.org:80/2007/03/post-2.html", "/2007/03/post-2.html"),
        (f"{OLD}/2007/03/post-2.html#more-2", "/2007/03/post-2.html#more-2"),
        (f"{OLD}/2007/03/post-2.html?utm=a&amp;b=c#x", "/2007/03/post-2.html?utm=a&amp;b=c#x"),
        (f"{OLD}/2007/03/earlier", "/2007/03/post-2.html"),
        (f"{OLD}/?p=2#comments", "/2007/03/post-2.html#comments"),
        (f"{OLD}/?p=3", "/2007/03/three.html"),
    ],
)
def test_a_link_leads_to_the_post_that_is_here(site: Site, old: str, now: str) -> None:
    """By whatever address it was known there; what does not say which post is meant stays in the link."""
    imported = linking(site, f'<p><a class="x" href="{old}">{OLD}/2007/03/post-2.html</a></p>')
    assert f'<a class="x" href="{now}">{OLD}/2007/03/post-2.html</a>' in body(imported)
    (note,) = (str(each) for each in imported.report.notes)
    assert "1 link to the old host in 1 text: lead to the posts that are here now" in note


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="{OLD}/2007/03/post-4.html">a draft</a>',
        f'<a href="{OLD}/2007/03/post-2.html?p=99">another post</a>',
        f'<a href="{OLD}/?p=99">none that is here</a>',
        f'<a href="{OLD}/">the front page</a>',
        '<a href="https://other.example.org/2007/03/post-2.html">another blog</a>',
        '<a href="https://old.example.org.evil.example/2007/03/post-2.html">another host</a>',
        f'<pre>&lt;a href="{OLD}/2007/03/post-2.html"&gt;</pre>',
        f"<p>{OLD}/2007/03/post-2.html</p>",
    ],
)
def test_any_other_link_stays(site: Site, link: str) -> None:
    """What leads elsewhere, and what is only read."""
    assert link in body(linking(site, link))


def test_links_stay_where_the_blog_stays_at_its_host(tmp_path: Path) -> None:
    """They lead where they led."""
    site = new_site(tmp_path / "site", SITEURL="https://www.old.example.org")
    link = f'<a href="{OLD}/2007/03/post-2.html">x</a>'
    assert link in body(linking(site, link))


def test_links_lead_below_the_path_of_the_site(tmp_path: Path) -> None:
    """A site may live in a folder of its host."""
    site = new_site(tmp_path / "site", SITEURL="https://ours.example/blog")
    imported = linking(site, f'<a href="{OLD}/2007/03/post-2.html">x</a>')
    assert 'href="/blog/2007/03/post-2.html"' in body(imported)


def test_links_in_markdown_are_put_right(site: Site) -> None:
    """Bodies may be Markdown by then."""
    text = f"[x]({OLD}/2007/03/post-2.html) [y][1]\n\n[1]: {OLD}/?p=2"
    imported = linking(site, text, slug="one")
    assert "[x](/2007/03/post-2.html) [y][1]\n\n[1]: /2007/03/post-2.html" in body(imported)


def test_posts_that_no_import_brought_are_left_alone(site: Site) -> None:
    """An author may well link to the old host; and importing again changes nothing."""
    ours = site.post_folders[0] / "ours.md"
    ours.parent.mkdir(parents=True)
    ours.write_text(f'Title: Ours\nId: ours\n\n<a href="{OLD}/2007/03/post-2.html">x</a>\n', "utf-8")
    before = ours.read_bytes()
    linking(site, f'<a href="{OLD}/2007/03/post-2.html">x</a>')
    assert ours.read_bytes() == before
    there = files(site.content)
    assert not linking(site, f'<a href="{OLD}/2007/03/post-2.html">x</a>').report.notes
    assert files(site.content) == there


def test_a_later_export_puts_right_what_an_earlier_one_left(site: Site) -> None:
    """An import that broke off, or one that held only some of the posts."""
    link = f'<a href="{OLD}/2007/03/post-2.html">x</a>'
    assert link in body(bring(site, post(1, body=link)))
    assert 'href="/2007/03/post-2.html"' in body(linking(site, link))
