"""Decisions by command are about waiting comments, and about the words that the editor was shown."""

import getpass
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.seen import SeenVersions

ONE, TWO = "00000001-one", "00000002-two"
DECISIONS = ["approve", "reject", "spam"]
AFTER = {"approve": "approved", "reject": "rejected", "spam": "spam"}
LOOKS = [["list"], ["list", "--json"], ["list", "--status", "pending", "--post", "first"], ["show", ONE]]


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Return a site with a comment that waits."""
    blog = Blog(tmp_path)
    blog.post("first")
    blog.comment("first", ONE, "The words as they came.", status="pending")
    return blog


def status(blog: Blog, identifier: str = ONE) -> Status:
    """Return where a comment is."""
    return CommentQueue(blog.site.comments).find(identifier).status


def change(blog: Blog, words: str) -> None:
    """Let somebody else change the words that wait."""
    blog.comment("first", ONE, words, status="pending")


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("state", ["approved", "rejected", "spam"])
def test_what_was_decided_is_not_decided_again(blog: Blog, verb: str, state: str) -> None:
    """It stays as it is, code 1, and the message names what was decided, by whom and when."""
    decided = {after: verb for verb, after in AFTER.items()}[state]
    assert blog.run("comments", decided, ONE).exit_code == 0
    result = blog.run("comments", verb, ONE)
    assert (result.exit_code, result.stdout) == (1, "")
    entry = DecisionLog(blog.site.decisions).last(ONE)
    assert f"decided already: {entry}" in result.stderr
    assert f"by {getpass.getuser()} on " in result.stderr
    assert status(blog) == state


@pytest.mark.parametrize(("state", "verb"), [("approved", "reject"), ("approved", "spam"), ("rejected", "approve")])
def test_again_decides_anew(blog: Blog, state: str, verb: str) -> None:
    """The refusal gives the command, and that command does it."""
    blog.comment("first", TWO, status=state)
    refused = blog.run("comments", verb, TWO)
    assert refused.exit_code == 1
    assert f"oi comments {verb} --again {TWO}" in refused.stderr
    assert blog.run("comments", verb, "--again", TWO).exit_code == 0
    assert status(blog, TWO) == AFTER[verb]


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_words_that_changed_since_they_were_shown_are_not_decided_about(blog: Blog, look: list[str], verb: str) -> None:
    """They are shown as they are now, code 1; the same command again decides about these."""
    blog.run("comments", *look)
    change(blog, "Buy pills.\n\nBuy more.")
    refused = blog.run("comments", verb, ONE)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"{ONE}, Dana:\n  Buy pills.\n  \n  Buy more." in refused.stderr
    assert f"{ONE} changed since you were shown it" in refused.stderr
    assert status(blog) is Status.PENDING
    again = blog.run("comments", verb, ONE)
    assert (again.exit_code, again.stderr) == (0, "")
    assert status(blog) == AFTER[verb]


def test_one_changed_comment_holds_the_others_back(blog: Blog) -> None:
    """All of several are decided, or none."""
    blog.comment("first", TWO, status="pending")
    blog.run("comments", "list")
    change(blog, "Other words.")
    assert blog.run("comments", "approve", TWO, ONE).exit_code == 1
    assert {status(blog, ONE), status(blog, TWO)} == {Status.PENDING}
    assert blog.run("comments", "approve", TWO, ONE).exit_code == 0


@pytest.mark.parametrize("verb", DECISIONS)
def test_words_that_were_never_shown_are_shown_with_the_decision(blog: Blog, verb: str) -> None:
    """A script that knows the id needs nothing else; standard output stays for it alone."""
    result = blog.run("comments", verb, ONE)
    assert (result.exit_code, result.stdout) == (0, f"{ONE}\tpending\t{AFTER[verb]}\n")
    assert "The words as they came." in result.stderr
    assert "oi comments undo" in result.stderr


def test_shown_words_cannot_drive_the_terminal(blog: Blog) -> None:
    """Neither those that were never shown nor those that changed."""
    blog.run("comments", "list")
    change(blog, "Wo\x1b]0;title\x07rds \u202e")
    refused, done = (blog.run("comments", "approve", ONE) for _ in range(2))
    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert "Wo\\x1b]0;title\\x07rds \\u202e" in refused.stderr
    assert not any(character in refused.stderr for character in "\x1b\x07\u202e")


def test_what_another_editor_was_shown_is_not_what_i_was(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the system's users has read for themselves."""
    monkeypatch.setenv("LOGNAME", "ann")
    blog.run("comments", "list")
    change(blog, "Other words.")
    monkeypatch.setenv("LOGNAME", "bob")
    done = blog.run("comments", "approve", ONE)
    assert done.exit_code == 0
    assert "Other words." in done.stderr


def test_the_record_holds_no_words_and_is_the_owners_alone(blog: Blog) -> None:
    """Ids and hashes, and erasing a comment takes its own away."""
    blog.run("comments", "list")
    path = blog.site.seen_versions
    assert path.stat().st_mode & 0o777 == 0o600
    seen = SeenVersions(path)
    assert seen.of(getpass.getuser(), [ONE, TWO]).keys() == {ONE}
    assert not any(b"words" in each.read_bytes() for each in path.parent.glob("seen.sqlite*"))
    seen.close()
    result = blog.run("comments", "erase", "--id", ONE, "--json")
    assert (result.exit_code, json.loads(result.stdout)["remains"]) == (0, [])
    assert not any(ONE.encode() in each.read_bytes() for each in path.parent.glob("seen.sqlite*"))


def test_of_two_commands_at_once_one_wins_and_the_other_is_told(blog: Blog) -> None:
    """Real processes: one exits with 0, the other with 1, "decided already", and the comment is in one state."""
    for number in range(2):
        identifier = f"0000001{number}-race"
        blog.comment("first", identifier, status="pending")
        command = [sys.executable, "-m", "outsideinnovation", "--site", str(blog.root), "comments"]
        racers = {
            verb: subprocess.Popen(
                [*command, verb, identifier], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
            )
            for verb in ("approve", "reject")
        }
        said = {verb: (*racer.communicate(), racer.returncode) for verb, racer in racers.items()}
        (winner,) = (verb for verb, (_, _, code) in said.items() if code == 0)
        (loser,) = set(racers) - {winner}
        stdout, stderr, code = said[loser]
        assert (stdout, code) == ("", 1)
        assert f"{identifier} was decided already: {AFTER[winner]} by {getpass.getuser()} on " in stderr
        assert status(blog, identifier) == AFTER[winner]
        assert len(DecisionLog(blog.site.decisions).of(identifier)) == 1
