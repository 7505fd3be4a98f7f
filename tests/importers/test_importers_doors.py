"""Whole blogs from Blogger, Ghost and Substack, imported and built: every address, thread and state as the old blog had it."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from blogger_exports import (
    HOST,
    PROFILE,
    classic,
    classic_comment,
    classic_post,
    takeout,
    takeout_comment,
    takeout_folder,
    takeout_post,
)
from ghost_exports import comment as ghost_comment
from ghost_exports import export as ghost_export
from ghost_exports import post as ghost_post
from importers_blog import files
from picture_samples import photograph
from substack_exports import files as substack_files
from substack_exports import row, subscriber, zipped
from tests_support import Blog

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
COMMENT = re.compile(r'id="(comment-[0-9a-z-]{8,64})"')
PUBLIC_PICTURE = "http://2.bp.blogspot.com/_x/S/AAA/s320/boat.jpg"


def blogger_export() -> str:
    """Return a classic export of every kind of thing, newest first as Blogger writes it."""
    account = "http://img2.blogblog.com/img/b16-rounded.gif"
    body = f'<p>Write to me@old.example</p><img src="{PUBLIC_PICTURE}" width="320">'
    entries = [
        classic_post(1, "/2007/03/first.html", body, labels="World News,Diary"),
        classic_post(2, "/2007/04/second.html", labels="Diary"),
        classic_post(3, "", draft="yes"),
        classic_post(4, "/p/about.html", word="page"),
        classic_comment(10, 1, "The <b>first</b>", email="dana@private.example"),
        classic_comment(11, 1, "An answer", parent="10", uri=PROFILE, image=account),
        classic_comment(12, 1, "An answer to that", parent="11"),
        classic_comment(13, 2, path="/2007/04/second.html"),
        classic_comment(14, 9, path="/2001/01/gone.html"),
    ]
    return classic(*reversed(entries))


def answers(blog: Blog, address: str) -> str:
    """Return the file of the output that a static server has for an old *address*, or where a redirect leads from there."""
    path = unquote(urlsplit(address).path)
    for name in (path.lstrip("/"), f"{path.strip('/')}/index.html".lstrip("/"), f"{path.strip('/')}.html"):
        if name and (blog.output / name).is_file():
            return name
    lines = (
        (blog.content / "redirects.txt").read_text("utf-8").splitlines()
        if (blog.content / "redirects.txt").exists()
        else []
    )
    led = {unquote(old): new for old, new in (line.split() for line in lines)}
    return led.get(path, "")


def addresses(text: str) -> Iterator[str]:
    """Yield every address of the old blog that a classic export names, by another parser than ours."""
    for entry in ET.fromstring(text).iter(f"{ATOM}entry"):
        for link in entry.iter(f"{ATOM}link"):
            if link.get("rel") == "alternate":
                yield link.get("href", "").partition("?")[0]
        for category in entry.iter(f"{ATOM}category"):
            if "ns#" in category.get("scheme", ""):
                yield f"{HOST}/search/label/{category.get('term', '').replace(' ', '%20')}"


def test_a_classic_blogger_blog_moves_in(blog: Blog, tmp_path: Path) -> None:
    """Its addresses answer, its threads stand as they stood, and nobody's mail address is in content/ or on a page."""
    text = blogger_export()
    (tmp_path / "blog.xml").write_text(text, "utf-8")
    result = blog.run("import", "blogger", str(tmp_path / "blog.xml"))
    assert result.exit_code == 0, result.output
    blog.build()
    lost = {address for address in addresses(text) if not answers(blog, address)}
    assert lost == {f"{HOST}/2001/01/gone.html"}
    page = blog.page("2007/03/first.html")
    assert len(set(COMMENT.findall(page))) == 3
    assert "The <strong>first</strong>" in page
    assert not any(b"Post 3" in data for data in blog.files().values())
    everything = b"".join(files(blog.content).values()) + b"".join(blog.files().values())
    assert b"private.example" not in everything
    assert b"me@old.example" not in everything
    for old in (
        "/feeds/posts/default",
        "/feeds/posts/default/-/Diary",
        "/feeds/comments/default",
        "/2007_03_01_archive.html",
    ):
        assert answers(blog, old), old


