"""The comments commands: what an editor sees, decides, brings in and takes out."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from outsideinnovation.cli import main
from outsideinnovation.cli.comments.listing import table
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status, new_id

NOON = datetime(2005, 12, 9, 12, 0, tzinfo=UTC)
ROW = {"post": "first", "author": "Dana", "date": "2005-12-09T12:00:00Z", "body": "Words.", "email": "dana@example.org"}


def said(number: int = 0, status: Status = Status.PENDING, **changes: object) -> Comment:
    """Return a comment that is told from others by *number*."""
    fields = {"post": "first", "author": "Dana", "date": NOON, "body": f"Words {number}."} | changes
    return Comment(id=new_id(NOON, str(number)), status=status, **fields)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site with one post and no comments."""
    (tmp_path / "pelicanconf.py").write_text("from outsideinnovation.settings import *\n", "utf-8")
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    (posts / "first.md").write_text("Id: first\nTitle: First\nDate: 2005-12-08\n\nWords.\n", "utf-8")
    return tmp_path


@pytest.fixture
def queue(site: Path) -> CommentQueue:
    """Return the site's comments."""
    return CommentQueue(site / "content" / "comments")


def oi(site: Path, *words: str, given: bytes | None = None) -> Result:
    """Run a comments command on *site*."""
    return CliRunner().invoke(main, ["--site", str(site), "comments", *words], input=given)


def test_a_list_in_a_pipe_is_one_line_a_comment(site: Path, queue: CommentQueue) -> None:
    """Scripts cut the line at tabs: id, status, post, date, author, first words."""
    one = said(body="First *words*\tof many.")
    queue.add(one)
    result = oi(site, "list")
    assert result.exit_code == 0
    assert result.stdout == f"{one.id}\tpending\tfirst\t2005-12-09T12:00:00Z\tDana\tFirst words of many.\n"
    assert result.stderr == ""


def test_a_list_can_be_narrowed(site: Path, queue: CommentQueue) -> None:
    """By state and by post."""
    for number, (status, post) in enumerate(
        [(Status.PENDING, "first"), (Status.SPAM, "first"), (Status.SPAM, "other")]
    ):
        queue.add(said(number, status, post=post))
    assert len(oi(site, "list").stdout.splitlines()) == 3
    assert len(oi(site, "list", "--status", "spam").stdout.splitlines()) == 2
    assert len(oi(site, "list", "--status", "spam", "--post", "first").stdout.splitlines()) == 1
    assert oi(site, "list", "--status", "approved").stdout == ""


def test_a_list_as_json_has_the_documented_fields(site: Path, queue: CommentQueue) -> None:
    """One object a line, with the names of the interfaces."""
    queue.add(said())
    (row,) = map(json.loads, oi(site, "list", "--json").stdout.splitlines())
    assert list(row) == ["id", "post", "status", "author", "website", "date", "reply_to", "body", "score", "reasons"]


@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["export"], ["show", said().id]])
def test_a_name_cannot_drive_the_editors_terminal(site: Path, queue: CommentQueue, words: list[str]) -> None:
    """Escape sequences, overrides and line ends in what strangers sent are shown, not sent, on every way out."""
    queue.add(
        said(author="Da\x1b[2J\u202e\x9b\r\nna", body="Wo\x1b]0;title\x07rds\u2066", website="http://a.org/\x1b[2J")
    )
    result = oi(site, *words)
    assert result.exit_code == 0
    assert not any(character in result.stdout for character in "\x1b\u202e\x9b\r\x07\u2066")


def test_a_table_shows_what_the_lines_show_and_reads_no_markup(queue: CommentQueue) -> None:
    """On a terminal names like [red] or :smile: are names."""
    output = io.StringIO()
    Console(file=output, force_terminal=True, width=160, color_system=None).print(
        table([said(author="[red]Eve[/] :smile:\x1b[2J")])
    )
    assert r"[red]Eve[/] :smile:\x1b[2J" in output.getvalue()
    assert "Words 0." in output.getvalue()
    assert "\x1b[2J" not in output.getvalue()


