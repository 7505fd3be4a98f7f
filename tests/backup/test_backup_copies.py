"""A backup is whole or is none, and holds all that people made, each piece as it was at one moment."""

import os
import signal
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from backup_sites import FullSite, comment, files
from tests_support import small_disk

from outsideinnovation.backup import taking
from outsideinnovation.backup.manifest import BackupManifest
from outsideinnovation.backup.taking import back_up
from outsideinnovation.backup.verification import verify
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, SettingsError, StorageError
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.subscriber import Preferences, Source


def test_it_holds_what_people_made_and_nothing_that_a_build_makes(full: FullSite, now: datetime) -> None:
    """Content, comments in every state, private rows, subscribers and mail are in it; outputs and caches are not."""
    full.blog.build()
    made = full.back_up(now)
    found = set(made.manifest.files)
    assert {"site/pelicanconf.py", "site/content/posts/first.md", "site/content/images/dot.bin"} <= found
    assert {
        f"site/content/comments/{status}/first/0000000{number}-reader.md" for number, status in enumerate(Status)
    } <= found
    assert {"site/instance/comments/private.sqlite", "site/instance/keyring.json", "subscriptions.sqlite"} <= found
    assert [path for path in found if path.startswith("site/instance/outbox/ready/")]
    assert not [
        path for path in found if "/output/" in path or "/cache/" in path or "search" in path or path.endswith("lock")
    ]
    assert made.left_out == ()
    assert verify(made.folder).files == made.manifest.files


def test_every_private_file_of_the_site_is_in_it(full: FullSite, now: datetime) -> None:
    """Wherever below instance/ it lies, whoever wrote it, and whatever it is called."""
    private = ("outbox/limits/2026.json", "comments/decisions.jsonl", "imports/typepad.jsonl", "unheard-of.dat")
    for path in private:
        target = full.site.instance / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("private", "utf-8")
    named = full.blog.write(os.fsdecode(b"images/caf\xe9.bin"), b"bytes")
    with closing(sqlite3.connect(full.site.instance / "outbox/limits/confirmations.sqlite")) as tables:
        tables.execute("CREATE TABLE confirmations (number INTEGER)")
    folder = full.back_up(now).folder
    wanted = {f"site/instance/{path}" for path in (*private, "outbox/limits/confirmations.sqlite")}
    assert wanted | {f"site/content/images/{named.name}"} <= set(verify(folder).files)


