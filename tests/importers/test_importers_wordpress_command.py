"""``oi import wordpress``, and the site that is built of what came: pages, threads, redirects."""

from pathlib import Path

import pytest
from tests_support import Blog
from wordpress_exports import BASE, attachment, author, category, comment, export, item, tag

from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status

EXPORT = (
    author(1, "dana", "Dana &amp; Co"),
    category(1, "sport", "Sport"),
    category(2, "cup", "Cup", "sport"),
    tag(3, "red", "Red"),
    item(
        1,
        "Classic\nwords",
        comment(11, "The first"),
        comment(12, "An answer", parent="13"),
        comment(13, "A later parent", user_id="1"),
        comment(14, "An orphan", parent="99"),
        comment(15, "Waiting words", approved="0"),
        comment(16, "A ping", type="pingback"),
        under=(("category", "cup", "Cup"), ("post_tag", "red", "Red")),
        meta={"_thumbnail_id": "9"},
    ),
    item(2, "Draft words", status="draft", link=f"{BASE}/?p=2", name=""),
    item(3, "Private words", status="private"),
    item(4, "Protected words", password="secret"),
    item(5, "Trashed words", status="trash", link=f"{BASE}/?p=5"),
    item(6, "Of us", type="page", link=f"{BASE}/about/", name="about", title="About"),
    attachment(9, "a.jpg", alternative="A basket", parent="1"),
)


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Return a site without posts."""
    return Blog(tmp_path / "site")


def write(folder: Path, *parts: str) -> str:
    """Write an export and return its path."""
    path = folder / "blog.xml"
    path.write_text(export(*parts), "utf-8")
    return str(path)


def test_a_blog_comes_over_whole(tmp_path: Path, blog: Blog) -> None:
    """Its posts are pages at their addresses, its comments threads, its old addresses redirects; nothing hidden is public."""
    result = blog.run("import", "wordpress", write(tmp_path, *EXPORT))
    assert result.exit_code == 0, result.output
    built = blog.build()
    assert built.exit_code == 0, built.output
    page = blog.page("2012/05/post-1/index.html")
    for words in ("Classic<br>", "The first", "An answer", "A later parent", "An orphan", "Dana &amp; Co", "A basket"):
        assert words in page
    assert page.index("A later parent") < page.index("An answer")
    assert "Of us" in blog.page("about/index.html")
    redirects = blog.page("_redirects")
    for old, new in (("/category/sport/cup/", "/category/cup/"), ("/feed/", "/feeds/rss.xml")):
        assert any(line.split()[:2] == [old, new] for line in redirects.splitlines()), (old, redirects)
    assert "Post 1" in blog.page("category/sport/index.html")
    public = b"".join(blog.files().values()).decode("utf-8", "ignore")
    hidden = (
        "Draft words",
        "Private words",
        "Protected words",
        "Trashed words",
        "Waiting words",
        "A ping",
        "reader11@",
    )
    assert [words for words in hidden if words in public] == []


def test_comments_have_their_states_and_parents(tmp_path: Path, blog: Blog) -> None:
    """An orphan's parent is known to be gone; a ping is marked where it was asked for."""
    assert blog.run("import", "wordpress", write(tmp_path, *EXPORT), "--pings").exit_code == 0
    queue = CommentQueue(blog.site.comments)
    found = {each.body: each for each in queue.list()}
    assert found["Waiting words"].status is Status.PENDING
    assert found["An answer"].reply_to == found["A later parent"].id
    assert found["A later parent"].by_author
    assert (found["An orphan"].reply_to, dict(found["An orphan"].extra)) == (None, {"answers_deleted": True})
    assert dict(found["A ping"].extra) == {"kind": "ping"}


def test_the_second_run_changes_nothing(tmp_path: Path, blog: Blog) -> None:
    """Whatever the files are called."""
    path = write(tmp_path, *EXPORT)
    blog.run("import", "wordpress", path)
    before = {each: each.read_bytes() for each in blog.site.content.rglob("*") if each.is_file()}
    again = blog.run("import", "wordpress", path)
    assert again.exit_code == 0
    assert {each: each.read_bytes() for each in blog.site.content.rglob("*") if each.is_file()} == before


def test_a_dry_run_writes_nothing_and_tells_the_same(tmp_path: Path, blog: Blog) -> None:
    """The table of what would come."""
    path = write(tmp_path, *EXPORT)
    dry = blog.run("import", "wordpress", path, "--dry-run")
    assert list(blog.site.content.rglob("*.md")) == []
    assert dry.stdout == blog.run("import", "wordpress", path).stdout
    rows = [line.split() for line in dry.stdout.splitlines()]
    assert ["posts", "5", "4", "0", "1"] in rows
    assert ["comments", "5", "5", "0", "0"] in rows
    assert ["pings", "1", "0", "0", "1"] in rows


def test_a_cut_file_gives_what_is_whole(tmp_path: Path, blog: Blog) -> None:
    """With exit code 1, and the line."""
    path = Path(write(tmp_path, *EXPORT))
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("Trashed words")], "utf-8")
    result = blog.run("import", "wordpress", str(path))
    assert result.exit_code == 1
    assert "the file ends in the middle of the item 'Post 5': it was cut off" in result.stderr
    assert (blog.site.content / "posts/2012/post-1.md").is_file()


def test_comments_alone_are_mended_too(tmp_path: Path, blog: Blog) -> None:
    """``oi comments import`` reads the same files: a raw & and a control character cost no comment."""
    blog.post("first", old_urls="/2012/05/post-1/")
    path = write(tmp_path, item(1, "x\x0b", comment(11, "a\x0bb", author_url="http://a.example/?x=1&y=2"), comment(12)))
    result = blog.run("comments", "import", path)
    assert result.exit_code == 0, result.output
    assert "2 comments imported" in result.stderr
    assert "1 raw & outside CDATA, the first here: read as &amp;" in result.stderr


def test_what_is_no_export_is_refused_in_one_line(tmp_path: Path, blog: Blog) -> None:
    """Nothing is written."""
    path = tmp_path / "blog.xml"
    path.write_text(export(item(1)).replace("<rss", "<!DOCTYPE rss []>\n<rss", 1), "utf-8")
    result = blog.run("import", "wordpress", str(path))
    assert result.exit_code == 1
    assert result.stderr.strip().endswith(
        "a document type or an entity, as no export has one: remove it. Nothing was imported."
    )
    assert "Traceback" not in result.output


def test_no_folder_outside_is_written(tmp_path: Path, blog: Blog) -> None:
    """Slugs and addresses with ways upwards stay inside the site."""
    parts = (
        item(1, name="..%2f..%2fevil", link=f"{BASE}/../../evil/"),
        item(2, name="../x", status="draft", link=f"{BASE}/?p=2"),
    )
    blog.run("import", "wordpress", write(tmp_path, *parts))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["blog.xml", "site"]
    assert all(each.resolve().is_relative_to(blog.site.root.resolve()) for each in blog.site.root.rglob("*"))
