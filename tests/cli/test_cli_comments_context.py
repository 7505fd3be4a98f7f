"""What an editor at the terminal sees beside a comment, and how decisions are logged and taken back."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.comments import moderation
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.private_store import Private, PrivateStore, Reason
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
DOCUMENTED = ["id", "post", "status", "author", "website", "date", "reply_to", "body", "score", "reasons"]


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Return a built site with a conversation of four, one of them known to the private book."""
    blog = Blog(tmp_path)
    blog.post("first", Title="The first post")
    blog.comment("first", "00000001-first", "The words of the first.")
    blog.comment("first", "00000002-second", "The second's words.", head='reply_to = "00000001-first"')
    blog.comment("first", "00000003-third", "The third's words.", status="pending", head='reply_to = "00000002-second"')
    blog.comment("first", "00000004-fourth", "Another's words.", status="spam", head="by_author = true")
    blog.build()
    reasons = (Reason("links", 0.3, "two"), Reason("words", -0.5))
    private_store = PrivateStore(blog.site.instance / "comments" / "private.sqlite")
    private_store.add_all(
        Private(identifier, identifier, NOW, "", "dana@example.org", False, 0.25, reasons)
        for identifier in ("00000003-third", "00000001-first")
    )
    private_store.close()
    return blog


def test_json_has_exactly_the_documented_keys_and_what_the_filter_says(blog: Blog) -> None:
    """Score and reasons come from the private book; where it knows nothing they are null and empty."""
    rows = {row["id"]: row for row in map(json.loads, blog.run("comments", "list", "--json").stdout.splitlines())}
    assert all(set(row) == set(DOCUMENTED) for row in rows.values())
    assert rows["00000003-third"]["score"] == 0.25
    assert rows["00000003-third"]["reasons"] == [
        {"name": "links", "score": 0.3, "detail": "two"},
        {"name": "words", "score": -0.5, "detail": ""},
    ]
    assert (rows["00000004-fourth"]["score"], rows["00000004-fourth"]["reasons"]) == (None, [])


def test_a_comment_is_shown_in_its_context(blog: Blog) -> None:
    """The post's title and address, whom it answers, what the same address wrote before, score, reasons, decision."""
    blog.run("comments", "reject", "00000003-third")
    shown = blog.run("comments", "show", "00000003-third").stdout
    for expected in (
        "The first post",
        "https://ours.example/2005/12/first.html",
        "score    0.25",
        "words -0.50, links +0.30 (two)",
        "answers  Dana: The words of the first.",
        "answers  Dana: The second's words.",
        "earlier  Dana: The words of the first.",
        f"rejected by {getpass.getuser()} on ",
        "\n\nThe third's words.\n",
    ):
        assert expected in shown
    assert "earlier  Dana: The second's words." not in shown
    assert "dana@example.org" not in shown


def test_a_comment_of_a_site_without_a_service_is_shown_too(blog: Blog) -> None:
    """Nothing is known of it then; earlier comments are those of the same name, and no book is made by looking."""
    room = blog.site.instance / "comments"
    for path in room.glob("private.sqlite*"):
        path.unlink()
    (blog.site.catalogue).unlink()
    shown = blog.run("comments", "show", "00000003-third").stdout
    assert "earlier  Dana: The second's words." in shown
    assert "score" not in shown
    assert blog.run("comments", "list", "--json").exit_code == 0
    assert not (room / "private.sqlite").exists()


def test_decisions_are_logged_by_the_systems_user_and_undone(blog: Blog) -> None:
    """Several in one gesture go back in one; then the gesture before; then there is nothing left."""
    queue, log = CommentQueue(blog.site.comments), DecisionLog(blog.site.instance / "comments" / "decisions.jsonl")
    blog.run("comments", "approve", "00000003-third")
    assert blog.run("comments", "reject", "--again", "00000003-third", "00000001-first").exit_code == 0
    assert {entry.by for entry in log.all()} == {getpass.getuser(), moderation.HAND}  # the first was approved by hand
    undone = blog.run("comments", "undo")
    assert undone.stdout.splitlines() == [
        "00000003-third\trejected\tapproved",
        "00000001-first\trejected\tapproved",
    ]
    assert blog.run("comments", "undo").stdout == "00000003-third\tapproved\tpending\n"
    assert queue.find("00000003-third").status is Status.PENDING
    last = blog.run("comments", "undo")
    assert last.exit_code == 1
    assert "oi comments list" in last.stderr


@pytest.mark.parametrize("words", [["list"], ["show"], ["spam"], ["undo"]])
def test_what_was_decided_by_hand_is_known_at_once(blog: Blog, words: list[str]) -> None:
    """A file that was moved is a decision like any other, also where no service runs; what was imported is none."""
    log = DecisionLog(blog.site.instance / "comments" / "decisions.jsonl")
    blog.run("comments", "reject", "00000003-third")
    folder = blog.content / "comments"
    (folder / "rejected" / "first" / "00000003-third.md").rename(folder / "approved" / "first" / "00000003-third.md")
    blog.run("comments", *words, *(["00000003-third"] if words[0] in {"show", "spam"} else []))
    by_hand = [entry for entry in log.of("00000003-third") if entry.by == moderation.HAND]
    assert [(entry.before, entry.after) for entry in by_hand] == [("rejected", "approved")]
    assert "approved by hand on" in blog.run("comments", "show", "00000003-third").stdout or words == ["spam"]
    assert log.of("00000002-second") == []


def test_spam_ends_trust(blog: Blog) -> None:
    """Whoever was trusted and sends spam is not any more; the editor is told."""
    private_store = PrivateStore(blog.site.instance / "comments" / "private.sqlite")
    private_store.trust("dana@example.org", NOW)
    result = blog.run("comments", "spam", "00000003-third")
    assert "dana@example.org is trusted no more" in result.stderr
    assert not private_store.trusted("dana@example.org")
    private_store.close()