def test_only_its_owner_can_read_it(full: FullSite, now: datetime) -> None:
    """It holds mail addresses and keys."""
    made = full.back_up(now)
    for path in (made.folder, *made.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_keys_come_along_only_where_that_is_said(full: FullSite, now: datetime) -> None:
    """A backup without them can lie where a key must not."""
    (full.site.instance / "dkim.pem").write_text("PEM", "utf-8")
    without = full.back_up(now, with_keys=False)
    assert not without.manifest.has_keys
    assert not [path for path in without.manifest.files if path.endswith(("keyring.json", "dkim.pem"))]
    assert {"site/instance/keyring.json", "site/instance/dkim.pem"} <= set(full.back_up(now).manifest.files)


def test_a_second_backup_leaves_the_first_as_it_is(full: FullSite, now: datetime) -> None:
    """Each is a folder of its own, even two within a second."""
    first = full.back_up(now)
    before = files(first.folder)
    second, third = full.back_up(now), full.back_up(now + timedelta(seconds=1))
    assert [each.folder.name for each in (first, second, third)] == [
        "2026-11-29T203600Z", "2026-11-29T203600Z-2", "2026-11-29T203601Z",
    ]  # fmt: skip
    assert files(first.folder) == before


def test_nothing_of_the_site_is_changed(full: FullSite, now: datetime) -> None:
    """Octet for octet."""
    full.back_up(now)  # what is left of write-ahead logs goes into its files once
    before = files(full.site.root)
    full.back_up(now)
    assert files(full.site.root) == before


@pytest.mark.parametrize("place", [".", "content/copies", "instance/copies"])
def test_a_folder_that_is_the_sites_own_is_refused(full: FullSite, now: datetime, place: str) -> None:
    """It would be published, or copied into itself."""
    with pytest.raises(ConflictError, match="belongs to the site itself"):
        back_up(full.site, full.site.root / place, now, with_keys=False)


def test_backups_below_the_site_hold_no_other_backup(full: FullSite, now: datetime) -> None:
    """They would grow and grow."""
    folder = full.site.root / "copies"
    back_up(full.site, folder, now, with_keys=False)
    assert not [path for path in back_up(full.site, folder, now, with_keys=False).manifest.files if "copies" in path]


def test_content_outside_the_site_is_refused(full: FullSite, now: datetime, tmp_path: Path) -> None:
    """A backup that lacks the posts is none."""
    full.blog.settings(f'PATH = "{tmp_path / "elsewhere"}"\n')
    with pytest.raises(SettingsError, match="move it inside"):
        full.back_up(now)
    assert not list(full.copies.iterdir())


def test_links_are_followed_and_dead_ones_named(full: FullSite, now: datetime, tmp_path: Path) -> None:
    """A backup holds files, whatever they are called through; a link that goes round is followed once."""
    (tmp_path / "far.txt").write_text("far", "utf-8")
    images = full.site.content / "images"
    (images / "near.txt").symlink_to(tmp_path / "far.txt")
    (images / "dead.txt").symlink_to(tmp_path / "nothing")
    (images / "round").symlink_to(full.site.content)
    made = full.back_up(now)
    assert (made.folder / "site/content/images/near.txt").read_text("utf-8") == "far"
    assert made.left_out == (f"{images / 'dead.txt'}: a link to what is not there",)


def test_what_was_acknowledged_before_is_in_it_while_others_write(full: FullSite, now: datetime) -> None:
    """Each comment of the copy has its private row, lies in one state, and those acknowledged before the start are all there."""
    acknowledged: list[str] = []
    stop, going = threading.Event(), threading.Event()
    queue, database = CommentQueue(full.site.comments), Database.of(full.site.instance, {})

    def write() -> None:
        intake = full.intake()
        for number in count():
            sent, private = comment(f"1{number:07}-reader", now)
            intake.submit(sent, private)
            queue.move(sent, Status.APPROVED if number % 2 else Status.SPAM)
            with database.write() as connection:
                address = f"reader{number}@readers.example"
                subscribers.add(connection, address, SubscriptionStatus.CONFIRMED, Source.FORM, Preferences(), now)
            acknowledged.append(sent.id)
            if number == 20:
                going.set()
            if stop.is_set():
                break
        intake.close()

    writer = threading.Thread(target=write)
    writer.start()
    going.wait()
    try:
        for number in range(3):
            before = list(acknowledged)
            made = full.back_up(now + timedelta(seconds=number))
            _assert_consistent(made.folder, before)
    finally:
        stop.set()
        writer.join()
        database.close()


def _assert_consistent(folder: Path, acknowledged: list[str]) -> None:
    verify(folder)
    ids = [path.stem for path in (folder / "site/content/comments").rglob("*.md")]
    assert len(ids) == len(set(ids))
    assert set(acknowledged) <= set(ids)
    with closing(sqlite3.connect(folder / "site/instance/comments/private.sqlite")) as tables:
        assert set(ids) <= {row[0] for row in tables.execute("SELECT id FROM private")}
    with closing(sqlite3.connect(folder / "subscriptions.sqlite")) as tables:
        readers = {row[0] for row in tables.execute("SELECT address FROM subscribers")}
    assert {f"reader{int(each[1:8])}@readers.example" for each in acknowledged} <= readers


def test_a_backup_that_was_killed_looks_like_none(full: FullSite, now: datetime) -> None:
    """After whichever file; the site is as it was, and the next backup sweeps up."""
    whole = full.back_up(now)
    before = files(full.site.root)
    for number in range(1, len(whole.manifest.files) + 1):
        _killed(lambda: back_up(full.site, full.copies, now, with_keys=True, report=_killer(number)))  # noqa: B023 - called at once
        assert [path.name for path in full.copies.iterdir() if not path.name.startswith(".")] == [whole.folder.name]
        with pytest.raises(NotFoundError, match="no whole backup"):
            BackupManifest.read(next(full.copies.glob(".*")))
    assert files(full.site.root) == before
    full.back_up(now)
    assert not list(full.copies.glob(".*"))


@pytest.mark.parametrize("step", ["os.sync", "files.create", "files.move"])
def test_one_that_was_killed_at_its_end_looks_like_none(
    full: FullSite, now: datetime, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the manifest, or before it got its name."""
    monkeypatch.setattr(
        f"outsideinnovation.backup.taking.{step}", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
    )
    _killed(lambda: full.back_up(now))
    monkeypatch.undo()
    assert [path.name for path in full.copies.iterdir()] == [".2026-11-29T203600Z.partial"]
    assert full.back_up(now).folder.name == "2026-11-29T203600Z"


def _killer(when: int) -> taking.Report:
    def report(_: str, number: int, __: int) -> None:
        if number == when:
            os.kill(os.getpid(), signal.SIGKILL)

    return report


def _killed(gesture: object) -> None:
    """Carry out *gesture* in another process, which is killed."""
    child = os.fork()
    if not child:
        try:
            gesture()  # type: ignore[operator]
        finally:
            os._exit(3)  # it has lived on
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_full_disk_leaves_nothing(full: FullSite, now: datetime) -> None:
    """And says that it was full."""
    full.blog.write("images/large.bin", bytes(2_000_000))
    with small_disk(full.copies, 1_000_000):
        with pytest.raises(StorageError, match="No space left"):
            full.back_up(now)
        assert not list(full.copies.iterdir())


def test_every_damaged_file_is_named(full: FullSite, now: datetime) -> None:
    """Changed, cut off, missing, or not of this backup."""
    folder = full.back_up(now).folder
    (folder / "site/content/images/dot.bin").write_bytes(bytes(256))
    (folder / "site/content/pages/about.md").write_bytes(b"")
    (folder / "site/pelicanconf.py").unlink()
    (folder / "site/content/posts/new.md").write_text("new", "utf-8")
    with pytest.raises(ContentError) as caught:
        verify(folder)
    lines = str(caught.value).splitlines()
    assert [line.removeprefix(f"{folder}/").partition(":")[0] for line in lines] == [
        "site/content/images/dot.bin", "site/content/pages/about.md", "site/content/posts/new.md", "site/pelicanconf.py",
    ]  # fmt: skip
    assert "SHA-256" in lines[0]


def test_a_damaged_database_is_no_backup(full: FullSite, now: datetime) -> None:
    """It is found while an older backup is still at hand."""
    path = full.site.private_store_path
    with closing(sqlite3.connect(path)) as tables:
        tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    octets = bytearray(path.read_bytes())
    octets[4096:8192] = os.urandom(4096)
    path.write_bytes(octets)
    with pytest.raises(StorageError, match=r"private\.sqlite"):
        full.back_up(now)
    assert not list(full.copies.iterdir())
