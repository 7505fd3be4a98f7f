"""`oi check --old-addresses` as its operator sees it: what is lost, what may be meant, and lines that would help."""

import gzip
import json
from typing import Any

import pytest
from tests_support import Blog

from outsideinnovation.builder.urls import redirects

LINE = '192.0.2.1 - - [09/Dec/2005:10:31:00 +0100] "GET {} HTTP/1.1" {} 1 "-" "x"\n'


@pytest.fixture
def moved(blog: Blog) -> Blog:
    """A site with posts that lay elsewhere."""
    blog.post("name-of-it", date="2007-03-04 10:00", category="Ideas", old_urls="/known.html")
    blog.post("a-longer-name-than-others-have", date="2008-01-01 10:00")
    blog.post("twice", date="2007-01-01 10:00")
    blog.post("twice-there", date="2008-01-01 10:00", save_as="2008/01/twice.html", url="2008/01/twice.html")
    blog.write(
        "redirects.txt",
        "/old.html /known.html\n/bye.html gone\n/round-1 /round-2\n/round-2 /round-1\n/there /nowhere.html\n"
        "/away https://example.org/\n/?p=7 /2007/03/name-of-it.html\n/again /again?x=1\n",
    )
    return blog


def judged(blog: Blog, *addresses: str, more: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Return what is said of each of *addresses*, as JSON."""
    path = blog.root / "old.txt"
    path.write_text("\n".join(addresses), "utf-8")
    rows = [
        json.loads(line)
        for line in blog.run("check", "--json", *more, "--old-addresses", str(path)).stdout.splitlines()
    ]
    return {row["address"]: row for row in rows}


@pytest.mark.parametrize(
    ("address", "verdict", "steps", "why"),
    [
        ("/2007/03/name-of-it.html", "answers", [], None),
        ("/2007/03/name-of-it.html?m=1", "answers", [], None),
        ("/", "answers", [], None),
        ("/?m=1", "answers", [], None),
        ("/2007/03", "redirects", ["/2007/03/"], None),
        ("/known.html", "redirects", ["/2007/03/name-of-it.html"], None),
        ("/old.html", "redirects", ["/2007/03/name-of-it.html"], None),
        ("/?p=7", "redirects", ["/2007/03/name-of-it.html"], None),
        ("/away", "redirects", ["https://example.org/"], None),
        ("/bye.html", "gone", [], None),
        ("/?p=8", "lost", [], "the front page answers, whatever it asks for"),
        ("/?m=200703", "lost", [], "the front page answers, whatever it asks for"),
        ("/2007/03/NAME-of-it.html", "lost", [], None),
        ("/2007/03/name-of-it.html/", "lost", [], None),
        ("/100%.html", "lost", [], None),
        ("/there", "lost", ["/nowhere.html"], "leads to /nowhere.html, which is not there"),
        ("/again", "lost", ["/again?x=1", "/again?x=1"], "leads round in a circle"),
        ("/round-1", "lost", [], "redirects.txt leads round in a circle: /round-1 → /round-2 → /round-1"),
    ],
)
def test_an_address_is_judged(moved: Blog, address: str, verdict: str, steps: list[str], why: str | None) -> None:
    """As a browser would fare with it."""
    said = judged(moved, address)[address]
    assert (said["verdict"], said["steps"], said["why"]) == (verdict, steps, why)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/weblog/2007/03/name-of-it.html", ["/2007/03/name-of-it.html"]),
        ("/2007/03/Name_of_it.htm", ["/2007/03/name-of-it.html"]),
        ("/archives/name-of-it", ["/2007/03/name-of-it.html"]),
        ("/2007/03/name-of-it.html/", ["/2007/03/name-of-it.html"]),
        ("/blog/known.html", ["/2007/03/name-of-it.html"]),
        ("/2007/03/nmae_of_it.html", ["/2007/03/name-of-it.html"]),
        ("/2008/01/a_longer_name_th.html", ["/2008/01/a-longer-name-than-others-have.html"]),
        ("/twice", ["/2007/01/twice.html", "/2008/01/twice.html"]),
        ("/weblog/2007/03/", ["/2007/03/"]),
        ("/feed/", ["/feeds/rss.xml", "/feeds/atom.xml"]),
        ("/feed/atom/", ["/feeds/atom.xml", "/feeds/rss.xml"]),
        ("/nothing-like-it-at-all.html", []),
        ("/12345", []),
    ],
)
def test_what_may_be_meant_is_named(moved: Blog, address: str, meant: list[str]) -> None:
    """The same below another folder, the same name written otherwise or cut off, or nearly the same."""
    assert judged(moved, address)[address]["candidates"] == meant


def test_people_are_told_what_is_lost_and_the_exit_code_says_so(moved: Blog) -> None:
    """With what may be meant, and a line that counts; with --verbose the others, too."""
    moved.write("../old.txt", "/weblog/twice.html\n/2007/01/twice.html\nhttps://a.example/x\nhttps://b.example/\n")
    result = moved.run("check", "--old-addresses", str(moved.root / "old.txt"))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "lost: /weblog/twice.html: did you mean /2007/01/twice.html or /2008/01/twice.html?",
        "lost: /x",
        "4 addresses: 2 answered, 0 redirected, 0 gone by choice, 2 lost.",
        "They name 2 hosts, and were judged as if all led here: a.example (1), b.example (1).",
    ]
    assert (
        "answers: /2007/01/twice.html"
        in moved.run("--verbose", "check", "--old-addresses", str(moved.root / "old.txt")).stdout
    )


def test_all_being_well_is_said(moved: Blog) -> None:
    """And the exit code is 0; nothing but the addresses is looked at."""
    moved.write("../old.txt", "/\n/known.html\n")
    result = moved.run("check", "--old-addresses", str(moved.root / "old.txt"))
    assert (result.exit_code, result.stdout) == (
        0,
        "2 addresses: 1 answered, 1 redirected, 0 gone by choice, 0 lost.\n",
    )


def test_the_most_asked_of_a_log_come_first(moved: Blog) -> None:
    """With queries that make no difference told as one; what the old server never gave can be left out."""
    log = [LINE.format(f"/lost.html?utm={number}", 200) for number in range(5)]
    log += [LINE.format("/weblog/twice.html", 200)] * 7 + [LINE.format("/never.html", 404)] * 6
    log += [LINE.format("/?p=9&x=1", 200), LINE.format("/?author=1", 404), LINE.format("/a.css", 200)]
    (moved.root / "log.gz").write_bytes(gzip.compress("".join(log).encode()))
    told = moved.run("check", "--old-addresses", str(moved.root / "log.gz")).stdout.splitlines()
    assert told == [
        "lost: /weblog/twice.html (asked 7 times): did you mean /2007/01/twice.html or /2008/01/twice.html?",
        "lost: /never.html (asked 6 times, never answered)",
        "lost: /lost.html (asked 5 times)",
        "lost: /?p=9&x=1: the front page answers, whatever it asks for",
        "4 addresses: 0 answered, 0 redirected, 0 gone by choice, 4 lost.",
        "Requests that were left out: 1 looked for by bots, 1 pictures, styles, scripts and fonts.",
    ]
    told = moved.run("check", "--answered", "--old-addresses", str(moved.root / "log.gz")).stdout.splitlines()
    assert len(told) == 5
    assert not any("never.html" in line for line in told)


def test_proposals_are_lines_of_redirects_txt(moved: Blog) -> None:
    """Nothing is written; what is sure holds once it is pasted in, and the rest is commented out."""
    path = moved.root / "old.txt"
    path.write_text(
        "/weblog/2007/03/name-of-it.html\n/twice\n/never.html\n/blog/?p=7&x=ü ö\n/ideas/\n/known.html\n", "utf-8"
    )
    before = (moved.content / "redirects.txt").read_text("utf-8")
    result = moved.run("check", "--propose", "--old-addresses", str(path))
    assert result.stdout.splitlines() == [
        "# /blog/?p=7&x=%C3%BC%20%C3%B6 gone",
        "/ideas/ /category/ideas/",
        "# /never.html gone",
        "# /twice /2007/01/twice.html",
        "# /twice /2008/01/twice.html",
        "/weblog/2007/03/name-of-it.html /2007/03/name-of-it.html",
    ]
    assert result.exit_code == 1
    assert (moved.content / "redirects.txt").read_text("utf-8") == before
    moved.write("redirects.txt", before + result.stdout)
    assert redirects.read(moved.content / "redirects.txt")["/ideas/"] == "/category/ideas/"
    verdicts = judged(moved, "/weblog/2007/03/name-of-it.html", "/ideas/")
    assert {row["verdict"] for row in verdicts.values()} == {"redirects"}


def test_a_damaged_file_is_told_and_what_is_whole_is_judged(moved: Blog) -> None:
    """The exit code is 1, and nothing drives the terminal."""
    moved.write("../old.txt", "/\n\x1b[31mred\n")
    result = moved.run("check", "--old-addresses", str(moved.root / "old.txt"))
    assert result.exit_code == 1
    assert result.stdout.startswith("1 address: 1 answered")
    assert "old.txt:2: no address: '\\x1b[31mred': write a whole address" in result.stderr
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["--old-addresses", "none.txt"], 1, "none.txt: No such file or directory: name a sitemap"),
        (["--old-addresses", "http://127.0.0.1/sitemap.xml"], 1, "no address in the public net"),
        (["--old-addresses", "-", "--strict"], 2, "looks at nothing else"),
        (["--propose"], 2, "belong to --old-addresses"),
        (["--propose", "--json", "--old-addresses", "-"], 2, "say one of them"),
    ],
)
def test_what_cannot_be_checked_is_refused(moved: Blog, arguments: list[str], code: int, what: str) -> None:
    """In one line that says what to do."""
    result = moved.run("check", *arguments)
    assert result.exit_code == code
    assert what in result.stderr


def test_a_site_below_a_path_is_judged_by_its_whole_paths(moved: Blog) -> None:
    """What lies above the site is not its own, and lost."""
    moved.settings('SITEURL = "https://ours.example/blog"\n')
    said = judged(moved, "/blog/2007/03/name-of-it.html", "/2007/03/name-of-it.html", "/blog/", "/blog", "/")
    assert [row["verdict"] for row in said.values()] == ["lost", "lost", "redirects", "answers", "answers"]
    assert said["/2007/03/name-of-it.html"]["candidates"] == ["/blog/2007/03/name-of-it.html"]


@pytest.mark.parametrize(("host", "verdict"), [("nginx", "redirects"), ("caddy", "lost"), (None, "lost")])
def test_the_server_that_is_named_counts(moved: Blog, host: str | None, verdict: str) -> None:
    """Nginx folds doubled strokes before it looks redirects up, and Caddy does not; where none is named the worse counts."""
    moved.settings(f"PUBLISH_HOST = {host!r}\n" if host else "")
    assert judged(moved, "/x//known.html", "/known.html//")["/x//known.html"]["verdict"] == "lost"
    moved.write("redirects.txt", "/one/two.html /\n")
    assert judged(moved, "/one//two.html")["/one//two.html"]["verdict"] == verdict


def test_a_site_that_only_pelican_can_build_is_judged_by_what_pelican_makes(moved: Blog) -> None:
    """Its files are those that its plugins and theme write."""
    moved.settings('PLUGIN_PATHS = ["."]\nPLUGINS = [*PLUGINS, "adding"]\n')
    (moved.root / "adding.py").write_text(
        "from pathlib import Path\nfrom pelican import signals\n\n\ndef write(generator, writer):\n"
        "    Path(generator.output_path, 'added.html').write_text('more')\n\n\ndef register():\n"
        "    signals.article_writer_finalized.connect(write)\n",
        "utf-8",
    )
    said = judged(moved, "/added.html", "/2007/03/name-of-it.html", "/known.html", "/other.html")
    assert {address: row["verdict"] for address, row in said.items()} == {
        "/added.html": "answers",
        "/2007/03/name-of-it.html": "answers",
        "/known.html": "redirects",
        "/other.html": "lost",
    }
