"""rsync sends to a folder or another machine, says what it would do, and is missed in words where it is missing."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from deploy_releases import CHANGES, FIRST, SECOND, held, release
from tests_support import missing
from tests_waiting import until

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Rsync, Target, Transferred, target
from outsideinnovation.errors import ConflictError, NotFoundError, SettingsError, StorageError

SHELL = """#!{python}
import os, sys
open({log!r}, "a").write(" ".join(sys.argv[1:]) + "\\n")
os.execvp("sh", ["sh", "-c", " ".join(sys.argv[4:])])
"""


def to(path: str, root: Path, name: str = "server", **more: str) -> Target:
    """Return the target of that *path*, of the site at *root*."""
    return target(name, Configuration.of({"PUBLISH_TARGETS": {name: {"kind": "rsync", "to": path, **more}}}), root)


@pytest.fixture
def server(tmp_path: Path) -> Rsync:
    """A target that is a folder of this machine and holds the first release."""
    if not shutil.which("rsync"):
        missing("rsync")
    found = to("www/", tmp_path)
    assert isinstance(found, Rsync)
    found.send(release(tmp_path / "1", FIRST), dry_run=False, max_deletes=None)
    return found


def test_the_folder_becomes_the_release(server: Rsync, tmp_path: Path) -> None:
    """What is new, changed and gone is sent and said, with its letters; the same bytes with other times are nothing."""
    assert held(tmp_path / "www") == FIRST
    sent = server.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=1)
    assert sent == Transferred(*CHANGES)
    assert held(tmp_path / "www") == SECOND
    assert server.send(release(tmp_path / "3", SECOND), dry_run=False, max_deletes=0) == Transferred((), ())


def test_a_dry_run_says_it_and_touches_nothing(server: Rsync, tmp_path: Path) -> None:
    """The list is that of the real run."""
    assert server.send(release(tmp_path / "2", SECOND), dry_run=True, max_deletes=None) == Transferred(*CHANGES)
    assert held(tmp_path / "www") == FIRST


def test_too_many_deletions_stop_everything(server: Rsync, tmp_path: Path) -> None:
    """One file more than allowed, and nothing is sent at all."""
    with pytest.raises(ConflictError, match=r"would remove 6 of the [68] files"):
        server.send(release(tmp_path / "2", {"new.html": ""}), dry_run=False, max_deletes=5)
    assert held(tmp_path / "www") == FIRST


def test_what_is_hidden_at_the_top_is_not_ours(server: Rsync, tmp_path: Path) -> None:
    """A certificate's challenge stays, and our .git is not sent."""
    release(tmp_path / "www", {".well-known/acme": "theirs"})
    server.send(release(tmp_path / "2", SECOND | {".git/config": "ours"}), dry_run=False, max_deletes=None)
    assert held(tmp_path / "www") == SECOND | {".well-known/acme": "theirs"}


def test_every_name_is_said_as_it_is(server: Rsync, tmp_path: Path) -> None:
    """Blanks, backslashes and other alphabets in names come back unharmed."""
    odd = {"two words.html": "1", "back\\slash.html": "2", "日本.html": "3", "tab\there.html": "4"}
    assert server.send(release(tmp_path / "2", FIRST | odd), dry_run=False, max_deletes=0).uploaded == tuple(
        sorted(odd)
    )
    assert server.send(tmp_path / "1", dry_run=False, max_deletes=None).deleted == tuple(sorted(odd))


def test_another_machine_is_reached_by_a_shell(server: Rsync, tmp_path: Path) -> None:
    """`user@host:/path` goes through ssh, here one that runs the other end on this machine."""
    log, shell = tmp_path / "log", tmp_path / "ssh"
    shell.write_text(SHELL.format(python=sys.executable, log=str(log)), "utf-8")
    shell.chmod(0o755)
    found = to(f"editor@ours.example:{tmp_path}/far away", tmp_path, shell=str(shell))
    assert found.send(tmp_path / "1", dry_run=False, max_deletes=None) == Transferred(tuple(sorted(FIRST)), ())
    assert found.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=None) == Transferred(*CHANGES)
    assert held(tmp_path / "far away") == SECOND
    assert not (tmp_path / "far away" / "about").exists()
    assert "-l editor ours.example rsync --server" in log.read_text("utf-8")


@contextmanager
def rsync_server(root: Path, folder: Path) -> Iterator[str]:
    """Run rsync's own server on this machine, with the module ``www`` at *folder*, and give the block its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = f"port = {port}\naddress = 127.0.0.1\nuse chroot = no\n[www]\npath = {folder}\nread only = no\n"
    more = "".join(f"{name} file = {root}/rsyncd.{name}\n" for name in ("log", "lock"))
    more += "uid = root\ngid = root\n" if os.geteuid() == 0 else ""  # else it becomes nobody, who may not write there
    (root / "rsyncd.conf").write_text(f"{more}{settings}", "utf-8")
    server = subprocess.Popen(["rsync", "--daemon", "--no-detach", f"--config={root}/rsyncd.conf"])

    def answers() -> bool:
        assert server.poll() is None, (root / "rsyncd.log").read_text("utf-8")
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port))):
            return True
        return False

    try:
        until(answers, "rsync's server does not answer")
        yield f"rsync://127.0.0.1:{port}/www"
    finally:
        server.terminate()
        server.wait()


def test_a_server_of_rsyncs_own_is_reached_without_a_shell(server: Rsync, tmp_path: Path) -> None:
    """`rsync://host/module` works, also one folder deeper; what others put there stays."""
    (tmp_path / "served").mkdir()
    with rsync_server(tmp_path, tmp_path / "served") as address:
        found = to(f"{address}/blog", tmp_path)
        assert found.send(tmp_path / "1", dry_run=False, max_deletes=None) == Transferred(tuple(sorted(FIRST)), ())
        release(tmp_path / "served/blog", {"theirs.html": "theirs"})
        sent = found.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=None)
    assert sent == Transferred(*CHANGES, (), ("theirs.html",))
    assert held(tmp_path / "served/blog") == SECOND | {"theirs.html": "theirs"}


def test_a_place_that_refuses_is_said_in_rsyncs_words(server: Rsync, tmp_path: Path) -> None:
    """A failure names the target and what rsync said; a release that is not there is told before."""
    (tmp_path / "file").write_text("a file", "utf-8")
    with pytest.raises(StorageError, match=r"'bad': rsync failed with \d+: rsync:"):
        to(f"{tmp_path}/file/below/", tmp_path, "bad").send(tmp_path / "1", dry_run=False, max_deletes=None)
    with pytest.raises(NotFoundError, match="oi build"):
        server.send(tmp_path / "none", dry_run=False, max_deletes=None)


def test_a_machine_without_rsync_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The complaint names the program and how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match=r"needs the program rsync.*apt install rsync"):
        to(f"{tmp_path}/www/", tmp_path).send(release(tmp_path / "1", FIRST), dry_run=True, max_deletes=None)
