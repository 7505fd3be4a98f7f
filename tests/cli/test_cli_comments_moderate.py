"""`oi comments moderate`, at a terminal of its own: what waits, one by one, with single keys."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests_support import Blog
from tests_waiting import HANG

from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status


def _with_its_own_terminal() -> None:
    """Make Control-C the command's signal, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A command at a terminal: type keys, and wait for what it says."""

    def __init__(self, root: Path, *words: str, **environment: str) -> None:
        self._master, slave = pty.openpty()
        command = [sys.executable, "-m", "outsideinnovation", "--site", str(root), *words]
        said = os.environ | {"TERM": "xterm", "COLUMNS": "100", "LINES": "40"} | environment
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=said,
            start_new_session=True,
            preexec_fn=_with_its_own_terminal,  # noqa: PLW1509 - nothing here has threads
        )
        os.close(slave)
        self.said = ""

    def expect(self, words: str) -> str:
        """Wait until *words* are on the screen, and return all that has been said up to them, once."""
        until = time.monotonic() + HANG
        while words not in self.said:
            assert time.monotonic() < until, f"{words!r} did not come: {self.said[-2000:]!r}"
            if select.select([self._master], [], [], 0.2)[0]:
                try:
                    self.said += os.read(self._master, 65_536).decode("utf-8", "replace")
                except OSError:  # the other end is closed
                    assert words in self.said, f"{words!r} did not come: {self.said[-2000:]!r}"
        before, _, self.said = self.said.partition(words)
        return before + words

    def type(self, keys: str) -> None:
        """Press *keys*, one after the other, without waiting."""
        os.write(self._master, keys.encode())

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        until = time.monotonic() + HANG
        while self.process.poll() is None:
            assert time.monotonic() < until, self.said
            if select.select([self._master], [], [], 0.1)[0]:
                with suppress(OSError):
                    self.said += os.read(self._master, 65_536).decode("utf-8", "replace")
        os.close(self._master)
        return self.process.returncode


def words(number: int) -> str:
    """Return the words of a waiting comment, which no other has."""
    return f"Waiting words number {number}."


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Return a site where four comments wait on a post that is live."""
    blog = Blog(tmp_path)
    blog.post("first", Title="The first post")
    blog.build()
    blog.comment("first", "00000000-parent", "The parent's words.", head='website = "https://example.org/"')
    for number in range(4):
        head = 'reply_to = "00000000-parent"' if number == 1 else ""
        blog.comment("first", f"00000001-{number}", words(number), status="pending", head=head)
    return blog


@pytest.fixture
def terminal(blog: Blog) -> Iterator[Terminal]:
    """Return the command, just started."""
    editor = blog.root / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "Better words.\\n" > "$1"\n', "utf-8")
    editor.chmod(0o755)
    made = Terminal(blog.root, "comments", "moderate", EDITOR=str(editor), VISUAL=str(editor))
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def states(blog: Blog) -> dict[str, str]:
    """Return the state of each waiting comment by its number."""
    return {each.id[-1]: str(each.status) for each in CommentQueue(blog.site.comments).list() if each.id[-2] == "-"}


def test_each_key_does_its_own(blog: Blog, terminal: Terminal) -> None:
    """Decide, leave, go back, undo; each is in the log, by the name of the system's user, and the end says what was done."""
    shown = terminal.expect("1 of 4")
    shown += terminal.expect("q quit")
    assert "The first post" in shown
    assert "https://ours.example/2005/12/first.html" in shown
    assert words(0) in shown
    terminal.type("?")
    terminal.expect("keep it from the public, and learn from it")
    terminal.type("a")
    terminal.expect("pending → approved")
    terminal.expect("2 of 4")
    assert "The parent's words." in terminal.expect(words(1))
    terminal.type("r")
    terminal.expect("3 of 4")
    terminal.type("n")
    terminal.expect("4 of 4")
    terminal.type("b")
    terminal.expect("3 of 4")
    terminal.type("s")
    terminal.expect("4 of 4")
    terminal.type("u")
    terminal.expect("spam → pending")
    terminal.expect("3 of 4")
    terminal.type("q")
    terminal.expect("1 approved, 1 rejected; 2 waiting.")
    assert terminal.end() == 0
    assert states(blog) == {"0": "approved", "1": "rejected", "2": "pending", "3": "pending"}
    log = DecisionLog(blog.site.instance / "comments" / "decisions.jsonl")
    assert [entry.action for entry in log.all()] == ["approve", "reject", "spam", "undo"]
    assert len({entry.by for entry in log.all()}) == 1


