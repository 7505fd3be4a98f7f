"""Comments on posts that are not here are kept whole, whatever system they come from, and come in once the posts are there."""

import shutil
from pathlib import Path

import ghost_exports
import pytest
from blogger_exports import classic, classic_comment, classic_post
from importers_conversations import comment, disqus, isso, item, post, thread, wordpress
from json_conversations import FORMS, conversation, write
from tests_support import Blog

from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment

DANA = "dana@example.org"
HERE, GONE = "/2005/12/first.html", "/2005/11/gone.html?x=1"
SYSTEMS = ["disqus", "wordpress", "isso", *FORMS]
Told = tuple[str, str, str, str | None, str, bool]


def export(system: str, folder: Path) -> Path:
    """Return a system's export: a comment and its answer on a post that is here, and two others on one that is not."""
    path = folder / "export.data"
    by = {"name": "Dana", "email": DANA}
    if system == "disqus":
        pages = thread(7, f"https://old.example{HERE}"), thread(8, f"https://old.example{GONE}")
        first = post(1, 7, **by), post(2, 7, parent=1, **by)
        path.write_text(disqus(*pages, *first, post(3, 8, **by), post(4, 8, parent=3, **by)), "utf-8")
    elif system == "wordpress":
        named = {"author": "Dana", "author_email": DANA}
        first = item(f"https://old.example{HERE}", comment(1, **named), comment(2, parent="1", **named))
        gone = item(f"https://old.example{GONE}", comment(3, **named), comment(4, parent="3", **named))
        path.write_text(wordpress(first, gone), "utf-8")
    elif system == "isso":
        rows = [{"id": 1}, {"id": 2, "parent": 1}, {"id": 3, "tid": 2}, {"id": 4, "tid": 2, "parent": 3}]
        isso(path, [(1, HERE), (2, GONE)], [row | {"email": DANA, "author": "Dana"} for row in rows])
    else:
        write(path, conversation(system), packed=True)
    return path


def comments(blog: Blog) -> list[Comment]:
    """Return every comment of the site."""
    return CommentQueue(blog.site.comments).list()


def addresses(blog: Blog) -> set[str]:
    """Return the ids of the comments that Dana's address is kept beside."""
    return {private.id for private in PrivateStore(blog.site.private_store_path).by_email(DANA)}


