"""What goes on besides requests: a decision is live at once, one process of several builds, and a crash loses nothing."""

import fcntl
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from tests_support import Blog, missing
from tests_waiting import HANG, until

from outsideinnovation.builder.build import build
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.comments import moderation
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.spam import Model
from outsideinnovation.deploy import live_state
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.service import BACKGROUND, create_app
from outsideinnovation.service import jobs as jobs_module
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.service.jobs import Job, Jobs
from outsideinnovation.service.preview import PreviewFiles
from outsideinnovation.service.worker import TICK

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
BUILDS = "This process builds"
SERVICE = 'SERVICE_URL = "https://ours.example"\nMAIL_FROM = "editors@ours.example"\n'
CANARIES = ("Ada Canary", "canary@example.org", "the canary sings")


class Service:
    """A service in a process of its own; what it logs goes into a file."""

    def __init__(self, blog: Blog, name: str, before: Sequence[str] = ()) -> None:
        self._log = blog.root / f"{name}.log"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        command = [sys.executable, "-m", "outsideinnovation", "--site", str(blog.root), "service", "--port", port]
        command = [*before, *command]
        with self._log.open("wb") as stream:
            self.process = subprocess.Popen(command, stderr=stream)

    @property
    def said(self) -> str:
        """What it has logged up to now."""
        return self._log.read_text("utf-8")

    def end(self, how: signal.Signals) -> int:
        """Send it a signal, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(HANG)


class Served:
    """A blog, and the services that were started for it."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.services: list[Service] = []

    def start(self, *before: str) -> Service:
        """Start another service; *before* is what its command line begins with."""
        self.services.append(Service(self.blog, f"service-{len(self.services)}", before))
        return self.services[-1]

    def approve(self, name: str) -> None:
        """Rename a comment that waits into the approved ones, as an editor at a terminal may."""
        pending = self.blog.comment("second", name, status="pending")
        approved = self.blog.content / "comments" / "approved" / "second" / pending.name
        approved.parent.mkdir(parents=True, exist_ok=True)
        pending.rename(approved)

    def shows(self, name: str, folder: str = "output") -> bool:
        """Tell whether readers of the post see the comment, and editors are told so."""
        page = self.blog.root / folder / "2006" / "01" / "second.html"
        seen = page.is_file() and f"comment-{name}" in page.read_text("utf-8")
        return seen and name in live_state.read(self.blog.site).comments

    def is_as_a_clean_build(self, folder: str = "output") -> bool:
        """Compare every byte that readers get with a clean build."""
        clean = self.blog.root / "clean"
        build(self.blog.site, settings={"OUTPUT_PATH": str(clean)}, clean=True)
        made = (self.blog.root / folder).resolve()
        return _files(made) == _files(clean)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def served(small_blog: Blog) -> Iterator[Served]:
    """A blog that services may be started for; none survives the test."""
    small_blog.settings(SERVICE)
    found = Served(small_blog)
    yield found
    for service in found.services:
        service.process.kill()
        service.process.wait()


@pytest.mark.parametrize("folder", ["output", "instance/current"])
def test_a_decision_is_live_at_once_and_the_end_is_clean(served: Served, folder: str) -> None:
    """A rename is seen, its page made or published, and told of; SIGTERM lets what was begun come to its end."""
    if folder == "instance/current":
        assert served.blog.run("publish").exit_code == 0
    service = served.start()
    until(lambda: BUILDS in service.said and live_state.read(served.blog.site).built)
    served.approve("00000002-next")
    until(lambda: served.shows("00000002-next", folder))
    served.approve("00000003-last")
    until(lambda: served.shows("00000003-last", folder))
    assert service.end(signal.SIGTERM) == 0
    assert "Traceback" not in service.said
    assert served.is_as_a_clean_build(folder)


def test_a_decision_is_live_where_the_system_cannot_watch(served: Served) -> None:
    """With no inotify instance left the site is looked at instead; the log says so in one line, and there is no traceback."""
    service = served.start(*_without_inotify())
    until(lambda: BUILDS in service.said and live_state.read(served.blog.site).built)
    served.approve("00000002-next")
    until(lambda: served.shows("00000002-next"))
    served.approve("00000003-last")
    until(lambda: served.shows("00000003-last"))
    assert service.end(signal.SIGTERM) == 0
    assert service.said.count("The system tells of no changes") == 1
    assert "Traceback" not in service.said
    assert served.is_as_a_clean_build()


