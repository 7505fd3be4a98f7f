"""``oi stats`` as authors, editors and their programs meet it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from newsletter_blog import NewsletterBlog
from tests_relay import Relay
from tests_support import Blog

from outsideinnovation.statistics.in_words import span


def published(blog: Blog) -> None:
    """Build a blog whose oldest post has a comment."""
    blog.post("first", title="The rider \u202ewho moved")
    blog.comment("first", "00000001-first")
    blog.build()


def test_an_empty_blog_is_told_to_build(blog: Blog) -> None:
    """Zeros on stdout, what is missing on stderr, and no failure."""
    result = blog.run("stats")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Posts        not counted",
        "Comments     0 published, 0 waiting, 0 rejected, 0 spam",
        "Answers      no comment that came in here has been decided yet",
        "Subscribers  no subscriptions yet",
    ]
    assert result.stderr == "Posts are not counted: the site has not been built yet: run `oi build`.\n"
    assert json.loads(blog.run("stats", "--json").stdout)["posts"] is None
    assert not (blog.root / "instance").exists()


def test_the_table_has_a_line_a_month(blog: Blog) -> None:
    """The newest first, as many as are asked for; titles cannot drive the terminal."""
    published(blog)
    lines = blog.run("stats", "--months", "2").stdout.splitlines()
    assert lines[:2] == ["Posts        1", "Comments     1 published, 0 waiting, 0 rejected, 0 spam"]
    assert lines[5].split() == ["Month", "Posts", "Comments", "Rejected", "Spam", "Answered", "in"]
    assert lines[6].split()[0] == f"{datetime.now(UTC):%Y-%m}"
    assert lines[8:] == ["", "Most discussed", "  1  The rider \\u202ewho moved"]
    whole = blog.run("stats", "--months", "10000").stdout
    assert "2005-12      1         1" in whole
    assert blog.run("stats", "--months", "0").exit_code == 2


def test_programs_get_one_object(blog: Blog) -> None:
    """With every month and whole addresses."""
    published(blog)
    found = json.loads(blog.run("stats", "--json").stdout)
    assert found["posts"] == 1
    assert found["comments"] == {
        "pending": 0,
        "approved": 1,
        "rejected": 0,
        "spam": 0,
        "by_author": 0,
        "waiting_since": None,
    }
    assert (found["subscribers"], found["mailings"], found["problems"]) == (None, None, [])
    (post,) = found["most_discussed"]
    assert post["url"].startswith("https://ours.example/")
    assert (post["id"], post["comments"]) == ("first", 1)
    assert found["months"][0]["month"] == "2005-12"
    assert {"month", "posts", "approved", "median_seconds", "joined", "subscribers", "mails"} <= set(found["months"][0])
    assert datetime.fromisoformat(found["counted"]).tzinfo


def test_mails_that_went_out_are_counted(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """And those who get them; neither is named."""
    paper = NewsletterBlog(blog, monkeypatch)
    with Relay() as relay:
        paper.to(relay)
        paper.read_by("dana", "eli")
        paper.news()
        assert blog.run("newsletter", "send").exit_code == 0
    result = blog.run("stats")
    lines = result.stdout.splitlines()
    assert lines[3:5] == ["Subscribers  2 now", "Mailings     1 issue: 2 mails sent, 0 failed"]
    assert lines[7].split()[-4:] == ["2", "0", "2", "2"]
    assert "readers.example" not in result.output + blog.run("stats", "--json").output


def test_a_damaged_comment_is_named_and_left_out(blog: Blog) -> None:
    """What is whole is counted all the same."""
    published(blog)
    blog.write("comments/approved/first/00000002-broken.md", "+++\nauthor = Dana\n+++\nWords.\n")
    result = blog.run("stats")
    assert result.exit_code == 0
    assert "Comments     1 published" in result.stdout
    assert result.stderr == (
        "content/comments/approved/first/00000002-broken.md:2: cannot be read, so it is not counted: "
        "`oi comments list` says what is wrong\n"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (60, "1 minute"),
        (3_600, "60 minutes"),
        (7_199, "120 minutes"),
        (7_200, "2 hours"),
        (86_400, "24 hours"),
        (172_800, "2 days"),
        (8_640_000, "100 days"),
    ],
)
def test_spans_are_told_in_the_largest_unit_of_which_there_are_two(seconds: int, words: str) -> None:
    """So that a rounded number is never far from the truth."""
    assert span(timedelta(seconds=seconds)) == words
