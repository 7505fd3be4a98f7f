"""Blogger's export, damaged or hostile: what is whole comes, what is not is told of with its line, and nothing else happens."""

import zipfile
from pathlib import Path

import pytest
from blogger_exports import (
    TAKEOUT_HEAD,
    classic,
    classic_comment,
    classic_post,
    takeout,
    takeout_comment,
    takeout_folder,
    takeout_post,
)

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.blogger.reader import Blogger
from outsideinnovation.importers.comment_export import Foreign
from outsideinnovation.importers.movabletype.lines import UnreadableExportError


def read(tmp_path: Path, text: str | bytes) -> tuple[list[str], Blogger]:
    """Return the keys of all that is in a feed, and its reader."""
    path = tmp_path / "blog.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return keys(Blogger(path))


def keys(reader: Blogger) -> tuple[list[str], Blogger]:
    """Return the keys of all that *reader* yields."""
    return [each.key for each in reader.read()], reader


WHOLE = takeout(
    takeout_post(2, "/2007/03/fürst.html", labels="a"),
    takeout_comment(10, "post-2"),
    takeout_post(3, "/2007/04/second.html"),
    takeout_comment(11, "post-3"),
).encode()


@pytest.mark.parametrize("cut", range(0, len(WHOLE), 37))
def test_a_file_cut_at_any_byte_gives_what_is_whole(tmp_path: Path, cut: int) -> None:
    """Every entry that ended before the cut, and a line for the rest; where none did, it is refused."""
    before = WHOLE[:cut].count(b"</entry>")
    if not before:
        with pytest.raises(UnreadableExportError, match=r"blog\.xml:\d+: .*Nothing was imported"):
            read(tmp_path, WHOLE[:cut])
        return
    found, reader = read(tmp_path, WHOLE[:cut])
    assert len(found) == before
    (problem,) = reader.report.problems
    assert problem.line == WHOLE[:cut].count(b"\n") + 1
    assert "what stands before it comes" in problem.what


@pytest.mark.parametrize(
    "bomb",
    [
        "<!DOCTYPE feed [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>",
        "<!DOCTYPE feed [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    ],
)
def test_entities_are_refused(tmp_path: Path, bomb: str) -> None:
    """No export has any."""
    with pytest.raises(UnreadableExportError, match=r"a document type or an entity, as no export has one"):
        read(tmp_path, takeout(takeout_post(2, "/a.html")).replace("<feed", f"{bomb}\n<feed", 1))


def test_elements_of_other_namespaces_are_no_words_of_bloggers(tmp_path: Path) -> None:
    """Whatever they are called, and wherever they stand."""
    foreign = (
        "<x:id xmlns:x='urn:x'>post-9</x:id><x:title xmlns:x='urn:x'>No</x:title><x:status xmlns:x='urn:x'>DRAFT</x:status>"
        "<content xmlns='urn:x'>No</content><x:category xmlns:x='urn:x' scheme='http://www.blogger.com/atom/ns#' term='No'/>"
    )
    text = takeout(takeout_post(2, "/a.html")).replace("<entry>", f"<entry>{foreign}")
    path = tmp_path / "blog.xml"
    path.write_text(text, "utf-8")
    (post,) = Blogger(path).read()
    assert isinstance(post, ExportedPost)
    assert (post.key, post.title, post.body, post.tags) == ("post-2", "Post 2", "<p>Words.</p>", ())
    assert post.visibility == "published"


@pytest.mark.parametrize(
    "other", ["", "<html><body>x</body></html>", "<rss><channel/></rss>", TAKEOUT_HEAD + "</feed>", "PK\x03\x04"]
)
def test_another_file_is_refused(tmp_path: Path, other: str) -> None:
    """In one line that names it."""
    with pytest.raises(UnreadableExportError, match=r"blog\.xml.*: .*\. Nothing was imported\.\Z"):
        read(tmp_path, other)


def test_a_feed_of_another_kind_is_refused(tmp_path: Path) -> None:
    """And told where to bring it."""
    text = TAKEOUT_HEAD + "<entry><id>urn:1</id><title>Post</title></entry></feed>"
    with pytest.raises(UnreadableExportError, match=r"no post, page or comment of Blogger: .* oi import feed"):
        read(tmp_path, text)
    with pytest.raises(NotFoundError, match="name the file that was exported"):
        list(Blogger(tmp_path / "no.xml").read())


def test_ten_thousand_comments_on_one_post_all_come(tmp_path: Path) -> None:
    """They are entries of their own."""
    comments = [classic_comment(number, 2, f"No. {number}") for number in range(10, 10_010)]
    found, reader = read(tmp_path, classic(classic_post(2, "/2007/03/first.html"), *comments))
    assert len(found) == 10_001
    assert not reader.report.problems


def test_two_of_one_name_are_told_of(tmp_path: Path) -> None:
    """The first comes; two posts that only share an address both do."""
    text = takeout(
        takeout_post(2, "/a.html"), takeout_post(2, "/b.html"), takeout_post(3, "/a.html"),
        takeout_comment(10, "post-2"), takeout_comment(10, "post-3"),
    )  # fmt: skip
    found, reader = read(tmp_path, text)
    assert found == ["post-2", "post-3", "10"]
    assert [problem.what for problem in reader.report.problems] == [
        "post: a second one with the id 2; left out",
        "comment: a second one with the id 10; left out",
    ]


def test_a_comment_without_words_or_date_is_told_of(tmp_path: Path) -> None:
    """With its line."""
    text = takeout(
        takeout_post(2, "/a.html"),
        takeout_comment(10, "post-2", " <br> "),
        takeout_comment(11, "post-2", published="0000-00-00T00:00:00Z"),
        takeout_comment(12, "post-2"),
    )
    found, reader = read(tmp_path, text)
    assert found == ["post-2", "12"]
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "<entry>" in line]
    assert [(problem.line, problem.what) for problem in reader.report.problems] == [
        (lines[1], "comment: no words; left out"),
        (lines[2], "comment: published is '0000-00-00T00:00:00Z'; left out"),
    ]


