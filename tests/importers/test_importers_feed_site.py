"""From a feed, a Tumblr and a Medium to a site of one's own: everything is there, at its old address, and once."""

from datetime import UTC
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner, Result
from importers_archives import TUMBLR_BODIES, as_zip, medium, tumblr
from importers_blog import Imported, files, new_site
from importers_feeds import ATOM, RSS
from picture_samples import photograph
from tests_web import HERE, answer, web

from outsideinnovation.cli import main
from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.feed.feed_pages import FeedWeb
from outsideinnovation.importers.feed.reader import FeedBlog


def run(folder: Path, *arguments: str) -> Result:
    """Run ``oi`` on the site in *folder*."""
    return CliRunner().invoke(main, ["--site", str(folder), *arguments])


def pages(folder: Path) -> set[str]:
    """Return the pages that a build made, by their paths."""
    return {str(path.relative_to(folder / "output")) for path in (folder / "output").rglob("*.html")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a small site."""
    return new_site(tmp_path / "site").root


@pytest.mark.parametrize("text", [RSS, ATOM], ids=["RSS", "Atom"])
def test_every_post_of_a_saved_feed_is_a_page_at_its_old_address(folder: Path, tmp_path: Path, text: str) -> None:
    """As many as another reader counts, where it says that they are; a second run changes nothing."""
    saved = tmp_path / "saved.xml"
    saved.write_text(text, "utf-8")
    first = run(folder, "import", "feed", str(saved))
    assert run(folder, "build").exit_code == 0
    entries = [each for each in feedparser.parse(text.encode()).entries if each.get("link")]
    addresses = {
        each.get("feedburner_origlink", each.link).partition("example/")[2].partition("?")[0] for each in entries
    }
    assert addresses <= pages(folder)
    before = files(folder / "content")
    again = run(folder, "import", "feed", str(saved))
    assert files(folder / "content") == before
    assert (first.exit_code, again.exit_code) == ((1, 1) if text is RSS else (0, 0))  # RSS has a post without a date
    assert "only the beginning stands in it of 1 of 4 posts" in first.stderr


def test_a_blog_on_the_web_comes_with_its_older_posts_and_comments(folder: Path) -> None:
    """And nothing of a comment but its words goes to content/; what is built shows them."""
    site = new_site(folder)
    with web() as server:
        head = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="{}" href="/b"/><title>x</title>'
        entry = (
            '<entry><id>{0}</id><title>Post {0}</title><link href="/2005/12/{0}.html"/>'
            "<published>2005-12-0{0}T10:31:00Z</published>"
            '<content type="html">&lt;p&gt;Words {0}&lt;/p&gt;</content>{1}</entry></feed>'
        )
        replies = '<link rel="replies" type="application/atom+xml" href="/c"/>'
        server.at("/a", answer((head.format("prev-archive") + entry.format(2, replies)).encode()))
        server.at("/b", answer((head.format("current") + entry.format(1, "")).encode()))
        said = entry.format(3, "<author><name>Dana</name><email>dana@example.org</email></author>").replace(
            "/2005/12/3", "/2005/12/2"
        )
        server.at(
            "/c", answer((head.format("self") + said.replace("Words 3", "So &lt;em&gt;true&lt;/em&gt;")).encode())
        )
        blog = FeedBlog(server.address + "/a", UTC, FeedWeb("", HERE, frozenset()).fetch, comments=True)
        work = BlogImport(blog, blog.report.source, site, BlogOptions())
        work.run()
    imported = Imported(site, work)
    assert imported.problems() == []
    assert (imported.fates("posts"), imported.fates("comments")) == ((2, 0, 0), (1, 0, 0))
    assert [comment.body for comment in imported.comments] == ["So *true*"]
    assert run(folder, "build").exit_code == 0
    assert {"2005/12/1.html", "2005/12/2.html"} <= pages(folder)
    assert "So <em>true</em>" in (folder / "output/2005/12/2.html").read_text("utf-8")
    assert not any(b"dana@example.org" in data for data in files(folder / "content").values())


def test_a_tumblr_comes_with_its_pictures(folder: Path, tmp_path: Path) -> None:
    """Every post is at its number, shows the picture that lay in the export, and tells what could not come."""
    given = tumblr() | {"media/102_0.jpg": photograph(), "media/102_1.png": photograph()}
    export = as_zip(tmp_path / "export.zip", given)
    first = run(folder, "import", "tumblr", str(export))
    assert first.exit_code == 0, first.output
    assert "media/106.mp3 is no picture, and was not brought over" in first.stderr
    assert run(folder, "build").exit_code == 0
    assert {f"post/{number}/index.html" for number in TUMBLR_BODIES} <= pages(folder)
    assert "/images/imported/media-102_0" in (folder / "output/post/102/index.html").read_text("utf-8")
    redirects = (folder / "output/_redirects").read_text("utf-8")
    assert "/post/101/tools-users-of-today-with-many-more-words-than-fit /post/101" in redirects
    assert "/tagged/user-tools" in redirects
    before = files(folder / "content")
    assert run(folder, "import", "tumblr", str(export)).exit_code == 0
    assert files(folder / "content") == before


def test_a_medium_comes_with_its_drafts(folder: Path, tmp_path: Path) -> None:
    """Stories are where they were, drafts are no pages, and a dry run writes nothing."""
    export = as_zip(tmp_path / "medium.zip", medium())
    before = files(folder)
    dry = run(folder, "import", "medium", str(export), "--dry-run")
    assert files(folder) == before
    first = run(folder, "import", "medium", str(export))
    assert (first.exit_code, first.stdout) == (0, dry.stdout)
    assert run(folder, "build").exit_code == 0
    assert "@ann/tools-users-0a1b2c3d4e5f/index.html" in pages(folder)
    assert not any("not-yet" in path for path in pages(folder))
    assert "/p/0a1b2c3d4e5f /@ann/tools-users-0a1b2c3d4e5f" in (folder / "output/_redirects").read_text("utf-8")


@pytest.mark.parametrize("door", ["feed", "tumblr", "medium"])
def test_what_is_not_there_or_nothing_of_it_is_told(folder: Path, tmp_path: Path, door: str) -> None:
    """One line with the name and the remedy, exit code 1, and nothing written."""
    (tmp_path / "junk.zip").write_bytes(b"PK\x03\x04 no zip")
    before = files(folder)
    for name in ("missing.zip", "junk.zip"):
        result = CliRunner().invoke(main, ["--site", str(folder), "import", door, str(tmp_path / name)])
        assert result.exit_code == 1
        assert name in str(result.exception) + result.output
    assert files(folder) == before


def test_a_machine_of_this_net_is_not_asked_for_a_feed(folder: Path) -> None:
    """Not even when it is named outright: an address of the web is one that everybody reaches."""
    result = CliRunner().invoke(main, ["--site", str(folder), "import", "feed", "http://127.0.0.1/feed"])
    assert result.exit_code == 1
    assert "no address in the public net" in str(result.exception) + result.output


@pytest.mark.parametrize("door", ["tumblr", "medium"])
def test_a_zip_that_leads_out_of_itself_is_told(folder: Path, tmp_path: Path, door: str) -> None:
    """What leads upwards is left out and named, and everything else comes."""
    given = (tumblr() if door == "tumblr" else medium()) | {
        "../../posts/html/999.html": b"<h1>Up</h1></html>",
        "/etc/posts/1.html": b"",
    }
    result = run(folder, "import", door, str(as_zip(tmp_path / "export.zip", given)))
    assert result.exit_code == 1
    assert "leads out of the zip; left out" in result.stderr
    assert not any("999" in name for name in files(folder / "content"))
    assert {path.name for path in tmp_path.iterdir()} == {"site", "export.zip"}


def test_addresses_with_folders_in_them_stay_below_the_site(folder: Path, tmp_path: Path) -> None:
    """Whatever a link in a feed says: nothing is written elsewhere, and each post comes."""
    links = (
        "https://b.example/../../up",
        "https://b.example/%2e%2e/%2e%2e/up2",
        "https://b.example/a\\..\\b",
        "/etc//passwd",
    )
    items = "".join(
        f"<item><title>{number}</title><link>{link}</link><pubDate>Fri, 09 Dec 2005 10:31:00 GMT</pubDate></item>"
        for number, link in enumerate(links)
    )
    saved = tmp_path / "feed.xml"
    saved.write_text(f"<rss><channel>{items}</channel></rss>", "utf-8")
    run(folder, "import", "feed", str(saved))
    assert len(list((folder / "content/posts").rglob("*.md"))) == len(links)
    assert run(folder, "build").exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"site", "feed.xml"}
