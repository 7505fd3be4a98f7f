"""A build makes the whole site or changes nothing, and the same input always makes the same bytes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests_support import Blog
from tests_waiting import tick


def test_a_post_becomes_a_page_at_its_address(small_blog: Blog) -> None:
    """A post's words stand at /year/month/slug.html, as TypePad had them."""
    small_blog.build()
    assert "<em>first</em>" in small_blog.page("2005/12/first.html")


def test_links_between_posts_are_rooted(small_blog: Blog) -> None:
    """A {filename} link leads to the post on whatever host the site is served."""
    small_blog.build()
    assert 'href="/2005/12/first.html"' in small_blog.page("2006/01/second.html")


def test_a_site_below_a_path_links_below_that_path(small_blog: Blog) -> None:
    """With SITEURL https://ours.example/notes every link begins with /notes/."""
    small_blog.settings('SITEURL = "https://ours.example/notes"\n')
    small_blog.build()
    page = small_blog.page("2006/01/second.html")
    assert 'href="/notes/2005/12/first.html"' in page
    assert 'href="/2005' not in page
    assert 'href="/theme' not in page


def test_a_draft_is_in_no_file(small_blog: Blog) -> None:
    """A draft's words and title appear nowhere in the output."""
    small_blog.post("secret", "Unfinished thoughts.", status="draft")
    small_blog.post("placed", "Unfinished too.", status="draft", url="2001/placed.html", save_as="2001/placed.html")
    small_blog.write("pages/later.md", "Title: Later\nStatus: draft\n\nUnfinished page.\n")
    small_blog.build()
    assert not [path for path, data in small_blog.files().items() if b"Unfinished" in data or b"secret" in data]


def test_a_hidden_post_has_a_page_and_is_in_no_list(small_blog: Blog) -> None:
    """Status: hidden makes a page that only its address leads to."""
    small_blog.post("aside", "Only for those who know.", status="hidden")
    small_blog.build()
    assert [path for path, data in small_blog.files().items() if b"Only for those" in data] == ["2005/12/aside.html"]


def test_a_post_in_several_categories_is_listed_in_each(small_blog: Blog) -> None:
    """`Categories` files a post under more than its primary category, once in each."""
    small_blog.post("both", category="Co-Design", categories="Lead Users; Co-Design")
    small_blog.build()
    for category in ("co-design", "lead-users"):
        assert small_blog.page(f"category/{category}/index.html").count('href="/2005/12/both.html"') >= 1
    assert small_blog.page("feeds/co-design/rss.xml").count("<item>") == 2


def test_a_post_keeps_the_address_it_is_given(blog: Blog) -> None:
    """Url and Save_as put a post at any path, such as an old blog's."""
    blog.post("kept", url="old/2005/11/the_long_tail.html", save_as="old/2005/11/the_long_tail.html")
    blog.build()
    assert "Words." in blog.page("old/2005/11/the_long_tail.html")


def test_a_second_build_touches_nothing(small_blog: Blog) -> None:
    """Files whose bytes have not changed keep their time of change, so that servers see nothing new."""
    small_blog.build()
    before = {path: path.stat().st_mtime_ns for path in small_blog.output.rglob("*") if path.is_file()}
    tick()
    report = json.loads(small_blog.run("build", "--json").stdout)
    assert (report["written"], report["removed"], report["unchanged"]) == (0, 0, len(before))
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_what_the_site_no_longer_has_is_removed(small_blog: Blog) -> None:
    """A deleted post leaves no page and no empty folder behind."""
    small_blog.build()
    (small_blog.content / "posts" / "second.md").unlink()
    small_blog.build()
    assert not (small_blog.output / "2006").exists()
    assert b"Second" not in b"".join(small_blog.files().values())