def test_its_threads_dates_and_states_are_those_of_an_independent_reading(blog: Blog, tmp_path: Path) -> None:
    """Every comment's answer leads to the one that the export names, at the moment that it names."""
    text = blogger_export()
    (tmp_path / "blog.xml").write_text(text, "utf-8")
    blog.run("import", "blogger", str(tmp_path / "blog.xml"))
    listed = [
        json.loads(line) for line in blog.run("comments", "list", "--status", "approved", "--json").stdout.splitlines()
    ]
    by_words = {each["id"]: each["body"].replace("*", "") for each in listed}
    threads = {each["body"].replace("*", ""): by_words.get(each["reply_to"]) for each in listed}
    assert threads == {
        "The first": None,
        "An answer": "The first",
        "An answer to that": "An answer",
        "Well said.": None,
    }
    comments = [
        entry
        for entry in ET.fromstring(text).iter(f"{ATOM}entry")
        if entry.find(f"{THREAD}in-reply-to") is not None
        and "gone" not in (entry.find(f"{THREAD}in-reply-to").get("href") or "")  # type: ignore[union-attr]
    ]
    assert len(listed) == len(comments) == 4
    assert {each["date"] for each in listed} == {"2007-03-05T18:00:00Z"}


def test_importing_again_or_as_a_takeout_changes_nothing(blog: Blog, tmp_path: Path) -> None:
    """The same blog, whichever way it was exported."""
    entries = (
        takeout_post(1, "/2007/03/first.html"),
        takeout_comment(10, "post-1"),
        takeout_comment(11, "post-1", parent="10"),
    )
    folder = takeout_folder(tmp_path / "download", takeout(*entries))
    old = classic(classic_post(1, "/2007/03/first.html"), classic_comment(10, 1), classic_comment(11, 1, parent="10"))
    (tmp_path / "blog.xml").write_text(old, "utf-8")
    assert blog.run("import", "blogger", str(folder)).exit_code == 0
    before = files(blog.content)
    assert len([name for name in before if name.startswith("comments/approved")]) == 2
    for export in (folder, tmp_path / "blog.xml", folder):
        result = blog.run("import", "blogger", str(export))
        assert result.exit_code == 0
        assert {name: data for name, data in files(blog.content).items() if name != "redirects.txt"} == {
            name: data for name, data in before.items() if name != "redirects.txt"
        }


def test_a_dry_run_writes_nothing(blog: Blog, tmp_path: Path) -> None:
    """For each of the three."""
    (tmp_path / "blog.xml").write_text(blogger_export(), "utf-8")
    (tmp_path / "ghost.json").write_text(ghost_export([ghost_post(1)]), "utf-8")
    zipped(tmp_path / "substack.zip", substack_files([row(1)], readers=[subscriber("dana@example.org")]))
    before = files(blog.root)
    for system, name in (("blogger", "blog.xml"), ("ghost", "ghost.json"), ("substack", "substack.zip")):
        result = blog.run("import", system, str(tmp_path / name), "--dry-run")
        assert result.exit_code == 0, result.output
        assert "A dry run: nothing was written." in result.stderr
    assert files(blog.root) == before


def test_pictures_that_a_takeout_holds_are_found_whatever_their_size(blog: Blog, tmp_path: Path) -> None:
    """The folder of albums has them in full size, and the text showed a small one."""
    body = f'<a href="{PUBLIC_PICTURE.replace("s320", "s1600")}"><img src="{PUBLIC_PICTURE}" width="320"></a>'
    folder = takeout_folder(tmp_path / "download", takeout(takeout_post(1, "/2007/03/first.html", body)))
    album = folder / "Takeout" / "Blogger" / "Albums" / "Old days"
    album.mkdir(parents=True)
    (album / "boat.jpg").write_bytes(photograph())
    result = blog.run("import", "blogger", str(folder), "--images-from", str(folder))
    assert result.exit_code == 0, result.output
    (picture,) = (blog.content / "images" / "imported").iterdir()
    text = next((blog.content / "posts").rglob("*.md")).read_text("utf-8")
    assert text.count(f"{{static}}/images/imported/{picture.name}") == 2
    assert "blogspot.com" not in text


