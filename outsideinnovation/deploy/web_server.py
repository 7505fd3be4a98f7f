"""Lets the web server read its files again once they have changed: nginx and Caddy know of new redirects only then.

What it was told last is kept in ``instance/``, so that a command that failed, or a publication that was killed, is made up for.
"""

import hashlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

from outsideinnovation.deploy.static_hosts import Host
from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.site import Site

FILE = "web-server"  # below instance/: a digest of the files that it has read
READ_BY = {
    Host.NGINX: ("redirects.nginx.conf", "headers.nginx.conf"),
    Host.CADDY: ("redirects.caddy", "headers.caddy"),
}
BY_HAND = {Host.NGINX: "sudo systemctl reload nginx", Host.CADDY: "sudo systemctl reload caddy"}
PATIENCE = 60  # seconds that the command may take


def refresh(site: Site, folder: Path) -> str | None:
    """Run PUBLISH_RELOAD if the files in *folder* that a web server reads are not those it was told of last.

    Return what somebody has to do by hand where no command is set. Raises StorageError with the command's own words where it
    fails; it is run again next time.
    """
    hosts = [host for host in READ_BY if site.configuration.deploy.host in {None, host}]
    digest, told = _digest(folder, [name for host in hosts for name in READ_BY[host]]), site.instance / FILE
    if not digest or (told.is_file() and told.read_text("utf-8") == digest):
        return None
    command = site.configuration.deploy.reload
    if command:
        _run(command)
    write_atomically(told, digest.encode(), mode=0o600)
    by_hand = " or ".join(BY_HAND[host] for host in hosts)
    return None if command else (
        f"Redirects or headers have changed. A web server of your own works by them once it has read them: {by_hand}. "
        "PUBLISH_RELOAD in pelicanconf.py does that after each publication."
    )  # fmt: skip


def _digest(folder: Path, names: Sequence[str]) -> str:
    files = [(name, folder / name) for name in names]
    parts = [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for name, path in files if path.is_file()]
    return "".join(parts)


def _run(command: Sequence[str]) -> None:
    shown, after = " ".join(command), "The site is live; old addresses are answered as before until it has been run."
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments from the site's own settings, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise StorageError(f"PUBLISH_RELOAD: `{shown}` was not done in {PATIENCE} s. {after}") from None
    except OSError as error:
        raise StorageError(f"PUBLISH_RELOAD: `{shown}` cannot be run: {error.strerror}. {after}") from error
    if done.returncode:
        words = (done.stderr or done.stdout).strip().rpartition("\n")[2] or "it said nothing"
        raise StorageError(f"PUBLISH_RELOAD: `{shown}` failed with {done.returncode}: {words}. {after}")