def test_a_takeout_of_several_blogs_is_refused(tmp_path: Path) -> None:
    """One blog becomes one site: whoever has two names one."""
    folder = takeout_folder(tmp_path / "download", *(takeout(takeout_post(n, "/a.html")) for n in (2, 3)))
    with pytest.raises(UnreadableExportError, match=r"it holds 2 blogs: .*Blogs/Old days/feed\.atom"):
        list(Blogger(folder).read())
    one = folder / "Takeout" / "Blogger" / "Blogs" / "Old days1" / "feed.atom"
    assert keys(Blogger(one))[0] == ["post-3"]


def test_a_takeout_in_another_language_is_read(tmp_path: Path) -> None:
    """The feed of what its owner wrote elsewhere holds no posts, whatever its folder is called."""
    folder = takeout_folder(tmp_path / "download", takeout(takeout_comment(10, "post-2"), takeout_post(2, "/a.html")))
    inside = folder / "Takeout" / "Blogger"
    (inside / "Blogs").rename(inside / "Bloggi")
    (inside / "Comments").rename(inside / "Commenti")
    assert keys(Blogger(folder))[0] == ["post-2", "10"]


def test_a_zip_with_a_path_upwards_or_a_bomb_gives_the_rest(tmp_path: Path) -> None:
    """And a line for each; nothing is written anywhere."""
    path = tmp_path / "inside" / "takeout.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("../../Blogs/up/feed.atom", takeout(takeout_post(4, "/up.html")))
        target.writestr("Takeout/Blogger/Blogs/Bomb/feed.atom", bytes(20_000_000))
        target.writestr("Takeout/Blogger/Blogs/Old/feed.atom", takeout(takeout_post(2, "/a.html")))
    found, reader = keys(Blogger(path))
    assert found == ["post-2"]
    assert len(reader.report.problems) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["inside"]


def test_a_problem_in_a_zip_names_the_file_in_it(tmp_path: Path) -> None:
    """Not the place where it was unpacked for a while."""
    path = tmp_path / "takeout.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("Takeout/Blogger/Blogs/Old/feed.atom", WHOLE[:-20])
    found, reader = keys(Blogger(path))
    assert len(found) == 3
    assert "takeout.zip/Takeout/Blogger/Blogs/Old/feed.atom:" in str(reader.report.problems[0])


def test_no_mail_address_is_among_a_comments_words(tmp_path: Path) -> None:
    """Nor in its website."""
    text = takeout(
        takeout_post(2, "/a.html"), takeout_comment(10, "post-2", "Write to dana@example.org", uri="mailto:d@e.org")
    )
    path = tmp_path / "blog.xml"
    path.write_text(text, "utf-8")
    (comment,) = (each for each in Blogger(path).read() if isinstance(each, Foreign))
    assert "@" not in comment.text
    assert comment.website is None


def test_control_characters_and_stray_ampersands_lose_nothing(tmp_path: Path) -> None:
    """They are mended and counted once, though the file is read twice."""
    text = takeout(
        takeout_post(2, "/a.html", "<p>Slides\x0b and Q&A</p>"), takeout_comment(10, "post-2", name="R\x00D")
    )
    path = tmp_path / "blog.xml"
    path.write_text(text.replace("Q&amp;A", "Q&A"), "utf-8")
    reader = Blogger(path)
    post, comment = reader.read()
    assert isinstance(post, ExportedPost)
    assert isinstance(comment, Foreign)
    assert (post.body, comment.author) == ("<p>Slides and Q&A</p>", "RD")
    assert [note.what for note in reader.report.notes] == [
        "2 control characters that no XML may hold, the first here",
        "1 raw & outside CDATA, the first here",
    ]
    assert not reader.report.problems
