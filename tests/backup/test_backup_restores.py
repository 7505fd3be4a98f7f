"""A restored site is the whole site, sends nothing twice, and takes nobody's place."""

import json
import os
import signal
import stat
from datetime import datetime
from pathlib import Path

import pytest
from backup_sites import FullSite, files
from newsletter_blog import NewsletterBlog
from tests_relay import Relay
from tests_support import Blog, small_disk

from outsideinnovation.backup import restoring
from outsideinnovation.backup.manifest import NAME, BackupManifest
from outsideinnovation.backup.restoring import WHY, restore
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, StorageError
from outsideinnovation.mail.outbox import FOLDER, Outbox
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.service import create_app
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import IssueStore
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.tokens import Keyring


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the site is to be."""
    return tmp_path / "elsewhere" / "blog"


def test_the_restored_site_has_everything(full: FullSite, now: datetime, target: Path) -> None:
    """Files with their rights and times, private rows, subscribers and keys."""
    script = full.blog.write("../publish.sh", "#!/bin/sh\noi publish\n")
    script.chmod(0o755)
    made = restore(full.back_up(now).folder, target, now, environment={})
    site = Site.load(target)
    for path in (script, full.site.content / "posts/first.md", full.site.instance / "keyring.json"):
        again = target / path.resolve().relative_to(full.site.root)
        assert again.read_bytes() == path.read_bytes()
        assert (again.stat().st_mode, again.stat().st_mtime_ns) == (path.stat().st_mode, path.stat().st_mtime_ns)
    assert files(site.content) == files(full.site.content)
    assert PrivateStore(site.private_store_path).by_email("00000000-reader@readers.example")
    assert Keyring.load(site.instance) == Keyring.load(full.site.instance)
    assert list(SubscriberStore(Database.of(site.instance, {})).all()) == list(
        SubscriberStore(Database.of(full.site.instance, {})).all()
    )
    assert made.tables["subscribers"].rows == 2
    for path in (site.instance / "subscriptions.sqlite", site.private_store_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_builds_the_same_bytes(full: FullSite, now: datetime, target: Path) -> None:
    """Readers see no difference."""
    full.blog.build()
    restore(full.back_up(now).folder, target, now, environment={})
    again = Blog.__new__(Blog)
    again.root, again.content, again.output = target, target / "content", target / "output"
    again.build()
    assert again.files() == full.blog.files()


def test_the_service_starts_on_it(full: FullSite, now: datetime, target: Path) -> None:
    """And finds queue and database in order."""
    full.blog.settings('SERVICE_URL = "https://ours.example"\n')
    restore(full.back_up(now).folder, target, now, environment={})
    assert full.blog.run("--site", str(target), "build").exit_code == 0
    client = create_app(target, background=False).test_client()
    assert client.get("/healthz").status_code == 200


def test_nothing_is_sent_that_may_have_gone_out_since(full: FullSite, now: datetime, target: Path) -> None:
    """Issues on their way end, no post is announced again, and mail that waited is given up and says why."""
    made = restore(full.back_up(now).folder, target, now, environment={})
    assert (made.held_issues, made.held_mails) == (1, 1)
    issues, outbox = IssueStore(Database.of(target / "instance", {})), Outbox(target / "instance" / FOLDER)
    assert (issues.unfinished(), issues.seen(), issues.sent()) == ([], {}, {"each": {"first"}})
    assert [mail.reply for mail in outbox.failed(9)] == [WHY]
    assert not outbox.due(now)


def test_a_move_sends_what_waited(full: FullSite, now: datetime, target: Path) -> None:
    """Where nothing was sent since, nothing is lost."""
    made = restore(full.back_up(now).folder, target, now, sends_waiting=True, environment={})
    assert (made.held_issues, made.held_mails) == (0, 0)
    assert len(IssueStore(Database.of(target / "instance", {})).unfinished()) == 1
    assert list(Outbox(target / "instance" / FOLDER).mails(MailState.READY))


def test_keys_may_be_left_out(full: FullSite, now: datetime, target: Path) -> None:
    """The site then makes keys of its own."""
    made = restore(full.back_up(now).folder, target, now, with_keys=False, environment={})
    assert not made.has_keys
    assert Keyring.existing(target / "instance", {}) is None


def test_an_empty_folder_gives_way_and_a_full_one_does_not(full: FullSite, now: datetime, target: Path) -> None:
    """Somebody's file is never replaced."""
    backup = full.back_up(now).folder
    target.mkdir(parents=True)
    restore(backup, target, now, environment={})
    before = files(target)
    with pytest.raises(ConflictError, match="not empty"):
        restore(backup, target, now, environment={})
    assert files(target) == before


def test_a_damaged_backup_is_not_restored(full: FullSite, now: datetime, target: Path) -> None:
    """The file is named, and nothing is written."""
    backup = full.back_up(now).folder
    (backup / "site/content/posts/first.md").write_text("other words", "utf-8")
    with pytest.raises(ContentError, match=r"posts/first\.md"):
        restore(backup, target, now, environment={})
    assert not target.parent.exists()


