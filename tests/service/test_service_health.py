"""What a monitor and the editors are told: whether comments can be kept, and whether decisions become live."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from service_editor import ModeratedBlog, text
from service_reader import Reader
from tests_support import Blog
from werkzeug.test import TestResponse

from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.deploy import live_state
from outsideinnovation.service.context import EXTENSION
from outsideinnovation.service.health import folders

FOLDERS = [
    "content/comments",
    "content/comments/.tmp",
    "content/comments/pending",
    "content/comments/pending/first",
    "instance/comments",
    "instance/outbox",
    "instance/outbox/ready",
    "instance/outbox/limits",
    "instance",
]
NOTIFY = 'MAIL_FROM = "blog@ours.example"\nCOMMENTS_NOTIFY = ["editor@ours.example"]\n'


def ask(reader: Reader) -> TestResponse:
    """Ask how the service is."""
    return reader.browser.get("/healthz")


def built(moderated: ModeratedBlog, *comments: Comment) -> None:
    """Let a build be made of the first comment and *comments*."""
    ids = ["00000001-first", *(comment.id for comment in comments)]
    live_state.record(moderated.reader.context.site, ids, moderated.now, seconds=0.4, files=3)


def test_all_is_well(reader: Reader) -> None:
    """Nothing more is said than that."""
    assert (ask(reader).status_code, ask(reader).json) == (200, {"status": "ok"})


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_that_intake_writes_is_looked_at(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """One that may not be written is 503 and named; so it is with the folder of a single post, which root may have made."""
    reader.submit()
    for name in FOLDERS:
        (reader.blog.root / name).mkdir(parents=True, exist_ok=True)
    known = {str(path.relative_to(reader.blog.root)) for path in folders(reader.context)}
    assert known == set(FOLDERS)
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != reader.blog.root / folder)
    answer = ask(reader)
    assert (answer.status_code, answer.json["status"]) == (503, "failing")
    assert answer.json["error"] == f"{folder} cannot be written"


def test_readers_write_nowhere_else(blog: Blog) -> None:
    """Whatever a comment, its mails and a subscription leave behind lies in one of those: the list is as long as the truth."""
    reader = Reader(blog, NOTIFY)
    before = set(reader.files())
    reader.submit(email="dana@example.org", notify="yes")
    assert reader.post({"email": "eve@example.org", "frequency": "each"}, "/subscriptions").status_code == 200
    reader.close()
    fresh = {str(Path(path).parent) for path in set(reader.files()) - before}
    assert fresh <= set(FOLDERS)
    assert fresh >= {"content/comments/pending/first", "instance/outbox/ready", "instance"}


def test_subscribers_that_cannot_be_read_are_noticed(reader: Reader) -> None:
    """503 once their database does not answer, in words that name no file and no address; it is not made by asking."""
    place = reader.context.database.path
    assert place
    assert ask(reader).status_code == 200
    assert not place.exists()
    place.write_bytes(b"no database" * 100)
    answer = ask(reader)
    assert (answer.status_code, answer.json["error"]) == (
        503,
        "the queue cannot be read, or the database does not answer",
    )


def test_a_file_in_a_folders_place_is_noticed(reader: Reader) -> None:
    """Nothing can be written into what is no folder, whatever its rights."""
    (reader.blog.content / "comments" / "pending").write_text("no folder", "utf-8")
    answer = ask(reader)
    assert (answer.status_code, answer.json["error"]) == (503, "content/comments/pending cannot be written")


def test_a_build_that_failed_is_told(moderated: ModeratedBlog) -> None:
    """200, for comments are taken all the same; since when, but not why, which is told to editors."""
    built(moderated)
    live_state.record_failure(moderated.reader.context.site, "posts/canary.md:3: no such date", moderated.now)
    answer = ask(moderated.reader)
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "build": {"status": "failed", "since": moderated.now.isoformat()}}
    assert "canary.md:3: no such date" in text(moderated.editor().get().text)


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_decision_that_waits_longer_than_a_minute_is_told(moderated: ModeratedBlog, action: str) -> None:
    """Whether a comment is to come or to go; before that it is on its way, and after the build all is well."""
    editor = moderated.editor()
    comment = moderated.comment(status=Status.PENDING if action == "approve" else Status.APPROVED)
    built(moderated, *([comment] if action == "reject" else []))
    editor.act(action, comment, seen=comment.status)
    decided = moderated.now
    moderated.reader.later(seconds=60)
    assert ask(moderated.reader).json == {"status": "ok"}
    assert "That is too long" not in text(editor.get().text)
    moderated.reader.later(seconds=120)
    assert ask(moderated.reader).json["build"] == {"status": "waiting", "since": decided.isoformat()}
    assert "waiting for the build for 3 minutes. That is too long" in text(editor.get("/moderation").text)
    assert editor.get("/moderation/bar", Accept="application/json").json["late"] == "3 minutes"
    built(moderated, *([comment] if action == "approve" else []))
    assert ask(moderated.reader).json == {"status": "ok"}


def test_a_file_that_was_moved_by_hand_waits_too(moderated: ModeratedBlog) -> None:
    """Nobody has written it down yet; the file itself says since when."""
    built(moderated)
    later: Callable[[], datetime] = lambda: datetime.now(UTC) + timedelta(minutes=2)  # noqa: E731 - a clock that is ahead
    moderated.reader.app.extensions[EXTENSION] = replace(moderated.reader.context, clock=later)
    assert "build" not in ask(moderated.reader).json
    moderated.reader.blog.comment("second", "00000005-by-hand")
    assert ask(moderated.reader).json["build"]["status"] == "waiting"


def test_after_a_rollback_nothing_is_late(moderated: ModeratedBlog) -> None:
    """Whoever went back wants what is live to differ from what was decided."""
    editor, comment = moderated.editor(), moderated.comment()
    editor.act("approve", comment)
    live_state.record_rollback(moderated.reader.context.site, ["00000001-first"], moderated.now)
    moderated.reader.later(minutes=5)
    assert ask(moderated.reader).json == {"status": "ok"}


def test_where_nothing_is_known_of_a_build_nothing_is_said(moderated: ModeratedBlog) -> None:
    """A site that somebody else builds writes nothing down, and is not blamed for it."""
    moderated.editor().act("approve", moderated.comment())
    moderated.reader.later(minutes=5)
    assert ask(moderated.reader).json == {"status": "ok"}