def test_a_comment_is_shown_whole(site: Path, queue: CommentQueue) -> None:
    """Everything there is, and the words as typed."""
    one = said(body="One *two*\n\n\tthree", website="https://example.org/", reply_to="0123456789ab")
    queue.add(one)
    shown = oi(site, "show", one.id).stdout
    for expected in (one.id, "pending", "Dana", "https://example.org/", "0123456789ab", "One *two*\n\n\tthree\n"):
        assert expected in shown


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        (["approve"], Status.PENDING, Status.APPROVED),
        (["reject", "--again"], Status.APPROVED, Status.REJECTED),
        (["spam"], Status.PENDING, Status.SPAM),
        (["restore"], Status.SPAM, Status.PENDING),
    ],
)
def test_a_decision_is_done_and_told(
    site: Path, queue: CommentQueue, words: list[str], before: Status, after: Status
) -> None:
    """Each comment's old and new state is a line on standard output; of words that were shown nothing else is said."""
    ones = [said(number, before) for number in range(2)]
    for one in ones:
        queue.add(one)
        oi(site, "show", one.id)
    result = oi(site, *words, *(one.id for one in ones))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "".join(f"{one.id}\t{before}\t{after}\n" for one in ones)
    assert len(queue.list(after)) == 2


def test_a_decision_that_cannot_be_made_exits_with_one(site: Path, queue: CommentQueue) -> None:
    """The message names the comment and the remedy, on standard error only."""
    queue.add(said(status=Status.APPROVED))
    result = oi(site, "approve", said().id, "unknown-id-1")
    assert (result.exit_code, result.stdout) == (1, "")
    told = f"Comment {said().id} was decided already: it is approved. See: oi comments show {said().id}"
    assert told in result.stderr
    assert "No comment 'unknown-id-1'. See: oi comments list" in result.stderr


@pytest.mark.parametrize(
    "words", [["approve"], ["list", "--status", "maybe"], ["show"], ["import", "x", "--status", "spam"]]
)
def test_wrong_usage_exits_with_two(site: Path, words: list[str]) -> None:
    """As every Unix command does."""
    assert oi(site, *words).exit_code == 2


def test_a_broken_file_is_named_by_every_command(site: Path, queue: CommentQueue) -> None:
    """File, line, what and remedy, and no traceback."""
    queue.add(said(status=Status.APPROVED))
    path = next(queue.folder.rglob("*.md"))
    path.write_bytes(b"+++\nauthor = \n+++\nWords.\n")
    for words in (["list"], ["export"], ["show", said().id], ["approve", said().id]):
        result = oi(site, *words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"{path}:2: ")


@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["export"]])
def test_a_broken_file_hides_no_other(site: Path, queue: CommentQueue, words: list[str]) -> None:
    """The good ones are printed, then what is wrong with the rest, and the code is 1."""
    queue.add(said(1))
    queue.add(said(2, Status.APPROVED))
    queue.path(said(2, Status.APPROVED)).write_bytes(b"+++\nauthor = \n+++\nWords.\n")
    result = oi(site, *words)
    assert result.exit_code == 1
    assert said(1).id in result.stdout
    assert result.stderr.startswith(f"{queue.path(said(2, Status.APPROVED))}:2: ")


def test_what_can_be_put_in_order_is(site: Path, queue: CommentQueue) -> None:
    """A waiting file that cannot be read is set aside, one id in two states stays in one; both are told of, with code 0."""
    for number in (1, 2, 3):
        queue.add(said(number))
    queue.path(said(2)).write_bytes(b"cut o")
    twice = queue.path(said(3, Status.REJECTED))
    twice.parent.mkdir(parents=True)
    twice.write_bytes(queue.path(said(3)).read_bytes())
    result = oi(site, "list")
    assert result.exit_code == 0, result.stderr
    assert dict(line.split("\t")[:2] for line in result.stdout.splitlines()) == {
        said(1).id: "pending",
        said(3).id: "rejected",
    }
    assert str(queue.folder / "corrupt" / "pending" / "first" / f"{said(2).id}.md") in result.stderr