@pytest.mark.parametrize("by_hand", [True, False], ids=["--post", "the post comes"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_kept_comes_in_whole_and_once(blog: Blog, tmp_path: Path, system: str, by_hand: bool) -> None:
    """Threads, dates, names, states and mail addresses, as if the post had been there; each import again changes nothing."""
    blog.post("first")
    path = export(system, tmp_path)
    result = blog.run("comments", "import", str(path))
    assert result.exit_code == 1
    kept = blog.site.instance / "imports" / f"export.{system}.jsonl"
    assert f"2 comments on posts that are not here are kept in {kept}" in result.stderr
    assert f"  {GONE}: 2\n" in result.stderr
    assert kept.stat().st_mode & 0o077 == 0
    assert len(comments(blog)) == 2
    assert not any(DANA in file.read_text("utf-8") for file in blog.content.rglob("*.md"))
    blog.post("second", **({} if by_hand else {"old_urls": GONE}))
    more = ["--post", f"{GONE}=second"] if by_hand else []
    for expected in ("2 comments imported, 0 there already", "0 comments imported, 2 there already"):
        result = blog.run("comments", "import", str(kept), *more)
        assert (result.exit_code, expected in result.stderr) == (0, True), result.stderr
    later, known = comments(blog), addresses(blog)
    assert len(later) == 4
    assert known == {each.id for each in later}
    again = blog.run("comments", "import", str(path), *more)
    assert "0 comments imported, 4 there already" in again.stderr
    assert comments(blog) == later
    shutil.rmtree(blog.site.comments)
    shutil.rmtree(blog.site.instance)
    assert blog.run("comments", "import", str(path), *more).exit_code == 0
    assert comments(blog) == later
    assert addresses(blog) == known
    by_id = {each.id: each for each in later}
    answers = [each for each in later if each.reply_to]
    assert sorted(each.post for each in answers) == ["first", "second"]
    assert all(by_id[str(each.reply_to)].post == each.post for each in answers)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_format_can_be_said(blog: Blog, tmp_path: Path, system: str) -> None:
    """And a file of another is refused in one line, with nothing written."""
    blog.post("first")
    path = export(system, tmp_path)
    assert "2 comments imported" in blog.run("comments", "import", "--from", system, str(path)).stderr
    other = "hyvor" if system == "disqus" else "disqus"
    result = blog.run("comments", "import", "--from", other, str(path))
    assert result.exit_code == 1
    assert "Traceback" not in result.output


BLOGS = {
    "blogger": classic(
        classic_post(1, "/2007/03/first.html"),
        classic_comment(11, 1, email=DANA, name="Dana"),
        classic_comment(12, 1, parent="11"),
        classic_comment(13, 2, path="/2007/04/gone.html", email=DANA),
        classic_comment(14, 2, path="/2007/04/gone.html", parent="13"),
    ),
    "ghost": ghost_exports.export(
        [ghost_exports.post(1, slug="first")],
        comments=[
            ghost_exports.comment(11, 1),
            ghost_exports.comment(12, 1, parent_id="c11", in_reply_to_id=None),
            ghost_exports.comment(13, 2),
            ghost_exports.comment(14, 2, parent_id="c13"),
        ],
        members=[{"id": "m1", "name": "Dana", "email": DANA}],
    ),
}


@pytest.mark.parametrize("system", list(BLOGS))
def test_the_comments_of_a_whole_blog_come_alone_or_with_it(blog: Blog, tmp_path: Path, system: str) -> None:
    """To a post that came another way and has the slug; later the whole blog brings none of them twice, nor what was kept."""
    path = tmp_path / "export.data"
    path.write_text(BLOGS[system], "utf-8")
    blog.post("first", Id="first")
    result = blog.run("comments", "import", str(path))
    assert "2 comments imported, 0 there already" in result.stderr
    kept = blog.site.instance / "imports" / f"export.{system}.jsonl"
    name = next(line.rpartition(":")[0].strip() for line in result.stderr.splitlines() if line.endswith(": 2"))
    blog.post("second")
    assert "2 comments imported" in blog.run("comments", "import", str(kept), "--post", f"{name}=second").stderr
    before = comments(blog)
    assert len(before) == 4
    assert sorted((each.post, bool(each.reply_to)) for each in before) == [
        ("first", False),
        ("first", True),
        ("second", False),
        ("second", True),
    ]
    for post_there in ("--post", f"{name}=second"), ():
        blog.run("import", system, str(path), *post_there)
        assert comments(blog) == before
    if system == "blogger":
        assert len(addresses(blog)) == 2


@pytest.mark.parametrize("system", list(BLOGS))
def test_a_whole_blog_keeps_what_has_no_post_in_the_same_way(blog: Blog, tmp_path: Path, system: str) -> None:
    """And the kept file brings it in, whole and once."""
    path = tmp_path / "export.data"
    path.write_text(BLOGS[system], "utf-8")
    result = blog.run("import", system, str(path))
    assert "2 comments on posts that are not here are kept in" in result.stderr
    kept = blog.site.instance / "imports" / f"export.{system}.jsonl"
    name = next(line.rpartition(":")[0].strip() for line in result.stderr.splitlines() if line.endswith(": 2"))
    blog.post("second")
    for expected in ("2 comments imported, 0 there", "0 comments imported, 2 there"):
        assert expected in blog.run("comments", "import", str(kept), "--post", f"{name}=second").stderr
    by_id = {each.id: each for each in comments(blog)}
    answers = [each for each in by_id.values() if each.reply_to]
    assert len(by_id) == 4
    assert all(by_id[str(each.reply_to)].post == each.post for each in answers)
    assert len(answers) == 2


def test_a_kept_line_whose_post_is_still_nowhere_stays(blog: Blog, tmp_path: Path) -> None:
    """It is named, and nothing is lost."""
    blog.post("first")
    blog.run("comments", "import", str(export("remark42", tmp_path)))
    kept = blog.site.instance / "imports" / "export.remark42.jsonl"
    before = kept.read_bytes()
    result = blog.run("comments", "import", str(kept))
    assert result.exit_code == 1
    assert "no such post" in result.stderr
    assert kept.read_bytes() == before