def test_keys_typed_ahead_are_taken_one_by_one_and_arrows_do_nothing(blog: Blog, terminal: Terminal) -> None:
    """No gesture is lost, and no other made of a long key's bytes; the last one ends it."""
    terminal.expect("1 of 4")
    terminal.type("\x1b[Ax")
    terminal.expect("does nothing here")
    terminal.type("aars")
    terminal.expect("2 approved, 1 rejected, 1 spam; 0 waiting.")
    assert terminal.end() == 0
    assert states(blog) == {"0": "approved", "1": "approved", "2": "rejected", "3": "spam"}


def test_words_are_edited_in_the_editors_own_program(blog: Blog, terminal: Terminal) -> None:
    """The comment waits with its new words, shown again, and the old ones can be had back."""
    terminal.expect("q quit")
    terminal.type("e")
    terminal.expect("Better words.")
    terminal.expect("q quit")
    assert CommentQueue(blog.site.comments).find("00000001-0").body == "Better words."
    terminal.type("u")
    terminal.expect(words(0))
    terminal.type("q")
    assert terminal.end() == 0
    assert CommentQueue(blog.site.comments).find("00000001-0").body == words(0)


def test_what_somebody_else_decided_is_said(blog: Blog, terminal: Terminal) -> None:
    """The decision that came first stands, and the next comment is shown."""
    terminal.expect("q quit")
    assert blog.run("comments", "spam", "00000001-0").exit_code == 0
    terminal.type("a")
    terminal.expect("was decided already")
    terminal.expect("2 of 4")
    terminal.type("\x03")
    terminal.expect("Nothing decided; 3 waiting.")
    assert terminal.end() == 0
    assert states(blog)["0"] == "spam"


def test_words_that_come_too_late_are_shown_and_not_saved(blog: Blog, terminal: Terminal) -> None:
    """Somebody decides while an editor writes: the decision stands and is named, and what was written can be copied."""
    comments = blog.content / "comments"
    (comments / "spam" / "first").mkdir(parents=True)
    move = f"mv {comments}/pending/first/00000001-0.md {comments}/spam/first/"
    (blog.root / "editor.sh").write_text(f'#!/bin/sh\n{move}\nprintf "Better words.\\n" > "$1"\n', "utf-8")
    terminal.expect("q quit")
    terminal.type("e")
    terminal.expect("Not saved; you had written:")
    terminal.expect("Better words.")
    terminal.expect("was decided already: it is spam")
    terminal.expect("2 of 4")
    terminal.type("q")
    assert terminal.end() == 0
    assert CommentQueue(blog.site.comments).find("00000001-0").body == words(0)


def test_a_comment_cannot_drive_the_terminal(blog: Blog) -> None:
    """Escape sequences, overrides and markup in what strangers sent are shown, not sent."""
    for path in (blog.content / "comments" / "pending").rglob("*.md"):
        path.unlink()
    evil = (
        '+++\nauthor = "[red]Eve\\u001b[2J\\u202e"\ndate = 2005-12-09T11:00:00Z\n+++\nWo\x1b]0;title\x07rds [bold]x\n'
    )
    blog.write("comments/pending/first/00000001-9.md", evil)
    terminal = Terminal(blog.root, "comments", "moderate")
    shown = terminal.expect("q quit")
    assert r"[red]Eve\x1b[2J" in shown
    assert r"Wo\x1b]0;title\x07rds [bold]x" in shown
    assert "\x1b]0;" not in shown
    assert "\u202e" not in shown
    assert not re.search(r"\x1b\[\d*J", shown)
    terminal.type("q")
    assert terminal.end() == 0


def test_a_list_on_a_terminal_is_coloured(blog: Blog) -> None:
    """States have their colours; a pipe gets none."""
    terminal = Terminal(blog.root, "comments", "list")
    shown = terminal.expect("Waiting words number 3.")
    assert "\x1b[33mpending" in shown
    assert "\x1b[32mapproved" in shown
    assert terminal.end() == 0
    assert "\x1b" not in blog.run("comments", "list").stdout


def test_without_a_terminal_it_says_so(blog: Blog) -> None:
    """In a script nobody presses keys."""
    result = blog.run("comments", "moderate", stdin="a")
    assert result.exit_code == 1
    assert "needs a terminal" in result.stderr
    assert CommentQueue(blog.site.comments).list(Status.PENDING)


def test_an_empty_queue_is_said(blog: Blog) -> None:
    """And that is all."""
    for path in (blog.content / "comments" / "pending").rglob("*.md"):
        path.unlink()
    terminal = Terminal(blog.root, "comments", "moderate")
    terminal.expect("No comment is waiting.")
    assert terminal.end() == 0