def test_a_ghost_blog_moves_in(blog: Blog, tmp_path: Path) -> None:
    """What was paid for is nowhere, and neither is an account's address or password."""
    rows = [
        ghost_post(1, title="Über <b> & co", feature_image="__GHOST_URL__/content/images/2024/01/a.jpg"),
        ghost_post(2, visibility="paid", html="<p>Paid words.</p>"),
        ghost_post(3, type="page", slug="about"),
        ghost_post(4, status="draft", published_at=None),
    ]
    comments = [ghost_comment(1, 1), ghost_comment(2, 1, parent_id="c1"), ghost_comment(3, 1, status="hidden")]
    (tmp_path / "ghost.json").write_text(
        ghost_export(rows, comments=comments, members=[{"id": "m1", "name": "Dana", "email": "d@private.example"}]),
        "utf-8",
    )
    (tmp_path / "members.csv").write_text("email,subscribed_to_emails\nrea@readers.example,true\n", "utf-8")
    (tmp_path / "content" / "images" / "2024" / "01").mkdir(parents=True)
    (tmp_path / "content" / "images" / "2024" / "01" / "a.jpg").write_bytes(photograph())
    arguments = ("import", "ghost", str(tmp_path / "ghost.json"), "--members", str(tmp_path / "members.csv"))
    result = blog.run(*arguments, "--confirmed", "--images-from", str(tmp_path / "content"))
    assert result.exit_code == 0, result.output
    blog.build()
    for old in (
        "/post-1/",
        "/about/",
        "/tag/diary/",
        "/tag/world-news/",
        "/author/ed-itor/",
        "/rss/",
        "/tag/diary/rss/",
    ):
        assert answers(blog, old), old
    page = blog.page("post-1/index.html")
    assert "Über &lt;b&gt; &amp; co" in page
    assert "images/imported/" in page
    assert len(set(COMMENT.findall(page))) == 2
    everything = b"".join(files(blog.content).values()) + b"".join(blog.files().values())
    for private in (b"private.example", b"$2a$", b"readers.example"):
        assert private not in everything
    assert not any(b"Paid words" in data for data in blog.files().values())
    assert "rea@readers.example" in blog.run("subscribers", "list").output
    before = files(blog.content)
    assert blog.run(*arguments, "--confirmed").exit_code == 0
    assert files(blog.content) == before


def test_a_substack_publication_moves_in(blog: Blog, tmp_path: Path) -> None:
    """Posts answer at their addresses; what was paid for, and who reads, is on no page."""
    rows = [
        row(1, "first"),
        row(2, "paid", audience="only_paid"),
        row(3, "about", type="page"),
        row(4, "gone", is_published="false"),
    ]
    made = substack_files(rows, {"2.paid": "<p>Paid words.</p>"}, [subscriber("rea@readers.example")])
    export = zipped(tmp_path / "export.zip", made)
    result = blog.run("import", "substack", str(export), "--subscribers")
    assert result.exit_code == 0, result.output
    blog.build()
    for old in ("/p/first", "/p/about", "/feed"):
        assert answers(blog, old), old
    assert not answers(blog, "/p/paid")
    assert "Old-Urls: /p/first/comments" in next(blog.content.rglob("first.md")).read_text("utf-8")
    everything = b"".join(files(blog.content).values()) + b"".join(blog.files().values())
    assert b"readers.example" not in everything
    assert b"private.example" not in everything
    assert not any(b"Paid words" in data for data in blog.files().values())
    assert "rea@readers.example" in blog.run("subscribers", "list").output
    before = files(blog.content)
    assert blog.run("import", "substack", str(export)).exit_code == 0
    assert files(blog.content) == before


def test_what_is_wrong_with_a_member_is_told_with_the_file_of_members(blog: Blog, tmp_path: Path) -> None:
    """And pictures are asked for only where it is said where the blog was."""
    (tmp_path / "ghost.json").write_text(ghost_export([ghost_post(1)]), "utf-8")
    (tmp_path / "members.csv").write_text("email\nno address\n", "utf-8")
    result = blog.run("import", "ghost", str(tmp_path / "ghost.json"), "--members", str(tmp_path / "members.csv"))
    assert result.exit_code == 1
    assert "members.csv:2: 'no address' is no mail address" in result.stderr
    for options in (("--images",), ("--url", "blog.example")):
        result = blog.run("import", "ghost", str(tmp_path / "ghost.json"), *options)
        assert result.exit_code == 2
        assert "--url https://blog.example/" in result.stderr


@pytest.mark.parametrize("system", ["blogger", "ghost", "substack"])
def test_a_file_that_is_none_is_told_in_a_line(blog: Blog, tmp_path: Path, system: str) -> None:
    """Exit code 1, nothing written, no traceback; a damaged one gives what is whole, and the same code."""
    (tmp_path / "other.bin").write_bytes(b"\x00\xffnothing of the kind")
    for name in ("other.bin", "missing.bin"):
        before = files(blog.root)
        result = blog.run("import", system, str(tmp_path / name))
        assert (result.exit_code, files(blog.root)) == (1, before)
        assert name in result.stderr
        assert "Traceback" not in result.output
    if system != "substack":
        whole = blogger_export() if system == "blogger" else ghost_export([ghost_post(1), ghost_post(2)])
        (tmp_path / "cut").write_text(
            whole[: len(whole) - 60 if system == "blogger" else whole.index('"posts_authors"') - 60], "utf-8"
        )
        result = blog.run("import", system, str(tmp_path / "cut"))
        assert result.exit_code == 1
        assert "what stands before it comes" in result.stderr
        assert list((blog.content / "posts").rglob("*.md"))