def test_what_others_hide_in_the_output_stays(small_blog: Blog) -> None:
    """A hidden folder at the top of the output, such as .git, is not ours to remove."""
    small_blog.build()
    (small_blog.output / ".git").mkdir()
    (small_blog.output / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    small_blog.build()
    assert (small_blog.output / ".git" / "HEAD").is_file()


def test_a_page_may_take_the_place_of_a_folder_and_back(blog: Blog) -> None:
    """An address that turns from a file into a folder, or back, is no obstacle."""
    blog.post("place", url="place", save_as="place")
    blog.build()
    blog.post("place", url="place/", save_as="place/index.html")
    blog.build()
    assert "Words." in blog.page("place/index.html")
    blog.post("place", url="place", save_as="place")
    blog.build()
    assert "Words." in blog.page("place")


def test_nothing_is_left_beside_the_output(small_blog: Blog) -> None:
    """The folder in which a build works is gone when it ends, well or not."""
    small_blog.build()
    small_blog.post("broken", date="yesterday-ish")
    small_blog.run("build")
    assert {path.name for path in small_blog.root.iterdir()} <= {
        "content",
        "output",
        "instance",
        "pelicanconf.py",
        "__pycache__",
    }


def test_output_goes_where_it_is_asked_to(small_blog: Blog, tmp_path: Path) -> None:
    """--output builds elsewhere and leaves output/ alone."""
    assert small_blog.run("build", "--output", str(tmp_path / "else")).exit_code == 0
    assert (tmp_path / "else" / "index.html").is_file()
    assert not small_blog.output.exists()


def test_json_says_what_was_done(small_blog: Blog) -> None:
    """Build --json prints one object with the numbers of interfaces.md."""
    report = json.loads(small_blog.run("build", "--json").stdout)
    assert (report["posts"], report["pages"], report["comments"]) == (2, 1, 1)
    assert set(report) == {"posts", "pages", "comments", "written", "unchanged", "removed", "seconds"}


def test_the_catalogue_says_what_is_live(small_blog: Blog) -> None:
    """After a build the catalogue lists the posts with their ids and addresses."""
    from outsideinnovation import catalogue

    small_blog.post("sealed", comments="closed")
    small_blog.build()
    rows = {entry.id: entry for entry in catalogue.read(small_blog.site.catalogue)}
    assert rows["first"].url == "2005/12/first.html"
    assert rows["first"].comments_open
    assert not rows["sealed"].comments_open


BUILDS = {
    "ours": [sys.executable, "-m", "outsideinnovation", "build", "--output"],
    "pelican's": [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-o"],
}


def built_elsewhere(blog: Blog, command: list[str], output: Path, **environment: str) -> dict[str, bytes]:
    """Build in a process of its own with that environment and return the files."""
    subprocess.run(
        [*command, str(output)], cwd=blog.root, env=os.environ | environment, check=True, capture_output=True
    )
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", BUILDS.values(), ids=BUILDS)
def test_the_same_input_makes_the_same_bytes(small_blog: Blog, tmp_path: Path, command: list[str]) -> None:
    """Hash seed, locale, time zone and command make no difference to a single byte."""
    for number in range(5):  # several posts of one minute, in several lists: where an order could slip in
        small_blog.post(f"twin-{number}", tags="a, b, c", category="Co-Design", categories="Lead Users, Co-Design")
    first = built_elsewhere(
        small_blog, BUILDS["ours"], tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8"
    )
    other = built_elsewhere(small_blog, command, tmp_path / "two", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="POSIX")
    assert other == first


def test_the_clock_makes_no_difference(small_blog: Blog, tmp_path: Path) -> None:
    """Two builds a day apart are identical, also where posts close after some days."""
    small_blog.settings("COMMENTS_CLOSE_AFTER_DAYS = 14\n")
    today = built_elsewhere(small_blog, BUILDS["ours"], tmp_path / "today")
    later = tmp_path / "later.py"
    later.write_text(
        "import sys, time, datetime\n"
        "real = time.time\n"
        "time.time = lambda: real() + 86400\n"
        "class Later(datetime.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None): return super().now(tz) + datetime.timedelta(days=1)\n"
        "datetime.datetime = Later\n"
        "from outsideinnovation.cli import main\n"
        "main()\n",
        "utf-8",
    )
    assert (
        built_elsewhere(small_blog, [sys.executable, str(later), "build", "--output"], tmp_path / "tomorrow") == today
    )


def test_the_order_of_folders_makes_no_difference(small_blog: Blog, tmp_path: Path) -> None:
    """The same files, made in another order, build to the same bytes."""
    small_blog.build()
    copy = Blog(tmp_path / "copy")
    shutil.rmtree(copy.content)
    for path in sorted(small_blog.content.rglob("*"), reverse=True):
        if path.is_file():
            copy.write(str(path.relative_to(small_blog.content)), path.read_bytes())
    copy.build()
    assert copy.files() == small_blog.files()
