"""What is live is written down: which comments readers see, how the last build went, and what is still to come."""

from datetime import UTC, datetime, timedelta

import pytest
from tests_support import Blog

from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.deploy import live_state
from outsideinnovation.deploy.live_state import LiveState, UnpublishedDecisions

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def test_before_the_first_build_nothing_is_live(blog: Blog) -> None:
    """A site that was never built, and one whose file is damaged, have nothing live."""
    assert live_state.read(blog.site) == LiveState()
    (blog.root / "instance").mkdir()
    for damage in (b"", b"[]", b"{}", b'{"comments": 1}', b"\xff"):
        (blog.root / "instance" / live_state.FILE).write_bytes(damage)
        assert live_state.read(blog.site) == LiveState()


def test_a_build_is_remembered(blog: Blog) -> None:
    """Its comments, its time, how long it took and how much it changed; only its owner may read who wrote what."""
    made = live_state.record(blog.site, ["00000002-b", "00000001-a"], NOW, seconds=0.12345, files=7)
    assert made == LiveState(frozenset({"00000001-a", "00000002-b"}), NOW, 0.123, 7)
    assert live_state.read(blog.site) == made
    assert (blog.root / "instance" / live_state.FILE).stat().st_mode & 0o777 == 0o600


def test_a_build_that_changed_nothing_is_not_written_down(blog: Blog) -> None:
    """The file keeps its bytes and its time, unless there is an error to take back or a comment more."""
    first = live_state.record(blog.site, ["00000001-a"], NOW, seconds=1, files=7)
    before = (blog.root / "instance" / live_state.FILE).stat()
    assert live_state.record(blog.site, ["00000001-a"], LATER, seconds=1, files=0) == first
    assert (blog.root / "instance" / live_state.FILE).stat() == before
    live_state.record_failure(blog.site, "posts/a.md:1: no title", LATER)
    assert live_state.record(blog.site, ["00000001-a"], LATER, seconds=1, files=0).errors == ""


def test_a_failure_leaves_what_is_live(blog: Blog) -> None:
    """What readers see stays, with the reason why nothing newer is there, and since when."""
    made = live_state.record(blog.site, ["00000001-a"], NOW, seconds=1, files=7)
    failed = live_state.record_failure(blog.site, "posts/a.md:1: no title", LATER)
    assert (failed.comments, failed.built, failed.errors, failed.failed) == (
        made.comments, NOW, "posts/a.md:1: no title", LATER,
    )  # fmt: skip
    assert live_state.record_failure(blog.site, "posts/a.md:1: no title", LATER + timedelta(hours=1)) == failed


@pytest.mark.parametrize("went_back", [True, False])
def test_waiting_is_what_readers_do_not_see_yet(blog: Blog, went_back: bool) -> None:
    """Comments that are approved and not live, and those that are live and not approved any more."""
    for name in ("00000001-old", "00000002-new"):
        blog.comment("first", name)
    blog.comment("first", "00000003-rejected", status="rejected")
    blog.comment("first", "00000004-pending", status="pending")
    blog.write("comments/approved/first/.00000005-hidden.md", "left behind")
    seen = ["00000001-old", "00000003-rejected"]
    if went_back:
        live_state.record_rollback(blog.site, seen, NOW)
    else:
        live_state.record(blog.site, seen, NOW, seconds=1, files=7)
    waiting = live_state.waiting(CommentQueue(blog.site.comments), live_state.read(blog.site))
    assert waiting == UnpublishedDecisions(("00000002-new",), ("00000003-rejected",))
    assert live_state.read(blog.site).went_back is went_back
