"""Whatever is wrong with what people wrote is named with its file, line and remedy; all of it, and the site stays."""

import os
import time
from pathlib import Path

import pytest
from tests_support import Blog, small_disk
from tests_waiting import HANG

BROKEN = {
    "no title": ("Date: 2005-12-09\n\nWords.\n", ":1: no title: add a line `Title: …`"),
    "an empty title": ("Title:\nDate: 2005-12-09\n\nWords.\n", ":1: no title"),
    "no date": ("Title: A\n\nWords.\n", ":1: no date: add a line `Date: 2005-12-09 10:31`"),
    "a bad date": (
        "Title: A\nDate: the ninth\n\nWords.\n",
        ":2:7: Date 'the ninth' is no date: write it as 2005-12-09 10:31",
    ),
    "a misspelt field": (
        "Title: A\nDate: 2005-12-09\nStaus: draft\n\nWords.\n",
        ":3:1: unknown field 'Staus': did you mean Status?",
    ),
    "a field in the singular": (
        "Title: A\nDate: 2005-12-09\nTag: x\n\nWords.\n",
        ":3:1: unknown field 'Tag': did you mean Tags?",
    ),
    "a misspelt status": (
        "Title: A\nDate: 2005-12-09\nStatus: darft\n\nWords.\n",
        ":3:9: unknown status 'darft': did you mean draft?",
    ),
    "a bad state of comments": (
        "Title: A\nDate: 2005-12-09\nComments: perhaps\n\nWords.\n",
        ":3:11: unknown Comments 'perhaps'",
    ),
    "a second date": ("Title: A\nDate: 2005-12-09\nDate: 2005-12-10\n\nWords.\n", ":3:1: a second Date: keep one"),
    "a leading blank line": ("\nTitle: A\nDate: 2005-12-09\n\nWords.\n", ":2:1: no fields at the top"),
    "an empty file": ("", ": the file is empty: write it, or remove it"),
    "a NUL": ("Title: A\nDate: 2005-12-09\n\nWo\0rds.\n", ":4:3: a NUL character"),
    "another encoding": ("Title: Café\nDate: 2005-12-09\n\nWords.\n".encode("latin-1"), ":1:11: not UTF-8"),
    "a link to nowhere": (
        "Title: A\nDate: 2005-12-09\n\nSee\n[this]({filename}gone.md).\n",
        ":5:8: no file 'gone.md' to link to",
    ),
    "a summary that links to nowhere": (
        "Title: A\nDate: 2005-12-09\nSummary: See [this]({filename}gone.md).\n\nWords.\n",
        ":3:21: no file 'gone.md' to link to",
    ),
    "a file linked as a post": (
        "Title: A\nDate: 2005-12-09\n\nSee [this]({filename}/sidebar.txt).\n",
        ":4:12: '/sidebar.txt' is no post or page: link to other files with {static}",
    ),
    "a post linked as a file": (
        "Title: A\nDate: 2005-12-09\n\nSee [this]({static}/posts/first.md).\n",
        ":4:12: '/posts/first.md' is the source of a post: link to posts with {filename}",
    ),
    "a way out of the site": (
        "Title: A\nDate: 2005-12-09\nSave_as: ../../etc/cron.html\n\nWords.\n",
        ":3:10: '../../etc/cron.html' lies",
    ),
    "an id that is a path": (
        "Id: ../x\nTitle: A\nDate: 2005-12-09\n\nWords.\n",
        ":1:5: Id '../x' cannot name a folder",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_post_is_named_and_the_old_site_stays(small_blog: Blog, text: str | bytes, message: str) -> None:
    """The message has file, line and remedy; the exit code is 1; the output is byte for byte what it was."""
    small_blog.build()
    before = small_blog.files()
    small_blog.write("sidebar.txt", "Not a post.")
    path = small_blog.write("posts/broken.md", text)
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert f"{path}{message}" in result.stderr
    assert "Traceback" not in result.output
    assert small_blog.files() == before


def test_every_problem_of_a_run_is_named(small_blog: Blog) -> None:
    """Three mistakes in two files are three lines, in the order of the files."""
    one = small_blog.write("posts/one.md", "Titel: A\nDate: never\n\nWords.\n")
    two = small_blog.write("posts/two.md", "Title: B\nDate: 2005-12-09\nStaus: draft\n\nWords.\n")
    lines = [line for line in small_blog.run("build").stderr.splitlines() if line.startswith(str(small_blog.root))]
    assert [line.split(": ")[0] for line in lines] == [f"{one}:1", f"{one}:1:1", f"{one}:2:7", f"{two}:3:1"]


HARMLESS = {
    "a byte-order mark": b"\xef\xbb\xbfTitle: Marked\nDate: 2005-12-09\n\nFine words.\n",
    "CRLF": b"Title: Marked\r\nDate: 2005-12-09\r\n\r\nFine words.\r\n",
    "tabs": b"Title:\tMarked\nDate:\t2005-12-09\n\nFine words.\n",
    "fences": b"---\nTitle: Marked\nDate: 2005-12-09\n---\nFine words.\n",
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_editors_put_into_files_is_read_right(blog: Blog, data: bytes) -> None:
    """A byte-order mark, CRLF, tabs and fences around the head change nothing."""
    blog.write("posts/marked.md", data)
    blog.build()
    page = blog.page("2005/12/marked.html")
    assert "<p>Fine words.</p>" in page
    assert ">Marked<" in page


def test_two_posts_on_one_address_are_both_named(small_blog: Blog) -> None:
    """A duplicate slug in one month names the second file and where the first one is."""
    small_blog.write("posts/copy.md", "Id: other\nTitle: Copy\nDate: 2005-12-20\nSlug: first\n\nWords.\n")
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "the address /2005/12/first.html is that of" in result.stderr
    assert "copy.md" in result.stderr
    assert "first.md" in result.stderr


def test_two_posts_with_one_id_are_refused(small_blog: Blog) -> None:
    """Comments hang on the id, so no two posts may share one."""
    small_blog.post("third", id="first")
    assert "the id 'first' is that of" in small_blog.run("build").stderr


def test_a_page_on_the_address_of_a_list_is_refused(small_blog: Blog) -> None:
    """A page cannot take the place of the archives."""
    small_blog.write("pages/archives.md", "Title: Mine\nSlug: archives\n\nWords.\n")
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "the address /archives/index.html is that of a list that the build makes" in result.stderr


@pytest.mark.parametrize("cut", range(0, 75, 3))
def test_a_comment_file_cut_anywhere_stops_the_build_or_is_whole(small_blog: Blog, cut: int) -> None:
    """A truncated comment is named with its file; it is never skipped silently."""
    path = small_blog.comment("first", "00000002-second", "More words.")
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    result = small_blog.run("build")
    assert "Traceback" not in result.output
    if cut <= whole.index(b"More"):
        assert result.exit_code == 1
        assert str(path) in result.stderr
    else:
        assert result.exit_code == 0


def test_a_plugin_that_does_not_load_stops_the_build(small_blog: Blog) -> None:
    """The settings file and its line are named, not just the plugin."""
    small_blog.settings('PLUGINS = [*PLUGINS, "no_such_plugin"]\n')
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "pelicanconf.py:5:" in result.stderr
    assert "no_such_plugin" in result.stderr
    assert not small_blog.output.exists()


def test_a_plugin_that_fails_is_named_by_its_line(small_blog: Blog) -> None:
    """What a plugin raises is a problem with a place, and no traceback."""
    small_blog.settings(
        'import sys\nsys.path.insert(0, str(__import__("pathlib").Path(__file__).parent))\nPLUGINS = [*PLUGINS, "clumsy"]\n'
    )
    (small_blog.root / "clumsy.py").write_text(
        "from pelican import signals\ndef stumble(_):\n    return 1 / 0\n"
        "def register():\n    signals.all_generators_finalized.connect(stumble)\n",
        "utf-8",
    )
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "clumsy.py:3: ZeroDivisionError" in result.stderr


def test_a_template_that_is_missing_stops_the_build(small_blog: Blog) -> None:
    """A post that asks for a template the theme lacks is refused."""
    small_blog.post("grand", template="no_such_template")
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "no_such_template" in result.stderr


def test_a_mistake_in_a_template_is_named_by_its_line(small_blog: Blog) -> None:
    """A template that cannot be rendered is named with its own line, once, however many pages use it."""
    overrides = small_blog.root / "templates"
    overrides.mkdir()
    (overrides / "page.html").write_text("<p>\n{{ page.nothing.at_all }}\n", "utf-8")
    small_blog.settings(f"THEME_TEMPLATES_OVERRIDES = [{str(overrides)!r}]\n")
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "page.html:2: UndefinedError" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_named(small_blog: Blog) -> None:
    """Content that this user may not read is an error, not an empty site."""
    folder = small_blog.content / "posts"
    folder.chmod(0)
    try:
        result = small_blog.run("build")
    finally:
        folder.chmod(0o755)
    assert result.exit_code == 1
    assert f"{folder}: cannot be read" in result.stderr


def test_an_output_that_cannot_be_written_is_named(small_blog: Blog) -> None:
    """A file where the output's parent should be is said plainly."""
    (small_blog.root / "taken").write_text("", "utf-8")
    result = small_blog.run("build", "--output", str(small_blog.root / "taken" / "output"))
    assert result.exit_code == 1
    assert "cannot build here" in result.stderr


def test_comments_for_no_post_are_said(small_blog: Blog) -> None:
    """Comments whose post is gone stay where they are, and the build warns of them."""
    small_blog.comment("gone", "00000003-orphan")
    result = small_blog.build()
    assert "content/comments/approved/gone: no post has this id" in result.stderr


def test_five_megabytes_of_text_build(blog: Blog) -> None:
    """A post as long as a shelf of books takes seconds, not forever."""
    blog.post("long", ("Words and words, and *some* of them `in code`. " * 12 + "\n\n") * 9000)
    started = time.monotonic()
    blog.build()
    assert time.monotonic() - started < HANG, "a bound against never ending, not a benchmark"


def test_an_unknown_field_that_is_like_none_is_the_authors_own(blog: Blog) -> None:
    """Plugins and themes may ask for fields of their own."""
    blog.post("own", mood="cheerful")
    blog.build()


def test_links_shown_as_code_are_not_followed(blog: Blog) -> None:
    """A manual may show how links are written without meaning them."""
    blog.post("manual", "Write `[x]({filename}gone.md)`, or\n\n```\n{static}/gone.png\n```\n")
    blog.build()


def test_after_a_first_build_that_failed_nothing_is_said_of_a_damaged_cache(blog: Blog) -> None:
    """The mistake is mended, and the next build says what it did and no more."""
    broken = blog.post("first", "As [here]({filename}gone.md).")
    assert blog.run("build").exit_code == 1
    broken.unlink()
    blog.post("second")
    result = blog.run("build")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_link_far_to_the_right_in_a_list_is_followed(blog: Blog) -> None:
    """There it is no code, as the page shows."""
    blog.post("manual", "- So it is done:\n\n    as [here]({filename}gone.md).\n")
    result = blog.run("build")
    assert result.exit_code == 1
    assert "posts/manual.md:7:15: no file 'gone.md' to link to" in result.output


def test_a_link_after_an_indented_block_of_code_is_followed(blog: Blog) -> None:
    """Such a block ends with its lines; what comes after it is no code."""
    blog.post("manual", "So it is done:\n\n    {static}/gone.png\n\nAs [here]({filename}gone.md).\n")
    result = blog.run("build")
    assert result.exit_code == 1
    assert "posts/manual.md:9:11: no file 'gone.md' to link to" in result.output


def test_check_names_the_same_problems_without_building(small_blog: Blog, tmp_path: Path) -> None:
    """`oi check` is the first half of a build."""
    del tmp_path
    path = small_blog.post("odd", status="publishd")
    result = small_blog.run("check")
    assert result.exit_code == 1
    assert f"{path}:4:9: unknown status 'publishd': did you mean published?" in result.stderr
    assert small_blog.run("check", str(small_blog.content / "posts" / "first.md")).exit_code == 0


@pytest.mark.parametrize("posts", [1, 70], ids=["made here", "made by workers"])
def test_a_disk_that_is_full_is_told_and_the_old_site_stays(blog: Blog, tmp_path: Path, posts: int) -> None:
    """The file that had no room is named, nothing half written is put in place, and with room the build goes through."""
    with small_disk(tmp_path / "disk", 2_000_000 + posts * 60_000) as disk:
        output = ["build", "--output", str(disk / "output")]
        blog.post("first")
        assert blog.run(*output).exit_code == 0
        before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        for number in range(posts):
            blog.post(f"large-{number}", f"{'Many words. ' * 20_000}\n")
        result = blog.run(*output)
        assert result.exit_code == 1
        assert ": No space left on device: give the right to write there, or free space." in result.stderr
        assert {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()} == before
        for number in range(posts):
            blog.post(f"large-{number}", "Few words.\n")
        assert blog.run(*output).exit_code == 0
        assert (disk / "output" / "2005" / "12" / "large-0.html").is_file()


@pytest.mark.parametrize("line", ["1. " * 2000, "- " * 2000, "> " * 2000, "+ > 1. " * 500], ids=lambda line: line[:7])
def test_what_is_nested_too_deeply_is_named(blog: Blog, line: str) -> None:
    """Lists in lists in lists are no traceback: the file is named, and the other problems with it."""
    blog.post("deep", line)
    blog.write("posts/second.md", "Title: A\n\nWords.\n")
    for words in (["build"], ["check"]):
        result = blog.run(*words)
        assert "Traceback" not in result.output
        assert "second.md:1: no date" in result.stderr
        if words == ["build"] and "deep.md" in result.stderr:
            assert (
                "deep.md:5: Lists or quotes in its Markdown are too deep inside each other: nest fewer" in result.stderr
            )
    (blog.content / "posts" / "second.md").unlink()
    result = blog.run("build")
    assert (result.exit_code == 0) != ("too deep inside each other" in result.stderr)