def _without_inotify() -> list[str]:
    """Return what runs a command in a user namespace of its own that may have no inotify instance; others keep theirs."""
    limit = "echo 0 > /proc/sys/user/max_inotify_instances"
    namespace = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*namespace, limit], check=False, capture_output=True).returncode:
        missing("the right to make a user namespace")
    return [*namespace, f'{limit} && exec "$@"', "sh"]


def test_a_defect_in_the_build_is_told_and_not_again_and_again(
    small_blog: Blog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw is written down as a failed build, logged once, and tried again after a while only."""
    small_blog.settings(SERVICE)
    monkeypatch.setattr(WatchBuilder, "follow", lambda *_, **__: 1 / 0)
    app = create_app(small_blog.root)
    try:
        until(lambda: "ZeroDivisionError" in live_state.read(small_blog.site).errors)
        assert app.test_client().get("/healthz").json["build"]["status"] == "failed"
        until(lambda: "Something went wrong" in caplog.text)
        assert not app.extensions[BACKGROUND]._stop.wait(4 * TICK)
        assert caplog.text.count("Traceback") == 1
    finally:
        app.extensions[BACKGROUND].stop()
        app.extensions[EXTENSION].intake.close()
        app.extensions[EXTENSION].private_store.close()


def test_a_service_that_was_killed_goes_on(served: Served) -> None:
    """What was decided in its last moment, and while there was none, is live once there is one again."""
    for number in range(2):
        service = served.start()
        until(lambda service=service: BUILDS in service.said)
        served.approve(f"0000001{number}-last-moment")
        time.sleep(0.2 * number)
        service.end(signal.SIGKILL)
        served.approve(f"0000002{number}-meanwhile")
    service = served.start()
    wanted = [
        f"000000{kind}{number}-{name}" for kind, name in ((1, "last-moment"), (2, "meanwhile")) for number in (0, 1)
    ]
    until(lambda: all(served.shows(name) for name in wanted))
    assert service.end(signal.SIGTERM) == 0
    assert served.is_as_a_clean_build()


def test_one_of_two_builds_and_the_other_takes_over(served: Served) -> None:
    """However many serve a site, one builds; when it is gone, another does."""
    services = [served.start(), served.start()]
    until(lambda: any(BUILDS in service.said for service in services))
    until(lambda: all("http://" in service.said for service in services))
    time.sleep(1)
    first, second = sorted(services, key=lambda service: BUILDS not in service.said)
    assert BUILDS not in second.said
    first.end(signal.SIGKILL)
    until(lambda: BUILDS in second.said)
    served.approve("00000002-next")
    until(lambda: served.shows("00000002-next"))


@pytest.fixture
def app(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The service in this process, at work, with a mailbox instead of a relay."""
    monkeypatch.setenv("OI_SMTP_URL", "mailbox:")
    small_blog.settings(SERVICE)
    before = threading.active_count()
    made = create_app(small_blog.root)
    until(lambda: live_state.read(small_blog.site).built)
    yield made
    made.extensions[BACKGROUND].stop()
    context: ServiceContext = made.extensions[EXTENSION]
    context.intake.close()
    context.private_store.close()
    assert threading.active_count() <= before


def _receive(context: ServiceContext) -> Comment:
    """Let a reader write who wants to be told, and whose address is known to be theirs."""
    author, address, body = CANARIES
    comment = Comment(id="00000002-canary", post="second", status=Status.PENDING, author=author, date=NOW, body=body)
    context.queue.add(comment)
    context.private_store.add_all([Private(comment.id, "digest", NOW, "network", address, True, 0.0, ())])
    context.consent.confirm(address, NOW)
    return comment


def test_whoever_wrote_is_told_once_it_is_live(app: Flask, small_blog: Blog, caplog: pytest.LogCaptureFixture) -> None:
    """The mail goes after the page is there, on its own, once; and the log names neither reader nor words."""
    caplog.set_level(logging.DEBUG)
    context: ServiceContext = app.extensions[EXTENSION]
    comment = _receive(context)
    moderation.decide(context.queue, moderation.Action.APPROVE, [comment.id], log=context.log, by="dana", now=NOW)
    until(lambda: context.outbox.sent(5))
    assert f"comment-{comment.id}" in small_blog.page("2006/01/second.html")
    assert [(mail.to, mail.about) for mail in context.outbox.sent(5)] == [(CANARIES[1], (comment.id,))]
    small_blog.comment("second", "00000003-other")
    until(lambda: "00000003-other" in live_state.read(small_blog.site).comments)
    time.sleep(0.7)
    assert len(context.outbox.sent(5)) == 1
    assert not [canary for canary in CANARIES if canary in caplog.text]


def test_a_broken_post_is_told_of_and_stops_nothing_else(app: Flask, small_blog: Blog) -> None:
    """The page stays and the reason is written down; once the post is mended all is well."""
    del app
    small_blog.write("posts/broken.md", "Title: Broken\nDate: no date\n\nWords.\n")
    until(lambda: "broken.md" in live_state.read(small_blog.site).errors)
    small_blog.post("broken")
    until(lambda: not live_state.read(small_blog.site).errors)
    assert (small_blog.output / "2005" / "12" / "broken.html").is_file()


def test_what_goes_wrong_in_one_chore_does_not_stop_the_others(
    small_blog: Blog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A defect is logged with where it was, and the site is built all the same."""
    small_blog.settings(SERVICE)
    monkeypatch.setattr(Jobs, "begin", lambda _: 1 / 0)
    monkeypatch.setattr(Jobs, "announce", lambda *_: 1 / 0)
    app = create_app(small_blog.root)
    try:
        until(lambda: live_state.read(small_blog.site).built)
        until(lambda: caplog.text.count("ZeroDivisionError") >= 2)
    finally:
        app.extensions[BACKGROUND].stop()
        app.extensions[EXTENSION].intake.close()
        app.extensions[EXTENSION].private_store.close()


def test_a_chore_is_due_after_its_time_and_at_its_sign() -> None:
    """A sign that has changed calls at once; otherwise time does."""
    signs = iter((1, 1, 2, 2))
    chore = Job(lambda: None, every=10, sign=lambda: next(signs))
    assert [chore.is_due(now) for now in (100.0, 101.0, 102.0, 111.9)] == [True, False, True, False]


def test_a_file_that_is_moved_by_hand_is_written_down_at_once(app: Flask, small_blog: Blog) -> None:
    """Not an hour later: the editors' pages and the receipt tell of it as soon as it is done."""
    context: ServiceContext = app.extensions[EXTENSION]
    comment = _receive(context)
    target = small_blog.content / "comments" / "rejected" / "second" / f"{comment.id}.md"
    target.parent.mkdir(parents=True)
    context.queue.path(comment).rename(target)
    until(lambda: context.log.last(comment.id))
    entry = context.log.last(comment.id)
    assert entry is not None
    assert (entry.by, entry.before, entry.after) == ("hand", "pending", "rejected")


def test_queues_that_are_merged_are_put_in_order_at_once(app: Flask, small_blog: Blog) -> None:
    """One id in two states, and a file that cannot be read: the site goes on, and one of the two is left."""
    context: ServiceContext = app.extensions[EXTENSION]
    comment = _receive(context)
    folder = small_blog.content / "comments"
    for status in ("approved", "rejected"):
        copy = folder / status / "second" / f"{comment.id}.md"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(context.queue.data(comment))
    (folder / "pending" / "second" / "00000009-broken.md").write_bytes(b"cut o")
    until(lambda: context.queue.is_set_aside("00000009-broken"))
    until(lambda: context.queue.find(comment.id).status is Status.REJECTED)
    small_blog.comment("second", "00000003-other")
    until(lambda: "00000003-other" in live_state.read(small_blog.site).comments)
    assert not live_state.read(small_blog.site).errors


def test_what_is_still_being_written_is_not_put_in_order(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is broken because somebody copies it in this moment stays where it is."""
    small_blog.settings(SERVICE)
    app = create_app(small_blog.root, background=False)
    context: ServiceContext = app.extensions[EXTENSION]
    jobs = Jobs(context)
    half = small_blog.write("comments/pending/first/00000009-half.md", "+++\nauthor")
    jobs.heed([half])
    jobs.mend()
    assert half.exists()
    monkeypatch.setattr(jobs_module, "QUIET", -1.0)
    jobs.mend()
    assert not half.exists()
    context.intake.close()
    context.private_store.close()


def test_a_preview_keeps_no_service_from_its_work(
    app: Flask, small_blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both run at once; what came through the service is told by the service alone, to editors and readers."""
    context: ServiceContext = app.extensions[EXTENSION]
    begun: list[str] = []
    monkeypatch.setattr(Jobs, "begin", lambda _: begun.append("begun"))
    beside = PreviewFiles.open(small_blog.site, {}, frozenset)
    try:
        until(lambda: _is_locked(small_blog.root / "instance" / "preview.lock"))
        comment = _receive(context)
        beside.announce(live_state.LiveState(frozenset({comment.id})))
        moderation.decide(context.queue, moderation.Action.APPROVE, [comment.id], log=context.log, by="dana", now=NOW)
        until(lambda: context.outbox.sent(5))
        assert not [*beside.context.outbox.mails(MailState.SENT), *beside.context.outbox.mails(MailState.READY)]
        assert begun == []
    finally:
        _end(beside)


def test_a_preview_puts_in_order_what_no_service_does(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a service running it tidies and learns once, at its start, and leaves the service's lock alone then."""
    monkeypatch.setenv("OI_SMTP_URL", "mailbox:")
    small_blog.settings(SERVICE)
    broken = small_blog.write("comments/pending/first/00000009-broken.md", "no comment")
    beside = PreviewFiles.open(small_blog.site, {}, frozenset)
    try:
        until(lambda: not broken.exists())
        until(lambda: not _is_locked(small_blog.root / "instance" / "service.lock"))
    finally:
        _end(beside)


def _end(beside: PreviewFiles) -> None:
    beside.background.stop()
    beside.context.intake.close()
    beside.context.private_store.close()


def _is_locked(path: Path) -> bool:
    """Tell whether somebody holds the lock."""
    with path.open("ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_spam_is_learnt_when_something_was_decided(small_blog: Blog) -> None:
    """Decisions teach; without new ones the model is left alone."""
    small_blog.settings(SERVICE)
    app = create_app(small_blog.root, background=False)
    context: ServiceContext = app.extensions[EXTENSION]
    jobs, path = Jobs(context), small_blog.root / "instance" / "comments" / "spam.json"
    jobs.learn()
    assert not path.exists()
    small_blog.comment("second", "00000002-spam", "Cheap pills", status="pending")
    moderation.decide(context.queue, moderation.Action.SPAM, ["00000002-spam"], log=context.log, by="dana", now=NOW)
    jobs.learn()
    assert (Model.load(path).spam, Model.load(path).fine) == (1, 1)
    before = path.stat()
    jobs.learn()
    assert path.stat() == before
    context.intake.close()
    context.private_store.close()


def test_the_service_removes_what_a_crash_has_left(small_blog: Blog) -> None:
    """At its start and every hour: old unfinished files of ours, wherever they lie in content/ and instance/."""
    small_blog.settings(SERVICE)
    app = create_app(small_blog.root, background=False)
    context: ServiceContext = app.extensions[EXTENSION]
    name = ".addresses.txt.0a1b2c3d.tmp"
    old = [small_blog.write(name, "half"), small_blog.write(f"posts/{name}", "half"), small_blog.site.instance / name]
    young = small_blog.write(".addresses.txt.0a1b2c3e.tmp", "half")
    for path in old:
        path.write_text("half", "utf-8")
        os.utime(path, (0, 0))
    Jobs(context).begin()
    assert not any(path.exists() for path in old)
    assert young.exists()
    context.intake.close()
    context.private_store.close()
