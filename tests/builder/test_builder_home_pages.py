"""Pages and posts with addresses of their own: an empty Url, a Save_as alone, and slugs that were published."""

from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.urls.site_urls import SiteUrls

WAYS = {"ours": build, "Pelican's": pelicans_way}
HOME = "Title: Welcome\n{}\n\nCome in.\n"
SETTINGS = 'INDEX_SAVE_AS = "blog/index.html"\nINDEX_URL = "blog/"\nMENUITEMS = [("Home", ""), ("Blog", "blog/")]\n'


@pytest.mark.parametrize("head", ["Url:\nSave_as: index.html", "Save_as: index.html", "Url: \nSave_as: index.html"])
def test_a_page_may_be_the_front_page(blog: Blog, head: str) -> None:
    """As Pelican's manual has it, with an empty Url; the Save_as says as much."""
    blog.settings(SETTINGS)
    blog.write("pages/home.md", HOME.format(head))
    blog.post("first", "Back to [the start]({filename}/pages/home.md).")
    blog.build()
    page = blog.page("index.html")
    assert "Come in." in page
    assert '<link rel="canonical" href="https://ours.example/">' in page
    assert '<a href="/" aria-current="page">Home</a>' in page
    assert blog.page("sitemap.xml").count("<loc>https://ours.example/</loc>") == 1
    assert "home/" not in blog.page("sitemap.xml")
    assert 'Back to <a href="/">the start</a>' in blog.page("2005/12/first.html")
    assert blog.run("publish", "--dry-run").exit_code == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("save_as", "url"), [("help.html", "help.html"), ("a b/index.html", "a%20b/"), ("100%/x?.html", "100%25/x%3F.html")]
)
def test_a_save_as_alone_is_where_links_lead(blog: Blog, way: str, save_as: str, url: str) -> None:
    """Whatever the pattern of addresses says: there is no other file."""
    blog.write("pages/help.md", f"Title: Help\nSave_as: {save_as}\n\nWords.\n")
    blog.post("first", "[help]({filename}/pages/help.md)")
    WAYS[way](blog.site)
    assert (blog.output / save_as).is_file()
    assert f'<a href="/{url}">help</a>' in blog.page("2005/12/first.html")
    assert f"<loc>https://ours.example/{url}</loc>" in blog.page("sitemap.xml")


@pytest.mark.parametrize("way", WAYS)
def test_a_published_slug_outlives_the_library(blog: Blog, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Names keep their addresses when Unidecode writes them otherwise; new names have what it makes of them."""
    blog.post("first", tags="Größe", author="Zoë")
    blog.write("posts/łódź.md", "Title: Łódź\nDate: 2005-12-10\n\nWords.\n")
    WAYS[way](blog.site)
    SiteUrls(blog.site).record()
    kept = [line for line in (blog.content / "addresses.txt").read_text("utf-8").split("\n") if " slug " in line]
    assert kept == [
        "/2005/12/lodz.html slug lodz:%C5%82%C3%B3d%C5%BA",
        "/author/zoe/ slug zoe:Zo%C3%AB",
        "/tag/grosse/ slug grosse:Gr%C3%B6%C3%9Fe",
    ]
    before = {path for path in blog.files() if path.endswith(".html")}
    monkeypatch.setattr("outsideinnovation.slugs.in_ascii", lambda text: "".join(f"u{ord(each):x}" for each in text))
    blog.post("second", tags="Ärger", date="2005-12-11")
    WAYS[way](blog.site)
    assert {path for path in blog.files() if path.endswith(".html")} - before == {
        "2005/12/second.html",
        "tag/uc4u72u67u65u72/index.html",
    }
    assert SiteUrls(blog.site).vanished() == []


TRACES = ("comments.atom.xml", "slash:comments>", "commentRss>", "<comments>", 'rel="replies"', "#comments", "commentCount",
          'id="comments"', "comment-form", 'name="body"')  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_post_without_comments_has_no_trace_of_any(blog: Blog, way: str) -> None:
    """No feed of them, no count, no link, no form, in pages, feeds and JSON-LD alike."""
    blog.settings('SERVICE_URL = "https://ours.example/talk"\n')
    blog.post("quiet", comments="none")
    WAYS[way](blog.site)
    site_wide = b"feeds/comments.atom.xml"
    for name, data in blog.files().items():
        if name.startswith("theme/") or name.endswith((".conf", ".caddy")) or name == "feeds/comments.atom.xml":
            continue
        said = data.replace(site_wide, b"").decode("utf-8", "replace")
        assert [trace for trace in TRACES if trace in said and name != "subscribe/index.html"] == [], name
    assert not list(blog.output.glob("2005/**/*.atom.xml"))


def test_a_title_of_any_characters_is_served(blog: Blog, tmp_path: Path) -> None:
    """A line separator in a title is part of it, and the post next to it is found too (issue 13)."""
    for number, odd in enumerate("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"):
        blog.post(f"post-{number}", title=f"One{odd}two", date=f"2005-12-0{number + 1}")
    blog.build()
    from outsideinnovation import catalogue

    entries = catalogue.by_id(blog.site.catalogue_file)
    assert len(entries) == 8
    pelicans_way(blog.site, settings={"OUTPUT_PATH": str(tmp_path / "pelicans")})
    assert catalogue.by_id(blog.site.catalogue_file) == entries