@pytest.mark.parametrize("path", ["../out", "/out", "site/../../out", "site//x", "", "site/./x"])
def test_a_manifest_names_no_file_elsewhere(full: FullSite, now: datetime, target: Path, path: str) -> None:
    """Whoever had the backup in their hands can place no file on this machine."""
    backup = full.back_up(now).folder
    said = json.loads((backup / NAME).read_text("utf-8"))
    said["files"][path] = next(iter(said["files"].values()))
    (backup / NAME).write_text(json.dumps(said), "utf-8")
    with pytest.raises(StorageError, match="is damaged"):
        restore(backup, target, now, environment={})


@pytest.mark.parametrize("octets", [b"", b"[]", b"{}", b'{"format": 1, "files": 3}', b"\xff", b'{"format": "1"}'])
def test_a_damaged_manifest_is_said_to_be_damaged(tmp_path: Path, octets: bytes) -> None:
    """Whatever is in it."""
    (tmp_path / NAME).write_bytes(octets)
    with pytest.raises(StorageError, match="is damaged"):
        BackupManifest.read(tmp_path)


def test_a_backup_of_a_newer_program_is_refused(full: FullSite, now: datetime, target: Path) -> None:
    """It may hold what this one would lose."""
    backup = full.back_up(now).folder
    said = json.loads((backup / NAME).read_text("utf-8")) | {"format": 2, "program": "9.0"}
    (backup / NAME).write_text(json.dumps(said), "utf-8")
    with pytest.raises(StorageError, match=r"newer program \(9\.0\)"):
        restore(backup, target, now, environment={})


def test_a_folder_of_backups_names_the_newest(full: FullSite, now: datetime) -> None:
    """Whoever forgot which one is told."""
    folder = full.back_up(now).folder
    with pytest.raises(NotFoundError, match=f"the newest is {folder}"):
        BackupManifest.read(full.copies)


def test_a_restore_that_was_killed_leaves_no_site(full: FullSite, now: datetime, target: Path) -> None:
    """After whichever file; the same again then does all of it."""
    backup = full.back_up(now).folder
    count = 2 * len(BackupManifest.read(backup).files)
    for when in range(1, count + 1):
        child = os.fork()
        if not child:
            try:
                restore(backup, target, now, environment={}, report=_killer(when))
            finally:
                os._exit(3)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert not target.exists()
    restore(backup, target, now, environment={})
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def _killer(when: int) -> restoring.Report:
    steps = iter(range(1, when + 1))

    def report(*_: object) -> None:
        if next(steps) == when:
            os.kill(os.getpid(), signal.SIGKILL)

    return report


def test_a_full_disk_leaves_nothing(full: FullSite, now: datetime, target: Path) -> None:
    """And says that it was full."""
    full.blog.write("images/large.bin", bytes(2_000_000))
    backup = full.back_up(now).folder
    with small_disk(target.parent, 1_000_000):
        with pytest.raises(StorageError, match="No space left"):
            restore(backup, target, now, environment={})
        assert not list(target.parent.iterdir())


def test_both_commands_say_what_they_did(full: FullSite, target: Path) -> None:
    """The folder on standard output, and what to know on the other."""
    backup = full.blog.run("backup", str(full.copies))
    assert backup.exit_code == 0, backup.output
    assert "No keys are in it" in backup.stderr
    folder = backup.stdout.strip()
    checked = full.blog.run("restore", "--check", folder)
    assert "is whole" in checked.stdout
    restored = full.blog.run("restore", folder, str(target))
    assert (restored.exit_code, restored.stdout.strip()) == (0, str(target))
    assert "Held back" in restored.stderr
    assert full.blog.run("restore", folder).exit_code == 2
    refused = full.blog.run("restore", folder, str(target))
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)


def test_the_newsletter_goes_to_nobody_twice(
    blog: Blog, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup from before the mailing does not know of it, and the restored site mails nobody of that post; the next it does."""
    with Relay() as relay:
        paper = NewsletterBlog(blog, monkeypatch)
        paper.to(relay)
        paper.read_by("ann", "bob")
        paper.news()
        folder = paper.blog.run("backup", str(tmp_path / "copies"), "--keys").stdout.strip()
        assert paper.blog.run("newsletter", "send").exit_code == 0
        assert len(relay.taken) == 2
        assert paper.blog.run("restore", folder, str(target)).exit_code == 0
        again = Blog.__new__(Blog)
        again.root, again.content, again.output = target, target / "content", target / "output"
        paper.blog = again
        paper.publish()
        assert again.run("newsletter", "send").exit_code == 0
        assert len(relay.taken) == 2
        paper.news("next")
        assert again.run("newsletter", "send").exit_code == 0
        assert len(relay.taken) == 4