def lines(*rows: dict[str, object]) -> bytes:
    """Return *rows* as JSON Lines."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_an_import_run_twice_changes_nothing(site: Path, queue: CommentQueue) -> None:
    """Ids come from the comments, so the second run meets its own, even where an editor has decided."""
    file = site / "old.jsonl"
    file.write_bytes(lines(ROW, ROW | {"body": "More."}))
    first = oi(site, "import", str(file))
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == "2 comments imported, 0 there already, 0 lines refused.\n"
    assert {one.status for one in queue.list()} == {Status.PENDING}
    rejected = queue.move(queue.list()[0], Status.REJECTED)
    assert "0 comments imported, 2 there already" in oi(site, "import", str(file), "--status", "approved").stderr
    assert queue.list(Status.REJECTED) == [rejected]
    assert queue.approved() == []


def test_an_import_reads_standard_input(site: Path, queue: CommentQueue) -> None:
    """A minus sign is standard input, and --status is for comments that do not say theirs."""
    rows = lines(ROW, ROW | {"body": "More.", "status": "spam"})
    assert oi(site, "import", "-", "--status", "approved", given=rows).exit_code == 0
    assert [one.status for one in sorted(queue.list(), key=lambda one: one.body)] == [Status.SPAM, Status.APPROVED]


def test_bad_lines_are_named_and_the_others_imported(site: Path, queue: CommentQueue) -> None:
    """Unknown posts and broken lines are FILE:LINE on standard error, and the exit code is 1."""
    file = site / "old.jsonl"
    file.write_bytes(lines(ROW | {"post": "gone"}) + b"broken\n" + lines(ROW))
    result = oi(site, "import", str(file))
    assert result.exit_code == 1
    assert "1 comment imported, 0 there already, 2 lines refused." in result.stderr
    assert f"{file}:1: no such post: 'gone': " in result.stderr
    assert f"{file}:2: not JSON" in result.stderr
    assert len(queue.list()) == 1


def test_an_imported_mail_address_is_nowhere_in_content(site: Path) -> None:
    """Nothing private lies in content/."""
    oi(site, "import", "-", given=lines(ROW))
    assert not any("dana@" in path.read_text("utf-8") for path in (site / "content").rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["missing.jsonl", "content"])
def test_a_file_that_cannot_be_read_is_named(site: Path, name: str) -> None:
    """A missing file or a folder is one line with the remedy."""
    result = oi(site, "import", str(site / name))
    assert result.exit_code == 1
    assert str(site / name) in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_export_is_an_import(site: Path, queue: CommentQueue) -> None:
    """What one site exports another imports, every state kept."""
    for number, status in enumerate(Status):
        queue.add(said(number, status, website="https://example.org/"))
    before = queue.list()
    exported = oi(site, "export").stdout_bytes
    for path in queue.folder.rglob("*.md"):
        path.unlink()
    assert oi(site, "import", "-", given=exported).exit_code == 0
    assert queue.list() == before
    assert len(oi(site, "export", "--status", "spam").stdout.splitlines()) == 1


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u2060", "\u00ad", "\U000e0041", "\u3164"], ids=ascii)
def test_what_takes_no_room_in_a_name_is_written_out(site: Path, queue: CommentQueue, unseen: str) -> None:
    """In lists, as JSON too, where one is shown, and with a decision."""
    one = said(author=f"Da{unseen}na")
    queue.add(one)
    escape = unseen.encode("unicode_escape").decode()
    results = [oi(site, "approve", one.id).stderr, oi(site, "list").stdout, oi(site, "show", one.id).stdout]
    assert all(f"Da{escape}na" in shown for shown in results)
    rows = oi(site, "list", "--json").stdout
    assert unseen not in rows
    assert json.loads(rows)["author"] == one.author
